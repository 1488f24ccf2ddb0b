"""A small made-up package, written by the functions that write real ones; no person is in it."""

from __future__ import annotations

from pathlib import Path

from huizhen.core.content import PackStamp
from huizhen.core.preparation.dossier import Dossier, SourceLine
from huizhen.core.preparation.package import (
    DOSSIER_PAGE,
    DOSSIER_PDF,
    MANIFEST,
    manifest_bytes,
    package_files,
)
from huizhen.core.preparation.page_pictures import PageViews
from huizhen.core.preparation.paper import Items, Paper, Section
from huizhen.core.preparation.paper_page import paper_html
from huizhen.core.preparation.statement import Place, Statement
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.evidence import DicomTag, ElementPath, PageSpan
from huizhen.core.records.fact import Coding, Dosage, Fact, make_fact
from huizhen.core.records.inventory import InventoryEntry, PageNote
from huizhen.core.records.merge import merge_facts
from huizhen.core.records.page import page_id

LABS, LETTER, SCAN = "a1" * 32, "b2" * 32, "c3" * 32
HOSTILE = "<script>alert(1)</script>\u202egpj.exe"
PDF = b"%PDF-1.7 not really\n%%EOF\n"


def write_package(folder: Path, more_facts: int = 0, more_files: int = 0) -> Path:
    """Write the package; the counts make its lists longer."""
    folder.mkdir(parents=True, exist_ok=True)
    dossier = _dossier()
    merged = merge_facts([*_facts(), *map(_extra_fact, range(more_facts))])
    entries = [*_entries(), *map(_extra_entry, range(more_files))]
    files = package_files(entries, merged, dossier)
    page = Paper(
        key="dossier",
        title="远程会诊病历资料",
        created_on=dossier.as_of,
        marks=dossier.marks,
        sections=dossier.sections,
    )
    files[DOSSIER_PAGE] = paper_html(page, PageViews()).encode()
    files[DOSSIER_PDF] = PDF
    for name, data in {**files, MANIFEST: manifest_bytes(files, dossier)}.items():
        (folder / name).write_bytes(data)
    return folder


def _entries() -> list[InventoryEntry]:
    return [
        InventoryEntry(
            path="labs/chemistry.pdf", source_id=LABS, kind="pdf", status="read", pages=2,
            language="de", facts=3, size_bytes=48_213, document_date="2026-04-28",
            title="Laborbefund",
        ),
        InventoryEntry(
            path="labs/chemistry copy.pdf", source_id=LABS, kind="pdf", status="read", pages=2,
            language="de", size_bytes=48_213, same_as="labs/chemistry.pdf",
        ),
        InventoryEntry(
            path="letter.xml", source_id=LETTER, kind="ccda", status="part", code="page_limit",
            message="Only a part of the file was read.", remedy="Send the rest as its own file.",
            pages=1, language="en", facts=2, size_bytes=9_120,
            page_notes=(PageNote(ordinal=1, code="rotated_90"),),
            deviations=("/ClinicalDocument/author: absent",),
        ),
        InventoryEntry(
            path=f"scans/{HOSTILE}", source_id=SCAN, kind="image", status="not_read",
            code="no_text", message=f"Nothing was recognised in {HOSTILE}.",
            remedy="Scan it again at 300 dpi.", size_bytes=1_204_000,
        ),
        InventoryEntry(
            path="other/report.pdf", source_id="d4" * 32, kind="pdf", status="quarantined",
            code="identity_conflict", message="The birth date is another one.",
            remedy="Remove the file, or say that it belongs here.", pages=1, size_bytes=20_000,
        ),
    ]  # fmt: skip


def _extra_entry(number: int) -> InventoryEntry:
    return InventoryEntry(
        path=f"disc/IMAGES/{number:05d}", source_id=f"{number:064x}", kind="dicom", status="read",
        size_bytes=500_000,
    )  # fmt: skip


def _span(source: str, ordinal: int, quote: str, origin: str = "text_layer") -> PageSpan:
    return PageSpan(
        page_id=page_id(source, ordinal), start=0, end=len(quote), quote=quote, origin=origin
    )


def _facts() -> list[Fact]:
    day = PartialDate(year=2026, month=4, day=28)
    bilirubin = Coding(system="http://loinc.org", code="14631-6", display="Bilirubin")
    shared = {"text": "Bilirubin total", "code": bilirubin, "category": "laboratory", "date": day}
    return [
        make_fact(
            "Observation", **shared, value="38.5", unit="umol/L", flag="H", interval="< 26.0",
            evidence=(_span(LABS, 1, "Bilirubin total 38.5 umol/L (< 26.0) H"),),
        ),
        make_fact(
            "Observation", **shared, value="3.85", unit="umol/L",
            evidence=(_span(SCAN, 1, "Bilirubin total 3.85 umol/L", "ocr"),),
        ),
        make_fact(
            "Condition", text="Intrahepatic cholangiocarcinoma", certainty="suspected",
            clinical_status="active", date=PartialDate(year=2026, month=3), body_site="liver",
            evidence=(
                ElementPath(page_id=page_id(LETTER, 1), path="/ClinicalDocument[1]/component[1]",
                            quote="suspicious for cholangiocarcinoma"),
                _span(LABS, 2, "Verdacht auf CCC"),
            ),
        ),
        make_fact(
            "MedicationStatement", text="Ursodiol 250 MG Oral Capsule", clinical_status="active",
            dosage=Dosage(dose="250 mg", route="oral", frequency="twice daily", as_needed=True),
            document_date=PartialDate(year=2026, month=5, day=2),
            evidence=(ElementPath(page_id=page_id(LETTER, 1), path="/ClinicalDocument[1]/x[2]"),),
        ),
        make_fact(
            "AllergyIntolerance", text="No known drug allergies", certainty="negated",
            absent_reason="no-known",
            evidence=(_span(LETTER, 1, "No known\ndrug allergies"),),
        ),
        make_fact(
            "ImagingStudy", text=f"MR {HOSTILE}", date=PartialDate(year=2026),
            evidence=(DicomTag(page_id=page_id("e5" * 32, 1), tag="StudyDescription",
                               value="MR Abdomen"),),
        ),
    ]  # fmt: skip


def _extra_fact(number: int) -> Fact:
    return make_fact(
        "Procedure", text=f"Synthetic procedure {number:04d}",
        evidence=(_span(LABS, 1, f"procedure {number:04d}"),),
    )  # fmt: skip


def _dossier() -> Dossier:
    place = Place(source=1, page_id=page_id(LABS, 1), page=1, quote="Bilirubin total 38.5 umol/L")
    bilirubin = Statement(
        key="labs:1", text="总胆红素(TBIL) 38.5 µmol/L ↑ [2026-04-28]", original="Bilirubin total",
        marks=("待核",), reason="contradiction", places=(place,),
    )  # fmt: skip
    hostile = Statement(key="dx:1", text=f"考虑{HOSTILE}可能", original=HOSTILE, places=(place,))
    return Dossier(
        specialty="hpb", department_zh="肝胆胰外科",
        department_en="Hepatobiliary and pancreatic surgery", as_of="2026-05-20",
        question="Is a resection possible after biliary drainage?", question_language="en",
        identity_note="身份未确认",
        front_sheet=(
            Section(key="dx", title="目前诊断", blocks=(Items(statements=(hostile,)),)),
            Section(key="labs", title="主要检验", blocks=(Items(statements=(bilirubin,)),)),
        ),
        doubts=Section(key="doubts", title="待核事项"),
        record=(Section(key="pe", title="体格检查", subtitle="Physical examination"),),
        terms=Section(key="terms", title="待定译名"),
        missing=Section(key="missing", title="尚缺资料"),
        sources=(
            SourceLine(number=1, path="labs/chemistry.pdf", source_id=LABS, kind="pdf",
                       document_date="2026-04-28", same_as=("labs/chemistry copy.pdf",)),
            SourceLine(number=2, path="letter.xml", source_id=LETTER, kind="ccda"),
        ),
        blocking=("identity_unconfirmed", "contradiction", "quarantined", "not_read"),
        packs=(PackStamp(id="hpb", version="2026.1", sha256="0" * 64),),
        composer="dossier/3",
    )  # fmt: skip
