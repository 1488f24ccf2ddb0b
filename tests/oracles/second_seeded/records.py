"""Records of a half: right pairs, and what was made of them."""

from __future__ import annotations

import collections
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .clauses import additions, omissions, untranslated
from .figures import dates, identifiers, numbers, ranges, units
from .mutation import Mutation, exchanged, narrowed
from .pairs import Right, draw, published, written
from .wordings import negations, swapped

MAKERS = (
    numbers, ranges, units, dates, identifiers, swapped, negations, omissions, additions,
    untranslated,
)  # fmt: skip
# Enough of each kind in each direction to tell 0.95 from 0.90, and a run of a minute.
MOST = 90
SYSTEM_PAIRS = 400


def mutations(right: Right) -> Iterator[Mutation]:
    """Every mutation of a pair: its own, or those that fit it."""
    for kind, old, new in right.swaps:
        if right.target.count(old) == 1 and old:
            place = right.target.index(old)
            span = (place, place + len(old))
            made = exchanged(kind, "written", right.target, span, new)
            if made:
                yield narrowed(made, right.target)
    makers = (additions, untranslated) if right.origin == "written" else MAKERS
    for make in makers:
        yield from (made for made in make(right) if made is not None)


def _record(right: Right, name: str, made: Mutation | None) -> dict[str, Any]:
    return {
        "id": name,
        "origin": right.origin,
        "direction": right.direction,
        "split": right.half,
        "source": right.source,
        "target": made.target if made else right.target,
        "kind": made.kind if made else "none",
        # Every form here is another writer's; none is set apart as rare.
        "uncommon": False,
        "sub": made.form if made else "none",
        "spans": [[made.start, made.end]] if made else [],
    }


def records(data: Path | None, half: str) -> list[dict[str, Any]]:
    """The right pairs of a half and their mutations, always the same ones."""
    rights = [one for one in written() if one.half == half]
    if data is not None:
        real = [one for one in published(data) if one.half == half]
        rights += [one for one in real if one.origin != "biomqm_system"]
        system = [one for one in real if one.origin == "biomqm_system"]
        rights += sorted(system, key=lambda one: draw(one.name))[:SYSTEM_PAIRS]
    made: list[dict[str, Any]] = [_record(right, f"{right.name}.none", None) for right in rights]
    counted: collections.Counter[tuple[str | bool, ...]] = collections.Counter()
    for right in sorted(rights, key=lambda one: (one.origin != "written", draw(one.name))):
        if right.origin == "biomqm_system":
            continue
        for number, one in enumerate(mutations(right)):
            cell: tuple[str | bool, ...] = (one.kind, right.direction)
            if right.origin != "written" or one.kind in ("addition", "untranslated"):
                cell = (*cell, right.origin == "written")
                if counted[cell] >= MOST:
                    continue
                counted[cell] += 1
            made.append(_record(right, f"{right.name}.{one.kind}.{number}", one))
    return made
