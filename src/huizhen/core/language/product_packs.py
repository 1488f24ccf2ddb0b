"""Packs of several products in one label: '{21 (A 1 MG Oral Tablet) / 7 (B ...) } Pack [Brand]'."""

from __future__ import annotations

import re

_PACK = re.compile(r"^\{(?P<inside>.+)\}\s*pack\b", re.IGNORECASE)
_GROUP = re.compile(r"\s*/?\s*(\d+)\s*\(")


def pack_groups(label: str) -> tuple[tuple[str, str], ...]:
    """How many of which product the pack holds, in its order; () when the label is no pack or
    cannot be taken apart."""
    pack = _PACK.match(label.strip())
    if pack is None:
        return ()
    inside, place = pack["inside"], 0
    groups: list[tuple[str, str]] = []
    while place < len(inside.rstrip()):
        group = _GROUP.match(inside, place)
        end = _closing(inside, group.end()) if group else None
        if group is None or end is None:
            return ()
        groups.append((group[1], inside[group.end() : end].strip()))
        place = end + 1
    return tuple(groups)


def _closing(text: str, place: int) -> int | None:
    """Where the bracket that was opened before that place is closed."""
    depth = 1
    for index in range(place, len(text)):
        depth += {"(": 1, ")": -1}.get(text[index], 0)
        if depth == 0:
            return index
    return None
