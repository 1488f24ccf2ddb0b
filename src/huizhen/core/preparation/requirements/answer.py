"""What a named person says of a required item that is not there: never done, not kept, refused."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final, Literal

from pydantic import Field, ValidationError

from huizhen.core.errors import WrongCall
from huizhen.core.preparation.requirements.definition import State
from huizhen.core.records.evidence import PersonEntry
from huizhen.core.records.fact import FactKey
from huizhen.core.records.value import Value

Why = Literal["not_done", "not_existing", "unobtainable", "refused"]
WHYS: Final[tuple[Why, ...]] = ("unobtainable", "not_done", "not_existing", "refused")
"""The weakest first: it says nothing of whether the thing was ever made."""
Speaker = Literal["home_physician", "practice", "patient", "relative"]
HOME: Final[tuple[Speaker, ...]] = ("home_physician", "practice")
"""Who speaks for the home team; the others speak for the patient."""


class Said(Value):
    """Something is not there, by the word of a named person."""

    why: Why
    speaker: Speaker
    entry: PersonEntry
    """Who said it, when, and in which words."""


class Answer(Said):
    """A required item is not there, and what the person was asked for."""

    requirement: str = Field(min_length=1)
    state: State
    """Of the finding that was asked about, as are parts and facts."""
    parts: tuple[str, ...] = ()
    fact_keys: tuple[FactKey, ...] = ()


def answers_from_json(text: str) -> tuple[Answer, ...]:
    """The answers of a request, a JSON list; WrongCall when it is none."""
    if not text.strip():
        return ()
    try:
        return tuple(Answer.model_validate(row) for row in json.loads(text))
    except (ValidationError, TypeError, ValueError) as error:
        raise WrongCall(
            "answers_malformed",
            "The answers about missing items in the request cannot be read.",
            "Each has requirement, why, speaker, entry (kind person, who, at, why) and state.",
        ) from error


def answers_as_json(answers: Iterable[Answer]) -> str:
    """What `answers_from_json` reads; '' without any."""
    rows = [answer.model_dump(mode="json") for answer in answers]
    return json.dumps(rows, ensure_ascii=False) if rows else ""
