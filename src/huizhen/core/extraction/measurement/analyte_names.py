"""Names of analytes in a text, with what a bracket or a comma behind them says of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from huizhen.core.extraction.knowledge import Knowledge
from huizhen.core.extraction.phrases import alternatives
from huizhen.core.language.term_index import Match, TermIndex

_FILES = ("lab_names.tsv", "lab_names_more.tsv")
_OPENED = re.compile(r"\s?[(\[]\s?(?:\*\*)?")
_CLOSED = re.compile(r"\s?[)\]]")
_LATIN = r"[A-Za-z\u00c0-\u024f\u0400-\u04ff]"
_GROUPS = frozenset(("liver function", "kidney function"))


class Analyte(NamedTuple):
    """What an analyte's name stands for."""

    key: str
    kind: str
    """'' | none (a substance, not an analyte) | by_unit (which analyte, the unit tells) |
    pair (two analytes under one name: H/H) | symbol (short, needs a unit or a line of results) |
    drug (also a drug's name) | mass (only with a unit of mass) | unitless | panel (many analytes
    under one name, whose result is a word) | urine (only where the sentence tells of urine)."""


class AnalyteNames:
    """Finds the names of a text in their order."""

    def __init__(self, knowledge: Knowledge, words: Mapping[str, Any]) -> None:
        rows = [row for name in _FILES for row in knowledge.words.rows(name)]
        named = [
            (name, row["key"], row["kind"]) for row in rows for name in row["names"].split(";")
        ]
        self._index: TermIndex[Analyte] = TermIndex(
            (name, Analyte(key, kind)) for name, key, kind in named
        )
        self._symbols = frozenset(name for name, _, kind in named if kind == "symbol")
        self._dotted = frozenset(n.casefold() for n, _, _ in named if n.endswith("."))
        self._asides = {
            key: [
                (
                    meant,
                    re.compile(
                        rf"[\s,]{{1,2}}(?:{forms})(?!{_LATIN})|\s?[(\[]\s?(?:{forms})\s?[)\]]"
                    ),
                )
                for meant, forms in sorted(
                    ((meant, alternatives(forms)) for meant, forms in choices.items()),
                    key=lambda one: -len(one[0]),
                )
            ]
            for key, choices in words["asides"].items()
        }

    def of(self, text: str) -> list[Match[Analyte]]:
        """Every name; one that explains the name before it in a bracket is a part of that:
        'INR(PT)', 'aspartate aminotransferase (AST)'."""
        every = [self._whole(text, m) for m in self._index.matches(text)]
        kept: list[Match[Analyte]] = []
        for match in every:
            if kept and self._explains(text, kept[-1], match):
                continue
            kept.append(match)
        return [match for match in kept if match.payload.kind != "none"]

    def within(self, text: str, start: int, end: int) -> Iterator[Match[Analyte]]:
        """The names between two offsets."""
        return self._index.matches(text, start, end)

    def is_symbol(self, name: str) -> bool:
        """Whether a short name is written as symbols are: 'Na', not 'na'."""
        return name in self._symbols

    def end(self, text: str, match: Match[Analyte]) -> int:
        """The end of a name with the stop that shortens it, or with the bracket that holds it:
        'тромб. 287', 'blood urea nitrogen (BUN): 73'."""
        written = text[match.start : match.end + 1].casefold()
        is_held = text[max(0, match.start - 1) : match.start] == "(" and written[-1:] == ")"
        return match.end + 1 if is_held or written in self._dotted else match.end

    def _whole(self, text: str, match: Match[Analyte]) -> Match[Analyte]:
        """The name with the word behind it that makes it another analyte: 'bilirubin (direct)'."""
        for meant, pattern in self._asides.get(match.payload.key, ()):
            aside = pattern.match(text, match.end)
            if aside is not None:
                kind = "pair" if "/" in meant else match.payload.kind
                return Match(match.start, aside.end(), Analyte(meant, kind))
        return match

    @staticmethod
    def _explains(text: str, name: Match[Analyte], aside: Match[Analyte]) -> bool:
        if name.payload.kind in ("panel", "none") or name.payload.key in _GROUPS:
            return False
        is_opened = _OPENED.fullmatch(text, name.end, aside.start)
        return bool(is_opened and _CLOSED.match(text, aside.end))
