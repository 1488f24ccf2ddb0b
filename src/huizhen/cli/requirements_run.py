"""What a folded case lacks: the requirement packs over its facts and files."""

from __future__ import annotations

from huizhen.cli.workshop import Workshop
from huizhen.core.content import load_pack
from huizhen.core.imaging.findings import finding_table
from huizhen.core.imaging.judgement import judge
from huizhen.core.imaging.paper_images import FILM
from huizhen.core.imaging.tables import judgement_tables
from huizhen.core.language.loaded import lexicon_of
from huizhen.core.language.units import UnitTable
from huizhen.core.preparation.case_file import CaseFile
from huizhen.core.preparation.question import check_question
from huizhen.core.preparation.question_knowledge import load_question_knowledge
from huizhen.core.preparation.requirements.case import (
    CaseFacts,
    Document,
    SeenImages,
    case_facts,
)
from huizhen.core.preparation.requirements.engine import assess
from huizhen.core.preparation.requirements.findings import Requirements
from huizhen.core.preparation.requirements.packs import requirement_set
from huizhen.core.records.dates import PartialDate, parse_partial_date
from huizhen.core.records.inventory import InventoryEntry


def requirements_of(
    case: CaseFile,
    specialty: str,
    as_of: PartialDate,
    question: str,
    workshop: Workshop,
) -> Requirements:
    """What a folded case lacks for a specialty on that day, its question included."""
    roots = workshop.specialty_roots
    rules = requirement_set(load_pack(specialty, roots), load_pack("common", roots))
    knowledge = load_question_knowledge(workshop.terms_roots)
    verdict = check_question(question, "", specialty, knowledge=knowledge)
    return assess(case_for_check(case, question, workshop), rules, as_of, verdict)


def case_for_check(case: CaseFile, question: str, workshop: Workshop) -> CaseFacts:
    """The case as requirements see it: the patient's facts and files, nobody else's."""
    terms = load_pack("terms", workshop.terms_roots)
    images = load_pack("imaging", workshop.terms_roots)
    tables = judgement_tables(images)
    return case_facts(
        case.merged.facts,
        lexicon_of(terms),
        UnitTable(terms),
        question=question,
        patient=case.patient,
        documents=[_document(entry) for entry in case.entries if entry.status in ("read", "part")],
        imaging=SeenImages(
            judgement=judge(case.imaging, tables), tables=tables, words=finding_table(images)
        ),
    )


def _shows_film(entry: InventoryEntry) -> bool:
    """Whether most of its pages are pictures of film."""
    films = sum(note.code == FILM for note in entry.page_notes)
    return films > 0 and 2 * films >= entry.pages


def _document(entry: InventoryEntry) -> Document:
    return Document(
        path=entry.path,
        kind=entry.kind,
        title=entry.title,
        date=parse_partial_date(entry.document_date) if entry.document_date else None,
        code=FILM if _shows_film(entry) else entry.code,
    )
