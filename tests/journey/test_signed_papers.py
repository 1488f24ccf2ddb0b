"""The papers of a signed version: who signed stands on them, and no mark of a draft any more."""

from __future__ import annotations

import io
import json
import re
import zipfile

import pyrage
import pytest
from pikepdf import open as open_pdf
from preparation_world import SPECIFIC, World, make_world

from huizhen.core.preparation.dossier import DRAFT_MARK
from huizhen.core.preparation.sealing import SEALED
from huizhen.ground.audit.models import AuditEvent
from huizhen.ground.cases.access import case_rows
from huizhen.ground.jobs.models import Job, JobState
from huizhen.ground.records.queries import current_version, dossier_of, version_file
from huizhen.journey.preparation import jobs
from huizhen.journey.preparation.models import SealedPackage, SignedPaper, SignOffRow
from huizhen.journey.preparation.signed_papers import SET_SIGNED, are_papers_awaited, paper_file
from huizhen.project.config import CONTENT
from kept_steps import kept
from worlds import work_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """A version that was just signed."""
    made = make_world()
    kept("preparation signed", lambda: sign(made))
    return made


def sign(made: World) -> None:
    made.post("coordinator", "questions/", {"text": SPECIFIC, "language": "en"})
    made.recompose()
    assert made.sign().status_code == 302


def words(docx: bytes) -> str:
    """The text of a Word file."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return re.sub(r"<[^>]+>", "", archive.read("word/document.xml").decode())


def paper(world: World, name: str) -> bytes:
    version = current_version(world.now())
    assert version is not None
    return bytes(world.get("coordinator", f"versions/{version.pk}/papers/{name}").content)


def page(world: World) -> str:
    version = current_version(world.now())
    assert version is not None
    shown = world.get("coordinator", f"versions/{version.pk}/dossier.html")
    return str(shown.content.decode())


def test_until_the_worker_has_set_them_they_are_what_was_read_before_signing(
    world: World,
) -> None:
    version = current_version(world.now())
    assert version is not None
    assert DRAFT_MARK in page(world)
    assert are_papers_awaited(world.now(), version)
    shown = world.get("coordinator", "dossier/").content.decode()
    assert "signed papers are being set" in shown


def test_signer_role_time_and_hash_stand_on_every_paper_and_no_mark_of_a_draft(
    world: World,
) -> None:
    assert work_off(SET_SIGNED) == ["done"]
    row = case_rows(world.case, SignOffRow).get()
    assert {one.name for one in case_rows(world.case, SignedPaper)} == {
        "dossier.pdf", "dossier.docx", "dossier.html", "申请单.pdf", "申请单.docx",
    }  # fmt: skip
    said = [page(world), words(paper(world, "dossier.docx")), words(paper(world, "申请单.docx"))]
    for text in said:
        assert DRAFT_MARK not in text
        assert f"已经医师确认：{row.by.name}（审核医师）" in text
        assert "（北京时间）" in text
        assert row.dossier_hash in text.replace("\u200b", "")
        assert "规则未经临床审核" in text
    with open_pdf(io.BytesIO(paper(world, "dossier.pdf"))) as pdf:
        assert len(pdf.pages) > 1
    shown = world.get("coordinator", "dossier/").content.decode()
    assert "signed papers are being set" not in shown


def test_what_was_signed_stays_as_it_was(world: World) -> None:
    version = current_version(world.now())
    assert version is not None
    before = {
        name: version_file(world.now(), version, name)
        for name in ("dossier.json", "dossier.pdf", "dossier.html", "manifest.json")
    }
    work_off(SET_SIGNED)
    after = {name: version_file(world.now(), version, name) for name in before}
    assert after == before
    row = case_rows(world.case, SignOffRow).get()
    assert dossier_of(world.now(), version).sha256 == row.dossier_hash == version.dossier_hash


def test_a_signature_taken_back_makes_a_draft_of_them_again(world: World) -> None:
    work_off(SET_SIGNED)
    row = case_rows(world.case, SignOffRow).get()
    taken = world.post("reviewing_clinician", f"sign/{row.pk}/withdraw")
    assert taken.status_code == 302
    assert DRAFT_MARK in page(world)


def test_the_next_version_is_a_draft_and_the_signed_one_can_be_read(world: World) -> None:
    work_off(SET_SIGNED)
    signed = current_version(world.now())
    world.give_package()
    assert signed is not None
    assert DRAFT_MARK in page(world)
    assert DRAFT_MARK.encode() not in paper_file(world.now(), signed, "dossier.html")


def test_a_second_run_keeps_them_once(world: World) -> None:
    work_off(SET_SIGNED)
    kept = set(case_rows(world.case, SignedPaper).values_list("blob", flat=True))
    Job.objects.filter(kind=SET_SIGNED).update(state=JobState.WAITING)
    assert work_off(SET_SIGNED) == ["done"]
    assert set(case_rows(world.case, SignedPaper).values_list("blob", flat=True)) == kept
    told = AuditEvent.objects.filter(action="set_signed")
    assert told.count() == 1
    assert told.get().data == {"files": 5}


@pytest.mark.skipif(
    not (CONTENT.parent / "web/static/vendor/age.min.js").exists(), reason="run make setup"
)
def test_a_sealed_package_holds_the_signed_form_even_when_sealing_comes_first(
    world: World,
) -> None:
    world.consent()
    Job.objects.filter(kind=SET_SIGNED).delete()
    told = {"recipient": str(world.practice.pk)}
    assert world.post("coordinator", "packages/", told).status_code == 302
    assert work_off(jobs.SEAL) == ["done"]
    row = case_rows(world.case, SealedPackage).get()
    answer = world.get("coordinator", f"packages/{row.pk}/archive")
    shown = world.post("coordinator", f"packages/{row.pk}/passphrase").content.decode()
    found = re.search(r"passphrase\"><code>([a-z ]+)</code>", shown)
    assert found is not None
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        data = archive.read(f"{world.case.number}/{SEALED}")
    length = int.from_bytes(data[8:12], "big")
    index = json.loads(pyrage.passphrase.decrypt(data[12 : 12 + length], found[1]))
    identity = pyrage.x25519.Identity.from_str(index["identity"])
    parts = {
        part["name"]: pyrage.decrypt(
            data[12 + length + part["offset"] :][: part["length"]], [identity]
        )
        for part in index["parts"]
    }
    assert DRAFT_MARK.encode() not in parts["dossier.html"]
    assert DRAFT_MARK not in words(parts["dossier.docx"])
    assert "已经医师确认".encode() in parts["dossier.html"]
    assert index["dossier_sha256"] == row.dossier_hash
