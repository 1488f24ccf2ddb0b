"""Signs, weakness, tails, lengths and units as a Chinese note writes them."""

from __future__ import annotations

from typing import Any

import pytest
from facts import fact, lab

from huizhen.core.language.dosing import frequency_of
from huizhen.core.language.name_tails import tail_zh, without_measure
from huizhen.core.language.printed_units import chinese_unit, plain_interval
from huizhen.core.language.terms import Lexicon
from huizhen.core.preparation.wording import Wordsmith
from huizhen.core.records.fact import Dosage


@pytest.mark.parametrize(
    ("unit", "printed"),
    [
        ("[in_i]", "in"), ("[lb_av]", "lb"), ("[degF]", "°F"), ("Cel", "℃"), ("mm[Hg]", "mmHg"),
        ("10*9/L", "×10⁹/L"), ("{score}", ""), ("umol/L", "µmol/L"),
    ],
)  # fmt: skip
def test_no_unit_is_printed_in_the_brackets_of_ucum(unit: str, printed: str) -> None:
    assert chinese_unit(unit) == printed


@pytest.mark.parametrize(
    ("interval", "unit", "printed"),
    [
        ("130.0-170.0 g/L", "g/L", "130–170"),
        ("<=21.0 umol/L", "umol/L", "≤21.0"),
        ("4.0 - 9.0 10*9/L", "10*9/L", "4.0–9.0"),
        ("0.2-1.2 mg/dL", "umol/L", "0.2–1.2 mg/dL"),  # another unit stays
        ("3,5 – 5,1", "mmol/L", "3,5–5,1"),
    ],
)
def test_an_interval_does_not_repeat_the_unit_of_its_value(
    interval: str, unit: str, printed: str
) -> None:
    assert plain_interval(interval, unit) == printed


def exam(concept: str, value: str, **fields: Any) -> Any:
    return fact("Observation", concept, category="exam", concept=concept, value=value, **fields)


@pytest.mark.parametrize(
    ("concept", "value", "said"),
    [
        ("Babinski sign", "absent", "Babinski征阴性"),
        ("Babinski sign", "present", "Babinski征阳性"),
        ("tendon reflexes", "absent", "腱反射消失"),
        ("tendon reflexes", "negative", "腱反射未引出"),
        ("knee reflex", "reduced", "膝反射减弱"),
    ],
)
def test_a_sign_is_negative_and_a_reflex_is_lost(
    words: Wordsmith, concept: str, value: str, said: str
) -> None:
    assert words.word(exam(concept, value)).zh == said


@pytest.mark.parametrize(
    ("text", "fields", "said"),
    [
        ("Hoffmann sign", {"side": "left"}, "左侧霍夫曼征阳性"),
        ("Hoffmann sign", {"certainty": "negated"}, "霍夫曼征阴性"),
        ("Down syndrome", {"certainty": "negated"}, "无唐氏综合征"),
        ("Weakness", {"side": "left"}, "左侧无力"),
        ("Weakness", {}, "乏力"),
        ("Sensation L5 dermatome", {"side": "left", "value": "reduced"}, "左侧L5皮节感觉减退"),
        ("Sensation S1 dermatome", {"side": "right", "value": "absent"}, "右侧S1皮节感觉消失"),
    ],
)
def test_names_of_conditions(
    words: Wordsmith, text: str, fields: dict[str, Any], said: str
) -> None:
    named = words.name(fact("Condition", text, category="symptom", **fields))
    assert (named.zh, named.marks) == (said, ())


def test_a_tail_is_chinese_only_where_all_of_it_is_understood(words: Wordsmith) -> None:
    known = {"fever": "发热", "TACE": "化疗栓塞"}
    assert tail_zh("with fever to 38.1 °C after TACE", lambda w: known.get(w, "")) == (
        "伴发热(最高38.1℃)，化疗栓塞后"
    )
    assert tail_zh("with fever and something else", lambda w: known.get(w, "")) == ""
    assert tail_zh("odd with fever", lambda w: known.get(w, "")) == ""
    named = words.name(fact("Condition", "Post-embolisation syndrome with a new thing after TACE"))
    assert named.marks == ("【原文，待译】",)


def test_a_name_with_a_length_keeps_it(words: Wordsmith) -> None:
    assert without_measure("Leberrand 3 cm unter dem Rippenbogen tastbar") == (
        "Leberrand unter dem Rippenbogen tastbar", "3 cm",
    )  # fmt: skip
    assert without_measure("from 2 cm to 3 cm") == ("", "")
    named = words.name(fact("Condition", "Leberrand 3 cm unter dem Rippenbogen tastbar"))
    assert (named.zh, named.marks) == ("肋缘下可触及肝脏(3 cm)", ())


@pytest.mark.parametrize(
    ("text", "frequency", "said"),
    [
        ("500 mg bei Bedarf bis 4 x täglich", "4 x täglich", "最多4次/日"),
        ("500 mg 4 x täglich", "4 x täglich", "4次/日"),
        ("up to three times daily", "three times daily", "最多3次/日"),
    ],
)
def test_the_most_that_may_be_taken_is_no_fixed_dose(
    lexicon: Lexicon, text: str, frequency: str, said: str
) -> None:
    assert frequency_of(Dosage(text=text, frequency=frequency), lexicon) == (said, True)


@pytest.mark.parametrize(
    ("concept", "text", "said"),
    [
        ("AIM", "Doxorubicin and ifosfamide", "多柔比星联合异环磷酰胺"),
        ("Kd", "Kd", "Kd"),
        ("EP", "etoposide and cisplatin", "依托泊苷联合顺铂"),
    ],
)
def test_a_regimen_known_by_a_name_alone_shows_the_drugs_of_its_own_words(
    words: Wordsmith, concept: str, text: str, said: str
) -> None:
    given = fact("MedicationStatement", text, category="regimen", concept=concept)
    named = words.name(given)
    assert (named.zh, named.marks) == (said, ())


def test_a_histology_says_its_grade_and_leaves_markers_to_themselves(words: Wordsmith) -> None:
    def said(value: str) -> str:
        return words.word(
            fact("Observation", "Histology", category="pathology", concept="histology", value=value)
        ).zh

    assert said("duktales Adenokarzinom, G2") == "组织学类型：导管腺癌，G2"
    assert said("adenocarcinoma of the lung. TTF-1 positive, p40 negative") == (
        "组织学类型：肺腺癌"
    )
    assert "an unheard of growth" in said("ductal adenocarcinoma, an unheard of growth")


def test_the_size_of_a_part_is_not_that_of_the_whole(words: Wordsmith) -> None:
    quote = "enhancing capsule, with a central non-enhancing area of 2.2 cm"
    found = fact("Observation", "enhancing capsule", category="imaging", method="CT",
                 concept="hyperenhancement", value="2.2", unit="cm")  # fmt: skip
    place = found.evidence[0].replaced(quote=quote)
    said = words.word(found.replaced(evidence=(place,))).zh
    assert said == "病灶强化包膜，其内区域2.2 cm"
    shift = fact("Observation", "Midline shift", category="imaging", method="MRI", side="right",
                 concept="midline shift")  # fmt: skip
    assert words.word(shift).zh == "中线向右侧移位"


def test_bilirubin_is_converted_as_the_clinical_content_has_it(words: Wordsmith) -> None:
    total = lab("Bilirubin total", "14.2", "mg/dL", "1975-2")
    assert words.measure(total).value == "242.8"


def test_the_upper_vertebra_slips(words: Wordsmith) -> None:
    quote = "slip of L4 on L5 of 6 mm"
    slip = fact("Observation", "slip", category="imaging", method="MRI", value="6", unit="mm",
                concept="spondylolisthesis", body_site="L5")  # fmt: skip
    said = words.word(slip.replaced(evidence=(slip.evidence[0].replaced(quote=quote),))).zh
    assert said.startswith("L4")
    assert "L5" not in said
