"""What a PDF page paints besides its text layer: pictures, drawings, hidden text."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium_c

from huizhen.core.reading.pdf_frame import Frame, RawBox
from huizhen.core.reading.pdf_text import PrintedLine

_MAX_OBJECTS = 20_000
_MAX_FORM_DEPTH = 4
_NO_TEXT = -1
_INVISIBLE = (3, 7)
_WHOLE_PAGE = 0.8
_BACKDROP_CHARS = 20

Matrix = tuple[float, float, float, float, float, float]

_AS_IS: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Painted(NamedTuple):
    """What a page paints besides its text layer."""

    images: tuple[RawBox, ...] = ()
    paths: int = 0
    texts: int = 0
    hidden_texts: int = 0
    """Invisible, or painted before a picture that covers the page."""
    complete: bool = True


def painted(page: Any, frame: Frame) -> Painted:
    """Pictures, drawings and hidden text of a page; the survey ends after 20,000 objects."""
    images: list[RawBox] = []
    paths = texts = hidden = seen = 0
    for mode, item, matrix in _objects(page.raw):
        seen += 1
        if mode != _NO_TEXT:
            texts += 1
            hidden += mode in _INVISIBLE
        elif pdfium_c.FPDFPageObj_GetType(item) == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            box = _object_box(item, matrix)
            if box is not None and frame.holds(box):
                images.append(box)
                if covered_share(frame, [box]) > _WHOLE_PAGE:
                    hidden = texts
        else:
            paths += 1
    return Painted(tuple(images), paths, texts, hidden, seen < _MAX_OBJECTS)


def _objects(page: Any) -> Iterator[tuple[int, Any, Matrix]]:
    """Every text, image and drawing in painting order: its text rendering mode (-1 for no text),
    itself, its holder's matrix; those within form XObjects (to depth 4) included."""
    budget = _MAX_OBJECTS
    count = pdfium_c.FPDFPage_CountObjects(page)
    mode_of, type_of = pdfium_c.FPDFTextObj_GetTextRenderMode, pdfium_c.FPDFPageObj_GetType
    stack = [_Level(page, count, 0, pdfium_c.FPDFPage_GetObject, _AS_IS)]
    while stack:
        holder, count, start, getter, matrix = stack.pop()
        for index in range(start, count):
            if budget <= 0:
                return
            budget -= 1
            item = getter(holder, index)
            if not item:
                continue
            mode = mode_of(item)
            if mode != _NO_TEXT or type_of(item) != pdfium_c.FPDF_PAGEOBJ_FORM:
                yield mode, item, matrix
            elif len(stack) < _MAX_FORM_DEPTH:
                stack.append(_Level(holder, count, index + 1, getter, matrix))
                stack.append(_within_form(item, matrix))
                break


class _Level(NamedTuple):
    holder: Any
    size: int
    start: int
    getter: Any
    matrix: Matrix


def _within_form(form: Any, outer: Matrix) -> _Level:
    raw = pdfium_c.FS_MATRIX()
    own = _AS_IS
    if pdfium_c.FPDFPageObj_GetMatrix(form, raw):
        own = (raw.a, raw.b, raw.c, raw.d, raw.e, raw.f)
    count = pdfium_c.FPDFFormObj_CountObjects(form)
    return _Level(form, count, 0, pdfium_c.FPDFFormObj_GetObject, _product(own, outer))


def _product(first: Matrix, then: Matrix) -> Matrix:
    """ISO 32000-1 8.3.4: first one transformation, then the other."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (
        a * g + b * i, a * h + b * j,
        c * g + d * i, c * h + d * j,
        e * g + f * i + k, e * h + f * j + m,
    )  # fmt: skip


def _object_box(item: Any, matrix: Matrix) -> RawBox | None:
    edges = [ctypes.c_float() for _ in range(4)]
    if not pdfium_c.FPDFPageObj_GetBounds(item, *edges):
        return None
    left, bottom, right, top = (edge.value for edge in edges)
    if matrix == _AS_IS:
        return (left, bottom, right, top)
    a, b, c, d, e, f = matrix
    xs = [a * x + c * y + e for x in (left, right) for y in (bottom, top)]
    ys = [b * x + d * y + f for x in (left, right) for y in (bottom, top)]
    return (min(xs), min(ys), max(xs), max(ys))


def covered_share(frame: Frame, boxes: list[RawBox]) -> float:
    """Share of the frame under the boxes (overlaps counted twice, at most 1)."""
    total = 0.0
    for left, bottom, right, top in boxes:
        width = min(right, frame.right) - max(left, frame.left)
        height = min(top, frame.top) - max(bottom, frame.bottom)
        total += max(0.0, width) * max(0.0, height)
    return min(1.0, total / frame.area)


def unread_pictures(painted_objects: Painted, lines: list[PrintedLine]) -> list[RawBox]:
    """Pictures that carry no text layer of their own: what is written in them is not read yet."""
    return [image for image in painted_objects.images if _chars_on(image, lines) < _BACKDROP_CHARS]


def _chars_on(image: RawBox, lines: list[PrintedLine]) -> int:
    left, bottom, right, top = image
    total = 0
    for line in lines:
        if line.box is None:
            continue
        x, y = (line.box[0] + line.box[2]) / 2, (line.box[1] + line.box[3]) / 2
        if left <= x <= right and bottom <= y <= top:
            total += len(line.text)
    return total
