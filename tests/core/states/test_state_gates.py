"""Each need shuts its gate, alone, and every law has its own sentence here."""

from __future__ import annotations

from pathlib import Path

import pytest
from ready_standings import ALSO, EDITOR, HOME, PERMISSIONS, SHUT, STAGE, WARD, ready

from huizhen.core.content import load_pack
from huizhen.core.errors import GateClosed
from huizhen.core.states.gates import GUARDS, gate, require, unmet_codes
from huizhen.core.states.holds import ACTIONS, HOLDS, NEVER_BLOCKED, Action, HoldName
from huizhen.core.states.needs import NEEDS
from huizhen.core.states.stages import JOURNEY, STAGES
from huizhen.core.states.standing import Actor, CaseStanding, SealedPackage
from huizhen.core.states.words import StateWords
from huizhen.project.config import CONTENT

EVERY_ACTION = pytest.mark.parametrize("action", ACTIONS)
EVERY_NEED = [(action, code) for action in ACTIONS for code in GUARDS[action].needs]


@pytest.fixture(scope="module")
def words() -> StateWords:
    return StateWords(load_pack("states", [Path(CONTENT)]))


def test_every_action_has_a_guard_and_every_need_is_used_and_tried() -> None:
    assert set(GUARDS) == set(ACTIONS) == set(STAGE)
    used = {code for guard in GUARDS.values() for code in guard.needs}
    assert used == set(NEEDS) == set(SHUT)


@EVERY_ACTION
def test_an_action_passes_where_all_is_ready(action: Action) -> None:
    assert unmet_codes(action, ready(action)) == ()


@pytest.mark.parametrize(("action", "code"), EVERY_NEED)
def test_each_need_shuts_the_gate_and_is_named(action: Action, code: str) -> None:
    tried = 0
    for changes in SHUT[code]:
        standing = ready(action, **changes)
        found = set(unmet_codes(action, standing))
        if "wrong_stage" in found and "stage" in changes:
            continue
        assert code in found
        tried += 1
        # a change of the person or of the turn may be refused for its role as well
        beside = {"role_not_allowed", "not_the_signers_turn"} if "actor" in changes else set()
        assert found <= {code} | ALSO.get(code, set()) | beside
    assert tried


@EVERY_ACTION
def test_an_action_belongs_to_its_stages_alone(action: Action) -> None:
    for stage in STAGES.states:
        found = unmet_codes(action, ready(action, stage=stage))
        assert ("wrong_stage" in found) == (stage not in GUARDS[action].stages)


@EVERY_ACTION
def test_an_action_needs_a_named_person_of_its_roles(action: Action) -> None:
    roles = GUARDS[action].roles
    nobody = unmet_codes(action, ready(action, actor=None))
    assert ("actor_unnamed" in nobody) == bool(roles)
    for role in ("patient", "administrator", "auditor", "interpreter", "specialist"):
        found = unmet_codes(action, ready(action, actor=Actor(person="Zed", role=role)))
        assert ("role_not_allowed" in found) == (bool(roles) and role not in roles)


def test_administrators_and_auditors_act_nowhere() -> None:
    for guard in GUARDS.values():
        assert not guard.roles & {"administrator", "auditor"}


@EVERY_ACTION
@pytest.mark.parametrize("hold", list(HOLDS))
def test_a_hold_blocks_what_it_names_and_nothing_else(action: Action, hold: HoldName) -> None:
    found = unmet_codes(action, ready(action, holds=frozenset((hold,))))
    assert found == ((f"held_{hold}",) if action in HOLDS[hold].blocks else ())


def test_an_emergency_leaves_only_local_care_and_the_end() -> None:
    held = frozenset(("emergency",))
    passing = {one for one in ACTIONS if not unmet_codes(one, ready(one, holds=held))}
    assert passing == set(NEVER_BLOCKED) == {"advise_local_care", "stop_case"}


def test_local_care_is_advised_in_any_stage_by_nobody_under_all_holds() -> None:
    for stage in STAGES.states:
        standing = CaseStanding(stage=stage, holds=frozenset(HOLDS))
        assert unmet_codes("advise_local_care", standing) == ()


def test_a_standing_that_says_nothing_opens_nothing() -> None:
    someone = Actor(person="Ann", role="coordinator")
    for stage in STAGES.states:
        open_to = {
            action
            for action in ACTIONS
            for role in ("coordinator", "reviewing_clinician", "specialist", "medical_editor")
            if not unmet_codes(action, CaseStanding(stage=stage, actor=someone.replaced(role=role)))
        }
        assert open_to <= {"advise_local_care", "stop_case", "return_case"}


@EVERY_ACTION
def test_the_stage_events_of_an_action_belong_to_its_stages(action: Action) -> None:
    guard = GUARDS[action]
    for event in guard.events:
        leaving = {state for state, name in STAGES.transitions if name == event}
        assert leaving <= set(guard.stages)


def test_every_stage_event_is_recorded_by_exactly_one_action() -> None:
    recorded = [event for guard in GUARDS.values() for event in guard.events]
    assert sorted(recorded) == sorted(STAGES.events)


def test_stopping_is_possible_in_every_stage_of_the_journey() -> None:
    for stage in JOURNEY:
        assert unmet_codes("stop_case", ready("stop_case", stage=stage)) == ()


# the laws, one sentence each


@pytest.mark.parametrize("kind", ["patient", "department", "interpreter"])
def test_without_masking_nothing_is_sealed_but_for_the_home_team(kind: str) -> None:
    bare = {"is_masking_available": False}
    to_home = ready("seal_package", transfer=HOME, is_masking_complete=False, **bare)
    assert unmet_codes("seal_package", to_home) == ()
    other = ready("seal_package", transfer=WARD.replaced(recipient_kind=kind), **bare)
    assert unmet_codes("seal_package", other) == ("masking_unavailable",)


LEAVING: tuple[Action, ...] = (
    "send_request", "seal_package", "invite", "submit", "sign_translation", "release_reports",
)  # fmt: skip


@pytest.mark.parametrize("action", LEAVING)
def test_without_the_check_of_languages_nothing_leaves_to_anybody(action: Action) -> None:
    without = ready(action, is_language_gate_available=False, language_findings=None)
    assert unmet_codes(action, without) == ("language_gate_unavailable",)
    unchecked = ready(action, language_findings=None)
    assert unmet_codes(action, unchecked) == ("language_findings_open",)


def test_identity_consent_opens_the_name_but_not_the_seal_without_masking() -> None:
    named = ready(
        "seal_package",
        transfer=WARD.replaced(is_identified=True),
        permissions=tuple(one.replaced(covers_identity=True) for one in PERMISSIONS),
        does_hospital_ask_identity=True,
        is_masking_complete=False,
    )
    assert unmet_codes("seal_package", named) == ()
    without = named.replaced(is_masking_available=False)
    assert unmet_codes("seal_package", without) == ("masking_unavailable",)


def test_the_home_team_gets_no_package_with_a_dangerous_difference_once_it_can_be_seen() -> None:
    standing = ready("seal_package", transfer=HOME, language_findings=1)
    assert unmet_codes("seal_package", standing) == ("language_findings_open",)


@pytest.mark.parametrize("channel", ["workspace", "hospital_portal", "courier"])
def test_material_travels_unsealed_only_under_the_name_with_consent_and_rule(
    channel: str,
) -> None:
    under_name = ready(
        "submit",
        sealed=(),
        transfer=WARD.replaced(is_identified=True, channel=channel),
        permissions=tuple(one.replaced(covers_identity=True) for one in PERMISSIONS),
        does_hospital_ask_identity=True,
    )
    assert unmet_codes("submit", under_name) == ()
    for changes in (
        {"does_hospital_ask_identity": False},
        {"permissions": PERMISSIONS},
    ):
        assert unmet_codes("submit", under_name.replaced(**changes)) == ("identity_not_allowed",)
    masked = under_name.replaced(transfer=WARD.replaced(channel=channel))
    assert unmet_codes("submit", masked) == ("package_unsealed",)
    as_file = under_name.replaced(transfer=WARD.replaced(is_identified=True))
    assert unmet_codes("submit", as_file) == ("package_unsealed",)


def test_a_signed_original_is_recorded_by_a_coordinator_only_with_every_question_marked() -> None:
    coordinator = Actor(person="Ann", role="coordinator")
    standing = ready("sign_opinion", opinion_state="received", actor=coordinator)
    assert unmet_codes("sign_opinion", standing) == ()
    open_question = standing.replaced(questions_open=1)
    assert unmet_codes("sign_opinion", open_question) == ("questions_open",)


def test_an_old_package_serves_no_later_version() -> None:
    standing = ready("submit", sealed=(SealedPackage(recipient="ward", dossier_hash="v0"),))
    assert unmet_codes("submit", standing) == ("package_unsealed",)


def test_the_clinician_signs_after_the_editor_and_is_another_person() -> None:
    turn = ready(
        "sign_translation",
        translation_state="signed_by_editor",
        translation_sign_offs=(EDITOR,),
        actor=Actor(person="Clara", role="reviewing_clinician"),
    )
    assert unmet_codes("sign_translation", turn) == ()
    early = turn.replaced(translation_state="edited")
    assert unmet_codes("sign_translation", early) == ("not_the_signers_turn",)


def test_everything_unmet_is_named_at_once_in_both_languages(words: StateWords) -> None:
    standing = ready("seal_package", question_verdict="vague", blocking_findings=2)
    found = gate("seal_package", standing, words)
    assert [one.code for one in found] == ["blocking_findings", "question_not_specific"]
    assert all(one.message.en and one.remedy.zh for one in found)


def test_require_raises_an_error_of_the_tree_in_the_readers_language(words: StateWords) -> None:
    require("close", ready("close"), words, "en")
    standing = ready("close", requests_open=1, outcomes_due=1, holds=frozenset(("emergency",)))
    with pytest.raises(GateClosed) as english:
        require("close", standing, words, "en")
    with pytest.raises(GateClosed) as chinese:
        require("close", standing, words, "zh-hans")
    assert english.value.code == chinese.value.code == "held_emergency"
    assert "Letters to the home team" in english.value.message
    assert "资料函" in chinese.value.message
    assert " " not in chinese.value.message + chinese.value.remedy
    assert "随访" in chinese.value.remedy
