"""The same fact elsewhere: equal key and value merge, equal key with another value contradicts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from huizhen.core.language.units import unit_key
from huizhen.core.records.fact import OF_DOCUMENT, Coding, Fact, FactKey, FactType
from huizhen.core.records.value import Value

_PASSING = frozenset(("symptom", "imaging", "endoscopy", "plan", "opinion"))
"""What can be so on one day and not on another: undated mentions do not contradict."""

_MARKER = "biomarker"
_MEASURED_AGAIN = "vital-signs"
"""A visit takes a blood pressure twice."""

_MANY_AT_ONCE = frozenset(("imaging", "pathology", "biomarker"))
"""Several of one name stand beside each other: two lesions, two specimens."""


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
        unit_key(fact.unit or ""),
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
    groups: dict[FactKey, dict[tuple[str, ...], list[Fact]]] = {}
    for fact in facts:
        groups.setdefault(fact.fact_key, {}).setdefault(asserted(fact), []).append(fact)
    merged: list[Fact] = []
    contradictions: list[Contradiction] = []
    for key, variants in groups.items():
        united = [_united(same) for same in variants.values()]
        merged.extend(united)
        opposed = tuple(fact for fact in united if fact.record_status == "current")
        if len(opposed) > 1 and _is_contradiction(opposed):
            contradictions.append(
                Contradiction(
                    fact_key=key, type=opposed[0].type, label=opposed[0].text, facts=opposed
                )
            )
    return MergedFacts(facts=tuple(merged), contradictions=tuple(contradictions))


def _united(same: Sequence[Fact]) -> Fact:
    """One fact of several that assert the same: all places, the first word on every field."""
    first = same[0]
    if len(same) == 1:
        return first
    changes: dict[str, object] = {
        "evidence": tuple(dict.fromkeys(place for fact in same for place in fact.evidence)),
        "document_date": max((f.document_date for f in same if f.document_date), default=None),
    }
    for name in type(first).model_fields:
        if name == "doubts":
            changes[name] = _doubts(same)
        elif name not in changes and not getattr(first, name):
            changes[name] = next(
                filter(None, (getattr(f, name) for f in same)), getattr(first, name)
            )
    changes["codings"] = _codings(same)
    return first.model_copy(update=changes)


def _codings(same: Sequence[Fact]) -> tuple[Coding, ...]:
    """All codes of all of them: two places may code one thing differently."""
    own = (coding for fact in same for coding in (*fact.codings, fact.code) if coding)
    kept: dict[tuple[str, str], Coding] = {}
    for coding in own:
        kept.setdefault((coding.system, coding.code), coding)
    return tuple(kept.values()) if any(fact.codings for fact in same) else ()


def _doubts(same: Sequence[Fact]) -> tuple[str, ...]:
    """Those of the first fact that has any; a date that one of them states is no longer only the
    document's."""
    doubts = next((fact.doubts for fact in same if fact.doubts), ())
    stated = any(OF_DOCUMENT not in fact.doubts for fact in same)
    return tuple(doubt for doubt in doubts if not (stated and doubt == OF_DOCUMENT))


def _is_one_question(facts: tuple[Fact, ...]) -> bool:
    """Whether a marker is affirmed and denied in one sense: a protein that is expressed (it has a
    value) and a gene that is not rearranged are two findings."""
    affirmed = {bool(f.value) for f in facts if f.certainty == "affirmed"}
    denied = {bool(f.value) for f in facts if f.certainty == "negated"}
    return bool(affirmed & denied)


def _is_contradiction(facts: tuple[Fact, ...]) -> bool:
    """Undated entries of a list are not opposed unless they affirm and deny the same thing, nor
    are statements of one report that have its date alone; a planned or absent value is not
    opposed to a measured one."""
    has_own_date = facts[0].date is not None and not any(OF_DOCUMENT in f.doubts for f in facts)
    if not has_own_date and (facts[0].category in _PASSING or facts[0].type == "Procedure"):
        return False
    if not has_own_date and facts[0].category == _MEASURED_AGAIN:
        return False
    certainties = {fact.certainty for fact in facts if fact.absent_reason in (None, "no-known")}
    if {"affirmed", "negated"} <= certainties:
        return facts[0].category != _MARKER or _is_one_question(facts)
    valued = [fact for fact in facts if fact.value is not None and fact.absent_reason is None]
    if facts[0].date is None:
        return False
    if facts[0].type == "Observation":
        if facts[0].category in _MANY_AT_ONCE:
            return False
        return len({asserted(fact)[:3] for fact in valued}) > 1
    return facts[0].type == "MedicationStatement" and len({asserted(fact) for fact in facts}) > 1
