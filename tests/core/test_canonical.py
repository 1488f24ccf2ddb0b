"""The same fact from a code and from prose has one key; what differs stays apart."""

from __future__ import annotations

from typing import Any

import pytest

from huizhen.core.language.terms import LOINC, Lexicon
from huizhen.core.preparation.canonical import canonical
from huizhen.core.records.evidence import ElementPath, PageSpan
from huizhen.core.records.fact import Coding, Dosage, Fact, make_fact
from huizhen.core.records.page import SourceId, page_id

LETTER, EXPORT = page_id(SourceId("a" * 64), 1), page_id(SourceId("b" * 64), 1)


def said(type_: Any, text: str, **fields: Any) -> Fact:
    """A fact of a letter."""
    place = PageSpan(page_id=LETTER, start=0, end=len(text), quote=text)
    return make_fact(type_, text=text, evidence=(place,), **fields)


def coded(type_: Any, text: str, **fields: Any) -> Fact:
    """A fact of an export."""
    return make_fact(type_, text=text, evidence=(ElementPath(page_id=EXPORT, path="/x"),), **fields)


BILIRUBIN = Coding(system=LOINC, code="1975-2")


def test_an_undated_mention_joins_the_dated_diagnosis(lexicon: Lexicon) -> None:
    facts = canonical(
        [
            coded("Condition", "Liver cell carcinoma", date="2026-03-12"),
            said("Condition", "hepatocellular carcinoma", concept="Hepatocellular carcinoma"),
        ],
        lexicon,
    )
    (fact,) = facts
    assert str(fact.date) == "2026-03-12"
    assert [place.kind for place in fact.evidence] == ["element", "span"]


@pytest.mark.parametrize(
    "fields",
    [{"certainty": "negated"}, {"certainty": "suspected"}, {"side": "left"},
     {"date": "2025-01-01"}],
)  # fmt: skip
def test_a_mention_that_says_more_or_other_stays_apart(
    lexicon: Lexicon, fields: dict[str, Any]
) -> None:
    facts = canonical(
        [
            coded("Condition", "Liver cell carcinoma", date="2026-03-12"),
            said("Condition", "HCC", concept="Hepatocellular carcinoma", **fields),
        ],
        lexicon,
    )
    assert len(facts) == 2


def test_one_result_in_a_table_and_an_export_is_one_fact(lexicon: Lexicon) -> None:
    both = [
        coded("Observation", "Bilirubin, total", code=BILIRUBIN, category="laboratory",
              value="1.0", unit="mg/dL", date="2026-05-11"),
        said("Observation", "Bilirubin gesamt", concept="TBIL", category="laboratory", value="1.0",
             unit="mg/dl", date="2026-05-11"),
    ]  # fmt: skip
    assert len(canonical(both, lexicon)) == 1


@pytest.mark.parametrize("change", [{"value": "10"}, {"unit": "g/L"}, {"comparator": "<"}])
def test_another_value_is_never_joined(lexicon: Lexicon, change: dict[str, Any]) -> None:
    told = {"concept": "TBIL", "category": "laboratory", "value": "1.0", "unit": "mg/dL",
            "date": "2026-05-11", **change}  # fmt: skip
    first = coded(
        "Observation", "Bilirubin", code=BILIRUBIN, category="laboratory", value="1.0",
        unit="mg/dL", date="2026-05-11",
    )  # fmt: skip
    assert len(canonical([first, said("Observation", "Bilirubin", **told)], lexicon)) == 2


def test_a_drug_with_another_dose_stays_apart(lexicon: Lexicon) -> None:
    def drug(dose: str) -> Dosage:
        return Dosage(dose=f"{dose} mg", dose_value=dose, dose_unit="mg")

    listed = coded("MedicationStatement", "Entecavir 0.5 mg", date="2014-06", dosage=drug("0.5"))
    same = said("MedicationStatement", "Entecavir", concept="entecavir", dosage=drug("0.5"))
    other = said("MedicationStatement", "Entecavir", concept="entecavir", dosage=drug("1"))
    assert len(canonical([listed, same], lexicon)) == 1
    assert len(canonical([listed, other], lexicon)) == 2


def test_mentions_of_mentions_bring_all_their_places(lexicon: Lexicon) -> None:
    concept = "Hepatocellular carcinoma"
    early = said("Condition", "HCC", concept=concept)
    other = said("Condition", "liver cell cancer", concept=concept)
    dated = coded("Condition", "Liver cell carcinoma", date="2026-03-12")
    (fact,) = canonical([early, other, dated], lexicon)
    assert str(fact.date) == "2026-03-12"
    quotes = [getattr(place, "quote", "") for place in fact.evidence]
    assert quotes == ["", "liver cell cancer", "HCC"]


@pytest.mark.parametrize("value", ["NaN", "sNaN", "Infinity"])
def test_a_word_that_python_takes_for_a_number_is_text(lexicon: Lexicon, value: str) -> None:
    facts = [
        said("Observation", "Bilirubin", concept="TBIL", value=value, date="2026-03-12"),
        said("Observation", "bilirubin", concept="TBIL", value="17", date="2026-03-12"),
    ]
    assert len(canonical(facts, lexicon)) == 2


def test_a_thousand_values_find_their_own_days(lexicon: Lexicon) -> None:
    days = [f"{2000 + n // 336}-{n // 28 % 12 + 1:02d}-{n % 28 + 1:02d}" for n in range(1000)]
    exported = [
        coded("Observation", "Bilirubin", code=BILIRUBIN, value=str(n), date=day)
        for n, day in enumerate(days)
    ]
    told = [
        said("Observation", "bilirubin", concept="TBIL", value=f"{n}.0", date=day)
        for n, day in enumerate(days)
    ]
    facts = canonical([*exported, *told], lexicon)
    assert len(facts) == 1000
    assert all(len(fact.evidence) == 2 for fact in facts)
