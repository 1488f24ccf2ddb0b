"""Documents set by typst: templates and fonts of the content packs, data as JSON, no network."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from huizhen.core.errors import ContentError

REQUIRED_FONTS = (
    "NotoSansSC-Regular.ttf",
    "NotoSansSC-Bold.ttf",
    "NotoSans-Regular.ttf",
    "NotoSans-Bold.ttf",
)
PDF_STANDARD = "a-2b"
_UNSHOWABLE = re.compile(r'the text `"(.*?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_PLACE = re.compile(r"┌─ (?:\S*/)?([^/\s]+:\d+)")
_TRIES = 5


class TypstRenderer:
    """A `core.ports.DocumentRenderer`: equal input gives equal bytes.

    A template reads its data with `json(bytes(sys.inputs.data))`; values are never formatted into
    its source. Only the fonts in `font_folder` and those inside typst are used, never the
    machine's own. PDF/A forbids a character that no font has: it is shown as [U+XXXX], never
    left out; a site that wants it set adds a font file to the folder.
    """

    def __init__(self, template_folder: Path, font_folder: Path) -> None:
        self._template_folder = template_folder
        self._font_folder = font_folder

    def render_pdf(self, template: str, data: Mapping[str, object], created_on: date) -> bytes:
        """A PDF/A-2b file whose creation date is `created_on`."""
        return self._set(template, data, created_on)[0]

    def render_png(self, template: str, data: Mapping[str, object], ppi: int) -> bytes:
        """The first page as a picture of `ppi` pixels per inch."""
        _, settable = self._set(template, data, date(2000, 1, 1))
        pages = self._compile(template, settable, format="png", ppi=float(ppi))
        return pages if isinstance(pages, bytes) else bytes(pages[0])

    @cached_property
    def _fonts(self) -> Any:
        import typst

        if any(not (self._font_folder / name).is_file() for name in REQUIRED_FONTS):
            raise ContentError(
                "fonts_missing",
                "The fonts that documents are set in are not installed.",
                "Run `python scripts/fetch_fonts.py` once, then try again.",
            )
        return typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=True,
            font_paths=[str(self._font_folder)],
        )

    def _set(
        self, template: str, data: Mapping[str, object], created_on: date
    ) -> tuple[bytes, str]:
        """The PDF, and the data as JSON with every unshowable character spelt out."""
        import typst

        if not (self._template_folder / template).is_file():
            raise ContentError(
                "template_missing",
                f"The template {template} is not in the content folder.",
                "Install the package again, or put the template back.",
            )
        moment = datetime(created_on.year, created_on.month, created_on.day, tzinfo=UTC)
        text = json.dumps(data, ensure_ascii=False)
        for _ in range(_TRIES):
            try:
                pdf = self._compile(
                    template, text, format="pdf", pdf_standards=PDF_STANDARD, timestamp=moment
                )
            except typst.TypstError as error:
                spelt = _spelt_out(text, error.diagnostic)
                if spelt == text:
                    # Without the cause: typst may quote the data, which are a person's.
                    raise _failed(template, error.diagnostic) from None
                text = spelt
            else:
                return bytes(pdf), text
        raise _failed(template, "")

    def _compile(self, template: str, text: str, **options: Any) -> Any:
        import typst

        return typst.compile(
            str(self._template_folder / template),
            root=str(self._template_folder),
            font_paths=self._fonts,
            ignore_system_fonts=True,
            sys_inputs={"data": text},
            **options,
        )


def _spelt_out(text: str, diagnostic: str) -> str:
    """JSON text with the characters that typst names as unshowable written as [U+XXXX]."""
    named = "".join(_UNSHOWABLE.findall(diagnostic))
    characters = set(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), named))
    for character in characters:
        if not character.isascii() or not character.isprintable():
            shown = f"[U+{ord(character):04X}]"
            text = text.replace(character, shown)
            text = text.replace(json.dumps(character)[1:-1], shown)
    return text


def _failed(template: str, diagnostic: str) -> ContentError:
    place = _PLACE.search(diagnostic)
    return ContentError(
        "template_failed",
        f"The template {template} could not be set with its data.",
        f"Compare the template's fields with the data{f', at {place[1]}' if place else ''}.",
    )
