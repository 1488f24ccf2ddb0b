"""Stages as written: prefixes kept, systems named, kidneys and ulcers not taken for tumours."""

from __future__ import annotations

import pytest
from prose_bench import facts

STAGES = [
    ("en", "cT3 N1 M0", ["TNM cT3N1M0"]),
    ("en", "pT2aN0(0/14)M0", ["TNM pT2aN0(0/14)M0"]),
    ("en", "ypT1a N0 (0/14)", ["TNM ypT1aN0(0/14)"]),
    ("en", "T1bN0M0", ["TNM T1bN0M0"]),
    ("en", "stage IIIB lung cancer", ["Stage IIIB"]),
    ("en", "Stage IV disease", ["Stage IV"]),
    ("en", "BCLC stage B", ["BCLC B"]),
    ("en", "BCLC-C", ["BCLC C"]),
    ("en", "CNLC IIIa", ["CNLC IIIa"]),
    ("en", "Ann Arbor stage IIIB", ["Ann Arbor IIIB"]),
    ("en", "R-ISS II, ISS III", ["R-ISS II", "ISS III"]),
    ("en", "Child-Pugh A5", ["Child-Pugh A5"]),
    ("en", "Child-Pugh class B (7 points)", ["Child-Pugh B"]),
    ("en", "FIGO stage IIIC", ["FIGO IIIC"]),
    ("en", "Binet B, Rai II", ["Binet B", "Rai II"]),
    ("en", "Bismuth type IIIa", ["Bismuth IIIa"]),
    ("en", "extensive-stage small cell lung cancer", ["Stage extensive"]),
    ("de", "Stadium IIIA nach UICC", ["Stage IIIA"]),
    ("de", "UICC-Stadium IV", ["Stage IV"]),
    ("de", "pT3 pN1 (2/15) M0", ["TNM pT3pN1(2/15)M0"]),
    ("es", "estadio IIB", ["Stage IIB"]),
    ("fr", "stade IV", ["Stage IV"]),
    ("ru", "cT3N1M0, III стадия", ["TNM cT3N1M0", "Stage III"]),
    ("ru", "рак печени, стадия IIА", ["Stage IIА"]),
    ("zh", "肝癌CNLC Ⅱa期", ["CNLC Ⅱa"]),
    ("zh", "肺癌IIIB期", ["Stage IIIB"]),
    ("en", "T2-weighted images, T1 signal", []),
    ("en", "stage 3 pressure ulcer", []),
    ("en", "at an early stage", []),
    ("en", "T12 fracture and L1", []),
    ("en", "end-stage renal disease", []),
    ("en", "CKD stage 3a", ["CKD 3a"]),
]
DEFECTS = [
    ("zh", "BCLC分期B期", ["BCLC B"]),
    ("en", "pT3, pN1a (2/31), pM0, L1, V0, Pn1, R0, G2", ["TNM pT3pN1a(2/31)pM0L1V0Pn1R0"]),
    ("de", "pT2a pN1 (2/12) L1 V0 Pn0 R0, G2.", ["TNM pT2apN1(2/12)L1V0Pn0R0"]),
    ("de", "cM1b (HEP, PUL), pT4a", ["TNM cM1b(HEP,PUL)", "TNM pT4a"]),
    ("fr", "ypT2 ypN1 (2/31), R0, TRG 2.", ["TNM ypT2ypN1(2/31)R0"]),
    ("en", "pT3 pN1 (3/24) cM0; resection status R1.", ["TNM pT3pN1(3/24)cM0", "TNM R1"]),
    ("de", "21.08.2024 Sigmaresektion, R0.", ["TNM R0"]),
    ("zh", "行R0切除", ["TNM R0"]),
    ("en", "Seen in room R0, leads V1 and V2; L1 fracture.", []),
    ("en", "Metastases in T2, L1 and L2.", []),
    ("de", "ypT0 ypN0 (sn 0/3)", ["TNM ypT0ypN0(sn0/3)"]),
    ("ru", "Рак молочной железы, рТ2рN3аМ0", ["TNM рТ2рN3аМ0"]),
    ("en", "retroperitoneal nodes (N2) and liver lesions (M1)", ["TNM N2", "TNM M1"]),
    ("en", "MVI (M1), AML (M1)", []),
    ("en", "stage four colon cancer", ["Stage four"]),
    ("en", "stage two of the operation", []),
    ("ru", "рак лёгкого, 4 стадия", ["Stage 4"]),
    ("ru", "Гипертоническая болезнь, 3 стадия", []),
    ("zh", "肺癌四期", ["Stage 四"]),
    ("zh", "肿瘤三期临床试验", []),
    ("zh", "小细胞肺癌（广泛期）", ["Stage 广泛期"]),
    ("en", "Neuroblastoma INSS stage 4, INRG M", ["INSS 4", "INRG M"]),
    ("fr", "stade III de Durie et Salmon", ["Durie-Salmon III"]),
    ("ru", "Лимфома Ходжкина, IIБ стадия (Ann Arbor)", ["Ann Arbor IIБ"]),
    ("en", "Seminoma stage IS", ["Stage IS"]),
    ("es", "Carcinoma microcítico, enfermedad extendida", ["Stage extendida"]),
    ("de", "SCLC, Limited Disease", ["Stage Limited"]),
    ("en", "Primary tumor: T3\nRegional lymph nodes: N1b", ["TNM T3", "TNM N1b"]),
    ("es", "estadio pT3aNoMo, II de Robson", ["TNM pT3aNoMo", "Robson II"]),
    ("en", "T2 No metastases.", []),
    ("en", "DLBCL stage IV-B", ["Ann Arbor IV-B"]),
    ("en", "Hodgkin's disease stage 2A, bulky", ["Ann Arbor 2A"]),
    ("en", "Uterine cancer FIGO 2018 IIIC1", ["FIGO IIIC1"]),
    ("en", "She attended stage 2 physiotherapy. Cancer trial, stage 1 of the trial.", []),
    ("de", "Rektumkarzinom, T: 3, N: 1b, M: 0", ["TNM T3N1bM0"]),
    ("en", "Adenocarcinoma pT2a pN2 (IIIA)", ["TNM pT2apN2", "Stage IIIA"]),
    ("en", "Cholangiocarcinoma T4 N1 M0 -> IIIC", ["TNM T4N1M0", "Stage IIIC"]),
    ("en", "Seeing this lady with a stage IIIC melanoma.", ["Stage IIIC"]),
    ("en", "At this stage, II further scans for cancer.", []),
    ("fr", "Lymphome de Hodgkin stade IIEB", ["Ann Arbor IIEB"]),
    ("de", "Lymphom, Ann-Arbor-Stadium IIIA S", ["Ann Arbor IIIAS"]),
    ("es", "Cáncer gástrico EC IV", ["Stage IV"]),
    ("en", "pT: pT3\npN: pN1 (2/14)\nR: R0", ["TNM pT3", "TNM pN1(2/14)", "TNM R0"]),
    ("es", "CHC estadio B de la BCLC", ["BCLC B"]),
    ("es", "Estadio clínico IV por metástasis", ["Stage IV"]),
    ("ru", "цирроз класс А по Чайлд-Пью (6 баллов)", ["Child-Pugh А"]),
    ("en", "ISS III (R-ISS II)", ["ISS III", "R-ISS II"]),
    ("en", "Tumor stage: pT3. Nodal stage: pN2a.", ["TNM pT3", "TNM pN2a"]),
    ("en", "The stage of the disease is IIIB.", ["Stage IIIB"]),
    ("en", "Staged as IIIA by the tumor board.", ["Stage IIIA"]),
    ("en", "Lung cancer, stage IIIA/B unresectable.", ["Stage IIIA/B"]),
    ("en", "CP class A (5 points)", ["Child-Pugh A"]),
    ("ru", "ХЛЛ, стадия В по Binet", ["Binet В"]),
    ("de", "ycT2a ycN1-2 möglich", ["TNM ycT2aycN1-2"]),
    ("de", "cT3 (11,2 cm) N0 M1 (PUL)", ["TNM cT3(11,2cm)N0M1(PUL)"]),
    ("de", "Lymphom, Stadium IIISB n. Ann Arbor", ["Ann Arbor IIISB"]),
    ("en", "mrT3c N1 EMVI+ CRM threatened, M0.", ["TNM mrT3cN1", "TNM M0"]),
    ("en", "cT2N1M0 (AJCC8 IIB)", ["TNM cT2N1M0", "Stage IIB"]),
    ("en", "Carcinoma, UICC TNM 8th Ed. Stage ypIII.", ["Stage ypIII"]),
    ("en", "No radiation unless R1 margin.", []),
    ("es", "Adenocarcinoma de sigma E.IV", ["Stage IV"]),
    ("es", "lóbulos II e IV del carcinoma", []),
    ("fr", "dyspnée stade II NYHA", []),
    ("zh", "淋巴瘤分期ⅢA期（Ann Arbor），Lugano Ⅲ期B组", ["Ann Arbor ⅢA", "Lugano ⅢB"]),
    ("en", "T2bN0M0B0", ["TNM T2bN0M0B0"]),
]


@pytest.mark.parametrize(("language", "text", "expected"), [*STAGES, *DEFECTS])
def test_a_stage_is_kept_as_written(language: str, text: str, expected: list[str]) -> None:
    read = facts(text, language, "staging")
    assert [f"{fact.concept} {fact.value}" for fact in read] == expected


EDITIONS = [
    ("en", "pT2N0M0 (AJCC 8th edition)", "AJCC 8"),
    ("de", "pT2 pN0 M0 (UICC, 8. Auflage)", "UICC 8"),
    ("en", "Stage IIIB (UICC 2017)", "UICC 2017"),
    ("en", "pT2N0M0", ""),
]


@pytest.mark.parametrize(("language", "text", "method"), EDITIONS)
def test_the_edition_is_the_one_written(language: str, text: str, method: str) -> None:
    (fact,) = facts(text, language, "staging")
    assert fact.method == method


@pytest.mark.parametrize(
    ("language", "text", "certainty"),
    [
        ("en", "Probably stage IV.", "suspected"),
        ("de", "V.a. Stadium IV", "suspected"),
        ("en", "Stage II.", "affirmed"),
    ],
)
def test_a_doubtful_stage_is_not_affirmed(language: str, text: str, certainty: str) -> None:
    (fact,) = facts(text, language, "staging")
    assert fact.certainty == certainty
