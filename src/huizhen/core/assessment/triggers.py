"""Structured triggers over facts: each answer is no, unsure or yes, with the facts it rests on.

Doubt never becomes silence: a value without date or unit, or an old one with nothing later, makes
an expression unsure, and a person is asked to call back.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from huizhen.core.assessment.moments import Recency, bounds, is_later, moment_of, recency
from huizhen.core.assessment.readings import Reading, Readings, State, upper_limit
from huizhen.core.assessment.red_flag_rules import (
    Expression,
    RedFlagBook,
    Rule,
    Setting,
    kind_of,
)
from huizhen.core.assessment.signs import SignBook
from huizhen.core.extraction.knowledge import Knowledge
from huizhen.core.language.concepts import concept_of
from huizhen.core.language.term_index import TermIndex
from huizhen.core.records.evidence import PageSpan
from huizhen.core.records.fact import Fact

_SIGN_TYPES = ("Condition", "Observation", "ClinicalImpression", "DiagnosticReport", "Procedure")
_OVER = ("resolved", "inactive", "not-taken")
_ONGOING = ("active", "recurrence")
_SETTLED = ("confirmed", "corrected")
_OPEN: dict[Recency, str] = {"perhaps": "date_partial", "undated": "undated", "old": "old"}
_FALL_DAYS = 7


class Answer(NamedTuple):
    """Whether an expression holds, on which facts, and what is in doubt."""

    state: State
    facts: tuple[Fact, ...] = ()
    reasons: tuple[str, ...] = ()
    by_text: bool = False
    """Whether it rests on words of a document that nobody has confirmed."""


NO = Answer(0)


class Triggers:
    """Evaluates the expressions of a pack over the facts of one case."""

    def __init__(self, book: RedFlagBook, knowledge: Knowledge) -> None:
        self._book = book
        self._lexicon = knowledge.lexicon
        self.signs = SignBook(book.signs)
        self._readings = Readings(book.quantities, knowledge)
        self._inns = [(row["inn"], row["atc"]) for row in knowledge.terms.rows("drugs.tsv")]
        self._regimens = {
            row["regimen"]: row["drugs"].split(";") for row in knowledge.words.rows("regimens.tsv")
        }
        self._settings = {
            name: TermIndex([(word, name) for word in setting.words], plural=True)
            for name, setting in book.settings.items()
        }

    def answers(
        self, rule: Rule, facts: Sequence[Fact], as_of: datetime.date, is_child: bool
    ) -> list[Answer]:
        """What each structured trigger of a rule says; those that do not hold are left out."""
        case = _Case(self, rule, facts, as_of, is_child)
        return [found for found in map(case.answer, rule.structured) if found.state]

    def readings(self, name: str, facts: Iterable[Fact]) -> list[Reading]:
        """The readings of a quantity."""
        return self._readings.of(name, facts)

    def window(self, key: str) -> int:
        """How many days a finding of that kind counts."""
        return self._book.windows[key]

    def is_lasting(self, name: str) -> bool:
        """Whether a later normal reading of a quantity does not end what an earlier one says."""
        return self._book.quantities[name].lasts

    def setting(self, name: str) -> Setting:
        """A setting by its name."""
        return self._book.settings[name]

    def is_in_setting(self, name: str, fact: Fact) -> bool:
        """Whether a fact is of a setting's disease or treatment, whatever its date."""
        setting = self._book.settings[name]
        if fact.type not in setting.types or fact.certainty not in setting.certainty:
            return False
        if fact.clinical_status in _OVER:
            return False
        codings = (*((fact.code,) if fact.code else ()), *fact.codings)
        codes = [coding.code for coding in codings if coding.code]
        if any(code.startswith((*setting.icd10, *setting.atc)) for code in codes):
            return True
        concept = concept_of(fact, self._lexicon)
        label = " | ".join((fact.text, concept, *(coding.display for coding in codings)))
        if next(self._settings[name].matches(label), None) is not None:
            return True
        return bool(setting.atc) and self._has_drug(setting, concept)

    def _has_drug(self, setting: Setting, concept: str) -> bool:
        named = {one for part in concept.split(" / ") for one in self._regimens.get(part, [part])}
        return any(inn in named and atc.startswith(setting.atc) for inn, atc in self._inns)


class _Case:
    """One rule over one case."""

    def __init__(
        self,
        triggers: Triggers,
        rule: Rule,
        facts: Sequence[Fact],
        as_of: datetime.date,
        is_child: bool,
    ) -> None:
        self._triggers = triggers
        self._rule = rule
        self._facts = facts
        self._as_of = as_of
        self._is_child = is_child
        self._kinds: dict[str, Callable[[Expression], Answer]] = {
            "value": self._value, "times_upper_limit": self._upper, "fall": self._change,
            "rise": self._change, "falling": self._falling, "times_lowest": self._times_lowest,
            "newly": self._newly, "flagged_high": self._flagged, "absent": self._absent,
            "sign": self._sign, "setting": self._setting, "all": self._all, "any": self._any,
            "at_least": self._at_least, "not": self._not, "unsure": self._unsure,
        }  # fmt: skip

    def answer(self, expression: Expression) -> Answer:
        """What one expression says of the case."""
        return self._kinds[kind_of(expression)](expression)

    def _all(self, expression: Expression) -> Answer:
        parts = [self.answer(one) for one in expression["all"]]
        return _joined(min(part.state for part in parts), parts)

    def _any(self, expression: Expression) -> Answer:
        return _strongest([self.answer(one) for one in expression["any"]])

    def _at_least(self, expression: Expression) -> Answer:
        parts = sorted((self.answer(one) for one in expression["of"]), key=lambda a: -a.state)
        needed = parts[: expression["at_least"]]
        return _joined(min(part.state for part in needed), needed)

    def _not(self, expression: Expression) -> Answer:
        inner = self.answer(expression["not"])
        states: dict[State, State] = {0: 2, 1: 1, 2: 0}
        return Answer(states[inner.state], (), inner.reasons if inner.state == 1 else ())

    def _unsure(self, expression: Expression) -> Answer:
        inner = self.answer(expression["unsure"])
        if not inner.state:
            return NO
        return inner._replace(state=1, reasons=(*inner.reasons, "needs_judgement"))

    def _days(self, expression: Expression, name: str) -> int:
        if "days" in expression:
            return int(expression["days"])
        kind = "vital" if self._triggers.is_lasting(name) else "laboratory"
        return self._triggers.window(kind)

    def _read(self, name: str) -> list[Reading]:
        return self._triggers.readings(name, self._facts)

    def _value(self, expression: Expression) -> Answer:
        name = expression["value"]
        readings = self._read(name)
        days = self._days(expression, name)
        found = []
        for reading in readings:
            state = reading.passes(expression, self._is_child)
            if state:
                found.append(self._weighed(expression, reading, state, readings, days))
        return _strongest(found)

    def _weighed(
        self,
        expression: Expression,
        reading: Reading,
        state: State,
        readings: Sequence[Reading],
        days: int,
    ) -> Answer:
        """A reading beyond its limit, by how recent it is and what came after it."""
        when = recency(moment_of(reading.fact), self._as_of, days)
        later = [one for one in readings if is_later(one.fact, reading.fact)]
        is_ended = any(one.passes(expression, self._is_child) == 0 for one in later)
        lasts = self._triggers.is_lasting(expression["value"]) and when != "old"
        if (is_ended and not lasts) or (when == "old" and later):
            return NO
        reasons = [reading.doubt or "range"] if state == 1 else []
        if when != "recent":
            reasons.append(_OPEN[when])
        return Answer(1 if reasons else 2, (reading.fact,), tuple(reasons))

    def _flagged(self, expression: Expression) -> Answer:
        name = expression["flagged_high"]
        high = [reading.fact for reading in self._read(name)
                if reading.fact.flag.strip().upper().startswith(("H", "↑"))]  # fmt: skip
        return _strongest([self._dated(fact, self._days(expression, name)) for fact in high])

    def _upper(self, expression: Expression) -> Answer:
        name = expression["times_upper_limit"]
        days, found = self._days(expression, name), []
        for fact in (reading.fact for reading in self._read(name)):
            limit = upper_limit(fact)
            number = Decimal((fact.value or "0").strip())
            if limit is not None and number > limit * Decimal(expression["over"]):
                found.append(self._dated(fact, days))
        return _strongest(found)

    def _change(self, expression: Expression) -> Answer:
        """A fall by at least, or a rise by more than, so much within so many days."""
        kind = "fall" if "fall" in expression else "rise"
        name = expression[kind]
        found = []
        for later, earlier in self._pairs(name, int(expression["within_days"])):
            if kind == "fall":
                holds = earlier.number - later.number >= Decimal(expression["by"])
            else:
                holds = later.number - earlier.number > Decimal(expression["over"])
            if holds:
                answer = self._dated(later.fact, self._days(expression, name))
                found.append(answer._replace(facts=(earlier.fact, later.fact)))
        return _strongest(found)

    def _falling(self, expression: Expression) -> Answer:
        name = expression["falling"]
        found = [
            self._dated(later.fact, self._days(expression, name))._replace(
                facts=(earlier.fact, later.fact)
            )
            for later, earlier in self._pairs(name, _FALL_DAYS)
            if later.number < earlier.number
        ]
        return _strongest([answer for answer in found if answer.state == 2])

    def _pairs(self, name: str, most_days: int) -> list[tuple[Reading, Reading]]:
        """Readings in no doubt with an earlier one of at most so many days before."""
        sure = [r for r in self._read(name) if not r.doubt and r.fact.comparator is None]
        return [
            (later, earlier)
            for later in sure
            for earlier in sure
            if is_later(later.fact, earlier.fact) and _days_between(earlier, later) <= most_days
        ]

    def _newest(self, name: str) -> tuple[Reading, list[Reading]] | None:
        """The newest reading in no doubt with all that are earlier."""
        sure = [r for r in self._read(name) if not r.doubt and moment_of(r.fact) is not None]
        newest = next((r for r in sure if not any(is_later(o.fact, r.fact) for o in sure)), None)
        if newest is None:
            return None
        return newest, [r for r in sure if is_later(newest.fact, r.fact)]

    def _times_lowest(self, expression: Expression) -> Answer:
        name = expression["times_lowest"]
        found = self._newest(name)
        if found is None or not found[1]:
            return NO
        newest, earlier = found
        lowest = min(earlier, key=lambda reading: reading.number)
        if newest.number < lowest.number * Decimal(expression["at_least"]):
            return NO
        answer = self._dated(newest.fact, self._days(expression, name))
        return answer._replace(facts=(lowest.fact, newest.fact)) if answer.state == 2 else NO

    def _newly(self, expression: Expression) -> Answer:
        """A value beyond its limit that an earlier one was not; without an earlier one a person
        has to tell whether it is new."""
        name = expression["newly"]
        found = self._newest(name)
        if found is None or found[0].passes(expression) == 0:
            return NO
        newest, earlier = found
        answer = self._dated(newest.fact, self._days(expression, name))
        if answer.state != 2:
            return NO
        if not earlier:
            return answer._replace(state=1, reasons=("may_be_known",))
        was_normal = any(reading.passes(expression) == 0 for reading in earlier)
        return answer if was_normal else NO

    def _absent(self, expression: Expression) -> Answer:
        days = int(expression["days"])
        known = any(
            recency(moment_of(reading.fact), self._as_of, days) == "recent"
            for reading in self._read(expression["absent"])
        )
        return NO if known else Answer(2)

    def _sign(self, expression: Expression) -> Answer:
        days = expression.get("days", self._rule.days or self._triggers.window("sign"))
        wanted = expression.get("certainty", ["affirmed"])
        found = []
        for fact in self._facts:
            if fact.type not in _SIGN_TYPES or fact.certainty not in wanted:
                continue
            if fact.clinical_status in _OVER or fact.absent_reason is not None:
                continue
            label = " | ".join(filter(None, (fact.text, fact.concept, fact.value or "")))
            if self._triggers.signs.says(label, expression["sign"]):
                found.append(self._of_sign(fact, int(days)))
        return _strongest(found)

    def _of_sign(self, fact: Fact, days: int) -> Answer:
        answer = self._dated(fact, days)
        if answer.reasons == ("old",):
            reason = "ongoing" if fact.clinical_status in _ONGOING else "old"
            answer = answer._replace(reasons=(reason,))
        return answer._replace(by_text=not is_sure(fact))

    def _setting(self, expression: Expression) -> Answer:
        name = expression["setting"]
        facts = [fact for fact in self._facts if self._triggers.is_in_setting(name, fact)]
        if "days" not in expression:
            return Answer(2, tuple(facts[:1])) if facts else NO
        days, by = int(expression["days"]), expression.get("by", "end")
        answers = [self._recent_setting(fact, days, by) for fact in facts]
        return _strongest(answers)

    def _recent_setting(self, fact: Fact, days: int, by: str) -> Answer:
        goes_on = fact.type == "MedicationStatement" and fact.clinical_status in _ONGOING
        if goes_on and by == "end":
            return Answer(2, (fact,))
        moment = moment_of(fact) if by == "start" else fact.end_date or moment_of(fact)
        when = recency(moment, self._as_of, days)
        if when == "old":
            return NO
        return Answer(2, (fact,)) if when == "recent" else Answer(1, (fact,), (_OPEN[when],))

    def _dated(self, fact: Fact, days: int) -> Answer:
        when = recency(moment_of(fact), self._as_of, days)
        return Answer(2, (fact,)) if when == "recent" else Answer(1, (fact,), (_OPEN[when],))


def is_sure(fact: Fact) -> bool:
    """Whether a fact is more than words of a document: coded, a person's entry, or confirmed."""
    if fact.status in _SETTLED:
        return True
    return any(not isinstance(place, PageSpan) for place in fact.evidence)


def _days_between(earlier: Reading, later: Reading) -> int:
    first, last = moment_of(earlier.fact), moment_of(later.fact)
    if first is None or last is None:
        return 1_000_000
    return (bounds(last)[1] - bounds(first)[0]).days


def _joined(state: State, parts: Sequence[Answer]) -> Answer:
    if not state:
        return NO
    return Answer(
        state,
        tuple({fact.fact_key: fact for part in parts for fact in part.facts}.values()),
        tuple(dict.fromkeys(reason for part in parts for reason in part.reasons)),
        any(part.by_text for part in parts),
    )


def _strongest(answers: Sequence[Answer]) -> Answer:
    """The surest of several answers; of equal ones what is coded or confirmed goes first."""
    state: State = max((answer.state for answer in answers), default=0)
    best = [answer for answer in answers if answer.state == state]
    sure = [answer for answer in best if not answer.by_text]
    return _joined(state, sure or best)
