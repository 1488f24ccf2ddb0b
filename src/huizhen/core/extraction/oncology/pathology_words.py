"""What a pathology report says in words: invasion, necrosis, capsule, margins, distances."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from huizhen.core.extraction.oncology.sizes import SIZE, size_value
from huizhen.core.extraction.oncology.specimen import Specimens, Statement, W, words_pattern
from huizhen.core.extraction.phrases import alternatives
from huizhen.core.extraction.prose import Prose

_GAP = (
    r"[\s:：=,(]{0,3}(?:(?:is|are|was|were|of|status|the|all|at|ist|sind|son|es|est|sont|for|"
    r"tumor|tumour|carcinoma|by|involvement|widely|microscopically)\s){0,3}"
)
_NO_COMMA = r"(?!\s?,)"
_MVI = re.compile(rf"(?<!{W})(?:MVI|微血管侵犯)[\s:：(（]{{0,3}}(?P<value>M[012])(?!{W})")
_MOST_TO_DISTANCE = 46


class Presences:
    """Invasion, necrosis, capsule and the like, with the word that says whether they are there."""

    def __init__(self, data: Mapping[str, Any], specimens: Specimens) -> None:
        self._specimens = specimens
        values = alternatives(data["presence_values"])
        self._patterns = [
            (
                concept,
                re.compile(
                    rf"(?<!{W})(?P<name>(?i:{alternatives(names)}))(?!{W})"
                    rf"(?:{_NO_COMMA}{_GAP}(?P<value>(?i:{values})|\d{{1,3}}\s?%)(?!{W}))?"
                ),
            )
            for concept, names in data["presences"].items()
        ]
        self._figures = re.compile(
            rf"(?<!{W})(?P<name>(?i:{alternatives(data['figures'])}))[\s:=：]{{0,3}}(?:(?:of|is|von|à|de)\s)?"
            rf"(?:(?P<level>V|IV|III|II|I|[1-5])(?!{W}|[.,]\d)|(?P<size>(?=[\d<])))"
        )
        self._shared = [
            (re.compile(one["pattern"], re.IGNORECASE), one["concepts"]) for one in data["shared"]
        ]
        self._of_vessels = re.compile(alternatives(data["seen_on_images"]), re.IGNORECASE)
        self._tissue = frozenset(data["only_of_tissue"])

    def statements(self, prose: Prose) -> Iterator[Statement]:
        """Every sign that is named."""
        for concept, pattern in self._patterns:
            for hit in pattern.finditer(prose.text):
                graded = _MVI.match(prose.text, hit.start()) if concept == "MVI" else None
                if graded:
                    is_denied = graded["value"] == "M0"
                    yield Statement(
                        concept, graded["value"], hit.span("name"), graded.span(),
                        is_denied=is_denied,
                    )  # fmt: skip
                elif self._is_sign(prose, concept, hit):
                    value = " ".join((hit["value"] or "").split())
                    yield Statement(concept, value, hit.span("name"), hit.span())
        yield from self._lists(prose)
        yield from self._measured(prose)

    def _is_sign(self, prose: Prose, concept: str, hit: re.Match[str]) -> bool:
        """Necrosis and capsules are also of other things than tissue."""
        if concept not in self._tissue:
            is_own = concept and not self._of_vessels.match(hit["name"])
            return (is_own and not self._specimens.is_image(prose, hit.start())) or (
                self._specimens.is_spoken_of(prose, hit.start())
            )
        if hit["value"]:
            return self._specimens.is_spoken_of(prose, hit.start())
        return concept == "necrosis" and self._specimens.is_report(prose, hit.start())

    def _lists(self, prose: Prose) -> Iterator[Statement]:
        """'lymphovascular or perineural invasion': the first of the two shares the last word."""
        for pattern, concepts in self._shared:
            for hit in pattern.finditer(prose.text):
                concept = next(
                    (name for stem, name in concepts.items() if hit[1].casefold().startswith(stem)),
                    "",
                )
                if concept:
                    yield Statement(concept, "", hit.span(1), hit.span(1))

    def _measured(self, prose: Prose) -> Iterator[Statement]:
        """'Breslow thickness 2.1 mm', 'Clark level IV'."""
        for hit in self._figures.finditer(prose.text):
            if hit["level"]:
                yield Statement("", hit["level"], hit.span("name"), hit.span())
                continue
            size = SIZE.match(prose.text, hit.end() + (prose.text[hit.end()] == "<"))
            if size:
                value, _ = size_value(prose, size)
                span = (hit.start(), size.end())
                yield Statement("", value, hit.span("name"), span, unit=size["unit"])


class Margins:
    """Margins with their word or their distance."""

    def __init__(self, data: Mapping[str, Any], specimens: Specimens) -> None:
        self._specimens = specimens
        names = alternatives(data["margins"])
        values = alternatives(data["margin_values"])
        self._worded = re.compile(
            rf"(?<!{W})(?P<name>(?:[^\W\d_]{{3,20}})?(?i:{names}))(?!{W}){_GAP}"
            rf"(?P<value>(?i:{values})|R[012])(?!{W})"
        )
        self._phrases = re.compile(words_pattern(data["margin_phrases"]))
        self._named = re.compile(rf"(?<!{W})(?P<name>(?:[^\W\d_]{{3,20}})?(?i:{names}))(?!{W})")
        self._links = re.compile(rf"(?i:{alternatives(data['distance_words'])})")

    def statements(self, prose: Prose) -> Iterator[Statement]:
        """Every margin of a specimen that something is said of."""
        for one in self._candidates(prose):
            if not self._specimens.is_image(prose, one.span[0]):
                yield one

    def _candidates(self, prose: Prose) -> Iterator[Statement]:
        for hit in self._worded.finditer(prose.text):
            value = " ".join(hit["value"].split())
            yield Statement("margin", value, hit.span("name"), hit.span())
        for hit in self._phrases.finditer(prose.text):
            yield Statement("margin", " ".join(hit[0].split()), hit.span(), hit.span())
        for hit in self._named.finditer(prose.text):
            size = self._distance(prose, hit)
            if size:
                value, _ = size_value(prose, size)
                span = (hit.start(), size.end())
                yield Statement("margin", value, hit.span("name"), span, unit=size["unit"])

    def _distance(self, prose: Prose, hit: re.Match[str]) -> re.Match[str] | None:
        """The distance said of a margin: 'margin: tumour at 0.4mm', 'Abstand zum Rand 2,2 cm'."""
        sentence = prose.sentence_at(hit.start())
        right = min(sentence.end, hit.end() + _MOST_TO_DISTANCE)
        size = SIZE.search(prose.text, hit.end(), right)
        if size is None or size["b"]:
            return None
        gap = prose.text[hit.end() : size.start()]
        before = prose.text[max(sentence.start, hit.start() - 34) : hit.start()]
        if re.search(r"[.;]", gap):
            return None
        is_linked = self._links.search(gap) or self._links.search(before)
        return size if is_linked or not gap.strip(" :,(") else None
