"""Whether a question asks for a decision: a choice, a yes or no to an action, an order, a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Literal

from huizhen.core.preparation.question_options import Option
from huizhen.core.preparation.question_text import QuestionText, Span
from huizhen.core.preparation.question_words import Words
from huizhen.core.records.value import Value

_NEAR = 60
"""So far from its connector a side of a choice may stand, in characters."""
_SIDES = 2
_BESIDE = 20
_SHORT = 24
"""A sentence of this length leaves out what it is about: 'How urgent?', 'Which, and when?'."""


class Decision(Value):
    """One passage that asks for a decision, or sets options against each other."""

    kind: Literal["choice", "asked"]
    start: int
    end: int
    text: str


class DecisionReader:
    """Reads one text for decisions; made for it with its options and disputed diagnoses."""

    def __init__(
        self,
        text: QuestionText,
        words: Sequence[Words],
        options: Iterable[Option],
        disputed: Sequence[Span],
    ) -> None:
        self._text = text
        self._words = words
        self._options = tuple(options)
        self._disputed = disputed
        self._named = [one.span for one in self._options if one.role == "named"]
        self._actions = [span for one in words for span in one.actions.spans(text)]

    def decisions(self) -> tuple[Decision, ...]:
        """What asks for a decision, in order of place."""
        spans = {span for words in self._words for span in self._asked(words)}
        found = [self._decision("asked", span) for span in spans]
        found += [self._decision("choice", span) for span in self._choices()]
        return tuple(sorted(found, key=lambda one: (one.start, one.end, one.kind)))

    def is_comparing_options(self) -> bool:
        """Whether two named options (not an option and 'continue') are set against each other."""
        return bool(self.compared())

    def compared(self) -> list[Option]:
        """The options on both sides of a connector; of a comparing one also past ones."""
        found: list[Option] = []
        for words in self._words:
            for connector in words.comparing.spans(self._text):
                found.extend(self._sides(connector, is_comparing=True))
            for connector in words.choices.spans(self._text):
                found.extend(self._sides(connector, is_comparing=False))
        return found

    def has_action(self) -> bool:
        """Whether any action such as 'continue' is named."""
        return bool(self._actions)

    def _sides(self, connector: Span, *, is_comparing: bool) -> list[Option]:
        usable = [
            one
            for one in self._options
            if one.role == "named" or (is_comparing and one.role in ("past", "finding"))
        ]
        sentence = self._text.sentence_of(connector.start)
        inside = [one for one in usable if connector.holds(one.span)]
        if len(inside) >= _SIDES:
            return inside
        before = [
            one
            for one in usable
            if sentence.start <= one.start and one.end <= connector.start
            and (not is_comparing or connector.start - one.end <= _NEAR or one.role == "named")
        ]  # fmt: skip
        after = [
            one
            for one in usable
            if connector.start < one.start <= connector.end + _NEAR and one.end <= sentence.end
        ]
        return [*before, *after] if _are_different(before, after) else []

    def _choices(self) -> list[Span]:
        found = list(self._disputed)
        for words in self._words:
            for connector in words.choices.spans(self._text):
                if self._is_choice(connector, words, is_comparing=False):
                    found.append(connector)
            for connector in words.comparing.spans(self._text):
                if self._is_choice(connector, words, is_comparing=True):
                    found.append(connector)
        return found

    def _is_choice(self, connector: Span, words: Words, *, is_comparing: bool) -> bool:
        if self._sides(connector, is_comparing=is_comparing):
            return True
        sentence = self._text.sentence_of(connector.start)
        things = [*self._named, *self._actions]
        before = [one for one in things if sentence.start <= one.start <= connector.start]
        after = [
            one
            for one in things
            if connector.start < one.start <= connector.end + _NEAR and one.end <= sentence.end
        ]
        if before and after and any(one in self._named for one in (*before, *after)):
            return True
        return self._is_half_known(connector, words)

    def _is_half_known(self, connector: Span, words: Words) -> bool:
        """Whether a known option stands beside the connector and something on its other side, in
        a question: no list of interventions is complete ('resection or growing rods?')."""
        text = self._text
        sentence = text.sentence_of(connector.start)
        if not self._is_question(sentence, words):
            return False
        left = Span(text.clause_start(connector.start), connector.start)
        right = Span(connector.end, text.clause_end(connector.end))
        knows_left = any(left.holds(one) and left.end - one.end <= _BESIDE for one in self._named)
        knows_right = any(right.holds(one) for one in self._named)
        other = right if knows_left else left
        said = text.lower[other.start : other.end].strip()
        is_said = len(said) > 1 and not words.empty_sides.is_in(text, other)
        return (knows_left or knows_right) and is_said

    def _asked(self, words: Words) -> list[Span]:
        text = self._text
        masks = words.masks.spans(text)
        asks = words.asks.free_spans(text, masks)
        asks += [
            span
            for span in words.soft.free_spans(text, masks)
            if self._is_question(text.sentence_of(span.start), words)
        ]
        inverted = [
            span
            for span in words.inverted.free_spans(text, masks)
            if any(text.sentence_of(span.end - 1).holds(option) for option in self._named)
        ]
        direct = words.direct.free_spans(text, masks)
        return [*direct, *inverted, *filter(self._is_about_action, asks)]

    def _is_about_action(self, ask: Span) -> bool:
        """Whether the sentence names what to do, or points back at what was named."""
        sentence = self._text.sentence_of(ask.start)
        things = [*self._named, *self._actions]
        if any(sentence.holds(thing) for thing in things):
            return True
        if len({self._text.lower[s.start : s.end] for s in self._named}) >= _SIDES:
            return True
        earlier = [
            one for one, after in pairwise(self._text.sentences) if after.start == sentence.start
        ]
        is_short = len(self._text.lower[sentence.start : sentence.end].strip()) <= _SHORT
        points_back = is_short or any(
            one.pronouns.is_in(self._text, sentence) for one in self._words
        )
        return points_back and any(one.holds(thing) for one in earlier for thing in self._named)

    def _is_question(self, sentence: Span, words: Words) -> bool:
        text = self._text
        said = text.lower[sentence.start : sentence.end].strip()
        if said.endswith(("?", "吗", "么", "呢")) or "?" in said:
            return True
        if any(one.requests.is_in(text, sentence) for one in self._words):
            return True
        starts = [said, *(piece.strip() for piece in said.replace(":", "\n").split("\n")[1:])]
        return any(start.startswith(tuple(f"{one} " for one in words.openers)) for start in starts)

    def _decision(self, kind: Literal["choice", "asked"], span: Span) -> Decision:
        return Decision(
            kind=kind,
            start=span.start,
            end=span.end,
            text=self._text.written[span.start : span.end],
        )


def _are_different(before: Sequence[Option], after: Sequence[Option]) -> bool:
    said = {one.text.casefold() for one in before}
    return bool(before) and any(one.text.casefold() not in said for one in after)
