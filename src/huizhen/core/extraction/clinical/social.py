"""Tobacco, alcohol, drugs and occupation in prose."""

from __future__ import annotations

import re
from collections.abc import Iterable

from huizhen.core.extraction.clinical.vocabulary import Words
from huizhen.core.extraction.finder import found
from huizhen.core.extraction.knowledge import Knowledge
from huizhen.core.extraction.phrases import phrases_pattern
from huizhen.core.extraction.prose import Prose, Span
from huizhen.core.language.term_index import TermIndex
from huizhen.core.records.fact import Fact

_NEGATIONS = frozenset(("never",))
_SECTIONS = frozenset(
    ("social_history", "history", "past_history", "surgical_history", "assessment", "indication",
     "allergies", "family_history", "")
)  # fmt: skip


class SocialFinder:
    """Finds Observation facts of category social-history."""

    name = "social"
    version = 4

    def __init__(self, knowledge: Knowledge) -> None:
        data = Words(knowledge).data
        self._index: TermIndex[str] = TermIndex(
            (phrase, entry["label"]) for entry in data["social"] for phrase in entry["phrases"]
        )
        self._values = [
            (value, phrases_pattern(phrases)) for value, phrases in data["social_values"].items()
        ]
        of_alcohol = data["alcohol_amount"]
        of_tobacco = [word for word in data["social_amount"] if word not in of_alcohol]
        spans = "|".join(map(re.escape, data["social_years"]))
        leads = "|".join(map(re.escape, data["social_for"]))
        self._years = re.compile(
            rf"(?<!\w)(?:{leads})[\s:]{{0,3}}(?P<years>\d{{1,2}} ?(?:{spans}))(?!\w)", re.IGNORECASE
        )
        self._amounts = {"smoking": _amount(of_tobacco), "alcohol": _amount(of_alcohol)}

    def find(self, prose: Prose) -> Iterable[Fact]:
        """One fact for each thing that a sentence speaks of."""
        seen: set[tuple[int, str]] = set()
        for match in self._index.matches(prose.text):
            section = prose.section_at(match.start)
            if section is not None and match.start < section.start:
                continue
            if section is not None and section.kind not in _SECTIONS:
                continue
            scope = _clause(prose, match.start)
            if (scope.start, match.payload) in seen:
                continue
            seen.add((scope.start, match.payload))
            context = prose.context(match.start, match.end)
            is_of_family = context.family and _names_a_relative(prose, match.start, match.end)
            if not is_of_family and not context.hypothetical:
                yield self._fact(prose, scope, match.start, match.end, match.payload)

    def _fact(self, prose: Prose, scope: Span, start: int, end: int, label: str) -> Fact:
        text = prose.text[scope.start : scope.end]
        measured = self._amounts.get(label)
        amount = measured.search(text) if measured else None
        years = self._years.search(text) if amount and label == "smoking" else None
        value = amount[0] if amount else self._worded(text)
        if years and amount:
            value = f"{value}, {years['years']}"
        if label == "occupation":
            value = " ".join(prose.text[end : scope.end].split()).strip(" .,:;")
        is_denied = value == "never"
        left = min(start, scope.start + amount.start()) if amount else start
        right = max(end, scope.start + amount.end()) if amount else end
        return found(
            prose,
            "Observation",
            left,
            right,
            (start, end),
            text=label,
            category="social-history",
            concept=label,
            value=value or None,
            certainty="negated" if is_denied and label != "smoking" else "affirmed",
        )

    def _worded(self, text: str) -> str:
        return next((value for value, pattern in self._values if pattern.search(text)), "")


def _names_a_relative(prose: Prose, start: int, end: int) -> bool:
    """Whether the sentence itself speaks of a relative: what follows a family history in its
    paragraph ('... Non-smoker.') is the patient's."""
    sentence = prose.sentence_at(start)
    text = prose.text[sentence.start : max(end, sentence.end)]
    said = prose.rules.assess(
        text, start - sentence.start, end - sentence.start, "", prose.language
    )
    return said.family


def _amount(words: Iterable[str]) -> re.Pattern[str]:
    """A number with one of these units: pack-years are of tobacco, glasses of alcohol."""
    units = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"\d+(?:[.,]\d+)?(?:\s*[-–]\s*\d+)?\s*(?:{units})(?!\w)", re.IGNORECASE)


def _clause(prose: Prose, offset: int) -> Span:
    """The sentence, or the part of it between semicolons, that holds an offset."""
    sentence = prose.sentence_at(offset)
    start, end = sentence.start, sentence.end
    for match in re.finditer(r"[;；，]", prose.text[sentence.start : sentence.end]):
        place = sentence.start + match.start()
        if place < offset:
            start = place + 1
        else:
            end = place
            break
    return Span(start, end)
