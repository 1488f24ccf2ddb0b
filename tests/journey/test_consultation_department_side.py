"""What a department sees: its own case under a number, and nothing that names the patient."""

from __future__ import annotations

import re

import pytest
from consultation_world import (
    PARTS,
    World,
    ask_question,
    give_dossier,
    give_masked,
    make_world,
)
from django.db import connection

from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.actions import add_participant, name_patient
from huizhen.ground.cases.change import changing
from huizhen.ground.jobs.models import Job
from huizhen.ground.notify.models import Notice
from huizhen.journey.consultation.models import MaterialRequest
from huizhen.journey.preparation.masked_view import MASK
from huizhen.journey.preparation.models import SignOffRow
from worlds import settle_events, signed_in

pytestmark = pytest.mark.django_db

IDENTITY = {
    "family": "Canaryová",
    "given": "Ludmila",
    "birth_date": "1931-03-14",
    "identifiers": "77123456@Charité Berlin",
}
CANARIES = ("canary", "ludmila", "1931-03-14", "14.03.1931", "77123456")


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    found = make_world(monkeypatch)
    name_patient(found.now(), found.site["coordinator"], IDENTITY)
    return found


def pages(world: World, person: str) -> dict[str, str]:
    """Every page of the case that the person is shown, each by its address."""
    client = signed_in(world.people[person])
    own = ["", "invited/", "opinion/", "opinion/printed", "opinion/dossier", "opinion/dossier.pdf"]
    found = {}
    for path in own:
        response = client.get(f"{world.path}{path}", follow=True)
        if response.status_code == 200:
            found[path] = response.content.decode("utf-8", errors="replace")
    return found


@pytest.mark.parametrize("role", ["specialist", "department_secretary"])
def test_no_page_of_the_department_names_the_patient(world: World, role: str) -> None:
    world.invite("F01")
    if role == "department_secretary":
        world.person_of(world.invitation(), "F01", role)
        world.post("coordinator", f"consultation/invitations/{world.invitation().pk}/remind")
        add_participant(world.now(), None, world.people["department_secretary F01"], role)
    person = f"{role} F01"
    seen = pages(world, person)
    assert world.post(person, "invited/accept").status_code == 302
    world.submit("F01")
    world.post(person, "invited/material", {"what": "MRI", "owner": "home_physician"})
    assert case_rows(world.now(), MaterialRequest).count() == 1
    after = pages(world, person)
    assert {"", "invited/"} <= set(after)
    assert ("opinion/dossier" in after) == (role == "specialist")
    for path, text in [*seen.items(), *after.items()]:
        for canary in CANARIES:
            assert canary not in text.lower(), (path, canary)
    home = signed_in(world.people[person]).get("/").content.decode().lower()
    assert world.case.number.lower() in home
    assert not any(canary in home for canary in CANARIES)


def test_every_address_that_a_specialist_is_led_to_keeps_the_name(world: World) -> None:
    world.consulting("F01")
    client = signed_in(world.people["specialist F01"])
    todo, seen = [world.path], set[str]()
    while todo:
        address = todo.pop()
        seen.add(address)
        text = client.get(address, follow=True).content.decode("utf-8", errors="replace")
        assert not any(canary in text.lower() for canary in CANARIES), address
        todo += set(re.findall(r'href="(/cases/[^"?#]+)', text)) - seen
    assert f"{world.path}opinion/" in seen
    assert f"{world.path}intake/" not in seen  # the enquiry and its answer go by name
    assert client.get(f"{world.path}intake/").status_code == 404


def test_the_coordinator_who_looks_at_the_same_case_sees_the_name(world: World) -> None:
    world.invite("F01")
    page = world.client().get(f"{world.path}consultation/").content.decode()
    assert "Canaryová" in page


NAMED = "<p>Frau Canaryová, geb. 14.03.1931, MRN 77123456</p>".encode()
MASKED = "<p>[姓名]，[出生日期]，肝癌 5.2 cm</p>".encode()
FILES = ("dossier", "dossier.pdf", "dossier.docx", "pages/1-1.webp")


def test_of_a_dossier_that_names_the_patient_the_masked_papers_are_read(world: World) -> None:
    give_dossier(world.now(), NAMED, MASKED)
    world.consulting("F01")
    client = signed_in(world.people["specialist F01"])
    assert (
        'src="' + f"{world.path}opinion/dossier"
        in client.get(f"{world.path}opinion/").content.decode()
    )
    assert "[姓名]" in client.get(f"{world.path}opinion/dossier").content.decode()
    assert client.get(f"{world.path}opinion/dossier.pdf").content == b"%PDF-1.7 masked"
    assert client.get(f"{world.path}opinion/pages/1-1.webp").status_code == 404
    for path, text in pages(world, "specialist F01").items():
        assert not any(canary in text.lower() for canary in CANARIES), path


def test_without_masked_papers_nothing_of_the_dossier_is_read(world: World) -> None:
    give_dossier(world.now(), NAMED, b"")
    world.consulting("F01")
    client = signed_in(world.people["specialist F01"])
    told = client.get(f"{world.path}opinion/").content.decode()
    assert "set without the patient" in told
    assert "<iframe" not in told
    for name in FILES:
        assert client.get(f"{world.path}opinion/{name}").status_code == 404, name


def test_papers_of_a_sign_off_that_was_taken_back_are_not_read(world: World) -> None:
    world.consulting("F01")
    client = signed_in(world.people["specialist F01"])
    assert client.get(f"{world.path}opinion/dossier").status_code == 200
    case_rows(world.now(), SignOffRow).update(state="withdrawn")
    for name in FILES:
        assert client.get(f"{world.path}opinion/{name}").status_code == 404, name


def test_what_people_wrote_reaches_a_department_under_the_number(world: World) -> None:
    ask_question(world.now(), "Canaryová Ludmila（1931年3月14日生，病历号77123456）能否手术？")
    world.draft("F01")
    world.person_of(world.invitation(), "F01")
    at = f"consultation/invitations/{world.invitation().pk}/"
    reason = "Canaryova女士，肝右叶占位，Dr Home申请会诊"
    world.post("coordinator", f"{at}write", {**PARTS, "reason": reason})
    assert world.post("coordinator", f"{at}send", {"role": "specialist"}).status_code == 302
    world.accept("F01")
    world.submit("F01")
    seen = pages(world, "specialist F01")
    assert "[姓名]女士，肝右叶占位，Dr Home申请会诊" in seen["invited/"]
    assert "能否手术" in seen["opinion/"]
    told = {"what": "MRI", "owner": "home_physician"}
    world.post("specialist F01", "invited/material", told)
    row = case_rows(world.now(), MaterialRequest).get()
    row.state = "not_held"
    row.sealed_outcome = world.now().seal("Frau Canaryová hat kein MRT".encode())
    row.save()
    seen |= pages(world, "specialist F01")
    assert "hat kein MRT" in seen["invited/"]
    for path, text in seen.items():
        assert not any(canary in text.lower() for canary in CANARIES), path
        assert "1931年3月14日" not in text, path


def test_the_coordinator_is_told_what_keeps_a_department_from_reading(world: World) -> None:
    give_dossier(world.now(), NAMED, b"")
    world.consulting("F01")
    settle_events()
    assert not Job.objects.filter(kind=MASK).exists()  # nobody has looked at pictures
    at = f"consultation/invitations/{world.invitation().pk}/"
    page = world.client().get(f"{world.path}{at}").content.decode()
    assert "does not see the dossier yet" in page
    assert "Pictures wait for a look" in page
    assert f"{world.path}masking/" in page
    assert world.post("reviewing_clinician", f"{at}masked").status_code == 404
    assert world.post("coordinator", f"{at}masked").status_code == 302
    assert not Job.objects.filter(kind=MASK).exists()


def test_a_department_is_told_when_it_can_read(world: World) -> None:
    give_dossier(world.now(), NAMED, b"")
    world.consulting("F01")
    signed = case_rows(world.now(), SignOffRow).order_by("-at", "-id")[0]
    told = Notice.objects.filter(user=world.people["specialist F01"])
    before = told.count()
    give_masked(world.now(), signed, {"dossier.html": MASKED})
    with changing(world.now(), None, "mask_papers") as change:
        change.emit("papers_masked", sign_off=str(signed.pk))
    settle_events()
    assert told.count() == before + 1
    assert told.order_by("-made_at", "-id")[0].path == f"{world.path}opinion/"


def test_the_dossier_is_shown_in_a_frame_that_may_only_show_it(world: World) -> None:
    world.invite("F01")
    client = signed_in(world.people["specialist F01"])
    assert client.get(f"{world.path}opinion/dossier").status_code == 404  # not accepted yet
    world.accept("F01")
    assert client.get(f"{world.path}opinion/dossier").status_code == 404  # not submitted yet
    world.submit("F01")
    page = client.get(f"{world.path}opinion/").content.decode()
    assert 'sandbox="allow-scripts allow-same-origin"' in page
    shown = client.get(f"{world.path}opinion/dossier")
    assert "肝癌 5.2 cm" in shown.content.decode()
    assert shown.headers["X-Frame-Options"] == "SAMEORIGIN"
    policy = shown.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-scripts allow-same-origin" in policy
    paper = client.get(f"{world.path}opinion/dossier.pdf")
    assert paper.headers["Content-Disposition"].startswith("attachment")
    assert client.get(f"{world.path}opinion/dossier.docx").status_code == 404


def test_the_dossier_is_the_specialists_of_this_case(world: World) -> None:
    world.consulting("F01")
    for role in world.site.people:
        assert world.client(role).get(f"{world.path}opinion/dossier").status_code == 404, role
    world.invite("F02")
    stranger = signed_in(world.people["specialist F02"])
    assert stranger.get(f"{world.path}opinion/dossier").status_code == 404


def test_a_department_does_not_see_the_sites_pages(world: World) -> None:
    world.consulting("F01")
    client = signed_in(world.people["specialist F01"])
    row, opinion = world.invitation(), world.opinion()
    for path in (
        "consultation/",
        "consultation/directory/",
        f"consultation/invitations/{row.pk}/",
        f"consultation/opinions/{opinion.pk}/",
    ):
        assert client.get(f"{world.path}{path}").status_code == 404, path


def test_what_a_department_wrote_is_in_no_column_in_clear(world: World) -> None:
    world.consulting("F01")
    told = {"what": "Canarymaterial", "why": "Canarywhy", "owner": "home_physician"}
    world.post("specialist F01", "invited/material", told)
    written = {"a1_state": "answered", "a1_text": "Canaryanswer", "revision": 0}
    signed_in(world.people["specialist F01"]).post(f"{world.path}opinion/", written)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names of our own tables
            text = str([bytes(c) if isinstance(c, memoryview) else c for r in cursor for c in r])
            assert "canary" not in text.lower(), table
