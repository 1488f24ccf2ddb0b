"""Head volumes from whose pixels a face could be reconstructed."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Final

from huizhen.core.imaging.findings import ImagingFinding
from huizhen.core.imaging.judged import JudgedSeries

CODE: Final = "face_could_be_reconstructed"
HEAD: Final = frozenset(("brain", "skull", "sella", "orbit", "sinuses", "ear", "neck"))
"""Parts of content/imaging/body_parts.json whose volumes may show skin and profile of a face."""
_MODALITIES: Final = frozenset(("CT", "MR"))
_MOST_MM: Final = Decimal(3)
"""Thicker slices give steps, no features. A judgement of ours, cautious, of no standard."""
_LEAST_EXTENT_MM: Final = Decimal(60)


def face_findings(judged: JudgedSeries) -> tuple[ImagingFinding, ...]:
    """One finding where a CT or MR series shows a head in thin slices that are enough for a face.

    PS3.15 E.3.2 leaves to a person what is done about it.
    """
    if judged.modality not in _MODALITIES or judged.kind != "image" or not _is_head(judged):
        return ()
    spacing = judged.spacing_mm or judged.slice_mm
    if spacing is None or spacing <= 0 or spacing > _MOST_MM:
        return ()
    slices = sum(_frames(one.instance.number_of_frames) for one in judged.series.instances)
    if spacing * (slices // max(1, judged.passes)) < _LEAST_EXTENT_MM:
        return ()
    tag = "SpacingBetweenSlices" if judged.spacing_mm is not None else "SliceThickness"
    return (
        ImagingFinding(
            code=CODE,
            tag=tag,
            value=f"{spacing} mm x {slices}",
            source_ids=judged.source_ids,
            series_instance_uid=judged.series.first.series_instance_uid,
        ),
    )


def _is_head(judged: JudgedSeries) -> bool:
    parts: Collection[str] = judged.body_parts
    return any(part in HEAD for part in parts)


def _frames(text: str) -> int:
    return int(text) if text.isdigit() and int(text) else 1
