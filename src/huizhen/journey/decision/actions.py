"""Recording what was decided and how it went, asking for it, giving it up, closing the case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Final
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from huizhen.core.consultation.clock import deadline
from huizhen.core.consultation.deadlines import DeadlineBook
from huizhen.core.errors import WrongCall
from huizhen.core.states.small_tables import DECISIONS, OUTCOMES
from huizhen.core.states.waiting import waiting
from huizhen.ground.accounts.models import User
from huizhen.ground.cases.access import case_row, case_rows
from huizhen.ground.cases.change import Change, changing
from huizhen.ground.cases.gate import require_gate
from huizhen.ground.cases.models import Case
from huizhen.ground.content import pack, state_words
from huizhen.ground.notify.actions import tell_roles
from huizhen.journey.decision.models import DecisionEntry, DecisionRow, OutcomeEntry, OutcomeRow
from huizhen.journey.decision.queries import decision_of, next_due, standing
from huizhen.journey.interpretation.queries import acting_role

HOME: Final = ("patient", "home_physician")
MOST_ASKED: Final = 3
_NOON: Final = time(12, tzinfo=UTC)


@dataclass(frozen=True)
class Source:
    """Who told it, how and when."""

    teller: str
    way: str
    told_on: date
    name: str


def tell_next(change: Change) -> None:
    """Write who is waited for, with the deadline of the reading or of the next outcome."""
    found = waiting(standing(change.case))
    if not found:
        change.wait_for("")
        return
    due = next_due(change.case, found[0].deadline)
    change.wait_for(found[0].role, found[0].what, due)


def record_decision(
    case: Case,
    actor: User,
    codes: dict[str, str],
    words: str,
    source: Source,
    *,
    seen: int | None = None,
) -> DecisionEntry:
    """Record what was decided (follow, travel, trial), or correct it by a further entry.

    The first one sets the days on which the outcome is asked for."""
    _must_not_be_ahead(source)
    with changing(case, actor, "record_decision", seen=seen) as change:
        role = acting_role(change.case, actor, "record_decision")
        stands = standing(change.case, actor, role, reported_by=source.name)
        require_gate("record_decision", stands)
        row = decision_of(change.case) or DecisionRow(case=change.case)
        is_first = row.state != "recorded"
        row.state = DECISIONS.after(
            row.state, "decision_recorded" if is_first else "decision_corrected"
        )
        row.save()
        number = case_rows(change.case, DecisionEntry).count() + 1
        made: DecisionEntry = DecisionEntry.behind_door.create(
            case=change.case, number=number, **codes, **_of(change, actor, words, source)
        )
        change.about, change.data["number"] = f"decision:{made.pk}", number
        if is_first:
            _plan_outcomes(change, source.told_on)
        change.emit("decision_recorded", decision=str(made.pk))
        tell_next(change)
    return made


def _must_not_be_ahead(source: Source) -> None:
    if source.told_on > timezone.localdate():
        raise WrongCall(
            "told_in_future",
            "The day on which it was told lies in the future.",
            "Enter the day on which it was told.",
        )


def _of(change: Change, actor: User, words: str, source: Source) -> dict[str, Any]:
    return {
        "teller": source.teller,
        "way": source.way,
        "told_on": source.told_on,
        "sealed": change.case.seal_json({"name": source.name, "words": words.strip()}),
        "entered_by": actor,
    }


def _plan_outcomes(change: Change, decided_on: date) -> None:
    """Rows and reminders for each of the days, once."""
    start = datetime.combine(decided_on, _NOON)
    book = DeadlineBook(pack("calendars"))
    for days in state_words().outcome_days():
        due = deadline(start, book.rule(f"outcome_{days}", "UTC"))
        row, is_new = OutcomeRow.behind_door.get_or_create(
            case=change.case, days=days, defaults={"due_at": due.at or due.without_stops}
        )
        if is_new:
            change.emit("outcome_due", row.due_at, outcome=str(row.pk))


def record_outcome(
    case: Case,
    actor: User,
    outcome_id: UUID,
    codes: dict[str, str],
    words: str,
    source: Source,
    *,
    seen: int | None = None,
) -> OutcomeEntry:
    """Record how it went (condition, done), or correct it by a further entry."""
    _must_not_be_ahead(source)
    about = f"outcome:{outcome_id}"
    with changing(case, actor, "record_outcome", seen=seen, about=about) as change:
        role = acting_role(change.case, actor, "record_outcome")
        require_gate("record_outcome", standing(change.case, actor, role, reported_by=source.name))
        row = case_row(change.case, OutcomeRow, id=outcome_id)
        event = "outcome_corrected" if row.state == "recorded" else "outcome_recorded"
        row.state = OUTCOMES.after(row.state, event)
        row.save()
        number = case_rows(change.case, OutcomeEntry).filter(outcome=row).count() + 1
        made: OutcomeEntry = OutcomeEntry.behind_door.create(
            case=change.case,
            outcome=row,
            number=number,
            **codes,
            **_of(change, actor, words, source),
        )
        change.data.update(days=row.days, number=number)
        change.emit("outcome_recorded", outcome=str(row.pk), days=row.days)
        tell_next(change)
    return made


def ask_again(
    case: Case, actor: User | None, outcome_id: UUID | None = None, *, seen: int | None = None
) -> None:
    """Ask patient and home physician for the decision, or for one outcome."""
    about = f"outcome:{outcome_id}" if outcome_id else "decision"
    with changing(case, actor, "ask_home_side", seen=seen, about=about) as change:
        row: DecisionRow | OutcomeRow
        if outcome_id is None:
            row = decision_of(change.case) or DecisionRow(case=change.case)
            row.state = DECISIONS.after(row.state, "decision_asked_again")
        else:
            row = case_row(change.case, OutcomeRow, id=outcome_id)
            row.state = OUTCOMES.after(row.state, "outcome_asked_again")
        _note_asked(change, row)
        tell_next(change)
    kind = "outcome_asked" if outcome_id else "decision_asked"
    tell_roles(case, HOME, kind, reverse("decision", args=[case.pk]))


def _note_asked(change: Change, row: DecisionRow | OutcomeRow) -> None:
    row.asked_at, row.asked = timezone.now(), row.asked + 1
    row.save()
    change.data["asked"] = row.asked
    if row.asked < MOST_ASKED:
        kind = "outcome_due" if isinstance(row, OutcomeRow) else "decision_due"
        rule = DeadlineBook(pack("calendars")).rule("home_team_request", "UTC")
        due = deadline(row.asked_at, rule)
        named = {"outcome": str(row.pk)} if isinstance(row, OutcomeRow) else {}
        change.emit(kind, due.at or due.without_stops, **named)


def ask_first(case: Case) -> None:
    """The reports were handed over: the home side is asked what it decides, once."""
    if decision_of(case) is not None:
        return
    with changing(case, None, "ask_home_side", about="decision") as change:
        _note_asked(change, DecisionRow(case=change.case))
        tell_next(change)
    tell_roles(case, HOME, "decision_asked", reverse("decision", args=[case.pk]))


def give_up(
    case: Case,
    actor: User,
    reason: str,
    outcome_id: UUID | None = None,
    *,
    seen: int | None = None,
) -> None:
    """Nobody answers: lost to follow-up, after having been asked again."""
    about = f"outcome:{outcome_id}" if outcome_id else "decision"
    with changing(case, actor, "give_up_asking", seen=seen, about=about) as change:
        row: DecisionRow | OutcomeRow
        if outcome_id is None:
            row = decision_of(change.case) or DecisionRow(case=change.case)
            row.state = DECISIONS.after(row.state, "decision_lost")
        else:
            row = case_row(change.case, OutcomeRow, id=outcome_id)
            row.state = OUTCOMES.after(row.state, "outcome_lost")
        row.save()
        change.personal["reason"] = reason
        tell_next(change)


def close_case(case: Case, actor: User, *, seen: int | None = None) -> None:
    """Close the case: decision and the outcome after 90 days are on record, nothing is open."""
    with changing(case, actor, "close_case", seen=seen) as change:
        role = acting_role(change.case, actor, "close")
        require_gate("close", standing(change.case, actor, role))
        change.move("case_closed")
        change.wait_for("")
    tell_roles(case, HOME, "case_closed")


def follow_reading(case: Case) -> None:
    """A report was read: who is waited for by what is known of decision and outcomes."""
    with changing(case, None, "follow_reading") as change:
        tell_next(change)
