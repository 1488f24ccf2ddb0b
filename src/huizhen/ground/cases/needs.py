"""Who may do what with a case: one table, default deny (docs/operate/access.md prints it)."""

from __future__ import annotations

from typing import Final

from huizhen.ground.accounts.models import Role

_HOME = frozenset({Role.PATIENT, Role.HOME_PHYSICIAN})
_OFFICE = frozenset({Role.COORDINATOR, Role.REVIEWING_CLINICIAN})
_SITE = _OFFICE | {Role.MEDICAL_EDITOR}
_DEPARTMENT = frozenset({Role.SPECIALIST, Role.DEPARTMENT_SECRETARY})

NEEDS: Final[dict[str, frozenset[str]]] = {
    "see_status": frozenset(Role.values),
    "see_identity": _HOME | _SITE,
    "see_records": _HOME | _SITE | {Role.SPECIALIST, Role.INTERPRETER},
    "see_work": _SITE,
    "upload": _HOME | {Role.COORDINATOR},
    "release_quarantine": _OFFICE,
    "decide_facts": _SITE,
    "complete_intake": frozenset({Role.COORDINATOR}),
    "raise_emergency": _HOME | _SITE | {Role.SPECIALIST},
    "clear_emergency": frozenset({Role.REVIEWING_CLINICIAN}),
    "decide_fit": frozenset({Role.REVIEWING_CLINICIAN}),
    "write_question": _OFFICE,
    "send_request": frozenset({Role.COORDINATOR}),
    "answer_request": _HOME | {Role.COORDINATOR},
    "edit_dossier": _SITE,
    "sign_off": frozenset({Role.REVIEWING_CLINICIAN}),
    "seal": frozenset({Role.COORDINATOR}),
    "invite": frozenset({Role.COORDINATOR}),
    "answer_invitation": _DEPARTMENT | {Role.COORDINATOR},
    "ask_for_material": _DEPARTMENT | {Role.COORDINATOR},
    "write_opinion": frozenset({Role.SPECIALIST}),
    "receive_opinion": frozenset({Role.COORDINATOR}),
    "see_opinion": _SITE | {Role.SPECIALIST},
    "translate": frozenset({Role.MEDICAL_EDITOR}),
    "sign_translation": frozenset({Role.MEDICAL_EDITOR, Role.REVIEWING_CLINICIAN}),
    "hand_over": frozenset({Role.COORDINATOR}),
    "read_report": _HOME | _SITE,
    "record_decision": _HOME | {Role.COORDINATOR},
    "record_outcome": _HOME | {Role.COORDINATOR},
    "close": frozenset({Role.COORDINATOR}),
    "end_case": _OFFICE | {Role.PATIENT},
    "turn_case": _OFFICE,
    "give_consent": frozenset({Role.PATIENT, Role.COORDINATOR}),
    "see_audit": frozenset({Role.PATIENT, Role.AUDITOR, Role.COORDINATOR}),
    "manage_people": frozenset({Role.COORDINATOR}),
}
"""Need -> roles in the case. A coordinator enters for others what came by post, telephone or
file; who did it stands in the trail."""

ORGANISATION_WIDE: Final = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR, Role.AUDITOR})
"""Roles that reach every case of their organisation; all others only cases that they take part
in."""

STAFF_MODE_NEEDS: Final = frozenset({"see_status", "see_records", "see_work", "see_audit"})
"""What an administrator in staff mode may do besides: look, for a stated reason."""
