"""Results as wards, exports and dictations write them: grids, runs, wide tables, spoken numbers."""

from __future__ import annotations

import pytest
from prose_bench import facts

WRITTEN = [
    ("Na 138 K 4.1 Cl 102 HCO3 24 BUN 12 Cr 0.9 Glc 101",
     ["Na 138", "K 4.1", "Cl 102", "HCO3 24", "BUN 12", "CREA 0.9", "GLU 101"]),
    ("BLOOD Glucose-98 UreaN-15 Creat-0.9 Na-140 K-4.1 Cl-103 HCO3-26 AnGap-15",
     ["GLU 98", "BUN 15", "CREA 0.9", "Na 140", "K 4.1", "Cl 103", "HCO3 26", "AG 15"]),
    ("BLOOD PT-13.4 PTT-28.9 INR(PT)-1.2*", ["PT 13.4", "APTT 28.9", "INR 1.2"]),
    ("Labs: WBC 5.2 > 11.2/34 < 210", ["WBC 5.2", "HGB 11.2", "HCT 34", "PLT 210"]),
    ("BMP 138/4.1/102/24/12/0.9<101",
     ["Na 138", "K 4.1", "Cl 102", "HCO3 24", "BUN 12", "CREA 0.9", "GLU 101"]),
    ("ABG 7.32/48/70/24 on 2 L", ["pH 7.32", "PaCO2 48", "PaO2 70", "HCO3 24"]),
    ("Hemoglobin and hematocrit were 9.8 and 29.5.", ["HGB 9.8", "HCT 29.5"]),
    ("BUN and creatinine were 23 and 1.4.", ["BUN 23", "CREA 1.4"]),
    ("AST and ALT were 34 and 56 U/L", ["AST 34 U/L", "ALT 56 U/L"]),
    ("H&H was 10.2 and 30.6.", ["HGB 10.2", "HCT 30.6"]),
    ("Hgb/Plt 9.1/88 K/uL", ["HGB 9.1", "PLT 88 K/uL"]),
    ("Bilirubin (total/direct) 3.4/1.2 mg/dL", ["TBIL 3.4 mg/dL", "DBIL 1.2 mg/dL"]),
    ("Bilirubin (direct) 0.3 mg/dL", ["DBIL 0.3 mg/dL"]),
    ("WBC 7.5 (4.5-11.0 K/uL), Sodium 138 (135-145 mEq/L)", ["WBC 7.5 K/uL", "Na 138 mEq/L"]),
    ("* **Hemoglobin (HGB):** 14.5 g/dL (Ref: 12.0-16.0)", ["HGB 14.5 g/dL"]),
    ("% Neutrophils | 86.5 | 45-75", ["NEUT 86.5 %"]),
    ("Glucose: mmol/l 5.4", ["GLU 5.4 mmol/l"]),
    ("Sodium [Moles/volume] in Serum or Plasma: 138 mmol/L", ["Na 138 mmol/L"]),
    ("The hemoglobin has drifted down to eight point two.", ["HGB 8.2"]),
    ("Platelets were ninety thousand.", ["PLT 90000"]),
    ("The A1c is seven point two percent.", ["HbA1c 7.2 percent"]),
    ("Sodium is a little low at 131.", ["Na 131"]),
    ("AST 3x ULN", ["AST 3 x ULN"]),
    ("LDH is twice normal.", ["LDH twice normal"]),
    ("UA: LE neg, nit neg, blood neg, ketones 1+, protein trace.",
     ["leukocyte esterase neg", "nitrite neg", "U-BLD neg", "U-KET 1+", "U-PRO trace"]),
    ("HBsAg(+)，HBeAg(-)", ["HBsAg +", "HBeAg -"]),
    ("MRSA swab neg. C diff neg. Legionella Ag neg.",
     ["MRSA screen neg", "stool neg", "Legionella antigen neg"]),
]  # fmt: skip


def _read(text: str, language: str = "en") -> list[str]:
    return [
        " ".join(filter(None, (f.concept, f.value, f.unit)))
        for f in facts(text, language, "laboratory")
    ]


@pytest.mark.parametrize(("text", "expected"), WRITTEN)
def test_results_as_they_are_written(text: str, expected: list[str]) -> None:
    assert _read(text) == expected


WIDE = """\
Test                               Value     Flag   Units        Reference      Collected
PSA                                0.34      H      ng/mL        <0.20          2026-03-27
Potassium                          5.1              mmol/L       3.5-5.2        2026-03-27
"""


def test_a_wide_row_has_its_unit_interval_flag_and_day() -> None:
    psa, potassium = facts(WIDE, category="laboratory")
    assert (psa.value, psa.unit, psa.interval, psa.flag) == ("0.34", "ng/mL", "<0.20", "H")
    assert (potassium.value, potassium.unit, potassium.interval) == ("5.1", "mmol/L", "3.5-5.2")
    assert {str(f.date) for f in (psa, potassium)} == {"2026-03-27"}


@pytest.mark.parametrize(
    "text",
    [
        "BUN, creatinine and sodium of 23 and 1.4",  # two values for three names
        "Protein 30 g per day is what she eats.",
        "Call 138/4.1/102/24/12/0.9",  # no name says what they are
        "BMP 38/4.1/102/24/12/0.9",  # no sodium is 38
        "IgG4\n   3. Acute kidney injury",
    ],
)
def test_what_is_not_said_is_not_read(text: str) -> None:
    assert not facts(text, category="laboratory")


def test_a_unit_of_the_next_value_is_not_borrowed() -> None:
    assert _read("Na-140 K-4.1 Cl 103")[0] == "Na 140"
    assert _read("AST 34, ALT 56 U/L") == ["AST 34", "ALT 56 U/L"]


def test_cells_of_urine_are_no_mitoses_and_enzymes_no_nodes() -> None:
    assert not facts("Urinalysis: WBC 5-10/hpf", category="pathology")
    assert not facts("AST/ALT 34/56", category="pathology")


def test_a_date_behind_one_name_is_not_that_of_the_next() -> None:
    text = "Labs 2026-01-03: RBS 386 mg%; FBS (2026-01-05) 212 mg%; HbA1c 11.2 %"
    days = {f.value: str(f.date) for f in facts(text, category="laboratory")}
    assert days == {"386": "2026-01-03", "212": "2026-01-05", "11.2": "2026-01-03"}


SHEET = """Test | Unit | Reference interval | 2026-03-10 | 2026-04-06 | 2026-04-09 | 2026-05-11
Alanine aminotransferase (ALT) | U/L | ≤ 35 | 48 | 52 | 186 | 46
Alpha-1-fetoprotein (AFP) | ng/mL | ≤ 7.0 | 1842 | 1910 |  | 612
Cancer antigen 19-9 | U/mL | ≤ 37 | 18.4 |  |  | 16.9
Hemoglobin A1c | % | ≤ 6.0 | 6.9
Hepatitis B virus surface antigen |  | negative | positive |  |  |
Hepatitis B virus DNA | IU/mL |  | <20 |  |  | <20
"""


def test_an_empty_cell_between_bars_moves_no_other() -> None:
    """A value one column to the right has another value's day, and a limit is no value."""
    found = [
        (f.concept, f"{f.comparator or ''}{f.value}", str(f.date), f.interval)
        for f in facts(SHEET, category="laboratory")
    ]
    assert [row for row in found if row[0] != "ALT"] == [
        ("AFP", "1842", "2026-03-10", "≤ 7.0"),
        ("AFP", "1910", "2026-04-06", "≤ 7.0"),
        ("AFP", "612", "2026-05-11", "≤ 7.0"),
        ("CA19-9", "18.4", "2026-03-10", "≤ 37"),
        ("CA19-9", "16.9", "2026-05-11", "≤ 37"),
        ("HbA1c", "6.9", "2026-03-10", "≤ 6.0"),
        ("HBsAg", "positive", "2026-03-10", ""),
        ("HBV-DNA", "<20", "2026-03-10", ""),
        ("HBV-DNA", "<20", "2026-05-11", ""),
    ]


def test_a_row_of_dashes_has_no_interval_and_keeps_its_values() -> None:
    text = (
        "Test Unit Reference 10.03.2026 06.04.2026 09.04.2026 11.05.2026\n"
        "HBV-DNA (PCR) IU/ml <20 – – <20\n"
    )
    found = facts(text, category="laboratory")
    assert [(f.value, f.comparator, str(f.date)) for f in found] == [
        ("20", "<", "2026-03-10"),
        ("20", "<", "2026-05-11"),
    ]
