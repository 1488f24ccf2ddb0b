"""Conditions: yes, no and not decidable; what is not written is not 'no' by itself."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from case_builder import AS_OF, assessed, case, date, done, dx, found, lab, make, obs, plan, rules
from hypothesis import given
from hypothesis import strategies as st

from huizhen.core.preparation.requirements.conditions import Judge
from huizhen.core.preparation.requirements.definition import Condition, Text, ValueTest
from huizhen.core.preparation.requirements.matching import says
from huizhen.core.records.fact import Coding

ICD10 = "http://hl7.org/fhir/sid/icd-10"
UNDECIDED = Text(en="?", zh="？")
YES, NO, OPEN = {"always": True}, {"not": {"always": True}}, None
JUDGEMENT = {"judgement": True, "ask": {"en": "Really?", "zh": "是否？"}}


def judge(facts: list[Any], question: str = "", verdict: str = "", **more: Any) -> Judge:
    known = case(facts, question, **more)
    today = date(AS_OF.isoformat())
    return Judge(known, rules("hpb").diseases, today, verdict, UNDECIDED)


def truth(condition: dict[str, Any], facts: list[Any] | None = None, **more: Any) -> bool | None:
    return judge(facts or [], **more).answer(Condition.model_validate(condition)).is_true


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"all": [YES, YES]}, True),
        ({"all": [YES, NO]}, False),
        ({"all": [JUDGEMENT, NO]}, False),
        ({"all": [JUDGEMENT, YES]}, None),
        ({"any": [NO, NO]}, False),
        ({"any": [NO, YES]}, True),
        ({"any": [JUDGEMENT, YES]}, True),
        ({"any": [JUDGEMENT, NO]}, None),
        ({"not": JUDGEMENT}, None),
        ({"not": NO}, True),
    ],
)
def test_three_values(condition: dict[str, Any], expected: bool | None) -> None:
    assert truth(condition) is expected


def test_what_is_open_says_what_to_settle() -> None:
    answer = judge([]).answer(Condition.model_validate({"any": [JUDGEMENT, NO]}))
    assert [ask.en for ask in answer.asks] == ["Really?"]
    outer = {"any": [JUDGEMENT], "ask": {"en": "Outer?", "zh": "？"}}
    assert [a.en for a in judge([]).answer(Condition.model_validate(outer)).asks] == ["Outer?"]


CIRRHOSIS = {"fact": {"types": ["Condition"], "words": ["cirrhosis"]}}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([dx("Liver cirrhosis")], True),
        ([dx("Liver cirrhosis", certainty="historical")], True),
        ([dx("Liver cirrhosis", certainty="suspected")], None),
        ([dx("Liver cirrhosis", certainty="to_exclude")], None),
        ([dx("Liver cirrhosis", certainty="negated")], False),
        ([dx("Liver cirrhosis", certainty="family")], False),
        ([dx("Liver cirrhosis", certainty="hypothetical")], False),
        ([], False),
    ],
)
def test_a_fact_counts_by_its_certainty(facts: list[Any], expected: bool | None) -> None:
    assert truth(CIRRHOSIS, facts) is expected


def test_an_operation_that_nobody_dates_is_open() -> None:
    condition = {"fact": {"types": ["Procedure"], "words": ["hepatectomy"]}, "is_dated": True}
    assert truth(condition, [done("Hepatectomy", "")]) is None
    assert truth(condition, [done("Hepatectomy", ""), done("Hepatectomy", "2019")]) is True
    assert truth(condition, [done("Hepatectomy", "", certainty="negated")]) is False
    assert truth(condition, []) is False


def test_silence_can_mean_that_it_is_open() -> None:
    assert truth({**CIRRHOSIS, "absent": "unknown"}) is None
    assert truth({**CIRRHOSIS, "absent": "unknown"}, [dx("no cirrhosis")]) is False


@pytest.mark.parametrize(
    ("facts", "question", "expected"),
    [
        ([dx("Hepatocellular carcinoma")], "", True),
        ([dx("Pancreatic ductal adenocarcinoma")], "", False),
        ([dx("Hepatocellular carcinoma", certainty="suspected")], "", None),
        ([], "Is resection of this hepatocellular carcinoma feasible?", True),
        ([], "Is resection of this pancreatic cancer feasible?", False),
        ([], "Is resection feasible?", None),
        ([make("Condition", "x", code=Coding(system=ICD10, code="C22.0"))], "", True),
    ],
)
def test_the_disease_is_known_from_records_else_from_the_question(
    facts: list[Any], question: str, expected: bool | None
) -> None:
    assert truth({"disease": ["hcc"]}, facts, question=question) is expected


@pytest.mark.parametrize(
    ("question", "verdict", "facts", "expected"),
    [
        ("Is resection feasible?", "pass", [], True),
        ("能否切除?", "pass", [], True),
        ("Is lenvatinib right?", "pass", [], False),
        ("", "", [], None),
        ("Please review my case.", "vague", [], None),
        ("Is lenvatinib right?", "pass", [plan("Resection is planned")], True),
        ("Is lenvatinib right?", "pass", [done("Resection", certainty="hypothetical")], True),
        ("Is lenvatinib right?", "pass", [done("Resection")], False),
    ],
)
def test_what_is_asked(
    question: str, verdict: str, facts: list[Any], expected: bool | None
) -> None:
    condition = {"asked": ["resection", "切除"]}
    assert truth(condition, facts, question=question, verdict=verdict) is expected


OVER = {"value": {"concepts": ["TBIL"], "over": "51", "unit": "umol/L"}}


@pytest.mark.parametrize(
    ("value", "unit", "comparator", "expected"),
    [
        ("51", "umol/L", None, False),
        ("51.1", "umol/L", None, True),
        ("3.0", "mg/dL", None, True),
        ("2.9", "mg/dL", None, False),
        ("51", "umol/L", ">", True),
        ("51", "umol/L", ">=", None),
        ("40", "umol/L", ">", None),
        ("40", "umol/L", "<", False),
        ("60", "umol/L", "<", None),
        ("60", None, None, None),
        ("60", "g/L", None, None),
        ("high", "umol/L", None, None),
    ],
)
def test_values_are_compared_in_their_unit(
    value: str, unit: str | None, comparator: str | None, expected: bool | None
) -> None:
    fact = lab("TBIL", "2026-05-18", value, unit).replaced(comparator=comparator)
    assert truth(OVER, [fact]) is expected


def test_no_value_is_open_and_the_newest_value_counts() -> None:
    assert truth(OVER) is None
    values = [lab("TBIL", "2026-05-01", "90", "umol/L"), lab("TBIL", "2026-05-18", "20", "umol/L")]
    assert truth(OVER, values) is False


@given(
    number=st.decimals(0, 200, places=1),
    comparator=st.sampled_from([None, "<", "<=", ">", ">="]),
    meant=st.decimals(0, 400, places=1),
)
def test_no_number_that_a_comparator_can_mean_gives_another_answer(
    number: Decimal, comparator: str | None, meant: Decimal
) -> None:
    is_possible = {
        None: meant == number,
        "<": meant < number,
        "<=": meant <= number,
        ">": meant > number,
        ">=": meant >= number,
    }[comparator]
    fact = lab("TBIL", "2026-05-18", str(number), "umol/L").replaced(comparator=comparator)
    answer = truth(OVER, [fact])
    if is_possible and answer is not None:
        assert answer == (meant > 51)


@pytest.mark.parametrize(
    ("birth", "sex", "expected"),
    [
        ("1976-05-20", "female", True),
        ("1976-05-21", "female", False),
        ("1976", "female", None),
        ("1970", "female", True),
        ("1976-05-20", "male", False),
        ("1976-05-20", None, None),
        ("", "female", None),
    ],
)
def test_age_in_completed_years(birth: str, sex: Any, expected: bool | None) -> None:
    condition = {"age": {"at_least": 50, "sex": "female"}}
    assert truth(condition, birth=birth, sex=sex) is expected


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("ct abdomen", "ct", True),
        ("infarct", "ct", False),
        ("ct-abdomen", "ct", True),
        ("liver metastases", "metasta*", True),
        ("hemicolectomy", "*ectomy", True),
        ("hemicolectomy", "ectomy", False),
        ("奥希替尼后egfr扩增", "egfr", True),
        ("腹部ct", "ct", True),
        ("肝细胞癌术后", "肝细胞癌", True),
        ("мрт печени", "мрт", True),
        ("ямрта", "мрт", False),
        ("t2 tse", "t2", True),
        ("t2w", "t2", False),
        ("her2 3+", "3+", True),
        ("", "ct", False),
        ("ct", "", False),
    ],
)
def test_words_end_where_a_reader_ends_them(text: str, word: str, expected: bool) -> None:
    assert says(text, [word]) is expected


def test_an_item_whose_condition_is_no_is_listed_and_not_asked() -> None:
    result = assessed("hpb", [dx("Hepatocellular carcinoma")])
    assert result.of("HPB-03") is None
    assert "HPB-03" in result.not_applicable


def test_a_condition_that_nothing_decides_makes_the_item_unclear_with_its_question() -> None:
    finding = found("hpb", "HPB-03", [], question="What should be done?")
    assert (finding.state, finding.effect) == ("unclear", "warn")
    assert "Is it a tumour of the pancreas" in finding.reason.en
    assert "是否为胰腺" in finding.reason.zh
    assert finding.override_allowed


def test_an_item_that_is_there_is_met_whatever_its_condition() -> None:
    images = [
        make("Observation", "FEV1", value="2.1", concept="FEV1"),
        make("Observation", "DLCO", value="80", concept="DLCO"),
    ]
    assert found("tho", "THO-08", images, question="").state == "met"
    assert found("tho", "THO-08", [], question="").state == "unclear"


def test_a_level_that_may_be_higher_makes_a_recommended_item_unclear() -> None:
    finding = found("hpb", "HPB-06", [dx("Hepatocellular carcinoma")])
    assert (finding.state, finding.level, finding.effect) == ("unclear", "C", "warn")
    assert "metastasis in doubt" in finding.reason.en


def test_a_stage_decides_and_its_absence_does_not() -> None:
    adeno = dx("Lung adenocarcinoma")
    early = obs("Stage", "2026-05-01", "IB", concept="Stage")
    late = obs("Stage", "2026-05-01", "IIB", concept="Stage")
    assert "THO-04" in assessed("tho", [adeno, early]).not_applicable
    assert found("tho", "THO-04", [adeno, late]).effect == "block"
    assert found("tho", "THO-04", [adeno]).state == "unclear"


def test_a_value_test_needs_no_float() -> None:
    assert ValueTest(concepts=("Cobb",), at_least=Decimal(80), unit="°").at_least == 80
