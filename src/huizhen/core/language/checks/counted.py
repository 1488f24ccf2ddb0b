"""Parts of the body known by their number: fifth rib, 第5肋, 5th metatarsal, 第5跖骨."""

from __future__ import annotations

import re
from collections.abc import Iterator

from huizhen.core.language.checks.mention import Mention
from huizhen.core.language.checks.pair import Side
from huizhen.core.language.checks.ranks import arabic, between

_ORDINAL = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
    r"|1[0-2]th|[1-9](?:st|nd|rd|th)|1[0-2]|[1-9])"
)
_EN_NOUNS = {
    "rib": r"ribs?(?![a-z])", "intercostal": r"intercostal|ics(?![a-z])",
    "metacarpal": r"metacarp", "metatarsal": r"metatars", "premolar": r"premolar",
    "molar": r"molar", "diagonal": r"diagonal", "marginal": r"(?:obtuse )?marginal",
    "toe": r"toes?(?![a-z])", "finger": r"fingers?(?![a-z])|digit",
}  # fmt: skip
_ZH_NOUNS = {
    "intercostal": r"肋间", "rib": r"[前后侧]?肋", "metacarpal": r"掌骨", "metatarsal": r"跖骨",
    "premolar": r"前磨牙|双尖牙", "molar": r"磨牙", "diagonal": r"对角支", "marginal": r"钝缘支",
    "toe": r"足?趾",
    "finger": r"手?指(?![数标南导出])",
}  # fmt: skip
_EN_NOUN = "|".join(f"(?P<{name}>{pattern})" for name, pattern in _EN_NOUNS.items())
_ZH_NOUN = "|".join(f"(?P<{name}>{pattern})" for name, pattern in _ZH_NOUNS.items())
_EN_AND = r"(?:\s?[-~/,&]\s?|,?\s(?:and|to|or|through)\s)"
_EN_BEFORE = re.compile(
    rf"(?<![a-z0-9.])(?P<values>{_ORDINAL}(?:{_EN_AND}{_ORDINAL}){{0,6}})\s"
    rf"(?:(?:left|right|anterior|posterior|lateral|upper|lower)\s){{0,2}}(?:{_EN_NOUN})"
)
_EN_AFTER = re.compile(
    rf"(?<![a-z])(?:(?P<rib>ribs?)|(?P<metatarsal>metatarsals?)|(?P<metacarpal>metacarpals?))\s"
    rf"(?:nos?\.?\s?)?(?P<values>(?:1[0-2]|[1-9])(?:{_EN_AND}(?:1[0-2]|[1-9])){{0,6}})(?!\d|\.\d|%)"
)
_HAN = r"(?:十[一二]?|[一二三四五六七八九])"
_ZH_AND = r"(?:\s?[-~/、,，]\s?|至|到|和|及|与|或)"
_ZH = re.compile(
    rf"(?:第\s?(?P<values>(?:\d{{1,2}}|{_HAN})(?:{_ZH_AND}?第?(?:\d{{1,2}}|{_HAN})){{0,6}})"
    rf"|(?<![\d.])(?P<bare>\d{{1,2}}(?:{_ZH_AND}第?\d{{1,2}}){{0,6}}))\s?根?(?:{_ZH_NOUN})"
)
_EN_EACH = re.compile(_ORDINAL)
_ZH_EACH = re.compile(rf"\d{{1,2}}|{_HAN}")
_EN_SIGNS = (
    "rib",
    "intercost",
    "metacarp",
    "metatars",
    "molar",
    "toe",
    "finger",
    "digit",
    "ics",
    "diagonal",
    "marginal",
)
_ZH_SIGNS = "肋掌跖牙趾指支"


def counted(side: Side) -> dict[str, list[Mention]]:
    """The numbers of each kind of counted part that the side names."""
    kept: dict[str, list[Mention]] | None = side.kept.get(counted)
    if kept is None:
        kept = side.kept[counted] = _counted(side)
    return kept


def _counted(side: Side) -> dict[str, list[Mention]]:
    found: dict[str, list[Mention]] = {}
    if side.language == "en" and any(sign in side.folded for sign in _EN_SIGNS):
        patterns: tuple[re.Pattern[str], ...] = (_EN_BEFORE, _EN_AFTER)
    elif side.is_chinese and any(sign in side.text for sign in _ZH_SIGNS):
        patterns = (_ZH,)
    else:
        return found
    for pattern in patterns:
        for hit in pattern.finditer(side.folded):
            noun, values = _parts(hit)
            found.setdefault(noun, []).extend(_mentions(side, hit, values))
    return found


def _mentions(side: Side, hit: re.Match[str], values: str) -> Iterator[Mention]:
    span, number, last = side.span(*hit.span()), 0, 0
    for one in (_ZH_EACH if side.is_chinese else _EN_EACH).finditer(values):
        before, number = number, _figure(one[0])
        for inside in between(before, values[last : one.start()], number) if before else ():
            yield Mention(span, frozenset((str(inside),)), is_required=False)
        yield Mention(span, frozenset((str(number),)))
        last = one.end()


def _parts(hit: re.Match[str]) -> tuple[str, str]:
    said = hit.groupdict()
    values = said.pop("values", None) or said.pop("bare", None) or ""
    said.pop("bare", None)
    return next(name for name, text in said.items() if text), values


def _figure(word: str) -> int:
    if word.startswith("十"):
        return 10 + (int(arabic(word[1])) if len(word) > 1 else 0)
    return int(re.sub(r"(?<=\d)(?:st|nd|rd|th)", "", arabic(word)))
