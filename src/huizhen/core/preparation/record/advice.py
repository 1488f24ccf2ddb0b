"""A sentence of advice in clauses: under what condition, how firmly, as an alternative or not.

The words are data (`content/wording/advice.json`). A condition that no table knows stays in
the words of the source: what is lost by leaving it out is the advice itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Literal

from huizhen.core.content import Pack
from huizhen.core.records.value import Value

_BREAK = re.compile(r"[;；]\s*")
_COMMA = re.compile(r"[,，:：]\s|[，：]|\s[–—]\s")
_LONGEST = 120
_NEAR = 24
"""How far before a name the word for before or after may stand."""
_BREAK_OF_WORDS = re.compile(r"[,;:，；：]")


class AdviceWords(Value):
    """Words of `advice.json`."""

    modes: Mapping[str, tuple[str, ...]]
    """'discussed', 'considered', 'risk': what of a plan is less than advice."""
    known_conditions: Mapping[str, tuple[str, ...]]
    condition_openers: tuple[str, ...]
    alternatives: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]


class Clause(Value):
    """A part of a sentence; offsets into the sentence."""

    start: int
    end: int
    known: str = ""
    """The condition in Chinese, where the table has it."""
    opener: int | None = None
    """Where a condition that the table does not have begins."""
    mode: str = "advised"


class Conditioned(Value):
    """What a clause advises, by the places of the names, and its condition as written."""

    places: tuple[int, ...]
    condition: str = ""


def advice_words(pack: Pack) -> AdviceWords:
    """The words of the wording pack."""
    return AdviceWords.model_validate(pack.parsed("advice.json"))


def clauses_of(sentence: str, words: AdviceWords) -> list[Clause]:
    """The clauses of a sentence in their order; a semicolon parts two."""
    return [_clause(sentence, start, end, words) for start, end in _spans(sentence)]


def conditioned(sentence: str, clause: Clause, places: Sequence[int]) -> Conditioned:
    """Which names a clause advises, and which only its condition speaks of: those behind a
    condition that closes the clause, those before the comma of one that opens it."""
    if clause.opener is None or not places:
        return Conditioned(places=tuple(places))
    before = [place for place in places if place < clause.opener]
    if before:
        condition = sentence[clause.opener : clause.end]
        return Conditioned(places=tuple(before), condition=_told(condition))
    comma = _COMMA.search(sentence, clause.opener, clause.end)
    behind = [place for place in places if comma is not None and place >= comma.end()]
    if comma is not None and behind:
        condition = sentence[clause.opener : comma.start()]
        return Conditioned(places=tuple(behind), condition=_told(condition))
    condition = sentence[clause.opener : places[0]]
    return Conditioned(places=tuple(places), condition=_told(condition))


def is_alternative(sentence: str, one: int, other: int, words: AdviceWords) -> bool:
    """Whether a word between two names says 'or'."""
    return _found(words.alternatives, sentence[one:other]) is not None


def time_of(sentence: str, place: int, words: AdviceWords) -> Literal["before", "after", ""]:
    """Whether the words right before a name make it a time: 'seven days before the operation'."""
    lead = sentence[max(0, place - _NEAR) : place]
    last = {"": -1}
    for key, said in (("before", words.before), ("after", words.after)):
        found = list(_pattern(said).finditer(lead))
        if found and _BREAK_OF_WORDS.search(lead, found[-1].end()) is None:
            last[key] = found[-1].start()
    nearest = max(last, key=lambda key: last[key])
    return "before" if nearest == "before" else "after" if nearest == "after" else ""


def _spans(sentence: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in _BREAK.finditer(sentence):
        yield start, found.start()
        start = found.end()
    yield start, len(sentence)


def _clause(sentence: str, start: int, end: int, words: AdviceWords) -> Clause:
    text = sentence[start:end]
    known = next(
        (zh for zh, said in words.known_conditions.items() if _found(said, text) is not None), ""
    )
    opener = None if known else _found(words.condition_openers, text)
    return Clause(
        start=start,
        end=end,
        known=known,
        opener=start + opener.start() if opener else None,
        mode=next((key for key, said in words.modes.items() if _any(said, text)), "advised"),
    )


def _told(condition: str) -> str:
    written = condition.strip().strip("(.").strip()
    return written if len(written) <= _LONGEST else f"{written[: _LONGEST - 1]}…"


def _found(said: tuple[str, ...], text: str) -> re.Match[str] | None:
    """The first of some whole words or phrases in a text; Chinese ones anywhere."""
    return _pattern(said).search(text)


@lru_cache(maxsize=64)
def _pattern(said: tuple[str, ...]) -> re.Pattern[str]:
    choices = "|".join(re.escape(one) for one in sorted(said, key=len, reverse=True))
    return re.compile(rf"(?<![^\W一-鿿])(?:{choices})(?![^\W一-鿿])", re.IGNORECASE)


def _any(said: tuple[str, ...], text: str) -> bool:
    return any(one.casefold() in text.casefold() for one in said)
