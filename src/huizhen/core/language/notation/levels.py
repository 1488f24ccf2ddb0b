"""Spinal levels and segments of liver and lung as written in any language, in Chinese notation."""

from __future__ import annotations

import re
from typing import Literal

from huizhen.core.language.notation.figures import as_arabic
from huizhen.core.records.value import Value

LevelForm = Literal["disc", "vertebra", "root", "level", "lesion", "slip"]
"""What a level is of: 'lesion' is a mass, 'slip' one vertebra over the next."""
Organ = Literal["liver", "lung", ""]

_REGIONS = {"HWK": "C", "BWK": "T", "LWK": "L", "TH": "T", "D": "T", "С": "C", "Т": "T", "Л": "L"}
_PREFIX = r"(?:HWK|BWK|LWK|Th|TH|[CTDLSСТЛ])"
_NUMBER = r"(?:1[0-2]|[1-9])"
_LEVEL = re.compile(
    rf"(?<![A-Za-zЀ-ӿ0-9])(?P<p>{_PREFIX})\s?(?P<a>{_NUMBER})"
    rf"(?:\s?(?:/|-|–|(?i:\b(?:on|over|to|bis|a|à|до)\b))\s?(?P<q>{_PREFIX})?\s?(?P<b>{_NUMBER}))?(?![A-Za-z0-9])"
)
_NAME = r"(?:VIII|VII|III|IV|IX|VI|II|X|V|I|1[0-2]|[1-9])[ab]?"
_SEPARATOR = r"(?:\s?[/–+,&-]\s?|,?\s(?:and|und|y|et|и|bis|to|or|oder|o|ou|или|a)\s)"
_SEGMENT = re.compile(
    r"(?<![A-Za-z])(?:(?P<liver>hepatic|liver|Couinaud)\s)?(?P<word>[Ss]egment(?:s|e|en|o|os|es)?|[Ss]eg\.?|"
    r"[Сс]егмент\w*|[Сс]егм\.?)\s?"
    rf"(?P<named>S?{_NAME}(?:{_SEPARATOR}S?{_NAME}){{0,5}})(?![A-Za-z0-9])"
    r"|(?<![A-Za-z0-9])(?P<bare>S(?:10|[1-9])[ab]?(?:\s?[/+-]\s?S?(?:10|[1-9])[ab]?)*)(?![A-Za-z0-9])"
)
_FIRST_OF_NEXT = {"C7": "T1", "T12": "L1", "L5": "S1"}


class Segments(Value):
    """Segments found in a site: their numbers as Couinaud or the lung counts them."""

    numbers: tuple[str, ...]
    is_roman: bool
    rest: str
    """The site without them."""
    joint: str = "/"
    is_named: bool = True
    """Whether the word 'segment' stands there; a bare S1 may be the sacrum."""
    is_of_liver: bool = False


class Levels(Value):
    """Spinal levels found in a site: each a vertebra or a pair of neighbours."""

    levels: tuple[tuple[str, str], ...]
    rest: str

    def zh(self, form: LevelForm) -> str:
        """'L4/5', 'L5椎体', 'T10–T12椎体', 'L5神经根', 'L3水平'."""
        is_single = any(not last for _, last in self.levels)
        if form in ("lesion", "slip") and is_single:
            form = "vertebra"
        named = "、".join(_named(first, last, form) for first, last in self.levels)
        if form == "vertebra":
            return f"{named}椎体"
        if form in ("root", "slip"):
            return named
        return f"{named}水平" if form != "disc" or is_single else named


def levels_in(site: str) -> Levels | None:
    """The spinal levels of a site; None where it names none."""
    found: list[tuple[str, str]] = []
    for hit in _LEVEL.finditer(site):
        region = _region(hit["p"])
        first = f"{region}{hit['a']}"
        last = f"{_region(hit['q']) if hit['q'] else _following(region, hit)}{hit['b']}"
        found.append((first, last if hit["b"] else ""))
    if not found:
        return None
    return Levels(levels=tuple(found), rest=_rest(_LEVEL.sub(" ", site)))


def segments_in(site: str) -> Segments | None:
    """The segments of a site; None where it names none, or where figures are left over."""
    hits = list(_SEGMENT.finditer(site))
    if not hits:
        return None
    written = " ".join(hit["named"] or hit["bare"] for hit in hits)
    rest = _rest(_SEGMENT.sub(" ", site))
    if re.search(r"\d", rest):
        return None
    return Segments(
        numbers=tuple(as_arabic(name) for name in re.findall(_NAME, written)),
        is_roman=bool(re.search("[IVX]", written)),
        rest=rest,
        joint="–" if re.search(r"\d\s?[-–]\s?S?\d", written) else "/",
        is_named=any(hit["word"] for hit in hits),
        is_of_liver=any(hit["liver"] for hit in hits),
    )


def without_numbers(text: str) -> str:
    """The text without its levels and segments."""
    return _rest(_SEGMENT.sub(" ", _LEVEL.sub(" ", text)))


def _rest(text: str) -> str:
    return " ".join(re.sub(r"[,;&/()]+", " ", text).split())


def _region(prefix: str) -> str:
    return _REGIONS.get(prefix.upper(), prefix.upper())


def _following(region: str, hit: re.Match[str]) -> str:
    """The region of a second number without letter: 'L5/1' is L5/S1, 'T12/1' T12/L1."""
    if not hit["b"] or int(hit["b"]) > int(hit["a"]):
        return region
    return {"C": "T", "T": "L", "L": "S"}.get(region, region)


def _named(first: str, last: str, form: LevelForm) -> str:
    if not last:
        return first
    if form == "vertebra" or not _are_neighbours(first, last):
        return f"{first}–{last}"
    return f"{first}/{last if first[0] != last[0] else last[1:]}"


def _are_neighbours(first: str, last: str) -> bool:
    if first[0] == last[0]:
        return int(last[1:]) - int(first[1:]) == 1
    return _FIRST_OF_NEXT.get(first) == last or (first == "L6" and last == "S1")
