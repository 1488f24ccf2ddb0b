"""When something was: onset, performed, effective, occurrence in all their types."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from huizhen.core.reading.coded.deviations import Deviations
from huizhen.core.reading.fhir.elements import chosen, items, line, object_of, words
from huizhen.core.reading.fhir.json_source import Json
from huizhen.core.reading.fhir.quantities import quantity_text, range_text
from huizhen.core.records.dates import PartialDate, parse_partial_date

_TIME = re.compile(r"^\d{4}-\d{2}-\d{2}[T ]((?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?)")
_SPACED = re.compile(r"^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2})")


@dataclass(frozen=True, slots=True)
class When:
    """A time as far as the source says; what is no date stands in `words`."""

    start: PartialDate | None = None
    time: str = ""
    end: PartialDate | None = None
    words: str = ""
    """An age, a range or free text: '45 a', 'childhood'."""

    @property
    def is_empty(self) -> bool:
        """Whether there is no date at all."""
        return self.start is None and self.end is None

    def fields(self) -> dict[str, Any]:
        """The fields of a fact."""
        return {"date": self.start, "time": self.time, "end_date": self.end}


def when_of(resource: Json, path: str, deviations: Deviations, *prefixes: str) -> When:
    """The first of several choice elements that says something."""
    said = When()
    for prefix in prefixes:
        for kind, value in chosen(resource, prefix):
            when = read_when(kind, value, f"{path}.{prefix}{kind}", deviations)
            if not when.is_empty:
                return replace(when, words=when.words or said.words)
            if when.words and not said.words:
                said = when
    return said


def read_when(kind: str, value: Any, path: str, deviations: Deviations) -> When:
    """A time of a given type; a type that is not named shows in its form."""
    if isinstance(value, str):
        if kind in ("String", "Markdown"):
            return When(words=line(value))
        date, time = moment(value, path, deviations)
        return When(start=date, time=time)
    element = object_of(value)
    if kind == "Timing" or "repeat" in element or "event" in element:
        return _timing(element, path, deviations)
    if "start" in element or "end" in element:
        return period(element, path, deviations)
    if "low" in element or "high" in element:
        return When(words=range_text(element))
    if "value" in element:
        return When(words=quantity_text(element))
    return When(words=line(element.get("text")))


def period(element: Any, path: str, deviations: Deviations) -> When:
    """A Period."""
    held = object_of(element)
    start, time = moment(held.get("start"), f"{path}.start", deviations)
    end, _ = moment(held.get("end"), f"{path}.end", deviations)
    return When(start=start, time=time, end=end)


def _timing(element: Json, path: str, deviations: Deviations) -> When:
    events = [moment(event, f"{path}.event", deviations) for event in items(element.get("event"))]
    dated = sorted((date, time) for date, time in events if date is not None)
    if dated:
        end = dated[-1][0] if len(dated) > 1 else None
        return When(start=dated[0][0], time=dated[0][1], end=end)
    bounds = object_of(element.get("repeat")).get("boundsPeriod")
    return period(bounds, f"{path}.repeat.boundsPeriod", deviations)


def moment(value: Any, path: str, deviations: Deviations) -> tuple[PartialDate | None, str]:
    """Date and local time of day of a date, dateTime or instant, as written (zone ignored)."""
    raw = words(value)
    if not raw:
        return None, ""
    if _SPACED.match(raw):
        deviations.add("date_form", path)
        raw = raw.replace(" ", "T", 1)
    date = parse_partial_date(raw) if "-" in raw or len(raw) == 4 else None
    if date is None:
        deviations.add("date_not_valid", path)
        return None, ""
    match = _TIME.match(raw)
    return date, match.group(1) if match else ""
