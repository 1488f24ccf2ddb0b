"""Imaging requirements filled by the judgement of real headers: phases by time, absent phases,
defects, localisers, films; every finding cites the attribute that shows it."""

from __future__ import annotations

import datetime
import hashlib
from functools import cache
from typing import Any

from case_builder import AS_OF, CONTENT, Verdict, date, dx, lexicon, report, rules, units

from huizhen.core.content import load_pack
from huizhen.core.imaging.findings import finding_table
from huizhen.core.imaging.index import index_of
from huizhen.core.imaging.judgement import judge
from huizhen.core.imaging.series import PlacedInstance, imaging_fact, series_of
from huizhen.core.imaging.tables import judgement_tables
from huizhen.core.preparation.requirements.case import Document, SeenImages, case_facts
from huizhen.core.preparation.requirements.engine import assess
from huizhen.core.preparation.requirements.findings import Finding
from huizhen.core.reading.dicom.attributes import KEYWORDS
from huizhen.core.records.evidence import DicomTag
from huizhen.core.records.fact import Fact
from huizhen.core.records.reading import DicomInstance

_FIELDS = {keyword: field for field, keyword in KEYWORDS.items()}
HCC = dx("Hepatocellular carcinoma")
AGENT: dict[str, Any] = {"ContrastBolusAgent": "Iomeprol 350", "BodyPartExamined": "LIVER"}
PHASES = (("ARTERIAL", "101735"), ("PORTAL VENOUS", "101810"), ("DELAYED", "102030"))


@cache
def _tables() -> tuple[Any, Any]:
    pack = load_pack("imaging", [CONTENT])
    return judgement_tables(pack), finding_table(pack)


def taken(
    description: str,
    time: str = "",
    *,
    modality: str = "CT",
    mm: str = "2.5",
    lost: int | None = None,
    count: int = 8,
    day: str = "20260512",
    **tags: Any,
) -> list[PlacedInstance]:
    """A regular axial series; `lost` is a slice that is not there."""
    named = f"{modality} {description} {time} {mm} {day}"
    uid = f"1.2.{int(hashlib.sha256(named.encode()).hexdigest()[:12], 16)}"
    classes = {"CT": "1.2.840.10008.5.1.4.1.1.2", "MR": "1.2.840.10008.5.1.4.1.1.4"}
    placed = []
    for place in range(count):
        if place == lost:
            continue
        fields = {
            "sop_class_uid": classes.get(modality, "1.2.840.10008.5.1.4.1.1.7"),
            "sop_instance_uid": f"{uid}.{place}",
            "study_instance_uid": f"1.2.{day}",
            "series_instance_uid": uid,
            "modality": modality,
            "study_date": day,
            "acquisition_time": time,
            "series_description": description,
            "instance_number": str(place + 1),
            "slice_thickness": mm,
            "pixel_spacing": "0.7\\0.7",
            "rows": "512",
            "columns": "512",
            "image_type": "ORIGINAL\\PRIMARY\\AXIAL",
            "image_position_patient": f"0\\0\\{place * float(mm):g}",
            "image_orientation_patient": "1\\0\\0\\0\\1\\0",
            "frame_of_reference_uid": "1.2.9",
            **{_FIELDS[keyword]: value for keyword, value in tags.items()},
        }
        source = hashlib.sha256(f"{uid}.{place}".encode()).hexdigest()
        header = DicomInstance.model_validate(fields)
        placed.append(PlacedInstance(source_id=source, folder="", instance=header))
    return placed


def liver(*, lost: int | None = None, **tags: Any) -> list[list[PlacedInstance]]:
    return [taken(name, time, lost=lost, **{**AGENT, **tags}) for name, time in PHASES]


def found(
    specialty: str,
    item: str,
    *series: list[PlacedInstance],
    facts: tuple[Fact, ...] = (HCC,),
    question: str = "Should lenvatinib be continued?",
    documents: tuple[Document, ...] = (),
) -> Finding:
    placed = [one for members in series for one in members]
    tables, words = _tables()
    seen = SeenImages(judgement=judge(index_of(placed), tables), tables=tables, words=words)
    images = [imaging_fact(one) for one in series_of(placed)]
    case = case_facts(
        [*facts, *images], lexicon(), units(), question=question, documents=documents, imaging=seen
    )
    finding = assess(case, rules(specialty), date(AS_OF.isoformat()), Verdict("pass")).of(item)
    assert finding is not None
    return finding


def tags(finding: Finding) -> set[tuple[str, str]]:
    return {(e.tag, e.value) for e in finding.evidence if isinstance(e, DicomTag)}


def test_a_whole_study_is_met_and_cites_what_shows_it() -> None:
    finding = found("hpb", "HPB-01", *liver())
    assert finding.state == "met"
    assert {("SeriesDescription", name) for name, _ in PHASES} <= tags(finding)
    assert ("SliceThickness", "2.5") in tags(finding)


def test_phases_known_by_time_alone_are_likely() -> None:
    unnamed = [taken(f"{n}", time, **AGENT) for n, (_, time) in enumerate(PHASES)]
    finding = found("hpb", "HPB-01", *unnamed)
    assert (finding.state, finding.effect) == ("unclear", "warn")
    assert "likely the arterial phase" in finding.reason.en
    assert "可能为延迟期" in finding.reason.zh
    assert ("AcquisitionTime", "101810 (+35 s)") in tags(finding)


def test_a_phase_that_no_series_can_be_is_called_absent() -> None:
    finding = found("hpb", "HPB-01", *liver()[:2])
    assert (finding.state, finding.effect) == ("unclear", "warn")
    assert "none of the series received is: delayed phase" in finding.reason.en
    assert "收到的序列中无延迟期" in finding.reason.zh


def test_a_plain_study_is_no_contrast_study() -> None:
    finding = found("hpb", "HPB-01", taken("LEBER nativ", BodyPartExamined="LIVER"))
    assert (finding.state, finding.effect) == ("missing", "block")


def test_ap_and_del_are_no_phases() -> None:
    finding = found("hpb", "HPB-01", taken("TC DEL ABDOMEN AP", **AGENT))
    assert finding.state == "unclear"
    assert "arterial phase" in finding.reason.en


def test_a_thin_localiser_makes_no_thin_study() -> None:
    scout = taken(
        "Topogram", mm="0.6", ImageType="ORIGINAL\\PRIMARY\\LOCALIZER", BodyPartExamined="LIVER"
    )
    finding = found("hpb", "HPB-01", *liver(SliceThickness="7"), scout)
    assert (finding.state, finding.effect) == ("wrong_format", "block")
    assert "7 mm" in finding.reason.en


def test_localisers_alone_are_the_wrong_format() -> None:
    scout = taken("Topogram", ImageType="ORIGINAL\\PRIMARY\\LOCALIZER", BodyPartExamined="LIVER")
    finding = found("hpb", "HPB-01", scout)
    assert (finding.state, finding.effect) == ("wrong_format", "block")
    assert "仅收到定位像" in finding.reason.zh
    assert found("hpb", "GEN-07", scout).state == "wrong_format"


def test_missing_slices_count_where_no_other_series_shows_it() -> None:
    holed = found("hpb", "HPB-01", *liver(lost=4))
    assert (holed.state, holed.effect) == ("unclear", "warn")
    assert "Slices are missing" in holed.reason.en
    assert "缺层" in holed.reason.zh
    assert any(tag == "ImagePositionPatient" for tag, _ in tags(holed))
    again = [taken(f"{name} thin", time, mm="1.0", **AGENT) for name, time in PHASES]
    assert found("hpb", "HPB-01", *liver(lost=4), *again).state == "met"


def test_lossy_originals_count_only_where_nothing_else_shows_it() -> None:
    lossy = found("hpb", "HPB-01", *liver(LossyImageCompression="01"))
    assert lossy.state == "unclear"
    assert ("LossyImageCompression", "01") in tags(lossy)
    assert found("hpb", "GEN-07", *liver(LossyImageCompression="01")).state == "wrong_format"


def test_a_dose_page_is_no_series_of_the_study() -> None:
    page = taken("Dose Report", modality="CT", SOPClassUID="1.2.840.10008.5.1.4.1.1.7", count=1)
    assert found("hpb", "HPB-01", *liver(), page).state == "met"
    alone = found("hpb", "GEN-07", page)
    assert alone.state == "missing"


def test_scanned_film_in_a_dicom_envelope_is_a_copy() -> None:
    film = taken("LEBER", modality="OT", ConversionType="DF", BodyPartExamined="LIVER")
    assert found("hpb", "GEN-07", film).state == "wrong_format"


def test_the_region_is_known_by_protocol_and_study_in_any_language() -> None:
    named = [
        taken(name, time, ContrastBolusAgent="Ultravist", StudyDescription="RM wątroby")
        for name, time in PHASES
    ]
    assert found("hpb", "HPB-01", *named).state == "met"


def test_the_bone_series_is_measured_where_bone_is_wanted() -> None:
    head: dict[str, Any] = {"Manufacturer": "SIEMENS", "BodyPartExamined": "SPINE"}
    thin_soft = taken("LWS weich", mm="1", ConvolutionKernel="B30f", **head)
    thick_bone = taken("LWS", mm="3", ConvolutionKernel="B70f", **head)
    facts = (dx("OPLL"),)
    thick = found("spn", "SPN-05", thin_soft, thick_bone, facts=facts)
    assert thick.state == "wrong_format", thick.reason.en
    thin_bone = taken("LWS duenn", mm="1", ConvolutionKernel="B70f", **head)
    assert found("spn", "SPN-05", thin_soft, thin_bone, facts=facts).state == "met"


def test_a_report_without_images_is_noted() -> None:
    own = report("CT abdomen", "2026-05-12", category="imaging")
    other = report("MRI liver", "2026-01-10", category="imaging")
    both = found("hpb", "GEN-08", *liver(), facts=(HCC, own, other))
    assert (both.state, both.effect) == ("unclear", "note")
    assert "there is a report, but no images" in both.reason.en
    assert found("hpb", "GEN-08", *liver(), facts=(HCC, own)).state == "met"
    assert found("hpb", "GEN-08", *liver(), facts=(HCC, other)).state == "missing"


def test_pictures_of_film_are_named() -> None:
    film = Document(path="film.pdf", kind="pdf", code="film_photograph")
    finding = found("hpb", "GEN-07", documents=(film,))
    assert (finding.state, finding.effect) == ("wrong_format", "block")
    assert "film.pdf" in finding.reason.en
    assert "翻拍胶片" in finding.reason.zh
    beside = found("hpb", "GEN-07", *liver(), documents=(film,))
    assert (beside.state, beside.effect) == ("unclear", "note")


def test_age_is_counted_as_before() -> None:
    old = (AS_OF - datetime.timedelta(days=181)).strftime("%Y%m%d")
    series = [taken(name, time, day=old, **AGENT) for name, time in PHASES]
    assert found("hpb", "HPB-01", *series).cause == "too_old"
