"""Points: whole only when every recommendation and plan item is in one, with true quotes."""

from __future__ import annotations

from typing import Any

import pytest
from opinion_case import FACTS, PLAN, care_plan, opinion, point, points, quote, said

from huizhen.core.content import load_pack
from huizhen.core.interpretation.points import (
    OpinionQuote,
    Point,
    check_points,
    plan_items,
    point_words,
)
from huizhen.project.config import CONTENT

OPINION = opinion()
WHOLE = points(OPINION)


def codes(*made: Point) -> set[str]:
    return {lack.code for lack in check_points(made, OPINION, PLAN, ["q1", "q2"]).lacks}


def changed(name: str, **changes: Any) -> tuple[Point, ...]:
    return tuple(one.replaced(**changes) if one.id == name else one for one in WHOLE)


def test_a_whole_set_of_points_lacks_nothing() -> None:
    assert check_points(WHOLE, OPINION, PLAN, ["q1", "q2"]).is_complete


@pytest.mark.parametrize("name", [one.id for one in WHOLE])
def test_without_any_one_point_something_is_open(name: str) -> None:
    expected = {
        "tace": {"recommendation_open", "plan_open"}, "physio": {"plan_open"},
        "antiviral": {"recommendation_open", "plan_open"}, "transplant": {"recommendation_open"},
        "mri": {"recommendation_open"},
    }  # fmt: skip
    assert codes(*(one for one in WHOLE if one.id != name)) == expected[name]


@pytest.mark.parametrize(
    ("name", "changes", "code"),
    [
        ("tace", {"by": " "}, "point_needs_name"),
        ("tace", {"relation": "conditional"}, "point_needs_condition"),
        ("transplant", {"relation": "agree"}, "point_needs_plan"),
        ("physio", {"relation": "agree"}, "point_needs_opinion"),
        ("antiviral", {"relation": "new"}, "point_is_not_new"),
        ("antiviral", {"relation": "silent"}, "point_is_not_silent"),
        ("tace", {"opinion": (said("recommendation:1", OPINION, "q9"),)}, "question_unknown"),
        (
            "transplant",
            {"opinion": (OpinionQuote(part="recommendation:3", text="建议肝移植"),)},
            "quote_not_in_opinion",
        ),
        (
            "tace",
            {"plan": (quote(0).replaced(text="TACE every four weeks"),)},
            "quote_not_in_plan",
        ),
        ("tace", {"plan": (quote(0).replaced(evidence=PLAN[1].evidence),)}, "quote_not_in_plan"),
        ("mri", {"id": "tace"}, "point_doubled"),
    ],
)
def test_each_fault_of_a_point_has_its_code(name: str, changes: dict[str, Any], code: str) -> None:
    assert code in codes(*changed(name, **changes))


@pytest.mark.parametrize(
    ("text", "quoted", "stands"),
    [
        ("不建议肝移植。", "不建议肝移植", True), ("不建议肝移植。", "建议肝移植。", False),
        ("不建议肝移植。", "不建议\n肝移植", False), ("A is fine. B\nis not.", "B is not.", True),
        ("Surgery if the MRI is clear.", "Surgery", False),
        ("Entecavir 0.5 mg daily", "5 mg daily", False), ("抗病毒；随访", "随访", True),
    ],
)  # fmt: skip
def test_a_quote_is_whole_sentences_so_that_no_negation_is_cut_off(
    text: str, quoted: str, stands: bool
) -> None:
    of = opinion(tests_requested=(text,))
    made = point("x", "new", opinion=(OpinionQuote(part="test:1", text=quoted),))
    lacks = {lack.code for lack in check_points((made,), of, (), []).lacks}
    assert ("quote_not_in_opinion" not in lacks) is stands


def test_a_conditional_point_names_its_condition() -> None:
    assert codes(*changed("tace", relation="conditional", condition="after imaging")) == set()


def test_the_plan_is_what_stands_in_the_records() -> None:
    off = care_plan("Stop everything", 5)
    facts = (*FACTS, off.replaced(status="rejected"), off.replaced(certainty="negated"),
             off.replaced(record_status="withdrawn"))  # fmt: skip
    assert [item.text for item in plan_items(facts)] == [item.text for item in PLAN]


def test_every_lack_is_told_in_both_languages_with_a_remedy() -> None:
    words = point_words(load_pack("reports", [CONTENT]))
    broken = (point("a", "agree", by=""), point("a", "conditional"),
              point("b", "new", plan=(quote(0),), opinion=(said("test:1", OPINION, "q9"),)),
              point("c", "silent", opinion=(OpinionQuote(part="x", text="y"),),
                    plan=(quote(0).replaced(text="z"),)))  # fmt: skip
    lacks = check_points(broken, OPINION, PLAN, ["q1"]).lacks
    assert len({lack.code for lack in lacks}) == 12
    for lack in lacks:
        for language in ("en", "zh"):
            assert words.message(lack, language)
            assert words.remedy(lack, language)
