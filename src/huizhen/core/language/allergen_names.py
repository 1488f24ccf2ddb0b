"""Chinese names of what somebody is allergic to: 'Allergy to penicillin', 'peanut allergy'."""

from __future__ import annotations

import re
from collections.abc import Callable

from huizhen.core.content import Pack
from huizhen.core.language.term import Term, normalised

FindTerm = Callable[[str], Term | None]


class AllergenNames:
    """Allergens and drugs by their whole name, bare or in a frame that says 'allergy'."""

    def __init__(self, pack: Pack, allergen: FindTerm, drug: FindTerm) -> None:
        self._allergen = allergen
        self._drug = drug
        self._frames = [
            (_pattern(row["frame"]), row["zh"]) for row in pack.rows("allergen_frames.tsv")
        ]

    def name(self, label: str) -> Term | None:
        """The term of the substance; of an intolerance, with that word."""
        words = normalised(label)
        bare = self._substance(words)
        if bare is not None:
            return bare
        for pattern, zh in self._frames:
            match = pattern.match(words)
            found = self._substance(match[1]) if match else None
            if found is not None:
                return found.model_copy(update={"zh": zh.replace("{}", found.zh)})
        return None

    def _substance(self, words: str) -> Term | None:
        for name in (words, _singular(words)):
            found = self._allergen(name) or self._drug(name)
            if found is not None:
                return found
        return None


def _pattern(frame: str) -> re.Pattern[str]:
    before, _, after = normalised(frame.replace("{}", "\x00")).partition("\x00")
    return re.compile(f"^{re.escape(before)}(.+){re.escape(after)}$")


def _singular(words: str) -> str:
    return words[:-1] if words.endswith("s") and len(words) > 4 else words
