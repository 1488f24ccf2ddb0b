"""Words that exclude each other (mild, severe), listed by axis, and what became of them."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from typing import NamedTuple

from huizhen.core.language.checks.checker import Packs
from huizhen.core.language.checks.difference import Difference, Effect
from huizhen.core.language.checks.mention import Agrees, Mention, share_a_sense, unmatched
from huizhen.core.language.checks.pair import Pair, Side, folded
from huizhen.core.language.checks.words import WordFinder, heads_of

AxisMentions = dict[str, list[Mention]]
"""What a side says on each axis, in its order."""

_READ = frozenset(("en", "zh"))
_LONG = 160
_FAR = 0.45
"""In a long text two things this far apart (as a share of its length) are not the same one."""


class _Said(NamedTuple):
    """What a form says on one axis."""

    things: list[frozenset[str]]
    """The senses of each thing said: 'mild to moderate' says two things."""
    is_required: bool


class AxisWords:
    """A list of words by axis; a form may stand on several, and one without axis hides others.

    Rows have `axis`, `sense`, and the forms of each language apart by ';'. A form after '?' may
    say it and need not: it answers a word of the other side and is never missed itself. A sense
    'a+b' is two things said by one form.
    """

    def __init__(self, rows: Sequence[Mapping[str, str]]) -> None:
        self._finders = {
            language: WordFinder(_whole(_listed(rows, language))) for language in ("en", "zh")
        }

    def read(self, side: Side) -> AxisMentions:
        """The mentions of every axis that the side has, read once for all that ask."""
        known: AxisMentions | None = side.kept.get(self)
        if known is not None:
            return known
        found: AxisMentions = {}
        side.kept[self] = found
        finder = self._finders.get(side.language)
        for hit in finder.hits(side) if finder else ():
            if not hit.value:
                continue
            span = side.span(hit.start, hit.end)
            for axis, said in hit.value.items():
                mentions = [Mention(span, senses, said.is_required) for senses in said.things]
                if axis in found:
                    found[axis] += mentions
                else:
                    found[axis] = mentions
        return found

    def compared(self, pair: Pair) -> tuple[AxisMentions, AxisMentions]:
        """The mentions of both sides; none where one side can have none to set against."""
        source, target = pair.source, pair.target
        here, there = self._finders.get(source.language), self._finders.get(target.language)
        if not (here and there and here.may_hit(source) and there.may_hit(target)):
            return {}, {}
        return self.read(source), self.read(target)


def axis_words(packs: Packs, name: str) -> AxisWords:
    """The words of a file of the checks, one reader for all that read the file."""
    return packs.made(("axis words", name), lambda own: AxisWords(own.checks.rows(name)))


def _listed(rows: Sequence[Mapping[str, str]], language: str) -> dict[str, dict[str, _Said]]:
    forms: dict[str, dict[str, _Said]] = {}
    for row in rows:
        for written in filter(None, (part.strip() for part in row[language].split(";"))):
            form = written.lstrip("?")
            for spelled in {form, form.replace(" ", "-")} if language == "en" else {form}:
                known = forms.setdefault(spelled, {})
                if row["axis"] != "-":
                    is_required = not written.startswith("?")
                    known[row["axis"]] = _said(known.get(row["axis"]), row["sense"], is_required)
    return forms


def _whole(forms: dict[str, dict[str, _Said]]) -> dict[str, dict[str, _Said]]:
    """The forms, each saying also what shorter forms inside it say on other axes.

    A longer form hides the shorter ones: 'distal radius' is a bone, and distal all the same.
    """
    axes: dict[str, dict[str, _Said]] = {}
    for form, of in forms.items():
        for axis, said in of.items():
            axes.setdefault(axis, {})[form] = said
    finders = {axis: WordFinder(listed) for axis, listed in axes.items()}
    return {form: of | _said_inside(form, of, finders) if of else of for form, of in forms.items()}


def _said_inside(
    form: str, of: Container[str], finders: Mapping[str, WordFinder[_Said]]
) -> dict[str, _Said]:
    """What the words inside a form say on axes of which itself says nothing."""
    text = folded(form)
    heads = heads_of(text)
    return {
        axis: hit.value
        for axis, finder in finders.items()
        if axis not in of
        for hit in finder.hits_at(text, heads)
    }


def _said(known: _Said | None, sense: str, is_required: bool) -> _Said:
    """What a form says: 'mild+severe' are two things, a form of two rows says either."""
    things = [frozenset((part,)) for part in sense.split("+")]
    if known is None:
        return _Said(things, is_required)
    if len(known.things) == len(things) == 1:
        return _Said([known.things[0] | things[0]], known.is_required or is_required)
    return known


def are_read(pair: Pair) -> bool:
    """Whether the words of both sides are read; of other languages only signs are."""
    return pair.source.language in _READ and pair.target.language in _READ


def swapped(
    code: str,
    source: Sequence[Mention],
    target: Sequence[Mention],
    *,
    effect: Effect = "block",
    agrees: Agrees = share_a_sense,
) -> Iterator[Difference]:
    """Where one side lost a sense and the other has another in its place.

    What is only missing or only added tells nothing here: people say a thing twice or once.
    """
    if not (source and target):
        return
    lost, new = unmatched(source, target, agrees)
    for one in lost:
        other = _nearest(one, new, source, target)
        if other is not None:
            new.remove(other)
            yield Difference(
                code=f"{code}.differs", effect=effect, source=one.span, target=other.span,
                meant=one.sense, says=other.sense,
            )  # fmt: skip


def _nearest(
    one: Mention, others: Sequence[Mention], source: Sequence[Mention], target: Sequence[Mention]
) -> Mention | None:
    """The first of the others that may stand in the place of one, or of another of its sense."""
    reach = max(source[-1].span.end, target[-1].span.end)
    if reach < _LONG:
        return others[0] if others else None
    places = _places(one, source)
    for other in others:
        if any(abs(here - there) <= _FAR for here in _places(other, target) for there in places):
            return other
    return None


def _places(one: Mention, mentions: Sequence[Mention]) -> list[float]:
    """Where the mentions of that sense stand, as shares of the length."""
    end = mentions[-1].span.end
    return [like.span.start / end for like in mentions if not like.senses.isdisjoint(one.senses)]


def swaps(
    code: str, source: AxisMentions, target: AxisMentions, closed: Container[str] = ()
) -> Iterator[Difference]:
    """The swaps of every axis; the axis stands in the code of each.

    On a closed axis a sense of the target that the source has nowhere is told even where the
    source lost nothing, as long as it says something of that axis at all. An axis 'severity~' has
    words that may have been meant, too vague to be set against another.
    """
    for axis, mentions in source.items():
        if axis not in target or axis.endswith("~"):
            continue
        name, told = f"{code}.{axis.replace(' ', '-')}", target[axis]
        differing = list(swapped(name, mentions, told))
        yield from differing
        if axis in closed and not differing:
            vaguely = [*mentions, *source.get(f"{axis}~", ())]
            for other in _untold([one for one in told if one.is_required], vaguely):
                yield Difference(
                    code=f"{name}.added", effect="block", target=other.span, says=other.sense
                )


def valued(
    code: str,
    source: Sequence[Mention],
    target: Sequence[Mention],
    is_in_target: Callable[[Mention], bool],
    is_in_source: Callable[[Mention], bool],
) -> Iterator[Difference]:
    """Swaps, and values of one side that the other has not.

    A side with fewer of them may call one by a name that is not read: it is enough that it writes
    the value somewhere.
    """
    lost, new = unmatched(source, target)
    for one, other in zip(lost, new, strict=False):
        yield Difference(
            code=f"{code}.differs", effect="block", source=one.span, target=other.span,
            meant=one.sense, says=other.sense,
        )  # fmt: skip
    is_short = len(_required(target)) < len(_required(source))
    is_long = len(_required(target)) > len(_required(source))
    for one in _untold(lost[len(new) :], target):
        if not (is_short and is_in_target(one)):
            yield Difference(
                code=f"{code}.missing", effect="block", source=one.span, meant=one.sense
            )
    for other in _untold(new[len(lost) :], source):
        if not (is_long and is_in_source(other)):
            yield Difference(
                code=f"{code}.added", effect="block", target=other.span, says=other.sense
            )


def _required(mentions: Sequence[Mention]) -> list[Mention]:
    return [one for one in mentions if one.is_required]


def _untold(mentions: Sequence[Mention], others: Sequence[Mention]) -> list[Mention]:
    """Those whose sense the others have not even once."""
    told = {sense for other in others for sense in other.senses}
    return [one for one in mentions if told.isdisjoint(one.senses)]
