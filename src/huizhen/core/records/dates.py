"""Partial dates: a clinical date is known to the year, the month or the day, never completed."""

from __future__ import annotations

import calendar
import re
from functools import total_ordering
from typing import Any, Literal

from pydantic import model_serializer, model_validator

from huizhen.core.records.value import Value

_ISO = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:T.*)?$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})?(\d{2})?(\d{2,6}(?:\.\d+)?)?([+-]\d{4}|Z)?$")


@total_ordering
class PartialDate(Value):
    """A local date without zone, known to the year, month or day; JSON is '2025', '2025-11' or
    '2025-11-03'."""

    year: int
    month: int | None = None
    day: int | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, data: Any) -> Any:
        if isinstance(data, str):
            parsed = parse_partial_date(data)
            if parsed is None:
                raise ValueError("not a partial ISO date")
            return dict(parsed)
        return data

    @model_validator(mode="after")
    def _exists(self) -> PartialDate:
        if not 1 <= self.year <= 9999:
            raise ValueError("year out of range")
        if self.month is not None and not 1 <= self.month <= 12:
            raise ValueError("month out of range")
        if self.day is not None and (
            self.month is None or not 1 <= self.day <= calendar.monthrange(self.year, self.month)[1]
        ):
            raise ValueError("day out of range")
        return self

    @model_serializer
    def _as_text(self) -> str:
        return str(self)

    def __str__(self) -> str:
        parts = [f"{self.year:04d}"]
        if self.month is not None:
            parts.append(f"{self.month:02d}")
        if self.day is not None:
            parts.append(f"{self.day:02d}")
        return "-".join(parts)

    def __lt__(self, other: PartialDate) -> bool:
        return self._key() < other._key()

    def _key(self) -> tuple[int, int, int]:
        return (self.year, self.month or 0, self.day or 0)

    @property
    def precision(self) -> Literal["year", "month", "day"]:
        """The finest part that is known."""
        if self.day is not None:
            return "day"
        return "month" if self.month is not None else "year"

    def contains(self, other: PartialDate) -> bool:
        """Whether `other` lies within this date's year, month or day."""
        return str(other).startswith(str(self))


def parse_partial_date(text: str) -> PartialDate | None:
    """A partial date from ISO 8601, FHIR or the HL7/DICOM compact form; None for anything else,
    also for dates that do not exist. Times and zones are ignored: a clinical date is local."""
    stripped = text.strip()
    match = _ISO.match(stripped) or _COMPACT.match(stripped)
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups()[:3])
    if year is None or (month is not None and not 1 <= month <= 12) or year == 0:
        return None
    if day is not None and (month is None or not 1 <= day <= calendar.monthrange(year, month)[1]):
        return None
    return PartialDate(year=year, month=month, day=day)
