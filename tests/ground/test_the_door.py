"""The door to a case: default deny, one answer for missing and forbidden, no way around it."""

from __future__ import annotations

import re
import uuid

import pytest

from huizhen.ground.cases.access import (
    CaseNotFound,
    access_case,
    accessible_cases,
    found_cases,
)
from huizhen.ground.cases.guard import UnguardedAccess
from huizhen.ground.cases.models import Case
from huizhen.ground.cases.needs import NEEDS
from worlds import ROLES, make_case, make_site, signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_what_the_table_says_and_nothing_else(role: str) -> None:
    site, other = make_site("one"), make_site("two")
    case = make_case(site)
    for need, roles in NEEDS.items():
        if role in roles:
            assert access_case(site[role], case.pk, need) == case
        else:
            with pytest.raises(CaseNotFound):
                access_case(site[role], case.pk, need)
        with pytest.raises(CaseNotFound):
            access_case(other[role], case.pk, need)


def test_missing_and_forbidden_look_the_same() -> None:
    site, other = make_site("one"), make_site("two")
    case = make_case(site)
    client = signed_in(other["coordinator"])
    forbidden = client.get(f"/cases/{case.pk}/")
    missing = client.get(f"/cases/{uuid.uuid4()}/")
    assert (forbidden.status_code, missing.status_code) == (404, 404)
    assert _without_chance(forbidden.content) == _without_chance(missing.content)


def _without_chance(page: bytes) -> str:
    """A page without its tokens and the asked address."""
    return re.sub(r"[0-9a-f-]{36}|[A-Za-z0-9]{64}", "", page.decode())


def test_whoever_is_not_signed_in_sees_no_case(client: object) -> None:
    case = make_case(make_site("one"))
    response = client.get(f"/cases/{case.pk}/")  # type: ignore[attr-defined]
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/account/login/")
    assert not accessible_cases(None).exists()


def test_a_person_who_needs_a_second_factor_makes_one_first() -> None:
    site = make_site("one")
    client = signed_in(site["coordinator"])
    session = client.session
    del session["has_second_factor"]
    session.save()
    response = client.get("/")
    assert response.headers["Location"] == "/account/2fa/totp/activate/"
    patient = signed_in(site["patient"])
    session = patient.session
    del session["has_second_factor"]
    session.save()
    assert patient.get("/").status_code == 200


def test_rows_of_a_case_have_no_other_door() -> None:
    with pytest.raises(UnguardedAccess):
        Case.objects.all()


def test_cases_are_found_by_name_birth_date_and_number_by_those_who_may_see_them() -> None:
    site, other = make_site("one"), make_site("two")
    case = make_case(site)
    for words in ("probe", "Anna 1968-02-11", case.number.lower()):
        assert list(found_cases(site["coordinator"], words)) == [case]
        assert not found_cases(other["coordinator"], words).exists()
    assert not found_cases(site["coordinator"], "Anna 1968-02-12").exists()
    assert not found_cases(site["specialist"], "Probe").exists()
    assert list(found_cases(site["specialist"], case.number)) == [case]


def test_who_the_patient_is_is_shown_to_those_who_may_see_it() -> None:
    site = make_site("one")
    case = make_case(site)
    for role in ROLES:
        page = signed_in(site[role]).get(f"/cases/{case.pk}/").content.decode()
        assert case.number in page
        assert ("Probe" in page) == (role in NEEDS["see_identity"])


def test_what_is_searched_for_stands_in_no_address() -> None:
    site = make_site("one")
    case = make_case(site)
    client = signed_in(site["coordinator"])
    answer = client.post("/", {"q": "Probe 1968-02-11", "waiting": "me"})
    assert answer.headers["Location"] == "/?waiting=me&search=1"
    answer = client.post("/", {"q": "Probe 1968-02-11"})
    assert answer.headers["Location"] == "/?search=1"
    assert case.number in client.get("/?search=1").content.decode()
    client.post("/", {"q": "Nobody"})
    assert case.number not in client.get("/?search=1").content.decode()
