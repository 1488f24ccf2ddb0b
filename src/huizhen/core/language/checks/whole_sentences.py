"""A whole sentence that stands on one side alone, however short.

Translations join sentences and part them, so a side with more of them is no sign by itself; but a
sentence too many of which the other side answers not one word was put in, or left out.
"""

from __future__ import annotations

import re

from huizhen.core.language.checks.correspondence import Word
from huizhen.core.language.checks.pair import Side, Span

_STOP = re.compile(
    r"[。！？!?\n.](?:(?<!\.)[。！？!?\n]*|(?<=\.)(?:(?<!\b[MD]r\.)(?<!\bMrs\.)(?<!\bMs\.)(?<!\b[Vv]s\.)(?<!\bProf\.)"
    r"(?=\s*$|\s+[A-Z(\"㐀-鿿])|(?=[A-Z][a-z])|(?<=[㐀-鿿]\.)(?!\d)))"
)
"""Begins with its signs alone, so that the text between them is passed over at once."""
_LETTER = re.compile(r"[^\W_]")
_LEAST = 0.8
"""What the words of such a sentence must say together for standing alone."""
_ANSWERED = -0.5
"""How much they may say against it: one word in passing."""
_FAR_MORE = 1.4
"""More than that, where they say so many times more for it."""
_UNKNOWN = 0.4
"""What an English word says for it of which nothing is known: nothing answers it either."""


def whole_sentence(
    en: Side, zh: Side, english: list[Word], chinese: list[Word]
) -> tuple[Side, Span] | None:
    """The side and place of a sentence that the other side has nothing of."""
    parts = {"en": _sentences(en), "zh": _sentences(zh)}
    if len(parts["en"]) == len(parts["zh"]):
        return None
    is_english = len(parts["en"]) > len(parts["zh"])
    side, words = (en, english) if is_english else (zh, chinese)
    found = [(start, end) for start, end in parts["en" if is_english else "zh"]
             if _is_alone(start, end, words)]  # fmt: skip
    return (side, side.span(*found[0])) if len(found) == 1 else None


def _is_alone(start: int, end: int, words: list[Word]) -> bool:
    said = [weight for first, last, weight, _ in words if first >= start and last <= end]
    answered = sum(weight for weight in said if weight < 0)
    against = sum(said) - answered + _UNKNOWN * said.count(0.0)
    return against + answered >= _LEAST and (
        answered >= _ANSWERED or against >= _FAR_MORE * -answered
    )


def _sentences(side: Side) -> list[tuple[int, int]]:
    found, start = list[tuple[int, int]](), 0
    for stop in [*_STOP.finditer(side.narrow), None]:
        end = stop.start() if stop else len(side.text)
        if _LETTER.search(side.narrow, start, end):
            found.append((start, end))
        start = stop.end() if stop else end
    return found
