"""Dates whose parts are all there but stand together otherwise, or in an order not known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.figure import DateRead
from huizhen.core.language.checks.pair import Pair, Side, Span


def date_order(
    pair: Pair, source: Sequence[DateRead], target: Sequence[DateRead]
) -> Iterator[Difference]:
    """Days that went to other months, months to other years; day and month in either order."""
    lost = [one for one in source if one.day and not _has_day(one, target)]
    new = [one for one in target if one.day and not _has_day(one, source)]
    for one, other in zip(lost, new, strict=False):
        yield _difference(pair, "dates.differs", one, other)
    if not lost and not new:
        yield from _other_years(pair, source, target)
    for one in source:
        same = next((other for other in target if other.day and _same_day(one, other)), None)
        if one.is_either_order and same and not same.is_either_order:
            yield _difference(pair, "dates.order", one, same, is_sure=False)


def _has_day(one: DateRead, others: Sequence[DateRead]) -> bool:
    return any(_same_day(one, other) for other in others)


def _same_day(one: DateRead, other: DateRead) -> bool:
    """Whether month and day are the same, in either order where one side leaves it open."""
    if other.day is None:
        return other.month == one.month and (other.year or one.year) == one.year
    if (one.month, one.day) == (other.month, other.day):
        return True
    is_open = one.is_either_order or other.is_either_order
    return is_open and (one.month, one.day) == (other.day, other.month)


def _other_years(
    pair: Pair, source: Sequence[DateRead], target: Sequence[DateRead]
) -> Iterator[Difference]:
    """Months that both sides give a year, and never the same one."""
    for one in source:
        others = [other for other in target if other.month == one.month and other.year]
        years = {other.year for other in others}
        own = {date.year for date in source if date.month == one.month and date.year}
        if one.year and others and not own & years and len(own) == len(years):
            yield _difference(pair, "dates.differs", one, others[0])


def _difference(
    pair: Pair, code: str, one: DateRead, other: DateRead, *, is_sure: bool = True
) -> Difference:
    return Difference(
        code=code, effect="block" if is_sure else "advise",
        source=_span(pair.source, one), target=_span(pair.target, other),
        meant=_shown(one), says=_shown(other),
    )  # fmt: skip


def _span(side: Side, one: DateRead) -> Span:
    return side.span(one.start, one.end)


def _shown(one: DateRead) -> str:
    """The date in the notation of dates, as far as it is known."""
    year = f"{one.year:04}" if one.year else "----"
    return f"{year}-{one.month:02}" + (f"-{one.day:02}" if one.day else "")
