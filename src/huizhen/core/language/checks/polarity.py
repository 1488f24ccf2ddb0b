"""What a side says of the findings it names: that they are there, or that they are not.

Only plain wording counts: a finding in the reach of a denial or of a statement. Everything
between is left open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from huizhen.core.language.checks.anchors import Anchor
from huizhen.core.language.checks.pair import Side

Place = tuple[int, int]

_DENIES = {
    True: frozenset(
        "无 未见 未 否认 没有 不伴 不伴有 未及 未闻及 未触及 未扪及 未发现 未诉 未出现 无明显 无明确"
        " 未检出 未查见 均无 均未 并无 尚无 未显示 未见明显 暂无 也无 也没有 亦无 没 未探及".split()
    ),
    False: frozenset(
        ("no", "denies", "denied", "denying", "without", "negative for", "free of", "absence of")
        + ("in the absence of", "free from", "w/o", "neither", "deny", "nor")
    ),
}
_CLOSES = {
    True: frozenset(("阴性", "(-)", "未见", "缺如", "消失")),
    False: frozenset(("absent", "negative", "(-)", "denied")),
}
_STATES = {
    True: re.compile(r"伴有|伴(?!或)|可见|出现|提示|有(?!无|待|关|效|利|助|限)|合并|存在|诉|患"),
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
_REACH = {True: 40, False: 120}
_BEHIND = {True: 3, False: 8}


def said(side: Side, cues: Sequence[Place], anchors: Sequence[Anchor]) -> Mapping[str, bool]:
    """By finding: whether it is there, for those that the side plainly says one thing of."""
    if not anchors:
        return {}
    zh, text = side.is_chinese, side.folded
    denied = list(_reaches(side, cues, [c for c in cues if text[c[0] : c[1]] in _DENIES[zh]]))
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
    side: Side, anchor: Anchor, cues: Sequence[Place], denied: list[Place], stated: list[Place]
) -> bool | None:
    text, zh = side.folded, side.is_chinese
    if _SAID_AFTER[zh].match(text, anchor.end):
        return True
    for start, end in cues:
        if 0 <= start - anchor.end <= _BEHIND[zh] and text[start:end] in _CLOSES[zh]:
            return False
    if _lies_in(anchor, denied):
        return False
    return True if _lies_in(anchor, stated) else None


def _lies_in(anchor: Anchor, places: list[Place]) -> bool:
    return any(start <= anchor.start and anchor.end <= end for start, end in places)


def _statements(side: Side, cues: Sequence[Place]) -> Iterator[Place]:
    """Words that say something is there, not part of a cue and not preceded by one at once."""
    for found in _STATES[side.is_chinese].finditer(side.folded):
        start, end = found.span()
        if not any(_weakens(side, cue, found.span()) for cue in cues):
            yield start, end


def _weakens(side: Side, cue: Place, word: Place) -> bool:
    """Whether the word is part of the cue or stands so close after it that it may be denied."""
    if cue[0] <= word[1] and word[0] <= cue[1] + 1:
        return True
    if cue[0] > word[0] or word[0] - cue[1] > _BEHIND[side.is_chinese] * 4:
        return False
    return not _STOPS[side.is_chinese].search(side.folded, cue[1], word[0])


def _reaches(side: Side, cues: Sequence[Place], opening: Sequence[Place]) -> Iterator[Place]:
    """What each opening word surely covers: to the end of its clause, or to the next cue."""
    text, zh = side.folded, side.is_chinese
    for start, end in opening:
        stop = _STOPS[zh].search(text, end)
        last = min(stop.start() if stop else len(text), end + _REACH[zh])
        turn = _STATES[zh].search(text, end, last)
        if turn:
            last = turn.start()
        yield end, min([last, *(place for place, _ in cues if place > start)])


_JOINS = {
    True: re.compile(r"[、，,/]\s*(?:以及|和|或|及|与|并)?|以及|或者|[或及和与]"),
    False: re.compile(r",?\s*\b(?:and/or|and|or|nor)\b\s*|[,/]\s*"),
}
_ENDS = {
    True: re.compile(r"[。；;？?！!\n]|但|然而|伴(?!或)|可见|提示|有(?!无)|[，,](?=[^，,、。；]{9,})"),
    False: re.compile(_STOPS[False].pattern + r"|,\s*(?=(?:he|she|they|it|the|we|i|patient)\b)"),
}


def denied_items(side: Side, cues: Sequence[Place]) -> int:
    """How many things the denials of a side name, as a list after one of them or each alone."""
    zh, text = side.is_chinese, side.folded
    total = 0
    for at, (start, end) in enumerate(cues):
        if text[start:end] not in _DENIES[zh]:
            continue
        stop = _ENDS[zh].search(text, end)
        last = min(stop.start() if stop else len(text), end + 2 * _REACH[zh])
        turn = _STATES[zh].search(text, end, last)
        following = cues[at + 1][0] if at + 1 < len(cues) else last
        items = text[end : min(last, following, turn.start() if turn else last)]
        total += 1 + len(_JOINS[zh].findall(items.strip(" ,，、/").removesuffix(" and").strip(" ,")))
    return total


def is_denial(side: Side, place: Place) -> bool:
    """Whether this cue denies a finding, or a list of them."""
    return side.folded[place[0] : place[1]] in _DENIES[side.is_chinese]
