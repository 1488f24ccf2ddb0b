"""A mutation of a target, and how one stretch of a text is exchanged."""

from __future__ import annotations

import re
from typing import NamedTuple


class Mutation(NamedTuple):
    """What became of a target: its kind, its form, the new text, where the change stands."""

    kind: str
    form: str
    target: str
    start: int
    end: int


def exchanged(kind: str, form: str, text: str, span: tuple[int, int], new: str) -> Mutation | None:
    """The text with a stretch exchanged, tidied where it was taken out; None if it is the same."""
    start, end = span
    before, after = text[:start], text[end:]
    if not new:
        before, after = before.rstrip(), after.lstrip() if not before else after
        if after[:1] in ",;，；" and (not before or before[-1] in ",;.，；。"):
            after = after[1:].lstrip()
    # English begins a sentence with a capital, whatever stands there now.
    made = before + new + after
    if not before and made[:1].islower():
        made = made[0].upper() + made[1:]
    if made == text:
        return None
    return Mutation(kind, form, made, start, start + len(new))


def only(pattern: str, text: str, flags: int = 0) -> re.Match[str] | None:
    """The match of a pattern that matches exactly once."""
    found = list(re.finditer(pattern, text, flags))
    return found[0] if len(found) == 1 else None


def narrowed(made: Mutation, before: str) -> Mutation:
    """The same mutation, its span only as wide as what differs."""
    after = made.target
    start = _alike(before, after)
    rest = _alike(before[start:][::-1], after[start:][::-1])
    return made._replace(start=start, end=len(after) - rest)


def _alike(one: str, other: str) -> int:
    """How many first letters two texts share."""
    for place, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return place
    return min(len(one), len(other))
