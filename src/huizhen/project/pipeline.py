"""The desk's pipeline: the command line's own run, told by the ledger's job."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from huizhen.cli.case_run import filed_readings, run_case
from huizhen.cli.decisions_run import decided_case
from huizhen.cli.extraction_run import pages_with_lines
from huizhen.cli.letter_places_run import letter_places
from huizhen.cli.package_run import request_from, write_package
from huizhen.cli.papers_run import Bench, set_pdf
from huizhen.cli.papers_run import set_signed as signed_papers
from huizhen.cli.pictures_run import draw_pages
from huizhen.cli.terms_command import finder_of
from huizhen.cli.workshop import Workshop
from huizhen.core.language.lookup import Answer, TermFinder
from huizhen.core.preparation.case_file import CaseFile, FiledReading
from huizhen.core.preparation.desk_files import (
    FOLDER,
    DeskRun,
    desk_bytes,
    desk_pages,
    desk_picture_tasks,
    held_files,
)
from huizhen.core.preparation.desk_masks import known_of, mask_bytes, mask_picture_tasks, page_masks
from huizhen.core.preparation.masked_package import known_bytes
from huizhen.core.preparation.package import record_files
from huizhen.core.preparation.paper import Paper
from huizhen.core.preparation.setting import paper_data
from huizhen.core.preparation.signature import Signature
from huizhen.core.records.attachment import Attachments
from huizhen.core.records.decisions import decision_from
from huizhen.core.records.page import Page, SourceId
from huizhen.core.records.reference import reference_from_text
from huizhen.project.config import Settings
from huizhen.project.masking_search import search_pictures  # noqa: F401 - found by its name
from huizhen.project.sealing_run import (  # noqa: F401 - found here by their names
    clean_images,
    mask_papers,
    seal_folder,
    seal_masked,
    search_papers,
)
from huizhen.project.wiring import workshop

_BY_HAND = ("attached", "kept_out")
_TERMS = "terms"
"""Key of a request: the site's settled terms, files by name as JSON."""


def prepare(
    records: Path,
    package: Path,
    request: Mapping[str, str],
    decisions: Sequence[Mapping[str, object]],
    tell: Callable[[str], None],
) -> None:
    """Write the package as `huizhen prepare` does; inventory and facts alone while no specialty is
    decided."""
    bench_workshop = workshop(Settings())
    store = bench_workshop.open_store(package)
    made = tuple(decision_from(row, number) for number, row in enumerate(decisions, start=1))
    patient = request.get("patient", "")
    told = {key: text for key, text in request.items() if key not in (*_BY_HAND, _TERMS)}
    reference = reference_from_text(patient) if patient else None
    # labels are paths of the patient's files: the ledger is told the kind of step alone
    store.open()
    try:
        ran = run_case(
            records, bench_workshop, store, reference, lambda _: tell("read"), attachments(request)
        )
        case = decided_case(ran.case, made)
        composing = with_settled_terms(bench_workshop, request.get(_TERMS, ""), package)
        bench = Bench(composing, store, ran.files, lambda _label: tell("compose"))
        if request.get("specialty"):
            write_package(case, request_from(None, told, bench_workshop), bench, package)
        else:
            for name, data in record_files(case.entries, case.merged, case.changed).items():
                bench_workshop.write(package / name, data)
        for name, data in _for_the_desk(case, bench, len(made)).items():
            bench_workshop.write(package / name, data)
    finally:
        store.close()


def with_settled_terms(plain: Workshop, told: str, package: Path) -> Workshop:
    """The workshop with the site's settled terms over the product's, for composing alone: what was
    read stays read when a term is settled."""
    if not told:
        return plain
    root = package.parent / "site_terms"
    for name, text in json.loads(told).items():
        plain.write(root / "terms" / name, text.encode())
    return replace(plain, terms_roots=[*plain.terms_roots, root])


def attachments(request: Mapping[str, str]) -> Attachments:
    """The sources that persons attached or kept out: ids set apart by spaces."""
    attached, kept_out = (request.get(name, "").split() for name in _BY_HAND)
    return Attachments(
        attached=frozenset(map(SourceId, attached)), kept_out=frozenset(map(SourceId, kept_out))
    )


def _for_the_desk(case: CaseFile, bench: Bench, decisions: int) -> dict[str, bytes]:
    """Page texts and pictures behind the facts, what is held apart, where identifiers stand: they
    never leave the desk."""
    filed = filed_readings(bench.files)
    by_path = {file.located.received.path: file for file in bench.files}

    def pages_of(file: FiledReading) -> Sequence[Page]:
        return pages_with_lines(by_path[file.received.path], bench.store)

    paths = {file.located.received.source_id: file.located.path for file in bench.files}
    with letter_places(paths, bench.workshop, bench.store) as places_of:
        masks = page_masks(case, filed, pages_of, places_of)
    behind_facts = desk_picture_tasks(case.merged.facts, filed)
    tasks = list(
        {one.page_id: one for one in (*mask_picture_tasks(masks, filed), *behind_facts)}.values()
    )
    drawn = draw_pages(tasks, bench.files, bench.workshop, bench.store, bench.tick)
    named = {task.page_id: f"{FOLDER}/{task.file_name}" for task in tasks if task.page_id in drawn}
    pages = desk_pages(case, filed, named)
    told = desk_bytes(pages, held_files(case), DeskRun(decisions=decisions))
    told |= {**mask_bytes(masks, named), **known_bytes(known_of(case, filed))}
    return {**told, **{named[page_id]: picture.data for page_id, picture in drawn.items()}}


@lru_cache(maxsize=2)
def _finder(home: Path) -> TermFinder:
    return finder_of(workshop(Settings()), home)


def find_terms(asked: str, home: Path) -> Answer:
    """What the shipped lexicon and the site's imported sets have of a name or code."""
    return _finder(home).find(asked)


def set_paper_pdf(paper: Paper) -> bytes:
    """A letter or report as PDF/A."""
    return set_pdf(paper_data(paper), paper, workshop(Settings()))


def set_paper_docx(paper: Paper) -> bytes:
    """A letter or report as DOCX."""
    return workshop(Settings()).docx.render(paper)


def set_signed(files: Mapping[str, bytes], signed: Signature) -> dict[str, bytes]:
    """The papers of a signed version, by name."""
    return signed_papers(files, signed, workshop(Settings()))
