"""Which letter a finding goes to, and how fresh a new result would have to be."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from huizhen.core.preparation.letters.book import KEEPERS, ItemPlan, Letterbook
from huizhen.core.preparation.requirements.definition import Item, Limits, RequirementSet
from huizhen.core.preparation.requirements.findings import Finding
from huizhen.core.preparation.requirements.staleness import first_day
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.fact import FactKey

Kind = Literal["send", "consider", "patient"]
KINDS: tuple[Kind, ...] = ("send", "consider", "patient")


@dataclass(frozen=True)
class Wish:
    """One finding that a letter asks for."""

    finding: Finding
    plan: ItemPlan
    kind: Kind

    @property
    def keeper(self) -> str:
        """Who is asked; what the patient cannot be asked for goes to the physician."""
        is_misplaced = self.plan.keeper in ("patient", "coordinator") and self.kind != "patient"
        return "physician" if is_misplaced else self.plan.keeper


def is_asked(finding: Finding) -> bool:
    """Whether somebody outside is asked for it: it blocks or warns, and is not met."""
    return (
        finding.state != "met"
        and finding.effect in ("block", "warn")
        and finding.asks in ("home_team", "patient")
    )


def wishes_of(findings: Iterable[Finding], book: Letterbook) -> tuple[Wish, ...]:
    """What is asked for, each once: by keeper, what blocks before what warns."""
    wishes = [
        Wish(finding, plan, kind_of(finding, plan))
        for finding in findings
        if is_asked(finding)
        for plan in (book.plan(finding.requirement),)
    ]
    return tuple(sorted(wishes, key=_place))


def kind_of(finding: Finding, plan: ItemPlan) -> Kind:
    """The letter that asks. Doubt and wrong form are never a reason for a new examination."""
    if finding.asks == "patient":
        return "patient"
    if finding.state == "missing":
        return plan.missing
    return plan.outdated if finding.state == "outdated" else "send"


def _place(wish: Wish) -> tuple[int, bool, bool]:
    return (
        KEEPERS.index(wish.keeper),
        wish.finding.level == "R",
        wish.finding.effect != "block",
    )


def window_days(finding: Finding, rules: RequirementSet | None) -> tuple[int, ...]:
    """The ages in days up to which a new result counts; several where it depends on the disease
    or the part, () where the pack sets none."""
    item = next((i for i in rules.items if i.id == finding.requirement), None) if rules else None
    limits = _limits(item) if item else []
    if finding.cause == "too_old":
        limits = [one for one in limits if one.block == finding.limit] or limits
    if finding.cause == "flagged" and finding.limit is not None:
        return (finding.limit,)
    known = {days for one in limits for days in (_accepted(one),) if days is not None}
    if not known and finding.limit is not None:
        return (finding.limit,)
    return tuple(sorted(known))


def _limits(item: Item) -> list[Limits]:
    parts = [limits for part in item.parts for limits in part.staleness or ()]
    return [*item.staleness, *parts]


def _accepted(limits: Limits) -> int | None:
    return next(
        (days for days in (limits.flag, limits.block, limits.ideal) if days is not None), None
    )


def dated(
    finding: Finding, as_of: datetime.date, dates: Mapping[FactKey, PartialDate]
) -> PartialDate | None:
    """The date of what was found, as precise as the records are; None when it has no age.

    An age counts from the first day of a partial date, so the fact's own date is preferred.
    """
    if finding.days is None:
        return None
    day = as_of - datetime.timedelta(days=finding.days)
    known = [dates[key] for key in finding.fact_keys if key in dates]
    exact = PartialDate(year=day.year, month=day.month, day=day.day)
    return next((date for date in known if first_day(date) == day), exact)


def by_keeper(wishes: Sequence[Wish]) -> dict[str, list[Wish]]:
    """Wishes grouped by who keeps them, in the order given."""
    grouped: dict[str, list[Wish]] = {}
    for wish in wishes:
        grouped.setdefault(wish.keeper, []).append(wish)
    return grouped
