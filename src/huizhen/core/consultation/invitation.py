"""The invitation of a department: the five parts that the norm requires, and what it lacks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from typing import Any, Literal

from pydantic import ValidationError, field_validator

from huizhen.core.consultation.contract import Lack, LackWords, NamedPart, has_words
from huizhen.core.consultation.hours import in_utc
from huizhen.core.content import Pack
from huizhen.core.errors import ContentError
from huizhen.core.records.value import Value

_LIMITS = ("questions_usual", "questions_most", "summary_characters")


class Invitation(Value):
    """What a department is asked, by whom, about whom and until when."""

    case_number: str
    hospital: str = ""
    department: str = ""
    format: Literal["written", "video", "mdt"] = "written"
    reason: str = ""
    questions: tuple[str, ...] = ()
    time_arrangement: str = ""
    case_summary: str = ""
    specialty: str = ""
    title_wanted: str = ""
    """Such as 主任医师; no named individual is needed."""
    requesting_physician: str = ""
    requesting_institution: str = ""
    is_expedited: bool = False
    expedite_reason: str = ""
    answer_by: datetime | None = None

    @field_validator("answer_by")
    @classmethod
    def _in_utc(cls, instant: datetime | None) -> datetime | None:
        return None if instant is None else in_utc(instant)


class InvitationPart(NamedPart):
    """A required part and the fields that make it."""

    fields: tuple[
        Literal[
            "reason", "questions", "time_arrangement", "case_summary", "specialty", "title_wanted"
        ],
        ...,
    ]

    def is_in(self, invitation: Invitation) -> bool:
        """Whether every field of the part says something."""
        return all(_says_something(getattr(invitation, name)) for name in self.fields)


def _says_something(value: str | tuple[str, ...]) -> bool:
    texts = (value,) if isinstance(value, str) else value
    return bool(texts) and all(map(has_words, texts))


class InvitationBook:
    """The required parts and limits from the pack `invitation`."""

    def __init__(self, pack: Pack) -> None:
        self.stamp = pack.stamp
        self._pack = pack
        data: Any = pack.parsed("parts.json")
        try:
            self.parts = tuple(InvitationPart.model_validate(one) for one in data["parts"])
            self.limits = {name: int(data["limits"][name]["value"]) for name in _LIMITS}
        except (KeyError, TypeError, ValueError, ValidationError) as error:
            raise ContentError(
                "content_malformed",
                f"The parts {pack.stamp.id}/parts.json are wrong.",
                "Every part needs key, zh, en and fields; compare it with the product's own file.",
            ) from error

    @cached_property
    def words(self) -> LackWords:
        """Messages of what the check finds."""
        return LackWords(self._pack, self.parts)


def missing_parts(invitation: Invitation, book: InvitationBook) -> tuple[str, ...]:
    """Keys of the required parts that are not there."""
    return tuple(part.key for part in book.parts if not part.is_in(invitation))


def check_invitation(invitation: Invitation, book: InvitationBook) -> tuple[Lack, ...]:
    """Everything that keeps the invitation from being sent, or that its writer is asked."""
    return tuple(_lacks(invitation, book))


def _lacks(invitation: Invitation, book: InvitationBook) -> Iterator[Lack]:
    for key in missing_parts(invitation, book):
        yield Lack(code="part_missing", effect="block", subject=key)
    names = (invitation.requesting_physician, invitation.requesting_institution)
    if not any(map(has_words, names)):
        yield Lack(code="no_inviting_institution", effect="ask")
    if invitation.is_expedited and not has_words(invitation.expedite_reason):
        yield Lack(code="expedited_without_reason", effect="block")
    number = len(invitation.questions)
    if number > book.limits["questions_most"]:
        yield Lack(code="questions_too_many", effect="block", subject=str(number))
    elif number > book.limits["questions_usual"]:
        yield Lack(code="questions_many", effect="ask", subject=str(number))
    length = sum(1 for character in invitation.case_summary if not character.isspace())
    if length > book.limits["summary_characters"]:
        yield Lack(code="summary_too_long", effect="ask", subject=str(length))
