"""What the headers of a series leave out, or say in two ways."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from huizhen.core.imaging.figures import counted, figure, finding, listed, share
from huizhen.core.imaging.findings import ImagingFinding
from huizhen.core.imaging.planes import ImagePlane, figures, is_sliced, number, plane_name
from huizhen.core.imaging.series import PlacedInstance, Series
from huizhen.core.imaging.stacks import by_orientation
from huizhen.core.imaging.tolerances import FIELD_SHARE, REDUCED_SHARE, SAME_SPACING_SHARE
from huizhen.core.records.reading import DicomInstance

_Planes = Sequence[ImagePlane]


def attribute_findings(series: Series, planes: _Planes) -> Iterator[ImagingFinding]:
    """What is missing from headers of slices, what differs where it may not, what was cut off."""
    yield from _fewer(series, planes)
    yield from _without_uptake_time(series)
    if planes:
        yield from _without_spacing(series, planes)
        yield from _cropped(series)
    if len(planes) > 1:
        yield from _without_place(series, planes)
        yield from _without_thickness(series, planes)
        yield from _mixed(series, planes)


def _fewer(series: Series, planes: _Planes) -> Iterator[ImagingFinding]:
    """Fewer images than announced; without positions, also numbers that are left out."""
    headers = [placed.instance for placed in series.instances]
    have = len({header.sop_instance_uid or at for at, header in enumerate(headers)})
    wanted = _stated(headers, "number_of_series_related_instances")
    if wanted > have:
        tag = "NumberOfSeriesRelatedInstances"
        yield finding(series, "instances_missing", tag, f"{have}/{wanted}")
        return
    for tag, wanted in (
        ("ImagesInAcquisition", _of_one_acquisition(headers)),
        ("NumberOfSlices", _stated(headers, "number_of_slices") if planes else 0),
    ):
        if wanted > have:
            yield finding(series, "instances_missing", tag, f"{have}/{wanted}")
            return
    if len(planes) > 2 and not any(plane.position for plane in planes):
        left_out = _numbers_left_out(headers)
        if left_out:
            value = listed([str(one) for one in left_out])
            yield finding(series, "instances_missing", "InstanceNumber", value)


def _stated(headers: Sequence[DicomInstance], field: str) -> int:
    return max(int(number(str(getattr(header, field))) or 0) for header in headers)


def _of_one_acquisition(headers: Sequence[DicomInstance]) -> int:
    """ImagesInAcquisition where all images are of one acquisition and numbered within it."""
    if any(header.image_type.startswith("DERIVED") for header in headers):
        return 0  # counts the images that these were made of
    stated = {number(header.images_in_acquisition) for header in headers}
    acquisitions = {header.acquisition_number for header in headers}
    (only, *others) = stated
    if only is None or others or len(acquisitions) > 1:
        return 0
    numbers = [number(header.instance_number) for header in headers]
    is_within = all(one is not None and 1 <= one <= only for one in numbers)
    return int(only) if is_within else 0


def _numbers_left_out(headers: Sequence[DicomInstance]) -> list[int]:
    """Numbers between the first and the last that no image has, where most have one."""
    known = [number(header.instance_number) for header in headers]
    numbers = {int(one) for one in known if one is not None}
    if len(numbers) < len(headers):
        return []
    first, last = min(numbers), max(numbers)
    if last - first >= 2 * len(numbers):
        return []
    return [one for one in range(first, last) if one not in numbers]


def _without_place(series: Series, planes: _Planes) -> Iterator[ImagingFinding]:
    for code, tag, field, lacks in _PLACES:
        without = [plane for plane in planes if lacks(plane)]
        if without:
            text = str(getattr(without[0].header, field))
            value = " ".join(part for part in (share(len(without), len(planes)), text) if part)
            yield finding(series, code, tag, value, [plane.placed for plane in without])


_PLACES: tuple[tuple[str, str, str, Callable[[ImagePlane], bool]], ...] = (
    (
        "position_missing",
        "ImagePositionPatient",
        "image_position_patient",
        lambda plane: plane.position is None,
    ),
    (
        "orientation_missing",
        "ImageOrientationPatient",
        "image_orientation_patient",
        lambda plane: plane.orientation is None and figures(plane.orientation_text, 6) is None,
    ),
    (
        "orientation_wrong",
        "ImageOrientationPatient",
        "image_orientation_patient",
        lambda plane: plane.orientation is None and figures(plane.orientation_text, 6) is not None,
    ),
)


def _without_uptake_time(series: Series) -> Iterator[ImagingFinding]:
    """PET that does not say when the tracer was given: uptake changes with the hour."""
    without = [one for one in series.instances if one.instance.is_tracer_time_missing]
    if without:
        tag = "RadiopharmaceuticalInformationSequence.RadiopharmaceuticalStartTime"
        value = share(len(without), len(series.instances))
        yield finding(series, "uptake_time_missing", tag, value, without)


def _without_spacing(series: Series, planes: _Planes) -> Iterator[ImagingFinding]:
    without = [plane for plane in planes if not _is_spacing(plane.pixel_spacing)]
    if without:
        text = without[0].pixel_spacing
        value = " ".join(part for part in (share(len(without), len(planes)), text) if part)
        placed = [plane.placed for plane in without]
        yield finding(series, "pixel_spacing_missing", "PixelSpacing", value, placed)


def _is_spacing(text: str) -> bool:
    found = figures(text, 2)
    return found is not None and min(found) > 0


def _without_thickness(series: Series, planes: _Planes) -> Iterator[ImagingFinding]:
    without = [plane for plane in planes if not plane.thickness or plane.thickness < 0]
    if without:
        text = without[0].header.slice_thickness
        value = " ".join(part for part in (share(len(without), len(planes)), text) if part)
        placed = [plane.placed for plane in without]
        yield finding(series, "thickness_missing", "SliceThickness", value, placed)


def _mixed(series: Series, planes: _Planes) -> Iterator[ImagingFinding]:
    orientations = by_orientation(planes)
    if len(orientations) > 1 and not _is_turning(planes, len(orientations)):
        names = [plane_name(one) for one, members in orientations for _ in members]
        yield finding(series, "orientation_mixed", "ImageOrientationPatient", counted(names))
    matrices = [f"{plane.header.rows}×{plane.header.columns}" for plane in planes]
    if len(set(matrices)) > 1:
        yield finding(series, "matrix_mixed", "Rows", counted(matrices))
    spacings = [plane.pixel_spacing for plane in planes if _is_spacing(plane.pixel_spacing)]
    if _differ([figures(text, 2) for text in set(spacings)]):
        yield finding(series, "pixel_spacing_mixed", "PixelSpacing", counted(spacings))
    frames = [plane.header.frame_of_reference_uid for plane in planes]
    if len({uid for uid in frames if uid}) > 1:
        value = str(len(set(frames)))
        yield finding(series, "frame_of_reference_mixed", "FrameOfReferenceUID", value)
    kernels = [plane.header.convolution_kernel for plane in planes]
    if len({kernel for kernel in kernels if kernel}) > 1:
        yield finding(series, "kernel_mixed", "ConvolutionKernel", counted(kernels))
    stated = [plane.thickness for plane in planes if plane.thickness]
    if _differ([(mm,) for mm in set(stated)]):
        value = f"{counted([figure(mm) for mm in stated])} mm"
        yield finding(series, "thickness_mixed", "SliceThickness", value)


def _is_turning(planes: _Planes, orientations: int) -> bool:
    """Whether each image is a projection from its own side, as of a turning MIP."""
    return orientations == len(planes) and all(
        plane.header.image_type.startswith("DERIVED") for plane in planes
    )


def _differ(values: Sequence[tuple[float, ...] | None]) -> bool:
    """Whether the different figures are more than two ways to write the same ones."""
    known = [value for value in values if value]
    return any(
        abs(one - other) > SAME_SPACING_SHARE * abs(other)
        for value in known[1:]
        for one, other in zip(value, known[0], strict=True)
    )


def _cropped(series: Series) -> Iterator[ImagingFinding]:
    """Fields of view that the headers show to be cut. Whether the body reaches beyond the field
    stands in no header: that takes a look at the image."""
    found: dict[tuple[str, str], list[PlacedInstance]] = {}
    for placed in series.instances:
        if is_sliced(placed.instance) and (shown := _field_cut(placed.instance)):
            found.setdefault(shown, []).append(placed)
    if found:
        (tag, value), members = max(found.items(), key=lambda pair: len(pair[1]))
        yield finding(series, "field_of_view_truncated", tag, value, members)


def _field_cut(header: DicomInstance) -> tuple[str, str] | None:
    diameter = number(header.reconstruction_diameter)
    collected = number(header.data_collection_diameter)
    if header.modality == "CT" and (diameter or 0) > (collected or 1e9) * (1 + FIELD_SHARE):
        value = f"{figure(diameter or 0)} mm > {figure(collected or 0)} mm"
        return "ReconstructionDiameter", value
    spacing = figures(header.pixel_spacing, 2)
    size = number(header.rows), number(header.columns)
    if not spacing or not size[0] or not size[1]:
        return None
    height, width = size[0] * spacing[0], size[1] * spacing[1]
    field = f"{figure(height)} × {figure(width)} mm"
    # MR fields are often rectangular: only one that is too small both ways was cut
    least = max(height, width) if header.modality == "MR" else min(height, width)
    if diameter and REDUCED_SHARE * diameter < least < diameter * (1 - FIELD_SHARE):
        short = "Rows" if height < width else "Columns"
        return short, f"{field} < {figure(diameter)} mm"
    is_square = abs(height - width) <= FIELD_SHARE * max(height, width)
    if header.modality == "CT" and _is_original_axial(header) and not is_square:
        return ("Rows" if height < width else "Columns"), field
    return None


def _is_original_axial(header: DicomInstance) -> bool:
    """Whether a scanner reconstructed the image itself: its matrix is a square then."""
    return header.image_type.startswith("ORIGINAL\\PRIMARY\\AXIAL")


def thickness_of(planes: _Planes) -> float | None:
    """The commonest stated thickness."""
    counts = Counter(plane.thickness for plane in planes if plane.thickness)
    return counts.most_common(1)[0][0] if counts else None
