"""Composing the reports of an opinion and releasing them under two signatures."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from huizhen.core.consultation.opinion import Opinion, OpinionBook
from huizhen.core.errors import WrongCall
from huizhen.core.interpretation.reports import Audience, ReportInput, report
from huizhen.core.interpretation.translation import TranslatedPart, released
from huizhen.core.preparation.paper import Paper
from huizhen.core.records.value import canonical_json, content_hash
from huizhen.core.states.small_tables import TRANSLATIONS
from huizhen.ground.accounts.models import User
from huizhen.ground.cases.access import case_row, case_rows
from huizhen.ground.cases.change import Change, changing
from huizhen.ground.cases.gate import require_gate
from huizhen.ground.cases.models import Case
from huizhen.ground.content import pack
from huizhen.ground.files.blobs import blob_path, delete_blob, store_bytes
from huizhen.ground.files.models import Blob
from huizhen.ground.jobs.ledger import ask
from huizhen.journey.interpretation.actions import tell_next
from huizhen.journey.interpretation.models import ReportRow, TranslationRow
from huizhen.journey.interpretation.queries import (
    acting_role,
    home_plan,
    opinion_in,
    parts_of,
    points_of,
    questions_for,
    sign_offs,
    standing,
    translation_of,
)

KIND: Final = "report"
SET: Final = "set_reports"
AUDIENCES: Final[tuple[Audience, ...]] = ("physician", "patient")
_PREVIEW: Final = ("—", "——")
"""Stands for the two names in a preview: nobody has signed yet."""

Made = dict[tuple[Audience, str], Paper]


def languages_of(case: Case, opinion: Opinion) -> tuple[str, ...]:
    """The languages of an opinion's reports: that of the home side, and the opinion's own."""
    tags = (case.language, opinion.language)
    return tuple(dict.fromkeys(tag.split("-")[0] for tag in tags))


def preview(case: Case, opinion_id: UUID, audience: Audience, language: str) -> Paper:
    """A report as it would be released now; WrongCall says what is open."""
    row = translation_of(case, opinion_id)
    signers = [one.by.name for one in sign_offs(case, row)]
    names = (*signers, *_PREVIEW)[:2] if len(set(signers)) < 2 else tuple(signers[:2])
    return _compose(case, opinion_id, audience, language, (names[0], names[1]))


def _compose(
    case: Case, opinion_id: UUID, audience: Audience, language: str, names: tuple[str, str]
) -> Paper:
    opinion = opinion_in(case, opinion_id)
    row = translation_of(case, opinion_id)
    plan = home_plan(case)
    parts = _parts(case, row, opinion, language)
    given = ReportInput(
        case_number=case.number,
        opinion=opinion,
        translation=released(opinion, language, parts, names[0], names[1], _today()),
        points=points_of(case, opinion_id, language),
        plan=plan.items,
        questions=questions_for(case, opinion_id, language),
        facts=plan.facts,
        sources=plan.sources,
    )
    return report(audience, given, pack("reports"), OpinionBook(pack("opinion")))


def _parts(
    case: Case, row: TranslationRow | None, opinion: Opinion, language: str
) -> list[TranslatedPart]:
    """In the opinion's own language its own words stand; in the other the translation."""
    parts = parts_of(case, row, opinion)
    if language == opinion.language.split("-")[0]:
        return [one.replaced(text=one.original) for one in parts]
    return parts


def _today() -> date:
    return timezone.localdate()


def release_reports(
    case: Case, actor: User, opinion_id: UUID, *, seen: int | None = None
) -> list[ReportRow]:
    """Release the reports of one opinion, for physician and patient in each language.

    They are composed under the lock, from what two persons have signed and nothing else."""
    with (
        _kept() as blobs,
        changing(
            case, actor, "release_reports", seen=seen, about=f"opinion:{opinion_id}"
        ) as change,
    ):
        role = acting_role(change.case, actor, "release_reports")
        require_gate("release_reports", standing(change.case, actor, role, opinion_id=opinion_id))
        row = translation_of(change.case, opinion_id)
        if row is None:
            raise WrongCall("translation_not_begun", "There is no translation of this opinion yet.")
        made = _release(change, row, _papers(change.case, opinion_id, row), blobs)
        row.state = TRANSLATIONS.after(row.state, "translation_released")
        row.released_at = timezone.now()
        row.save(update_fields=["state", "released_at"])
        change.emit("reports_released", opinion=str(opinion_id), version=made[0].version)
        tell_next(change)
    ask(SET, f"{SET}:{case.pk}", case.pk)
    return made


def _papers(case: Case, opinion_id: UUID, row: TranslationRow) -> Made:
    by_role = {one.role: one.by.name for one in sign_offs(case, row)}
    names = (by_role.get("medical_editor", ""), by_role.get("reviewing_clinician", ""))
    languages = languages_of(case, opinion_in(case, opinion_id))
    return {
        (audience, language): _compose(case, opinion_id, audience, language, names)
        for audience in AUDIENCES
        for language in languages
    }


def _release(
    change: Change, translation: TranslationRow, papers: Made, blobs: list[Blob]
) -> list[ReportRow]:
    rows = case_rows(change.case, ReportRow).filter(opinion_id=translation.opinion_id)
    version = (rows.aggregate(most=Max("version"))["most"] or 0) + 1
    rows.filter(superseded_at=None).update(superseded_at=timezone.now())
    made = []
    for (audience, language), paper in papers.items():
        data = paper.model_dump(mode="json")
        blobs.append(store_bytes(change.case, KIND, canonical_json(data).encode()))
        made.append(
            ReportRow.behind_door.create(
                case=change.case,
                opinion_id=translation.opinion_id,
                translation=translation,
                version=version,
                audience=audience,
                language=language,
                paper=blobs[-1],
                content_hash=content_hash(data),
                released_by=change.actor,
            )
        )
    change.data.update(version=version, reports=[one.content_hash for one in made])
    return made


@contextmanager
def _kept() -> Iterator[list[Blob]]:
    """Blobs written within an action that fails are removed: no row leads to them."""
    blobs: list[Blob] = []
    try:
        yield blobs
    except BaseException:
        for blob in blobs:
            blob_path(blob.pk).unlink(missing_ok=True)
        raise


def keep_pdf(case: Case, report_id: UUID, data: bytes) -> None:
    """Keep the set PDF of a report; a second worker's is not kept."""
    blob = store_bytes(case, KIND, data)
    row = case_row(case, ReportRow, id=report_id)
    with changing(case, None, "set_report", about=f"report:{report_id}") as change:
        rows = case_rows(change.case, ReportRow).filter(pk=report_id, pdf=None)
        is_kept = bool(rows.update(pdf=blob))
        change.data.update(sha256=blob.sha256, audience=row.audience, language=row.language)
    if not is_kept:
        delete_blob(blob)
