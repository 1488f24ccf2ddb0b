"""The public enquiry: emergencies first, then a case, its consent, a link by e-mail."""

from __future__ import annotations

import json
import re
import uuid
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache, caches
from django.test import Client

from huizhen.core.assessment.enquiry import EnquiryBook
from huizhen.ground.accounts.models import Invitation
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.actions import identity_of
from huizhen.ground.cases.models import Case, Hold
from huizhen.ground.consent.models import Consent
from huizhen.ground.content import pack
from huizhen.ground.records.queries import request_of
from huizhen.journey.intake.models import Enquiry
from worlds import Site, make_site, signed_in

pytestmark = pytest.mark.django_db

PATIENT = {
    "family": "Probe", "given": "Anna", "birth_date": "1968-02-11", "sex": "F",
    "writes_as": "patient", "specialty": "hpb", "diagnosis": "liver cancer",
    "asked": "Is an operation possible?", "language": "en", "country": "DE",
    "email": "anna@example.org", "phone": "+49 30 1234", "consents": "on", "signer": "Anna Probe",
}  # fmt: skip


@pytest.fixture
def site() -> Site:
    cache.clear()
    return make_site("one")


def flags(**changes: str) -> dict[str, str]:
    """Every question about an emergency answered no, but for the changes."""
    book = EnquiryBook(pack("enquiry"))
    return {question.id: "no" for question in book.red_flags} | changes


def whole(**changes: str) -> dict[str, str]:
    """A whole enquiry as its second page sends it."""
    first = {"step": "writer", "form_id": str(uuid.uuid4()), "website": ""}
    return flags() | PATIENT | first | changes


def test_the_first_page_asks_about_emergencies_and_nothing_else(site: Site) -> None:
    page = Client().get("/enquiry/").content.decode()
    assert "Vomiting blood" in page
    assert 'name="family"' not in page
    answered = Client().post("/enquiry/", flags()).content.decode()
    assert 'name="family"' in answered
    assert "medical emergency" not in answered
    assert "I ask one to receive my medical records" in answered


def test_an_unanswered_question_is_marked_and_a_yes_shows_the_notice_at_once(site: Site) -> None:
    response = Client().post("/enquiry/", {"bleeding_gut": "yes"})
    assert response.status_code == 400
    page = response.content.decode()
    assert "This may be a medical emergency" in page
    assert "This question is not answered yet." in page
    assert not Enquiry.behind_door.exists()


def test_an_enquiry_opens_a_case_with_consent_question_and_a_link_by_mail(site: Site) -> None:
    browser = Client()
    response = browser.post("/enquiry/", whole())
    assert response.headers["Location"] == "/enquiry/sent/"
    case = Case.behind_door.get()
    assert (case.stage, case.waiting_role, case.waiting_for) == (
        "enquiry", "coordinator", "answer_enquiry",
    )  # fmt: skip
    assert (case.country, case.language, case.specialty, case.holds) == ("DE", "en", "", [])
    assert identity_of(case)["birth_date"] == "1968-02-11"
    shown = signed_in(site["coordinator"]).get(f"/cases/{case.pk}/intake/").content.decode()
    assert "+49 30 1234 · anna@example.org" in shown
    assert request_of(case)["question"] == "Is an operation possible?"
    consent = case_rows(case, Consent).get()
    assert (consent.purpose, consent.state, consent.is_by_proxy) == ("prepare_case", "given", False)
    assert consent.text_version.startswith("consent/")
    page = browser.get("/enquiry/sent/").content.decode()
    assert "/checklist/hpb/" in page
    assert "could not be sent" not in page
    letter = mail.outbox[-1]
    assert letter.to == ["anna@example.org"]
    for secret in ("Probe", "liver", "operation", "1968", "hpb"):
        assert secret not in f"{letter.subject} {letter.body}"
    link = re.search(r"/join/\S+", str(letter.body))
    assert link is not None
    assert Client().get(link.group()).headers["Location"] == "/join/"


def test_an_enquiry_to_the_demonstrations_site_opens_a_sample(site: Site) -> None:
    site.organisation.is_fictional = True
    site.organisation.save()
    assert Client().post("/enquiry/", whole()).status_code == 302
    assert Case.behind_door.get().is_sample


def test_whoever_joins_by_the_link_takes_part_as_patient(site: Site) -> None:
    Client().post("/enquiry/", whole())
    link = re.search(r"/join/\S+", str(mail.outbox[-1].body))
    assert link is not None
    browser = Client()
    browser.get(link.group())
    told = {"name": "Anna Probe", "password": "green tea at seven", "language": "en"}
    assert browser.post("/join/", told).status_code == 302
    case = Case.behind_door.get()
    page = browser.get(f"/cases/{case.pk}/intake/").content.decode()
    assert "Is an operation possible?" in page
    assert "One-time upload links" not in page


def test_what_was_told_lies_sealed(site: Site) -> None:
    Client().post("/enquiry/", whole())
    row = Enquiry.behind_door.get()
    assert b"operation" not in bytes(row.sealed_answers)
    told = row.case.unseal_json(row.sealed_answers)
    assert told["answers"]["asked"] == "Is an operation possible?"
    assert "anna@example.org" not in json.dumps(list(Invitation.objects.values()), default=str)


@pytest.mark.parametrize(
    "changes",
    [{"bleeding_gut": "yes"}, {"asked": "I have been vomiting blood since yesterday."}],
)
def test_a_red_flag_holds_the_case_shows_the_notice_and_calls_the_coordinator(
    site: Site, changes: dict[str, str]
) -> None:
    browser = Client()
    browser.post("/enquiry/", whole(**changes))
    case = Case.behind_door.get()
    assert case.holds == ["emergency"]
    assert (case.waiting_role, case.waiting_for) == ("coordinator", "call_patient")
    assert case.due_at is not None
    hold = case_rows(case, Hold).get()
    assert b"RF-L2" in case.unseal(hold.sealed_reason or b"")
    page = browser.get("/enquiry/sent/").content.decode()
    assert "This may be a medical emergency" in page
    pressing = signed_in(site["coordinator"]).get("/?waiting=me").content.decode()
    assert case.number in pressing


def test_own_words_show_the_notice_even_when_other_answers_are_missing(site: Site) -> None:
    told = whole(asked="I am vomiting blood.", email="")
    response = Client().post("/enquiry/", told)
    assert response.status_code == 400
    page = response.content.decode()
    assert "This may be a medical emergency" in page
    assert "I am vomiting blood." in page
    assert not Case.behind_door.exists()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("family", "", "This field is required."),
        ("birth_date", "2190-01-01", "This cannot be a birth date"),
        ("birth_date", "1850-01-01", "This cannot be a birth date"),
        ("email", "anna@", "This is no e-mail address."),
        ("country", "Germany", "valid choice"),
        ("asked", "", "This field is empty."),
        ("consents", "", "Without this consent nobody may read the records."),
        ("signer", " ", "Write your name."),
    ],
)
def test_each_wrong_answer_is_told_and_nothing_is_lost(
    site: Site, field: str, value: str, words: str
) -> None:
    response = Client().post("/enquiry/", whole(**{field: value}))
    assert response.status_code == 400
    page = response.content.decode()
    assert words in page
    assert "liver cancer" in page
    assert not Case.behind_door.exists()


def test_the_page_speaks_chinese(site: Site) -> None:
    browser = Client(headers={"accept-language": "zh-hans"})
    assert "有无呕血" in browser.get("/enquiry/").content.decode()
    page = browser.post("/enquiry/", flags(bleeding_gut="yes")).content.decode()
    assert "可能存在急症" in page
    assert "本人委托" in page


def test_a_form_sent_twice_opens_one_case(site: Site) -> None:
    told = whole()
    for _ in range(2):
        assert Client().post("/enquiry/", told).status_code == 302
    assert Case.behind_door.count() == 1
    assert len(mail.outbox) == 1


def test_a_program_that_fills_in_what_nobody_sees_opens_nothing(site: Site) -> None:
    assert Client().post("/enquiry/", whole(website="http://x.example")).status_code == 302
    assert not Case.behind_door.exists()


def test_a_sixth_enquiry_within_an_hour_from_one_address_waits(site: Site) -> None:
    for _ in range(5):
        assert Client().post("/enquiry/", whole()).status_code == 302
    response = Client().post("/enquiry/", whole(asked="I am vomiting blood."))
    assert response.status_code == 429
    page = response.content.decode()
    assert "Wait an hour" in page
    assert "This may be a medical emergency" in page
    assert Client(REMOTE_ADDR="192.0.2.7").post("/enquiry/", whole()).status_code == 302


def test_addresses_are_counted_but_not_kept_and_told_by_trusted_proxies_alone(
    site: Site, settings: Any
) -> None:
    for number in range(6):
        claimed = Client(headers={"X-Forwarded-For": f"198.51.100.{number}"})
        answer = claimed.post("/enquiry/", whole())
        assert answer.status_code == (302 if number < 5 else 429)
    kept = str(list(vars(caches["default"])["_cache"]))
    assert "enquiry:" in kept
    assert "127.0.0.1" not in kept
    settings.HUIZHEN_TRUSTED_PROXIES = 1
    behind = Client(headers={"X-Forwarded-For": "203.0.113.9, 198.51.100.77"})
    assert behind.post("/enquiry/", whole()).status_code == 302


def test_a_physician_signs_no_consent_and_is_invited_as_physician(site: Site) -> None:
    Client().post("/enquiry/", whole(writes_as="physician", consents="", signer=""))
    case = Case.behind_door.get()
    assert not case_rows(case, Consent).exists()
    assert (case.waiting_role, case.waiting_for) == ("patient", "give_consent")
    assert Invitation.objects.get().role == "home_physician"


def test_without_a_site_the_page_says_so() -> None:
    response = Client().get("/enquiry/")
    assert response.status_code == 400
    assert "takes no enquiries yet" in response.content.decode()


def test_a_coordinator_fills_an_enquiry_in_for_somebody(site: Site) -> None:
    client = signed_in(site["coordinator"])
    assert "Vomiting blood" in client.get("/enquiry/new/").content.decode()
    told = whole(consents="", signer="")
    response = client.post("/enquiry/new/", told)
    case = Case.behind_door.get()
    assert response.headers["Location"] == f"/cases/{case.pk}/intake/"
    assert (case.waiting_role, case.waiting_for) == ("patient", "give_consent")
    assert not mail.outbox  # the box that sends a link was not ticked
    assert Enquiry.behind_door.get().by == site["coordinator"]
    for role in ("patient", "reviewing_clinician", "specialist", "auditor"):
        assert signed_in(site[role]).get("/enquiry/new/").status_code == 404
    assert Client().get("/enquiry/new/").status_code == 302


def test_a_mail_that_cannot_be_sent_is_told_and_sent_again(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OSError

    browser = Client()
    with monkeypatch.context() as patch:
        patch.setattr("huizhen.journey.intake.actions.send_mail_to", broken)
        browser.post("/enquiry/", whole())
    assert "could not be sent" in browser.get("/enquiry/sent/").content.decode()
    case = Case.behind_door.get()
    client = signed_in(site["coordinator"])
    assert "No link for an account" in client.get(f"/cases/{case.pk}/intake/").content.decode()
    client.post(f"/cases/{case.pk}/intake/invite")
    assert len(mail.outbox) == 1
    assert signed_in(site["patient"]).post(f"/cases/{case.pk}/intake/invite").status_code == 404


@pytest.mark.parametrize("language", ["en", "zh", "ru"])
def test_the_checklist_is_shown_in_the_readers_language_and_as_pdf(language: str) -> None:
    page = Client().get(f"/checklist/hpb/?language={language}")
    assert page.status_code == 200
    assert f'lang="{language}"' in page.content.decode()
    pdf = Client().get(f"/checklist/hpb.pdf?language={language}")
    assert pdf.content.startswith(b"%PDF")
    assert Client().get("/checklist/dentist/").status_code == 404
    assert Client().get("/checklist/hpb/?language=xx").status_code == 200


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("de-AT,de;q=0.9,en;q=0.7", "de"), ("en-GB,de;q=0.5", "en"), ("nl,fr;q=0.4", "fr"),
     ("zh-CN,de;q=0.8", "zh"), ("nl", "en")],
)  # fmt: skip
def test_a_checklist_opens_in_the_first_language_of_the_browser_that_there_is_one_in(
    accepted: str, language: str
) -> None:
    page = Client(headers={"accept-language": accepted}).get("/checklist/hpb/")
    assert f'class="card-body" lang="{language}"' in page.content.decode()
