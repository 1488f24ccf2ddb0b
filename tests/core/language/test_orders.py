"""Routes, frequencies, doses, reactions and allergens in Chinese order words."""

from __future__ import annotations

from typing import Any

import pytest

from huizhen.core.language.concepts import allergen_of
from huizhen.core.language.dosing import dosage_text, frequency_text
from huizhen.core.language.reactions import reaction_text
from huizhen.core.language.terms import Lexicon
from huizhen.core.records.evidence import ElementPath
from huizhen.core.records.fact import Dosage, Fact, FactType, make_fact
from huizhen.core.records.page import page_id


def coded(type_: FactType, text: str, **fields: Any) -> Fact:
    """A fact of a coded record."""
    place = ElementPath(page_id=page_id("a" * 64, 1), path="/x", quote=text)
    return make_fact(type_, text=text, evidence=(place,), **fields)


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("1-0-1", "早1 中0 晚1"),
        ("1-0-1-1", "早1 中0 晚1 睡前1"),
        ("q8h", "每8小时1次"),
        ("every 4-6 h", "每4～6小时1次"),
        ("every .5 d (institution specified)", "每12小时1次"),
        ("HS", "睡前"),
        ("b.i.d.", "2次/日"),
        ("twice a week", "每周2次"),
        ("TIW", "每周3次"),
        ("TID", "3次/日"),
        ("weekly", "每周1次"),
        ("every other day", "隔日1次"),
        ("2 weeks on / 1 week off", "服2周停1周"),
        ("dreimal täglich", "3次/日"),
    ],
)
def test_frequencies(lexicon: Lexicon, phrase: str, expected: str) -> None:
    assert frequency_text(phrase, lexicon) == (expected, True)


@pytest.mark.parametrize("phrase", ["biweekly", "bimonthly", "every 0 h", "101", "tid prn pain"])
def test_frequencies_with_two_meanings_stay_as_written(lexicon: Lexicon, phrase: str) -> None:
    assert frequency_text(phrase, lexicon) == (phrase, False)


@pytest.mark.parametrize(
    ("route", "zh"),
    [
        ("Intramuscular Route of Administration", "肌内注射"),
        ("zum Einnehmen", "口服"),
        ("IV Infusion", "静脉滴注"),
        ("Intravenous", "静脉给药"),  # never guessed to be a drip or a push
        ("vía de administración en el tracto respiratorio (calificador)", "吸入"),
        ("intrathecal", "鞘内注射"),
        ("epidural", "硬膜外给药"),
    ],
)
def test_routes(lexicon: Lexicon, route: str, zh: str) -> None:
    assert dosage_text(Dosage(route=route), lexicon).zh == zh


@pytest.mark.parametrize("route", ["IT", "B20180406162630974", "ih"])
def test_routes_that_are_not_known_stay_as_written(lexicon: Lexicon, route: str) -> None:
    dosing = dosage_text(Dosage(route=route), lexicon)
    if route == "IT":  # the key of the table itself stands for the spinal route
        assert dosing.zh == "鞘内注射"
    else:
        assert (dosing.zh, dosing.is_original) == (route, True)


@pytest.mark.parametrize(
    ("value", "unit", "zh"),
    [
        ("40", "[IU]", "40 IU"), ("50", "ug", "50 μg"), ("2", "Puff", "2喷"), ("2", "caps", "2粒"),
        ("10", "milliliter", "10 mL"), ("5", "mg/hr", "5 mg/h"), ("1", "Tablette", "1片"),
        ("20", "units", "20单位"),
    ],
)  # fmt: skip
def test_doses(lexicon: Lexicon, value: str, unit: str, zh: str) -> None:
    dosage = Dosage(dose=f"{value} {unit}", dose_value=value, dose_unit=unit)
    assert dosage_text(dosage, lexicon).zh == zh


def test_a_unit_that_nobody_knows_keeps_the_dose_as_written(lexicon: Lexicon) -> None:
    dosing = dosage_text(Dosage(dose="6 T", dose_value="6", dose_unit="T"), lexicon)
    assert (dosing.zh, dosing.is_original) == ("6 T", True)


@pytest.mark.parametrize(
    ("written", "zh"),
    [
        ("Nausea (Mild); Rash", "恶心(轻度)；皮疹"),
        ("Abdominal pain, Abdominal bloating, Diarrhoea (mild)", "腹痛、腹胀、腹泻(轻度)"),
        ("Nausea, vomiting and diarrhea", "恶心、呕吐和腹泻"),
        ("Nausea (Moderate to severe)", "恶心(中度至重度)"),
        ("moderate", "中度反应"),
    ],
)
def test_reactions(lexicon: Lexicon, written: str, zh: str) -> None:
    reaction = reaction_text(written, lexicon)
    assert (reaction.zh, reaction.is_known) == (zh, True)


def test_one_unknown_reaction_keeps_all_of_its_words(lexicon: Lexicon) -> None:
    reaction = reaction_text("Nausea, CODE16 (mild)", lexicon)
    assert (reaction.zh, reaction.is_known) == ("Nausea, CODE16(轻度)", False)


@pytest.mark.parametrize(
    ("label", "zh"),
    [
        ("Peanut Allergy", "花生"),
        ("Allergy to bee venom", "蜂毒"),
        ("alergia a la penicilina (trastorno)", "青霉素"),
        ("Medikamentenunverträglichkeit: Penicillin", "青霉素不耐受"),
        ("House dust mite (organism)", "屋尘螨"),
        ("amoxicillin", "阿莫西林"),
    ],
)
def test_allergens(lexicon: Lexicon, label: str, zh: str) -> None:
    term = allergen_of(coded("AllergyIntolerance", label), lexicon)
    assert term is not None
    assert term.zh == zh


@pytest.mark.parametrize("label", ["XYZallergen", "penicillin and XYZ", "Allergy to XYZ"])
def test_an_allergen_is_its_whole_label_or_none(lexicon: Lexicon, label: str) -> None:
    assert allergen_of(coded("AllergyIntolerance", label), lexicon) is None
