"""Tables (tab-separated) and JSON lines, a pair a line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import IO, Any

from huizhen.core.errors import WrongCall
from huizhen.core.language.bilingual.unit import Languages, Unit

_LONGEST_BYTES = 10_000_000
_TAG = r"([a-z]{2,3}(?:[-_](?:[A-Z]{2}|[A-Z][a-z]{3}|\d{3}))*)"
_DIRECTION = re.compile(rf"\s*{_TAG}\s*(?:->|→|>|2|\bto\b|[-_:/])\s*{_TAG}\s*")


def _lines(stream: IO[bytes], what: str) -> Iterator[tuple[int, str]]:
    """The lines that are not empty, numbered from 1, without their ends."""
    number = 0
    while line := stream.readline(_LONGEST_BYTES + 1):
        number += 1
        if len(line) > _LONGEST_BYTES:
            raise _wrong(what, number, "is longer than 10 MB", "超过10 MB")
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            raise _wrong(what, number, "is not UTF-8 text", "不是UTF-8文本") from None
        if text.strip():
            yield number, text.rstrip("\r\n")


def _wrong(what: str, number: int, en: str, zh: str) -> WrongCall:
    return WrongCall(
        f"{what}_malformed",
        f"Line {number} {en}. 第{number}行{zh}。",
        "See docs/check-translation.md for the fields. 字段说明见 docs/check-translation.md。",
    )


def table_units(stream: IO[bytes], wanted: Languages) -> Iterator[Unit]:
    """The rows of a table with the columns source and target (and id), or of two columns."""
    columns: dict[str, int] | None = None
    for number, line in _lines(stream, "tsv"):
        cells = line.split("\t")
        if columns is None:
            columns = _header(cells)
            if columns is not None:
                continue
            if len(cells) != 2:
                raise _wrong("tsv", number, "is no header with source and target, nor two columns",
                             "不是含 source 和 target 的表头，也不是两列")  # fmt: skip
            columns = {"source": 0, "target": 1}
        if len(cells) <= columns["source"]:
            raise _wrong("tsv", number, "has too few columns", "列数不足")
        row = {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}
        yield _unit(row, number, wanted, "tsv")


def _header(cells: list[str]) -> dict[str, int] | None:
    names = [cell.strip().casefold() for cell in cells]
    return (
        {name: at for at, name in enumerate(names)} if {"source", "target"} <= set(names) else None
    )


def json_units(stream: IO[bytes], wanted: Languages) -> Iterator[Unit]:
    """The objects of JSON lines: source, target, and id, direction or the two languages."""
    for number, line in _lines(stream, "jsonl"):
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if not isinstance(row, dict) or not all(
            isinstance(row.get(name), str) for name in ("source", "target")
        ):
            raise _wrong("jsonl", number, "is no object with source and target as text",
                         "不是含文本字段 source 和 target 的对象")  # fmt: skip
        yield _unit(row, number, wanted, "jsonl")


def _unit(row: dict[str, Any], number: int, wanted: Languages, what: str) -> Unit:
    own = Languages(_text(row, "source_language"), _text(row, "target_language"))
    direction = _text(row, "direction")
    if direction:
        match = _DIRECTION.fullmatch(direction.lower() if direction.isupper() else direction)
        if match is None:
            raise _wrong(
                what, number, f"has an unknown direction {direction[:20]!r}", "翻译方向不明"
            )
        own = own.over(match[1], match[2])
    used = own.over(wanted.source, wanted.target).told_by(row["source"], row["target"])
    key = row.get("id", "")
    return Unit(
        str(key) if key not in (None, "") else str(number),
        row["source"], row["target"], used.source, used.target,
    )  # fmt: skip


def _text(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    return value.strip() if isinstance(value, str) else ""
