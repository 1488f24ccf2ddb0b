"""The words of conditions and procedures, from the lexicon and the extraction pack."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from huizhen.core.content import Pack
from huizhen.core.extraction.knowledge import Knowledge
from huizhen.core.extraction.phrases import phrases_pattern
from huizhen.core.extraction.prose import Prose, Span
from huizhen.core.language.term_index import TermIndex
from huizhen.core.language.terms import is_ambiguous
from huizhen.core.records.fact import Side

_LANGUAGES = ("names_en", "de", "es", "fr", "ru", "zh")
_SIDES: tuple[Side, ...] = ("left", "right", "bilateral")
_LEAST = 3


class Named(NamedTuple):
    """What a phrase stands for: the lexicon's English label and its kind."""

    concept: str
    kind: str


class Words:
    """The JSON words of the clinical finders, compiled once."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.data: Mapping[str, Any] = knowledge.words.parsed("clinical.json")
        self.sides = [(side, phrases_pattern(self.data["sides"][side])) for side in _SIDES]

    def by_language(self, key: str) -> dict[str, re.Pattern[str]]:
        """A pattern for each language of an entry."""
        return {name: phrases_pattern(words) for name, words in self.data[key].items()}

    def side(self, prose: Prose, start: int, end: int) -> Side | None:
        """The side that stands in or right beside a span, within its clause; None when none or
        both do."""
        scope = _near(prose, start, end)
        text = prose.text[scope.start : scope.end]
        found = {side for side, pattern in self.sides if pattern.search(text)}
        if "bilateral" in found or {"left", "right"} <= found:
            return "bilateral" if found == {"bilateral"} else None
        if len(found) == 1 and not self._is_paired(prose, scope.start, found):
            return found.pop()
        return None

    def _is_paired(self, prose: Prose, start: int, found: set[Side]) -> bool:
        """'left and moderate right stenosis': the other side stands just before, so that one side
        alone would be wrong."""
        before = prose.text[max(0, start - _PAIR_REACH) : start]
        others = {side for side, pattern in self.sides if pattern.search(before)}
        is_joined = re.search(r"\b(?:and|und|y|et|и|or|oder)\s*$", before)
        return bool(is_joined and others - found)


_CLAUSE_END = re.compile(r"[,;:.()，；。：、]|\b(?:and|und|y|et|or|but|with|mit|con|avec)\b|[и]\s")
_MOST_AROUND = 160
_WORDS_BEFORE = 3
_PAIR_REACH = 28
_WORDS_AFTER = 6


def _near(prose: Prose, start: int, end: int) -> Span:
    """A few words around a span, not beyond a comma, 'and' or its sentence."""
    sentence = prose.sentence_at(start)
    first = max(sentence.start, start - _MOST_AROUND)
    before = prose.text[first:start]
    breaks = [match.end() for match in _CLAUSE_END.finditer(before)]
    left = first + (breaks[-1] if breaks else 0)
    words = list(re.finditer(r"\S+", prose.text[left:start]))
    if len(words) > _WORDS_BEFORE:
        left += words[-_WORDS_BEFORE].start()
    last = min(max(end, sentence.end), end + _MOST_AROUND)
    stop = _CLAUSE_END.search(prose.text, end, last)
    right = stop.start() if stop else last
    following = list(re.finditer(r"\S+", prose.text[end:right]))
    if len(following) > _WORDS_AFTER:
        right = end + following[_WORDS_AFTER - 1].end()
    return Span(left, right)


def extraction_rows(pack: Pack, name: str) -> Iterator[tuple[str, Named]]:
    """Phrases of all languages of one of the pack's tables."""
    for row in pack.rows(name):
        named = Named(row["en"], row["kind"])
        yield row["en"], named
        for column in _LANGUAGES:
            yield from ((name, named) for name in row.get(column, "").split(";") if name.strip())


def lexicon_rows(
    pack: Pack, files: Mapping[str, str], categories: Mapping[str, str]
) -> Iterator[tuple[str, Named]]:
    """Phrases of the lexicon's files, and of the glossary's categories, English and Chinese."""
    for name, kind in files.items():
        for row in pack.rows(name):
            named = Named(row["en"], _kind(row["en"], kind))
            names = [row["en"], *row.get("synonyms_en", "").split(";"), row["zh"]]
            names.extend(row.get("alt", "").split(";"))
            yield from ((name, named) for name in names)
    for row in pack.rows("glossary_core.tsv"):
        kind = categories.get(row["category"], "")
        if kind:
            yield row["en"], Named(row["en"], kind)
            yield row["zh"], Named(row["en"], kind)


_COMPLAINT = re.compile(
    r"(?:pain|ache|fever|cough|nausea|vomiting|diarrh|dizziness|fatigue|dyspn|edema|swelling|itch|"
    r"rash|numb|weakness|constipation|palpitation|syncope|malaise|chills|sweat|jaundice)\w*",
    re.IGNORECASE,
)


def _kind(label: str, kind: str) -> str:
    """'symptom' for a complaint that the lexicon keeps among its conditions."""
    return "symptom" if kind == "diagnosis" and _COMPLAINT.search(label) else kind


def index_of(rows: Iterable[tuple[str, Named]], unwanted: Sequence[str]) -> TermIndex[Named]:
    """An index of the phrases that can be taken for what they name in running text."""
    refused = {phrase.casefold() for phrase in unwanted}
    return TermIndex(
        ((phrase, named) for phrase, named in rows if _is_usable(phrase, refused)), plural=True
    )


def _is_usable(phrase: str, refused: set[str]) -> bool:
    text = phrase.strip()
    if not text or text.casefold() in refused or is_ambiguous(text):
        return False
    is_chinese = any("\u3400" <= char <= "\u9fff" for char in text)
    return len(text) >= (2 if is_chinese else _LEAST) or text.isupper()
