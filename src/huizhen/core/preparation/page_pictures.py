"""Pictures of the pages that statements cite: planned here, drawn by a worker, shown offline."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal, Protocol

from huizhen.core.ports import Outcome
from huizhen.core.preparation.paper import Paper
from huizhen.core.preparation.statement import Place, Statement
from huizhen.core.records.page import PageId, SourceId
from huizhen.core.records.value import Value, content_hash

PICTURE_VERSION: Final = 1
"""Raised whenever pictures come out differently: stored ones are drawn again."""

PICTURE_DPI: Final = 110
FOLDER: Final = "pages"


class NumberedSource(Protocol):
    """A line of the dossier's list of sources."""

    @property
    def number(self) -> int:
        """Its number in the list."""

    @property
    def source_id(self) -> str:
        """SHA-256 of its bytes."""

    @property
    def kind(self) -> str:
        """pdf, image ...: only these two are drawn."""


class PictureTask(Value):
    """One page to draw."""

    page_id: PageId
    source_id: SourceId
    source: int
    """The source's number in the dossier's list."""
    ordinal: int
    kind: Literal["pdf", "image"]

    @property
    def file_name(self) -> str:
        """Where the picture stands in the package."""
        return f"{FOLDER}/{self.source}-{self.ordinal}.webp"


class PagePicture(Value):
    """A drawn page; `width` and `height` in the units of the page's boxes."""

    page_id: PageId
    width: float
    height: float
    data: bytes


class PlacedPicture(Value):
    """A picture's file in the package, and the size that boxes are measured in."""

    file: str
    width: float
    height: float


class PageViews(Value):
    """What can be shown of the pages behind a paper: a picture, or the page's own text."""

    pictures: Mapping[str, PlacedPicture] = {}
    texts: Mapping[str, str] = {}


def picture_tasks(
    statements: Iterable[Statement], sources: Sequence[NumberedSource]
) -> list[PictureTask]:
    """Every cited page of a PDF or picture once, in the order of sources and pages."""
    known = {source.number: source for source in sources}
    found: dict[PageId, PictureTask] = {}
    for place in (place for statement in statements for place in statement.places):
        source = known.get(place.source)
        task = _task(place, source) if source is not None else None
        if task is not None:
            found.setdefault(task.page_id, task)
    return sorted(found.values(), key=lambda task: (task.source, task.ordinal))


def statements_in(papers: Iterable[Paper]) -> Iterable[Statement]:
    """All statements of several papers in reading order."""
    return (s for paper in papers for section in paper.sections for s in section.statements)


def _task(place: Place, source: NumberedSource) -> PictureTask | None:
    ordinal = place.page_id.rpartition(":")[2]
    kind = source.kind
    if kind not in ("pdf", "image") or not ordinal.isdigit():
        return None
    return PictureTask(
        page_id=PageId(place.page_id),
        source_id=SourceId(source.source_id),
        source=place.source,
        ordinal=int(ordinal),
        kind="pdf" if kind == "pdf" else "image",
    )


def picture_key(task: PictureTask) -> str:
    """The address of a page's picture: its bytes and how it is drawn."""
    return content_hash([PICTURE_VERSION, PICTURE_DPI, task.page_id, task.kind])


def picture_of(task: PictureTask, data: Mapping[str, object]) -> PagePicture:
    """The picture of a stored or fresh result."""
    return PagePicture.model_validate(
        {
            "page_id": task.page_id,
            "width": data["width"],
            "height": data["height"],
            "data": base64.b64decode(str(data["data"])),
        }
    )


def picture_of_outcome(task: PictureTask, outcome: Outcome) -> PagePicture | None:
    """The picture, None for a page that could not be drawn: its text is shown instead."""
    return picture_of(task, outcome.data) if outcome.data is not None else None


def placed_pictures(
    tasks: Iterable[PictureTask], pictures: Mapping[PageId, PagePicture]
) -> tuple[dict[str, bytes], dict[str, PlacedPicture]]:
    """Files of the package by name, and for each page where its picture stands."""
    files: dict[str, bytes] = {}
    placed: dict[str, PlacedPicture] = {}
    for task in tasks:
        picture = pictures.get(task.page_id)
        if picture is not None:
            files[task.file_name] = picture.data
            placed[task.page_id] = PlacedPicture(
                file=task.file_name, width=picture.width, height=picture.height
            )
    return files, placed
