"""The worker's part: looking for emergencies, and setting the letter of a decision."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from django.conf import settings

from huizhen.core.assessment.red_flags import DatedPage, RedFlags, Screening, joined
from huizhen.core.extraction.knowledge import load_knowledge
from huizhen.core.preparation.desk_files import DeskPage
from huizhen.core.records.dates import parse_partial_date
from huizhen.core.records.page import Page, PageId
from huizhen.ground.cases.access import case_row, system_case
from huizhen.ground.cases.change import changing
from huizhen.ground.cases.models import Case
from huizhen.ground.files.blobs import delete_blob, store_bytes
from huizhen.ground.jobs.ledger import Running
from huizhen.ground.jobs.pipeline import pdf_setter
from huizhen.ground.notify.actions import tell_roles
from huizhen.ground.records.jobs import pipeline_request
from huizhen.ground.records.queries import current_version, desk_pages_of, facts_of
from huizhen.journey.assessment.actions import HOME
from huizhen.journey.assessment.flag_actions import raise_flags
from huizhen.journey.assessment.models import FitDecision
from huizhen.journey.assessment.queries import flag_book, is_child, letter_of

SCREEN = "screen_case"
FIT_LETTER = "fit_letter"
_PAGES_AT_ONCE = 20


@lru_cache(maxsize=1)
def _detector() -> RedFlags:
    """Made at the first use of a worker."""
    return RedFlags(flag_book(), load_knowledge([Path(root) for root in settings.HUIZHEN_CONTENT]))


def screen_case(running: Running) -> None:
    """Look for emergencies in facts and pages of the newest version; each is raised once."""
    case = system_case(UUID(str(running.job.case_id)))
    found = screening_of(case, running)
    if found is not None:
        raise_flags(case, found)


def screening_of(case: Case, running: Running | None = None) -> Screening | None:
    """The possible emergencies of a case as of its day; None before anything was read."""
    version = current_version(case)
    if version is None:
        return None
    as_of = date.fromisoformat(pipeline_request(case)["as_of"])
    facts = facts_of(case, version)
    looks = [_detector().in_facts(facts, as_of, is_child=is_child(case, as_of))]
    for pages in _chunks(list(desk_pages_of(case, version).values())):
        if running is not None:
            running.tell("screen")
        looks.append(_detector().in_documents([_dated(page) for page in pages], as_of))
    return joined(looks)


def _chunks(pages: Sequence[DeskPage]) -> Iterator[Sequence[DeskPage]]:
    for start in range(0, len(pages), _PAGES_AT_ONCE):
        yield pages[start : start + _PAGES_AT_ONCE]


def _dated(page: DeskPage) -> DatedPage:
    read = Page(
        page_id=PageId(page.page_id), ordinal=page.ordinal, text=page.text, language=page.language
    )
    return DatedPage(read, parse_partial_date(page.document_date))


def set_fit_letter(running: Running) -> None:
    """The letter of a decision as PDF; then the home side is told that it is there."""
    case = system_case(UUID(str(running.job.case_id)))
    made = case_row(case, FitDecision, id=running.job.payload["decision"])
    if made.letter is not None:
        return
    blob = store_bytes(case, "fit_letter", pdf_setter()(letter_of(case, made)))
    try:
        with changing(case, None, "set_fit_letter", about=f"fit:{made.pk}"):
            FitDecision.behind_door.filter(pk=made.pk).update(letter=blob)
    except BaseException:
        delete_blob(blob)
        raise
    if made.may_be_told:
        tell_roles(case, HOME, "fit_decided", f"/cases/{case.pk}/assessment/letter/")
