"""What people decided of facts, and its replay over facts that were extracted anew.

A proposal is recomputed at will; a decision never is. A decision holds while the fact that it was
made of says the same: found by its key, or by the place where it stood. Where value, unit, side,
certainty or date differ now, both stand and a person looks again: nothing is silently changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from pydantic import Field, ValidationError, model_validator

from huizhen.core.errors import WrongCall
from huizhen.core.records.evidence import PersonEntry
from huizhen.core.records.fact import Fact, FactKey, FactType, make_fact
from huizhen.core.records.merge import Contradiction, MergedFacts
from huizhen.core.records.value import Value

Action = Literal["confirm", "correct", "reject", "add", "merge", "split"]

_PROTECTED = frozenset(("fact_key", "type", "evidence", "status", "extractor", "subject"))


class Anchor(Value):
    """A place of evidence: the page, and the SHA-256 of the quote."""

    page_id: str
    quote_sha256: str


class Seen(Value):
    """What a fact said when it was decided on."""

    type: FactType = "Observation"
    category: str = ""
    text: str = ""
    value: str | None = None
    unit: str | None = None
    comparator: str | None = None
    side: str | None = None
    certainty: str = "affirmed"
    date: str = ""
    dose: str = ""
    frequency: str = ""


class Decision(Value):
    """One decision of a named person; append-only."""

    action: Action
    who: str = Field(min_length=1)
    when: str = Field(min_length=1)
    why: str = Field(min_length=1)
    fact_key: str = ""
    seen: Seen | None = None
    anchors: tuple[Anchor, ...] = ()
    changes: dict[str, Any] = Field(default_factory=dict)
    """For 'correct': fields of the fact with their right content."""
    fact: dict[str, Any] = Field(default_factory=dict)
    """For 'add': type, text and further fields of the fact."""
    others: tuple[str, ...] = ()
    """For 'merge': keys of the facts that are the same thing."""
    others_at: tuple[Anchor, ...] = ()
    """For 'merge': where those stand; facts that contradict each other have one key."""

    @model_validator(mode="after")
    def _is_whole(self) -> Decision:
        if self.action == "add":
            if not self.fact.get("type") or not self.fact.get("text"):
                raise ValueError("an added fact needs type and text")
        elif not self.fact_key:
            raise ValueError("fact_key is missing")
        elif self.seen is None:
            raise ValueError("seen is missing: what the fact said when it was decided on")
        if self.action == "correct" and (not self.changes or _PROTECTED & set(self.changes)):
            raise ValueError("changes are missing, or change what no correction may")
        if self.action == "merge" and not self.others:
            raise ValueError("others are missing")
        if self.action == "split" and not self.anchors:
            raise ValueError("anchors are missing: the places that are another fact's")
        return self


class ChangedFact(Value):
    """A decision whose fact says something else now, or is no longer found."""

    decision: Decision
    now: Fact | None = None


class Decided(Value):
    """Facts with every decision that holds, and the decisions to look at again."""

    merged: MergedFacts
    changed: tuple[ChangedFact, ...] = ()


def seen_of(fact: Fact) -> Seen:
    """What a fact says, as a decision remembers it."""
    dosage = fact.dosage
    return Seen(
        type=fact.type,
        category=fact.category,
        text=fact.text,
        value=fact.value,
        unit=fact.unit,
        comparator=fact.comparator,
        side=fact.side,
        certainty=fact.certainty,
        date=str(fact.date or ""),
        dose=(dosage.dose or dosage.text) if dosage else "",
        frequency=dosage.frequency if dosage else "",
    )


def anchors_of(fact: Fact) -> tuple[Anchor, ...]:
    """The places where a fact stands."""
    return tuple(anchor for place in fact.evidence if (anchor := anchor_of(place)) is not None)


def quote_hash(quote: str) -> str:
    """SHA-256 of a quote, spaces evened out."""
    return hashlib.sha256(" ".join(quote.split()).encode()).hexdigest()


def _quote(place: Any) -> str:
    return str(getattr(place, "quote", "") or getattr(place, "value", "") or place.path)


def decision_from(data: Mapping[str, Any], number: int) -> Decision:
    """A decision of a decisions file; WrongCall names the line and what is wrong with it."""
    try:
        return Decision.model_validate(dict(data))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "decision"
        raise WrongCall(
            "decision_malformed",
            f"Decision {number} is not one: {where}: {first['msg']}.",
            "Start from the lines that `huizhen decisions PACKAGE` prints.",
        ) from error


def replayed(merged: MergedFacts, decisions: Sequence[Decision]) -> Decided:
    """The facts with the decisions applied in their order; a later one of the same fact wins."""
    facts: dict[int, Fact] = dict(enumerate(merged.facts))
    changed: dict[str, ChangedFact] = {}
    for number, decision in enumerate(decisions):
        name = decision.fact_key or f"added-{number}"
        changed.pop(name, None)
        if decision.action == "add":
            facts[-1 - number] = _added(decision)
            continue
        place, holds = _place(decision, facts)
        if place is None and decision.action == "reject":
            continue  # it is not found any more: there is nothing left to reject
        if place is None or not holds:
            now = facts.get(place) if place is not None else None
            changed[name] = ChangedFact(decision=decision, now=now)
            if decision.action == "correct":
                # what a person wrote is never lost, even where its source is gone
                facts[-1 - number] = _kept_correction(decision)
            continue
        _apply(decision, place, facts)
    kept = tuple(facts[place] for place in sorted(facts, key=_order))
    return Decided(
        merged=MergedFacts(facts=kept, contradictions=_open_contradictions(merged, kept)),
        changed=tuple(changed.values()),
    )


def _order(place: int) -> tuple[bool, int]:
    """Found facts in their order, then people's own in theirs."""
    return (place < 0, abs(place))


def _place(decision: Decision, facts: Mapping[int, Fact]) -> tuple[int | None, bool]:
    """Where the fact of a decision is now, and whether it still says the same."""
    wanted = set(decision.anchors)
    by_key = [i for i, fact in facts.items() if fact.fact_key == decision.fact_key]
    if len(by_key) > 1:
        # one thing named twice in a sentence stands under one key: the place tells which was meant
        by_key.sort(key=lambda i: not wanted & set(anchors_of(facts[i])))
    for place in by_key:
        if _says_the_same(decision, facts[place]):
            return place, True
    by_anchor = [
        i for i, fact in facts.items() if i not in by_key and wanted & set(anchors_of(fact))
    ]
    for place in by_anchor:
        if _says_the_same(decision, facts[place]):
            return place, True
    candidates = [*by_key, *by_anchor]
    return (candidates[0] if candidates else None), False


def _says_the_same(decision: Decision, fact: Fact) -> bool:
    if decision.seen is None:
        return False
    seen, now = decision.seen, seen_of(fact)
    same = ("value", "unit", "comparator", "side", "certainty", "date", "dose", "frequency")
    if any(getattr(seen, name) != getattr(now, name) for name in same):
        return False
    return fact.fact_key == decision.fact_key or seen.text == now.text


def _entry(decision: Decision) -> PersonEntry:
    return PersonEntry(who=decision.who, at=decision.when, why=decision.why)


def _signed(fact: Fact, decision: Decision, **changes: Any) -> Fact:
    """The fact with changed fields and the person as evidence."""
    return fact.replaced(**changes, evidence=(*fact.evidence, _entry(decision)))


def _apply(decision: Decision, place: int, facts: dict[int, Fact]) -> None:
    fact = facts[place]
    if decision.action == "confirm":
        facts[place] = _signed(fact, decision, status="confirmed", doubts=())
    elif decision.action == "reject":
        facts[place] = _signed(fact, decision, status="rejected")
    elif decision.action == "correct":
        facts[place] = _signed(fact, decision, **decision.changes, status="corrected", doubts=())
    elif decision.action == "merge":
        same = [i for i, other in facts.items() if i != place and _is_meant(other, decision)]
        places = tuple(p for i in same for p in facts[i].evidence)
        united = fact.model_copy(update={"evidence": (*fact.evidence, *places)})
        facts[place] = _signed(united, decision, status="confirmed")
        for other in same:
            del facts[other]
    else:
        _split(decision, place, facts)


def _is_meant(fact: Fact, decision: Decision) -> bool:
    """Whether a merge takes this fact in: by its key and, where places are named, by its place."""
    at = decision.others_at
    return fact.fact_key in decision.others and (not at or bool({*at} & {*anchors_of(fact)}))


def _split(decision: Decision, place: int, facts: dict[int, Fact]) -> None:
    """The evidence at the named places becomes a fact of its own."""
    fact = facts[place]
    named = set(decision.anchors)
    parts = [(evidence, anchor_of(evidence) in named) for evidence in fact.evidence]
    rest = tuple(evidence for evidence, is_named in parts if not is_named)
    own = tuple(evidence for evidence, is_named in parts if is_named)
    if not rest or not own:
        return
    facts[place] = fact.model_copy(update={"evidence": rest})
    apart = fact.model_copy(
        update={"evidence": own, "fact_key": FactKey(f"{fact.fact_key}-{len(facts)}")}
    )
    facts[max(facts) + 1] = _signed(apart, decision, status="confirmed")


def anchor_of(evidence: Any) -> Anchor | None:
    """The place of a piece of evidence; None for a person's entry."""
    if isinstance(evidence, PersonEntry):
        return None
    return Anchor(page_id=evidence.page_id, quote_sha256=quote_hash(_quote(evidence)))


def _added(decision: Decision) -> Fact:
    fields = {key: value for key, value in decision.fact.items() if key not in _PROTECTED}
    return make_fact(
        decision.fact["type"], **fields, status="confirmed", evidence=(_entry(decision),)
    )


def _kept_correction(decision: Decision) -> Fact:
    """A corrected fact whose source changed or is gone: the person's word, marked."""
    seen = decision.seen or Seen()
    fields: dict[str, Any] = {
        "category": seen.category,
        "text": seen.text,
        "value": seen.value,
        "unit": seen.unit,
        "side": seen.side,
        "certainty": seen.certainty,
        "date": seen.date or None,
        **decision.changes,
    }
    return make_fact(
        seen.type,
        **fields,
        status="corrected",
        doubts=("source_changed",),
        evidence=(_entry(decision),),
    )


def _open_contradictions(merged: MergedFacts, facts: Iterable[Fact]) -> tuple[Contradiction, ...]:
    """Contradictions that no person has settled: two or more of its facts still stand."""
    standing: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.status != "rejected":
            standing.setdefault(fact.fact_key, []).append(fact)
    left = []
    for contradiction in merged.contradictions:
        opposed = tuple(standing.get(contradiction.fact_key, ()))
        if len(opposed) > 1:
            left.append(contradiction.model_copy(update={"facts": opposed}))
    return tuple(left)


def confirmation(fact: Fact) -> dict[str, Any]:
    """A line of a decisions file that confirms a fact as it stands, for a person to complete."""
    return {
        "action": "confirm",
        "who": "",
        "when": "",
        "why": "",
        "fact_key": fact.fact_key,
        "seen": seen_of(fact).model_dump(mode="json"),
        "anchors": [anchor.model_dump(mode="json") for anchor in anchors_of(fact)],
    }
