"""The checks of numbers and dates with the product's lists, for their tests."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import huizhen
from huizhen.core.content import load_pack
from huizhen.core.language.checks import dates, numbers
from huizhen.core.language.checks.checker import Checker, Packs
from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.pair import Pair

CONTENT = Path(huizhen.__file__).parent / "content"


@lru_cache
def packs() -> Packs:
    """The product's own lists."""
    return Packs(load_pack("checks", [CONTENT]), load_pack("terms", [CONTENT]))


@lru_cache
def _checker() -> Checker:
    return Checker(packs(), [numbers.build, dates.build])


def told(source: str, target: str, one: str = "en", other: str = "zh") -> list[Difference]:
    """What both checks tell of a pair."""
    return _checker()(Pair.of(source, target, one, other))


def blocks(source: str, target: str, one: str = "en", other: str = "zh") -> bool:
    """Whether a pair is stopped."""
    return any(each.effect == "block" for each in told(source, target, one, other))
