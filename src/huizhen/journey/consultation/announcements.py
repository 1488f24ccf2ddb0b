"""What the consultation says above the pages of a case."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from huizhen.ground.accounts.models import User
from huizhen.ground.cases.access import roles_in
from huizhen.ground.cases.models import Case
from huizhen.ground.cases.pages import Announcement
from huizhen.journey.consultation.materials import HOME_SIDE, arrived_for, asked_of_home


def announcements(case: Case, user: User) -> Iterable[Announcement]:
    """That the department waits for something from the reader's side."""
    if "clock_stopped" not in case.holds or not roles_in(user, case) & set(HOME_SIDE):
        return
    open_ones = asked_of_home(case).filter(state="open")
    if any(not arrived_for(case, row).exists() for row in open_ones):
        yield Announcement(
            _("The department asks for more material; its time stands still until it has come."),
            level="warning",
            address=reverse("asked_materials", args=[case.pk]),
            label=_("See what is asked"),
        )
