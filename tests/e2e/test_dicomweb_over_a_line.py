"""dicomweb-client against the served desk: stored, found and retrieved over a real connection."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from typing import Any

import pytest
from dicomweb_client.api import DICOMwebClient
from pydicom import Dataset, dcmread
from requests import HTTPError, Session
from served_desk import served_desk

from ct_instances import Maker

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]
SERVE = """
import json, sys, threading, time
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
from huizhen.ground.accounts.token_actions import make_token
from huizhen.ground.cases.actions import name_patient
from huizhen.ground.imaging.actions import INDEX
from worlds import make_case, make_site, settle_events, work_off
site = make_site("one")
case = make_case(site)
identity = {"family": "Probe", "given": "Anna", "birth_date": "1968-02-11", "sex": "F"}
name_patient(case, site["coordinator"], identity)
_, token = make_token(site["coordinator"], "pacs", ["upload", "documents"], 1)
print(json.dumps({"case": str(case.pk), "token": token}), flush=True)
def work():
    while True:
        settle_events()
        work_off(INDEX)
        time.sleep(0.5)
threading.Thread(target=work, daemon=True).start()
import uvicorn
uvicorn.run("huizhen.project.asgi:application", port=int(sys.argv[1]), log_config=None)
"""
MAKER = Maker()
LARGE = 70 << 20
"""Above what any other request may bring."""


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with served_desk(SERVE, tmp_path_factory.mktemp("desk") / "home") as told:
        session = Session()
        session.headers["Authorization"] = f"Bearer {told['token']}"
        place = f"{told['address']}/api/dicomweb/cases/{told['case']}"
        yield DICOMwebClient(place, session=session)


def instances() -> list[Dataset]:
    """Three slices, one of them with much that no reader knows."""
    found: list[Dataset] = [dcmread(io.BytesIO(MAKER.instance(number))) for number in range(3)]
    found[1].add_new(0x00110010, "LO", "PROBE")
    found[1].add_new(0x00111001, "OB", bytes(LARGE))
    return found


def studies(line: Any, wanted: int) -> list[Dataset]:
    for _ in range(240):
        found = [Dataset.from_json(one) for one in line.search_for_studies()]
        if found and found[0].NumberOfStudyRelatedInstances == wanted:
            return found
        time.sleep(0.25)
    raise AssertionError("the instances did not appear")


def test_instances_are_stored_found_and_retrieved(line: Any) -> None:
    sent = instances()
    answer = line.store_instances(sent)
    assert len(answer.ReferencedSOPSequence) == len(sent)
    assert "FailedSOPSequence" not in answer
    [study] = studies(line, len(sent))
    uid = study.StudyInstanceUID
    [series] = [Dataset.from_json(one) for one in line.search_for_series(uid)]
    assert series.NumberOfSeriesRelatedInstances == len(sent)
    back = {one.SOPInstanceUID: one for one in line.retrieve_study(uid)}
    for one in sent:
        assert back[one.SOPInstanceUID].PixelData == one.PixelData
        assert len(back[one.SOPInstanceUID]) == len(one)
    frames = line.retrieve_instance_frames(
        uid, series.SeriesInstanceUID, sent[0].SOPInstanceUID, [1]
    )
    assert frames == [sent[0].PixelData]
    metadata = line.retrieve_series_metadata(uid, series.SeriesInstanceUID)
    assert len(metadata) == len(sent)


def test_who_has_no_token_is_refused_before_a_long_message_is_read(line: Any) -> None:
    stranger = DICOMwebClient(line.base_url, headers={"Authorization": "Bearer hz_never"})
    with pytest.raises((HTTPError, ConnectionError, OSError)):
        stranger.store_instances(instances())
