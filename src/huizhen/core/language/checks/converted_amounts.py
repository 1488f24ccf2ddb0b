"""Numbers that differ because the unit does: 9.8 g/dL and 98 g/L are one amount."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from huizhen.core.language.checks.amounts import Amount, AmountReader
from huizhen.core.language.checks.checker import Packs
from huizhen.core.language.checks.conversions import Conversions
from huizhen.core.language.checks.figure import Figure, has_sense_of
from huizhen.core.language.checks.measures import Measures
from huizhen.core.language.checks.pair import Pair, Side


class ConvertedAmounts:
    """Finds the amounts of one side that the other gives in another unit."""

    def __init__(self, packs: Packs) -> None:
        self._read = AmountReader(packs.checks)
        self._measures = Measures(self._read.forms.sizes)
        self._table = Conversions(packs.terms)

    def apart(
        self, pair: Pair, lost: Sequence[Figure], new: Sequence[Figure]
    ) -> tuple[list[Figure], list[Figure]]:
        """Both lists without the pairs of which one is the other converted."""
        left, free = [], list(new)
        for one in lost if new else ():
            own = self._of(pair.source, one)
            same = next((o for o in free if own and self._converts(pair, own, o)), None)
            if same is None:
                left.append(one)
            else:
                free.remove(same)
        return (left, free) if new else (list(lost), [])

    def _converts(self, pair: Pair, one: Amount, other: Figure) -> bool:
        amount = self._of(pair.target, other)
        return amount is not None and self._is_same(pair, one, amount)

    def is_said(self, pair: Pair, one: Figure, *, is_source: bool) -> bool:
        """Whether the other side says a figure's amount in another unit."""
        side, other = (pair.source, pair.target) if is_source else (pair.target, pair.source)
        own = None if has_sense_of(one, "mon", "min", "sec") else self._of(side, one)
        return own is not None and any(
            self._is_same(pair, own, each)
            for each in self._read(other)
            if each.names and own.values.isdisjoint(each.values)
        )

    def unit(self, side: Side, one: Figure) -> str:
        """The unit of a figure in one notation; empty where it has none."""
        amount = self._of(side, one)
        return "/".join(amount.names) if amount else ""

    def _of(self, side: Side, one: Figure) -> Amount | None:
        return next(
            (a for a in self._read(side) if a.names and a.start <= one.span.start < a.end), None
        )

    def _is_same(self, pair: Pair, one: Amount, other: Amount) -> bool:
        if one.names == other.names and one.below == other.below:
            return False
        if not all(isinstance(value, Decimal) for value in one.values | other.values):
            return False  # 'several' is no amount
        known = self._table.agree(pair, one, other)
        return known if known is not None else self._measures.agree(one, other)
