"""Headings that no list can hold whole: lines that only words of one kind of section make up."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

_MOST_WORDS = 8
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_GLUE = re.compile(r"[\s,;/&+()·.–—-]*")


class ComposedHeading(NamedTuple):
    """What a line names as a heading."""

    kind: str
    end: int
    """Where its words end."""


class _Kind(NamedTuple):
    kind: str
    needed: Sequence[frozenset[str]]
    """Groups of words; a heading holds at least one of each."""
    known: frozenset[str]


class ComposedHeadings:
    """Knows a heading by its words: 'Allergies and Adverse Reactions', 'Pertinent family hx'.

    A drug below 'Medication allergies' that is taken for one of the patient's drugs harms; so a
    line of which every word belongs to one kind is that heading, however it is put together.
    """

    def __init__(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self._kinds = [
            _Kind(
                kind=row["kind"],
                needed=[frozenset(group) for group in row["needed"]],
                known=frozenset(word for group in row["needed"] for word in group)
                | frozenset(row["beside"]),
            )
            for row in rows
        ]

    def read(self, line: str, start: int) -> ComposedHeading | None:
        """The heading that begins at `start` of a line and goes on to its colon or its end."""
        words, end = _leading_words(line, start)
        if not 0 < len(words) <= _MOST_WORDS:
            return None
        for kind in self._kinds:
            if all(word in kind.known for word in words) and all(
                any(word in group for word in words) for group in kind.needed
            ):
                return ComposedHeading(kind.kind, end)
        return None


def _leading_words(line: str, start: int) -> tuple[list[str], int]:
    """The words before the colon or the end of a line, and where the last ends; none where
    something else than words and their joints stands among them."""
    words: list[str] = []
    end = start
    while True:
        glue = _GLUE.match(line, end)
        place = glue.end() if glue else end
        word = _WORD.match(line, place)
        if word is None:
            return (words, end) if line[place : place + 1] in ("", ":", "：", "*") else ([], end)
        if len(words) == _MOST_WORDS or any(mark.isdigit() for mark in word[0]):
            return [], end
        words.append(word[0].casefold())
        end = word.end()
