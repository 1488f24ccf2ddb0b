"""From a case to a package folder: compose, set, write; the manifest last."""

from __future__ import annotations

import datetime
import io
import json
from collections.abc import Mapping
from pathlib import Path

from huizhen.cli.requirements_run import requirements_of
from huizhen.cli.workshop import Workshop
from huizhen.core.content import load_pack
from huizhen.core.errors import ContentError, WrongCall
from huizhen.core.language.terms import Lexicon
from huizhen.core.language.units import UnitTable
from huizhen.core.preparation.case_file import CaseFile
from huizhen.core.preparation.composition import Composer, Request
from huizhen.core.preparation.dossier import Dossier
from huizhen.core.preparation.one_page import one_page
from huizhen.core.preparation.package import (
    FINDINGS,
    MANIFEST,
    findings_bytes,
    manifest_bytes,
    package_files,
)
from huizhen.core.preparation.specialty import Specialty, specialty_from
from huizhen.core.preparation.wording import Wordsmith
from huizhen.core.records.dates import PartialDate, parse_partial_date
from huizhen.core.records.identity import Identity
from huizhen.core.records.reference import reference_from_text
from huizhen.core.records.value import Value

_MOST_STEPS = 12


class CaseRequest(Value):
    """What `prepare` is asked for, checked before anything is read."""

    specialty: Specialty
    question: str
    as_of: PartialDate
    reference: Identity | None


def request_from(file: Path | None, given: Mapping[str, str], workshop: Workshop) -> CaseRequest:
    """The request of the options and, where these are empty, of the JSON file; WrongCall says
    which part is missing or malformed."""
    told = {**_from_file(file), **{name: text for name, text in given.items() if text}}
    as_of = parse_partial_date(told.get("as_of", ""))
    if as_of is None or as_of.precision != "day":
        raise WrongCall(
            "as_of_wrong",
            "The day that the case is seen from is missing or not a date.",
            "Give --as-of as 2026-05-20 (year-month-day).",
        )
    patient = told.get("patient", "")
    return CaseRequest(
        specialty=_specialty(told.get("specialty", ""), workshop),
        question=told.get("question", ""),
        as_of=as_of,
        reference=reference_from_text(patient) if patient else None,
    )


def _from_file(file: Path | None) -> dict[str, str]:
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


def _specialty(name: str, workshop: Workshop) -> Specialty:
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


def write_package(case: CaseFile, wanted: CaseRequest, workshop: Workshop, out: Path) -> Dossier:
    """Compose and write everything; a file that is already right is not touched."""
    terms = load_pack("terms", workshop.terms_roots)
    composer = Composer(
        wanted.specialty,
        Wordsmith(Lexicon(terms), UnitTable(terms)),
        case.sources,
        Request(
            question=wanted.question,
            as_of=wanted.as_of,
            patient=case.patient,
            is_identity_unconfirmed=case.is_identity_unconfirmed,
        ),
    )
    dossier = composer.compose(case.merged, case.blocking)
    pdf = _one_page_pdf(dossier, workshop)
    files = package_files(case.entries, case.merged, dossier, pdf, case.changed)
    found = requirements_of(case, wanted.specialty.id, wanted.as_of, wanted.question, workshop)
    files[FINDINGS] = findings_bytes(found)
    for name, data in {**files, MANIFEST: manifest_bytes(files, dossier)}.items():
        path = out / name
        if not path.is_file() or path.read_bytes() != data:
            workshop.write(path, data)
    return dossier


def _one_page_pdf(dossier: Dossier, workshop: Workshop) -> bytes:
    """The first setting, from larger to smaller, that holds on one page."""
    created = datetime.date.fromisoformat(dossier.as_of)
    for step in range(_MOST_STEPS):
        pdf = workshop.renderer.render_pdf("dossier.typ", one_page(dossier, step), created)
        if _page_count(pdf) == 1:
            return pdf
    raise ContentError(
        "front_sheet_too_long",
        "The front sheet does not hold on one page even in its shortest form.",
        "Lower `most` of its blocks in the specialty's content pack.",
    )


def _page_count(pdf: bytes) -> int:
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as document:
        return len(document.pages)
