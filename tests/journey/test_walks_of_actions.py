"""Random walks through the desk's actions: whoever does whatever, the laws of the desk hold."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db import transaction
from django.test import override_settings
from walk_world import Stage, make_stage
from walker import by_action, take_walk

from sizes import count, seeds

pytestmark = [pytest.mark.django_db, pytest.mark.sized]

STEPS = 25


@pytest.fixture
def stage() -> Stage:
    return make_stage()


class _Over(Exception):
    """A walk is over: what it wrote is rolled back, so that the next begins on a clean desk."""


@override_settings(HUIZHEN_PIPELINE="walk_pipeline")
def test_walks_keep_the_laws(stage: Stage) -> None:
    counts: Counter[str] = Counter()
    for seed in seeds(0, count(6, 60, 1000)):
        try:
            with transaction.atomic():
                take_walk(stage, seed, by_action, STEPS, counts)
                raise _Over
        except _Over:
            continue
    stages = {name for name in counts if name.startswith("stage ")}
    assert len(stages) > 4, counts  # the walks go somewhere
    assert any(name.endswith(":refused") for name in counts)
