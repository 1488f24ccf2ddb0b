"""Imaging statements as a Chinese radiologist reads them (clinical content 1.7.2, 1.7.3)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notation_bench import lexicon, observed

from huizhen.core.language.notation.imaging import imaging_phrase, report_organ

Case = tuple[str, dict[str, Any], str]

LIVER: list[Case] = [
    ("Läsion", {"body_site": "Segment VII", "value": "3.2 x 2.8", "unit": "cm", "method": "MRI"},
     "肝S7病灶，大小3.2 cm×2.8 cm"),
    ("mass", {"body_site": "right liver lobe", "side": "right"}, "肝右叶肿块"),
    ("Raumforderung", {"body_site": "rechten Leberlappen", "side": "right", "value": "8",
                       "unit": "cm"}, "肝右叶占位性病变，大小8 cm"),
    ("lesions", {"body_site": "segmentos VI y VIII", "value": "6", "unit": "mm", "count": "2"},
     "肝S6/S8病灶2枚，大小0.6 cm(原6 mm)"),
    ("Herd", {"body_site": "Segment IVa", "value": "8", "unit": "mm"},
     "肝S4a病灶，大小0.8 cm(原8 mm)"),
    ("Washout", {"body_site": "Segment IVa", "certainty": "negated"},
     "肝S4a病灶未见造影剂廓清(washout)"),
    ("arterial phase hyperenhancement", {"body_site": "segment VIII",
                                         "concept": "hyperenhancement"},
     "肝S8病灶动脉期高强化"),
    ("mass", {"body_site": "segments 5, 6 or 8", "quote": "no hepatic mass in segments 5, 6 or 8",
              "certainty": "negated"}, "肝S5/S6/S8未见肿块"),
    ("Gefäßinvasion", {"body_site": "Segmenten V/VIII", "certainty": "negated"},
     "肝S5/S8未见血管侵犯"),
    ("thrombus", {"body_site": "main portal vein", "value": "12", "unit": "mm"},
     "门静脉主干血栓，大小12 mm"),
    ("Pfortaderthrombose", {"body_site": "Pfortader", "certainty": "negated"},
     "门静脉未见血栓形成"),
    ("mass", {"body_site": "middle hepatic vein"}, "肿块(与肝中静脉的关系见原文)"),
    ("abuts", {"body_site": "middle hepatic vein", "concept": "contact"}, "与肝中静脉接触"),
    ("bile ducts not dilated", {"concept": "biliary dilatation", "certainty": "negated"},
     "胆管无扩张"),
    ("dilated CBD", {"body_site": "CBD", "value": "18", "unit": "mm"}, "胆总管扩张，宽18 mm"),
    ("pancreatic duct dilatation", {"value": "7", "unit": "mm"}, "胰管扩张，宽7 mm"),
    ("masa hipodensa mal definida", {"body_site": "cabeza pancreática", "value": "34 x 29",
                                     "unit": "mm"},
     "胰头边界不清低密度肿块，大小3.4 cm×2.9 cm(原34×29 mm)"),
    ("cirrhosis", {"body_site": "caudate lobe", "certainty": "suspected"}, "考虑肝硬化可能"),
    ("Nodular surface", {"body_site": "Liver"}, "肝表面呈结节状"),
    ("splenomegaly", {"body_site": "spleen", "value": "14", "unit": "cm"}, "脾大，测值14 cm"),
    ("Spleen", {"body_site": "Spleen", "value": "13.2", "unit": "cm"}, "脾脏 13.2 cm"),
    ("ascites", {"certainty": "negated"}, "未见腹水"),
    ("metástasis", {"body_site": "segmentos VI y VIII", "certainty": "to_exclude"},
     "肝S6/S8转移灶待排"),
    ("nodes", {"body_site": "Periportal", "value": "7", "unit": "mm", "quote": "nodes up to 7 mm"},
     "门静脉周围淋巴结，最大者0.7 cm(原7 mm)"),
    ("vergrößerten Lymphknoten", {"body_site": "Leberhilus", "certainty": "negated"},
     "肝门区未见肿大淋巴结"),
    ("Nierenzyste", {"side": "right", "value": "23", "unit": "mm"},
     "右侧肾囊肿，大小2.3 cm(原23 mm)"),
    ("quiste", {"body_site": "polo superior del riñón izquierdo", "side": "left", "value": "5",
                "unit": "cm"}, "左肾上极囊肿，大小5 cm"),
    ("hydronephrosis", {"body_site": "right kidney", "side": "right"}, "右肾积水"),
    ("nodule", {"body_site": "left adrenal gland", "side": "left", "value": "1.2", "unit": "cm"},
     "左侧肾上腺结节，大小1.2 cm"),
    ("adrenal nodule", {"body_site": "adrenal", "side": "left"}, "左侧肾上腺结节"),
    ("Pancreas, adrenal glands and kidneys", {"value": "unremarkable"},
     "胰腺、双侧肾上腺、双肾未见明显异常"),
    ("mass", {"body_site": "hepatic flexure"}, "结肠肝曲肿块"),
]  # fmt: skip
CHEST: list[Case] = [
    ("nodule", {"body_site": "right middle lobe", "side": "right", "value": "4", "unit": "mm"},
     "右肺中叶结节，大小4 mm"),
    ("Rundherd", {"body_site": "Pulmonal rechts basal", "side": "right", "value": "4",
                  "unit": "mm"}, "右肺底结节，大小4 mm"),
    ("nodule", {"body_site": "segment 4", "side": "left",
                "quote": "nodule in segment 4 of the left lung"}, "左肺S4段结节"),
    ("образование", {"body_site": "S1-2 левого лёгкого", "side": "left", "value": "45 x 38",
                     "unit": "мм"}, "左肺S1–S2段肿物，大小4.5 cm×3.8 cm(原45×38 mm)"),
    ("ground-glass nodule", {"body_site": "left upper lobe", "side": "left", "value": "8",
                             "unit": "mm"}, "左肺上叶磨玻璃结节，大小8 mm"),
    ("spiculated nodule", {"body_site": "LUL", "side": "left", "value": "1.8 x 1.4", "unit": "cm"},
     "左肺上叶毛刺状结节，大小1.8 cm×1.4 cm"),
    ("nodules", {"body_site": "Lungs", "certainty": "negated"}, "双肺未见结节"),
    ("nodule", {"body_site": "Lung bases", "certainty": "negated"}, "双肺底未见结节"),
    ("nodules", {"body_site": "lungs", "count": "scattered"}, "双肺散在结节"),
    ("Small left pleural effusion", {"body_site": "pleura", "side": "left"}, "左侧少量胸腔积液"),
    ("pleural effusions", {"side": "bilateral"}, "双侧胸腔积液"),
    ("pulmonary embolism", {"certainty": "negated"}, "未见肺栓塞"),
    ("infiltrates", {"concept": "consolidation", "side": "bilateral"}, "双侧浸润影"),
    ("infiltrates", {"concept": "invasion", "body_site": "chest wall"}, "胸壁浸润"),
    ("Masse", {"body_site": "hilaire", "side": "right", "value": "44 x 30", "unit": "mm"},
     "右肺门肿块，大小4.4 cm×3.0 cm(原44×30 mm)"),
    ("lymphadenopathy", {"body_site": "Subcarinal"}, "隆突下肿大淋巴结"),
    ("node", {"body_site": "paratracheal", "side": "right", "value": "8", "unit": "mm",
              "quote": "8 mm short axis"}, "右侧气管旁淋巴结，短径0.8 cm(原8 mm)"),
    ("mass", {"body_site": "Anterior mediastinal", "value": "104 x 71", "unit": "mm",
              "note": "prior"}, "前纵隔肿块，前片大小10.4 cm×7.1 cm(原104×71 mm)"),
    ("node", {"body_site": "cervical", "side": "left", "value": "1.9 x 1.4", "unit": "cm"},
     "左侧颈部淋巴结，大小1.9 cm×1.4 cm"),
    ("Mesenteric nodes", {"body_site": "Mesenteric", "value": "2.4", "unit": "cm",
                          "quote": "nodes up to 2.4 cm"}, "肠系膜淋巴结，最大者2.4 cm"),
    ("Adenopatías", {"body_site": "retroperitoneales", "certainty": "negated"},
     "腹膜后未见肿大淋巴结"),
    ("Para-aortic conglomerate", {"body_site": "Para-aortic", "value": "6.8 x 5.2", "unit": "cm"},
     "腹主动脉旁融合淋巴结，大小6.8 cm×5.2 cm"),
    ("SUVmax", {"body_site": "Left supraclavicular", "concept": "SUV", "value": "12.7"},
     "左侧锁骨上SUVmax 12.7"),
    ("focal uptake", {"body_site": "Spleen", "certainty": "negated"}, "脾脏未见摄取增高灶"),
    ("LVEF", {"value": "58", "unit": "%"}, "左室射血分数(LVEF) 58%"),
]  # fmt: skip
SPINE: list[Case] = [
    ("disc herniation", {"body_site": "L2/3", "certainty": "negated"}, "L2/3未见椎间盘突出"),
    ("disc bulge", {"body_site": "L5-S1"}, "L5/S1椎间盘膨出"),
    ("disc extrusion", {"body_site": "L4/5", "side": "left"}, "L4/5左侧椎间盘脱出"),
    ("грыжа диска", {"body_site": "C5-C6", "side": "left", "value": "5.5", "unit": "мм"},
     "C5/6左侧椎间盘突出，测值5.5 mm"),
    ("disc desiccation", {"body_site": "L3-L4, L4-L5 & L5-S1"},
     "L3/4、L4/5、L5/S1椎间盘变性(脱水)"),
    ("SEVERE CANAL STENOSIS", {"body_site": "L4-L5"}, "L4/5重度椎管狭窄"),
    ("central stenosis", {"body_site": "L4/5", "value": "6", "unit": "mm"},
     "L4/5中央椎管狭窄，测值6 mm"),
    ("foraminal narrowing", {"body_site": "L5/S1", "side": "left"}, "L5/S1左侧椎间孔狭窄"),
    ("spondylolisthesis", {"body_site": "L4/5", "value": "6", "unit": "mm"},
     "L4/5椎体滑脱，滑移6 mm"),
    ("ANTEROLISTHESIS", {"body_site": "L4 OVER L5", "value": "GRADE I"}, "L4/5椎体前滑脱，Ⅰ度"),
    ("Anterior slip", {"body_site": "L4", "value": "4", "unit": "mm"}, "L4椎体前滑脱，滑移4 mm"),
    ("Compression fracture", {"body_site": "T8"}, "T8椎体压缩性骨折"),
    ("Fraktur", {"body_site": "BWK 12"}, "T12椎体骨折"),
    ("fracture", {"body_site": "Th12"}, "T12椎体骨折"),
    ("T1/T2 hyperintense lesion", {"body_site": "D12 vertebral body", "value": "13 x 11",
                                   "unit": "mm"},
     "T12椎体T1/T2高信号病灶，大小1.3 cm×1.1 cm(原13×11 mm)"),
    ("haemangioma", {"body_site": "L1", "certainty": "suspected"}, "考虑L1椎体血管瘤可能"),
    ("Cord oedema", {"body_site": "T5 to T9"}, "T5–T9水平脊髓水肿"),
    ("metastases", {"body_site": "T10-T12"}, "T10–T12水平转移灶"),
    ("epidural cord compression", {"body_site": "T7"}, "T7水平脊髓受压"),
    ("NERVE ROOT COMPRESSION", {"body_site": "RIGHT L5 NERVE ROOT", "side": "right"},
     "右侧L5神经根受压"),
    ("cord signal changes", {"body_site": "C5-C6", "certainty": "negated"},
     "C5/6水平未见脊髓信号异常"),
    ("focus", {"body_site": "S1", "side": "left"}, "左侧S1病灶"),
    ("образование", {"body_site": "тела L2"}, "L2椎体肿物"),
    ("Conus", {"body_site": "L1", "value": "normal"}, "L1水平脊髓圆锥正常"),
    ("AP canal diameter", {"body_site": "L4-L5", "value": "7.4", "unit": "mm"},
     "L4/5水平椎管前后径 7.4 mm"),
    ("dural sac area", {"value": "62", "unit": "mm²"}, "硬膜囊面积 62 mm²"),
    ("facet arthropathy", {"body_site": "L4/5", "side": "bilateral"}, "L4/5双侧小关节退变"),
]  # fmt: skip
HEAD_AND_LIMBS: list[Case] = [
    ("peripherally enhancing necrotic mass", {"body_site": "L temporal lobe", "side": "left",
                                              "value": "4.6 x 3.9 x 4.1", "unit": "cm"},
     "左侧颞叶周边强化的坏死性肿块，大小4.6 cm×3.9 cm×4.1 cm"),
    ("métastases", {"body_site": "cervelet", "side": "left", "count": "5", "value": "17",
                    "unit": "mm"}, "左侧小脑转移灶5枚，大小1.7 cm(原17 mm)"),
    ("midline shift", {"value": "9", "unit": "mm"}, "中线移位，移位9 mm"),
    ("Hydrozephalus", {"certainty": "negated"}, "未见脑积水"),
    ("edema perilesional", {}, "病灶周围水肿"),
    ("meningioma", {"body_site": "R frontal", "side": "right", "value": "11", "unit": "mm"},
     "右侧额叶脑膜瘤，大小1.1 cm(原11 mm)"),
    ("cavernous hemangioma", {"body_site": "pons"}, "脑桥海绵状血管瘤"),
    ("образование", {"body_site": "средней трети правого бедра", "side": "right",
                     "value": "11.4 x 8.7 x 7.9", "unit": "см"},
     "右大腿中1/3肿物，大小11.4 cm×8.7 cm×7.9 cm"),
    ("деструкции", {"body_site": "бедренной кости", "certainty": "negated"},
     "股骨未见骨质破坏"),
    ("fracture", {"body_site": "distal phalanx", "side": "right"}, "右手远节指骨骨折"),
    ("缺血灶", {"body_site": "额叶", "side": "right", "certainty": "suspected",
              "quote": "右额叶缺血灶不除外"}, "右侧额叶缺血灶不除外"),
    ("carcinoma recurrence", {"concept": "recurrence", "certainty": "suspected"},
     "考虑复发(carcinoma recurrence)可能"),
    ("hemorrhage", {"certainty": "hypothetical"}, "出血(原文为假设或风险表述)"),
    ("hemorrhage", {"certainty": "historical", "body_site": "brain"}, "既往脑出血"),
]  # fmt: skip
ALL = [*LIVER, *CHEST, *SPINE, *HEAD_AND_LIMBS]


@pytest.mark.parametrize(("text", "fields", "expected"), ALL)
def test_a_statement_reads_as_in_a_chinese_report(
    text: str, fields: dict[str, Any], expected: str
) -> None:
    assert imaging_phrase(observed("imaging", text, **fields), lexicon()).zh == expected


def test_what_the_lexicon_lacks_stays_in_the_original_and_is_named() -> None:
    phrase = imaging_phrase(
        observed("imaging", "frobnication", body_site="left zorp", certainty="negated"), lexicon()
    )
    assert phrase.zh == "left zorp未见frobnication"
    assert phrase.untranslated == ("left zorp", "frobnication")
    assert not phrase.is_complete


def test_the_concept_speaks_where_the_words_are_unknown_and_the_words_stay_beside_it() -> None:
    phrase = imaging_phrase(observed("imaging", "Quuxbefund", concept="ascites"), lexicon())
    assert (phrase.zh, phrase.untranslated) == ("腹水(Quuxbefund)", ("Quuxbefund",))


def test_a_segment_of_nothing_known_is_never_the_livers() -> None:
    fact = observed("imaging", "cyst", body_site="segment 2", method="CT")
    assert imaging_phrase(fact, lexicon()).zh == "S2段囊肿"
    assert imaging_phrase(fact, lexicon(), organ="liver").zh == "肝S2囊肿"
    assert imaging_phrase(fact, lexicon(), organ="lung").zh == "肺S2段囊肿"


def test_the_organ_of_a_report_comes_from_all_its_statements() -> None:
    liver = [
        observed("imaging", "cyst", body_site="segment 2"),
        observed("imaging", "Nodular surface", concept="cirrhosis", body_site="Liver"),
        observed("imaging", "nodule", body_site="Lung bases", certainty="negated"),
    ]
    assert report_organ(liver, lexicon()) == "liver"
    lobe = observed("imaging", "nodule", body_site="right upper lobe")
    assert report_organ([*liver, lobe], lexicon()) == ""
    assert report_organ([lobe], lexicon()) == "lung"


def test_hilar_alone_is_of_the_liver_or_of_the_lung_and_nobody_guesses() -> None:
    stenosis = observed("imaging", "stricture", body_site="hilar")
    assert imaging_phrase(stenosis, lexicon()).untranslated == ("hilar",)
    assert imaging_phrase(stenosis, lexicon(), organ="liver").zh == "肝门区狭窄"


def test_a_size_without_unit_says_so() -> None:
    fact = observed("imaging", "mass", value="3 x 2")
    assert imaging_phrase(fact, lexicon()).zh == "肿块，大小3×2(单位未注明)"


def test_a_count_in_unknown_words_is_left_out_not_made_many() -> None:
    fact = observed("imaging", "Konkrement", body_site="Gallenblase", count="einem")
    assert imaging_phrase(fact, lexicon()).zh == "胆囊结石"


@given(
    side=st.sampled_from(["left", "right", "bilateral"]),
    site=st.sampled_from(
        ["", "kidney", "L4/5", "segment 7", "S1", "liver", "S1-2", "zorp", "neck", "hilum", "肾",
         "L5 root", "retroperitoneal", "T7 pedicle"]
    ),
    text=st.sampled_from(["mass", "cyst", "stenosis", "lymph node", "fracture", "hydronephrosis"]),
    certainty=st.sampled_from(["affirmed", "negated", "suspected", "to_exclude", "historical"]),
)  # fmt: skip
def test_a_side_never_falls_away(side: str, site: str, text: str, certainty: str) -> None:
    fact = observed("imaging", text, body_site=site, side=side, certainty=certainty)
    zh = imaging_phrase(fact, lexicon()).zh
    if not zh.startswith("肝S"):  # a Couinaud number has its side in it
        assert {"left": "左", "right": "右", "bilateral": "双"}[side] in zh


@given(
    figures=st.lists(st.decimals(1, 300, places=1), min_size=1, max_size=3),
    unit=st.sampled_from(["mm", "cm", "мм", None]),
    text=st.sampled_from(["mass", "thrombus", "pulmonary nodule", "midline shift", "lymph node"]),
)
def test_every_figure_of_a_size_is_there_as_written(
    figures: list[Any], unit: str | None, text: str
) -> None:
    value = " x ".join(str(figure) for figure in figures)
    zh = imaging_phrase(observed("imaging", text, value=value, unit=unit), lexicon()).zh
    assert all(str(figure) in zh for figure in figures)


@pytest.mark.parametrize("text", [case[0] for case in ALL])
def test_certainty_is_never_raised(text: str) -> None:
    def said(certainty: str) -> str:
        return imaging_phrase(observed("imaging", text, certainty=certainty), lexicon()).zh

    if "SUV" in text:
        return
    assert re.search("未见|无", said("negated"))
    assert re.search("考虑.*可能|不除外", said("suspected"))
    assert "待排" in said("to_exclude")
    assert "原文为假设" in said("hypothetical")
