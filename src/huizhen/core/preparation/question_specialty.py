"""Which specialties a question's words belong to: histology before organ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from huizhen.core.preparation.question_text import Phrases, QuestionText


class SpecialtyWords:
    """The lists of `specialties.json`, compiled."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.names: Mapping[str, Mapping[str, str]] = data["names"]
        self._first = [(one["code"], Phrases(one["words"])) for one in data["first"]]
        self._organs = [(one["code"], Phrases(one["words"])) for one in data["organs"]]

    def belonging(self, text: QuestionText) -> tuple[str, ...]:
        """The codes whose words the text has: of histology and of organs, in the pack's order."""
        return tuple(
            code for code, words in (*self._first, *self._organs) if words.is_in(text)
        )  # fmt: skip

    def others(self, text: QuestionText, specialty: str) -> tuple[str, ...]:
        """The codes to ask about when none of the words is of the chosen specialty."""
        if specialty not in self.names:
            return ()
        codes = self.belonging(text)
        if specialty in codes:
            return ()
        histology = [code for code, _ in self._first if code in codes]
        return tuple(histology) or codes
