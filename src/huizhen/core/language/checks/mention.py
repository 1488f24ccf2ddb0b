"""Things read from both sides, matched by sense."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from huizhen.core.language.checks.difference import Difference, Effect
from huizhen.core.language.checks.pair import Span


@dataclass(frozen=True)
class Mention:
    """One thing of one side."""

    span: Span
    senses: frozenset[Hashable]
    """Every sense this form may have ('May' is the month 5 or no number at all)."""
    is_required: bool = True
    """Whether the other side must have it; one that need not be may still answer another."""
    says: str = ""
    """The sense for people, in neutral notation; the first sense when empty."""

    @property
    def sense(self) -> str:
        """What is shown of the sense."""
        return self.says or min(map(str, self.senses), default="")


Agrees = Callable[[Mention, Mention], bool]


def share_a_sense(one: Mention, other: Mention) -> bool:
    """Whether two mentions can mean the same."""
    return not one.senses.isdisjoint(other.senses)


def unmatched(
    source: Sequence[Mention], target: Sequence[Mention], agrees: Agrees = share_a_sense
) -> tuple[list[Mention], list[Mention]]:
    """The required mentions of each side that find no partner on the other, in their order.

    A largest matching: required ones are served first, so that an optional mention never takes
    a partner that a required one needs.
    """
    if not source or not target:
        return [m for m in source if m.is_required], [m for m in target if m.is_required]
    if len(source) == len(target) == 1:
        if agrees(source[0], target[0]):
            return [], []
        return [m for m in source if m.is_required], [m for m in target if m.is_required]
    order = sorted(range(len(source)), key=lambda at: not source[at].is_required)
    places = sorted(range(len(target)), key=lambda at: not target[at].is_required)
    taken: dict[int, int] = {}
    for one in order:
        _serve(one, taken, lambda at: (p for p in places if agrees(source[at], target[p])))
    served = set(taken.values())
    return (
        [m for at, m in enumerate(source) if m.is_required and at not in served],
        [m for at, m in enumerate(target) if m.is_required and at not in taken],
    )


Gap = tuple[Sequence[Mention], Sequence[Mention]]


def gaps(source: Sequence[Mention], target: Sequence[Mention]) -> list[Gap]:
    """What stands, in the order of both sides, between mentions that agree.

    The longest common row of mentions is taken; where nothing agrees, all of both is one gap.
    """
    rows = [[0] * (len(target) + 1) for _ in range(len(source) + 1)]
    for at in range(len(source) - 1, -1, -1):
        for to in range(len(target) - 1, -1, -1):
            rows[at][to] = (
                rows[at + 1][to + 1] + 1
                if share_a_sense(source[at], target[to])
                else max(rows[at + 1][to], rows[at][to + 1])
            )
    found: list[Gap] = []
    at = to = start = begin = 0
    while at < len(source) and to < len(target):
        if share_a_sense(source[at], target[to]):
            found.append((source[start:at], target[begin:to]))
            at, to = at + 1, to + 1
            start, begin = at, to
        elif rows[at + 1][to] >= rows[at][to + 1]:
            at += 1
        else:
            to += 1
    found.append((source[start:], target[begin:]))
    return found


def _serve(one: int, taken: dict[int, int], partners: Callable[[int], Iterable[int]]) -> None:
    """Finds a place for one, moving those that sit to other places where they agree too."""
    came_from: dict[int, int] = {}
    waiting = deque([one])
    while waiting:
        mover = waiting.popleft()
        for place in partners(mover):
            if place in came_from:
                continue
            came_from[place] = mover
            if place in taken:
                waiting.append(taken[place])
                continue
            _move_along(one, place, taken, came_from)
            return


def _move_along(one: int, place: int, taken: dict[int, int], came_from: dict[int, int]) -> None:
    """Everybody on the way from a free place back to one moves to the next place."""
    where = {sitter: at for at, sitter in taken.items()}
    while True:
        mover = came_from[place]
        taken[place] = mover
        if mover == one:
            return
        place = where[mover]


def differences(
    code: str,
    source: Sequence[Mention],
    target: Sequence[Mention],
    *,
    effect: Effect = "block",
    agrees: Agrees = share_a_sense,
) -> Iterator[Difference]:
    """Differences of two lists of mentions: changed ones in order, then missing and added."""
    lost, new = unmatched(source, target, agrees)
    for one, other in zip(lost, new, strict=False):
        yield Difference(
            code=f"{code}.differs", effect=effect, source=one.span, target=other.span,
            meant=one.sense, says=other.sense,
        )  # fmt: skip
    for one in lost[len(new) :]:
        yield Difference(code=f"{code}.missing", effect=effect, source=one.span, meant=one.sense)
    for other in new[len(lost) :]:
        yield Difference(code=f"{code}.added", effect=effect, target=other.span, says=other.sense)
