"""Consents on screen and their withdrawal; people invited by a link; staff mode; the trail."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from huizhen.ground.accounts.models import Invitation, Organisation, User
from huizhen.ground.cases.access import case_rows, system_case
from huizhen.ground.cases.gate import standing_of
from huizhen.ground.cases.models import Case, Participant
from huizhen.ground.consent.actions import want_consent
from huizhen.ground.consent.models import Consent
from huizhen.ground.jobs.ledger import claim, perform
from worlds import Site, make_case, make_site, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return make_site("one")


@pytest.fixture
def case(site: Site) -> Case:
    made = make_case(site)
    case_rows(made, Consent).delete()
    return made


def sign(client: Client, case: Case, address: str = "main", **more: str) -> int:
    """Sign on screen; the status of the answer."""
    told = {"signer": "Anna Probe", "is_agreed": "on", "seen": str(case.revision), **more}
    return client.post(f"/cases/{case.pk}/consents/{address}", told).status_code


def test_the_patient_signs_and_withdraws_and_the_case_stands_still(site: Site, case: Case) -> None:
    patient = signed_in(site["patient"])
    assert not standing_of(case).has_main_consent
    assert "one" in patient.get(f"/cases/{case.pk}/consents/main").content.decode()
    assert sign(patient, case) == 302
    case.refresh_from_db(from_queryset=Case.behind_door.all())
    assert standing_of(case).has_main_consent
    consent = case_rows(case, Consent).get()
    assert case.unseal_json(consent.sealed_signer)["name"] == "Anna Probe"
    answer = patient.post(
        f"/cases/{case.pk}/consents/{consent.pk}/withdraw", {"seen": case.revision}
    )
    assert answer.status_code == 302
    after = system_case(case.pk)
    assert (after.holds, after.waiting_role) == (["consent_withdrawn"], "coordinator")
    assert not standing_of(after).has_main_consent
    assert sign(patient, after) == 302
    assert system_case(case.pk).holds == []


def test_a_consent_signed_twice_from_one_page_is_recorded_once(site: Site, case: Case) -> None:
    patient = signed_in(site["patient"])
    assert [sign(patient, case), sign(patient, case)] == [302, 409]
    assert case_rows(case, Consent).count() == 1


def test_a_consent_is_not_recorded_without_agreement(site: Site, case: Case) -> None:
    assert sign(signed_in(site["patient"]), case, is_agreed="") == 400
    assert not case_rows(case, Consent).exists()


def test_a_consent_names_its_recipient_and_country(site: Site, case: Case) -> None:
    department = Organisation.objects.create(
        kind="department", name="Sample Hospital", name_zh="示例医院", country="CN"
    )
    wanted = want_consent(case, site["coordinator"], "consult", department, wants_identity=True)
    case = system_case(case.pk)
    patient = signed_in(site["patient"])
    patient.cookies["huizhen_language"] = "zh-hans"
    page = patient.get(f"/cases/{case.pk}/consents/{wanted.pk}")
    assert "示例医院" in page.content.decode()
    assert sign(patient, case, str(wanted.pk), covers_identity="on") == 302
    consent = case_rows(case, Consent).get()
    assert (consent.recipient, consent.country) == (str(department.pk), "CN")
    assert consent.covers_identity


@pytest.mark.parametrize("role", ["specialist", "medical_editor", "administrator", "auditor"])
def test_others_cannot_sign(site: Site, case: Case, role: str) -> None:
    assert sign(signed_in(site[role]), case) == 404


def test_a_home_physician_joins_by_a_link_that_works_once(site: Site, case: Case) -> None:
    told = {
        "email": "doctor@home.example", "role": "home_physician",
        "practice": "Sample Practice", "country": "de",
    }  # fmt: skip
    answer = signed_in(site["coordinator"]).post(f"/cases/{case.pk}/people/", told)
    assert answer.status_code == 302
    [letter] = mail.outbox
    assert "Probe" not in letter.body
    assert "Probe" not in letter.subject
    link = re.search(r"/join/(\S+)", str(letter.body))
    assert link
    browser = Client()
    assert browser.get(link.group(0)).headers["Location"] == "/join/"
    form = {"name": "Dr Sample", "password": "correct horse battery", "language": "en"}
    assert browser.post("/join/", form).status_code == 302
    user = User.objects.by_email("doctor@home.example")
    assert user is not None
    assert case_rows(case, Participant).filter(user=user, role="home_physician").exists()
    again = Client()
    assert again.get(link.group(0)).status_code == 400
    assert Invitation.objects.get(role="home_physician").used_at is not None


def test_a_link_that_expired_says_what_to_do(site: Site, case: Case) -> None:
    signed_in(site["coordinator"]).post(
        f"/cases/{case.pk}/people/", {"email": "p@home.example", "role": "patient"}
    )
    link = re.search(r"/join/(\S+)", str(mail.outbox[0].body))
    assert link
    Invitation.objects.update(expires_at=timezone.now())
    answer = Client().get(link.group(0))
    assert answer.status_code == 400
    assert "Ask the person who sent it for a new one" in answer.content.decode()


def test_an_administrator_sees_a_case_only_in_staff_mode_and_the_trail_tells_it(
    site: Site, case: Case
) -> None:
    administrator = signed_in(site["administrator"])
    assert administrator.get(f"/cases/{case.pk}/trail/").status_code == 404
    answer = administrator.post(
        f"/cases/{case.pk}/staff-mode", {"reason": "A page does not load for the coordinator."}
    )
    assert answer.status_code == 302
    assert administrator.get(f"/cases/{case.pk}/trail/").status_code == 200
    trail = signed_in(site["patient"]).get(f"/cases/{case.pk}/trail/").content.decode()
    assert "staff mode entered" in trail
    assert "nothing was changed or taken out" in trail
    assert administrator.post(f"/cases/{case.pk}/staff-mode", {"leave": "1"}).status_code == 302
    assert administrator.get(f"/cases/{case.pk}/trail/").status_code == 404


def test_a_notice_is_mailed_once_and_says_nothing_of_the_patient(site: Site, case: Case) -> None:
    department = Organisation.objects.create(kind="home_team", name="Practice", country="DE")
    for _ in range(2):
        want_consent(case, site["coordinator"], "home_team", department)
    while job := claim("test"):
        perform(job)
    [letter] = mail.outbox
    assert case.number in letter.body
    assert "Probe" not in f"{letter.body} {letter.subject}"
    page = signed_in(site["patient"]).get("/").content.decode()
    assert "A case is waiting for you" in page
