"""Which DICOM objects may carry an identifier in their pixels, by what their headers say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from huizhen.core.imaging.faces import FaceSign, Volume, face_sign
from huizhen.core.records.reading import DicomInstance
from huizhen.core.records.value import content_hash
from huizhen.ground.cases.models import Case
from huizhen.ground.imaging.dates import shown_date
from huizhen.ground.imaging.models import ImagingInstanceRow
from huizhen.ground.imaging.queries import (
    SeriesShown,
    StudyShown,
    headers_of,
    instances_of,
    studies_of,
)
from huizhen.ground.imaging.site_tables import site_tables

_TEXT_KINDS: Final = frozenset(("secondary_capture", "screenshot", "film", "dose"))
"""Kinds of series that show a page or a screen, whatever their headers claim."""
_REASONS: Final = {
    "SOPClassUID": "sop_class_uid",
    "Modality": "modality",
    "ImageType": "image_type",
    "BurnedInAnnotation": "burned_in_annotation",
    "PhotometricInterpretation": "photometric_interpretation",
}
"""Keyword -> field of the header, as `reason_to_look` takes them."""
_SLIDE: Final = "SM"
_LABELS: Final = ("LABEL", "OVERVIEW")
"""ImageType of a slide's label, and of the picture of the whole slide with its label (PS3.3
C.8.12.4)."""


@dataclass(frozen=True)
class WantedFrames:
    """One object to search."""

    row: ImagingInstanceRow
    series: SeriesShown
    title: str
    size: tuple[int, int] = (0, 0)
    """Columns and rows of a frame; 0 where the header does not say."""
    tag: str = ""
    value: str = ""
    """The keyword that is the reason to look, and what stands there."""
    is_label: bool = False


@dataclass(frozen=True)
class WantedVolume:
    """A volume of the head."""

    series: SeriesShown
    title: str
    sources: tuple[str, ...]
    tag: str
    value: str
    code: str
    """Whether it shows a face or may do so."""

    @property
    def source_id(self) -> str:
        """A hash over all of its files."""
        return content_hash(sorted(self.sources))


@dataclass
class Wanted:
    """What a case's images ask people to look at."""

    frames: list[WantedFrames] = field(default_factory=list)
    volumes: list[WantedVolume] = field(default_factory=list)
    sources: set[str] = field(default_factory=set)
    """Every object that was looked through."""


def wanted_of(case: Case) -> Wanted:
    """The objects with text in their pixels, labels of slides, and volumes of the head."""
    wanted = Wanted()
    for study in studies_of(case):
        for series in study.series:
            rows = instances_of(case, series.id)
            wanted.sources |= {row.sha256 for row in rows}
            title = " · ".join(
                part
                for part in (series.modality, shown_date(study.date), _described(series, study))
                if part
            )
            headers = headers_of(case, rows)
            frames = [_frames(row, series, title, headers) for row in rows if row.frames]
            wanted.frames += [one for one in frames if one is not None]
            if (sign := _face_of(rows, series, study, headers)) is not None:
                sources = tuple(row.sha256 for row in rows)
                wanted.volumes.append(
                    WantedVolume(series, title, sources, sign.tag, sign.value, sign.code)
                )
    return wanted


def _described(series: SeriesShown, study: Any) -> str:
    return str(series.description or study.description)


def _frames(
    row: ImagingInstanceRow, series: SeriesShown, title: str, headers: Mapping[str, Any]
) -> WantedFrames | None:
    # it looks at pixels too: loaded by the worker, never by the web process
    from huizhen.core.imaging.burned_in import reason_to_look

    header = headers.get(row.sha256, {}).get("instance", {})
    parts = str(header.get("image_type", "")).upper().replace("/", "\\").split("\\")
    size = (_whole(header.get("columns")), _whole(header.get("rows")))
    if series.modality == _SLIDE:
        is_label = any(part in _LABELS for part in parts)
        return _label(row, series, title, size, parts) if is_label else None
    tag = reason_to_look(
        *(str(header.get(name, "")) for name in _REASONS.values())  # in the order of its fields
    ) or ("ImageType" if series.kind in _TEXT_KINDS else "")
    if not tag:
        return None
    value = str(header.get(_REASONS[tag], ""))
    return WantedFrames(row, series, title, size, tag, value)


def _label(
    row: ImagingInstanceRow,
    series: SeriesShown,
    title: str,
    size: tuple[int, int],
    parts: Sequence[str],
) -> WantedFrames:
    value = "\\".join(parts)
    return WantedFrames(row, series, title, size, "ImageType", value, is_label=True)


def _whole(told: object) -> int:
    text = str(told or "")
    return int(text) if text.isascii() and text.isdigit() else 0


def _face_of(
    rows: Sequence[ImagingInstanceRow],
    series: SeriesShown,
    study: StudyShown,
    headers: Mapping[str, Any],
) -> FaceSign | None:
    """By what a face could be made from a series; None where none could."""
    if not rows:
        return None
    judged = series.judged
    header = DicomInstance.model_validate({
        **headers.get(rows[0].sha256, {}).get("instance", {}),
        "modality": series.modality,
        "series_description": series.description,
        "study_description": study.description,
        "body_part_examined": series.body_part_examined,
    })  # fmt: skip
    spacing = judged.get("spacing_mm") or judged.get("slice_mm")
    volume = Volume(
        header=header,
        kind=series.kind,
        parts=tuple(str(part) for part in judged.get("body_parts", ())),
        planes=sum(row.frames for row in rows) // max(1, _whole(judged.get("passes"))),
        spacing_mm=Decimal(str(spacing)) if spacing else None,
    )
    return face_sign(volume, site_tables())
