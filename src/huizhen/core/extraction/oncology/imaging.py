"""What images show: finding, site with segment or level, side, size and count, as reported."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from huizhen.core.extraction.clinical.vocabulary import Words
from huizhen.core.extraction.finder import found
from huizhen.core.extraction.knowledge import Knowledge
from huizhen.core.extraction.numbers import NUMBER
from huizhen.core.extraction.oncology.sizes import SIZE, size_value
from huizhen.core.extraction.phrases import phrases_pattern
from huizhen.core.extraction.prose import Prose, Span
from huizhen.core.language.term_index import Match, TermIndex
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.fact import Fact

_SEGMENT_NAME = r"(?:[IVX]{1,4}[ab]?|\d{1,2}[ab]?)"
_SEGMENT = re.compile(
    r"(?<![A-Za-z])(?:(?:hepatic |liver |Couinaud )?[Ss]egment(?:s|e|en|o|os|es|а|е|ах|ы)?"
    rf"|[Ss]eg\.?|[Сс]егмент\w*|сегм\.)\s?{_SEGMENT_NAME}"
    rf"(?:\s?(?:/|-|–|,|and|und|y|et|и|bis|to)\s?{_SEGMENT_NAME}){{0,3}}(?![A-Za-z])"
    r"|(?<![A-Za-z0-9])S[1-8](?:[ab])?(?:\s?/\s?S?[1-8][ab]?)*(?![A-Za-z0-9])"
)
_LEVEL = re.compile(
    r"(?<![A-Za-z0-9])(?:[CTLS]|Th|BWK ?|LWK ?|HWK ?|L ?)(?:1[0-2]|[1-9])"
    r"(?:\s?[/–-]\s?(?:[CTLS]|Th|BWK ?|LWK ?|HWK ?)?(?:1[0-2]|[1-9]))?"
    r"(?![A-Za-z0-9]|\.\d|\s?(?:weighted|mm|cm))"
)
_MOST_GAP = 110
_MOST_TO_ORGAN = 40
_REPORT_SECTIONS = frozenset(("findings", "technique", "comparison"))
_SUV = re.compile(
    r"(?<!\w)(?P<name>SUV(?:\s?max|bw|lbm)?)[\s:=]{1,3}(?:(?:of|von|до|de|max|up to|bis)\s)?"
    rf"(?P<value>{NUMBER})"
)
_EXAMINED = re.compile(
    r"(?:exam(?:ination)?|study|procedure|untersuchung|исследование|exploración|estudio|examen|检查项目|"
    r"检查部位|date of exam|дата исследования)\s?[:：]",
    re.IGNORECASE,
)
_PRIOR = re.compile(
    r"(?:previously|formerly|prior|compared (?:to|with)|was|vorher|zuvor|vormals|"
    r"previamente|antes|auparavant|antérieurement|ранее|原|前片)[\s(:,]{0,4}(?:\w+\s){0,2}$",
    re.IGNORECASE,
)


class _Site(NamedTuple):
    start: int
    end: int
    text: str


class ImagingFinder:
    """Finds Observation facts of category imaging."""

    name = "imaging"
    version = 1

    def __init__(self, knowledge: Knowledge) -> None:
        data = knowledge.words.parsed("imaging.json")
        self._words = Words(knowledge)
        self._findings: TermIndex[str] = TermIndex(
            (phrase, name) for name, phrases in data["findings"].items() for phrase in phrases
        )
        self._sites: TermIndex[str] = TermIndex((site, site) for site in data["sites"])
        self._modalities = [
            (name, phrases_pattern(words)) for name, words in data["modalities"].items()
        ]
        self._counts = [(count, phrases_pattern(words)) for count, words in data["counts"].items()]
        self._many = phrases_pattern(data["many"])
        self._image_words = phrases_pattern(data["image_words"])
        self._sections = frozenset(data["sections"])

    def find(self, prose: Prose) -> Iterable[Fact]:
        """Statements of imaging sections, and of sentences that speak of images."""
        document = self._modality(prose.text[:600])
        for sentence in prose.sentences:
            matches = list(self._findings.matches(prose.text, sentence.start, sentence.end))
            if self._speaks_of_images(prose, sentence, document):
                if matches:
                    yield from self._of_sentence(prose, sentence, matches, document)
                else:
                    yield from self._organs(prose, sentence, document)
                yield from self._uptakes(prose, sentence, document)

    def _organs(self, prose: Prose, sentence: Span, document: str) -> Iterator[Fact]:
        """The size of an organ, where the sentence names no finding: 'Spleen: 13.2 cm'."""
        sizes = list(SIZE.finditer(prose.text, sentence.start, sentence.end))
        sites = list(self._sites.matches(prose.text, sentence.start, sentence.end))
        if len(sizes) != 1 or len(sites) != 1 or sizes[0].start() < sites[0].end:
            return
        if sizes[0].start() - sites[0].end > _MOST_TO_ORGAN:
            return
        value, doubts = size_value(prose, sizes[0])
        span = (sites[0].start, sites[0].end)
        yield found(
            prose,
            "Observation",
            span[0],
            sizes[0].end(),
            span,
            category="imaging",
            body_site=prose.text[slice(*span)],
            side=self._words.side(prose, *span),
            value=value,
            unit=sizes[0]["unit"],
            method=document,
            doubts=doubts,
        )

    def _uptakes(self, prose: Prose, sentence: Span, document: str) -> Iterator[Fact]:
        """SUV figures of a PET."""
        for hit in _SUV.finditer(prose.text, sentence.start, sentence.end):
            yield found(
                prose,
                "Observation",
                hit.start(),
                hit.end(),
                hit.span("name"),
                category="imaging",
                concept="SUV",
                value=prose.number(hit["value"]).value,
                method=document or "PET",
                certainty="affirmed",
            )

    def _speaks_of_images(self, prose: Prose, sentence: Span, document: str) -> bool:
        kind = prose.section_kind(sentence.start)
        if kind in self._sections or (document and not kind and self._is_report(prose)):
            return True
        text = prose.text[sentence.start : sentence.end]
        return bool(
            self._modality(text)
            or self._image_words.search(text)
            or (SIZE.search(text) and self._is_report(prose))
        )

    def _is_report(self, prose: Prose) -> bool:
        """Whether the page is the report of an examination by its headings or its title."""
        if any(
            section.kind in ("findings", "technique", "comparison") for section in prose.sections
        ):
            return True
        return bool(_EXAMINED.search(prose.text[:800]))

    def _modality(self, text: str) -> str:
        return next((name for name, pattern in self._modalities if pattern.search(text)), "")

    def _of_sentence(
        self, prose: Prose, sentence: Span, matches: list[Match[str]], document: str
    ) -> Iterator[Fact]:
        sizes = list(SIZE.finditer(prose.text, sentence.start, sentence.end))
        sites = self._sites_of(prose, sentence)
        owners = _owners(prose.text, matches, sizes)
        method = self._modality(prose.text[sentence.start : sentence.end]) or document
        for number, match in enumerate(matches):
            left = matches[number - 1].end if number else sentence.start
            right = matches[number + 1].start if number + 1 < len(matches) else sentence.end
            if _is_part_of_denial(prose, match):
                continue
            site = _site_near(prose.text, match, sites, left, right)
            mine = [size for size, owner in zip(sizes, owners, strict=True) if owner == number]
            yield from self._statements(prose, sentence, match, site, mine, method)

    def _statements(
        self,
        prose: Prose,
        sentence: Span,
        match: Match[str],
        site: str,
        sizes: list[re.Match[str]],
        method: str,
    ) -> Iterator[Fact]:
        fields: dict[str, Any] = {
            "category": "imaging",
            "concept": match.payload,
            "body_site": site,
            "side": self._words.side(prose, match.start, match.end) or self._site_side(site),
            "count": self._count(prose, match, sentence),
            "method": method,
        }
        is_denied = prose.context(match.start, match.end).negated
        if not sizes or is_denied:
            yield found(
                prose, "Observation", match.start, match.end, (match.start, match.end), **fields
            )
            return
        for size in sizes[:3]:
            start, end = min(match.start, size.start()), max(match.end, size.end())
            value, doubts = size_value(prose, size)
            yield found(
                prose,
                "Observation",
                start,
                end,
                (match.start, match.end),
                **fields,
                value=value,
                unit=size["unit"],
                date=_prior_date(prose, size),
                note="prior" if _PRIOR.search(prose.text[: size.start()][-40:]) else "",
                doubts=doubts,
            )

    def _site_side(self, site: str) -> str | None:
        found_sides = [side for side, pattern in self._words.sides if pattern.search(site)]
        return found_sides[0] if len(found_sides) == 1 else None

    def _sites_of(self, prose: Prose, sentence: Span) -> list[_Site]:
        sites = [
            _Site(m.start, m.end, " ".join(prose.text[m.start : m.end].split()))
            for m in self._sites.matches(prose.text, sentence.start, sentence.end)
        ]
        for pattern in (_LEVEL, _SEGMENT):
            for hit in pattern.finditer(prose.text, sentence.start, sentence.end):
                if not any(site.start < hit.end() and hit.start() < site.end for site in sites):
                    sites.append(_Site(hit.start(), hit.end(), " ".join(hit[0].split())))
        return sorted(sites)

    def _count(self, prose: Prose, match: Match[str], sentence: Span) -> str:
        before = prose.text[max(sentence.start, match.start - 40) : match.start]
        before = re.split(r"[,;.:]", before)[-1]
        figure = re.search(r"(?<![\w.,/])(\d{1,2})\s(?:\w+\s){0,2}$", before)
        if figure and not re.search(r"\d\s?(?:mm|cm|x)", before):
            return str(figure[1])
        for count, pattern in self._counts:
            if pattern.search(before):
                return str(count)
        many = self._many.search(before)
        return " ".join(many[0].split()) if many else ""


def _owners(text: str, matches: list[Match[str]], sizes: list[re.Match[str]]) -> list[int | None]:
    """Which finding each size belongs to: the nearest one, by preference the one before it."""
    owners: list[int | None] = []
    for size in sizes:
        best: tuple[int, int] | None = None
        for number, match in enumerate(matches):
            if match.end <= size.start():
                gap = text[match.end : size.start()]
                cost = len(gap) + (60 if ";" in gap else 0)
            elif size.end() <= match.start:
                cost = (match.start - size.end()) + (
                    25 if re.search(r"[,.;]", text[size.end() : match.start]) else 0
                )
            else:
                continue
            if best is None or cost < best[0]:
                best = (cost, number)
        owners.append(best[1] if best and best[0] <= _MOST_GAP else None)
    return owners


def _site_near(text: str, match: Match[str], sites: list[_Site], left: int, right: int) -> str:
    """The site of a finding: after it and before the next finding, else before it; a segment or
    level goes before an organ."""
    near = [
        site
        for site in sites
        if left <= site.start
        and site.end <= right
        and not re.search(r"[;；]", text[min(site.end, match.end) : max(site.start, match.start)])
    ]
    if not near:
        return ""
    exact = [site for site in near if re.search(r"\d|[IVX]{1,4}(?![a-z])", site.text)]
    pool = exact or near
    best = min(
        pool,
        key=lambda s: s.start - match.end if s.start >= match.end else match.start - s.end + 15,
    )
    return best.text


def _is_part_of_denial(prose: Prose, match: Match[str]) -> bool:
    """'lymph node' alone is no finding unless something is said of it: its size or a doubt."""
    if match.payload != "lymph node":
        return False
    sentence = prose.sentence_at(match.start)
    text = prose.text[match.start : sentence.end]
    return not SIZE.search(text) and not re.search(
        r"enlarg|suspicious|pathologic|vergrößert|suspekt|увелич|肿大|agrandad|augment", text
    )


def _prior_date(prose: Prose, size: re.Match[str]) -> PartialDate | None:
    """The date that stands right after a size: '(3,1 cm am 12.03.2025)', 'on 2026-01-05'."""
    after = re.match(
        r"\s?(?:on|am|vom|el|le|от|in|\()?\s?", prose.text[size.end() : size.end() + 8]
    )
    place = size.end() + (after.end() if after else 0)
    return next((date.value for date in prose.dates if date.start == place), None)
