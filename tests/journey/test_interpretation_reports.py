"""Reports released under two signatures, handed over by account or link, read, corrected."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone
from interpretation_world import World, code_in, link_in, make_world

from huizhen.core.records.value import content_hash
from huizhen.ground.audit.models import AuditEvent
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.models import Case
from huizhen.ground.consent.models import Consent
from huizhen.ground.events.models import Event
from huizhen.ground.files.blobs import blob_bytes
from huizhen.ground.files.models import Blob
from huizhen.ground.notify.models import Notice
from huizhen.journey.flow import follow_up
from huizhen.journey.interpretation.jobs import paper_of
from huizhen.journey.interpretation.models import HandoverRow, ReportRow
from worlds import ROLES, work_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def settle() -> None:
    """Run what follows from every event that is due by now."""
    while follow_up():
        pass


def opened(world: World) -> tuple[Client, str]:
    """A reader's browser in which link and code were exchanged."""
    page = world.hand_over()
    assert page.status_code == 200, page.content.decode()
    code = code_in(page.content)
    browser = Client()
    link = link_in(mail.outbox[-1].body)
    assert browser.get(link).headers["Location"] == "/report/"
    assert "Enter the code" in browser.get("/report/").content.decode()
    assert browser.post("/report/open", {"code": code.lower()}).status_code == 302
    return browser, link


def test_reports_are_released_for_both_readers_in_both_languages(world: World) -> None:
    rows = world.released()
    assert [(one.audience, one.language, one.version) for one in rows] == [
        ("patient", "en", 1), ("patient", "zh", 1), ("physician", "en", 1), ("physician", "zh", 1),
    ]  # fmt: skip
    for row in rows:
        paper = paper_of(world.now(), row)
        assert row.content_hash == content_hash(paper.model_dump(mode="json"))
        assert row.paper.kind == "report"
    assert world.row().state == "released"
    assert (world.now().stage, world.now().waiting_for) == ("interpretation", "hand_over")
    page = world.client("coordinator").get(f"{world.path}reports/{rows[2].pk}/").content.decode()
    assert "This opinion is no treatment plan." in page
    assert "Antiviral treatment is recommended." in page
    assert "建议抗病毒治疗。" in page
    zh = world.client("coordinator").get(f"{world.path}reports/{rows[3].pk}/").content.decode()
    assert "治疗方案" in zh
    assert "能否手术？" in zh
    assert "Can it be operated on?" in page
    assert "转化治疗" in zh


def test_nothing_is_released_without_two_signatures_and_nothing_is_left_behind(
    world: World,
) -> None:
    world.translate()
    world.all_points()
    assert world.sign("medical_editor").status_code == 302
    answer = world.post("coordinator", f"{world.at}release")
    assert answer.status_code == 400
    assert not case_rows(world.now(), ReportRow).exists()
    assert not case_rows(world.now(), Blob).filter(kind="report").exists()
    page = world.client("coordinator").get(f"{world.path}interpretation/").content.decode()
    assert "Before this can be done" in page
    assert world.sign("reviewing_clinician").status_code == 302
    seen = world.now().revision
    release = f"{world.at}release"
    answers = [world.post("coordinator", release, {"seen": seen}).status_code for _ in range(2)]
    assert answers == [302, 409]
    assert case_rows(world.now(), ReportRow).count() == 4


def test_the_editor_may_not_release(world: World) -> None:
    world.signed()
    assert world.post("medical_editor", f"{world.at}release").status_code == 400
    assert world.post("specialist", f"{world.at}release").status_code == 404
    assert not case_rows(world.now(), ReportRow).exists()


def test_a_preview_is_marked_as_a_draft(world: World) -> None:
    world.translate()
    address = f"{world.at}preview/patient/en"
    assert world.client("medical_editor").get(address).status_code == 400
    world.all_points()
    page = world.client("medical_editor").get(address).content.decode()
    assert "Draft: nobody has released this." in page
    assert world.client("patient").get(address).status_code == 404
    assert world.client("medical_editor").get(f"{world.at}preview/patient/fr").status_code == 404


def test_the_worker_sets_the_pdf_once_and_it_is_fetched_by_its_readers_alone(
    world: World,
) -> None:
    row = world.released()[0]
    address = f"{world.path}reports/{row.pk}/pdf"
    coordinator = world.client("coordinator")
    assert coordinator.get(address).status_code == 404
    work_off()
    row.refresh_from_db(from_queryset=ReportRow.behind_door.all())
    assert row.pdf is not None
    answer = coordinator.get(address)
    assert answer.content[:5] == b"%PDF-"
    assert hashlib.sha256(answer.content).hexdigest() == row.pdf.sha256
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"] == "sandbox"
    assert blob_bytes(world.now(), row.pdf) == answer.content
    assert world.client("patient").get(address).status_code == 404
    assert AuditEvent.objects.filter(action="fetch_report", about=f"report:{row.pk}").exists()


def test_a_link_opens_with_its_code_once_and_is_read_to_its_end(world: World) -> None:
    world.released()
    browser, link = opened(world)
    assert world.now().stage == "decision"
    assert world.handover().state == "opened"
    listed = browser.get("/report/").content.decode()
    assert "Report for the patient" in listed
    assert "treating physician" not in listed
    page = re.search(r'href="(/report/[0-9a-f-]{36}/)"', listed)
    assert page
    shown = browser.get(page.group(1)).content.decode()
    assert "Please do not stop, change or put off any treatment" in shown
    assert "The prognosis is guarded." not in shown
    assert "I have read it" in shown
    assert [browser.post("/report/read").status_code for _ in range(2)] == [302, 302]
    assert world.handover().state == "read"
    read = AuditEvent.objects.filter(action="read_handover")
    assert [one.actor_id for one in read] == [f"link:{world.handover().pk}"]
    assert browser.get(page.group(1)).status_code == 200
    again = Client()
    assert again.get(link).status_code == 403
    assert Client().get("/report/").status_code == 403
    assert Client().get(page.group(1)).status_code == 403


def test_wrong_codes_close_the_link_after_the_fifth(world: World) -> None:
    world.released()
    code = code_in(world.hand_over().content)
    link = link_in(mail.outbox[-1].body)
    browser = Client()
    browser.get(link)
    for _ in range(4):
        answer = browser.post("/report/open", {"code": "AAAA-AAAA"})
        assert answer.status_code == 400
        assert "The code is not right." in answer.content.decode()
    assert world.handover().tries == 4
    assert browser.post("/report/open", {"code": "AAAA-AAAA"}).status_code == 403
    assert world.handover().state == "expired"
    late = Client()
    assert late.get(link).status_code == 403
    assert late.post("/report/open", {"code": code}).status_code == 403
    kinds = Notice.objects.filter(user=world.site["coordinator"]).values_list("kind", flat=True)
    assert "handover_locked" in kinds


def test_a_new_link_takes_the_place_of_the_old_one(world: World) -> None:
    world.released()
    world.hand_over()
    old = link_in(mail.outbox[-1].body)
    renewed = world.post("coordinator", f"reports/handovers/{world.handover().pk}/renew")
    assert Client().get(old).status_code == 403
    browser = Client()
    browser.get(link_in(mail.outbox[-1].body))
    assert browser.post("/report/open", {"code": code_in(renewed.content)}).status_code == 302


def test_a_link_expires_and_one_that_was_taken_back_opens_nothing(world: World) -> None:
    world.released()
    browser, _ = opened(world)
    past = timezone.now() - timedelta(minutes=1)
    HandoverRow.behind_door.update(expires_at=past)
    assert "its time is over" in browser.get("/report/").content.decode()
    Event.objects.filter(kind="handover_expires").update(due_at=past)
    settle()
    assert world.handover().state == "expired"
    taken_back = world.post("coordinator", f"reports/handovers/{world.handover().pk}/revoke")
    assert taken_back.status_code == 302
    answer = browser.get("/report/")
    assert answer.status_code == 403
    assert "taken back" in answer.content.decode()
    refused = world.post("coordinator", f"reports/handovers/{world.handover().pk}/renew")
    assert refused.status_code == 409


def test_unread_after_three_days_the_reader_is_told_again(world: World) -> None:
    world.released()
    answer = world.hand_over(f"patient:{world.site['patient'].pk}", "account")
    assert answer.status_code == 302
    work_off()
    sent = len(mail.outbox)
    assert world.now().waiting_for == "read_report"
    due = world.now().due_at
    assert due is not None
    assert due - timezone.now() > timedelta(days=2)
    settle()
    work_off()
    assert len(mail.outbox) == sent
    with time_machine.travel(due + timedelta(minutes=1), tick=False):
        settle()
        work_off()
        told = [one.to[0] for one in mail.outbox[sent:]]
        assert sorted(told) == sorted(
            [world.site["patient"].email, world.site["coordinator"].email]
        )
        assert world.handover().reminded == 1
        settle()
        assert world.handover().reminded == 1
        assert (world.now().due_at or due) > timezone.now()


def test_through_the_account_opening_and_reading_are_noted(world: World) -> None:
    rows = world.released()
    patient = world.client("patient")
    page = f"{world.path}reports/"
    assert "There is no report for you yet" in patient.get(page).content.decode()
    assert patient.get(f"{page}{rows[0].pk}/").status_code == 404
    world.hand_over(f"patient:{world.site['patient'].pk}", "account")
    assert "Report for the patient" in patient.get(page).content.decode()
    assert world.handover().state == "sent"
    assert "A report is ready for you." in patient.get(world.path).content.decode()
    report = patient.get(f"{page}{rows[0].pk}/")
    assert "I have read it" in report.content.decode()
    assert patient.get(f"{page}{rows[2].pk}/").status_code == 404, "the physician's report"
    assert world.handover().state == "opened"
    read = f"{page}handovers/{world.handover().pk}/read"
    assert world.client("home_physician").post(read).status_code == 404
    assert patient.post(read).status_code == 302
    assert world.handover().state == "read"
    told = AuditEvent.objects.filter(action="read_handover").get()
    assert told.actor_id == str(world.site["patient"].pk)


def test_a_home_physician_reads_what_the_patient_agreed_to_and_no_longer(world: World) -> None:
    rows = world.released()
    world.hand_over(world.physician_key(), "account")
    physician = world.client("home_physician")
    address = f"{world.path}reports/{rows[2].pk}/"
    assert physician.get(address).status_code == 200
    consent = case_rows(world.now(), Consent).get(purpose="home_team")
    world.post("patient", f"consents/{consent.pk}/withdraw")
    settle()
    assert world.handover().state == "revoked"
    assert physician.get(address).status_code == 404
    answer = world.hand_over(world.physician_key(), "account")
    assert answer.status_code == 400
    assert case_rows(world.now(), HandoverRow).count() == 1


def test_without_the_main_consent_nothing_goes_and_nothing_opens(world: World) -> None:
    world.released()
    browser, _ = opened(world)
    consent = case_rows(world.now(), Consent).get(purpose="prepare_case")
    world.post("patient", f"consents/{consent.pk}/withdraw")
    assert browser.get("/report/").status_code == 403
    assert world.hand_over().status_code == 400


def test_reports_that_are_not_released_are_not_handed_over(world: World) -> None:
    world.signed()
    assert world.hand_over().status_code == 400
    assert world.now().stage == "interpretation"
    assert not mail.outbox


def test_a_hand_over_sent_twice_is_made_once(world: World) -> None:
    world.released()
    seen = world.now().revision
    assert [world.hand_over(seen=seen).status_code for _ in range(2)] == [200, 409]
    assert case_rows(world.now(), HandoverRow).count() == 1
    assert len(mail.outbox) == 1


def test_a_form_that_lacks_its_address_or_account_says_so(world: World) -> None:
    world.released()
    assert "A link needs an e-mail address" in world.hand_over(address="").content.decode()
    assert "has no account" in world.hand_over("patient:", "account").content.decode()
    assert not case_rows(world.now(), HandoverRow).exists()


def test_a_coordinator_records_what_was_told_by_telephone(world: World) -> None:
    world.released()
    world.hand_over()
    address = f"reports/handovers/{world.handover().pk}/confirm"
    assert world.post("coordinator", address, {"receipt": "x"}).status_code == 302
    assert world.handover().state == "sent"
    world.post("coordinator", address, {"receipt": "Anna by telephone, 2 May"})
    row = world.handover()
    assert row.state == "read"
    assert b"Anna" not in bytes(row.sealed_receipt or b"")
    page = world.client("coordinator").get(f"{world.path}reports/").content.decode()
    assert "Anna by telephone, 2 May" in page


def test_a_correction_takes_back_what_nobody_has_read_and_makes_a_new_version(
    world: World,
) -> None:
    rows = world.released()
    browser, _ = opened(world)
    world.hand_over(f"patient:{world.site['patient'].pk}", "account")
    patient = world.client("patient")
    patient.get(f"{world.path}reports/{rows[0].pk}/")
    patient.post(f"{world.path}reports/handovers/{world.handover().pk}/read")
    assert world.translate(1, part1="Too late.").status_code == 409
    answer = world.post("coordinator", f"{world.at}correct", {"reason": "A wrong word."})
    assert answer.status_code == 302
    assert (world.now().stage, world.row().state, world.row().number) == (
        "interpretation", "edited", 2
    )  # fmt: skip
    assert browser.get("/report/").status_code == 403
    old = patient.get(f"{world.path}reports/{rows[0].pk}/").content.decode()
    assert "This version no longer holds" in old
    assert world.hand_over().status_code == 400
    assert world.translate(world.row().revision, part1="Better words.").status_code == 302
    for role in ("medical_editor", "reviewing_clinician"):
        sign_again(world, role)
    assert world.post("coordinator", f"{world.at}release").status_code == 302
    versions = case_rows(world.now(), ReportRow).filter(superseded_at=None)
    assert {one.version for one in versions} == {2}
    assert case_rows(world.now(), ReportRow).count() == 8


def sign_again(world: World, role: str) -> None:
    """A code is good once in its minute: the next one comes later."""
    with time_machine.travel(timezone.now() + timedelta(minutes=5), tick=False):
        assert world.sign(role).status_code == 302
    assert world.row().state.startswith("signed")


def test_only_the_coordinator_hands_over(world: World) -> None:
    world.released()
    told = {"recipient": "patient:", "channel": "link", "address": "reader@home.example"}
    readers = ("patient", "home_physician", "coordinator", "medical_editor", "reviewing_clinician")
    for role in ROLES:
        page = world.client(role).get(f"{world.path}reports/")
        assert page.status_code == (200 if role in readers else 404), role
        answer = world.post(role, "reports/hand-over", told)
        assert answer.status_code == (200 if role == "coordinator" else 404), role
    assert case_rows(world.now(), HandoverRow).count() == 1


def test_nobody_s_name_stands_in_e_mails_events_or_addresses() -> None:
    world = make_world()
    case = world.now()
    from huizhen.ground.cases.actions import name_patient

    name_patient(case, world.site["coordinator"], {"family": "Canaryname", "given": "Zoe"})
    world.released()
    browser, link = opened(world)
    world.hand_over(world.physician_key(), "account")
    with time_machine.travel(timezone.now() + timedelta(days=4), tick=False):
        settle()
        work_off()
    assert len(mail.outbox) >= 3
    for letter in mail.outbox:
        for text in (letter.subject, letter.body):
            assert "Canaryname" not in text
            assert "hepatocellular" not in text
    assert "Canaryname" not in link
    assert "Canaryname" not in browser.get("/report/").content.decode()
    for event in Event.objects.all():
        assert "Canary" not in str(event.data)
    for told in AuditEvent.objects.filter(chain__startswith="case:"):
        assert "Canary" not in str(told.data)
        assert "TACE" not in str(told.data)


def test_a_case_that_was_closed_hands_nothing_over(world: World) -> None:
    world.released()
    Case.behind_door.filter(pk=world.case.pk).update(stage="withdrawn")
    assert world.hand_over().status_code == 409
