"""What a study lacks for its purpose, by the limits of section 2.0.3; nothing of whole ones."""

from __future__ import annotations

import datetime
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from image_headers import codes, judged, one, series, tables

from huizhen.core.imaging.index import index_of
from huizhen.core.imaging.judgement import judge
from huizhen.core.imaging.series import PlacedInstance

AGENT: dict[str, Any] = {"ContrastBolusAgent": "Iomeprol 350"}
LIVER: dict[str, Any] = {"BodyPartExamined": "LIVER", **AGENT}
PHASES = ("ARTERIAL", "PORTAL VENOUS", "DELAYED")


def liver(*names: str, mm: str = "2.5") -> list[list[PlacedInstance]]:
    times = {"ARTERIAL": "101735", "PORTAL VENOUS": "101810", "DELAYED": "102030"}
    return [series(name, mm=mm, AcquisitionTime=times[name], **LIVER) for name in names]


def test_a_whole_liver_study_lacks_nothing() -> None:
    found = judged(*liver(*PHASES))
    assert codes(found) == set()
    (study,) = found.studies
    assert study.purpose == "liver_ct"
    assert {shown.name for shown in study.has} == {"arterial", "portal", "delayed"}


def test_a_missing_phase_is_named() -> None:
    found = judged(*liver("ARTERIAL", "PORTAL VENOUS"))
    (finding,) = found.findings
    assert finding.code == "phase_missing"
    assert "delayed phase 延迟期" in finding.value
    assert finding.tag == "SeriesDescription"


@pytest.mark.parametrize("study", ["CT Leber 3-Phasen", "CT Liver triphasic", "肝脏增强CT"])
def test_the_studys_words_name_the_organ_in_a_region_that_a_code_names(study: str) -> None:
    region = {"BodyPartExamined": "ABDOMEN", "StudyDescription": study, **AGENT}
    found = judged(series("Arteriell", **region), series("Portalvenoes", **region))
    assert codes(found) == {"phase_missing"}
    assert found.studies[0].purpose == "liver_ct"
    assert found.studies[0].lacks == ("delayed",)
    chest = {**region, "BodyPartExamined": "CHEST"}
    assert one("Thorax", **chest).body_parts == ("chest",)
    kidney = {**region, "BodyPartExamined": "KIDNEY"}
    assert one("Urogramm", **kidney).body_parts == ("kidney",)


def test_a_series_that_may_be_the_phase_makes_it_unclear_not_missing() -> None:
    found = judged(*liver("ARTERIAL", "PORTAL VENOUS"), series("5.0", **LIVER))
    assert codes(found) == set()
    assert found.studies[0].unclear == ("delayed",)


def test_without_any_agent_contrast_is_missing_and_no_phase_is_asked_for() -> None:
    found = judged(series("LEBER nativ", BodyPartExamined="LIVER"))
    assert codes(found) == {"contrast_missing"}


@pytest.mark.parametrize(
    ("description", "modality", "body", "mm", "is_found"),
    [
        ("PORTAL", "CT", "ABDOMEN", "5.0", False),
        ("PORTAL", "CT", "ABDOMEN", "5.1", True),
        ("THORAX", "CT", "CHEST", "5", False),
        ("THORAX", "CT", "CHEST", "7", True),
        ("NODULE LUNG", "CT", "CHEST", "1.5", False),
        ("NODULE LUNG", "CT", "CHEST", "2", True),
        ("3D MRCP", "MR", "ABDOMEN", "2", False),
        ("3D MRCP", "MR", "ABDOMEN", "2.5", True),
        ("T2 SAG", "MR", "RECTUM", "3", False),
        ("T2 SAG", "MR", "RECTUM", "4", True),
        ("T2 SAG", "MR", "LSPINE", "4", False),
        ("T2 SAG", "MR", "LSPINE", "5", True),
        ("CTA HEAD", "CT", "HEAD", "1", False),
        ("CTA HEAD", "CT", "HEAD", "1.25", True),
        ("HEAD", "CT", "HEAD", "8", False),
    ],
)
def test_limits_of_thickness_by_purpose(
    description: str, modality: str, body: str, mm: str, is_found: bool
) -> None:
    found = judged(series(description, modality, mm=mm, BodyPartExamined=body, **AGENT))
    assert ("slices_too_thick" in codes(found)) is is_found


def test_the_thinnest_series_is_measured() -> None:
    thick = series("PORTAL", BodyPartExamined="ABDOMEN", mm="7", **AGENT)
    thin = series("PORTAL THIN", BodyPartExamined="ABDOMEN", mm="1", **AGENT)
    assert "slices_too_thick" in codes(judged(thick))
    found = judged(thick, thin)
    assert "slices_too_thick" not in codes(found)
    assert found.studies[0].has_thin_series


def test_a_nodule_without_its_lung_kernel() -> None:
    soft: dict[str, Any] = {
        "Manufacturer": "SIEMENS",
        "ConvolutionKernel": "B30f",
        "BodyPartExamined": "CHEST",
    }
    sharp = {**soft, "ConvolutionKernel": "B70f"}
    alone = judged(series("NODULE", mm="1", **soft))
    assert "kernel_missing" in codes(alone)
    both = judged(series("NODULE", mm="1", **soft), series("NODULE 2", mm="1", **sharp))
    assert "kernel_missing" not in codes(both)
    unknown = {**soft, "ConvolutionKernel": "XYZ"}
    assert "kernel_missing" not in codes(judged(series("NODULE", mm="1", **unknown)))


def spine(*names: tuple[str, str]) -> set[str]:
    return codes(
        judged(
            *(
                series(name, "MR", plane=plane, mm="4", BodyPartExamined="LSPINE")
                for name, plane in names
            )
        )
    )


def test_sequences_and_planes_of_a_spine() -> None:
    whole = (("T1 SAG", "sagittal"), ("T2 SAG", "sagittal"), ("STIR SAG", "sagittal"))
    assert spine(*whole, ("T2 TRA", "axial")) == set()
    assert spine(*whole, ("T2 SAG 2", "sagittal")) == {"plane_missing"}
    without_stir = (*whole[:2], ("T1 SAG 2", "sagittal"), ("T2 TRA", "axial"))
    assert spine(*without_stir) == {"sequence_missing"}
    assert spine(*whole[:2]) == set(), "two series are plainly a part of the examination"


@pytest.mark.parametrize(
    ("modality", "tags", "measuring"),
    [
        ("CT", {}, "calibrated"),
        ("CT", {"PixelSpacing": ""}, "none"),
        ("DX", {"PixelSpacing": "", "ImagerPixelSpacing": "0.14\\0.14"}, "detector"),
        ("DX", {"PixelSpacing": "0.14\\0.14", "ImagerPixelSpacing": "0.14\\0.14"}, "detector"),
        ("DX", {"PixelSpacing": "0.13\\0.13", "ImagerPixelSpacing": "0.14\\0.14"}, "calibrated"),
        (
            "DX",
            {"PixelSpacing": "0.14\\0.14", "PixelSpacingCalibrationType": "GEOMETRY"},
            "calibrated",
        ),
        ("DX", {"PixelSpacing": "", "ImagerPixelSpacing": ""}, "none"),
        ("DX", {"PixelSpacing": "0\\0", "ImagerPixelSpacing": "0\\0"}, "none"),
        ("XA", {"PixelSpacing": "", "ImagerPixelSpacing": "-1\\-1"}, "none"),
    ],
)
def test_what_can_be_measured(modality: str, tags: dict[str, Any], measuring: str) -> None:
    assert one("X", modality, **tags).measuring == measuring


@pytest.mark.parametrize(
    ("tags", "tag"),
    [
        ({"LossyImageCompression": "01"}, "LossyImageCompression"),
        ({"TransferSyntaxUID": "1.2.840.10008.1.2.4.50"}, "TransferSyntaxUID"),
        ({"LossyImageCompressionRatio": "12.5"}, "LossyImageCompressionRatio"),
        ({"LossyImageCompression": "00", "TransferSyntaxUID": "1.2.840.10008.1.2.4.90"}, ""),
        ({"TransferSyntaxUID": "1.2.840.10008.1.2.4.91"}, ""),
    ],
)
def test_loss_by_compression(tags: dict[str, Any], tag: str) -> None:
    found = judged(series("THORAX", **tags))
    assert [f.tag for f in found.findings if f.code == "lossy_compression"] == [tag] * bool(tag)
    assert found.series[0].is_lossy is bool(tag)


def test_burned_in_text_that_the_header_tells() -> None:
    assert "burned_in_annotation" in codes(judged(series("X", BurnedInAnnotation="YES")))
    assert codes(judged(series("X", BurnedInAnnotation="NO"))) == set()


def test_an_old_study_by_a_day_that_is_given() -> None:
    index = index_of(series("THORAX"))
    after = datetime.date(2027, 5, 13)
    assert [f.code for f in judge(index, tables(), after).findings] == ["study_old"]
    assert not judge(index, tables(), datetime.date(2026, 6, 1)).findings
    assert not judge(index, tables()).findings


_KEYS = (
    "AcquisitionTime", "ContrastBolusStartTime", "SliceThickness", "PixelSpacing", "ImageType",
    "EchoTime", "StudyDate", "SeriesDescription", "ConvolutionKernel", "BodyPartExamined",
    "LossyImageCompressionRatio", "ImagePositionPatient", "Modality",
)  # fmt: skip
_ODD = ("", "NaN", "-1", "0", "1E999", "²³²³", "٣٤٥٦", "99999999", "101735", "\\\\", "\\1\\")
_TEXTS = st.one_of(st.text(max_size=12), st.sampled_from(_ODD))


@given(st.dictionaries(st.sampled_from(_KEYS), _TEXTS, max_size=6), st.booleans())
def test_whatever_headers_say_they_are_judged(tags: dict[str, Any], is_liver: bool) -> None:
    other = LIVER if is_liver else {}
    found = judged(
        series("ARTERIAL", **other),
        series("X", uid="1.77", count=3, **tags),
    )
    assert len(found.series) >= 2
    assert all(finding.code and finding.tag for finding in found.findings)


def test_a_thousand_images_are_judged_in_a_moment() -> None:
    many = [series(f"S{n}", uid=f"1.5.{n}", count=250, mm="1", **LIVER) for n in range(4)]
    index = index_of([one for members in many for one in members])
    started = time.thread_time()
    judge(index, tables())
    assert time.thread_time() - started < 10


EMISSION: dict[str, Any] = {"CorrectedImage": "NORM\\ATTN\\DECY", "ImageType": "ORIGINAL\\PRIMARY"}
LOW_DOSE: dict[str, Any] = {"uid": "1.8", "BodyPartExamined": "WHOLEBODY", "mm": "3"}


def test_emission_needs_its_correction_and_its_ct() -> None:
    ct = series("CT low dose", **LOW_DOSE)
    assert codes(judged(series("WB FDG", "PT", **EMISSION), ct)) == set()
    assert codes(judged(series("WB FDG", "PT", **EMISSION))) == {"low_dose_ct_missing"}
    plain = {**EMISSION, "CorrectedImage": "NORM\\DECY"}
    assert codes(judged(series("WB", "PT", **plain), ct)) == {"attenuation_not_corrected"}
    named = {**EMISSION, "CorrectedImage": ""}
    assert codes(judged(series("WB NAC", "PT", **named), ct)) == {"attenuation_not_corrected"}
    assert codes(judged(series("WB", "PT", **named), ct)) == set()
    both = judged(series("WB NAC", "PT", **plain), series("WB AC", "PT", **EMISSION), ct)
    assert codes(both) == set()


def test_reformats_of_the_emission_alone_are_found_beside_a_ct() -> None:
    reformats = {**EMISSION, "ImageType": "DERIVED\\SECONDARY\\MPR"}
    found = judged(series("MPR cor", "PT", **reformats), series("CT low dose", **LOW_DOSE))
    assert codes(found) == {"only_derived"}


def test_a_projection_without_any_spacing() -> None:
    bare: dict[str, Any] = {
        "PixelSpacing": "",
        "ImagePositionPatient": "",
        "ImageOrientationPatient": "",
    }
    found = judged(series("PA", "DX", count=1, mm="", **bare))
    assert "pixel_spacing_missing" in codes(found)
    detector = judged(series("PA", "DX", count=1, mm="", ImagerPixelSpacing="0.1\\0.1", **bare))
    assert "pixel_spacing_missing" not in codes(detector)
