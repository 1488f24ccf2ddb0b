"""Levels and regions of the spine, and what else is counted: ribs, digits, cranial nerves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from huizhen.core.language.checks import ranks, tnm
from huizhen.core.language.checks.axes import (
    AxisWords,
    are_read,
    axis_words,
    swapped,
    swaps,
    valued,
)
from huizhen.core.language.checks.checker import Check, Packs
from huizhen.core.language.checks.counted import counted
from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.mention import Mention
from huizhen.core.language.checks.pair import Pair, Side
from huizhen.core.language.checks.ranks import arabic

_LAST = {"C": 8, "T": 12, "L": 6, "S": 5}
_NEXT = {"C": "T", "T": "L", "L": "S"}
_REGIONS = {
    "颈": "C", "胸": "T", "腰": "L", "骶": "S", "頸": "C", "cervical": "C", "thoracic": "T",
    "dorsal": "T", "lumbar": "L", "sacral": "S", "D": "T", "TH": "T",
}  # fmt: skip
_REGION = r"(?:Th|TH|[CTDLS]|[颈頸胸腰骶])"
_NUMBER = r"(?:1[0-2]|[1-9])(?!\d)"
_HAN = r"(?:十[一二]?|[一二三四五六七八九])"
_SIGN = rf"(?:{_NUMBER}|[Ⅰ-Ⅻ])"
_BETWEEN = r"\s?(?:-|/|~|至|到|、|和|及|与|&|\s(?:to|and|through)\s)\s?"
_BARE_BETWEEN = r"\s?(?:-|/|~|至|、)\s?"
_LATIN = re.compile(
    rf"(?<![A-Za-z0-9.])(?<![A-Za-z]-)(?P<region>Th|TH|[CTDLS])-?(?P<first>{_NUMBER})"
    rf"(?P<rest>(?:{_BETWEEN}{_REGION}椎?-?{_SIGN}|{_BARE_BETWEEN}{_NUMBER}(?!\.\d|[A-Za-z%]|\s?(?:mm|cm|ml|mg|周|天|次|月|年))){{0,5}})"
    r"(?![A-Za-z0-9%]|\.\d)(?!-?(?:weighted|WI|W\b|FLAIR)|\s?(?:weighted|signal|hyper|hypo|iso|加权|信号|像|序列|高信号|低信号|等信号|期|抑制|mapping))"
)
_MORE = re.compile(rf"(?:(?P<region>{_REGION})椎?-?)?(?P<number>{_SIGN}|{_HAN})")
_ZH_AFTER = re.compile(
    rf"(?P<region>[颈頸胸腰骶])(?:椎体|椎间盘|椎|神经根?|髓)?(?:第\s?)?"
    rf"(?P<values>{_SIGN}(?:{_BETWEEN}(?:[颈頸胸腰骶]椎?)?(?:第)?{_SIGN})*|{_HAN}(?:{_BETWEEN}?(?:[颈頸胸腰骶]椎?)?(?:第)?{_HAN})*(?![级期度型个年月日次例周天]))"
    r"(?!\d|\.\d|\s?(?:mm|cm|枚|个|次|年|月|天|例|周|级|期|度|岁|分|区|组|%))"
)
_ZH_BEFORE = re.compile(
    rf"(?<![A-Za-z0-9./~-])第?(?P<values>(?:{_SIGN}|{_HAN})(?:{_BETWEEN}?(?:第)?(?:{_SIGN}|{_HAN}))*)\s?节?"
    r"(?P<region>[颈頸胸腰骶])(?:椎|神经|髓)"
)
_EN_ORDINAL = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
    r"|1[0-2]th|[1-9](?:st|nd|rd|th))"
)
_EN_BEFORE = re.compile(
    rf"(?<![a-z])(?P<values>{_EN_ORDINAL}(?:(?:\s?[-/,]\s?|,?\s(?:and|to|through)\s){_EN_ORDINAL})*)[\s-]"
    r"(?P<region>cervical|thoracic|dorsal|lumbar|sacral)(?!\s(?:rib|lymph|node|station))"
)
_EN_AFTER = re.compile(
    r"(?<![a-z])(?P<region>cervical|thoracic|dorsal|lumbar|sacral)"
    r"(?:\s(?:vertebrae?|vertebral|disc|disk|spine|level|levels|body|bodies|nerve|root|segment))?\s"
    rf"(?P<values>{_NUMBER}(?:{_BARE_BETWEEN}{_NUMBER})*)(?!\d|\.\d|%|\s?(?:mm|cm|lymph|node|vertebra))"
)
_EACH = re.compile(rf"{_EN_ORDINAL}|(?P<sign>{_SIGN}|{_HAN})")
_SPINE = re.compile(
    r"vertebr|disc|disk|spin|dorsal|cord|laminect|fusion|level|fractur|compress|collaps|root"
    r"|椎|脊|水平|节段|骨折|压缩|神经根"
)
_NAMED = {"atlas": "C1", "atlanto": "C1", "axis": "C2", "axial": "C2", "寰": "C1", "枢": "C2",
          "隆": "C7", "prominens": "C7"}  # fmt: skip
_ANY_LETTER, _ANY_SIGN = re.compile(r"[CTDLSHh]-?[1-9]"), re.compile("[颈頸胸腰骶]")
_ANY_REGION = re.compile("cervical|thoracic|dorsal|lumbar|sacral")
_BY_NAME = re.compile(
    r"(?<![a-z])atlas|(?<![a-z])axis|(?<![a-z])atlanto|(?<=atlanto)axial|寰|枢(?=椎)|隆(?=椎)"
    r"|(?<=vertebra )prominens"
)


def build(packs: Packs) -> Check:
    """The check of spinal levels and of other parts that are counted."""
    return partial(_compared, axis_words(packs, "spine_words.tsv"))


def _compared(words: AxisWords, pair: Pair) -> Iterator[Difference]:
    if not are_read(pair):
        return
    source, target = levels(pair.source), levels(pair.target)
    if source or target:
        yield from valued(
            "level",
            source,
            target,
            partial(_is_written, side=pair.target),
            partial(_is_written, side=pair.source),
        )
    yield from _counted(pair)
    yield from swaps("level", *words.compared(pair))


def _counted(pair: Pair) -> Iterator[Difference]:
    source, target = counted(pair.source), counted(pair.target)
    for noun in dict.fromkeys((*source, *target)):
        told = source.get(noun, ()), target.get(noun, ())
        if noun in _WITH_NAMES:
            yield from swapped(f"level.{noun}", *told)
            continue
        yield from valued(
            f"level.{noun}",
            *told,
            lambda one: ranks.is_written(one.sense, pair.target),
            lambda one: ranks.is_written(one.sense, pair.source),
        )


_WITH_NAMES = ("finger", "toe")
"""Digits have names as well: the second finger is 示指, with no number in it."""


def _is_written(mention: Mention, side: Side) -> bool:
    return ranks.is_written(mention.sense[1:], side)


def levels(side: Side) -> list[Mention]:
    """Every vertebra, disc, root or cord segment: 'L4', 'T12'; a disc is its two neighbours."""
    kept: list[Mention] | None = side.kept.get(levels)
    if kept is None:
        kept = side.kept[levels] = _levels(side)
    return kept


def _levels(side: Side) -> list[Mention]:
    found: list[Mention] = []
    if _ANY_LETTER.search(side.narrow):
        found.extend(_latin(side))
    if side.is_chinese:
        if _ANY_SIGN.search(side.text):
            found.extend(_worded(side, (_ZH_BEFORE, _ZH_AFTER)))
    elif side.language == "en" and _ANY_REGION.search(side.folded):
        found.extend(_worded(side, (_EN_BEFORE, _EN_AFTER)))
    text = side.folded
    if "atla" in text or "axis" in text or "寰" in text or "椎" in text or "prominens" in text:
        found.extend(
            Mention(side.span(*hit.span()), frozenset((_NAMED[hit[0]],)), _is_vertebra(side, hit))
            for hit in _BY_NAME.finditer(text)
        )
    return sorted(found, key=lambda one: one.span.start)


def _is_vertebra(side: Side, hit: re.Match[str]) -> bool:
    """Whether the name is of one vertebra (寰椎) and not of a joint, a book or an axis."""
    if side.is_chinese:
        at = hit.start()
        return side.folded[at + 1 : at + 2] == "椎" and side.folded[at - 1 : at] not in ("寰", "枕")
    return hit[0] in ("atlas", "prominens") and _SPINE.search(side.folded) is not None


def _latin(side: Side) -> Iterator[Mention]:
    taken = [(one.span.start, one.span.end) for one in tnm.classes(side)]
    for hit in _LATIN.finditer(side.narrow):
        if any(start <= hit.start() < end for start, end in taken):
            continue
        if hit["region"] == "D" and not _SPINE.search(side.folded):
            continue
        if hit["region"] == "S" and side.narrow[hit.start() + 1] == "-":
            continue
        region, number = _latin_region(hit["region"]), int(hit["first"])
        yield from _mention(side, hit, region, number)
        last = 0
        for more in _MORE.finditer(hit["rest"]):
            before, joint = (region, number), hit["rest"][last : more.start()]
            region, number = _following(*before, more["region"], _figure(more["number"]))
            yield from _inside(side, hit, before, joint, (region, number))
            yield from _mention(side, hit, region, number)
            last = more.end()


def _inside(
    side: Side, hit: re.Match[str], first: tuple[str, int], joint: str, last: tuple[str, int]
) -> Iterator[Mention]:
    """The levels inside a range, which need not be written."""
    if first[0] == last[0]:
        for number in ranks.between(first[1], joint, last[1]):
            yield from _mention(side, hit, first[0], number, is_required=False)


def _worded(side: Side, patterns: tuple[re.Pattern[str], re.Pattern[str]]) -> Iterator[Mention]:
    text = side.folded if side.language == "en" else side.narrow
    taken: list[tuple[int, int]] = []
    for pattern in patterns:
        for hit in pattern.finditer(text):
            if any(start < hit.end() and hit.start() < end for start, end in taken):
                continue
            taken.append(hit.span())
            yield from _worded_one(side, hit)


def _worded_one(side: Side, hit: re.Match[str]) -> Iterator[Mention]:
    region, number, last = _REGIONS[hit["region"]], 0, 0
    for more in _PARTS.finditer(hit["values"]):
        before, joint = (region, number), hit["values"][last : more.start()]
        region, number = _following(*before, more["region"], _figure(more["number"]))
        yield from _inside(side, hit, before, joint, (region, number))
        yield Mention(side.span(*hit.span()), frozenset((f"{region}{number}",)))
        last = more.end()


_PARTS = re.compile(rf"(?:(?P<region>[颈頸胸腰骶])椎?)?(?P<number>{_EN_ORDINAL}|{_SIGN}|{_HAN})")


def _latin_region(written: str) -> str:
    return _REGIONS.get(written.upper(), written.upper())


def _following(before: str, last: int, region: str | None, number: int) -> tuple[str, int]:
    """The region of a further number: its own, or the next where the count begins anew."""
    if region:
        return _latin_region(region), number
    return (_NEXT.get(before, before) if number < last and last else before), number


def _figure(written: str) -> int:
    if written.startswith("十"):
        return 10 + (int(arabic(written[1])) if len(written) > 1 else 0)
    return int(re.sub(r"\D", "", arabic(written)))


def _mention(
    side: Side, hit: re.Match[str], region: str, number: int, *, is_required: bool = True
) -> Iterator[Mention]:
    if 1 <= number <= _LAST[region]:
        sense = frozenset((f"{region}{number}",))
        yield Mention(side.span(*hit.span()), sense, is_required)
