"""What a worker is asked for when a picture or a PDF is masked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from huizhen.core.errors import WrongCall
from huizhen.core.preparation.masking.boxes import (
    LinePiece,
    boxes_for,
    line_pieces,
    remaining_pieces,
)
from huizhen.core.preparation.masking.span import IdentifierSpan
from huizhen.core.records.page import Box, Page

MASK_DPI = 200
"""Resolution of a masked PDF's pages."""

Marked = tuple[Page, Sequence[IdentifierSpan]]
"""A page and the spans of its text that have to go."""


class PlacedPiece(NamedTuple):
    """A part of a printed line that has to go, and where it stands by its letters' widths."""

    line: LinePiece
    painted: Box

    def told(self) -> dict[str, object]:
        """As a child is given it."""
        return {**self.line.model_dump(), "painted": list(self.painted)}


def check_places(page: Page, spans: Sequence[IdentifierSpan]) -> None:
    """WrongCall when something has to go and the page does not say where its lines stand.

    A run keeps the lines of read pages in its store and not in memory: without them nothing would
    be painted, and nobody would see it.
    """
    if spans and not any(line.box is not None for line in page.lines):
        raise WrongCall(
            "mask_places_missing",
            f"Where the lines of page {page.ordinal} stand is not known: nothing can be masked.",
            "Mask the page with the lines that its reader stored, or after OCR.",
        )


def picture_work(
    path: Path, target: Path, marked: Marked, *, more_boxes: Sequence[Box] = ()
) -> dict[str, object]:
    """The input of the task 'mask_picture'; `more_boxes` are a person's own.

    The page's own size goes along, so that a smaller copy of its picture can be masked as well.
    """
    page, spans = marked
    check_places(page, spans)
    return {
        "path": str(path),
        "target": str(target),
        "ordinal": page.ordinal,
        "boxes": [list(box) for box in (*boxes_for(page, spans), *more_boxes)],
        "frame": [page.width, page.height] if page.width and page.height else None,
    }


def pdf_work(
    path: Path,
    target: Path,
    pages: Sequence[Marked],
    *,
    more_boxes: Mapping[int, Sequence[Box]] | None = None,
    keeps_text: bool = True,
) -> dict[str, object]:
    """The input of the task 'mask_pdf': every page of the file has to be among `pages`.

    With `keeps_text` what is not masked is laid under the pictures as text that can be searched.
    """
    more = more_boxes or {}
    for page, spans in pages:
        check_places(page, spans)
    return {
        "path": str(path),
        "target": str(target),
        "dpi": MASK_DPI,
        "boxes": {
            str(page.ordinal): [list(box) for box in more.get(page.ordinal, ())]
            for page, _ in pages
        },
        "pieces": {
            str(page.ordinal): [piece.told() for piece in placed_pieces(page, spans)]
            for page, spans in pages
        },
        "text": {
            str(page.ordinal): [piece.model_dump() for piece in remaining_pieces(page, spans)]
            for page, spans in pages
            if keeps_text
        },
    }


def placed_pieces(page: Page, spans: Sequence[IdentifierSpan]) -> tuple[PlacedPiece, ...]:
    """The parts of lines that have to go, each with the box for want of the file's own letters."""
    pieces, boxes = line_pieces(page, spans), boxes_for(page, spans)
    return tuple(PlacedPiece(line=p, painted=box) for p, box in zip(pieces, boxes, strict=True))
