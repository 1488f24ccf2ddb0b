"""Diseases and complaints that their ending tells: 'orchitis', 'Nierenzyste', 'артралгия'."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from huizhen.core.extraction.clinical.vocabulary import Named
from huizhen.core.extraction.prose import Prose
from huizhen.core.language.term_index import Match

_KINDS = ("diagnosis", "symptom")
_LEAST_STEM = 2
_WORD = re.compile(r"[^\W\d_]{5,}(?:-[^\W\d_]+)*")


class Endings:
    """Finds words by the endings of a language, which are data."""

    def __init__(
        self, endings: Mapping[str, Mapping[str, Sequence[str]]], unwanted: Iterable[str]
    ) -> None:
        self._unwanted = frozenset(word.casefold() for word in unwanted)
        self._kinds = {
            language: [
                (kind, tuple(ending.casefold() for ending in kinds[kind])) for kind in _KINDS
            ]
            for language, kinds in endings.items()
        }

    def matches(self, prose: Prose, known: Sequence[Match[Named]]) -> Iterator[Match[Named]]:
        """The words that end so and are not part of a name already found."""
        kinds = self._kinds.get(prose.language, ())
        if not any(endings for _, endings in kinds):
            return
        taken = [(match.start, match.end) for match in known]
        for word in _WORD.finditer(prose.text):
            written = word[0].casefold()
            kind = next((kind for kind, endings in kinds if written.endswith(endings)), "")
            if not kind or written in self._unwanted or self._is_bare(written, kinds):
                continue
            if not any(word.start() < end and start < word.end() for start, end in taken):
                yield Match(word.start(), word.end(), Named("", kind))

    def _is_bare(self, written: str, kinds: Sequence[tuple[str, tuple[str, ...]]]) -> bool:
        """Whether a word is hardly more than its ending: 'Fibrosis', 'stenosis'."""
        return any(
            written.endswith(ending) and len(written) < len(ending) + _LEAST_STEM
            for _, endings in kinds
            for ending in endings
        )
