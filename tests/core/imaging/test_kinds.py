"""What a series is: images, localisers, dose pages, copies, films, reports, computed series."""

from __future__ import annotations

from typing import Any

import pytest
from image_headers import codes, judged, one, series

_STORAGE = "1.2.840.10008.5.1.4.1.1"


@pytest.mark.parametrize(
    ("uid", "kind", "detail"),
    [
        (f"{_STORAGE}.2", "image", ""),
        (f"{_STORAGE}.4.1", "image", ""),
        (f"{_STORAGE}.88.33", "report", "structured_report"),
        (f"{_STORAGE}.88.59", "key_object", ""),
        (f"{_STORAGE}.88.67", "dose", "dose_report"),
        (f"{_STORAGE}.11.1", "presentation", ""),
        (f"{_STORAGE}.66.4", "segmentation", ""),
        (f"{_STORAGE}.481.3", "segmentation", "radiotherapy"),
        (f"{_STORAGE}.481.5", "other", "radiotherapy"),
        (f"{_STORAGE}.104.1", "report", "document"),
        (f"{_STORAGE}.77.1.6", "slide", ""),
        (f"{_STORAGE}.7", "secondary_capture", ""),
        ("1.2.840.10008.5.1.1.29", "film", "hardcopy"),
        (f"{_STORAGE}.12.1", "image", ""),
        (f"{_STORAGE}.1.1", "image", ""),
    ],
)
def test_the_class_of_the_object_tells_its_kind(uid: str, kind: str, detail: str) -> None:
    found = one("X", "", SOPClassUID=uid, ImageType="")
    assert (found.kind, found.detail) == (kind, detail)
    assert (found.kind_shown.tag, found.kind_shown.value) == ("SOPClassUID", uid)


@pytest.mark.parametrize(
    ("image_type", "kind", "detail"),
    [
        ("ORIGINAL\\PRIMARY\\AXIAL", "image", ""),
        ("ORIGINAL\\PRIMARY\\LOCALIZER", "localizer", ""),
        ("DERIVED\\SECONDARY\\REFORMATTED\\AVERAGE", "derived", "mpr"),
        ("DERIVED\\SECONDARY\\MPR\\CSA MPR", "derived", "mpr"),
        ("DERIVED\\PRIMARY\\MIP", "derived", "projection"),
        ("DERIVED\\SECONDARY\\OTHER", "derived", ""),
        ("DERIVED\\PRIMARY\\AXIAL", "image", ""),
        ("ORIGINAL\\PRIMARY\\AXIAL\\CT_SOM5 SPI", "image", ""),
        ("DERIVED\\PRIMARY\\DIFFUSION\\ADC", "image", ""),
        ("DERIVED \\SECONDARY \\OTHER ", "derived", ""),
    ],
)
def test_image_type_tells_what_was_computed(image_type: str, kind: str, detail: str) -> None:
    found = one("X", ImageType=image_type)
    assert (found.kind, found.detail) == (kind, detail)


@pytest.mark.parametrize(
    ("description", "image_type", "kind"),
    [
        ("Topogram 0.6 T20f", "", "localizer"),
        ("Scout", "", "localizer"),
        ("定位像", "", "localizer"),
        ("3-plane LOC", "", "localizer"),
        ("Surview", "ORIGINAL\\PRIMARY\\AXIAL", "image"),
        ("LOCALLY ADVANCED", "", "image"),
        ("PreMonitoring 10.0", "ORIGINAL\\PRIMARY\\AXIAL", "other"),
        ("Smart Prep Series", "ORIGINAL\\PRIMARY\\AXIAL", "other"),
        ("Dose Report", "", "dose"),
        ("剂量报告", "", "dose"),
        ("COR MPR", "DERIVED\\PRIMARY", "derived"),
        ("MPRAGE", "ORIGINAL\\PRIMARY", "image"),
    ],
)
def test_descriptions_tell_localisers_and_dose_pages(
    description: str, image_type: str, kind: str
) -> None:
    assert one(description, ImageType=image_type).kind == kind


@pytest.mark.parametrize(
    ("tags", "kind", "detail"),
    [
        ({"ConversionType": "DF"}, "film", "digitised_film"),
        ({"ConversionType": "DV"}, "film", "digitised_video"),
        ({"ConversionType": "SI"}, "film", "scanned_image"),
        ({"ConversionType": "SD"}, "film", "scanned_document"),
        ({"ConversionType": "WSD"}, "secondary_capture", "workstation"),
        ({"SecondaryCaptureDeviceManufacturer": "VIDAR Systems"}, "film", "digitised_film"),
        ({"SeriesDescription": "Screen Save"}, "screenshot", "screenshot"),
        ({"SeriesDescription": "胶片翻拍"}, "film", "film"),
        ({"SeriesDescription": "Patient Protocol"}, "dose", "dose"),
        ({"ImageType": "DERIVED\\SECONDARY\\SCREEN SAVE"}, "screenshot", "screen_save"),
        ({"Modality": "HC"}, "film", "hardcopy"),
    ],
)
def test_copies_are_told_apart_by_how_they_were_made(
    tags: dict[str, Any], kind: str, detail: str
) -> None:
    found = one(**{"description": "", "modality": "OT", "ImageType": "", **tags})
    assert (found.kind, found.detail) == (kind, detail)


def test_without_a_class_the_modality_tells() -> None:
    assert one("X", "SR", ImageType="").kind == "report"
    assert one("X", "OT", SOPClassUID="", ImageType="").kind == "secondary_capture"
    assert one("X", "CT", SOPClassUID="").kind == "image"


@pytest.mark.parametrize(
    ("tags", "code"),
    [
        ({"ImageType": "ORIGINAL\\PRIMARY\\LOCALIZER"}, "only_localizers"),
        ({"ImageType": "DERIVED\\SECONDARY\\REFORMATTED"}, "only_derived"),
        ({"modality": "SC", "ImageType": ""}, "only_copies"),
        ({"modality": "SC", "ImageType": "", "ConversionType": "DF"}, "only_films"),
    ],
)
def test_a_study_without_its_originals_is_found(tags: dict[str, Any], code: str) -> None:
    alone = judged(series("X", **tags))
    assert code in codes(alone)
    found = next(f for f in alone.findings if f.code == code)
    assert found.scope == "study"
    assert found.tag
    assert found.value
    assert code not in codes(judged(series("X", **tags), series("THORAX", uid="1.9")))


def test_a_report_alone_is_no_study_without_originals() -> None:
    sr = series("Report", "SR", SOPClassUID=f"{_STORAGE}.88.11", ImageType="", count=1)
    assert not {code for code in codes(judged(sr)) if code.startswith("only")}
