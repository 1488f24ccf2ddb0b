"""Reads C-CDA, other CDA R2 documents, and their fragments."""

from __future__ import annotations

from huizhen.core.reading.ccda.attachments import Attachments, attachments_of
from huizhen.core.reading.ccda.context import Document
from huizhen.core.reading.ccda.detection import cda_score
from huizhen.core.reading.ccda.document import CdaSource, read_source
from huizhen.core.reading.ccda.header import (
    document_date,
    document_language,
    document_title,
    header_act_facts,
    header_facts,
    header_lines,
    header_participation_facts,
    institution_name,
    stated_lines,
)
from huizhen.core.reading.ccda.patient import identity_of
from huizhen.core.reading.ccda.sections import (
    Placed,
    facts_of_fragment,
    facts_of_section,
    place_section,
    section_title,
    sections_of,
)
from huizhen.core.reading.coded.deviations import Deviations
from huizhen.core.reading.coded.elements import children, local_name
from huizhen.core.reading.coded.pages import PageBook
from huizhen.core.reading.registry import Context, Probe, SourceFile
from huizhen.core.reading.xml import Element
from huizhen.core.records.fact import Fact
from huizhen.core.records.identity import PatientMention
from huizhen.core.records.reading import Member, Reading

_PARTICIPATIONS = ("componentOf", "documentationOf", "authorization")
_HEADER_ACTS = ("encompassingEncounter", "serviceEvent", "consent")


class CcdaReader:
    """CDA R2: whole documents of any country, unstructured ones, and fragments."""

    name = "ccda"
    version = 1

    def score(self, probe: Probe) -> float:
        """Certain for a ClinicalDocument; high for a fragment that speaks HL7 v3."""
        return cda_score(probe)

    def read(self, source: SourceFile, context: Context) -> Reading:
        """Pages of the narrative, coded facts, the header's patient, embedded files."""
        parsed = read_source(source.read(context.limits.max_text_bytes))
        return _Run(source, context, parsed).reading()


class _Run:
    """One reading in the making."""

    def __init__(self, source: SourceFile, context: Context, parsed: CdaSource) -> None:
        self._context = context
        self._parsed = parsed
        self._deviations = Deviations()
        for deviation in parsed.deviations:
            self._deviations.add(deviation)
        self._book = PageBook(source.source_id, context.limits.max_pages_per_file)
        self._facts: list[Fact] = []
        self._patients: list[PatientMention] = []
        self._members: list[Member] = []
        self._problem: tuple[str, str, str] | None = None

    def reading(self) -> Reading:
        """Everything found, document after document (almost always there is one)."""
        first = self._parsed.tops[0]
        is_document = local_name(first) == "ClinicalDocument"
        for top, path in self._parsed.top_paths:
            self._read_top(top, path)
        if self._book.is_cut:
            self._problem = (
                "too_many_pages",
                "The document has more sections than the limit; the first are read.",
                "Ask for the document in parts, or raise max_pages_per_file.",
            )
        code, message, remedy = self._problem or ("", "", "")
        return Reading(
            kind="ccda",
            reader=f"{CcdaReader.name}/{CcdaReader.version}",
            status="part" if self._problem else "read",
            code=code,
            message=message,
            remedy=remedy,
            pages=self._book.pages,
            facts=tuple(self._facts),
            patients=tuple(self._patients),
            members=tuple(self._members),
            document_date=_date_text(first) if is_document else "",
            title=document_title(first) if is_document else _fragment_title(first),
            deviations=self._deviations.listed(),
        )

    def _read_top(self, top: Element, path: str) -> None:
        is_document = local_name(top) == "ClinicalDocument"
        several = len(self._parsed.tops) > 1
        document = Document(
            book=self._book,
            deviations=self._deviations,
            institution=institution_name(top) if is_document else "",
            date=document_date(top)[1] if is_document else None,
            language=document_language(top) if is_document else "",
            subject=path if several and is_document else "",
        )
        pages_before = len(self._book.pages)
        if is_document:
            title = document_title(top)
            self._book.add("\n".join(header_lines(top)), title, "native", document.language)
        placed = [
            place_section(element, here, document) for element, here in sections_of(top, path)
        ]
        self._attach(top, document)
        if len(self._book.pages) == pages_before:
            self._book.add("\n".join(stated_lines(top)), _fragment_title(top), "native")
        pages = tuple(range(pages_before + 1, len(self._book.pages) + 1))
        self._name_patients(top, path, document, pages if several else ())
        self._collect_facts(top, path, placed, document)

    def _collect_facts(
        self, top: Element, path: str, placed: list[Placed], document: Document
    ) -> None:
        if local_name(top) == "ClinicalDocument":
            self._facts += header_facts(top, path, document)
        elif local_name(top) in _PARTICIPATIONS:
            self._facts += header_participation_facts(top, path, document)
        elif local_name(top) in _HEADER_ACTS:
            self._facts += header_act_facts(top, path, document)
        else:
            self._facts += facts_of_fragment(top, path, document)
        for section in placed:
            self._facts += facts_of_section(section, document)

    def _attach(self, top: Element, document: Document) -> None:
        found = attachments_of(top, self._parsed.set_aside, self._context, self._deviations)
        self._members += found.members
        for text in found.texts:
            lines = [" ".join(line.split()) for line in text.strip().splitlines()]
            self._book.add("\n".join(lines), "", "native", document.language)
        self._problem = _problem_of(found) or self._problem

    def _name_patients(
        self, top: Element, path: str, document: Document, pages: tuple[int, ...]
    ) -> None:
        name = local_name(top)
        targets = [top] if name == "recordTarget" else children(top, "recordTarget")
        if name == "ClinicalDocument" and not targets:
            self._deviations.add("record_target_missing", path)
        for index, target in enumerate(targets, start=1):
            identity = identity_of(target)
            if identity.is_empty and identity.sex is None:
                continue
            where = path if target is top else f"{path}/recordTarget[{index}]"
            if index > 1:
                self._deviations.add("several_patients", where)
            key = document.subject if index == 1 else where
            self._patients.append(
                PatientMention(key=key, identity=identity, ordinals=pages, where=where)
            )


def _problem_of(found: Attachments) -> tuple[str, str, str] | None:
    if found.is_damaged:
        return (
            "embedded_file_damaged",
            "A file embedded in the document cannot be unpacked.",
            "Ask for the embedded document as a file of its own.",
        )
    if found.is_elsewhere:
        return (
            "body_in_other_file",
            "The document only names another file that holds its content.",
            "Send the named file as well; it usually came in the same folder.",
        )
    return None


def _date_text(header: Element) -> str:
    _raw, date = document_date(header)
    return str(date) if date is not None else ""


def _fragment_title(top: Element) -> str:
    for element, _path in sections_of(top, ""):
        title = section_title(element)
        if title:
            return title
    return ""
