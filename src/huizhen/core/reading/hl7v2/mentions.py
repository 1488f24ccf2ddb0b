"""Whose message it is: the patients of a file, and which pages are about whom."""

from __future__ import annotations

from dataclasses import dataclass, field

from huizhen.core.reading.hl7v2.messages import Message
from huizhen.core.reading.hl7v2.patient import identity_of
from huizhen.core.reading.hl7v2.segments import Segment
from huizhen.core.records.identity import Identity, PatientMention
from huizhen.core.records.value import canonical_json


@dataclass(slots=True)
class Part:
    """The segments of a message that are about one patient; nearly always all of them."""

    segments: list[Segment] = field(default_factory=list)
    identity: Identity | None = None
    patient: str = ""
    """The identity as text; '' when the part names nobody."""
    key: str = ""
    where: str = ""


@dataclass(slots=True)
class _Patient:
    identity: Identity
    key: str
    where: str
    ordinals: list[int] = field(default_factory=list)


class Mentions:
    """The patients of all messages of a file."""

    def __init__(self, messages: list[Message]) -> None:
        self._parts = {message.number: _parts(message) for message in messages}
        self._patients: dict[str, _Patient] = {}
        every = {part.patient for parts in self._parts.values() for part in parts}
        self._is_single = len(every) == 1

    def parts(self, message: Message) -> list[Part]:
        """The parts of one message."""
        return self._parts[message.number]

    def take(self, part: Part, ordinal: int) -> str:
        """Notes that a page is about the part's patient; gives what facts refer to."""
        if part.identity is None and self._is_single:
            return ""
        key = "" if self._is_single else part.key
        name = part.patient or part.key  # who is not named is nobody else either
        identity = part.identity or Identity()
        patient = self._patients.setdefault(name, _Patient(identity, key, part.where))
        patient.ordinals.append(ordinal)
        return patient.key

    def listed(self) -> tuple[PatientMention, ...]:
        """Each patient once, with the pages of the messages about them."""
        return tuple(
            PatientMention(
                key=patient.key,
                identity=patient.identity,
                ordinals=tuple(patient.ordinals),
                where=patient.where,
            )
            for patient in self._patients.values()
        )


def _parts(message: Message) -> list[Part]:
    """A message about several patients falls apart at the PID of another one."""
    parts = [Part(key=f"MSG[{message.number}]")]
    for segment in message.segments:
        if segment.name == "PID":
            _take_patient(segment, parts)
        parts[-1].segments.append(segment)
    return parts


def _take_patient(segment: Segment, parts: list[Part]) -> None:
    identity = identity_of(segment)
    if identity.is_empty and identity.sex is None:
        return
    patient = canonical_json(identity.model_dump(mode="json"))
    if parts[-1].identity is not None:
        if parts[-1].patient == patient:
            return
        parts.append(Part(key=segment.path))
    part = parts[-1]
    part.identity, part.patient, part.where = identity, patient, segment.path
