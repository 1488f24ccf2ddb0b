"""The command line's letters to the home team, from what a case lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from huizhen.cli.papers_run import set_pdf
from huizhen.cli.workshop import Workshop
from huizhen.core.content import load_pack
from huizhen.core.preparation.case_file import CaseFile
from huizhen.core.preparation.letters.book import Letterbook
from huizhen.core.preparation.letters.letters import letter_file_name, letters_for
from huizhen.core.preparation.paper import Paper
from huizhen.core.preparation.requirements.findings import Requirements
from huizhen.core.preparation.requirements.packs import requirement_set
from huizhen.core.preparation.setting import paper_data
from huizhen.core.records.inventory import InventoryEntry


def set_letters(
    case: CaseFile, found: Requirements, case_number: str, workshop: Workshop
) -> dict[str, bytes]:
    """Name to bytes of every letter, as PDF and DOCX, in English and the records' languages."""
    files: dict[str, bytes] = {}
    for letter in letters_of(case, found, case_number, workshop):
        name = letter_file_name(letter)
        files[f"{name}.pdf"] = set_pdf(paper_data(letter), letter, workshop)
        files[f"{name}.docx"] = workshop.docx.render(letter)
    return files


def letters_of(
    case: CaseFile, found: Requirements, case_number: str, workshop: Workshop
) -> tuple[Paper, ...]:
    """Every letter that the findings ask for."""
    roots = workshop.specialty_roots
    return letters_for(
        found.findings,
        found.specialty,
        found.as_of,
        languages_of(case.entries),
        Letterbook(load_pack("letters", workshop.terms_roots)),
        rules=requirement_set(load_pack(found.specialty, roots), load_pack("common", roots)),
        dates={f.fact_key: f.date for f in case.merged.facts if f.date is not None},
        case_number=case_number,
    )


def languages_of(entries: Sequence[InventoryEntry]) -> tuple[str, ...]:
    """The languages of the records, the commonest by pages first."""
    pages: Counter[str] = Counter()
    for entry in entries:
        if entry.status in ("read", "part"):
            for language in filter(None, entry.language.split(",")):
                pages[language] += max(1, entry.pages)
    return tuple(language for language, _ in pages.most_common())
