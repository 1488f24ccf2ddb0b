"""Every table is whole: what may happen is listed, what is not listed is refused."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from huizhen.core.errors import HuizhenError, StateError, WrongState
from huizhen.core.states.small_tables import TABLES
from huizhen.core.states.stages import JOURNEY, STAGES
from huizhen.core.states.table import StateTable, state_table

sys.path.insert(0, str(Path(__file__).parents[3] / "scripts"))
from draw_states import document

ROOT = Path(__file__).resolve().parents[3]
EVERY_TABLE = pytest.mark.parametrize("table", TABLES.values(), ids=TABLES.keys())

# (table, state): the finals that cannot follow it, and why that is right
OUT_OF_REACH = {
    ("requests", "cancelled"): ({"answered"}, "a cancelled letter is written anew"),
    ("invitations", "declined"): (
        {"accepted", "lapsed", "withdrawn"},
        "a department that declined is invited anew",
    ),
    ("invitations", "withdrawn"): (
        {"accepted", "declined", "lapsed"},
        "a department is invited anew",
    ),
    ("invitations", "accepted"): ({"lapsed"}, "what was answered cannot lapse"),
    ("submissions", "delivered"): (
        {"refused", "lost", "cancelled"},
        "sending again is a submission of its own",
    ),
    ("submissions", "refused"): (
        {"delivered", "lost", "cancelled"},
        "sending again is a submission of its own",
    ),
    ("submissions", "cancelled"): (
        {"delivered", "refused", "lost"},
        "sending again is a submission of its own",
    ),
    ("submissions", "lost"): ({"refused", "cancelled"}, "it may turn up, and no more"),
    ("submissions", "sent"): ({"cancelled"}, "what has left cannot be cancelled"),
    ("opinions", "superseded"): (
        {"signed", "refused", "not_given"},
        "the later opinion is the one that counts",
    ),
    ("opinions", "not_given"): (
        {"signed", "superseded", "refused"},
        "a new invitation brings a new opinion",
    ),
    ("translations", "superseded"): ({"released"}, "the later translation is released"),
    ("handovers", "read"): ({"revoked"}, "what was read cannot be unread"),
    ("handovers", "revoked"): ({"read"}, "a new hand-over is a row of its own"),
    ("sign_offs", "stale"): ({"given"}, "a signature names one version for ever"),
    ("sign_offs", "withdrawn"): ({"given", "stale"}, "a signature is given anew"),
    ("consents", "withdrawn"): ({"given", "expired"}, "a consent is given anew"),
    ("consents", "expired"): ({"given", "withdrawn"}, "a consent is given anew"),
    ("decisions", "recorded"): ({"lost_to_follow_up"}, "what is known is not lost"),
    ("outcomes", "recorded"): ({"lost_to_follow_up"}, "what is known is not lost"),
    ("uploads", "complete"): ({"abandoned"}, "what arrived stays"),
    ("quarantine", "returned"): ({"released", "kept_out"}, "the file has left the case"),
}


def reachable(table: StateTable, start: str) -> set[str]:
    """All states that can follow, the start included; a search of its own."""
    found, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        following = {after for (before, _), after in table.transitions.items() if before == here}
        waiting += following - found
        found |= following
    return found


@EVERY_TABLE
def test_every_state_is_reachable_from_the_initial_one(table: StateTable) -> None:
    assert reachable(table, table.initial) == set(table.states)


@EVERY_TABLE
def test_every_final_is_reachable_from_every_state_or_there_is_a_reason(table: StateTable) -> None:
    for state in table.states:
        missing = set(table.finals) - reachable(table, state)
        allowed, reason = OUT_OF_REACH.get((table.name, state), (set(), ""))
        assert missing == allowed, f"{table.name}, {state}: {missing} ({reason})"


def test_no_reason_is_given_for_a_state_that_is_not_there() -> None:
    for name, state in OUT_OF_REACH:
        assert state in TABLES[name].states


@EVERY_TABLE
def test_every_pair_leads_where_it_is_listed_and_any_other_is_refused(table: StateTable) -> None:
    every_event = {event for one in TABLES.values() for event in one.events}
    for state in table.states:
        for event in sorted(every_event | {"", "no_such_event"}):
            if (state, event) in table.transitions:
                assert event in table.events_from(state)
                assert table.after(state, event) in table.states
            else:
                assert event not in table.events_from(state)
                with pytest.raises(WrongState) as refused:
                    table.after(state, event)
                assert refused.value.code == "wrong_state"
                assert refused.value.message
                assert refused.value.remedy


def test_a_state_that_is_not_of_the_table_is_refused() -> None:
    with pytest.raises(WrongState, match="stages"):
        STAGES.after("limbo", "case_closed")


def test_the_error_belongs_to_the_tree_and_says_what_is_possible() -> None:
    with pytest.raises(HuizhenError) as refused:
        STAGES.after("intake", "case_closed")
    assert isinstance(refused.value, StateError)
    assert "intake_completed" in refused.value.remedy
    assert "case_closed" in refused.value.message


@EVERY_TABLE
def test_events_are_named_once_in_all_tables(table: StateTable) -> None:
    others = {event for one in TABLES.values() if one is not table for event in one.events}
    assert not others & set(table.events)


def test_the_journey_can_be_walked_from_end_to_end() -> None:
    state, walked = STAGES.initial, []
    for event in (
        "enquiry_accepted",
        "intake_completed",
        "fit_decided",
        "consultation_opened",
        "opinions_completed",
        "reports_handed_over",
        "case_closed",
    ):
        walked.append(state)
        state = STAGES.after(state, event)
    assert (tuple(walked), state) == (JOURNEY, "closed")


def test_an_ended_case_starts_from_its_records_again() -> None:
    for state in STAGES.finals:
        expected = "decision" if state == "closed" else "intake"
        assert STAGES.after(state, "case_reopened") == expected


def test_a_word_that_is_changed_takes_back_both_signatures() -> None:
    table = TABLES["translations"]
    for state in ("signed_by_editor", "signed_by_clinician"):
        assert table.after(state, "translation_edited") == "edited"
    with pytest.raises(WrongState):
        table.after("released", "translation_edited")


@pytest.mark.parametrize(
    ("states", "finals", "rows"),
    [
        ("a b", "b", [("a", "went", "c")]),
        ("a b", "b c", [("a", "went", "b")]),
        ("a b c", "b", [("a", "went", "b")]),
        ("a b", "b", [("a", "went", "b"), ("a", "went", "a")]),
    ],
    ids=["unknown target", "unknown final", "stuck state", "row given twice"],
)
def test_a_table_that_is_not_whole_is_refused(
    states: str, finals: str, rows: list[tuple[str, str, str]]
) -> None:
    with pytest.raises((ValidationError, ValueError), match="name"):
        state_table("name", states, finals, rows)


def test_the_page_of_states_is_current() -> None:
    assert (ROOT / "docs" / "states.md").read_text(encoding="utf-8") == document()


def test_the_diagrams_hold_every_pair() -> None:
    page = document()
    assert page.count("stateDiagram-v2") == len(TABLES)
    for table in TABLES.values():
        assert f"[*] --> {table.initial}\n" in page
        for (before, event), after in table.transitions.items():
            lines = [line for line in page.splitlines() if line.startswith(f"    {before} --> ")]
            assert any(
                line.startswith(f"    {before} --> {after}: ") and event in line for line in lines
            )
