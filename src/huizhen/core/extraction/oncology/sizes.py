"""Sizes as reports write them: one to three numbers with a unit of length."""

from __future__ import annotations

import re

from huizhen.core.extraction.numbers import NUMBER
from huizhen.core.extraction.prose import Prose

_X = r"\s?(?:[x×хX*]|by|auf|por|sur|на|mal)\s?"
_UNIT = r"(?:cm|mm|см|мм)(?![A-Za-z\u0400-\u04ff²2³3])"
SIZE = re.compile(
    rf"(?<![A-Za-z0-9_.,\u0400-\u04ff])(?P<a>{NUMBER})(?:\s?{_UNIT})?(?:{_X}(?P<b>{NUMBER})(?:\s?{_UNIT})?"
    rf"(?:{_X}(?P<c>{NUMBER}))?)?\s?-?(?P<unit>{_UNIT})"
)
"""A size; read its numbers with `size_value`."""


def size_value(prose: Prose, size: re.Match[str]) -> tuple[str, tuple[str, ...]]:
    """The numbers of a size joined by ' x ', and what is doubtful in them."""
    numbers = [prose.number(size[name]) for name in ("a", "b", "c") if size[name]]
    doubts = tuple(dict.fromkeys(n.doubt for n in numbers if n.doubt))
    return " x ".join(number.value for number in numbers), doubts
