"""The imaging page through HTTP: what is there, what is wrong with it, what it is compared with."""

from __future__ import annotations

import hashlib

import pytest
from django.urls import reverse
from django.utils import translation
from imaging_world import Images, png, sources_of

from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.models import Case
from huizhen.ground.files.blobs import store_bytes
from huizhen.ground.files.models import ReceivedFile
from huizhen.ground.imaging import views
from huizhen.ground.imaging.comparing import pair_of, pairs_of, rows_of
from huizhen.ground.imaging.models import (
    ImagingFile,
    ImagingInstanceRow,
    ImagingSeriesRow,
    ImagingStudyRow,
)
from huizhen.ground.imaging.pictures import picture_response
from huizhen.ground.imaging.queries import studies_of
from huizhen.ground.imaging.words import finding_words
from huizhen.ground.jobs.models import Job, JobState
from worlds import Site, make_case, make_site, signed_in

pytestmark = pytest.mark.django_db
SOFT = {"name": "soft", "tag": "ConvolutionKernel", "value": "B30f"}
T2 = {"name": "t2", "tag": "SequenceName", "value": "*tse2d1", "is_sure": False}
MAY_NOT = (
    "patient", "home_physician", "specialist", "department_secretary", "interpreter",
    "administrator", "auditor",
)  # fmt: skip


@pytest.fixture
def site() -> Site:
    return make_site("Nord")


@pytest.fixture
def case(site: Site) -> Case:
    return make_case(site)


@pytest.fixture
def images(case: Case) -> Images:
    """Two CT of the liver, three months apart, of which the older has a gap; an MR of the head."""
    made = Images(case)
    newer = made.study("20260312", "CT liver three phases")
    made.series(
        newer, "LIVER ARTERIAL", kind="image", phase="arterial", plane="axial",
        slice_mm="2.50", spacing_mm="2.5", kernel="soft", kernel_shown=SOFT,
        body_parts=["liver"], contrast="with",
    )  # fmt: skip
    made.series(newer, "TOPOGRAM", kind="localizer", has_thumbnail=False, number=0)
    older = made.study("20251201", "CT liver")
    gap = made.series(
        older, "ART", kind="image", phase="arterial", plane="axial", slice_mm="5",
        body_parts=["liver"], contrast="with",
    )  # fmt: skip
    made.study("20200101", "Head of another", whose="quarantined")
    head = made.study("20260101", "MR head")
    made.series(head, "TSE", "MR", kind="image", body_parts=["brain"], sequences=[T2])
    uid = studies_of(case)[-1].series[0].series_instance_uid
    made.found("instances_missing", "InstanceNumber", "17, 18", series_instance_uid=uid)
    made.found("patients_mixed", "PatientID", "2", "case")
    made.found("thickness_missing", "SliceThickness", "", source_ids=sources_of(case, gap))
    made.judge()
    return made


def page(site: Site, case: Case, role: str = "coordinator", name: str = "imaging") -> str:
    answer = signed_in(site[role]).get(reverse(name, args=[case.pk]))
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_studies_newest_first_with_what_was_judged_of_their_series(
    site: Site, case: Case, images: Images
) -> None:
    told = page(site, case)
    assert told.index("2026-03-12") < told.index("2026-01-01 ·") < told.index("2025-12-01 ·")
    for word in (
        "CT liver three phases",
        "LIVER ARTERIAL",
        "arterial phase",
        "2.5 mm",
        "soft tissue",
        "B30f",
    ):
        assert word in told
    assert "Localizer" in told
    assert "T2 (likely)" in told
    assert "SequenceName" in told
    assert "Head of another" not in told


def test_a_finding_stands_with_its_study_in_words_with_tag_value_and_remedy(
    site: Site, case: Case, images: Images
) -> None:
    told = page(site, case)
    older = told[told.index('id="study-' + str(studies_of(case)[-1].id)) :]
    words = finding_words("instances_missing")
    for text in (words.en, words.remedy_en, "InstanceNumber", "17, 18"):
        assert text in older
        assert text not in told[: told.index(older)]
    assert finding_words("thickness_missing").en in older
    whole = told[told.index("About all images") : told.index(older)]
    assert finding_words("patients_mixed").en in whole


def test_the_worst_stands_first(site: Site, case: Case, images: Images) -> None:
    images.found(
        "field_of_view_truncated",
        "PixelData",
        "1",
        series_instance_uid=studies_of(case)[-1].series[0].series_instance_uid,
    )
    images.judge()
    told = page(site, case)
    ranks = ["block", "warn", "note", "none"]
    older = told[told.index('id="study-' + str(studies_of(case)[-1].id)) :]
    found = [
        (older.index(finding_words(code).en), ranks.index(finding_words(code).effect))
        for code in ("instances_missing", "thickness_missing", "field_of_view_truncated")
    ]
    assert [rank for _at, rank in sorted(found)] == sorted(rank for _at, rank in found)


def test_the_page_is_chinese_for_who_reads_chinese(site: Site, case: Case, images: Images) -> None:
    browser = signed_in(site["medical_editor"])
    browser.cookies["huizhen_language"] = "zh-hans"
    told = browser.get(reverse("imaging", args=[case.pk])).content.decode()
    for word in ("影像", "动脉期", "定位像", "层厚", finding_words("instances_missing").zh):
        assert word in told


def test_a_code_without_words_is_shown_and_not_dropped(
    site: Site, case: Case, images: Images
) -> None:
    images.found("found_by_tomorrows_check", "Rows", "1", "case")
    images.judge()
    assert "Rows" in page(site, case)


def test_pictures_come_through_the_door_and_are_kept_by_nobody(
    site: Site, case: Case, images: Images
) -> None:
    series = ImagingSeriesRow.behind_door.filter(case=case).exclude(thumbnail=None).first()
    assert series is not None
    address = reverse("imaging_thumbnail", args=[case.pk, series.pk])
    answer = signed_in(site["coordinator"]).get(address)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    other = make_case(site)
    assert signed_in(site["coordinator"]).get(
        reverse("imaging_thumbnail", args=[other.pk, series.pk])
    ).status_code == 404  # fmt: skip


def test_what_is_no_picture_is_saved_and_not_shown(site: Site, case: Case) -> None:
    told = picture_response(b"<script>alert(1)</script>")
    assert told["Content-Disposition"] == "attachment"
    assert told["Content-Type"] == "application/octet-stream"


@pytest.mark.parametrize("role", MAY_NOT)
@pytest.mark.parametrize("name", ["imaging", "imaging_compare"])
def test_for_others_it_is_as_if_there_were_no_such_case(
    site: Site, case: Case, role: str, name: str
) -> None:
    browser = signed_in(site[role])
    assert browser.get(reverse(name, args=[case.pk])).status_code == 404
    assert signed_in(make_site("Sued")["coordinator"]).get(
        reverse(name, args=[case.pk])
    ).status_code == 404  # fmt: skip


@pytest.mark.parametrize("name", ["imaging", "imaging_compare", "imaging_thumbnail"])
def test_nothing_is_written_by_these_pages(site: Site, case: Case, name: str) -> None:
    ids = [case.pk, case.pk] if name == "imaging_thumbnail" else [case.pk]
    assert signed_in(site["coordinator"]).post(reverse(name, args=ids)).status_code == 405


def test_an_empty_page_says_what_to_do(site: Site, case: Case) -> None:
    told = page(site, case)
    assert "send the whole disc or folder" in told
    assert reverse("intake", args=[case.pk]) in told
    assert "There is only one study" in page(site, case, name="imaging_compare")


def test_files_without_images_are_told_from_no_files(site: Site, case: Case) -> None:
    ReceivedFile.behind_door.create(
        case=case,
        blob=store_bytes(case, "original", b"text"),
        sha256=hashlib.sha256(b"text").hexdigest(),
        sealed_name=case.seal(b"broken.dcm"),
    )
    assert "No images were found among the files received" in page(site, case)


def test_images_that_are_held_apart_are_not_asked_for_again(site: Site, case: Case) -> None:
    made = Images(case)
    made.series(made.study("20260312", "CT liver"), "ART", kind="image")
    assert "held apart" not in page(site, case)
    case_rows(case, ImagingInstanceRow).update(whose="unidentified")
    case_rows(case, ImagingStudyRow).update(whose="unidentified")
    told = page(site, case)
    assert "The images that came are held apart" in told
    assert "Ask the hospital for the original DICOM" not in told


def test_what_could_not_be_read_and_what_failed_is_told(
    site: Site, case: Case, images: Images
) -> None:
    instance = ImagingInstanceRow.behind_door.filter(case=case, position=0).first()
    assert instance is not None
    ImagingFile.behind_door.create(
        case=case, file=instance.file, kind="archive", code="archive_encrypted"
    )
    Job.objects.create(
        kind="find_masking_candidates",
        key="one",
        case_id=case.pk,
        state=JobState.FAILED,
        code="job_failed",
        message="The work failed several times for a reason that the program does not know.",
        remedy="Try it again; if it fails again, tell the administrator of the site.",
    )
    told = page(site, case)
    assert "CT/0.dcm" in told
    assert "Locked with a password." in told
    assert "Try it again" in told


def test_pairs_share_modality_and_region_and_series_answer_each_other_by_phase(
    site: Site, case: Case, images: Images
) -> None:
    newer, _head, older = studies_of(case)
    pairs = pairs_of(studies_of(case))
    assert [(one.later.id, one.earlier.id) for one in pairs] == [(newer.id, older.id)]
    assert pairs[0].days == 101
    rows = rows_of(case, pair_of(older, newer))
    assert len(rows) == 1
    assert rows[0].later is not None
    assert rows[0].earlier is not None
    assert (rows[0].later.title, rows[0].earlier.title) == ("LIVER ARTERIAL", "ART")
    assert rows[0].differs_in_slice


def test_two_studies_stand_side_by_side(site: Site, case: Case, images: Images) -> None:
    told = page(site, case, name="imaging_compare")
    assert "101" in told
    assert "Other slice thickness" in told
    newer, head, _older = studies_of(case)
    address = reverse("imaging_compare", args=[case.pk])
    browser = signed_in(site["coordinator"])
    unlike = browser.get(address, {"one": str(newer.id), "other": str(head.id)}).content.decode()
    assert "two different kinds of examination" in unlike
    assert "No such series" in unlike
    same = browser.get(address, {"one": str(newer.id), "other": "x"}).content.decode()
    assert "101" in same


def test_key_pictures_are_drawn_of_the_patients_instances_alone(
    site: Site, case: Case, images: Images, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = images.study("20260401", "CT")
    for number in ("A", "B"):
        images.series(study, number, instances=10, kind="image", body_parts=["liver"])
    images.judge()
    pair = pair_of(studies_of(case)[0], studies_of(case)[1])
    [keys] = [row.later.keys for row in rows_of(case, pair) if row.later and row.later.title == "A"]
    positions = [ImagingInstanceRow.behind_door.get(pk=key).position for key in keys]
    assert positions == [1, 3, 5, 7, 9]
    drawn: list[str] = []

    def draw(_case: Case, row: ImagingInstanceRow, _look: object) -> bytes:
        drawn.append(row.sha256)
        return png()

    monkeypatch.setattr(views, "rendered", draw)
    browser = signed_in(site["coordinator"])
    address = reverse("imaging_instance_picture", args=[case.pk, keys[0]])
    answer = browser.get(address)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert len(drawn) == 1
    ImagingInstanceRow.behind_door.filter(pk=keys[0]).update(whose="quarantined")
    assert browser.get(address).status_code == 404
    assert signed_in(site["patient"]).get(address).status_code == 404


def test_words_of_the_queue_and_the_page_are_there_in_both_languages() -> None:
    with translation.override("zh-hans"):
        assert translation.gettext("Masking") == "遮盖核对"
        assert translation.gettext("Imaging") == "影像"
