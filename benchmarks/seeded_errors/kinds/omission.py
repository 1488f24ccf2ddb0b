"""A clause or a sentence of the source left out of the target."""

# ruff: noqa: E501 (word lists and patterns are read by the line)

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from seeded_errors.values import Change, Pair

_ZH_CLAUSE = re.compile(r"[^，。；！？,;]+[，。；！？,;]?")
_EN_CLAUSE = re.compile(
    r"(?:[^,.;!?]|[.,](?=\d)|(?<=[A-Za-z\d])\.(?=[A-Za-z\d]))+(?:[,.;!?]+\s*|$)"
)
_EMPTY = re.compile(
    r"(?i)^\W*(?:however|therefore|in addition|moreover|furthermore|for example|in general|besides)\b"
    r"|^(?:因此|然而|但是|此外|另外|例如|总之|同时|其中|目前|一般来说|据报道)"
)
_LETTERS = re.compile(r"[A-Za-z]+|\d+")


def changes(pair: Pair, _rng: random.Random) -> Iterator[Change]:
    """Each clause with something in it left out."""
    text = pair.target
    pattern = _ZH_CLAUSE if pair.language == "zh" else _EN_CLAUSE
    clauses = list(pattern.finditer(text))
    if len(clauses) < 2:
        return
    for place, match in enumerate(clauses):
        if _EMPTY.search(match.group()) or not _weighs(match.group(), pair.language):
            continue
        start, end = match.span()
        if place == len(clauses) - 1:
            start = clauses[place - 1].end() - 1 if text[start - 1] in ",，;；" else start
            closing = re.search(r"[.。!！]\s*$", text)
            end = closing.start() if closing else end
        if text[:start].strip() or text[end:].strip():
            sub = "last clause" if place == len(clauses) - 1 else "clause"
            yield Change(start, end, "", text[start:end], "", sub)


def _weighs(clause: str, language: str) -> bool:
    if language == "zh":
        return len(re.findall(r"[一-龥]", clause)) + len(_LETTERS.findall(clause)) >= 5
    return len(_LETTERS.findall(clause)) >= 4
