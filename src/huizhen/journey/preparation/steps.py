"""What follows for preparation: letters that are answered or overdue, sign-offs that are old."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from huizhen.core.states.small_tables import SIGN_OFFS
from huizhen.ground.cases.access import case_rows, system_case
from huizhen.ground.cases.change import changing
from huizhen.ground.cases.models import Case
from huizhen.ground.events.models import Event
from huizhen.ground.language.runs import ask_to_check
from huizhen.ground.notify.actions import tell_roles
from huizhen.ground.records.queries import current_version
from huizhen.journey.preparation.actions.letters import note_files
from huizhen.journey.preparation.actions.waiting import STAGES, tell
from huizhen.journey.preparation.models import LetterRow, SignOffRow
from huizhen.journey.preparation.queries import OPEN_LETTERS, dossier_about


def note_answers(event: Event) -> None:
    """Files came for a letter."""
    kind, _, letter_id = str(event.data.get("about", "")).partition(":")
    if kind != "letter":
        return
    case = _case(event)
    letter = _row(event, letter_id)
    if letter is not None:
        note_files(case, letter)


def note_overdue(event: Event) -> None:
    """A letter's time limit has passed without an answer: its coordinator is told."""
    case = _case(event)
    letter = _row(event, str(event.data.get("letter")))
    if letter is None or letter.state not in OPEN_LETTERS or letter.due_at is None:
        return
    if letter.due_at <= timezone.now():
        tell_roles(
            case, ["coordinator"], "deadline_passed", f"/cases/{case.pk}/preparation/letters/"
        )


def outdate_sign_offs(event: Event) -> None:
    """A new composition: what was signed before can be read, not sent."""
    case = _case(event)
    version = current_version(case)
    if version is None:
        return
    given = case_rows(case, SignOffRow).filter(state="given")
    old = given.exclude(dossier_hash=version.dossier_hash)
    with changing(case, None, "compare_sign_off", about=f"package:{version.pk}") as change:
        for row in old:
            row.state = SIGN_OFFS.after(row.state, "sign_off_outdated")
            row.ended_at = timezone.now()
            row.save(update_fields=["state", "ended_at"])
            change.hold("stale", about="dossier")
        tell(change)


def compare_languages(event: Event) -> None:
    """A new composition: what it says in two languages is compared."""
    case = _case(event)
    version = current_version(case)
    if version is not None and version.dossier_hash:
        ask_to_check(case, dossier_about(version))


def tell_again(event: Event) -> None:
    """What differs between the languages is known, or was settled: who is waited for now."""
    case = _case(event)
    if case.stage in STAGES:
        with changing(case, None, "go_on") as change:
            tell(change)


def _row(event: Event, letter_id: str) -> LetterRow | None:
    known = _uuid(letter_id)
    return case_rows(_case(event), LetterRow).filter(pk=known).first() if known else None


def _case(event: Event) -> Case:
    return system_case(UUID(str(event.case_id)))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
