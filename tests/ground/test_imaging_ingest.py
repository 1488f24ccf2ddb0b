"""Images that arrive: found whatever they lie in, kept apart, judged, and ready to be looked at."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import settings as desk
from django.db import connection
from django.test import Client
from pydicom import dcmread

from ct_instances import Maker
from huizhen.core.records.page import SourceId
from huizhen.ground.cases.access import CaseNotFound, case_rows
from huizhen.ground.cases.actions import name_patient
from huizhen.ground.cases.models import Case
from huizhen.ground.files.blobs import blob_bytes, blob_path, store_bytes
from huizhen.ground.files.models import Blob
from huizhen.ground.imaging import indexing, jobs
from huizhen.ground.imaging.actions import INDEX, TRANSCODE, ask_to_index, ask_to_transcode
from huizhen.ground.imaging.children import child_pool
from huizhen.ground.imaging.models import (
    ImagingFile,
    ImagingHeaders,
    ImagingInstanceRow,
    ImagingSeriesRow,
    ImagingStudyRow,
)
from huizhen.ground.imaging.queries import (
    apart_of,
    findings_of,
    headers_of,
    instances_of,
    judged_series,
    studies_of,
    thumbnail,
)
from huizhen.ground.imaging.unpacking import MEMBER
from huizhen.ground.jobs.ledger import cancel, claim, perform
from huizhen.ground.jobs.models import Job
from uploading import Line
from worlds import Site, make_case, make_site, settle_events, signed_in, work_off

pytestmark = pytest.mark.django_db
MAKER = Maker()
COUNT = 6
WITH_CHILDREN = {
    "test_a_series_is_ready_for_the_viewer",
    "test_one_broken_file_does_not_stop_the_others",
}
"""All others take images apart in the test's own process."""


@pytest.fixture
def site() -> Site:
    return make_site("one")


@pytest.fixture(autouse=True)
def _without_children(request: pytest.FixtureRequest, settings: Any) -> Iterator[None]:
    child_pool.cache_clear()
    if request.node.originalname not in WITH_CHILDREN:
        settings.HUIZHEN_IMAGE_TOOLS = "image_tools.tools"
    yield
    for count in (0, 1):
        child_pool(count).close()
    child_pool.cache_clear()


@pytest.fixture
def case(site: Site) -> Case:
    made = make_case(site)
    name_patient(
        made,
        site["coordinator"],
        {"family": "Probe", "given": "Anna", "birth_date": "1968-02-11", "sex": "F"},
    )
    return made


@pytest.fixture
def client(site: Site) -> Client:
    return signed_in(site["coordinator"])


def slices(count: int = COUNT, first: int = 0) -> list[tuple[str, bytes]]:
    return [(f"disc/IM{n:04d}", MAKER.instance(n)) for n in range(first, first + count)]


def changed(data: bytes, **values: Any) -> bytes:
    dataset = dcmread(io.BytesIO(data))
    for keyword, value in values.items():
        setattr(dataset, keyword, value)
    stream = io.BytesIO()
    dataset.save_as(stream)
    return stream.getvalue()


def send(client: Client, case: Case, files: list[tuple[str, bytes]]) -> None:
    line = Line(client, f"/cases/{case.pk}/uploads/")
    for start in range(0, len(files), 10):
        assert line.batch(files[start : start + 10]).status_code == 200
    assert client.post(f"{line.base}done").status_code == 200


def ingest(client: Client, case: Case, files: list[tuple[str, bytes]]) -> None:
    send(client, case, files)
    settle_events()
    assert set(work_off(INDEX)) == {"done"}


def packed(files: list[tuple[str, bytes]]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return stream.getvalue()


def test_a_series_is_ready_for_the_viewer(client: Client, case: Case) -> None:
    files = [*slices(), ("letter.txt", b"Dear colleague")]
    ingest(client, case, files)
    [study] = studies_of(case)
    assert (study.date, study.description, study.modalities) == ("20260401", "CT abdomen", ("CT",))
    [series] = study.series
    assert (series.instances, series.has_thumbnail, series.kind) == (COUNT, True, "image")
    rows = instances_of(case, series.id)
    assert [blob_bytes(case, row.blob) for row in rows] == [data for _, data in files[:COUNT]]
    told = headers_of(case, rows)[rows[2].sha256]
    assert told["instance"]["instance_number"] == "3"
    assert told["metadata"]["00200013"] == {"vr": "IS", "Value": [3]}
    assert told["metadata"]["00280010"] == {"vr": "US", "Value": [512]}
    assert thumbnail(case, series.id).startswith(b"RIFF")
    kinds = case_rows(case, ImagingFile).values_list("kind", flat=True)
    assert sorted(kinds) == ["dicom"] * COUNT + ["other"]


def test_nothing_that_identifies_stands_in_clear(client: Client, case: Case) -> None:
    ingest(client, case, slices())
    assert studies_of(case)
    words = (b"Probe", b"CT abdomen", b"20260401", b"1.2.826.0.1.3680043.8.498.77", b"77001")
    with connection.cursor() as cursor:
        for model in (ImagingStudyRow, ImagingSeriesRow, ImagingInstanceRow, ImagingFile,
                      ImagingHeaders, Job):  # fmt: skip
            cursor.execute("SELECT * FROM " + model._meta.db_table)  # noqa: S608 - our own tables
            text = repr(cursor.fetchall()).encode()
            assert text
            assert [word for word in words if word in text] == []
    for path in (Path(desk.HUIZHEN_HOME) / "blobs").rglob("*"):
        assert path.is_dir() or not [word for word in words if word in path.read_bytes()]
    assert list((Path(desk.HUIZHEN_HOME) / "work").iterdir()) == []


def test_what_came_twice_is_there_once(client: Client, case: Case) -> None:
    ingest(client, case, slices())
    blobs = case_rows(case, Blob).count()
    send(client, case, slices())
    ask_to_index(case.pk)
    assert set(work_off(INDEX)) == {"done"}
    assert case_rows(case, ImagingInstanceRow).count() == COUNT
    assert case_rows(case, Blob).count() == blobs


def test_later_slices_join_their_series(client: Client, case: Case) -> None:
    ingest(client, case, slices(3))
    [first] = studies_of(case)[0].series
    ingest(client, case, slices(COUNT - 3, first=3))
    [series] = studies_of(case)[0].series
    assert (series.id, series.instances) == (first.id, COUNT)
    numbers = [
        headers_of(case, [row])[row.sha256]["instance"]["instance_number"]
        for row in instances_of(case, series.id)
    ]
    assert numbers == [str(number + 1) for number in range(COUNT)]


def test_images_inside_archives_are_found_and_kept(client: Client, case: Case) -> None:
    inner = packed(slices(2))
    outer = packed([("images/inner.zip", inner), *slices(2, first=2), ("readme.txt", b"hello")])
    ingest(client, case, [("disc.zip", outer), *slices(1)])
    [series] = studies_of(case)[0].series
    rows = instances_of(case, series.id)
    assert len(rows) == 4
    assert [blob_bytes(case, row.blob) for row in rows] == [data for _, data in slices(4)]
    assert {row.blob.kind for row in rows} == {"original", "member"}
    paths = {headers_of(case, [row])[row.sha256]["path"] for row in rows}
    assert "disc.zip!/images/inner.zip!/disc/IM0001" in paths
    members = case_rows(case, Blob).filter(kind="member")
    assert members.count() == 3


def test_another_patient_is_kept_apart(client: Client, case: Case) -> None:
    other = [
        (f"other/{number}", changed(data, PatientName="Else^Somebody", PatientID="1",
                                    PatientBirthDate="19500101"))
        for number, (_, data) in enumerate(slices(2))
    ]  # fmt: skip
    nobody = changed(slices(1)[0][1], PatientName="", PatientID="", PatientBirthDate="")
    ingest(client, case, [*slices(), *other, ("nobody", nobody)])
    [study] = studies_of(case)
    assert study.instances == COUNT
    apart = {one.whose: one.instances for one in apart_of(case)}
    assert apart == {"quarantined": 2, "unidentified": 1}
    hidden = case_rows(case, ImagingSeriesRow).exclude(pk=study.series[0].id)
    assert hidden.count() == 2
    for row in hidden:
        assert instances_of(case, row.pk) == []
        with pytest.raises(CaseNotFound):
            thumbnail(case, row.pk)
    assert len(judged_series(case)) == 1


def test_what_persons_decide_of_a_file_holds_for_its_images(
    client: Client, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huizhen.core.records.inventory import InventoryEntry
    from huizhen.ground.imaging import held

    ingest(client, case, slices())
    rows = instances_of(case, studies_of(case)[0].series[0].id)
    entries = [
        InventoryEntry(path="a", source_id=SourceId(rows[0].sha256), kind="dicom", status="ignored",
                       code="kept_out_by_person"),
        InventoryEntry(path="b", source_id=SourceId(rows[1].sha256), kind="dicom",
                       status="quarantined"),
        InventoryEntry(path="c", source_id=SourceId(rows[2].sha256), kind="dicom", status="read"),
    ]  # fmt: skip
    monkeypatch.setattr(held, "current_version", lambda _case: object())
    monkeypatch.setattr(held, "inventory_of", lambda _case, _version: entries)
    ask_to_index(case.pk)
    assert set(work_off(INDEX)) == {"done"}
    assert studies_of(case)[0].instances == COUNT - 2
    assert {one.whose for one in apart_of(case)} == {"kept_out", "quarantined"}
    entries[:2] = []
    ask_to_index(case.pk)
    assert set(work_off(INDEX)) == {"done"}
    assert studies_of(case)[0].instances == COUNT


def test_one_broken_file_does_not_stop_the_others(client: Client, case: Case) -> None:
    good = slices()
    cut = ("cut", good[0][1][:5000])
    garbage = ("garbage", b"\0" * 128 + b"DICM" + bytes(range(256)) * 40)
    empty = ("nothing", b"\0" * 128 + b"DICM")
    ingest(client, case, [garbage, cut, *good[1:], empty])
    [series] = studies_of(case)[0].series
    assert series.instances == COUNT  # a cut file has a header, which is shown with a finding
    codes = dict(case_rows(case, ImagingFile).values_list("file__sha256", "code"))
    assert sorted(codes.values()) == [""] * COUNT + ["not_an_instance"] * 2


def test_a_gap_is_found_and_shown(client: Client, case: Case) -> None:
    files = slices(12)
    ingest(client, case, [one for number, one in enumerate(files) if number != 6])
    found = findings_of(case)
    assert any("missing" in one.code or "gap" in one.code for one in found), found
    assert all(one.tag for one in found)


def test_what_a_killed_worker_had_unpacked_is_not_left(client: Client, case: Case) -> None:
    ingest(client, case, [("first.zip", packed(slices(2)))])
    left = store_bytes(case, MEMBER, b"sealed, and the process was killed")
    ingest(client, case, [("second.zip", packed(slices(2, first=2)))])
    members = case_rows(case, Blob).filter(kind=MEMBER)
    used = case_rows(case, ImagingInstanceRow).values_list("blob", flat=True)
    assert {one.pk for one in members} == set(used)
    assert len(used) == 4
    assert not blob_path(left.pk).exists()
    assert all(blob_path(one.pk).exists() for one in members)


def test_a_killed_worker_loses_nothing(
    client: Client, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "BATCH", 2)
    send(client, case, slices())
    settle_events()
    whole = indexing.keep
    calls: list[int] = []

    def dies(*args: Any, **more: Any) -> int:
        calls.append(1)
        if len(calls) == 2:
            raise RuntimeError("killed")
        return whole(*args, **more)

    monkeypatch.setattr(jobs, "keep", dies)
    Job.objects.exclude(kind=INDEX).delete()
    job = claim("one")
    assert job is not None
    perform(job)
    assert case_rows(case, ImagingInstanceRow).count() == 2
    assert studies_of(case) == []
    Job.objects.filter(pk=job.pk).update(due_at=job.made_at)
    assert set(work_off(INDEX)) == {"done"}
    assert studies_of(case)[0].instances == COUNT
    assert case_rows(case, ImagingHeaders).count() == 3


def test_a_job_that_was_stopped_goes_on(
    client: Client, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(client, case, slices())
    settle_events()
    Job.objects.exclude(kind=INDEX).delete()
    job = claim("one")
    assert job is not None
    cancel(job)
    perform(job)
    job.refresh_from_db()
    assert job.state == "cancelled"
    ask_to_index(case.pk)
    assert set(work_off(INDEX)) == {"done"}
    assert studies_of(case)[0].instances == COUNT


def test_files_are_indexed_while_more_come_and_judged_at_the_end(
    client: Client, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "_MOST_PAUSES", 0)
    line = Line(client, f"/cases/{case.pk}/uploads/")
    assert line.batch(slices(3)).status_code == 200
    settle_events()
    assert work_off(INDEX) == ["done"]
    assert case_rows(case, ImagingInstanceRow).count() == 3
    assert studies_of(case) == []
    assert line.batch(slices(COUNT - 3, first=3)).status_code == 200
    assert client.post(f"{line.base}done").status_code == 200
    settle_events()
    assert set(work_off(INDEX)) == {"done"}
    assert studies_of(case)[0].instances == COUNT


def test_without_consent_nothing_is_looked_at(site: Site, client: Client, case: Case) -> None:
    from huizhen.ground.consent.models import Consent

    case_rows(case, Consent).update(state="withdrawn")
    send(client, case, slices(1))
    settle_events()
    assert not Job.objects.filter(kind=INDEX).exists()
    case_rows(case, Consent).update(state="given")
    send(client, case, slices(1, first=1))
    settle_events()
    assert Job.objects.filter(kind=INDEX).exists()


def test_derivatives_equal_the_original(client: Client, case: Case) -> None:
    from huizhen.core.imaging.pixels import frames_of, opened

    ingest(client, case, slices(3))
    ask_to_transcode(case.pk)
    assert work_off(TRANSCODE) == ["done"]
    for row in instances_of(case, studies_of(case)[0].series[0].id):
        assert (row.derivative_code, len(row.derivative_frames)) == ("done", 1)
        assert row.derivative is not None
        made = blob_bytes(case, row.derivative)
        assert len(made) < row.size_bytes
        path = Path(desk.HUIZHEN_HOME) / "one.dcm"
        path.write_bytes(made)
        [frame] = frames_of(opened(path))
        before = dcmread(io.BytesIO(blob_bytes(case, row.blob)))
        assert np.array_equal(frame.samples, before.pixel_array)
        assert dcmread(path).file_meta.TransferSyntaxUID == "1.2.840.10008.1.2.4.201"
        path.unlink()


def test_what_cannot_be_transcoded_says_why(client: Client, case: Case) -> None:
    cut = changed(slices(1)[0][1], PixelData=b"\0\0", InstanceNumber=9, SOPInstanceUID="1.2.3.9")
    ingest(client, case, [*slices(1), ("cut", cut)])
    ask_to_transcode(case.pk)
    assert work_off(TRANSCODE) == ["done"]
    rows = instances_of(case, studies_of(case)[0].series[0].id)
    assert sorted(row.derivative_code for row in rows) == ["done", "pixels_not_decoded"]
    assert all(row.blob for row in rows)


Change = Callable[[bytes], bytes]


def test_the_trail_tells_of_it(client: Client, case: Case) -> None:
    from huizhen.ground.audit.models import AuditEvent

    ingest(client, case, slices(2))
    [event] = AuditEvent.objects.filter(action="judge_images")
    assert event.data["series"] == 1
    assert "Probe" not in json.dumps(event.data)
