"""The pipeline at the desk: the same package as at the command line, versions, nothing in clear."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from django.conf import settings
from typer.testing import CliRunner

from huizhen.core.samples import generate_sample
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.models import Case
from huizhen.ground.files.blobs import store_bytes
from huizhen.ground.files.models import ReceivedFile
from huizhen.ground.jobs.ledger import claim, perform
from huizhen.ground.jobs.models import Job, JobState
from huizhen.ground.records.actions import ask_to_prepare, set_request
from huizhen.ground.records.models import PackageVersion
from huizhen.ground.records.queries import (
    current_version,
    dossier_of,
    facts_of,
    file_names,
    inventory_of,
    version_file,
)
from huizhen.project.main import app
from worlds import make_case, make_site

pytestmark = pytest.mark.django_db(transaction=True)

LETTER = b"""Discharge letter, 12 March 2026
Patient: Anna Probe, born 11.02.1968
Diagnosis: hepatocellular carcinoma, segment VIII.
Medication: Ramipril 5 mg once daily.
AFP 412 ng/mL (12.03.2026).
"""


def receive(case: Case, name: str, data: bytes) -> ReceivedFile:
    """A file as an upload leaves it."""
    return ReceivedFile.behind_door.create(
        case=case,
        blob=store_bytes(case, "original", data),
        sha256=hashlib.sha256(data).hexdigest(),
        sealed_name=case.seal(name.encode()),
    )


def work_off() -> list[str]:
    """Run every waiting job as the worker does; how they ended."""
    ended = []
    while job := claim("test"):
        perform(job)
        job.refresh_from_db()
        ended.append(job.code or job.state)
    return ended


def test_facts_are_there_before_a_specialty_is_decided_and_the_dossier_after() -> None:
    site = make_site("one")
    case = make_case(site)
    receive(case, "letters/discharge.txt", LETTER)
    ask_to_prepare(case)
    assert work_off() == ["done"]
    first = current_version(case)
    assert first is not None
    assert (first.number, first.dossier_hash) == (1, "")
    assert any("epatocellular" in fact.text for fact in facts_of(case, first))
    assert [entry.path for entry in inventory_of(case, first)] == ["letters/discharge.txt"]
    Case.behind_door.filter(pk=case.pk).update(specialty="hpb")
    set_request(case, site["coordinator"], {"question": "Is resection possible?"})
    ask_to_prepare(case)
    assert work_off() == ["done"]
    second = current_version(case)
    assert second is not None
    assert second.number == 2
    assert dossier_of(case, second).question == "Is resection possible?"
    assert version_file(case, second, "dossier.pdf").startswith(b"%PDF")
    assert "findings.json" in file_names(case, second)


def test_equal_inputs_make_no_new_version() -> None:
    case = make_case(make_site("one"))
    receive(case, "discharge.txt", LETTER)
    for _ in range(2):
        ask_to_prepare(case)
        assert work_off() == ["done"]
    assert case_rows(case, PackageVersion).count() == 1


def test_nothing_lies_in_clear_and_nothing_is_left_in_the_workplace() -> None:
    case = make_case(make_site("one"))
    receive(case, "discharge.txt", LETTER)
    ask_to_prepare(case)
    work_off()
    home = Path(settings.HUIZHEN_HOME)
    assert list((home / "work").iterdir()) == []
    for path in (home / "blobs").rglob("*"):
        if path.is_file():
            assert path.read_bytes().startswith(b"age-encryption.org/v1")
            assert b"Ramipril" not in path.read_bytes()


def test_a_job_that_was_asked_to_stop_leaves_no_version() -> None:
    case = make_case(make_site("one"))
    receive(case, "discharge.txt", LETTER)
    job = ask_to_prepare(case)
    taken = claim("test")
    assert taken is not None
    Job.objects.filter(pk=job.pk).update(is_cancel_asked=True)
    perform(taken)
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    assert current_version(case) is None


@pytest.mark.slow
def test_the_desk_makes_the_same_facts_as_the_command_line(tmp_path: Path) -> None:
    from huizhen.project.config import CONTENT

    generate_sample(CONTENT / "samples", "hpb", tmp_path / "records")
    done = CliRunner().invoke(app, ["read", str(tmp_path / "records")])
    assert done.exit_code == 0
