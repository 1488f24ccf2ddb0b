"""What follows in assessment from what happened elsewhere."""

from __future__ import annotations

from uuid import UUID

from huizhen.ground.cases.access import system_case
from huizhen.ground.events.models import Event
from huizhen.ground.jobs.ledger import ask
from huizhen.journey.assessment.flag_actions import take_over_enquiry_flags
from huizhen.journey.assessment.jobs import FIT_LETTER, SCREEN
from huizhen.journey.assessment.queries import flag_book
from huizhen.journey.intake.queries import enquiry_of


def ask_to_screen(event: Event) -> None:
    """Something new was read: emergencies are looked for before anything else."""
    case_id = UUID(str(event.case_id))
    ask(SCREEN, f"{SCREEN}:{case_id}", case_id)


def take_over_flags(event: Event) -> None:
    """An enquiry that tells of an emergency has a task for each."""
    if "enquiry" not in event.data:
        return
    case = system_case(UUID(str(event.case_id)))
    enquiry = enquiry_of(case)
    if enquiry is None:
        return
    rules = flag_book().by_id
    flags = [
        {**flag, "notice": rules[flag["code"]].notice if flag["code"] in rules else "emergency"}
        for flag in case.unseal_json(enquiry.sealed_answers).get("flags", [])
    ]
    take_over_enquiry_flags(case, enquiry.pk, flags)


def ask_for_letter(event: Event) -> None:
    """The letter of a decision is set by the worker."""
    case_id, decision = UUID(str(event.case_id)), str(event.data["decision"])
    ask(FIT_LETTER, f"{FIT_LETTER}:{decision}", case_id, decision=decision)
