"""Chinese terms and units: exact look-up, the kind decides, what is not there stays as it is."""

from __future__ import annotations

import pytest
from facts import fact, lab

from huizhen.core.language.dosing import dosage_text, frequency_text
from huizhen.core.language.terms import Lexicon
from huizhen.core.language.units import UnitTable
from huizhen.core.preparation.wording import Wordsmith
from huizhen.core.records.fact import Coding, Dosage


def test_one_word_has_one_chinese_form_for_each_kind(lexicon: Lexicon) -> None:
    as_drug = lexicon.find("drug", "progesterone")
    as_result = lexicon.find("observation", "Progesterone")
    assert as_drug is not None
    assert as_result is not None
    assert (as_drug.zh, as_result.zh) == ("黄体酮", "孕酮")


def test_abbreviations_with_several_meanings_never_match(lexicon: Lexicon) -> None:
    for label in ("MS", "MI", "PD", "CR", "AIS"):
        assert lexicon.find("condition", label) is None
        assert lexicon.find("observation", label) is None


def test_british_and_american_spellings_and_tags_are_one(lexicon: Lexicon) -> None:
    assert lexicon.find("condition", "Essential hypertension (disorder)") == lexicon.find(
        "condition", "essential  Hypertension"
    )


def test_product_labels_name_their_ingredients(lexicon: Lexicon) -> None:
    label = "24 HR metformin hydrochloride 500 MG Extended Release Oral Tablet"
    assert [term.zh for term in lexicon.ingredients(label)] == ["二甲双胍"]


@pytest.mark.parametrize(
    ("value", "unit", "name", "expected"),
    [  # clinical content 1.8; factors from molar masses
        ("2.25", "mg/dL", "1975-2", ("38.5", "umol/L")),
        ("1.0", "mg/dL", "2160-0", ("88.4", "umol/L")),
        ("3.8", "g/dL", "1751-7", ("38", "g/L")),
        ("250", "10*3/uL", "777-3", ("250", "10*9/L")),
        ("100", "mg/dL", "2345-7", ("5.6", "mmol/L")),
    ],
)
def test_results_convert_to_the_units_of_chinese_laboratories(
    units: UnitTable, value: str, unit: str, name: str, expected: tuple[str, str]
) -> None:
    converted = units.convert(value, unit, (name,))
    assert converted is not None
    assert (converted.value, converted.unit) == expected


@pytest.mark.parametrize(
    ("value", "unit", "name"),
    [
        ("2.25", None, "1975-2"),  # no unit: nothing converts it
        ("<2.25", "mg/dL", "1975-2"),  # a comparator never becomes a number
        ("2,25", "mg/dL", "1975-2"),  # a decimal comma is for a person
        ("500", "ng/mL", "48066-5"),  # DDU is never turned into FEU
        ("12", "furlong", "1975-2"),
    ],
)
def test_what_cannot_be_converted_safely_is_not(
    units: UnitTable, value: str, unit: str | None, name: str
) -> None:
    assert units.convert(value, unit, (name,)) is None


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("twice daily", "2次/日"),
        ("daily", "1次/日"),
        ("every 12 h", "每12小时1次"),
        ("every other day", "隔日1次"),
        ("3 per 1 d", "3次/日"),
        ("at bedtime", "睡前"),
        ("TIW", "每周3次"),
        ("every 1 wk", "每周1次"),
    ],
)
def test_frequencies_are_matched_whole(lexicon: Lexicon, phrase: str, expected: str) -> None:
    assert frequency_text(phrase, lexicon) == (expected, True)


def test_a_frequency_that_is_not_understood_stays_as_written(lexicon: Lexicon) -> None:
    assert frequency_text("thrice on market days", lexicon) == ("thrice on market days", False)


def test_a_drug_line_reads_as_a_chinese_order(lexicon: Lexicon, words: Wordsmith) -> None:
    dosage = Dosage(
        dose="500 mg", dose_value="500", dose_unit="mg", route="Oral", frequency="twice daily"
    )
    assert dosage_text(dosage, lexicon).zh == "500 mg 口服 2次/日"
    wording = words.word(fact("MedicationStatement", "metformin", dosage=dosage, date="2025-01"))
    assert wording.zh == "二甲双胍 500 mg 口服 2次/日 (2025-01起)"


def test_a_result_line_shows_the_original_beside_the_converted_value(words: Wordsmith) -> None:
    bilirubin = lab(
        "Bilirubin", "2.25", "mg/dL", "1975-2", flag="H", interval="0.2-1.2 mg/dL",
        date="2026-04-28",
    )  # fmt: skip
    wording = words.word(bilirubin)
    assert wording.zh == (
        "总胆红素(TBIL) 38.5 µmol/L(原 2.25 mg/dL) ↑ (参考区间 3.4–20.5) [2026-04-28]"
    )


def test_a_number_without_unit_is_marked_and_not_converted(words: Wordsmith) -> None:
    wording = words.word(lab("Bilirubin", "2.25", None, "1975-2"))
    assert "单位未注明" in wording.zh
    assert wording.marks == ("待核",)


def test_a_term_outside_the_lexicon_stays_in_the_original_and_says_so(words: Wordsmith) -> None:
    wording = words.word(fact("Condition", "Ulcus cruris mixtum"))
    assert wording.zh == "Ulcus cruris mixtum"
    assert wording.marks == ("【原文，待译】",)


def test_certainty_is_never_raised(words: Wordsmith) -> None:
    condition = {"text": "Hepatocellular carcinoma", "type_": "Condition"}
    said = {
        certainty: words.word(fact(**condition, certainty=certainty)).zh  # type: ignore[arg-type]
        for certainty in ("affirmed", "suspected", "to_exclude", "negated")
    }
    assert said == {
        "affirmed": "肝细胞癌",
        "suspected": "考虑肝细胞癌可能",
        "to_exclude": "肝细胞癌待排除",
        "negated": "无肝细胞癌",
    }


def test_no_information_is_not_a_denial(words: Wordsmith) -> None:
    nothing = fact("AllergyIntolerance", "Allergies", absent_reason="no-information")
    none = fact(
        "AllergyIntolerance", "No known allergies", certainty="negated", absent_reason="no-known"
    )
    assert "无信息" in words.word(nothing).zh
    assert words.word(none).zh == "无已知过敏史"


def test_codes_find_terms_whatever_the_label_says(lexicon: Lexicon) -> None:
    term = lexicon.find(
        "observation", "S-Bili ges.", [Coding(system="http://loinc.org", code="14631-6")]
    )
    assert term is not None
    assert term.abbreviation == "TBIL"
