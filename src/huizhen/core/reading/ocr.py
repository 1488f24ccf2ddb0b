"""OCR planned and folded: which pages, which engine by script, and pages from recognised lines.

The core never recognises anything: it gives tasks, a runner performs them (`adapters.ocr_page`),
and `ocr_fold` makes pages of the results.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple, Protocol

from PIL import Image
from pydantic import Field

from huizhen.core.language.script import script_of
from huizhen.core.reading.ocr_scripts import (
    RAPID_SCRIPTS,
    package_for,
    tesseract_language,
)
from huizhen.core.records.page import Box, Page, PageId, SourceId
from huizhen.core.records.reading import Reading
from huizhen.core.records.value import Value, content_hash

OCR_VERSION = 4
"""Raised whenever the way from a picture to lines changes: stored results are made again."""


class OcrTask(Value):
    """One page whose picture has to be read."""

    page_id: PageId
    source_id: SourceId
    ordinal: int
    kind: Literal["pdf", "image"]
    script_hint: str = ""
    """ISO 15924, from other pages of the file or folder; '' when nothing is known."""
    language_hint: str = ""
    """ISO 639-1."""


class RecognisedLine(Value):
    """One line in reading order; its box in pixels of the page's picture as it was rendered."""

    text: str
    box: Box
    confidence: float


class RecognisedPage(Value):
    """What OCR made of one page, or why it made nothing."""

    page_id: PageId
    lines: tuple[RecognisedLine, ...] = ()
    engine: str = ""
    engine_version: str = ""
    language: str = ""
    """The engine's own name of its language data."""
    script: str = ""
    rotation: int = 0
    """Degrees clockwise by which the picture was turned to stand upright."""
    width_px: float = 0.0
    height_px: float = 0.0
    unread_lines: int = 0
    """Lines that were found, but too uncertain to be written down."""
    unread_ink: float = 0.0
    """Share of the page's ink under no recognised line: handwriting, stamps, drawings."""
    quality: dict[str, float] = Field(default_factory=dict)
    code: str = ""
    message: str = ""
    remedy: str = ""


class Engine(Value):
    """An engine that is present, with what it can read."""

    name: Literal["rapidocr", "tesseract"]
    version: str
    languages: tuple[str, ...] = ()
    """tesseract's installed language data; empty for rapidocr."""


class EngineChoice(Value):
    """The engine and language data for a script; without an engine, what is to be installed."""

    engine: Literal["rapidocr", "tesseract", ""]
    language: str = ""
    code: str = ""
    message: str = ""
    remedy: str = ""


class FoundLine(NamedTuple):
    """What an engine found: text, box in the pixels of the picture given to it, confidence 0-1."""

    text: str
    box: Box
    confidence: float
    slope: float = 0.0
    """How far its baseline falls for each pixel to the right; 0 where the engine does not say."""


class Standing(NamedTuple):
    """How a picture stands and which script it shows, as an engine's detector says."""

    rotation: int
    """Degrees clockwise by which to turn it upright: 0, 90, 180 or 270."""
    rotation_confidence: float
    script: str
    script_confidence: float


class Ocr(Protocol):
    """An OCR engine."""

    @property
    def info(self) -> Engine:
        """Name, version, languages."""

    def recognise(self, picture: Image.Image, language: str) -> list[FoundLine]:
        """Lines or words in any order; uncertain ones included."""


class StandingDetector(Protocol):
    """Says how a picture stands."""

    def standing(self, picture: Image.Image) -> Standing | None:
        """None when there is too little text to tell."""


def choose_engine(script: str, language: str, engines: Sequence[Engine]) -> EngineChoice:
    """By script, never by confidence: an engine that does not know a script reads nonsense and is
    sure of it. `script` '' asks for the engine that can tell by its own result."""
    present = {engine.name: engine for engine in engines}
    needed = tesseract_language(script, language)
    installed = present["tesseract"].languages if "tesseract" in present else ()
    if script in RAPID_SCRIPTS and language != "vi" and "rapidocr" in present:
        return EngineChoice(engine="rapidocr")
    if needed in installed:
        return EngineChoice(engine="tesseract", language=needed)
    return _missing(needed)


def _missing(language: str) -> EngineChoice:
    if not language:
        return EngineChoice(
            engine="",
            code="ocr_script_unknown",
            message="The script of this page is unknown; what an engine made of it was refused.",
            remedy="Install tesseract-ocr with its osd data and the language of the page, such as "
            "tesseract-ocr-rus for Russian or tesseract-ocr-ara for Arabic, and run again; or send "
            "the document as text.",
        )
    return EngineChoice(
        engine="",
        code="ocr_engine_missing",
        message="No installed OCR engine can read the script of this page.",
        remedy=f"Install {package_for(language)} (with tesseract-ocr) and run again.",
    )


def ocr_tasks(
    reading: Reading, source_id: SourceId, script_hint: str = "", language_hint: str = ""
) -> list[OcrTask]:
    """Tasks for the pages of a PDF or picture that wait for OCR; the text of the file's other
    pages is a better hint than the given one."""
    if reading.kind not in ("pdf", "image"):
        return []
    script, language = hints_from(reading.pages)
    return [
        OcrTask(
            page_id=page.page_id,
            source_id=source_id,
            ordinal=page.ordinal,
            kind="pdf" if reading.kind == "pdf" else "image",
            script_hint=script or script_hint,
            language_hint=language or ("" if script else language_hint),
        )
        for page in reading.pages
        if page.needs_ocr
    ]


def hints_from(pages: Iterable[Page]) -> tuple[str, str]:
    """The commonest script and language of pages that have text; '' where none has."""
    scripts: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    for page in pages:
        script = page.script or script_of(page.text)
        if script:
            scripts[script] += len(page.text)
        if page.language:
            languages[page.language] += len(page.text)
    return _commonest(scripts), _commonest(languages)


def _commonest(counted: Counter[str]) -> str:
    return counted.most_common(1)[0][0] if counted else ""


def ocr_key(task: OcrTask, engines: Sequence[Engine]) -> str:
    """The address of a page's OCR: its bytes, the hints, and every engine with its version."""
    present = sorted((engine.model_dump(mode="json") for engine in engines), key=str)
    return content_hash([OCR_VERSION, task.model_dump(mode="json"), present])


def over_limit(task: OcrTask, limit: int) -> RecognisedPage:
    """The result of a page that comes after `max_ocr_pages` others."""
    return RecognisedPage(
        page_id=task.page_id,
        code="ocr_page_limit",
        message=f"More than {limit} pages wait for OCR; this one was left.",
        remedy="Raise the setting max_ocr_pages and run again; what is done is kept.",
    )


def failed(task: OcrTask, code: str, message: str, remedy: str) -> RecognisedPage:
    """The result of a page whose OCR ended with an error."""
    return RecognisedPage(page_id=task.page_id, code=code, message=message, remedy=remedy)
