"""The words of one language by which a question asks, chooses and looks back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from huizhen.core.preparation.question_text import Phrases, QuestionText, Span


class Words:
    """One language of `decisions.json`, compiled."""

    def __init__(self, data: Mapping[str, Sequence[str]]) -> None:
        self.function_words = frozenset(data["function_words"])
        self.asks = Phrases(data["asks"])
        """Ask by themselves: whether, 能否."""
        self.soft = Phrases(data["soft"])
        """Ask within a question only: 'feasible' also stands in statements."""
        self.inverted = Phrases(data["inverted"])
        """A question by word order alone; the option must stand in the same sentence."""
        self.direct = Phrases(data["direct"])
        """Ask for a decision without an action beside them: 'which fusion levels'."""
        self.requests = Phrases(data["requests"])
        self.choices = Phrases(data["choices"])
        self.comparing = Phrases(data["comparing"])
        """Set two things against each other, whatever tense they stand in."""
        self.empty_sides = Phrases(data["empty_sides"])
        """What is no alternative: 'surgery or anything'."""
        self.actions = Phrases(data["actions"])
        self.pronouns = Phrases(data["pronouns"])
        self.masks = Phrases(data["masks"])
        self.openers = tuple(data["openers"])
        self._splits = _splits(data["splits"], self.openers)
        self.past_before = Phrases(data["past_before"])
        self.past_after = Phrases(data["past_after"])
        self.not_past = Phrases(data["not_past"])
        self.finding_before = Phrases(data["finding_before"])
        self.finding_after = Phrases(data["finding_after"])
        self.askers = Phrases(data["askers"])
        self.asked_ends = Phrases(data["asked_ends"])

    def asking_spans(self, text: QuestionText) -> list[Span]:
        """Every word that asks, soft or not, outside of its masks."""
        masks = self.masks.spans(text)
        return [
            *self.asks.free_spans(text, masks),
            *self.soft.free_spans(text, masks),
            *self.inverted.free_spans(text, masks),
        ]

    def questions_in(self, clause: str) -> int:
        """How many questions begin in a clause; where words have no spaces one is all it holds."""
        if self._splits is None:
            return int(any(one in clause for one in self.openers))
        begun = tuple(f"{one} " for one in self.openers)
        return sum(piece.startswith(begun) for piece in self._splits.split(f"{clause} "))

    def not_past_in(self, text: QuestionText) -> list[Span]:
        """Phrases that look like the past and are not."""
        return self.not_past.spans(text)


def _splits(words: Sequence[str], openers: Sequence[str]) -> re.Pattern[str] | None:
    """Where a new question begins within a clause: 'and' before an opener."""
    if not words:
        return None
    joined, opening = ("|".join(map(re.escape, one)) for one in (words, openers))
    return re.compile(rf"\s(?:{joined})\s+(?=(?:{opening})\s)")
