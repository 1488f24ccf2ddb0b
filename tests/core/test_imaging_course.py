"""What was imaged before and after which treatment, and which report belongs to which images."""

from __future__ import annotations

from pathlib import Path

from huizhen.core.content import load_pack
from huizhen.core.imaging.series import DCM
from huizhen.core.language.loaded import lexicon_of
from huizhen.core.language.units import UnitTable
from huizhen.core.preparation.imaging_course import (
    ImagingCourse,
    imaging_course,
    imaging_items,
    series_uids,
)
from huizhen.core.preparation.requirements.case import case_facts
from huizhen.core.preparation.requirements.definition import RequirementSet
from huizhen.core.preparation.requirements.packs import requirement_set
from huizhen.core.records.dates import PartialDate, parse_partial_date
from huizhen.core.records.evidence import DicomTag, PageSpan
from huizhen.core.records.fact import Coding, Fact, make_fact
from huizhen.core.records.page import page_id

CONTENT = Path(__file__).resolve().parents[2] / "src/huizhen/content"
AS_OF = PartialDate(year=2026, month=6, day=1)
SPAN = PageSpan(page_id=page_id("a" * 64, 1), start=0, end=4, quote="word")


def rules() -> RequirementSet:
    roots = [CONTENT / "specialties"]
    return requirement_set(load_pack("hpb", roots), load_pack("common", roots))


def series(uid: str, day: str, text: str = "CT LIVER ARTERIAL", modality: str = "CT") -> Fact:
    place = DicomTag(
        page_id=page_id("b" * 64, 1), series_instance_uid=uid, tag="Modality", value=modality
    )
    return make_fact(
        "ImagingStudy", text=text, code=Coding(system=DCM, code=modality), category="imaging",
        body_site="ABDOMEN", date=parse_partial_date(day), evidence=(place,),
    )  # fmt: skip


def told(kind: str, text: str, day: str, category: str = "") -> Fact:
    return make_fact(
        kind,  # type: ignore[arg-type]
        text=text, category=category, date=parse_partial_date(day), evidence=(SPAN,),
    )  # fmt: skip


def course(*facts: Fact) -> ImagingCourse:
    terms = load_pack("terms", [CONTENT])
    return imaging_course(case_facts(facts, lexicon_of(terms), UnitTable(terms)), rules(), AS_OF)


def test_treatments_stand_in_the_order_of_their_days_up_to_the_day_of_the_request() -> None:
    found = course(
        told("Procedure", "TACE", "2026-04-07"),
        told("Procedure", "Laparoscopic cholecystectomy", "2008"),
        told("Procedure", "TACE", "2026-09-01"),
    ).treatments
    assert [(one.kind, str(one.start)) for one in found] == [
        ("surgery", "2008"),
        ("local_treatment", "2026-04-07"),
    ]
    assert found[1].name.zh


def test_a_report_of_the_day_belongs_to_its_series_and_one_of_another_day_does_not() -> None:
    report = told("DiagnosticReport", "CT abdomen", "2026-03-12", "imaging")
    later = told("DiagnosticReport", "CT abdomen", "2026-05-06", "imaging")
    found = course(series("1.2", "2026-03-12"), report, later)
    assert [one.date for one in found.reports["1.2"]] == [report.date]
    assert [str(one.date) for one in found.without_images] == ["2026-05-06"]
    assert found.without_images[0].modality == "CT"


def test_an_examination_that_was_not_done_lacks_no_images() -> None:
    denied = told("DiagnosticReport", "CT abdomen", "2026-05-06", "imaging")
    denied = denied.model_copy(update={"certainty": "negated"})
    assert course(denied).without_images == ()


def test_the_requirements_of_images_are_those_that_ask_for_a_study_or_look_at_all_images() -> None:
    asked = imaging_items(rules())
    assert {"HPB-01", "HPB-05"} <= asked
    assert "GEN-11" not in asked


def test_a_series_is_known_by_the_uid_of_its_evidence() -> None:
    assert series_uids(series("1.2", "2026-03-12")) == ("1.2",)
    assert series_uids(told("Procedure", "TACE", "2026-04-07")) == ()
