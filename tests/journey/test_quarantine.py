"""Held files: found by the composition, attached by two persons, kept out, told to the pipeline."""

from __future__ import annotations

import hashlib

import pytest
from package_world import a_fact, an_entry, give_file, give_version, reloaded

from huizhen.core.preparation.desk_files import HeldDifference, HeldFile
from huizhen.ground.audit.models import AuditEvent
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.change import changing
from huizhen.ground.cases.models import Case
from huizhen.ground.cases.needs import NEEDS
from huizhen.ground.events.models import Event
from huizhen.ground.jobs.models import Job
from huizhen.ground.records.queries import request_of
from huizhen.journey.intake.models import QuarantinedFile
from huizhen.project.pipeline import attachments
from worlds import ROLES, Site, make_case, make_site, settle_events, signed_in

pytestmark = pytest.mark.django_db

OTHER = hashlib.sha256(b"other").hexdigest()
DIFFERS = HeldDifference(
    reason="birth_date_conflict", field="birth_date", patient="1968-02-11", found="1950-01-02"
)
HELD = HeldFile(path="scans/roe.pdf", source_id=OTHER, code="other_patient", differences=(DIFFERS,))


@pytest.fixture
def site() -> Site:
    return make_site("one")


@pytest.fixture
def case(site: Site) -> Case:
    found = make_case(site)
    with changing(found, site["coordinator"], "accept_enquiry") as change:
        change.move("enquiry_accepted")
    compose(found)
    return found


def compose(case: Case, *held: HeldFile) -> None:
    held = held or (HELD,)
    entries = [an_entry(), an_entry(HELD.path, OTHER, status="quarantined", code="other_patient")]
    give_version(case, [a_fact("cirrhosis")], entries=entries, held=held)
    settle_events()


def item(case: Case) -> QuarantinedFile:
    return case_rows(case, QuarantinedFile).get()


def send(site: Site, case: Case, role: str, event: str, why: str = "", **more: str) -> int:
    told = {"event": event, "why": why, "seen": str(reloaded(case).revision), **more}
    address = f"/cases/{case.pk}/intake/held/{item(case).pk}/"
    return signed_in(site[role]).post(address, told).status_code


def test_the_composition_begins_the_hold(site: Site, case: Case) -> None:
    now = reloaded(case)
    assert now.holds == ["quarantine"]
    assert (now.waiting_role, now.waiting_for) == ("coordinator", "look_at_quarantine")
    assert item(case).state == "held"
    compose(case)
    assert case_rows(case, QuarantinedFile).count() == 1


@pytest.mark.parametrize("role", ROLES)
def test_held_files_are_seen_and_released_by_those_who_may(
    site: Site, case: Case, role: str
) -> None:
    page = signed_in(site[role]).get(f"/cases/{case.pk}/intake/held/")
    assert page.status_code == (200 if role in NEEDS["see_work"] else 404)
    if role in NEEDS["see_work"]:
        assert "1950-01-02" in page.content.decode()
    may = role in NEEDS["release_quarantine"]
    sent = send(site, case, role, "release_proposed", "it is the same person")
    assert sent == (302 if may else 404)
    assert item(case).state == ("first_release" if may else "held")


def test_a_release_needs_two_persons(site: Site, case: Case) -> None:
    assert send(site, case, "coordinator", "release_confirmed") == 409
    assert send(site, case, "coordinator", "release_proposed", "same person, birth year") == 302
    assert send(site, case, "coordinator", "release_confirmed") == 400
    assert item(case).state == "first_release"
    assert "attached" not in request_of(case)
    assert send(site, case, "reviewing_clinician", "release_confirmed") == 302
    found = item(case)
    assert found.state == "released"
    assert found.first_by == site["coordinator"]
    assert found.settled_by == site["reviewing_clinician"]
    assert reloaded(case).holds == []
    assert attachments(request_of(case)).attached == {OTHER}
    told = AuditEvent.objects.filter(action="release_confirmed").get()
    assert told.data["state"] == ["first_release", "released"]
    assert "roe" not in str(told.data)


def test_what_was_attached_enters_the_next_run(site: Site, case: Case) -> None:
    give_file(case)
    send(site, case, "coordinator", "release_proposed", "same person")
    send(site, case, "reviewing_clinician", "release_confirmed")
    assert Event.objects.filter(kind="request_changed", done_at=None).exists()
    settle_events()
    assert Job.objects.filter(kind="prepare_case", case_id=case.pk, state="waiting").exists()


def test_the_second_person_may_object(site: Site, case: Case) -> None:
    send(site, case, "coordinator", "release_proposed", "same person")
    assert send(site, case, "reviewing_clinician", "release_objected", "a twin") == 302
    found = item(case)
    assert (found.state, found.first_by) == ("held", None)
    assert reloaded(case).holds == ["quarantine"]


@pytest.mark.parametrize("event", ["file_kept_out", "file_returned"])
def test_one_person_keeps_a_file_out_with_a_reason(site: Site, case: Case, event: str) -> None:
    assert send(site, case, "coordinator", event) == 400
    assert send(site, case, "coordinator", event, "another person's") == 302
    assert reloaded(case).holds == []
    assert attachments(request_of(case)).kept_out == {OTHER}
    assert send(site, case, "coordinator", "release_proposed", "after all") == 409
    if event == "file_kept_out":
        assert send(site, case, "coordinator", "file_held_again", "after all") == 302
        assert reloaded(case).holds == ["quarantine"]
        assert attachments(request_of(case)).kept_out == frozenset()


def test_pages_that_are_kept_out_leave_the_rest_of_the_file_in(site: Site) -> None:
    case = make_case(site)
    compose(case, HELD.replaced(code="pages_of_other_patient", pages=(2,)))
    assert send(site, case, "coordinator", "file_kept_out", "page 2 is a stray") == 302
    assert attachments(request_of(case)).kept_out == frozenset()
    assert item(case).state == "kept_out"


def test_a_stale_page_changes_nothing(site: Site, case: Case) -> None:
    assert send(site, case, "coordinator", "release_proposed", "same person", seen="0") == 409
    assert item(case).state == "held"


def test_a_file_that_fits_after_the_patient_was_named_anew_leaves_quarantine(
    site: Site, case: Case
) -> None:
    give_version(case, [a_fact("cirrhosis")])
    settle_events()
    found = item(case)
    assert not found.is_open
    assert found.settled_by is None
    assert reloaded(case).holds == []
    compose(case)
    assert item(case).is_open
    assert reloaded(case).holds == ["quarantine"]


def test_intake_is_not_completed_while_a_file_is_held(site: Site, case: Case) -> None:
    client = signed_in(site["coordinator"])
    address = f"/cases/{case.pk}/intake/complete"
    told = {"seen": str(reloaded(case).revision)}
    assert client.post(address, told).status_code == 400
    assert reloaded(case).stage == "intake"


def test_the_original_can_be_saved_to_compare_it_and_is_never_shown(site: Site, case: Case) -> None:
    give_file(case, "scans/roe.pdf", b"other")
    address = f"/cases/{case.pk}/intake/held/{item(case).pk}/file"
    saved = signed_in(site["coordinator"]).get(address)
    assert saved.content == b"other"
    assert saved.headers["Content-Disposition"].startswith("attachment")
    assert saved.headers["Content-Type"] == "application/octet-stream"
    assert signed_in(site["medical_editor"]).get(address).status_code == 404
    assert signed_in(site["patient"]).get(address).status_code == 404


def test_the_inventory_lists_every_file_for_home_and_site(site: Site, case: Case) -> None:
    for role in ROLES:
        page = signed_in(site[role]).get(f"/cases/{case.pk}/intake/files/")
        if role in NEEDS["see_identity"]:
            assert "scans/roe.pdf" in page.content.decode()
        else:
            assert page.status_code == 404
    client = signed_in(site["coordinator"])
    only = client.get(f"/cases/{case.pk}/intake/files/", {"status": "read"}).content.decode()
    assert "letters/discharge.pdf" in only
    assert "scans/roe.pdf" not in only


def test_a_folder_of_images_is_attached_image_by_image(site: Site) -> None:
    case = make_case(site)
    images = ("b" * 64, "c" * 64)
    compose(case, HELD.replaced(path="MR/S1/", source_id="d" * 64, sources=images))
    assert "2 images" in (
        signed_in(site["coordinator"]).get(f"/cases/{case.pk}/intake/held/").content.decode()
    )
    send(site, case, "coordinator", "release_proposed", "same person")
    send(site, case, "reviewing_clinician", "release_confirmed")
    assert attachments(request_of(case)).attached == set(images)


def test_of_a_held_file_in_an_archive_the_archive_can_be_saved(site: Site, case: Case) -> None:
    archive = b"PK of an archive"
    give_file(case, "disc.zip", archive)
    within = HeldFile(path="disc.zip!/roe.pdf", source_id=OTHER, code="other_patient")
    entries = [
        an_entry("disc.zip", hashlib.sha256(archive).hexdigest()),
        an_entry(within.path, OTHER, status="quarantined", code="other_patient"),
    ]
    give_version(case, [a_fact("cirrhosis")], entries=entries, held=(within,))
    settle_events()
    [held] = case_rows(case, QuarantinedFile).filter(settled_at=None)
    client = signed_in(site["coordinator"])
    page = client.get(f"/cases/{case.pk}/intake/held/").content.decode()
    assert "Save the file that holds it" in page
    saved = client.get(f"/cases/{case.pk}/intake/held/{held.pk}/file")
    assert (saved.status_code, saved.content) == (200, archive)
    assert "disc.zip" in saved["Content-Disposition"]
