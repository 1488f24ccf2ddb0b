"""Uploads through an account: byte for byte, continued after any cut, refused with a reason."""

from __future__ import annotations

import base64
import hashlib
import json
import random
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as desk
from django.test import Client
from django.utils import timezone

from huizhen.ground.audit.models import AuditEvent
from huizhen.ground.audit.verify import breaks
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.models import Case
from huizhen.ground.events.models import Event
from huizhen.ground.files import actions
from huizhen.ground.files.actions import append_part, sweep_uploads
from huizhen.ground.files.blobs import blob_path, store_bytes
from huizhen.ground.files.models import Blob, ReceivedFile, Upload
from huizhen.ground.files.senders import Sender
from huizhen.ground.files.tus import PART_BYTES, Refused
from huizhen.ground.jobs.models import Job
from huizhen.journey.flow import follow_up
from uploading import TUS, Line, received
from worlds import Site, make_case, make_site, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(tmp_path: Path, settings: Any) -> Site:
    settings.HUIZHEN_HOME = tmp_path
    return make_site("one")


@pytest.fixture
def case(site: Site) -> Case:
    return make_case(site)


@pytest.fixture
def line(site: Site, case: Case) -> Line:
    return Line(signed_in(site["patient"]), f"/cases/{case.pk}/uploads/")


def code(response: Any) -> str:
    told: str = json.loads(response.content)["code"]
    return told


def test_a_file_over_a_link_cut_20_times_is_identical(case: Case, line: Line) -> None:
    chance = random.Random(7)
    data = chance.randbytes(400_000)
    place = line.begin("scan/CT 1.dcm", len(data))["Location"]
    cuts = sorted(chance.sample(range(1, len(data)), 20))
    sent = 0
    for end in [*cuts, len(data)]:
        # what the sender believes after a cut may be wrong: it asks
        assert line.part(place, sent + 1, data[sent + 1 : end]).status_code in (400, 409)
        sent = line.offset(place)
        assert line.part(place, sent, data[sent:end]).status_code == 204
        # the answer was lost, and the part is sent again
        assert line.part(place, sent, data[sent:end]).status_code == 409
        sent = end
    assert received(case) == {"scan/CT 1.dcm": data}
    row = case_rows(case, ReceivedFile).get()
    assert row.sha256 == hashlib.sha256(data).hexdigest()
    assert not list((Path(desk.HUIZHEN_HOME) / "uploads").glob("*"))


def test_parts_and_names_lie_sealed_while_they_come(case: Case, line: Line) -> None:
    place = line.begin("Anna Probe MRI.txt", 60)["Location"]
    line.part(place, 0, b"Diagnosis: carcinoma ")
    parts = [path for path in (Path(desk.HUIZHEN_HOME) / "uploads").rglob("*") if path.is_file()]
    assert len(parts) == 1
    for path in parts:
        assert path.read_bytes().startswith(b"age-encryption.org/v1")
        assert b"carcinoma" not in path.read_bytes()
        assert "Probe" not in str(path)
    assert b"Probe" not in bytes(case_rows(case, Upload).get().sealed_name)


def test_the_protocol_is_told(line: Line) -> None:
    told = line.client.options(line.base)
    assert told.status_code == 204
    assert told["Tus-Version"] == "1.0.0"
    assert set(told["Tus-Extension"].split(",")) == {
        "creation", "creation-with-upload", "termination", "checksum",
    }  # fmt: skip
    begun = line.begin("a.txt", 5)
    assert begun.status_code == 201
    head = line.client.head(begun["Location"], headers=TUS)
    assert (head["Upload-Offset"], head["Upload-Length"]) == ("0", "5")
    assert head["Cache-Control"] == "no-store"
    other = line.client.head(begun["Location"], headers={"Tus-Resumable": "0.2.2"})
    assert other.status_code == 412


def test_the_first_part_may_come_with_the_beginning(case: Case, line: Line) -> None:
    headers = TUS | {"Upload-Length": "5", "Upload-Metadata": "filename YS50eHQ="}
    begun = line.client.post(
        line.base, b"hello", content_type="application/offset+octet-stream", headers=headers
    )
    assert (begun.status_code, begun["Upload-Offset"]) == (201, "5")
    assert received(case) == {"a.txt": b"hello"}


def test_an_empty_file_is_complete_at_once(case: Case, line: Line) -> None:
    assert line.begin("empty.txt", 0).status_code == 201
    assert received(case) == {"empty.txt": b""}


def test_a_part_with_another_checksum_is_not_taken(case: Case, line: Line) -> None:
    place = line.begin("a.txt", 10)["Location"]
    right = base64.b64encode(hashlib.sha256(b"hello").digest()).decode()
    wrong = line.part(place, 0, b"hellO", **{"Upload-Checksum": f"sha256 {right}"})
    assert (wrong.status_code, code(wrong)) == (460, "checksum_differs")
    assert line.offset(place) == 0
    unknown = line.part(place, 0, b"hello", **{"Upload-Checksum": "crc32 xx"})
    assert (unknown.status_code, code(unknown)) == (400, "checksum_unknown")
    sent = line.part(place, 0, b"hello", **{"Upload-Checksum": f"sha256 {right}"})
    assert sent.status_code == 204


def test_a_file_that_is_not_the_one_that_was_stated_is_not_received(case: Case, line: Line) -> None:
    stated = hashlib.sha256(b"hello").hexdigest()
    response = line.whole("a.txt", b"hellO", told={"sha256": stated})
    assert (response.status_code, code(response)) == (460, "checksum_differs")
    assert received(case) == {}
    assert not case_rows(case, Blob).exists()
    assert line.whole("a.txt", b"hello", told={"sha256": stated}).status_code == 204


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("", "name_missing"), ("   ", "name_missing"), ("folder/", "name_missing"),
        ("x" * 1001, "name_too_long"), ("../../etc/passwd", "name_not_allowed"),
        ("a/../../b", "name_not_allowed"), ("..\\..\\b", "name_not_allowed"),
        ("/etc/passwd", "name_not_allowed"), ("a\0b", "name_not_allowed"),
        ("a\nb", "name_not_allowed"),
    ],
)  # fmt: skip
def test_a_name_that_cannot_be_kept_is_refused_with_a_reason(
    case: Case, line: Line, name: str, wanted: str
) -> None:
    alone = line.begin(name, 5)
    assert (alone.status_code, code(alone)) == (400, wanted)
    beside = line.batch([(name, b"hello"), ("good.txt", b"world")]).json()["results"]
    assert (beside[0]["state"], beside[0]["code"]) == ("refused", wanted)
    assert beside[0]["title"]
    assert beside[0]["detail"]
    assert received(case) == {"good.txt": b"world"}


def test_long_and_foreign_names_arrive_as_they_are(case: Case, line: Line) -> None:
    names = ["病历/出院小结 (1).txt", "Ärztlicher Brief é.txt", "d/" * 490 + "x.txt"]
    for number, name in enumerate(names):
        assert line.whole(name, str(number).encode()).status_code == 204
    assert set(received(case)) == set(names)


@pytest.mark.parametrize(
    ("headers", "status", "wanted"),
    [
        ({"Upload-Length": ""}, 400, "length_wrong"),
        ({"Upload-Length": "-1"}, 400, "length_wrong"),
        ({"Upload-Length": "1e3"}, 400, "length_wrong"),
        ({"Upload-Metadata": "filename $$$"}, 400, "metadata_wrong"),
        ({"Upload-Metadata": "other YQ=="}, 400, "name_missing"),
        ({"Tus-Resumable": "2.0.0"}, 412, "protocol_unknown"),
    ],
)
def test_a_wrong_beginning_is_refused(
    line: Line, headers: dict[str, str], status: int, wanted: str
) -> None:
    response = line.begin("a.txt", 5, **headers)
    assert (response.status_code, code(response)) == (status, wanted)


def test_wrong_parts_are_refused_and_change_nothing(line: Line) -> None:
    place = line.begin("a.txt", 10)["Location"]
    line.part(place, 0, b"hello")
    for offset, data, more, status, wanted in [
        (0, b"hello", {}, 409, "wrong_offset"),
        (9, b"x", {}, 409, "wrong_offset"),
        (5, b"too long for it", {}, 400, "beyond_the_end"),
        (5, b"world", {"type": "text/plain"}, 415, "part_type_wrong"),
        (5, bytes(PART_BYTES + 1), {}, 413, "part_too_large"),
    ]:
        response = line.part(place, offset, data, **more)
        assert (response.status_code, code(response)) == (status, wanted)
        assert line.offset(place) == 5
    missing = line.client.patch(
        place, b"x", content_type="application/offset+octet-stream", headers=TUS
    )
    assert (missing.status_code, code(missing)) == (400, "offset_wrong")


def test_refusals_speak_the_persons_language(line: Line) -> None:
    place = line.begin("a.txt", 10)["Location"]
    line.client.cookies["huizhen_language"] = "zh-hans"
    response = line.part(place, 3, b"x")
    assert "\u4e00" <= response.json()["title"][0] <= "\u9fff"


def test_giving_up_removes_what_has_come(case: Case, line: Line) -> None:
    place = line.begin("a.txt", 10)["Location"]
    line.part(place, 0, b"hello")
    assert line.client.delete(place, headers=TUS).status_code == 204
    assert line.client.head(place, headers=TUS).status_code == 404
    assert line.part(place, 5, b"world").status_code == 404
    assert not list((Path(desk.HUIZHEN_HOME) / "uploads").glob("*"))
    line.whole("b.txt", b"whole")
    done = case_rows(case, Upload).get(state="complete")
    assert line.client.delete(f"{line.base}{done.pk}", headers=TUS).status_code == 204
    assert received(case) == {"b.txt": b"whole"}


def test_what_is_there_is_told_before_it_travels_and_is_received_once(
    case: Case, line: Line
) -> None:
    line.whole("a.txt", b"hello")
    there, absent = (hashlib.sha256(text).hexdigest() for text in (b"hello", b"world"))
    asked = line.client.post(f"{line.base}known", [there, absent, 7], "application/json")
    assert asked.json() == {"known": [there]}
    assert line.whole("again.txt", b"hello").status_code == 204
    states = line.batch([("c.txt", b"hello"), ("d.txt", b"new"), ("e.txt", b"new")]).json()
    assert [one["state"] for one in states["results"]] == ["known", "received", "known"]
    assert received(case) == {"a.txt": b"hello", "d.txt": b"new"}
    kept = {blob_path(blob.pk) for blob in case_rows(case, Blob)}
    assert len(kept) == 2
    assert all(path.exists() for path in kept)


@pytest.mark.parametrize("body", [b"", b"\0" * 7, b"\0" * 8 + b"x", b"\0\0\0\0\0\0\0\2[]more",
                                  b"\0\0\0\0\0\0\0\4[{}]", b"\0\0\0\0\0\0\0\4null"])  # fmt: skip
def test_a_spoilt_batch_takes_nothing_in(case: Case, line: Line, body: bytes) -> None:
    response = line.client.post(f"{line.base}batch", body, "application/octet-stream")
    assert (response.status_code, code(response)) == (400, "batch_malformed")
    short = line.batch([("a.txt", b"hello")], size=9)
    assert code(short) == "batch_malformed"
    assert received(case) == {}


def test_a_batch_brings_many_files_and_no_large_one(case: Case, line: Line) -> None:
    many = {f"{number}.dcm": bytes([number]) * 1_000_000 for number in range(12)}
    assert sum(map(len, many.values())) > PART_BYTES
    assert line.batch(list(many.items())).status_code == 200
    large = line.batch([("a.txt", b"hello"), ("b.dcm", bytes(PART_BYTES + 1))])
    assert (large.status_code, code(large)) == (413, "part_too_large")
    assert received(case) == many


def test_a_case_has_a_quota(case: Case, line: Line, settings: Any) -> None:
    settings.HUIZHEN_CASE_QUOTA_BYTES = 10
    assert line.whole("a.txt", b"hello").status_code == 204
    line.begin("b.txt", 4)
    for response in (line.begin("c.txt", 2), line.batch([("c.txt", b"xx")])):
        assert (response.status_code, code(response)) == (413, "quota_exceeded")
    assert line.begin("c.txt", 1).status_code == 201


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [({"stage": "closed"}, "case_closed"), ({"holds": ["consent_withdrawn"]}, "consent_withdrawn")],
)
def test_a_case_that_takes_no_files_says_why(
    case: Case, line: Line, changes: dict[str, Any], wanted: str
) -> None:
    place = line.begin("a.txt", 10)["Location"]
    Case.behind_door.filter(pk=case.pk).update(**changes)
    for response in (line.begin("b.txt", 1), line.part(place, 0, b"x"), line.batch([("c", b"c")])):
        assert (response.status_code, code(response)) == (409, wanted)


@pytest.mark.parametrize(
    "role", ["reviewing_clinician", "medical_editor", "specialist", "interpreter", "auditor",
             "administrator", "department_secretary"],
)  # fmt: skip
def test_whoever_may_not_send_files_finds_nothing(site: Site, case: Case, role: str) -> None:
    other = Line(signed_in(site[role]), f"/cases/{case.pk}/uploads/")
    assert other.begin("a.txt", 5).status_code == 404
    assert other.batch([("a.txt", b"hello")]).status_code == 404
    assert received(case) == {}


def test_an_upload_is_its_senders_alone(site: Site, case: Case, line: Line) -> None:
    place = line.begin("a.txt", 5)["Location"]
    colleague = Line(signed_in(site["home_physician"]), line.base)
    assert colleague.client.head(place, headers=TUS).status_code == 404
    assert colleague.part(place, 0, b"hello").status_code == 404
    other = make_case(site)
    moved = place.replace(str(case.pk), str(other.pk))
    assert line.client.head(moved, headers=TUS).status_code == 404
    assert Line(Client(), line.base).begin("a.txt", 5).status_code == 404


def test_a_form_without_the_token_of_its_page_is_refused(site: Site, case: Case) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(site["patient"])
    response = Line(strict, f"/cases/{case.pk}/uploads/").begin("a.txt", 5)
    assert response.status_code == 403


def test_the_plain_form_takes_files_and_tells_what_became_of_them(case: Case, line: Line) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    files = [SimpleUploadedFile("a.txt", b"hello"), SimpleUploadedFile("b.txt", b"hello")]
    page = line.client.post(f"{line.base}form", {"file": files}, follow=True).content.decode()
    assert "a.txt has arrived." in page
    assert "b.txt is there already." in page
    page = line.client.post(f"{line.base}form", {}, follow=True).content.decode()
    assert "No file arrived" in page
    large = SimpleUploadedFile("c.txt", bytes(17 * 1024 * 1024))
    page = line.client.post(f"{line.base}form", {"file": large}, follow=True).content.decode()
    assert "of at most 16 MB" in page
    assert received(case) == {"a.txt": b"hello"}


def test_what_arrives_together_is_read_once_and_stands_in_the_trail(case: Case, line: Line) -> None:
    for number in range(3):
        line.whole(f"{number}.txt", str(number).encode())
    line.batch([("3.txt", b"3"), ("4.txt", b"4")])
    events = Event.objects.filter(case_id=case.pk, kind="files_received")
    assert events.count() == 1
    follow_up()
    assert not Job.objects.filter(kind="prepare_case").exists()
    assert line.client.post(f"{line.base}done").json() == {"files": 5}
    follow_up()
    follow_up()
    assert list(events.values_list("error", flat=True)) == [""]
    assert Job.objects.filter(kind="prepare_case", case_id=case.pk).count() == 1
    told = AuditEvent.objects.filter(action="receive_files")
    assert [len(event.data["files"]) for event in told.order_by("number")] == [1, 1, 1, 2]
    assert not list(breaks())


def test_without_consent_nothing_is_read(site: Site, line: Line, case: Case) -> None:
    from huizhen.ground.consent.models import Consent

    case_rows(case, Consent).delete()
    line.whole("a.txt", b"hello")
    line.client.post(f"{line.base}done")
    follow_up()
    assert not Job.objects.filter(kind="prepare_case").exists()


def test_of_two_who_send_the_same_part_one_is_told(site: Site, case: Case, line: Line) -> None:
    line.begin("a.txt", 10)
    sender = Sender(case, user=site["patient"])
    first, second = (case_rows(case, Upload).get() for _ in range(2))
    append_part(sender, first, 0, b"hello")
    with pytest.raises(Refused, match="does not follow"):
        append_part(sender, second, 0, b"HELLO")
    again = case_rows(case, Upload).get()
    append_part(sender, first, 5, b"world")
    with pytest.raises(Refused, match="does not follow"):
        append_part(sender, again, 5, b"WORLD")
    assert received(case) == {"a.txt": b"helloworld"}
    blobs = (Path(desk.HUIZHEN_HOME) / "blobs").rglob("*")
    assert len([path for path in blobs if path.is_file()]) == 1


@pytest.mark.parametrize("at", ["keep_part", "_receive"])
def test_a_kill_in_the_middle_loses_nothing_and_doubles_nothing(
    case: Case, line: Line, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    place = line.begin("a.txt", 10)["Location"]
    real = getattr(actions, at)

    def killed(*told: Any) -> None:
        real(*told)
        raise KeyboardInterrupt

    def both_parts() -> None:
        line.part(place, 0, b"hello")
        line.part(place, 5, b"world")

    with monkeypatch.context() as patch:
        patch.setattr(actions, at, killed)
        with pytest.raises(KeyboardInterrupt):
            both_parts()
    offset = line.offset(place)
    assert offset == (0 if at == "keep_part" else 5)
    assert line.part(place, offset, b"helloworld"[offset:]).status_code == 204
    assert received(case) == {"a.txt": b"helloworld"}
    assert case_rows(case, Blob).count() == 1


def test_what_was_left_is_swept(case: Case, line: Line) -> None:
    old, fresh = (line.begin(name, 10)["Location"] for name in ("a.txt", "b.txt"))
    line.part(old, 0, b"hello")
    line.part(fresh, 0, b"hello")
    line.whole("c.txt", b"whole")
    orphan = store_bytes(case, "original", b"left by a kill")
    long_ago = timezone.now() - timedelta(days=15)
    case_rows(case, Upload).filter(pk=old.rsplit("/", 1)[1]).update(touched_at=long_ago)
    case_rows(case, Blob).update(made_at=long_ago)
    assert sweep_uploads(case) == 1
    assert line.client.head(old, headers=TUS).status_code == 404
    assert line.offset(fresh) == 5
    assert not blob_path(orphan.pk).exists()
    assert received(case) == {"c.txt": b"whole"}
