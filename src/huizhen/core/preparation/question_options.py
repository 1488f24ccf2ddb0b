"""Which interventions and tests a question names, and which of them lie in the past."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from huizhen.core.content import Pack
from huizhen.core.language.term_index import TermIndex
from huizhen.core.preparation.question_text import Phrases, QuestionText, Span
from huizhen.core.preparation.question_words import Words
from huizhen.core.records.value import Value

OptionKind = Literal["procedure", "drug", "regimen", "expectant", "diagnostic"]
OptionRole = Literal["named", "past", "asked", "finding"]

_KINDS: dict[str, OptionKind] = {
    "procedure": "procedure",
    "regimen": "regimen",
    "drug_onc": "drug",
    "drug_heme": "drug",
    "drug_other": "drug",
    "imaging_modality": "diagnostic",
}
_SHORTEST_NAME = 3
"""Two capitals ('GP', 'AI') mean too many things."""
_NEAR = 14


class Option(Value):
    """One intervention or test; only a `named` one is what the question is about."""

    kind: OptionKind
    role: OptionRole
    start: int
    end: int
    text: str

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.start, self.end)


class OptionFinder:
    """The words of `options.tsv` and the drugs, regimens and procedures of the terms pack."""

    def __init__(self, pack: Pack, terms: Pack) -> None:
        rows = pack.rows("options.tsv")
        self._terms = TermIndex(_term_names(terms), plural=True)
        self._by_language = {
            language: _OfLanguage([row for row in rows if row["language"] == language])
            for language in {row["language"] for row in rows}
        }

    def options(
        self, text: QuestionText, words: Sequence[Words], languages: Iterable[str]
    ) -> tuple[Option, ...]:
        """The options in order of place, none inside another, each with its role."""
        lists = [self._by_language[one] for one in languages if one in self._by_language]
        masks = [span for one in lists for span in one.masks.spans(text)]
        found = [(span, kind) for one in lists for span, kind in one.found(text)]
        found += [(Span(m.start, m.end), m.payload) for m in self._terms.matches(text.folded)]
        free = [one for one in found if not any(one[0].overlaps(mask) for mask in masks)]
        broad = {span for one in lists for span in one.broad.spans(text)}
        passages = _Passages(text, words)
        return tuple(
            Option(
                kind=kind,
                role=passages.role(span, kind, span in broad),
                start=span.start,
                end=span.end,
                text=text.written[span.start : span.end],
            )
            for span, kind in _longest(free)
        )


class _OfLanguage:
    def __init__(self, rows: list[dict[str, str]]) -> None:
        self._kinds: list[tuple[OptionKind, Phrases]] = [
            (kind, Phrases([row["word"] for row in rows if row["kind"] == kind]))
            for kind in ("procedure", "regimen", "drug", "expectant", "diagnostic")
        ]
        self.masks = Phrases([row["word"] for row in rows if row["kind"] == "not"])
        self.broad = Phrases([row["word"] for row in rows if row["broad"]])

    def found(self, text: QuestionText) -> list[tuple[Span, OptionKind]]:
        return [(span, kind) for kind, words in self._kinds for span in words.spans(text)]


class _Passages:
    """Where a text speaks of the past, of findings, or asks for a name."""

    def __init__(self, text: QuestionText, words: Sequence[Words]) -> None:
        self._text = text
        self._words = words
        self._asks = [span for one in words for span in one.asking_spans(text)]
        self._before = [
            span
            for one in words
            for span in one.past_before.free_spans(text, one.not_past_in(text))
        ]
        self._after = [
            span for one in words for span in one.past_after.free_spans(text, one.not_past_in(text))
        ]

    def role(self, span: Span, kind: OptionKind, is_broad: bool) -> OptionRole:
        """What the option is to the question."""
        if kind == "diagnostic" and self._is_finding(span):
            return "finding"
        if self._is_past(span):
            return "past"
        if is_broad and self._is_asked(span):
            return "asked"
        return "named"

    def _is_past(self, span: Span) -> bool:
        clause = Span(self._text.clause_start(span.start), self._text.clause_end(span.end))
        if any(
            clause.start <= cue.start and cue.end <= span.start and self._is_open(cue.end, span)
            for cue in self._before
        ):
            return True
        is_asked_before = any(
            clause.start <= ask.start and ask.end <= span.start for ask in self._asks
        )
        return not is_asked_before and any(
            span.end <= cue.start and cue.end <= clause.end and self._is_open(span.end, cue)
            for cue in self._after
        )

    def _is_open(self, start: int, until: Span) -> bool:
        """Whether no asking word stands between."""
        return not any(start <= ask.start and ask.end <= until.start for ask in self._asks)

    def _is_finding(self, span: Span) -> bool:
        behind = Span(span.end, min(len(self._text.lower), span.end + _NEAR))
        ahead = Span(max(0, span.start - _NEAR), span.start)
        for words in self._words:
            after = words.finding_after.spans(self._text, behind)
            if any(not self._text.lower[span.end : one.start].strip(" :(") for one in after):
                return True
            before = words.finding_before.spans(self._text, ahead)
            if any(not self._text.lower[one.end : span.start].strip() for one in before):
                return True
        return False

    def _is_asked(self, span: Span) -> bool:
        """Whether the text asks for the name instead of giving it: 'which chemotherapy is good'."""
        ahead = Span(max(0, span.start - _NEAR), span.start)
        return self._is_last(span) and any(
            not self._text.lower[one.end : span.start].strip()
            for words in self._words
            for one in words.askers.spans(self._text, ahead)
        )

    def _is_last(self, span: Span) -> bool:
        behind = self._text.lower[span.end : span.end + _NEAR]
        gap = len(behind) - len(behind.lstrip())
        if not behind.strip() or behind[gap] in "?,;.)!。":
            return True
        near = Span(span.end, min(len(self._text.lower), span.end + _NEAR))
        return any(
            one.start == span.end + gap
            for words in self._words
            for one in words.asked_ends.spans(self._text, near)
        )


def _longest(found: Iterable[tuple[Span, OptionKind]]) -> list[tuple[Span, OptionKind]]:
    kept: list[tuple[Span, OptionKind]] = []
    for span, kind in sorted(found, key=lambda one: (one[0].start - one[0].end, one[0].start)):
        if not any(span.overlaps(other) for other, _ in kept):
            kept.append((span, kind))
    return sorted(kept)


def _term_names(terms: Pack) -> list[tuple[str, OptionKind]]:
    names: list[tuple[str, OptionKind]] = []
    for row in terms.rows("glossary_core.tsv"):
        kind = _KINDS.get(row["category"])
        if kind:
            names.extend(((row["en"], kind), (row["zh"], kind)))
    for row in terms.rows("drugs.tsv"):
        names.extend((name, "drug") for name in (row["inn"], row["zh"], *row["alt"].split(";")))
    for row in terms.rows("procedures.tsv"):
        names.extend((name, "procedure") for name in (row["en"], row["zh"], *row["alt"].split(";")))
    return [
        (name, kind) for name, kind in names if len(name) >= _SHORTEST_NAME or not name.isascii()
    ]
