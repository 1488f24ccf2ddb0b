"""Phases by words, by the injection and by the order of the series; contradictions are said."""

from __future__ import annotations

from typing import Any

import pytest
from image_headers import by_description, codes, judged, one, series

AGENT: dict[str, Any] = {"ContrastBolusAgent": "Iomeprol 350", "BodyPartExamined": "LIVER"}


@pytest.mark.parametrize(
    ("description", "phase"),
    [
        ("LIVER ARTERIAL 2.5", "arterial"),
        ("Abdomen arteriell", "arterial"),
        ("Temps artériel", "arterial"),
        ("fase arteriosa", "arterial"),  # codespell:ignore fase
        ("动脉期 1.25mm", "arterial"),
        ("артериальная фаза", "arterial"),
        ("Portal venous", "portal"),
        ("Abdomen venös 5.0", "portal"),
        ("фаза венозная", "portal"),
        ("门静脉期", "portal"),
        ("DELAYED 3 MIN", "delayed"),
        ("Spätphase", "delayed"),
        ("fase tardía", "delayed"),  # codespell:ignore fase
        ("延迟期", "delayed"),
        ("отсроченная фаза", "delayed"),
        ("Pancreatic phase", "pancreatic"),
        ("胰腺期", "pancreatic"),
        ("HBP 20 min", "hepatobiliary"),
        ("肝胆期", "hepatobiliary"),
        ("NEPHROGRAPHIC", "nephrographic"),
        ("Ausscheidungsphase", "excretory"),
        ("排泄期", "excretory"),
        ("CT ABDOMEN AP", ""),
        ("TC DEL ABDOMEN", ""),
        ("LIVER 5.0", ""),
    ],
)
def test_words_of_many_languages_name_the_phase(description: str, phase: str) -> None:
    found = one(description, **AGENT)
    assert found.phase == phase
    assert not phase or (found.phase_shown is not None and found.phase_shown.is_sure)


@pytest.mark.parametrize(
    ("acquired", "phase"),
    [
        ("101536", "arterial"), ("101542", "arterial"), ("101610", "portal"),
        ("101645", ""), ("101800", "delayed"), ("113000", ""),
    ],
)  # fmt: skip
def test_seconds_after_the_injection_make_a_phase_likely(acquired: str, phase: str) -> None:
    found = one("LIVER 5.0", AcquisitionTime=acquired, ContrastBolusStartTime="101500.000", **AGENT)
    assert found.phase == phase
    if phase:
        assert found.phase_shown is not None
        assert not found.phase_shown.is_sure
        assert found.phase_shown.tag == "ContrastBolusStartTime"


def test_three_passes_after_each_other_are_told_by_their_distances() -> None:
    found = judged(
        series("A", AcquisitionTime="101735", **AGENT),
        series("A thin", AcquisitionTime="101735", mm="1.0", **AGENT),
        series("B", AcquisitionTime="101810", **AGENT),
        series("C", AcquisitionTime="102030", **AGENT),
        series("nativ", AcquisitionTime="101500", **AGENT),
    )
    phases = {name: one.phase for name, one in by_description(found).items()}
    assert phases == {
        "A": "arterial", "A thin": "arterial", "B": "portal", "C": "delayed", "nativ": ""
    }  # fmt: skip
    assert all(not s.phase_shown.is_sure for s in found.series if s.phase_shown)


def test_the_series_that_watches_the_bolus_is_no_pass() -> None:
    found = judged(
        series("Monitoring", AcquisitionTime="101720", count=1, **AGENT),
        series("A", AcquisitionTime="101735", **AGENT),
        series("B", AcquisitionTime="101810", **AGENT),
    )
    phases = {name: one.phase for name, one in by_description(found).items()}
    assert phases == {"Monitoring": "", "A": "arterial", "B": "portal"}


def test_one_pass_alone_and_distances_that_fit_nothing_stay_unknown() -> None:
    assert one("A", AcquisitionTime="101735", **AGENT).phase == ""
    found = judged(
        series("A", AcquisitionTime="101735", **AGENT),
        series("B", AcquisitionTime="103735", **AGENT),
    )
    assert {one.phase for one in found.series} == {""}


def test_a_named_phase_pins_the_others() -> None:
    found = judged(
        series("PORTAL VENOUS", AcquisitionTime="101810", **AGENT),
        series("B", AcquisitionTime="101735", **AGENT),
    )
    assert by_description(found)["B"].phase == "arterial"


def test_without_an_agent_times_tell_nothing() -> None:
    found = judged(
        series("A", AcquisitionTime="101735", BodyPartExamined="LIVER"),
        series("B", AcquisitionTime="101810", BodyPartExamined="LIVER"),
    )
    assert {one.phase for one in found.series} == {""}


def test_a_word_that_its_time_denies_is_a_finding() -> None:
    times = {"ContrastBolusStartTime": "101500", **AGENT}
    wrong = judged(series("PORTAL VENOUS", AcquisitionTime="101537", **times))
    assert "phase_contradicted" in codes(wrong)
    right = judged(series("PORTAL VENOUS", AcquisitionTime="101610", **times))
    assert "phase_contradicted" not in codes(right)


def test_phases_in_the_wrong_order_are_a_finding() -> None:
    wrong = judged(
        series("ARTERIAL", AcquisitionTime="101810", **AGENT),
        series("PORTAL VENOUS", AcquisitionTime="101735", **AGENT),
    )
    found = [f for f in wrong.findings if f.code == "phase_contradicted"]
    assert len(found) == 1
    assert found[0].tag == "AcquisitionTime"
    assert "101810" in found[0].value


@pytest.mark.parametrize(
    ("description", "tags", "contrast"),
    [
        ("ABDOMEN nativ", {}, "without"),
        ("CT sin contraste", {}, "without"),
        ("sans injection", {}, "without"),
        ("без контрастирования", {}, "without"),
        ("腹部平扫", {}, "without"),
        ("5/5mm Plain", {}, "without"),
        ("腹部增强", {}, "with"),
        ("CAP mit KM", {}, "with"),
        ("con contraste", {}, "with"),
        ("T1 +C", {}, "with"),
        ("WITH AND WITHOUT CONTRAST", {}, "with"),
        ("CAP", {"ContrastBolusAgent": "Iomeprol"}, "with"),
        ("CAP", {"ContrastBolusAgent": "NONE"}, "unknown"),
        ("CAP", {"ContrastBolusAgent": "Gastrografin", "ContrastBolusRoute": "ORAL"}, "unknown"),
        ("CAP", {"ContrastBolusVolume": "100"}, "with"),
        ("CAP", {}, "unknown"),
        ("POST OP CONTROL", {}, "unknown"),
        ("Basal ganglia", {}, "unknown"),
    ],
)
def test_contrast_by_words_and_tags(description: str, tags: dict[str, Any], contrast: str) -> None:
    assert one(description, **tags).contrast == contrast


def test_a_plain_word_beside_an_agent_is_said() -> None:
    found = judged(series("ABDOMEN PLAIN", ContrastBolusAgent="Iomeprol 400"))
    assert found.series[0].contrast == "without"
    assert "contrast_contradicted" in codes(found)
    other = judged(series("ABDOMEN mit KM", ContrastBolusAgent="NONE"))
    assert "contrast_contradicted" in codes(other)


def test_vessels_of_the_head_are_no_phase_of_the_liver() -> None:
    head = one("VENOUS", ContrastBolusAgent="Iomeprol", BodyPartExamined="HEAD")
    assert (head.phase, head.contrast) == ("", "with")
    assert (
        one("VENOUS", ContrastBolusAgent="Iomeprol", BodyPartExamined="ABDOMEN").phase == "portal"
    )
