"""From a case to a package folder: compose, set, write; the manifest last."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from huizhen.cli.letters_run import set_letters
from huizhen.cli.norms_command import norm_findings
from huizhen.cli.papers_run import Bench, set_papers
from huizhen.cli.requirements_run import requirements_of
from huizhen.cli.workshop import Workshop
from huizhen.core.content import load_pack
from huizhen.core.errors import WrongCall
from huizhen.core.language.loaded import lexicon_of, notation_of
from huizhen.core.language.units import UnitTable
from huizhen.core.preparation.case_file import CaseFile
from huizhen.core.preparation.composition import Composer, Request
from huizhen.core.preparation.dossier import Dossier
from huizhen.core.preparation.edits import Edit, edits_from_json
from huizhen.core.preparation.form_filling import FilledForm
from huizhen.core.preparation.package import (
    FINDINGS,
    LETTERS,
    MANIFEST,
    NORMS,
    PICTURES,
    findings_bytes,
    manifest_bytes,
    norms_bytes,
    package_files,
)
from huizhen.core.preparation.requirements.absence import answered
from huizhen.core.preparation.requirements.answer import Answer, answers_from_json
from huizhen.core.preparation.requirements.findings import Requirements
from huizhen.core.preparation.specialty import Specialty, specialty_from
from huizhen.core.preparation.wording import Wordsmith
from huizhen.core.records.dates import PartialDate, parse_partial_date
from huizhen.core.records.identity import Identity
from huizhen.core.records.reference import reference_from_text
from huizhen.core.records.value import Value

_CASE_KEYS = ("specialty", "question", "patient", "as_of", "edits", "answers")


class CaseRequest(Value):
    """What `prepare` is asked for, checked before anything is read."""

    specialty: Specialty
    question: str
    as_of: PartialDate
    reference: Identity | None
    edits: tuple[Edit, ...] = ()
    """Statements in the words of named persons."""
    answers: tuple[Answer, ...] = ()
    """What named persons say of required items that are not there."""
    form: Mapping[str, str] = {}
    """Fields of the request form that no record says: institution, physician, wishes ..."""
    hospital_form: Path | None = None
    """A hospital's own .docx with fields such as {{F01}}."""


def request_from(
    file: Path | None,
    given: Mapping[str, str],
    workshop: Workshop,
    hospital_form: Path | None = None,
) -> CaseRequest:
    """The request of the options and, where these are empty, of the JSON file; WrongCall says
    which part is missing or malformed."""
    told = {**told_by(file), **{name: text for name, text in given.items() if text}}
    as_of = full_day(told.get("as_of", ""))
    patient = told.get("patient", "")
    return CaseRequest(
        specialty=specialty_of(told.get("specialty", ""), workshop),
        question=told.get("question", ""),
        as_of=as_of,
        reference=reference_from_text(patient) if patient else None,
        edits=edits_from_json(told.get("edits", "")),
        answers=answers_from_json(told.get("answers", "")),
        form=form_of(told),
        hospital_form=hospital_form,
    )


def form_of(told: Mapping[str, str]) -> dict[str, str]:
    """What a request says beside the case: fields of the request form."""
    return {key: text for key, text in told.items() if key not in _CASE_KEYS}


def full_day(text: str) -> PartialDate:
    """The day that something is seen from; WrongCall for anything less."""
    day = parse_partial_date(text)
    if day is None or day.precision != "day":
        raise WrongCall(
            "as_of_wrong",
            "The day that the case is seen from is missing or not a date.",
            "Give --as-of as 2026-05-20 (year-month-day).",
        )
    return day


def told_by(file: Path | None) -> dict[str, str]:
    """What a request file says, by field; WrongCall when it cannot be read."""
    if file is None:
        return {}
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise WrongCall(
            "request_unreadable",
            "The request file cannot be read as JSON.",
            "It is one object with specialty, question, patient and as_of.",
        ) from error
    return {str(key): str(value) for key, value in data.items()} if isinstance(data, dict) else {}


def specialty_of(name: str, workshop: Workshop) -> Specialty:
    """The specialty of that name; WrongCall says which there are."""
    known = sorted(
        {
            folder.parent.name
            for root in workshop.specialty_roots
            for folder in root.glob("*/front_sheet.json")
        }
    )
    if name not in known:
        raise WrongCall(
            "specialty_unknown",
            "There is no such specialty." if name else "No specialty was given.",
            f"Give --specialty with one of: {', '.join(known)}.",
        )
    return specialty_from(
        load_pack(name, workshop.specialty_roots), load_pack("common", workshop.specialty_roots)
    )


def write_package(
    case: CaseFile, wanted: CaseRequest, bench: Bench, out: Path
) -> tuple[Dossier, FilledForm | None]:
    """Compose and write everything; a file that is already right is not touched. With the dossier
    comes what a hospital's own form had no place for."""
    workshop = bench.workshop
    asked = requirements_of(case, wanted.specialty.id, wanted.as_of, wanted.question, workshop)
    found = answered(asked, wanted.answers)
    dossier = composed(case, wanted, workshop, found)
    papers = set_papers(dossier, wanted.form, wanted.hospital_form, bench)
    files = package_files(case.entries, case.merged, dossier, case.changed)
    files[FINDINGS] = findings_bytes(found)
    files[NORMS] = norms_bytes(norm_findings(dossier, case.merged.facts, workshop))
    files.update(papers.files)
    files.update(set_letters(case, found, wanted.form.get("number", ""), workshop))
    for name, data in {**files, MANIFEST: manifest_bytes(files, dossier)}.items():
        path = out / name
        if not path.is_file() or path.read_bytes() != data:
            workshop.write(path, data)
    _remove_old(out, files)
    return dossier, papers.form


def _remove_old(out: Path, files: Mapping[str, bytes]) -> None:
    """Pictures of pages that are no longer cited, and letters that have nothing to ask."""
    for folder in (PICTURES, LETTERS):
        for path in (out / folder).glob("*"):
            if f"{folder}/{path.name}" not in files:
                path.unlink()


def composed(
    case: CaseFile, wanted: CaseRequest, workshop: Workshop, found: Requirements
) -> Dossier:
    """The dossier of a case with the loaded packs."""
    terms = load_pack("terms", workshop.terms_roots)
    composer = Composer(
        wanted.specialty,
        Wordsmith(lexicon_of(terms), UnitTable(terms), notation_of(terms)),
        case.sources,
        Request(
            question=wanted.question,
            as_of=wanted.as_of,
            patient=case.patient,
            is_identity_unconfirmed=case.is_identity_unconfirmed,
        ),
        load_pack("wording", workshop.terms_roots),
        load_pack("scores", workshop.terms_roots),
    )
    changed = [one.now.fact_key for one in case.changed if one.now is not None]
    return composer.compose(case.merged, case.blocking, found.findings, changed, wanted.edits)
