"""A term against its original before it is used everywhere: figures, sides, levels, denials."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from huizhen.core.language.checks.builtin import BUILTIN
from huizhen.core.language.checks.checker import Checker, Packs
from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.pair import Pair
from huizhen.core.language.detect import language_of
from huizhen.ground.content import pack

_COMPARED: Final = frozenset(
    {
        "numbers", "units", "doses", "laterality", "directions", "negation", "liver_segments",
        "spinal_levels", "stages", "grades",
    }
)  # fmt: skip
"""Modules of the checks that a name is compared by: it is no sentence, and need not say all."""
_OF_ANY_LANGUAGE: Final = "number"


def dangerous_differences(original: str, zh: str) -> list[Difference]:
    """What would change the sense in every case; of an original in another language than English
    only its figures are compared."""
    language = "en" if original.isascii() else language_of(original) or "en"
    found = [
        one for one in _checker()(Pair.of(original, zh, language, "zh")) if one.effect == "block"
    ]
    if language == "en":
        return found
    return [one for one in found if one.code.startswith(_OF_ANY_LANGUAGE)]


@lru_cache(maxsize=1)
def _checker() -> Checker:
    chosen = [
        build
        for build in BUILTIN
        if getattr(build, "__module__", "").rpartition(".")[2] in _COMPARED
    ]
    return Checker(Packs(checks=pack("checks"), terms=pack("terms")), chosen)
