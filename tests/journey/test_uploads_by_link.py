"""One-time upload links: opened by a button, once; expired, revoked and foreign ones say so."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from huizhen.ground.audit.models import AuditEvent
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.models import Case
from huizhen.ground.files.link_actions import make_link, revoke_link
from huizhen.ground.files.models import ReceivedFile, UploadLink
from uploading import TUS, Line, received
from worlds import Site, make_case, make_site, signed_in

pytestmark = pytest.mark.django_db
ABOUT = "request:01a21c3e-a69d-74e0-910d-a7c2f56835ad"


@pytest.fixture
def site(tmp_path: Path, settings: Any) -> Site:
    settings.HUIZHEN_HOME = tmp_path
    return make_site("one")


@pytest.fixture
def case(site: Site) -> Case:
    return make_case(site)


def opened(token: str) -> Client:
    """A browser in which the link was opened by its button."""
    browser = Client()
    browser.get(f"/send/{token}")
    browser.post("/send/open")
    return browser


def code(response: Any) -> str:
    told: str = json.loads(response.content)["code"]
    return told


def test_looking_at_a_link_does_not_use_it_up_and_shows_nothing_of_the_case(
    site: Site, case: Case
) -> None:
    _, token = make_link(case, site["coordinator"])
    for _ in range(3):  # programs that look into mail
        scanner = Client()
        assert scanner.get(f"/send/{token}").headers["Location"] == "/send/"
        scanner.head("/send/")
    browser = Client()
    page = browser.get(f"/send/{token}", follow=True).content.decode()
    assert "This link opens once" in page
    answer = browser.post("/send/open", follow=True)
    page = answer.content.decode()
    assert 'data-base="/uploads/"' in page
    for secret in ("Probe", case.number, "hpb", str(case.pk)):
        assert secret not in page
    assert token not in page


def test_files_by_a_link_reach_its_case_and_request(site: Site, case: Case) -> None:
    link, token = make_link(case, site["coordinator"], about=ABOUT)
    line = Line(opened(token), "/uploads/")
    begun = line.begin("MRI.dcm", 5)
    assert begun["Location"].startswith("/uploads/")
    assert line.part(begun["Location"], 0, b"hello").status_code == 204
    assert line.batch([("a.txt", b"world")], about="request:other").status_code == 200
    assert received(case) == {"MRI.dcm": b"hello", "a.txt": b"world"}
    rows = case_rows(case, ReceivedFile)
    assert set(rows.values_list("about", flat=True)) == {ABOUT}
    assert set(rows.values_list("link", flat=True)) == {link.pk}
    event = AuditEvent.objects.filter(action="receive_files").first()
    assert event is not None
    assert event.actor_id == f"link:{link.pk}"
    assert line.client.post("/uploads/done").json() == {"files": 0}


def test_a_link_opens_once_and_goes_on_in_its_browser(site: Site, case: Case) -> None:
    _, token = make_link(case, site["coordinator"])
    browser = opened(token)
    assert browser.get(f"/send/{token}", follow=True).status_code == 200
    assert browser.post("/send/open").headers["Location"] == "/send/"
    other = Client()
    answer = other.get(f"/send/{token}")
    assert answer.status_code == 403
    assert "opened already" in answer.content.decode()
    # two who saw the button: the second is told
    _, again = make_link(case, site["coordinator"])
    first, second = Client(), Client()
    for one in (first, second):
        one.get(f"/send/{again}")
    assert first.post("/send/open").status_code == 302
    late = second.post("/send/open")
    assert late.status_code == 403
    assert "opened already" in late.content.decode()
    assert Line(second, "/uploads/").begin("a.txt", 5).status_code == 403


@pytest.mark.parametrize("how", ["expired", "revoked"])
def test_a_link_that_has_ended_says_so_in_the_middle_of_a_file_too(
    site: Site, case: Case, how: str
) -> None:
    link, token = make_link(case, site["coordinator"])
    line = Line(opened(token), "/uploads/")
    place = line.begin("a.txt", 10)["Location"]
    assert line.part(place, 0, b"hello").status_code == 204
    _, unopened = make_link(case, site["coordinator"])
    if how == "revoked":
        revoke_link(case, site["coordinator"], link.pk)
        case_rows(case, UploadLink).update(revoked_at=timezone.now())
    else:
        case_rows(case, UploadLink).update(expires_at=timezone.now() - timedelta(seconds=1))
    more, other = line.part(place, 5, b"world"), line.begin("b.txt", 1)
    for answer in (more, other, line.batch([("c", b"c")])):
        assert (answer.status_code, code(answer)) == (403, f"link_{how}")
    page = line.client.get("/send/")
    assert page.status_code == 403
    assert "Ask the person who sent it for a new one" in page.content.decode()
    assert Client().get(f"/send/{unopened}").status_code == 403


def test_a_closed_case_takes_nothing_by_link(site: Site, case: Case) -> None:
    _, token = make_link(case, site["coordinator"])
    line = Line(opened(token), "/uploads/")
    Case.behind_door.filter(pk=case.pk).update(stage="closed")
    answer = line.begin("a.txt", 5)
    assert (answer.status_code, code(answer)) == (409, "case_closed")
    assert "takes no files" in line.client.get("/send/").content.decode()


def test_unknown_links_and_browsers_without_one_are_told(site: Site) -> None:
    answer = Client().get("/send/nothing-like-this")
    assert answer.status_code == 400
    assert "cannot be used" in answer.content.decode()
    assert Client().get("/send/").status_code == 403
    assert Client().post("/send/open").status_code == 400
    answer = Line(Client(), "/uploads/").begin("a.txt", 5)
    assert (answer.status_code, code(answer)) == (403, "no_upload_link")


def test_a_links_holder_reaches_neither_others_files_nor_what_is_known_of_them(
    site: Site, case: Case
) -> None:
    patient = Line(signed_in(site["patient"]), f"/cases/{case.pk}/uploads/")
    place = patient.begin("a.txt", 5)["Location"].replace(f"/cases/{case.pk}", "")
    patient.whole("b.txt", b"hello")
    _, token = make_link(case, site["coordinator"])
    line = Line(opened(token), "/uploads/")
    assert line.client.head(place, headers=TUS).status_code == 404
    sha256 = case_rows(case, ReceivedFile).get().sha256
    asked = line.client.post("/uploads/known", [sha256], "application/json")
    assert asked.json() == {"known": []}
    assert line.whole("c.txt", b"hello").status_code == 204
    assert received(case) == {"b.txt": b"hello"}
    asked = line.client.post("/uploads/batch", b"\0" * 8, "application/octet-stream")
    assert asked.status_code == 400
    assert line.client.get(f"/cases/{case.pk}/").status_code == 302


def test_the_coordinator_makes_shows_once_and_takes_back_a_link(site: Site, case: Case) -> None:
    client = signed_in(site["coordinator"])
    page = client.get(f"/cases/{case.pk}/intake/").content.decode()
    assert "One-time upload links" in page
    seen = Case.behind_door.get(pk=case.pk).revision
    made = client.post(f"/cases/{case.pk}/intake/links", {"days": 3, "seen": seen})
    shown = made.content.decode()
    assert "http://localhost:8000/send/" in shown
    assert (
        "http://localhost:8000/send/"
        not in client.get(f"/cases/{case.pk}/intake/").content.decode()
    )
    stale = client.post(f"/cases/{case.pk}/intake/links", {"days": 3, "seen": seen})
    assert stale.status_code == 409
    assert case_rows(case, UploadLink).count() == 1
    wrong = client.post(f"/cases/{case.pk}/intake/links", {"days": 0, "seen": seen + 1})
    assert wrong.status_code == 400
    link = case_rows(case, UploadLink).get()
    client.post(f"/cases/{case.pk}/intake/links/{link.pk}/end", {"seen": seen + 1})
    assert case_rows(case, UploadLink).get().revoked_at is not None
    for role in ("patient", "home_physician", "medical_editor", "specialist", "auditor"):
        answer = signed_in(site[role]).post(f"/cases/{case.pk}/intake/links", {"days": 3})
        assert answer.status_code == 404
