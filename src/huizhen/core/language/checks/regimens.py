"""Regimens named by their letters: FOLFOX and FOLFIRI, CHOP and R-CHOP are other drugs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from huizhen.core.language.checks.checker import Check, Packs
from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.latin_words import LatinWords
from huizhen.core.language.checks.pair import Pair, Side, folded

_CODE = "regimen"
_AFTER = re.compile(
    r"[\s)]{0,2}(?:方案|化疗|诱导|预处理|regimen|protocol|chemo|induction|conditioning)"
)
_BEFORE = re.compile(
    r"(?:regimen|protocol|chemotherapy|cycles|方案|化疗)(?:\s?(?:of|with|:|\())?\s?$"
)


@dataclass(frozen=True)
class Regimen:
    """A listed name; two lists of letters may be written for one regimen."""

    written: frozenset[str]
    senses: frozenset[str]
    is_clear: bool
    """Whether the letters mean nothing else."""


@dataclass(frozen=True)
class Named:
    """A regimen of a side."""

    start: int
    end: int
    regimen: Regimen
    is_sure: bool


class RegimenCheck:
    """Compares the regimens of two sides as sets."""

    def __init__(self, packs: Packs) -> None:
        rows = packs.checks.rows("regimens.tsv")
        written: dict[str, set[str]] = {}
        for row in rows:
            written.setdefault(folded(row["form"]), set()).add(row["form"])
        self._finder = LatinWords(
            {
                folded(row["form"]): Regimen(
                    frozenset(written[folded(row["form"])]),
                    frozenset(row["sense"].split("|")),
                    row["need"] == "must",
                )
                for row in rows
            }
        )

    def __call__(self, pair: Pair) -> Iterator[Difference]:
        """Regimens that one side names and the other does not."""
        source, target = list(self._named(pair.source)), list(self._named(pair.target))
        if not source and not target:
            return
        lost, new = _unanswered(source, target), _unanswered(target, source)
        for one, other in zip_longest(lost, new):
            kind = "differs" if one and other else "missing" if one else "added"
            yield Difference(
                code=f"{_CODE}.{kind}", effect="block",
                source=pair.source.span(one.start, one.end) if one else None,
                target=pair.target.span(other.start, other.end) if other else None,
                meant=min(one.regimen.senses) if one else "",
                says=min(other.regimen.senses) if other else "",
            )  # fmt: skip

    def _named(self, side: Side) -> Iterator[Named]:
        for hit in self._finder.hits(side):
            as_written = side.narrow[hit.start : hit.end]
            regimen = hit.value
            if not regimen.is_clear and as_written not in regimen.written:
                continue
            sure = regimen.is_clear or bool(
                _AFTER.match(side.folded, hit.end)
                or _BEFORE.search(side.folded, max(0, hit.start - 20), hit.start)
            )
            yield Named(hit.start, hit.end, regimen, sure)


def _unanswered(some: list[Named], others: list[Named]) -> list[Named]:
    lost: dict[frozenset[str], Named] = {}
    for one in some:
        senses = one.regimen.senses
        if one.is_sure and not any(senses & other.regimen.senses for other in others):
            lost.setdefault(senses, one)
    return list(lost.values())


def build(packs: Packs) -> Check:
    """The check of regimens."""
    return RegimenCheck(packs)
