"""Headers of generated series for tests of the judgement: few words a series, no files."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from huizhen.core.content import load_pack
from huizhen.core.imaging.index import index_of
from huizhen.core.imaging.judged import JudgedSeries, Judgement
from huizhen.core.imaging.judgement import judge
from huizhen.core.imaging.series import PlacedInstance
from huizhen.core.imaging.tables import JudgementTables, judgement_tables
from huizhen.core.reading.dicom.attributes import KEYWORDS
from huizhen.core.records.reading import DicomInstance

CONTENT = Path(__file__).resolve().parents[3] / "src" / "huizhen" / "content"
CT, MR, PT = (
    "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.5.1.4.1.1.4", "1.2.840.10008.5.1.4.1.1.128",
)  # fmt: skip
SC = "1.2.840.10008.5.1.4.1.1.7"
_CLASSES = {"CT": CT, "MR": MR, "PT": PT, "SC": SC, "OT": SC}
_FIELDS = {keyword: field for field, keyword in KEYWORDS.items()}
PLANES = {
    "axial": ("1\\0\\0\\0\\1\\0", 2),
    "sagittal": ("0\\1\\0\\0\\0\\-1", 0),
    "coronal": ("1\\0\\0\\0\\0\\-1", 1),
}


@cache
def tables() -> JudgementTables:
    """The product's tables."""
    return judgement_tables(load_pack("imaging", [CONTENT]))


def series(
    description: str = "",
    modality: str = "CT",
    *,
    uid: str = "",
    count: int = 5,
    mm: str = "2.5",
    plane: str = "axial",
    **tags: Any,
) -> list[PlacedInstance]:
    """A regular series; tags by DICOM keyword lie over it."""
    own = uid or f"1.2.{abs(hash((description, modality, tuple(sorted(tags.items()))))) % 10**9}"
    orientation, axis = PLANES[plane]
    step = float(mm or 1)
    placed = []
    for place in range(count):
        position = ["0", "0", "0"]
        position[axis] = f"{place * step:g}"
        fields: dict[str, Any] = {
            "sop_class_uid": _CLASSES.get(modality, ""),
            "sop_instance_uid": f"{own}.{place}",
            "study_instance_uid": "1.2.3",
            "series_instance_uid": own,
            "modality": modality,
            "study_date": "20260512",
            "series_description": description,
            "instance_number": str(place + 1),
            "slice_thickness": mm,
            "pixel_spacing": "0.7\\0.7",
            "rows": "512",
            "columns": "512",
            "image_type": "ORIGINAL\\PRIMARY\\AXIAL" if modality == "CT" else "ORIGINAL\\PRIMARY",
            "image_position_patient": "\\".join(position),
            "image_orientation_patient": orientation,
            "frame_of_reference_uid": "1.2.9",
        }
        fields |= {_FIELDS[keyword]: value for keyword, value in tags.items()}
        placed.append(
            PlacedInstance(
                source_id=f"{abs(hash((own, place))):064x}",
                folder="",
                instance=DicomInstance.model_validate(fields),
            )
        )
    return placed


def judged(*series_: list[PlacedInstance]) -> Judgement:
    """The judgement of these series as one study."""
    return judge(index_of([one for members in series_ for one in members]), tables())


def one(*arguments: Any, **tags: Any) -> JudgedSeries:
    """The judgement of a single series."""
    (only,) = judged(series(*arguments, **tags)).series
    return only


def by_description(judgement: Judgement) -> dict[str, JudgedSeries]:
    """The series by their description."""
    return {one.series.first.series_description: one for one in judgement.series}


def codes(judgement: Judgement) -> set[str]:
    """The codes of all findings."""
    return {found.code for found in judgement.findings}
