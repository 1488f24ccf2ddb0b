"""A fact as a phrase of a Chinese record, with what could not be said in Chinese."""

from __future__ import annotations

from huizhen.core.records.value import Value


class Phrase(Value):
    """Chinese words of a fact; `untranslated` are the words that stand in the original."""

    zh: str
    original: str = ""
    untranslated: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether nothing waits for a translator."""
        return not self.untranslated
