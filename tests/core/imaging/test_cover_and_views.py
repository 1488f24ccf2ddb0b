"""What shows too little of the body, phases against time, views and priors: said, not invented."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from image_headers import codes, judged, one, series, tables
from slice_headers import MR, findings, slices

from huizhen.core.imaging.index import index_of
from huizhen.core.imaging.judged import Judgement
from huizhen.core.imaging.judgement import judge
from huizhen.core.imaging.series import PlacedInstance
from huizhen.core.records.identity import Identity

AGENT: dict[str, Any] = {"ContrastBolusAgent": "Iomeprol 350"}
LIVER: dict[str, Any] = {"BodyPartExamined": "LIVER", **AGENT}
NARROW = "0.37\\0.37"
SPINE: dict[str, Any] = {"BodyPartExamined": "LSPINE"}


def seen_on(day: datetime.date, *members: list[PlacedInstance]) -> Judgement:
    """The judgement on a day."""
    return judge(index_of([one for held in members for one in held]), tables(), day)


def test_a_trunk_in_a_narrow_field_is_said_unless_the_scan_is_wide_elsewhere() -> None:
    narrow = series("Thorax", BodyPartExamined="CHEST", PixelSpacing=NARROW, AcquisitionTime="1015")
    assert codes(judged(narrow)) == {"field_of_view_narrow"}
    same = series("wide", BodyPartExamined="CHEST", AcquisitionTime="101503")
    assert codes(judged(narrow, same)) == set()
    later = series("wide", BodyPartExamined="CHEST", AcquisitionTime="101703")
    assert codes(judged(narrow, later)) == {"field_of_view_narrow"}


@pytest.mark.parametrize("body", ["LSPINE", "HEART", "HEAD", "KNEE"])
def test_small_parts_may_have_small_fields(body: str) -> None:
    assert "field_of_view_narrow" not in codes(
        judged(series("x", BodyPartExamined=body, PixelSpacing=NARROW))
    )


def test_a_child_fits_into_a_narrow_field() -> None:
    born = Identity.model_validate({"birth_date": "2020-03-01"})
    members = [
        placed.model_copy(update={"instance": placed.instance.model_copy(update={"patient": born})})
        for placed in series("Thorax", BodyPartExamined="CHEST", PixelSpacing=NARROW)
    ]
    assert "field_of_view_narrow" not in codes(judged(members))


def liver(arterial: int, portal: int, delayed: int) -> Judgement:
    """Three phases of so many slices."""
    rows = (
        ("ARTERIAL", arterial, "101735"), ("PORTAL", portal, "101810"),
        ("DELAYED", delayed, "102030"),
    )  # fmt: skip
    return judged(*(series(n, count=c, AcquisitionTime=t, **LIVER) for n, c, t in rows))


def test_a_phase_that_ends_after_a_fraction_of_the_others_is_said() -> None:
    assert codes(liver(80, 20, 80)) == {"phase_cover_short"}
    assert codes(liver(80, 180, 80)) == set()
    assert codes(liver(80, 80, 80)) == set()


def test_what_is_arterial_and_late_is_arterial() -> None:
    for words in ("FASE ARTERIAL TARDIA", "Artériel tardif", "late arterial"):  # codespell:ignore
        assert one(words, **LIVER).phase == "arterial"
    assert one("Leber spätarteriell", **LIVER).phase == "arterial"
    assert one("portal tardia", **LIVER).phase == "delayed"


def test_the_order_of_phases_holds_over_midnight() -> None:
    before = series("ARTERIAL", AcquisitionTime="235936", **LIVER)
    after = series("PORTAL", AcquisitionTime="000010", **LIVER)
    late = series("DELAYED", AcquisitionTime="000220", **LIVER)
    assert codes(judged(before, after, late)) == set()
    wrong = series("ARTERIAL", AcquisitionTime="000030", **LIVER)
    early = series("PORTAL", AcquisitionTime="235950", **LIVER)
    assert "phase_contradicted" in codes(judged(wrong, early, late))


def test_native_after_a_phase_is_said_unless_it_is_calculated() -> None:
    portal = series("t1 portal", "MR", AcquisitionTime="1015", **LIVER)
    rest: dict[str, Any] = {"BodyPartExamined": "LIVER", "AcquisitionTime": "1030"}
    assert "phase_contradicted" in codes(judged(portal, series("t1 nativ", "MR", **rest)))
    rest["AcquisitionTime"] = "1010"
    assert "phase_contradicted" not in codes(judged(portal, series("t1 nativ", "MR", **rest)))
    scan = series("portal", AcquisitionTime="1015", **LIVER)
    rest["AcquisitionTime"] = "1015"
    assert "phase_contradicted" not in codes(judged(scan, series("virtual nativ", **rest)))


def test_a_series_before_all_that_name_an_agent_hides_no_phase() -> None:
    rest: dict[str, Any] = {"StudyDescription": "CT LIVER MULTIPHASE", "BodyPartExamined": "LIVER"}
    start = {"ContrastBolusStartTime": "101500", **AGENT}
    members = [
        series("Abd 1", AcquisitionTime="101000", **rest),
        series("Abd 2", AcquisitionTime="101537", **rest, **start),
        series("Abd 4", AcquisitionTime="101830", **rest, **start),
    ]
    found = [one for one in judged(*members).findings if one.code == "phase_missing"]
    assert [one.value.split(":")[0] for one in found] == ["portal venous phase 门静脉期"]


def test_the_studys_words_alone_contradict_a_body_part() -> None:
    said = judged(series("5.0", BodyPartExamined="ANKLE", StudyDescription="上腹部CT平扫"))
    assert "body_part_contradicted" in codes(said)
    both = judged(series("5.0", BodyPartExamined="HEAD", StudyDescription="CT Kopf und Thorax"))
    assert "body_part_contradicted" not in codes(both)


@pytest.mark.parametrize("words", ["CT Lungenrundherd nativ", "КТ легких, узелок", "肺小结节CT"])
def test_a_nodule_wants_thin_slices(words: str) -> None:
    found = judged(series("5.0", mm="5", BodyPartExamined="CHEST", StudyDescription=words))
    assert "slices_too_thick" in codes(found)


def test_a_search_for_stones_needs_no_contrast() -> None:
    rest: dict[str, Any] = {"BodyPartExamined": "ABDOMEN"}
    stones = judged(series("nativ 3.0", StudyDescription="CT Steinsuche low dose", **rest))
    assert codes(stones) == set()
    other = judged(series("nativ 3.0", StudyDescription="CT Abdomen", **rest))
    assert "contrast_missing" in codes(other)


def test_the_ct_of_a_pet_has_no_purpose_of_its_own() -> None:
    rest: dict[str, Any] = {"BodyPartExamined": "CHEST", "StudyDescription": "PET CT"}
    emission = series("WB AC", "PT", CorrectedImage="ATTN\\DECY", **rest)
    found = judged(emission, series("CTAC nodule", mm="6", **rest))
    assert "slices_too_thick" not in codes(found)
    assert "slices_too_thick" in codes(judged(series("CTAC nodule", mm="6", **rest)))


def test_one_thing_missing_of_a_whole_examination_is_said_though_series_are_few() -> None:
    rest: dict[str, Any] = {"BodyPartExamined": "RECTUM", "StudyDescription": "MRT Rektum"}
    planes = [series(f"T2 {p}", "MR", plane=p, **rest) for p in ("axial", "sagittal", "coronal")]
    assert "sequence_missing" in codes(judged(*planes))
    assert "sequence_missing" not in codes(judged(planes[0]))


def test_a_spine_wants_both_views() -> None:
    frontal = series("LWS ap", "DX", count=1, ViewPosition="AP", ImagerPixelSpacing="0.1\\0.1",
                     **SPINE)  # fmt: skip
    lateral = series("LWS seitl", "DX", count=1, ViewPosition="LL",
                     ImagerPixelSpacing="0.1\\0.1", **SPINE)  # fmt: skip
    axes = series("2", "DX", count=1, PatientOrientation="A\\F", ImagerPixelSpacing="0.1\\0.1",
                  **SPINE)  # fmt: skip
    unsaid = series("3", "DX", count=1, ImagerPixelSpacing="0.1\\0.1", **SPINE)
    assert codes(judged(frontal)) == {"view_missing"}
    assert codes(judged(frontal, lateral)) == set()
    assert codes(judged(frontal, axes)) == set()
    assert codes(judged(frontal, unsaid)) == set()
    promised = series("LWS", "DX", count=1, ViewPosition="AP", ImagerPixelSpacing="0.1\\0.1",
                      ProtocolName="LWS ap und seitlich", **SPINE)  # fmt: skip
    assert codes(judged(promised)) == {"view_missing"}


def test_a_prior_beside_a_newer_study_is_not_called_old() -> None:
    rest: dict[str, Any] = {"BodyPartExamined": "CHEST"}
    old = series("a", StudyInstanceUID="1.1", StudyDate="20230302", **rest)
    new = series("b", StudyInstanceUID="1.2", StudyDate="20260511", **rest)
    other = series("c", StudyInstanceUID="1.3", StudyDate="20260511", BodyPartExamined="HEAD")
    day = datetime.date(2026, 5, 20)
    assert "study_old" in codes(seen_on(day, old))
    assert "study_old" not in codes(seen_on(day, old, new))
    assert "study_old" in codes(seen_on(day, old, other))


def test_a_date_of_the_future_is_said() -> None:
    ahead = series("a", StudyDate="20270311")
    assert "study_date_in_future" in codes(seen_on(datetime.date(2026, 5, 20), ahead))
    assert "study_date_in_future" not in codes(seen_on(datetime.date(2027, 3, 10), ahead))


def test_blocks_of_slices_are_no_gaps_in_mr() -> None:
    mr: dict[str, Any] = {"sop_class_uid": MR, "modality": "MR", "slice_thickness": "4"}
    discs = [start + 4 * at for start in (-60, -24, 14) for at in range(5)]
    assert findings(slices(discs, **mr)) == {}
    lost = discs[:7] + discs[8:]
    assert "increments_uneven" in findings(slices(lost, **mr))
    scan = {"slice_thickness": "4"}
    assert findings(slices(discs, **scan)) != {}


def test_ultrasound_without_a_scale_is_said() -> None:
    members = series("Abdomen", "US", count=2)
    assert "ultrasound_not_calibrated" not in codes(judged(members))
    without = [
        placed.model_copy(
            update={"instance": placed.instance.model_copy(update={"is_region_step_missing": True})}
        )
        for placed in series("Abdomen", "US", count=2, PixelSpacing="")
    ]
    assert "ultrasound_not_calibrated" in codes(judged(without))
    scaled = [
        placed.model_copy(
            update={"instance": placed.instance.model_copy(update={"pixel_spacing": "0.2\\0.2"})}
        )
        for placed in without
    ]
    assert "ultrasound_not_calibrated" not in codes(judged(scaled))


def test_t2_and_diffusion_hide_no_phase_of_a_liver() -> None:
    rest: dict[str, Any] = {"BodyPartExamined": "LIVER", "StudyDescription": "MRT Leber mit KM"}
    members = [
        series("t1_fl2d_opp-in_tra", "MR", **rest),
        series("t2_haste_fs_tra", "MR", **rest), series("ep2d_diff_b800", "MR", **rest),
        series("t1_vibe_nativ", "MR", AcquisitionTime="1010", **rest),
        series("t1_vibe_portalvenoes", "MR", AcquisitionTime="1015", **AGENT, **rest),
        series("t1_vibe_spaet", "MR", AcquisitionTime="1018", **AGENT, **rest),
    ]  # fmt: skip
    said = [one.value for one in judged(*members).findings if one.code == "phase_missing"]
    assert len(said) == 1
    assert said[0].startswith("arterial phase")
    unsaid = series("fl3d 4", "MR", AcquisitionTime="1014", **rest)
    assert "phase_missing" not in codes(judged(*members, unsaid))
