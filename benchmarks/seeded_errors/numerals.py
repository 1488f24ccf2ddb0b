"""Numbers as text: where they stand, what they are worth, and wrong ones near them."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator
from decimal import Decimal

NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
ALONE = re.compile(rf"(?<![A-Za-z0-9.,\-–/:_×^+²*])(?:{NUMBER})(?![A-Za-z0-9_\-–/:~～]|[.,]\d)")
"""A number that is no part of a name, range, ratio, date or formula."""


def value(text: str) -> Decimal:
    """What a number is worth; a comma before three digits separates thousands."""
    return Decimal(text.replace(",", ""))


def is_year(text: str) -> bool:
    """Whether a bare number may be a year."""
    return len(text) == 4 and text.isdigit() and 1850 <= int(text) <= 2099


def wrong(text: str, rng: random.Random) -> Iterator[tuple[str, str]]:
    """Numbers that are not this one, each with how it went wrong."""
    places = [i for i, char in enumerate(text) if char.isdigit()]
    place = rng.choice(places)
    digits = [d for d in "123456789" if d != text[place]]
    yield text[:place] + rng.choice(digits) + text[place + 1 :], "digit changed"
    for left, right in itertools.pairwise(places):
        if text[left] != text[right] and not (left == 0 and text[right] == "0"):
            chars = list(text)
            chars[left], chars[right] = chars[right], chars[left]
            yield "".join(chars), "digits transposed"
            break
    if text.isdigit() and len(text) >= 2:
        shorter = text[:-1] if text[-1] != "0" else text[1:]
        if not shorter.startswith("0"):
            yield shorter, "digit lost"


def step(text: str, rng: random.Random, low: int, high: int) -> str:
    """Another whole number between two bounds."""
    return str(rng.choice([n for n in range(low, high + 1) if n != int(text)]))
