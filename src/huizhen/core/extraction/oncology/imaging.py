"""What images show: finding, site with segment or level, side, size and count, as reported."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from huizhen.core.extraction.clinical.vocabulary import Words
from huizhen.core.extraction.finder import found
from huizhen.core.extraction.knowledge import Knowledge
from huizhen.core.extraction.numbers import NUMBER
from huizhen.core.extraction.oncology.imaging_places import (
    Places,
    Site,
    level_of,
    own_level,
    site_near,
)
from huizhen.core.extraction.oncology.imaging_scope import ImagingScope, Told
from huizhen.core.extraction.oncology.imaging_terms import FindingTerms
from huizhen.core.extraction.oncology.sizes import Size, sizes_in
from huizhen.core.extraction.phrases import alternatives, phrases_pattern
from huizhen.core.extraction.prose import Prose
from huizhen.core.language.term_index import Match
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.fact import Certainty, Fact, Side

_MOST_GAP = 110
_MOST_REACH = 240
"""No finding that begins farther away is looked at for a size."""
_MOST_TO_ORGAN = 24
_MOST_TO_PRIOR = 6
_MOST_TO_FINDING = 12
_FEWEST_SHARED = 2
_MOST_TO_ITS_SIZE = 8
_NO_PLACES = frozenset(
    ("side", "part", "vpart", "nodeword", "region", "root", "other", "soft", "bile duct")
)
"""Regions of the terms whose names say of what something is, not where it is."""
_CLAUSE = re.compile(r"[,;，；]")
_CONTACT = "contact"
_MOST_TO_PLACE = 20
_MOST_TO_ANGLE = 90
_ANGLE = re.compile(
    r"(?<![\d.,])(?P<value>\d{1,3})\s?(?:°|degrees?|Grad|grados|degrés|градус\w*)(?!\w)",
    re.IGNORECASE,
)
_SUV = re.compile(
    r"(?<!\w)(?P<name>SUV(?:\s?max|bw|lbm)?)[\s:=]{1,3}(?:(?:of|von|до|de|max|up to|bis)\s)?"
    rf"(?P<value>{NUMBER})"
)

_NOT_EXCLUDED = re.compile(
    r"[ \n](?:(?:can ?not|can't|could not)[ \n]be[ \n](?:entirely |fully )?(?:excluded|ruled out)|"
    r"nicht[ \n](?:sicher[ \n])?(?:auszuschließen|ausgeschlossen)|"
    r"no[ \n]se[ \n]puede[ \n]descartar|"
    r"ne[ \n]peut[ \n]être[ \n]exclue?|не[ \n]исключ\w+)"
)
"""Words behind a finding that are part of what is said of it: it is less than probable."""


class ImagingFinder:
    """Finds Observation facts of category imaging."""

    name = "imaging"
    version = 5

    def __init__(self, knowledge: Knowledge) -> None:
        data = knowledge.words.parsed("imaging.json")
        self._words = Words(knowledge)
        self._scope = ImagingScope(data)
        self._terms = FindingTerms(data)
        self._places = Places([*data["sites"], *_exact_sites(knowledge)])
        self._counts = [(count, phrases_pattern(words)) for count, words in data["counts"].items()]
        self._many = phrases_pattern(data["many"])
        self._hedges = re.compile(rf"(?<!\w)(?:{alternatives(data['hedges'])})\s(?:an?\s)?$", re.I)
        grades = [
            row for row in knowledge.terms.rows("imaging_findings.tsv") if row["kind"] == "mod1"
        ]
        words = [word for row in grades for word in (row["en"], *row["words"].split(";")) if word]
        self._severity = re.compile(rf"(?<![\w-])(?:{alternatives(words)})\s+$", re.IGNORECASE)
        self._denied = phrases_pattern(data["denied"])
        self._measures = re.compile(
            rf"(?<![\w])(?P<name>(?i:{alternatives(data['measures'])}))[\s:=(]{{0,3}}"
            r"(?:(?:of|is|was|von|de|à|до|about|approximately|estimated at|ca\.)\s){0,2}"
            rf"(?P<value>{NUMBER})(?:\s?[-–]\s?{NUMBER})?\s?(?P<unit>%|mm²|mm2|cm²|cm2|cc|ml|mm|cm|°)"
        )

    def find(self, prose: Prose) -> Iterable[Fact]:
        """Statements of imaging sections, and of sentences that speak of images."""
        for told in self._scope.sentences(prose):
            sizes = sizes_in(prose, told.sentence.start, told.sentence.end)
            matches = self._terms.matches(prose, told.sentence)
            measured = list(self._of_measures(prose, told))
            yield from measured
            taken = [fact.evidence[0] for fact in measured]
            sizes = [
                size
                for size in sizes
                if not any(p.kind == "span" and p.start <= size.start < p.end for p in taken)
            ]
            organs, rest = self._split(prose, told, matches, sizes)
            for site, size in organs:
                yield self._of_organ(prose, told, site, size)
            yield from self._of_sentence(prose, told, matches, rest)
            yield from self._uptakes(prose, told)

    def _of_measures(self, prose: Prose, told: Told) -> Iterator[Fact]:
        """A quantity with a name of its own: 'ejection fraction 58 %', 'dural sac area 62 mm²'."""
        for hit in self._measures.finditer(prose.text, told.sentence.start, told.sentence.end):
            yield found(
                prose,
                "Observation",
                hit.start(),
                hit.end(),
                hit.span("name"),
                category="imaging",
                value=prose.number(hit["value"]).value,
                unit=hit["unit"],
                method=told.method,
                certainty=prose.valued_certainty(*hit.span()),
            )

    def _split(
        self, prose: Prose, told: Told, matches: Sequence[Match[str]], sizes: Sequence[Size]
    ) -> tuple[list[tuple[Site, Size]], list[Size]]:
        """The sizes of organs ('Spleen: 13.2 cm'), and those of findings."""
        sites = self._places.named(prose, told.sentence.start, told.sentence.end)
        organs: list[tuple[Site, Size]] = []
        rest: list[Size] = []
        ends = [site.end for site in sites]
        starts = [match.start for match in matches]
        for size in sizes:
            last = bisect_right(ends, size.start)
            site = sites[last - 1] if last else None
            if site is None or size.start - site.end > _MOST_TO_ORGAN:
                rest.append(size)
                continue
            clause = max(prose.text.rfind(sign, 0, site.start) for sign in ",;.:(\n") + 1
            clause = max(clause, told.sentence.start)
            first = bisect_left(starts, clause)
            is_found = first < len(starts) and starts[first] < size.start
            after = bisect_left(starts, size.end)
            is_followed = (
                after < len(starts)
                and starts[after] - size.end < _MOST_TO_FINDING
                and not re.search(r"[,;.]", prose.text[size.end : starts[after]])
            )
            between = prose.text[site.end : size.start]
            if is_found or is_followed or re.search(r"[,;.]", between):
                rest.append(size)
            else:
                organs.append((site, size))
        return organs, rest

    def _of_organ(self, prose: Prose, told: Told, site: Site, size: Size) -> Fact:
        return found(
            prose,
            "Observation",
            site.start,
            size.end,
            (site.start, site.end),
            category="imaging",
            body_site=site.text,
            side=self._words.side(prose, site.start, site.end),
            value=size.value,
            unit=size.unit,
            method=told.method,
            doubts=size.doubts,
        )

    def _uptakes(self, prose: Prose, told: Told) -> Iterator[Fact]:
        """SUV figures of a PET."""
        for hit in _SUV.finditer(prose.text, told.sentence.start, told.sentence.end):
            yield found(
                prose,
                "Observation",
                hit.start(),
                hit.end(),
                hit.span("name"),
                category="imaging",
                concept="SUV",
                value=prose.number(hit["value"]).value,
                method=told.method or "PET",
                certainty="affirmed",
            )

    def _of_sentence(
        self, prose: Prose, told: Told, matches: Sequence[Match[str]], sizes: Sequence[Size]
    ) -> Iterator[Fact]:
        begin, end = told.sentence.start, told.sentence.end
        sites = self._places.sites(prose, begin, end)
        owned: dict[int, list[Size]] = {}
        for size, owner in zip(sizes, _owners(prose.text, matches, sizes), strict=True):
            if owner is not None:
                owned.setdefault(owner, []).append(size)
        doubted = self._doubted(prose, matches, sites)
        for number, match in enumerate(matches):
            if number in doubted.values():
                continue
            left = matches[number - 1].end if number else begin
            right = matches[number + 1].start if number + 1 < len(matches) else end
            context = prose.context(match.start, match.end)
            if context.hypothetical or not self._terms.is_stated(prose, match):
                continue
            near = site_near(prose.text, match, sites, left, right)
            site = near.text if near else level_of(prose, match.start, sites)
            if near and re.match(r"[CTLSD]\d", near.text) and near.start > match.start:
                site = own_level(prose, match.start) or near.text
            is_lent = (
                number > 0
                and near is not None
                and near.end <= match.start
                and _CLAUSE.search(prose.text, near.end, match.start) is not None
            )
            side_of = near if near is not None and site == near.text and not is_lent else None
            for size_site, sizes_there in _by_site(prose.text, sites, owned.get(number, [])):
                there = size_site or side_of
                yield from self._statements(
                    prose,
                    told,
                    match,
                    size_site.text if size_site else site,
                    there,
                    sizes_there,
                    is_doubted=number in doubted,
                )

    def _doubted(
        self, prose: Prose, matches: Sequence[Match[str]], sites: Sequence[Site]
    ) -> dict[int, int]:
        """Findings that the end of their sentence names again, without place, as only possible:
        'uptake in the sacrum; a lesion cannot be excluded' is no certain lesion of the sacrum."""
        doubted: dict[int, int] = {}
        for number, (first, second) in enumerate(pairwise(matches)):
            if first.payload != second.payload:
                continue
            is_placed_again = any(second.end <= site.start for site in sites)
            contexts = [prose.context(match.start, match.end) for match in (first, second)]
            if not is_placed_again and [c.certainty for c in contexts] == ["affirmed", "suspected"]:
                doubted[number] = number + 1
        return doubted

    def _statements(
        self,
        prose: Prose,
        told: Told,
        match: Match[str],
        site: str,
        place: Site | None,
        sizes: list[Size],
        *,
        is_doubted: bool = False,
    ) -> Iterator[Fact]:
        certainty = self._certainty(prose, told, match, is_doubted=is_doubted)
        fields: dict[str, Any] = {
            "category": "imaging",
            "concept": match.payload,
            "body_site": site,
            "count": self._count(prose, match, told),
            "method": told.method,
            "certainty": certainty,
        }
        graded = self._severity.search(
            prose.text, max(told.sentence.start, match.start - 24), match.start
        )
        label = (graded.start() if graded else match.start, match.end)
        is_denied = certainty == "negated"
        for start, side in self._sides(prose, match, site, place):
            reach = _reach(prose, match, place)
            hedge = _NOT_EXCLUDED.match(prose.text, reach) if certainty == "suspected" else None
            reach = hedge.end() if hedge else reach
            if not sizes and match.payload == _CONTACT and (angle := _angle(prose, match, told)):
                fields |= {"value": angle["value"], "unit": "°"}
                reach = angle.end()
            if not sizes or is_denied:
                yield found(prose, "Observation", start, reach, label, side=side, **fields)
            for size in [] if is_denied else sizes[:4]:
                yield found(
                    prose,
                    "Observation",
                    *_span(start, match.end, size),
                    label,
                    side=self._side_of_size(prose, match, size) or side,
                    **fields,
                    value=size.value,
                    unit=size.unit,
                    date=_date_after(prose, size),
                    note="prior" if size.is_prior else "",
                    doubts=size.doubts,
                )

    def _certainty(
        self, prose: Prose, told: Told, match: Match[str], *, is_doubted: bool
    ) -> Certainty:
        """How certain a finding is, by its own words before those around it."""
        if self._denied.search(prose.text, match.start, match.end):
            return "negated"
        certainty = prose.context(match.start, match.end).certainty
        before = prose.text[max(told.sentence.start, match.start - 30) : match.start]
        is_hedged = certainty == "affirmed" and self._hedges.search(before)
        return "suspected" if is_doubted or is_hedged else certainty

    def _sides(
        self, prose: Prose, match: Match[str], site: str, place: Site | None
    ) -> list[tuple[int, Side | None]]:
        """Where the statement begins and its side; both where 'left and moderate right' stand
        before it."""
        pair = self._terms.paired_sides(prose, match)
        if pair:
            return pair
        side = self._words.side(prose, match.start, match.end)
        side = side or self._terms.signed_side(prose, match.start)
        if side is None and site and place is not None:
            of_site = {name for name, pattern in self._words.sides if pattern.search(site)}
            side = of_site.pop() if len(of_site) == 1 else self._terms.side_of_site(site)
        if side is None and place is not None and place.end <= match.start:
            side = self._words.side(prose, place.start, place.end)
            side = side or self._terms.signed_side(prose, place.start)
        return [(match.start, side)]

    def _side_of_size(self, prose: Prose, match: Match[str], size: Size) -> Side | None:
        """The side that the clause of a size names: 'cysts, the left one 2.3 cm, the right ...'."""
        gap = prose.text[match.end : size.start] if size.start >= match.end else ""
        cuts = [hit.end() for hit in _CLAUSE.finditer(gap)]
        if not cuts or size.is_prior:
            return None
        start = match.end + cuts[-1]
        named = {
            name
            for name, pattern in self._words.sides
            if pattern.search(prose.text, start, size.start)
        }
        return named.pop() if len(named) == 1 else None

    def _count(self, prose: Prose, match: Match[str], told: Told) -> str:
        before = prose.text[max(told.sentence.start, match.start - 40) : match.start]
        before = re.split(r"[,;.:]", before)[-1]
        figure = re.search(r"(?<![\w.,/])(\d{1,2})\s(?:\w+\s){0,2}$", before)
        if figure and not re.search(r"\d\s?(?:mm|cm|x)", before):
            return str(figure[1])
        for count, pattern in self._counts:
            if pattern.search(before):
                return str(count)
        many = self._many.search(before)
        return " ".join(many[0].split()) if many else ""


def _exact_sites(knowledge: Knowledge) -> Iterator[str]:
    """Places that the terms name in several words: the femoral neck is none of the neck."""
    for row in knowledge.terms.rows("body_sites.tsv"):
        if row["region"] not in _NO_PLACES:
            names = (row["en"], *row["words"].split(";"))
            yield from (name for name in names if " " in name.strip())


def _reach(prose: Prose, match: Match[str], place: Site | None) -> int:
    """The end of a finding with the place right behind it: 'uptake of the femoral neck'."""
    if place is None or not 0 <= place.start - match.end <= _MOST_TO_PLACE:
        return match.end
    is_apart = re.search(r"[,;.:\n]", prose.text[match.end : place.start])
    return match.end if is_apart else place.end


def _angle(prose: Prose, match: Match[str], told: Told) -> re.Match[str] | None:
    """The part of a vessel's circumference that a contact is said to take."""
    end = min(told.sentence.end, match.end + _MOST_TO_ANGLE)
    return _ANGLE.search(prose.text, match.end, end)


def _owners(text: str, matches: Sequence[Match[str]], sizes: Sequence[Size]) -> list[int | None]:
    """Which finding each size belongs to: the nearest one, by preference the one before it."""
    owners: list[int | None] = []
    starts = [match.start for match in matches]
    for size in sizes:
        best: tuple[int, int] | None = None
        first = bisect_left(starts, size.start - _MOST_REACH)
        last = bisect_left(starts, size.end + _MOST_REACH)
        for number in range(first, last):
            match = matches[number]
            if match.end <= size.start:
                gap = text[match.end : size.start]
                cost = len(gap) + (60 if ";" in gap or "；" in gap else 0)
            elif size.end <= match.start:
                gap = text[size.end : match.start]
                is_apart = re.search(r"[,.;，。；]", gap) or text.startswith("and ", match.start)
                cost = len(gap) + (60 if is_apart else 0)
            else:
                continue
            if best is None or cost < best[0]:
                best = (cost, number)
        owners.append(best[1] if best and best[0] <= _MOST_GAP else None)
    return owners


def _span(start: int, end: int, size: Size) -> tuple[int, int]:
    """The finding with its size; an earlier size that stands apart is quoted by itself."""
    if size.prior_start is not None and size.prior_start > end + _MOST_TO_PRIOR:
        return size.prior_start, size.end
    return min(start, size.start), max(end, size.end)


def _date_after(prose: Prose, size: Size) -> PartialDate | None:
    """The date that stands right after a size: '(3,1 cm am 12.03.2025)', 'on 2026-01-05'."""
    after = re.match(
        r"\s?\(?(?:on|am|vom|el|le|от|in|im|en)?\s?", prose.text[size.end : size.end + 8]
    )
    place = size.end + (after.end() if after else 0)
    return next((date.value for date in prose.dates if date.start == place), None)


def _by_site(
    text: str, sites: Sequence[Site], sizes: Sequence[Size]
) -> list[tuple[Site | None, list[Size]]]:
    """The sizes of one finding, those apart that a segment stands before: 'segment 6 (9 mm)'."""
    if len(sizes) < _FEWEST_SHARED:
        return [(None, list(sizes))]
    groups: list[tuple[Site | None, list[Size]]] = []
    for size in sizes:
        own = next(
            (
                one
                for one in sites
                if 0 <= size.start - one.end <= _MOST_TO_ITS_SIZE
                and re.search(r"\d|[IVX]", one.text)
                and not re.search(r"[,;.]", text[one.end : size.start])
            ),
            None,
        )
        if groups and groups[-1][0] == own:
            groups[-1][1].append(size)
        else:
            groups.append((own, [size]))
    return groups
