"""Whose record each file, page, instance and subject is: decisions over a whole case."""

from __future__ import annotations

from itertools import count

import pytest

from huizhen.core.records.case_identity import CaseIdentity, decide_identities
from huizhen.core.records.identity import Identity, PatientMention
from huizhen.core.records.page import Page, SourceId, page_id
from huizhen.core.records.reading import DicomInstance, Reading, Received
from huizhen.core.records.reference import reference_from_text

JANE = "Doe, Jane; 1968-02-11; F; 1234567@A Hospital"

_numbers = count(1)


def received(path: str) -> Received:
    return Received(path=path, source_id=SourceId(f"{next(_numbers):064x}"), size_bytes=1)


def document(*texts: str, origin: str = "text_layer") -> Reading:
    pages = [
        Page(
            page_id=page_id("0" * 64, ordinal),
            ordinal=ordinal,
            text=text,
            origin="ocr" if origin == "ocr" else "text_layer",
        )
        for ordinal, text in enumerate(texts, start=1)
    ]
    return Reading(kind="pdf", pages=tuple(pages))


def about(key: str, text: str) -> PatientMention:
    return PatientMention(key=key, identity=reference_from_text(text))


def case(files: dict[str, Reading], reference: str = JANE) -> CaseIdentity:
    pairs = [(received(path), reading) for path, reading in files.items()]
    return decide_identities(pairs, reference_from_text(reference) if reference else None)


HEADER = "Patient: DOE, Jane   DOB: 11 Feb 1968   MRN: 1234567"
OTHER = "Patient: ROE, Richard   DOB: 2 Jan 1950   Sex: M"


def test_a_document_of_the_patient_keeps_its_status() -> None:
    result = case({"a.pdf": document(HEADER)})
    assert [d.verdict for d in result.decisions] == ["accepted"]
    assert result.files[0].status is None
    assert not result.is_unconfirmed


def test_pages_of_another_patient_make_a_part() -> None:
    result = case({"a.pdf": document(HEADER, OTHER, HEADER)})
    assert [d.verdict for d in result.decisions] == ["accepted", "quarantined", "accepted"]
    file = result.files[0]
    assert (file.status, file.code) == ("part", "pages_of_other_patient")
    assert [(note.ordinal, note.code) for note in file.page_notes] == [(2, "quarantined")]


def test_a_document_of_another_patient_is_quarantined_whole() -> None:
    result = case({"a.pdf": document(OTHER, "second page")})
    assert [d.verdict for d in result.decisions] == ["quarantined", "quarantined"]
    assert (result.files[0].status, result.files[0].code) == ("quarantined", "other_patient")


def test_pages_without_a_name_take_the_only_identity_of_their_document() -> None:
    result = case({"a.pdf": document("cover", HEADER, "text")})
    assert [(d.verdict, d.how) for d in result.decisions] == [
        ("accepted", "document"),
        ("accepted", "stated"),
        ("accepted", "document"),
    ]


def test_in_a_bundle_only_numbered_pages_inherit() -> None:
    result = case(
        {
            "a.pdf": document(
                f"{HEADER}\nPage 1 of 2",
                "Findings\nPage 2 of 2",
                f"{OTHER}\nPage 1 of 2",
                "Findings\nPage 2 of 2",
                "a loose page",
            )
        }
    )
    assert [(d.verdict, d.how) for d in result.decisions] == [
        ("accepted", "stated"),
        ("accepted", "continued"),
        ("quarantined", "stated"),
        ("quarantined", "continued"),
        ("unidentified", "none"),
    ]
    assert {n.ordinal: n.code for n in result.files[0].page_notes} == {
        3: "quarantined",
        4: "quarantined",
        5: "unidentified",
    }


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Seite 1/3", "Seite 2/3"),
        ("Página 1 de 3", "Página 2 de 3"),
        ("Стр. 1 из 3", "Стр. 2 из 3"),
        ("第1页 共3页", "第2页 共3页"),
        ("共3页 第1页", "共3页 第2页"),
        ("Report 7654321", "Page 2 of 2"),
    ],
)
def test_page_numbers_of_many_languages_continue(first: str, second: str) -> None:
    result = case({"a.pdf": document(f"{HEADER}\n{first}", f"text\n{second}", OTHER)})
    assert result.decisions[1].how == "continued"


def test_a_shared_letterhead_is_no_continuation_but_a_document_number_is() -> None:
    letterhead = "City Hospital\nDepartment of Oncology\n"
    numbered = "City Hospital\nReport 20250301\n"
    loose = case({"a.pdf": document(letterhead + HEADER, letterhead + "text", OTHER)})
    tied = case({"a.pdf": document(numbered + HEADER, numbered + "text", OTHER)})
    assert [loose.decisions[1].how, tied.decisions[1].how] == ["none", "continued"]


def test_a_footer_with_the_name_alone_is_completed_by_its_document() -> None:
    result = case({"a.pdf": document(HEADER, "text\nPatient: DOE, Jane")})
    assert [(d.verdict, d.how) for d in result.decisions] == [
        ("accepted", "stated"),
        ("accepted", "completed"),
    ]


def test_two_patients_on_one_page_are_never_accepted() -> None:
    result = case({"list.pdf": document(f"{HEADER}\n{OTHER}")})
    assert [d.verdict for d in result.decisions] == ["quarantined"]


def test_a_slip_is_believed_on_an_ocr_page_alone() -> None:
    text = "Patient: DOE, Jane   DOB: 17 Feb 1968"
    scanned = case({"a.pdf": document(text, origin="ocr")})
    typed = case({"a.pdf": document(text)})
    assert [scanned.decisions[0].verdict, typed.decisions[0].verdict] == ["accepted", "quarantined"]


def test_files_without_a_patient_are_unidentified() -> None:
    result = case(
        {
            "labs.csv": document("Hb;12.5"),
            "named.pdf": document("Patient: DOE, Jane"),
            "twin.pdf": document("Patient: DOE, Jill   DOB: 11 Feb 1968"),
        }
    )
    assert [(f.status, f.code) for f in result.files] == [
        ("unidentified", "identity_absent"),
        ("unidentified", "identity_insufficient"),
        ("unidentified", "identity_review"),
    ]


def test_what_was_not_read_or_has_no_content_keeps_its_status() -> None:
    result = case(
        {
            "locked.pdf": Reading(kind="pdf", status="not_read", code="encrypted"),
            "autorun.inf": Reading(kind="disc", status="ignored"),
            "disc.zip": Reading(kind="archive"),
        }
    )
    assert result.decisions == ()
    assert [file.status for file in result.files] == [None, None, None]


def test_each_patient_of_a_bundle_is_judged() -> None:
    bundle = Reading(
        kind="fhir",
        patients=(about("p1", "Doe, Jane; 1968-02-11"), about("p2", "Roe, Richard; 1950-01-02")),
    )
    result = case({"bundle.json": bundle})
    assert {d.subject: d.verdict for d in result.decisions} == {
        "p1": "accepted",
        "p2": "quarantined",
    }
    assert result.files[0].status == "part"


def test_an_embedded_file_has_the_patient_of_its_coded_document() -> None:
    coded = Reading(kind="ccda", patients=(about("", JANE),))
    archive = Reading(kind="archive")
    result = case(
        {
            "a.xml!/scan.pdf": document("no name"),
            "b.zip!/scan.pdf": document("no name"),
            "a.xml": coded,
            "b.zip": archive,
            "a.xml!/other.pdf": document(OTHER),
        }
    )
    found = {d.path: (d.verdict, d.how) for d in result.decisions}
    assert found == {
        "a.xml": ("accepted", "stated"),
        "a.xml!/scan.pdf": ("accepted", "container"),
        "a.xml!/other.pdf": ("quarantined", "stated"),
        "b.zip!/scan.pdf": ("unidentified", "none"),
    }


def instance(text: str, study: str) -> Reading:
    return Reading(
        kind="dicom",
        instance=DicomInstance(
            study_instance_uid=study, patient=reference_from_text(text) if text else Identity()
        ),
    )


def test_a_study_counts_as_one_document_for_the_majority() -> None:
    files = {f"ct/{n}.dcm": instance("Roe, Richard; 1950-01-02", "1.2.3") for n in range(20)}
    files |= {
        "a.pdf": document(HEADER),
        "b.pdf": document("Patient: Jane Doe   DOB: 11 Feb 1968"),
        "empty.dcm": instance("", "1.2.4"),
    }
    result = case(files, reference="")
    verdicts = {d.path: d.verdict for d in result.decisions}
    assert result.is_unconfirmed
    assert verdicts["a.pdf"] == verdicts["b.pdf"] == "accepted"
    assert {verdicts[path] for path in files if path.startswith("ct/")} == {"quarantined"}
    assert verdicts["empty.dcm"] == "unidentified"


def test_a_single_file_without_a_reference_quarantines_nothing() -> None:
    result = case({"a.pdf": document(HEADER)}, reference="")
    assert [d.verdict for d in result.decisions] == ["accepted"]
    assert result.is_unconfirmed


def test_an_even_split_without_a_reference_accepts_nobody() -> None:
    result = case({"a.pdf": document(HEADER), "b.pdf": document(OTHER)}, reference="")
    assert {d.verdict for d in result.decisions} == {"unidentified"}
    assert result.reference.is_empty


def test_a_blank_page_does_not_make_a_part() -> None:
    result = case({"a.pdf": document(HEADER, OTHER, "")})
    assert [note.ordinal for note in result.files[0].page_notes] == [2]
