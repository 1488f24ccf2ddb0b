"""Pathology statements and tissue markers (clinical content 1.7.2, 6.2)."""

from __future__ import annotations

from typing import Any

import pytest
from notation_bench import lexicon, observed

from huizhen.core.language.notation.biomarkers import biomarker_line, biomarker_phrase
from huizhen.core.language.notation.facts import fact_phrase
from huizhen.core.language.notation.pathology import pathology_phrase


@pytest.mark.parametrize(
    ("concept", "fields", "expected"),
    [
        ("histology", {"value": "Adenocarcinoma"}, "组织学类型：腺癌"),
        ("histology", {"value": "Adenoma"}, "组织学类型：腺瘤"),
        ("histology", {"value": "Hepatocellular carcinoma, trabecular"},
         "组织学类型：肝细胞癌，梁索型"),
        ("grade", {"value": "G2"}, "组织学分级：G2"),
        ("grade", {"value": "2"}, "组织学分级：2级"),
        ("grade", {"value": "2-3"}, "组织学分级：2–3级"),
        ("grade", {"value": "III", "method": "Edmondson-Steiner"}, "Edmondson-Steiner Ⅲ级"),
        ("grade", {"value": "3", "method": "FNCLCC"}, "FNCLCC 3级"),
        ("grade", {"value": "3", "method": "CNS WHO"}, "CNS WHO 3级"),
        ("grade", {"value": "3+4=7", "method": "Gleason"}, "Gleason评分3+4=7分"),
        ("grade", {"value": "7(3+4)"}, "Gleason评分3+4=7分"),
        ("grade", {"value": "Mäßig differenziertes"}, "中分化"),
        ("grade", {"value": "moderately to poorly differentiated"}, "中-低分化"),
        ("grade", {"value": "high"}, "组织学分级：高级别"),
        ("margin", {"value": "negative"}, "切缘阴性"),
        ("margin", {"value": "tumorfrei"}, "切缘阴性"),
        ("margin", {"value": "involved"}, "切缘阳性"),
        ("margin", {"value": "R0"}, "R0切除(切缘阴性)"),
        ("margin", {"value": "Clear by 14 mm"}, "切缘阴性，距肿瘤14 mm"),
        ("margin", {"value": "0.4", "unit": "mm"}, "切缘距肿瘤0.4 mm"),
        ("margin", {"value": "14"}, "切缘距肿瘤14(单位未注明)"),
        ("margin", {"text": "circumferential resection margin", "value": "positive"},
         "环周切缘(CRM)阳性"),
        ("margin", {"text": "distal margin", "value": "clear"}, "远端切缘阴性"),
        ("lymph-nodes", {"value": "3/15"}, "淋巴结转移(3/15)"),
        ("lymph-nodes", {"value": "0/12"}, "淋巴结未见转移(0/12)"),
        ("lymph-nodes", {"value": "3"}, "淋巴结：3(送检总数未注明)"),
        ("lymph-nodes", {"value": "2/3", "body_site": "Station 11R"}, "第11R组淋巴结转移(2/3)"),
        ("tumour-size", {"value": "5.2 x 4.1 x 3.8", "unit": "cm"},
         "肿瘤大小5.2 cm×4.1 cm×3.8 cm"),
        ("tumour-size", {"value": "41", "unit": "mm"}, "肿瘤最大径4.1 cm(原41 mm)"),
        ("lymphovascular-invasion", {"value": "present"}, "可见脉管侵犯"),
        ("lymphovascular-invasion", {"text": "Lymphatic invasion", "value": "not identified",
                                     "certainty": "negated"}, "未见淋巴管侵犯"),
        ("lymphovascular-invasion", {"text": "venous invasion", "value": "present"},
         "可见静脉侵犯"),
        ("lymphovascular-invasion", {"value": "V1"}, "镜下静脉侵犯(V1)"),
        ("perineural-invasion", {"value": "extensive"}, "广泛神经侵犯"),
        ("perineural-invasion", {"value": "Pn0", "certainty": "negated"}, "无神经侵犯(Pn0)"),
        ("perineural-invasion", {"certainty": "negated"}, "未见神经侵犯"),
        ("MVI", {"value": "M1"}, "微血管侵犯：MVI(M1)"),
        ("MVI", {"value": "absent", "certainty": "negated"}, "未见微血管侵犯(MVI)"),
        ("mitoses", {"value": "7 / 10 HPF"}, "核分裂象7个/10 HPF"),
        ("mitoses", {"value": "1", "unit": "mm2"}, "核分裂象1个/mm²"),
        ("necrosis", {"value": "10", "unit": "%"}, "坏死10%"),
        ("necrosis", {"value": "present"}, "可见坏死"),
        ("necrosis", {"certainty": "negated"}, "未见坏死"),
        ("capsule", {"value": "Present, incomplete, infiltrated"}, "包膜：可见，不完整，受侵"),
        ("capsule", {"value": "intact"}, "包膜完整"),
        ("extranodal extension", {"value": "present"}, "可见淋巴结包膜外侵犯(ENE)"),
    ],
)  # fmt: skip
def test_a_statement_reads_as_in_a_chinese_report(
    concept: str, fields: dict[str, Any], expected: str
) -> None:
    fact = observed("pathology", fields.pop("text", concept), concept=concept, **fields)
    phrase = pathology_phrase(fact, lexicon())
    assert (phrase.zh, phrase.untranslated) == (expected, ())


def test_a_necrosis_score_is_no_percentage() -> None:
    fact = observed("pathology", "necrosis", concept="necrosis", value="1")
    assert pathology_phrase(fact, lexicon()).zh == "坏死：1"


def test_an_unknown_statement_stays_whole_and_its_denial_is_said_once() -> None:
    fact = observed("pathology", "No zorpoma", certainty="negated")
    phrase = pathology_phrase(fact, lexicon())
    assert (phrase.zh, phrase.untranslated) == ("No zorpoma(原文为否定)", ("No zorpoma",))


@pytest.mark.parametrize(
    ("concept", "fields", "expected"),
    [
        ("CK7", {"value": "+"}, "CK7(+)"),
        ("CK20", {"value": "negative"}, "CK20(−)"),
        ("CD10", {"value": "отриц."}, "CD10(−)"),
        ("HER2", {"value": "2+"}, "HER2(2+)"),
        ("Ki-67", {"value": "60%", "quote": "Ki-67 approximately 60%"}, "Ki-67(约60%+)"),
        ("Ki-67", {"value": "18-20%"}, "Ki-67(18–20%+)"),
        ("Ki-67", {"value": "85", "unit": "%"}, "Ki-67(85%+)"),
        ("Ki-67", {"value": "5%", "comparator": "<"}, "Ki-67(<5%+)"),
        ("ER", {"value": "strongly positive"}, "ER(强+)"),
        ("CD45", {"value": "débil"}, "CD45(弱+)"),
        ("PD-L1", {"value": "TPS 55%"}, "PD-L1(TPS 55%)"),
        ("PD-L1", {"value": "CPS 8"}, "PD-L1(CPS 8)"),
        ("CLDN18.2", {"value": "85% 2+/3+"}, "CLDN18.2(85%，2+/3+)"),
        ("synaptophysin", {"value": "positive"}, "Syn(+)"),
        ("MLH1", {"value": "lost", "method": "IHC"}, "MLH1(表达缺失)"),
        ("ATRX", {"value": "Retained"}, "ATRX(表达保留)"),
        ("KRAS", {"value": "wild type"}, "KRAS野生型"),
        ("KRAS", {"value": "p.G12C", "method": "NGS"}, "KRAS p.G12C突变(NGS)"),
        ("EGFR", {"value": "exon 19 deletion"}, "EGFR 19外显子缺失"),
        ("EGFR", {"value": "exon 19 del (E746_A750del)"}, "EGFR 19外显子缺失(E746_A750del)"),
        ("MET", {"value": "exon 14 skipping"}, "MET 14外显子跳跃突变"),
        ("BRAF", {"value": "V600E nicht nachweisbar"}, "BRAF V600E突变未检出"),
        ("EGFR", {"value": "мутация не выявлена"}, "EGFR未检出突变"),
        ("BAP1", {"value": "c.1768C>T, p.(Gln590Ter)"}, "BAP1 c.1768C>T, p.(Gln590Ter) 变异"),
        ("HER2", {"value": "not amplified", "method": "FISH"}, "HER2无扩增(FISH)"),
        ("ALK", {"value": "nicht rearrangiert", "method": "NGS"}, "ALK未检出重排(NGS)"),
        ("ALK", {"value": "negative", "method": "IHC"}, "ALK(−)"),
        ("BCR-ABL1", {"value": "fusion"}, "BCR::ABL1融合阳性"),
        ("MYC", {"value": None, "certainty": "negated", "method": "FISH",
                 "quote": "no rearrangement of MYC"}, "MYC未检出重排(FISH)"),
        ("MSI", {"value": "MSI-H"}, "MSI-H(微卫星高度不稳定)"),
        ("MSI", {"value": "stable"}, "MSS(微卫星稳定)"),
        ("MMR", {"value": "deficient"}, "dMMR(错配修复缺陷)"),
        ("MSI", {"value": "high", "certainty": "suspected"}, "考虑MSI-H(微卫星高度不稳定)可能"),
        ("MGMT", {"value": "methylated"}, "MGMT启动子甲基化"),
        ("1p/19q", {"value": "co-deleted", "method": "FISH"}, "1p/19q共缺失(FISH)"),
        ("TMB", {"value": "57.1", "unit": "mut/Mb"}, "肿瘤突变负荷(TMB) 57.1个突变/Mb"),
        ("TMB", {"value": "57.1"}, "肿瘤突变负荷(TMB) 57.1(单位未注明)"),
        ("del(17p)", {"value": "negativa", "method": "FISH"}, "del(17p)阴性(FISH)"),
        ("receptor status", {"value": "triple-negative"}, "三阴性(ER/PR/HER2)"),
        ("kappa", {"value": "+"}, "κ(+)"),
    ],
)  # fmt: skip
def test_a_marker_keeps_its_symbol_and_has_its_result_in_chinese(
    concept: str, fields: dict[str, Any], expected: str
) -> None:
    phrase = biomarker_phrase(observed("biomarker", concept, concept=concept, **fields), lexicon())
    assert (phrase.zh, phrase.untranslated) == (expected, ())


def test_an_unknown_result_stays_in_the_original() -> None:
    fact = observed("biomarker", "CD20", concept="CD20", value="zorpish")
    assert biomarker_phrase(fact, lexicon()).untranslated == ("zorpish",)


def test_markers_stand_in_one_line_each_once() -> None:
    facts = [
        observed("biomarker", "CK7", concept="CK7", value="+"),
        observed("biomarker", "CK20", concept="CK20", value="-"),
        observed("biomarker", "CK7", concept="CK7", value="positive"),
        observed("biomarker", "KRAS", concept="KRAS", value="G12D"),
    ]
    line = biomarker_line(facts, lexicon())
    assert line.zh == "免疫组化：CK7(+)，CK20(−)；KRAS G12D突变"


def test_the_category_decides_the_notation_and_other_facts_have_none() -> None:
    stage = observed("staging", "BCLC", concept="BCLC", value="B")
    phrase = fact_phrase(stage, lexicon())
    assert phrase is not None
    assert phrase.zh == "BCLC B期"
    assert fact_phrase(observed("laboratory", "Hb", value="98"), lexicon()) is None
    survey = observed("survey", "ECOG performance status", concept="ECOG", value="1")
    coded = fact_phrase(survey, lexicon())
    assert coded is not None
    assert coded.zh == "ECOG PS 1分"
