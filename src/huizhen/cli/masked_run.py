"""The papers of a package set for a reader who may not know whose records these are."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from huizhen.cli.masked_pictures_run import MaskingBench, in_pixels, mask_pictures
from huizhen.cli.papers_run import dossier_in, fill_form, page_words, set_dossier, set_pdf
from huizhen.cli.workshop import Workshop
from huizhen.core.content import load_pack
from huizhen.core.preparation.dossier import Dossier
from huizhen.core.preparation.form_file import given_in
from huizhen.core.preparation.form_filling import FilledForm
from huizhen.core.preparation.form_text import form_fields
from huizhen.core.preparation.frames import Frames
from huizhen.core.preparation.masked_package import (
    MaskedPapers,
    Masker,
    PapersToMask,
    masked_paper,
    masking_rules,
    with_summary,
)
from huizhen.core.preparation.masking_report import FormTold, added, masked_count
from huizhen.core.preparation.package import (
    ANSWER_SHEET,
    DOSSIER,
    DOSSIER_PAGE,
    FILLED_FORM,
    FORM,
    REQUEST_FORM,
)
from huizhen.core.preparation.page_pictures import (
    PageViews,
    PictureTask,
    PlacedPicture,
    picture_tasks,
    statements_in,
)
from huizhen.core.preparation.paper import Paper
from huizhen.core.preparation.paper_page import paper_html
from huizhen.core.preparation.papers import (
    answer_sheet_paper,
    dossier_paper,
    front_sheet_paper,
    page_paper,
    request_form_paper,
)
from huizhen.core.preparation.setting import paper_data

_DATA = re.compile(r'<script type="application/json" id="data">(.*?)</script>', re.DOTALL)


def set_masked(given: PapersToMask, bench: MaskingBench) -> MaskedPapers:
    """Every paper of the package anew, seen through the mask; pictures painted over."""
    workshop = bench.workshop
    frames = Frames(load_pack("wording", workshop.terms_roots), "papers.json")
    rules = masking_rules(load_pack("sealed", workshop.terms_roots))
    dossier = dossier_in(given.files)
    masker = Masker(given.known, rules, dossier.sources, given.pages, given.number)
    papers = _papers(dossier, given, frames, masker)
    tasks, cited = _pictured(dossier, given, frames)
    sizes = _sizes(given.files)
    shown = [task for task in tasks if task.page_id not in given.withheld]
    boxes = {
        task.file_name: in_pixels(found, sizes[task.file_name], given.files[task.file_name])
        for task in shown
        if (found := given.boxes.get(task.page_id))
    }
    pictures = {task.file_name: given.files[task.file_name] for task in shown}
    painted = mask_pictures(pictures, boxes, given.known, rules, bench)
    views = _views(shown, cited, sizes, given, masker.at(DOSSIER_PAGE))
    items = added((*masker.items, *painted.items))
    count = masked_count(items)
    papers = {
        name: with_summary(paper, rules, count, given.number) for name, paper in papers.items()
    }
    files = {**painted.files, **_set(papers, frames, workshop)}
    files[DOSSIER_PAGE] = paper_html(papers["page"], views, page_words(frames)).encode("utf-8")
    filled = _own_form(given, papers[REQUEST_FORM], bench)
    if filled is not None:
        files[FILLED_FORM] = filled.data
    withheld = tuple(task.file_name for task in tasks if task.page_id in given.withheld)
    told = FormTold(unfilled=filled.unfilled, unknown=filled.unknown) if filled else None
    return MaskedPapers(files, items, withheld, painted.read, told)


def _own_form(given: PapersToMask, request_form: Paper, bench: MaskingBench) -> FilledForm | None:
    """The hospital's own form with the masked request form's fields."""
    if not given.hospital_form:
        return None
    path = bench.place / "form.docx"
    path.write_bytes(given.hospital_form)
    return fill_form(path, form_fields(request_form), bench.workshop, bench.place)


def _papers(
    dossier: Dossier, given: PapersToMask, frames: Frames, masker: Masker
) -> dict[str, Paper]:
    told = given_in(json.loads(given.files[FORM])) if FORM in given.files else {}
    # a patient's code is of another house's making; under the case's number all papers are found
    form = {**told, "number": given.number, "code": given.number}
    signed = given.signed
    plain = {
        "front": (DOSSIER, front_sheet_paper(dossier, frames, signed)),
        "rest": (DOSSIER, dossier_paper(dossier, frames, signed)),
        "page": (DOSSIER_PAGE, page_paper(dossier, frames, signed)),
        REQUEST_FORM: (REQUEST_FORM, request_form_paper(dossier, form, frames, signed)),
        ANSWER_SHEET: (ANSWER_SHEET, answer_sheet_paper(dossier, form, frames)),
    }
    return {name: masked_paper(paper, masker.at(file)) for name, (file, paper) in plain.items()}


def _set(papers: Mapping[str, Paper], frames: Frames, workshop: Workshop) -> dict[str, bytes]:
    made = set_dossier(papers["front"], papers["rest"], frames, workshop)
    for name in (REQUEST_FORM, ANSWER_SHEET):
        made[f"{name}.pdf"] = set_pdf(paper_data(papers[name]), papers[name], workshop)
        made[f"{name}.docx"] = workshop.docx.render(papers[name])
    return made


def _pictured(
    dossier: Dossier, given: PapersToMask, frames: Frames
) -> tuple[list[PictureTask], set[str]]:
    """The pages that the version has a picture of, and every page that is cited."""
    statements = list(statements_in([page_paper(dossier, frames, given.signed)]))
    tasks = picture_tasks(statements, dossier.sources)
    cited = {place.page_id for statement in statements for place in statement.places}
    return [task for task in tasks if task.file_name in given.files], cited


def _sizes(files: Mapping[str, bytes]) -> dict[str, tuple[float, float]]:
    """The size of each picture's page in the measure of its boxes, as the dossier's page says."""
    found = _DATA.search(files[DOSSIER_PAGE].decode("utf-8"))
    told = json.loads(found[1])["pictures"] if found is not None else []
    return {one["f"]: (float(one["w"]), float(one["h"])) for one in told}


def _views(
    shown: Sequence[PictureTask],
    cited: set[str],
    sizes: Mapping[str, tuple[float, float]],
    given: PapersToMask,
    masker: Masker,
) -> PageViews:
    """The masked pictures, and the masked texts of pages that have none."""
    placed = {
        str(task.page_id): PlacedPicture(
            file=task.file_name, width=sizes[task.file_name][0], height=sizes[task.file_name][1]
        )
        for task in shown
    }
    left = sorted(cited - set(placed) - given.withheld)
    texts = {page_id: text for page_id in left if (text := masker.page(page_id))}
    return PageViews(pictures=placed, texts=texts)
