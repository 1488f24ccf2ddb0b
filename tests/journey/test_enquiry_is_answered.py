"""The intake page: accepting and declining an enquiry, who the patient is, reading, its end."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from test_enquiry_opens_a_case import whole

from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.actions import add_participant, identity_of
from huizhen.ground.cases.models import Case
from huizhen.ground.events.models import Event
from huizhen.ground.files.blobs import store_bytes
from huizhen.ground.jobs.ledger import ask
from huizhen.ground.jobs.models import Job, JobState
from huizhen.ground.notify.models import Notice
from huizhen.ground.records.models import PackageFile, PackageVersion
from huizhen.journey.intake.models import Enquiry
from uploading import Line
from worlds import Site, make_site, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(tmp_path: Path, settings: Any) -> Site:
    settings.HUIZHEN_HOME = tmp_path
    cache.clear()
    return make_site("one")


@pytest.fixture
def case(site: Site) -> Case:
    Client().post("/enquiry/", whole())
    case: Case = Case.behind_door.get()
    for role in ("patient", "reviewing_clinician", "medical_editor"):
        add_participant(case, None, site[role], role)
    return case


def post(site: Site, case: Case, what: str, role: str = "coordinator", **told: Any) -> Any:
    """Send a form of the intake page as it is shown just now."""
    case.refresh_from_db()
    data = {"seen": case.revision} | told
    return signed_in(site[role]).post(f"/cases/{case.pk}/intake/{what}", data)


def page(site: Site, case: Case, role: str = "coordinator") -> str:
    return signed_in(site[role]).get(f"/cases/{case.pk}/intake/").content.decode()


def test_an_accepted_enquiry_waits_for_records_and_the_patient_reads_the_letter(
    site: Site, case: Case
) -> None:
    assert "Thank you for your enquiry." in page(site, case)
    assert (
        post(site, case, "accept", letter="Welcome, please send what you have.").status_code == 302
    )
    case.refresh_from_db()
    assert (case.stage, case.waiting_role, case.waiting_for) == (
        "intake", "patient", "upload_records",
    )  # fmt: skip
    assert "Welcome, please send what you have." in page(site, case, "patient")
    assert "Accept the enquiry" not in page(site, case)
    assert Notice.objects.filter(user=site["patient"], kind="enquiry_accepted").exists()
    assert b"Welcome" not in bytes(Enquiry.behind_door.get().sealed_letter or b"")


def test_a_declined_enquiry_has_reasons_and_a_letter_read_before_it_is_sent(
    site: Site, case: Case
) -> None:
    assert post(site, case, "decline", letter="No.").status_code == 400
    drafted = post(site, case, "decline", reasons=["FIT-N2"])
    assert drafted.status_code == 200
    text = drafted.content.decode()
    assert "We know no department that we could honestly recommend" in text
    assert "read it, change it where needed" in text
    case.refresh_from_db()
    assert case.stage == "enquiry"
    assert post(site, case, "decline", reasons=["FIT-N2"], letter="Kindly, no.").status_code == 302
    case.refresh_from_db()
    assert (case.stage, case.waiting_role) == ("declined", "")
    shown = page(site, case, "patient")
    assert "Kindly, no." in shown
    assert "takes no files" in shown
    told = case.unseal_json(Enquiry.behind_door.get().sealed_letter or b"")
    assert told["reasons"] == ["FIT-N2"]


@pytest.mark.parametrize("role", ["patient", "medical_editor", "specialist", "auditor"])
def test_whoever_may_not_answer_finds_nothing(site: Site, case: Case, role: str) -> None:
    for what in ("accept", "decline", "complete", "identity", "links", "invite"):
        assert post(site, case, what, role, letter="x", reasons=["FIT-N2"]).status_code == 404
    assert "Accept the enquiry" not in page(site, case, role)


def test_a_stale_page_and_a_second_answer_change_nothing(site: Site, case: Case) -> None:
    case.refresh_from_db()
    old = case.revision
    post(site, case, "accept", letter="Welcome.")
    assert post(site, case, "accept", letter="Again.", seen=old).status_code == 409
    late = post(site, case, "decline", reasons=["FIT-N2"], letter="No.")
    assert late.status_code == 400
    case.refresh_from_db()
    assert case.stage == "intake"


def test_an_emergency_stands_before_any_answer(site: Site) -> None:
    Client().post("/enquiry/", whole(bleeding_gut="yes"))
    case = Case.behind_door.get()
    shown = page(site, case)
    assert "Before this can be done" in shown
    assert "Letter to the patient" not in shown
    assert post(site, case, "accept", letter="Welcome.").status_code == 400
    case.refresh_from_db()
    assert (case.stage, case.waiting_for) == ("enquiry", "call_patient")


def test_without_consent_an_enquiry_is_not_accepted(site: Site) -> None:
    told = whole(writes_as="physician", consents="", signer="")
    Client().post("/enquiry/", told)
    case = Case.behind_door.get()
    assert post(site, case, "accept", letter="Welcome.").status_code == 400
    case.refresh_from_db()
    assert case.stage == "enquiry"


def read_nothing_of_note(case: Case) -> None:
    """A version as the pipeline leaves it when the files hold no fact."""
    version = PackageVersion.behind_door.create(
        case=case, number=1, content_hash="0" * 64, inputs_hash="0" * 64
    )
    facts: dict[str, list[str]] = {"facts": [], "contradictions": [], "changed_since_decided": []}
    blob = store_bytes(case, "package", json.dumps(facts).encode())
    PackageFile.behind_door.create(case=case, version=version, name="facts.json", blob=blob)


def test_the_intake_ends_when_files_identity_and_quarantine_are_settled(
    site: Site, case: Case
) -> None:
    post(site, case, "accept", letter="Welcome.")
    assert post(site, case, "complete").status_code == 400
    line = Line(signed_in(site["patient"]), f"/cases/{case.pk}/uploads/")
    line.whole("a.txt", b"hello")
    assert post(site, case, "complete").status_code == 400
    wrong = post(site, case, "identity", family="Probe", given="Anna", birth_date="11/02")
    assert wrong.status_code == 400
    told = {"family": "Probe", "given": "Anna Maria", "birth_date": "1968-02-11", "sex": "F"}
    assert post(site, case, "identity", **told).status_code == 302
    assert identity_of(case)["given"] == "Anna Maria"
    assert post(site, case, "complete").status_code == 400  # nothing has been read yet
    Event.objects.update(done_at=timezone.now())
    Job.objects.all().delete()
    read_nothing_of_note(case)
    answer = post(site, case, "complete")
    assert answer.status_code == 302
    case.refresh_from_db()
    assert (case.stage, case.waiting_role) == ("assessment", "reviewing_clinician")


def test_the_reading_is_shown_live_stopped_and_begun_again(site: Site, case: Case) -> None:
    assert "Nothing has been read yet" in page(site, case)
    job = ask("prepare_case", f"prepare_case:{case.pk}", case.pk)
    shown = page(site, case, "patient")
    assert "every 3s" in shown
    assert "Waiting to be read" in shown
    assert f"jobs/{job.pk}/cancel" not in shown
    Job.objects.update(state="running", step="read", done=3, total=7)
    fragment = signed_in(site["coordinator"]).get(f"/cases/{case.pk}/intake/jobs")
    text = fragment.content.decode()
    assert "<html" not in text
    assert "pages are read and recognised" in text
    assert "3 / 7" in text
    assert f"jobs/{job.pk}/cancel" in text
    assert post(site, case, f"jobs/{job.pk}/cancel", "patient").status_code == 404
    assert post(site, case, f"jobs/{job.pk}/cancel").status_code == 302
    job.refresh_from_db()
    assert job.is_cancel_asked
    Job.objects.update(
        state=JobState.FAILED, code="worker_died", is_cancel_asked=False,
        message="The work was interrupted several times.",
        remedy="Try it again; if it fails again, tell the administrator of the site.",
    )  # fmt: skip
    text = signed_in(site["coordinator"]).get(f"/cases/{case.pk}/intake/jobs").content.decode()
    assert "The work was interrupted several times." in text
    assert "every 3s" not in text
    assert "The reading has ended." in text
    assert post(site, case, f"jobs/{job.pk}/retry").status_code == 302
    job.refresh_from_db()
    assert job.state == JobState.WAITING
    foreign = ask("prepare_case", "prepare_case:other", uuid.uuid4())
    assert post(site, case, f"jobs/{foreign.pk}/cancel").status_code == 400


def test_who_sees_the_intake(site: Site, case: Case) -> None:
    for role in ("coordinator", "reviewing_clinician", "medical_editor", "patient"):
        assert "Is an operation possible?" in page(site, case, role)
    for role in ("administrator", "auditor", "specialist", "interpreter"):
        answer = signed_in(site[role]).get(f"/cases/{case.pk}/intake/")
        assert answer.status_code == 404
    assert Client().get(f"/cases/{case.pk}/intake/").status_code == 302
    assert case_rows(case, Enquiry).count() == 1
