"""The search for pictures that may carry an identifier: what it asks people to look at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from imaging_world import Images, png, sources_of

from huizhen.core.imaging.faces import NOT_RULED_OUT
from huizhen.ground.cases.models import Case
from huizhen.ground.files.models import Blob
from huizhen.ground.imaging import masking_jobs
from huizhen.ground.imaging.looking import PictureToSearch, SearchedPicture
from huizhen.ground.imaging.masking_actions import decide_masking
from huizhen.ground.imaging.masking_jobs import NOT_SEARCHED, ask_to_search, job_of
from huizhen.ground.imaging.masking_models import ItemKind, MaskingItem, Verdict
from huizhen.ground.imaging.masking_queries import (
    ProposedBox,
    masks_for,
    open_items,
    proposal_of,
    run_of,
)
from worlds import Site, make_case, make_site, work_off

pytestmark = pytest.mark.django_db
BOX = ProposedBox(box=(4, 4, 120, 30), text="PROBE, ANNA", confidence=0.9)
US: dict[str, Any] = {"modality": "US", "rows": "480", "columns": "640", "frames": 30}


@pytest.fixture
def site() -> Site:
    return make_site("Nord")


@pytest.fixture
def case(site: Site) -> Case:
    return make_case(site)


class Searcher:
    """Finds the same box in every picture, and counts what it is given."""

    def __init__(self, *boxes: ProposedBox) -> None:
        self.boxes, self.batches = boxes, list[int]()

    @property
    def seen(self) -> int:
        return sum(self.batches)

    def __call__(
        self, pictures: Mapping[str, PictureToSearch], tell: Any
    ) -> dict[str, SearchedPicture]:
        self.batches.append(len(pictures))
        assert all(one.path.read_bytes() for one in pictures.values())
        return {key: SearchedPicture(boxes=self.boxes, picture=png()) for key in pictures}


@pytest.fixture
def searcher(monkeypatch: pytest.MonkeyPatch) -> Searcher:
    found = Searcher(BOX)
    monkeypatch.setattr(masking_jobs, "picture_searcher", lambda: found)
    return found


def search(case: Case) -> list[MaskingItem]:
    """Run the job; the rows that are asked for."""
    ask_to_search(case)
    assert work_off(masking_jobs.FIND) == ["done"]
    return list(MaskingItem.behind_door.filter(case=case, gone_at=None).order_by("made_at"))


def test_ultrasound_is_searched_and_slices_of_a_ct_are_not(case: Case, searcher: Searcher) -> None:
    images = Images(case)
    study = images.study("20260430", "Abdomen")
    clip = images.series(study, "Liver", "US", instances=2, header=dict(US), kind="image")
    ct = images.series(
        study, "Art", "CT", header={"modality": "CT", "image_type": "ORIGINAL\\PRIMARY\\AXIAL"},
        kind="image",
    )  # fmt: skip
    images.judge()
    rows = search(case)
    assert {row.source_id for row in rows} == set(sources_of(case, clip))
    told = proposal_of(case, rows[0])
    assert (told.width, told.height, told.frames, told.tag) == (640, 480, 30, "Modality")
    assert [one.text for one in told.boxes] == ["PROBE, ANNA"]
    slice_masks = masks_for(case, sources_of(case, ct)[0])
    assert slice_masks is not None
    assert slice_masks.boxes == {}
    assert masks_for(case, rows[0].source_id) is None
    run = run_of(case)
    assert run is not None
    assert run.failures == []


def test_a_second_search_looks_at_nothing_twice_and_keeps_decisions(
    site: Site, case: Case, searcher: Searcher
) -> None:
    images = Images(case)
    study = images.study("20260430", "Abdomen")
    images.series(study, "Liver", "US", instances=1, header=dict(US), kind="image")
    images.judge()
    [row] = search(case)
    decide_masking(case, site["coordinator"], row, Verdict.NOTHING, found_hash=row.found_hash)
    images.series(study, "Spleen", "US", instances=1, header=dict(US), kind="image")
    rows = search(case)
    assert searcher.seen == 2
    assert len(rows) == 2
    assert [one.source_id for one in open_items(case)] == [rows[1].source_id]
    assert masks_for(case, row.source_id) is not None


def test_objects_are_searched_in_batches_that_are_not_too_large(
    case: Case, searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    images = Images(case)
    study = images.study("20260430", "Abdomen")
    images.series(study, "Liver", "US", instances=5, header=dict(US), kind="image")
    images.judge()
    size = max(Blob.behind_door.filter(kind="original").values_list("size_bytes", flat=True))
    monkeypatch.setattr(masking_jobs, "_BYTES_AT_ONCE", 2 * size)
    assert len(search(case)) == 5
    assert searcher.batches == [2, 2, 1]


def test_where_the_site_cannot_search_a_person_looks_without_proposals(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(masking_jobs, "picture_searcher", lambda: None)
    images = Images(case)
    images.series(
        images.study("20260430"), "Shot", "OT", instances=1, header=dict(US, modality="OT"),
        kind="screenshot",
    )  # fmt: skip
    images.judge()
    [row] = search(case)
    assert (row.code, proposal_of(case, row).boxes) == (NOT_SEARCHED, ())
    run = run_of(case)
    assert run is not None
    assert run.failures == [NOT_SEARCHED]
    assert masks_for(case, row.source_id) is None
    # once the site can, it is searched after all
    monkeypatch.setattr(masking_jobs, "picture_searcher", lambda: Searcher(BOX))
    [row] = search(case)
    assert (row.code, len(proposal_of(case, row).boxes)) == ("", 1)


def test_a_volume_of_the_head_is_one_thing_to_acknowledge_for_all_its_slices(
    site: Site, case: Case, searcher: Searcher
) -> None:
    images = Images(case)
    study = images.study("20260430", "Head")
    head = images.series(study, "T1", "MR", instances=12, kind="image", body_parts=["brain"])
    few = images.series(study, "T2", "MR", instances=3, kind="image", body_parts=["brain"])
    liver = images.series(study, "Liver", "CT", instances=12, kind="image", body_parts=["liver"])
    images.judge()
    [row] = search(case)
    assert (row.kind, searcher.seen) == (ItemKind.FACE, 0)
    sources = sources_of(case, head)
    assert masks_for(case, sources[0]) is None
    decide_masking(case, site["coordinator"], row, Verdict.ACKNOWLEDGE, found_hash=row.found_hash)
    for source in sources:
        found = masks_for(case, source)
        assert found is not None
        assert found.has_face
    for series in (few, liver):
        found = masks_for(case, sources_of(case, series)[0])
        assert found is not None
        assert not found.has_face


def test_a_volume_that_says_no_part_and_fits_a_head_is_asked_about_as_such(
    case: Case, searcher: Searcher
) -> None:
    images = Images(case)
    header = {"rows": "512", "pixel_spacing": "0.45\\0.45"}
    unnamed = images.series(
        images.study("20260430"), "0.6 B20f", instances=1, kind="image", spacing_mm="1",
        header={**header, "frames": 200},
    )  # fmt: skip
    images.judge()
    [row] = search(case)
    assert (row.kind, row.code) == (ItemKind.FACE, NOT_RULED_OUT)
    assert proposal_of(case, row).sources == tuple(sources_of(case, unnamed))


def test_a_slides_label_is_asked_about_and_its_tissue_is_not(
    case: Case, searcher: Searcher
) -> None:
    images = Images(case)
    study = images.study("20260430", "Biopsy")
    label = images.series(
        study, "Label", "SM", instances=1, header={"image_type": "ORIGINAL\\PRIMARY\\LABEL\\NONE"},
        kind="slide",
    )  # fmt: skip
    images.series(
        study, "Tissue", "SM", instances=1, header={"image_type": "DERIVED\\PRIMARY\\VOLUME\\NONE"},
        kind="slide",
    )  # fmt: skip
    images.judge()
    [row] = search(case)
    assert (row.kind, row.source_id) == (ItemKind.LABEL, sources_of(case, label)[0])


def test_what_is_no_longer_there_is_no_longer_asked(case: Case, searcher: Searcher) -> None:
    images = Images(case)
    study = images.study("20260430", "Abdomen")
    images.series(study, "Liver", "US", instances=1, header=dict(US), kind="image")
    images.judge()
    [row] = search(case)
    study.whose = "kept_out"
    study.save()
    assert search(case) == []
    assert open_items(case) == []
    study.whose = "patient"
    study.save()
    assert [one.pk for one in search(case)] == [row.pk]


def test_the_job_says_nothing_of_the_patient_and_leaves_no_picture_behind(
    case: Case, searcher: Searcher
) -> None:
    images = Images(case)
    study = images.study("20260430", "Abdomen")
    images.series(study, "Liver", "US", instances=1, header=dict(US), kind="image")
    images.judge()
    search(case)
    job = job_of(case)
    assert job is not None
    assert job.payload in ({}, {"again": False})
    search(case)
    assert Blob.behind_door.filter(case=case, kind="masking").count() == 1


def test_before_anything_is_searched_nothing_is_known_of_a_source(case: Case) -> None:
    assert masks_for(case, "a" * 64) is None
