"""Results in mass, amount or degrees: whether a number was converted rightly, by the lab table."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal, InvalidOperation

from huizhen.core.content import Pack
from huizhen.core.language.checks.amounts import Amount
from huizhen.core.language.checks.pair import Pair
from huizhen.core.language.units import unit_key

_SLACK = Decimal("0.015")
"""Rounding to three digits, and the factors of other tables."""


class Conversions:
    """The factors of content/terms/lab_units_cn.tsv by both units, with the analyte's name."""

    def __init__(self, terms: Pack) -> None:
        self._by_units: dict[tuple[str, str], list[tuple[str, Decimal, Decimal]]]
        self._by_units = defaultdict(list)
        for row in terms.rows("lab_units_cn.tsv"):
            try:
                divisor = Decimal(row.get("divisor") or "1")
                factor, offset = Decimal(row["factor"]) / divisor, Decimal(row["offset"] or "0")
            except InvalidOperation:
                continue
            key = unit_key(row["from_unit"]), unit_key(row["cn_unit"])
            if key[0] != key[1]:
                self._by_units[key].append((row["zh"], factor, offset / divisor))

    def agree(self, pair: Pair, one: Amount, other: Amount) -> bool | None:
        """Whether either is the other converted; None where the table has no such units."""
        for foreign, domestic in ((one, other), (other, one)):
            rows = self._by_units.get((_key(foreign), _key(domestic)))
            if rows:
                return self._converts(pair, rows, foreign, domestic)
        return None

    @staticmethod
    def _converts(
        pair: Pair, rows: list[tuple[str, Decimal, Decimal]], foreign: Amount, domestic: Amount
    ) -> bool:
        chinese = pair.target.text if pair.target.is_chinese else pair.source.text
        named = [row for row in rows if row[0] in chinese] or rows
        return any(
            _close(x * factor + offset, y)
            for _, factor, offset in named
            for x in foreign.values
            if isinstance(x, Decimal)
            for y in domestic.values
            if isinstance(y, Decimal)
        )


def _close(exact: Decimal, written: Decimal) -> bool:
    exponent = written.as_tuple().exponent
    half = Decimal(5).scaleb(exponent - 1) if isinstance(exponent, int) else Decimal(0)
    return abs(exact - written) <= half * Decimal("1.01") + abs(exact) * _SLACK


def _key(one: Amount) -> str:
    below = "".join(f"/{name}" for name, _ in one.below)
    return unit_key(f"{one.names[0]}{below}") if one.names else ""
