"""The public enquiry: emergencies first, every wrong answer with its message and remedy."""

from __future__ import annotations

import pytest

from huizhen.core.assessment.enquiry import EnquiryBook, check_enquiry, screen_enquiry
from huizhen.core.assessment.red_flag_rules import RedFlagBook
from huizhen.core.assessment.red_flags import RedFlags
from huizhen.core.content import load_pack
from huizhen.core.extraction.knowledge import load_knowledge
from huizhen.project.config import CONTENT


@pytest.fixture(scope="module")
def book() -> EnquiryBook:
    return EnquiryBook(load_pack("enquiry", [CONTENT]))


@pytest.fixture(scope="module")
def detector() -> RedFlags:
    return RedFlags(RedFlagBook(load_pack("red_flags", [CONTENT])), load_knowledge([CONTENT]))


def answered(book: EnquiryBook, **changes: str) -> dict[str, str]:
    given = {question.id: "no" for question in book.red_flags}
    given |= {
        "writes_as": "patient", "specialty": "hpb", "diagnosis": "liver cancer",
        "asked": "Is an operation possible?", "language": "en", "country": "DE",
        "email": "a@example.org",
    }  # fmt: skip
    return given | changes


def test_a_whole_enquiry_has_no_problem(book: EnquiryBook) -> None:
    check = check_enquiry(answered(book), book)
    assert check.is_complete
    assert check.enquiry.answers["specialty"] == "hpb"


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("self_harm", "", "unanswered"), ("legs", "perhaps", "unanswered"),
        ("diagnosis", "   ", "missing"), ("specialty", "dentist", "unknown_choice"),
        ("asked", "x" * 2001, "too_long"), ("country", "Germany", "not_a_country"),
        ("email", "a@b", "not_an_address"), ("email", "a b@c.org", "not_an_address"),
        ("email", "a" * 250 + "@c.org", "not_an_address"),
    ],
)  # fmt: skip
def test_each_wrong_answer_says_what_is_wrong_and_what_to_do(
    book: EnquiryBook, field: str, value: str, code: str
) -> None:
    check = check_enquiry(answered(book, **{field: value}), book)
    assert [(p.field, p.code) for p in check.problems] == [(field, code)]
    problem = check.problems[0]
    for words in (problem.message, problem.remedy):
        assert words.text("en")
        assert any("\u4e00" <= char <= "\u9fff" for char in words.text("zh"))


def test_every_question_about_an_emergency_names_a_rule_and_stands_before_the_others(
    book: EnquiryBook, detector: RedFlags
) -> None:
    assert {question.code for question in book.red_flags} <= set(detector.book.by_id)
    ids = [question.id for question in book.red_flags]
    ids += [question.id for question in book.questions]
    assert len(set(ids)) == len(ids)


def test_a_yes_shows_the_message_even_when_the_rest_is_missing(
    book: EnquiryBook, detector: RedFlags
) -> None:
    check = check_enquiry({"bleeding_gut": "yes", "self_harm": "yes"}, book)
    assert not check.is_complete
    found = screen_enquiry(check.enquiry, book, detector, "2026-03-10T08:00Z")
    assert {flag.code for flag in found.flags} == {"RF-L2", "RF-M3"}
    assert [notice.key for notice in found.notices] == ["self_harm", "emergency"]


def test_free_text_is_read_in_the_language_of_the_page(
    book: EnquiryBook, detector: RedFlags
) -> None:
    check = check_enquiry(answered(book, asked="化疗后发热39度，怎么办？"), book)
    found = screen_enquiry(check.enquiry, book, detector, "", "zh")
    assert [flag.code for flag in found.flags] == ["RF-H2"]
    calm = screen_enquiry(check_enquiry(answered(book), book).enquiry, book, detector, "")
    assert calm.flags == ()


def test_the_words_of_a_relative_are_of_the_patient(book: EnquiryBook, detector: RedFlags) -> None:
    given = answered(book, writes_as="proxy", asked="My father is vomiting blood.")
    found = screen_enquiry(check_enquiry(given, book).enquiry, book, detector, "")
    assert [flag.code for flag in found.flags] == ["RF-L2"]


def test_nothing_clinical_is_promised(book: EnquiryBook) -> None:
    assert "promises no opinion" in book.intro.en
    assert "不保证" in book.intro.zh
