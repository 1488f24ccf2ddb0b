"""The same fact from a code and from prose: one key for both, and undated mentions join dated ones.

A mention in a letter rarely repeats the date; it adds its place to the fact that has one, if what
it says is the same. Nothing is joined that differs in value, certainty, side, site or dose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation

from huizhen.core.language.concepts import concept_of
from huizhen.core.language.terms import Lexicon, TermKind, normalised
from huizhen.core.language.units import unit_key
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.evidence import Evidence
from huizhen.core.records.fact import Fact, fact_key

_KEYED = frozenset(
    ("Condition", "Observation", "MedicationStatement", "Procedure", "AllergyIntolerance",
     "FamilyMemberHistory")
)  # fmt: skip
_NAMED: Mapping[str, TermKind] = {"Condition": "condition", "Procedure": "procedure"}


def canonical(facts: Iterable[Fact], lexicon: Lexicon) -> list[Fact]:
    """The facts with the lexicon's concept as their key where one is known; mentions joined."""
    return joined([_keyed(fact, lexicon) for fact in facts], lexicon)


def _keyed(fact: Fact, lexicon: Lexicon) -> Fact:
    if fact.type not in _KEYED:
        return fact
    concept = concept_of(fact, lexicon)
    if not concept:
        return fact
    label = normalised(concept)
    key = fact_key(fact.type, label, None, fact.body_site, fact.side, fact.date, fact.time)
    return fact.model_copy(update={"concept": concept, "fact_key": key})


def joined(facts: Sequence[Fact], lexicon: Lexicon | None = None) -> list[Fact]:
    """The facts, with each mention of prose that says the same as another added to it; with a
    lexicon, under the most exact of their names that it has."""
    homes: dict[tuple[str, str], list[int]] = {}
    for index, fact in enumerate(facts):
        if fact.concept:
            homes.setdefault((fact.type, normalised(fact.concept)), []).append(index)
    host_of: dict[int, int] = {}
    for indexes in homes.values():
        hosts = _Hosts(facts, indexes)
        for index in indexes:
            if _is_mention(facts[index]):
                host = hosts.found(index, host_of)
                if host is not None:
                    host_of[index] = host
    return _with_guests(facts, host_of, lexicon)


class _Hosts:
    """Facts of one name, found by what a mention has to have in common with them: a case of
    hundreds of pages names one thing thousands of times."""

    def __init__(self, facts: Sequence[Fact], indexes: Iterable[int]) -> None:
        self._facts = facts
        self._places: dict[tuple[object, ...], list[int]] = {}
        for index in indexes:
            fact = facts[index]
            number = _number(fact.value) if fact.value is not None else None
            for date in {str(fact.date or ""), ""}:
                for value in {number, None}:
                    key = (fact.certainty, fact.relation, date, value)
                    self._places.setdefault(key, []).append(index)

    def found(self, index: int, host_of: Mapping[int, int]) -> int | None:
        """The first that still stands and takes the mention; None where there is none."""
        guest = self._facts[index]
        number = _number(guest.value) if guest.value is not None else None
        key = (guest.certainty, guest.relation, str(guest.date or ""), number)
        return next(
            (
                place
                for place in self._places.get(key, ())
                if place != index and place not in host_of and _takes(self._facts[place], guest)
            ),
            None,
        )


def _with_guests(
    facts: Sequence[Fact], host_of: Mapping[int, int], lexicon: Lexicon | None
) -> list[Fact]:
    """The facts that are no guests, each with the evidence of its guests behind its own, and as
    late a document as the latest of them: a drug of an old list that a new letter has is current.
    """
    evidence: dict[int, dict[Evidence, None]] = {}
    latest: dict[int, PartialDate | None] = {}
    names: dict[int, str] = {}
    for guest, host in host_of.items():
        names[host] = _more_exact(names.get(host, facts[host].text), facts[guest], lexicon)
        held = evidence.setdefault(host, dict.fromkeys(facts[host].evidence))
        held.update(evidence.get(guest) or dict.fromkeys(facts[guest].evidence))
        dates = (latest.get(host, facts[host].document_date), latest.get(guest))
        latest[host] = max(
            (date for date in (*dates, facts[guest].document_date) if date), default=None
        )
    return [
        fact.model_copy(
            update={
                "evidence": tuple(evidence[index]),
                "document_date": latest[index],
                "text": names[index],
            }
        )
        if index in evidence
        else fact
        for index, fact in enumerate(facts)
        if index not in host_of
    ]


def _more_exact(name: str, guest: Fact, lexicon: Lexicon | None) -> str:
    """The guest's name where it says what the name says and more: 'synovial sarcoma' of a
    'sarcoma'. It has to be a row, or nobody could read it."""
    if lexicon is None or guest.type not in _NAMED or not _is_mention(guest):
        return name
    said, other = normalised(name), normalised(guest.text)
    kind = _NAMED[guest.type]
    if not lexicon.find(kind, name) and lexicon.find(kind, guest.text):
        return guest.text
    if said == other or not re.search(rf"(?<!\w){re.escape(said)}(?!\w)", other):
        return name
    return guest.text if lexicon.find(kind, guest.text) else name


def _is_mention(fact: Fact) -> bool:
    """Whether a fact was found in prose."""
    return bool(fact.evidence) and fact.evidence[0].kind == "span"


def _takes(host: Fact, guest: Fact) -> bool:
    """Whether a mention says nothing that its host does not say."""
    if host.certainty != guest.certainty or host.relation != guest.relation:
        return False
    if guest.date is not None and guest.date != host.date:
        return False
    if _adds(guest.side, host.side) or _adds(guest.body_site, host.body_site):
        return False
    # a name alone with 'is taken' adds nothing; with a dose it may have a route that counts
    is_taken = guest.clinical_status == "active" and not host.clinical_status and not guest.dosage
    if guest.clinical_status and guest.clinical_status != host.clinical_status and not is_taken:
        return False
    if host.absent_reason != guest.absent_reason or host.record_status != "current":
        return False
    return _same_value(host, guest) and _same_dose(host, guest)


def _adds(of_guest: str | None, of_host: str | None) -> bool:
    return bool(of_guest) and (of_guest or "").casefold() != (of_host or "").casefold()


def _same_value(host: Fact, guest: Fact) -> bool:
    if guest.value is None:
        return host.value is None or guest.type == "Condition"
    if host.value is None or (host.comparator or "") != (guest.comparator or ""):
        return False
    if _number(host.value) != _number(guest.value):
        return False
    return not guest.unit or unit_key(host.unit or "") == unit_key(guest.unit)


def _same_dose(host: Fact, guest: Fact) -> bool:
    if guest.dosage is None or not (guest.dosage.dose_value or guest.dosage.dose):
        return guest.dosage is None or not guest.dosage.frequency or host.dosage is not None
    if host.dosage is None:
        return False
    mine, other = guest.dosage, host.dosage
    return _number(mine.dose_value) == _number(other.dose_value) and (
        mine.dose_unit.casefold() == other.dose_unit.casefold()
    )


def _number(value: str) -> object:
    try:
        number = Decimal(value.strip().replace(",", "."))
    except InvalidOperation:
        return " ".join(value.casefold().split())
    # 'nan' is a number to Decimal that equals nothing and has no hash
    return number if number.is_finite() else value.casefold()
