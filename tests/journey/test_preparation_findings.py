"""What is missing: by effect, let pass with a reason where allowed, resolved by versions."""

from __future__ import annotations

import pytest
from preparation_world import World, make_world

from huizhen.ground.cases.access import case_rows
from huizhen.ground.consent.models import Consent
from huizhen.ground.records.queries import current_version, findings_of
from huizhen.journey.preparation.models import FindingOverride
from huizhen.journey.preparation.queries import CONSENT_ITEM, blocking_count, standing

pytestmark = pytest.mark.django_db
REASON = "The slides are lost; the department was told."


@pytest.fixture
def world() -> World:
    return make_world()


def blocking(world: World) -> str:
    version = current_version(world.now())
    assert version is not None
    return next(f.requirement for f in findings_of(world.now(), version) if f.effect == "block")


def let_pass(world: World, reason: str = REASON, role: str = "coordinator", **more: str) -> int:
    told = {"requirement": blocking(world), "reason": reason, **more}
    return int(world.post(role, "findings/override", told).status_code)


def count(world: World) -> int | None:
    return blocking_count(world.now(), current_version(world.now()))


def test_before_a_dossier_nothing_is_known_and_nothing_counts_as_zero(world: World) -> None:
    assert count(world) is None
    assert world.get("coordinator", "findings/").status_code == 200


def test_findings_stand_by_effect_with_what_would_close_them(world: World) -> None:
    world.give_package(blocking="all")
    page = world.get("coordinator", "findings/").content.decode()
    assert "Blocks the case" in page
    assert "What would close it" in page
    assert (count(world) or 0) > 1


def test_a_blocking_finding_is_let_pass_with_a_reason(world: World) -> None:
    world.give_package(blocking="free")
    assert count(world) == 1
    assert let_pass(world) == 302
    assert standing(world.now()).blocking_findings == 0
    page = world.get("coordinator", "findings/").content.decode()
    assert REASON in page
    assert REASON.encode() not in bytes(case_rows(world.case, FindingOverride).get().sealed_reason)


def test_the_consent_signed_here_answers_the_item_of_consent(world: World) -> None:
    world.give_package(blocking="all")
    version = current_version(world.now())
    assert version is not None
    asked = [f for f in findings_of(world.now(), version) if f.requirement == CONSENT_ITEM]
    assert [finding.effect for finding in asked] == ["block"]
    with_consent = count(world) or 0
    case_rows(world.case, Consent).filter(purpose="prepare_case").update(state="withdrawn")
    assert count(world) == with_consent + 1


def test_a_reason_is_needed(world: World) -> None:
    world.give_package(blocking="free")
    assert let_pass(world, "so") == 400
    assert count(world) == 1


def test_what_may_not_be_let_pass_blocks_on(world: World) -> None:
    world.give_package(blocking="fixed")
    assert let_pass(world) == 400
    assert count(world) == 1


def test_twice_from_one_page_is_once(world: World) -> None:
    world.give_package(blocking="free")
    seen = str(world.now().revision)
    assert [let_pass(world, seen=seen), let_pass(world, seen=seen)] == [302, 409]
    assert let_pass(world) == 400
    assert case_rows(world.case, FindingOverride).count() == 1


def test_a_later_version_without_it_shows_it_as_resolved(world: World) -> None:
    world.give_package(blocking="free")
    let_pass(world)
    world.give_package(blocking="none")
    assert count(world) == 0
    assert "no longer found" in world.get("coordinator", "findings/").content.decode()


def test_an_override_is_taken_back(world: World) -> None:
    world.give_package(blocking="free")
    let_pass(world)
    row = case_rows(world.case, FindingOverride).get()
    assert world.post("coordinator", f"findings/{row.pk}/withdraw").status_code == 302
    assert count(world) == 1


@pytest.mark.parametrize("role", ["patient", "home_physician", "medical_editor", "specialist"])
def test_others_let_nothing_pass(world: World, role: str) -> None:
    world.give_package(blocking="free")
    assert let_pass(world, role=role) == 404
    assert count(world) == 1
