"""An invitation has the five parts that the norm requires before it is sent."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from huizhen.core.consultation.invitation import (
    Invitation,
    InvitationBook,
    check_invitation,
    missing_parts,
)
from huizhen.core.content import load_pack
from huizhen.core.errors import ContentError, WrongCall
from huizhen.project.config import CONTENT

BOOK = InvitationBook(load_pack("invitation", [CONTENT]))


def whole() -> Invitation:
    """An invitation that may be sent."""
    return Invitation(
        case_number="HZ-2026-0001",
        hospital="某医院",
        department="肝胆胰外科",
        reason="当地对可切除性意见不一",
        questions=("新辅助化疗后可否行胰十二指肠切除术？",),
        time_arrangement="书面会诊，10个工作日内",
        case_summary="患者，女，58岁……",
        specialty="胰腺外科",
        title_wanted="主任医师",
        requesting_physician="Dr. A. Muster",
        answer_by=datetime(2026, 12, 1, 9, 30, tzinfo=UTC),
    )


def codes(invitation: Invitation) -> list[tuple[str, str, str]]:
    return [(one.code, one.effect, one.subject) for one in check_invitation(invitation, BOOK)]


def test_a_whole_invitation_lacks_nothing() -> None:
    assert codes(whole()) == []
    assert [part.key for part in BOOK.parts] == ["reason", "purpose", "time", "summary", "doctor"]


@pytest.mark.parametrize(
    ("field", "value", "part"),
    [
        ("reason", "", "reason"), ("reason", "　——", "reason"), ("questions", (), "purpose"),
        ("questions", ("可否手术？", " "), "purpose"), ("time_arrangement", "", "time"),
        ("case_summary", "\n", "summary"), ("specialty", "", "doctor"),
        ("title_wanted", "", "doctor"),
    ],
)  # fmt: skip
def test_each_required_part_is_missed(field: str, value: object, part: str) -> None:
    invitation = whole().replaced(**{field: value})
    assert missing_parts(invitation, BOOK) == (part,)
    assert codes(invitation) == [("part_missing", "block", part)]


def test_an_empty_invitation_lacks_all_five() -> None:
    empty = Invitation(case_number="HZ-2026-0001")
    assert len(missing_parts(empty, BOOK)) == 5


def test_a_request_of_the_patient_alone_is_marked_and_an_institution_is_enough() -> None:
    alone = whole().replaced(requesting_physician="")
    assert codes(alone) == [("no_inviting_institution", "ask", "")]
    assert codes(alone.replaced(requesting_institution="Klinikum")) == []


def test_expedited_needs_a_reason() -> None:
    fast = whole().replaced(is_expedited=True)
    assert codes(fast) == [("expedited_without_reason", "block", "")]
    assert codes(fast.replaced(expedite_reason="两周后开始化疗")) == []


@pytest.mark.parametrize(
    ("number", "expected"),
    [(3, []), (4, [("questions_many", "ask", "4")]), (5, [("questions_many", "ask", "5")]),
     (6, [("questions_too_many", "block", "6")])],
)  # fmt: skip
def test_one_to_three_questions_are_usual_and_five_the_most(
    number: int, expected: list[tuple[str, str, str]]
) -> None:
    assert codes(whole().replaced(questions=("可否手术？",) * number)) == expected


def test_a_summary_of_more_than_a_page_is_asked_about() -> None:
    assert codes(whole().replaced(case_summary="病 " * 800)) == []
    assert codes(whole().replaced(case_summary="病" * 801)) == [("summary_too_long", "ask", "801")]


def test_every_finding_is_told_in_both_languages() -> None:
    invitations = [
        Invitation(case_number="HZ-2026-0001", is_expedited=True),
        whole().replaced(questions=("可否手术？",) * 4),
        whole().replaced(questions=("可否手术？",) * 6, case_summary="病" * 801),
    ]
    lacks = [lack for one in invitations for lack in check_invitation(one, BOOK)]
    pack = load_pack("invitation", [CONTENT])
    assert {lack.code for lack in lacks} == set(pack.parsed("findings.json"))
    for lack in lacks:
        assert BOOK.words.message(lack, "en").isascii()
        assert not BOOK.words.message(lack, "zh").isascii()
        assert BOOK.words.remedy(lack, "en") != BOOK.words.remedy(lack, "zh")
    assert BOOK.words.message(lacks[3], "zh") == "邀请缺少：病历摘要。"


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(WrongCall) as caught:
        whole().replaced(answer_by=datetime(2026, 12, 1, 9))  # noqa: DTZ001 - what is tested
    assert caught.value.code == "time_without_zone"


@pytest.mark.parametrize(
    "text",
    ["{}", '{"parts": [{"key": "x", "zh": "x", "en": "x", "fields": ["mood"]}], "limits": {}}',
     '{"parts": [], "limits": {}}'],
)  # fmt: skip
def test_broken_parts_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "invitation").mkdir()
    (tmp_path / "invitation" / "parts.json").write_text(text)
    with pytest.raises(ContentError) as caught:
        InvitationBook(load_pack("invitation", [CONTENT, tmp_path]))
    assert caught.value.code == "content_malformed"
