"""Pathology statements: grade, margins, node fractions, invasion, size, necrosis, mitoses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from huizhen.core.extraction.finder import found
from huizhen.core.extraction.knowledge import Knowledge
from huizhen.core.extraction.oncology.pathology_figures import Grades, Mitoses, Nodes, TumourSizes
from huizhen.core.extraction.oncology.pathology_words import Margins, Presences
from huizhen.core.extraction.oncology.sizes import SIZE, size_value
from huizhen.core.extraction.oncology.specimen import Specimens, Statement, stems_pattern
from huizhen.core.extraction.oncology.tnm import operated_pattern, residual_classes
from huizhen.core.extraction.prose import Prose
from huizhen.core.records.fact import Certainty, Fact

_LABEL_LINE = re.compile(
    r"^[ \t•*-]{0,6}(?P<name>[^\W\d_][^:\n()]{2,44}?)[ \t]*(?P<aside>\([^()\n]{2,30}\))?"
    r"[ \t]*(?:[:：]|\.{3,40})[ \t]*"
    r"(?P<value>[^\s:][^\n]{0,110}?)(?=\.?[ \t]*$|\.?[ \t]{2,}[^\W\d_][^:\n]{2,30}:)",
    re.MULTILINE,
)
_DENIABLE = frozenset(
    ("lymphovascular-invasion", "perineural-invasion", "MVI", "necrosis", "capsule", "")
)
_ABSENT_CLASS = re.compile(r"(?:L0|LV0|LVI0|V0|Pn0)$")
_DISTANCE = re.compile(
    r"(?:(?:clear|free|negative|frei|libre)\s(?:by|at|um|à)\s)?(?=\d)", re.IGNORECASE
)
_COUNTED = re.compile(r"\d{1,3}\s?(?:/|of|von|de|sur|из)\s?\d|\d{1,3}N\+", re.IGNORECASE)


class PathologyFinder:
    """Finds Observation facts of category pathology, and the Gleason score."""

    name = "pathology"
    version = 4

    def __init__(self, knowledge: Knowledge) -> None:
        data: dict[str, Any] = knowledge.words.parsed("pathology.json")
        self._labels = {
            " ".join(name.casefold().split()): concept
            for concept, names in data["labels"].items()
            for name in names
        }
        self._specimens = Specimens(data)
        self._only_in_reports = frozenset(data["only_in_reports"])
        self._absent = re.compile("|".join(data["absent"]), re.IGNORECASE)
        self._undetermined = re.compile("|".join(data["undetermined"]), re.IGNORECASE)
        self._node_words = stems_pattern(data["node_words"])
        self._operated = operated_pattern(knowledge)
        self._parts = (
            Presences(data, self._specimens),
            Margins(data, self._specimens),
            Nodes(data),
            Grades(data, self._specimens),
            Mitoses(data),
            TumourSizes(data, self._specimens),
        )

    def find(self, prose: Prose) -> Iterable[Fact]:
        """Every statement with its value; a named invasion without a value is read by context."""
        taken: list[Statement] = []
        for statement in self._statements(prose):
            if not any(_holds(outer, statement) for outer in taken):
                taken.append(statement)
                yield self._made(prose, statement)

    def _statements(self, prose: Prose) -> Iterator[Statement]:
        yield from self._synoptic(prose)
        for part in self._parts:
            yield from part.statements(prose)
        for one in residual_classes(prose.text, self._operated):
            concept = (
                "margin" if one.value[0] == "R" else "perineural-invasion"
                if one.value[0] == "P" else "lymphovascular-invasion"
            )  # fmt: skip
            span = (one.start, one.end)
            is_denied = bool(_ABSENT_CLASS.match(one.value))
            yield Statement(concept, one.value, span, span, is_denied=is_denied)

    def _synoptic(self, prose: Prose) -> Iterator[Statement]:
        """'Resection margin:   Clear by 14 mm': a label line of a synoptic report."""
        for hit in _LABEL_LINE.finditer(prose.text):
            name = " ".join(hit["name"].casefold().split())
            concept = self._labels.get(name)
            if concept is None:
                continue
            if concept == "lymph-nodes" and not self._says_of_nodes(hit["value"]):
                continue
            if self._specimens.is_image(prose, hit.start()):
                continue
            if name in self._only_in_reports and not self._specimens.is_report(prose, hit.start()):
                continue
            yield self._of_line(prose, concept, hit)

    def _says_of_nodes(self, value: str) -> bool:
        """Whether a line on nodes says of them whether they hold tumour; counts are read apart."""
        return not _COUNTED.search(value) and bool(self._node_words.search(value))

    def _of_line(self, prose: Prose, concept: str, hit: re.Match[str]) -> Statement:
        value = " ".join(hit["value"].split())
        size, unit = None, None
        if concept in ("tumour-size", ""):
            size = SIZE.fullmatch(hit["value"].strip())
            if size is None and concept == "tumour-size":
                size = SIZE.search(prose.text, hit.start("value"), hit.end("value"))
        elif concept == "margin":
            size = _DISTANCE.match(prose.text, hit.start("value"), hit.end("value"))
            size = size and SIZE.match(prose.text, size.end())
        if size:
            value, unit = size_value(prose, size)[0], size["unit"]
        method = (hit["aside"] or "").strip("() ") if concept == "grade" else ""
        return Statement(
            concept, value, hit.span("name"), (hit.start("name"), hit.end("value")), unit, method
        )

    def _made(self, prose: Prose, statement: Statement) -> Fact:
        fields: dict[str, Any] = (
            {"text": statement.concept} if statement.category == "score" else {}
        )
        certainty = self._certainty(prose, statement)
        is_denied = certainty == "negated" and not self._says_absence(statement)
        return found(
            prose,
            "Observation",
            *statement.span,
            statement.label,
            category=statement.category,
            concept=statement.concept,
            value=None if is_denied else statement.value or None,
            unit=statement.unit,
            method=statement.method,
            certainty=certainty,
            **fields,
        )

    def _certainty(self, prose: Prose, statement: Statement) -> Certainty:
        """That of the label; a value is affirmed by itself unless it is a denied presence."""
        context = prose.context(*statement.label)
        if self._undetermined.match(statement.value):
            context = context._replace(uncertain=True)
        if statement.concept in _DENIABLE and self._says_absence(statement):
            context = context._replace(negated=True)
        elif statement.value:
            is_denied = statement.concept in _DENIABLE and self._is_denied(prose, statement)
            context = context._replace(negated=is_denied, historical=False)
        return context.certainty

    def _says_absence(self, statement: Statement) -> bool:
        """Whether the value itself is a word of absence; 'no A identified' has none of its own."""
        return statement.is_denied or bool(self._absent.match(statement.value))

    @staticmethod
    def _is_denied(prose: Prose, statement: Statement) -> bool:
        """Whether words of the statement's own clause deny it: 'no A or B invasion identified'."""
        sentence = prose.sentence_at(statement.label[0])
        before = prose.text[sentence.start : statement.label[0]]
        clause = sentence.start + max(before.rfind(sign) for sign in ",;:，；：") + 1
        start, end = statement.label[0] - clause, statement.label[1] - clause
        text = prose.text[clause : statement.span[1]]
        return prose.rules.assess(text, start, end, "", prose.language).negated


def _holds(outer: Statement, inner: Statement) -> bool:
    """Whether a statement says no more than the one it lies in; a distance adds to a word."""
    is_within = outer.span[0] <= inner.span[0] and inner.span[1] <= outer.span[1]
    adds = inner.unit is not None and outer.unit is None
    return is_within and inner.concept == outer.concept and not adds
