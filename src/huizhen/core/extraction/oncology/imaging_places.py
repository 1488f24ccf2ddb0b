"""Where an imaging finding is: organs, segments of the liver, levels of the spine."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from huizhen.core.extraction.prose import Prose
from huizhen.core.language.term_index import Match, TermIndex

_SEGMENT_NAME = r"(?:[IVX]{1,4}[ab]?|\d{1,2}[ab]?)"
_NO_NUMBER = r"(?![A-Za-z]|[.,]\d|\s?[x×]\s?\d|\s?(?:mm|cm))"
_SEGMENT = re.compile(
    r"(?<![A-Za-z])(?:(?:hepatic |liver |Couinaud )?[Ss]egment(?:s|e|en|o|os|es|а|е|ах|ы)?"
    rf"|[Ss]eg\.?|[Сс]егмент\w*|сегм\.)\s?{_SEGMENT_NAME}"
    rf"(?:\s?(?:/|-|–|,|and|und|y|et|и|bis|to)\s?{_SEGMENT_NAME}{_NO_NUMBER}){{0,3}}(?![A-Za-z])"
    r"|(?<![A-Za-z0-9])S[1-8](?:[ab])?(?:\s?[/,]\s?S?[1-8][ab]?(?![0-9]|\.\d))*(?![A-Za-z0-9])"
)
_SPINE = r"(?:[CTLSD]|Th|BWK ?|LWK ?|HWK ?|BWK|LWK|HWK|L ?)"
_LEVEL = re.compile(
    rf"(?<![A-Za-z0-9]){_SPINE}(?:1[0-2]|[1-9])"
    rf"(?:\s?(?:[/–,-]|and|und|y|et|и|to|bis)\s?{_SPINE}?(?:1[0-2]|[1-9])(?![0-9]|\.\d)){{0,3}}"
    r"(?![A-Za-z0-9]|\.\d|\s?(?:weighted|mm|cm|signal|hyper|hypo|FLAIR))"
)
_STATION = re.compile(
    r"(?<!\w)(?:[Ss]tation|[Ss]tn\.?|[Ee]stación|[Gg]ruppe|[Гг]руппа)\s?\d{1,2}[A-Za-z]?(?!\w)"
)
_RIB = re.compile(
    r"(?<!\w)\d{1,2}(?:st|nd|rd|th)\s(?:left\s|right\s)?ribs?(?!\w)|"
    r"(?<!\w)\d{1,2}\.\s?Rippe(?!\w)|(?<!\w)\d{1,2}[-–]?[а-я]{0,3}\sребр[оаеу]м?(?!\w)"
)
_ROOT = re.compile(r"\s(?:nerve\s)?(?:root|roots)(?!\w)|[- ]?Wurzel|\s?корешк|\s?神经根")
_LINE_LEVEL = re.compile(rf"[\s>•*-]{{0,6}}(?P<site>{_LEVEL.pattern})\s?[:：]")
_MOST_BACK = 1_200
_ONE_PLACE = re.compile(r"\d|[IVX]{1,4}(?![a-z])")


class Site(NamedTuple):
    """A place named in a sentence."""

    start: int
    end: int
    text: str


class Places:
    """Names of organs with segments and levels."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names: TermIndex[str] = TermIndex((name, name) for name in names)

    def sites(self, prose: Prose, start: int, end: int) -> list[Site]:
        """The places named between two offsets; the level of a nerve root is none."""
        numbered = [
            Site(hit.start(), hit.end(), " ".join(hit[0].split()))
            for pattern in (_STATION, _RIB, _LEVEL, _SEGMENT)
            for hit in pattern.finditer(prose.text, start, end)
            if not _ROOT.match(prose.text, hit.end())
        ]
        sites: list[Site] = []
        for site in (*numbered, *self.named(prose, start, end)):
            if not any(one.start < site.end and site.start < one.end for one in sites):
                sites.append(site)
        return sorted(sites)

    def named(self, prose: Prose, start: int, end: int) -> list[Site]:
        """The organs and regions between two offsets."""
        return [
            Site(m.start, m.end, " ".join(prose.text[m.start : m.end].split()))
            for m in self._names.matches(prose.text, start, end)
        ]


def own_level(prose: Prose, offset: int) -> str:
    """The level that heads the very line of a place; '' where none does."""
    line = prose.line_at(offset)
    head = _LINE_LEVEL.match(prose.text, line.start, line.end)
    return " ".join(head["site"].split()) if head else ""


def level_of(prose: Prose, offset: int, sites: Iterable[Site]) -> str:
    """The level of what names none itself: that of its line or paragraph, unless its sentence is
    of another one."""
    own = own_level(prose, offset)
    if own or any(_LEVEL.fullmatch(site.text) for site in sites):
        return own
    return _line_level(prose, offset)


def _line_level(prose: Prose, offset: int) -> str:
    """The level that heads the line or paragraph of a place: 'L3/4: Mild bulge. No stenosis.'"""
    section = prose.section_at(offset)
    begin = max(prose.text.rfind("\n\n", 0, offset) + 1, offset - _MOST_BACK)
    begin = max(begin, section.start if section else 0)
    lines = prose.text[begin:offset].split("\n")
    for line in reversed(lines):
        head = _LINE_LEVEL.match(line)
        if head:
            return " ".join(head["site"].split())
        if re.match(r"[\s>•*-]{0,6}[^\W\d_][^:\n.]{0,40}[:：]|\s*\d{1,2}[.)]\s", line):
            return ""
    return ""


def site_near(
    text: str, match: Match[str], sites: list[Site], left: int, right: int
) -> Site | None:
    """The site of a finding: after it and before the next finding, else before it; a segment or
    level goes before an organ."""
    near = [
        site
        for site in sites
        if left <= site.start
        and site.end <= right
        and not re.search(r"[;；]", text[min(site.end, match.end) : max(site.start, match.start)])
    ]
    pool = [site for site in near if _ONE_PLACE.search(site.text)] or near
    return min(
        pool,
        key=lambda s: s.start - match.end if s.start >= match.end else match.start - s.end + 15,
        default=None,
    )
