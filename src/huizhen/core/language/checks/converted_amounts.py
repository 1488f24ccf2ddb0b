"""Numbers that differ because the unit does: 9.8 g/dL and 98 g/L are one amount."""

from __future__ import annotations

from collections.abc import Sequence

from huizhen.core.language.checks.amounts import Amount, AmountReader
from huizhen.core.language.checks.checker import Packs
from huizhen.core.language.checks.conversions import Conversions
from huizhen.core.language.checks.figure import Figure
from huizhen.core.language.checks.measures import Measures
from huizhen.core.language.checks.pair import Pair, Side


class ConvertedAmounts:
    """Finds the amounts of one side that the other gives in another unit."""

    def __init__(self, packs: Packs) -> None:
        self._read = AmountReader(packs.checks)
        self._measures = Measures(self._read.forms.sizes)
        self._table = Conversions(packs.terms)

    def remain(self, pair: Pair, left: Sequence[Figure], *, is_source: bool) -> list[Figure]:
        """The figures of one side that are nowhere on the other, in any unit."""
        if not left:
            return []
        side, other = (pair.source, pair.target) if is_source else (pair.target, pair.source)
        amounts = [one for one in self._read(other) if one.names]
        return [
            one
            for one in left
            if (own := self._of(side, one)) is None
            or not any(self._is_same(pair, own, each) for each in amounts)
        ]

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
        known = self._table.agree(pair, one, other)
        return known if known is not None else self._measures.agree(one, other, frozenset())
