"""What `extract` and `context` print of one text: the machine lines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from huizhen.core.extraction.context import Context
from huizhen.core.extraction.extract import DateFound, Extraction, OpenQuestion
from huizhen.core.records.fact import Fact
from huizhen.core.records.value import Value


class ExtractLine(Value):
    """What was found in one text or file."""

    id: str = ""
    facts: tuple[Fact, ...] = ()
    dates: tuple[DateFound, ...] = ()
    questions: tuple[OpenQuestion, ...] = ()


class ContextLine(Value):
    """How a text means a concept; to be excluded counts as uncertain."""

    id: str = ""
    negated: bool = False
    uncertain: bool = False
    historical: bool = False
    hypothetical: bool = False
    subject: Literal["patient", "family"] = "patient"


def extract_line(id_: str, pages: Iterable[Extraction]) -> dict[str, object]:
    """One `huizhen.extract/1` record of a text's pages."""
    made = list(pages)
    line = ExtractLine(
        id=id_,
        facts=tuple(fact for page in made for fact in page.facts),
        dates=tuple(date for page in made for date in page.dates),
        questions=tuple(question for page in made for question in page.questions),
    )
    return {"schema": "huizhen.extract/1", **line.model_dump(mode="json")}


def context_line(id_: str, context: Context) -> dict[str, object]:
    """One `huizhen.context/1` record."""
    line = ContextLine(
        id=id_,
        negated=context.negated,
        uncertain=context.uncertain or context.to_exclude,
        historical=context.historical,
        hypothetical=context.hypothetical,
        subject="family" if context.family else "patient",
    )
    return {"schema": "huizhen.context/1", **line.model_dump(mode="json")}
