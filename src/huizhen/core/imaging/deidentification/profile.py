"""What a case's consent allows to stay, and what was done to one attribute."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from huizhen.core.records.known_identifiers import KnownIdentifiers
from huizhen.core.records.value import Value

DateMode = Literal["keep", "shift", "remove"]
Option = Literal[
    "basic",
    "full_dates",
    "modified_dates",
    "patient",
    "device",
    "descriptors",
    "structured",
    "graphics",
    "private",
    "pixels",
    "own",
]
"""`basic` is the profile itself, `own` what is stricter than the standard asks."""
Action = Literal["removed", "emptied", "replaced", "uid", "shifted", "cleaned", "kept"]


class Profile(Value):
    """The Basic Profile with its options; the defaults are what a consultation needs."""

    pseudonym: str
    """PatientName and PatientID of what leaves, as HZ-2026-0001."""
    known: KnownIdentifiers = KnownIdentifiers()
    dates: DateMode = "keep"
    shift_days: int = 0
    """One offset for the case, so that intervals stay; letters and dossier shift by the same."""
    shift_dates_in_text: bool = True
    keep_patient_characteristics: bool = True
    keep_device: bool = False
    clean_descriptors: bool = True
    clean_graphics: bool = True
    clean_structured_content: bool = True
    keep_safe_private: bool = False
    pixels_looked_at: bool = False
    """A person saw the frames: masks were painted where text stood, or none stood there."""

    @model_validator(mode="after")
    def _shifts_by_something(self) -> Self:
        if self.dates == "shift" and not self.shift_days:
            raise ValueError("dates are shifted by at least one day")
        if self.dates != "shift" and self.shift_days:
            raise ValueError("an offset is given, but dates are not shifted")
        return self


class Change(Value):
    """What became of one attribute. The value that stood there is never repeated."""

    path: str
    """Keywords from the top with the number of each item: 'RequestAttributesSequence[1].StudyID';
    '(0009,1001)' where an attribute has none."""
    action: Action
    option: Option
    note: str = ""
    """A code: 'private', 'unknown_attribute', 'unreadable', 'date_not_whole', 'known_identifier'
    ..."""
