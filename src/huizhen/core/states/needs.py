"""What a guarded action may need, one predicate a need, named by the code shown when it is unmet.

Counts that the desk did not give are None and never equal zero: silence keeps a gate shut.
"""

from __future__ import annotations

from collections.abc import Callable

from huizhen.core.states.holds import Role
from huizhen.core.states.standing import CaseStanding, Permission

Need = Callable[[CaseStanding], bool]

TRANSLATION_SIGNERS: tuple[Role, Role] = ("medical_editor", "reviewing_clinician")
"""Whose two signatures a translation needs, in this order."""


def _is_for(standing: CaseStanding, *kinds: str) -> bool:
    return standing.transfer is not None and standing.transfer.recipient_kind in kinds


def _permissions(standing: CaseStanding) -> tuple[Permission, ...]:
    """The consents in force that cover what would leave."""
    to = standing.transfer
    if to is None:
        return ()
    wanted = (to.purpose, to.recipient, to.country)
    return tuple(
        one for one in standing.permissions if (one.purpose, one.recipient, one.country) == wanted
    )


def _is_identity_allowed(standing: CaseStanding) -> bool:
    """The home side knows the patient; a department gets the name by consent and its own rule."""
    if standing.transfer is None:
        return False
    if not standing.transfer.is_identified or _is_for(standing, "home_team", "patient"):
        return True
    asked = standing.does_hospital_ask_identity
    return asked and any(one.covers_identity for one in _permissions(standing))


def _is_masked(standing: CaseStanding) -> bool:
    if standing.transfer is None:
        return False
    is_named = standing.transfer.is_identified and _is_identity_allowed(standing)
    return is_named or _is_for(standing, "home_team") or standing.is_masking_complete


def _may_dates_leave(standing: CaseStanding) -> bool:
    """Dates of what happened help to identify: to a department they go by the patient's word.
    Without any consent for it there is a need of its own."""
    permissions = _permissions(standing)
    if not permissions or _is_for(standing, "home_team", "patient"):
        return True
    is_named = standing.transfer is not None and standing.transfer.is_identified
    return (is_named and _is_identity_allowed(standing)) or any(
        one.covers_dates for one in permissions
    )


def _is_sealed(standing: CaseStanding) -> bool:
    """Sealed for this recipient from this version, or sent under the name by another channel."""
    to = standing.transfer
    if to is None or not standing.dossier_hash:
        return False
    if to.channel != "package_file" and to.is_identified:
        return True
    return any(
        one.recipient == to.recipient and one.dossier_hash == standing.dossier_hash
        for one in standing.sealed
    )


def _is_signed_by_clinician(standing: CaseStanding) -> bool:
    signed = standing.dossier_sign_off
    return signed is not None and signed.role == "reviewing_clinician"


def _is_sign_off_current(standing: CaseStanding) -> bool:
    signed = standing.dossier_sign_off
    return signed is None or signed.content_hash == standing.dossier_hash


def _is_opinion_signer(standing: CaseStanding) -> bool:
    """A draft is signed by the specialist; a signed original is recorded by others as well."""
    if standing.actor is None:
        return False
    return standing.opinion_state == "received" or standing.actor.role == "specialist"


def _is_translation_turn(standing: CaseStanding) -> bool:
    if standing.actor is None:
        return False
    editor, clinician = TRANSLATION_SIGNERS
    turn = {"edited": editor, "signed_by_editor": clinician}.get(standing.translation_state)
    return standing.actor.role == turn


def _is_other_signer(standing: CaseStanding) -> bool:
    signers = {one.person for one in standing.translation_sign_offs}
    return standing.actor is not None and standing.actor.person not in signers


def _has_two_sign_offs(standing: CaseStanding) -> bool:
    """One in each role, by two persons, both of the words as they stand now."""
    current = [
        one
        for one in standing.translation_sign_offs
        if standing.translation_hash and one.content_hash == standing.translation_hash
    ]
    editor, clinician = TRANSLATION_SIGNERS
    editors = {one.person for one in current if one.role == editor}
    clinicians = {one.person for one in current if one.role == clinician}
    return any(first != second for first in editors for second in clinicians)


def _is_other_releaser(standing: CaseStanding) -> bool:
    return standing.actor is not None and standing.actor.person != standing.first_release_by


def _is_fit_in_time(standing: CaseStanding) -> bool:
    return standing.fit_verdict != "fit" or standing.stage == "assessment"


NEEDS: dict[str, Need] = {
    "main_consent_missing": lambda s: s.has_main_consent,
    "no_files": lambda s: s.files_received > 0,
    "identity_unconfirmed": lambda s: s.is_identity_confirmed,
    "quarantine_open": lambda s: s.open_quarantine == 0,
    "first_release_missing": lambda s: bool(s.first_release_by),
    "same_person_releases": _is_other_releaser,
    "facts_unconfirmed": lambda s: s.facts_unconfirmed == 0,
    "verdict_missing": lambda s: s.fit_verdict != "",
    "reasons_missing": lambda s: s.has_fit_reasons,
    "specialty_missing": lambda s: s.fit_verdict == "not_fit" or bool(s.specialty),
    "fit_decided_late": _is_fit_in_time,
    "fit_undecided": lambda s: s.fit_verdict == "fit",
    "question_not_specific": lambda s: s.question_verdict == "pass",
    "blocking_findings": lambda s: s.blocking_findings == 0,
    "dossier_missing": lambda s: bool(s.dossier_hash),
    "dossier_unsigned": _is_signed_by_clinician,
    "sign_off_outdated": _is_sign_off_current,
    "transfer_missing": lambda s: s.transfer is not None,
    "consent_for_recipient_missing": lambda s: bool(_permissions(s)),
    "identity_not_allowed": _is_identity_allowed,
    "masking_unavailable": lambda s: _is_for(s, "home_team") or s.is_masking_available,
    "masking_incomplete": _is_masked,
    "dates_not_covered": _may_dates_leave,
    "language_gate_unavailable": lambda s: s.is_language_gate_available,
    "language_findings_open": (
        lambda s: not s.is_language_gate_available or s.language_findings == 0
    ),
    "department_unverified": lambda s: s.is_department_verified,
    "invitation_incomplete": lambda s: s.invitation_parts_missing == 0,
    "invitation_missing": lambda s: s.invitation_state in ("sent", "accepted"),
    "invitation_not_open": lambda s: s.invitation_state == "sent",
    "package_unsealed": _is_sealed,
    "submission_unrecorded": lambda s: s.is_submission_recorded,
    "opinion_not_ready": lambda s: s.opinion_state in ("draft", "received"),
    "opinion_of_another_case": lambda s: s.is_opinion_of_this_case,
    "opinion_incomplete": lambda s: s.opinion_parts_missing == 0,
    "signature_unproven": lambda s: s.has_signature_proof,
    "not_the_opinions_signer": _is_opinion_signer,
    "questions_open": lambda s: s.questions_open == 0,
    "no_signed_opinion": lambda s: s.opinions_signed > 0,
    "opinions_awaited": lambda s: s.opinions_awaited == 0,
    "not_the_signers_turn": _is_translation_turn,
    "same_person_signs": _is_other_signer,
    "translation_unsigned": lambda s: s.translation_state == "signed_by_clinician",
    "two_sign_offs_missing": _has_two_sign_offs,
    "points_open": lambda s: s.points_open == 0,
    "reports_unreleased": lambda s: s.are_reports_released,
    "not_a_department": lambda s: _is_for(s, "department"),
    "not_a_home_recipient": lambda s: _is_for(s, "home_team", "patient"),
    "not_handed_over": lambda s: s.handovers_made > 0,
    "handovers_unread": lambda s: s.handovers_unread == 0,
    "decision_source_missing": lambda s: bool(s.decision_reported_by),
    "outcome_source_missing": lambda s: bool(s.outcome_reported_by),
    "decision_open": lambda s: s.decision_state in ("recorded", "lost_to_follow_up"),
    "outcomes_due": lambda s: s.outcomes_due == 0,
    "requests_open": lambda s: s.requests_open == 0,
}
"""Every need by the code that is shown when it is unmet."""
