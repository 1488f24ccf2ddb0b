"""The decision on fit, what it sets in motion, and the ways back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from huizhen.core.assessment.fit import Fit
from huizhen.core.assessment.fit import FitDecision as Decided
from huizhen.core.assessment.fit import decide_fit as decided_by
from huizhen.core.errors import WrongState
from huizhen.core.preparation.letters.fit_letter import needs_call
from huizhen.ground.accounts.models import Role, User
from huizhen.ground.cases.change import Change, changing
from huizhen.ground.cases.gate import require_gate, tell_waiting
from huizhen.ground.cases.models import Case
from huizhen.ground.notify.actions import tell_roles
from huizhen.journey.assessment.models import FitDecision
from huizhen.journey.assessment.queries import fit_book, newest_decision, standing

HOME = (Role.PATIENT, Role.HOME_PHYSICIAN)
_VERDICTS: dict[Fit, str] = {"yes": "fit", "no": "not_fit", "unsure": "unsure"}


def decide_fit(
    case: Case,
    actor: User,
    fit: Fit,
    specialty: str,
    reasons: Sequence[str],
    note: str = "",
    *,
    seen: int | None = None,
) -> FitDecision:
    """Fit, not fit, or information wanted; in the clinician's name and with reasons.

    WrongCall where the decision is not whole, GateClosed where it may not be taken now."""
    now = timezone.now().isoformat(timespec="seconds")
    told = decided_by(specialty, fit, reasons, actor.name, now, fit_book(), note)
    verdict = _VERDICTS[fit]
    data = {"verdict": verdict, "specialty": specialty, "reasons": list(told.reasons)}
    with changing(case, actor, "decide_fit", seen=seen, data=data) as change:
        asked = {
            # to ask for information is an act of the same person at the same place
            "fit_verdict": "fit" if verdict == "unsure" else verdict,
            "has_fit_reasons": bool(told.reasons),
            "specialty": specialty,
        }
        role = Role.REVIEWING_CLINICIAN
        require_gate("decide_fit", standing(change.case, actor, role=role, **asked))
        made = _keep(change, actor, verdict, told)
        change.about = f"fit:{made.pk}"
        _follow(change, made)
    return made


def _keep(change: Change, actor: User, verdict: str, told: Decided) -> FitDecision:
    return FitDecision.behind_door.create(
        case=change.case,
        verdict=verdict,
        specialty=told.specialty,
        reasons=list(told.reasons),
        sealed=change.case.seal_json({"by": told.by, "note": told.note}),
        holds_submission=told.holds_submission,
        needs_call=needs_call(told, fit_book()),
        by=actor,
    )


def _follow(change: Change, made: FitDecision) -> None:
    """Stage, specialty, hold; the letter is set by the worker."""
    change.end_hold("fit_information_wanted")
    if made.verdict == "unsure" or made.holds_submission:
        change.hold("fit_information_wanted", f"fit:{made.pk}")
        change.emit("fit_information_asked")
    if made.verdict == "fit":
        change.case.specialty = made.specialty
        change.move("fit_decided")
    elif made.verdict == "not_fit":
        change.move("not_fit_decided")
    change.emit("fit_letter_wanted", decision=str(made.pk))
    tell_waiting(change, standing(change.case))


def record_call(case: Case, actor: User, *, seen: int | None = None) -> None:
    """A clinician has spoken with the patient: the letter may be read from now on."""
    made = newest_decision(case)
    if made is None or not made.needs_call or made.called_at is not None:
        raise WrongState(
            "no_call_awaited", "No call is awaited before the letter.", "Load the page again."
        )
    with changing(case, actor, "record_call", seen=seen, about=f"fit:{made.pk}"):
        made.called_by, made.called_at = actor, timezone.now()
        made.save()
    tell_roles(case, HOME, "fit_decided", f"/cases/{case.pk}/assessment/letter/")


def complete_information(case: Case, actor: User, note: str, *, seen: int | None = None) -> None:
    """What the decision asked for is there; an open decision waits for the clinician again."""
    if "fit_information_wanted" not in case.holds:
        raise WrongState(
            "no_information_awaited", "No information is awaited.", "Load the page again."
        )
    with changing(case, actor, "fit_information_complete", seen=seen) as change:
        change.personal["note"] = note
        change.end_hold("fit_information_wanted")
        change.emit("fit_information_complete")
        if change.case.stage == "assessment":
            tell_waiting(change, standing(change.case))


def return_to_intake(case: Case, actor: User, reason: str, *, seen: int | None = None) -> None:
    """The records do not suffice to decide: back to intake, with the reason."""
    with changing(case, actor, "return_case", seen=seen) as change:
        require_gate("return_case", standing(change.case, actor))
        change.personal["reason"] = reason
        change.move("returned_to_intake")
        tell_waiting(change, standing(change.case))


def offered_reasons() -> list[dict[str, Any]]:
    """The reasons of a decision by class, in the order of the pack."""
    groups: dict[str, list[Any]] = {}
    for reason in fit_book().reasons.values():
        groups.setdefault(reason.class_, []).append(reason)
    return [{"class": name, "reasons": found} for name, found in groups.items()]
