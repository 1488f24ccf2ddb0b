"""Sentences of a letter about one finding, in one language, from the pack's frames alone."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from huizhen.core.errors import ContentError
from huizhen.core.preparation.frames import Frames
from huizhen.core.preparation.letters.book import Letterbook
from huizhen.core.preparation.letters.wishes import Wish, dated, window_days
from huizhen.core.preparation.requirements.definition import RequirementSet
from huizhen.core.preparation.requirements.findings import Finding
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.fact import FactKey

_TOLD = ("statement", "druglist")
"""What a person writes, instead of finding it in an archive."""


@dataclass(frozen=True)
class Phrasing:
    """What the sentences of a letter need."""

    book: Letterbook
    language: str
    as_of: datetime.date
    rules: RequirementSet | None = None
    dates: Mapping[FactKey, PartialDate] = field(default_factory=dict)

    @property
    def frames(self) -> Frames:
        """The language's fixed words."""
        return self.book.frames(self.language)

    def keeper(self, wish: Wish) -> str:
        """Who is asked: for a new examination the department, not its archive."""
        if wish.kind == "consider":
            with contextlib.suppress(ContentError):
                return self.frames.text(f"unit.{wish.keeper}")
        return self.frames.text(f"keeper.{wish.keeper}")

    def name(self, wish: Wish) -> str:
        """The thing's name, with a word where it is only desirable."""
        name = self._item(wish.finding, "name", wish.finding.name.en)
        is_desirable = wish.finding.level == "R"
        return self.frames.fill("mark.desirable", name=name) if is_desirable else name

    def ask(self, wish: Wish) -> str:
        """What exactly is wanted."""
        request = wish.finding.request
        return self._item(wish.finding, "ask", request.en if request else wish.finding.name.en)

    def why(self, wish: Wish) -> str:
        """Why the department needs it, '' where the pack says nothing."""
        return self.frames.text(f"why.{wish.plan.why}") if wish.plan.why else ""

    def protocols(self, wish: Wish) -> tuple[str, ...]:
        """The techniques of an examination."""
        return tuple(self.frames.text(f"protocol.{key}") for key in wish.plan.protocols)

    def status(self, wish: Wish) -> str:
        """What the records hold of it; a question where that is not certain."""
        kind = "consider" if wish.kind == "consider" else "send"
        finding = wish.finding
        if finding.state == "unclear" and wish.plan.export in _TOLD:
            return self.frames.text("status.send.unclear_told")
        if finding.state != "outdated":
            return self.frames.text(f"status.{kind}.{finding.state}")
        if finding.cause == "mixed_dates":
            return self.frames.text(f"status.{kind}.mixed")
        date = dated(finding, self.as_of, self.dates)
        if date is None:
            return self.frames.text(f"status.{kind}.undated")
        if finding.cause == "by_event" or finding.limit is None:
            key = "by_event" if finding.cause == "by_event" else "undated"
            return self.frames.fill(f"status.{kind}.{key}", date=self.date(date))
        accepted = window_days(finding, self.rules)
        return self.frames.fill(
            f"status.{kind}.dated",
            date=self.date(date),
            days=str(finding.days),
            limit=str(accepted[0] if len(accepted) == 1 else finding.limit),
            as_of=self.day(self.as_of),
        )

    def window(self, wish: Wish) -> str:
        """How fresh a new result has to be, with the dates that follow; '' without a limit."""
        days = window_days(wish.finding, self.rules)
        if not days:
            return self.frames.text("window.event") if wish.finding.cause == "by_event" else ""
        short, long = days[0], days[-1]
        slots = {
            "earliest": self.day(self.as_of - datetime.timedelta(days=short)),
            "latest": self.day(self.as_of + datetime.timedelta(days=short)),
            "as_of": self.day(self.as_of),
        }
        if wish.finding.cause == "by_event":
            return self.frames.fill(
                "window.after_event", days=str(short), latest=slots["latest"], as_of=slots["as_of"]
            )
        if short == long:
            return self.frames.fill("window.one", days=str(short), **slots)
        return self.frames.fill("window.range", short=str(short), long=str(long), **slots)

    def day(self, day: datetime.date) -> str:
        """A calendar day in the language's form."""
        return self.date(PartialDate(year=day.year, month=day.month, day=day.day))

    def date(self, date: PartialDate) -> str:
        """A date in the language's form, no more precise than it is known."""
        month = date.month or 1
        return self.frames.fill(
            f"date.{date.precision}",
            day=str(date.day or ""),
            day2=f"{date.day or 0:02d}",
            month=f"{month:02d}",
            month_name=self.frames.text(f"months.{month}"),
            year=str(date.year),
        )

    def _item(self, finding: Finding, part: str, otherwise: str) -> str:
        """The pack's words; a site's own requirement without words keeps its English ones."""
        if finding.requirement not in self.book.plans:
            return otherwise
        try:
            return self.frames.text(f"items.{finding.requirement}.{part}")
        except ContentError:
            return otherwise
