"""Hospitals, universities and administrative places whose English name is pinyin: 'Dongshan
Hospital' is 东山医院, and no list has them all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.pair import Pair, Span
from huizhen.core.language.hanzi_names import is_pinyin, pinyin_of

_NAMED = re.compile(
    r"\b([A-Z][a-z]{4,})(?: [A-Z][a-z']+){0,3} (?:Hospital|University|Province|City|County|District"
    r"|Prefecture|Road|Street|Township|Village|Town|College|Institute)\b"
)


def unread_places(pair: Pair, listed: Sequence[Span]) -> Iterator[Difference]:
    """Such names of the English side whose syllables no signs of the Chinese side are read as."""
    is_forward = not pair.source.is_chinese
    en, zh = (pair.source, pair.target) if is_forward else (pair.target, pair.source)
    for match in _NAMED.finditer(en.narrow):
        start, end = match.span(1)
        if any(span.start < end and start < span.end for span in listed):
            continue
        word = match[1].lower()
        if word in zh.folded or not is_pinyin(word) or _is_read(zh.narrow, word):
            continue
        span = en.span(start, end)
        if is_forward:
            yield Difference(code="name.missing", effect="block", source=span, meant=span.text)
        else:
            yield Difference(code="name.added", effect="block", target=span, says=span.text)


@lru_cache(maxsize=256)
def _is_read(text: str, word: str) -> bool:
    """Whether neighbouring signs are read as the word."""
    return any(_reads_from(text, at, word) for at in range(len(text)))


def _reads_from(text: str, at: int, word: str) -> bool:
    if not word:
        return True
    if at >= len(text) or text[at] < "㐀":
        return False
    return any(
        word.startswith(reading) and _reads_from(text, at + 1, word[len(reading) :])
        for reading in pinyin_of(text[at])
    )
