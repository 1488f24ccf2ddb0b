"""Classes of drugs: an antibiotic that became an antiviral."""

from __future__ import annotations

import re
from collections.abc import Iterator

from huizhen.core.language.checks.checker import Check, Packs
from huizhen.core.language.checks.contradictions import contradictions
from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.latin_words import LatinWords
from huizhen.core.language.checks.mention import Mention
from huizhen.core.language.checks.pair import Pair, Side, folded
from huizhen.core.language.checks.words import WordFinder

_CODE = "drug_class"
_HAN = re.compile(r"[一-鿿]")


class DrugClassCheck:
    """Compares classes as sets; one need not be said, and may not be another one."""

    def __init__(self, packs: Packs) -> None:
        latin: dict[str, set[str]] = {}
        signs: dict[str, set[str]] = {}
        for row in packs.checks.rows("drug_classes.tsv"):
            for form in (*row["en"].split(";"), *row["zh"].split(";")):
                book = signs if _HAN.search(form) else latin
                book.setdefault(folded(form), set()).add(row["class"])
        self._latin = LatinWords({form: frozenset(names) for form, names in latin.items()})
        self._signs = WordFinder({form: frozenset(names) for form, names in signs.items()})

    def __call__(self, pair: Pair) -> Iterator[Difference]:
        """A class on each side that the other side does not have."""
        if {pair.source.language, pair.target.language} != {"en", "zh"}:
            return
        source, target = self._classes(pair.source), self._classes(pair.target)
        if source and target:
            yield from contradictions(_CODE, source, target)

    def _classes(self, side: Side) -> list[Mention]:
        hits = [*self._latin.hits(side), *(self._signs.hits(side) if side.is_chinese else ())]
        found: dict[frozenset[str], Mention] = {}
        for hit in hits:
            span = side.span(hit.start, hit.end)
            found.setdefault(hit.value, Mention(span, hit.value, False))
        return list(found.values())


def build(packs: Packs) -> Check:
    """The check of classes of drugs."""
    return DrugClassCheck(packs)
