"""Damaged DICOM files through the upload: each is looked at, none stops the others."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db.models import Count
from mutated_dicom import WAYS, mutants

from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.actions import name_patient
from huizhen.ground.files.models import ReceivedFile
from huizhen.ground.imaging.actions import INDEX, TRANSCODE, ask_to_transcode
from huizhen.ground.imaging.children import child_pool
from huizhen.ground.imaging.models import ImagingFile, ImagingInstanceRow
from huizhen.ground.imaging.queries import findings_of, studies_of
from huizhen.ground.jobs import ledger
from sizes import count
from uploading import Line
from worlds import make_case, make_site, settle_events, signed_in, work_off

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.timeout(1800)]


@pytest.fixture(autouse=True)
def _children_of_its_own() -> Iterator[None]:
    child_pool.cache_clear()
    yield
    for number in (0, 1):
        child_pool(number).close()
    child_pool.cache_clear()


def test_damaged_files_stop_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    # the lease is renewed by a thread, which a test's transaction would lock out
    monkeypatch.setattr(ledger, "LEASE", timedelta(hours=2))
    site = make_site("one")
    case = make_case(site)
    identity = {"family": "Mutabilis", "given": "Dorothea", "birth_date": "1961-07-14"}
    name_patient(case, site["coordinator"], identity)
    made = list(mutants(count(48, 200, 200), seed=7))
    assert {one.way for one in made} == set(WAYS)
    line = Line(signed_in(site["coordinator"]), f"/cases/{case.pk}/uploads/")
    for start in range(0, len(made), 5):
        answer = line.batch([(one.name, one.data) for one in made[start : start + 5]])
        assert answer.status_code == 200
        assert {one["state"] for one in answer.json()["results"]} <= {"received", "known"}
    assert line.client.post(f"{line.base}done").status_code == 200
    settle_events()
    assert set(work_off(INDEX)) == {"done"}
    different = {hashlib.sha256(one.data).hexdigest() for one in made}
    assert case_rows(case, ReceivedFile).count() == len(different)
    looked = dict(
        case_rows(case, ImagingFile).values_list("kind").annotate(number=Count("pk")).order_by()
    )
    assert sum(looked.values()) == len(different)
    assert looked["dicom"] > len(different) // 2
    assert case_rows(case, ImagingInstanceRow).exists()
    assert studies_of(case) is not None
    assert all(one.tag for one in findings_of(case))
    ask_to_transcode(case.pk)
    assert work_off(TRANSCODE) == ["done"]
    tried = case_rows(case, ImagingInstanceRow).exclude(derivative_code="")
    assert len(set(tried.values_list("derivative_code", flat=True))) > 3
    waiting = case_rows(case, ImagingInstanceRow).filter(whose="patient", derivative_code="")
    assert not waiting.exists()
