"""The command `checklist`: what a patient collects before sending anything, as PDF or DOCX."""

from __future__ import annotations

import datetime
from pathlib import Path

from huizhen.cli.output import said_plainly
from huizhen.cli.papers_run import TEMPLATE
from huizhen.cli.workshop import Workshop
from huizhen.core.content import Pack, load_pack
from huizhen.core.errors import WrongCall
from huizhen.core.preparation.letters.checklist import (
    checklist,
    checklist_languages,
    checklist_specialties,
)
from huizhen.core.preparation.setting import paper_data


def write_checklist(
    specialty: str, language: str, out: Path, created_on: datetime.date, workshop: Workshop
) -> None:
    """Write the checklist of a specialty; the ending of `out` chooses PDF or DOCX.

    Exit 0 done, 2 wrong call.
    """
    with said_plainly():
        pack = load_pack("letters", workshop.terms_roots)
        _refuse_unknown(specialty, language, out, pack)
        paper = checklist(specialty, language, pack, created_on)
        if out.suffix.lower() == ".docx":
            data = workshop.docx.render(paper)
        else:
            data = workshop.renderer.render_pdf(TEMPLATE, paper_data(paper), created_on)
        workshop.write(out, data)


def _refuse_unknown(specialty: str, language: str, out: Path, pack: Pack) -> None:
    known, spoken = checklist_specialties(pack), checklist_languages(pack)
    if specialty not in known:
        raise WrongCall(
            "specialty_unknown",
            "There is no checklist for such a specialty.",
            f"Give one of: {', '.join(known)}.",
        )
    if language not in spoken:
        raise WrongCall(
            "language_unknown",
            "There is no checklist in that language.",
            f"Give --language with one of: {', '.join(spoken)}.",
        )
    if out.suffix.lower() not in (".pdf", ".docx"):
        raise WrongCall(
            "out_wrong",
            "The file to write is neither a PDF nor a DOCX file.",
            "Give --out with a name that ends in .pdf or .docx.",
        )
