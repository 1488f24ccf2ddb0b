"""What the generator handles: a correct pair, and one change to its target."""

from __future__ import annotations

from dataclasses import dataclass

EN_ZH = "en-zh"
ZH_EN = "zh-en"


@dataclass(frozen=True)
class Pair:
    """A source and its correct translation, with where both come from."""

    id: str
    group: str
    """The source segment: all pairs and mutations of one group are in the same split."""
    source: str
    target: str
    direction: str
    origin: str
    licence: str

    @property
    def language(self) -> str:
        """The language of the target, `en` or `zh`: the side that is mutated."""
        return self.direction.partition("-")[2]


@dataclass(frozen=True)
class Change:
    """One replacement in a target, with what the place meant before and what it says after."""

    start: int
    end: int
    new: str
    before: str
    after: str
    sub: str
    uncommon: bool = False

    def apply(self, text: str) -> str:
        """The text with this change made."""
        return text[: self.start] + self.new + text[self.end :]
