"""Results as wards write them: dense lines, panels, flags before units, columns without years."""

from __future__ import annotations

import pytest
from prose_bench import facts

LINES: list[tuple[str, str, list[str]]] = [
    ("en", "Hb 9.8 / WCC 12.1 / Plt 88", ["HGB 9.8", "WBC 12.1", "PLT 88"]),
    (
        "en",
        "Bloods today: Hb 108, WCC 7.2, Plt 312, Na 139, K 4.1, Ur 6.2, Cr 88, CRP 14",
        ["HGB 108", "WBC 7.2", "PLT 312", "Na 139", "K 4.1", "UREA 6.2", "CREA 88", "CRP 14"],
    ),
    (
        "en",
        "LFTs: ALT 45 AST 60 ALP 210 bili 1.2 alb 3.4",
        ["ALT 45", "AST 60", "ALP 210", "TBIL 1.2", "ALB 3.4"],
    ),
    ("en", "Na 128L K 5.9H Cl 99", ["Na 128", "K 5.9", "Cl 99"]),
    ("en", "Labs: WBC 2.1*, Hgb 7.9*, Plt 14*", ["WBC 2.1", "HGB 7.9", "PLT 14"]),
    ("en", "Sodium 132 (L), potassium 3.2 (L), chloride 98", ["Na 132", "K 3.2", "Cl 98"]),
    ("en", "AST/ALT 142/167 U/L", ["AST 142 U/L", "ALT 167 U/L"]),
    ("en", "BUN/Cr 32/1.8", ["BUN 32", "CREA 1.8"]),
    ("en", "BUN/creatinine 22/1.1 mg/dL", ["BUN 22 mg/dL", "CREA 1.1 mg/dL"]),
    ("en", "PT/INR 13.2/1.1", ["PT 13.2", "INR 1.1"]),
    ("en", "H/H 8.2/24.6", ["HGB 8.2", "HCT 24.6"]),
    ("en", "T bili 3.4, D bili 2.1, alk phos 340", ["TBIL 3.4", "DBIL 2.1", "ALP 340"]),
    ("en", "CEA 14.2 -> 8.1 -> 3.0 ng/mL", ["CEA 14.2 ng/mL", "CEA 8.1 ng/mL", "CEA 3.0 ng/mL"]),
    ("en", "AFP: 1,204 ng/mL (ref <8.8)", ["AFP 1204 ng/mL"]),
    ("en", "Platelets 88 x10^9/L, neutrophils 0.9 x10*9/L", ["PLT 88 x10^9/L", "NEUT 0.9 x10*9/L"]),
    (
        "en",
        "WBC 3.4 K/uL, Hgb 10.2 g/dL, Plt 98 K/uL, ANC 1.2 K/uL",
        ["WBC 3.4 K/uL", "HGB 10.2 g/dL", "PLT 98 K/uL", "NEUT 1.2 K/uL"],
    ),
    ("en", "Platelets 145,000/uL", ["PLT 145000 /uL"]),
    (
        "en",
        "Hb 9.4 gm%, TLC 11,200/cumm, platelets 1.2 lakh/cumm",
        ["HGB 9.4 gm%", "WBC 11200 /cumm", "PLT 1.2 lakh/cumm"],
    ),
    (
        "en",
        "S. creatinine 1.4 mg/dl, S. bilirubin (T) 6.2 mg/dl, (D) 4.8 mg/dl",
        ["CREA 1.4 mg/dl", "TBIL 6.2 mg/dl"],
    ),
    ("en", "CA 19-9: 4,512 U/ml (0-37) H", ["CA19-9 4512 U/ml"]),
    ("en", "CA19.9 812, CEA 4", ["CA19-9 812", "CEA 4"]),
    (
        "en",
        "CEA was 9.2 ng/mL on 01/12/2026, previously 4.1 ng/mL",
        ["CEA 9.2 ng/mL", "CEA 4.1 ng/mL"],
    ),
    ("en", "CEA 2.9 (was 14.1 in March)", ["CEA 2.9", "CEA 14.1"]),
    (
        "en",
        (
            "Hb          10.6  L    13-17 g/dl\n"
            "Urea        14.2  H    2.1-7.1 mmol/l\nALP         1,204  H   U/l"
        ),
        ["HGB 10.6 g/dl", "UREA 14.2 mmol/l", "ALP 1204 U/l"],
    ),
    ("en", "Albumin    2.9    g/dL    3.5-5.0    L", ["ALB 2.9 g/dL"]),
    (
        "en",
        (
            "Test | Result | Units | Range\nBili, total | 0.7 | mg/dL | 0.2-1.2\n"
            "Albumin | 3.9 | g/dL | 3.5-5.2"
        ),
        ["TBIL 0.7 mg/dL", "ALB 3.9 g/dL"],
    ),
    ("en", "Haemoglobin (g/L)\t98\t112\n", ["HGB 98 g/L"]),
    (
        "en",
        "Corrected calcium 2.71 mmol/L, phosphate 0.71 mmol/L, Mg 0.62 mmol/L",
        ["Ca 2.71 mmol/L", "P 0.71 mmol/L", "Mg 0.62 mmol/L"],
    ),
    (
        "en",
        "eGFR >60 mL/min/1.73m2, creat 71 umol/L",
        ["eGFR 60 mL/min/1.73m2 >", "CREA 71 umol/L"],
    ),
    ("en", "HBV DNA 2.3 x 10^5 IU/mL", ["HBV-DNA 2.3 x 10^5 IU/mL"]),
    ("en", "HBV DNA <20 IU/mL", ["HBV-DNA 20 IU/mL <"]),
    ("en", "LDH 1,240 U/L (135-225), uric acid 9.8 mg/dL", ["LDH 1240 U/L", "UA 9.8 mg/dL"]),
    ("en", "lactate 3.1, trop 12, BNP 450", ["Lac 3.1", "troponin 12", "BNP 450"]),
    (
        "en",
        "Beta-2 microglobulin 4.6 mg/L; serum free kappa 412 mg/L, lambda 8 mg/L, ratio 51",
        ["β2-MG 4.6 mg/L", "κ-FLC 412 mg/L", "λ-FLC 8 mg/L"],
    ),
    ("en", "PSA 0.04 ng/ml 12/2025", ["PSA 0.04 ng/ml"]),
    ("en", "INR 1.4, aPTT 38 s, fibrinogen 1.9 g/L", ["INR 1.4", "APTT 38 s", "FIB 1.9 g/L"]),
    ("en", "Hemoglobin A1c 7.2%", ["HbA1c 7.2 %"]),
    (
        "en",
        "Her labs showed white count 14.2, hemoglobin 8.1, and platelets of 512.",
        ["WBC 14.2", "HGB 8.1", "PLT 512"],
    ),
    ("en", "WBC: 5.6 Hb: 11.2 PLT: 201", ["WBC 5.6", "HGB 11.2", "PLT 201"]),
    ("en", "WBC-5.6, Hb-11.2, PLT-201", ["WBC 5.6", "HGB 11.2", "PLT 201"]),
    ("en", "TSH=2.1, fT4=14", ["TSH 2.1", "FT4 14"]),
    ("en", "ferritin 18↓, iron 4↓, TIBC 78↑", ["FER 18", "TIBC 78"]),
    ("en", "total protein 6.1 g/dL, albumin 2.8 g/dL", ["TP 6.1 g/dL", "ALB 2.8 g/dL"]),
    ("en", "ALT/AST/ALP 45/60/210", ["ALT 45", "AST 60", "ALP 210"]),
    ("en", "Hb 12.1 g/dL on admission, 8.8 at discharge", ["HGB 12.1 g/dL"]),
    ("en", "Blast count 23%", ["BLAST 23 %"]),
    ("en", "CRP <5", ["CRP 5 <"]),
    ("en", "Bilirubin 17 µmol/L", ["TBIL 17 µmol/L"]),
    (
        "en",
        "Date        09/03   16/03\nHb (g/L)    98      104\nPlt (10^9/L)   76   112",
        ["HGB 98 g/L", "HGB 104 g/L", "PLT 76 10^9/L", "PLT 112 10^9/L"],
    ),
    (
        "en",
        "FBC:\nHb 101 g/L\nWCC 3.2\nNeut 1.1\nPlt 67",
        ["HGB 101 g/L", "WBC 3.2", "NEUT 1.1", "PLT 67"],
    ),
    (
        "en",
        "U&E: Na 131 K 4.4 urea 9.1 creat 132 eGFR 48",
        ["Na 131", "K 4.4", "UREA 9.1", "CREA 132", "eGFR 48"],
    ),
    ("en", "Glucose 212 (H) mg/dL", ["GLU 212 mg/dL"]),
    ("en", "WBC 11.2 H 10^3/uL 4.0-11.0", ["WBC 11.2 10^3/uL"]),
    ("en", "Creatinine 1.31 H mg/dL 0.7-1.2", ["CREA 1.31 mg/dL"]),
    (
        "de",
        "Labor: Hb 9,8 g/dl, Leuko 12,1/nl, Thrombo 88/nl, CRP 45 mg/l, Krea 1,2 mg/dl",
        ["HGB 9.8 g/dl", "WBC 12.1 /nl", "PLT 88 /nl", "CRP 45 mg/l", "CREA 1.2 mg/dl"],
    ),
    ("de", "Hb 9,8 (-), Thrombozyten 88 (-), LDH 480 (+)", ["HGB 9.8", "PLT 88", "LDH 480"]),
    ("de", "Leukozyten (G/l)   5,1   0,4 -   3,2 -", ["WBC 5.1 G/l"]),
    (
        "de",
        (
            "Parameter    09.03.  16.03.  30.03.\n"
            "Hb (g/dl)    10,8 -  8,2 -  9,4 -\nThrombozyten (G/l)   164   21 -   88 -"
        ),
        [
            "HGB 10.8 g/dl",
            "HGB 8.2 g/dl",
            "HGB 9.4 g/dl",
            "PLT 164 G/l",
            "PLT 21 G/l",
            "PLT 88 G/l",
        ],
    ),
    (
        "de",
        "Bilirubin ges. 3,4 mg/dl, AP 412 U/l, GGT 688 U/l, GOT 88 U/l, GPT 102 U/l",
        ["TBIL 3.4 mg/dl", "ALP 412 U/l", "GGT 688 U/l", "AST 88 U/l", "ALT 102 U/l"],
    ),
    ("de", "Leukozyten 14.300/µl, Thrombozyten 210.000/µl", ["WBC 14300 /µl", "PLT 210000 /µl"]),
    (
        "de",
        "Leuko 3,2 Gpt/l, Ery 3,9 Tpt/l, Thr 98 Gpt/l",
        ["WBC 3.2 Gpt/l", "RBC 3.9 Tpt/l", "PLT 98 Gpt/l"],
    ),
    (
        "de",
        "Kreatinin 0,98 mg/dl; GFR (CKD-EPI) 78 ml/min; Kalium 4,1 mmol/l; Natrium 139 mmol/l",
        ["CREA 0.98 mg/dl", "eGFR 78 ml/min", "K 4.1 mmol/l", "Na 139 mmol/l"],
    ),
    ("de", "Quick 78 %, INR 1,2, PTT 34 sec", ["Quick 78 %", "INR 1.2", "APTT 34 sec"]),
    ("de", "AFP 1.842 ng/ml (Norm < 7), CA 19-9 35,2 U/ml", ["AFP 1842 ng/ml", "CA19-9 35.2 U/ml"]),
    (
        "de",
        "Leukozyten     12,4 +   G/l    4,0 - 10,0\nHämoglobin     9,1 -    g/dl   12,0 - 16,0",
        ["WBC 12.4 G/l", "HGB 9.1 g/dl"],
    ),
    ("de", "LDH 512* U/l", ["LDH 512 U/l"]),
    ("de", "PSA zuletzt 0,07 ng/ml (vor 3 Monaten 0,04 ng/ml)", ["PSA 0.07 ng/ml"]),
    ("de", "Gesamteiweiß 62 g/l, Albumin 31 g/l", ["TP 62 g/l", "ALB 31 g/l"]),
    (
        "fr",
        "Hb 9,8 g/dL, GB 12,1 G/L, plaquettes 88 G/L, PNN 1,2 G/L",
        ["HGB 9.8 g/dL", "WBC 12.1 G/L", "PLT 88 G/L", "NEUT 1.2 G/L"],
    ),
    (
        "fr",
        (
            "             03/03   10/03   17/03\n"
            "Bili totale (µmol/L)   338   204   131\nCRP (mg/L)     18    112   34"
        ),
        [
            "TBIL 338 µmol/L",
            "TBIL 204 µmol/L",
            "TBIL 131 µmol/L",
            "CRP 18 mg/L",
            "CRP 112 mg/L",
            "CRP 34 mg/L",
        ],
    ),
    (
        "fr",
        "GGT 1 245 UI/L, ASAT 142 UI/L, ALAT 98 UI/L",
        ["GGT 1245 UI/L", "AST 142 UI/L", "ALT 98 UI/L"],
    ),
    ("fr", "TP 61 %, facteur V 78 %, créat 88 µmol/L", ["Quick 61 %", "CREA 88 µmol/L"]),
    ("fr", "ACE 2,3 µg/L, CA 19-9 412 kUI/L", ["CEA 2.3 µg/L", "CA19-9 412 kUI/L"]),
    (
        "fr",
        "Na 132, K 3,4, Cl 99, urée 6, créatinine 71",
        ["Na 132", "K 3.4", "Cl 99", "UREA 6", "CREA 71"],
    ),
    (
        "fr",
        "Plaquettes : 145 000/mm3 ; leucocytes : 8 200/mm3",
        ["PLT 145000 /mm3", "WBC 8200 /mm3"],
    ),
    ("fr", "Iono : Na 138 mmol/L, K 4,0 mmol/L", ["Na 138 mmol/L", "K 4.0 mmol/L"]),
    (
        "es",
        "Hb 9,8 g/dL, leucocitos 12.100/µL, N 2.100, plaquetas 88.000/µL",
        ["HGB 9.8 g/dL", "WBC 12100 /µL", "PLT 88000 /µL", "NEUT 2100"],
    ),
    (
        "es",
        "BT 3.4, BD 2.1, FA 412, GGT 380, AST 88, ALT 102",
        ["TBIL 3.4", "DBIL 2.1", "ALP 412", "GGT 380", "AST 88", "ALT 102"],
    ),
    (
        "es",
        "Creatinina 1,2 mg/dL; urea 45 mg/dL; Na 138 mEq/L; K 4,2 mEq/L",
        ["CREA 1.2 mg/dL", "UREA 45 mg/dL", "Na 138 mEq/L", "K 4.2 mEq/L"],
    ),
    (
        "es",
        "CEA 4,1 ng/mL (previo 3,1 el 20/02/2026), CA 19.9 12 U/mL",
        ["CEA 4.1 ng/mL", "CEA 3.1 ng/mL", "CA19-9 12 U/mL"],
    ),
    ("es", "Plaq 265 mil, Leu 8.2 mil, Hb 13.1", ["PLT 265 mil", "WBC 8.2 mil", "HGB 13.1"]),
    ("es", "TP 11.8 s, INR 1.02, TTPa 28 s", ["PT 11.8 s", "INR 1.02", "APTT 28 s"]),
    ("es", "TSH 6,2 µUI/mL (0,3-4,2)*, T4L 0,9 ng/dL", ["TSH 6.2 µUI/mL", "FT4 0.9 ng/dL"]),
    (
        "es",
        "GOT 34 U/L, GPT 41 U/L, LDH 210 U/L, PCR 12 mg/L",
        ["AST 34 U/L", "ALT 41 U/L", "LDH 210 U/L", "CRP 12 mg/L"],
    ),
    (
        "ru",
        "Эр. 3,61х10^12/л, Hb 98 г/л, лейк. 5,2х10^9/л, тромб. 287х10^9/л, СОЭ 32 мм/ч",
        ["RBC 3.61 х10^12/л", "HGB 98 г/л", "WBC 5.2 х10^9/л", "PLT 287 х10^9/л", "ESR 32 мм/ч"],
    ),
    (
        "ru",
        "билирубин общ. 9,4 мкмоль/л, АЛТ 24 Ед/л, АСТ 31 Ед/л, креатинин 78 мкмоль/л",
        ["TBIL 9.4 мкмоль/л", "ALT 24 Ед/л", "AST 31 Ед/л", "CREA 78 мкмоль/л"],
    ),
    (
        "ru",
        "РЭА 4,2 нг/мл (норма до 5), СА 19-9 14,2 Ед/мл",
        ["CEA 4.2 нг/мл", "CA19-9 14.2 Ед/мл"],
    ),
    (
        "ru",
        "глюкоза 5,6 ммоль/л, общий белок 64 г/л, мочевина 5,1 ммоль/л",
        ["GLU 5.6 ммоль/л", "TP 64 г/л", "UREA 5.1 ммоль/л"],
    ),
    ("ru", "Лейкоциты 3,2 ×10⁹/л; гемоглобин 96 г/л", ["WBC 3.2 ×10⁹/л", "HGB 96 г/л"]),
    ("ru", "кортизол утр. 412 нмоль/л, ТТГ 1,9 мМЕ/л", ["COR 412 нмоль/л", "TSH 1.9 мМЕ/л"]),
    (
        "zh",
        "白细胞      3.12 ↓    10^9/L      3.5-9.5\n血红蛋白    96 ↓      g/L         115-150",
        ["WBC 3.12 10^9/L", "HGB 96 g/L"],
    ),
    (
        "zh",
        "肝功能：ALT 45U/L，AST 60U/L，TBIL 21.3μmol/L，ALB 38g/L",
        ["ALT 45 U/L", "AST 60 U/L", "TBIL 21.3 μmol/L", "ALB 38 g/L"],
    ),
    ("zh", "EBV-DNA <400拷贝/mL", ["EBV-DNA 400 拷贝/mL <"]),
    ("zh", "AFP＞1210ng/ml，CEA 3.2ng/ml", ["AFP 1210 ng/ml >", "CEA 3.2 ng/ml"]),
    (
        "zh",
        "肌酐88umol/L，尿素氮5.6mmol/L，血钾4.1mmol/L",
        ["CREA 88 umol/L", "BUN 5.6 mmol/L", "K 4.1 mmol/L"],
    ),
    ("zh", "HBV-DNA 2.35E+05 IU/mL", ["HBV-DNA 2.35 E+05 IU/mL"]),
    (
        "zh",
        "凝血酶原时间12.3s，INR 1.05，D-二聚体0.56mg/L",
        ["PT 12.3 s", "INR 1.05", "D-D 0.56 mg/L"],
    ),
    ("en", "Target INR 2-3 for the mechanical valve.", []),
    ("en", "Reduce dose if creatinine >1.5 mg/dL.", []),
    ("en", "Transfuse platelets if <10.", []),
    ("de", "Re-Vorstellung bei CRP > 50 mg/l.", []),
    ("fr", "Reprise si bilirubine < 50 µmol/L.", []),
    ("es", "Objetivo HbA1c < 8 %.", []),
    ("ru", "При тромбоцитах < 50 пропустить введение.", []),
    ("en", "Hold capecitabine if plt <75 or ANC <1.0", []),
]


def _plain(written: str) -> str:
    """A result without the many signs for micro, times and blanks."""
    even = {"µ": "u", "μ": "u", "×": "x", "х": "x", " ": ""}
    return "".join(even.get(char, char) for char in written)


@pytest.mark.parametrize(("language", "text", "expected"), LINES)
def test_a_result_has_its_value_and_unit(language: str, text: str, expected: list[str]) -> None:
    found = [
        _plain(f"{fact.concept}{fact.value}{fact.unit or ''}{fact.comparator or ''}")
        for fact in facts(text, language, "laboratory")
        if fact.certainty != "hypothetical"
    ]
    wanted = [_plain(one) for one in expected]
    assert not [one for one in wanted if one not in found]
    if not wanted:
        assert found == []


def test_a_former_value_keeps_its_own_time() -> None:
    now, former = facts("CEA 2.9 ng/mL (was 14.1 on 06.08.2025).", category="laboratory")
    assert (now.value, now.date) == ("2.9", None)
    assert (former.value, str(former.date), former.unit) == ("14.1", "2025-08-06", "ng/mL")
    _, undated = facts("CEA 2.9 ng/mL (was 14.1).", category="laboratory")
    assert (undated.certainty, undated.date) == ("historical", None)


def test_a_column_without_a_year_has_no_date() -> None:
    text = "Date    09/03   16/03\nHb (g/L)   98   104\n"
    both = facts(text, category="laboratory")
    assert [fact.value for fact in both] == ["98", "104"]
    assert all(fact.date is None and "ambiguous_date" in fact.doubts for fact in both)
