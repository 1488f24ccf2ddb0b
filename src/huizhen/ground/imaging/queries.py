"""The images of a case as pages and interfaces show them; each row is opened through its case."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from huizhen.ground.cases.access import CaseNotFound, case_row, case_rows
from huizhen.ground.cases.held import HeldCase
from huizhen.ground.cases.models import Case
from huizhen.ground.files.blobs import blob_bytes
from huizhen.ground.files.keyring import search_token
from huizhen.ground.files.models import Blob
from huizhen.ground.imaging.models import (
    ImagingHeaders,
    ImagingInstanceRow,
    ImagingJudgement,
    ImagingSeriesRow,
    ImagingStudyRow,
    Whose,
)


@dataclass(frozen=True)
class SeriesShown:
    """One series with what was judged of it; '' where nothing is known."""

    id: UUID
    series_instance_uid: str
    modality: str
    number: str
    description: str
    body_part_examined: str
    instances: int
    size_bytes: int
    has_thumbnail: bool
    judged: dict[str, Any] = field(default_factory=dict)
    """kind, body_parts, purpose, phase, plane, is_lossy, slice_mm, spacing_mm, kernel, contrast:
    as core.imaging.judgement.JudgedSeries has them, without its instances; empty before judging."""

    @property
    def kind(self) -> str:
        """image, localizer, dose, report ...; '' before it was judged."""
        return str(self.judged.get("kind", ""))


@dataclass(frozen=True)
class StudyShown:
    """One study with its series in the order of their numbers."""

    id: UUID
    study_instance_uid: str
    date: str
    """As the header has it: YYYYMMDD or ''."""
    time: str
    description: str
    accession_number: str
    institution: str
    series: tuple[SeriesShown, ...] = ()

    @property
    def modalities(self) -> tuple[str, ...]:
        """Those of its series, each once."""
        return tuple(dict.fromkeys(one.modality for one in self.series if one.modality))

    @property
    def instances(self) -> int:
        """How many there are."""
        return sum(one.instances for one in self.series)


@dataclass(frozen=True)
class FindingShown:
    """A finding of the judgement: the code's words stand in content/imaging/findings.json."""

    code: str
    tag: str
    value: str
    scope: str
    source_ids: tuple[str, ...] = ()
    series_instance_uid: str = ""


@dataclass(frozen=True)
class ApartShown:
    """How many instances are held apart, and as whose."""

    whose: str
    instances: int


def uid_key(case: Case, uid: str) -> str:
    """By which a UID of this case is looked up; of another case it is another."""
    return search_token(f"dicom:{case.pk}", uid)


def studies_of(case: Case) -> list[StudyShown]:
    """The patient's studies, the newest first; what is held apart is in none of them."""
    judged = judged_series(case)
    series: dict[UUID, list[SeriesShown]] = {}
    for row in series_rows(case):
        shown = _series(case, row, judged.get(str(row.pk), {}))
        series.setdefault(row.study_id, []).append(shown)
    studies = case_rows(case, ImagingStudyRow).filter(whose=Whose.PATIENT, pk__in=series)
    found = [_study(case, row, series[row.pk]) for row in studies]
    return sorted(found, key=lambda study: (study.date, study.time, str(study.id)), reverse=True)


def series_rows(case: Case) -> QuerySet[ImagingSeriesRow]:
    """Series of the patient that hold instances."""
    rows = case_rows(case, ImagingSeriesRow).filter(study__whose=Whose.PATIENT, instances__gt=0)
    return rows.select_related("thumbnail").order_by("id")


def apart_of(case: Case) -> list[ApartShown]:
    """What is held apart from the patient's images: counts alone."""
    found: dict[str, int] = {}
    rows = case_rows(case, ImagingInstanceRow).exclude(whose=Whose.PATIENT)
    for whose in rows.values_list("whose", flat=True):
        found[whose] = found.get(whose, 0) + 1
    return [ApartShown(whose, number) for whose, number in sorted(found.items())]


def instances_of(case: Case, series: UUID) -> list[ImagingInstanceRow]:
    """The patient's instances of a series in order; each has `blob`, `sha256`, `frames`."""
    rows = case_rows(case, ImagingInstanceRow).filter(series_id=series, whose=Whose.PATIENT)
    return list(rows.select_related("blob", "derivative", "file").order_by("position", "sha256"))


def thumbnail(case: Case, series: UUID) -> bytes:
    """The small picture of a series as WebP; CaseNotFound where there is none."""
    row = case_row(case, ImagingSeriesRow, pk=series, study__whose=Whose.PATIENT)
    if row.thumbnail is None:
        raise CaseNotFound
    return blob_bytes(case, row.thumbnail)


def findings_of(case: Case) -> list[FindingShown]:
    """What was found wrong or worth knowing in the patient's images; empty before judging."""
    return [
        FindingShown(
            code=one["code"],
            tag=one["tag"],
            value=one["value"],
            scope=one["scope"],
            source_ids=tuple(one.get("source_ids", ())),
            series_instance_uid=one.get("series_instance_uid", ""),
        )
        for one in judgement(case).get("findings", ())
    ]


def judged_series(case: Case) -> dict[str, dict[str, Any]]:
    """What was judged of each series, by the id of its row."""
    found: dict[str, dict[str, Any]] = judgement(case).get("series", {})
    return found


def judged_at(case: Case) -> datetime | None:
    """When the images were judged last; None before."""
    row = case_rows(case, ImagingJudgement).first()
    return row.made_at if row else None


def judgement(case: Case) -> dict[str, Any]:
    """The newest judgement as it was kept: `series` by row id, `findings`."""
    row = case_rows(case, ImagingJudgement).select_related("blob").first()
    if row is None:
        return {}
    told: dict[str, Any] = json.loads(zlib.decompress(blob_bytes(case, row.blob)))
    return told


def headers_of(case: Case, rows: Iterable[ImagingInstanceRow]) -> dict[str, dict[str, Any]]:
    """Header and viewer metadata of instances by their SHA-256:
    `{"instance": DicomInstance, "metadata": DICOM JSON (PS3.18 F)}`."""
    wanted: dict[UUID, set[str]] = {}
    for row in rows:
        wanted.setdefault(row.headers_id, set()).add(row.sha256)
    found: dict[str, dict[str, Any]] = {}
    held = case_rows(case, ImagingHeaders).filter(pk__in=wanted).select_related("blob")
    for headers in held:
        told = _opened(HeldCase(case), headers.blob_id)
        found.update({key: told[key] for key in wanted[headers.pk] if key in told})
    return found


@lru_cache(maxsize=16)
def _opened(held: HeldCase, blob_id: UUID) -> dict[str, dict[str, Any]]:
    """A blob never changes: it is opened once, while it is among the last that were asked for."""
    blob = case_rows(held.case, Blob).get(pk=blob_id)
    told: dict[str, dict[str, Any]] = json.loads(zlib.decompress(blob_bytes(held.case, blob)))
    return told


def _study(case: Case, row: ImagingStudyRow, series: list[SeriesShown]) -> StudyShown:
    told = case.unseal_json(row.sealed)
    return StudyShown(
        id=row.pk,
        study_instance_uid=told.get("study_instance_uid", ""),
        date=told.get("date", ""),
        time=told.get("time", ""),
        description=told.get("description", ""),
        accession_number=told.get("accession_number", ""),
        institution=told.get("institution", ""),
        series=tuple(sorted(series, key=lambda one: (_number(one.number), str(one.id)))),
    )


def _series(case: Case, row: ImagingSeriesRow, judged: dict[str, Any]) -> SeriesShown:
    told = case.unseal_json(row.sealed)
    return SeriesShown(
        id=row.pk,
        series_instance_uid=told.get("series_instance_uid", ""),
        modality=told.get("modality", ""),
        number=told.get("number", ""),
        description=told.get("description", ""),
        body_part_examined=told.get("body_part_examined", ""),
        instances=row.instances,
        size_bytes=row.size_bytes,
        has_thumbnail=row.thumbnail_id is not None,
        judged=judged,
    )


def _number(text: str) -> int:
    return int(text) if text.lstrip("-").isascii() and text.lstrip("-").isdigit() else 0
