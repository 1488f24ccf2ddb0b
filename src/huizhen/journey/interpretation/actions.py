"""Writing, signing and correcting translations, and setting points against the home plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from huizhen.core.consultation.opinion import Opinion, opinion_hash
from huizhen.core.errors import HuizhenError, WrongCall
from huizhen.core.interpretation.translation import TranslatedPart
from huizhen.core.states.small_tables import HANDOVERS, SIGN_OFFS, TRANSLATIONS
from huizhen.core.states.waiting import waiting
from huizhen.ground.accounts.models import User
from huizhen.ground.cases.access import CaseNotFound, case_rows, roles_in
from huizhen.ground.cases.change import Change, changing
from huizhen.ground.cases.gate import require_gate
from huizhen.ground.cases.models import Case
from huizhen.ground.notify.actions import tell_roles
from huizhen.journey.interpretation.models import (
    HandoverRow,
    InterpretationSignOff,
    PointRow,
    TranslationRow,
)
from huizhen.journey.interpretation.queries import (
    UNREAD,
    acting_role,
    current_reports,
    open_parts,
    opinion_in,
    parts_of,
    point_lacks,
    sign_offs,
    signed_hash,
    standing,
    translation_of,
)

_EVENTS = {
    "medical_editor": "translation_signed_by_editor",
    "reviewing_clinician": "translation_signed_by_clinician",
}


class TextChanged(HuizhenError):
    """Somebody saved the same text meanwhile; nothing was overwritten."""

    status = 409

    def __init__(self) -> None:
        super().__init__(
            "text_changed",
            "Somebody has saved this meanwhile; nothing was overwritten.",
            "Compare both versions below and save the one that is right.",
        )


def tell_next(change: Change) -> None:
    """Write who is waited for by the interpretation's standing."""
    found = waiting(standing(change.case))
    if not found:
        change.wait_for("")
        return
    due = None
    if found[0].deadline == "handover_reading":
        rows = case_rows(change.case, HandoverRow).filter(state__in=UNREAD).order_by("due_at")
        due = rows.values_list("due_at", flat=True).first()
    change.wait_for(found[0].role, found[0].what, due)


def begin_interpretation(case: Case) -> None:
    """All opinions are in: who is waited for by what is known of translation and points."""
    with changing(case, None, "begin_interpretation") as change:
        tell_next(change)
    tell_roles(
        case, ["medical_editor"], "waiting_for_you", reverse("interpretation", args=[case.pk])
    )


def save_translation(
    case: Case, actor: User, opinion_id: UUID, texts: Mapping[str, str], revision: int
) -> TranslationRow:
    """Keep what was written, part by part; signatures under other words end.

    TextChanged when another saved meanwhile; the same words saved twice are saved once."""
    opinion = opinion_in(case, opinion_id)
    row = translation_of(case, opinion_id)
    parts = [
        one.replaced(text=texts.get(one.part, one.text).strip())
        for one in parts_of(case, row, opinion)
    ]
    if row is not None and parts == parts_of(case, row, opinion) and row.revision > revision:
        return row
    with changing(case, actor, "save_translation", about=f"opinion:{opinion_id}") as change:
        row = translation_of(change.case, opinion_id)
        if (row.revision if row else 0) != revision:
            raise TextChanged
        return _write_translation(change, opinion_id, opinion, row, parts)


def _write_translation(
    change: Change,
    opinion_id: UUID,
    opinion: Opinion,
    row: TranslationRow | None,
    parts: Sequence[TranslatedPart],
) -> TranslationRow:
    if row is None:
        row = TranslationRow(case=change.case, opinion_id=opinion_id, language=change.case.language)
    row.state = TRANSLATIONS.after(row.state, "translation_edited")
    row.sealed_parts = change.case.seal_json([one.model_dump() for one in parts])
    row.opinion_hash = opinion_hash(opinion)
    row.revision += 1
    row.changed_by = change.actor
    row.save()
    _void_signatures(change, row)
    change.data.update(revision=row.revision, open_parts=len(open_parts(parts)))
    change.emit("translation_edited", translation=str(row.pk))
    tell_next(change)
    return row


def _void_signatures(change: Change, row: TranslationRow) -> None:
    """Whoever changes a word takes back the signatures under it."""
    ended = 0
    for signed in sign_offs(change.case, row):
        signed.state = SIGN_OFFS.after(signed.state, "sign_off_outdated")
        signed.save(update_fields=["state"])
        ended += 1
    if ended:
        change.data["signatures_ended"] = ended


def sign_translation(
    case: Case, actor: User, opinion_id: UUID, factor: Mapping[str, Any], *, seen: int | None
) -> None:
    """The editor, then another person as clinician, signs translation and points as they stand."""
    with changing(
        case, actor, "sign_translation", seen=seen, about=f"opinion:{opinion_id}"
    ) as change:
        row = _row(change.case, opinion_id)
        role = acting_role_for(change.case, actor, row)
        stands = standing(change.case, actor, role, opinion_id=opinion_id)
        require_gate("sign_translation", stands)
        _must_be_whole(change.case, opinion_id, row)
        row.state = TRANSLATIONS.after(row.state, _EVENTS[role])
        row.save(update_fields=["state"])
        made = InterpretationSignOff.behind_door.create(
            case=change.case,
            translation=row,
            by=actor,
            role=role,
            content_hash=signed_hash(change.case, opinion_id, row),
        )
        change.data.update(role=role, content_hash=made.content_hash, factor=factor.get("kind", ""))
        change.emit(_EVENTS[role], translation=str(row.pk))
        tell_next(change)
    then = {"medical_editor": "reviewing_clinician"}.get(role, "coordinator")
    tell_roles(case, [then], "waiting_for_you", reverse("interpretation", args=[case.pk]))


def acting_role_for(case: Case, actor: User | None, row: TranslationRow | None) -> str:
    """The role whose turn it is, where the person has it; else the one that they have."""
    turn = {"edited": "medical_editor", "signed_by_editor": "reviewing_clinician"}
    role = turn.get(row.state if row else "", "")
    held = acting_role(case, actor, "sign_translation")
    return role if actor and role in roles_in(actor, case) else held


def _must_be_whole(case: Case, opinion_id: UUID, row: TranslationRow) -> None:
    opinion = opinion_in(case, opinion_id)
    if open_parts(parts_of(case, row, opinion)):
        raise WrongCall(
            "translation_open",
            "A part of the opinion has no translation yet.",
            "Translate every part, save, then sign.",
        )
    if point_lacks(case, opinion_id, opinion):
        raise WrongCall(
            "points_still_open",
            "The points against the home plan are not whole; they are signed with the translation.",
            "Close what the list of points says is open, then sign.",
        )


def withdraw_sign_off(
    case: Case, actor: User, opinion_id: UUID, *, seen: int | None = None
) -> None:
    """Take back the own signature before the reports are released; the other one ends with it."""
    with changing(
        case, actor, "withdraw_sign_off", seen=seen, about=f"opinion:{opinion_id}"
    ) as change:
        row = _row(change.case, opinion_id)
        own = [one for one in sign_offs(change.case, row) if one.by_id == actor.pk]
        if not own:
            raise CaseNotFound
        row.state = TRANSLATIONS.after(row.state, "translation_sign_off_withdrawn")
        row.save(update_fields=["state"])
        for signed in own:
            signed.state = SIGN_OFFS.after(signed.state, "sign_off_withdrawn")
            signed.save(update_fields=["state"])
        _void_signatures(change, row)
        change.emit("translation_sign_off_withdrawn", translation=str(row.pk))
        tell_next(change)


def save_point(
    case: Case,
    actor: User,
    opinion_id: UUID,
    point_id: UUID,
    told: Mapping[str, Any],
    revision: int,
) -> PointRow:
    """Keep one point (the fields of core.interpretation.points.Point but id, by and at, and 'zh').

    A point that is sent again unchanged is kept once; TextChanged when another saved meanwhile."""
    opinion_in(case, opinion_id)
    with _changing_points(case, actor, "save_point", opinion_id, point_id) as (change, row):
        stands = change.case.unseal_json(row.sealed) if row else {}
        if (row.revision if row else 0) != revision:
            if row and {key: stands.get(key) for key in told} == dict(told):
                return row
            raise TextChanged
        kept = {
            **told,
            "id": str(point_id),
            "by": actor.name,
            "at": timezone.now().isoformat(timespec="seconds"),
        }
        saved = row or PointRow(id=point_id, case=change.case, opinion_id=opinion_id, revision=0)
        saved.sealed = change.case.seal_json(kept)
        saved.revision += 1
        saved.changed_by = actor
        saved.save()
        change.data["revision"] = saved.revision
    return saved


def remove_point(case: Case, actor: User, opinion_id: UUID, point_id: UUID, revision: int) -> None:
    """Take a point away; what it said stays in its row."""
    with _changing_points(case, actor, "remove_point", opinion_id, point_id) as (_, row):
        if row is None:
            raise CaseNotFound
        if row.revision != revision:
            raise TextChanged
        row.removed_at, row.changed_by = timezone.now(), actor
        row.save()


@contextmanager
def _changing_points(
    case: Case, actor: User, action: str, opinion_id: UUID, point_id: UUID
) -> Iterator[tuple[Change, PointRow | None]]:
    """A change of one point: what was signed with the points is signed anew."""
    with changing(case, actor, action, about=f"point:{point_id}") as change:
        rows = case_rows(change.case, PointRow).filter(opinion_id=opinion_id, removed_at=None)
        translation = translation_of(change.case, opinion_id)
        if translation is not None and translation.state == "released":
            TRANSLATIONS.after(translation.state, "translation_edited")  # says that it is released
        yield change, rows.filter(pk=point_id).first()
        if translation is not None and sign_offs(change.case, translation):
            translation.state = TRANSLATIONS.after(translation.state, "translation_edited")
            translation.save(update_fields=["state"])
            _void_signatures(change, translation)
        tell_next(change)


def begin_correction(
    case: Case, actor: User, opinion_id: UUID, reason: str, *, seen: int | None = None
) -> TranslationRow:
    """A released report is corrected in a new version; what has not been read is taken back.

    From the decision the case goes back to the interpretation."""
    with changing(
        case, actor, "begin_correction", seen=seen, about=f"opinion:{opinion_id}"
    ) as change:
        role = acting_role(change.case, actor, "return_case")
        old = _row(change.case, opinion_id)
        if change.case.stage == "decision":
            require_gate("return_case", standing(change.case, actor, role))
            change.move("report_correction_asked")
        old.state = TRANSLATIONS.after(old.state, "translation_superseded")
        old.save(update_fields=["state"])
        rows = case_rows(change.case, TranslationRow).filter(opinion_id=opinion_id)
        made: TranslationRow = TranslationRow.behind_door.create(
            case=change.case,
            opinion_id=opinion_id,
            language=old.language,
            number=(rows.aggregate(most=Max("number"))["most"] or 0) + 1,
            state=TRANSLATIONS.after("draft", "translation_edited"),
            revision=old.revision + 1,
            sealed_parts=change.case.seal_json(change.case.unseal_json(old.sealed_parts)),
            opinion_hash=old.opinion_hash,
            changed_by=actor,
        )
        change.personal["reason"] = reason
        _take_back(change, opinion_id)
        change.emit("report_correction_begun", translation=str(made.pk))
        tell_next(change)
    path = reverse("interpretation", args=[case.pk])
    tell_roles(case, ["medical_editor", "reviewing_clinician"], "waiting_for_you", path)
    return made


def _take_back(change: Change, opinion_id: UUID) -> None:
    """The reports hold no longer, and those that nobody has read are no longer open."""
    reports = current_reports(change.case, opinion_id)
    for report in reports:
        report.superseded_at = timezone.now()
        report.save(update_fields=["superseded_at"])
    ended = {str(one.pk) for one in reports}
    for row in case_rows(change.case, HandoverRow).filter(state__in=UNREAD):
        if ended & set(row.versions):
            row.state = HANDOVERS.after(row.state, "handover_revoked")
            row.ended_at = timezone.now()
            row.save(update_fields=["state", "ended_at"])
    change.data["reports_superseded"] = len(reports)


def _row(case: Case, opinion_id: UUID) -> TranslationRow:
    opinion_in(case, opinion_id)
    row = translation_of(case, opinion_id)
    if row is None:
        raise WrongCall(
            "translation_not_begun",
            "There is no translation of this opinion yet.",
            "Write it and save it first.",
        )
    return row
