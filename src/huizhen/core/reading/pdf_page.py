"""One page of a PDF: whether its text layer can be trusted, its lines in place, its marks."""

from __future__ import annotations

from typing import Any, NamedTuple

from huizhen.core.reading.garbled import garbled_because, is_debris
from huizhen.core.reading.pdf_frame import Frame, RawBox, frame_of
from huizhen.core.reading.pdf_painted import Painted, covered_share, painted, unread_pictures
from huizhen.core.reading.pdf_structure import Marks, PlacedText
from huizhen.core.reading.pdf_text import PrintedLine, has_unmapped_glyphs, printed_lines
from huizhen.core.records.page import Origin, Page, PageId

_PICTURE_TO_READ = 0.15
_PICTURE_TO_NOTE = 0.03
_MOSTLY_HIDDEN = 0.2


class _Judgement(NamedTuple):
    origin: Origin
    needs_ocr: bool
    notes: tuple[str, ...]
    keeps_text: bool = True


def read_page(
    document: Any, ordinal: int, identifier: PageId, marks: Marks
) -> tuple[Page, list[str]]:
    """The page, and codes of what departs from the standard; damage is among its notes."""
    import pypdfium2 as pdfium

    try:
        page = document[ordinal - 1]
        text_page = page.get_textpage()
    except pdfium.PdfiumError:
        broken = Page(page_id=identifier, ordinal=ordinal, origin="none", notes=("page_broken",))
        return broken, ["pdf_page_broken"]
    try:
        return _read(page, text_page, ordinal, identifier, marks)
    finally:
        text_page.close()
        page.close()


def _read(
    page: Any, text_page: Any, ordinal: int, identifier: PageId, marks: Marks
) -> tuple[Page, list[str]]:
    frame = frame_of(page)
    lines = printed_lines(text_page)
    visible = [line for line in lines if line.box is None or frame.holds(line.box)]
    deviations = [] if len(visible) == len(lines) else ["pdf_text_outside_page"]
    objects = painted(page, frame)
    judged = _judge(visible, objects, frame, text_page)
    if not judged.keeps_text:
        deviations += [note for note in judged.notes if note.startswith("text_layer_")]
        visible = []
    placed = _with_marks(visible, marks)
    origin = judged.origin
    if origin == "none" and placed:
        origin = "text_layer"
    text, spans = _spans(placed, frame)
    notes = [note for note in judged.notes if not (note == "blank" and placed)]
    width, height = page.get_size()
    made = Page.model_validate(
        {
            "page_id": identifier,
            "ordinal": ordinal,
            "text": text,
            "lines": spans,
            "origin": origin,
            "width": round(width, 2),
            "height": round(height, 2),
            "needs_ocr": judged.needs_ocr,
            "notes": tuple(dict.fromkeys([*notes, *marks.notes])),
        }
    )
    return made, deviations


def _judge(lines: list[PrintedLine], objects: Painted, frame: Frame, text_page: Any) -> _Judgement:
    text = "\n".join(line.text for line in lines)
    if not lines:
        return _without_text(objects)
    garbled = garbled_because(text)
    if not garbled and has_unmapped_glyphs(text_page):
        garbled = "unmapped_glyphs"
    if garbled:
        return _Judgement("none", True, (f"text_layer_{garbled}",), keeps_text=False)
    if objects.hidden_texts > _MOSTLY_HIDDEN * max(1, objects.texts):
        if objects.images and is_debris(text):
            return _Judgement("none", True, ("text_layer_debris",), keeps_text=False)
        return _Judgement("ocr", False, ("hidden_text_layer", "numbers_unconfirmed"))
    notes = ("hidden_text",) if objects.hidden_texts else ()
    unread = covered_share(frame, unread_pictures(objects, lines))
    if unread >= _PICTURE_TO_READ:
        return _Judgement("text_layer", True, (*notes, "text_and_picture"))
    if unread >= _PICTURE_TO_NOTE:
        return _Judgement("text_layer", False, (*notes, "picture_not_read"))
    return _Judgement("text_layer", False, notes)


def _without_text(objects: Painted) -> _Judgement:
    if objects.images or objects.paths or objects.texts or not objects.complete:
        return _Judgement("none", True, ())
    return _Judgement("none", False, ("blank",))


def _with_marks(lines: list[PrintedLine], marks: Marks) -> list[PrintedLine]:
    """Field values and comments after the line beside or above them; the placeless at the end."""
    if not marks.texts:
        return lines
    places: dict[int, list[PlacedText]] = {}
    for text in sorted(marks.texts, key=_reading_position):
        places.setdefault(_place(text.box, lines), []).append(text)
    merged: list[PrintedLine] = []
    for index in range(len(lines) + 1):
        if index:
            merged.append(lines[index - 1])
        for placed in places.get(index, ()):
            rows = [row for row in placed.text.split("\n") if row.strip()]
            merged += [PrintedLine(row.rstrip(), placed.box) for row in rows]
    return merged


def _reading_position(text: PlacedText) -> tuple[float, float]:
    return (0.0, 0.0) if text.box is None else (-text.box[3], text.box[0])


def _place(box: RawBox | None, lines: list[PrintedLine]) -> int:
    """After how many lines the mark stands."""
    if box is None:
        return len(lines)
    middle = (box[1] + box[3]) / 2
    beside = above = 0
    lowest = float("inf")
    for index, line in enumerate(lines, start=1):
        if line.box is None:
            continue
        if line.box[1] <= middle <= line.box[3] and line.box[0] <= box[0]:
            beside = index
        elif middle < line.box[1] <= lowest:
            above, lowest = index, line.box[1]
    return beside or above


def _spans(lines: list[PrintedLine], frame: Frame) -> tuple[str, list[dict[str, object]]]:
    """The page's text, and its lines as plain data: validating a page's lines in one step takes
    half the time of making each."""
    spans: list[dict[str, object]] = []
    position = 0
    for line in lines:
        end = position + len(line.text)
        box = None if line.box is None else frame.displayed(line.box)
        spans.append({"start": position, "end": end, "box": box})
        position = end + 1
    return "\n".join(line.text for line in lines), spans
