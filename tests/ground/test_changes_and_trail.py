"""Changes of a case: under a lock, against what was seen, told in a chain that shows tampering."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import connection

from huizhen.core.errors import WrongState
from huizhen.ground.audit.actions import chain_of
from huizhen.ground.audit.models import AuditEvent, AuditPersonal
from huizhen.ground.audit.verify import breaks
from huizhen.ground.cases.access import system_case
from huizhen.ground.cases.actions import identity_of, name_patient
from huizhen.ground.cases.change import StalePage, changing
from huizhen.ground.events.models import Event
from worlds import make_case, make_site

pytestmark = pytest.mark.django_db


def test_a_change_is_counted_told_and_kept() -> None:
    site = make_site("one")
    case = make_case(site)
    before = case.revision
    with changing(case, site["coordinator"], "accept_enquiry", seen=case.revision) as change:
        change.move("enquiry_accepted")
    assert (case.stage, case.revision) == ("intake", before + 1)
    assert system_case(case.pk).stage == "intake"
    last = AuditEvent.objects.filter(chain=chain_of(case.pk)).latest("number")
    assert (last.action, last.data) == ("accept_enquiry", {"stage": ["enquiry", "intake"]})
    assert Event.objects.filter(kind="enquiry_accepted", case_id=case.pk).exists()


def test_a_stale_page_changes_nothing() -> None:
    site = make_site("one")
    case = make_case(site)
    seen = case.revision
    with changing(case, site["coordinator"], "accept_enquiry", seen=seen) as change:
        change.move("enquiry_accepted")
    events = AuditEvent.objects.count()
    with pytest.raises(StalePage), changing(case, site["coordinator"], "x", seen=seen) as change:
        change.move("intake_completed")
    assert (system_case(case.pk).stage, AuditEvent.objects.count()) == ("intake", events)


def test_an_event_that_does_not_belong_changes_nothing() -> None:
    site = make_site("one")
    case = make_case(site)
    events = AuditEvent.objects.count()
    with pytest.raises(WrongState), changing(case, site["coordinator"], "x") as change:
        change.move("case_closed")
    assert (system_case(case.pk).stage, AuditEvent.objects.count()) == ("enquiry", events)


def test_holds_lie_once_and_end() -> None:
    site = make_site("one")
    case = make_case(site)
    for _ in range(2):
        with changing(case, site["coordinator"], "hold") as change:
            change.hold("emergency", about="flag:1", reason="chest pain")
    assert case.holds == ["emergency"]
    with changing(case, site["reviewing_clinician"], "end") as change:
        assert change.end_hold("emergency") == 1
    assert case.holds == []


def test_any_touched_event_breaks_the_chain() -> None:
    site = make_site("one")
    case = make_case(site)
    name_patient(case, site["coordinator"], {"family": "Probe", "given": "Anne"})
    assert list(breaks()) == []
    event = AuditEvent.objects.filter(chain=chain_of(case.pk)).order_by("number")[1]
    AuditEvent.objects.filter(pk=event.pk).update(actor_id="somebody else")
    assert [(found.chain, found.reason) for found in breaks()] == [(event.chain, "hash")]
    AuditEvent.objects.filter(pk=event.pk).update(actor_id=event.actor_id)
    last = AuditEvent.objects.filter(chain=event.chain).latest("number")
    last.delete()
    assert [found.reason for found in breaks()] == ["head"]


def test_erasing_a_personal_part_leaves_the_chain_whole() -> None:
    site = make_site("one")
    case = make_case(site)
    name_patient(case, site["coordinator"], {"family": "Probe", "given": "Anne"})
    assert AuditPersonal.objects.exists()
    AuditPersonal.objects.all().delete()
    assert list(breaks()) == []


def test_the_database_holds_no_identity_in_clear() -> None:
    site = make_site("one")
    case = make_case(site)
    name_patient(case, site["coordinator"], {"family": "Canaryname", "birth_date": "1931-03-14"})
    assert identity_of(case)["family"] == "Canaryname"
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names of our own tables
            for row in cursor.fetchall():
                for cell in row:
                    held = bytes(cell) if isinstance(cell, (bytes, memoryview)) else str(cell)
                    text = held.decode("latin-1") if isinstance(held, bytes) else held
                    assert "canaryname" not in text.lower()
                    assert "1931-03-14" not in text
    assert (settings.HUIZHEN_HOME / "keys").stat().st_mode & 0o077 == 0
