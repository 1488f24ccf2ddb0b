"""What belongs together in a message: orders with their requests, results, timings and notes.

Segments are gone through in their order; no message structure is required, so that messages whose
structure is not standard are read as well.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from huizhen.core.reading.hl7v2.datatypes import coded_field
from huizhen.core.reading.hl7v2.segments import Segment

_PHARMACY = ("RXA", "RXE", "RXO", "RXD", "RXG")
_BETWEEN_NOTES = ("PRT", "CTD", "ROL")
_TEXTS = ("TX", "FT")
_MOST_DETAILS = 20
"""Specimens, timings and routes of one group that are looked at."""


@dataclass(slots=True)
class Treatment:
    """One pharmacy segment with what follows it."""

    routes: list[Segment] = field(default_factory=list)
    timings: list[Segment] = field(default_factory=list)
    components: list[Segment] = field(default_factory=list)


@dataclass(slots=True)
class Group:
    """One order or result group."""

    order: Segment | None = None
    request: Segment | None = None
    """The OBR."""
    document: Segment | None = None
    """The TXA."""
    treated: Segment | None = None
    """The last pharmacy segment."""
    timings: list[Segment] = field(default_factory=list)
    specimens: list[Segment] = field(default_factory=list)
    results: list[Segment] = field(default_factory=list)
    treatments: dict[str, Treatment] = field(default_factory=dict)
    """By the pharmacy segment's path."""

    @property
    def texts(self) -> list[Segment]:
        """Results that are lines of a text."""
        return [result for result in self.results if result.text(2).upper() in _TEXTS]

    def specimen(self) -> str:
        """OBR-15, else SPM-4."""
        if self.request is not None:
            source = self.request.cell(15)
            label = source.sub(1, 2) or source.part(2) or source.sub(1)
            if label:
                return label
        for specimen in self.specimens:
            label = coded_field(specimen, 4).label
            if label:
                return label
        return ""


@dataclass(slots=True)
class Arrangement:
    """The groups of a message's segments and the notes that follow each, by path."""

    groups: dict[str, Group] = field(default_factory=dict)
    notes: dict[str, list[str]] = field(default_factory=dict)
    order: dict[str, int] = field(default_factory=dict)
    """The place of each OBX among the results of its group, from 0."""

    visits: dict[str, Segment] = field(default_factory=dict)
    """The PV2 that goes on with a PV1, by the path of the PV1."""

    def group(self, segment: Segment) -> Group:
        """The group that a segment stands in."""
        return self.groups[segment.path]

    def is_continuing(self, segment: Segment) -> bool:
        """Whether an OBX goes on with the text of the OBX before it."""
        at = self.order[segment.path]
        return at > 0 and _is_one_text(self.group(segment).results[at - 1], segment)

    def is_continued(self, segment: Segment) -> bool:
        """Whether the OBX after an OBX goes on with its text."""
        at, results = self.order[segment.path] + 1, self.group(segment).results
        return at < len(results) and _is_one_text(segment, results[at])

    def note(self, segment: Segment) -> str:
        """The comments (NTE-3) that follow a segment."""
        return "\n".join(self.notes.get(segment.path, ()))


def _is_one_text(first: Segment, second: Segment) -> bool:
    """Whether two results are lines of a text about one question."""
    return is_text_line(first) and is_text_line(second) and first.raw(3) == second.raw(3)


def is_text_line(segment: Segment) -> bool:
    """Whether a segment is an OBX that holds a line of a text."""
    return segment.name == "OBX" and segment.text(2).upper() in _TEXTS


def note_text(segment: Segment) -> str:
    """The comment of an NTE."""
    return "\n".join(segment.texts(3)).strip()


def arrange(segments: list[Segment], message_code: str) -> Arrangement:
    """Groups and notes of a message, in one pass."""
    found = Arrangement()
    group = Group()
    noted: Segment | None = None
    visit: Segment | None = None
    for segment in segments:
        if segment.name == "NTE":
            text = note_text(segment)
            if noted is not None and text:
                found.notes.setdefault(noted.path, []).append(text)
        elif segment.name not in _BETWEEN_NOTES:
            noted = segment
        if _begins_group(segment, group, message_code):
            group = Group(specimens=_carried(segment, group, message_code))
        visit = segment if segment.name == "PV1" else visit
        if segment.name == "PV2" and visit is not None:
            found.visits.setdefault(visit.path, segment)
        if segment.name == "OBX":
            found.order[segment.path] = len(group.results)
        _file(segment, group)
        found.groups[segment.path] = group
    return found


def _begins_group(segment: Segment, group: Group, message_code: str) -> bool:
    name = segment.name
    if name == "ORC":
        # results of specimens carry their ORC behind the OBR
        is_behind = message_code == "OUL" and group.request is not None and group.order is None
        return not is_behind
    if name == "OBR":
        return group.request is not None
    if name == "SPM":
        return message_code == "OUL" and (group.request is not None or bool(group.specimens))
    return name in ("TXA", "PID")


def _carried(segment: Segment, group: Group, message_code: str) -> list[Segment]:
    """In OUL messages a specimen stands before all of its requests."""
    is_next_request = message_code == "OUL" and segment.name in ("OBR", "ORC")
    return list(group.specimens) if is_next_request else []


def _file(segment: Segment, group: Group) -> None:
    name = segment.name
    if name == "ORC":
        group.order = segment
    elif name == "OBR":
        group.request = segment
    elif name == "TXA":
        group.document = segment
    elif name == "SPM":
        _append(group.specimens, segment)
    elif name == "OBX":
        group.results.append(segment)
    elif name in _PHARMACY:
        group.treated = segment
        group.treatments[segment.path] = Treatment()
    elif name in ("TQ1", "RXR", "RXC"):
        _file_detail(segment, group)


def _file_detail(segment: Segment, group: Group) -> None:
    treatment = group.treatments.get(group.treated.path) if group.treated else None
    if treatment is None:
        if segment.name == "TQ1":
            _append(group.timings, segment)
        return
    details = {
        "TQ1": treatment.timings,
        "RXR": treatment.routes,
        "RXC": treatment.components,
    }
    _append(details[segment.name], segment)


def _append(details: list[Segment], segment: Segment) -> None:
    if len(details) < _MOST_DETAILS:
        details.append(segment)
