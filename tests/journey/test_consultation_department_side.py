"""What a department sees: its own case under a number, and nothing that names the patient."""

from __future__ import annotations

import re

import pytest
from consultation_world import World, give_dossier, make_world
from django.db import connection

from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.actions import add_participant, name_patient
from huizhen.journey.consultation.identity_guard import named_places
from huizhen.journey.consultation.models import MaterialRequest
from worlds import signed_in

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


@pytest.mark.parametrize(
    "text",
    [
        "<p>Frau Canaryova wurde</p>",
        "<p>CANARYOVÁ, L.</p>",
        "<p>geb. 14.03.1931</p>",
        "<p>MRN 77123456</p>",
        '<a href="Ludmila_CT.pdf">1</a>',
        "<p>出生于1931年3月14日</p>",
    ],
)
def test_a_dossier_that_names_the_patient_is_withheld(world: World, text: str) -> None:
    page = f"<html><body>{text}</body></html>".encode()
    assert named_places(world.now(), page)
    world.consulting("F01")
    give_dossier(world.now(), page)
    client = signed_in(world.people["specialist F01"])
    assert (
        "names the patient and is withheld" in client.get(f"{world.path}opinion/").content.decode()
    )
    for name in ("dossier", "dossier.pdf"):
        refused = client.get(f"{world.path}opinion/{name}")
        assert refused.status_code == 409
        assert "names the patient" in refused.content.decode()


@pytest.mark.parametrize(
    "text", ["<p>Charité, 77123457, 1931-03-15</p>", "<p>canaryovarian</p>", "<p>肝癌</p>"]
)
def test_a_dossier_without_the_patients_name_is_shown(world: World, text: str) -> None:
    assert not named_places(world.now(), text.encode())


def test_a_word_that_only_looks_like_the_name_is_cleared_by_a_named_person(world: World) -> None:
    name_patient(world.now(), world.site["coordinator"], {"family": "Klein", "given": "Ludmila"})
    world.consulting("F01")
    give_dossier(world.now(), b"<p>klein, 3 mm</p>")
    client = signed_in(world.people["specialist F01"])
    assert client.get(f"{world.path}opinion/dossier").status_code == 409
    at = f"consultation/invitations/{world.invitation().pk}/"
    page = world.client().get(f"{world.path}{at}").content.decode()
    assert "klein, 3 mm" in page
    assert world.post("reviewing_clinician", f"{at}names").status_code == 404
    assert world.post("coordinator", f"{at}names").status_code == 302
    assert client.get(f"{world.path}opinion/dossier").status_code == 200
    give_dossier(world.now(), b"<p>klein; Ludmila</p>")
    assert client.get(f"{world.path}opinion/dossier").status_code == 409  # another version


def test_the_dossier_is_shown_in_a_frame_that_may_do_nothing(world: World) -> None:
    world.invite("F01")
    client = signed_in(world.people["specialist F01"])
    assert client.get(f"{world.path}opinion/dossier").status_code == 404  # not accepted yet
    world.accept("F01")
    assert client.get(f"{world.path}opinion/dossier").status_code == 404  # not submitted yet
    world.submit("F01")
    page = client.get(f"{world.path}opinion/").content.decode()
    assert 'sandbox="allow-same-origin"' in page
    shown = client.get(f"{world.path}opinion/dossier")
    assert "肝癌 5.2 cm" in shown.content.decode()
    assert shown.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "default-src 'none'" in shown.headers["Content-Security-Policy"]
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
