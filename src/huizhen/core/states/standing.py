"""Where a case stands, as one frozen value: what the gates and 'who is waited for' look at.

Every default is the one that keeps a gate shut: what the desk does not say is not granted.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from huizhen.core.preparation.question import Verdict
from huizhen.core.records.value import Value
from huizhen.core.states.holds import HoldName, Role

RecipientKind = Literal["home_team", "patient", "department", "interpreter"]
Channel = Literal["workspace", "package_file", "hospital_portal", "courier"]


class Actor(Value):
    """The named person who would act, in one role."""

    person: str = Field(min_length=1)
    role: Role


class SignOff(Value):
    """Who signed what, in which role; it holds for that content hash alone."""

    person: str = Field(min_length=1)
    role: Role
    content_hash: str = Field(min_length=1)


class Permission(Value):
    """One consent that is in force: for a purpose, a recipient and a country."""

    purpose: str
    recipient: str
    country: str
    covers_identity: bool = False
    covers_dates: bool = False
    """Its text says that the dates of examinations and treatments stay as they are."""


class Transfer(Value):
    """What would leave: for which purpose, to whom, where, how, and whether under the name."""

    purpose: str
    recipient_kind: RecipientKind
    recipient: str
    country: str
    channel: Channel = "package_file"
    is_identified: bool = False


class SealedPackage(Value):
    """A package that was sealed for one recipient from one version of the dossier."""

    recipient: str
    dossier_hash: str


class CaseStanding(Value):
    """Everything that the gates ask of a case, at one moment, for one person and one act."""

    stage: str
    holds: frozenset[HoldName] = frozenset()
    actor: Actor | None = None
    has_main_consent: bool = False
    """Consent that this service reads and prepares the records, by patient or proxy."""

    # intake
    files_received: int = 0
    is_identity_confirmed: bool = False
    open_quarantine: int | None = None
    facts_unconfirmed: int | None = None
    first_release_by: str = ""
    """Who proposed to release the quarantined file in question."""

    # assessment; the verdict is the one being recorded, afterwards the one on record
    fit_verdict: Literal["", "fit", "not_fit"] = ""
    specialty: str = ""
    has_fit_reasons: bool = False

    # preparation
    question_verdict: Verdict | Literal[""] = ""
    blocking_findings: int | None = None
    """Findings that block and were neither resolved nor overridden with a reason."""
    do_gaps_wait_for_clinician: bool = False
    """All that blocks was answered as not there, and only a clinician may accept that."""
    dossier_hash: str = ""
    dossier_sign_off: SignOff | None = None
    requests_open: int | None = None

    # what leaves
    transfer: Transfer | None = None
    permissions: tuple[Permission, ...] = ()
    is_masking_available: bool = False
    is_masking_complete: bool = False
    is_language_gate_available: bool = False
    language_findings: int | None = None
    """Blocking differences between the languages in what would leave, unresolved."""
    sealed: tuple[SealedPackage, ...] = ()

    # consultation; of the department in question
    is_department_verified: bool = False
    does_hospital_ask_identity: bool = False
    invitation_parts_missing: int | None = None
    invitation_state: str = ""
    invitations_waiting: int = 0
    is_material_at_hand: bool = False
    """All that departments still wait for has come; a signed version with it is yet to be
    submitted."""
    is_submission_recorded: bool = False
    """Date, person, reference and proof of how the material travelled are there."""
    opinion_state: str = ""
    is_opinion_of_this_case: bool = False
    opinion_parts_missing: int | None = None
    """Of opinion, department or institution, date, signature (clinical content 1.10)."""
    has_signature_proof: bool = False
    """A fresh second factor, or the signed original kept as received."""
    questions_open: int | None = None
    """Questions neither answered nor marked unanswerable with what is needed."""
    opinions_awaited: int | None = None
    opinions_signed: int = 0

    # interpretation
    translation_state: str = ""
    translation_hash: str = ""
    translation_sign_offs: tuple[SignOff, ...] = ()
    points_open: int | None = None
    """Points of the opinion not yet set against the home plan."""
    are_reports_released: bool = False

    # decision
    handovers_made: int = 0
    handovers_unread: int | None = None
    decision_state: str = ""
    outcomes_due: int | None = None
    """Outcomes neither recorded nor lost to follow-up."""
    outcome_reported_by: str = ""
    decision_reported_by: str = ""
