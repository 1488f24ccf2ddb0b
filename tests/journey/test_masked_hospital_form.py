"""A hospital's own form travels filled, and names nobody."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from masked_world import agree, archive_of, department, opened, signed_world, the_package
from preparation_world import World

from huizhen.core.preparation.package import FILLED_FORM
from huizhen.ground.accounts.models import Organisation
from huizhen.ground.cases.access import case_rows
from huizhen.ground.files.models import Blob
from huizhen.journey.preparation import jobs
from huizhen.journey.preparation.masking import report_of
from huizhen.journey.preparation.models import FORM_KIND, SealedPackage
from huizhen.project.config import CONTENT
from worlds import work_off

docx = pytest.importorskip("docx")
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(900),
    pytest.mark.skipif(
        not (CONTENT.parent / "web/static/vendor/age.min.js").exists(), reason="run make setup"
    ),
]


def hospital_form(*lines: str) -> bytes:
    """A form as a hospital gives one."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def seal_with(world: World, to: Organisation, form: bytes, name: str = "form.docx") -> Any:
    """As the coordinator's page sends it."""
    given = SimpleUploadedFile(name, form)
    return world.post("coordinator", "packages/", {"recipient": str(to.pk), "form": given})


def words(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return re.sub(r"<[^>]+>", "", archive.read("word/document.xml").decode())


def ready() -> tuple[World, Organisation]:
    """A signed case whose patient agreed."""
    world = signed_world(images=0)
    to = department(world)
    agree(world, to)
    return world, to


def test_the_form_is_filled_under_the_number_and_what_it_lacks_is_told() -> None:
    world, to = ready()
    form = hospital_form("申请 {{F01}}", "患者 {{F03}}", "目的 {{F11}}", "医保 {{F99}}")
    assert seal_with(world, to, form).status_code == 302
    assert work_off(jobs.SEAL) == ["done"]
    _index, parts = opened(world, archive_of(world))
    told = words(parts[FILLED_FORM])
    assert world.case.number in told
    assert "女" in told
    assert "segment VIII" in told
    assert "{{F99}}" in told
    assert not [word for word in ("Probe", "Anna", "1968-02-11") if word in told]
    report = report_of(world.now(), the_package(world))
    assert report is not None
    assert report.form is not None
    assert report.form.unknown == ("F99",)
    assert "F02" in report.form.unfilled
    page = world.get("coordinator", f"packages/{the_package(world).pk}/masking").content.decode()
    assert "F99" in page
    before = the_package(world).pk
    assert seal_with(world, to, form).status_code == 302
    assert the_package(world).pk == before  # the same form makes the same package
    other = hospital_form("申请 {{F01}}")
    assert seal_with(world, to, other).status_code == 302
    assert case_rows(world.case, SealedPackage).count() == 2
    for row in case_rows(world.case, SealedPackage):
        assert world.post("coordinator", f"packages/{row.pk}/discard").status_code == 302
    assert not case_rows(world.case, Blob).filter(kind=FORM_KIND).exists()


def test_a_form_that_somebody_filled_under_the_name_does_not_leave() -> None:
    world, to = ready()
    assert seal_with(world, to, hospital_form("姓名 Anna Probe", "{{F01}}")).status_code == 302
    assert work_off(jobs.SEAL) == ["package_residual"]
    assert the_package(world).blob is None


def test_what_is_no_form_is_refused_on_the_page() -> None:
    world, to = ready()
    shown = world.get("coordinator", "packages/")
    assert (shown.status_code, 'type="file"' in shown.content.decode()) == (200, True)
    refused = seal_with(world, to, b"%PDF-1.7", "form.pdf")
    assert refused.status_code == 400
    assert "Word file (.docx)" in refused.content.decode()
    assert not case_rows(world.case, SealedPackage).exists()
