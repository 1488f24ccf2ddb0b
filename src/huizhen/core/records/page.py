"""Pages: the text of a source exactly as its reader made it, with boxes, language and origin."""

from __future__ import annotations

from typing import Literal, NewType

from pydantic import Field

from huizhen.core.records.value import Value

SourceId = NewType("SourceId", str)
"""SHA-256 of a file's bytes, lower-case hex."""

PageId = NewType("PageId", str)
"""`<source_id>:<ordinal>`, or `<source_id>!<path inside>:<ordinal>`; ordinals start at 1."""

Box = tuple[float, float, float, float]
"""Left, top, right, bottom; PDF points from the page's top left, pixels for images."""

Origin = Literal["text_layer", "ocr", "native", "narrative", "none"]
"""Where the text came from: a PDF's text layer, OCR, the file's own text, a coded document's
narrative, or nowhere (no text; OCR is still wanted or was not possible)."""


def page_id(source_id: str, ordinal: int, inside: str = "") -> PageId:
    """The identifier of one page of a source; `inside` is the path within a structured source."""
    return PageId(f"{source_id}!{inside}:{ordinal}" if inside else f"{source_id}:{ordinal}")


class Line(Value):
    """One printed line: a half-open span of the page's text in code points, and its box."""

    start: int
    end: int
    box: Box | None = None
    confidence: float | None = None


class Page(Value):
    """One page; `text[line.start:line.end]` is each line's text."""

    page_id: PageId
    ordinal: int
    text: str = ""
    lines: tuple[Line, ...] = ()
    origin: Origin = "native"
    title: str = ""
    language: str = ""
    """ISO 639-1 code, or '' when it cannot be told."""
    script: str = ""
    """ISO 15924 code of most letters: Latn, Hans, Hant, Cyrl, Arab, Jpan, Kore ... or ''."""
    width: float | None = None
    height: float | None = None
    needs_ocr: bool = False
    """No usable text layer: the page's picture has to be read."""
    confidence: float | None = None
    """Mean OCR confidence 0-1 as the engine reports it; never used to choose an engine."""
    quality: dict[str, float] = Field(default_factory=dict)
    """Measured properties of a picture (sharpness, contrast, skew_degrees, text_height_px ...)."""
    notes: tuple[str, ...] = ()
    """Codes of what a person should know: 'handwriting_not_read', 'rotated_90' ..."""
