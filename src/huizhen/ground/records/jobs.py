"""The job that reads a case's files and composes its package.

Originals are opened into a private folder for as long as the pipeline's children need them, and
the readings of the last run are brought back, so that only what is new is read. The result is
sealed file by file, and one short transaction makes it the current version.
"""

from __future__ import annotations

import hashlib
import json
import tarfile
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from huizhen.core.records.value import content_hash
from huizhen.ground.cases.access import case_rows, system_case
from huizhen.ground.cases.actions import identity_of
from huizhen.ground.cases.change import changing
from huizhen.ground.cases.models import Case
from huizhen.ground.files.blobs import (
    delete_blob,
    opened_blob,
    store_bytes,
    store_stream,
    work_folder,
    workplace,
    write_clear,
)
from huizhen.ground.files.models import Blob, ReceivedFile
from huizhen.ground.jobs.ledger import Running
from huizhen.ground.jobs.pipeline import prepare
from huizhen.ground.records.models import PackageFile, PackageVersion
from huizhen.ground.records.queries import current_version, decisions_of, request_of
from huizhen.ground.terms.queries import pipeline_terms

PREPARE = "prepare_case"
_READINGS = "readings"
_STATE = ".huizhen"


def prepare_case(running: Running) -> None:
    """Read and compose; equal inputs make no new version."""
    case = system_case(UUID(str(running.job.case_id)))
    request, decisions = pipeline_request(case), decisions_of(case)
    files = readable_files(case)
    inputs = _inputs_hash(request, decisions, files)
    current = current_version(case)
    if current is not None and current.inputs_hash == inputs:
        return
    with workplace("prepare") as place:
        records, package = place / "records", place / "package"
        records.mkdir()
        package.mkdir()
        for file in files:
            running.tell("open_files", len(files))
            name = case.unseal(file.sealed_name).decode()
            write_clear(case, file.blob, records / _free_name(records, name))
        _restore_readings(case, package)
        prepare()(records, package, request, decisions, running.tell)
        _keep(case, running, package, inputs)


def readable_files(case: Case) -> list[ReceivedFile]:
    """The files that are read: received, and not held apart."""
    rows = case_rows(case, ReceivedFile).filter(state__in=("accepted", "released"))
    return list(rows.select_related("blob").order_by("received_at", "id"))


def inputs_hash(case: Case, as_of: date) -> str:
    """Of everything that a version composed on a day is made of."""
    return _inputs_hash(pipeline_request(case, as_of), decisions_of(case), readable_files(case))


def holds_all_that_is_known(case: Case, version: PackageVersion) -> bool:
    """Whether the version was made of what the case has now: no question, file or decision since
    then waits for its composition. The day alone makes no difference."""
    made = version.made_at.date()
    # a run that began before midnight was told the day before
    days = (made, made - timedelta(days=1))
    return any(inputs_hash(case, day) == version.inputs_hash for day in days)


def _inputs_hash(
    request: Mapping[str, str],
    decisions: Sequence[Mapping[str, object]],
    files: Sequence[ReceivedFile],
) -> str:
    sources = sorted([file.sha256, file.state] for file in files)
    return content_hash({"request": request, "decisions": decisions, "sources": sources})


def pipeline_request(case: Case, as_of: date | None = None) -> dict[str, str]:
    """What `huizhen prepare` would be given: patient, specialty, question, day, form fields."""
    told = request_of(case)
    identity = identity_of(case)
    name = ", ".join(identity[key] for key in ("family", "given") if identity.get(key))
    patient = "; ".join(
        (
            name,
            identity.get("birth_date", ""),
            identity.get("sex", ""),
            identity.get("identifiers", ""),
        )
    ).rstrip("; ")
    return {
        "as_of": (as_of or _today()).isoformat(),
        **told,
        "specialty": case.specialty,
        "patient": patient,
        "number": case.number,
        **({"terms": terms} if (terms := pipeline_terms(case.organisation)) else {}),
    }


def _today() -> date:
    return timezone.now().date()


def _free_name(folder: Path, name: str) -> str:
    """The sender's relative path, made harmless and free: the inventory shows it."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    clean = "/".join(part.replace("\0", "")[:120] for part in parts[-6:]) or "file"
    candidate, number = clean, 1
    while (folder / candidate).exists():
        number += 1
        candidate = f"{number}/{clean}"
    return candidate


def _restore_readings(case: Case, package: Path) -> None:
    held = case_rows(case, Blob).filter(kind=_READINGS).order_by("-made_at").first()
    if held is None:
        return
    with (
        opened_blob(case, held) as clear,
        tarfile.open(fileobj=clear, mode="r") as archive,
    ):
        archive.extractall(package, filter="data")


def _keep(case: Case, running: Running, package: Path, inputs: str) -> None:
    """Seal the package and its readings, and make it the current version."""
    blobs: dict[str, Blob] = {}
    new: list[Blob] = []
    known = {blob.sha256: blob for blob in case_rows(case, Blob).filter(kind="package")}
    hashes: dict[str, str] = {}
    for path in sorted(package.rglob("*")):
        name = path.relative_to(package).as_posix()
        if path.is_dir() or name.startswith(f"{_STATE}/"):
            continue
        running.tell("seal_package")
        data = path.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        hashes[name] = digest
        if digest not in known:
            known[digest] = store_bytes(case, "package", data)
            new.append(known[digest])
        blobs[name] = known[digest]
    readings = _store_readings(case, package)
    try:
        _make_version(case, running, package, inputs, blobs, hashes)
    except BaseException:
        for blob in (*new, readings):
            delete_blob(blob)
        raise
    for old in case_rows(case, Blob).filter(kind=_READINGS).exclude(pk=readings.pk):
        delete_blob(old)


def _store_readings(case: Case, package: Path) -> Blob:
    with tempfile.TemporaryFile(dir=work_folder()) as target:
        with tarfile.open(fileobj=target, mode="w") as archive:
            state = package / _STATE
            if state.exists():
                archive.add(state, arcname=_STATE)
        target.seek(0)
        return store_stream(case, _READINGS, target)


def _make_version(
    case: Case,
    running: Running,
    package: Path,
    inputs: str,
    blobs: dict[str, Blob],
    hashes: dict[str, str],
) -> None:
    manifest = package / "manifest.json"
    dossier_hash = (
        json.loads(manifest.read_text(encoding="utf-8"))["dossier_sha256"]
        if manifest.exists()
        else ""
    )
    with transaction.atomic():
        running.still_mine()
        with changing(case, None, "compose_package", data={"files": len(blobs)}) as change:
            last = current_version(case)
            version = PackageVersion.behind_door.create(
                case=change.case,
                number=last.number + 1 if last else 1,
                dossier_hash=dossier_hash,
                content_hash=content_hash(hashes),
                inputs_hash=inputs,
            )
            PackageFile.behind_door.bulk_create(
                PackageFile(case=change.case, version=version, name=name, blob=blob)
                for name, blob in blobs.items()
            )
            change.case.dossier_hash = dossier_hash
            change.about = f"package:{version.pk}"
            change.emit("package_composed", version=str(version.pk))
