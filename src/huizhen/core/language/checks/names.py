"""Names of people, places and institutions, and identifiers."""

from __future__ import annotations

from collections.abc import Iterator

from huizhen.core.language.checks.checker import Check, Packs
from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.identifiers import identifier_differences
from huizhen.core.language.checks.pair import Pair
from huizhen.core.language.checks.people import person_differences
from huizhen.core.language.checks.places import Places


def build(packs: Packs) -> Check:
    """The check of the product."""
    places = Places(packs.checks.rows("places.tsv"))

    def check(pair: Pair) -> Iterator[Difference]:
        yield from identifier_differences(pair)
        if {pair.source.language, pair.target.language} == {"en", "zh"}:
            yield from places(pair)
            yield from person_differences(pair, places.spans(pair))

    return check
