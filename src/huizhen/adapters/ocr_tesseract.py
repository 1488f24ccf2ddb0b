"""tesseract, where the system has it: every script with installed data, and how a page stands."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache

from PIL import Image

from huizhen.core.errors import TooLargeRecord
from huizhen.core.reading.ocr import Engine, FoundLine, Standing
from huizhen.core.reading.ocr_scripts import osd_script

_LANGUAGE = re.compile(r"^[a-z]{3}(_[a-z]{3,5})?$")
_OSD_SIDE_PX = 2_400
_LEAST_SIDE_PX = 32
_CALL_SECONDS = 10.0


class Tesseract:
    """The binary found on the path; pictures go in by a pipe, nothing is written to disk."""

    def __init__(self, binary: str, seconds: float) -> None:
        self._binary = binary
        self._seconds = seconds
        self.info = Engine(name="tesseract", version=_version(binary), languages=_languages(binary))

    def recognise(self, picture: Image.Image, language: str) -> list[FoundLine]:
        """Lines with the mean confidence of their words; `language` alone, never mixed."""
        if language not in self.info.languages or not _LANGUAGE.match(language):
            raise ValueError("the language is not installed")
        output = self._run(picture, ["-l", language, "--psm", "3", "tsv"])
        return list(_lines(output))

    def standing(self, picture: Image.Image) -> Standing | None:
        """Orientation and script, None when tesseract has no `osd` data or sees too little."""
        if "osd" not in self.info.languages:
            return None
        small = picture.convert("L")
        small.thumbnail((_OSD_SIDE_PX, _OSD_SIDE_PX))
        output = self._run(small, ["-l", "osd", "--psm", "0"])
        fields = dict(line.split(": ", 1) for line in output.splitlines() if ": " in line)
        try:
            return Standing(
                rotation=int(fields["Rotate"]) % 360,
                rotation_confidence=float(fields["Orientation confidence"]),
                script=osd_script(fields["Script"].strip()),
                script_confidence=float(fields["Script confidence"]),
            )
        except (KeyError, ValueError):
            return None

    def _run(self, picture: Image.Image, arguments: list[str]) -> str:
        if min(picture.size) < _LEAST_SIDE_PX:
            return ""
        stream = io.BytesIO()
        picture.convert("L").save(stream, "PNG", compress_level=1)
        try:
            done = subprocess.run(  # noqa: S603 - a fixed list; the language is checked
                [self._binary, "stdin", "stdout", "--dpi", "300", *arguments],
                input=stream.getvalue(),
                capture_output=True,
                timeout=self._seconds,
                check=False,
                env={"OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"},
            )
        except subprocess.TimeoutExpired:
            raise TooLargeRecord(
                "ocr_timeout",
                "OCR of this page takes longer than the limit.",
                "Raise the setting ocr_seconds, or send the page as text.",
            ) from None
        return done.stdout.decode("utf-8", "replace")


def find_tesseract(seconds: float) -> Tesseract | None:
    """The installed tesseract, None when there is none."""
    binary = shutil.which("tesseract")
    return None if binary is None else Tesseract(binary, seconds)


@cache
def _version(binary: str) -> str:
    first = _asked(binary, "--version").splitlines()[:1]
    return first[0].removeprefix("tesseract ").strip() if first else ""


@cache
def _languages(binary: str) -> tuple[str, ...]:
    names = (line.strip() for line in _asked(binary, "--list-langs").splitlines()[1:])
    return tuple(sorted(name for name in names if _LANGUAGE.match(name)))


def _asked(binary: str, question: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - a fixed list
            [binary, question], capture_output=True, timeout=_CALL_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return (done.stdout or done.stderr).decode("utf-8", "replace")


def _lines(output: str) -> Iterator[FoundLine]:
    """Words of one line joined; level 5 rows of tesseract's TSV are words."""
    rows = csv.DictReader(io.StringIO(output), delimiter="\t", quoting=csv.QUOTE_NONE)
    words: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for row in rows:
        if row.get("level") == "5" and (row.get("text") or "").strip():
            place = tuple(row[name] for name in ("block_num", "par_num", "line_num"))
            words.setdefault(place, []).append(row)
    for found in words.values():
        yield _line(found)


def _line(words: list[dict[str, str]]) -> FoundLine:
    lefts, tops = ([float(word[side]) for word in words] for side in ("left", "top"))
    rights = [float(word["left"]) + float(word["width"]) for word in words]
    bottoms = [float(word["top"]) + float(word["height"]) for word in words]
    confidence = sum(max(0.0, float(word["conf"])) for word in words) / len(words) / 100.0
    text = " ".join(word["text"].strip() for word in words)
    return FoundLine(text, (min(lefts), min(tops), max(rights), max(bottoms)), confidence)
