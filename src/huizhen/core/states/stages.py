"""The stages of a case, its ends, and the ways back.

Holds are no stages: they lie over any of them (holds.py). What an act needs before it may record
one of these events is asked by its gate (gates.py).
"""

from __future__ import annotations

from huizhen.core.states.table import state_table

_JOURNEY = "enquiry intake assessment preparation consultation interpretation decision"
_ENDED_EARLY = "declined stopped_for_emergency withdrawn abandoned deceased"

STAGES = state_table(
    "stages",
    f"{_JOURNEY} closed {_ENDED_EARLY}",
    f"closed {_ENDED_EARLY}",
    [
        ("enquiry", "enquiry_accepted", "intake"),
        ("enquiry", "enquiry_declined", "declined"),
        ("intake", "intake_completed", "assessment"),
        ("assessment", "fit_decided", "preparation"),
        # an honest no is possible until the opinions are in
        ("assessment preparation consultation", "not_fit_decided", "declined"),
        ("preparation", "consultation_opened", "consultation"),
        ("consultation", "opinions_completed", "interpretation"),
        ("interpretation", "reports_handed_over", "decision"),
        ("decision", "case_closed", "closed"),
        ("assessment", "returned_to_intake", "intake"),
        ("preparation", "reassessment_asked", "assessment"),
        ("consultation", "returned_to_preparation", "preparation"),
        ("interpretation", "clarification_asked", "consultation"),
        ("decision", "report_correction_asked", "interpretation"),
        (_JOURNEY, "emergency_stopped", "stopped_for_emergency"),
        (_JOURNEY, "case_withdrawn", "withdrawn"),
        (_JOURNEY, "case_abandoned", "abandoned"),
        (_JOURNEY, "patient_died", "deceased"),
        # what happened in between is unknown: the case starts from its records again
        (_ENDED_EARLY, "case_reopened", "intake"),
        ("closed", "case_reopened", "decision"),
    ],
)

JOURNEY: tuple[str, ...] = tuple(_JOURNEY.split())
"""The stages of a case that is open, in their order."""
