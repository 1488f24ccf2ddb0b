"""What a side says of the findings it names: that they are there, or that they are not.

Only plain wording counts: a finding in the reach of a denial or of a statement. Everything
between is left open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from huizhen.core.language.checks.anchors import Anchor
from huizhen.core.language.checks.cues import Cue
from huizhen.core.language.checks.pair import Side

Place = tuple[int, int]
_DENIES, _CLOSES = "denies", "closes"
"""Senses of cues: what follows is not there, what precedes is not there."""

_STATES = {
    True: re.compile(
        r"伴有|伴(?!或)|可见|出现|提示|有(?!无|待|关|效|利|助|限)|合并|存在|诉|患|承认|自述"
    ),
    False: re.compile(
        r"\b(?:has|had|have|with|reports?|reported|complain(?:s|ed) of|presents? with|endorses?"
        r"|presented with|positive for|develop(?:s|ed)|shows?|showed|admits to|history of)\b"
    ),
}
_SAID_AFTER = {
    True: re.compile(r"\s*(?:阳性|\(\+\))"),
    False: re.compile(r"\s*(?:(?:is|are|was|were) )?(?:positive|present\b|\(\+\))"),
}
_STOPS = {
    True: re.compile(r"[。；;？?！!\n]|[，,](?!$)|但|然而|仍|或有"),
    False: re.compile(
        r"[;?!\n:]|\.(?!\d)|\b(?:but|however|although|though|except|while|whereas|which|who|unless"
        r"|because|since|after|before|until|when|if|does|do|did|due|by|than|whether|other|further)\b"
    ),
}
_OF_ANOTHER = re.compile(
    r"\b(?:symptoms?|manifestations?|effects?|impact|influence|role|changes?|differences?)"
    r"(?: \w+){0,2} (?:of|in|on|between)\b|\bin the\b"
)
"""What follows has the thing denied, and is there ('no symptoms of lung injury')."""
_SENTENCE = re.compile(r"[。；;？?！!\n]|\.(?!\d)")
_COMMA = re.compile(r"[，,]|\bbut\b|\band\b|但")
_REACH = {True: 40, False: 120}
_BEHIND = {True: 3, False: 8}


def said(side: Side, cues: Sequence[Cue], anchors: Sequence[Anchor]) -> Mapping[str, bool]:
    """By finding: whether it is there, for those that the side plainly says one thing of."""
    if not anchors:
        return {}
    denied = list(_reaches(side, cues, [cue.place for cue in cues if _DENIES in cue.senses]))
    stated = list(_reaches(side, cues, list(_statements(side, cues))))
    told: dict[str, set[bool | None]] = {}
    for anchor in anchors:
        told.setdefault(anchor.concept, set()).add(_of(side, anchor, cues, denied, stated))
    return {
        concept: is_there
        for concept, values in told.items()
        if len(values) == 1 and (is_there := next(iter(values))) is not None
    }


def _of(
    side: Side, anchor: Anchor, cues: Sequence[Cue], denied: list[Place], stated: list[Place]
) -> bool | None:
    text, zh = side.folded, side.is_chinese
    if any(cue.start <= anchor.start and anchor.end <= cue.end for cue in cues):
        return None
    if _SAID_AFTER[zh].match(text, anchor.end):
        return True
    for cue in cues:
        if _CLOSES in cue.senses and 0 <= cue.start - anchor.end <= _BEHIND[zh]:
            return False
    if _lies_in(anchor, denied):
        return False
    return True if _lies_in(anchor, stated) or _is_bare(side, anchor, cues) else None


def _is_bare(side: Side, anchor: Anchor, cues: Sequence[Cue]) -> bool:
    """Whether nothing before it in its sentence denies, and what does after it looks ahead."""
    ends = [found.end() for found in _SENTENCE.finditer(side.folded)]
    start = max((end for end in ends if end <= anchor.start), default=0)
    end = min((end for end in ends if end >= anchor.end), default=len(side.folded))
    for cue in cues:
        if start <= cue.start < anchor.start:
            return False
        if anchor.end <= cue.start < end:
            between = side.folded[anchor.end : cue.start]
            if _DENIES not in cue.senses or _CLOSES in cue.senses or not _COMMA.search(between):
                return False
    return True


def _lies_in(anchor: Anchor, places: list[Place]) -> bool:
    return any(start <= anchor.start and anchor.end <= end for start, end in places)


def _statements(side: Side, cues: Sequence[Cue]) -> Iterator[Place]:
    """Words that say something is there, not part of a cue and not preceded by one at once."""
    for found in _STATES[side.is_chinese].finditer(side.folded):
        start, end = found.span()
        if not any(_weakens(side, cue, found.span()) for cue in cues):
            yield start, end


def _weakens(side: Side, cue: Cue, word: Place) -> bool:
    """Whether the word is part of the cue or stands so close after it that it may be denied."""
    if cue.start <= word[1] and word[0] <= cue.end + 1:
        return True
    if cue.start > word[0] or word[0] - cue.end > _BEHIND[side.is_chinese] * 4:
        return False
    return not _STOPS[side.is_chinese].search(side.folded, cue.end, word[0])


def _reaches(side: Side, cues: Sequence[Cue], opening: Sequence[Place]) -> Iterator[Place]:
    """What each opening word surely covers: to the end of its clause, or to the next cue."""
    text, zh = side.folded, side.is_chinese
    for start, end in opening:
        stop = _STOPS[zh].search(text, end)
        last = min(stop.start() if stop else len(text), end + _REACH[zh])
        turn = _STATES[zh].search(text, end, last) or (
            None if zh else _OF_ANOTHER.search(text, end, last)
        )
        if turn:
            last = turn.start()
        yield end, min([last, *(cue.start for cue in cues if cue.start > start)])


_JOINS = {
    True: re.compile(r"[、，,/]\s*(?:以及|和|或|及|与|并)?|以及|或者|[或及和与]"),
    False: re.compile(r",?\s*\b(?:and/or|and|or|nor)\b\s*|[,/]\s*"),
}
_ENDS = {
    True: re.compile(
        r"[。；;？?！!\n]|但|然而|伴(?!或)|可见|提示|有(?!无)|[，,](?=[^，,、。；]{9,})"
    ),
    False: re.compile(_STOPS[False].pattern + r"|,\s*(?=(?:he|she|they|it|the|we|i|patient)\b)"),
}


def denied_items(side: Side, cues: Sequence[Cue]) -> int:
    """How many things the denials of a side name, as a list after one of them or each alone."""
    zh, text = side.is_chinese, side.folded
    total = 0
    for at, cue in enumerate(cues):
        if _DENIES not in cue.senses:
            continue
        end = cue.end
        stop = _ENDS[zh].search(text, end)
        last = min(stop.start() if stop else len(text), end + 2 * _REACH[zh])
        turn = _STATES[zh].search(text, end, last)
        following = cues[at + 1].start if at + 1 < len(cues) else last
        items = text[end : min(last, following, turn.start() if turn else last)]
        total += 1 + len(
            _JOINS[zh].findall(items.strip(" ,，、/").removesuffix(" and").strip(" ,"))
        )
    return total


def is_denial(cue: Cue) -> bool:
    """Whether this cue denies a finding, or a list of them."""
    return _DENIES in cue.senses
