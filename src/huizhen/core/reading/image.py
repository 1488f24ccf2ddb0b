"""Reads pictures: every frame is a page for OCR, with its measured quality; pixels stay as sent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PIL import Image

from huizhen.core.errors import RecordError
from huizhen.core.imaging.paper_images import FILM, PERHAPS_FILM, PaperImage, look_at
from huizhen.core.reading.image_file import (
    format_of,
    frame_count,
    header_notes,
    load_frame,
    open_picture,
    tiff_description,
)
from huizhen.core.reading.limits import Limits
from huizhen.core.reading.picture import Measured, is_blank, is_hopeless, measure
from huizhen.core.reading.registry import Context, Probe, SourceFile
from huizhen.core.reading.slide import is_slide_description, slide_reading
from huizhen.core.records.page import Page, page_id
from huizhen.core.records.reading import Reading

FILM_REMEDY = (
    "Ask the hospital for the original images as DICOM files (on a disc or by download); "
    "a photograph of films or of a screen cannot be measured."
)
PHOTO_REMEDY = (
    "Photograph the page again: flat on a table, in daylight without flash, the whole page in the "
    "picture, the camera held straight above at about 30 cm, in focus; or scan it at 300 dpi."
)
_MEASURED_FRAMES = 100
_EXTENSIONS = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".heic", ".heif", ".avif", ".bmp",
               ".gif", ".webp", ".jp2")  # fmt: skip
_SCREEN_RATIOS = (16 / 9, 16 / 10, 4 / 3, 18 / 9, 19.5 / 9, 20 / 9, 21 / 9, 2.165)


class ImageReader:
    """JPEG, PNG, TIFF with several pages, HEIC, AVIF, BMP, GIF, WebP and JPEG 2000."""

    name = "image"
    version = 1

    def score(self, probe: Probe) -> float:
        """0.95 by signature, for a slide or DICOM file may wear the same; 0.3 by name alone."""
        if format_of(probe.head):
            return 0.95
        return 0.3 if probe.name.casefold().endswith(_EXTENSIONS) else 0.0

    def read(self, source: SourceFile, context: Context) -> Reading:
        """One page a frame, waiting for OCR."""
        with open_picture(source.path, context.limits) as opened:
            description = tiff_description(opened)
            if is_slide_description(description):
                return slide_reading(description)
            count = frame_count(opened)
            pages, cut_off = _pages(source, opened, count, context.limits)
        reading = Reading(kind="image", reader=f"{self.name}/{self.version}", pages=tuple(pages))
        return _with_status(reading, count, cut_off, context.limits)


def _pages(
    source: SourceFile, opened: Any, count: int, limits: Limits
) -> tuple[list[Page], list[int]]:
    notes = header_notes(opened)
    pages: list[Page] = []
    cut_off: list[int] = []
    for ordinal in range(1, min(count, limits.max_pages_per_file) + 1):
        try:
            frame, complete = load_frame(opened, ordinal, limits)
        except RecordError as error:
            if count == 1:
                raise
            pages.append(_unread(source, ordinal, error.code))
            continue
        if not complete:
            cut_off.append(ordinal)
        pages.append(_page(source, ordinal, frame, [*notes, *([] if complete else ["cut_off"])]))
    return pages, cut_off


def _unread(source: SourceFile, ordinal: int, code: str) -> Page:
    identifier = page_id(source.source_id, ordinal)
    return Page(page_id=identifier, ordinal=ordinal, origin="none", notes=(code,))


def _page(source: SourceFile, ordinal: int, frame: Image.Image, notes: list[str]) -> Page:
    quality: dict[str, float] = {}
    is_shown = True
    if ordinal <= _MEASURED_FRAMES:
        measured, seen = measure(frame), look_at(frame)
        quality = {**measured.quality(), "film": seen.score}
        fate = "blank" if is_blank(quality) else "photo_unreadable" if is_hopeless(quality) else ""
        is_shown = not fate
        notes = [*notes, *_kind_notes(measured, seen, frame, notes), *([fate] if fate else [])]
    return Page(
        page_id=page_id(source.source_id, ordinal),
        ordinal=ordinal,
        origin="none",
        width=float(frame.width),
        height=float(frame.height),
        needs_ocr=is_shown,
        quality=quality,
        notes=tuple(dict.fromkeys(notes)),
    )


def _kind_notes(
    measured: Measured, seen: PaperImage, frame: Image.Image, known: list[str]
) -> list[str]:
    notes = [PERHAPS_FILM] if seen.shows == "perhaps" else []
    if seen.shows == "film":
        notes.append(FILM)
    elif measured.crop:
        notes.append("photograph")
    elif "photograph" not in known and measured.noise == 0.0 and _is_screen(frame):
        notes.append("screenshot")
    if measured.ink_at_edge > 0.12 and "screenshot" not in notes:
        notes.append("text_cut_at_edge")
    return notes


def _is_screen(frame: Image.Image) -> bool:
    """Sides in the ratio of a phone's or computer's screen, and no paper format."""
    ratio = max(frame.size) / min(frame.size)
    return any(abs(ratio - screen) < 0.015 * screen for screen in _SCREEN_RATIOS)


def _with_status(reading: Reading, count: int, cut_off: list[int], limits: Limits) -> Reading:
    pages = reading.pages
    if len(pages) < count:
        return reading.replaced(
            status="part",
            code="too_many_pages",
            message=f"The file has {count} pages; the first {len(pages)} were read.",
            remedy="Send it in parts, or raise the setting max_pages_per_file "
            f"(now {limits.max_pages_per_file}).",
        )
    unread = [page for page in pages if not page.needs_ocr and "blank" not in page.notes]
    if unread:
        dark = all("photo_unreadable" in page.notes for page in unread)
        return reading.replaced(
            status="not_read" if len(unread) == count else "part",
            code="photo_unreadable" if dark else "image_pages_broken",
            message=f"{len(unread)} of {count} pictures show nothing that can be read.",
            remedy=PHOTO_REMEDY if dark else "Send the original file again.",
        )
    if cut_off:
        return reading.replaced(
            status="part",
            code="image_cut_off",
            message="The picture's file is incomplete; what arrived of it was read.",
            remedy="Send the original file again, not a forwarded copy.",
        )
    return _film_status(reading)


def _film_status(reading: Reading) -> Reading:
    if any(FILM in page.notes for page in reading.pages):
        return reading.replaced(
            status="part",
            code=FILM,
            message="The picture looks like a photograph of X-ray, CT or MR films or of a screen.",
            remedy=FILM_REMEDY,
        )
    return reading


def load_picture(path: Path, ordinal: int, limits: Limits) -> Image.Image:
    """The frame as its page was measured: upright by EXIF, in its own pixels."""
    with open_picture(path, limits) as opened:
        frame, _ = load_frame(opened, ordinal, limits)
        # closing the file would take the pixels along
        return frame.copy() if frame is opened else frame
