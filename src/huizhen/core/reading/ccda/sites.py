"""Body site and side of a statement: target site, its qualifiers, its own name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from huizhen.core.reading.ccda.concepts import concept_of, qualifiers_of
from huizhen.core.reading.ccda.context import Statement
from huizhen.core.reading.coded.elements import children
from huizhen.core.reading.coded.vocabulary import laterality, side_in_site
from huizhen.core.reading.xml import Element
from huizhen.core.records.fact import Coding, Side

_LATERALITY_NAMES = frozenset(("272741003", "182353008", "20228-3"))
_SITE_NAMES = frozenset(("363698007", "363704007", "405813007", "405814001"))
"""SNOMED CT attributes: finding site, procedure site, direct and indirect procedure site."""
_GERMAN_LATERALITY = "urn:oid:2.16.840.1.113883.3.7.1.7"


def is_side(name: Coding | None, value: Coding) -> bool:
    """Whether a qualifier tells the side."""
    return (name is not None and name.code in _LATERALITY_NAMES) or (
        value.system == _GERMAN_LATERALITY
    )


def is_site(name: Coding | None) -> bool:
    """Whether a qualifier tells the place in the body."""
    return name is not None and name.code in _SITE_NAMES


def site_of(
    statement: Statement, coded: Iterable[Element | None] = (), name: str = "targetSiteCode"
) -> dict[str, Any]:
    """`body_site` and `side` from the site element and the qualifiers of the given codes."""
    sites: list[str] = []
    sides: list[Side] = []
    holders = children(statement.element, name)
    for holder in holders:
        concept = concept_of(holder, statement.document, statement.ordinal)
        if concept.label:
            sites.append(concept.label)
    for coded_holder in (*holders, *coded):
        for qualifier, value in qualifiers_of(coded_holder):
            side = laterality(value) if is_side(qualifier, value) else None
            if side is not None:
                sides.append(side)
            elif is_site(qualifier):
                sites.append(value.display or value.code)
    body_site = ", ".join(dict.fromkeys(sites))
    if not sides:
        said = side_in_site(body_site)
        return {"body_site": body_site, "side": said}
    return {"body_site": body_site, "side": sides[0] if len(set(sides)) == 1 else None}
