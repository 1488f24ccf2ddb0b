"""Who is waited for, for what and by which kind of deadline, and the usual days that remain."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from huizhen.core.records.value import Value
from huizhen.core.states.holds import Role
from huizhen.core.states.needs import NEEDS
from huizhen.core.states.stages import JOURNEY
from huizhen.core.states.standing import CaseStanding
from huizhen.core.states.words import StateWords

Deadline = Literal[
    "none",
    "red_flag_call",
    "request_answer",
    "invitation_answer",
    "opinion",
    "handover_reading",
    "outcome",
]


class Waiting(Value):
    """One role that is waited for; the desk knows the instant of the deadline."""

    role: Role
    what: str
    deadline: Deadline = "none"


class UsualDays(Value):
    """The usual days until the report, from stages with a figure; the others are named."""

    least: int
    most: int
    without_figure: tuple[str, ...]


_Rule = tuple[Callable[[CaseStanding], bool], Role, str, Deadline]


def _lacks(code: str) -> Callable[[CaseStanding], bool]:
    return lambda standing: not NEEDS[code](standing)


def _in(state: str) -> Callable[[CaseStanding], bool]:
    return lambda standing: standing.translation_state == state


def _has_differences(standing: CaseStanding) -> bool:
    """Known ones: what is still being checked is waited for from nobody."""
    return bool(standing.language_findings) and not standing.are_reports_released


def _always(_: CaseStanding) -> bool:
    return True


_HOLDS: tuple[_Rule, ...] = (
    (lambda s: "emergency" in s.holds, "reviewing_clinician", "call_patient", "red_flag_call"),
    (lambda s: "consent_withdrawn" in s.holds, "coordinator", "settle_consent", "none"),
)
"""Holds that leave nothing else to wait for."""

_BESIDE: tuple[_Rule, ...] = (
    (
        lambda s: "quarantine" in s.holds or bool(s.open_quarantine),
        "coordinator",
        "look_at_quarantine",
        "none",
    ),
    (
        lambda s: "changed_since_confirmed" in s.holds,
        "coordinator",
        "review_changed_facts",
        "none",
    ),
    (
        lambda s: "waiting_for_home_team" in s.holds or bool(s.requests_open),
        "home_physician",
        "answer_request",
        "request_answer",
    ),
)
"""What is waited for in any stage, beside the stage's own."""

_STAGES: dict[str, tuple[_Rule, ...]] = {
    "enquiry": (
        (_lacks("main_consent_missing"), "patient", "give_consent", "none"),
        (_always, "coordinator", "answer_enquiry", "none"),
    ),
    "intake": (
        (_lacks("no_files"), "patient", "upload_records", "none"),
        (_lacks("identity_unconfirmed"), "coordinator", "confirm_identity", "none"),
        (_always, "coordinator", "complete_intake", "none"),
    ),
    "assessment": (
        (
            lambda s: "fit_information_wanted" in s.holds,
            "patient",
            "answer_fit_question",
            "none",
        ),
        (_always, "reviewing_clinician", "decide_fit", "none"),
    ),
    "preparation": (
        (_lacks("facts_unconfirmed"), "coordinator", "confirm_facts", "none"),
        (_lacks("question_not_specific"), "coordinator", "sharpen_question", "none"),
        (
            lambda s: s.do_gaps_wait_for_clinician,
            "reviewing_clinician",
            "accept_absence",
            "none",
        ),
        (_lacks("blocking_findings"), "coordinator", "close_gaps", "none"),
        (_has_differences, "medical_editor", "settle_differences", "none"),
        (_lacks("dossier_unsigned"), "reviewing_clinician", "sign_dossier", "none"),
        (_lacks("sign_off_outdated"), "reviewing_clinician", "sign_dossier", "none"),
        (_always, "coordinator", "invite_department", "none"),
    ),
    "consultation": (
        (
            lambda s: "clock_stopped" in s.holds and s.is_material_at_hand,
            "coordinator",
            "submit_material",
            "none",
        ),
        (lambda s: "clock_stopped" in s.holds, "home_physician", "supply_material", "none"),
        (
            lambda s: s.invitations_waiting > 0,
            "department_secretary",
            "answer_invitation",
            "invitation_answer",
        ),
        (lambda s: bool(s.opinions_awaited), "specialist", "give_opinion", "opinion"),
        (lambda s: s.opinions_signed > 0, "coordinator", "complete_consultation", "none"),
        (_always, "coordinator", "invite_department", "none"),
    ),
    "interpretation": (
        (_in("draft"), "medical_editor", "edit_translation", "none"),
        (_lacks("points_open"), "medical_editor", "settle_points", "none"),
        (_has_differences, "medical_editor", "settle_differences", "none"),
        (_in("edited"), "medical_editor", "sign_translation", "none"),
        (_in("signed_by_editor"), "reviewing_clinician", "sign_translation", "none"),
        (_in("signed_by_clinician"), "coordinator", "release_reports", "none"),
        (lambda s: s.are_reports_released, "coordinator", "hand_over", "none"),
        (_always, "medical_editor", "edit_translation", "none"),
    ),
    "decision": (
        (_lacks("handovers_unread"), "home_physician", "read_report", "handover_reading"),
        (_lacks("decision_open"), "home_physician", "tell_decision", "none"),
        (_lacks("outcomes_due"), "home_physician", "tell_outcome", "outcome"),
        (_always, "coordinator", "close_case", "none"),
    ),
}


def _first(rules: tuple[_Rule, ...], standing: CaseStanding) -> tuple[Waiting, ...]:
    for is_so, role, what, deadline in rules:
        if is_so(standing):
            return (Waiting(role=role, what=what, deadline=deadline),)
    return ()


def waiting(standing: CaseStanding) -> tuple[Waiting, ...]:
    """Who is waited for, the most pressing first; empty where the case has ended.

    An emergency or a withdrawn consent is all there is to wait for. Otherwise it is the next step
    of the stage, and before it what lies beside: quarantine, changed facts, the home team.
    """
    if standing.stage not in _STAGES:
        return ()
    if alone := _first(_HOLDS, standing):
        return alone
    beside = tuple(one for rule in _BESIDE for one in _first((rule,), standing))
    return beside + _first(_STAGES[standing.stage], standing)


def usual_days_left(stage: str, words: StateWords) -> UsualDays:
    """The usual days from the start of a stage to the report, and the stages without a figure.

    The decision is not counted: it is the patient's and takes the time that it takes.
    """
    ahead = JOURNEY[JOURNEY.index(stage) : -1] if stage in JOURNEY else ()
    days = {one: words.usual_days(one) for one in ahead}
    known = [one for one in days.values() if one]
    return UsualDays(
        least=sum(least for least, _ in known),
        most=sum(most for _, most in known),
        without_figure=tuple(one for one, figure in days.items() if figure is None),
    )
