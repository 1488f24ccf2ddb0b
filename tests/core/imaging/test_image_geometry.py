"""Geometry of series: each defect is found with its keyword and figure, and none is invented."""

from __future__ import annotations

import random
from math import cos, radians, sin
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slice_headers import (
    CORONAL,
    MR,
    PET,
    changed,
    even,
    findings,
    header,
    placed,
    series,
    slices,
    without,
    words,
)

from huizhen.core.imaging.geometry import geometry_of, in_order, judged_geometry
from huizhen.core.imaging.index import index_of
from huizhen.core.imaging.series import Series
from huizhen.core.imaging.tolerances import INCREMENT_SHARE, SAME_PLACE_MM, TILT_DEGREES
from huizhen.core.records.reading import DicomInstance, FramePlane

MRI: dict[str, Any] = {"sop_class_uid": MR, "modality": "MR"}


def tilted(
    degrees: float, count: int = 10, step: float = 5.0, **fields: str
) -> list[DicomInstance]:
    """Slices of a tilted gantry: the table goes straight, the planes lean."""
    angle = radians(degrees)
    leaning = f"1\\0\\0\\0\\{cos(angle):.7f}\\{-sin(angle):.7f}"
    return even(count, step, image_orientation_patient=leaning, **fields)


def test_a_whole_series_has_no_finding() -> None:
    assert findings(even(20)) == {}
    assert findings(even(20, 2.0, slice_thickness="3")) == {}
    assert findings(even(20, 5.5, **MRI)) == {}


def test_the_geometry_of_a_series_is_stated() -> None:
    geometry = geometry_of(series(even(20, 2.5)))
    assert (geometry.plane, geometry.slices, geometry.passes) == ("axial", 20, 1)
    assert (geometry.spacing_mm, geometry.thickness_mm, geometry.gap_mm) == (2.5, 5.0, -2.5)
    assert geometry.field_of_view_mm == (409.6, 409.6)
    assert geometry.is_volume
    assert geometry.tilt_degrees == 0
    assert geometry.positions_mm[:2] == (0.0, 2.5)


@pytest.mark.parametrize("count", [1, 2])
def test_one_or_two_images_are_no_volume(count: int) -> None:
    assert not geometry_of(series(even(count))).is_volume
    assert findings(even(count)) == {}


@pytest.mark.parametrize(
    ("orientation", "plane"),
    [
        ("1\\0\\0\\0\\1\\0", "axial"),
        (CORONAL, "coronal"),
        ("0\\1\\0\\0\\0\\-1", "sagittal"),
        ("0.9\\0.43589\\0\\0\\0\\-1", "coronal"),
        ("0.7071068\\0.5\\0.5\\-0.7071068\\0.5\\0.5", "oblique"),
        ("", ""),
    ],
)
def test_a_plane_is_named_by_its_normal(orientation: str, plane: str) -> None:
    assert geometry_of(series([header(image_orientation_patient=orientation)])).plane == plane


def test_slices_are_ordered_by_place_not_by_number() -> None:
    members = even(12)
    random.Random(7).shuffle(members)
    renumbered = [changed(one, instance_number=str(at)) for at, one in enumerate(members)]
    heights = [
        float(one.instance.image_position_patient.split("\\")[2])
        for one in in_order(series(renumbered))
    ]
    assert heights == sorted(heights)


@pytest.mark.parametrize("step", [0.625, 1.25, 5.0])
@pytest.mark.parametrize("lost", [(4,), (4, 5, 6), (3, 9)])
def test_missing_slices_are_found_with_place_and_count(step: float, lost: tuple[int, ...]) -> None:
    found = findings(without(even(24, step, slice_thickness=str(step)), *lost))
    assert set(found) == {"slices_missing"}
    assert found["slices_missing"].tag == "ImagePositionPatient"
    assert found["slices_missing"].value.startswith(f"{len(lost)}: ")
    assert found["slices_missing"].value.endswith(f"({step:g} mm)")
    assert len(found["slices_missing"].source_ids) >= 2


def test_numbers_that_go_on_do_not_hide_a_gap() -> None:
    members = without(even(20), 8)
    renumbered = [changed(one, instance_number=str(at)) for at, one in enumerate(members)]
    assert set(findings(renumbered)) == {"slices_missing"}


def test_when_most_slices_are_missing_the_numbers_tell() -> None:
    """Every second slice of the upper half and more: the commonest step is a gap."""
    members = without(even(30), *range(3, 30, 2))
    assert findings(members)["slices_missing"].value.startswith("13: ")
    renumbered = [changed(one, instance_number=str(at)) for at, one in enumerate(members)]
    assert "slices_missing" not in findings(renumbered)
    assert "increments_uneven" in findings(renumbered)


def test_a_protocol_of_two_steps_is_uneven_and_misses_nothing() -> None:
    thin = slices([at * 5 for at in range(10)])
    thick = slices([50 + at * 10 for at in range(3)], slice_thickness="10")
    thick = [changed(one, instance_number=f"1{at}", sop_instance_uid=f"2.25.9{at}")
             for at, one in enumerate(thick, start=1)]  # fmt: skip
    found = findings([*thin, *thick])
    assert set(found) == {"increments_uneven", "thickness_mixed"}
    assert found["increments_uneven"].value == "5 / 10 mm"


def test_uneven_steps_are_listed() -> None:
    found = findings(slices([0, 5, 10, 13, 18, 23, 28, 33]))
    assert set(found) == {"increments_uneven"}
    assert found["increments_uneven"].value == "5 / 3 mm"


def test_a_step_is_uneven_beyond_its_tolerance_alone() -> None:
    inside = 5 + 5 * INCREMENT_SHARE * 0.9
    assert findings(slices([0, 5, 10, 15, 15 + inside, 20 + inside])) == {}
    outside = 5 + 5 * INCREMENT_SHARE * 1.5
    assert set(findings(slices([0, 5, 10, 15, 15 + outside, 20 + outside]))) == {
        "increments_uneven"
    }


def test_positions_written_with_one_figure_are_even() -> None:
    """0.625 mm steps, written to a tenth: 0.6, 0.7, 0.6 ..."""
    heights = [round(at * 0.625, 1) for at in range(40)]
    assert findings(slices(heights, slice_thickness="0.625")) == {}


def test_a_slice_twice_is_a_duplicate() -> None:
    members = even(10)
    copy = changed(members[4], sop_instance_uid="2.25.99")
    found = findings([*members, copy])
    assert set(found) == {"slices_duplicate"}
    assert found["slices_duplicate"].value == "1: 20 mm"
    assert len(found["slices_duplicate"].source_ids) == 2


def test_places_nearer_than_the_tolerance_are_one() -> None:
    members = even(10)
    near = header(20 + SAME_PLACE_MM / 2, 11, sop_instance_uid="2.25.99")
    assert set(findings([*members, near])) == {"slices_duplicate"}


def test_a_whole_series_twice_is_duplicates() -> None:
    members = even(10)
    copies = [changed(one, sop_instance_uid=f"2.25.77{at}") for at, one in enumerate(members)]
    assert findings([*members, *copies])["slices_duplicate"].value.startswith("10: ")


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("temporal_position_identifier", ("1", "2", "3")),
        ("echo_numbers", ("1", "2")),
        ("echo_time", ("2.3", "4.6")),
        ("diffusion_b_value", ("0", "50", "800")),
        ("acquisition_number", ("1", "2")),
        ("image_type", ("ORIGINAL\\PRIMARY\\M", "ORIGINAL\\PRIMARY\\P")),
        ("trigger_time", ("0", "40", "80")),
        ("acquisition_time", ("101010", "101055")),
        ("convolution_kernel", ("B30f", "B70f")),
        ("sequence_name", ("*ep_b0", "*ep_b1000t")),
    ],
)
def test_images_of_one_place_that_say_what_differs_are_no_duplicates(
    field: str, values: tuple[str, ...]
) -> None:
    members = [
        changed(one, **{field: value}, sop_instance_uid=f"2.25.{at}{number}")
        for at, value in enumerate(values)
        for number, one in enumerate(even(8), start=100)
    ]
    assert set(findings(members)) <= {"kernel_mixed"}
    geometry = geometry_of(series(members))
    assert (geometry.slices, geometry.passes) == (8, len(values))


def test_a_gap_of_one_phase_is_found_among_others() -> None:
    phases = [
        changed(one, temporal_position_identifier=str(at), sop_instance_uid=f"2.25.{at}{number}")
        for at in (1, 2)
        for number, one in enumerate(even(12), start=100)
    ]
    found = findings(without(phases, 17))
    assert set(found) == {"slices_missing"}
    assert found["slices_missing"].value.startswith("1: ")


def times(count: int, places: int = 12) -> list[DicomInstance]:
    """A run that goes over the same places at so many times."""
    return [
        changed(one, temporal_position_identifier=str(at), sop_instance_uid=f"2.25.{at}{number}")
        for at in range(1, count + 1)
        for number, one in enumerate(even(places), start=100)
    ]


def test_a_pass_that_ends_before_the_others_is_found() -> None:
    found = findings(times(4)[:-3])
    assert set(found) == {"pass_incomplete"}
    assert found["pass_incomplete"].tag == "TemporalPositionIdentifier"
    assert found["pass_incomplete"].value == "4 (9/12)"
    assert findings(times(4)) == {}
    ranges = [changed(one, acquisition_number=one.temporal_position_identifier,
                      temporal_position_identifier="") for one in times(2)[:-3]]  # fmt: skip
    assert findings(ranges) == {}


def test_an_acquisition_a_slice_does_not_hide_a_duplicate() -> None:
    """Sequential CT counts an acquisition a slice; a copy with its own number is a copy still."""
    members = [changed(one, acquisition_number=one.instance_number) for one in even(12)]
    copy = changed(members[3], sop_instance_uid="2.25.99", acquisition_number="13")
    assert set(findings([*members, copy])) == {"slices_duplicate"}


def test_places_repeated_without_a_word_are_said_for_mr() -> None:
    once = even(8, **MRI)
    again = [
        changed(one, instance_number=str(20 + at), sop_instance_uid=f"2.25.77{at}")
        for at, one in enumerate(once)
    ]
    assert set(findings([*once, *again])) == {"positions_repeated"}


def test_the_tilt_of_a_gantry_is_found_by_tag_and_by_positions() -> None:
    found = findings(tilted(15, gantry_detector_tilt="15"))
    assert set(found) == {"gantry_tilt"}
    assert (found["gantry_tilt"].tag, found["gantry_tilt"].value) == ("GantryDetectorTilt", "15.0°")
    untold = findings(tilted(15))["gantry_tilt"]
    assert (untold.tag, untold.value) == ("ImagePositionPatient", "15.0°")
    straight = findings(even(10, gantry_detector_tilt="-12.0"))["gantry_tilt"]
    assert straight.value == "-12.0° (ImagePositionPatient 0.0°)"
    assert findings(tilted(TILT_DEGREES * 0.8)) == {}
    assert findings(even(10, gantry_detector_tilt="0.0")) == {}


def test_oblique_mr_is_not_tilted() -> None:
    angle = radians(20)
    leaning = f"1\\0\\0\\0\\{cos(angle):.7f}\\{-sin(angle):.7f}"
    members = [
        header(
            0,
            at + 1,
            image_orientation_patient=leaning,
            image_position_patient=f"0\\{at * 5 * sin(angle):.5f}\\{at * 5 * cos(angle):.5f}",
            **MRI,
        )
        for at in range(10)
    ]
    assert findings(members) == {}
    assert "stack_sheared" in findings(tilted(20, **MRI))


def test_a_plane_beside_the_line_of_its_stack_is_shifted() -> None:
    members = even(12)
    members[6:] = [
        changed(one, image_position_patient=f"-192\\-200\\{at * 5}")
        for at, one in enumerate(members[6:], start=6)
    ]
    assert "planes_shifted" in findings(members)


def test_orientations_of_one_series_are_judged_apart() -> None:
    coronal = [
        changed(one, image_orientation_patient=CORONAL, sop_instance_uid=f"2.25.77{at}",
                image_position_patient=f"-200\\{at * 5}\\200")
        for at, one in enumerate(even(6))
    ]  # fmt: skip
    found = findings([*even(10), *coronal])
    assert set(found) == {"orientation_mixed"}
    assert found["orientation_mixed"].value == "axial (10), coronal (6)"
    assert geometry_of(series([*even(10), *coronal])).plane == ""


def test_a_mirrored_slice_is_another_orientation() -> None:
    members = even(10)
    members[4] = changed(members[4], image_orientation_patient="-1\\0\\0\\0\\1\\0")
    assert "orientation_mixed" in findings(members)


@pytest.mark.parametrize("text", ["1\\0\\0\\1\\0\\0", "2\\0\\0\\0\\1\\0", "0\\0\\0\\0\\0\\0"])
def test_an_orientation_that_is_none_is_wrong(text: str) -> None:
    found = findings(even(5, image_orientation_patient=text))
    assert found["orientation_wrong"].value == text


@pytest.mark.parametrize(
    ("field", "code", "tag"),
    [
        ("image_position_patient", "position_missing", "ImagePositionPatient"),
        ("image_orientation_patient", "orientation_missing", "ImageOrientationPatient"),
        ("pixel_spacing", "pixel_spacing_missing", "PixelSpacing"),
        ("slice_thickness", "thickness_missing", "SliceThickness"),
    ],
)
@pytest.mark.parametrize("value", ["", "nonsense"])
def test_what_a_header_leaves_out_is_found(field: str, code: str, tag: str, value: str) -> None:
    found = findings(even(8, **dict[str, Any]({field: value})))
    assert set(found) == {code}
    assert (found[code].tag, found[code].value) == (tag, value)
    members = even(8)
    members[0] = changed(members[0], **{field: value})
    assert findings(members)[code].value == f"1/8 {value}".strip()


def test_a_thickness_of_zero_is_none() -> None:
    assert findings(even(8, slice_thickness="0"))["thickness_missing"].value == "0"


@pytest.mark.parametrize(
    ("field", "value", "code", "tag"),
    [
        ("rows", "256", "matrix_mixed", "Rows"),
        ("pixel_spacing", "0.7\\0.7", "pixel_spacing_mixed", "PixelSpacing"),
        ("slice_thickness", "4", "thickness_mixed", "SliceThickness"),
        ("convolution_kernel", "B70f", "kernel_mixed", "ConvolutionKernel"),
    ],
)
def test_what_differs_within_a_series_is_found(field: str, value: str, code: str, tag: str) -> None:
    members = even(10, convolution_kernel="B30f")
    members[-2:] = [changed(one, **{field: value}) for one in members[-2:]]
    found = findings([changed(one, image_type="DERIVED\\PRIMARY") for one in members])
    assert set(found) == {code}
    assert found[code].tag == tag
    assert "(8)" in found[code].value
    assert "(2)" in found[code].value


def test_other_writings_of_a_figure_do_not_differ() -> None:
    members = even(10)
    members[3] = changed(members[3], pixel_spacing="0.80000\\0.8", slice_thickness="5.00")
    assert findings(members) == {}


def test_frames_of_reference_that_differ_are_found() -> None:
    members = even(10)
    members[-3:] = [changed(one, frame_of_reference_uid="2.25.44") for one in members[-3:]]
    assert findings(members)["frame_of_reference_mixed"].tag == "FrameOfReferenceUID"


def test_fields_of_view_that_headers_show_to_be_cut() -> None:
    diameter: dict[str, Any] = {"reconstruction_diameter": "409.6"}
    assert findings(even(5, **diameter)) == {}
    cut = findings(even(5, rows="400", **diameter))["field_of_view_truncated"]
    assert (cut.tag, cut.value) == ("Rows", "320 × 409.6 mm < 409.6 mm")
    unsaid = findings(even(5, columns="400"))["field_of_view_truncated"]
    assert (unsaid.tag, unsaid.value) == ("Columns", "409.6 × 320 mm")
    beyond = findings(even(5, **diameter, data_collection_diameter="350"))
    assert beyond["field_of_view_truncated"].tag == "ReconstructionDiameter"
    zoomed: dict[str, Any] = {"reconstruction_diameter": "409.6", "data_collection_diameter": "500"}
    assert findings(even(5, **zoomed)) == {}
    rectangular = even(5, rows="400", **diameter, **MRI)
    assert findings(rectangular) == {}
    quarter = findings(even(5, rows="256", columns="256", **diameter, **MRI))
    assert quarter["field_of_view_truncated"].value == "204.8 × 204.8 mm < 409.6 mm"
    reformat = findings(even(5, rows="400", image_type="DERIVED\\SECONDARY\\MPR"))
    assert reformat == {}


def test_a_thickness_that_cannot_be_is_found_and_a_gap_is_told() -> None:
    assert findings(even(12, 1.0, slice_thickness="10"))["thickness_contradicts_spacing"].value == (
        "10 mm; 1 mm"
    )
    assert set(findings(even(12, 10.0, slice_thickness="1"))) == {"gap_between_slices"}
    slab = even(12, 1.0, slice_thickness="10", image_type="DERIVED\\SECONDARY\\MIP")
    assert findings(slab) == {}


def test_a_stated_spacing_that_positions_belie_is_found() -> None:
    assert findings(even(10, spacing_between_slices="5.0")) == {}
    assert findings(tilted(18, spacing_between_slices="5.0"))  # the step of the table
    assert "spacing_conflicts" not in findings(tilted(18, spacing_between_slices="5.0"))
    found = findings(even(10, spacing_between_slices="3"))
    assert found["spacing_conflicts"].tag == "SpacingBetweenSlices"
    assert found["spacing_conflicts"].value == "3 mm; 5 mm"


def test_fewer_images_than_announced_are_found() -> None:
    stated = findings(even(10, number_of_series_related_instances="14"))["instances_missing"]
    assert (stated.tag, stated.value) == ("NumberOfSeriesRelatedInstances", "10/14")
    acquired = findings(even(10, images_in_acquisition="14"))["instances_missing"]
    assert (acquired.tag, acquired.value) == ("ImagesInAcquisition", "10/14")
    assert findings(even(10, images_in_acquisition="10")) == {}
    slices_stated = findings(even(10, number_of_slices="14"))["instances_missing"]
    assert (slices_stated.tag, slices_stated.value) == ("NumberOfSlices", "10/14")
    dynamic = even(20, number_of_slices="10")
    assert findings(dynamic) == {}
    numbered = without(even(10, image_position_patient=""), 4)
    assert findings(numbered)["instances_missing"].value == "5"


def test_localisers_and_captures_are_set_apart() -> None:
    localiser = header(0, 99, image_type="ORIGINAL\\PRIMARY\\LOCALIZER", rows="888")
    capture = header(0, 98, sop_class_uid="1.2.840.10008.5.1.4.1.1.7", slice_thickness="")
    members = [*even(10), localiser, capture]
    assert findings(members) == {}
    assert geometry_of(series(members)).slices == 10


def test_frames_of_an_enhanced_image_are_a_stack() -> None:
    frames = tuple(FramePlane(image_position_patient=f"0\\0\\{at * 4}") for at in range(10))
    enhanced = header(frames=frames, number_of_frames="10")
    assert findings([enhanced]) == {}
    assert geometry_of(series([enhanced])).slices == 10
    gap = changed(enhanced, frames=(*frames[:4], *frames[5:]))
    assert set(findings([gap])) == {"slices_missing"}
    twice = changed(enhanced, frames=(*frames, frames[3]))
    assert set(findings([twice])) == {"slices_duplicate"}
    phases = tuple(
        frame.model_copy(update={"dimensions": (phase,)}) for phase in "12" for frame in frames
    )
    assert findings([changed(enhanced, frames=phases)]) == {}


def test_pet_and_mr_are_judged_as_ct_is() -> None:
    for modality, sop_class in (("PT", PET), ("MR", MR)):
        found = findings(without(even(20, modality=modality, sop_class_uid=sop_class), 7))
        assert set(found) == {"slices_missing"}


def test_pet_without_the_time_of_its_tracer_is_told() -> None:
    pet = even(6, modality="PT", sop_class_uid=PET)
    found = findings([changed(one, is_tracer_time_missing=True) for one in pet])
    assert set(found) == {"uptake_time_missing"}
    assert words()["uptake_time_missing"].effect == "note"


def test_radiographs_and_ultrasound_have_no_geometry() -> None:
    absent = ("image_position_patient", "image_orientation_patient", "pixel_spacing")
    bare: dict[str, Any] = dict.fromkeys((*absent, "slice_thickness"), "")
    for modality, last in (("CR", "1"), ("US", "6.1"), ("XA", "12.1")):
        sop_class = f"1.2.840.10008.5.1.4.1.1.{last}"
        assert findings(even(5, modality=modality, sop_class_uid=sop_class, **bare)) == {}


def test_an_empty_series_of_nothing_is_no_volume() -> None:
    assert geometry_of(series([DicomInstance(modality="OT")])).slices == 0
    assert isinstance(series([DicomInstance(modality="OT")]), Series)


_TEXTS = st.one_of(
    st.sampled_from(
        ("", "0", "-0", "1", "nan", "inf", "1e308", "-1e-308", "--5", "9" * 5000, "\\")
    ),
    st.sampled_from(("1\\0\\0\\0\\1\\0", "0\\0\\0", "0.5\\0.5", "0\\0", "1e200\\1e200\\1e200")),
    st.floats(-1e6, 1e6).map(lambda value: f"0\\0\\{value:g}"),
    st.text(max_size=8),
)
_FIELDS = ("image_position_patient", "image_orientation_patient", "pixel_spacing", "rows",
           "slice_thickness", "spacing_between_slices", "gantry_detector_tilt", "instance_number",
           "reconstruction_diameter", "data_collection_diameter", "images_in_acquisition",
           "number_of_series_related_instances", "series_number", "acquisition_time",
           "study_date", "acquisition_date", "image_type", "echo_time")  # fmt: skip


@given(st.lists(st.dictionaries(st.sampled_from(_FIELDS), _TEXTS), max_size=8), st.booleans())
def test_no_header_is_too_strange_to_judge(headers: list[dict[str, str]], is_framed: bool) -> None:
    members = [
        changed(header(at * 5.0, at), **fields) for at, fields in enumerate(headers, start=1)
    ]
    if is_framed and headers:
        planes = [
            FramePlane(image_position_patient=fields.get("image_position_patient", "0\\0\\1"))
            for fields in headers
        ]
        members.append(header(3, 99, frames=tuple(planes)))
    index = index_of(placed(members))
    for one in index.series:
        assert all(words()[found.code] for found in judged_geometry(one).findings)
    assert sum(len(one.instances) for one in index.series) == len(members)
