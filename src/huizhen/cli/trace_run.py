"""Reads a package back: what its papers say, whence each run comes, what the originals say."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from huizhen.cli.held_package import HeldPackage
from huizhen.cli.letters_run import letters_of
from huizhen.cli.package_run import form_of, told_by
from huizhen.cli.tracing import changed_files, load_json, stored_records
from huizhen.cli.workshop import Workshop
from huizhen.core.errors import PackageError
from huizhen.core.preparation.accounting.account import (
    Account,
    Grounds,
    Reported,
    account_of,
    account_of_findings,
    grounds_of,
    percent_of,
    printed_front,
)
from huizhen.core.preparation.accounting.fixed_words import (
    FixedWords,
    texts_of_forms,
    texts_of_wording,
)
from huizhen.core.preparation.accounting.left_out import fact_account
from huizhen.core.preparation.accounting.recomposition import (
    Composition,
    Recomposed,
    differences,
    may_be_compared,
)
from huizhen.core.preparation.accounting.runs import Expected, expected_text
from huizhen.core.preparation.accounting.summary import TraceSummary, summary_of
from huizhen.core.preparation.dossier import Dossier
from huizhen.core.preparation.form_file import fields_that_differ, form_document
from huizhen.core.preparation.letters.letters import letter_file_name
from huizhen.core.preparation.package import (
    ANSWER_SHEET,
    DOSSIER,
    FINDINGS,
    FORM,
    MANIFEST,
    REQUEST_FORM,
)
from huizhen.core.preparation.paper import Paper
from huizhen.core.preparation.papers import (
    answer_sheet_paper,
    dossier_paper,
    front_sheet_paper,
    questions_of,
    request_form_paper,
)
from huizhen.core.preparation.tracing import CheckReason, TracedStatement, pages_of, traced
from huizhen.core.records.inventory import InventoryEntry

_IN_CONTAINER = "!/"
_PDF = ".pdf"


class Trace(NamedTuple):
    """Everything that was looked at."""

    statements: tuple[TracedStatement, ...]
    accounts: tuple[Account, ...]
    summary: TraceSummary


def trace_package(
    package: Path, records: Path | None, request: Path | None, workshop: Workshop
) -> Trace:
    """The trace of a package; against the originals too where their folder is given, and with the
    words of the request form where the request is given."""
    manifest = load_json(package, MANIFEST)
    held = HeldPackage(package, workshop, form_of(told_by(request)) if request else None)
    dossier = held.dossier
    faults = source_faults(dossier, held.inventory, records) if records is not None else {}
    statements = tuple(traced(dossier, stored_records(package, pages_of(dossier)), faults))
    accounts = tuple(_accounts(held, manifest, workshop))
    composition, recomposed = _recomposed(held)
    reasons = held.frames("trace.json")
    summary = summary_of(
        accounts,
        statements,
        fact_account(dossier, held.facts, held.view, reasons, held.unattached),
        composition,
        recomposed,
        [source.path for source in dossier.sources if source.number in faults],
        changed_files(package, manifest),
    )
    return Trace(statements, accounts, summary)


def source_faults(
    dossier: Dossier, inventory: Sequence[InventoryEntry], records: Path
) -> dict[int, CheckReason]:
    """What is wrong with the originals in a folder, by source number. A file inside another stands
    or falls with the outermost one that holds it."""
    expected = {entry.path: entry.source_id for entry in inventory}
    states: dict[str, CheckReason | None] = {}
    faults: dict[int, CheckReason] = {}
    for source in dossier.sources:
        outermost = source.path.partition(_IN_CONTAINER)[0]
        wanted = expected.get(outermost, source.source_id if outermost == source.path else "")
        if outermost not in states:
            states[outermost] = _state(records / outermost, wanted)
        state = states[outermost]
        if state is not None:
            faults[source.number] = state
    return faults


def _state(path: Path, wanted: str) -> CheckReason | None:
    try:
        with path.open("rb") as stream:
            is_same = hashlib.file_digest(stream, "sha256").hexdigest() == wanted
    except OSError:
        return "source_missing"
    return None if is_same else "source_changed"


def page_texts_of(pdf: Path) -> list[str]:
    """The text of every page in the order in which it was set."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(pdf)
    except (pypdfium2.PdfiumError, OSError) as error:
        raise PackageError(
            "package_incomplete",
            f"The package has no readable {pdf.name}.",
            "Run `huizhen prepare` again with the same --out; it goes on where it stood.",
        ) from error
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def _accounts(
    held: HeldPackage, manifest: Mapping[str, Any], workshop: Workshop
) -> Iterator[Account]:
    """One a document, the dossier first; a PDF that is none of ours is reported whole."""
    grounds = _grounds(held)
    known = [f"{name}{_PDF}" for name in (DOSSIER, REQUEST_FORM, ANSWER_SHEET)]
    yield _of_dossier(held, grounds)
    frames = held.frames("papers.json")
    for name, paper in (
        (known[1], request_form_paper(held.dossier, held.form, frames)),
        (known[2], answer_sheet_paper(held.dossier, held.form, frames)),
    ):
        yield account_of(name, page_texts_of(held.folder / name), expected_text(paper), grounds)
    letters = letters_of(held.case, held.requirements, held.form.get("number", ""), workshop)
    of_packs = grounds._replace(are_words_of_packs=True)
    for letter in letters:
        known.append(f"{letter_file_name(letter)}{_PDF}")
        yield _of_letter(held, known[-1], letter, of_packs)
    for name in manifest["files"]:
        if name.endswith(_PDF) and name not in known:
            texts = page_texts_of(held.folder / name)
            yield account_of(name, texts, Expected((), (), ()), grounds)
    fields = _of_form(held)
    if fields:
        yield _nothing_of(FORM, fields)
    findings = account_of_findings(FINDINGS, held.requirements.findings, held.rules)
    if findings:
        yield _nothing_of(FINDINGS, findings)


def _of_dossier(held: HeldPackage, grounds: Grounds) -> Account:
    frames = held.frames("papers.json")
    name = f"{DOSSIER}{_PDF}"
    texts = page_texts_of(held.folder / name)
    front = printed_front(
        front_sheet_paper(held.dossier, frames),
        frames.text("dossier.more"),
        texts[0] if texts else "",
    )
    return account_of(
        name, texts, expected_text(dossier_paper(held.dossier, frames), front), grounds
    )


def _of_form(held: HeldPackage) -> tuple[Reported, ...]:
    """Fields of `form.json` that dossier and request do not give; nothing of an older package,
    which has no such file."""
    if held.form_file is None:
        return ()
    paper = request_form_paper(held.dossier, held.form, held.frames("papers.json"))
    again = form_document(paper, held.form)
    return tuple(
        Reported(document=FORM, code="not_composed", text=key, statement=key)
        for key in fields_that_differ(held.form_file, again)
    )


def _of_letter(held: HeldPackage, name: str, letter: Paper, grounds: Grounds) -> Account:
    if not (held.folder / name).is_file():
        return _nothing_of(
            name, (Reported(document=name, code="not_printed", expected=letter.title),)
        )
    return account_of(name, page_texts_of(held.folder / name), expected_text(letter), grounds)


def _nothing_of(document: str, reported: tuple[Reported, ...]) -> Account:
    return Account(
        document=document,
        pages=0,
        letters=0,
        accounted=0,
        percent=percent_of(0, 0),
        kinds={},
        statements=0,
        reported=reported,
    )


def _grounds(held: HeldPackage) -> Grounds:
    dossier = held.dossier
    units = {held.words.measure(fact).unit for fact in held.facts if fact.value is not None}
    fixed = FixedWords(
        [
            *texts_of_wording(held.wording),
            *(t for pack in held.forms for t in texts_of_forms(pack)),
        ],
        slots={
            "composer": dossier.composer,
            "packs": " ".join(f"{pack.id} {pack.version}" for pack in dossier.packs),
            "sha": dossier.sha256[:16],
        },
        dates={str(fact.date) for fact in held.facts if fact.date} | {dossier.as_of},
        further=[*units, *(entry.kind for entry in held.inventory)],
    )
    return grounds_of(dossier, held.facts, fixed, _requested(held), held.again)


def _requested(held: HeldPackage) -> Iterator[str]:
    """What the request and the received folder themselves say."""
    dossier = held.dossier
    yield from (dossier.question.strip(), dossier.as_of, *held.form.values())
    yield from (edit.text for edit in dossier.edits)
    yield from (question.text for question in questions_of(dossier))
    for source in dossier.sources:
        yield from (source.path, source.document_date[:10], source.source_id[:16])
    for section in (*dossier.record, *dossier.annexes):
        for statement in section.statements:
            for term in statement.open_terms:
                yield from (term.original, term.zh)


def _recomposed(held: HeldPackage) -> tuple[Composition, tuple[Recomposed, ...]]:
    """Whether the facts of the package give the dossier again."""
    if not may_be_compared(held.dossier, held.again):
        return "other_version", ()
    found = differences(held.dossier, held.again)
    return ("differs" if found else "same"), found
