"""Laboratory results in prose, lines and tables of six languages."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prose_bench import facts, measured, span

import sizes

RESULTS = [
    # English
    ("en", "Total bilirubin 1.2 mg/dL.", ["TBIL 1.2 mg/dL"]),
    ("en", "ALT 45 U/L, AST 38 U/L, platelets 98 K/uL.",
     ["ALT 45 U/L", "AST 38 U/L", "PLT 98 K/uL"]),
    ("en", "Her hemoglobin was 9.8 g/dL today.", ["HGB 9.8 g/dL"]),
    ("en", "AFP <20 ng/mL", ["AFP <20 ng/mL"]),
    ("en", "AFP less than 2.0 ng/mL", ["AFP <2.0 ng/mL"]),
    ("en", "INR 1.1", ["INR 1.1"]),
    ("en", "Creatinine 1.4", ["CREA 1.4 ?unit_missing"]),
    ("en", "CRP 12.5 mg/L (H) (ref 0-5)", ["CRP 12.5 mg/L [H]"]),
    ("en", "HBsAg positive, anti-HCV negative.", ["HBsAg positive", "HCV-Ab negative"]),
    ("en", "HBV DNA undetectable", ["HBV-DNA undetectable"]),
    ("en", "Hemoglobin dropped from 10.2 to 8.1 g/dL.", ["HGB 10.2 g/dL", "HGB 8.1 g/dL"]),
    ("en", "AFP 1,234 ng/mL", ["AFP 1234 ng/mL"]),
    ("en", "CA 19-9 was 85 U/mL.", ["CA19-9 85 U/mL"]),
    ("en", "On 03/25/2025 creatinine was 0.9 mg/dL.", ["CREA 0.9 mg/dL @2025-03-25"]),
    ("en", "AFP 1842 ng/mL (2026-03-10), 612 ng/mL (2026-05-11)",
     ["AFP 1842 ng/mL @2026-03-10", "AFP 612 ng/mL @2026-05-11"]),
    ("en", "WBC 5.6 x10^9/L", ["WBC 5.6 x10^9/L"]),
    ("en", "platelets 210 000/mm3", ["PLT 210000 /mm3"]),
    ("en", "LABS:\nNa 138, K 4.1, Cl 101, glucose 98",
     ["Na 138 ?unit_missing", "K 4.1 ?unit_missing", "Cl 101 ?unit_missing",
      "GLU 98 ?unit_missing"]),
    ("en", "Liver function tests were within normal limits.", ["liver function normal"]),
    ("en", "Aspartate aminotransferase (AST): 17 U/L, blood urea nitrogen (BUN): 73 mg/dL",
     ["AST 17 U/L", "BUN 73 mg/dL"]),
    ("en", "Hemoglobin- 8.2 g/dL", ["HGB 8.2 g/dL"]),
    ("en", "Glucose   90-120 mg/dl   95 mg/dl", ["GLU 95 mg/dl"]),
    ("en", "PSA 4-5 ng/ml", ["PSA 4-5 ng/ml"]),
    ("en", "PSA 5-6 years ago", []),
    ("en", "eGFR 58 mL/min. He is well.", ["eGFR 58 mL/min"]),
    ("en", "Bilirubin, Total 1.4 mg/dL", ["TBIL 1.4 mg/dL"]),
    ("en", "vitamin D 1000 IU/d", []),
    ("en", "TG: 150 mg/dl, Tg 0.4 ng/ml", ["TG 150 mg/dl", "Tg 0.4 ng/ml"]),
    ("en", "ESR is 103 mm/h. Plt: 300000 /ml", ["ESR 103 mm/h", "PLT 300000 /ml"]),
    ("ru", "Tr 145*10^9/л", ["PLT 145 *10^9/л"]),
    ("en", "kappa FLC 42.3 mg/L, Hb 8.9 gms%", ["κ-FLC 42.3 mg/L", "HGB 8.9 gms%"]),
    ("ru", "гемоглобин - 119 г/л", ["HGB 119 г/л"]),
    # German
    ("de", "Bilirubin gesamt 3,5 mg/dl, GPT 120 U/l", ["TBIL 3.5 mg/dl", "ALT 120 U/l"]),
    ("de", "Thrombozyten 98 Tsd./µl", ["PLT 98 Tsd./µl"]),
    ("de", "Hämoglobin 7,9 g/dl (↓)", ["HGB 7.9 g/dl [↓]"]),
    ("de", "Kreatinin 1,2 mg/dl, CRP 5,4 mg/l", ["CREA 1.2 mg/dl", "CRP 5.4 mg/l"]),
    ("de", "HBsAg negativ", ["HBsAg negativ"]),
    ("de", "AFP 1.234 ng/ml", ["AFP 1.234 ng/ml ?ambiguous_number"]),
    ("de", "AFP 1.234 ng/ml, Bilirubin 1,2 mg/dl", ["AFP 1234 ng/ml", "TBIL 1.2 mg/dl"]),
    ("de", "Labor vom 12.03.2025:\nCRP 5 mg/l", ["CRP 5 mg/l @2025-03-12"]),
    ("de", "LDH unter 250 U/l", ["LDH <250 U/l"]),
    # Spanish
    ("es", "Hemoglobina 12,5 g/dl, plaquetas 150.000/mm3",
     ["HGB 12.5 g/dl", "PLT 150000 /mm3"]),
    ("es", "Creatinina 1,1 mg/dl", ["CREA 1.1 mg/dl"]),
    ("es", "Bilirrubina total 0,8 mg/dl", ["TBIL 0.8 mg/dl"]),
    # French
    ("fr", "Hémoglobine 11,2 g/dl, plaquettes 210 G/L", ["HGB 11.2 g/dl", "PLT 210 G/L"]),
    ("fr", "Créatinine à 75 µmol/L", ["CREA 75 µmol/L"]),
    ("fr", "CRP 3 mg/L", ["CRP 3 mg/L"]),
    # Russian
    ("ru", "Гемоглобин 98 г/л, лейкоциты 5,6 x10^9/л", ["HGB 98 г/л", "WBC 5.6 x10^9/л"]),
    ("ru", "АЛТ 45 Ед/л, АСТ 38 Ед/л", ["ALT 45 Ед/л", "AST 38 Ед/л"]),
    ("ru", "Креатинин 85,4 мкмоль/л", ["CREA 85.4 мкмоль/л"]),
    ("ru", "HBsAg отрицательный", ["HBsAg отрицательный"]),
    ("ru", "СОЭ 25 мм/ч", ["ESR 25 мм/ч"]),
    # Chinese
    ("zh", "总胆红素 17.1 μmol/L,血红蛋白 120 g/L", ["TBIL 17.1 μmol/L", "HGB 120 g/L"]),
    ("zh", "甲胎蛋白＞1210 ng/mL", ["AFP >1210 ng/mL"]),
    ("zh", "血小板98×10^9/L", ["PLT 98 ×10^9/L"]),
    ("zh", "乙肝表面抗原阳性", ["HBsAg 阳性"]),
]  # fmt: skip


def labs(text: str, language: str) -> list[str]:
    """The laboratory results of a text in short."""
    return [measured(fact) for fact in facts(text, language, "laboratory")]


DEFECTS = [
    ("es", "PCR 12 mg/l", ["CRP 12 mg/l"]),
    ("en", "Potassium chloride 20 mEq daily", []),
]


@pytest.mark.parametrize(("language", "text", "expected"), [*RESULTS, *DEFECTS])
def test_a_result_has_its_value_unit_and_date(
    language: str, text: str, expected: list[str]
) -> None:
    assert labs(text, language) == expected


NOT_RESULTS = [
    ("en", "She takes iron 325 mg daily."),
    ("en", "Check creatinine in 2 weeks."),
    ("en", "Vitamin D 1000 units daily"),
    ("en", "PT 3 times a week"),
    ("en", "MEDICATIONS:\nCalcium 500 mg bid"),
]


@pytest.mark.parametrize(("language", "text"), NOT_RESULTS)
def test_a_drug_or_an_order_is_no_result(language: str, text: str) -> None:
    assert labs(text, language) == []


def test_a_result_keeps_its_interval_as_written() -> None:
    (fact,) = facts("CRP 12.5 mg/L (ref 0-5)", "en", "laboratory")
    assert (fact.interval, fact.value, fact.text) == ("0-5", "12.5", "CRP")


def test_urine_is_not_blood() -> None:
    (fact,) = facts("Urine protein 300 mg/dL", "en", "laboratory")
    assert fact.specimen == "urine"


TABLE = """Parameter        Unit     Reference     12.03.2025   14.05.2025
Bilirubin total    mg/dL    0.2-1.2       1.9          2.4
ALT                U/L      <45           88           -
Albumin            g/dL     3.5-5.2       2.9 L        3.1 L
"""


def test_a_table_gives_each_cell_the_date_of_its_column() -> None:
    assert labs(TABLE, "en") == [
        "TBIL 1.9 mg/dL @2025-03-12",
        "TBIL 2.4 mg/dL @2025-05-14",
        "ALT 88 U/L @2025-03-12",
        "ALB 2.9 g/dL [L] @2025-03-12",
        "ALB 3.1 g/dL [L] @2025-05-14",
    ]
    intervals = {fact.interval for fact in facts(TABLE, "en", "laboratory")}
    assert intervals == {"0.2-1.2", "<45", "3.5-5.2"}


def test_a_table_without_gaps_reads_the_same() -> None:
    assert labs("\n".join(" ".join(line.split()) for line in TABLE.splitlines()), "en") == labs(
        TABLE, "en"
    )


ANALYTES = {
    "en": [("Creatinine", "CREA", "mg/dL"), ("ALT", "ALT", "U/L"), ("Albumin", "ALB", "g/L")],
    "de": [("Kreatinin", "CREA", "mg/dl"), ("GPT", "ALT", "U/l"), ("Albumin", "ALB", "g/l")],
    "es": [("Creatinina", "CREA", "mg/dl"), ("GPT", "ALT", "U/l"), ("Albúmina", "ALB", "g/dl")],
    "fr": [("Créatinine", "CREA", "µmol/L"), ("ALAT", "ALT", "UI/L"), ("Albumine", "ALB", "g/L")],
    "ru": [("Креатинин", "CREA", "мкмоль/л"), ("АЛТ", "ALT", "Ед/л"), ("Альбумин", "ALB", "г/л")],
}
POINT = {"en"}
VALUES = st.builds(
    lambda digits, places: Decimal(digits).scaleb(-places),
    st.integers(min_value=1, max_value=9999),
    st.integers(min_value=0, max_value=2),
)
FORMS = ["{name} {value} {unit}", "{name}: {value} {unit}", "{name} = {value}{unit}"]


@pytest.mark.sized
@settings(max_examples=sizes.count(120, 1_500, 15_000), deadline=None)
@given(
    st.sampled_from(sorted(ANALYTES)),
    st.lists(st.tuples(st.integers(0, 2), VALUES), min_size=1, max_size=4),
    st.sampled_from(FORMS),
    st.sampled_from([", ", "; ", "\n"]),
)
def test_lines_of_results_read_back(
    language: str, chosen: list[tuple[int, Decimal]], form: str, joint: str
) -> None:
    expected, written = [], []
    for which, value in chosen:
        name, concept, unit = ANALYTES[language][which]
        text = str(value) if language in POINT else str(value).replace(".", ",")
        written.append(form.format(name=name, value=text, unit=unit))
        expected.append((concept, value, unit))
    read = facts(joint.join(written), language, "laboratory")
    assert [(f.concept, Decimal(f.value or ""), f.unit) for f in read] == expected


ROWS = [("ALT", "ALT", "U/L"), ("AST", "AST", "U/L"), ("Albumin", "ALB", "g/L"),
        ("CRP", "CRP", "mg/L"), ("Ferritin", "FER", "ng/mL")]  # fmt: skip


@pytest.mark.sized
@settings(max_examples=sizes.count(60, 800, 8_000), deadline=None)
@given(
    st.lists(st.sampled_from(ROWS), min_size=1, max_size=4, unique=True),
    st.integers(min_value=2, max_value=4),
    st.sampled_from(["   ", "\t", " | ", " "]),
    st.booleans(),
    st.data(),
)
def test_a_table_of_any_columns_reads_back(
    rows: list[tuple[str, str, str]],
    columns: int,
    gap: str,
    has_unit: bool,
    data: st.DataObject,
) -> None:
    days = [f"2025-03-{day:02}" for day in range(1, columns + 1)]
    cell = st.one_of(st.none(), VALUES)
    lines = [gap.join(["Test", *(["Unit"] if has_unit else []), *days])]
    expected = []
    for name, concept, unit in rows:
        cells = data.draw(st.lists(cell, min_size=columns, max_size=columns))
        if not any(cells):
            cells[0] = Decimal(7)
        shown = ["-" if value is None else str(value) for value in cells]
        lines.append(gap.join([name, *([unit] if has_unit else []), *shown]))
        expected += [
            (concept, value, unit if has_unit else None, day)
            for value, day in zip(cells, days, strict=True)
            if value is not None
        ]
    text = "\n".join(lines) + "\n"
    read = facts(text, "en", "laboratory")
    assert [(f.concept, Decimal(f.value or ""), f.unit, str(f.date)) for f in read] == expected
    assert all(text[slice(*span(f))].endswith((f.value or "", f.flag)) for f in read)


def test_the_day_in_a_heading_ends_the_column_of_the_document_s_date() -> None:
    text = (
        "Date: 9 May 2024\n\nPatient record\n\nBlood tests of 2 May 2024\n"
        "Potassium 4.4 mmol/L (3.5 - 5.1)\n"
    )
    (potassium,) = facts(text, category="laboratory")
    assert str(potassium.date) == "2024-05-02"


def test_a_measured_substance_is_no_drug_and_a_dosed_one_is() -> None:
    assert facts("Lab: Glucose 112, BUN 16.", "en", None, "MedicationStatement") == []
    read = facts("Potassium 3.1 mmol/L; potassium chloride 40 mmol orally.", "en", None)
    assert [f.text for f in read if f.type == "MedicationStatement"] == ["potassium chloride"]
