"""Performs one OCR task: renders the page, turns it upright, lets the engine of its script read."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image

from huizhen.adapters.ocr_rapidocr import RapidOcr, rapidocr_is_present
from huizhen.adapters.ocr_sheet import Sheet, Turn, turned, unread_ink
from huizhen.adapters.ocr_tesseract import Tesseract, find_tesseract
from huizhen.core.imaging.paper_images import look_at
from huizhen.core.language.script import script_of
from huizhen.core.reading.image import load_picture
from huizhen.core.reading.limits import Limits
from huizhen.core.reading.ocr import (
    Engine,
    EngineChoice,
    FoundLine,
    Ocr,
    OcrTask,
    RecognisedLine,
    RecognisedPage,
    Standing,
    choose_engine,
    failed,
)
from huizhen.core.reading.ocr_layout import arranged
from huizhen.core.reading.ocr_scripts import (
    RAPID_SCRIPTS,
    foreign_script,
    is_misread,
    is_vietnamese,
)
from huizhen.core.reading.pdf import render_page
from huizhen.core.reading.picture import Measured, measure
from huizhen.core.records.page import Box

RENDER_DPI = 300
_WRITTEN_DOWN = 0.5
_WRITTEN_DOWN_FROM_PICTURES = 0.75
_MUCH_MIDTONE = 0.15
_CLEARLY_BETTER = 0.1
_SURE = 0.8
_SURE_ROTATION = 2.0
_SURE_SCRIPT = 1.0
_UNKNOWN_SCRIPT = "Zzzz"


class Engines(NamedTuple):
    """The engines of this machine."""

    rapidocr: RapidOcr | None
    tesseract: Tesseract | None

    @property
    def infos(self) -> list[Engine]:
        """Those that are present."""
        return [engine.info for engine in (self.rapidocr, self.tesseract) if engine is not None]

    def named(self, name: str) -> Ocr | None:
        """The engine of that name."""
        return self.rapidocr if name == "rapidocr" else self.tesseract


def find_engines(limits: Limits) -> Engines:
    """What is installed; nothing is loaded yet."""
    rapid = RapidOcr() if rapidocr_is_present() else None
    return Engines(rapid, find_tesseract(limits.ocr_seconds))


def perform(given: dict[str, Any], limits: Limits) -> dict[str, object]:
    """The result of one work of kind 'ocr': `given` has `task` (an OcrTask) and `path`."""
    task = OcrTask.model_validate(given["task"])
    picture = page_picture(task, Path(given["path"]), limits)
    return recognise(task, picture, find_engines(limits)).model_dump(mode="json")


def page_picture(task: OcrTask, path: Path, limits: Limits) -> Image.Image:
    """The page as a person sees it."""
    if task.kind == "pdf":
        return render_page(path, task.ordinal, RENDER_DPI, limits)
    return load_picture(path, task.ordinal, limits)


def recognise(task: OcrTask, picture: Image.Image, engines: Engines) -> RecognisedPage:
    """Reads a picture with the engine of its script; a script without engine stays unread."""
    measured = measure(picture)
    sheet = Sheet.of(picture, measured)
    detector = engines.tesseract
    standing = detector.standing(sheet.picture) if detector is not None else None
    script, language = _script(task, standing)
    if not script and engines.rapidocr is None:
        script, language = task.script_hint, task.language_hint
    choice = choose_engine(script, language, engines.infos)
    if not choice.engine:
        return _unread(task, choice)
    attempt = _read(sheet, choice, standing, engines)
    if choice.engine == "rapidocr":
        other = _other_script(attempt.lines, standing, task)
        if other is not None:
            choice = choose_engine(*other, engines.infos)
            if choice.engine != "tesseract":
                return _unread(task, choice)
            attempt = _read(sheet, choice, standing, engines)
    return _page(task, picture, measured, attempt, choice, engines)


def _script(task: OcrTask, standing: Standing | None) -> tuple[str, str]:
    """What the picture itself shows, if that is sure; else '' (try and judge): other pages' script
    is a hint to fall back on, for a Latin page read as Cyrillic gives words that look real."""
    if standing is not None and standing.script and _is_sure(standing):
        same = standing.script == task.script_hint or not task.script_hint
        return standing.script, task.language_hint if same else ""
    if task.script_hint in RAPID_SCRIPTS:
        return task.script_hint, task.language_hint
    return "", ""


def _is_sure(standing: Standing) -> bool:
    """Both confidences have to be fair: of charts and a few words the detector is often sure of
    some script, but never of how they stand."""
    return (
        standing.script_confidence >= _SURE_SCRIPT
        and standing.rotation_confidence >= _SURE_ROTATION
    )


def _other_script(
    lines: list[FoundLine], standing: Standing | None, task: OcrTask
) -> tuple[str, str] | None:
    """The script to try instead of rapidocr's, 'Zzzz' for an unknown one; None if all fits."""
    text = "\n".join(line.text for line in lines)
    if is_vietnamese(text):
        return ("Latn", "vi")
    foreign = foreign_script(text)
    if foreign:
        return (foreign, task.language_hint if foreign == task.script_hint else "")
    if not lines or not is_misread(lines):
        return None
    if task.script_hint not in RAPID_SCRIPTS:
        return task.script_hint, task.language_hint
    stands = standing is not None and standing.rotation_confidence >= _SURE_ROTATION
    if standing is not None and stands and standing.script not in RAPID_SCRIPTS:
        return standing.script, ""
    return _UNKNOWN_SCRIPT, ""


def _unread(task: OcrTask, choice: EngineChoice) -> RecognisedPage:
    return failed(task, choice.code, choice.message, choice.remedy)


class _Attempt(NamedTuple):
    turn: Turn
    lines: list[FoundLine]
    sheet: Sheet

    @property
    def confidence(self) -> float:
        """Mean by length."""
        weight = sum(len(line.text) for line in self.lines)
        total = sum(line.confidence * len(line.text) for line in self.lines)
        return total / weight if weight else 0.0


def _read(
    sheet: Sheet, choice: EngineChoice, standing: Standing | None, engines: Engines
) -> _Attempt:
    """Upright as the detector says; without its word, in the direction that reads best."""
    engine = engines.named(choice.engine)
    if engine is None:
        raise ValueError("an engine was chosen that is not present")

    def attempt(rotation: int) -> _Attempt:
        turn = turned(sheet.picture, rotation)
        return _Attempt(turn, engine.recognise(turn.picture, choice.language), sheet)

    if standing is not None and standing.rotation_confidence >= _SURE_ROTATION:
        return attempt(standing.rotation)
    first = attempt(0)
    if not first.lines or (first.confidence >= _SURE and not _is_sideways(first.lines)):
        return first
    others = (90, 270) if _is_sideways(first.lines) else (180,)
    best = max(map(attempt, others), key=_readable)
    return best if _readable(best) > _readable(first) + _CLEARLY_BETTER else first


def _readable(attempt: _Attempt) -> float:
    return attempt.confidence - (0.3 if _is_sideways(attempt.lines) else 0.0)


def _is_sideways(lines: list[FoundLine]) -> bool:
    """Whether most text stands in boxes that are taller than wide."""
    tall = sum(len(n.text) for n in lines if n.box[3] - n.box[1] > 1.5 * (n.box[2] - n.box[0]))
    return 2 * tall > sum(len(line.text) for line in lines)


def _page(
    task: OcrTask,
    picture: Image.Image,
    measured: Measured,
    attempt: _Attempt,
    choice: EngineChoice,
    engines: Engines,
) -> RecognisedPage:
    # texture of pictures is taken for letters, with middling confidence
    is_picture = measured.midtones > _MUCH_MIDTONE
    least = _WRITTEN_DOWN_FROM_PICTURES if is_picture else _WRITTEN_DOWN
    written = [n for n in attempt.lines if n.confidence >= least and n.text.strip()]
    lines = arranged(written)
    engine = engines.named(choice.engine)
    text = "\n".join(line.text for line in lines)
    return RecognisedPage(
        page_id=task.page_id,
        lines=tuple(
            RecognisedLine(
                text=line.text,
                box=_on_picture(attempt, line.box),
                confidence=round(min(1.0, line.confidence), 3),
            )
            for line in lines
        ),
        engine=choice.engine,
        engine_version=engine.info.version if engine is not None else "",
        language=choice.language,
        script=script_of(text),
        rotation=attempt.turn.rotation,
        width_px=float(picture.width),
        height_px=float(picture.height),
        unread_lines=len(attempt.lines) - len(written),
        unread_ink=unread_ink(attempt.turn.picture, written),
        quality={**measured.quality(), "film": look_at(picture).score},
    )


def _on_picture(attempt: _Attempt, box: Box) -> Box:
    sheet = attempt.sheet
    left, top, right, bottom = attempt.turn.back(box)
    return (
        round(left / sheet.scale + sheet.left, 1),
        round(top / sheet.scale + sheet.top, 1),
        round(right / sheet.scale + sheet.left, 1),
        round(bottom / sheet.scale + sheet.top, 1),
    )
