"""English words brought to a common beginning, so that forms of one word count as one."""

from __future__ import annotations

from functools import lru_cache

_ENDINGS = (
    "ically", "ations", "ation", "ities", "ments", "ingly", "ional", "ously", "ness", "ment",
    "ings", "ions", "able", "ible", "ious", "ical", "ance", "ence", "edly", "ive", "ity", "ing",
    "ies", "ied", "ion", "ous", "ate", "ant", "ent", "ist", "ers", "ors", "ary", "ory", "ful",
    "al", "ly", "er", "or", "ed", "es", "ic", "y", "s", "e",
)  # fmt: skip
_SHORTEST = 4


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """What forms of an English word in lower case share: 'infected', 'infections' -> 'infect'."""
    word = word.partition("'")[0]
    if len(word) <= _SHORTEST:
        is_plural = len(word) == _SHORTEST and word.endswith("s") and not word.endswith("ss")
        return word[:-1] if is_plural else word
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word[: -len(ending)]
    return word
