"""What intake knows of a case, and the content of its pages."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from huizhen.core.assessment.enquiry import Enquiry as Answers
from huizhen.core.assessment.enquiry import EnquiryBook, screen_enquiry
from huizhen.core.assessment.fit import FitBook, Reason
from huizhen.core.assessment.red_flag_rules import RedFlagBook
from huizhen.core.assessment.red_flags import RedFlags, Screening, joined
from huizhen.core.extraction.knowledge import load_knowledge
from huizhen.core.states.standing import CaseStanding
from huizhen.ground.accounts.models import Organisation, OrganisationKind, User
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.models import Case
from huizhen.ground.content import country_name, pack
from huizhen.ground.events.models import Event
from huizhen.ground.files.actions import FILES_RECEIVED
from huizhen.ground.jobs.models import Job
from huizhen.ground.records.jobs import PREPARE
from huizhen.journey.intake.models import Enquiry
from huizhen.journey.intake.quarantine_queries import record_standing


def standing(
    case: Case, actor: User | None = None, *, role: str = "", **more: object
) -> CaseStanding:
    """Where the case stands as far as intake knows; `more` is what the act itself brings.

    Files that have arrived and were not read yet may still turn out to be another patient's: until
    then the count of files held apart is not known, and not zero."""
    found = record_standing(case, actor, role)
    if has_news(case):
        found = found.replaced(open_quarantine=None)
    return found.replaced(**more) if more else found


def jobs_of(case: Case) -> QuerySet[Job]:
    """The reading of the case's files, the newest first."""
    return Job.objects.filter(case_id=case.pk, kind=PREPARE).order_by("-made_at")


def has_news(case: Case) -> bool:
    """Whether files have arrived whose reading has not been asked for yet."""
    return Event.objects.filter(case_id=case.pk, kind=FILES_RECEIVED, done_at=None).exists()


def enquiry_of(case: Case) -> Enquiry | None:
    """What the case began with."""
    row: Enquiry | None = case_rows(case, Enquiry).select_related("invitation").first()
    return row


def letter_of(case: Case, enquiry: Enquiry | None) -> dict[str, Any]:
    """The answer to the enquiry: text, reasons; empty before there is one."""
    if enquiry is None or enquiry.sealed_letter is None:
        return {}
    found: dict[str, Any] = case.unseal_json(enquiry.sealed_letter)
    return found


def wanted_specialty(case: Case) -> str:
    """The decided specialty, else the one that the enquiry names; '' where neither is known."""
    row = enquiry_of(case)
    if case.specialty or row is None:
        return str(case.specialty)
    told = str(case.unseal_json(row.sealed_answers)["answers"].get("specialty", ""))
    return "" if told == "unsure" else told


def answer_lines(case: Case, enquiry: Enquiry, language: str) -> list[tuple[str, str, bool]]:
    """Question, answer and whether it is a yes to an emergency, for people."""
    told = case.unseal_json(enquiry.sealed_answers)
    book = enquiry_book()
    tongue = "zh" if language.startswith("zh") else "en"
    lines = [
        (question.text(tongue), "", True)
        for question in book.red_flags
        if told["red_flags"].get(question.id) == "yes"
    ]
    for asked in book.questions:
        answer = told["answers"].get(asked.id, "")
        if asked.kind == "choice" and answer in asked.options:
            answer = asked.options[answer].text(tongue)
        if asked.kind == "country":
            answer = country_name(answer, tongue)
        if answer and asked.kind != "email":
            lines.append((asked.text(tongue), answer, False))
    return lines


def site() -> Organisation | None:
    """The organisation that public enquiries go to: the first of this desk."""
    sites = Organisation.objects.filter(kind=OrganisationKind.SITE, is_fictional=False)
    return sites.order_by("id").first() or (
        Organisation.objects.filter(kind=OrganisationKind.SITE).order_by("id").first()
    )


@lru_cache(maxsize=1)
def enquiry_book() -> EnquiryBook:
    """The questions of the enquiry."""
    return EnquiryBook(pack("enquiry"))


@lru_cache(maxsize=1)
def red_flags() -> RedFlags:
    """What looks for emergencies; made at the first use."""
    roots = [Path(root) for root in settings.HUIZHEN_CONTENT]
    return RedFlags(RedFlagBook(pack("red_flags")), load_knowledge(roots))


@lru_cache(maxsize=1)
def _fit_book() -> FitBook:
    return FitBook(pack("fit"))


def decline_reasons() -> list[Reason]:
    """Why an enquiry may not be taken on."""
    return [reason for reason in _fit_book().reasons.values() if reason.class_ in ("N", "X")]


def screened(answers: Answers, language: str) -> Screening:
    """The emergencies in what was told, read in the page's language and in the answer's own."""
    at = timezone.now().isoformat(timespec="minutes")
    own = answers.answers.get("language", "")
    tongues = dict.fromkeys(("zh" if language.startswith("zh") else "en", own))
    return joined(
        [
            screen_enquiry(answers, enquiry_book(), red_flags(), at, tongue)
            for tongue in tongues
            if tongue
        ]
    )


def letter_words(kind: str, language: str) -> Any:
    """Words of the enquiry's letters: Chinese for Chinese readers, English for all others."""
    return pack("enquiry").parsed("letters.json")[kind]["zh" if language[:2] == "zh" else "en"]


def countries(language: str) -> list[tuple[str, str]]:
    """Codes and names of countries and regions, in the reader's order."""
    column = "zh" if language.startswith("zh") else "en"
    rows = pack("enquiry").rows("countries.tsv")
    named = [(row["code"], row[column]) for row in rows]
    return sorted(named, key=lambda pair: pair[0] if column == "zh" else pair[1])
