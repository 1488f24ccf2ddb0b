"""The V-rules: what a question must not ask, and what makes it too general."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from huizhen.core.preparation.question_text import Phrases, QuestionText, Span
from huizhen.core.preparation.question_words import Words
from huizhen.core.records.value import Value

Severity = Literal["block", "ask"]
_MARKS = re.compile(r"\?+")
_NUMBERED = re.compile(r"^\s*(?:[-•*]|\d{1,2}[).、]|[a-z]\))?\s*")


class Advice(Value):
    """What the author is told, in English, Chinese and the asker's own language ('' if none)."""

    code: str
    en: str
    zh: str
    own: str = ""


class RuleHit(Value):
    """One V-rule that a question meets, with the passage that meets it."""

    id: str
    severity: Severity
    name_en: str
    name_zh: str
    start: int | None = None
    end: int | None = None
    text: str = ""


class Situation(Value):
    """What the rules need to know of the parts that were found."""

    anchor_kinds: int
    is_comparing_options: bool
    is_fully_supported: bool
    other_specialties: tuple[str, ...] = ()


class Rule:
    """One entry of `rules.json`, compiled."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.id: str = data["id"]
        self.severity: Severity = data["severity"]
        self.when: str = data["when"]
        self.name: Mapping[str, str] = data["name"]
        self.advice: Mapping[str, str] = data["advice"]
        self._patterns = {lang: Phrases(words) for lang, words in data["patterns"].items()}
        self._except = {lang: Phrases(words) for lang, words in data.get("except", {}).items()}
        self._most_marks: int = data.get("question_marks", 0)
        self._most_questions: int = data.get("sub_questions", 0)

    def hit(
        self,
        text: QuestionText,
        languages: Sequence[str],
        words: Sequence[Words],
        situation: Situation,
    ) -> RuleHit | None:
        """The hit with its first passage, None when the rule is not met."""
        if self.when == "too_many":
            return self._said() if self._is_too_many(text, words) else None
        if self.when == "no_anchor":
            is_met = situation.anchor_kinds == 0 and situation.is_fully_supported
            return self._said() if is_met else None
        if self.when == "other_specialty":
            return self._said() if situation.other_specialties else None
        if not self._may_apply(situation):
            return None
        spans = [span for lang in languages for span in self._spans(text, lang)]
        return self._said(min(spans), text) if spans else None

    def _may_apply(self, situation: Situation) -> bool:
        if self.when == "few_anchors":
            return situation.anchor_kinds < 2
        return self.when != "unless_compared" or not situation.is_comparing_options

    def _spans(self, text: QuestionText, language: str) -> list[Span]:
        patterns = self._patterns.get(language)
        if patterns is None:
            return []
        excepted = self._except.get(language)
        return patterns.free_spans(text, excepted.spans(text) if excepted else [])

    def _is_too_many(self, text: QuestionText, words: Sequence[Words]) -> bool:
        if text.is_cut:
            return True
        marks = len(_MARKS.findall(text.lower))
        return marks > self._most_marks or sub_questions(text, words) > self._most_questions

    def _said(self, span: Span | None = None, text: QuestionText | None = None) -> RuleHit:
        return RuleHit(
            id=self.id,
            severity=self.severity,
            name_en=self.name["en"],
            name_zh=self.name["zh"],
            start=span.start if span else None,
            end=span.end if span else None,
            text=text.written[span.start : span.end] if span and text else "",
        )


def sub_questions(text: QuestionText, words: Sequence[Words]) -> int:
    """How many clauses ask something of their own; 'and whether' begins another."""
    clauses = [text.lower[one.start : one.end] for one in text.clauses]
    return sum(
        max(one.questions_in(_NUMBERED.sub("", clause)) for one in words) for clause in clauses
    )
