"""A hospital's own form planned for filling in a limited child, and what came of it."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from pathlib import Path

from huizhen.core.errors import BrokenRecord
from huizhen.core.ports import Outcome, Work
from huizhen.core.records.value import Value, content_hash

FILLING_VERSION = 1


class FilledForm(Value):
    """A filled form, and what did not come together."""

    data: bytes
    unfilled: tuple[str, ...] = ()
    """Given fields that the form has no place for."""
    unknown: tuple[str, ...] = ()
    """Names in the form for which nothing was given: they stay visible there."""


def filling_work(path: Path, source_id: str, fields: Mapping[str, str | Sequence[str]]) -> Work:
    """The work of filling the form at a path; fields by name ('F01'), a list for paragraphs."""
    given = {
        name: words if isinstance(words, str) else list(words) for name, words in fields.items()
    }
    return Work(
        key=content_hash([FILLING_VERSION, source_id, given]),
        kind="fill_form",
        input={"path": str(path), "source_id": source_id, "fields": given},
        label=path.name,
    )


def filled_form(outcome: Outcome) -> FilledForm:
    """The form of an outcome; BrokenRecord with the outcome's own words when there is none."""
    if outcome.data is None:
        raise BrokenRecord(outcome.code, outcome.message, outcome.remedy)
    told = {**outcome.data, "data": base64.b64decode(str(outcome.data["data"]))}
    return FilledForm.model_validate(told)
