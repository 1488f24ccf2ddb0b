"""Times (data types TS, IVL_TS) and schedules (PIVL_TS, EIVL_TS): partial as written."""

from __future__ import annotations

import re
from dataclasses import dataclass

from huizhen.core.reading.ccda.elements import data_type, null_flavor
from huizhen.core.reading.coded.deviations import Deviations
from huizhen.core.reading.coded.elements import attribute, child, children, is_true
from huizhen.core.reading.xml import Element
from huizhen.core.records.dates import PartialDate, parse_partial_date

_TIME = re.compile(r"^\d{8}([01]\d|2[0-3])([0-5]\d)([0-5]\d)?")
_SCHEDULES = ("PIVL_TS", "EIVL_TS", "PIVL_PPD_TS", "EIVL_PPD_TS", "SXPR_TS")
_SCHEDULE_PARTS = ("period", "frequency", "event", "comp")


@dataclass(frozen=True, slots=True)
class Period:
    """When something was or is true."""

    start: PartialDate | None = None
    time: str = ""
    end: PartialDate | None = None
    end_null: str = ""
    """The nullFlavor of the end: UNK says that it ended, but not when."""
    is_point: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether neither end is known."""
        return self.start is None and self.end is None


def period_of(
    holder: Element | None, deviations: Deviations, path: str, name: str = "effectiveTime"
) -> Period:
    """The first interval or point in time of an element's `effectiveTime`s."""
    for element in children(holder, name):
        if is_schedule(element):
            continue
        period = _interval(element, deviations, path)
        if not period.is_empty or period.end_null:
            return period
    return Period()


def _interval(element: Element, deviations: Deviations, path: str) -> Period:
    low, high, center = (child(element, name) for name in ("low", "high", "center"))
    point = attribute(element, "value")
    if low is None and high is None:
        raw = point or attribute(center, "value")
        start, time = _moment(raw, deviations, path)
        return Period(start=start, time=time, is_point=True)
    start, time = _moment(attribute(low, "value") or point, deviations, path)
    end, _ = _moment(attribute(high, "value"), deviations, path)
    return Period(start=start, time=time, end=end, end_null=null_flavor(high))


def _moment(raw: str, deviations: Deviations, path: str) -> tuple[PartialDate | None, str]:
    if not raw:
        return None, ""
    date = parse_partial_date(raw)
    if date is None:
        deviations.add("date_not_valid", path)
        return None, ""
    match = _TIME.match(raw)
    return date, ":".join(part for part in match.groups() if part) if match else ""


def is_schedule(element: Element) -> bool:
    """Whether an `effectiveTime` says how often, not when."""
    declared = data_type(element)
    if declared:
        return declared in _SCHEDULES
    return any(child(element, part) is not None for part in _SCHEDULE_PARTS)


def frequency_of(holder: Element) -> str:
    """How often, as the schedules of an element state it: 'every 12 h', 'HS', '2 per 1 d'."""
    stated = [
        text
        for element in children(holder, "effectiveTime")
        if is_schedule(element)
        for text in _schedule(element)
    ]
    return ", ".join(dict.fromkeys(stated))


def _schedule(element: Element, depth: int = 0) -> list[str]:
    inner = [
        text
        for part in children(element, "comp")
        if depth < 3 and is_schedule(part)
        for text in _schedule(part, depth + 1)
    ]
    text = _periodic(element) or _eventual(element)
    return [text, *inner] if text else inner


def _periodic(element: Element) -> str:
    ratio = child(element, "frequency")
    if ratio is not None:
        times = quantity_text(child(ratio, "numerator"))
        span = quantity_text(child(ratio, "denominator"))
        return f"{times} per {span}" if times and span else times
    span = quantity_text(child(element, "period"))
    if not span:
        return ""
    aligned = attribute(element, "alignment")
    text = f"every {span}" + (f" aligned {aligned}" if aligned else "")
    return text + (" (institution specified)" if is_true(element, "institutionSpecified") else "")


def _eventual(element: Element) -> str:
    event = attribute(child(element, "event"), "code")
    offset = quantity_text(child(element, "offset"))
    return f"{event} {offset}".strip() if event else ""


def quantity_text(element: Element | None) -> str:
    """A quantity as written: '12 h', '4-6 h', '2'; '' for none."""
    if element is None:
        return ""
    value, unit = attribute(element, "value"), attribute(element, "unit")
    if value:
        return f"{value} {unit}".strip()
    low, high = child(element, "low"), child(element, "high")
    first, last = attribute(low, "value"), attribute(high, "value")
    first_unit, last_unit = attribute(low, "unit"), attribute(high, "unit")
    if first and last:
        if first_unit == last_unit:
            return f"{first}-{last} {last_unit}".strip()
        return f"{first} {first_unit} - {last} {last_unit}".strip()
    if first:
        return f"{first} {first_unit}".strip()
    return f"{last} {last_unit}".strip() if last else ""
