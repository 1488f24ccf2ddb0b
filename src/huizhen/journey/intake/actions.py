"""Opening a case from an enquiry, answering it, and closing the intake."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from smtplib import SMTPException
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from huizhen.core.assessment.enquiry import Enquiry as Answers
from huizhen.core.assessment.red_flags import Screening
from huizhen.core.errors import WrongCall
from huizhen.ground.accounts.actions import invite_person
from huizhen.ground.accounts.models import Organisation, Role, User
from huizhen.ground.cases.access import case_row
from huizhen.ground.cases.actions import identity_of, open_case
from huizhen.ground.cases.change import Change, changing
from huizhen.ground.cases.gate import require_gate, tell_waiting
from huizhen.ground.cases.models import Case
from huizhen.ground.consent.actions import give_consent
from huizhen.ground.consent.texts import MAIN
from huizhen.ground.content import state_words
from huizhen.ground.jobs.ledger import cancel, restart
from huizhen.ground.jobs.models import Job, JobState
from huizhen.ground.notify.actions import send_mail_to, tell_roles
from huizhen.ground.records.actions import set_request
from huizhen.journey.intake.models import Enquiry
from huizhen.journey.intake.queries import decline_reasons, jobs_of, letter_words, standing

_log = logging.getLogger(__name__)
_CALL_MINUTES = 15


@dataclass(frozen=True)
class Told:
    """An enquiry as it was sent: who it is about, the answers, and what they may mean."""

    form_id: UUID
    identity: Mapping[str, str]
    answers: Answers
    screening: Screening
    language: str
    """Of the page on which the consent was read."""
    signer: str = ""
    """Who consented, by name; empty when consent is still to be given."""
    invites: bool = True

    @property
    def role(self) -> str:
        """What the one who wrote will be in the case."""
        writes_as = self.answers.answers.get("writes_as")
        return Role.HOME_PHYSICIAN if writes_as == "physician" else Role.PATIENT


def take_enquiry(organisation: Organisation, actor: User | None, told: Told) -> tuple[Case, bool]:
    """The case of an enquiry, and whether its sender's link could be mailed.

    The same form sent again opens nothing."""
    sent = Enquiry.behind_door.filter(form_id=told.form_id).select_related("case").first()
    if sent is not None:
        return sent.case, sent.mailed_at is not None
    with transaction.atomic():
        case = _opened(organisation, actor, told)
    return case, told.invites and invite_writer(case, actor)


def _opened(organisation: Organisation, actor: User | None, told: Told) -> Case:
    answers = told.answers.answers
    case = open_case(
        organisation,
        actor,
        {**told.identity, "email": answers.get("email", "")},
        language=answers.get("language", "en"),
        country=answers.get("country", ""),
        is_sample=organisation.is_fictional,
    )
    if told.signer:
        give_consent(
            case,
            actor,
            MAIN,
            None,
            told.signer,
            language=told.language,
            relation="proxy" if answers.get("writes_as") == "proxy" else "",
        )
    if question := answers.get("asked", ""):
        set_request(case, actor, {"question": question})
    flags = [{"code": flag.code, "words": flag.words} for flag in told.screening.flags]
    sealed = {
        "red_flags": told.answers.red_flags,
        "answers": answers,
        "flags": flags,
        "pack": told.screening.stamp.version,
    }
    with changing(case, actor, "take_enquiry", data={"flags": len(flags)}) as change:
        enquiry = Enquiry.behind_door.create(
            case=change.case,
            form_id=told.form_id,
            sealed_answers=change.case.seal_json(sealed),
            by=actor,
        )
        change.about = f"enquiry:{enquiry.pk}"
        tell_waiting(change, standing(change.case))
        if flags:
            _hold_for_call(change, enquiry, flags)
    tell_roles(case, [Role.COORDINATOR], "emergency" if flags else "case_opened")
    return case


def _hold_for_call(change: Change, enquiry: Enquiry, flags: Sequence[Mapping[str, str]]) -> None:
    """Nothing goes on, and somebody calls back now: of a new case only coordinators know."""
    reason = "; ".join(f"{flag['code']} {flag['words']}" for flag in flags)
    change.hold("emergency", f"enquiry:{enquiry.pk}", reason)
    change.emit("red_flag_raised", enquiry=str(enquiry.pk))
    minutes = state_words().deadline_minutes("red_flag_call") or _CALL_MINUTES
    due = timezone.now() + timedelta(minutes=minutes)
    change.wait_for(Role.COORDINATOR, "call_patient", due)


def invite_writer(case: Case, actor: User | None) -> bool:
    """Send a link for an account to the address of the enquiry; False when mail cannot be sent.

    A link sent earlier stays good until it is used or expires."""
    enquiry = case_row(case, Enquiry)
    told = case.unseal_json(enquiry.sealed_answers)["answers"]
    address = identity_of(case).get("email") or told.get("email", "")
    if not address:
        raise WrongCall(
            "no_address",
            "No e-mail address is known for this case.",
            "Enter it with the patient's name and birth date.",
        )
    role = Role.HOME_PHYSICIAN if told.get("writes_as") == "physician" else Role.PATIENT
    invitation, token = invite_person(
        actor, address, role, None, case_id=case.pk, language=_desk_language(case.language)
    )
    Enquiry.behind_door.filter(pk=enquiry.pk).update(invitation=invitation, mailed_at=None)
    try:
        send_mail_to(address, "invited", case.language, case.number, f"/join/{token}")
    except (OSError, SMTPException):
        _log.exception("a link could not be mailed")
        return False
    Enquiry.behind_door.filter(pk=enquiry.pk).update(mailed_at=timezone.now())
    return True


def accept_enquiry(case: Case, actor: User, letter: str, *, seen: int | None = None) -> None:
    """Take the enquiry on: the records may come."""
    with changing(case, actor, "accept_enquiry", seen=seen) as change:
        require_gate("accept_enquiry", standing(change.case, actor))
        _answer(change, actor, "accepted", letter, [])
        change.move("enquiry_accepted")
        tell_waiting(change, standing(change.case, actor))
    tell_roles(case, [Role.PATIENT, Role.HOME_PHYSICIAN], "enquiry_accepted", _page(case))


def decline_enquiry(
    case: Case, actor: User, reasons: Sequence[str], letter: str, *, seen: int | None = None
) -> None:
    """Do not take the enquiry on, with reasons and a letter."""
    known = {reason.id for reason in decline_reasons()}
    chosen = [code for code in reasons if code in known]
    with changing(case, actor, "decline_enquiry", seen=seen, data={"reasons": chosen}) as change:
        require_gate("decline_enquiry", standing(change.case, actor, has_fit_reasons=bool(chosen)))
        _answer(change, actor, "declined", letter, chosen)
        change.move("enquiry_declined")
        change.wait_for("")
    tell_roles(case, [Role.PATIENT, Role.HOME_PHYSICIAN], "enquiry_declined", _page(case))


def _answer(change: Change, actor: User, state: str, letter: str, reasons: list[str]) -> None:
    enquiry = case_row(change.case, Enquiry, state="open")
    told: dict[str, Any] = {"text": letter.strip(), "reasons": reasons}
    Enquiry.behind_door.filter(pk=enquiry.pk).update(
        state=state,
        sealed_letter=change.case.seal_json(told),
        decided_by=actor,
        decided_at=timezone.now(),
    )
    change.about = f"enquiry:{enquiry.pk}"


def drafted_letter(case: Case, state: str, reasons: Sequence[str] = ()) -> str:
    """The letter to begin with, in the case's language; a person edits and sends it."""
    tongue = "zh" if case.language.startswith("zh") else "en"
    chosen = [reason for reason in decline_reasons() if reason.id in reasons]
    why = "\n".join(reason.for_patient(tongue) for reason in chosen)
    text = str(letter_words(state, case.language))
    return text.replace("{reasons}", why) if why else text


def complete_intake(case: Case, actor: User, *, seen: int | None = None) -> None:
    """The records are there and are this patient's: a clinician assesses them next."""
    with changing(case, actor, "complete_intake", seen=seen) as change:
        require_gate("complete_intake", standing(change.case, actor))
        change.move("intake_completed")
        tell_waiting(change, standing(change.case, actor))


def cancel_job(case: Case, actor: User, job_id: UUID) -> None:
    """Stop the reading of the case's files; what was read before stays."""
    job = _job(case, job_id)
    with changing(case, actor, "cancel_job", about=f"job:{job.pk}"):
        cancel(job)


def retry_job(case: Case, actor: User, job_id: UUID) -> None:
    """Let a reading that failed or was stopped begin again; one under way is left alone."""
    job = _job(case, job_id)
    with changing(case, actor, "retry_job", about=f"job:{job.pk}"):
        if job.state in (JobState.FAILED, JobState.CANCELLED):
            restart(job)


def _job(case: Case, job_id: UUID) -> Job:
    job = jobs_of(case).filter(pk=job_id).first()
    if job is None:
        raise WrongCall(
            "no_such_job", "There is no such work in this case.", "Load the page again."
        )
    return job


def _page(case: Case) -> str:
    return f"/cases/{case.pk}/intake/"


def _desk_language(language: str) -> str:
    return "zh-hans" if language.startswith("zh") else "en"
