"""People's decisions survive extraction; what changed under them is said, never taken over."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huizhen.core.errors import WrongCall
from huizhen.core.records.decisions import (
    Decision,
    anchors_of,
    decision_from,
    replayed,
    seen_of,
)
from huizhen.core.records.evidence import PageSpan, PersonEntry
from huizhen.core.records.fact import Fact, make_fact
from huizhen.core.records.merge import MergedFacts, merge_facts
from huizhen.core.records.page import SourceId, page_id
from sizes import count

PAGE = page_id(SourceId("a" * 64), 1)


def lab(value: str = "1.4", unit: str = "mg/dL", start: int = 10, **changes: Any) -> Fact:
    """A bilirubin of 9 April."""
    quote = f"Bilirubin {value} {unit}"
    place = PageSpan(page_id=PAGE, start=start, end=start + len(quote), quote=quote)
    fields = {"text": "Bilirubin", "concept": "TBIL", "category": "laboratory", "value": value,
              "unit": unit, "date": "2026-04-09", **changes}  # fmt: skip
    return make_fact("Observation", evidence=(place,), **fields)


def decided(fact: Fact, action: str, **more: Any) -> Decision:
    """Dr Sample's decision on a fact as it stands."""
    return Decision.model_validate(
        {
            "action": action,
            "who": "Dr Sample",
            "when": "2026-05-20T09:00:00Z",
            "why": "read it",
            "fact_key": fact.fact_key,
            "seen": seen_of(fact),
            "anchors": anchors_of(fact),
            **more,
        }
    )


def test_a_confirmed_fact_is_confirmed_by_name() -> None:
    fact = lab()
    (confirmed,) = replayed(merge_facts([fact]), [decided(fact, "confirm")]).merged.facts
    assert confirmed.status == "confirmed"
    assert confirmed.evidence[-1] == PersonEntry(
        who="Dr Sample", at="2026-05-20T09:00:00Z", why="read it"
    )


def test_two_facts_under_one_key_are_each_confirmed_at_their_place() -> None:
    def told(text: str, start: int) -> Fact:
        place = PageSpan(page_id=PAGE, start=start, end=start + len(text), quote=text)
        made = make_fact("FamilyMemberHistory", text=text, certainty="family", evidence=(place,))
        return made.replaced(fact_key="one-key")

    first, second = told("Hepatitis B", 10), told("HBsAg-positive", 40)
    facts = MergedFacts(facts=(first, second), contradictions=())
    found = replayed(facts, [decided(fact, "confirm") for fact in facts.facts]).merged.facts
    assert [fact.status for fact in found] == ["confirmed", "confirmed"]


def test_a_fact_found_under_another_key_is_known_by_its_place() -> None:
    fact = lab()
    again = fact.model_copy(update={"fact_key": "0" * 24})
    result = replayed(merge_facts([again]), [decided(fact, "confirm")])
    assert [one.status for one in result.merged.facts] == ["confirmed"]
    assert result.changed == ()


@pytest.mark.parametrize(
    "change",
    [{"value": "14"}, {"unit": "µmol/L"}, {"certainty": "suspected"}, {"side": "left"},
     {"date": None}],
)  # fmt: skip
def test_what_changed_since_it_was_confirmed_stands_apart(change: dict[str, Any]) -> None:
    fact = lab()
    now = fact.replaced(**change)
    result = replayed(merge_facts([now]), [decided(fact, "confirm")])
    assert [one.status for one in result.merged.facts] == ["proposed"]
    assert [one.now for one in result.changed] == [now]


def test_a_correction_is_never_overwritten() -> None:
    fact = lab("14")
    decision = decided(fact, "correct", changes={"value": "1.4"})
    (corrected,) = replayed(merge_facts([fact]), [decision]).merged.facts
    assert (corrected.value, corrected.status) == ("1.4", "corrected")
    other = lab("140")
    result = replayed(merge_facts([other]), [decision])
    assert {(one.value, one.status) for one in result.merged.facts} == {
        ("140", "proposed"),
        ("1.4", "corrected"),
    }
    assert len(result.changed) == 1


def test_a_correction_whose_source_is_gone_stays_and_is_said() -> None:
    fact = lab("14")
    result = replayed(merge_facts([]), [decided(fact, "correct", changes={"value": "1.4"})])
    (kept,) = result.merged.facts
    assert (kept.value, kept.unit, kept.doubts) == ("1.4", "mg/dL", ("source_changed",))
    assert result.changed[0].now is None


def test_a_rejected_fact_settles_a_contradiction() -> None:
    facts = merge_facts([lab("1.4"), lab("14", start=90)])
    assert len(facts.contradictions) == 1
    wrong = next(fact for fact in facts.facts if fact.value == "14")
    result = replayed(facts, [decided(wrong, "reject")])
    assert result.merged.contradictions == ()
    assert {fact.value: fact.status for fact in result.merged.facts} == {
        "1.4": "proposed",
        "14": "rejected",
    }


def test_an_added_fact_rests_on_its_author() -> None:
    decision = Decision(
        action="add",
        who="Coordinator Muster",
        when="2026-05-20",
        why="told on the phone",
        fact={"type": "AllergyIntolerance", "text": "iodinated contrast"},
    )
    (fact,) = replayed(merge_facts([]), [decision]).merged.facts
    assert (fact.type, fact.text, fact.status) == (
        "AllergyIntolerance", "iodinated contrast", "confirmed",
    )  # fmt: skip
    assert [place.kind for place in fact.evidence] == ["person"]


def test_merged_facts_unite_their_places_and_split_ones_part() -> None:
    first, second = lab(), lab(text="Gesamtbilirubin", concept="", start=200)
    decision = decided(first, "merge", others=[second.fact_key])
    (united,) = replayed(merge_facts([first, second]), [decision]).merged.facts
    assert sum(place.kind == "span" for place in united.evidence) == 2
    apart = decided(united, "split", anchors=[anchors_of(second)[0]])
    parts = replayed(merge_facts([united]), [apart]).merged.facts
    assert len(parts) == 2


@pytest.mark.parametrize(
    "broken",
    [
        {"action": "confirm", "who": "", "when": "x", "why": "y", "fact_key": "k", "seen": {}},
        {"action": "confirm", "who": "a", "when": "x", "why": "y", "fact_key": "k"},
        {"action": "correct", "who": "a", "when": "x", "why": "y", "fact_key": "k", "seen": {}},
        {"action": "correct", "who": "a", "when": "x", "why": "y", "fact_key": "k", "seen": {},
         "changes": {"evidence": []}},
        {"action": "add", "who": "a", "when": "x", "why": "y", "fact": {"text": "no type"}},
        {"action": "wave"},
    ],
)  # fmt: skip
def test_a_malformed_decision_is_named_by_its_line(broken: dict[str, Any]) -> None:
    with pytest.raises(WrongCall) as caught:
        decision_from(broken, 7)
    assert "Decision 7" in caught.value.message
    assert "huizhen decisions" in caught.value.remedy


@pytest.mark.sized
@settings(max_examples=count(60, 400, 3000), deadline=None)
@given(seed=st.integers(0, 2**32))
def test_no_confirmed_value_is_lost_or_silently_changed(seed: int) -> None:
    """Random decisions over random facts, then a random re-extraction."""
    chance = random.Random(seed)
    facts = [
        lab(str(chance.randint(1, 40)), date=f"2026-04-{day:02d}", start=day * 40)
        for day in range(1, chance.randint(2, 9))
    ]
    decisions = [
        decided(fact, "correct", changes={"value": "7.7"})
        if chance.random() < 0.4
        else decided(fact, "confirm")
        for fact in facts
        if chance.random() < 0.7
    ]
    again = [_extracted_anew(fact, chance) for fact in facts if chance.random() < 0.85]
    result = replayed(merge_facts(again), decisions)
    looked_at = {one.decision.fact_key for one in result.changed}
    for decision in decisions:
        now = [f for f in result.merged.facts if f.status in ("confirmed", "corrected")]
        wanted = decision.changes.get("value") or (decision.seen.value if decision.seen else None)
        date = decision.seen.date if decision.seen else ""
        stands = any(f.value == wanted and str(f.date or "") == date for f in now)
        assert stands or decision.fact_key in looked_at
        if decision.action == "correct":
            assert stands


def _extracted_anew(fact: Fact, chance: random.Random) -> Fact:
    """The fact as another version finds it: as it was, under another key, or with another value."""
    kind = chance.choice(("same", "key", "value", "unit", "moved"))
    if kind == "key":
        return fact.model_copy(update={"fact_key": f"{chance.getrandbits(90):024x}"})
    if kind == "value":
        return fact.replaced(value=str(chance.randint(41, 90)))
    if kind == "unit":
        return fact.replaced(unit="µmol/L")
    if kind == "moved":
        return lab(fact.value or "", date=str(fact.date), start=900)
    return fact


def test_of_facts_that_contradict_each_other_only_the_meant_one_is_merged() -> None:
    merged = merge_facts([lab("412"), lab("41"), lab("4")])
    kept, same, _other = merged.facts
    united = decided(kept, "merge", others=[same.fact_key], others_at=anchors_of(same))
    found = replayed(merged, [united]).merged.facts
    assert [(one.value, one.status) for one in found] == [("412", "confirmed"), ("4", "proposed")]
    assert {*anchors_of(same)} <= {*anchors_of(found[0])}
