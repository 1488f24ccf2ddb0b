"""Every check over a pair; a check of a site registers as the built-in ones do."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Protocol, TypeVar

from huizhen.core.content import Pack
from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.pair import Pair, Span

T = TypeVar("T")
_LEFT_OUT, _PUT_IN, _FIGURES = "omission.missing", "addition.added", "numbers."


@dataclass(frozen=True)
class Packs:
    """The content that checks read."""

    checks: Pack
    terms: Pack
    _made: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def made(self, key: Hashable, make: Callable[[Packs], T]) -> T:
        """What is made of these packs under that key, made once for all checks that ask."""
        if key not in self._made:
            self._made[key] = make(self)
        made: T = self._made[key]
        return made


class Check(Protocol):
    """Reads a pair for one kind of difference."""

    def __call__(self, pair: Pair) -> Iterable[Difference]:
        """What differs; nothing when both sides say the same."""
        ...


Build = Callable[[Packs], Check]
Sift = Callable[[Pair, list[Difference]], Iterable[Difference]]


def sifted(build: Build, sift_of: Callable[[Packs], Sift]) -> Build:
    """The same check, under its own name, without what a sift takes out of what it says."""

    @wraps(build)
    def built(packs: Packs) -> Check:
        check, sift = build(packs), sift_of(packs)

        def left(pair: Pair) -> Iterable[Difference]:
            told = list(check(pair))
            return sift(pair, told) if told else ()

        return left

    return built


class Checker:
    """The checks of a site, compiled once; safe to share between threads."""

    def __init__(self, packs: Packs, builds: Sequence[Build]) -> None:
        self._checks = tuple(build(packs) for build in builds)

    def __call__(self, pair: Pair) -> list[Difference]:
        """Every difference, blocking ones first, each in the order of the source."""
        found = {one: None for check in self._checks for one in check(pair)}
        return sorted(_but_figures_of_whole_parts(found), key=_place)


def _but_figures_of_whole_parts(found: Iterable[Difference]) -> Iterable[Difference]:
    """The differences, but figures that lie in a part which is told as left out or put in whole.

    A clause that is not there is one difference, however many figures stand in it.
    """
    told = list(found)
    gone = [one.source for one in told if one.code == _LEFT_OUT and one.effect == "block"]
    come = [one.target for one in told if one.code == _PUT_IN and one.effect == "block"]
    if not gone and not come:
        return told
    return [
        one
        for one in told
        if not one.code.startswith(_FIGURES)
        or (one.source and one.target)
        or not (_lies_in(one.source, gone) or _lies_in(one.target, come))
    ]


def _lies_in(span: Span | None, parts: Iterable[Span | None]) -> bool:
    return span is not None and any(
        part is not None and part.start <= span.start and span.end <= part.end for part in parts
    )


def _place(one: Difference) -> tuple[bool, int, int, str]:
    return (
        one.effect != "block",
        one.source.start if one.source else 1 << 30,
        one.target.start if one.target else 1 << 30,
        one.code,
    )
