"""Two long lists in portions, so that comparing each with each costs no more than their length."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

T = TypeVar("T")


def portions(ours: list[T], theirs: list[T], many: int) -> Iterator[tuple[list[T], list[T]]]:
    """Both lists whole while they have no more than `many`; else their first parts, their second
    parts, and so on, each about as far along."""
    parts = max(1, -(-max(len(ours), len(theirs)) // many))
    for part in range(parts):
        yield _part(ours, part, parts), _part(theirs, part, parts)


def _part(whole: list[T], part: int, parts: int) -> list[T]:
    return whole[part * len(whole) // parts : (part + 1) * len(whole) // parts]
