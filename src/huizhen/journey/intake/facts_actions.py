"""Deciding on facts: each decision names what the person saw, many can be confirmed at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from huizhen.core.errors import WrongCall
from huizhen.core.records.decisions import ChangedFact, anchors_of, confirmation
from huizhen.core.records.fact import Fact
from huizhen.ground.accounts.models import User
from huizhen.ground.cases.access import CaseNotFound
from huizhen.ground.cases.change import Change, StalePage, changing
from huizhen.ground.cases.models import Case
from huizhen.ground.records.actions import write_decision
from huizhen.journey.intake.facts_joined import place_name
from huizhen.journey.intake.facts_queries import FactView, fact_revision, fact_view
from huizhen.journey.intake.waiting import mind_waiting


@dataclass(frozen=True)
class Picked:
    """A fact as a page showed it: its address, its revision, and its words there."""

    address: UUID
    revision: str
    shown: str = ""


class FactConflict(StalePage):
    """Somebody decided on a fact since the page was loaded; nothing was written."""

    def __init__(self, pairs: Sequence[tuple[Picked, Fact | None]]) -> None:
        super().__init__()
        self.pairs = tuple(pairs)


def confirm_facts(case: Case, actor: User, picked: Sequence[Picked], why: str) -> int:
    """Confirm each fact as it was shown; all of them or, with FactConflict, none."""
    if not picked:
        raise WrongCall("no_fact_chosen", "No fact was chosen.", "Tick the facts to confirm.")
    with changing(case, actor, "confirm_facts", data={"facts": len(picked)}) as change:
        for fact in _as_shown(_view(change.case), picked):
            write_decision(change, actor, {**confirmation(fact), "why": why})
        _follow(change)
    return len(picked)


def decide_on(case: Case, actor: User, picked: Picked, told: Mapping[str, Any]) -> None:
    """Confirm, correct or reject one fact; `told` has action, why and, to correct, changes."""
    with changing(case, actor, f"{told['action']}_fact") as change:
        (fact,) = _as_shown(_view(change.case), [picked])
        if told["action"] == "correct":
            _check(fact, told["changes"])
        made = write_decision(change, actor, {**confirmation(fact), **told})
        change.about = f"decision:{made.pk}"
        _follow(change)


def merge_into(case: Case, actor: User, picked: Picked, others: Sequence[Picked], why: str) -> None:
    """Say that other facts are this one: it keeps its words, and takes on their places."""
    if not others:
        raise WrongCall(
            "no_fact_chosen", "No fact was chosen.", "Tick the facts that are the same."
        )
    with changing(case, actor, "merge_facts", data={"facts": len(others) + 1}) as change:
        fact, *same = _as_shown(_view(change.case), [picked, *others])
        places = [anchor for one in same for anchor in anchors_of(one)]
        told = {
            "action": "merge",
            "others": sorted({one.fact_key for one in same}),
            "others_at": [anchor.model_dump() for anchor in dict.fromkeys(places)],
        }
        made = write_decision(change, actor, {**confirmation(fact), **told, "why": why})
        change.about = f"decision:{made.pk}"
        _follow(change)


def split_off(case: Case, actor: User, picked: Picked, places: Sequence[str], why: str) -> None:
    """Say that a fact stands at some of its places alone: the ticked ones are another's."""
    with changing(case, actor, "split_fact", data={"places": len(places)}) as change:
        (fact,) = _as_shown(_view(change.case), [picked])
        anchors = [anchor for anchor in anchors_of(fact) if place_name(anchor) in places]
        if not anchors or {*anchors} == {*anchors_of(fact)}:
            raise WrongCall(
                "places_wrong",
                "Some of the places have to be ticked, and not all of them.",
                "Tick those that are about something else.",
            )
        named = [anchor.model_dump() for anchor in anchors]
        told = {**confirmation(fact), "action": "split", "anchors": named, "why": why}
        made = write_decision(change, actor, told)
        change.about = f"decision:{made.pk}"
        _follow(change)


def settle_changed(
    case: Case, actor: User, place: int, revision: str, told: Mapping[str, Any]
) -> None:
    """Say what holds of a fact that reads differently than when it was decided on.

    'confirm' takes what the records say now, 'reject' says that neither holds any more."""
    with changing(case, actor, "settle_changed_fact") as change:
        view = _view(change.case)
        one = view.changed[place] if 0 <= place < len(view.changed) else None
        if one is None or changed_revision(one) != revision:
            raise StalePage
        now = confirmation(one.now) if one.now else _as_decided(one)
        row = {**now, "fact_key": one.decision.fact_key, **told}
        made = write_decision(change, actor, row)
        change.about = f"decision:{made.pk}"
        _follow(change)


def add_fact(
    case: Case, actor: User, fact: Mapping[str, Any], why: str, *, seen: int | None = None
) -> None:
    """Add a fact that the program did not find, in the person's name."""
    with changing(case, actor, "add_fact", seen=seen) as change:
        made = write_decision(change, actor, {"action": "add", "why": why, "fact": dict(fact)})
        change.about = f"decision:{made.pk}"
        _follow(change)


def changed_revision(one: ChangedFact) -> str:
    """What a page says that it showed of a changed fact."""
    now = fact_revision(one.now) if one.now else ""
    return f"{one.decision.when}|{now}"


def _as_decided(one: ChangedFact) -> dict[str, Any]:
    decision = one.decision
    seen = decision.seen.model_dump(mode="json") if decision.seen else None
    anchors = [anchor.model_dump(mode="json") for anchor in decision.anchors]
    return {"fact_key": decision.fact_key, "seen": seen, "anchors": anchors}


def _view(case: Case) -> FactView:
    view = fact_view(case)
    if view is None:
        raise CaseNotFound
    return view


def _as_shown(view: FactView, picked: Sequence[Picked]) -> list[Fact]:
    by_address = {view.address_of(fact): fact for fact in view.facts}
    found = [(one, by_address.get(one.address)) for one in picked]
    conflicts = [
        (one, fact) for one, fact in found if fact is None or fact_revision(fact) != one.revision
    ]
    if conflicts:
        raise FactConflict(conflicts)
    return [fact for _, fact in found if fact is not None]


def _check(fact: Fact, changes: Mapping[str, Any]) -> None:
    """WrongCall where the corrected fact would be none."""
    try:
        fact.replaced(**changes)
    except ValueError as error:
        raise WrongCall(
            "correction_wrong",
            "The correction does not make a fact.",
            "Compare date, value and unit with the source.",
        ) from error


def _follow(change: Change) -> None:
    """The pipeline takes the decisions in; nobody waits for it."""
    change.emit("fact_decided")
    mind_waiting(change)
