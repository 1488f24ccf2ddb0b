"""Which pages show the patient's identifiers, and where: proposals that a person looks at."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from huizhen.core.preparation.desk_files import FOLDER
from huizhen.core.preparation.masking.span import OF_PATIENT, IdentifierSpan
from huizhen.core.preparation.masking.spans import identifier_spans
from huizhen.core.preparation.masking.work import PlacedPiece, placed_pieces
from huizhen.core.preparation.page_pictures import PictureTask
from huizhen.core.records.case_identity import reading_mentions
from huizhen.core.records.inventory import InventoryEntry
from huizhen.core.records.known_identifiers import KnownIdentifiers, known_identifiers
from huizhen.core.records.page import Box, Page, PageId, SourceId
from huizhen.core.records.value import Value

if TYPE_CHECKING:  # they compare pictures of pages, which the web process never does
    from huizhen.core.preparation.case_file import CaseFile, FiledReading

MASKS: Final = f"{FOLDER}/masking.json"
"""Of the desk alone: it repeats what identifies."""
_FILMS: Final = frozenset(("film_photograph", "perhaps_film"))
"""Notes of pages that show film or a screen: what is small on these is not read, so that a person
looks at each."""
PagesOf = Callable[["FiledReading"], Sequence[Page]]
PlacesOf = Callable[["FiledReading", Page, Sequence[PlacedPiece]], Sequence[Box]]
"""The box of each piece of a page by the file's own letters."""
_KEPT_APART: Final = ("quarantined", "identity_review", "unidentified")


class MaskBox(Value):
    """One place on a page, in the measure of the page's boxes."""

    box: Box
    text: str
    kind: str


class PageMask(Value):
    """A page on which identifiers stand, or may stand unread."""

    page_id: PageId
    source_id: SourceId
    path: str
    ordinal: int
    width: float
    height: float
    boxes: tuple[MaskBox, ...]
    picture: str = ""
    """The picture's file; '' where the page was not drawn."""


def page_masks(
    case: CaseFile,
    files: Sequence[FiledReading],
    pages_of: PagesOf | None = None,
    places_of: PlacesOf | None = None,
) -> tuple[PageMask, ...]:
    """Every page of a PDF or picture of the patient's, or of one who names nobody, on which the
    known identifiers or what looks like one stand, and every one that shows film. `pages_of` gives
    a file's pages with their lines, where the readings have none; `places_of` tells where letters
    of a PDF stand, where computing it from its lines is not enough."""
    entries = {entry.path: entry for entry in case.entries}
    known = known_of(case, files)
    found: dict[PageId, PageMask] = {}
    for file in files:
        entry = entries.get(file.received.path)
        if entry is None or not _is_drawn(file, entry):
            continue
        apart = {note.ordinal for note in entry.page_notes if note.code in _KEPT_APART}
        for page in pages_of(file) if pages_of else file.reading.pages:
            if (
                page.ordinal not in apart
                and (mask := _page_mask(page, file, known, places_of)) is not None
            ):
                found.setdefault(mask.page_id, mask)
    return tuple(found.values())


def known_of(case: CaseFile, files: Iterable[FiledReading]) -> KnownIdentifiers:
    """The values of the patient's identity, and of every mention in files that are the patient's
    as a whole."""
    accepted = {entry.path for entry in case.entries if entry.status == "read"}
    mentions = [
        mention.identity
        for file in files
        if file.received.path in accepted
        for mention in reading_mentions(file.reading)
    ]
    return known_identifiers(case.patient, mentions)


def mask_picture_tasks(
    masks: Iterable[PageMask], files: Sequence[FiledReading]
) -> list[PictureTask]:
    """The pages to draw, numbered as the desk's own pictures are."""
    sources = {file.received.source_id: (n, file) for n, file in enumerate(files, start=1)}
    tasks = []
    for mask in masks:
        number, file = sources[mask.source_id]
        tasks.append(
            PictureTask(
                page_id=mask.page_id,
                source_id=mask.source_id,
                source=number,
                ordinal=mask.ordinal,
                kind="pdf" if file.reading.kind == "pdf" else "image",
            )
        )
    return tasks


def mask_bytes(masks: Iterable[PageMask], pictures: Mapping[PageId, str]) -> dict[str, bytes]:
    """Name to bytes of the desk's file."""
    told = [
        mask.replaced(picture=pictures.get(mask.page_id, "")).model_dump(mode="json")
        for mask in masks
    ]
    data = json.dumps({"pages": told}, ensure_ascii=False)
    return {MASKS: data.encode("utf-8", "backslashreplace")}


def _is_drawn(file: FiledReading, entry: InventoryEntry) -> bool:
    is_used = entry.status in ("read", "part", "unidentified") and not entry.same_as
    return is_used and file.reading.kind in ("pdf", "image")


def _page_mask(
    page: Page, file: FiledReading, known: KnownIdentifiers, places_of: PlacesOf | None
) -> PageMask | None:
    boxes: tuple[MaskBox, ...] = ()
    if page.text and page.width and page.height:
        spans = identifier_spans(page.text, page.language, known)
        boxes = _boxes(file, page, [s for s in spans if s.kind in OF_PATIENT], places_of)
    if not boxes and not _FILMS & set(page.notes):
        return None
    return PageMask(
        page_id=page.page_id,
        source_id=file.received.source_id,
        path=file.received.path,
        ordinal=page.ordinal,
        width=page.width or 0,
        height=page.height or 0,
        boxes=boxes,
    )


def _boxes(
    file: FiledReading, page: Page, spans: Sequence[IdentifierSpan], places_of: PlacesOf | None
) -> tuple[MaskBox, ...]:
    """A box for each part of a line under a span, told by the file's own letters if it has any."""
    found = [(span, piece) for span in spans for piece in placed_pieces(page, [span])]
    places: Sequence[Box] = [piece.painted for _, piece in found]
    if found and places_of is not None and file.reading.kind == "pdf":
        places = places_of(file, page, [piece for _, piece in found])
    return tuple(
        MaskBox(box=box, text=page.text[span.start : span.end], kind=span.kind)
        for box, (span, _) in zip(places, found, strict=True)
    )
