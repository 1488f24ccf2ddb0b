"""Units by every form that English and Chinese write, with their kinds and sizes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from huizhen.core.content import Pack
from huizhen.core.language.checks.pair import Side, folded


@dataclass(frozen=True)
class Size:
    """What a unit measures, in every reading, and how much of the base unit it is."""

    kinds: frozenset[str]
    size: Decimal


@dataclass(frozen=True)
class Unit:
    """A written unit: alternatives of (unit, units below the line)."""

    names: tuple[str, ...]
    below: tuple[str, ...] = ()
    is_hiding: bool = False
    """A word that only looks like a unit (年级, 天气)."""


class UnitForms:
    """Finds the unit that begins at a place of a side."""

    def __init__(self, checks: Pack) -> None:
        self.sizes = {
            row["unit"]: Size(frozenset(row["kinds"].split(";")), Decimal(row["size"]))
            for row in checks.rows("unit_sizes.tsv")
        }
        rows = checks.rows("units.tsv")
        self._by_language = {
            "en": _Forms(row for row in rows if row["language"] in ("mul", "en")),
            "zh": _Forms(row for row in rows if row["language"] in ("mul", "zh")),
        }
        self._symbols = _Forms(row for row in rows if row["language"] == "mul")

    def at(self, side: Side, place: int) -> tuple[int, Unit] | None:
        """Where the longest unit at that place ends, and which it is."""
        forms = self._by_language.get(side.language, self._symbols)
        return forms.at(side.folded, side.narrow, place)


class _Forms:
    """The forms of one language by their first two signs, longest first."""

    def __init__(self, rows: Iterable[dict[str, str]]) -> None:
        self._any: dict[str, Unit] = {}
        self._exact: dict[str, Unit] = {}
        for row in rows:
            unit = _unit(row["units"])
            if row["letters"] == "exact":
                self._exact.setdefault(row["form"], unit)
            else:
                self._any.setdefault(folded(row["form"]), unit)
        lengths: dict[str, set[int]] = {}
        for form in (*self._any, *self._exact):
            lengths.setdefault(form[:2].lower(), set()).add(len(form))
        self._lengths = {sign: sorted(sizes, reverse=True) for sign, sizes in lengths.items()}

    def at(self, text: str, narrow: str, place: int) -> tuple[int, Unit] | None:
        start = text[place : place + 2]
        sizes = self._lengths.get(start, ())
        if len(start) == 2:
            sizes = (*sizes, *self._lengths.get(start[0], ()))
        for length in sizes:
            end = place + length
            if end > len(text):
                continue
            unit = self._exact.get(narrow[place:end]) or self._any.get(text[place:end])
            if unit is not None and _ends_here(text, end):
                return end, unit
        return None


def _ends_here(text: str, end: int) -> bool:
    """Whether no Latin letter or digit goes on where a Latin form ends."""
    last, follows = text[end - 1], text[end : end + 1]
    if not (last.isalpha() and last < "⺀"):
        return True
    return not (follows.isalnum() and follows < "⺀" and follows.isascii())


def _unit(cell: str) -> Unit:
    names = tuple(cell.split(";"))
    if names == ("-",):
        return Unit((), is_hiding=True)
    if "/" in names[0]:
        above, *below = names[0].split("/")
        return Unit((above,), tuple(below))
    return Unit(names)
