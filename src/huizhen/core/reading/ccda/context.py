"""What all parts of a reading share: pages, header, deviations; and where a statement stands."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from huizhen.core.reading.coded.deviations import Deviations
from huizhen.core.reading.coded.elements import attribute, child
from huizhen.core.reading.coded.pages import PageBook, Place
from huizhen.core.reading.xml import Element
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.fact import FactType


@dataclass(slots=True)
class Document:
    """One document or fragment while it is read."""

    book: PageBook
    deviations: Deviations
    institution: str = ""
    date: PartialDate | None = None
    subject: str = ""
    language: str = ""

    def referenced_text(self, holder: Element | None, ordinal: int) -> str:
        """The narrative that an element's `reference` child names, blanks folded; '' if none."""
        place = self.referenced_place(holder, ordinal)
        return " ".join(self.book.text(place).split()) if place else ""

    def referenced_place(self, holder: Element | None, ordinal: int) -> Place | None:
        """The place that an element's `reference` child names."""
        value = attribute(child(holder, "reference"), "value")
        return self.book.referenced(value, ordinal) if value else None


@dataclass(frozen=True, slots=True)
class Section:
    """The section around a statement; all empty in a fragment without one."""

    kind: str = ""
    fact_type: FactType = "DocumentReference"
    title: str = ""
    category: str = ""
    ordinal: int = 1
    """The page of its narrative, or page 1."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What stands around a statement and bears on it."""

    section: Section = field(default_factory=Section)
    category: str = ""
    """What an enclosing act says of its content: 'encounter-diagnosis', 'discharge' ..."""
    concern: Element | None = None
    organizer: Element | None = None
    enclosing: Element | None = None
    """The nearest statement around that is a fact itself."""
    beside: tuple[Element, ...] = ()
    """Statements that describe this one, but stand beside it in its concern act."""
    is_hypothetical: bool = False
    is_withdrawn: bool = False

    def within(self, **changes: object) -> Setting:
        """The setting one level further in."""
        return replace(self, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Statement:
    """A clinical statement with its place."""

    element: Element
    path: str
    setting: Setting
    document: Document
    category: str = ""
    kind: str = ""

    @property
    def ordinal(self) -> int:
        """The page that its evidence is on unless a reference says otherwise."""
        return self.setting.section.ordinal
