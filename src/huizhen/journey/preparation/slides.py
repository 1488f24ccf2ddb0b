"""Digital slides that are no DICOM: which can travel to a department, and under which names."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from huizhen.core.preparation.sealing import slide_part
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.models import Case
from huizhen.ground.files.models import ReceivedFile
from huizhen.ground.imaging.masking_queries import Masks, masks_of
from huizhen.ground.records.models import PackageVersion
from huizhen.ground.records.queries import inventory_of

_CHOICE: Final = "slide:"
_TRAVELS: Final = ("read", "part")


@dataclass(frozen=True)
class SlideOffered:
    """A slide that can be ticked on the page of sealing."""

    row: ReceivedFile
    path: str
    title: str
    """Format and magnification."""
    masks: Masks | None

    @property
    def id(self) -> str:
        """What the form sends for it."""
        return f"{_CHOICE}{self.row.sha256}"

    @property
    def is_withheld(self) -> bool:
        """Whether somebody keeps it back."""
        return self.masks is not None and not self.masks.leaves


def slides_offered(case: Case, version: PackageVersion | None) -> list[SlideOffered]:
    """The patient's slides that came as files of their own, in the order in which they came; one
    inside an archive is not held apart from it."""
    if version is None:
        return []
    entries = {
        str(entry.source_id): entry
        for entry in inventory_of(case, version)
        if entry.kind == "slide" and entry.status in _TRAVELS and not entry.same_as
    }
    if not entries:
        return []
    rows = case_rows(case, ReceivedFile).filter(sha256__in=entries, state="accepted")
    masks = masks_of(case, entries)
    return [
        SlideOffered(row, entries[row.sha256].path, entries[row.sha256].title, masks[row.sha256])
        for row in rows.select_related("blob").order_by("received_at", "id")
    ]


def chosen_slides(
    case: Case, version: PackageVersion | None, chosen: Collection[str]
) -> list[SlideOffered]:
    """The chosen slides that there still are."""
    if not any(one.startswith(_CHOICE) for one in chosen):
        return []
    return [one for one in slides_offered(case, version) if one.id in chosen]


def slide_sources(chosen: Sequence[str]) -> set[str]:
    """SHA-256 of the chosen slides."""
    return {one.removeprefix(_CHOICE) for one in chosen if one.startswith(_CHOICE)}


def series_ids(chosen: Sequence[str]) -> list[str]:
    """What is chosen beside slides."""
    return [one for one in chosen if not one.startswith(_CHOICE)]


def name_of(slide: SlideOffered, number: int) -> str:
    """The neutral name of the slide of that number in a package."""
    return slide_part(number, slide.path.rpartition("/")[2].rpartition(".")[2])
