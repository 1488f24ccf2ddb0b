"""Pages and readings from what OCR recognised; what stays unread says why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from huizhen.core.imaging.paper_images import film_notes
from huizhen.core.reading.image import PHOTO_REMEDY
from huizhen.core.reading.ocr import RecognisedLine, RecognisedPage
from huizhen.core.reading.picture import is_blank, unreadable_because
from huizhen.core.records.page import Box, Line, Page, PageId
from huizhen.core.records.reading import Reading

_SURE = 0.75
_PRINT = 0.8
"""Confidence below which a line is rarely print."""
_UNSURE_LINES = 2
_MUCH_UNREAD_INK = 0.3
_MANY_UNREAD_LINES = 3
_MOSTLY = 0.5
_DEFECTS = {
    "dark": "too dark",
    "glare": "burnt out by glare or flash",
    "small": "too small: the letters have too few pixels",
    "pale": "too pale",
    "blurred": "blurred",
}


class _Problem(NamedTuple):
    code: str
    message: str
    remedy: str


def fold_page(page: Page, recognised: RecognisedPage) -> Page:
    """The page with the recognised lines: after its text layer, less what repeats it. Origin
    'ocr', so that every number on it waits for a person."""
    if recognised.code:
        return page.replaced(notes=_with(page.notes, recognised.code))
    quality = {**recognised.quality, **page.quality}
    if not page.text:
        page = page.replaced(notes=_with(page.notes, *film_notes(quality.get("film", 0.0))))
    lines = _on_page(page, recognised)
    new = [line for line in lines if not _repeats(page, line.box)]
    if not new:
        return _nothing_new(page, recognised, quality)
    text, spans = page.text, list(page.lines)
    for line in new:
        start = len(text) + 1 if text else 0
        text = f"{text}\n{line.text}" if text else line.text
        end = start + len(line.text)
        spans.append(Line(start=start, end=end, box=line.box, confidence=line.confidence))
    confidence = _mean_confidence(new)
    notes = _with(page.notes, "numbers_unconfirmed", *_doubts(recognised, confidence, quality))
    return page.replaced(
        text=text,
        lines=tuple(spans),
        origin="ocr",
        script=recognised.script or page.script,
        needs_ocr=False,
        confidence=round(confidence, 3),
        quality=quality,
        notes=notes,
    )


def _nothing_new(page: Page, recognised: RecognisedPage, quality: dict[str, float]) -> Page:
    """No line beyond the text layer: an unreadable photograph, a picture without text, or blank."""
    doubts: tuple[str, ...] = ()
    if not page.text:
        if unreadable_because(quality) and "film_photograph" not in page.notes:
            notes = _with(page.notes, "photo_unreadable")
            return page.replaced(quality=quality, notes=notes)
        blank = recognised.unread_lines == 0 and bool(quality) and is_blank(quality)
        doubts = ("blank",) if blank else ("no_text_picture",)
    if recognised.unread_lines:
        doubts = (*doubts, "lines_not_read")
    return page.replaced(needs_ocr=False, quality=quality, notes=_with(page.notes, *doubts))


def _doubts(recognised: RecognisedPage, confidence: float, quality: dict[str, float]) -> list[str]:
    found = []
    if recognised.rotation:
        found.append(f"rotated_{recognised.rotation}")
    if recognised.unread_lines:
        found.append("lines_not_read")
    unsure = sum(line.confidence < _PRINT for line in recognised.lines)
    if (
        recognised.unread_lines >= _MANY_UNREAD_LINES
        or unsure >= _UNSURE_LINES
        or recognised.unread_ink > _MUCH_UNREAD_INK
    ):
        found.append("handwriting_suspected")
    if confidence < _SURE and unreadable_because(quality):
        found.append("photo_unreadable")
    return found


def _with(notes: tuple[str, ...], *more: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*notes, *more)))


def _mean_confidence(lines: list[RecognisedLine]) -> float:
    weights = [max(1, len(line.text)) for line in lines]
    total = sum(line.confidence * weight for line, weight in zip(lines, weights, strict=True))
    return total / sum(weights)


def _on_page(page: Page, recognised: RecognisedPage) -> list[RecognisedLine]:
    """Lines with boxes in the page's own units: points for PDF, pixels for pictures."""
    if not (page.width and page.height and recognised.width_px and recognised.height_px):
        return list(recognised.lines)
    across, down = page.width / recognised.width_px, page.height / recognised.height_px
    if across == 1.0 and down == 1.0:
        return list(recognised.lines)
    return [line.replaced(box=_scaled(line.box, across, down)) for line in recognised.lines]


def _scaled(box: Box, across: float, down: float) -> Box:
    return (
        round(box[0] * across, 2),
        round(box[1] * down, 2),
        round(box[2] * across, 2),
        round(box[3] * down, 2),
    )


def _repeats(page: Page, box: Box) -> bool:
    """Whether most of the box lies under lines of the text layer."""
    area = max(0.01, (box[2] - box[0]) * (box[3] - box[1]))
    covered = 0.0
    for line in page.lines:
        if line.box is not None:
            width = min(box[2], line.box[2]) - max(box[0], line.box[0])
            # a text layer's box is as tall as its letters, an OCR box as its line
            height = min(box[3], line.box[3] + 1) - max(box[1], line.box[1] - 1)
            covered += max(0.0, width) * max(0.0, height)
    return covered > 0.4 * area


def fold_reading(reading: Reading, results: Mapping[PageId, RecognisedPage]) -> Reading:
    """The reading with every recognised page folded in; its status says what is still unread."""
    pages = tuple(
        fold_page(page, results[page.page_id])
        if page.needs_ocr and page.page_id in results
        else page
        for page in reading.pages
    )
    folded = reading.replaced(pages=pages)
    is_picture = reading.kind == "image"
    found = (_problem(page, results, is_picture) for page in pages)
    problems = [problem for problem in found if problem is not None]
    if not problems:
        return folded
    worst = problems[0]
    unread = sum(not page.text for page in pages)
    whole = len(problems) == len(pages) == unread and worst.code != "no_text_picture"
    if reading.status != "read" and not whole:
        return folded
    return folded.replaced(
        status="not_read" if whole else "part",
        code=worst.code,
        message=f"{len(problems)} of {len(pages)} pages could not be read. {worst.message}",
        remedy=worst.remedy,
    )


def _problem(
    page: Page, results: Mapping[PageId, RecognisedPage], is_picture: bool
) -> _Problem | None:
    if "photo_unreadable" in page.notes:
        defect = _DEFECTS.get(unreadable_because(page.quality), "not legible")
        return _Problem("photo_unreadable", f"The picture is {defect}.", PHOTO_REMEDY)
    if "no_text_picture" in page.notes and is_picture and "film_photograph" not in page.notes:
        return _Problem(
            "no_text_picture",
            "The picture shows no printed text.",
            "If it is a document, photograph it again; a clinical photograph needs a caption.",
        )
    if not page.needs_ocr:
        return None
    result = results.get(page.page_id)
    if result is None or not result.code:
        return _Problem(
            "ocr_not_done",
            "OCR has not been done.",
            "Run again with OCR, or send a version with text.",
        )
    return _Problem(result.code, result.message, result.remedy)
