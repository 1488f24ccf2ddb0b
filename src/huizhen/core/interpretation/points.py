"""The opinion against the home plan, point by point: a person's entries with quotes of both sides.

Nothing is aligned by machine here. The check says which recommendation and which item of the plan
is in no point, and which quote does not stand where it is said to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal

from pydantic import Field

from huizhen.core.consultation.contract import Lack, LackWords, has_words
from huizhen.core.consultation.opinion import Opinion
from huizhen.core.content import Pack
from huizhen.core.records.evidence import Evidence, PersonEntry
from huizhen.core.records.fact import Fact, FactKey
from huizhen.core.records.value import Value

Relation = Literal["agree", "differ", "conditional", "new", "silent"]

RECOMMENDATION: Final = "recommendation"
TEST: Final = "test"
_LONGEST_SUBJECT: Final = 80
_SENTENCE_END: Final = re.compile(r"[。；！？;!?]\s*|\.(?:\s+|$)")


class PlanItem(Value):
    """One thing that the home team plans, where it stands."""

    id: FactKey
    text: str
    evidence: tuple[Evidence, ...] = Field(min_length=1)


class PlanQuote(Value):
    """Words of the home plan."""

    item_id: FactKey
    text: str = Field(min_length=1)
    evidence: tuple[Evidence, ...] = Field(min_length=1)


class OpinionQuote(Value):
    """Words of the opinion in its own language."""

    part: str
    """`recommendation:1`, `test:1`, `section:assessment`, `answer:<question id>`."""
    text: str = Field(min_length=1)
    question_id: str = ""
    """The question that it answers, where it answers one."""


class Point(Value):
    """One thing that opinion or plan speak of, and how they stand to each other."""

    id: str
    item: str
    """What it is about, in the language of the home team."""
    relation: Relation
    plan: tuple[PlanQuote, ...] = ()
    opinion: tuple[OpinionQuote, ...] = ()
    condition: str = ""
    meaning: str = ""
    """What it means for the patient, in a person's words."""
    question: str = ""
    """What the home team may be asked about it."""
    by: str
    at: str


class PointsCheck(Value):
    """What is still missing."""

    lacks: tuple[Lack, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether reports may be composed of the points."""
        return not self.lacks


def point_words(pack: Pack) -> LackWords:
    """Message and remedy of every lack, from the pack `reports`."""
    return LackWords(pack, ())


def plan_items(facts: Iterable[Fact]) -> tuple[PlanItem, ...]:
    """The home team's plan as the records have it: what is affirmed and stands."""
    return tuple(
        PlanItem(id=fact.fact_key, text=fact.text, evidence=fact.evidence)
        for fact in facts
        if fact.type == "CarePlan"
        and fact.status != "rejected"
        and fact.record_status == "current"
        and fact.certainty != "negated"
        and fact.text
    )


def check_points(
    points: Sequence[Point],
    opinion: Opinion,
    plan: Sequence[PlanItem],
    questions: Sequence[str],
) -> PointsCheck:
    """Everything that keeps the points from being whole: of each point, of the opinion's
    recommendations and wanted tests, of the plan's items."""
    lacks = [lack for point in points for lack in _of_point(point, opinion, plan, questions)]
    names = [point.id for point in points]
    lacks += [_lack("point_doubled", name) for name in dict.fromkeys(names)
              if names.count(name) > 1]  # fmt: skip
    quoted = {quote.part for point in points for quote in point.opinion}
    lacks += [_lack("recommendation_open", part) for part in parts_to_cover(opinion)
              if part not in quoted]  # fmt: skip
    covered = {quote.item_id for point in points for quote in point.plan}
    lacks += [
        _lack("plan_open", item.text[:_LONGEST_SUBJECT]) for item in plan if item.id not in covered
    ]
    return PointsCheck(lacks=tuple(lacks))


def parts_to_cover(opinion: Opinion) -> tuple[str, ...]:
    """The parts of an opinion that have to be in a point."""
    recommended = (f"{RECOMMENDATION}:{n}" for n, _ in enumerate(opinion.recommendations, 1))
    wanted = (f"{TEST}:{n}" for n, _ in enumerate(opinion.tests_requested, 1))
    return (*recommended, *wanted)


def part_text(opinion: Opinion, part: str) -> str:
    """The text of a part of the opinion; '' when it has none of that name."""
    return dict(opinion_parts(opinion)).get(part, "")


def opinion_parts(opinion: Opinion) -> Iterator[tuple[str, str]]:
    """Every part of an opinion with its text, in reading order."""
    for section in opinion.sections:
        yield f"section:{section.key}", section.text
    for answer in opinion.answers:
        yield f"answer:{answer.question_id}", answer.text
        for number, needed in enumerate(answer.needs, 1):
            yield f"needs:{answer.question_id}:{number}", needed
    for number, one in enumerate(opinion.recommendations, 1):
        yield f"{RECOMMENDATION}:{number}", one.text
    for number, text in enumerate(opinion.tests_requested, 1):
        yield f"{TEST}:{number}", text


def _of_point(
    point: Point, opinion: Opinion, plan: Sequence[PlanItem], questions: Sequence[str]
) -> Iterator[Lack]:
    if not has_words(point.by):
        yield _lack("point_needs_name", point.id)
    if point.relation == "new" and point.plan:
        yield _lack("point_is_not_new", point.id)
    if point.relation == "silent" and point.opinion:
        yield _lack("point_is_not_silent", point.id)
    if point.relation != "new" and not point.plan:
        yield _lack("point_needs_plan", point.id)
    if point.relation != "silent" and not point.opinion:
        yield _lack("point_needs_opinion", point.id)
    if point.relation == "conditional" and not has_words(point.condition):
        yield _lack("point_needs_condition", point.id)
    yield from _of_quotes(point, opinion, plan, questions)


def _of_quotes(
    point: Point, opinion: Opinion, plan: Sequence[PlanItem], questions: Sequence[str]
) -> Iterator[Lack]:
    items = {item.id: item for item in plan}
    if any(not _stands_in(q.text, part_text(opinion, q.part)) for q in point.opinion):
        yield _lack("quote_not_in_opinion", point.id)
    if any(not _is_of_plan(quote, items.get(quote.item_id)) for quote in point.plan):
        yield _lack("quote_not_in_plan", point.id)
    if any(q.question_id and q.question_id not in questions for q in point.opinion):
        yield _lack("question_unknown", point.id)


def _is_of_plan(quote: PlanQuote, item: PlanItem | None) -> bool:
    """Whether the words stand in the item, or at one of its places in the records."""
    if item is None or any(place not in item.evidence for place in quote.evidence):
        return False
    known = [item.text]
    known += [p.why if isinstance(p, PersonEntry) else getattr(p, "quote", "")
              for p in quote.evidence]  # fmt: skip
    return any(_stands_in(quote.text, text) for text in known)


def _stands_in(quote: str, text: str) -> bool:
    """Whether a quote is whole sentences of a text, line breaks and runs of spaces apart: a
    negation or a condition must not be cut off."""
    bare, whole = " ".join(quote.split()), " ".join(text.split())
    if not bare:
        return False
    starts = {0, *(match.end() for match in _SENTENCE_END.finditer(whole))}
    ends = {len(whole), *(match.start() for match in _SENTENCE_END.finditer(whole))}
    ends |= {match.start() + 1 for match in _SENTENCE_END.finditer(whole)}
    at = whole.find(bare)
    while at >= 0:
        if at in starts and at + len(bare) in ends:
            return True
        at = whole.find(bare, at + 1)
    return False


def _lack(code: str, subject: str) -> Lack:
    return Lack(code=code, effect="block", subject=subject)
