"""What differs in what leaves, what of it is resolved, and how a page shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.pair import Span
from huizhen.core.language.checks.settled import SettledNames
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.models import Case
from huizhen.ground.language.checking import (
    LanguagePair,
    difference_key,
    differences,
    is_available,
)
from huizhen.ground.language.models import DifferenceResolution
from huizhen.ground.language.runs import Found, found_in, run_of, settled_names


@dataclass(frozen=True)
class Leaving:
    """One thing that a person releases, with what differs in it."""

    about: str
    """Kind and id."""
    title: str
    found: tuple[Found, ...] = ()
    is_checked: bool = True
    """False while the job has not seen it."""
    address: str = ""
    """The page on which it is released."""


Leave = Callable[[Case], Iterable[Leaving]]
_LEAVING: list[Leave] = []


def leave_with(make: Leave) -> None:
    """Let a stage say what leaves from it; called when the desk starts."""
    if make not in _LEAVING:
        _LEAVING.append(make)


def leaving_of(case: Case) -> list[Leaving]:
    """Everything of the case that would leave."""
    return [one for make in _LEAVING for one in make(case)]


def checked_now(case: Case, pairs: Iterable[LanguagePair]) -> tuple[Found, ...]:
    """Short texts of a case, checked where they are asked for, and against the site's names."""
    return _found(pairs, settled_names(case))


def _found(pairs: Iterable[LanguagePair], settled: SettledNames | None) -> tuple[Found, ...]:
    told = ((pair, differences(pair, settled)) for pair in pairs)
    return tuple(Found(pair, differs) for pair, differs in told if differs)


def blocking_keys(found: Iterable[Found]) -> set[str]:
    """The keys of all blocking differences."""
    return {
        difference_key(one.pair, each)
        for one in found
        for each in one.differences
        if each.effect == "block"
    }


def resolutions(case: Case) -> dict[str, DifferenceResolution]:
    """What is resolved, by the key of the difference."""
    rows = case_rows(case, DifferenceResolution).filter(withdrawn_at=None)
    return {row.key: row for row in rows.select_related("by")}


def open_count(case: Case, keys: Iterable[str]) -> int:
    """How many of these differences nobody has resolved."""
    wanted = set(keys)
    if not wanted:
        return 0
    rows = case_rows(case, DifferenceResolution).filter(withdrawn_at=None, key__in=wanted)
    return len(wanted - set(rows.values_list("key", flat=True)))


def open_now(case: Case, pairs: Iterable[LanguagePair]) -> int | None:
    """How many blocking differences are open in short texts; None where nothing can be checked."""
    if not is_available():
        return None
    return open_count(case, blocking_keys(_found(pairs, None)))


def open_in_run(case: Case, about: str) -> int | None:
    """How many are open in a text that a job checks; None while it has not."""
    run = run_of(case, about) if is_available() else None
    return None if run is None else open_count(case, run.keys)


def leaving_run(case: Case, about: str, title: str, address: str) -> Leaving:
    """What a job found in a text, as something that leaves."""
    run = run_of(case, about) if is_available() else None
    found = tuple(found_in(case, run)) if run else ()
    return Leaving(about, title, found, is_checked=run is not None, address=address)


def difference_of(case: Case, key: str) -> tuple[LanguagePair, Difference] | None:
    """The blocking difference of that key in anything that would leave; None when it is gone."""
    for leaving in leaving_of(case):
        for one in leaving.found:
            for each in one.differences:
                if each.effect == "block" and difference_key(one.pair, each) == key:
                    return one.pair, each
    return None


def marked(text: str, spans: Sequence[Span | None]) -> list[tuple[str, bool]]:
    """The text in stretches, each with whether it is marked."""
    made: list[tuple[str, bool]] = []
    at = 0
    for span in sorted((one for one in spans if one), key=lambda one: (one.start, one.end)):
        start, end = max(at, span.start), max(at, span.end)
        made += [(text[at:start], False), (text[start:end], True)]
        at = end
    return [(part, is_marked) for part, is_marked in (*made, (text[at:], False)) if part]
