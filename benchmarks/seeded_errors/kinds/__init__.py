"""The kinds of error, one module each: `changes(pair, rng)` gives what may be done to a target."""

from __future__ import annotations

import importlib
import pkgutil
import random
from collections.abc import Callable, Iterable

from seeded_errors.values import Change, Pair

Mutator = Callable[[Pair, random.Random], Iterable[Change]]


def every_kind() -> dict[str, Mutator]:
    """Each kind by the name of its module, in order of the alphabet."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return {name: importlib.import_module(f"{__name__}.{name}").changes for name in names}
