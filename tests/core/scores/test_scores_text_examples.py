"""The examples that the catalogue gives as text, for classifications."""

from __future__ import annotations

from typing import Any

import pytest
from score_bench import computed, refused, value_of

from huizhen.core.scores.result import shown_value

CRAB = {"ca_corrected": 2.3, "cr_umol": 80, "hb": 130, "lytic_lesions": 0, "clonal_pc_pct": 5,
        "flc_ratio": 2, "focal_lesions": 0}  # fmt: skip
TEXT: list[tuple[str, dict[str, Any], str, str]] = [
    ("G01", {"kps": 80}, "ecog", "1"),
    ("G01", {"description": "in bed or chair more than half the day"}, "ecog", "3"),
    ("H12", {"extent": "left or right portal vein"}, "type", "II"),
    ("H12", {"extent": "superior mesenteric vein"}, "type", "IV"),
    ("H14", {"level": "right secondary confluence"}, "type", "IIIa"),
    ("H14", {"level": "both secondary confluences"}, "type", "IV"),
    ("I07", {"sizes": "2,2,2,2,1,1,0,0,0,0,0,0,0"}, "pci", "10"),
    ("R08", {"sizes": [3] * 13}, "pci", "39"),
    ("I08", {"ihc": "2+", "fish_ratio": 2.6}, "her2", "positive"),
    ("I08", {"ihc": "1+"}, "her2", "negative"),
    ("I09", {"mlh1": "retained", "pms2": "retained", "msh2": "retained", "msh6": "lost"}, "mmr",
     "dMMR"),
    ("I09", {"unstable_loci": 0}, "msi", "MSS"),
    ("B01", {"regions": 2, "both_sides": False, "extranodal": "none"}, "stage", "II"),
    ("B01", {"regions": 4, "both_sides": True, "extranodal": "non-contiguous"}, "stage", "IV"),
    ("B01", {"regions": 0, "both_sides": False, "extranodal": "single site alone"}, "stage", "IE"),
    ("B01", {"regions": 2, "both_sides": False, "extranodal": "contiguous"}, "stage", "IIE"),
    ("B07", {"suv": 2.1, "suv_mediastinum": 1.8, "suv_liver": 2.6, "new_lesion": False},
     "deauville", "3"),
    ("B07", {"suv": 2.1, "suv_mediastinum": 1.8, "suv_liver": 2.6, "new_lesion": False},
     "response", "CMR"),
    ("B07", {"suv": 9.8, "suv_liver": 2.4, "new_lesion": True}, "deauville", "5"),
    ("B07", {"suv": 9.8, "suv_liver": 2.4, "new_lesion": True}, "response", "PMD"),
    ("B07", {"uptake": "moderately >liver", "new_lesion": False, "trend": "reduced"}, "response",
     "PMR"),
    ("B13", {"changes": "planned,planned"}, "lines", "1"),
    ("B13", {"changes": "planned,progression"}, "lines", "2"),
    ("B13", {"below_mr": "no", "progressed": "yes", "days_since_last_dose": 40}, "refractory",
     "yes"),
    ("B13", {"refractory_to": "bortezomib,lenalidomide,daratumumab"}, "refractory_class",
     "triple-class"),
    ("B13", {"refractory_to": "bortezomib,carfilzomib,lenalidomide,pomalidomide,isatuximab"},
     "refractory_class", "penta-drug"),
    ("B14", {"temp": 39, "hypotension": True, "pressors": "norepinephrine", "oxygen": "none"},
     "grade", "3"),
    ("B14", {"temp": 39, "hypotension": True, "pressors": "norepinephrine,vasopressin",
             "oxygen": "none"}, "grade", "3"),
    ("B14", {"temp": 39, "hypotension": True, "pressors": "norepinephrine,epinephrine",
             "oxygen": "none"}, "grade", "4"),
    ("B14", {"temp": 37, "treated": True, "hypotension": True, "pressors": "", "oxygen": "none"},
     "grade", "2"),
    ("B14", {"ice": 5}, "grade", "2"),
    ("B14", {"ice": 10, "edema": "diffuse"}, "grade", "4"),
    ("B16", {"serum_m_gl": 12}, "measurable", "yes"),
    ("B16", {"serum_m_gl": 4, "urine_m_mg24h": 90, "involved_flc_mgl": 60}, "measurable", "no"),
    ("B17", {"kappa_mgl": 1200, "lambda_mgl": 8, "involved": "kappa"},
     "involved_uninvolved_ratio", "150.0"),
    ("B17", CRAB, "A", "not met"),
    ("B17", CRAB | {"hb": 92}, "A", "met"),
    ("B18", {"negative": True, "method": "flow", "sensitivity": "1e-4"}, "usable", "yes"),
    ("S01", {"sacral_function": False}, "ais", "A"),
    ("S01", {"sacral_function": True, "motor_preserved": True, "muscles_below": 10,
             "muscles_ge3": 6}, "ais", "D"),
    ("S01", {"sacral_function": True, "motor_preserved": True, "muscles_below": 10,
             "muscles_ge3": 4}, "ais", "C"),
    ("S01", {"sacral_function": True, "motor_preserved": False}, "ais", "B"),
    ("S01", {"sacral_function": True, "normal": True}, "ais", "E"),
    ("S01", {"function": "motor useful"}, "frankel", "D"),
    ("S05", {"items": [2, 2, 2, 2, 2, 2, 2, 2, 2, 0]}, "band", "moderate"),
    ("S05", {"items": [3, 3, 3, 3, 3, 3, 2, 2, 2, 2]}, "band", "severe"),
    ("S05", {"items": [1, 1, 1, 1, 0, 0, 0, 0, 0, 0]}, "band", "none"),
    ("S05", {"items": [1, 1, 1, 1, 1, 0, 0, 0, 0, 0]}, "band", "mild"),
    ("S05", {"items": [3, 3, 3, 3, 2, 2, 2, 2, 2, 2]}, "band", "moderate"),
    ("S05", {"items": [3, 3, 3, 3, 3, 2, 2, 2, 2, 2]}, "band", "severe"),
    ("S06", {"limb": 7, "back": 3}, "severity", "severe"),
    ("S06", {"limb": 7, "back": 3}, "dominant", "limb"),
    ("S06", {"back": 2}, "severity", "mild"),
    ("S08", {"finding": "cord compression, CSF visible"}, "grade", "2"),
    ("S08", {"finding": "thecal deformation, no cord contact"}, "grade", "1b"),
    ("S09", {"kps": 80, "extraspinal": 0, "vert": 1, "visceral": "none", "primary_site": "other",
             "palsy": "none"}, "score", "12"),
    ("S10", {"cobb": 47}, "range", "surgical range"),
    ("S10", {"cobb": 47, "previous": 38}, "progression", "yes"),
    ("S11", {"disc": "dark, distinction lost"}, "grade", "IV"),
    ("S11", {"disc": "collapsed"}, "grade", "V"),
    ("S15", {"gait": "walks only with an aid"}, "grade", "4"),
    ("S15", {"gait": "slight gait difficulty, works"}, "grade", "2"),
    ("S17", {"finding": "narrowing"}, "grade", "3"),
    ("S17", {"finding": "severe narrowing, sclerosis, deformity"}, "grade", "4"),
    ("N02", {"description": "cares for self, unable to work"}, "kps", "70"),
    ("N02", {"description": "considerable assistance"}, "kps", "50"),
    ("N03", {"gcs": 14, "deficit": True}, "grade", "III"),
    ("N03", {"blood": "thick", "ivh": False}, "grade", "3"),
    ("N03", {"state": "stupor"}, "grade", "4"),
    ("N09", {"extent": "carotid encased"}, "grade", "4"),
    ("N09b", {"extent": "displaces the brainstem"}, "grade", "4"),
    ("N09c", {"function": "total paralysis"}, "grade", "VI"),
    ("N09d", {"resection": "decompression or biopsy"}, "grade", "5"),
    ("N12", {"age": 60, "idh": "wildtype", "h3": "wildtype", "tert": True, "necrosis_mvp": False},
     "entity", "glioblastoma"),
    ("N12", {"age": 40, "idh": "mutant", "codel": False, "cdkn2a": True}, "who_grade", "4"),
    ("N12", {"age": 40, "idh": "mutant", "codel": True}, "entity", "oligodendroglioma"),
    ("N12", {"age": 40, "idh": "wildtype", "h3": "K27-altered", "midline": True}, "who_grade", "4"),
    ("R06", {"grade": "high", "compartment": "extra", "m": False}, "stage", "IIB"),
    ("R06", {"grade": "low", "compartment": "intra", "m": False}, "stage", "IA"),
    ("R07", {"residual": "microscopic"}, "margin", "R1"),
    ("R07", {"residual": "macroscopic"}, "margin", "R2"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("score", "inputs", "key", "expected"), TEXT, ids=[f"{t[0]} {t[1]} {t[2]}"[:70] for t in TEXT]
)
def test_text_example(score: str, inputs: dict[str, Any], key: str, expected: str) -> None:
    assert shown_value(computed(score, **inputs).values[key]) == expected


@pytest.mark.parametrize(
    ("t", "n", "m", "stage"),
    [
        ("T1", "N0", False, "IA"), ("T2", "N0", False, "IB"), ("T1b", "N1", False, "IB"),
        ("T1", "N2", False, "IIA"), ("T3", "N0", False, "IIA"), ("T1", "N3a", False, "IIB"),
        ("T2", "N2", False, "IIB"), ("T3", "N1", False, "IIB"), ("T4a", "N0", False, "IIB"),
        ("T2", "N3a", False, "IIIA"), ("T4a", "N1", False, "IIIA"), ("T4a", "N2", False, "IIIA"),
        ("T4b", "N0", False, "IIIA"), ("T1", "N3b", False, "IIIB"), ("T2", "N3b", False, "IIIB"),
        ("T3", "N3a", False, "IIIB"), ("T4a", "N3a", False, "IIIB"), ("T4b", "N1", False, "IIIB"),
        ("T4b", "N2", False, "IIIB"), ("T3", "N3b", False, "IIIC"), ("T4b", "N3a", False, "IIIC"),
        ("T4b", "N3b", False, "IIIC"), ("Tis", "N0", False, "0"), ("T1", "N0", True, "IV"),
    ],
)  # fmt: skip
def test_gastric_cells(t: str, n: str, m: bool, stage: str) -> None:
    assert value_of("I01", t=t, n=n, m=m) == stage


@pytest.mark.parametrize(
    ("t", "n", "m", "stage"),
    [
        ("T2", "N0", "M0", "I"), ("T3", "N0", "M0", "IIA"), ("T4a", "N0", "M0", "IIB"),
        ("T2", "N1c", "M0", "IIIA"), ("T1", "N2a", "M0", "IIIA"), ("T4a", "N1", "M0", "IIIB"),
        ("T2", "N2a", "M0", "IIIB"), ("T3", "N2a", "M0", "IIIB"), ("T1", "N2b", "M0", "IIIB"),
        ("T2", "N2b", "M0", "IIIB"), ("T4a", "N2a", "M0", "IIIC"), ("T3", "N2b", "M0", "IIIC"),
        ("T4b", "N1b", "M0", "IIIC"), ("T1", "N0", "M1a", "IVA"), ("T1", "N0", "M1b", "IVB"),
        ("T1", "N0", "M1c", "IVC"), ("Tis", "N0", "M0", "0"),
    ],
)  # fmt: skip
def test_colorectal_cells(t: str, n: str, m: str, stage: str) -> None:
    assert value_of("I02", t=t, n=n, m=m) == stage


LUNG = """
T1a IA1 IIA IIB IIIA IIIB
T1b IA2 IIA IIB IIIA IIIB
T1c IA3 IIA IIB IIIA IIIB
T2a IB IIB IIIA IIIB IIIB
T2b IIA IIB IIIA IIIB IIIB
T3 IIB IIIA IIIA IIIB IIIC
T4 IIIA IIIA IIIB IIIB IIIC
"""


def test_lung_cells() -> None:
    for row in LUNG.split("\n"):
        t, *stages = row.split() or ("",)
        for n, stage in zip(("N0", "N1", "N2a", "N2b", "N3"), stages, strict=bool(t)):
            assert value_of("T01", t=t, n=n, m="M0") == stage
    assert value_of("T01", t="T4", n="N3", m="M1b") == "IVA"
    assert value_of("T01", t="T1a", n="N0", m="M1c2") == "IVB"


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("I08", {"ihc": "2+"}, "fish_ratio"),
    ("B18", {"negative": True}, "method"),
    ("T01", {"t": "T1a", "n": "N2", "m": "M0"}, "8th edition"),
    ("S03", {"pre": 17, "post": 17}, "full score"),
    ("S04", {"items": ["-"] * 10}, "no item"),
    ("N01", {"e": 4, "v": "T", "m": 6}, "E4VTM6"),
    ("N03c", {"blood": "none", "ivh": True}, "ventricular"),
    ("N12", {"age": 17, "idh": "mutant", "codel": True}, "paediatric"),
    ("N12", {"age": 50, "idh": "wildtype", "h3": "wildtype", "tert": False}, "necrosis_mvp"),
    ("N12", {"age": 50, "idh": "mutant"}, "codel"),
    ("I06", {"epicentre_cm": 5.1}, "5 cm"),
    ("I09a", {"mlh1": "retained"}, "pms2"),
    ("H13", {"loc": "head", "ca": 0, "cha": "none", "vein": 0, "vein_irregular": False,
             "vein_occl": False, "ivc": False, "aorta": False, "m1": False}, "sma"),
    ("B07", {"suv": 5, "suv_mediastinum": 1, "suv_liver": 2, "new_lesion": False}, "uptake"),
    ("B07", {"uptake": "markedly >liver", "new_lesion": False}, "trend"),
    ("B09", {"cyto": "", "muts": "NPM1", "flt3_itd": False}, "tp53_vaf"),
    ("S10", {"cobb": 30}, "growing"),
    ("B16", {"serum_m_gl": 4}, "urine_m_mg24h"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("score", "inputs", "why"), REFUSED, ids=[f"{r[0]} {r[2]}" for r in REFUSED]
)
def test_not_computable(score: str, inputs: dict[str, Any], why: str) -> None:
    result = refused(score, **inputs)
    assert why in result.why.en
    assert result.why.zh


def test_adverse_cytogenetics_are_reported_before_all_genes_are_known() -> None:
    early = computed("B09", cyto="-7")
    assert early.result == "adverse"
    assert any("at least adverse" in note.en for note in early.notes)
    assert computed("B09", cyto="CBFB::MYH11", muts="TP53", flt3_itd=True, tp53_vaf=50).result == (
        "favorable"
    )


@pytest.mark.parametrize(
    ("score", "inputs", "note"),
    [
        ("B04", {"age": 60, "stage": 1, "hb": 130, "ldh_ratio": 1, "nodal_sites": 1}, "age 60"),
        ("H05", {"n": 1, "max_cm": 2, "macrovascular": False, "ehs": False, "ps": 1, "cp": "A"},
         "performance status alone"),
        ("H05", {"n": 1, "max_cm": 2, "macrovascular": False, "ehs": False, "ps": 0, "cp": "C"},
         "not automatically stage D"),
        ("H05", {"n": 1, "max_cm": 2, "macrovascular": False, "ehs": False, "ps": 0, "cp": "A"},
         "MVI"),
        ("N05", {"pop": "other", "htn": True, "age": 50, "size": 5, "sah": False, "site": "ICA"},
         "Chinese"),
        ("T05", {"d1": 8, "d2": 9.9, "days": 100}, "measurement error"),
        ("H13", {"loc": "body", "sma": 0, "ca": 270, "cha": "none", "vein": 0, "ivc": False,
                 "vein_irregular": False, "vein_occl": False, "aorta": False, "m1": False},
         "Appleby"),
        ("S07", {"loc": "mobile", "pain": "mechanical", "lesion": "lytic", "align": "normal",
                 "collapse": "none", "post": "none"}, "surgical consultation"),
        ("H08", {"age": 34, "ast": 30, "alt": 30, "plt": 200}, "under 35"),
        ("G02", {"baseline": 100, "nadir": 50, "current": 20, "new_lesion": False,
                 "nontarget": "CR"}, "below 10 mm"),
        ("R04", {"mit": 1, "ki67": 1}, "differentiation is not stated"),
        ("T02", {"age": 50, "smoker": 0, "cancer5y": 0, "d_mm": 35, "spic": 0, "upper": 0},
         "outside"),
    ],
)  # fmt: skip
def test_what_the_reader_has_to_know(score: str, inputs: dict[str, Any], note: str) -> None:
    assert any(note in one.en and one.zh for one in computed(score, **inputs).notes)


def test_fib_4_gives_no_band_under_35_and_another_lower_limit_from_65() -> None:
    assert computed("H08", age=34, ast=30, alt=30, plt=200).band is None
    young = computed("H08", age=64, ast=30, alt=36, plt=200)
    old = computed("H08", age=65, ast=30, alt=36, plt=200)
    assert "indeterminate" in young.notes[0].en
    assert "low" in old.notes[0].en.rpartition(":")[2]
