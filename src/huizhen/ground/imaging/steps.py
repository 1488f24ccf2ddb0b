"""What follows for the images when files arrive, a consent is given, or a case is composed."""

from __future__ import annotations

from uuid import UUID

from huizhen.ground.cases.access import case_rows, system_case
from huizhen.ground.cases.gate import standing_of
from huizhen.ground.events.models import Event
from huizhen.ground.files.models import ReceivedFile
from huizhen.ground.imaging.actions import ask_to_index
from huizhen.ground.imaging.models import ImagingInstanceRow


def look_for_images(event: Event) -> None:
    """Files have come, or may be read now: images are looked for where the patient agrees."""
    case = system_case(UUID(str(event.case_id)))
    if standing_of(case).has_main_consent and case_rows(case, ReceivedFile).exists():
        ask_to_index(case.pk)


def follow_the_inventory(event: Event) -> None:
    """A composition says anew whose each file is: the images follow it."""
    case = system_case(UUID(str(event.case_id)))
    if case_rows(case, ImagingInstanceRow).exists():
        ask_to_index(case.pk)
