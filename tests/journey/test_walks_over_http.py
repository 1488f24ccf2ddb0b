"""Random walks through the desk's pages: no answer is a failure, and the laws of the desk hold."""

from __future__ import annotations

from collections import Counter

import pytest
import walk_pages
from django.db import transaction
from django.test import override_settings
from walk_world import Walk, make_stage
from walker import by_action, take_walk

from huizhen.ground.accounts.models import Membership
from huizhen.ground.cases.access import case_rows
from huizhen.journey.consultation.models import DepartmentInvitation
from sizes import count, seeds

pytestmark = [pytest.mark.django_db, pytest.mark.sized]

STEPS = 14
ANSWERS = {200, 302, 400, 403, 404, 409}


def by_page(walk: Walk, name: str, who: str, keen: bool) -> str:
    """A keen hand brings the case on by the actions; the dice send forms and open pages."""
    if keen:
        return by_action(walk, name, who, keen)
    rng = walk.rng
    name = rng.choice(list(walk_pages.FORMS))
    people = list(walk.stage.people)
    who = rng.choice(walk_pages.FORMS[name][0] if rng.random() < 0.75 else people)
    status = walk_pages.send(walk, name, who)
    walk.done.append(f"form {name} by {who}: {status}")
    assert status in ANSWERS, (name, who, status)
    reader = rng.choice(people)
    path, seen = walk_pages.look_in(walk, reader)
    walk.done.append(f"page {path} by {reader}: {seen}")
    assert seen in ANSWERS, (path, reader, seen)
    _only_the_invited_look_in(walk, path, reader, seen)
    return "done" if status == 302 else str(status)


def _only_the_invited_look_in(walk: Walk, path: str, reader: str, status: int) -> None:
    """Told from the rows: without a live invitation of its own department nobody of it sees it."""
    if reader == "stranger":
        assert status == 404, (path, reader)
    if not reader.startswith(("specialist", "department_secretary")):
        return
    own = Membership.objects.filter(user=walk.stage.people[reader], organisation__isnull=False)
    live = case_rows(walk.case, DepartmentInvitation).filter(
        organisation__in=own.values("organisation"), state__in=("sent", "accepted")
    )
    assert status == 404 or live.exists(), (path, reader, status)


class _Over(Exception):
    """A walk is over, and what it wrote is rolled back."""


@override_settings(HUIZHEN_PIPELINE="walk_pipeline")
def test_pages_keep_the_laws() -> None:
    stage, counts = make_stage(), Counter[str]()
    for seed in seeds(5000, count(3, 20, 200)):
        try:
            with transaction.atomic():
                take_walk(stage, seed, by_page, STEPS, counts)
                raise _Over
        except _Over:
            continue
    assert sum(counts.values()) > STEPS
    assert {"done", "refused"} <= {name.rpartition(":")[2] for name in counts}
