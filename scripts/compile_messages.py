#!/usr/bin/env python3
"""Compile the catalogues of the pages (django.po to django.mo) without the gettext tools.

With --check nothing is written: exit 1 when a compiled catalogue is not the one of its source.
"""

from __future__ import annotations

import ast
import struct
import sys
from pathlib import Path

PRODUCT = Path(__file__).resolve().parent.parent / "src/huizhen"
_MAGIC = 0x950412DE
_FIELDS = ("msgctxt", "msgid", "msgstr")


def messages(text: str) -> dict[str, str]:
    """Message to translation; a context stands before the message, set apart by U+0004.

    Plural forms are not used in this product.
    """
    found: dict[str, str] = {}
    for block in text.split("\n\n"):
        entry: dict[str, str] = {}
        field = ""
        for line in block.splitlines():
            if line.startswith("#") or not line.strip():
                continue
            name, _, rest = line.partition(" ")
            if name in _FIELDS:
                field = name
            elif not line.startswith('"'):
                sys.exit(f"Not understood in the catalogue: {line}")
            entry[field] = entry.get(field, "") + ast.literal_eval(
                rest if name in _FIELDS else line
            )
        if entry.get("msgstr"):
            context = f"{entry['msgctxt']}\x04" if "msgctxt" in entry else ""
            found[context + entry.get("msgid", "")] = entry["msgstr"]
    return found


def compiled(found: dict[str, str]) -> bytes:
    """The catalogue in GNU's binary form (gettext manual, 'The Format of GNU MO Files')."""
    pairs = [(key.encode(), value.encode()) for key, value in found.items()]
    pairs.sort()
    count = len(pairs)
    tables = 7 * 4
    position = tables + count * 16
    content = b""
    places: list[list[tuple[int, int]]] = [[], []]
    for side in (0, 1):
        for pair in pairs:
            places[side].append((len(pair[side]), position + len(content)))
            content += pair[side] + b"\0"
    head = struct.pack("<7I", _MAGIC, 0, count, tables, tables + count * 8, 0, position)
    index = b"".join(struct.pack("<2I", *place) for side in places for place in side)
    return head + index + content


def main() -> int:
    """Compile every catalogue, or compare."""
    is_check = "--check" in sys.argv[1:]
    stale = []
    for source in sorted(PRODUCT.rglob("locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        data = compiled(messages(source.read_text(encoding="utf-8")))
        if is_check:
            if not target.is_file() or target.read_bytes() != data:
                stale.append(str(target))
        else:
            target.write_bytes(data)
    if stale:
        sys.stdout.write(f"Run scripts/compile_messages.py; out of date: {', '.join(stale)}\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
