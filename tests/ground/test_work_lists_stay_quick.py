"""Work lists and searches: the same queries however many cases, each case found as before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from huizhen.ground.cases.access import accessible_cases, found_cases
from huizhen.ground.cases.actions import add_participant
from huizhen.ground.cases.models import Case
from huizhen.ground.cases.queries import work_list, work_page
from worlds import Site, make_case, make_site, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return make_site("one")


def due_in(case: Case, days: int | None) -> None:
    when = None if days is None else timezone.now() + timedelta(days=days)
    Case.behind_door.filter(pk=case.pk).update(due_at=when)


def test_the_page_holds_the_cases_in_their_order(site: Site) -> None:
    cases = [make_case(site) for _ in range(4)]
    for case, days in zip(cases, (3, None, -1, 1), strict=True):
        due_in(case, days)
    found = work_list(site["coordinator"], {})
    wanted = [cases[2], cases[3], cases[0], cases[1]]
    for is_search in (False, True):
        page = work_page(found, None, is_search=is_search)
        assert page.object_list == wanted
        assert page.paginator.count == 4


def test_more_cases_ask_no_more_queries(site: Site) -> None:
    client = signed_in(site["coordinator"])
    counts = []
    for _ in range(2):
        make_case(site)
        client.get("/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_who_works_for_a_site_and_takes_part_elsewhere_sees_both(site: Site) -> None:
    other = make_site("two")
    own, theirs = make_case(site), make_case(other)
    user = site["coordinator"]
    assert list(accessible_cases(user)) == [own]
    add_participant(theirs, None, user, "interpreter")
    assert set(accessible_cases(user)) == {own, theirs}
    assert set(accessible_cases(site["interpreter"])) == {own}


def test_a_case_is_found_by_its_number_however_it_is_written(site: Site) -> None:
    case = make_case(site)
    make_case(site)
    for words in (case.number, case.number.lower(), f"probe {case.number}"):
        assert list(found_cases(site["coordinator"], words)) == [case]
    assert not found_cases(site["coordinator"], f"nobody {case.number}").exists()
    assert list(found_cases(site["specialist"], case.number.lower())) == [case]


def test_a_page_is_noted_once_a_minute(site: Site) -> None:
    client = signed_in(site["coordinator"])
    written = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get("/")
        written.append(any("usersessions" in one["sql"] for one in queries.captured_queries))
    assert written == [True, False]
