"""A face that could be reconstructed is said."""

from __future__ import annotations

from decimal import Decimal

import pytest

from huizhen.core.content import load_pack
from huizhen.core.imaging.faces import CODE, NOT_RULED_OUT, face_findings
from huizhen.core.imaging.findings import finding_table
from huizhen.core.imaging.header_values import Shown
from huizhen.core.imaging.judged import JudgedSeries
from huizhen.core.imaging.series import PlacedInstance, Series
from huizhen.core.imaging.tables import judgement_tables
from huizhen.core.records.reading import DicomInstance
from huizhen.project.config import CONTENT

TABLES = judgement_tables(load_pack("imaging", [CONTENT]))


def _series(
    count: int, part: str, modality: str = "CT", frames: str = "", spacing: str = "5", **header: str
) -> JudgedSeries:
    first = DicomInstance(
        modality=modality, series_instance_uid="1.2", number_of_frames=frames, **header
    )
    placed = tuple(
        PlacedInstance(source_id=f"{number:064x}", folder="", instance=first)
        for number in range(count)
    )
    return JudgedSeries(
        series=Series(key=("1",), instances=placed),
        kind="image",
        kind_shown=Shown(name="image", tag="ImageType", value="ORIGINAL"),
        body_parts=(part,) if part else (),
        spacing_mm=Decimal(spacing) if spacing else None,
    )


@pytest.mark.parametrize(
    "judged",
    [
        _series(160, "brain", spacing="1"),
        _series(28, "brain"),
        _series(12, "brain", "MR", spacing=""),
        _series(1, "brain", "MR", frames="176"),
        _series(160, "sinuses"),
        _series(80, "brain", "PT"),
        _series(300, "whole_body", "PT"),
        _series(300, "whole_body", "PT", spacing=""),
        _series(90, "abdomen").replaced(body_parts=("abdomen", "neck")),
        _series(160, "brain").replaced(kind="derived"),
        _series(160, "", body_part_examined="FACE"),
        _series(160, "", series_description="Kiefer nativ 0.6"),
        _series(160, "", study_description="颌面部平扫"),
        _series(160, "", protocol_name="DVT Oberkiefer"),
        _series(160, "", study_description="Schädel nativ"),
    ],
    ids=str,
)
def test_volumes_of_the_head_are_said(judged: JudgedSeries) -> None:
    (found,) = face_findings(judged, TABLES)
    assert (found.code, found.series_instance_uid) == (CODE, "1.2")


@pytest.mark.parametrize(
    "judged",
    [
        _series(9, "brain"),
        _series(160, "abdomen"),
        _series(160, "abdomen", study_description="CT head, chest, abdomen"),
        _series(160, "brain", "US"),
        _series(21, "whole_body", body_part_examined="PARTIALBODY", spacing="3"),
        _series(160, "brain").replaced(kind="localizer"),
        _series(27, "brain").replaced(passes=3),
        _series(160, "", series_description="surface of femoral head", rows="512"),
        _series(160, "", pixel_spacing="0.9\\0.9", rows="512", spacing="1"),
        _series(20, "", pixel_spacing="0.45\\0.45", rows="512", spacing="1"),
    ],
    ids=str,
)
def test_nothing_is_said_of_others(judged: JudgedSeries) -> None:
    assert face_findings(judged, TABLES) == ()


@pytest.mark.parametrize(
    ("rows", "pixel", "count", "extent"),
    [("512", "0.45", 160, "230.4 mm x 160 mm"), ("512", "0.98", 900, "501.76 mm x 900 mm")],
)
def test_what_says_no_part_and_fits_a_head_is_not_ruled_out(
    rows: str, pixel: str, count: int, extent: str
) -> None:
    judged = _series(count, "", pixel_spacing=f"{pixel}\\{pixel}", rows=rows, spacing="1.0")
    (found,) = face_findings(judged, TABLES)
    assert (found.code, found.tag, found.value) == (NOT_RULED_OUT, "PixelSpacing", extent)


@pytest.mark.parametrize("code", [CODE, NOT_RULED_OUT])
def test_the_findings_have_words_and_the_parts_exist(code: str) -> None:
    assert finding_table(load_pack("imaging", [CONTENT]))[code].effect == "note"
    assert set(TABLES.faces.parts) <= set(TABLES.bodies)
