"""Vital signs, height and weight; a dose or a date is none."""

from __future__ import annotations

import pytest
from prose_bench import facts, measured

SIGNS = [
    ("en", "BP 120/80 mmHg, HR 72 bpm, RR 16/min, T 37.2 °C, SpO2 98%",
     ["BP 120/80 mmHg", "HR 72 bpm", "RESP 16 /min", "TEMP 37.2 °C", "SpO2 98 %"]),
    ("en", "Blood pressure today was 145/92.", ["BP 145/92"]),
    ("en", "Weight 68.5 kg, height 172 cm, BMI 23.2",
     ["WEIGHT 68.5 kg", "HEIGHT 172 cm", "BMI 23.2"]),
    ("en", "Weight: 150 lbs", ["WEIGHT 150 lbs"]),
    ("en", "Temperature 98.6 degrees Fahrenheit", ["TEMP 98.6 degrees Fahrenheit"]),
    ("en", "pulse 88", ["HR 88 ?unit_missing"]),
    ("en", "Pain score 4/10", ["PAIN 4/10"]),
    ("en", "Blood Pressure: Elevated at 156/94 mmHg.", ["BP 156/94 mmHg"]),
    ("en", "obs: T 36.9, HR 92, BP 148/86, RR 16",
     ["TEMP 36.9 ?unit_missing", "HR 92 ?unit_missing", "BP 148/86", "RESP 16 ?unit_missing"]),
    ("en", "SLR L 30°, R 60°", []),
    ("en", "transferrin saturation of 55%", []),
    ("de", "RR 120/80 mmHg, Puls 72/min, Temperatur 36,8 °C",
     ["BP 120/80 mmHg", "HR 72 /min", "TEMP 36.8 °C"]),
    ("de", "Größe 178 cm, Gewicht 81,5 kg", ["HEIGHT 178 cm", "WEIGHT 81.5 kg"]),
    ("es", "TA 130/85 mmHg, FC 80 lpm, Peso 70 kg, Talla 165 cm",
     ["BP 130/85 mmHg", "HR 80 lpm", "WEIGHT 70 kg", "HEIGHT 165 cm"]),
    ("fr", "Poids 72 kg, taille 170 cm, température 37,5 °C",
     ["WEIGHT 72 kg", "HEIGHT 170 cm", "TEMP 37.5 °C"]),
    ("ru", "АД 130/80 мм рт. ст., ЧСС 76 в минуту, рост 170 см, вес 72 кг",
     ["BP 130/80 мм рт. ст.", "HR 76 в минуту", "HEIGHT 170 см", "WEIGHT 72 кг"]),
    ("en", "Pulse 12/03/2025", []),
    ("en", "Weight loss of 5 kg", []),
    ("en", "nodes 12/15, ratio 120/80", []),
    ("en", "weight-based heparin 80 units", []),
]  # fmt: skip
DEFECTS = [
    (
        "zh",
        "血压120/80mmHg,体温36.5℃,脉搏80次/分",
        ["BP 120/80 mmHg", "TEMP 36.5 ℃", "HR 80 次/分"],
    ),
    ("zh", "身高170cm,体重65kg", ["HEIGHT 170 cm", "WEIGHT 65 kg"]),
]


@pytest.mark.parametrize(("language", "text", "expected"), [*SIGNS, *DEFECTS])
def test_signs_have_their_values(language: str, text: str, expected: list[str]) -> None:
    read = facts(text, language, "vital-signs")
    assert [measured(fact) for fact in sorted(read, key=lambda f: text.index(f.text))] == expected
