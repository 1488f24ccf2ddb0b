"""The pipeline at the desk: the same package as at the command line, versions, nothing in clear."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone
from typer.testing import CliRunner

from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.actions import name_patient
from huizhen.ground.cases.models import Case
from huizhen.ground.files.blobs import (
    blob_path,
    store_bytes,
    sweep,
    sweep_unnoted,
    work_folder,
    write_blob,
)
from huizhen.ground.files.keyring import envelope_for
from huizhen.ground.files.models import Blob, ReceivedFile
from huizhen.ground.files.sealed_streams import Sealing
from huizhen.ground.jobs.ledger import Running, claim, perform
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
from worlds import make_case, make_site, work_off

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


def test_equal_inputs_make_no_new_version_and_nothing_lies_in_clear() -> None:
    case = make_case(make_site("one"))
    receive(case, "discharge.txt", LETTER)
    for _ in range(2):
        ask_to_prepare(case)
        assert work_off() == ["done"]
    assert case_rows(case, PackageVersion).count() == 1
    home = Path(settings.HUIZHEN_HOME)
    assert list((home / "work").iterdir()) == []
    for path in (home / "blobs").rglob("*"):
        if path.is_file():
            assert path.read_bytes().startswith(b"huizhen-blob/2\n")
            assert b"Ramipril" not in path.read_bytes()


def test_what_a_killed_worker_left_in_clear_is_removed() -> None:
    dead = subprocess.Popen(["true"])
    dead.wait()
    left, in_use = (work_folder() / f"prepare-{pid}-x" for pid in (dead.pid, os.getpid()))
    for place in (left, in_use):
        place.mkdir()
        (place / "letter.txt").write_bytes(LETTER)
    sweep()
    assert (left.exists(), in_use.exists()) == (False, True)
    shutil.rmtree(in_use)


def test_a_half_that_becomes_whole_while_halves_are_swept_harms_nothing() -> None:
    folder = Path(settings.HUIZHEN_HOME) / "blobs"
    folder.mkdir(parents=True, exist_ok=True)
    gone, old = folder / ".writing-gone", folder / ".writing-old"
    gone.symlink_to(folder / "has-its-own-name-by-now")
    old.write_bytes(b"half")
    os.utime(old, (0, 0))
    sweep()
    assert not old.exists()
    gone.unlink()


def test_bytes_that_were_not_noted_are_removed_and_those_that_may_still_be_are_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(settings, "HUIZHEN_HOME", tmp_path)
    case = make_case(make_site("one"))
    noted = [store_bytes(case, "original", LETTER) for _ in range(3)]
    unnoted = write_blob(LETTER, "", Sealing(envelope_for(case.public_key))).blob_id
    assert sweep_unnoted() == 0
    assert blob_path(unnoted).exists()
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        assert sweep_unnoted() == 1
    assert not blob_path(unnoted).exists()
    assert all(blob_path(one.pk).exists() for one in noted)


def test_the_bytes_of_another_database_are_left_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(settings, "HUIZHEN_HOME", tmp_path)
    case = make_case(make_site("one"))
    kept = [store_bytes(case, "original", LETTER).pk for _ in range(3)]
    case_rows(case, Blob).delete()
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        assert sweep_unnoted() == 0
    assert all(blob_path(one).exists() for one in kept)


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


def test_progress_is_counted_within_a_step() -> None:
    job = Job.objects.create(kind="prepare", key="progress", state=JobState.RUNNING)
    start = datetime(2026, 5, 20, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as clock:
        running = Running(job)
        for step, total, shown in (("open_files", 2, (1, 2)), ("open_files", 2, (2, 2)),
                                   ("read", 0, (1, 0)), ("read", 0, (2, 0))):  # fmt: skip
            running.tell(step, total)
            clock.shift(2)
            job.refresh_from_db()
            assert (job.step, job.done, job.total) == (step, *shown)


@pytest.mark.slow
def test_the_desk_finds_the_facts_that_the_command_line_finds(tmp_path: Path) -> None:
    CliRunner().invoke(app, ["samples", str(tmp_path), "--only", "hpb"])
    records = tmp_path / "hpb"
    patient = json.loads((tmp_path / "hpb.json").read_text())["patient"]
    told = CliRunner().invoke(app, ["read", str(records), "--patient", patient, "--json"])
    lines = [json.loads(line) for line in told.stdout.splitlines()]
    at_the_command_line = {line["fact_key"] for line in lines if line["schema"] == "huizhen.fact/1"}
    case_people = make_site("one")
    case = make_case(case_people)
    family, given = patient.split(";")[0].split(",")
    identity = dict(zip(("birth_date", "sex"), patient.split(";")[1:3], strict=True))
    name_patient(case, case_people["coordinator"], {"family": family, "given": given, **identity})
    for path in sorted(records.rglob("*")):
        if path.is_file():
            receive(case, path.relative_to(records).as_posix(), path.read_bytes())
    ask_to_prepare(case)
    assert work_off() == ["done"]
    version = current_version(case)
    assert version is not None
    assert len(at_the_command_line) > 100
    assert {fact.fact_key for fact in facts_of(case, version)} == at_the_command_line
