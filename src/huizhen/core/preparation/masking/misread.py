"""Figures that a recogniser took for letters, and letters for figures, read as they were meant."""

from __future__ import annotations

import re

from huizhen.core.preparation.masking.span import IdentifierSpan

_TO_FIGURES = str.maketrans("lIiOoSB|", "11100588")
_TO_LETTERS = str.maketrans("01", "Ol")
_FIGURE = r"[\dlIiOoSB|]"
_DATE = re.compile(
    rf"(?<![\w./\-]){_FIGURE}{{1,4}}[./\-]{_FIGURE}{{1,2}}[./\-]{_FIGURE}{{2,4}}(?![\w])"
)
_NUMBER = re.compile(rf"(?<![\w]){_FIGURE}{{4,20}}(?![\w])")
_WORD = re.compile(r"(?<![^\W_])[A-Za-z]{1,12}[01][A-Za-z]{1,12}(?![^\W_])")
_LEAST_FIGURES = 3


def as_meant(text: str) -> str:
    """The text of the same length with such signs put right; itself when it has none."""
    signs = list(text)
    for pattern in (_DATE, _NUMBER):
        for match in pattern.finditer(text):
            figures = sum(map(str.isdigit, match[0]))
            if figures >= _LEAST_FIGURES and figures < sum(map(str.isalnum, match[0])):
                signs[match.start() : match.end()] = match[0].translate(_TO_FIGURES)
    for match in _WORD.finditer(text):
        signs[match.start() : match.end()] = match[0].translate(_TO_LETTERS)
    return "".join(signs)


def beside_changes(
    spans: tuple[IdentifierSpan, ...], text: str, meant: str
) -> list[IdentifierSpan]:
    """The spans of the text as meant that hold or follow a sign that was put right."""
    changed = [at for at, (one, other) in enumerate(zip(text, meant, strict=True)) if one != other]
    return [
        span for span in spans if any(span.start - _BEHIND_LABEL <= at < span.end for at in changed)
    ]


_BEHIND_LABEL = 8
"""How far behind a label that was put right its value begins."""
