"""Possible emergencies: found in what was read, held, shown, told, settled by a clinician."""

from __future__ import annotations

import pytest
from package_world import PAGE, a_fact, give_version, reloaded

from huizhen.core.preparation.desk_files import DeskPage
from huizhen.ground.audit.models import AuditEvent
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.change import changing
from huizhen.ground.cases.models import Case, Hold
from huizhen.ground.cases.needs import NEEDS
from huizhen.ground.events.models import Event
from huizhen.ground.jobs.ledger import claim, perform
from huizhen.ground.notify.models import Notice
from huizhen.ground.records.actions import set_request
from huizhen.journey.assessment.models import RedFlagTask
from huizhen.journey.intake.models import Enquiry
from worlds import ROLES, Site, make_case, make_site, settle_events, signed_in

pytestmark = pytest.mark.django_db

AS_OF = "2026-05-20"
PLATELETS = "Platelets"
MESSAGE = "Do not wait for a remote opinion"


@pytest.fixture
def site() -> Site:
    return make_site("one")


def platelets(value: str, date: str = "2026-05-19") -> object:
    return a_fact(
        PLATELETS, "Observation", value=value, unit="10*9/L", date=date, concept="PLT",
        category="laboratory",
    )  # fmt: skip


def read(site: Site, *facts: object, text: str = "", date: str = "2026-05-19") -> Case:
    """A case in intake whose records were read, and what the worker made of it."""
    case = make_case(site)
    with changing(case, site["coordinator"], "accept_enquiry") as change:
        change.move("enquiry_accepted")
    set_request(case, site["coordinator"], {"as_of": AS_OF})
    look(case, *facts, text=text, date=date)
    return case


def look(case: Case, *facts: object, text: str = "", date: str = "2026-05-19") -> None:
    page = DeskPage(
        page_id=PAGE, path="a.pdf", ordinal=1, text=text or "nothing", language="en",
        document_date=date,
    )  # fmt: skip
    give_version(case, facts, pages=[page])  # type: ignore[arg-type]
    settle_events()
    while job := claim("test"):
        if job.kind == "screen_case":
            perform(job)
            job.refresh_from_db()
            assert job.state == "done", job.code
    settle_events()


def task(case: Case) -> RedFlagTask:
    return case_rows(case, RedFlagTask).get()


def settle(site: Site, case: Case, role: str, event: str, reason: str = "I called her") -> int:
    told = {"event": event, "reason": reason, "seen": str(reloaded(case).revision)}
    address = f"/cases/{case.pk}/assessment/flags/{task(case).pk}/"
    return signed_in(site[role]).post(address, told).status_code


def page(site: Site, case: Case, role: str, place: str = "") -> str:
    return signed_in(site[role]).get(f"/cases/{case.pk}/{place}").content.decode()


def test_a_structured_trigger_holds_the_case_and_shows_the_message_at_once(site: Site) -> None:
    case = read(site, platelets("15"))
    now = reloaded(case)
    assert now.holds == ["emergency"]
    assert (now.waiting_role, now.waiting_for) == ("reviewing_clinician", "call_patient")
    assert now.due_at is not None
    assert (task(case).kind, task(case).state) == ("structured", "open")
    for role in ("patient", "home_physician", "coordinator", "reviewing_clinician"):
        assert MESSAGE in page(site, case, role)
    assert MESSAGE in page(site, case, "patient", "intake/")
    told = {notice.kind for notice in Notice.objects.filter(user=site["patient"])}
    assert "local_care" in told
    assert Notice.objects.filter(user=site["reviewing_clinician"], kind="emergency").exists()


def test_the_message_stands_in_the_readers_language(site: Site) -> None:
    case = read(site, platelets("15"))
    Case.behind_door.filter(pk=case.pk).update(language="de")
    assert "medizinischer Notfall" in page(site, case, "patient")
    client = signed_in(site["coordinator"])
    client.cookies["huizhen_language"] = "zh-hans"
    assert "请勿等待远程会诊" in client.get(f"/cases/{case.pk}/").content.decode()


def test_what_is_normal_raises_nothing(site: Site) -> None:
    case = read(site, platelets("250"))
    assert reloaded(case).holds == []
    assert not case_rows(case, RedFlagTask).exists()
    assert MESSAGE not in page(site, case, "patient")


def test_words_of_a_document_open_an_urgent_task_and_are_not_shown_to_the_patient(
    site: Site,
) -> None:
    case = read(site, a_fact("low back pain"), text="Since yesterday she has saddle anaesthesia.")
    assert reloaded(case).holds == ["emergency"]
    assert task(case).kind == "text"
    assert MESSAGE not in page(site, case, "patient")
    assert "saddle anaesthesia" in page(site, case, "reviewing_clinician", "assessment/")
    assert settle(site, case, "reviewing_clinician", "flag_found_real") == 302
    assert MESSAGE in page(site, case, "patient")
    assert Notice.objects.filter(user=site["patient"], kind="local_care").exists()
    assert reloaded(case).holds == ["emergency"]


def test_what_is_in_doubt_is_called_back_the_same_day_without_a_hold(site: Site) -> None:
    undated = platelets("15", date="2026")
    case = read(site, undated)
    assert task(case).kind == "call_back"
    now = reloaded(case)
    assert now.holds == []
    assert (now.waiting_for, now.due_at is not None) == ("call_patient", True)


@pytest.mark.parametrize("event", ["red_flag_found_wrong", "emergency_over"])
def test_a_clinicians_word_ends_the_hold_with_its_reason(site: Site, event: str) -> None:
    case = read(site, platelets("15"))
    assert settle(site, case, "reviewing_clinician", event, "") == 400
    assert settle(site, case, "reviewing_clinician", event, "a clotted sample") == 302
    now = reloaded(case)
    assert now.holds == []
    assert now.waiting_for != "call_patient"
    assert MESSAGE not in page(site, case, "patient")
    assert AuditEvent.objects.filter(action=event).exists()
    assert Event.objects.filter(kind=event, case_id=case.pk).exists()
    assert settle(site, case, "reviewing_clinician", event) == 409
    hold = case_rows(case, Hold).get(kind="emergency")
    assert hold.ended_by == site["reviewing_clinician"]


def test_the_same_facts_read_again_raise_nothing_new(site: Site) -> None:
    case = read(site, platelets("15"))
    settle(site, case, "reviewing_clinician", "red_flag_found_wrong")
    look(case, platelets("15"))
    assert case_rows(case, RedFlagTask).count() == 1
    assert reloaded(case).holds == []
    look(case, platelets("14", date="2026-05-20"))
    assert case_rows(case, RedFlagTask).count() == 2
    assert reloaded(case).holds == ["emergency"]


@pytest.mark.parametrize("role", ROLES)
def test_only_the_reviewing_clinician_settles(site: Site, role: str) -> None:
    case = read(site, platelets("15"))
    may = role in NEEDS["clear_emergency"]
    assert settle(site, case, role, "red_flag_found_wrong") == (302 if may else 404)
    assert reloaded(case).holds == ([] if may else ["emergency"])


def test_nothing_else_goes_on_while_an_emergency_is_open(site: Site) -> None:
    case = read(site, platelets("15"))
    client = signed_in(site["coordinator"])
    told = {"seen": str(reloaded(case).revision)}
    assert client.post(f"/cases/{case.pk}/intake/complete", told).status_code == 400
    assert reloaded(case).stage == "intake"


def test_a_real_emergency_can_stop_the_case(site: Site) -> None:
    case = read(site, platelets("15"))
    settle(site, case, "reviewing_clinician", "flag_found_real")
    address = f"/cases/{case.pk}/assessment/stop"
    for role, status in (("coordinator", 404), ("reviewing_clinician", 302)):
        told = {"reason": "admitted to hospital", "seen": str(reloaded(case).revision)}
        assert signed_in(site[role]).post(address, told).status_code == status
    assert reloaded(case).stage == "stopped_for_emergency"
    assert MESSAGE in page(site, case, "patient")


@pytest.mark.parametrize("role", ROLES)
def test_an_emergency_is_raised_by_those_who_may(site: Site, role: str) -> None:
    case = make_case(site)
    told = {"reason": "She told me of chest pain.", "seen": str(reloaded(case).revision)}
    sent = signed_in(site[role]).post(f"/cases/{case.pk}/assessment/emergency", told)
    may = role in NEEDS["raise_emergency"]
    assert sent.status_code == (302 if may else 404)
    assert reloaded(case).holds == (["emergency"] if may else [])


def test_an_enquiry_that_tells_of_an_emergency_has_its_task_under_its_own_hold(site: Site) -> None:
    case = make_case(site)
    flags = [{"code": "RF-S1", "words": "I cannot feel my saddle"}]
    sealed = {"red_flags": {}, "answers": {}, "flags": flags, "pack": "1"}
    with changing(case, None, "take_enquiry") as change:
        enquiry = Enquiry.behind_door.create(
            case=change.case, form_id=case.pk, sealed_answers=case.seal_json(sealed)
        )
        change.hold("emergency", f"enquiry:{enquiry.pk}")
        change.emit("red_flag_raised", enquiry=str(enquiry.pk))
    settle_events()
    assert (task(case).kind, task(case).code) == ("own_words", "RF-S1")
    assert MESSAGE in page(site, case, "patient")
    settle(site, case, "reviewing_clinician", "emergency_over")
    assert reloaded(case).holds == []


def test_nothing_clinical_stands_in_the_trail_or_in_events(site: Site) -> None:
    case = read(site, platelets("15"), text="saddle anaesthesia since yesterday")
    settle_events()
    told = " ".join(str(event.data) for event in AuditEvent.objects.all())
    told += " ".join(str(event.data) for event in Event.objects.all())
    assert PLATELETS not in told
    assert "saddle" not in told
    assert case_rows(case, RedFlagTask).count() == 2


def test_a_later_stage_goes_on_where_it_stood_once_the_emergency_is_over(site: Site) -> None:
    case = read(site, platelets("250"))
    for event in ("intake_completed", "fit_decided"):
        with changing(case, site["coordinator"], "test") as change:
            change.move(event)
            change.wait_for("coordinator", "confirm_facts")
    look(case, platelets("15"))
    assert reloaded(case).waiting_for == "call_patient"
    assert settle(site, case, "reviewing_clinician", "emergency_over") == 302
    settle_events()
    now = reloaded(case)
    assert now.holds == []
    assert (now.waiting_role, now.waiting_for) == ("coordinator", "confirm_facts")
