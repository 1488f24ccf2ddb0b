"""Names of results: component, property, specimen, method and timing, each in its table."""

from __future__ import annotations

import pytest

from huizhen.core.content import Pack
from huizhen.core.language.notation.lexicon import NotationLexicon
from huizhen.core.language.observation_timing import timing_zh
from huizhen.core.language.terms import LOINC, Lexicon
from huizhen.core.language.units import UnitTable
from huizhen.core.records.fact import Coding


@pytest.mark.parametrize(
    ("label", "zh", "abbreviation"),
    [
        ("Sodium [Moles/volume] in Serum or Plasma", "钠", "Na"),
        ("Erythrocytes [#/volume] in Blood by Automated count", "红细胞计数", ""),
        ("Platelets [#/volume] in Blood by Manual count", "血小板计数(手工计数)", "PLT"),
        ("Creatinine:MCnc:Pt:Ser/Plas:Qn", "肌酐", "CREA"),
        ("Creatinine, Serum", "肌酐", "CREA"),
        ("WBC # Bld Auto", "白细胞计数", "WBC"),
        ("Glucose SerPl-mCnc", "葡萄糖", "GLU"),
    ],
)
def test_the_usual_specimen_has_the_row_of_the_lexicon(
    lexicon: Lexicon, label: str, zh: str, abbreviation: str
) -> None:
    term = lexicon.rendered("observation", label)
    assert term is not None
    assert term.zh == zh
    if abbreviation:
        assert term.abbreviation == abbreviation


@pytest.mark.parametrize(
    ("label", "zh"),
    [
        ("Sodium [Moles/volume] in Venous blood", "钠(静脉血)"),
        ("Chloride [Moles/volume] in Urine", "氯(尿)"),
        ("Creatinine, urine", "肌酐(尿)"),
        ("Urine protein", "蛋白(尿)"),
        ("Glucose [Mass/volume] in Cerebral spinal fluid", "葡萄糖(脑脊液)"),
        ("Bacteria identified in Stool by Culture", "细菌鉴定(粪便，培养法)"),
        ("Variant lymphocytes/100 leukocytes in Blood", "异型淋巴细胞百分比(全血)"),
        ("Protein/Creatinine [Mass Ratio] in Urine", "蛋白/肌酐比值(尿)"),
        (
            "HIV 1 RNA [#/volume] (viral load) in Serum or Plasma by NAA with probe detection",
            "人类免疫缺陷病毒1型RNA定量(血清/血浆，核酸扩增探针法)",
        ),
        ("Varicella zoster virus IgG Ab [Presence] in Serum", "水痘-带状疱疹病毒IgG抗体定性(血清)"),
        ("Vancomycin [Mass/volume] in Serum or Plasma --trough", "万古霉素浓度(血清/血浆，谷值)"),
        ("Ampicillin [Susceptibility]", "氨苄西林药敏试验"),
        ("Peanut IgE Ab in Serum", "花生特异性IgE抗体(血清)"),
        ("Oxygen [Partial pressure] in Venous blood", "氧分压(静脉血)"),
        (
            "Thyrotropin and Thyroxine free panel - Serum or Plasma",
            "促甲状腺激素和游离甲状腺素检测组合(血清/血浆)",
        ),
    ],
)
def test_other_specimens_methods_and_times_stand_in_brackets(
    lexicon: Lexicon, label: str, zh: str
) -> None:
    term = lexicon.rendered("observation", label)
    assert term is not None
    assert term.zh == zh
    assert term.abbreviation == ""


@pytest.mark.parametrize(
    "label",
    [
        "Weird thing in Serum",
        "Glucose [Mass/volume] in Unheard fluid",
        "Glucose [Mass/volume] in Serum or Plasma by unheard method",
        "Glucose [Unheard property] in Serum or Plasma",
        "Glucose [Mass/volume] in Serum or Plasma --unheard timing",
        "Calcium [Mass/volume] corrected for albumin in Serum or Plasma",
        "Sodium and Unheardium panel - Serum",
        "06/22/2015",
        "",
    ],
)
def test_a_label_with_an_unknown_part_has_no_name(lexicon: Lexicon, label: str) -> None:
    assert lexicon.rendered("observation", label) is None


def test_a_result_after_glucose_is_not_the_plain_one(lexicon: Lexicon) -> None:
    label = "Glucose [Mass/volume] in Serum or Plasma --2 hours post 75 g glucose PO"
    term = lexicon.rendered("observation", label)
    assert term is not None
    assert term.zh == "葡萄糖(口服75 g葡萄糖后2小时)"
    assert term.abbreviation == ""


def test_endogenous_substances_are_no_drug_levels(lexicon: Lexicon) -> None:
    term = lexicon.rendered("observation", "Epinephrine [Mass/volume] in Plasma")
    assert term is not None
    assert term.zh == "肾上腺素(血浆)"


def test_a_code_of_something_else_does_not_rename_a_result(lexicon: Lexicon) -> None:
    heart_rate = Coding(system=LOINC, code="8867-4", display="Bacteria identified")
    term = lexicon.rendered("observation", "Bacteria identified", [heart_rate])
    assert term is not None
    assert "心率" not in term.zh
    same = lexicon.rendered("observation", "Puls", [heart_rate])
    assert same is not None
    assert same.zh == "心率"


def test_what_was_observed_may_be_a_symptom(lexicon: Lexicon) -> None:
    term = lexicon.rendered("observation", "Nausea")
    assert term is not None
    assert term.zh == "恶心"


def test_invisible_characters_do_not_hide_a_name(lexicon: Lexicon) -> None:
    label = "Sodium [Moles/volume] in Serum or Plasma"
    hidden = label.replace("/", "/\u200b")
    assert lexicon.rendered("observation", hidden) == lexicon.rendered("observation", label)


def test_tags_of_snomed_in_other_languages_are_no_part_of_a_name(lexicon: Lexicon) -> None:
    bare = lexicon.rendered("observation", "Pakjaren")
    assert bare is not None
    assert lexicon.rendered("observation", "Pakjaren (waarneembare entiteit)") == bare


@pytest.mark.parametrize(
    ("label", "zh"),
    [("Leukozyten", "白细胞计数"), ("hémoglobine", "血红蛋白"), ("глюкоза", "葡萄糖")],
)
def test_laboratories_of_other_languages_are_understood(
    lexicon: Lexicon, label: str, zh: str
) -> None:
    term = lexicon.rendered("observation", label)
    assert term is not None
    assert term.zh == zh


@pytest.mark.parametrize(
    ("words", "zh"),
    [
        ("12 hours fasting", "空腹12小时"), ("2 hours post meal", "餐后2小时"),
        ("30 minutes post 75 g glucose PO", "口服75 g葡萄糖后30分钟"), ("trough", "谷值"),
        ("3rd specimen post XXX challenge", None),
    ],
)  # fmt: skip
def test_timings(words: str, zh: str | None) -> None:
    assert timing_zh(words) == zh


@pytest.mark.parametrize(
    ("label", "code", "zh"),
    [
        (
            "Hemoglobin A1c/Hemoglobin.total in Blood by HPLC",
            "4548-4",
            "糖化血红蛋白(高效液相色谱法)",
        ),
        ("Leukocytes [#/volume] in Blood by Manual count", "6690-2", "白细胞计数(手工计数)"),
        ("Leukocytes [#/volume] in Blood by Automated count", "6690-2", "白细胞计数"),
        ("Trigl SerPl Calc-mCnc", "2571-8", "甘油三酯(计算值)"),
    ],
)
def test_a_code_keeps_the_method_that_its_label_names(
    lexicon: Lexicon, label: str, code: str, zh: str
) -> None:
    term = lexicon.rendered("observation", label, [Coding(system=LOINC, code=code)])
    assert term is not None
    assert term.zh == zh


def test_what_a_label_says_beyond_its_code_is_kept(lexicon: Lexicon) -> None:
    coded = [Coding(system="http://snomed.info/sct", code="1", display="Tension-Type Headache")]
    term = lexicon.rendered("condition", "Acute tension-type headache", coded)
    assert term is not None
    assert term.zh == "急性紧张型头痛"
    less = lexicon.rendered("condition", "Headache", coded)
    assert less is not None
    assert less.zh == "紧张型头痛"


def test_a_year_behind_a_name_stands_behind_it_in_chinese(lexicon: Lexicon) -> None:
    term = lexicon.rendered("condition", "Endokarditis 1999")
    assert term is not None
    assert term.zh == "心内膜炎(1999年)"
    assert lexicon.rendered("condition", "Unheardofitis 1999") is None


def test_a_result_may_be_an_imaging_examination(lexicon: Lexicon) -> None:
    term = lexicon.rendered("observation", "CT Abdomen W contrast IV")
    assert term is not None
    assert term.zh == "腹部CT增强扫描"


def test_a_method_in_a_name_does_not_stop_its_conversion(terms_pack: Pack) -> None:
    units = UnitTable(terms_pack)
    names = ("18262-6", "低密度脂蛋白胆固醇(直接法)")
    converted = units.convert("100", "mg/dL", names)
    assert converted is not None
    assert converted.unit == "mmol/L"
    assert units.convert("100", "mg/dL", ("低密度脂蛋白胆固醇(尿)",)) is None


@pytest.mark.parametrize(
    ("label", "zh"),
    [
        (
            "TACE (DEB-TACE, doxorubicin 75 mg) via the right hepatic artery",
            "经肝右动脉经导管动脉化疗栓塞术(DEB-TACE，多柔比星 75 mg)",
        ),
        ("Transarterial chemoembolisation (DEB-TACE, unheardofin 75 mg)", None),
        ("Transarterial chemoembolisation (XY-QZ)", None),
    ],
)
def test_a_bracket_is_rendered_whole_or_not_at_all(
    lexicon: Lexicon, label: str, zh: str | None
) -> None:
    term = lexicon.rendered("procedure", label)
    assert (term.zh if term else None) == zh


def test_a_bracket_of_results_keeps_what_they_are(lexicon: Lexicon) -> None:
    term = lexicon.rendered("condition", "Hepatitis B (HBsAg negative, anti-HBc positive)")
    assert term is not None
    assert "HBsAg阴性" in term.zh
    assert "核心抗体阳性" in term.zh


@pytest.mark.parametrize("label", ["pH", "pCO2"])
def test_gases_of_a_blood_that_nobody_names_are_not_arterial(lexicon: Lexicon, label: str) -> None:
    term = lexicon.rendered("observation", label)
    assert term is not None
    assert "动脉" not in term.zh
    coded = [Coding(system=LOINC, code="2019-8")]
    arterial = lexicon.rendered("observation", "Carbon dioxide in arterial blood", coded)
    assert arterial is not None
    assert "动脉" in arterial.zh


def test_inches_become_centimetres_whatever_is_measured(terms_pack: Pack) -> None:
    converted = UnitTable(terms_pack).convert("2", "[in_i]", ("伤口长度",))
    assert converted is not None
    assert (converted.value, converted.unit) == ("5.1", "cm")


def test_a_habit_that_ended_in_a_year_says_so(terms_pack: Pack, lexicon: Lexicon) -> None:
    notation = NotationLexicon(terms_pack, lexicon)
    assert notation.social("alcohol", "No alcohol since 2011") == "2011年起不再饮酒"
    assert notation.social("smoking", "No alcohol since 2011") == ""


@pytest.mark.parametrize(
    ("label", "zh"),
    [
        ("symptoms in the right leg", "右侧下肢症状"),
        ("Great toe extension (L5)", "踇趾背伸肌力减弱(L5)"),
    ],
)
def test_symptoms_of_a_limb_and_signs_of_a_root(lexicon: Lexicon, label: str, zh: str) -> None:
    term = lexicon.rendered("condition", label)
    assert term is not None
    assert term.zh == zh
