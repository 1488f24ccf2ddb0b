"""Opinions by form and as signed files: drafts, conflicts, signatures, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from consultation_world import World, ask_question, make_world, second_factor
from django.core.files.uploadedfile import SimpleUploadedFile

from huizhen.core.consultation.opinion import opinion_hash
from huizhen.ground.audit.models import AuditEvent
from huizhen.ground.cases.access import case_rows
from huizhen.ground.events.models import Event
from huizhen.ground.files.blobs import blob_bytes
from huizhen.ground.files.models import Blob
from huizhen.journey.consultation.models import OpinionOriginal, OpinionRow
from huizhen.journey.consultation.queries import opinion_of
from worlds import ROLES, signed_in

pytestmark = pytest.mark.django_db

WRITTEN = {
    "a1_state": "answered",
    "a1_text": "首选手术切除，建议术前行吲哚菁绿检测。",
    "a1_needs": "",
    "reviewed": "已阅病历摘要及增强CT",
    "assessment": "肝右叶占位，肝功能Child-Pugh A级",
    "diagnosis_agree": "agree",
    "diagnosis": "肝细胞癌",
    "r1_text": "建议右半肝切除",
    "r1_strength": "recommended",
    "r2_text": "不建议先行介入",
    "r2_strength": "against",
    "tests": "吲哚菁绿清除试验\n骨扫描",
    "risk": "术后肝衰竭风险低",
    "travel_advice": "optional",
    "followup": "术后1月复查",
    "statement": "以上意见仅供参考",
    "doctor": "李明",
    "title": "主任医师",
    "department": "肝胆胰外科",
    "hospital": "会诊示例第一医院",
    "signed_on": "2026-03-05",
}


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    found = make_world(monkeypatch)
    found.consulting("F01")
    return found


def save(world: World, revision: int, **told: str) -> Any:
    client = signed_in(world.people["specialist F01"])
    return client.post(f"{world.path}opinion/", {**WRITTEN, "revision": revision, **told})


def sign_by_form(world: World) -> Any:
    client = signed_in(world.people["specialist F01"])
    at = f"{world.path}opinion/sign"
    assert second_factor(client, at).headers["Location"] == at
    assert client.get(at).status_code == 200
    return client.post(at, {"revision": world.opinion().revision})


def test_an_opinion_by_form_from_draft_to_signature_to_the_next_stage(world: World) -> None:
    assert save(world, 0).status_code == 302
    row = world.opinion()
    assert (row.state, row.revision) == ("draft", 1)
    opinion = opinion_of(world.now(), row)
    assert opinion.case_number == world.case.number
    assert opinion.dossier_hash == "d" * 64
    assert [one.strength for one in opinion.recommendations] == ["recommended", "against"]
    assert opinion.tests_requested == ("吲哚菁绿清除试验", "骨扫描")
    assert "手术切除".encode() not in bytes(row.sealed or b"")
    shown = signed_in(world.people["specialist F01"]).get(f"{world.path}opinion/").content.decode()
    assert "建议右半肝切除" in shown
    assert sign_by_form(world).status_code == 302
    row = world.opinion()
    assert (row.state, row.signed_as) == ("signed", "specialist")
    assert row.content_hash == opinion_hash(opinion_of(world.now(), row))
    told = AuditEvent.objects.filter(action="sign_opinion").get().data
    assert told["opinion_hash"] == row.content_hash
    assert told["second_factor"]["kind"] == "totp"
    assert Event.objects.filter(kind="opinion_signed", data__opinion=str(row.pk)).exists()
    assert world.now().waiting_for == "complete_consultation"
    assert world.post("coordinator", "consultation/complete").status_code == 302
    assert (world.now().stage, world.now().waiting_role) == ("interpretation", "medical_editor")


def test_a_signature_needs_a_fresh_second_factor_each_time(world: World) -> None:
    save(world, 0)
    client = signed_in(world.people["specialist F01"])
    at = f"{world.path}opinion/sign"
    for method in (client.get, client.post):
        asked = method(at, {"revision": 1})
        assert asked.status_code == 302
        assert asked.headers["Location"].startswith("/account/2fa/reauthenticate/")
    assert world.opinion().state == "draft"
    wrong = client.post(f"/account/2fa/reauthenticate/?next={at}", {"code": "000000", "next": at})
    assert wrong.status_code == 200
    assert client.post(at, {"revision": 1}).headers["Location"].startswith("/account/2fa/")
    # a password is no second factor
    specialist = world.people["specialist F01"]
    specialist.set_password("three words of mine")
    specialist.save()
    client.force_login(specialist, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["has_second_factor"] = True
    session.save()
    client.post("/account/reauthenticate/", {"password": "three words of mine"})
    assert client.post(at, {"revision": 1}).headers["Location"].startswith("/account/2fa/")
    assert world.opinion().state == "draft"


def test_an_unanswered_question_keeps_the_opinion_from_being_signed(world: World) -> None:
    save(world, 0, a1_state="", a1_text="")
    client = signed_in(world.people["specialist F01"])
    at = f"{world.path}opinion/sign"
    second_factor(client, at)
    page = client.get(at).content.decode()
    assert "The question 1 is not answered." in page
    assert client.post(at, {"revision": 1}).status_code == 400
    assert world.opinion().state == "draft"


def test_a_question_that_cannot_be_answered_says_what_is_needed(world: World) -> None:
    save(world, 0, a1_state="unanswerable", a1_text="", a1_needs="")
    client = signed_in(world.people["specialist F01"])
    at = f"{world.path}opinion/sign"
    second_factor(client, at)
    assert client.post(at, {"revision": 1}).status_code == 400
    save(world, 1, a1_state="unanswerable", a1_text="", a1_needs="薄层增强CT")
    assert client.post(at, {"revision": 2}).status_code == 302
    assert world.opinion().state == "signed"


def test_two_versions_of_a_draft_are_shown_and_none_is_lost(world: World) -> None:
    save(world, 0)
    conflict = save(world, 0, assessment="另一位医生的评估")
    assert conflict.status_code == 409
    page = conflict.content.decode()
    assert "另一位医生的评估" in page
    assert "肝右叶占位，肝功能Child-Pugh A级" in page
    assert opinion_of(world.now(), world.opinion()).sections[1].text.startswith("肝右叶占位")
    assert save(world, 1, assessment="另一位医生的评估").status_code == 302
    assert world.opinion().revision == 2


def test_a_draft_sent_twice_is_saved_once(world: World) -> None:
    save(world, 0)
    before = world.now().revision
    assert save(world, 0).status_code == 302
    assert (world.opinion().revision, world.now().revision) == (1, before)


def test_a_signature_under_an_older_text_is_refused(world: World) -> None:
    save(world, 0)
    client = signed_in(world.people["specialist F01"])
    at = f"{world.path}opinion/sign"
    second_factor(client, at)
    save(world, 1, assessment="后来修改")
    assert client.post(at, {"revision": 1}).status_code == 400
    assert world.opinion().state == "draft"


def test_a_stopped_clock_keeps_the_opinion_from_being_signed(world: World) -> None:
    save(world, 0)
    world.post("specialist F01", "invited/material", {"what": "MRI", "owner": "home_physician"})
    client = signed_in(world.people["specialist F01"])
    at = f"{world.path}opinion/sign"
    second_factor(client, at)
    assert client.post(at, {"revision": 1}).status_code == 400
    assert world.opinion().state == "draft"


PHOTO = b"\xff\xd8\xff\xe0 stamped paper"


def receive(world: World, *files: bytes) -> Any:
    sent = [SimpleUploadedFile(f"照片{n}.jpg", data) for n, data in enumerate(files, 1)]
    return world.post(
        "coordinator", f"consultation/opinions/{world.opinion().pk}/files", {"files": sent}
    )


def mark(world: World, **told: str) -> Any:
    row = world.opinion()
    form = {
        "case_number": world.case.number,
        "language": "zh",
        "a1_state": "answered",
        "a1_place": "第1页",
        "doctor": "李明",
        "title": "主任医师",
        "department": "肝胆胰外科",
        "signed_on": "2026-03-05",
        "is_stamped": "on",
        "revision": str(row.revision),
    }
    client = world.client()
    return client.post(f"{world.path}consultation/opinions/{row.pk}/marks", {**form, **told})


def record(world: World) -> Any:
    row = world.opinion()
    return world.client().post(
        f"{world.path}consultation/opinions/{row.pk}/sign", {"revision": row.revision}
    )


def test_photographs_of_stamped_paper_are_kept_marked_and_recorded(world: World) -> None:
    assert receive(world, PHOTO + b"1", PHOTO + b"2").status_code == 302
    row = world.opinion()
    assert row.state == "received"
    originals = list(case_rows(world.now(), OpinionOriginal).order_by("number"))
    assert [blob_bytes(world.now(), one.blob) for one in originals] == [PHOTO + b"1", PHOTO + b"2"]
    assert record(world).status_code == 400  # nothing is marked yet
    assert mark(world).status_code == 302
    page = world.client().get(f"{world.path}consultation/opinions/{row.pk}/").content.decode()
    assert "照片1.jpg" in page
    assert "第1页" in page
    assert record(world).status_code == 302
    row = world.opinion()
    assert (row.state, row.signed_as) == ("signed", "coordinator")
    told = AuditEvent.objects.filter(action="sign_opinion").get().data
    assert told["second_factor"] == "original"
    at = f"{world.path}consultation/opinions/{row.pk}/files/{originals[0].pk}"
    saved = world.client().get(at)
    assert saved.content == PHOTO + b"1"
    assert saved.headers["Content-Disposition"].startswith("attachment")
    assert receive(world, PHOTO + b"3").status_code == 409  # signed: nothing is added
    assert case_rows(world.now(), OpinionOriginal).count() == 2
    assert world.post("coordinator", "consultation/complete").status_code == 302


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("o.pdf", b"%PDF-1.6 x"),
        ("o.docx", b"PK\x03\x04 x"),
        ("o.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ],
)
def test_pdf_and_word_are_taken(world: World, name: str, data: bytes) -> None:
    done = world.post(
        "coordinator",
        f"consultation/opinions/{world.opinion().pk}/files",
        {"files": SimpleUploadedFile(name, data)},
    )
    assert done.status_code == 302
    assert world.opinion().state == "received"


@pytest.mark.parametrize("data", [b"<html>not an opinion</html>", b"MZ\x90"])
def test_what_no_opinion_is_sent_as_is_refused(world: World, data: bytes) -> None:
    assert receive(world, data).status_code == 400
    assert world.opinion().state == "awaited"
    assert not case_rows(world.now(), Blob).filter(kind="opinion").exists()


def test_a_question_passed_over_in_the_original_keeps_it_from_being_recorded(world: World) -> None:
    receive(world, PHOTO)
    mark(world, a1_state="", a1_place="")
    page = world.client().get(f"{world.path}consultation/opinions/{world.opinion().pk}/")
    assert "The question 1 is not answered." in page.content.decode()
    assert record(world).status_code == 400
    back = world.post(
        "coordinator",
        f"consultation/opinions/{world.opinion().pk}/back",
        {"reason": "问题1未答复"},
    )
    assert back.status_code == 302
    assert world.opinion().state == "awaited"
    kept = case_rows(world.now(), OpinionOriginal).get()
    assert kept.set_aside_at is not None
    receive(world, PHOTO + b" complete")
    mark(world)
    assert record(world).status_code == 302


def test_an_opinion_of_another_case_is_refused_and_asked_for_again(world: World) -> None:
    receive(world, PHOTO)
    mark(world, case_number="HZ-2026-0999")
    row = world.opinion()
    page = world.client().get(f"{world.path}consultation/opinions/{row.pk}/").content.decode()
    assert "HZ-2026-0999" in page
    assert record(world).status_code == 400
    at = f"consultation/opinions/{row.pk}/"
    assert world.post("coordinator", f"{at}refuse", {"reason": "另一患者"}).status_code == 302
    assert world.opinion().state == "refused"
    assert world.post("coordinator", "consultation/complete").status_code == 400
    assert world.post("coordinator", f"{at}again").status_code == 302
    assert world.opinion().state == "awaited"
    assert record(world).status_code == 400  # the wrong paper is proof of nothing


def test_another_cases_number_in_the_text_of_a_draft_is_found(world: World) -> None:
    save(world, 0, assessment="参见HZ-2026-0999")
    client = signed_in(world.people["specialist F01"])
    at = f"{world.path}opinion/sign"
    second_factor(client, at)
    assert client.post(at, {"revision": 1}).status_code == 400


def test_a_wrong_opinion_found_after_the_consultation_brings_the_case_back(world: World) -> None:
    receive(world, PHOTO)
    mark(world)
    record(world)
    world.post("coordinator", "consultation/complete")
    assert world.now().stage == "interpretation"
    at = f"consultation/opinions/{world.opinion().pk}/"
    assert world.post("coordinator", f"{at}refuse", {"reason": "另一患者"}).status_code == 302
    assert (world.now().stage, world.opinion().state) == ("consultation", "refused")


def test_a_later_opinion_takes_the_place_of_a_signed_one_that_stays(world: World) -> None:
    receive(world, PHOTO)
    mark(world)
    record(world)
    first = world.opinion()
    at = f"consultation/opinions/{first.pk}/"
    assert world.post("coordinator", f"{at}supersede", {"reason": "新MRI"}).status_code == 302
    later = world.opinion()
    assert (later.number, later.state) == (2, "awaited")
    assert case_rows(world.now(), OpinionRow).get(pk=first.pk).state == "superseded"
    assert world.post("coordinator", "consultation/complete").status_code == 400
    save(world, 0)
    assert sign_by_form(world).status_code == 302
    assert world.post("coordinator", "consultation/complete").status_code == 302


def test_a_draft_survives_a_paper_that_came_by_another_way(world: World) -> None:
    save(world, 0)
    receive(world, PHOTO)
    world.post(
        "coordinator", f"consultation/opinions/{world.opinion().pk}/back", {"reason": "无签名"}
    )
    assert opinion_of(world.now(), world.opinion()).recommendations[0].text == "建议右半肝切除"


def test_every_question_of_the_case_has_its_place_in_the_form(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = make_world(monkeypatch)
    ask_question(world.case, "若先行介入，何时再评估手术？")
    world.consulting("F01")
    page = signed_in(world.people["specialist F01"]).get(f"{world.path}opinion/").content.decode()
    assert "5.2 cm的肝右叶病灶" in page
    assert "若先行介入" in page
    assert 'name="a2_text"' in page
    save(world, 0)
    client = signed_in(world.people["specialist F01"])
    at = f"{world.path}opinion/sign"
    second_factor(client, at)
    assert client.post(at, {"revision": 1}).status_code == 400  # the second is open


def test_only_a_coordinator_receives_opinions(world: World) -> None:
    at = f"consultation/opinions/{world.opinion().pk}/"
    for role in (one for one in ROLES if one != "coordinator"):
        file = SimpleUploadedFile("a.jpg", PHOTO)
        assert world.post(role, f"{at}files", {"files": file}).status_code == 404, role
        assert world.post(role, f"{at}refuse", {"reason": "x"}).status_code == 404, role
        assert world.opinion().state == "awaited", role


def test_only_a_specialist_writes_and_signs(world: World) -> None:
    for role in (one for one in ROLES if one != "specialist"):
        client = world.client(role)
        written = client.post(f"{world.path}opinion/", {**WRITTEN, "revision": 0})
        signed = client.post(f"{world.path}opinion/sign", {"revision": 0})
        assert (written.status_code, signed.status_code) == (404, 404), role


def test_a_consultation_without_a_signed_opinion_is_not_complete(world: World) -> None:
    assert world.post("coordinator", "consultation/complete").status_code == 400
    assert world.post("reviewing_clinician", "consultation/complete").status_code == 400
    assert world.post("medical_editor", "consultation/complete").status_code == 400
    assert world.now().stage == "consultation"
