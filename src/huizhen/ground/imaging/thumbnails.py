"""A small picture of each series: its middle slice, in the window that it comes with."""

from __future__ import annotations

import base64
from typing import Final

from huizhen.core.ports import Work
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.models import Case
from huizhen.ground.files.blobs import delete_blob, store_bytes, write_clear
from huizhen.ground.files.models import Blob
from huizhen.ground.imaging.indexing import Bench
from huizhen.ground.imaging.models import ImagingInstanceRow, ImagingSeriesRow, Whose
from huizhen.ground.imaging.queries import series_rows

MOST_PIXELS: Final = 160
_KIND = "imaging_thumbnail"


def make_thumbnails(bench: Bench) -> int:
    """Pictures of the series of which the middle is another now, or that have none; how many."""
    case, made = bench.case, 0
    for series in list(series_rows(case)):
        middle = _middle(case, series)
        if middle is None or middle.sha256 == series.thumbnail_of:
            continue
        bench.running.tell("draw_thumbnails")
        path = bench.path("middle")
        write_clear(case, middle.blob, path)
        given: dict[str, object] = {"path": str(path), "most": MOST_PIXELS}
        work = Work(key=middle.sha256, kind="dicom_thumbnail", input=given)
        [outcome] = list(bench.workers.perform([work]))
        path.unlink(missing_ok=True)
        data = (outcome.data or {}).get("data")
        picture = base64.b64decode(data) if isinstance(data, str) else b""
        _keep(case, series, middle.sha256, picture, outcome.code)
        made += bool(picture)
    return made


def _middle(case: Case, series: ImagingSeriesRow) -> ImagingInstanceRow | None:
    rows = case_rows(case, ImagingInstanceRow).filter(series_id=series.pk, whose=Whose.PATIENT)
    with_pixels = rows.filter(frames__gt=0).order_by("position", "sha256")
    middle = with_pixels.count() // 2
    return with_pixels.select_related("blob")[middle : middle + 1].first()


def _keep(case: Case, series: ImagingSeriesRow, of: str, picture: bytes, code: str) -> None:
    blob = store_bytes(case, _KIND, picture) if picture else None
    case_rows(case, ImagingSeriesRow).filter(pk=series.pk).update(
        thumbnail=blob, thumbnail_of=of, thumbnail_code=code[:60]
    )
    if series.thumbnail_id is not None:
        for old in case_rows(case, Blob).filter(pk=series.thumbnail_id):
            delete_blob(old)
