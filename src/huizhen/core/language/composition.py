"""Names that no row of the lexicon holds, made from the rows that it does hold, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from huizhen.core.content import Pack
from huizhen.core.language.imaging_names import ImagingNames
from huizhen.core.language.term import Term, TermKind, normalised
from huizhen.core.language.term_frames import Parts, TermFrames, Words, words_of

FindExactly = Callable[[TermKind, str], Term | None]

_KINDS: Mapping[str, TermKind] = {
    "condition": "condition",
    "procedure": "procedure",
    "drug": "drug",
    "allergen": "allergen",
    "observation": "observation",
    "immunization": "immunization",
    "role": "role",
}


class Composer:
    """Chinese names of conditions and procedures by the frames and parts of a pack."""

    def __init__(self, pack: Pack, exactly: FindExactly) -> None:
        self._exactly = exactly
        self._frames: TermFrames | None = None
        self._imaging: ImagingNames | None = None
        if "term_frames.tsv" in pack.files:
            parts = Parts(pack.rows("term_parts.tsv"))
            self._imaging = ImagingNames(parts, pack.rows("imaging_parts.tsv"))
            others: dict[str, Callable[[Words], str | None]] = {"procedure": self._imaging.compose}
            self._frames = TermFrames(parts, pack.rows("term_frames.tsv"), self._known, others)

    def _known(self, kind: str, name: str) -> str | None:
        term = self._exactly(_KINDS[kind], name)
        return term.zh if term is not None else None

    def examination(self, label: str) -> Term | None:
        """The term of an imaging examination, whatever kind of fact it names."""
        if self._imaging is None:
            return None
        zh = self._imaging.compose(words_of(normalised(label)))
        return Term(zh=zh, en=label) if zh else None

    def compose(self, kind: TermKind, label: str) -> Term | None:
        """The composed term, never better than unverified; None when a word has no place."""
        if self._frames is None or kind not in ("condition", "procedure"):
            return None
        zh = self._frames.compose(kind, normalised(label))
        return Term(zh=zh, en=label) if zh else None
