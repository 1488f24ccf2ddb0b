"""Phrases of one line, each once: what another phrase says with more is not said again."""

from __future__ import annotations

import re
from collections.abc import Iterable


def said_once(phrases: Iterable[str]) -> list[str]:
    """'导管腺癌，G2' without '组织学分级：G2', 'CNS WHO 3级' without 'WHO 3级'."""
    each = list(dict.fromkeys(filter(None, phrases)))
    return [one for one in each if not any(_is_within(one, other) for other in each)]


def _is_within(one: str, other: str) -> bool:
    core = one.rpartition("：")[2].strip()
    if one == other or not core or len(other) <= len(core):
        return False
    return re.search(rf"(?<![A-Za-z0-9.]){re.escape(core)}(?![0-9.])", other) is not None
