"""What documents' dates change in a case: which list of drugs is current, what contradicts."""

from __future__ import annotations

from typing import Any

from huizhen.core.preparation.medication import current_medication
from huizhen.core.records.evidence import PageSpan
from huizhen.core.records.fact import OF_DOCUMENT, Dosage, Fact, make_fact
from huizhen.core.records.merge import merge_facts
from huizhen.core.records.page import SourceId, page_id


def _said(type_: Any, text: str, source: str = "a", start: int = 0, **fields: Any) -> Fact:
    place = PageSpan(
        page_id=page_id(SourceId(source * 64), 1), start=start, end=start + len(text), quote=text
    )
    return make_fact(type_, text=text, evidence=(place,), **fields)


def _drug(text: str, source: str, date: str | None, *doubts: str) -> Fact:
    dosage = Dosage(dose="5 mg", frequency="daily")
    return _said(
        "MedicationStatement", text, source, document_date=date, dosage=dosage, doubts=doubts
    )


def _names(facts: tuple[Fact, ...]) -> list[str]:
    return [fact.text for fact in facts]


def test_a_letter_that_names_one_drug_ends_no_list() -> None:
    listed = [_drug("ramipril", "a", "2026-04-28"), _drug("metformin", "a", "2026-04-28")]
    later = _drug("aspirin", "b", "2026-05-06")
    found = current_medication([*listed, later])
    assert _names(found.current) == ["ramipril", "metformin", "aspirin"]
    assert found.status_unknown == ()


def test_a_newer_list_leaves_the_older_one_open() -> None:
    old = [_drug("ramipril", "a", "2026-01-02"), _drug("metformin", "a", "2026-01-02")]
    new = [_drug("aspirin", "b", "2026-04-28"), _drug("metformin XR", "b", "2026-04-28")]
    found = current_medication([*old, *new])
    assert _names(found.current) == ["aspirin", "metformin XR"]
    assert _names(found.status_unknown) == ["ramipril", "metformin"]


def test_an_unconfirmed_photograph_of_a_list_ends_no_other() -> None:
    written = [_drug("ramipril", "a", "2026-04-28"), _drug("metformin", "a", "2026-04-28")]
    seen = [_drug(name, "b", "2026-05-11", "ocr_number") for name in ("aspirin", "rosuvastatin")]
    assert current_medication([*written, *seen]).status_unknown == ()
    confirmed = [fact.replaced(doubts=(), status="confirmed") for fact in seen]
    assert len(current_medication([*written, *confirmed]).status_unknown) == 2


def test_without_any_list_the_newest_document_counts() -> None:
    found = current_medication(
        [_drug("ramipril", "a", "2026-01-02"), _drug("aspirin", "b", "2026-04-28")]
    )
    assert (_names(found.current), _names(found.status_unknown)) == (["aspirin"], ["ramipril"])


def _observed(text: str, category: str, **fields: Any) -> Fact:
    return _said("Observation", text, category=category, date="2026-03-12", **fields)


def test_statements_of_one_report_do_not_oppose_each_other() -> None:
    marked = {"doubts": (OF_DOCUMENT,)}
    denied = _observed("stenosis", "imaging", certainty="negated", start=90, **marked)
    assert not merge_facts([_observed("stenosis", "imaging", **marked), denied]).contradictions
    stated = _observed("stenosis", "imaging", certainty="negated", start=90)
    assert merge_facts([_observed("stenosis", "imaging"), stated]).contradictions


def test_a_blood_pressure_taken_twice_is_no_contradiction_a_value_of_one_tube_is() -> None:
    def pair(category: str) -> list[Fact]:
        return [
            _observed("BP", category, value=value, start=start, doubts=(OF_DOCUMENT,))
            for start, value in ((0, "150"), (50, "130"))
        ]

    assert not merge_facts(pair("vital-signs")).contradictions
    assert merge_facts(pair("laboratory")).contradictions


def test_a_date_that_one_place_states_is_no_longer_the_document_s_alone() -> None:
    inherited = _observed("ascites", "imaging", doubts=(OF_DOCUMENT,))
    stated = _observed("ascites", "imaging", source="b")
    both = merge_facts([inherited, stated]).facts
    assert [fact.doubts for fact in both] == [()]
    assert merge_facts([inherited]).facts[0].doubts == (OF_DOCUMENT,)
