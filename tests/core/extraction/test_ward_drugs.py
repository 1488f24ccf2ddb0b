"""Drugs as wards, dialysis units and exports write them: short names, columns, schemes, changes."""

from __future__ import annotations

from functools import lru_cache

import pytest

from huizhen.core.extraction.extract import Extractor
from huizhen.core.extraction.knowledge import load_knowledge
from huizhen.core.records.page import Page, SourceId, page_id
from huizhen.project.config import CONTENT


@lru_cache(maxsize=1)
def _extractor() -> Extractor:
    return Extractor(load_knowledge([CONTENT]))


def _given(text: str, language: str = "en") -> list[tuple[str, str, str, str]]:
    """Concept, amount, unit and frequency of every drug."""
    page = Page(page_id=page_id(SourceId("t"), 1), ordinal=1, text=text, language=language)
    made = []
    for fact in _extractor().page(page).facts:
        if fact.type == "MedicationStatement":
            dosage = fact.dosage
            told = (dosage.dose_value, dosage.dose_unit, dosage.frequency) if dosage else ("",) * 3
            made.append((fact.concept, *told))
    return made


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "en",
            "GTT: norepi 0.08 mcg/kg/min, propofol 20 mcg/kg/min, dexmed 0.4 mcg/kg/hr.",
            [
                ("norepinephrine", "0.08", "mcg/kg/min", ""),
                ("propofol", "20", "mcg/kg/min", ""),
                ("dexmedetomidine", "0.4", "mcg/kg/hr", ""),
            ],
        ),
        (
            "en",
            "ABX: vanco 1.25 g IV q12h, piptaz 4.5 g IV q6h, azithro 500 mg IV daily.",
            [
                ("vancomycin", "1.25", "g", "q12h"),
                ("piperacillin and tazobactam", "4.5", "g", "q6h"),
                ("azithromycin", "500", "mg", "daily"),
            ],
        ),
        (
            "en",
            "HD: Mircera 75 mcg IV q2wk; paricalcitol 3 mcg IV q HD; Nephro-Vite 1 tab daily",
            [
                ("methoxy polyethylene glycol-epoetin beta", "75", "mcg", "q2wk"),
                ("paricalcitol", "3", "mcg", ""),
                ("vitamin b complex with vitamin c and folic acid", "1", "tab", "daily"),
            ],
        ),
        (
            "en",
            "Tab. Metrogyl 400 mg 1-0-1; Inj. Pan 40 mg IV OD; Nicardia R 20 mg BD; Prazopress 5mg",
            [
                ("metronidazole", "400", "mg", "1-0-1"),
                ("pantoprazole", "40", "mg", "OD"),
                ("nifedipine", "20", "mg", "BD"),
                ("prazosin", "5", "mg", ""),
            ],
        ),
        (
            "zh",
            "予去甲肾上腺素 0.1μg/kg/min 静脉泵入，碘化油 10ml，罗沙司他 100mg 口服 每周三次。",
            [
                ("norepinephrine", "0.1", "μg/kg/min", ""),
                ("ethiodized oil", "10", "ml", ""),
                ("roxadustat", "100", "mg", "每周三次"),
            ],
        ),
        (
            "de",
            "Nitrospray 2 Hübe bei Bedarf; Natriumbicarbonat 1 g 1-1-1",
            [
                ("glyceryl trinitrate", "2", "Hübe", ""),
                ("sodium bicarbonate", "1", "g", "1-1-1"),
            ],
        ),
    ],
)
def test_short_names_and_brands_of_wards_stand_for_their_substance(
    language: str, text: str, expected: list[tuple[str, str, str, str]]
) -> None:
    assert _given(text, language) == expected


@pytest.mark.parametrize(
    ("text", "amount", "frequency"),
    [
        ("Active meds\n|Drug|Strength|Sig|\n|Prednisone|5 mg|7.5 mg PO daily|", "7.5", "daily"),
        ("Active meds\n|Drug|Strength|Sig|\n|Prednisone|5 mg|1 tab PO daily|", "5", "daily"),
        ("Medications\nName\tStrength\tSig\nPrednisone\t5 mg\t2.5 mg PO BID", "2.5", "BID"),
        ("Medications\nprednisone 5 mg tablet     Take 2.5 mg by mouth daily", "2.5", "daily"),
        (
            "Medications\nprednisone 5 mg tab   Take 1 tablet (5 mg) by mouth 2 (two) times daily",
            "5",
            "2 (two) times daily",
        ),
    ],
)
def test_the_amount_of_the_directions_counts_before_the_strength(
    text: str, amount: str, frequency: str
) -> None:
    assert _given(text) == [("prednisone", amount, "mg", frequency)]


def test_amounts_of_two_times_of_day_are_no_strength_and_directions() -> None:
    ((_, amount, _, frequency),) = _given("Drug|Morning|Evening\n|Metformin|500 mg|1000 mg|")
    assert (amount, frequency) == ("500", "1000 mg")


@pytest.mark.parametrize("gap", ["   ", "\t", " | "])
def test_no_amount_is_taken_from_an_unknown_name_of_the_next_column(gap: str) -> None:
    assert _given(f"Metformin 500 mg{gap}Foobarix 20 mg daily") == [("metformin", "500", "mg", "")]


def test_the_stop_of_a_shortened_name_does_not_part_it_from_its_amount() -> None:
    given = _given("Medikation: Vit. D 1000 IE/d, Ramipril 5 mg 1-0-0.", "de")
    assert given == [("colecalciferol", "1000", "IE", "/d"), ("ramipril", "5", "mg", "1-0-0")]


def test_an_arrow_leads_to_the_new_amount() -> None:
    assert _given("L-thyroxine ↑ 75→100 µg") == [("levothyroxine sodium", "100", "µg", "")]


def test_the_amount_of_before_is_in_no_frequency() -> None:
    assert _given("Adoport 3 mg bd (was 2 mg bd)") == [("tacrolimus", "3", "mg", "bd")]


def test_a_scheme_of_units_is_no_amount() -> None:
    ((_, amount, _, frequency),) = _given("Inj Mixtard 12-0-8 units s/c")
    assert (amount, frequency) == ("", "12-0-8")


def test_two_strengths_before_tablets_are_no_count() -> None:
    assert _given("Co-careldopa 25/100 tablets one three times a day") == [
        ("levodopa and carbidopa", "25/100", "", "three times a day")
    ]


def test_short_names_that_are_words_need_an_amount() -> None:
    assert _given("Pan scan negative. EKG NS. Low flag: potassium 3.1 L.") == []
