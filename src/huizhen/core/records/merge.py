"""The same fact elsewhere: equal key and value merge, equal key with another value contradicts."""

from __future__ import annotations

from collections.abc import Iterable

from huizhen.core.records.evidence import Evidence
from huizhen.core.records.fact import Fact, FactKey, FactType
from huizhen.core.records.value import Value


class Contradiction(Value):
    """One thing on one date with different values; a person decides, until then it blocks."""

    fact_key: FactKey
    type: FactType
    label: str
    facts: tuple[Fact, ...]


class MergedFacts(Value):
    """All facts of a case, each once, and what contradicts."""

    facts: tuple[Fact, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()


def asserted(fact: Fact) -> tuple[str, ...]:
    """What has to be equal for two facts of one key to be the same assertion."""
    said = [
        _number(fact.value),
        (fact.unit or "").strip(),
        fact.comparator or "",
        fact.certainty,
        fact.absent_reason or "",
        fact.record_status,
        fact.relation if fact.type == "FamilyMemberHistory" else "",
    ]
    if fact.type == "MedicationStatement" and fact.dosage is not None:
        dosage = fact.dosage
        said += [" ".join(part.casefold().split()) for part in (
            dosage.dose or dosage.text, dosage.route, dosage.frequency
        )]  # fmt: skip
    if fact.type in ("Condition", "MedicationStatement"):
        said.append(fact.clinical_status)
    return tuple(said)


def _number(value: str | None) -> str:
    """7.0 and 7.00 are one value; text only has its spaces evened out."""
    text = " ".join((value or "").split())
    if text.replace(".", "", 1).isdigit() and "." in text:
        return text.rstrip("0").rstrip(".")
    return text


def merge_facts(facts: Iterable[Fact]) -> MergedFacts:
    """Facts in order of first appearance, evidence united; what contradicts is listed."""
    groups: dict[FactKey, dict[tuple[str, ...], Fact]] = {}
    for fact in facts:
        variants = groups.setdefault(fact.fact_key, {})
        said = asserted(fact)
        known = variants.get(said)
        variants[said] = fact if known is None else _united(known, fact)
    merged: list[Fact] = []
    contradictions: list[Contradiction] = []
    for key, variants in groups.items():
        merged.extend(variants.values())
        opposed = tuple(fact for fact in variants.values() if fact.record_status == "current")
        if len(opposed) > 1 and _is_contradiction(opposed):
            contradictions.append(
                Contradiction(
                    fact_key=key, type=opposed[0].type, label=opposed[0].text, facts=opposed
                )
            )
    return MergedFacts(facts=tuple(merged), contradictions=tuple(contradictions))


def _united(known: Fact, other: Fact) -> Fact:
    places: dict[Evidence, None] = dict.fromkeys((*known.evidence, *other.evidence))
    richer = {
        name: getattr(other, name)
        for name in type(known).model_fields
        if name not in ("evidence", "fact_key") and not getattr(known, name)
    }
    newest = max((d for d in (known.document_date, other.document_date) if d), default=None)
    return known.model_copy(update={**richer, "evidence": tuple(places), "document_date": newest})


def _is_contradiction(facts: tuple[Fact, ...]) -> bool:
    """Undated entries of a list are not opposed unless they affirm and deny the same thing; a
    planned or absent value is not opposed to a measured one."""
    certainties = {fact.certainty for fact in facts if fact.absent_reason in (None, "no-known")}
    if {"affirmed", "negated"} <= certainties:
        return True
    valued = [fact for fact in facts if fact.value is not None and fact.absent_reason is None]
    if facts[0].date is None:
        return False
    if facts[0].type == "Observation":
        return len({asserted(fact)[:3] for fact in valued}) > 1
    return facts[0].type == "MedicationStatement" and len({asserted(fact) for fact in facts}) > 1
