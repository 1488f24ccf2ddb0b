"""HTJ2K derivatives of a case's instances: made by children, counted when they equal the original.

Instances are opened some at a time; each derivative is kept in a transaction of its own, so that a
job that was stopped goes on where it stood."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from django.db import transaction

from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.models import Case
from huizhen.ground.files.blobs import delete_blob, store_stream, write_clear
from huizhen.ground.imaging.indexing import Bench
from huizhen.ground.imaging.models import ImagingInstanceRow, Whose

DERIVATIVE: Final = "imaging_derivative"
DONE: Final = "done"
"""As core.imaging.transcoding has it, which decodes and is for children alone."""
_BATCH = 24
_BATCH_BYTES = 64 << 20
STOPPED: Final = "not_decoded"
"""Its child stopped: too large, too slow, or broken."""


def make_derivatives(bench: Bench) -> int:
    """Try every instance of the patient that was not tried yet; how many have a derivative now."""
    made = 0
    total = _waiting(bench.case).count()
    for some in _batches(bench.case):
        for _ in some:
            bench.running.tell("transcode_images", total)
        made += _transcode(bench, some)
    return made


def _waiting(case: Case) -> Any:
    return case_rows(case, ImagingInstanceRow).filter(derivative_code="", whose=Whose.PATIENT)


def _batches(case: Case) -> Iterator[list[ImagingInstanceRow]]:
    """Some instances at a time; those of which nothing could be said are not asked for again."""
    last = None
    while True:
        rows = _waiting(case).select_related("blob").order_by("pk")
        found = list((rows.filter(pk__gt=last) if last else rows)[:_BATCH])
        if not found:
            return
        some: list[ImagingInstanceRow] = []
        size = 0
        for row in found:
            if some and size + row.size_bytes > _BATCH_BYTES:
                break
            some.append(row)
            size += row.size_bytes
        last = some[-1].pk
        yield some


def _transcode(bench: Bench, rows: list[ImagingInstanceRow]) -> int:
    case = bench.case
    places = {row.sha256: (bench.path("whole"), bench.path("made")) for row in rows}
    items: list[dict[str, object]] = []
    for row in rows:
        source, target = places[row.sha256]
        if row.frames:
            write_clear(case, row.blob, source)
            items.append({"key": row.sha256, "path": str(source), "target": str(target)})
    told = bench.perform("dicom_transcode", items)
    made = 0
    for row in rows:
        source, target = places[row.sha256]
        one = told.get(row.sha256, {}) if row.frames else {"code": "no_pixels"}
        made += _keep(bench, row, one, target)
        source.unlink(missing_ok=True)
        target.unlink(missing_ok=True)
    return made


def _keep(bench: Bench, row: ImagingInstanceRow, told: dict[str, Any], target: Path) -> bool:
    case, code = bench.case, str(told.get("code", STOPPED))
    mine = case_rows(case, ImagingInstanceRow).filter(pk=row.pk)
    if code != DONE:
        mine.update(derivative_code=code[:60])
        return False
    with target.open("rb") as stream:
        blob = store_stream(case, DERIVATIVE, stream)
    if blob.sha256 != told["sha256"]:
        delete_blob(blob)
        mine.update(derivative_code=STOPPED)
        return False
    try:
        with transaction.atomic():
            bench.running.still_mine()
            done = mine.filter(derivative=None).update(
                derivative=blob, derivative_code=DONE, derivative_frames=told["frames"]
            )
    except BaseException:
        delete_blob(blob)
        raise
    if not done:
        delete_blob(blob)
    return bool(done)
