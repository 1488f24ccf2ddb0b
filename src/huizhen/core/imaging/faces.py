"""Volumes from whose pixels a face could be reconstructed: one rule for what is said of images and
for what a person is asked before they leave."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import Final

from huizhen.core.imaging.findings import ImagingFinding
from huizhen.core.imaging.header_values import DESCRIPTIONS, number, stated, without
from huizhen.core.imaging.judged import JudgedSeries
from huizhen.core.imaging.tables import FaceTable, JudgementTables
from huizhen.core.language.label_words import says
from huizhen.core.language.terms import normalised
from huizhen.core.records.reading import DicomInstance
from huizhen.core.records.value import Value

CODE: Final = "face_could_be_reconstructed"
NOT_RULED_OUT: Final = "face_not_ruled_out"
_PART: Final = "BodyPartExamined"


class Volume(Value):
    """What is known of a series of slices."""

    header: DicomInstance
    """Of its first instance."""
    kind: str
    """As it was judged; '' before that."""
    parts: tuple[str, ...]
    """Keys of content/imaging/body_parts.json."""
    planes: int
    """How many places it shows."""
    spacing_mm: Decimal | None = None


class FaceSign(Value):
    """What shows that a volume holds a face; `code` says whether it does or may."""

    code: str
    tag: str
    value: str


def face_sign(volume: Volume, tables: JudgementTables) -> FaceSign | None:
    """By what a face could be reconstructed from a volume; None where it could not.

    Wide on purpose: thick slices and thin ones alike, the neck and whole bodies too. PS3.15 E.3.2
    leaves to a person what is done about it.
    """
    table = tables.faces
    if (
        volume.header.modality.strip().upper() not in table.modalities
        or volume.kind not in table.kinds
        or volume.planes < table.fewest_planes
    ):
        return None
    if set(volume.parts) & set(table.parts) or _is_whole_body(volume, table):
        return FaceSign(code=CODE, **_shown(volume))
    is_unknown = set(volume.parts) <= set(table.whole)
    for keyword, value in _said(volume):
        text = without(normalised(value), tables.not_bodies)
        if says(text, table.words) or (is_unknown and says(text, _head_words(tables))):
            return FaceSign(code=CODE, tag=keyword, value=value)
    if is_unknown and (extent := _extent(volume, table)):
        return FaceSign(code=NOT_RULED_OUT, tag="PixelSpacing", value=extent)
    return None


def face_findings(judged: JudgedSeries, tables: JudgementTables) -> tuple[ImagingFinding, ...]:
    """One finding where a series shows a head, or may do so."""
    slices = sum(_frames(one.instance.number_of_frames) for one in judged.series.instances)
    volume = Volume(
        header=judged.series.first,
        kind=judged.kind,
        parts=judged.body_parts,
        planes=slices // max(1, judged.passes),
        spacing_mm=judged.spacing_mm or judged.slice_mm,
    )
    sign = face_sign(volume, tables)
    if sign is None:
        return ()
    return (
        ImagingFinding(
            code=sign.code,
            tag=sign.tag,
            value=sign.value,
            source_ids=judged.source_ids,
            series_instance_uid=judged.series.first.series_instance_uid,
        ),
    )


def _is_whole_body(volume: Volume, table: FaceTable) -> bool:
    """Codes of a part of the body are put with those of the whole: its length tells."""
    if not set(volume.parts) & set(table.whole):
        return False
    return not volume.spacing_mm or volume.spacing_mm * volume.planes >= table.body_length_mm


def _shown(volume: Volume) -> dict[str, str]:
    """The attribute that names the part, and what it says."""
    for keyword in (_PART, *DESCRIPTIONS):
        if value := stated(volume.header, keyword):
            return {"tag": keyword, "value": value}
    return {"tag": _PART, "value": ", ".join(volume.parts)}


def _said(volume: Volume) -> Iterator[tuple[str, str]]:
    """What the series says of itself, and what its study says where it says nothing."""
    keywords: Collection[str] = (_PART, *DESCRIPTIONS[:2])
    if not volume.parts:
        keywords = (*keywords, *DESCRIPTIONS[2:])
    for keyword in keywords:
        if value := stated(volume.header, keyword):
            yield keyword, value


def _head_words(tables: JudgementTables) -> tuple[str, ...]:
    return tuple(word for part in tables.faces.parts for word in tables.bodies[part].words)


def _extent(volume: Volume, table: FaceTable) -> str:
    """Field and length of a volume that may be a head's or a body's; '' of others."""
    pixel, rows = number(volume.header.pixel_spacing), number(volume.header.rows)
    if not volume.spacing_mm or not pixel or not rows:
        return ""
    field, length = pixel * rows, volume.spacing_mm * volume.planes
    least, most = table.head_field_mm
    is_head = least <= field <= most and length >= table.head_length_mm
    if is_head or length >= table.body_length_mm:
        return f"{field.normalize():f} mm x {length.normalize():f} mm"
    return ""


def _frames(text: str) -> int:
    return int(text) if text.isdigit() and int(text) else 1
