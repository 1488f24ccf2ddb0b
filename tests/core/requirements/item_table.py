"""How every row of the item tables is tested; the expectations stand in the rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from case_builder import NOW, Row, days_ago, found

from huizhen.core.preparation.requirements.findings import Finding


def finding(specialty: str, row: Row, when: str | None) -> Finding:
    """The finding of the row's item with what meets it on that day, or without it."""
    facts = [*row.context, *(row.meets(when) if when else ())]
    return found(specialty, row.id, facts, question=row.question, **row.more)


def check_met(specialty: str, row: Row) -> None:
    """What meets the item two days before the request meets it without a note."""
    result = finding(specialty, row, NOW)
    assert (result.state, result.effect) == ("met", "none"), result.reason.en
    assert result.request is None
    assert result.level == row.level


def check_lacking(specialty: str, row: Row) -> None:
    """Without it the item has the row's state and effect, and says what to ask for."""
    result = finding(specialty, row, None)
    assert (result.state, result.effect) == row.lacks, result.reason.en
    assert result.request is not None
    assert result.request.en
    assert result.request.zh
    assert result.reason.en
    assert result.reason.zh


def flips(rows: Iterable[Row]) -> list[tuple[Row, int, str, str]]:
    """For each limit of a row the day that still passes and the day after it."""
    return [flip for row in rows for flip in _flips(row)]


def _flips(row: Row) -> Iterator[tuple[Row, int, str, str]]:
    if row.days is None:
        return
    fresh, noted = ("met", "none"), ("met", "note")
    flagged = ("outdated", "note" if row.level == "R" else "warn")
    stopped = ("outdated", "warn" if row.level == "R" else "block")
    ideal, flag, block = row.days
    before = fresh
    for limit, after in (
        (ideal, noted),
        (None if flag == block else flag, flagged),
        (block, stopped),
    ):
        if limit is not None:
            yield row, limit, *before
            yield row, limit + 1, *after
            before = after


def check_flip(specialty: str, row: Row, days: int, state: str, effect: str) -> None:
    """At that age the item has that state and effect, and says the age."""
    result = finding(specialty, row, days_ago(days))
    assert (result.state, result.effect) == (state, effect), result.reason.en
    assert result.days == days


def name(value: object) -> str:
    """A short name for a parameter."""
    return value.id if isinstance(value, Row) else str(value)
