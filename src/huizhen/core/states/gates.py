"""Gates: what each guarded action needs before it may be done, as data.

A gate asks, in this order: the stage, the person and the role, the holds, the needs. All that is
unmet is named at once, so that nobody mends one thing only to meet the next.
"""

from __future__ import annotations

from collections.abc import Mapping

from huizhen.core.errors import GateClosed
from huizhen.core.records.value import Value
from huizhen.core.states.holds import NEVER_BLOCKED, Action, Role, blocking_holds
from huizhen.core.states.needs import NEEDS
from huizhen.core.states.stages import JOURNEY, STAGES
from huizhen.core.states.standing import CaseStanding
from huizhen.core.states.words import StateWords, Words, is_chinese

HELD = "held_"
"""Codes of holds start so; the hold's name follows."""


class Guard(Value):
    """What one action needs, where it may be done, by whom, and the stage events it records."""

    stages: tuple[str, ...]
    roles: frozenset[Role]
    """Empty where the notice is shown at once and no person acts."""
    needs: tuple[str, ...] = ()
    events: tuple[str, ...] = ()


class Unmet(Value):
    """One thing that stands in the way, in words for people."""

    code: str
    message: Words
    remedy: Words


def _guard(stages: str, roles: str, needs: str = "", events: str = "") -> Guard:
    named = {"journey": " ".join(JOURNEY), "any": " ".join(STAGES.states)}
    return Guard.model_validate(
        {
            "stages": tuple(named.get(stages, stages).split()),
            "roles": frozenset(roles.split()),
            "needs": tuple(needs.split()),
            "events": tuple(events.split()),
        }
    )


_STAFF = "coordinator reviewing_clinician"
_HOME = "patient home_physician coordinator"
_LEAVES = "transfer_missing consent_for_recipient_missing identity_not_allowed"
_TO_DEPARTMENT = f"{_LEAVES} not_a_department department_unverified"
_HOMEWARD = "transfer_missing consent_for_recipient_missing not_a_home_recipient"
_VERSION = "fit_undecided dossier_missing dossier_unsigned sign_off_outdated"
_LANGUAGES = "language_gate_unavailable language_findings_open"
_CLEAN = "quarantine_open facts_unconfirmed blocking_findings"

GUARDS: dict[Action, Guard] = {
    "accept_enquiry": _guard("enquiry", _STAFF, "main_consent_missing", "enquiry_accepted"),
    "decline_enquiry": _guard("enquiry", _STAFF, "reasons_missing", "enquiry_declined"),
    "complete_intake": _guard(
        "intake",
        "coordinator",
        "main_consent_missing no_files identity_unconfirmed quarantine_open",
        "intake_completed",
    ),
    "release_from_quarantine": _guard(
        "journey", _STAFF, "first_release_missing same_person_releases"
    ),
    "decide_fit": _guard(
        "assessment preparation consultation",
        "reviewing_clinician",
        "verdict_missing reasons_missing specialty_missing fit_decided_late",
        "fit_decided not_fit_decided",
    ),
    "send_request": _guard(
        "intake assessment preparation consultation interpretation decision",
        _STAFF,
        f"main_consent_missing {_HOMEWARD} {_LANGUAGES}",
    ),
    "sign_off_dossier": _guard(
        "preparation consultation",
        "reviewing_clinician",
        f"main_consent_missing identity_unconfirmed fit_undecided {_CLEAN} dossier_missing",
    ),
    "seal_package": _guard(
        "preparation consultation interpretation decision",
        _STAFF,
        f"main_consent_missing {_VERSION} {_CLEAN} question_not_specific {_LEAVES}"
        f" masking_unavailable masking_incomplete dates_not_covered {_LANGUAGES}",
    ),
    "invite": _guard(
        "preparation consultation",
        "coordinator",
        f"main_consent_missing {_VERSION} invitation_incomplete {_TO_DEPARTMENT} {_LANGUAGES}",
        "consultation_opened",
    ),
    "submit": _guard(
        "consultation",
        "coordinator",
        f"main_consent_missing {_VERSION} {_CLEAN} question_not_specific {_TO_DEPARTMENT}"
        f" invitation_missing package_unsealed {_LANGUAGES} submission_unrecorded",
    ),
    "accept": _guard(
        "consultation",
        "specialist department_secretary coordinator",
        "department_unverified invitation_not_open",
    ),
    "sign_opinion": _guard(
        "consultation",
        f"specialist {_STAFF}",
        "opinion_not_ready not_the_opinions_signer opinion_of_another_case questions_open"
        " opinion_incomplete signature_unproven",
    ),
    "complete_consultation": _guard(
        "consultation", _STAFF, "no_signed_opinion opinions_awaited", "opinions_completed"
    ),
    "sign_translation": _guard(
        "consultation interpretation",
        "medical_editor reviewing_clinician",
        f"no_signed_opinion not_the_signers_turn same_person_signs {_LANGUAGES}",
    ),
    "release_reports": _guard(
        "interpretation",
        _STAFF,
        "no_signed_opinion opinions_awaited translation_unsigned two_sign_offs_missing points_open"
        f" {_LANGUAGES}",
    ),
    "hand_over": _guard(
        "interpretation decision",
        _STAFF,
        f"reports_unreleased {_HOMEWARD}",
        "reports_handed_over",
    ),
    "record_decision": _guard("decision", _HOME, "not_handed_over decision_source_missing"),
    "record_outcome": _guard("decision", _HOME, "outcome_source_missing"),
    "close": _guard(
        "decision",
        "coordinator",
        "requests_open opinions_awaited handovers_unread decision_open outcomes_due",
        "case_closed",
    ),
    "return_case": _guard(
        "assessment preparation consultation interpretation decision",
        _STAFF,
        "",
        "returned_to_intake reassessment_asked returned_to_preparation clarification_asked"
        " report_correction_asked",
    ),
    "reopen": _guard(" ".join(STAGES.finals), _STAFF, "reasons_missing", "case_reopened"),
    "stop_case": _guard(
        "journey",
        f"patient {_STAFF}",
        "",
        "emergency_stopped case_withdrawn case_abandoned patient_died",
    ),
    "advise_local_care": _guard("any", ""),
}
"""The guard of every action."""


def unmet_codes(
    action: Action, standing: CaseStanding, guards: Mapping[Action, Guard] = GUARDS
) -> tuple[str, ...]:
    """The codes of all that stands in the way; empty means that the action may be done."""
    guard = guards[action]
    found = [] if standing.stage in guard.stages else ["wrong_stage"]
    if guard.roles and standing.actor is None:
        found.append("actor_unnamed")
    elif guard.roles and standing.actor and standing.actor.role not in guard.roles:
        found.append("role_not_allowed")
    if action not in NEVER_BLOCKED:
        found += [HELD + name for name in blocking_holds(action, standing.holds)]
    found += [code for code in guard.needs if not NEEDS[code](standing)]
    return tuple(found)


def gate(action: Action, standing: CaseStanding, words: StateWords) -> tuple[Unmet, ...]:
    """All that stands in the way of the action, in words; empty means that it may be done."""
    return tuple(
        Unmet(code=code, message=words.unmet(code), remedy=words.remedy(code))
        for code in unmet_codes(action, standing)
    )


def require(action: Action, standing: CaseStanding, words: StateWords, language: str) -> None:
    """Passes where the action may be done; raises GateClosed with all that is unmet."""
    unmet = gate(action, standing, words)
    if unmet:
        between = "" if is_chinese(language) else " "
        raise GateClosed(
            unmet[0].code,
            between.join(one.message.text(language) for one in unmet),
            between.join(one.remedy.text(language) for one in unmet),
        )
