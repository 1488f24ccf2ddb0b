"""A held file through the real pipeline: found, attached by two persons, counted; or kept out."""

from __future__ import annotations

import pytest
from package_world import give_file, reloaded

from huizhen.core.records.decisions import confirmation
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.models import Case
from huizhen.ground.jobs.ledger import claim, perform
from huizhen.ground.records.actions import ask_to_prepare, decide_fact
from huizhen.ground.records.queries import (
    current_version,
    decided_in,
    desk_pages_of,
    facts_of,
    inventory_of,
)
from huizhen.journey.intake.facts_queries import fact_view
from huizhen.journey.intake.models import QuarantinedFile
from huizhen.journey.intake.quarantine_actions import settle_held_file
from worlds import Site, make_case, make_site, settle_events

pytestmark = pytest.mark.django_db(transaction=True)

OWN = b"""Discharge letter, 12 March 2026
Patient: Anna Probe, born 11.02.1968
Diagnosis: hepatocellular carcinoma, segment VIII.
"""
OTHER = b"""Clinic letter, 2 April 2026
Patient: Richard Roe, born 02.01.1950
Diagnosis: gallstones.
"""


def read_on(case: Case) -> None:
    """Run the worker until nothing is left to do."""
    for _ in range(6):
        settle_events()
        while job := claim("test"):
            perform(job)
            job.refresh_from_db()
            assert job.state == "done", job.code
    settle_events()


def texts(case: Case) -> str:
    version = current_version(case)
    assert version is not None
    return " ".join(fact.text for fact in facts_of(case, version))


def statuses(case: Case) -> dict[str, tuple[str, str]]:
    version = current_version(case)
    assert version is not None
    return {entry.path: (entry.status, entry.code) for entry in inventory_of(case, version)}


@pytest.fixture
def site() -> Site:
    return make_site("one")


@pytest.fixture
def case(site: Site) -> Case:
    found = make_case(site)
    give_file(found, "own.txt", OWN)
    give_file(found, "other.txt", OTHER)
    ask_to_prepare(found)
    read_on(found)
    return found


def test_an_attached_file_is_counted_in_the_next_version(site: Site, case: Case) -> None:
    assert "gallstones" not in texts(case)
    assert reloaded(case).holds == ["quarantine"]
    item = case_rows(case, QuarantinedFile).get()
    settle_held_file(case, site["coordinator"], item.pk, "release_proposed", "a pseudonym")
    settle_held_file(case, site["reviewing_clinician"], item.pk, "release_confirmed")
    read_on(case)
    assert "gallstones" in texts(case)
    assert statuses(case)["other.txt"] == ("read", "attached_against_identity")
    assert reloaded(case).holds == []


@pytest.mark.slow
def test_a_file_that_was_kept_out_is_listed_and_says_nothing(site: Site, case: Case) -> None:
    item = case_rows(case, QuarantinedFile).get()
    settle_held_file(case, site["coordinator"], item.pk, "file_kept_out", "another person's")
    read_on(case)
    assert "gallstones" not in texts(case)
    assert statuses(case)["other.txt"] == ("ignored", "kept_out_by_person")
    version = current_version(case)
    assert version is not None
    assert {page.path for page in desk_pages_of(case, version).values()} == {"own.txt"}


@pytest.mark.slow
def test_a_decision_is_in_the_next_version_and_counted_once(site: Site, case: Case) -> None:
    view = fact_view(case)
    assert view is not None
    fact = next(fact for fact in view.facts if "epatocellular" in fact.text)
    decide_fact(case, site["coordinator"], {**confirmation(fact), "why": "compared"})
    waiting = fact_view(case)
    assert waiting is not None
    assert waiting.not_composed == 1
    read_on(case)
    version = current_version(case)
    after = fact_view(case)
    assert version is not None
    assert after is not None
    assert (decided_in(case, version), after.not_composed) == (1, 0)
    found = next(fact for fact in after.facts if "epatocellular" in fact.text)
    assert (found.status, len(found.evidence)) == ("confirmed", len(fact.evidence) + 1)
