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


_YEAR = re.compile(
    r"(?:\b(?:in|until|since|bis|seit|desde|hasta|en|depuis|jusqu'en|с|до|в)\s)((?:19|20)\d\d)\b"
)
_HANDED = re.compile(
    r"(?<!\w)(?P<side>right|left)[- ]hand(?:ed|er)(?!\w)(?!\s+(?:side|scissors|drive))",
    re.IGNORECASE,
)
_AT_REST = ("retired",)
_VERB = re.compile(r"\s(?:has|had|is|was|who|with|presents?|presented|noticed)\s")


class SocialFinder:
    """Finds Observation facts of category social-history."""

    name = "social"
    version = 5

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
        for hand in _HANDED.finditer(prose.text):
            yield found(
                prose,
                "Observation",
                *hand.span(),
                hand.span(),
                category="social-history",
                concept="handedness",
                value=hand["side"].casefold(),
                certainty="affirmed",
            )
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
        own = self._own_part(prose, scope, start, label)
        measured = self._amounts.get(label)
        amount = measured.search(text) if measured else None
        years = self._years.search(text) if amount and label == "smoking" else None
        value = amount[0] if amount else self._worded(own)
        if years and amount:
            value = f"{value}, {years['years']}"
        if label == "occupation":
            behind = _VERB.split(prose.text[end : scope.end])[0]
            value = " ".join(behind.split()).strip(" .,:;")
            if prose.text[start:end].casefold() in _AT_REST:
                value = f"{prose.text[start:end].casefold()} {value}".strip()
        is_former = bool(amount) and label == "smoking" and self._worded(own) == "former"
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
            note=_stopped(own) if is_former else "",
            certainty="negated" if is_denied and label != "smoking" else "affirmed",
        )

    def _own_part(self, prose: Prose, scope: Span, start: int, label: str) -> str:
        """The part of a clause that speaks of this topic: 'ex-smoker, alcohol occasionally'."""
        left, right = scope.start, scope.end
        for match in self._index.matches(prose.text, scope.start, scope.end):
            if match.payload == label:
                continue
            between = (match.end, start) if match.start < start else (start, match.start)
            commas = [i for i in range(*between) if prose.text[i] == ","]
            if commas and match.start < start:
                left = max(left, commas[-1] + 1)
            elif commas:
                right = min(right, commas[-1])
        return prose.text[left:right]

    def _worded(self, text: str) -> str:
        return next((value for value, pattern in self._values if pattern.search(text)), "")


def _stopped(text: str) -> str:
    """'former 2005' where the clause says in which year it ended, else 'former'."""
    year = _YEAR.search(text)
    return f"former {year[1]}" if year else "former"


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
