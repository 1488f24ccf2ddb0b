"""The command line's papers: dossier, request form, answer sheet as PDF, DOCX and page."""

from __future__ import annotations

import datetime
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from huizhen.cli.pictures_run import draw_pages, page_views
from huizhen.cli.reading_run import ReadFile, Tick
from huizhen.cli.workshop import PackageStore, Workshop
from huizhen.core.content import load_pack
from huizhen.core.errors import WrongCall
from huizhen.core.preparation.dossier import Dossier
from huizhen.core.preparation.form_file import form_document, given_in
from huizhen.core.preparation.form_filling import FilledForm, filled_form, filling_work
from huizhen.core.preparation.form_text import form_fields
from huizhen.core.preparation.frames import Frames
from huizhen.core.preparation.package import (
    ANSWER_SHEET,
    DOSSIER,
    DOSSIER_PAGE,
    FILLED_FORM,
    FORM,
    REQUEST_FORM,
    form_bytes,
)
from huizhen.core.preparation.page_pictures import picture_tasks, statements_in
from huizhen.core.preparation.paper import Paper
from huizhen.core.preparation.paper_page import PageWords, paper_html, with_header
from huizhen.core.preparation.papers import (
    answer_sheet_paper,
    dossier_paper,
    front_sheet_paper,
    page_paper,
    request_form_paper,
)
from huizhen.core.preparation.setting import paper_data
from huizhen.core.preparation.shortening import on_one_page
from huizhen.core.preparation.signature import Signature

TEMPLATE = "paper.typ"
MOST_CHARACTERS = 800
"""Of the front sheet (clinical content 1.6, F06)."""


class Bench(NamedTuple):
    """What papers are made with in one run."""

    workshop: Workshop
    store: PackageStore
    files: Sequence[ReadFile]
    tick: Tick


class Papers(NamedTuple):
    """Name to bytes of everything that is set, and what a hospital's own form lacked."""

    files: dict[str, bytes]
    form: FilledForm | None = None


def set_papers(
    dossier: Dossier, form: Mapping[str, str], hospital_form: Path | None, bench: Bench
) -> Papers:
    """All papers of a dossier."""
    frames = Frames(load_pack("wording", bench.workshop.terms_roots), "papers.json")
    request_form = request_form_paper(dossier, form, frames)
    answer_sheet = answer_sheet_paper(dossier, form, frames)
    made = _dossier(dossier, frames, bench.workshop)
    made[FORM] = form_bytes(form_document(request_form, form))
    for name, paper in ((REQUEST_FORM, request_form), (ANSWER_SHEET, answer_sheet)):
        made[f"{name}.pdf"] = set_pdf(paper_data(paper), paper, bench.workshop)
        made[f"{name}.docx"] = bench.workshop.docx.render(paper)
    made.update(_page(dossier, frames, bench))
    if hospital_form is None:
        return Papers(made)
    filled = _filled(hospital_form, form_fields(request_form), bench)
    return Papers({**made, FILLED_FORM: filled.data}, filled)


def set_signed(
    files: Mapping[str, bytes], signed: Signature, workshop: Workshop
) -> dict[str, bytes]:
    """The papers of a package anew, with the signature and without the mark of a draft: name to
    bytes. `files` are the package's; dossier and page stay as they were signed."""
    frames = Frames(load_pack("wording", workshop.terms_roots), "papers.json")
    dossier = dossier_in(files)
    made = _dossier(dossier, frames, workshop, signed)
    if DOSSIER_PAGE in files:
        page = with_header(files[DOSSIER_PAGE].decode(), page_paper(dossier, frames, signed))
        made[DOSSIER_PAGE] = page.encode()
    form = given_in(json.loads(files[FORM])) if FORM in files else {}
    paper = request_form_paper(dossier, form, frames, signed)
    made[f"{REQUEST_FORM}.pdf"] = set_pdf(paper_data(paper), paper, workshop)
    made[f"{REQUEST_FORM}.docx"] = workshop.docx.render(paper)
    return made


def dossier_in(files: Mapping[str, bytes]) -> Dossier:
    """The dossier of a package's files."""
    data = json.loads(files["dossier.json"])
    return Dossier.model_validate({k: v for k, v in data.items() if k in Dossier.model_fields})


def set_pdf(data: Mapping[str, object], paper: Paper, workshop: Workshop) -> bytes:
    """A paper's data as PDF/A, dated with the day that the case is seen from."""
    created = datetime.date.fromisoformat(paper.created_on)
    return workshop.renderer.render_pdf(TEMPLATE, data, created)


def _dossier(
    dossier: Dossier, frames: Frames, workshop: Workshop, signed: Signature | None = None
) -> dict[str, bytes]:
    front = front_sheet_paper(dossier, frames, signed)
    return set_dossier(front, dossier_paper(dossier, frames, signed), frames, workshop)


def set_dossier(front: Paper, rest: Paper, frames: Frames, workshop: Workshop) -> dict[str, bytes]:
    """The front sheet on its own first page, then the record; as PDF and DOCX."""
    held = on_one_page(
        front,
        frames.text("dossier.more"),
        lambda data: set_pdf(data, front, workshop),
        lambda pdf: _page_count(pdf) == 1,
        MOST_CHARACTERS,
    )
    return {
        f"{DOSSIER}.pdf": set_pdf(paper_data(rest, held.step, held.paper), rest, workshop),
        f"{DOSSIER}.docx": workshop.docx.render(rest, held.step, held.paper),
    }


def _page(dossier: Dossier, frames: Frames, bench: Bench) -> dict[str, bytes]:
    """The offline page with the pictures of the pages that it cites."""
    paper = page_paper(dossier, frames)
    statements = list(statements_in([paper]))
    tasks = picture_tasks(statements, dossier.sources)
    pictures = draw_pages(tasks, bench.files, bench.workshop, bench.store, bench.tick)
    files, views = page_views(statements, tasks, pictures, bench.files)
    return {**files, DOSSIER_PAGE: paper_html(paper, views, page_words(frames)).encode("utf-8")}


def page_words(frames: Frames) -> PageWords:
    """The words of the offline page's own buttons."""
    return PageWords.model_validate(
        {name: frames.text(f"page.{name}") for name in PageWords.model_fields}
    )


def _filled(form: Path, fields: dict[str, list[str]], bench: Bench) -> FilledForm:
    """A hospital's own form with our fields in it."""
    try:
        filled = fill_form(form.resolve(), fields, bench.workshop, bench.store.spool)
    except OSError as error:
        raise WrongCall(
            "form_not_found",
            "The hospital's form cannot be read.",
            "Give --form the path of a .docx file with fields such as {{F01}}.",
        ) from error
    bench.tick(form.name)
    return filled


def fill_form(
    form: Path, fields: Mapping[str, Sequence[str]], workshop: Workshop, spool: Path
) -> FilledForm:
    """A form filled in a limited child; OSError where there is none."""
    source_id = hashlib.sha256(form.read_bytes()).hexdigest()
    workers = workshop.start_readers(spool)
    try:
        return filled_form(next(iter(workers.perform([filling_work(form, source_id, fields)]))))
    finally:
        workers.close()


def _page_count(pdf: bytes) -> int:
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as document:
        return len(document.pages)
