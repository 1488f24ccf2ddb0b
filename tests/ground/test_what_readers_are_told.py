"""What stands above the pages of a case, and how its trail is read, for each reader."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import huizhen
from huizhen.core.records.evidence import PersonEntry
from huizhen.core.states.small_tables import QUARANTINE
from huizhen.ground.audit.actions import record_read
from huizhen.ground.audit.queries import about_words, action_words, who_words
from huizhen.ground.cases.access import system_case
from huizhen.ground.cases.change import changing
from huizhen.ground.cases.models import Case
from huizhen.ground.records.fact_rows import place_rows
from huizhen.journey.assessment.flags import FLAGS
from worlds import Site, make_case, make_site, signed_in

pytestmark = pytest.mark.django_db
SOURCES = Path(huizhen.__file__).parent
STALE = "Something new has come in since the dossier was signed"
NUMBER = "0199f0b4-0000-7000-8000-00000000beef"


@pytest.fixture
def site() -> Site:
    return make_site("one")


def stale_case(site: Site, stage: str) -> Case:
    """A signed case about which something new has come."""
    case = make_case(site)
    with changing(system_case(case.pk), site["coordinator"], "set_request") as change:
        change.hold("stale", about="case", reason="test")
        change.hold("clock_stopped", about="material:1", reason="test")
    Case.behind_door.filter(pk=case.pk).update(stage=stage)
    return system_case(case.pk)


def page(site: Site, case: Case, role: str, address: str = "") -> str:
    client = signed_in(site[role])
    return str(client.get(address or f"/cases/{case.pk}/").content.decode())


@pytest.mark.parametrize("role", ["coordinator", "reviewing_clinician", "medical_editor"])
def test_who_prepares_a_case_is_told_that_its_signature_is_old(site: Site, role: str) -> None:
    case = stale_case(site, "consultation")
    assert STALE in page(site, case, role)
    assert STALE in page(site, case, role, "/")


@pytest.mark.parametrize("role", ["patient", "home_physician", "specialist"])
def test_others_are_told_only_what_concerns_them(site: Site, role: str) -> None:
    case = stale_case(site, "consultation")
    assert "The clock is stopped" in page(site, case, role)
    assert STALE not in page(site, case, role)
    assert STALE not in page(site, case, role, "/")


@pytest.mark.parametrize("stage", ["interpretation", "decision", "closed"])
def test_once_the_opinion_is_there_an_old_signature_stops_nothing(site: Site, stage: str) -> None:
    case = stale_case(site, stage)
    assert STALE not in page(site, case, "coordinator")
    assert STALE not in page(site, case, "coordinator", "/")


def test_the_trail_names_what_was_read_and_done_in_words(site: Site) -> None:
    case = make_case(site)
    record_read("read", actor_id=site["coordinator"].pk, case_id=case.pk, about="fit_letter")
    shown = page(site, case, "coordinator", f"/cases/{case.pk}/trail/")
    assert "letter on the fit" in shown
    assert "fit_letter" not in shown
    assert about_words(f"outcome:{NUMBER}", "zh-hans") == "随访结局 …beef"
    assert about_words("", "en") == ""
    assert about_words("of a site's own", "en") == "of a site's own"


def test_a_persons_entry_shows_its_day_and_minute() -> None:
    at = "2026-05-20T09:02:19.795827+02:00"
    entries = [PersonEntry(who="Dr Home", at=text, why="told") for text in (at, "2026-05-20", "?")]
    shown = [place.where for place in place_rows(entries, {})]
    assert shown == ["2026-05-20 07:02 UTC", "2026-05-20", "?"]


def _actions_recorded() -> Iterator[str]:
    """Each action that is named where it is recorded."""
    places = {"changing": 2, "record": 0, "record_read": 0, "_go_on": 1}
    for path in (*(SOURCES / "ground").rglob("*.py"), *(SOURCES / "journey").rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
                continue
            place = places.get(call.func.id)
            if place is None or len(call.args) <= place:
                continue
            named = call.args[place]
            if isinstance(named, ast.Constant) and isinstance(named.value, str):
                yield named.value
    for table in (FLAGS, QUARANTINE):  # what is done there is called as in its table
        yield from table.events


def test_no_reader_of_the_trail_meets_a_name_of_the_programs() -> None:
    found = set(_actions_recorded())
    assert len(found) > 60
    unnamed = {
        (action, language)
        for action in found
        for language in ("en", "zh-hans")
        if action_words(action, language) == action and action not in ("read", "join")
    }
    assert not unnamed
    assert who_words("system", "zh-hans") == "系统"
    assert who_words("d0e8a1b2", "zh-hans") == "d0e8a1b2"


def test_who_has_records_to_send_finds_where_on_the_first_page(site: Site) -> None:
    case = make_case(site)
    page = f"/cases/{case.pk}/"
    where = f'href="{page}intake/">Send records'
    assert where in signed_in(site["patient"]).get(page).content.decode()
    assert where not in signed_in(site["specialist"]).get(page).content.decode()
    Case.behind_door.filter(pk=case.pk).update(stage="assessment")
    assert where not in signed_in(site["patient"]).get(page).content.decode()
