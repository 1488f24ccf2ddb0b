"""Each department's blocks: their order (clinical content 2.0.1), what they take and refuse."""

from __future__ import annotations

from typing import Any

import pytest
from facts import fact, lab
from front_bench import SPECIALTIES, Bench, condition, day, finding, noted

from huizhen.core.preparation.wording import Wordsmith
from huizhen.core.records.fact import Dosage, Fact

FIRST_BLOCKS = {
    "hpb": ("imaging", "question", "liver_reserve"),
    "gio": ("diagnosis_stage", "question", "molecular"),
    "hem": ("diagnosis_state", "micm", "lines"),
    "spn": ("symptoms", "examination", "imaging"),
    "tho": ("lesion_stage", "question", "pathology"),
    "nsg": ("neurological_state", "lesion", "imaging"),
    "rar": ("pathology", "question", "site"),
}


@pytest.fixture
def bench(words: Wordsmith) -> Bench:
    return Bench(words)


def drug(name: str) -> Fact:
    return fact(
        "MedicationStatement", name, concept=name, clinical_status="active",
        dosage=Dosage(dose="5 mg", dose_value="5", dose_unit="mg", frequency="daily"),
    )  # fmt: skip


def done(text: str, concept: str, date: str, **fields: Any) -> Fact:
    return fact(
        "Procedure", text, concept=concept, date=day(date), clinical_status="completed", **fields
    )


HCC = condition("HCC", "Hepatocellular carcinoma", date=day("2026-03-12"))
LUNG = condition("NSCLC", "Non-small cell lung cancer", date=day("2025-03"))
GASTRIC = condition("gastric cancer", "Gastric cancer", date=day("2025-03"))
HYPERTENSION = condition("hypertension", "Hypertension")
CHOLECYSTECTOMY = done("cholecystectomy", "Cholecystectomy", "2008-01-01")
WEAKNESS = condition("weakness", "Weakness", "symptom", side="left")
NO_PAIN = condition("abdominal pain", "Abdominal pain", "symptom", certainty="negated")
SEIZURE = condition("seizure", "Seizure", "symptom")


@pytest.mark.parametrize("specialty", SPECIALTIES)
def test_what_decides_the_case_stands_first(bench: Bench, specialty: str) -> None:
    keys = tuple(bench.sections(specialty, []))
    assert keys[:3] == FIRST_BLOCKS[specialty]
    # what the home doctors advise is a block of its own in every department that has no other
    assert 8 <= len([key for key in keys if key != "opinions"]) <= 10


TAKES: list[tuple[str, str, Fact, str]] = [
    ("hpb", "imaging", finding("mass", "mass", "2026-03-12", body_site="segment 8"), "S8"),
    ("hpb", "imaging", HCC, "肝细胞癌"),
    ("hpb", "liver_reserve", noted("staging", "Child-Pugh", "A"), "Child-Pugh A级"),
    ("hpb", "liver_reserve", condition("varices", "Esophageal varices"), "静脉曲张"),
    ("hpb", "liver_background", drug("entecavir"), "恩替卡韦"),
    ("hpb", "staging", noted("staging", "BCLC", "A"), "BCLC A期"),
    ("hpb", "fitness", HYPERTENSION, "高血压"),
    ("hpb", "fitness", CHOLECYSTECTOMY, "胆囊切除术"),
    ("hpb", "pathology", noted("pathology", "MVI", "M1"), "M1"),
    ("hpb", "other", condition("abdominal pain", "Abdominal pain", "symptom"), "腹痛"),
    ("gio", "diagnosis_stage", GASTRIC, "胃"),
    ("gio", "diagnosis_stage", noted("staging", "TNM", "cT3N1M0"), "cT3"),
    ("gio", "molecular", noted("biomarker", "HER2", "3+"), "HER2(3+)"),
    ("gio", "markers", lab("CEA", "5", "ng/mL", concept="CEA"), "CEA 5"),
    ("gio", "comorbidity", HYPERTENSION, "高血压"),
    ("gio", "history", CHOLECYSTECTOMY, "胆囊切除术"),
    ("hem", "diagnosis_state", condition("relapse", "Relapse", "event"), "复发"),
    ("hem", "micm", noted("biomarker", "Ki-67", "85%"), "Ki-67"),
    ("hem", "antigen", noted("biomarker", "CD19", "95%"), "CD19"),
    ("hem", "risk", noted("score", "IPI", "2"), "IPI 2"),
    ("hem", "organs_infection", lab("HBsAg", "negative", None, concept="HBsAg"), "HBsAg"),
    ("hem", "fitness", HYPERTENSION, "高血压"),
    ("spn", "symptoms", WEAKNESS, "左侧"),
    ("spn", "symptoms",
     condition("cauda equina", "Cauda equina syndrome", certainty="negated"), "无马尾综合征"),
    ("spn", "examination", noted("score", "ODI", "52", unit="%"), "ODI 52"),
    ("spn", "imaging",
     finding("slip", "spondylolisthesis", "2026-03-18", body_site="L4/5", value="6", unit="mm"),
     "L4/5"),
    ("spn", "conservative", done("physiotherapy", "Physical therapy", "2026-03-13"), "物理治疗"),
    ("spn", "previous_surgery", done("fusion", "Spinal fusion", "2020-01-01"), "脊柱融合术"),
    ("spn", "bone_general", HYPERTENSION, "高血压"),
    ("tho", "lesion_stage", finding("nodule", "nodule", "2026-03-12",
                                    body_site="right upper lobe"), "右肺上叶"),
    ("tho", "pathology", noted("biomarker", "EGFR", "L858R"), "L858R"),
    ("tho", "function", noted("score", "FEV1", "1.9", unit="L"), "FEV"),
    ("tho", "fitness", drug("apixaban"), "阿哌沙班"),
    ("nsg", "neurological_state", noted("score", "GCS", "15"), "GCS 15"),
    ("nsg", "neurological_state", SEIZURE, "癫痫发作"),
    ("nsg", "lesion", finding("mass", "mass", "2026-03-12", body_site="left frontal lobe",
                              method="MRI"), "左"),
    ("nsg", "pathology", noted("biomarker", "MGMT", "methylated"), "MGMT"),
    ("nsg", "medication", drug("dexamethasone"), "地塞米松"),
    ("rar", "pathology", noted("pathology", "histology", "leiomyosarcoma"), "平滑肌肉瘤"),
    ("rar", "excision", noted("pathology", "margin", "R1"), "R1"),
    ("rar", "site", finding("mass", "mass", "2026-03-12", body_site="left thigh",
                            method="MRI"), "大腿"),
    ("rar", "drivers", noted("biomarker", "KIT", "exon 11"), "KIT"),
]  # fmt: skip


@pytest.mark.parametrize(("specialty", "block", "one", "expected"), TAKES)
def test_a_block_takes(bench: Bench, specialty: str, block: str, one: Fact, expected: str) -> None:
    lines = bench.lines(specialty, block, [one])
    assert any(expected in line for line in lines), lines


REFUSES: list[tuple[str, str, list[Fact], str]] = [
    ("hpb", "treatment", [HCC, CHOLECYSTECTOMY], "胆囊"),
    ("hpb", "treatment", [HCC, done("CT", "CT of abdomen", "2026-03-12", category="imaging")],
     "CT"),
    ("hpb", "fitness", [condition("portal hypertension", "Portal hypertension")], "门静脉"),
    ("hpb", "imaging", [HYPERTENSION, HCC], "高血压"),
    ("hpb", "imaging", [finding("cyst", "cyst", "2026-03-12", body_site="segment 2")], "囊肿"),
    ("hpb", "other", [NO_PAIN], "腹痛"),
    ("hpb", "liver_background",
     [condition("cirrhosis", "Liver cirrhosis", certainty="family")], "肝硬化"),
    ("gio", "diagnosis_stage", [GASTRIC, condition("GERD", "Gastroesophageal reflux disease")],
     "反流"),
    ("gio", "treatment", [GASTRIC, CHOLECYSTECTOMY], "胆囊"),
    ("hem", "lines", [done("biopsy", "Bone marrow biopsy", "2026-04-22")], "活检"),
    ("hem", "micm", [noted("biomarker", "CD19", "95%")], "CD19"),
    ("spn", "symptoms", [condition("cough", "Cough", "symptom")], "咳"),
    ("spn", "previous_surgery", [CHOLECYSTECTOMY], "胆囊"),
    ("tho", "lesion_stage", [LUNG, condition("GERD", "Gastroesophageal reflux disease")],
     "反流"),
    ("nsg", "lesion", [finding("cyst", "cyst", "2026-03-12", body_site="kidney")], "囊肿"),
    ("nsg", "medication", [drug("metformin")], "二甲双胍"),
    ("rar", "excision", [done("biopsy", "Biopsy", "2025-11-12")], "活"),
    ("rar", "pathology", [noted("biomarker", "KIT", "exon 11")], "KIT"),
]  # fmt: skip


@pytest.mark.parametrize(("specialty", "block", "facts", "unwanted"), REFUSES)
def test_a_block_refuses(
    bench: Bench, specialty: str, block: str, facts: list[Fact], unwanted: str
) -> None:
    lines = bench.lines(specialty, block, facts)
    assert not any(unwanted in line for line in lines), lines


@pytest.mark.parametrize("specialty", SPECIALTIES)
def test_hypertension_stands_in_no_block_but_fitness_and_comorbidity(
    bench: Bench, specialty: str
) -> None:
    sections = bench.sections(specialty, [HYPERTENSION, HCC])
    having = {
        key for key, s in sections.items() if any("高血压" in one.text for one in s.statements)
    }
    assert having <= {"fitness", "comorbidity", "bone_general", "function"}
    assert having


@pytest.mark.parametrize("specialty", SPECIALTIES)
def test_only_planned_things_are_not_on_the_first_page(bench: Bench, specialty: str) -> None:
    planned = [
        fact("Procedure", "hepatectomy", concept="Hepatectomy", certainty="hypothetical"),
        fact("Procedure", "fusion", concept="Spinal fusion", certainty="hypothetical"),
        condition("bleeding", "Gastrointestinal hemorrhage", certainty="hypothetical"),
    ]
    said = [one.text for s in bench.sections(specialty, planned).values() for one in s.statements]
    assert set(said) == {"能否手术？", "女，58岁"}
