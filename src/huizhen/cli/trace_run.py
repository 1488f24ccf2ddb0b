"""Reads a package back: what its papers say, whence each run comes, what the originals say."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pydantic import ValidationError

from huizhen.cli.package_run import CaseRequest, composed, form_of, specialty_of, told_by
from huizhen.cli.tracing import changed_files, dossier_of, load_json, stored_records
from huizhen.cli.workshop import Workshop
from huizhen.core.content import Pack, load_pack
from huizhen.core.errors import PackageError
from huizhen.core.language.notation.lexicon import NotationLexicon
from huizhen.core.language.terms import Lexicon
from huizhen.core.language.units import UnitTable
from huizhen.core.preparation.accounting.account import (
    Account,
    Grounds,
    account_of,
    grounds_of,
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
    printed_patient,
)
from huizhen.core.preparation.accounting.runs import expected_text
from huizhen.core.preparation.accounting.summary import TraceSummary, summary_of
from huizhen.core.preparation.case_file import CaseFile
from huizhen.core.preparation.dossier import Dossier
from huizhen.core.preparation.frames import Frames
from huizhen.core.preparation.package import ANSWER_SHEET, DOSSIER, FINDINGS, MANIFEST, REQUEST_FORM
from huizhen.core.preparation.paper import Paper
from huizhen.core.preparation.papers import (
    answer_sheet_paper,
    dossier_paper,
    front_sheet_paper,
    questions_of,
    request_form_paper,
)
from huizhen.core.preparation.record.illness import illness_words
from huizhen.core.preparation.record.view import CaseView
from huizhen.core.preparation.requirements.findings import Finding, Requirements
from huizhen.core.preparation.tracing import CheckReason, TracedStatement, pages_of, traced
from huizhen.core.preparation.wording import Wordsmith
from huizhen.core.records.dates import parse_partial_date
from huizhen.core.records.decisions import ChangedFact
from huizhen.core.records.fact import Fact
from huizhen.core.records.merge import MergedFacts
from huizhen.core.records.value import Value

Some = TypeVar("Some", bound=Value)
_IN_CONTAINER = "!/"


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
    held = _Held(package, workshop, form_of(told_by(request)))
    dossier = held.dossier
    faults = source_faults(dossier, held.inventory, records) if records is not None else {}
    stored = stored_records(package, pages_of(dossier))
    statements = tuple(traced(dossier, stored, faults))
    accounts = tuple(held.accounts())
    composition, recomposed = held.recomposed()
    summary = summary_of(
        accounts,
        statements,
        fact_account(dossier, held.facts, held.view, held.reasons, held.unattached),
        composition,
        recomposed,
        [source.path for source in dossier.sources if source.number in faults],
        changed_files(package, load_json(package, MANIFEST)),
    )
    return Trace(statements, accounts, summary)


def source_faults(
    dossier: Dossier, inventory: Sequence[Mapping[str, Any]], records: Path
) -> dict[int, CheckReason]:
    """What is wrong with the originals in a folder, by source number. A file inside another stands
    or falls with the outermost one that holds it."""
    expected = {str(line["path"]): str(line["source_id"]) for line in inventory}
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


class _Held:
    """What a package holds, and the packs that it is compared with."""

    def __init__(self, package: Path, workshop: Workshop, form: Mapping[str, str]) -> None:
        self._package = package
        self._workshop = workshop
        self._form = form
        self.dossier = dossier_of(package)
        self._facts = load_json(package, "facts.json")
        self.facts = tuple(_values(self._facts["facts"], Fact))
        self.inventory: list[dict[str, Any]] = load_json(package, "inventory.json")["files"]
        self._wording = load_pack("wording", workshop.terms_roots)
        self._frames = Frames(self._wording, "papers.json")

    @property
    def unattached(self) -> int:
        """How many facts stand in files that name nobody."""
        return sum(int(f["facts"]) for f in self.inventory if f["status"] == "unidentified")

    @property
    def reasons(self) -> Frames:
        """The words of why a fact is left out."""
        return Frames(self._wording, "trace.json")

    @cached_property
    def view(self) -> CaseView:
        """The facts as the record's sections see them."""
        return CaseView(self.facts, self._words, illness_words(self._wording))

    @cached_property
    def _words(self) -> Wordsmith:
        terms = load_pack("terms", self._workshop.terms_roots)
        lexicon = Lexicon(terms)
        return Wordsmith(lexicon, UnitTable(terms), NotationLexicon(terms, lexicon))

    def accounts(self) -> Iterator[Account]:
        """One a document, the dossier first."""
        dossier, frames = self.dossier, self._frames
        grounds = self._grounds()
        rest = dossier_paper(dossier, frames)
        texts = page_texts_of(self._package / f"{DOSSIER}.pdf")
        front = printed_front(
            front_sheet_paper(dossier, frames),
            frames.text("dossier.more"),
            texts[0] if texts else "",
        )
        yield account_of(f"{DOSSIER}.pdf", texts, expected_text(rest, front), grounds)
        further: tuple[tuple[str, Paper], ...] = (
            (REQUEST_FORM, request_form_paper(dossier, self._form, frames)),
            (ANSWER_SHEET, answer_sheet_paper(dossier, self._form, frames)),
        )
        for name, paper in further:
            texts = page_texts_of(self._package / f"{name}.pdf")
            yield account_of(f"{name}.pdf", texts, expected_text(paper), grounds)

    def _grounds(self) -> Grounds:
        dossier = self.dossier
        packs = self._packs()
        fixed = FixedWords(
            [*texts_of_wording(self._wording), *(t for p in packs for t in texts_of_forms(p))],
            slots={
                "composer": dossier.composer,
                "packs": " ".join(f"{pack.id} {pack.version}" for pack in dossier.packs),
                "sha": dossier.sha256[:16],
            },
            dates={str(fact.date) for fact in self.facts if fact.date} | {dossier.as_of},
            further=[*self._units(), *(str(line["kind"]) for line in self.inventory)],
        )
        return grounds_of(dossier, self.facts, fixed, self._requested(), self._again)

    def _packs(self) -> list[Pack]:
        roots = self._workshop.specialty_roots
        return [load_pack(name, roots) for name in (self.dossier.specialty, "common")]

    def _units(self) -> set[str]:
        """Units as the tables print them."""
        return {self._words.measure(fact).unit for fact in self.facts if fact.value is not None}

    def _requested(self) -> Iterator[str]:
        """What the request and the received folder themselves say."""
        dossier = self.dossier
        yield from (dossier.question.strip(), dossier.as_of, *self._form.values())
        yield from (question.text for question in questions_of(dossier))
        for source in dossier.sources:
            yield from (source.path, source.document_date[:10], source.source_id[:16])
        for section in (*dossier.record, *dossier.annexes):
            for statement in section.statements:
                for term in statement.open_terms:
                    yield from (term.original, term.zh)

    def recomposed(self) -> tuple[Composition, tuple[Recomposed, ...]]:
        """Whether the facts of the package give the dossier again."""
        if not may_be_compared(self.dossier, self._again):
            return "other_version", ()
        found = differences(self.dossier, self._again)
        return ("differs" if found else "same"), found

    @cached_property
    def _again(self) -> Dossier:
        """What the composition makes of the package's facts with the loaded packs."""
        dossier = self.dossier
        as_of = parse_partial_date(dossier.as_of)
        if as_of is None:
            raise _malformed("dossier.json")
        patient = printed_patient(dossier, Frames(self._wording, "record.json"))
        case = CaseFile(
            entries=(),
            merged=MergedFacts.model_validate(
                {"facts": self.facts, "contradictions": _plain(self._facts["contradictions"])}
            ),
            patient=patient,
            is_identity_unconfirmed=bool(dossier.identity_note),
            sources=dossier.sources,
            blocking=dossier.blocking,
            changed=tuple(_values(self._facts["changed_since_decided"], ChangedFact)),
        )
        wanted = CaseRequest(
            specialty=specialty_of(dossier.specialty, self._workshop),
            question=dossier.question,
            as_of=as_of,
            reference=None,
        )
        lines = load_json(self._package, FINDINGS)["findings"]
        found = Requirements(
            specialty=dossier.specialty,
            as_of=as_of,
            findings=tuple(_values(lines, Finding)),
            packs=(),
        )
        return composed(case, wanted, self._workshop, found)


def _values(lines: Iterable[Any], value: type[Some]) -> Iterator[Some]:
    """Values of the lines of a package's file."""
    try:
        for line in lines:
            yield value.model_validate(_plain(line))
    except ValidationError as error:
        raise _malformed(f"{value.__name__} line") from error


def _plain(data: Any) -> Any:
    """Data without the names of their schemas."""
    if isinstance(data, dict):
        return {key: _plain(item) for key, item in data.items() if key != "schema"}
    return [_plain(item) for item in data] if isinstance(data, list) else data


def _malformed(what: str) -> PackageError:
    return PackageError(
        "package_incomplete", f"A {what} is not what a package holds.", "Prepare it again."
    )
