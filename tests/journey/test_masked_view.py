"""What a department reads on the desk: masked papers, made by sealing or by a job of their own."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from consultation_world import PARTS
from django.utils import timezone
from masked_world import agree, department, seal_for, signed_world, the_package
from pikepdf import open as open_pdf
from preparation_world import World

from huizhen.core.preparation.masked_package import MaskedPapers
from huizhen.ground.accounts.models import Membership, Organisation
from huizhen.ground.audit.models import AuditEvent
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.change import changing
from huizhen.ground.files.models import Blob
from huizhen.ground.imaging.masking_models import (
    ItemKind,
    MaskingDecision,
    MaskingItem,
    MaskingRun,
    Verdict,
)
from huizhen.ground.jobs.models import Job
from huizhen.journey.consultation.models import DepartmentInvitation, OpinionRow, Submission
from huizhen.journey.preparation import jobs
from huizhen.journey.preparation.masked_view import (
    MASK,
    ask_to_mask,
    masked_names,
    masked_view,
)
from huizhen.journey.preparation.models import MaskedFile, MaskedView, SignOffRow
from huizhen.journey.preparation.queries import signed_version
from huizhen.project.config import CONTENT
from huizhen.project.sealing_run import mask_papers
from worlds import settle_events, signed_in, work_off

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(900),
    pytest.mark.skipif(
        not (CONTENT.parent / "web/static/vendor/age.min.js").exists(), reason="run make setup"
    ),
]
OF_PATIENT = ("Probe", "PROBE", "Anna", "1968-02-11", "11.02.1968", "19680211", "letter.txt")
FILES = ("dossier", "dossier.pdf", "dossier.docx", "pages/1-1.webp")


def deliver(world: World, to: Organisation) -> None:
    """The department accepted and was given the signed version on this desk."""
    case = world.now()
    told = {"case_number": case.number, "department": to.name, **PARTS}
    row = DepartmentInvitation.behind_door.create(
        case=case,
        department_id="F01",
        organisation=to,
        state="accepted",
        sealed=case.seal_json(told),
        sealed_questions=case.seal_json([]),
    )
    OpinionRow.behind_door.create(case=case, invitation=row)
    version = signed_version(case)
    assert version is not None
    Submission.behind_door.create(
        case=case,
        invitation=row,
        channel="workspace",
        state="delivered",
        dossier_hash=version.dossier_hash,
        sent_on=timezone.localdate(),
        sealed_person=case.seal(b"C"),
        sealed_reference=case.seal(b"1"),
        delivered_at=timezone.now(),
    )


def told_in(data: bytes) -> str:
    """Everything that a paper says."""
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [archive.read(name) for name in archive.namelist()]
        return re.sub(r"<[^>]+>", "", "\n".join(one.decode("utf-8", "replace") for one in members))
    if data[:5] == b"%PDF-":
        with open_pdf(io.BytesIO(data)) as pdf:
            kept = "\n".join(str(value) for value in pdf.docinfo.values())
        pages = pypdfium2.PdfDocument(data)
        return kept + "\n".join(page.get_textpage().get_text_range() for page in pages)
    return data.decode("utf-8", "replace")


def read(world: World, name: str, role: str = "specialist") -> Any:
    """A file of the dossier as the person is answered."""
    return world.get(role, f"/opinion/{name}")


def view_of(world: World) -> MaskedView | None:
    version = signed_version(world.now())
    assert version is not None
    return masked_view(world.now(), version)


def decide(world: World, verdict: Verdict) -> None:
    """A person decides on a page of the letter."""
    view = view_of(world)
    assert view is not None
    item = MaskingItem.behind_door.create(
        case=world.now(),
        kind=ItemKind.PAGE,
        source_id="a" * 64,
        place=1,
        found_hash="f",
        sealed=world.now().seal_json({}),
    )
    view.sources = ["a" * 64]
    view.save()
    MaskingDecision.behind_door.create(
        case=world.now(),
        item=item,
        verdict=verdict,
        found_hash="f",
        sealed_boxes=world.now().seal_json([]),
        by=world.site["coordinator"],
        role="coordinator",
    )


def test_what_sealing_made_is_what_the_department_reads() -> None:
    world = signed_world(images=0)
    to = department(world)
    agree(world, to)
    assert seal_for(world, to).status_code == 302
    assert work_off(jobs.SEAL) == ["done"]
    assert the_package(world).blob is not None
    view = view_of(world)
    assert view is not None
    assert {"dossier.html", "dossier.pdf", "dossier.docx"} <= masked_names(world.now(), view)
    assert read(world, "dossier").status_code == 404  # it was not delivered
    deliver(world, to)
    for name in FILES[:3]:
        shown = read(world, name)
        assert shown.status_code == 200, name
        text = told_in(bytes(shown.content))
        assert [word for word in OF_PATIENT if word in text] == [], name
        assert world.case.number in text, name
        assert "身份信息已遮蔽" in text.replace("\u200b", ""), name
    assert "[姓名]" in read(world, "dossier").content.decode()
    page = world.get("specialist", "/opinion/").content.decode()
    assert "<iframe" in page
    assert [word for word in OF_PATIENT if word in page] == []
    for role in ("patient", "home_physician", "coordinator", "administrator"):
        for name in FILES:
            assert read(world, name, role).status_code in (403, 404), (role, name)
    told = json.dumps(list(AuditEvent.objects.values_list("data", flat=True)))
    assert [word for word in OF_PATIENT if word in told] == []


def test_what_went_another_way_is_masked_by_a_job_and_once() -> None:
    world = signed_world(images=0)
    deliver(world, department(world))
    assert view_of(world) is None
    assert read(world, "dossier").status_code == 404
    signed = case_rows(world.now(), SignOffRow).get()
    ask_to_mask(signed)
    assert work_off(MASK) == ["done"]
    assert "[姓名]" in read(world, "dossier").content.decode()
    kept = set(case_rows(world.now(), MaskedFile).values_list("blob", flat=True))
    ask_to_mask(signed)
    assert work_off(MASK) == ["done"]
    assert set(case_rows(world.now(), MaskedFile).values_list("blob", flat=True)) == kept
    other = department(world)  # the specialist is of another department from now on
    assert Membership.objects.filter(user=world.site["specialist"], organisation=other).exists()
    assert read(world, "dossier").status_code == 404


def test_papers_that_still_name_the_patient_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    world = signed_world(images=0)
    deliver(world, department(world))

    def careless(given: Any, place: Path, tell: Any) -> MaskedPapers:
        made = mask_papers(given, place, tell)
        leaky = made.files["dossier.html"] + b"<!-- Anna Probe -->"
        return made._replace(files={**made.files, "dossier.html": leaky})

    monkeypatch.setattr("huizhen.project.pipeline.mask_papers", careless)
    ask_to_mask(case_rows(world.now(), SignOffRow).get())
    assert work_off(MASK) == ["papers_residual"]
    assert not case_rows(world.now(), MaskedView).exists()
    assert not case_rows(world.now(), Blob).filter(kind="masked").exists()
    assert read(world, "dossier").status_code == 404
    assert "Probe" not in json.dumps(list(Job.objects.values_list("code", "message", "remedy")))


def test_a_later_decision_on_a_page_takes_the_papers_back_until_they_are_made_anew() -> None:
    world = signed_world(images=0)
    deliver(world, department(world))
    ask_to_mask(case_rows(world.now(), SignOffRow).get())
    assert work_off(MASK) == ["done"]
    first = view_of(world)
    assert first is not None
    decide(world, Verdict.MASK)
    assert view_of(world) is None
    assert read(world, "dossier").status_code == 404
    with changing(world.now(), None, "decide_masking") as change:
        change.emit("masking_decided")
    settle_events()
    assert work_off(MASK) == ["done"]
    second = view_of(world)
    assert second is not None
    assert second.pk != first.pk
    assert read(world, "dossier").status_code == 200
    named = {
        *case_rows(world.now(), MaskedFile).values_list("blob", flat=True),
        *case_rows(world.now(), MaskedView).values_list("report", flat=True),
    }
    blobs = case_rows(world.now(), Blob).filter(kind="masked").values_list("pk", flat=True)
    assert set(blobs) == named


def test_pages_at_which_nobody_has_looked_are_not_shown() -> None:
    world = signed_world(images=0, searched=False)
    deliver(world, department(world))
    ask_to_mask(case_rows(world.now(), SignOffRow).get())
    case_rows(world.now(), MaskingRun).delete()
    assert work_off(MASK) == ["masking_incomplete"]
    assert read(world, "dossier").status_code == 404
    client = signed_in(world.site["specialist"])
    told = client.get(f"/cases/{world.case.pk}/opinion/").content.decode()
    assert "set without the patient" in told
