"""DICOMweb as programs use it: found, retrieved, shown and sent, and nothing for the others."""

from __future__ import annotations

import hashlib
import io
import json
import uuid
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from asgiref.sync import async_to_sync
from dicomweb_line import line_to
from django.conf import settings
from django.test import AsyncClient, Client
from PIL import Image
from pydicom import dcmread
from pydicom.dataset import Dataset
from requests import HTTPError

from ct_instances import Maker
from huizhen.api.dicomweb import store_views
from huizhen.api.dicomweb.access import most_sent
from huizhen.ground.accounts.token_actions import make_token
from huizhen.ground.audit.models import AuditEvent
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.actions import name_patient
from huizhen.ground.cases.models import Case
from huizhen.ground.files.actions import Small, finish_batch, receive_small
from huizhen.ground.files.models import ReceivedFile
from huizhen.ground.files.senders import Sender
from huizhen.ground.imaging.actions import INDEX
from huizhen.ground.imaging.children import child_pool
from worlds import Site, make_case, make_site, settle_events, signed_in, work_off

pytestmark = pytest.mark.django_db
MAKER = Maker()
HTJ2K = "1.2.840.10008.1.2.4.201"
STUDY, SERIES = (f"1.2.826.0.1.3680043.8.498.77.0.{end}" for end in ("1", "2.0"))
COUNT = 3


@pytest.fixture
def site() -> Site:
    return make_site("one")


@pytest.fixture
def case(site: Site) -> Case:
    made = make_case(site)
    identity = {"family": "Probe", "given": "Anna", "birth_date": "1968-02-11", "sex": "F"}
    name_patient(made, site["coordinator"], identity)
    return made


@pytest.fixture(autouse=True)
def _without_children(settings: Any) -> Iterator[None]:
    settings.HUIZHEN_IMAGE_TOOLS = "image_tools.tools"
    child_pool.cache_clear()
    yield
    child_pool.cache_clear()


def other_patients() -> bytes:
    dataset = dcmread(io.BytesIO(MAKER.instance(700)))
    dataset.PatientName, dataset.PatientID, dataset.PatientBirthDate = "Else^Who", "1", "19500101"
    dataset.StudyInstanceUID = "1.2.3.4"
    stream = io.BytesIO()
    dataset.save_as(stream)
    return stream.getvalue()


def fill(case: Case, site: Site, *more: bytes) -> list[bytes]:
    files = [MAKER.instance(number) for number in range(COUNT)]
    sender = Sender(case, user=site["coordinator"])
    receive_small(sender, [Small(f"IM{n}", data) for n, data in enumerate([*files, *more])])
    finish_batch(case)
    settle_events()
    assert set(work_off(INDEX)) == {"done"}
    return files


@pytest.fixture
def filled(case: Case, site: Site) -> list[bytes]:
    return fill(case, site, other_patients())


@pytest.fixture
def line(case: Case, site: Site, filled: list[bytes]) -> Any:
    return line_to(case, signed_in(site["reviewing_clinician"]))


def status_of(error: HTTPError) -> int:
    assert error.response is not None
    return error.response.status_code


def told(found: list[dict[str, Any]]) -> list[Dataset]:
    return [Dataset.from_json(one, lambda _uri: b"") for one in found]


def test_studies_series_and_instances_are_found(line: Any) -> None:
    [study] = told(line.search_for_studies())
    assert (study.StudyInstanceUID, study.StudyDate) == (STUDY, "20260401")
    assert (study.NumberOfStudyRelatedInstances, study.ModalitiesInStudy) == (COUNT, "CT")
    assert (str(study.PatientName), study.PatientSex) == ("Probe^Anna", "F")
    [series] = told(line.search_for_series(STUDY))
    assert (series.SeriesInstanceUID, series.NumberOfSeriesRelatedInstances) == (SERIES, COUNT)
    found = told(line.search_for_instances(STUDY, SERIES))
    assert [one.InstanceNumber for one in found] == [1, 2, 3]
    assert len(line.search_for_instances()) == len(line.search_for_instances(STUDY)) == COUNT


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({}, 1),
        ({"StudyDate": "20260401"}, 1),
        ({"StudyDate": "20260101-20261231"}, 1),
        ({"StudyDate": "-20260331"}, 0),
        ({"StudyDate": "20260402-"}, 0),
        ({"00080020": "20260402"}, 0),
        ({"PatientName": "prob*"}, 1),
        ({"PatientName": "Nobody*"}, 0),
        ({"StudyDescription": "CT ab?omen"}, 1),
        ({"StudyDescription": "MR*"}, 0),
        ({"ModalitiesInStudy": "CT"}, 1),
        ({"ModalitiesInStudy": "MR"}, 0),
        ({"StudyInstanceUID": f"1.2.3,{STUDY}"}, 1),
        ({"StudyInstanceUID": "1.2.3"}, 0),
        ({"AccessionNumber": "*"}, 1),
    ],
)
def test_searches_match(line: Any, asked: dict[str, str], count: int) -> None:
    assert len(line.search_for_studies(search_filters=asked)) == count


def test_searches_are_paged_and_widened(line: Any) -> None:
    pages = [line.search_for_instances(STUDY, limit=1, offset=n) for n in range(4)]
    numbers = [[one["00200013"]["Value"][0] for one in page] for page in pages]
    assert numbers == [[1], [2], [3], []]
    [plain] = line.search_for_series(STUDY)
    [wide] = line.search_for_series(STUDY, fields=["SliceThickness"])
    assert set(wide) - set(plain) == {"00180050"}
    everything = line.search_for_instances(STUDY, fields=["all"])[0]
    assert everything["00281050"] == {"vr": "DS", "Value": [40.0]}
    found = line.search_for_instances(STUDY, search_filters={"InstanceNumber": "2"})
    assert len(found) == 1


def test_instances_are_retrieved_byte_for_byte(line: Any, filled: list[bytes]) -> None:
    for number, data in enumerate(filled):
        uid = dcmread(io.BytesIO(data)).SOPInstanceUID
        got = line.retrieve_instance(STUDY, SERIES, uid)
        assert np.array_equal(got.pixel_array, dcmread(io.BytesIO(data)).pixel_array)
        assert got.InstanceNumber == number + 1
    assert len(line.retrieve_series(STUDY, SERIES)) == COUNT
    assert len(line.retrieve_study(STUDY)) == COUNT


def test_one_instance_is_a_file_where_that_is_asked_for(
    case: Case, site: Site, filled: list[bytes]
) -> None:
    client = signed_in(site["patient"])
    address = f"/api/dicomweb/cases/{case.pk}/studies/{STUDY}/series/{SERIES}/instances"
    uid = dcmread(io.BytesIO(filled[0])).SOPInstanceUID
    answer = client.get(f"{address}/{uid}", headers={"accept": "application/dicom"})
    assert answer.content == filled[0]
    refused = client.get(f"{address}/{uid}", headers={"accept": "image/gif"})
    assert refused.status_code == 406
    other = 'application/dicom; transfer-syntax="1.2.840.10008.1.2.4.80"'
    assert client.get(f"{address}/{uid}", headers={"accept": other}).status_code == 406


def test_headers_are_whole_or_those_of_a_viewer(
    line: Any, case: Case, site: Site, filled: list[bytes]
) -> None:
    whole = told(line.retrieve_series_metadata(STUDY, SERIES))
    assert [one.InstanceNumber for one in whole] == [1, 2, 3]
    assert (whole[0].Manufacturer, str(whole[0].PatientName)) == ("Huizhen benchmark", "Probe^Anna")
    assert [one.InstanceNumber for one in told(line.retrieve_study_metadata(STUDY))] == [1, 2, 3]
    uid = whole[1].SOPInstanceUID
    one = Dataset.from_json(line.retrieve_instance_metadata(STUDY, SERIES, uid), lambda _uri: b"")
    assert one.InstanceNumber == 2
    client = signed_in(site["coordinator"])
    base = f"/api/dicomweb/cases/{case.pk}/studies/{STUDY}/series/{SERIES}"
    short = client.get(f"{base}/metadata?set=viewer").json()
    assert "00080070" not in short[0]
    assert short[0]["00280030"]["Value"] == [0.78125, 0.78125]
    assert short[0]["7FE00010"]["BulkDataURI"].endswith("/frames")


def test_frames_are_decoded_as_kept_or_htj2k(
    line: Any, case: Case, site: Site, filled: list[bytes]
) -> None:
    data = dcmread(io.BytesIO(filled[1]))
    uid, pixels = data.SOPInstanceUID, data.pixel_array
    [native] = line.retrieve_instance_frames(STUDY, SERIES, uid, [1])
    assert np.array_equal(np.frombuffer(native, "<i2").reshape(512, 512), pixels)
    client = signed_in(site["coordinator"])
    base = f"/api/dicomweb/cases/{case.pk}/studies/{STUDY}/series/{SERIES}/instances/{uid}"
    jphc = {"accept": f'multipart/related; type="image/jphc"; transfer-syntax={HTJ2K}'}
    jls = {"accept": 'multipart/related; type="image/jls"'}
    assert client.get(f"{base}/frames/1", headers=jls).status_code == 406
    answer = client.get(f"{base}/frames/1", headers=jphc)
    assert answer.status_code == 200
    body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert f"image/jphc; transfer-syntax={HTJ2K}".encode() in body
    stream = body.partition(b"\r\n\r\n")[2].rpartition(b"\r\n--")[0]
    import imagecodecs

    assert np.array_equal(imagecodecs.htj2k_decode(stream), pixels)
    anything = {"accept": 'multipart/related; type="application/octet-stream"; transfer-syntax=*'}
    body = b"".join(client.get(f"{base}/frames/1", headers=anything).streaming_content)  # type: ignore[attr-defined]
    assert f"application/octet-stream; transfer-syntax={HTJ2K}".encode() in body
    for numbers in ("0", "2", "1,2", "x", "-1", "1.5", ""):
        assert client.get(f"{base}/frames/{numbers}", headers=anything).status_code == 404
    whole = client.get(base, headers={"accept": f"application/dicom; transfer-syntax={HTJ2K}"})
    assert dcmread(io.BytesIO(whole.content)).file_meta.TransferSyntaxUID == HTJ2K


def test_pictures_are_rendered(line: Any, case: Case, site: Site, filled: list[bytes]) -> None:
    uid = dcmread(io.BytesIO(filled[1])).SOPInstanceUID
    made = line.retrieve_instance_rendered(STUDY, SERIES, uid, media_types=("image/png",))
    image = Image.open(io.BytesIO(made))
    assert (image.format, image.size) == ("PNG", (512, 512))
    client = signed_in(site["coordinator"])
    base = f"/api/dicomweb/cases/{case.pk}/studies/{STUDY}"
    inside = f"{base}/series/{SERIES}/instances/{uid}"
    png = {"accept": "image/png"}
    bright = client.get(f"{inside}/rendered?window=-1000,2,linear", headers=png)
    dark = client.get(f"{inside}/rendered?window=3000,2,linear", headers=png)
    assert np.asarray(Image.open(io.BytesIO(bright.content))).mean() > 100
    assert np.asarray(Image.open(io.BytesIO(dark.content))).max() == 0
    small = client.get(f"{inside}/frames/1/rendered?viewport=100,60&quality=30")
    assert Image.open(io.BytesIO(small.content)).size == (60, 60)
    assert small["Content-Type"] == "image/jpeg"
    for place in (f"{base}/rendered", f"{base}/series/{SERIES}/rendered", f"{base}/thumbnail",
                  f"{base}/series/{SERIES}/thumbnail", f"{inside}/thumbnail"):  # fmt: skip
        answer = client.get(place)
        assert Image.open(io.BytesIO(answer.content)).width > 10, place
    kept = client.get(f"{base}/series/{SERIES}/thumbnail")
    assert kept["Content-Type"] == "image/webp"
    for wrong in ("window=1", "window=1,0", "window=1,2,bent", "viewport=9999999,1", "viewport=1",
                  "viewport=nan,5", "quality=0", "quality=x"):  # fmt: skip
        answer = client.get(f"{inside}/rendered?{wrong}")
        assert (answer.status_code, answer.json()["code"]) == (400, "parameter_wrong"), wrong


def test_bulk_data_is_given_by_its_address(case: Case, site: Site) -> None:
    dataset = dcmread(io.BytesIO(MAKER.instance(0)))
    block = dataset.private_block(0x0029, "PROBE", create=True)
    block.add_new(0x10, "OB", bytes(range(256)) * 8)
    stream = io.BytesIO()
    dataset.save_as(stream)
    fill(case, site, stream.getvalue())
    client = signed_in(site["coordinator"])
    base = f"/api/dicomweb/cases/{case.pk}/studies/{STUDY}/series/{SERIES}"
    found = [one["00291010"] for one in client.get(f"{base}/metadata").json() if "00291010" in one]
    assert len(found) == 1
    answer = client.get(found[0]["BulkDataURI"])
    held = answer.content if answer.status_code == 200 else b""
    assert held in (bytes(range(256)) * 8, b"")
    uid = dataset.SOPInstanceUID
    assert client.get(f"{base}/instances/{uid}/bulkdata/nonsense").status_code == 404
    assert client.get(f"{base}/instances/{uid}/bulkdata/00100010").status_code == 404


def test_another_patients_images_are_nowhere(line: Any, case: Case, site: Site) -> None:
    assert [one["0020000D"]["Value"] for one in line.search_for_studies()] == [[STUDY]]
    for ask in (line.retrieve_study_metadata, line.search_for_series):
        with pytest.raises(HTTPError) as caught:
            ask("1.2.3.4")
        assert status_of(caught.value) == 404


@pytest.mark.parametrize("role", ["specialist", "department_secretary", "interpreter", "auditor"])
def test_who_does_not_see_the_patient_sees_no_originals(
    case: Case, site: Site, filled: list[bytes], role: str
) -> None:
    client = signed_in(site[role])
    seen = signed_in(site["coordinator"])
    base = f"/api/dicomweb/cases/{case.pk}"
    nowhere = f"/api/dicomweb/cases/{uuid.uuid4()}"
    for place in ("/studies", f"/studies/{STUDY}/metadata", f"/studies/{STUDY}/rendered"):
        assert seen.get(base + place).status_code == 200
        refused, missing = client.get(base + place), client.get(nowhere + place)
        assert (refused.status_code, refused.content) == (404, missing.content)
    assert Client().get(f"{base}/studies").status_code == 401


def test_tokens_reach_as_far_as_their_scopes(case: Case, site: Site, filled: list[bytes]) -> None:
    person = site["reviewing_clinician"]
    _, token = make_token(person, "viewer", ["documents"], 1)
    assert len(line_to(case, Client(), token).search_for_studies()) == 1
    _, other = make_token(person, "other", ["cases"], 1)
    with pytest.raises(HTTPError) as caught:
        line_to(case, Client(), other).search_for_studies()
    assert status_of(caught.value) == 403
    with pytest.raises(HTTPError) as caught:
        line_to(case, Client(), "hz_never").search_for_studies()
    assert status_of(caught.value) == 401


def test_what_is_read_is_told_once_in_five_minutes(line: Any) -> None:
    uids = [one["00080018"]["Value"][0] for one in line.search_for_instances(STUDY)]
    for uid in uids * 2:
        line.retrieve_instance_metadata(STUDY, SERIES, uid)
    reads = AuditEvent.objects.filter(action="read", about__startswith="imaging_study:")
    assert reads.count() == 1
    assert STUDY not in json.dumps(list(reads.values("about", "data")))


def test_instances_are_stored_with_a_token(case: Case, site: Site) -> None:
    _, token = make_token(site["coordinator"], "pacs", ["upload", "documents"], 1)
    line = line_to(case, Client(), token)
    files = [MAKER.instance(number) for number in range(COUNT)]
    answer = line.store_instances([dcmread(io.BytesIO(data)) for data in files])
    assert len(answer.ReferencedSOPSequence) == COUNT
    assert "FailedSOPSequence" not in answer
    assert answer.ReferencedSOPSequence[0].RetrieveURL.endswith(
        dcmread(io.BytesIO(files[0])).SOPInstanceUID
    )
    settle_events()
    assert set(work_off(INDEX)) == {"done"}
    [study] = told(line.search_for_studies())
    assert study.NumberOfStudyRelatedInstances == COUNT
    assert case_rows(case, ReceivedFile).count() == COUNT


def message(*parts: bytes) -> tuple[bytes, str]:
    body = b"".join(
        b"--mark\r\nContent-Type: application/dicom\r\n\r\n" + part + b"\r\n" for part in parts
    )
    return body + b"--mark--", 'multipart/related; type="application/dicom"; boundary=mark'


def test_each_part_is_taken_for_itself(case: Case, site: Site) -> None:
    _, token = make_token(site["coordinator"], "pacs", ["upload"], 1)
    good = MAKER.instance(0)
    body, kind = message(b"no dicom at all", good, b"")

    def send(where: str, body: bytes, kind: str, **headers: str) -> Any:
        return Client().post(
            f"/api/dicomweb/cases/{case.pk}/{where}", body, content_type=kind,
            headers={"authorization": f"Bearer {token}", **headers},
        )  # fmt: skip

    answer = send("studies", body, kind)
    assert answer.status_code == 202
    assert len(answer.json()["00081199"]["Value"]) == 1
    reasons = [one["00081197"]["Value"] for one in answer.json()["00081198"]["Value"]]
    assert reasons == [[0xC000], [0xC000]]
    [row] = case_rows(case, ReceivedFile)
    assert row.sha256 == hashlib.sha256(good).hexdigest()
    assert send("studies/1.2.3", *message(MAKER.instance(1))).status_code == 409
    assert send(f"studies/{STUDY}", *message(MAKER.instance(1))).status_code == 200
    assert send("studies", b"{}", "application/dicom+json").status_code == 415
    assert send("studies", b"--mark", kind).status_code == 400
    assert send("studies", bytes(17 * 1024 * 1024), kind).status_code == 400
    assert case_rows(case, ReceivedFile).count() == 2


def test_a_session_alone_stores_nothing(case: Case, site: Site) -> None:
    body, kind = message(MAKER.instance(0))
    browser = signed_in(site["coordinator"])
    answer = browser.post(f"/api/dicomweb/cases/{case.pk}/studies", body, content_type=kind)
    assert answer.status_code == 401
    _, reading = make_token(site["coordinator"], "viewer", ["documents"], 1)
    headers = {"authorization": f"Bearer {reading}"}
    answer = Client().post(
        f"/api/dicomweb/cases/{case.pk}/studies", body, content_type=kind, headers=headers
    )
    assert answer.status_code == 403
    assert not case_rows(case, ReceivedFile).exists()


def test_a_study_streams_from_the_asgi_server(case: Case, site: Site, filled: list[bytes]) -> None:
    _, token = make_token(site["reviewing_clinician"], "viewer", ["documents"], 1)

    async def fetched() -> tuple[int, bytes]:
        answer: Any = await AsyncClient().get(
            f"/api/dicomweb/cases/{case.pk}/studies/{STUDY}",
            headers={"authorization": f"Bearer {token}"},
        )
        return answer.status_code, b"".join([chunk async for chunk in answer])

    status, body = async_to_sync(fetched)()
    assert status == 200
    assert all(data in body for data in filled)


def test_a_large_instance_is_taken_in_pieces(
    case: Case, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_views, "PART_BYTES", 4_000)
    _, token = make_token(site["coordinator"], "pacs", ["upload"], 1)
    small, large = MAKER.instance(0), MAKER.instance(1)
    padded = dcmread(io.BytesIO(large))
    padded.add_new(0xFFFCFFFC, "OB", bytes(20_000))
    target = io.BytesIO()
    padded.save_as(target)
    large = target.getvalue()
    body, kind = message(small, large, b"no dicom at all", MAKER.instance(2))
    answer = Client().post(
        f"/api/dicomweb/cases/{case.pk}/studies", body, content_type=kind,
        headers={"authorization": f"Bearer {token}"},
    )  # fmt: skip
    assert answer.status_code == 202
    assert len(answer.json()["00081199"]["Value"]) == 3
    rows = case_rows(case, ReceivedFile)
    assert hashlib.sha256(large).hexdigest() in rows.values_list("sha256", flat=True)
    assert rows.count() == 3


def test_only_who_may_store_may_send_much(case: Case, site: Site) -> None:
    _, storing = make_token(site["coordinator"], "pacs", ["upload"], 1)
    _, reading = make_token(site["coordinator"], "viewer", ["documents"], 1)
    path = f"/api/dicomweb/cases/{case.pk}/studies"
    assert most_sent(path, f"Bearer {storing}") == settings.HUIZHEN_STOW_BYTES
    assert most_sent(f"{path}/1.2.3", f"Bearer {storing}") == settings.HUIZHEN_STOW_BYTES
    assert most_sent(path, f"Bearer {reading}") == 0
    assert most_sent(path, "Bearer hz_never") == 0
    assert most_sent("/sign-in", f"Bearer {storing}") == 0
