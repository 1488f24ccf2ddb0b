"""What ties a question to one case: nine classes of detail, and disputed diagnoses as a tenth."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from huizhen.core.content import Pack
from huizhen.core.language.term_index import TermIndex
from huizhen.core.preparation.question_text import Phrases, QuestionText, Span
from huizhen.core.records.value import Value

DISPUTED = "diagnoses"
_DISEASE_CATEGORIES = frozenset(("pathology", "disease_heme", "disease_other"))
_NOT_DISEASES = frozenset(("pathology", "histology", "capsule"))
_MOST_BETWEEN = 12


class Anchor(Value):
    """One detail of the case that the question names."""

    kind: str
    start: int
    end: int
    text: str


class AnchorFinder:
    """The classes of `anchors.json`, compiled, with the diagnoses of the terms pack."""

    def __init__(self, data: Mapping[str, Any], terms: Pack, joins: Phrases) -> None:
        self.kinds = tuple(one["id"] for one in data["classes"])
        self._masks = Phrases(data["masks"])
        value = data["value"].removeprefix("re:")
        self._classes = [
            (one["id"], Phrases(one["patterns"]), _valued(one.get("valued", ()), value))
            for one in data["classes"]
        ]
        self._yields = {one["id"]: tuple(one.get("yields_to", ())) for one in data["classes"]}
        self._diseases = TermIndex(_disease_names(terms), plural=True)
        self._joins = joins

    def anchors(self, text: QuestionText) -> tuple[Anchor, ...]:
        """Every anchor in order of place; one passage can serve one class once."""
        masks = self._masks.spans(text)
        found: list[Anchor] = []
        for kind, patterns, valued in self._classes:
            spans = {*patterns.free_spans(text, masks), *valued.free_spans(text, masks)}
            found.extend(_anchor(kind, span, text) for span in _outermost(spans))
        found.extend(_anchor(DISPUTED, span, text) for span in self.disputed(text))
        kept = [one for one in found if not self._is_said_by_another(one, found)]
        return tuple(sorted(kept, key=lambda one: (one.start, one.end, one.kind)))

    def _is_said_by_another(self, one: Anchor, found: list[Anchor]) -> bool:
        """Whether another class has the same detail: 'Cobb 47°' is a score, not also a size."""
        span = Span(one.start, one.end)
        return any(
            other.kind in self._yields[one.kind] and span.overlaps(Span(other.start, other.end))
            for other in found
        )

    def disputed(self, text: QuestionText) -> list[Span]:
        """Pairs of named diagnoses set against each other: 'A vs B', 'A or B', A/B."""
        found = []
        named = list(self._diseases.matches(text.folded))
        for first, second in pairwise(named):
            between = Span(first.end, second.start)
            said = text.lower[between.start : between.end]
            is_near = len(said) <= _MOST_BETWEEN and first.payload != second.payload
            if is_near and (said.strip() == "/" or self._joins.is_in(text, between)):
                found.append(Span(first.start, second.end))
        return found


def _valued(names: tuple[str, ...] | list[str], value: str) -> Phrases:
    """Names that count only with a value behind them."""
    return Phrases([f"re:{_name(name)}{value}" for name in names])


def _name(name: str) -> str:
    letters = "0-9A-Za-zÀ-ɏЀ-ӿ"
    plain = name.replace("-", r"[\s\-]?").replace(" ", r"[\s\-]+")
    return f"(?:(?<![{letters}])|(?![{letters}])){plain}(?![a-z])"


def _outermost(spans: set[Span]) -> list[Span]:
    return [one for one in spans if not any(o != one and o.holds(one) for o in spans)]


def _anchor(kind: str, span: Span, text: QuestionText) -> Anchor:
    written = text.written[span.start : span.end]
    start = span.start + len(written) - len(written.lstrip())
    end = span.end - (len(written) - len(written.rstrip()))
    return Anchor(kind=kind, start=start, end=end, text=written.strip())


def _disease_names(terms: Pack) -> list[tuple[str, str]]:
    names: list[tuple[str, str]] = []
    for row in terms.rows("diagnoses.tsv"):
        for name in (row["en"], row["zh"], *row["alt"].split(";")):
            names.append((name, row["zh"]))
    for row in terms.rows("glossary_core.tsv"):
        if row["category"] in _DISEASE_CATEGORIES and row["en"] not in _NOT_DISEASES:
            names.extend(((row["en"], row["zh"]), (row["zh"], row["zh"])))
    return [(name, zh) for name, zh in names if len(name) > 1]
