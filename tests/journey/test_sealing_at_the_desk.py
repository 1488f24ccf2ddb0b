"""Sealing at the desk: its gate, one package of equal inputs, the passphrase once, kills."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from pathlib import Path

import pyrage
import pytest
from django.conf import settings
from preparation_world import SPECIFIC, World, make_world

from huizhen.core.preparation.sealing import MAGIC, OPENER, README, SEALED, SUMS
from huizhen.ground.accounts.models import Membership, Organisation
from huizhen.ground.audit.models import AuditEvent
from huizhen.ground.cases.access import case_rows
from huizhen.ground.files.blobs import store_bytes
from huizhen.ground.files.models import Blob
from huizhen.ground.jobs import ledger
from huizhen.ground.jobs.models import Job, JobState
from huizhen.ground.records.actions import decide_fact
from huizhen.journey.preparation import jobs
from huizhen.journey.preparation.models import SealedPackage
from huizhen.journey.preparation.queries import standing
from huizhen.project.config import CONTENT
from kept_steps import kept
from worlds import give_consent, settle_events, work_off

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not (CONTENT.parent / "web/static/vendor/age.min.js").exists(), reason="run make setup"
    ),
]


@pytest.fixture
def world() -> World:
    """A signed case with a specific question and consent for the practice."""
    made = make_world()
    kept("preparation signed", lambda: sign(made))
    kept("preparation signed, with consent", made.consent)
    return made


def sign(made: World) -> None:
    made.post("coordinator", "questions/", {"text": SPECIFIC, "language": "en"})
    made.recompose()
    assert made.sign().status_code == 302


def seal(world: World, role: str = "coordinator", **told: str) -> int:
    given = {"recipient": str(world.practice.pk), **told}
    return int(world.post(role, "packages/", given).status_code)


def the_package(world: World) -> SealedPackage:
    row: SealedPackage = case_rows(world.case, SealedPackage).filter(discarded_at=None).get()
    return row


def archive(world: World) -> zipfile.ZipFile:
    answer = world.get("coordinator", f"packages/{the_package(world).pk}/archive")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    return zipfile.ZipFile(io.BytesIO(answer.content))


def words_of(world: World) -> str:
    page = world.post("coordinator", f"packages/{the_package(world).pk}/passphrase")
    found = re.search(r"passphrase\"><code>([a-z ]+)</code>", page.content.decode())
    assert found is not None
    return found[1]


def test_a_package_for_the_home_team_opens_with_its_passphrase(world: World) -> None:
    assert seal(world) == 302
    assert work_off(jobs.SEAL) == ["done"]
    number = world.case.number
    with archive(world) as files:
        names = files.namelist()
        assert names == [f"{number}/{name}" for name in (OPENER, SEALED, README, SUMS)]
        data = files.read(f"{number}/{SEALED}")
        sums = files.read(f"{number}/{SUMS}").decode()
    assert hashlib.sha256(data).hexdigest() in sums
    words = words_of(world)
    assert len(words.split()) == 6
    assert data.startswith(MAGIC)
    length = int.from_bytes(data[8:12], "big")
    index = json.loads(pyrage.passphrase.decrypt(data[12 : 12 + length], words))
    row = the_package(world)
    assert (index["number"], index["dossier_sha256"]) == (number, row.dossier_hash)
    assert index["consent_ids"] == row.consent_ids != []
    identity = pyrage.x25519.Identity.from_str(index["identity"])
    parts = {}
    for part in index["parts"]:
        start = 12 + length + part["offset"]
        parts[part["name"]] = pyrage.decrypt(data[start : start + part["length"]], [identity])
    assert "dossier.html" in parts
    assert parts["dossier.pdf"].startswith(b"%PDF")
    assert "facts.json" not in parts
    # of several words: three letters alone stand in any megabyte of cipher by chance
    assert " ".join(SPECIFIC.split()[:4]).encode() not in data
    assert standing(world.now()).sealed[0].recipient == str(world.practice.pk)


def test_the_passphrase_is_shown_once_and_then_nowhere(world: World) -> None:
    seal(world)
    row = the_package(world)
    assert world.post("coordinator", f"packages/{row.pk}/passphrase").status_code == 409
    work_off(jobs.SEAL)
    words = words_of(world)
    again = world.post("coordinator", f"packages/{row.pk}/passphrase")
    assert again.status_code == 409
    assert words not in again.content.decode()
    assert the_package(world).sealed_passphrase is None
    told = json.dumps(list(AuditEvent.objects.values_list("data", flat=True)))
    assert words not in told
    assert AuditEvent.objects.filter(action="show_passphrase").count() == 1


def test_the_same_inputs_twice_make_one_package(world: World) -> None:
    assert [seal(world), seal(world)] == [302, 302]
    assert work_off(jobs.SEAL) == ["done"]
    first = the_package(world).blob_id
    assert seal(world) == 302
    work_off(jobs.SEAL)
    assert the_package(world).blob_id == first
    assert case_rows(world.case, Blob).filter(kind="sealed").count() == 1


def test_one_page_sent_twice_asks_once(world: World) -> None:
    seen = str(world.now().revision)
    assert [seal(world, seen=seen), seal(world, seen=seen)] == [302, 409]


def test_a_killed_worker_leaves_nothing_that_counts(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal(world)
    job = ledger.claim("first")
    while job is not None and job.kind != jobs.SEAL:
        job = ledger.claim("first")
    assert job is not None
    orphan = store_bytes(world.now(), "sealed", b"half a package")

    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(ledger.Running, "still_mine", die)
        with pytest.raises(Killed):
            jobs.seal_package(ledger.Running(job))
    assert the_package(world).blob is None
    assert list(case_rows(world.case, Blob).filter(kind="sealed")) == [orphan]
    Blob.behind_door.filter(pk=orphan.pk).update(made_at="2026-01-01T00:00:00Z")
    Job.objects.filter(pk=job.pk).update(state=JobState.WAITING, lease_owner="")
    assert work_off(jobs.SEAL) == ["done"]
    assert [b.pk for b in case_rows(world.case, Blob).filter(kind="sealed")] == [
        the_package(world).blob_id
    ]


def test_a_recipients_own_key_needs_no_passphrase(world: World) -> None:
    own = pyrage.x25519.Identity.generate()
    assert seal(world, age_key=str(own.to_public())) == 302
    assert work_off(jobs.SEAL) == ["done"]
    assert the_package(world).sealed_passphrase is None
    with archive(world) as files:
        data = files.read(f"{world.case.number}/{SEALED}")
    length = int.from_bytes(data[8:12], "big")
    assert b'"parts"' in pyrage.decrypt(data[12 : 12 + length], [own])


@pytest.mark.parametrize("key", ["age1abc", "AGE-SECRET-KEY-1QQQ"])
def test_a_wrong_key_is_refused(world: World, key: str) -> None:
    assert seal(world, age_key=key) == 400
    assert not case_rows(world.case, SealedPackage).exists()


def test_a_department_gets_none_while_nobody_searched_its_pictures(world: World) -> None:
    department = Organisation.objects.create(kind="department", name="Sample 3A", country="CN")
    Membership.objects.filter(user=world.site["specialist"]).update(organisation=department)
    give_consent(
        world.case,
        world.site["patient"],
        "consult",
        recipient=str(department.pk),
        country="CN",
        covers_identity=True,
    )
    answer = world.post("coordinator", "packages/", {"recipient": str(department.pk)})
    assert answer.status_code == 400
    assert "masking" in answer.content.decode().casefold()
    assert not case_rows(world.case, SealedPackage).exists()
    assert seal(world) == 302


def test_somebody_who_takes_no_part_is_no_recipient(world: World) -> None:
    stranger = Organisation.objects.create(kind="home_team", name="Elsewhere", country="FR")
    answer = world.post("coordinator", "packages/", {"recipient": str(stranger.pk)})
    assert answer.status_code == 400
    assert not case_rows(world.case, SealedPackage).exists()


def test_without_consent_for_the_practice_nothing_is_sealed(world: World) -> None:
    from huizhen.ground.consent.models import Consent

    case_rows(world.case, Consent).filter(purpose="home_team").delete()
    assert seal(world) == 400
    page = world.get("coordinator", "packages/").content.decode()
    assert "Ask the patient for the consent" in page
    path = f"packages/consent/{world.practice.pk}"
    assert world.post("coordinator", path).status_code == 302
    world.consent()
    assert seal(world) == 302


def test_a_vague_question_stops_sealing_alone(world: World) -> None:
    world.post("coordinator", "questions/", {"text": "What now?", "language": "en"})
    world.recompose()
    settle_events()
    work_off("none")
    from django.core.cache import cache

    cache.clear()
    assert world.sign().status_code == 302
    assert seal(world) == 400


def test_an_old_signature_seals_nothing(world: World) -> None:
    hashed = world.post("coordinator", "questions/", {"text": SPECIFIC + "?", "language": "en"})
    assert hashed.status_code == 302
    world.recompose()
    settle_events()
    work_off("none")
    assert seal(world) == 400
    assert not case_rows(world.case, SealedPackage).exists()


def test_a_fact_decided_since_the_signature_stops_a_package_that_was_asked_for(
    world: World,
) -> None:
    assert seal(world) == 302
    told = {
        "action": "add",
        "why": "told by telephone",
        "fact": {"type": "Condition", "text": "Asthma", "certainty": "affirmed"},
    }
    decide_fact(world.now(), world.site.people["coordinator"], told)
    assert work_off(jobs.SEAL) == ["package_without_ground"]
    assert the_package(world).blob_id is None


def test_a_question_asked_since_the_signature_stops_a_package_that_was_asked_for(
    world: World,
) -> None:
    assert seal(world) == 302
    asked = {"text": SPECIFIC + " And then?", "language": "en"}
    assert world.post("coordinator", "questions/", asked).status_code == 302
    settle_events()
    assert work_off(jobs.SEAL) == ["package_without_ground"]
    assert the_package(world).blob_id is None


@pytest.mark.parametrize(
    "role", ["patient", "home_physician", "medical_editor", "reviewing_clinician", "specialist"]
)
def test_others_seal_nothing_and_save_nothing(world: World, role: str) -> None:
    seal(world)
    work_off(jobs.SEAL)
    row = the_package(world)
    assert seal(world, role) == 404
    assert world.get(role, f"packages/{row.pk}/archive").status_code == 404
    assert world.post(role, f"packages/{row.pk}/passphrase").status_code == 404
    assert the_package(world).sealed_passphrase is not None


def test_a_lost_passphrase_is_met_by_a_new_package(world: World) -> None:
    seal(world)
    work_off(jobs.SEAL)
    first = words_of(world)
    old = the_package(world)
    assert world.post("coordinator", f"packages/{old.pk}/discard").status_code == 302
    assert world.get("coordinator", f"packages/{old.pk}/archive").status_code == 404
    assert standing(world.now()).sealed == ()
    assert seal(world) == 302
    work_off(jobs.SEAL)
    assert the_package(world).pk != old.pk
    assert words_of(world) != first


def test_nothing_of_the_package_lies_in_clear(world: World) -> None:
    seal(world)
    work_off(jobs.SEAL)
    for path in (Path(settings.HUIZHEN_HOME) / "blobs").rglob("*"):
        if path.is_file():
            assert path.read_bytes().startswith(b"huizhen-blob/2\n")
    assert list((Path(settings.HUIZHEN_HOME) / "work").glob("*")) == []
