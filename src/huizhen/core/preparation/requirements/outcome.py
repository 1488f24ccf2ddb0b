"""What became of one thing that is needed, and which of several outcomes speaks for an item."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from huizhen.core.preparation.requirements.case import CaseFact
from huizhen.core.preparation.requirements.definition import (
    Cause,
    Effect,
    Level,
    Limits,
    State,
    Text,
)
from huizhen.core.preparation.requirements.wording import Said
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.evidence import DicomTag

STATE_OF: Mapping[Cause, State] = {
    "met": "met", "aging": "met", "flagged": "outdated", "too_old": "outdated",
    "by_event": "outdated", "mixed_dates": "outdated", "missing": "missing",
    "wrong_format": "wrong_format", "unclear": "unclear",
}  # fmt: skip
EFFECTS: tuple[Effect, ...] = ("none", "note", "warn", "block")
_MANDATORY: Mapping[Cause, Effect] = {
    "met": "none", "aging": "note", "flagged": "warn", "too_old": "block", "by_event": "block",
    "mixed_dates": "warn", "missing": "block", "wrong_format": "block", "unclear": "warn",
}  # fmt: skip
_RECOMMENDED: Mapping[Cause, Effect] = {
    "met": "none", "aging": "note", "flagged": "note", "too_old": "warn", "by_event": "warn",
    "mixed_dates": "note", "missing": "warn", "wrong_format": "warn", "unclear": "note",
}  # fmt: skip
_OVERRIDABLE: frozenset[Cause] = frozenset(("too_old", "by_event", "flagged", "unclear"))
_WORST_LAST: tuple[Cause, ...] = (
    "met", "aging", "mixed_dates", "unclear", "flagged", "too_old", "by_event", "wrong_format",
    "missing",
)  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """Cause with what it rests on; `sentences` say why in both languages."""

    cause: Cause
    facts: tuple[CaseFact, ...] = ()
    sentences: tuple[Text | Said, ...] = ()
    date: PartialDate | None = None
    days: int | None = None
    limits: Limits | None = None
    parts: tuple[Text, ...] = ()
    """Names of the parts that are not met."""
    level: Level = "M"
    tags: tuple[DicomTag, ...] = ()
    """Header attributes that show it, beside those of the facts."""
    effects: Mapping[Cause, Effect] = field(default_factory=dict)
    """Of the part, over those of the item."""

    @property
    def state(self) -> State:
        """The state that the cause belongs to."""
        return STATE_OF[self.cause]

    @property
    def effect(self) -> Effect:
        """What it does to the case at its level."""
        if self.cause in self.effects:
            return self.effects[self.cause]
        return (_RECOMMENDED if self.level == "R" else _MANDATORY)[self.cause]

    @property
    def may_be_overridden(self) -> bool:
        """Whether a coordinator may go on with a reason where the pack does not say."""
        return self.effect != "block" or self.cause in _OVERRIDABLE

    @property
    def weight(self) -> tuple[int, bool, int]:
        """Heavier is worse: effect first, then what is more than recommended, then cause."""
        return (
            EFFECTS.index(self.effect),
            self.level != "R",
            _WORST_LAST.index(self.cause),
        )


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """The heaviest outcome, with what all of that or a lighter weight rest on."""
    known = list(outcomes)
    heaviest = max(known, key=lambda outcome: outcome.weight)
    unmet = [outcome for outcome in known if outcome.cause != "met"]
    return replace(
        heaviest,
        facts=tuple(dict.fromkeys(fact for outcome in known for fact in outcome.facts)),
        sentences=tuple(s for outcome in unmet for s in outcome.sentences),
        parts=tuple(dict.fromkeys(part for outcome in unmet for part in outcome.parts)),
        tags=tuple(dict.fromkeys(tag for outcome in known for tag in outcome.tags)),
        days=heaviest.days if heaviest.days is not None else _oldest(known),
    )


def best(outcomes: Iterable[Outcome]) -> Outcome | None:
    """The lightest outcome, the first of several; None when there is none."""
    return min(outcomes, key=lambda outcome: outcome.weight, default=None)


def _oldest(outcomes: Iterable[Outcome]) -> int | None:
    return max((o.days for o in outcomes if o.days is not None), default=None)
