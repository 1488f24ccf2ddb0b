"""How holds begin and end, and who is waited for."""

from __future__ import annotations

from typing import Any

import pytest
from ready_standings import ready

from huizhen.core.content import load_pack
from huizhen.core.states.holds import HOLDS, NEVER_BLOCKED, HoldName, blocking_holds, holds_after
from huizhen.core.states.stages import JOURNEY, STAGES
from huizhen.core.states.standing import CaseStanding, SignOff
from huizhen.core.states.waiting import usual_days_left, waiting
from huizhen.core.states.words import StateWords
from huizhen.project.config import CONTENT


@pytest.mark.parametrize("name", list(HOLDS))
def test_a_hold_begins_and_ends_with_each_of_its_events_and_leaves_the_others(
    name: HoldName,
) -> None:
    hold, others = HOLDS[name], frozenset(HOLDS) - {name}
    assert hold.begins_with
    assert hold.ends_with
    for begins in hold.begins_with:
        assert holds_after(frozenset(), begins) == {name}
        assert holds_after(frozenset(HOLDS), begins) == frozenset(HOLDS)
    for ends in hold.ends_with:
        assert holds_after(frozenset(HOLDS), ends) == others
        assert holds_after(frozenset(), ends) == frozenset()


def test_an_event_of_no_hold_changes_none() -> None:
    assert holds_after(frozenset(HOLDS), "case_closed") == frozenset(HOLDS)


def test_no_hold_blocks_the_end_of_a_case_or_the_advice() -> None:
    for hold in HOLDS.values():
        assert not hold.blocks & NEVER_BLOCKED
        assert hold.blocks


def test_the_gravest_hold_is_named_first() -> None:
    assert blocking_holds("submit", frozenset(HOLDS))[:2] == ("emergency", "consent_withdrawn")
    assert blocking_holds("record_outcome", frozenset(("stale",))) == ()


def who(**changes: Any) -> list[tuple[str, str, str]]:
    standing = ready("close", **changes)
    return [(one.role, one.what, one.deadline) for one in waiting(standing)]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"stage": "enquiry", "has_main_consent": False}, ("patient", "give_consent")),
        ({"stage": "enquiry"}, ("coordinator", "answer_enquiry")),
        ({"stage": "intake", "files_received": 0}, ("patient", "upload_records")),
        ({"stage": "intake"}, ("coordinator", "complete_intake")),
        ({"stage": "assessment"}, ("reviewing_clinician", "decide_fit")),
        ({"stage": "preparation", "facts_unconfirmed": 4}, ("coordinator", "confirm_facts")),
        ({"stage": "preparation", "question_verdict": "weak"}, ("coordinator", "sharpen_question")),
        (
            {"stage": "preparation", "dossier_sign_off": None},
            ("reviewing_clinician", "sign_dossier"),
        ),
        (
            {
                "stage": "preparation",
                "dossier_sign_off": SignOff(
                    person="Clara", role="reviewing_clinician", content_hash="v0"
                ),
            },
            ("reviewing_clinician", "sign_dossier"),
        ),
        ({"stage": "preparation"}, ("coordinator", "invite_department")),
        (
            {"stage": "consultation", "invitations_waiting": 1, "opinions_awaited": 1},
            ("department_secretary", "answer_invitation"),
        ),
        ({"stage": "consultation", "opinions_awaited": 1}, ("specialist", "give_opinion")),
        ({"stage": "consultation"}, ("coordinator", "complete_consultation")),
        ({"stage": "consultation", "opinions_signed": 0}, ("coordinator", "invite_department")),
        (
            {"stage": "interpretation", "translation_state": "edited"},
            ("medical_editor", "sign_translation"),
        ),
        (
            {"stage": "interpretation", "translation_state": "signed_by_editor"},
            ("reviewing_clinician", "sign_translation"),
        ),
        (
            {"stage": "interpretation", "translation_state": "released"},
            ("coordinator", "hand_over"),
        ),
        ({"stage": "decision", "handovers_unread": 1}, ("home_physician", "read_report")),
        ({"stage": "decision", "decision_state": "awaited"}, ("home_physician", "tell_decision")),
        ({"stage": "decision", "outcomes_due": 1}, ("home_physician", "tell_outcome")),
        ({"stage": "decision"}, ("coordinator", "close_case")),
    ],
)
def test_the_next_step_of_a_stage(changes: dict[str, Any], expected: tuple[str, str]) -> None:
    assert [one[:2] for one in who(**changes)] == [expected]


def test_a_stopped_clock_waits_for_the_home_side_and_not_for_the_specialist() -> None:
    held = frozenset(("clock_stopped", "waiting_for_home_team"))
    found = who(stage="consultation", opinions_awaited=1, requests_open=1, holds=held)
    assert [one[:2] for one in found] == [
        ("home_physician", "answer_request"),
        ("home_physician", "supply_material"),
    ]


def test_a_stopped_clock_waits_for_the_office_once_the_material_is_at_hand() -> None:
    held = frozenset(("clock_stopped",))
    found = who(stage="consultation", opinions_awaited=1, holds=held, is_material_at_hand=True)
    assert [one[:2] for one in found] == [("coordinator", "submit_material")]


def test_an_emergency_is_all_there_is_to_wait_for() -> None:
    held = frozenset(HOLDS)
    assert who(stage="consultation", open_quarantine=1, holds=held) == [
        ("reviewing_clinician", "call_patient", "red_flag_call")
    ]
    without = held - {"emergency"}
    assert who(stage="preparation", holds=without) == [("coordinator", "settle_consent", "none")]


def test_what_lies_beside_comes_before_the_next_step() -> None:
    held = frozenset(("changed_since_confirmed",))
    found = who(stage="preparation", open_quarantine=2, requests_open=1, holds=held)
    assert [one[1] for one in found] == [
        "look_at_quarantine",
        "review_changed_facts",
        "answer_request",
        "invite_department",
    ]


def test_somebody_is_waited_for_in_every_stage_and_nobody_after_the_end() -> None:
    for stage in STAGES.states:
        assert bool(waiting(CaseStanding(stage=stage))) == (stage in JOURNEY)


def test_usual_days_are_told_only_where_there_is_a_figure() -> None:
    words = StateWords(load_pack("states", [CONTENT]))
    left = usual_days_left("preparation", words)
    assert (left.least, left.most) == (7, 14)
    assert left.without_figure == ("preparation", "interpretation")
    after = usual_days_left("interpretation", words)
    assert (after.least, after.most, after.without_figure) == (0, 0, ("interpretation",))
    for stage in ("decision", "closed", "abandoned"):
        assert usual_days_left(stage, words).without_figure == ()
