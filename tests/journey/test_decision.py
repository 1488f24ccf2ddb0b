"""What was decided, how it went, and the end of the case, through their pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.utils import timezone
from interpretation_world import World, make_world

from huizhen.ground.audit.models import AuditEvent
from huizhen.ground.cases.access import case_rows
from huizhen.ground.events.models import Event
from huizhen.ground.notify.models import Notice
from huizhen.journey.decision.models import DecisionEntry, DecisionRow, OutcomeEntry, OutcomeRow
from huizhen.journey.decision.queries import fit_counts, standing
from huizhen.journey.flow import follow_up
from kept_steps import kept
from worlds import ROLES, make_site, work_off

pytestmark = pytest.mark.django_db

DECIDED = {"follow": "in_part", "travel": "no", "trial": "open", "words": "Canaryreason: too far."}
WENT = {"condition": "better", "done": "part", "words": "Canarywords: walks again."}
BY_TELEPHONE = {
    "teller": "relative", "name": "B. Probe", "way": "telephone", "told_on": "2026-03-30",
}  # fmt: skip


def settle() -> None:
    """Run what follows from every event that is due by now."""
    while follow_up():
        pass


@pytest.fixture
def world() -> World:
    """A case whose report the patient has read."""
    made = make_world()
    made.released()
    kept("decision", lambda: read_by_the_patient(made))
    return made


def read_by_the_patient(made: World) -> None:
    made.hand_over(f"patient:{made.site['patient'].pk}", "account")
    row = made.handover()
    patient = made.client("patient")
    patient.get(f"{made.path}reports/{row.versions[0]}/")
    assert patient.post(f"{made.path}reports/handovers/{row.pk}/read").status_code == 302
    settle()


def outcome(world: World, days: int) -> OutcomeRow:
    found: OutcomeRow = case_rows(world.now(), OutcomeRow).get(days=days)
    return found


def tell_outcome(world: World, days: int, role: str = "patient", **more: str) -> Any:
    at = f"decision/outcomes/{outcome(world, days).pk}/"
    return world.post(role, at, {**WENT, **more})


def test_after_reading_the_home_side_is_asked_what_it_decides(world: World) -> None:
    assert world.now().stage == "decision"
    assert (world.now().waiting_role, world.now().waiting_for) == (
        "home_physician", "tell_decision"
    )  # fmt: skip
    for role in ("patient", "home_physician"):
        kinds = Notice.objects.filter(user=world.site[role]).values_list("kind", flat=True)
        assert "decision_asked" in kinds
        above = world.client(role).get(world.path).content.decode()
        assert "Please tell us what you and your doctors decided." in above
    assert "Please tell us" not in world.client("coordinator").get(world.path).content.decode()
    with time_machine.travel(timezone.now() + timedelta(days=16), tick=False):
        settle()
    row = case_rows(world.now(), DecisionRow).get()
    assert (row.state, row.asked) == ("asked_again", 2)


@pytest.mark.parametrize("role", ["patient", "home_physician"])
def test_the_home_side_records_its_decision_in_its_own_name(world: World, role: str) -> None:
    assert world.post(role, "decision/", DECIDED).status_code == 302
    entry = case_rows(world.now(), DecisionEntry).get()
    assert (entry.follow, entry.teller, entry.way) == ("in_part", role, "desk")
    assert b"Canaryreason" not in bytes(entry.sealed)
    days = list(case_rows(world.now(), OutcomeRow).order_by("days").values_list("days", flat=True))
    assert days == [30, 90, 180]
    left = outcome(world, 30).due_at - timezone.now()
    assert timedelta(days=28) < left < timedelta(days=32)
    assert world.now().waiting_for == "tell_outcome"
    assert world.now().due_at == outcome(world, 30).due_at
    page = world.client("coordinator").get(f"{world.path}decision/").content.decode()
    assert "Canaryreason: too far." in page
    assert world.site[role].name in page


def test_a_coordinator_names_who_told_it_and_how(world: World) -> None:
    assert world.post("coordinator", "decision/", DECIDED).status_code == 400
    assert not case_rows(world.now(), DecisionEntry).exists()
    ahead = {**DECIDED, **BY_TELEPHONE, "told_on": "2099-01-01"}
    answer = world.post("coordinator", "decision/", ahead)
    assert "lies in the future" in answer.content.decode()
    told = {**DECIDED, **BY_TELEPHONE}
    assert world.post("coordinator", "decision/", told).status_code == 302
    entry = case_rows(world.now(), DecisionEntry).get()
    assert (entry.teller, entry.way, entry.entered_by) == (
        "relative", "telephone", world.site["coordinator"]
    )  # fmt: skip
    page = world.client("patient").get(f"{world.path}decision/").content.decode()
    assert "B. Probe" in page


def test_a_correction_is_a_further_entry(world: World) -> None:
    world.post("patient", "decision/", DECIDED)
    assert world.post("patient", "decision/", {**DECIDED, "follow": "not"}).status_code == 302
    entries = case_rows(world.now(), DecisionEntry).order_by("number")
    assert [one.follow for one in entries] == ["in_part", "not"]
    assert case_rows(world.now(), OutcomeRow).count() == 3
    assert Event.objects.filter(kind="outcome_due").count() == 3


def test_a_decision_sent_twice_is_recorded_once(world: World) -> None:
    seen = world.now().revision
    told = {**DECIDED, "seen": seen}
    answers = [world.post("patient", "decision/", told).status_code for _ in range(2)]
    assert answers == [302, 409]
    assert case_rows(world.now(), DecisionEntry).count() == 1


def test_only_the_home_side_and_the_coordinator_reach_the_decision(world: World) -> None:
    for role in ROLES:
        may = role in ("patient", "home_physician", "coordinator")
        client = world.client(role)
        assert client.get(f"{world.path}decision/").status_code == (200 if may else 404), role
        if not may:
            told = {**DECIDED, **BY_TELEPHONE}
            assert world.post(role, "decision/", told).status_code == 404, role
        if role != "coordinator":
            assert world.post(role, "decision/close").status_code == 404, role
    assert not case_rows(world.now(), DecisionEntry).exists()


def test_another_site_finds_nothing(world: World) -> None:
    from worlds import signed_in

    other = make_site("two")
    for role in ("coordinator", "patient"):
        assert signed_in(other[role]).get(f"{world.path}decision/").status_code == 404


def test_before_the_hand_over_nothing_is_decided() -> None:
    made = make_world()
    made.released()
    assert made.post("patient", "decision/", DECIDED).status_code == 400
    assert not case_rows(made.now(), DecisionEntry).exists()
    page = made.client("patient").get(f"{made.path}decision/").content.decode()
    assert "Before this can be done" in page


def test_the_outcome_is_asked_for_on_its_day_and_told(world: World) -> None:
    world.post("home_physician", "decision/", DECIDED)
    work_off()
    sent = len(mail.outbox)
    settle()
    assert outcome(world, 30).asked == 0
    with time_machine.travel(timezone.now() + timedelta(days=32), tick=False):
        settle()
        settle()
        work_off()
        assert outcome(world, 30).state == "asked_again"
        assert outcome(world, 30).asked == 1
        assert outcome(world, 90).asked == 0
        assert len(mail.outbox) == sent + 2
        assert tell_outcome(world, 30).status_code == 302
        settle()
    entry = case_rows(world.now(), OutcomeEntry).get()
    assert (entry.condition, entry.done, entry.teller) == ("better", "part", "patient")
    assert b"Canarywords" not in bytes(entry.sealed)
    assert world.now().due_at == outcome(world, 90).due_at


def test_the_specialist_learns_the_outcome_and_nobody_s_words(world: World) -> None:
    at = f"{world.path}outcome-known/"
    assert "Nothing is known yet" in world.client("specialist").get(at).content.decode()
    world.post("patient", "decision/", DECIDED)
    tell_outcome(world, 30)
    settle()
    kinds = Notice.objects.filter(user=world.site["specialist"]).values_list("kind", "path")
    assert ("outcome_known", at) in kinds
    page = world.client("specialist").get(at).content.decode()
    assert "Better than before" in page
    assert "We follow part of it" in page
    for secret in ("Canary", "Probe", "Anna"):
        assert secret not in page
    above = world.client("specialist").get(world.path).content.decode()
    assert "The home side has told how it went." in above
    assert world.client("department_secretary").get(at).status_code == 404
    assert world.client("patient").get(at).status_code == 404


def test_what_is_known_is_counted_by_specialty_without_naming_cases(world: World) -> None:
    assert fit_counts(world.site["coordinator"]) == []
    world.post("patient", "decision/", DECIDED)
    tell_outcome(world, 30)
    told = {"specialty": "hpb", "follow": "in_part", "condition": "better", "number": 1}
    assert fit_counts(world.site["coordinator"]) == [told]
    assert fit_counts(make_site("two")["coordinator"]) == []
    page = world.client("coordinator").get("/outcomes/").content.decode()
    assert "We follow part of it" in page
    assert world.case.number not in page
    assert world.client("patient").get("/outcomes/").status_code == 404


def test_an_outcome_can_be_lost_only_after_having_been_asked_again(world: World) -> None:
    world.post("patient", "decision/", DECIDED)
    at = f"decision/outcomes/{outcome(world, 90).pk}/"
    reason = {"reason": "Called three times."}
    assert world.post("coordinator", f"{at}give-up", reason).status_code == 409
    assert world.post("coordinator", f"{at}ask").status_code == 302
    assert world.post("coordinator", f"{at}give-up", {"reason": ""}).status_code == 302
    assert outcome(world, 90).state == "asked_again"
    assert world.post("coordinator", f"{at}give-up", reason).status_code == 302
    assert outcome(world, 90).state == "lost_to_follow_up"
    assert tell_outcome(world, 90).status_code == 302
    assert outcome(world, 90).state == "recorded"


def test_a_case_closes_with_decision_and_90_day_outcome_on_record(world: World) -> None:
    def close() -> int:
        return int(world.post("coordinator", "decision/close").status_code)

    assert close() == 400
    world.post("patient", "decision/", DECIDED)
    tell_outcome(world, 30)
    assert close() == 400
    assert standing(world.now()).outcomes_due == 1
    tell_outcome(world, 90)
    page = world.client("coordinator").get(f"{world.path}decision/").content.decode()
    assert "no longer asked for once the case is closed" in page
    assert world.now().waiting_for == "close_case"
    assert close() == 302
    assert (world.now().stage, world.now().waiting_role) == ("closed", "")
    assert close() == 409
    assert tell_outcome(world, 180).status_code == 409
    with time_machine.travel(timezone.now() + timedelta(days=200), tick=False):
        settle()
    assert outcome(world, 180).asked == 0


def test_an_unread_report_keeps_the_case_open(world: World) -> None:
    world.hand_over()
    world.post("patient", "decision/", DECIDED)
    for days in (30, 90):
        tell_outcome(world, days)
    assert world.post("coordinator", "decision/close").status_code == 400
    world.post("coordinator", f"reports/handovers/{world.handover().pk}/revoke")
    assert world.post("coordinator", "decision/close").status_code == 302


def test_while_consent_is_withdrawn_nothing_is_recorded_and_the_case_can_be_closed(
    world: World,
) -> None:
    from huizhen.ground.consent.models import Consent

    world.post("patient", "decision/", DECIDED)
    consent = case_rows(world.now(), Consent).get(purpose="prepare_case")
    world.post("patient", f"consents/{consent.pk}/withdraw")
    assert tell_outcome(world, 30).status_code == 400
    assert world.post("patient", "decision/", DECIDED).status_code == 400


def test_neither_events_nor_the_trail_nor_e_mails_hold_what_was_told(world: World) -> None:
    world.post("patient", "decision/", DECIDED)
    tell_outcome(world, 30)
    settle()
    work_off()
    for event in Event.objects.all():
        assert "Canary" not in str(event.data)
        assert "better" not in str(event.data)
    for told in AuditEvent.objects.all():
        assert "Canary" not in str(told.data)
        assert "in_part" not in str(told.data)
    for letter in mail.outbox:
        assert "Canary" not in f"{letter.body}{letter.subject}"
        assert "Probe" not in f"{letter.body}{letter.subject}"
