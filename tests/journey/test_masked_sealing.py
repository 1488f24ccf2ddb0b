"""A package for a department: nobody is named in it, and it leaves only when that was proven."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any
from uuid import uuid4

import masked_world
import numpy as np
import pytest
from masked_world import agree, archive_of, department, opened, seal_for, signed_world, the_package
from PIL import Image, ImageSequence
from preparation_world import World
from pydicom import dcmread

from huizhen.core.preparation.masked_package import MaskedPapers
from huizhen.ground.audit.models import AuditEvent
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.models import CaseIdentity
from huizhen.ground.files.models import Blob
from huizhen.ground.imaging.masking_models import MaskingRun
from huizhen.ground.imaging.queries import studies_of
from huizhen.ground.jobs.models import Job
from huizhen.journey.preparation import jobs
from huizhen.journey.preparation.masking import known_of_case, report_of, studies_offered
from huizhen.journey.preparation.models import SealedPackage
from huizhen.journey.preparation.queries import signed_version
from huizhen.journey.preparation.slides import slides_offered
from huizhen.project.config import CONTENT
from huizhen.project.sealing_run import mask_papers
from worlds import work_off

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(900),
    pytest.mark.skipif(
        not (CONTENT.parent / "web/static/vendor/age.min.js").exists(), reason="run make setup"
    ),
]
OF_PATIENT = ("Probe", "PROBE", "Anna", "1968-02-11", "11.02.1968", "19680211", "letter.txt")


def series_ids(world: World) -> list[str]:
    return [str(one.id) for study in studies_of(world.now()) for one in study.series]


def told_in(data: bytes) -> str:
    """Everything that a zip or a plain file says."""
    if data[:4] != b"PK\x03\x04":
        return data.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [archive.read(name) for name in archive.namelist()]
    return "\n".join(member.decode("utf-8", "replace") for member in members)


def named_in(text: str) -> list[str]:
    return [word for word in OF_PATIENT if word in text]


def test_how_the_enquiry_is_answered_is_known_of_the_patient() -> None:
    world = signed_world(images=0, searched=False)
    case = world.now()
    row = CaseIdentity.behind_door.get(case=case)
    told = {**case.unseal_json(row.sealed), "phone": "+49 351 4580199", "email": "kin@a.example"}
    row.sealed = case.seal_json(told)
    row.save()
    version = signed_version(case)
    assert version is not None
    known = known_of_case(case, version)
    assert "+49 351 4580199" in known.phones
    assert "kin@a.example" in known.emails


def test_nobody_is_named_in_what_a_department_gets() -> None:
    world = signed_world()
    to = department(world)
    agree(world, to)
    assert seal_for(world, to, series_ids(world)).status_code == 302
    assert work_off(jobs.SEAL) == ["done"]
    _the_package_names_nobody(world)
    _the_report_lists_what_was_masked(world)
    before = the_package(world).inputs_hash
    assert seal_for(world, to, series_ids(world)).status_code == 302
    assert the_package(world).inputs_hash == before


def slide(*descriptions: str) -> bytes:
    """A slide of a scanner with an image for each description."""
    random = np.random.default_rng(5)
    images = [
        Image.fromarray(random.integers(0, 255, (48, 64, 3), dtype=np.uint8)) for _ in descriptions
    ]
    for image, text in zip(images, descriptions, strict=True):
        image.encoderinfo = {"tiffinfo": {270: text}}
    stream = io.BytesIO()
    images[0].save(
        stream, "TIFF", save_all=True, append_images=images[1:], tiffinfo={270: descriptions[0]}
    )
    return stream.getvalue()


def test_a_slide_travels_without_its_label_or_is_kept_back_with_a_reason() -> None:
    aperio = slide(
        "Aperio Image Library v12\r\n64x48 JPEG/RGB|AppMag = 40|User = Probe|Filename = Probe",
        "Aperio Image Library v12\nlabel 64x48",
        "Aperio Image Library v12\nmacro 64x48",
    )
    philips = slide('<?xml version="1.0"?><DataObject ObjectType="DPUfsImport">')
    files = [("Probe_Anna/B-1.svs", aperio), ("Probe_Anna/B-2.svs", philips)]
    world = signed_world(images=0, files=files)
    to = department(world)
    agree(world, to)
    offered = slides_offered(world.now(), signed_version(world.now()))
    assert [one.path.rpartition("/")[2] for one in offered] == ["B-1.svs", "B-2.svs"]
    page = world.get("coordinator", "packages/").content.decode()
    assert all(one.id in page for one in offered)
    assert seal_for(world, to, [one.id for one in offered]).status_code == 302
    assert work_off(jobs.SEAL) == ["done"]
    archive = archive_of(world)
    _index, parts = opened(world, archive)
    assert [name for name in parts if name.startswith("影像/")] == ["影像/切片/01.svs"]
    with Image.open(io.BytesIO(parts["影像/切片/01.svs"])) as image:
        assert len(list(ImageSequence.Iterator(image))) == 1
    assert b"AppMag = 40" in parts["影像/切片/01.svs"]
    assert named_in(parts["影像/切片/01.svs"].decode("latin-1")) == []
    report = report_of(world.now(), the_package(world))
    assert report is not None
    assert [(one.folder, one.instances) for one in report.series] == [("影像/切片/01.svs", 1)]
    assert ("label 64x48", "removed") in {(c.path, c.action) for c in report.series[0].changed}
    assert [(one.what, one.code) for one in report.withheld] == [
        ("影像/切片/02.svs", "slide_format_not_stripped")
    ]
    told = world.get("coordinator", f"packages/{the_package(world).pk}/masking").content.decode()
    assert "ask the laboratory for SVS or DICOM" in told


def _the_package_names_nobody(world: World) -> None:
    archive = archive_of(world)
    index, parts = opened(world, archive)
    images = [name for name in parts if name.startswith("影像/")]
    assert images == [f"影像/01-CT-2026-04-01/01/{n:04d}.dcm" for n in (1, 2, 3)]
    assert index["is_masked"] is True
    assert [(s["modality"], s["instances"]) for s in index["series"]] == [("CT", 3)]
    for name, data in {**parts, "index": json.dumps(index).encode(), "zip": archive}.items():
        assert named_in(name + told_in(data)) == [], name
    for name in images:
        image = dcmread(io.BytesIO(parts[name]))
        assert (image.PatientName, image.PatientID) == (world.case.number, world.case.number)
        assert (image.PatientIdentityRemoved, image.StudyDate) == ("YES", "20260401")
    page = parts["dossier.html"].decode()
    assert the_package(world).dossier_hash[:16] in page
    assert "[姓名]" in page
    assert "身份信息已遮蔽" in page


def _the_report_lists_what_was_masked(world: World) -> None:
    row = the_package(world)
    report = report_of(world.now(), row)
    assert report is not None
    assert report.is_clean
    kinds = {one.kind for one in report.items if one.file == "dossier.html"}
    assert kinds >= {"name", "birth_date"}
    [series] = report.series
    changed = {one.path: one.count for one in series.changed}
    assert changed["PatientName"] == changed["PatientID"] == 3
    assert (report.checked.parts, report.checked.frames) == (10, 1)
    page = world.get("coordinator", f"packages/{row.pk}/masking").content.decode()
    told = world.get("coordinator", f"packages/{row.pk}/masking.json").content.decode()
    assert "PatientName" in page
    assert json.loads(told)["schema"] == "huizhen.masking/1"
    assert named_in(told) == []
    assert named_in(json.dumps(list(AuditEvent.objects.values_list("data", flat=True)))) == []
    for role in ("patient", "home_physician", "specialist", "administrator"):
        assert world.get(role, f"packages/{row.pk}/masking").status_code in (403, 404)


def test_the_home_team_gets_it_under_the_name_and_without_images() -> None:
    world = signed_world()
    world.consent()
    assert seal_for(world, world.practice, series_ids(world)).status_code == 302
    assert work_off(jobs.SEAL) == ["done"]
    _index, parts = opened(world, archive_of(world))
    assert "Anna Probe" in parts["dossier.html"].decode()
    assert not [name for name in parts if name.startswith("影像/")]
    assert the_package(world).report is None


def test_what_stands_in_the_way_is_told_before() -> None:
    world = signed_world(searched=False)
    to = department(world)
    agree(world, to, "consent/2026.1")
    refused = seal_for(world, to, series_ids(world))
    assert refused.status_code == 400
    page = world.get("coordinator", "packages/").content.decode()
    assert "dates of examinations" in page
    assert "Ask the patient for the consent" in page
    assert f"/cases/{world.case.pk}/masking/" in page
    masked_world.search(world)
    assert seal_for(world, to, series_ids(world)).status_code == 400
    agree(world, to)
    [study] = studies_offered(world.now(), signed_version(world.now()))
    # the letter says nothing of images, so nothing is ticked
    assert [(one.is_named, one.unseen) for one in study.series] == [(False, 0)]
    assert seal_for(world, to, [str(uuid4())]).status_code == 400
    assert not case_rows(world.case, SealedPackage).exists()
    assert seal_for(world, to, series_ids(world)).status_code == 302
    case_rows(world.case, MaskingRun).delete()
    assert work_off(jobs.SEAL) == ["masking_incomplete"]
    assert the_package(world).blob is None


def test_what_the_search_still_finds_does_not_leave_and_is_named_by_its_part(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = signed_world(images=0)
    to = department(world)
    agree(world, to)
    assert seal_for(world, to).status_code == 302

    def careless(given: Any, place: Path, tell: Any) -> MaskedPapers:
        made = mask_papers(given, place, tell)
        leaky = made.files["dossier.html"] + b"<!-- Anna Probe -->"
        return made._replace(files={**made.files, "dossier.html": leaky})

    monkeypatch.setattr("huizhen.project.pipeline.mask_papers", careless)
    assert work_off(jobs.SEAL) == ["package_residual"]
    row = the_package(world)
    assert row.blob is None
    assert not case_rows(world.case, Blob).filter(kind="sealed").exists()
    page = world.get("coordinator", f"packages/{row.pk}/masking").content.decode()
    assert "It was not let out" in page
    assert "dossier.html" in page
    assert "Anna" not in page.split("What was masked in the package")[1]
    told = json.dumps(list(Job.objects.values_list("code", "message", "remedy")))
    assert named_in(told) == []
    assert world.post("coordinator", f"packages/{row.pk}/discard").status_code == 302
    assert not case_rows(world.case, Blob).filter(kind="masking_report").exists()
