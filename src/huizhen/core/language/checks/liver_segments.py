"""Segments, sections and lobes of the liver, and the named parts of other organs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from huizhen.core.language.checks import ranks
from huizhen.core.language.checks.axes import AxisWords, are_read, axis_words, swaps, valued
from huizhen.core.language.checks.checker import Check, Packs
from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.mention import Mention
from huizhen.core.language.checks.pair import Pair, Side
from huizhen.core.language.checks.ranks import ROMAN, arabic

_NUMBER = rf"(?:{ROMAN}|1[0-2]|[1-9])"
_VALUE = rf"(?:[LR]?S)?(?:{_NUMBER})[abAB]?(?!\.\d|\s?(?:cm|mm|×|x)(?![a-z]))"
_AND = r"\s?(?:[-~/,&+、，]|,?\s(?:and|or|to)\s|及|和|与|至|到)\s?"
_LIST = rf"{_VALUE}(?:{_AND}(?:(?i:segments?)\s)?{_VALUE}){{0,6}}"
_EN = re.compile(
    rf"(?<![A-Za-z])(?i:segments?|segs?\.?|sg\.?|segmentectomy)\s?[(-]?(?P<named>{_LIST})(?![A-Za-z0-9])"
    rf"|(?<![A-Za-z0-9])(?P<part>[A-Z][1-9])\s(?i:segment)"
    rf"|(?<![A-Za-z0-9])(?P<ordinal>{_NUMBER}|(?i:first|second|third|fourth|fifth|sixth|seventh|eighth))"
    r"(?:th|st|nd|rd)?\s(?:(?i:hepatic|liver)\s)?(?i:segment)(?![a-z])"
)
_ZH = re.compile(
    rf"(?<![A-Za-z0-9.])(?:第\s?)?(?P<named>(?:{_LIST}|[一二三四五六七八](?:[、及和至][一二三四五六七八])*))\s?段(?![时落])"
    r"|(?<![A-Za-z0-9])(?P<part>[A-Z][1-9])\s?段"
    rf"|(?:肝|肺)?(?:[节分]?段|Sg|SG)\s?[:：]?\s?(?P<after>{_LIST})(?![A-Za-z0-9.])"
)
_BARE = re.compile(
    r"(?<![A-Za-z0-9])[LR]?S(?:1[0-2]|[1-9]|VIII|VII|VI|V|IV|III|II|[Ⅰ-Ⅻ])[ab]?"
    r"(?:\s?[-~/+、,&]\s?S?(?:1[0-2]|[1-9])[ab]?(?!\.\d))*(?![A-Za-z0-9])"
)
_HAN = "一二三四五六七八"
_OF_LIVER = re.compile(r"liver|hepat|segment|肝|段")
_EACH = re.compile(rf"(?:{_NUMBER})[abAB]?|[一二三四五六七八]")


_CLOSED = frozenset(
    ("lobe", "section", "hepatectomy", "coronary", "joint", "brain", "valve", "chamber")
)


def build(packs: Packs) -> Check:
    """The check of segments, lobes and other parts of organs."""
    return partial(_compared, axis_words(packs, "segment_words.tsv"))


def _compared(words: AxisWords, pair: Pair) -> Iterator[Difference]:
    if not are_read(pair):
        return
    source, target = segments(pair.source), segments(pair.target)
    if source or target:
        yield from valued(
            "segment",
            source,
            target,
            partial(_is_written, side=pair.target),
            partial(_is_written, side=pair.source),
        )
    yield from swaps("segment", *words.compared(pair), _CLOSED)


def _is_written(mention: Mention, side: Side) -> bool:
    return ranks.is_written(mention.sense, side)


def segments(side: Side) -> list[Mention]:
    """The segments of liver or lung that a side names, by their number."""
    kept: list[Mention] | None = side.kept.get(segments)
    if kept is None:
        kept = side.kept[segments] = _segments(side)
    return kept


def _segments(side: Side) -> list[Mention]:
    text = side.narrow
    found: list[Mention] = []
    if side.language == "en" and ("eg" in text or "SG" in text or "Sg" in text):
        found.extend(_read(side, _EN))
    elif side.is_chinese and "段" in text:
        found.extend(_read(side, _ZH))
    if "S" in text:
        taken = [(one.span.start, one.span.end) for one in found]
        for hit in _BARE.finditer(text):
            is_taken = any(start < hit.end() and hit.start() < end for start, end in taken)
            if not is_taken and (hit[0][-1].isdigit() or _OF_LIVER.search(side.folded)):
                found.extend(_each(side, hit, hit[0]))
    return found


def _read(side: Side, pattern: re.Pattern[str]) -> Iterator[Mention]:
    for hit in pattern.finditer(side.narrow):
        said = hit.groupdict()
        if said.get("part"):
            if said["part"][0] == "S":
                yield from _each(side, hit, said["part"])
            else:
                yield _mention(side, hit, said["part"].lower())
        elif said.get("ordinal"):
            is_sure = "liver" in side.folded or "hepatic" in side.folded
            yield _mention(side, hit, arabic(said["ordinal"]), is_required=is_sure)
        else:
            yield from _each(side, hit, said["named"] or said["after"])


def _each(side: Side, hit: re.Match[str], text: str) -> Iterator[Mention]:
    number, last = 0, 0
    for one in _EACH.finditer(text):
        value = arabic(one[0])
        before, number = number, int(re.match(r"\d+", value)[0])  # type: ignore[index]
        for inside in ranks.between(before, text[last : one.start()], number) if before else ():
            yield _mention(side, hit, str(inside), is_required=False)
        yield _mention(side, hit, value, is_required=one[0] not in _HAN or "肝" in side.text)
        last = one.end()


def _mention(side: Side, hit: re.Match[str], value: str, *, is_required: bool = True) -> Mention:
    return Mention(side.span(*hit.span()), frozenset((value,)), is_required)
