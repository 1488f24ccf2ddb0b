"""Diseases and complaints that their ending tells: 'orchitis', 'Nierenzyste', 'артралгия'."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from huizhen.core.extraction.clinical.vocabulary import Named
from huizhen.core.extraction.prose import Prose
from huizhen.core.language.term_index import Match

_KINDS = ("diagnosis", "symptom")


class Endings:
    """Finds words by the endings of a language, which are data."""

    def __init__(
        self, endings: Mapping[str, Mapping[str, Sequence[str]]], unwanted: Iterable[str]
    ) -> None:
        self._unwanted = frozenset(word.casefold() for word in unwanted)
        self._patterns = {
            language: [(kind, _pattern(kinds[kind])) for kind in _KINDS if kinds[kind]]
            for language, kinds in endings.items()
        }

    def matches(self, prose: Prose, known: Sequence[Match[Named]]) -> Iterator[Match[Named]]:
        """The words that end so and are not part of a name already found."""
        taken = [(match.start, match.end) for match in known]
        for kind, pattern in self._patterns.get(prose.language, ()):
            for word in pattern.finditer(prose.text):
                if word[0].casefold() in self._unwanted:
                    continue
                if not any(word.start() < end and start < word.end() for start, end in taken):
                    yield Match(word.start(), word.end(), Named("", kind))


def _pattern(endings: Sequence[str]) -> re.Pattern[str]:
    joined = "|".join(map(re.escape, sorted(endings, key=len, reverse=True)))
    return re.compile(rf"\b(?:[^\W\d_]+-)?[^\W\d_]{{2,}}(?:{joined})\b", re.IGNORECASE)
