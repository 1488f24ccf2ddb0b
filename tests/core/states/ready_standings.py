"""Standings in which one action may be done, and the one change that shuts each of its needs."""

from __future__ import annotations

from typing import Any

from huizhen.core.states.holds import Action, Role
from huizhen.core.states.standing import (
    Actor,
    CaseStanding,
    Permission,
    SealedPackage,
    SignOff,
    Transfer,
)

ROLE: dict[Action, Role] = {
    "sign_off_dossier": "reviewing_clinician",
    "decide_fit": "reviewing_clinician",
    "sign_opinion": "specialist",
    "accept": "department_secretary",
    "sign_translation": "medical_editor",
    "record_decision": "home_physician",
    "record_outcome": "patient",
}
STAGE: dict[Action, str] = {
    "accept_enquiry": "enquiry",
    "decline_enquiry": "enquiry",
    "complete_intake": "intake",
    "release_from_quarantine": "intake",
    "decide_fit": "assessment",
    "send_request": "preparation",
    "sign_off_dossier": "preparation",
    "seal_package": "preparation",
    "invite": "preparation",
    "submit": "consultation",
    "accept": "consultation",
    "sign_opinion": "consultation",
    "complete_consultation": "consultation",
    "sign_translation": "interpretation",
    "release_reports": "interpretation",
    "hand_over": "interpretation",
    "record_decision": "decision",
    "record_outcome": "decision",
    "close": "decision",
    "return_case": "decision",
    "reopen": "declined",
    "stop_case": "preparation",
    "advise_local_care": "enquiry",
}
WARD = Transfer(purpose="opinion", recipient_kind="department", recipient="ward", country="CN")
HOME = Transfer(purpose="care", recipient_kind="home_team", recipient="home", country="RO")
PERMISSIONS = (
    Permission(purpose="opinion", recipient="ward", country="CN", covers_dates=True),
    Permission(purpose="care", recipient="home", country="RO"),
)
EDITOR = SignOff(person="Edith", role="medical_editor", content_hash="words")
CLINICIAN = SignOff(person="Clara", role="reviewing_clinician", content_hash="words")
OF_ACTION: dict[Action, dict[str, Any]] = {
    "release_from_quarantine": {"first_release_by": "Rob"},
    "send_request": {"transfer": HOME},
    "accept": {"invitation_state": "sent"},
    "sign_translation": {"translation_state": "edited", "translation_sign_offs": ()},
    "hand_over": {"transfer": HOME},
}


def ready(action: Action, **changes: Any) -> CaseStanding:
    """A standing in which the action may be done, with some fields changed."""
    fields: dict[str, Any] = {
        "stage": STAGE[action],
        "actor": Actor(person="Ann", role=ROLE.get(action, "coordinator")),
        "has_main_consent": True,
        "files_received": 3,
        "is_identity_confirmed": True,
        "open_quarantine": 0,
        "facts_unconfirmed": 0,
        "fit_verdict": "fit",
        "specialty": "hpb",
        "has_fit_reasons": True,
        "question_verdict": "pass",
        "blocking_findings": 0,
        "dossier_hash": "v1",
        "dossier_sign_off": SignOff(person="Clara", role="reviewing_clinician", content_hash="v1"),
        "requests_open": 0,
        "transfer": WARD,
        "permissions": PERMISSIONS,
        "is_masking_available": True,
        "is_masking_complete": True,
        "is_language_gate_available": True,
        "language_findings": 0,
        "sealed": (SealedPackage(recipient="ward", dossier_hash="v1"),),
        "is_department_verified": True,
        "invitation_parts_missing": 0,
        "invitation_state": "accepted",
        "is_submission_recorded": True,
        "opinion_state": "draft",
        "is_opinion_of_this_case": True,
        "opinion_parts_missing": 0,
        "has_signature_proof": True,
        "questions_open": 0,
        "opinions_awaited": 0,
        "opinions_signed": 1,
        "translation_state": "signed_by_clinician",
        "translation_hash": "words",
        "translation_sign_offs": (EDITOR, CLINICIAN),
        "points_open": 0,
        "are_reports_released": True,
        "handovers_made": 1,
        "handovers_unread": 0,
        "decision_state": "recorded",
        "outcomes_due": 0,
        "outcome_reported_by": "Dr Home",
        "decision_reported_by": "Dr Home",
    }
    return CaseStanding.model_validate({**fields, **OF_ACTION.get(action, {}), **changes})


def _signed(role: Role = "reviewing_clinician", content_hash: str = "v1") -> SignOff:
    return SignOff(person="Clara", role=role, content_hash=content_hash)


SHUT: dict[str, list[dict[str, Any]]] = {
    "main_consent_missing": [{"has_main_consent": False}],
    "no_files": [{"files_received": 0}],
    "identity_unconfirmed": [{"is_identity_confirmed": False}],
    "quarantine_open": [{"open_quarantine": 1}, {"open_quarantine": None}],
    "first_release_missing": [{"first_release_by": ""}],
    "same_person_releases": [{"first_release_by": "Ann"}],
    "facts_unconfirmed": [{"facts_unconfirmed": 7}, {"facts_unconfirmed": None}],
    "verdict_missing": [{"fit_verdict": ""}],
    "reasons_missing": [{"has_fit_reasons": False}],
    "specialty_missing": [{"specialty": ""}],
    "fit_decided_late": [{"stage": "preparation"}, {"stage": "consultation"}],
    "fit_undecided": [{"fit_verdict": ""}, {"fit_verdict": "not_fit"}],
    "question_not_specific": [{"question_verdict": v} for v in ("", "weak", "vague")],
    "blocking_findings": [{"blocking_findings": 1}, {"blocking_findings": None}],
    "dossier_missing": [{"dossier_hash": "", "dossier_sign_off": _signed(content_hash="v0")}],
    "dossier_unsigned": [
        {"dossier_sign_off": None},
        {"dossier_sign_off": _signed("coordinator")},
    ],
    "sign_off_outdated": [{"dossier_sign_off": _signed(content_hash="v0")}],
    "transfer_missing": [{"transfer": None}],
    "consent_for_recipient_missing": [
        {"permissions": ()},
        {"permissions": tuple(one.replaced(country="US") for one in PERMISSIONS)},
        {"permissions": tuple(one.replaced(purpose="research") for one in PERMISSIONS)},
        {"permissions": tuple(one.replaced(recipient="other") for one in PERMISSIONS)},
    ],
    "identity_not_allowed": [
        {"transfer": WARD.replaced(is_identified=True)},
        {"transfer": WARD.replaced(is_identified=True), "does_hospital_ask_identity": True},
        {
            "transfer": WARD.replaced(is_identified=True),
            "permissions": tuple(one.replaced(covers_identity=True) for one in PERMISSIONS),
        },
    ],
    "masking_unavailable": [{"is_masking_available": False}],
    "masking_incomplete": [{"is_masking_complete": False}],
    "dates_not_covered": [
        {"permissions": tuple(one.replaced(covers_dates=False) for one in PERMISSIONS)}
    ],
    "language_gate_unavailable": [{"is_language_gate_available": False}],
    "language_findings_open": [{"language_findings": 2}, {"language_findings": None}],
    "department_unverified": [{"is_department_verified": False}],
    "invitation_incomplete": [
        {"invitation_parts_missing": 1},
        {"invitation_parts_missing": None},
    ],
    "invitation_missing": [{"invitation_state": s} for s in ("", "drafted", "declined", "lapsed")],
    "invitation_not_open": [{"invitation_state": s} for s in ("drafted", "accepted", "lapsed")],
    "package_unsealed": [
        {"sealed": ()},
        {"sealed": (SealedPackage(recipient="ward", dossier_hash="v0"),)},
        {"sealed": (SealedPackage(recipient="other", dossier_hash="v1"),)},
    ],
    "submission_unrecorded": [{"is_submission_recorded": False}],
    "opinion_not_ready": [{"opinion_state": s} for s in ("", "awaited", "signed", "refused")],
    "opinion_of_another_case": [{"is_opinion_of_this_case": False}],
    "opinion_incomplete": [{"opinion_parts_missing": 1}, {"opinion_parts_missing": None}],
    "signature_unproven": [{"has_signature_proof": False}],
    "not_the_opinions_signer": [{"actor": Actor(person="Ann", role="coordinator")}],
    "questions_open": [{"questions_open": 1}, {"questions_open": None}],
    "no_signed_opinion": [{"opinions_signed": 0}],
    "opinions_awaited": [{"opinions_awaited": 1}, {"opinions_awaited": None}],
    "not_the_signers_turn": [
        {"translation_state": "draft"},
        {"translation_state": "signed_by_editor"},
        {"actor": Actor(person="Ann", role="reviewing_clinician")},
    ],
    "same_person_signs": [
        {
            "translation_state": "signed_by_editor",
            "translation_sign_offs": (EDITOR,),
            "actor": Actor(person="Edith", role="reviewing_clinician"),
        }
    ],
    "translation_unsigned": [
        {"translation_state": s} for s in ("", "draft", "edited", "signed_by_editor", "released")
    ],
    "two_sign_offs_missing": [
        {"translation_sign_offs": ()},
        {"translation_sign_offs": (EDITOR,)},
        {"translation_sign_offs": (CLINICIAN,)},
        {"translation_sign_offs": (EDITOR, CLINICIAN.replaced(person="Edith"))},
        {"translation_sign_offs": (EDITOR, CLINICIAN.replaced(content_hash="older"))},
        {"translation_sign_offs": (EDITOR, CLINICIAN.replaced(role="coordinator"))},
        {"translation_hash": ""},
    ],
    "points_open": [{"points_open": 1}, {"points_open": None}],
    "reports_unreleased": [{"are_reports_released": False}],
    "not_a_department": [
        {"transfer": WARD.replaced(recipient_kind=kind)} for kind in ("patient", "interpreter")
    ],
    "not_a_home_recipient": [{"transfer": WARD}],
    "not_handed_over": [{"handovers_made": 0}],
    "handovers_unread": [{"handovers_unread": 1}, {"handovers_unread": None}],
    "decision_source_missing": [{"decision_reported_by": ""}],
    "outcome_source_missing": [{"outcome_reported_by": ""}],
    "decision_open": [{"decision_state": s} for s in ("", "awaited", "asked_again")],
    "outcomes_due": [{"outcomes_due": 1}, {"outcomes_due": None}],
    "requests_open": [{"requests_open": 1}, {"requests_open": None}],
}
"""The changes that shut each need, by the code that is then shown."""

ALSO: dict[str, set[str]] = {
    # without a transfer nothing can be said of it
    "transfer_missing": {
        "consent_for_recipient_missing",
        "identity_not_allowed",
        "masking_unavailable",
        "masking_incomplete",
        "package_unsealed",
        "not_a_department",
        "not_a_home_recipient",
    },
    "dossier_missing": {"package_unsealed", "sign_off_outdated"},
}
"""Codes that come with another one of necessity."""
