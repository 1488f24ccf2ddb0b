"""Leaving the usual course of a case: ending it early, stepping back, opening it again."""

from __future__ import annotations

from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop as _noop

from huizhen.core.errors import WrongCall
from huizhen.core.states.small_tables import INVITATIONS, REQUESTS
from huizhen.core.states.stages import STAGES
from huizhen.core.states.standing import CaseStanding
from huizhen.ground.accounts.models import User
from huizhen.ground.cases.access import case_rows, roles_in
from huizhen.ground.cases.change import Change, changing
from huizhen.ground.cases.gate import require_gate
from huizhen.ground.cases.models import Case
from huizhen.ground.files.models import UploadLink
from huizhen.ground.notify.actions import tell_roles
from huizhen.journey.assessment.flag_actions import STOPPED
from huizhen.journey.consultation.actions.invitations import withdraw_within
from huizhen.journey.consultation.models import DepartmentInvitation
from huizhen.journey.decision.actions import tell_next
from huizhen.journey.decision.queries import standing
from huizhen.journey.interpretation.queries import acting_role
from huizhen.journey.preparation.actions.letters import cancel_within
from huizhen.journey.preparation.models import LetterRow

OF_THE_PATIENT: Final = "case_withdrawn"
"""The one end that is the patient's own to bring about."""
ENDS: Final = (OF_THE_PATIENT, "case_abandoned", "patient_died")
"""Ends before the usual one; an emergency is ended by the clinician on its own page."""
BACK: Final = ("reassessment_asked", "returned_to_preparation")
"""Steps back that no page of a stage takes itself."""


def ends_open_to(case: Case, role: str) -> tuple[str, ...]:
    """The events by which somebody in this role may end the case now."""
    possible = STAGES.events_from(case.stage)
    offered = (OF_THE_PATIENT,) if role == "patient" else ENDS
    return tuple(event for event in offered if event in possible)


def steps_back_from(case: Case) -> tuple[str, ...]:
    """The steps back that are possible from the stage in which the case stands."""
    return tuple(event for event in BACK if event in STAGES.events_from(case.stage))


def end_case(case: Case, actor: User, event: str, reason: str, *, seen: int | None = None) -> None:
    """End the case before its time: what was asked of others is taken back, records stay.

    Nobody writes to a patient who has died. WrongCall for an end that is not this role's."""
    with changing(case, actor, "stop_case", seen=seen) as change:
        role = acting_role(change.case, actor, "stop_case")
        require_gate("stop_case", standing(change.case, actor, role))
        if event not in ends_open_to(change.case, role):
            raise WrongCall(
                "end_not_offered",
                _noop("The case cannot be ended in this way by you."),
                _noop("Choose one of the ways that the page offers."),
            )
        change.personal["reason"] = reason
        _take_back_all(change, reason)
        change.move(event)
        change.wait_for("")
    told = ["coordinator", "home_physician"]
    tell_roles(case, told if event == "patient_died" else [*told, "patient"], "case_ended")


def step_back(case: Case, actor: User, event: str, reason: str, *, seen: int | None = None) -> None:
    """Back to the stage before; whoever was invited is no longer waited for."""
    with changing(case, actor, "return_case", seen=seen) as change:
        role = acting_role(change.case, actor, "return_case")
        require_gate("return_case", standing(change.case, actor, role))
        change.personal["reason"] = reason
        _withdraw_invitations(change, reason)
        change.move(event)
        tell_next(change)
    tell_roles(case, ["coordinator", "reviewing_clinician"], "waiting_for_you")


def reopen_case(case: Case, actor: User, reason: str, *, seen: int | None = None) -> None:
    """Go on with an ended case: from its records, or from the decision where it was closed."""
    with changing(case, actor, "reopen", seen=seen) as change:
        if "reviewing_clinician" in roles_in(actor, change.case):
            # that the patient was sent to local care is over when a clinician says so
            change.end_hold("emergency", STOPPED)
        require_gate("reopen", reopening(change.case, actor, reason))
        change.personal["reason"] = reason
        change.move("case_reopened")
        tell_next(change)
    path = reverse("case", args=[case.pk])
    tell_roles(case, ["coordinator", "home_physician", "patient"], "case_reopened", path)


def reopening(case: Case, actor: User, reason: str) -> CaseStanding:
    """Where an ended case stands for somebody who would open it again for a reason."""
    stands = standing(case, actor, acting_role(case, actor, "reopen"))
    return stands.replaced(has_fit_reasons=bool(reason))


def _take_back_all(change: Change, reason: str) -> None:
    """Links, letters and invitations that are still out."""
    links = UploadLink.behind_door.filter(case=change.case, revoked_at=None)
    change.data["links_revoked"] = links.update(revoked_at=timezone.now())
    _withdraw_invitations(change, reason)
    for letter in case_rows(change.case, LetterRow).exclude(state__in=REQUESTS.finals):
        cancel_within(change, letter)
    change.end_hold("waiting_for_home_team")


def _withdraw_invitations(change: Change, reason: str) -> None:
    rows = case_rows(change.case, DepartmentInvitation)
    is_open = [state for state in INVITATIONS.states
               if "invitation_withdrawn" in INVITATIONS.events_from(state)]  # fmt: skip
    for row in rows.filter(state__in=is_open):
        withdraw_within(change, row, reason)
