"""How a name is made comparable, how far a misspelling may go, and where a match may end."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Final

from rapidfuzz.distance import OSA

from huizhen.core.language.term import normalised

MOST_LETTERS: Final = 80
"""Longer names are found whole, never as a misspelling or inside a text."""
_ONE_ERROR, _TWO_ERRORS = 4, 9


def name_key(text: str) -> str:
    """A name for comparison."""
    return normalised(text)


def code_key(code: str) -> str:
    """A code for comparison: case and blanks do not count, points and hyphens do."""
    return "".join(code.casefold().split())


def errors_allowed(key: str) -> int:
    """How many letters may be wrong: none below four, two from nine on; in Chinese one at most."""
    if len(key) < _ONE_ERROR or len(key) > MOST_LETTERS:
        return 0
    return 2 if len(key) >= _TWO_ERRORS and not is_chinese(key) else 1


def errors_between(asked: str, key: str, most: int) -> int | None:
    """Letters that differ (one wrong, missing, too many, or two exchanged); None above `most`."""
    found = int(OSA.distance(asked, key, score_cutoff=most))
    return found if found <= most else None


def pieces(key: str, errors: int) -> tuple[str, str]:
    """Beginning and end of a key of which one is untouched by that many errors, but for errors
    that lie one at either end."""
    size = len(key) // (errors + 1)
    return key[:size], key[len(key) - size :]


class SortedKeys:
    """Keys in order, forwards and backwards, so that beginnings and misspellings are few to try."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._keys = sorted(keys)
        self._back = sorted(key[::-1] for key in self._keys)

    def beginning(self, first: str) -> Iterator[str]:
        """The keys that begin so, in order."""
        return _run(self._keys, first)

    def near(self, key: str) -> list[tuple[int, str]]:
        """Keys that differ by as few errors as there are any, within what the key allows."""
        for errors in range(1, errors_allowed(key) + 1):
            first, last = pieces(key, errors)
            ends = (one[::-1] for one in _run(self._back, last[::-1]))
            found = [
                (distance, one)
                for one in {*_run(self._keys, first), *ends}
                if abs(len(one) - len(key)) <= errors
                and (distance := errors_between(key, one, errors))
            ]
            if found:
                return sorted(found)
        return []


def _run(keys: list[str], first: str) -> Iterator[str]:
    for at in range(bisect_left(keys, first), len(keys)):
        if not keys[at].startswith(first):
            return
        yield keys[at]


def is_chinese(key: str) -> bool:
    """Whether a key holds Chinese signs."""
    return any("㐀" <= sign <= "鿿" for sign in key)


def is_border(text: str, at: int) -> bool:
    """Whether a word may begin or end there: not between two letters of an alphabet or digits."""
    if at <= 0 or at >= len(text):
        return True
    before, after = text[at - 1], text[at]
    return not (_joins(before) and _joins(after))


def _joins(sign: str) -> bool:
    return sign.isalnum() and sign < "⺀"


def folded_with_map(text: str) -> tuple[str, list[int]]:
    """A text sign by sign as keys are made, and where each sign came from; ends with the length."""
    signs: list[str] = []
    origin: list[int] = []
    for at, sign in enumerate(text):
        plain = name_key(sign) if not _is_gap(sign) else " "
        if plain == " " and signs and signs[-1] == " ":
            continue
        for one in plain or sign:
            signs.append(one)
            origin.append(at)
    return "".join(signs), [*origin, len(text)]


def _is_gap(sign: str) -> bool:
    return sign.isspace() or sign in "-‐‑‒–—―_"
