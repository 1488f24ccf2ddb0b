"""Where the letters of PDFs stand, told by limited children."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from huizhen.cli.workshop import PackageStore, Workshop
from huizhen.core.ports import Work
from huizhen.core.preparation.case_file import FiledReading
from huizhen.core.preparation.desk_masks import PlacesOf
from huizhen.core.preparation.masking.work import PlacedPiece
from huizhen.core.records.page import Box, Page, SourceId
from huizhen.core.records.value import content_hash

_KIND = "letter_places"


@contextmanager
def letter_places(
    paths: Mapping[SourceId, Path], workshop: Workshop, store: PackageStore
) -> Iterator[PlacesOf]:
    """Tells the boxes of pieces of a PDF's page; the children end with the context. A page that a
    child cannot open keeps the places that were computed for it."""
    workers = workshop.start_readers(store.spool)

    def places(file: FiledReading, page: Page, pieces: Sequence[PlacedPiece]) -> list[Box]:
        given = {"ordinal": page.ordinal, "pieces": [piece.told() for piece in pieces]}
        path = str(paths[file.received.source_id])
        key = content_hash([_KIND, file.received.source_id, given])
        work = Work(key=key, kind=_KIND, input={"path": path, **given})
        outcome = next(iter(workers.perform([work])))
        found = (outcome.data or {}).get("boxes")
        if not isinstance(found, list) or len(found) != len(pieces):
            return [piece.painted for piece in pieces]
        return [(float(b[0]), float(b[1]), float(b[2]), float(b[3])) for b in found]

    try:
        yield places
    finally:
        workers.close()
