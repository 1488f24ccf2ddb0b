"""The lexicon's key of a fact, whatever system its source coded it in."""

from __future__ import annotations

import pytest
from case_builder import lexicon, loinc, make

from huizhen.core.language.concepts import concept_of
from huizhen.core.records.fact import Coding, Fact

ATC = "http://www.whocc.no/atc"


@pytest.mark.parametrize(
    ("fact", "key"),
    [
        (make("Observation", "whatever", concept="AFP"), "AFP"),
        (loinc("1975-2", "Bilirubin, total", "1"), "TBIL"),
        (loinc("14631-6", "Bilirubin, total", "1"), "TBIL"),
        (loinc("1834-1", "Alpha-1-fetoprotein (AFP)", "1"), "AFP"),
        (loinc("24108-3", "Cancer antigen 19-9", "1"), "CA19-9"),
        (loinc("5195-3", "Hepatitis B virus surface antigen", "negative"), "HBsAg"),
        (loinc("16933-4", "Hepatitis B virus core antibody, total", "positive"), "HBcAb"),
        (loinc("16128-1", "Hepatitis C virus antibody", "negative"), "HCV-Ab"),
        (loinc("42595-9", "Hepatitis B virus DNA", "20"), "HBV-DNA"),
        (loinc("89247-1", "ECOG Performance Status score", "0"), "ECOG"),
        (loinc("89243-0", "Karnofsky", "90"), "KPS"),
        (loinc("29463-7", "Body weight", "65"), "WEIGHT"),
        (loinc("8302-2", "Body height", "164"), "HEIGHT"),
        (loinc("10230-1", "LVEF by echocardiography", "58"), "LVEF"),
        (make("Observation", "Platelets"), "PLT"),
        (make("Observation", "something unheard of"), ""),
        (make("MedicationStatement", "Entecavir 0.5 mg"), "entecavir"),
        (make("MedicationStatement", "unknown product"), ""),
        (
            make(
                "MedicationStatement",
                "Baraclude",
                code=Coding(system=ATC, code="J05AF10", display="entecavir"),
            ),
            "entecavir",
        ),
        (make("Condition", "Liver cell carcinoma"), "Hepatocellular carcinoma"),
        (make("ImagingStudy", "CT LIVER"), ""),
    ],
)
def test_the_key_of_a_fact(fact: Fact, key: str) -> None:
    assert concept_of(fact, lexicon()) == key


def test_several_ingredients_keep_their_order() -> None:
    fact = make("MedicationStatement", "clopidogrel / metformin 75/500")
    assert concept_of(fact, lexicon()) == "clopidogrel / metformin"
