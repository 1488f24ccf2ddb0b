"""What part somebody plays (patient, doctor, nurse, healthy control, child, man, woman), which
side of the family, whose history, and whether a relative is a half one, a twin or adopted.

Both languages leave people unsaid or name them by another word, so every form that may mean one
answers it; a change is told where somebody stands who is nowhere on the other side.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from huizhen.core.language.checks.axes import AxisWords, swapped
from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.mention import Mention, differences, gaps, unmatched
from huizhen.core.language.checks.pair import Pair, Span

_CODE = "subject.role"
_ANSWERS = "role~"
"""The axis of words that name nobody, yet may be why the other language does ('aged 70')."""
_NEVER_UNDERSTOOD = frozenset(
    {"doctor", "nurse", "control", "man", "woman", "child", "relative", "elderly"}
)
"""Nobody puts these into a translation whose source does not speak of them."""


class Roles:
    """Compares the people of English and Chinese by the part they play."""

    def __init__(self, rows: Sequence[dict[str, str]]) -> None:
        self._words = AxisWords(rows)

    def __call__(self, pair: Pair, *, names_kin: bool = False) -> Iterator[Difference]:
        """Somebody who became somebody else, or was put in from nowhere.

        Where relatives are named (`names_kin`), a plain 'history' may be a family's.
        """
        source, target = self._words.read(pair.source), self._words.read(pair.target)
        if not (source or target):
            return
        ours = _unanswered(source.get("role", []), target.get(_ANSWERS, ()))
        theirs = _unanswered(target.get("role", []), source.get(_ANSWERS, ()))
        told = list(_compared(ours, theirs))
        yield from told or _out_of_line(ours, theirs)
        yield from differences("subject.bond", source.get("bond", []), target.get("bond", []))
        yield from swapped("subject.side", source.get("side", []), target.get("side", []))
        yield from swapped("subject.order", source.get("order", []), target.get("order", []))
        ours, theirs = source.get("history", []), target.get("history", [])
        histories = list(swapped("subject.history", ours, theirs))
        yield from histories
        if ours and theirs and not histories and not names_kin:
            yield from _family_history(ours, theirs)


def _family_history(source: Sequence[Mention], target: Sequence[Mention]) -> Iterator[Difference]:
    """A family's history of which the other side says no more than 'history'."""
    lost = [one for one in source if one.is_required and _is_nowhere(one, target)]
    new = [one for one in target if one.is_required and _is_nowhere(one, source)]
    if lost or new:
        one, other = (lost or list(source))[0], (new or list(target))[0]
        yield Difference(
            code="subject.history.differs", effect="block", source=one.span,
            target=other.span, meant=one.sense, says=other.sense,
        )  # fmt: skip


def _unanswered(mentions: Sequence[Mention], answers: Sequence[Mention]) -> list[Mention]:
    """The mentions; those that such a word of the other side may answer need no other."""
    told = {sense for one in answers for sense in one.senses}
    return [replace(one, is_required=False) if one.senses & told else one for one in mentions]


def _compared(source: Sequence[Mention], target: Sequence[Mention]) -> Iterator[Difference]:
    needed = {one.span for side in unmatched(source, target) for one in side}
    if not needed:
        return
    strict = [[replace(one, is_required=True) for one in side] for side in (source, target)]
    lost, new = unmatched(strict[0], strict[1])
    for other in [one for one in new if one.span in needed]:
        one = _instead_of(other, lost, needed, source)
        if one is not None:
            lost.remove(one)
            yield Difference(
                code=f"{_CODE}.differs", effect="block", source=one.span, target=other.span,
                meant=one.sense, says=other.sense,
            )  # fmt: skip
        elif not other.senses.isdisjoint(_NEVER_UNDERSTOOD) and _is_nowhere(other, source):
            yield Difference(
                code=f"{_CODE}.added", effect="block", target=other.span, says=other.sense
            )
    yield from _only_lost(lost, new, needed, target)


def _out_of_line(source: Sequence[Mention], target: Sequence[Mention]) -> Iterator[Difference]:
    """Somebody in whose place, between the same two others, somebody else stands.

    Either may be named elsewhere, so that nobody is missing: only the order tells.
    """
    for ours, theirs in gaps(source, target):
        lost, new = _unlike(ours, theirs), _unlike(theirs, ours)
        if len(lost) == len(new) == 1 and lost[0].is_required and new[0].is_required:
            yield Difference(
                code=f"{_CODE}.differs", effect="block", source=lost[0].span,
                target=new[0].span, meant=lost[0].sense, says=new[0].sense,
            )  # fmt: skip
            return


def _unlike(mentions: Sequence[Mention], others: Sequence[Mention]) -> list[Mention]:
    return [one for one in mentions if _is_nowhere(one, others)]


def _instead_of(
    other: Mention, lost: Sequence[Mention], needed: set[Span], source: Sequence[Mention]
) -> Mention | None:
    """Whom one of the target has replaced: anyone, where the source has nobody like it."""
    is_new = _is_nowhere(other, source)
    for one in sorted(lost, key=lambda each: each.span not in needed):
        if is_new or one.span in needed:
            return one
    return None


def _only_lost(
    lost: Sequence[Mention],
    new: Sequence[Mention],
    needed: set[Span],
    target: Sequence[Mention],
) -> Iterator[Difference]:
    """One who is named nowhere any more, where one stands that may name somebody else."""
    free = [other for other in new if other.span not in needed]
    for one in lost:
        if free and one.span in needed and _is_nowhere(one, target):
            other = free.pop(0)
            yield Difference(
                code=f"{_CODE}.differs", effect="block", source=one.span, target=other.span,
                meant=one.sense, says=other.sense,
            )  # fmt: skip


def _is_nowhere(one: Mention, others: Sequence[Mention]) -> bool:
    return all(one.senses.isdisjoint(other.senses) for other in others)
