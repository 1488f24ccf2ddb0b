"""Headers of synthetic slices, a few words a series."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from huizhen.core.content import load_pack
from huizhen.core.imaging.findings import FindingTable, ImagingFinding, finding_table
from huizhen.core.imaging.geometry import geometry_findings
from huizhen.core.imaging.index import index_of
from huizhen.core.imaging.series import PlacedInstance, Series, series_of
from huizhen.core.records.reading import DicomInstance

CONTENT = Path(__file__).resolve().parents[3] / "src" / "huizhen" / "content"
CT, MR, PET = (f"1.2.840.10008.5.1.4.1.1.{last}" for last in ("2", "4", "128"))
AXIAL, CORONAL = "1\\0\\0\\0\\1\\0", "1\\0\\0\\0\\0\\-1"


@cache
def words() -> FindingTable:
    """The product's words of findings."""
    return finding_table(load_pack("imaging", [CONTENT]))


def header(at: float = 0.0, number: int = 1, **fields: Any) -> DicomInstance:
    """A whole CT slice at a height; fields override."""
    whole: dict[str, Any] = {
        "sop_class_uid": CT,
        "sop_instance_uid": f"2.25.1{number}",
        "study_instance_uid": "2.25.2",
        "series_instance_uid": "2.25.3",
        "frame_of_reference_uid": "2.25.4",
        "modality": "CT",
        "image_type": "ORIGINAL\\PRIMARY\\AXIAL",
        "study_date": "20260428",
        "instance_number": str(number),
        "slice_thickness": "5",
        "pixel_spacing": "0.8\\0.8",
        "rows": "512",
        "columns": "512",
        "image_position_patient": f"-200\\-200\\{at:g}",
        "image_orientation_patient": AXIAL,
    }
    return DicomInstance(**{**whole, **fields})


def slices(heights: Iterable[float], **fields: Any) -> list[DicomInstance]:
    """Slices at heights, numbered from one."""
    return [header(at, number, **fields) for number, at in enumerate(heights, start=1)]


def even(count: int, step: float = 5.0, **fields: Any) -> list[DicomInstance]:
    """So many slices, evenly spaced."""
    return slices((at * step for at in range(count)), **fields)


def without(members: Sequence[DicomInstance], *places: int) -> list[DicomInstance]:
    """The slices but some, counted from 0."""
    return [one for at, one in enumerate(members) if at not in places]


def changed(member: DicomInstance, **fields: Any) -> DicomInstance:
    """The header with other fields."""
    return member.model_copy(update=fields)


def placed(members: Iterable[DicomInstance], folder: str = "disc") -> list[PlacedInstance]:
    """The headers as files of a folder; equal headers are equal files."""
    return [
        PlacedInstance(
            source_id=hashlib.sha256(f"{at} {one!r}".encode()).hexdigest(),
            folder=folder,
            path=f"{folder}/{at:04}",
            instance=one,
        )
        for at, one in enumerate(members)
    ]


def series(members: Iterable[DicomInstance]) -> Series:
    """The one series that the headers are."""
    (only,) = series_of(placed(members))
    return only


def findings(members: Iterable[DicomInstance]) -> dict[str, ImagingFinding]:
    """What geometry says of the headers of one series, by code; each code once."""
    found = geometry_findings(series(members))
    by_code = {one.code: one for one in found}
    assert len(by_code) == len(found)
    assert all(words()[code] for code in by_code)
    return by_code


def index_findings(
    *folders: Iterable[DicomInstance],
) -> dict[str, ImagingFinding]:
    """What the index says of headers in folders 'a', 'b' ..., by code."""
    files = [
        one for name, members in zip("abcdef", folders, strict=False)
        for one in placed(members, name)
    ]  # fmt: skip
    return {one.code: one for one in index_of(files).findings}
