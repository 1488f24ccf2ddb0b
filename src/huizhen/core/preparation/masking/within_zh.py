"""Chinese names within sentences, without label or title: a surname and signs of a given name that
ordinary text does not put side by side, fitted between what may stand before and behind a name."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from huizhen.core.preparation.masking.lexicon import is_pair_zh, is_word_zh
from huizhen.core.preparation.masking.span import IdentifierSpan
from huizhen.core.preparation.masking.tables import beside_names, masking_tables
from huizhen.core.preparation.masking.words import MaskedText

_HAN = re.compile("[\u4e00-\u9fff]+")
_SURE, _EDGE, _OPEN, _NEVER = 3, 2, 1, -9
"""What a side says: a word of persons, an edge or a word that names may follow, nothing, and that
the name's last sign makes a word with what follows."""
_LEAST = 5
_LONGEST_CUE = 5


class _Cues(NamedTuple):
    """The words of `content/masking/within_zh.json`."""

    before_person: frozenset[str]
    before: frozenset[str]
    after_person: frozenset[str]
    after: frozenset[str]
    naming: frozenset[str]
    weak: frozenset[str]
    particles: frozenset[str]
    given: frozenset[str]
    surnames: frozenset[str]
    titles: frozenset[str]


@lru_cache(maxsize=1)
def within_words() -> Mapping[str, str]:
    """The content file as it stands."""
    file = resources.files("huizhen").joinpath("content", "masking", "within_zh.json")
    said: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    return said


@lru_cache(maxsize=1)
def _cues() -> _Cues:
    said, tables, beside = within_words(), masking_tables(), beside_names()
    kin, roles = tables.relatives["zh"], beside["sure_roles_zh"]
    titles = [title for titles in tables.titles_after_zh.values() for title in titles]
    return _Cues(
        before_person=frozenset(said["before_person"].split()) | frozenset((*kin, *roles)),
        before=frozenset(said["before"].split()),
        after_person=frozenset(said["after_person"].split()) | frozenset(titles),
        after=frozenset(said["after"].split()),
        naming=frozenset(said["naming"].split()),
        weak=frozenset(said["weak"]),
        particles=frozenset(said["particles_zh"]),
        given=frozenset(beside["given_signs_zh"]) | frozenset(said["given_more"]),
        surnames=tables.surnames_zh
        | frozenset(beside["more_surnames_zh"])
        | frozenset(said["surnames_ja"].split()),
        titles=frozenset(titles),
    )


def surnames_zh() -> frozenset[str]:
    """Surnames of one sign and two, rare ones and traditional signs as well."""
    return _cues().surnames


def names_within_zh(masked: MaskedText) -> Iterator[IdentifierSpan]:
    """Names of two to four signs that what stands around them and their signs give away."""
    for run in _HAN.finditer(masked.text):
        position = run.start()
        while position < run.end() - 1:
            end = _name_end(masked, position, run.start(), run.end())
            if end:
                yield IdentifierSpan(start=position, end=end, kind="name", found_by="pattern")
            position = max(end, position + 1)


def _name_end(masked: MaskedText, start: int, low: int, high: int) -> int:
    """Where the likeliest name that begins there ends, 0 where none does."""
    text, cues = masked.text, _cues()
    if text[start] not in cues.surnames and text[start : start + 2] not in cues.surnames:
        return 0
    left = left_of(text, start, low)
    best, found = _LEAST - 1, 0
    for length in (3, 2, 4):
        end = start + length
        if end > high or text[start : start + 2] in masked.tables.no_name_zh:
            continue
        inner = _inner(text[start:end])
        worth = left + inner + right_of(text, end, high) if inner > 0 else 0
        if worth > best:
            best, found = worth, end
    return found


def _inner(name: str) -> int:
    """How like a name the signs are: 3 for signs of given names that no word has side by side."""
    cues = _cues()
    surname = 2 if name[:2] in cues.surnames and len(name) > 2 else 1
    given = name[surname:]
    if (
        len(given) > 2
        or given in cues.titles
        or is_word_zh(name)
        or (name[0] not in cues.surnames and surname == 1)
    ):
        return 0
    if is_pair_zh(name[surname - 1 : surname + 1]):
        return 0
    are_given = all(sign in cues.given for sign in given)
    is_word = len(given) == 2 and is_pair_zh(given)
    if is_word and not are_given:
        return 0
    worth = 1 + are_given + (len(given) == 2 and are_given and not is_word) + (surname == 2)
    return worth - (surname == 1 and name[0] in cues.weak) - 2 * (name[0] in cues.particles)


def left_of(text: str, start: int, low: int) -> int:
    """What stands before a place says of a name there: 3 a word of persons, 2 an edge or a word
    that names follow, 1 nothing, below 0 that a word is cut."""
    cues = _cues()
    if start == low:
        return 0 if text[start - 1 : start].isdigit() else _EDGE
    for length in range(min(_LONGEST_CUE, start - low), 0, -1):
        said = text[start - length : start]
        if said in cues.before_person:
            return _SURE
        if said in cues.before:
            return _EDGE
    return _NEVER if is_pair_zh(text[start - 1 : start + 1]) else _OPEN


def right_of(text: str, end: int, high: int) -> int:
    """The same of what stands behind a place."""
    cues = _cues()
    if end == high:
        return _EDGE
    for length in range(min(_LONGEST_CUE, high - end), 0, -1):
        said = text[end : end + length]
        if said in cues.after_person:
            return _SURE
        if said in cues.after:
            return _EDGE
    return _NEVER if is_pair_zh(text[end - 1 : end + 1]) else _OPEN
