"""Persons attach files that were held apart, or keep them out: what follows for the case."""

from __future__ import annotations

from huizhen.core.preparation.case_file import CaseFile, FiledReading, fold_case
from huizhen.core.preparation.desk_files import desk_pages, held_files
from huizhen.core.records.attachment import Attachments
from huizhen.core.records.evidence import PageSpan
from huizhen.core.records.fact import make_fact
from huizhen.core.records.identity import Identity
from huizhen.core.records.page import Page, SourceId, page_id
from huizhen.core.records.reading import DicomInstance, Reading, Received
from huizhen.core.records.reference import reference_from_text

JANE = reference_from_text("Doe, Jane; 1968-02-11; F; 1234567@A Hospital")
OWN = "Patient: DOE, Jane   DOB: 11 Feb 1968   MRN: 1234567\nDiagnosis: own"
OTHER = "Patient: ROE, Richard   DOB: 2 Jan 1950   Sex: M\nDiagnosis: other"
NOBODY = "Diagnosis: nameless"


def filed(number: int, path: str, *texts: str) -> FiledReading:
    """A PDF in which each page says one diagnosis."""
    source = SourceId(f"{number:064x}")
    pages, facts = [], []
    for ordinal, text in enumerate(texts, start=1):
        page = page_id(source, ordinal)
        pages.append(Page(page_id=page, ordinal=ordinal, text=text, origin="text_layer"))
        start = text.index("Diagnosis: ") + len("Diagnosis: ")
        quote = text[start:]
        place = PageSpan(page_id=page, start=start, end=len(text), quote=quote)
        facts.append(make_fact("Condition", text=quote, evidence=(place,)))
    reading = Reading(kind="pdf", pages=tuple(pages), facts=tuple(facts))
    return FiledReading(
        received=Received(path=path, source_id=source, size_bytes=1), reading=reading
    )


FILES = (
    filed(1, "a.pdf", OWN),
    filed(2, "b.pdf", OTHER),
    filed(3, "c.pdf", NOBODY),
    filed(4, "d.pdf", OWN.replace("own", "mixed"), OTHER.replace("other", "stray")),
)


def case(attached: tuple[int, ...] = (), kept_out: tuple[int, ...] = ()) -> CaseFile:
    by_hand = Attachments(
        attached=frozenset(FILES[n].received.source_id for n in attached),
        kept_out=frozenset(FILES[n].received.source_id for n in kept_out),
    )
    return fold_case(FILES, (), JANE, by_hand=by_hand)


def said(found: CaseFile) -> set[str]:
    return {fact.text for fact in found.merged.facts}


def codes(found: CaseFile) -> dict[str, tuple[str, str]]:
    return {entry.path: (entry.status, entry.code) for entry in found.entries}


def test_without_a_word_of_persons_what_does_not_fit_is_held_apart() -> None:
    found = case()
    assert said(found) == {"own", "mixed"}
    assert codes(found)["b.pdf"] == ("quarantined", "other_patient")
    assert codes(found)["c.pdf"] == ("unidentified", "identity_absent")
    assert {"quarantined", "unidentified"} <= set(found.blocking)


def test_what_is_attached_counts_and_says_against_what() -> None:
    found = case(attached=(1, 2, 3))
    assert said(found) == {"own", "other", "nameless", "mixed", "stray"}
    assert codes(found)["b.pdf"] == ("read", "attached_against_identity")
    assert codes(found)["c.pdf"] == ("read", "attached_by_person")
    assert codes(found)["d.pdf"] == ("read", "attached_against_identity")
    assert "quarantined" not in found.blocking
    assert held_files(found) == ()


def test_what_is_kept_out_is_listed_and_says_nothing() -> None:
    found = case(kept_out=(0, 1, 2))
    assert said(found) == {"mixed"}
    assert codes(found)["b.pdf"] == ("ignored", "kept_out_by_person")
    assert [entry.path for entry in found.entries] == ["a.pdf", "b.pdf", "c.pdf", "d.pdf"]
    assert not {"quarantined", "unidentified"} & set(found.blocking)
    assert not any(source.path in ("a.pdf", "b.pdf") for source in found.sources)


def test_kept_out_wins_over_attached() -> None:
    assert "other" not in said(case(attached=(1,), kept_out=(1,)))


def test_a_container_stands_for_what_it_holds() -> None:
    archive = FiledReading(
        received=Received(path="z.zip", source_id=SourceId("f" * 64), size_bytes=1),
        reading=Reading(kind="archive"),
    )
    inside = filed(9, "z.zip!/n.pdf", NOBODY)
    for by_hand, expected in (
        (Attachments(), set()),
        (Attachments(attached=frozenset({SourceId("f" * 64)})), {"nameless"}),
        (Attachments(kept_out=frozenset({SourceId("f" * 64)})), set()),
    ):
        found = fold_case((archive, inside), (), JANE, by_hand=by_hand)
        assert said(found) == expected
        assert len(found.entries) == 2


def test_what_differs_is_told_field_by_field() -> None:
    held = {one.path: one for one in held_files(case())}
    assert set(held) == {"b.pdf", "c.pdf", "d.pdf"}
    told = {(d.field, d.patient, d.found) for d in held["b.pdf"].differences}
    assert ("birth_date", "1968-02-11", "1950-01-02") in told
    assert ("sex", "female", "male") in told
    assert held["b.pdf"].pages == ()
    assert held["d.pdf"].pages == (2,)
    assert held["c.pdf"].differences == ()


def test_pages_of_another_person_are_not_shown() -> None:
    pages = {(page.path, page.ordinal): page.whose for page in desk_pages(case(), FILES, {})}
    assert pages == {("a.pdf", 1): "patient", ("c.pdf", 1): "unidentified", ("d.pdf", 1): "patient"}


def image(number: int, path: str, name: str = "") -> FiledReading:
    patient = reference_from_text(f"{name}; 1950-01-02; M") if name else Identity()
    instance = DicomInstance(
        sop_instance_uid=f"1.{number}", series_instance_uid="1.9", study_instance_uid="1.8",
        modality="MR", patient=patient,
    )  # fmt: skip
    return FiledReading(
        received=Received(path=path, source_id=SourceId(f"{number:064x}"), size_bytes=1),
        reading=Reading(kind="dicom", instance=instance),
    )


def test_the_images_of_a_folder_are_held_as_one_and_attached_as_one() -> None:
    named = [image(20 + n, f"MR/S1/I{n}", "Roe, Richard") for n in range(3)]
    nameless = [image(30 + n, f"MR/S2/I{n}") for n in range(2)]
    alone = image(40, "MR/S3/I0")
    found = fold_case((*FILES[:1], *named, *nameless, alone), (), JANE)
    held = {one.path: one for one in held_files(found)}
    assert set(held) == {"MR/S1/", "MR/S2/", "MR/S3/I0"}
    assert len(held["MR/S1/"].sources) == 3
    assert held["MR/S1/"].code == "other_patient"
    assert held["MR/S3/I0"].sources == ()
    again = fold_case(
        (*FILES[:1], *named, *nameless, alone),
        (),
        JANE,
        by_hand=Attachments(attached=frozenset(map(SourceId, held["MR/S1/"].sources))),
    )
    assert {one.path for one in held_files(again)} == {"MR/S2/", "MR/S3/I0"}
    assert any(fact.type == "ImagingStudy" for fact in again.merged.facts)
