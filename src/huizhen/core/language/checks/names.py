"""Names of people, places and institutions, and identifiers."""

from __future__ import annotations

from collections.abc import Iterator

from huizhen.core.language.checks.checker import Check, Packs
from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.identifiers import identifier_differences
from huizhen.core.language.checks.pair import Pair
from huizhen.core.language.checks.people import person_differences
from huizhen.core.language.checks.pinyin_places import unread_places
from huizhen.core.language.checks.places import Places


def build(packs: Packs) -> Check:
    """The check of the product."""
    places = Places(packs.checks.rows("places.tsv"))

    def check(pair: Pair) -> Iterator[Difference]:
        yield from identifier_differences(pair)
        if {pair.source.language, pair.target.language} == {"en", "zh"}:
            named = list(places.spans(pair))
            yield from places(pair)
            yield from unread_places(pair, named)
            yield from person_differences(pair, named, places.chinese_spans(pair))

    return check
