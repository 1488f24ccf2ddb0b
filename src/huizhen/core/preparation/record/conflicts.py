"""Facts about one thing that put it on opposite sides, or at neighbouring levels of the spine.

Two lesions may well lie on two sides: facts are opposed only where a source speaks of a single
one, where one size is given twice, or where each of two documents knows one side alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations

from huizhen.core.language.notation.levels import Levels, levels_in
from huizhen.core.language.notation.sites import site_zh
from huizhen.core.preparation.record.view import CaseView, document_of
from huizhen.core.records.fact import Fact

_SIDE = re.compile("[左右]侧?")
_LESIONS = frozenset(("mass", "lesion", "nodule", "metastasis", "recurrence", "largest"))
_REGIONS = "CTLS"
_LAST = {"C": 7, "T": 12, "L": 5, "S": 5}
_PRESENT = ("affirmed", "historical", "suspected")


def opposed_sides(view: CaseView) -> list[list[Fact]]:
    """Groups of facts about one thing, some left and some right, that cannot all be so."""
    groups: dict[tuple[str, ...], list[Fact]] = {}
    for fact in _of_one_place(view):
        if fact.side in ("left", "right"):
            groups.setdefault((*_subject(fact), _bare_site(view, fact)), []).append(fact)
    return list(_conflicts(groups.values(), lambda fact: fact.side or "", _are_opposed))


def opposed_levels(view: CaseView) -> list[list[Fact]]:
    """Groups of facts about one thing at two neighbouring levels that cannot both be so."""
    groups: dict[tuple[str, ...], list[Fact]] = {}
    for fact in _of_one_place(view):
        if _level(fact):
            groups.setdefault((*_subject(fact), fact.side or ""), []).append(fact)
    return list(_conflicts(groups.values(), _level, _are_neighbours))


def said_and_denied(view: CaseView) -> list[list[Fact]]:
    """Symptoms and diseases that one document both affirms and denies of one day, or without any:
    bladder trouble that is there and is not."""
    groups: dict[tuple[str, ...], list[Fact]] = {}
    for fact in view.of("Condition"):
        if fact.certainty in ("affirmed", "negated") and fact.absent_reason is None:
            name = view.words.name(fact.replaced(certainty="affirmed")).zh
            groups.setdefault((name, str(fact.date or "")), []).append(fact)
    found: list[list[Fact]] = []
    for group in groups.values():
        sources = [
            frozenset().union(*(document_of(f) for f in group if f.certainty == certainty))
            for certainty in ("affirmed", "negated")
        ]
        shared = sources[0] & sources[1]
        if shared:
            found.append([fact for fact in group if document_of(fact) & shared])
    return found


def _of_one_place(view: CaseView) -> Iterable[Fact]:
    """Findings, diseases, signs and operations that are, or were, there."""
    for fact in view.facts:
        is_seen = fact.type == "Observation" and fact.category == "imaging"
        is_told = fact.type == "Condition" or fact.type == "Procedure"
        if (is_seen or is_told) and fact.certainty in _PRESENT:
            yield fact


def _subject(fact: Fact) -> tuple[str, ...]:
    """What is spoken of; an operation of another day is another one."""
    name = "lesion" if fact.concept in _LESIONS else fact.concept or fact.text.casefold()
    kind = "imaging" if fact.type == "Observation" else fact.type
    day = str(fact.date or "") if fact.type == "Procedure" else ""
    return (kind, name, day)


def _conflicts(
    groups: Iterable[Sequence[Fact]],
    place: Callable[[Fact], str],
    are_opposed: Callable[[str, str], bool],
) -> Iterable[list[Fact]]:
    for group in groups:
        pairs = [
            pair for pair in combinations(group, 2) if are_opposed(place(pair[0]), place(pair[1]))
        ]
        found: dict[int, Fact] = {}
        for one, other in pairs:
            if _is_one_thing(one, other, group, place):
                found.update({id(one): one, id(other): other})
        if found:
            yield list(found.values())


def _is_one_thing(
    one: Fact, other: Fact, group: Sequence[Fact], place: Callable[[Fact], str]
) -> bool:
    """Whether two facts speak of a single thing at two places."""
    sources = document_of(one), document_of(other)
    if sources[0] & sources[1]:
        is_image = one.type == "Observation" and str(one.date or "") == str(other.date or "")
        is_single = "1" in (one.count, other.count)
        is_measured = bool(one.value) and (one.value, one.unit) == (other.value, other.unit)
        return is_image and (is_single or (is_measured and one.concept not in _LESIONS))
    if one.type == "Observation" and (one.value, one.unit) != (other.value, other.unit):
        return False
    if one.type == "Observation" and not one.value:
        return False
    known = [{place(f) for f in group if document_of(f) & source} for source in sources]
    return all(len(places) == 1 for places in known)


def _bare_site(view: CaseView, fact: Fact) -> str:
    """The site without its side, whatever the language."""
    if not fact.body_site:
        return ""
    return _SIDE.sub("", site_zh(fact.body_site, None, view.words.notation).zh)


def _are_opposed(one: str, other: str) -> bool:
    return {one, other} == {"left", "right"}


def _level(fact: Fact) -> str:
    """The one level or disc of a fact: 'L4' or 'L4/L5'; '' for none or several."""
    levels = levels_in(fact.body_site) if fact.body_site else None
    if levels is None or len(levels.levels) != 1:
        return ""
    return _written(levels)


def _written(levels: Levels) -> str:
    first, last = levels.levels[0]
    if not last:
        return first
    return f"{first}/{last}" if _ordinal(last) - _ordinal(first) == 1 else ""


def _are_neighbours(one: str, other: str) -> bool:
    """Whether both are vertebrae, or both discs, one beside the other."""
    if ("/" in one) != ("/" in other):
        return False
    return abs(_ordinal(one.partition("/")[0]) - _ordinal(other.partition("/")[0])) == 1


def _ordinal(vertebra: str) -> int:
    region, number = vertebra[0], int(vertebra[1:])
    if region not in _LAST:
        return 0
    return sum(_LAST[r] for r in _REGIONS[: _REGIONS.index(region)]) + number
