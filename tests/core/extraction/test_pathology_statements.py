"""Pathology: margins, nodes, invasion, grade and size as the report words them."""

from __future__ import annotations

import pytest
from prose_bench import facts

from huizhen.core.records.fact import Fact


def statement(fact: Fact) -> str:
    """A statement in short: 'negated perineural-invasion', 'lymph-nodes 2/15'."""
    parts = [
        "" if fact.certainty == "affirmed" else fact.certainty,
        fact.concept,
        fact.value or "",
        fact.unit or "",
    ]
    return " ".join(part for part in parts if part)


STATEMENTS = [
    ("en", "Resection margin: negative", ["margin negative"]),
    ("en", "Margins are negative.", ["margin negative"]),
    ("en", "2/15 lymph nodes positive.", ["lymph-nodes 2/15"]),
    ("en", "Lymph nodes: 0/12", ["lymph-nodes 0/12"]),
    ("en", "Perineural invasion: present", ["perineural-invasion present"]),
    ("en", "No perineural invasion.", ["negated perineural-invasion"]),
    ("en", "Lymphovascular invasion is identified.", ["lymphovascular-invasion identified"]),
    ("en", "Moderately differentiated adenocarcinoma.", ["grade Moderately differentiated"]),
    ("en", "Tumor size: 3.2 x 2.1 cm", ["tumour-size 3.2 x 2.1 cm"]),
    ("en", "Gleason score 3+4=7", ["grade 3+4=7"]),
    ("en", "MVI: M1", ["MVI M1"]),
    ("es", "<4 mitosis/10 campos", ["mitoses <4 mitosis/10 campos"]),
    ("es", "quiste renal grado III de Bosniak, carcinoma", []),
    ("en", "5 mitoses/10 HPF", ["mitoses 5 mitoses/10 HPF"]),
    ("de", "pT2 pN1 (2/15) L1 V0 Pn0 R0 G2",
     ["lymph-nodes 2/15", "lymphovascular-invasion L1", "negated lymphovascular-invasion V0",
      "negated perineural-invasion Pn0", "margin R0", "grade G2"]),
    ("de", "Tumorgröße: 3,2 cm", ["tumour-size 3.2 cm"]),
    ("de", "mäßig differenziertes Karzinom", ["grade mäßig differenziertes"]),
    ("es", "Márgenes libres.", ["margin libres"]),
    ("fr", "Marges saines.", ["margin saines"]),
    ("ru", "Умеренно дифференцированная аденокарцинома.",
     ["grade Умеренно дифференцированная"]),
    ("ru", "Периневральная инвазия не выявлена.", ["negated perineural-invasion не выявлена"]),
    ("zh", "切缘阴性,中分化,MVI:M1",
     ["margin 阴性", "grade 中分化", "MVI M1"]),
    ("en", "Invasive ductal carcinoma, grade 3, 2.4 cm, margins negative, closest 0.3 cm.",
     ["tumour-size 2.4 cm", "grade 3", "margin negative", "margin 0.3 cm"]),
    ("en", "Three of 14 lymph nodes positive.", ["lymph-nodes 3/14"]),
    ("en", "Resection margin: Clear by 14 mm (R0)", ["margin 14 mm"]),
    ("en", "Biopsy: Breslow thickness 2.1 mm, Clark level IV, ulceration present, 4/mm2.",
     ["2.1 mm", "IV", "present", "mitoses 4/mm2"]),
    ("en", "No lymphovascular or perineural invasion identified.",
     ["negated lymphovascular-invasion", "negated perineural-invasion"]),
    ("en", "Carcinoma. No necrosis; lymphovascular invasion present.",
     ["lymphovascular-invasion present"]),
    ("en", "Bile duct invasion: Not breached", ["negated Not breached"]),
    ("en", "Perineural invasion: cannot be determined",
     ["suspected perineural-invasion cannot be determined"]),
    ("en", "Carcinoma with perineural invasion, negative margins.", ["perineural-invasion"]),
    ("en", "MVI: M0", ["negated MVI M0"]),
    ("en", "Adenocarcinoma, moderately differentiated (G2).", ["grade G2"]),
    ("en", "Grade I anterolisthesis of L4; grade 3 neutropenia after carcinoma therapy.", []),
    ("de", "Schlecht differenziertes Adenokarzinom, 4,5 cm, R0, 0 von 16 Lymphknoten befallen.",
     ["grade Schlecht differenziertes", "tumour-size 4.5 cm", "margin R0", "lymph-nodes 0/16"]),
    ("de", "Histologie: Keine Lymphgefäß- oder Veneninvasion. Resektionsränder tumorfrei.",
     ["negated lymphovascular-invasion", "negated lymphovascular-invasion", "margin tumorfrei"]),
    ("de", "Histologie: Lymphknoten: Station 11R 2/3, Station 7 0/4.",
     ["lymph-nodes 2/3", "lymph-nodes 0/4"]),
    ("de", "Histologie: Abstand zum Absetzungsrand 2,2 cm.", ["margin 2.2 cm"]),
    ("fr", "Carcinome bien différencié de 18 mm, marges saines, 0/12 ganglions.",
     ["tumour-size 18 mm", "grade bien différencié", "margin saines", "lymph-nodes 0/12"]),
    ("ru", "Аденокарцинома G2, края резекции без опухоли, метастазы в 2 из 15 лимфоузлов.",
     ["grade G2", "margin без опухоли", "lymph-nodes 2/15"]),
    ("zh", "中分化腺癌，切缘未见癌，淋巴结转移3/20，脉管癌栓(+)，神经侵犯(-)。",
     ["grade 中分化", "margin 未见癌", "lymph-nodes 3/20", "lymphovascular-invasion (+)",
      "negated perineural-invasion (-)"]),
    ("en", "CT liver.\n\nFINDINGS:\nMass 3.2 cm. No vascular invasion. Nodes: none enlarged.",
     []),
    ("en", "Metastases in T4 and L1.", []),
    ("en", "MRI: L1 vertebra, T2 hyperintense.", []),
    ("en", "Surgical pathology\nTumor Size: Greatest dimension 4.7 cm", ["tumour-size 4.7 cm"]),
    ("en", "Surgical pathology\nHistologic grade ........ G3\nPerineural invasion ...... Present",
     ["grade G3", "perineural-invasion Present"]),
    ("en", "Surgical pathology\nProximal margin: clear   Distal margin: involved",
     ["margin clear", "margin involved"]),
    ("fr", "Adénocarcinome, 2N+/18", ["lymph-nodes 2/18"]),
    ("en", "MRI SPINE\nPathologic fracture of T7, mass on the right 3.7 x 2.9 cm.", []),
    ("en", "Seen in room R0.", []),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "expected"), STATEMENTS)
def test_a_report_is_read_as_written(language: str, text: str, expected: list[str]) -> None:
    read = [f for f in facts(text, language, "pathology") if f.concept != "histology"]
    assert [statement(fact) for fact in read] == expected


def test_gleason_is_a_grade_and_a_score() -> None:
    text = "Prostatic adenocarcinoma, Gleason 4+3=7 (ISUP 3)."
    read = [(f.category, f.concept, f.value, f.method) for f in facts(text, "en")]
    assert ("score", "Gleason", "4+3=7", "") in read
    assert ("pathology", "grade", "4+3=7", "Gleason") in read
    assert ("pathology", "grade", "3", "ISUP") in read
