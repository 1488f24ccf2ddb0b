"""Reports and images of one examination find each other; what is left alone is said."""

from __future__ import annotations

from collections.abc import Iterable

from slice_headers import changed, even, header, placed

from huizhen.core.imaging.header_values import Shown
from huizhen.core.imaging.index import index_of
from huizhen.core.imaging.judged import JudgedSeries
from huizhen.core.imaging.report_matching import report_findings
from huizhen.core.records.identity import Identity, PatientIdentifier
from huizhen.core.records.reading import DicomInstance

REPORT = "1.2.840.10008.5.1.4.1.1.88.11"


def report(**fields: str) -> DicomInstance:
    whole = {"series_instance_uid": "2.25.55", "sop_instance_uid": "2.25.56", "modality": "SR"}
    return header(0, 1, **{**whole, "sop_class_uid": REPORT, **fields})


def judged(members: Iterable[DicomInstance]) -> list[JudgedSeries]:
    return [
        JudgedSeries(series=one, kind=kind, kind_shown=Shown(name=kind, tag="", value=""))
        for one in index_of(placed(members)).series
        for kind in (("report",) if one.first.modality == "SR" else ("image",))
    ]


def codes(*members: DicomInstance, others: bool = False) -> dict[str, str]:
    found = report_findings(judged(members), may_have_other_reports=others)
    return {one.code: one.value for one in found}


def test_a_report_of_the_study_is_found_by_uid_accession_number_or_day() -> None:
    assert codes(*even(4), report()) == {}
    elsewhere = report(study_instance_uid="2.25.99")
    assert codes(*even(4), elsewhere) == {}
    numbered = [changed(one, accession_number="A1") for one in even(4)]
    later = changed(elsewhere, study_date="20260429", accession_number="A1")
    assert codes(*numbered, later) == {}


def test_images_and_reports_that_miss_each_other_are_found() -> None:
    found = codes(*even(4), report(study_instance_uid="2.25.99", study_date="20250101"))
    assert found == {
        "report_without_images": "20250101 2.25.99",
        "images_without_report": "20260428 2.25.2",
    }
    other_number = [changed(one, accession_number="A1") for one in even(4)]
    wrong = report(study_instance_uid="2.25.99", accession_number="B2")
    assert set(codes(*other_number, wrong)) == {"report_without_images", "images_without_report"}


def test_a_report_of_a_study_is_no_report_of_another_one_of_its_day() -> None:
    second = [
        changed(one, study_instance_uid="2.25.8", series_instance_uid=f"2.25.9{one.modality}")
        for one in even(4)
    ]
    found = codes(*even(4), report(), *second)
    assert found == {"images_without_report": "20260428 2.25.8"}


def test_a_report_of_somebody_else_is_none() -> None:
    def of(number: str) -> Identity:
        return Identity(identifiers=(PatientIdentifier(value=number),))

    mine = [changed(one, patient=of("A17")) for one in even(4)]
    theirs = changed(report(study_instance_uid="2.25.99"), patient=of("B99"))
    assert set(codes(*mine, theirs)) == {"report_without_images", "images_without_report"}


def test_among_other_documents_nobody_misses_a_report() -> None:
    assert codes(*even(4), others=True) == {}
    lone = report(study_instance_uid="2.25.99", study_date="20250101")
    assert set(codes(*even(4), lone, others=True)) == {"report_without_images"}
