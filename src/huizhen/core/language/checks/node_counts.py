"""Lymph nodes counted and named: 3/19, three of 19, 19枚中3枚, station 4R, No. 12a, 第Ⅱ区."""

from __future__ import annotations

import re
from collections.abc import Iterator

from huizhen.core.language.checks.mention import Mention
from huizhen.core.language.checks.pair import Side
from huizhen.core.language.checks.ranks import ROMAN, arabic
from huizhen.core.language.checks.scales import POWER_WORD

_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60}
_TEENS = {"thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
          "eighteen": 18, "nineteen": 19}  # fmt: skip
_SMALL = "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_WORD = (
    rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{_SMALL}))?|{'|'.join(_TEENS)}|{_SMALL}|none|no|all|both)"
)
_EN = rf"(?:\d{{1,3}}|{_WORD})"
_HAN = r"[零一二三四五六七八九十两]{1,4}"
_ZH = rf"(?:\d{{1,3}}|{_HAN})"
_NODES = re.compile(r"node|nodal|\bln\b|\blns\b|\bslns?\b|lymph|淋巴|\bpn|转移|送检")
_NODE_SIGNS = ("nod", "ln", "lymph", "pn", "淋巴", "转移", "送检")
_OF = r"(?:positive\s)?(?:(?:lymph\s)?nodes?\s)?(?:out\s)?of(?:\s(?:the|a|total|all))*"
_EN_COUNTS = (
    re.compile(
        rf"(?<![\w.])(?P<a>{_EN})\s(?:were\s|was\s)?{_OF}\s(?P<b>\d{{1,3}}|{_WORD})(?!\d|\.\d)"
    ),
    re.compile(
        rf"(?<![\w./])(?P<b>{_EN})\s(?:\w+\s){{0,3}}?(?:lymph\s)?nodes?\b[^.;]{{0,50}}?"
        rf"(?:,|\bwith|\band|\bof which|\bof these|\bof them|\()\s?(?P<a>{_EN})\s"
        r"(?:of\s(?:them|which|these)\s)?(?:(?:were|was|being|are)\s)?"
        r"(?:positive|involved|metasta|contain|show|had\s|with\smeta)"
    ),
)
_UNIT = r"(?:枚|个|颗|粒|组)"
_ZH_COUNTS = (
    re.compile(
        rf"(?<![\d./])(?P<b>{_ZH})\s?{_UNIT}?(?:[^\d，,。；;中]{{0,10}}淋巴结)?\s?(?:中|里|之中|内)[，,]?(?:仅|有|的|其中|可见|见|共)*\s?"
        rf"(?P<a>{_ZH})\s?{_UNIT}"
    ),
    re.compile(rf"(?<![\d./])(?P<a>{_ZH})\s?{_UNIT}\s?/\s?(?P<b>{_ZH})\s?{_UNIT}"),
    re.compile(
        rf"(?<![\d./])(?P<b>{_ZH})\s?{_UNIT}(?:[^。；]{{0,16}}?)[，,(（]\s?(?:其中|有|仅|可见|见)*\s?"
        rf"(?P<a>{_ZH})\s?{_UNIT}(?:[^。；，]{{0,8}})(?:转移|阳性|受累|癌|浸润)"
    ),
    re.compile(
        rf"(?<![\d./])(?P<a>{_ZH})\s?{_UNIT}?(?:阳性|转移)[^。；，]{{0,4}}[(（,，](?:共|送检|总数|总计)\s?(?P<b>{_ZH})\s?{_UNIT}"
    ),
)
_SLASH = re.compile(
    r"(?<![a-z0-9./颈胸腰骶])(?P<a>\d{1,3})\s?/\s?(?P<b>\d{1,3})(?![\d/%]|\.\d|\s?(?:mm|cm|h\b|d\b|tab|pill|片|粒|的|of\sa))"
)


def fractions(side: Side) -> list[Mention]:
    """How many of how many nodes, as 'a/b'."""
    kept: list[Mention] | None = side.kept.get(fractions)
    if kept is None:
        kept = side.kept[fractions] = _fractions(side)
    return kept


def _fractions(side: Side) -> list[Mention]:
    text = side.folded
    if not (any(sign in text for sign in _NODE_SIGNS) and _NODES.search(text)):
        return []
    patterns = _ZH_COUNTS if side.is_chinese else _EN_COUNTS if side.language == "en" else ()
    found: list[Mention] = []
    taken: list[tuple[int, int]] = []
    for pattern in (_SLASH, *patterns):
        for hit in pattern.finditer(side.folded):
            part, whole = _number(hit["a"], hit["b"])
            is_taken = any(start < hit.end() and hit.start() < end for start, end in taken)
            if is_taken or _is_power(hit, side) or part is None or whole is None or part > whole:
                continue
            taken.append(hit.span())
            found.append(Mention(side.span(*hit.span()), frozenset((f"{part}/{whole}",))))
    return sorted(found, key=lambda one: one.span.start)


def _is_power(hit: re.Match[str], side: Side) -> bool:
    """Whether 4/5 is the power of a muscle in the text of a patient who has nodes as well."""
    return hit["b"] == "5" and POWER_WORD.search(side.folded) is not None


def _number(part: str, whole: str) -> tuple[int | None, int | None]:
    total = figure(whole)
    if part in ("all", "both"):
        return total, total
    return (0 if part in ("none", "no") else figure(part)), total


def figure(written: str) -> int | None:
    """The number of digits, of an English word or of Chinese numerals below 100."""
    if written.isdigit():
        return int(written)
    if written in _TEENS:
        return _TEENS[written]
    head, _, rest = written.replace("-", " ").partition(" ")
    if head in _TENS:
        return _TENS[head] + (int(arabic(rest)) if rest else 0)
    if "十" in written:
        tens, _, ones = written.partition("十")
        return int(arabic(tens) if tens else 1) * 10 + (int(arabic(ones)) if ones else 0)
    value = arabic(written)
    return int(value) if value.isdigit() else None


_STATION = rf"(?:(?:\d{{1,2}}(?:[LRlr]|[a-dp]\d?)?)|{ROMAN}[ABab]?)"
_AND = r"(?:\s?[-~/,、，+&]\s?|,?\s(?:and|to|or)\s|及|和|与|至)"
_LIST = rf"{_STATION}(?:{_AND}(?:(?i:no\.?)\s?)?{_STATION}(?![0-9A-Za-z])){{0,8}}"
_EN_STATIONS = re.compile(
    rf"(?<![A-Za-z])(?i:stations?|levels?|groups?|zones?|nos?\.)\s?[(:#]?\s?(?i:nos?\.?\s?)?"
    rf"(?P<values>{_LIST})(?![0-9A-Za-z%]|\.\d)"
    r"|(?<![A-Za-z0-9.#/])(?P<bare>(?:[1-9]|1[0-4])[LR])(?![A-Za-z0-9])"
)
_ZH_STATIONS = re.compile(
    rf"(?:第\s?|(?i:no\.?)\s?)?(?<![0-9A-Za-z.])(?P<values>{_LIST}|[一二三四五六七])\s?(?:组|区|站|水平)(?![域别块])"
    rf"|(?<![A-Za-z])(?i:no\.)\s?(?P<named>{_LIST})(?![0-9A-Za-z])"
    r"|(?<![A-Za-z0-9.#/])(?P<bare>(?:[1-9]|1[0-4])[LR])(?![A-Za-z0-9])"
)
_EACH = re.compile(rf"{_STATION}|[一二三四五六七]")
_ABOUT_NODES = re.compile(r"node|nodal|\blns?\b|lymph|station|dissect|ebus|淋巴|清扫|清除")
_ABOUT_NODE_SIGNS = ("nod", "ln", "lymph", "station", "dissect", "ebus", "淋巴", "清扫", "清除")


def stations(side: Side) -> list[Mention]:
    """The stations, groups or levels of nodes: '4r', '12a', '2'."""
    text = side.folded
    if not (any(sign in text for sign in _ABOUT_NODE_SIGNS) and _ABOUT_NODES.search(text)):
        return []
    pattern = {"zh": _ZH_STATIONS, "en": _EN_STATIONS}.get(side.language)
    return [] if pattern is None else list(_stations(side, pattern))


def _stations(side: Side, pattern: re.Pattern[str]) -> Iterator[Mention]:
    for hit in pattern.finditer(side.narrow):
        said = hit.groupdict()
        text = said.get("values") or said.get("named") or said["bare"]
        for one in _EACH.finditer(text):
            yield Mention(
                side.span(*hit.span()),
                frozenset((arabic(one[0]),)),
                one[0] not in "一二三四五六七",
            )
