"""Conditions over a case: yes, no, or not decidable with what a person has to settle.

What nobody wrote is not 'no' by itself: a condition says what silence means for it. A suspected
fact, a vague question and a value that cannot be compared leave it open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from huizhen.core.language.terms import normalised
from huizhen.core.language.units import unit_key
from huizhen.core.preparation.requirements.case import CaseFact, CaseFacts
from huizhen.core.preparation.requirements.definition import (
    AgeTest,
    Condition,
    Disease,
    FactRule,
    Text,
    ValueTest,
)
from huizhen.core.preparation.requirements.matching import counts, facts_that_fit, says
from huizhen.core.records.dates import PartialDate

_OPEN = ("suspected", "to_exclude")
_PLANNED = ("CarePlan",)
_JUST = Decimal("1e-12")
"""So little that no result is written more finely."""


@dataclass(frozen=True)
class Answer:
    """`is_true` is None where the case does not decide it; then `asks` says what to settle."""

    is_true: bool | None
    asks: tuple[Text, ...] = ()
    facts: tuple[CaseFact, ...] = ()


@dataclass(frozen=True)
class Judge:
    """Answers the conditions of one case."""

    case: CaseFacts
    diseases: Mapping[str, Disease]
    as_of: PartialDate
    verdict: str
    """Of the question's check; '' where nobody has checked it."""
    undecided: Text
    """What is asked where a condition has no words of its own."""

    def answer(self, condition: Condition | None) -> Answer:
        """Whether it holds; no condition always does."""
        if condition is None:
            return Answer(True)
        found = self._answer(condition)
        if found.is_true is None and condition.ask is not None:
            return Answer(None, (condition.ask,), found.facts)
        if found.is_true is None and not found.asks:
            return Answer(None, (self.undecided,), found.facts)
        return found

    def _answer(self, condition: Condition) -> Answer:
        if condition.always:
            return Answer(True)
        if condition.judgement:
            return Answer(None)
        if condition.negated is not None:
            inner = self.answer(condition.negated)
            truth = None if inner.is_true is None else not inner.is_true
            return Answer(truth, inner.asks, inner.facts)
        if condition.all or condition.any:
            return self._several(condition)
        return self._single(condition)

    def _several(self, condition: Condition) -> Answer:
        decisive = bool(condition.any)
        answers = [self.answer(one) for one in condition.any or condition.all]
        for one in answers:
            if one.is_true is decisive:
                return one
        still_open = [one for one in answers if one.is_true is None]
        facts = tuple(fact for one in answers for fact in one.facts)
        if still_open:
            return Answer(None, tuple(ask for one in still_open for ask in one.asks), facts)
        return Answer(not decisive, facts=facts)

    def _single(self, condition: Condition) -> Answer:
        if condition.fact is not None:
            found = self._fact(condition.fact, condition.absent, condition.at_least)
            if condition.is_dated and not any(known.fact.date for known in found.facts):
                return Answer(
                    None if found.facts and found.is_true else found.is_true, (), found.facts
                )
            return found
        if condition.disease:
            return self._disease(condition.disease)
        if condition.asked:
            return self._asked(condition.asked)
        if condition.value is not None:
            return self._value(condition.value)
        return self._age(condition.age or AgeTest())

    def _fact(self, rule: FactRule, absent: str, at_least: int = 1) -> Answer:
        about = facts_that_fit(self.case.facts, rule)
        counted = tuple(known for known in about if counts(known, rule))
        if len({(known.label, known.fact.date) for known in counted}) >= at_least:
            return Answer(True, facts=counted)
        if any(known.fact.certainty in _OPEN for known in about):
            return Answer(None, facts=tuple(about))
        spoken = [
            known
            for known in about
            if known.fact.certainty in ("affirmed", "negated", "historical")
        ]
        if spoken:
            return Answer(False, facts=tuple(spoken))
        return Answer(None if absent == "unknown" else False)

    def _disease(self, wanted: Sequence[str]) -> Answer:
        known = {name: self._fact(d.fact, "unknown") for name, d in self.diseases.items()}
        for name in wanted:
            if known[name].is_true:
                return known[name]
        if any(answer.is_true for answer in known.values()):
            return Answer(False)
        return self._named_in_question(wanted, known)

    def _named_in_question(self, wanted: Sequence[str], known: Mapping[str, Answer]) -> Answer:
        """Where no record is sure of the diagnosis, the question may name it."""
        text = normalised(self.case.question)
        named = [name for name, d in self.diseases.items() if says(text, d.fact.words)]
        if named:
            return Answer(any(name in named for name in wanted))
        if all(known[name].is_true is False for name in wanted):
            return Answer(False)
        return Answer(None, facts=tuple(f for name in wanted for f in known[name].facts))

    def _asked(self, words: Sequence[str]) -> Answer:
        if says(normalised(self.case.question), words):
            return Answer(True)
        planned = tuple(known for known in self.case.facts if _is_plan(known, words))
        if planned:
            return Answer(True, facts=planned)
        is_vague = not self.case.question.strip() or self.verdict == "vague"
        return Answer(None if is_vague else False)

    def _value(self, test: ValueTest) -> Answer:
        known = [
            fact for fact in self.case.facts if fact.is_about(test.concepts) and _is_valued(fact)
        ]
        newest = max(known, key=lambda fact: str(fact.fact.date or ""), default=None)
        if newest is None or newest.number is None or unit_key(newest.unit) != unit_key(test.unit):
            return Answer(None)
        truth = _compared(newest.number, newest.fact.comparator, test)
        return Answer(truth, facts=(newest,))

    def _age(self, test: AgeTest) -> Answer:
        patient = self.case.patient
        if test.sex is not None:
            if patient.sex in (None, "unknown"):
                return Answer(None)
            if patient.sex != test.sex:
                return Answer(False)
        if patient.birth_date is None:
            return Answer(None)
        youngest, oldest = completed_years(patient.birth_date, self.as_of)
        answers = {test.at_least <= years < test.below for years in (youngest, oldest)}
        return Answer(answers.pop() if len(answers) == 1 else None)


def completed_years(birth: PartialDate, as_of: PartialDate) -> tuple[int, int]:
    """The fewest and the most completed years that a partial birth date allows."""
    years = as_of.year - birth.year
    today = (as_of.month or 1, as_of.day or 1)
    latest = (birth.month or 12, birth.day or 31)
    earliest = (birth.month or 1, birth.day or 1)
    return years - (today < latest), years - (today < earliest)


def _is_plan(known: CaseFact, words: Sequence[str]) -> bool:
    fact = known.fact
    if fact.type not in _PLANNED and fact.certainty != "hypothetical":
        return False
    return says(known.label, words) or says(known.said, words)


def _is_valued(known: CaseFact) -> bool:
    return known.fact.type == "Observation" and known.fact.certainty in ("affirmed", "historical")


def _compared(number: Decimal, comparator: str | None, test: ValueTest) -> bool | None:
    """The answer only where every number that '<20' or '>1000' stands for gives the same."""
    ends = {_is_within(end, test) for end in _ends(number, comparator)}
    return ends.pop() if len(ends) == 1 else None


def _ends(number: Decimal, comparator: str | None) -> tuple[Decimal, ...]:
    """The smallest and the largest number that may be meant; the tests are one-sided."""
    if comparator is None:
        return (number,)
    just = _JUST if len(comparator) == 1 else Decimal(0)
    if comparator.startswith(">"):
        return (number + just, Decimal("Infinity"))
    return (Decimal("-Infinity"), number - just)


def _is_within(number: Decimal, test: ValueTest) -> bool:
    return (
        (test.over is None or number > test.over)
        and (test.at_least is None or number >= test.at_least)
        and (test.under is None or number < test.under)
    )
