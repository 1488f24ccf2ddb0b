"""The journey's time limits as data: what is waited for, how long, in whose zone, and why."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, ValidationError

from huizhen.core.consultation.clock import ClockRule, Unit
from huizhen.core.consultation.hours import OpeningHours
from huizhen.core.content import Pack
from huizhen.core.errors import ContentError, WrongCall
from huizhen.core.records.value import Value

Side = Literal["hospital", "home"]
_FILE = "deadlines.json"


class BothLanguages(Value):
    """A fixed text in English and Chinese."""

    en: str
    zh: str

    def text(self, language: str) -> str:
        """The Chinese text for any Chinese, else the English one."""
        return self.zh if language.casefold().startswith("zh") else self.en


class DefaultHours(Value):
    """Hours of a side whose own are not entered."""

    spans: tuple[tuple[str, str], ...]
    mark: str
    source: str


class TimeLimit(Value):
    """One limit of the journey, before it is known whose zone and hours apply."""

    id: str
    kind: str
    """What is waited for, as the states' `waiting.json` names it."""
    zone: Side
    unit: Unit
    days: int = Field(ge=1)
    usual_from_days: int | None = None
    """Where a range is usual, its lower end; `days` is the upper one."""
    title: BothLanguages
    starts: BothLanguages
    mark: Literal["A", "B", "C", "D"]
    """Confidence of the source: A and B published, D a proposal of the house."""
    source: str


class DeadlineBook:
    """The limits of the pack `calendars`."""

    def __init__(self, pack: Pack) -> None:
        self.stamp = pack.stamp
        data = pack.parsed(_FILE)
        try:
            self._hours = {
                side: DefaultHours.model_validate(one) for side, one in data["hours"].items()
            }
            self._default = {
                side: OpeningHours(spans=one.spans) for side, one in self._hours.items()
            }
            limits = [TimeLimit.model_validate(one) for one in data["deadlines"]]
            self._limits = {one.id: one for one in limits}
            missing = {one.zone for one in limits} - set(self._default)
        except (KeyError, TypeError, AttributeError, ValidationError, WrongCall) as error:
            raise self._malformed() from error
        if missing or len(self._limits) != len(limits):
            raise self._malformed()

    def _malformed(self) -> ContentError:
        return ContentError(
            "content_malformed",
            f"The time limits {self.stamp.id}/{_FILE} are wrong.",
            "Compare the file with the product's own: every limit once, with its side's hours.",
        )

    def ids(self) -> tuple[str, ...]:
        """Every limit's id, in the order of the file."""
        return tuple(self._limits)

    def limit(self, limit_id: str) -> TimeLimit:
        """The limit of that id; ContentError when the pack has none."""
        if limit_id not in self._limits:
            raise ContentError(
                "content_missing",
                f"The pack {self.stamp.id} has no time limit {limit_id}.",
                f"Add it to {_FILE}, or remove the site's copy to use the product's.",
            )
        return self._limits[limit_id]

    def rule(self, limit_id: str, zone: str, hours: OpeningHours | None = None) -> ClockRule:
        """The clock's rule of a limit in one zone; without hours the house default applies."""
        limit = self.limit(limit_id)
        return ClockRule(
            id=limit.id,
            zone=zone,
            unit=limit.unit,
            length=limit.days,
            hours=hours or self._default[limit.zone],
        )
