"""What lowers the worth of images: loss by compression, no size of pixels, thick slices."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from huizhen.core.imaging.findings import ImagingFinding
from huizhen.core.imaging.header_values import (
    Shown,
    finding,
    number,
    numbers,
    stated,
    usual,
)
from huizhen.core.imaging.series import PlacedInstance, Series
from huizhen.core.imaging.tables import KindTable

Measuring = Literal["calibrated", "detector", "none"]
"""Whether lengths can be measured: in the patient, in the detector's plane only, not at all."""
PROJECTIONS = frozenset(("CR", "DX", "RG", "RF", "XA", "MG", "PX", "IO"))


def lossy_instances(series: Series, table: KindTable) -> tuple[PlacedInstance, ...]:
    """Instances that were compressed with loss at any time (PS3.3 C.7.6.1.1.5)."""
    return tuple(one for one in series.instances if loss_shown(one, table) is not None)


def loss_shown(one: PlacedInstance, table: KindTable) -> Shown | None:
    """The attribute that tells of a loss: its own word first, which a syntax cannot deny."""
    header = one.instance
    told = stated(header, "LossyImageCompression")
    if told == "01":
        more = [
            value
            for keyword in ("LossyImageCompressionMethod", "LossyImageCompressionRatio")
            if (value := stated(header, keyword))
        ]
        return Shown(name="lossy", tag="LossyImageCompression", value=" ".join([told, *more]))
    ratio = number(stated(header, "LossyImageCompressionRatio"))
    if not told and ratio is not None and ratio > 1:
        return Shown(name="lossy", tag="LossyImageCompressionRatio", value=str(ratio))
    syntax = stated(header, "TransferSyntaxUID")
    if syntax in table.lossy_syntaxes:
        return Shown(name="lossy", tag="TransferSyntaxUID", value=syntax)
    return None


def slice_mm_of(series: Series) -> Decimal | None:
    """SliceThickness of most instances; None where none is stated or it is no thickness."""
    thickness = number(usual(series, "SliceThickness"))
    return thickness if thickness is not None and thickness > 0 else None


def measuring_of(series: Series) -> Measuring:
    """By PixelSpacing; of a projection only where it was calibrated, else by what the detector
    has (PS3.3 10.7.1.3)."""
    spacing = numbers(usual(series, "PixelSpacing"))
    is_projection = usual(series, "Modality").upper() in PROJECTIONS
    detector = numbers(usual(series, "ImagerPixelSpacing"))
    if len(spacing) == 2 and all(one > 0 for one in spacing):
        is_calibrated = bool(usual(series, "PixelSpacingCalibrationType"))
        if not is_projection or is_calibrated or (detector and detector != spacing):
            return "calibrated"
        return "detector"
    if is_projection and len(detector) == 2 and all(one > 0 for one in detector):
        return "detector"
    return "none"


def quality_findings(
    series: Series, table: KindTable, *, is_image: bool
) -> Iterator[ImagingFinding]:
    """Loss by compression, projections of which nothing can be measured, burned-in text."""
    lossy = lossy_instances(series, table)
    if lossy and (shown := loss_shown(lossy[0], table)) is not None:
        yield finding("lossy_compression", shown.tag, shown.value, lossy)
    modality = usual(series, "Modality").upper()
    if is_image and modality in PROJECTIONS and measuring_of(series) == "none":
        yield finding("pixel_spacing_missing", "ImagerPixelSpacing", "", series.instances)
    if is_image and measuring_of(series) == "none" and _is_without_regions(series):
        tag = "SequenceOfUltrasoundRegions"
        yield finding("ultrasound_not_calibrated", tag, "", series.instances)
    burned = [
        one for one in series.instances
        if stated(one.instance, "BurnedInAnnotation").upper() == "YES"
    ]  # fmt: skip
    if burned:
        yield finding("burned_in_annotation", "BurnedInAnnotation", "YES", burned)


def _is_without_regions(series: Series) -> bool:
    """Whether all its images are ultrasound and none says how large its pixels are."""
    return all(one.instance.is_region_step_missing for one in series.instances)
