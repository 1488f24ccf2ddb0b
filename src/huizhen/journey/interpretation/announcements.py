"""What the interpretation says above every page of a case."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from huizhen.ground.accounts.models import User
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.models import Case
from huizhen.ground.cases.pages import Announcement
from huizhen.journey.interpretation.models import HandoverRow

_WITH_REPORTS = ("interpretation", "decision")


def announcements(case: Case, user: User) -> Iterable[Announcement]:
    """A report that waits for this reader."""
    if case.stage not in _WITH_REPORTS:
        return
    mine = case_rows(case, HandoverRow).filter(user=user, state__in=("sent", "opened"))
    if mine.exists():
        yield Announcement(
            _("A report is ready for you. At its end, please confirm that you have read it."),
            address=reverse("reports", args=[case.pk]),
            label=_("Your reports"),
        )
