"""MR sequences, kernels and parts of the body: by words, by tags, by times."""

from __future__ import annotations

from typing import Any

import pytest
from image_headers import codes, judged, one, series, tables

from huizhen.core.imaging.kernels import class_of


def names(description: str, **tags: Any) -> set[str]:
    return {shown.name for shown in one(description, "MR", **tags).sequences}


@pytest.mark.parametrize(
    ("description", "wanted", "never"),
    [
        ("T1 TSE SAG", {"t1"}, {"t2", "flair"}),
        ("t2_tse_tra_p2", {"t2"}, {"t1", "stir"}),
        ("T2 FLAIR AX", {"flair"}, {"t2"}),
        ("t2_tirm_tra_dark-fluid", {"flair"}, {"t2", "stir"}),
        ("DWI b1000", {"dwi"}, {"adc", "t2"}),
        ("ep2d_diff_3scan_trace_ADC", {"adc"}, set()),
        ("STIR SAG", {"stir"}, {"t2"}),
        ("T2 TSE FS COR", {"t2", "stir"}, {"t1"}),
        ("SWI_Images", {"swi"}, {"t2"}),
        ("T2* GRE", {"swi"}, {"t2"}),
        ("MPRAGE +C", {"t1", "three_d"}, set()),
        ("T1 in/out phase", {"t1", "in_phase", "opposed_phase"}, set()),
        ("同反相位 T1", {"in_phase", "opposed_phase"}, set()),
        ("3D MRCP", {"mrcp", "three_d"}, {"t1"}),
        ("胰胆管成像 MRCP", {"mrcp"}, set()),
        ("VIBE dynamic", {"t1", "dynamic"}, {"t2"}),
        ("弥散加权成像", {"dwi"}, {"dti"}),
        ("Диффузия", {"dwi"}, set()),
        ("TOF 3D", {"mra"}, {"t2"}),
        ("ASL perfusion", {"perfusion"}, set()),
        ("DTI 32 dir", {"dti"}, {"dwi"}),
        ("eTHRIVE_BH_dyn", {"t1", "dynamic", "three_d"}, {"t2"}),
        ("mDIXON_W", {"stir"}, set()),
        ("dADC", {"adc"}, set()),
        ("COR LEVEL T12", set(), {"t1"}),
        ("AX", set(), {"t1", "t2"}),
    ],
)
def test_words_name_sequences(description: str, wanted: set[str], never: set[str]) -> None:
    found = names(description)
    assert wanted <= found
    assert not never & found


def test_tags_tell_where_words_do_not() -> None:
    assert "dwi" in names("AX", DiffusionBValue="800")
    assert "dwi" not in names("AX", DiffusionBValue="0")
    assert "adc" in names("AX", ImageType="DERIVED\\PRIMARY\\DIFFUSION\\ADC")
    assert "three_d" in names("AX", MRAcquisitionType="3D")
    assert "t2" in names("AX", ProtocolName="t2_tse_tra")
    assert "t1" not in names("T2 AX", ProtocolName="T1 T2 STIR")


@pytest.mark.parametrize(
    ("repetition", "echo", "inversion", "scanning", "name"),
    [
        ("550", "12", "", "SE", "t1"),
        ("4200", "96", "", "SE", "t2"),
        ("3000", "30", "", "SE", "pd"),
        ("9000", "120", "2500", "SE\\IR", "flair"),
        ("4000", "60", "160", "SE\\IR", "stir"),
        ("1500", "60", "", "SE", ""),
        ("5", "2", "", "GR", ""),
        ("", "", "", "", ""),
    ],
)
def test_times_make_a_weighting_likely(
    repetition: str, echo: str, inversion: str, scanning: str, name: str
) -> None:
    found = one(
        "AX",
        "MR",
        RepetitionTime=repetition,
        EchoTime=echo,
        InversionTime=inversion,
        ScanningSequence=scanning,
    ).sequences
    assert [shown.name for shown in found] == ([name] if name else [])
    assert not any(shown.is_sure for shown in found)


@pytest.mark.parametrize(
    ("maker", "kernel", "found"),
    [
        ("SIEMENS", "B30f", "soft"),
        ("SIEMENS", "B31f", "soft"),
        ("SIEMENS", "B70f", "sharp"),
        ("SIEMENS", "Br38f\\3", "soft"),
        ("Siemens Healthineers", "Bl57d\\3", "lung"),
        ("SIEMENS", "I26f\\3", "soft"),
        ("SIEMENS", "H60s", "sharp"),
        ("SIEMENS", "Hr64h", "sharp"),
        ("GE MEDICAL SYSTEMS", "STANDARD", "soft"),
        ("GE MEDICAL SYSTEMS", "BONEPLUS", "bone"),
        ("GE MEDICAL SYSTEMS", "LUNG", "lung"),
        ("GE MEDICAL SYSTEMS", "STD+", "soft"),
        ("Philips", "B", "soft"),
        ("Philips", "L", "lung"),
        ("TOSHIBA", "FC08", "soft"),
        ("TOSHIBA", "FC51", "lung"),
        ("Canon Medical Systems", "FC30", "bone"),
        ("SIEMENS", "B50f", ""),
        ("Unknown Maker", "B30f", ""),
        ("GE MEDICAL SYSTEMS", "", ""),
    ],
)
def test_kernels_by_their_makers(maker: str, kernel: str, found: str) -> None:
    assert class_of(kernel, maker, tables().kernels) == found


@pytest.mark.parametrize(
    ("description", "kernel"),
    [("Thorax Lunge 1.0", "lung"), ("骨窗", "bone"), ("纵隔窗 5mm", "soft"), ("THORAX", "")],
)
def test_the_window_that_a_description_names(description: str, kernel: str) -> None:
    assert one(description).kernel == kernel


@pytest.mark.parametrize(
    ("description", "part"),
    [
        ("CT Abdomen", "abdomen"),
        ("Leber nativ", "liver"),
        ("foie artériel", "liver"),
        ("hígado", "liver"),
        ("fegato", "liver"),
        ("fígado", "liver"),
        ("печень", "liver"),
        ("wątroba", "liver"),
        ("karaciğer", "liver"),
        ("上腹部增强", "abdomen"),
        ("肝脏平扫", "liver"),
        ("Thorax", "chest"),
        ("ОГК", "chest"),
        ("胸部薄层", "chest"),
        ("Schädel", "brain"),
        ("颅脑", "brain"),
        ("LWS sag", "lumbar_spine"),
        ("Beckenübersicht", "pelvis"),
        ("直肠 T2", "rectum"),
        ("CAP portal", "pelvis"),
        ("Oberschenkel rechts", "limb"),
    ],
)
def test_words_of_many_languages_name_the_part(description: str, part: str) -> None:
    assert part in one(description).body_parts


def test_the_code_speaks_before_the_words_of_the_study() -> None:
    found = one("5.0", BodyPartExamined="CHEST", StudyDescription="CT CHEST ABDOMEN")
    assert found.body_parts == ("chest",)
    assert one("5.0", StudyDescription="CT ABDOMEN").body_parts == ("abdomen",)


@pytest.mark.parametrize("description", ["Pancreatic head", "胰头薄层", "Femoral head"])
def test_heads_of_other_parts_are_no_brain(description: str) -> None:
    assert "brain" not in one(description, BodyPartExamined="").body_parts


def test_a_part_far_from_the_code_is_said() -> None:
    assert "body_part_contradicted" in codes(judged(series("LIVER", BodyPartExamined="HEAD")))
    near = judged(series("PELVIS PORTAL", BodyPartExamined="ABDOMEN"))
    assert "body_part_contradicted" not in codes(near)
