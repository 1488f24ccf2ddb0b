"""Stages and scores as Chinese departments write them (clinical content 1.7.2)."""

from __future__ import annotations

import pytest
from notation_bench import lexicon, observed

from huizhen.core.language.notation.scales import response_phrase, scale_phrase, toxicity_zh
from huizhen.core.language.notation.staging import edition_zh, staging_phrase
from huizhen.core.records.dates import PartialDate


@pytest.mark.parametrize(
    ("system", "value", "method", "quote", "expected"),
    [
        ("TNM", "cT3N1M0", "AJCC 8", "", "cT3N1M0 (AJCC第8版)"),
        ("TNM", "cT4N1M0", "", "cT4 N1 M0", "cT4N1M0 (版本未注明)"),
        ("TNM", "cT1bcN0cM0", "", "cT1b cN0 cM0", "cT1b cN0 cM0 (版本未注明)"),
        ("TNM", "cT1bcN0cM0", "", "", "cT1b cN0 cM0 (版本未注明)"),
        ("TNM", "mrT3cN2", "", "", "mrT3cN2 (版本未注明)"),
        ("TNM", "ypT2ypN1(2/31)", "", "ypT2 ypN1 (2/31)", "ypT2 ypN1(2/31) (版本未注明)"),
        ("TNM", "pT4N0", "UICC 2017", "pT4 N0", "pT4N0 (UICC 2017年版)"),
        ("TNM", "pT2apN1(2/12)L1V0Pn0R0", "8. Aufl.", "pT2a pN1 (2/12) L1 V0 Pn0 R0",
         ("pT2a pN1(2/12) (第8版)，淋巴管侵犯(L1)，无静脉侵犯(V0)，无神经侵犯(Pn0)，"
          "R0切除(切缘阴性)")),
        ("TNM", "R1", "", "R1", "R1切除(镜下残留)"),
        ("TNM", "сT4aN2M0", "TNM 8", "", "cT4aN2M0 (第8版)"),
        ("Stage", "IIIB", "AJCC 8", "", "ⅢB期 (AJCC第8版)"),
        ("Stage", "IIIC", "AJCC", "", "ⅢC期 (AJCC，版本未注明)"),
        ("Stage", "4", "", "", "Ⅳ期 (分期系统及版本未注明)"),
        ("Stage", "étendu", "", "", "广泛期 (分期系统及版本未注明)"),
        ("BCLC", "A", "", "", "BCLC A期"),
        ("CNLC", "Ib", "", "", "CNLC Ⅰb期"),
        ("Ann Arbor", "IIIB", "", "", "Ann Arbor ⅢB期"),
        ("Lugano", "IV", "", "", "Lugano Ⅳ期"),
        ("ISS", "2", "", "", "ISS Ⅱ期"),
        ("R-ISS", "III", "", "", "R-ISS Ⅲ期"),
        ("Binet", "b", "", "", "Binet B期"),
        ("Rai", "0", "", "", "Rai 0期"),
        ("FIGO", "IIIC1", "", "", "FIGO ⅢC1期"),
        ("Child-Pugh", "A", "", "", "Child-Pugh A级"),
        ("Child-Pugh", "B7", "", "", "Child-Pugh B级(7分)"),
        ("Bismuth", "3a", "", "", "Bismuth-Corlette Ⅲa型"),
        ("Durie-Salmon", "IIIA", "", "", "Durie-Salmon ⅢA期"),
        ("CKD", "3a", "", "", "慢性肾脏病(CKD) 3a期"),
    ],
)  # fmt: skip
def test_a_stage_is_written_as_its_department_does(
    system: str, value: str, method: str, quote: str, expected: str
) -> None:
    fact = observed("staging", system, concept=system, value=value, method=method, quote=quote)
    phrase = staging_phrase(fact, lexicon())
    assert (phrase.zh, phrase.untranslated) == (expected, ())


def test_a_tnm_takes_its_stage_group_with_it() -> None:
    tnm = observed("staging", "TNM", concept="TNM", value="cT3N1M0")
    group = observed("staging", "Stage", concept="Stage", value="IIIB", method="AJCC 8")
    assert staging_phrase(tnm, lexicon(), group).zh == "cT3N1M0 ⅢB期 (AJCC第8版)"


def test_a_suspected_stage_stays_suspected() -> None:
    fact = observed("staging", "Stage", concept="Stage", value="IV", certainty="suspected")
    assert staging_phrase(fact, lexicon()).zh == "考虑Ⅳ期 (分期系统及版本未注明)可能"


def test_an_unknown_system_is_named_as_untranslated() -> None:
    fact = observed("staging", "Zorp", concept="Zorp", value="II")
    assert staging_phrase(fact, lexicon()).untranslated == ("Zorp",)


@pytest.mark.parametrize(
    ("method", "expected"),
    [("AJCC 8", "AJCC第8版"), ("UICC 8", "UICC第8版"), ("8", "第8版"), ("TNM 8", "第8版"),
     ("", ""), ("UICC", "UICC，版本未注明")],
)  # fmt: skip
def test_an_edition_is_named_only_as_stated(method: str, expected: str) -> None:
    assert edition_zh(method) == expected


@pytest.mark.parametrize(
    ("concept", "value", "unit", "expected"),
    [
        ("ECOG", "1", None, "ECOG PS 1分"),
        ("ECOG", "0-1", None, "ECOG PS 0–1分"),
        ("ECOG performance status", "1", None, "ECOG PS 1分"),
        ("KPS", "80", None, "KPS 80分"),
        ("NYHA", "II", None, "NYHA Ⅱ级"),
        ("NYHA", "2-3", None, "NYHA Ⅱ–Ⅲ级"),
        ("ASA", "3", None, "ASA Ⅲ级"),
        ("ODI", "46", "%", "ODI 46%"),
        ("ODI", "46", None, "ODI 46(单位未注明)"),
        ("mJOA", "13", None, "mJOA 13分"),
        ("mJOA", "13/17", None, "mJOA 13/17分"),
        ("NRS", "8/10", None, "NRS 8/10分"),
        ("GCS", "15", None, "GCS 15分"),
        ("GCS", "E4V5M6", None, "GCS E4V5M6"),
        ("Deauville", "5", None, "Deauville 5分"),
        ("IPI", "3", None, "IPI 3分"),
        ("MELD-Na", "12", None, "MELD-Na 12分"),
        ("LVEF", "58", "%", "左室射血分数(LVEF) 58%"),
        ("T-score", "-2.9", None, "骨密度T值 −2.9"),
        ("Cobb", "45", "degrees", "Cobb角 45°"),
        ("Meyerding", "I", None, "Meyerding Ⅰ度"),
        ("Pfirrmann", "IV", None, "Pfirrmann Ⅳ级"),
        ("Modic", "1", None, "Modic Ⅰ型"),
        ("LI-RADS", "LR-5", None, "LI-RADS 5类"),
        ("BI-RADS", "4a", None, "BI-RADS 4A类"),
        ("Bosniak", "III", None, "Bosniak Ⅲ级"),
        ("Milan", "within", None, "米兰标准：符合"),
        ("ELN 2022", "intermediate risk", None, "ELN 2022危险分层：中危"),
    ],
)
def test_a_scale_has_its_chinese_name_and_unit(
    concept: str, value: str, unit: str | None, expected: str
) -> None:
    fact = observed("score", concept, concept=concept, value=value, unit=unit)
    phrase = scale_phrase(fact, lexicon())
    assert (phrase.zh, phrase.untranslated) == (expected, ())


def test_strength_names_the_muscle_and_five_is_its_scale() -> None:
    fact = observed("score", "EHL", concept="MRC", value="4+/5", body_site="ankle DF", side="right")
    assert scale_phrase(fact, lexicon()).zh == "右踝背伸肌力4+级"
    limb = observed("score", "UL", concept="MRC", value="4/5", body_site="UL", side="left")
    assert scale_phrase(limb, lexicon()).zh == "左上肢肌力4级"


def test_a_response_names_criterion_and_date() -> None:
    date = PartialDate.model_validate("2026-03-02")
    phrase = response_phrase("partial response", "RECIST 1.1", date, lexicon())
    assert phrase.zh == "疗效评价: PR (RECIST 1.1, 2026-03-02)"
    assert response_phrase("partielles Ansprechen", "mRECIST", None, lexicon()).zh == (
        "疗效评价: PR (mRECIST)"
    )
    assert response_phrase("nearly gone", "", None, lexicon()).untranslated == ("nearly gone",)


def test_a_toxicity_has_grade_and_version() -> None:
    assert toxicity_zh("血小板减少", "3", "v5.0") == "CTCAE v5.0 3级血小板减少"
    assert toxicity_zh("腹泻", "2-3") == "CTCAE(版本未注明) 2–3级腹泻"
