"""What follows from what happened: the one table of the domain's flow.

An action notes an event; after its commit the worker runs, once, each step listed here. A step is
idempotent: after a kill it may run again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from huizhen.core.errors import HuizhenError
from huizhen.core.states.stages import STAGES
from huizhen.ground.cases.access import system_case
from huizhen.ground.events.models import Event
from huizhen.ground.imaging import masking_jobs
from huizhen.ground.imaging import steps as imaging_steps
from huizhen.ground.terms import steps as terms_steps
from huizhen.journey import whose_turn
from huizhen.journey.assessment import steps as assessment_steps
from huizhen.journey.consultation import steps as consultation_steps
from huizhen.journey.decision import steps as decision_steps
from huizhen.journey.intake import record_steps
from huizhen.journey.intake import steps as intake_steps
from huizhen.journey.interpretation import steps as interpretation_steps
from huizhen.journey.preparation import steps as preparation_steps

WHILE_OPEN: Final = frozenset(
    (
        "letter_due",
        "invitation_half_time",
        "invitation_due",
        "opinion_due",
        "handover_unread",
        "decision_due",
        "outcome_due",
    )
)
"""Reminders: nobody is reminded of anything once the case has ended."""

Step = Callable[[Event], None]
MOST_ATTEMPTS = 5

FLOW: Mapping[str, tuple[Step, ...]] = {
    "hold_ended": (whose_turn.tell_anew,),
    "files_arriving": (imaging_steps.look_for_images,),
    "files_received": (
        imaging_steps.look_for_images,
        intake_steps.read_files,
        preparation_steps.note_answers,
        consultation_steps.note_material_that_came,
    ),
    "main_consent_given": (imaging_steps.look_for_images, intake_steps.begin_with_consent),
    "package_composed": (
        record_steps.hold_what_is_apart,
        record_steps.hold_changed_facts,
        assessment_steps.ask_to_screen,
        preparation_steps.outdate_sign_offs,
        preparation_steps.compare_languages,
        terms_steps.note_open_names,
        imaging_steps.follow_the_inventory,
        masking_jobs.search_after,
    ),
    "masking_searched": (consultation_steps.mask_what_waits,),
    "masking_decided": (consultation_steps.mask_what_waits,),
    "papers_masked": (consultation_steps.tell_that_papers_can_be_read,),
    "submission_delivered": (consultation_steps.mask_what_waits,),
    "images_judged": (masking_jobs.search_after,),
    "terms_settled": (record_steps.prepare_again,),
    "languages_checked": (preparation_steps.tell_again,),
    "difference_settled": (preparation_steps.tell_again, interpretation_steps.tell_again),
    "letter_due": (preparation_steps.note_overdue,),
    "red_flag_raised": (assessment_steps.take_over_flags,),
    "fit_decided": (record_steps.prepare_again,),
    "fit_letter_wanted": (assessment_steps.ask_for_letter,),
    "fact_decided": (record_steps.prepare_again,),
    "request_changed": (record_steps.prepare_again,),
    "identity_confirmed": (record_steps.prepare_again,),
    "invitation_half_time": (consultation_steps.remind_at_half_time,),
    "invitation_due": (consultation_steps.lapse_when_due,),
    "material_due": (consultation_steps.tell_when_material_is_late,),
    "opinion_due": (consultation_steps.tell_when_overdue,),
    "opinions_completed": (interpretation_steps.ask_for_translation,),
    "handover_unread": (interpretation_steps.remind_of_report,),
    "handover_expires": (interpretation_steps.end_link,),
    "consent_withdrawn": (interpretation_steps.take_back_unread,),
    "report_read": (decision_steps.ask_for_decision,),
    "decision_due": (decision_steps.remind_of_decision,),
    "outcome_due": (decision_steps.ask_for_outcome,),
    "outcome_recorded": (decision_steps.tell_specialist,),
}
"""Event -> steps. Each stage's steps stand in its `actions` or `jobs`."""


def follow_up(limit: int = 20) -> int:
    """Run what follows from the oldest events that are due; how many were looked at."""
    due = Event.objects.filter(done_at=None, due_at__lte=timezone.now(), attempts__lt=MOST_ATTEMPTS)
    events = list(due.order_by("due_at", "id")[:limit])
    for event in events:
        _follow(event)
    return len(events)


def _follow(event: Event) -> None:
    """All steps of one event in one transaction, or none and a note of the failure."""
    try:
        with transaction.atomic():
            locked = Event.objects.select_for_update().get(pk=event.pk)
            if locked.done_at is not None:
                return
            for step in _steps_of(locked):
                step(locked)
            locked.done_at = timezone.now()
            locked.save(update_fields=["done_at"])
    except HuizhenError as error:
        _failed(event, error.code)
    except Exception as error:  # noqa: BLE001 - one event must not stop the others
        _failed(event, type(error).__name__)


def _steps_of(event: Event) -> tuple[Step, ...]:
    case_id = event.case_id if event.kind in WHILE_OPEN else None
    if case_id is not None and STAGES.is_final(system_case(case_id).stage):
        return ()
    return FLOW.get(event.kind, ())


def _failed(event: Event, code: str) -> None:
    event.attempts += 1
    event.error = code[:60]
    event.due_at = timezone.now() + timedelta(seconds=10 * 2**event.attempts)
    event.save(update_fields=["attempts", "error", "due_at"])
