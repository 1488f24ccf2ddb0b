"""An opinion answers every question of this case, and is signed as a Chinese opinion is."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huizhen.core.consultation.opinion import (
    Answer,
    Opinion,
    OpinionBook,
    OpinionCheck,
    Recommendation,
    SectionText,
    SignatureBlock,
    check_opinion,
    open_questions,
    opinion_hash,
    opinion_json,
)
from huizhen.core.content import load_pack
from huizhen.core.errors import ContentError
from huizhen.project.config import CONTENT
from sizes import count

BOOK = OpinionBook(load_pack("opinion", [CONTENT]))
CASE = "HZ-2026-0001"
QUESTIONS = ("q1", "q2")


def whole() -> Opinion:
    """An opinion in which nothing is missing."""
    texts = {
        "reviewed": "已审阅增强CT；未见薄层MRI。",
        "assessment": "肝功能Child-Pugh A级。",
        "diagnosis": "同意原诊断。",
        "risk": "术后复发风险较高。",
        "statement": "以上意见仅供参考，以主管医师决定为准。",
    }
    return Opinion(
        case_number=CASE,
        sections=tuple(SectionText(key=key, text=text) for key, text in texts.items()),
        diagnosis_agree="agree",
        recommendations=(
            Recommendation(text="建议手术治疗", strength="recommended"),
            Recommendation(text="不建议TACE", strength="against"),
        ),
        tests_requested=("肝脏增强MRI",),
        travel_advice="optional",
        answers=(
            Answer(question_id="q1", state="answered", text="可切除。"),
            Answer(question_id="q2", state="unanswerable", needs=("PIVKA-II",)),
        ),
        signature=SignatureBlock(
            doctor="王某", title="主任医师", department="肝胆胰外科", hospital="某医院",
            signed_on=date(2026, 12, 8), is_stamped=True,
        ),
    )  # fmt: skip


def checked(opinion: Opinion) -> OpinionCheck:
    return check_opinion(opinion, CASE, QUESTIONS, BOOK)


def codes(opinion: Opinion) -> list[tuple[str, str, str]]:
    return [(one.code, one.effect, one.subject) for one in checked(opinion).lacks]


def test_a_whole_opinion_lacks_nothing() -> None:
    check = checked(whole())
    assert check.lacks == ()
    assert check.is_signable
    assert check.is_of_this_case
    assert (check.questions_open, check.parts_missing) == (0, 0)


def test_the_sections_are_those_of_a_chinese_opinion_in_their_order() -> None:
    assert [rule.zh for rule in BOOK.sections] == [
        "资料审阅情况", "病情评估", "诊断意见", "对所提问题的意见", "治疗建议", "需补充的检查",
        "风险与预后", "随访及来院建议", "声明",
    ]  # fmt: skip
    blocking = [rule.key for rule in BOOK.signature if rule.missing == "block"]
    assert blocking == ["doctor", "place", "signed_on"]


def test_every_choice_of_the_fields_has_words() -> None:
    for field in ("diagnosis_agree", "travel_advice"):
        for key in BOOK.choices[field]:
            assert getattr(whole().replaced(**{field: key}), field) == key
    for key in BOOK.choices["strength"]:
        assert Recommendation.model_validate({"text": "x", "strength": key}).strength == key


@pytest.mark.parametrize(
    "answer",
    [
        Answer(question_id="q1", state="answered"),
        Answer(question_id="q1", state="answered", text=" ＿＿ □ "),
        Answer(question_id="q1", state="answered", place="第2页"),
        Answer(question_id="q1", state="unanswerable", text="资料不足"),
        Answer(question_id="q1", state="unanswerable", needs=("——",)),
    ],
)
def test_an_empty_answer_leaves_the_question_open(answer: Answer) -> None:
    opinion = whole().replaced(answers=(answer, whole().answers[1]))
    assert open_questions(opinion, QUESTIONS) == ("q1",)
    assert codes(opinion) == [("question_open", "block", "q1")]
    assert checked(opinion).questions_open == 1
    assert not checked(opinion).is_signable


def test_a_place_in_the_signed_original_answers_a_question() -> None:
    opinion = Opinion(
        case_number=CASE,
        original="0" * 64,
        answers=(
            Answer(question_id="q1", state="answered", place="第2页"),
            Answer(question_id="q2", state="unanswerable", needs=("PIVKA-II",)),
        ),
        signature=whole().signature,
    )
    assert codes(opinion) == []


def test_answers_that_nobody_asked_for_and_double_ones_block() -> None:
    first, second = whole().answers
    stray = Answer(question_id="q9", state="answered", text="可切除。")
    opinion = whole().replaced(answers=(first, second, first, stray))
    assert codes(opinion) == [
        ("answered_twice", "block", "q1"), ("question_unknown", "block", "q9"),
    ]  # fmt: skip
    assert checked(opinion).questions_open == 2


@pytest.mark.parametrize(
    "number",
    ["HZ-2026-0001", "hz-2026-0001", "ＨＺ－２０２６－０００１", "HZ – 2026 — 0001", "HZ20260001"],
)
def test_the_own_number_is_known_in_every_spelling(number: str) -> None:
    text = SectionText(key="reviewed", text=f"患者编号{number}，资料已阅")
    sections = (text, *whole().sections[1:])
    assert codes(whole().replaced(case_number=number, sections=sections)) == []


@pytest.mark.parametrize(
    "text", ["HZ-2026-0002", "见HZ-2026-00012。", "（ＨＺ—2025—0001）", "hz2026 0002"]
)
def test_another_case_number_anywhere_blocks(text: str) -> None:
    first = whole()
    places = [
        first.replaced(case_number=text.strip("见。（）")),
        first.replaced(sections=(SectionText(key="reviewed", text=text), *first.sections[1:])),
        first.replaced(tests_requested=(text,)),
        first.replaced(recommendations=(Recommendation(text=text),)),
        first.replaced(
            answers=(Answer(question_id="q1", state="answered", text=text), first.answers[1])
        ),
        first.replaced(
            answers=(first.answers[0],
                     Answer(question_id="q2", state="unanswerable", needs=(text,)))
        ),
    ]  # fmt: skip
    for opinion in places:
        assert [code for code, _, _ in codes(opinion)] == ["other_case"]
        assert not checked(opinion).is_of_this_case
        assert not checked(opinion).is_signable


def test_a_frequency_is_no_case_number_and_no_number_is_not_this_case() -> None:
    sections = (SectionText(key="reviewed", text="50HZ-2026-1"), *whole().sections[1:])
    assert codes(whole().replaced(sections=sections)) == []
    assert codes(whole().replaced(case_number=" ")) == [("case_number_missing", "block", "")]
    assert codes(whole().replaced(case_number="A17")) == [("other_case", "block", "A17")]


def test_what_the_norm_requires_blocks_and_what_is_usual_is_asked() -> None:
    opinion = whole().replaced(signature=SignatureBlock(), sections=(), travel_advice=None)
    found = codes(opinion)
    assert found == [
        ("section_missing", "ask", "reviewed"),
        ("section_missing", "ask", "assessment"),
        ("section_missing", "ask", "risk"),
        ("section_missing", "ask", "followup"),
        ("section_missing", "ask", "statement"),
        ("signature_incomplete", "block", "doctor"),
        ("signature_incomplete", "ask", "title"),
        ("signature_incomplete", "block", "place"),
        ("signature_incomplete", "block", "signed_on"),
        ("signature_incomplete", "ask", "stamp"),
    ]
    assert checked(opinion).parts_missing == 3
    hospital = whole().signature.replaced(department="")
    assert codes(whole().replaced(signature=hospital)) == []


def test_unknown_and_double_sections_are_asked_about_and_no_text_blocks() -> None:
    extra = (SectionText(key="poem", text="床前明月光"), whole().sections[0])
    assert codes(whole().replaced(sections=(*whole().sections, *extra))) == [
        ("section_twice", "ask", "reviewed"), ("section_unknown", "ask", "poem"),
    ]  # fmt: skip
    empty = Opinion(case_number=CASE, signature=whole().signature)
    assert ("opinion_empty", "block", "") in codes(empty)
    assert checked(empty).parts_missing == 1


def test_every_finding_is_told_in_both_languages() -> None:
    opinions = [
        Opinion(case_number=""),
        whole().replaced(case_number="HZ-2026-0002"),
        whole().replaced(answers=(*whole().answers, *whole().answers)),
        whole().replaced(answers=(Answer(question_id="q9", state="answered", text="是"),)),
        whole().replaced(sections=(*whole().sections, SectionText(key="poem", text="x"))),
        whole().replaced(sections=(*whole().sections, *whole().sections)),
    ]
    lacks = [lack for opinion in opinions for lack in checked(opinion).lacks]
    pack = load_pack("opinion", [CONTENT])
    assert {lack.code for lack in lacks} == set(pack.parsed("findings.json"))
    for lack in lacks:
        english, chinese = (BOOK.words.message(lack, tag) for tag in ("en", "zh-hans"))
        assert english.isascii()
        assert not chinese.isascii()
        assert BOOK.words.remedy(lack, "en") != BOOK.words.remedy(lack, "zh")
    lack = checked(whole().replaced(signature=SignatureBlock())).lacks[0]
    assert BOOK.words.message(lack, "zh") == "签署栏缺少：会诊医师签名。"


MOOD = """{"sections": [], "choices": {},
    "signature": [{"key": "mood", "zh": "x", "en": "x", "missing": "ask"}]}"""
ANSWERS = st.builds(
    Answer,
    question_id=st.sampled_from(["q1", "q2", "q3", "q4"]),
    state=st.sampled_from(["answered", "unanswerable"]),
    text=st.sampled_from(["", "是", "  "]),
    needs=st.lists(st.sampled_from(["MRI", ""]), max_size=2).map(tuple),
)


@pytest.mark.sized
@settings(max_examples=count(100, 1_000, 10_000))
@given(st.lists(ANSWERS, max_size=6), st.lists(st.sampled_from(["q1", "q2", "q3"]), unique=True))
def test_an_opinion_is_signable_only_with_every_question_settled_once(
    answers: list[Answer], questions: list[str]
) -> None:
    opinion = whole().replaced(answers=tuple(answers))
    settled = [
        one.question_id
        for one in answers
        if (one.text.strip() if one.state == "answered" else "MRI" in one.needs)
    ]
    is_whole = set(settled) == set(questions) and len(answers) == len(questions)
    check = check_opinion(opinion, CASE, questions, BOOK)
    assert check.is_signable is is_whole
    assert (check.questions_open == 0) is is_whole
    assert set(open_questions(opinion, questions)) == set(questions) - set(settled)


@pytest.mark.sized
@settings(max_examples=count(50, 500, 5_000))
@given(st.permutations(whole().sections), st.permutations(whole().answers))
def test_the_hash_does_not_depend_on_the_order_of_entry(
    sections: list[SectionText], answers: list[Answer]
) -> None:
    other = whole().replaced(sections=tuple(sections), answers=tuple(answers))
    assert opinion_hash(other) == opinion_hash(whole())


def test_the_hash_is_of_the_canonical_json_and_changes_with_every_word() -> None:
    text = opinion_json(whole())
    assert hashlib.sha256(text.encode()).hexdigest() == opinion_hash(whole())
    assert json.loads(text)["schema"] == "huizhen.opinion/1"
    data = json.loads(text)
    del data["schema"]
    assert opinion_hash(Opinion.model_validate(data)) == opinion_hash(whole())
    turned = whole().replaced(recommendations=whole().recommendations[::-1])
    changed = [
        turned,
        whole().replaced(case_number="HZ-2026-0002"),
        whole().replaced(travel_advice="needed"),
        whole().replaced(answers=whole().answers[:1]),
        whole().replaced(dossier_hash="a" * 64),
    ]
    assert len({opinion_hash(one) for one in (whole(), *changed)}) == 1 + len(changed)


@pytest.mark.parametrize(
    "text",
    ["{}", '{"sections": [{"key": "x"}], "signature": [], "choices": {}}',
     '{"sections": [], "choices": {}, "signature": [{"key": "mood"}]}',
     MOOD],
)  # fmt: skip
def test_a_broken_structure_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "opinion").mkdir()
    (tmp_path / "opinion" / "sections.json").write_text(text)
    with pytest.raises(ContentError) as caught:
        OpinionBook(load_pack("opinion", [CONTENT, tmp_path]))
    assert caught.value.code == "content_malformed"
