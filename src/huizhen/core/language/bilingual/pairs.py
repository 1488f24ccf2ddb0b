"""The pairs of a bilingual file, by the reader that its name asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import IO

from huizhen.core.errors import WrongCall
from huizhen.core.language.bilingual.lines import json_units, table_units
from huizhen.core.language.bilingual.tmx import tmx_units
from huizhen.core.language.bilingual.unit import Languages, Unit
from huizhen.core.language.bilingual.xliff import xliff_units

Reader = Callable[[IO[bytes], Languages], Iterator[Unit]]

READERS: dict[str, Reader] = {
    ".xlf": xliff_units,
    ".xliff": xliff_units,
    ".sdlxliff": xliff_units,
    ".mqxliff": xliff_units,
    ".mxliff": xliff_units,
    ".tmx": tmx_units,
    ".tsv": table_units,
    ".tab": table_units,
    ".jsonl": json_units,
    ".ndjson": json_units,
}
"""By the ending of the file's name, in lower case."""


def units_of(stream: IO[bytes], suffix: str, wanted: Languages) -> Iterator[Unit]:
    """The segments of a file, one by one; WrongCall for an ending that no reader takes."""
    reader = READERS.get(suffix.casefold())
    if reader is None:
        raise WrongCall(
            "format_unknown",
            f"Files that end in {suffix or 'nothing'!r} are not read. 不支持此类文件。",
            f"Give one of: {', '.join(READERS)}. 支持：{'、'.join(READERS)}。",
        )
    return reader(stream, wanted)
