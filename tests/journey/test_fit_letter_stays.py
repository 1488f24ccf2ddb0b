"""The letter on the fit is news while the case is prepared, and is found later too."""

from __future__ import annotations

import pytest
from preparation_world import World, make_world

from huizhen.ground.cases.models import Case
from worlds import signed_in

pytestmark = pytest.mark.django_db
NEWS = "There is a letter about whether an opinion may help."


@pytest.fixture
def world() -> World:
    return make_world()


def told(world: World, stage: str, role: str, page: str = "") -> str:
    Case.behind_door.filter(pk=world.case.pk).update(stage=stage)
    client = signed_in(world.site[role])
    return str(client.get(f"/cases/{world.case.pk}/{page}").content.decode())


@pytest.mark.parametrize("role", ["patient", "home_physician"])
def test_the_letter_is_announced_until_the_consultation(world: World, role: str) -> None:
    assert NEWS in told(world, "preparation", role)
    for stage in ("consultation", "interpretation", "decision", "closed"):
        assert NEWS not in told(world, stage, role), stage


@pytest.mark.parametrize("stage", ["consultation", "decision", "closed"])
def test_afterwards_it_is_found_beside_the_other_letters(world: World, stage: str) -> None:
    letters = told(world, stage, "patient", "letters/")
    assert f"/cases/{world.case.pk}/assessment/letter/" in letters
