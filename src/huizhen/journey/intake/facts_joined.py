"""Which facts may be the same thing as one, and the places that one stands at."""

from __future__ import annotations

from dataclasses import dataclass

from huizhen.core.records.decisions import Anchor, anchor_of
from huizhen.core.records.fact import Fact
from huizhen.core.records.value import content_hash
from huizhen.ground.records.fact_rows import FactRow, PlaceRow
from huizhen.journey.intake.facts_queries import FactView

_MOST = 20


@dataclass(frozen=True)
class NamedPlace:
    """A place of a fact, and the name by which a ticked box sends it."""

    name: str
    row: PlaceRow


def alike_of(view: FactView, fact: Fact) -> list[Fact]:
    """Facts of the type that may be the same thing: of its key first, then by shared words and
    date."""
    others = [
        one
        for one in view.facts
        if one.type == fact.type and one is not fact and one.status != "rejected"
    ]
    near = [(_nearness(fact, one), place) for place, one in enumerate(others)]
    chosen = sorted((found for found in near if found[0] > 0), key=lambda found: -found[0])
    return [others[place] for _, place in chosen[:_MOST]]


def _nearness(fact: Fact, other: Fact) -> float:
    words, others = _words(fact), _words(other)
    shared = len(words & others) / max(1, len(words | others))
    is_of_a_day = fact.date is not None and str(fact.date) == str(other.date)
    return 2 * (fact.fact_key == other.fact_key) + shared + is_of_a_day * bool(shared)


def _words(fact: Fact) -> set[str]:
    codes = [code.code for code in (fact.code, *fact.codings) if code is not None]
    return {*fact.text.casefold().split(), *codes}


def places_of(fact: Fact, row: FactRow) -> list[NamedPlace]:
    """The places in records where a fact stands, each name once."""
    named = {
        place_name(anchor): NamedPlace(place_name(anchor), place)
        for one, place in zip(fact.evidence, row.places, strict=True)
        if (anchor := anchor_of(one)) is not None
    }
    return list(named.values())


def place_name(anchor: Anchor) -> str:
    """By which a page names a place of a fact."""
    return content_hash(anchor.model_dump())[:16]
