"""What stands in brackets behind the name of a disease or a procedure, in Chinese: drugs with
their strength, results of tests, abbreviations that the lexicon knows. All of it, or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable

from huizhen.core.language.term import Term, normalised

FindTerm = Callable[[str], Term | None]

_BRACKET = re.compile(r"^(?P<head>[^()]{4,}?)\s*\((?P<inner>[^()]+)\)\s*(?P<tail>[^()]*)$")
_RESULT = re.compile(r"^(?P<name>.+?)\s+(?P<result>positive|negative)$", re.IGNORECASE)
_RESULTS = {"positive": "阳性", "negative": "阴性"}
_PARTS = re.compile(r"\s*[,;]\s*")
_LATIN = re.compile(r"^[A-Z]{2,}(?:-[A-Z]{2,})*$")
"""An abbreviation that Chinese records keep: DEB-TACE."""
_LEVEL = re.compile(r"^[CTLS]\d{1,2}(?:[-/][CTLS]?\d{1,2})?$")
"""A vertebra, a disc or a root."""
_STRENGTH = re.compile(r"^([^()]+)\(([^()]+)\)$")


class Brackets:
    """Reads labels with one bracket; `None` where a word of it is not understood."""

    def __init__(self, named: FindTerm, product: FindTerm, observed: FindTerm) -> None:
        self._named = named
        self._product = product
        self._observed = observed

    def split(self, label: str) -> tuple[str, str] | None:
        """The label without its bracket, and what the bracket says in Chinese."""
        match = _BRACKET.match(label.strip())
        if match is None:
            return None
        parts = [self._part(part) for part in _PARTS.split(match["inner"])]
        known = [part for part in parts if part]
        if len(known) != len(parts):
            return None
        bare = f"{match['head']} {match['tail']}".strip()
        return bare, "，".join(known)

    def _part(self, words: str) -> str | None:
        result = _RESULT.match(words)
        if result is not None:
            found = self._observed(normalised(result["name"]))
            if found is None:
                return None
            return f"{found.abbreviation or found.zh}{_RESULTS[result['result'].casefold()]}"
        if _LEVEL.match(words):
            return words
        if _LATIN.match(words):
            pieces = words.split("-")
            return words if any(self._named(normalised(piece)) for piece in pieces) else None
        drug = self._product(words)
        if drug is None:
            return None
        strength = _STRENGTH.match(drug.zh)
        return f"{strength[1]} {strength[2]}" if strength else drug.zh
