"""A face that could be reconstructed is said."""

from __future__ import annotations

from decimal import Decimal

import pytest

from huizhen.core.content import load_pack
from huizhen.core.imaging.faces import CODE, HEAD, face_findings
from huizhen.core.imaging.findings import finding_table
from huizhen.core.imaging.header_values import Shown
from huizhen.core.imaging.judged import JudgedSeries
from huizhen.core.imaging.series import PlacedInstance, Series
from huizhen.core.records.reading import DicomInstance
from huizhen.project.config import CONTENT


def _series(
    count: int, spacing: str, part: str, modality: str = "CT", frames: str = ""
) -> JudgedSeries:
    header = DicomInstance(modality=modality, series_instance_uid="1.2", number_of_frames=frames)
    placed = tuple(
        PlacedInstance(source_id=f"{number:064x}", folder="", instance=header)
        for number in range(count)
    )
    return JudgedSeries(
        series=Series(key=("1",), instances=placed),
        kind="image",
        kind_shown=Shown(name="image", tag="ImageType", value="ORIGINAL"),
        body_parts=(part,),
        spacing_mm=Decimal(spacing) if spacing else None,
    )


@pytest.mark.parametrize(
    "judged",
    [
        _series(160, "1.0", "brain"),
        _series(1, "0.9", "brain", "MR", frames="176"),
        _series(60, "2.5", "sinuses"),
    ],
    ids=["ct", "enhanced_mr", "sinuses"],
)
def test_thin_head_volumes_are_said(judged: JudgedSeries) -> None:
    (found,) = face_findings(judged)
    assert (found.code, found.series_instance_uid) == (CODE, "1.2")


@pytest.mark.parametrize(
    "judged",
    [
        _series(28, "5.0", "brain"),
        _series(20, "1.0", "brain"),
        _series(160, "1.0", "abdomen"),
        _series(160, "1.0", "brain", "PT"),
        _series(160, "", "brain"),
        _series(160, "1.0", "brain").replaced(kind="localizer"),
    ],
    ids=["thick", "few", "elsewhere", "pet", "unknown", "localizer"],
)
def test_nothing_is_said_of_others(judged: JudgedSeries) -> None:
    assert face_findings(judged) == ()


def test_the_finding_has_words_and_the_parts_exist() -> None:
    pack = load_pack("imaging", [CONTENT])
    assert finding_table(pack)[CODE].effect == "note"
    assert set(pack.parsed("body_parts.json")["parts"]) >= HEAD
