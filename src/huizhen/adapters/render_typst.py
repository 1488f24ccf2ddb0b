"""Documents set by typst: templates and fonts of the content packs, data as JSON, no network."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from huizhen.core.errors import ContentError

FONT_FILES = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf")
PDF_STANDARD = "a-2b"


class TypstRenderer:
    """A `core.ports.DocumentRenderer`: equal input gives equal bytes.

    A template reads its data with `json(bytes(sys.inputs.data))`; values are never formatted into
    its source. Only the fonts in `font_folder` are used, never the machine's own.
    """

    def __init__(self, template_folder: Path, font_folder: Path) -> None:
        self._template_folder = template_folder
        self._font_folder = font_folder

    def render_pdf(self, template: str, data: Mapping[str, object], created_on: date) -> bytes:
        """A PDF/A-2b file whose creation date is `created_on`."""
        return self._compile(
            template,
            data,
            format="pdf",
            pdf_standards=PDF_STANDARD,
            timestamp=datetime(created_on.year, created_on.month, created_on.day, tzinfo=UTC),
        )[0]

    def render_png(self, template: str, data: Mapping[str, object], ppi: int) -> bytes:
        """The first page as a picture of `ppi` pixels per inch."""
        return self._compile(template, data, format="png", ppi=float(ppi))[0]

    @cached_property
    def _fonts(self) -> Any:
        import typst

        if any(not (self._font_folder / name).is_file() for name in FONT_FILES):
            raise ContentError(
                "fonts_missing",
                "The fonts that documents are set in are not installed.",
                "Run `python scripts/fetch_fonts.py` once, then try again.",
            )
        return typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=[str(self._font_folder)],
        )

    def _compile(
        self, template: str, data: Mapping[str, object], **options: object
    ) -> tuple[bytes, ...]:
        import typst

        source = self._template_folder / template
        if not source.is_file():
            raise ContentError(
                "template_missing",
                f"The template {template} is not in the content folder.",
                "Install the package again, or put the template back.",
            )
        try:
            made = typst.compile(
                str(source),
                root=str(self._template_folder),
                font_paths=self._fonts,
                ignore_system_fonts=True,
                sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
                **options,
            )
        except typst.TypstError as error:
            raise ContentError(
                "template_failed",
                f"The template {template} could not be set with its data.",
                "Compare the template's fields with the data; typst names the line.",
            ) from error
        return tuple(made) if isinstance(made, list) else (made,)
