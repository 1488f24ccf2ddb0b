"""The identity firewall, the reference, and the decisions over a whole case."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huizhen.core.errors import WrongCall
from huizhen.core.records.case_identity import CaseIdentity, decide_identities
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.firewall import (
    FieldComparison,
    Verdict,
    compare_identity,
    do_agree,
    judge,
    verdict,
)
from huizhen.core.records.identity import (
    Identity,
    PatientIdentifier,
    PatientMention,
    PersonName,
    Sex,
)
from huizhen.core.records.page import Page, SourceId, page_id
from huizhen.core.records.reading import DicomInstance, Reading, Received
from huizhen.core.records.reference import (
    majority_identity,
    merged_identity,
    reference_from_text,
)

JANE = "Doe, Jane; 1968-02-11; F; 1234567@A Hospital"

CASES: list[tuple[str, str, Verdict]] = [
    # two strong fields equal, none in conflict
    (JANE, "Jane Doe; 1968-02-11", "accepted"),
    (JANE, "DOE, J.; 1968-02-11; F", "accepted"),
    (JANE, "Doe, Jane; 1234567", "accepted"),
    (JANE, "Doe, Jane; 0001234567@a-hospital", "accepted"),
    (JANE, "1968-02-11; 1234567@A HOSPITAL", "accepted"),
    (JANE, "Doe, Jane; 1968-02-11; 99@Other Hospital", "accepted"),
    (JANE, "Doe, Jane; 1968-02-11; 7654321", "accepted"),
    (JANE, "Doe, Jane; 1968", "accepted"),
    ("Wang, Xiaoming; 1968-02-11", "王小明; 1968-02-11", "accepted"),
    ("Иванова, Юлия; 1968-02-11", "Julia Iwanowa; 1968-02-11", "accepted"),
    # one misread letter or figure beside an equal field
    (JANE, "Doc, Jane; 1968-02-11", "accepted"),
    (JANE, "Doe, Jane; 1968-02-17", "accepted"),
    (JANE, "Doe, Jane; 1234561@A Hospital", "accepted"),
    # nothing, or too little
    (JANE, "", "unidentified"),
    (JANE, "F", "unidentified"),
    (JANE, "Doe, Jane", "unidentified"),
    (JANE, "1968-02-11", "unidentified"),
    (JANE, "1234567", "unidentified"),
    (JANE, "Doe, Jane; 7654321", "unidentified"),
    (JANE, "99@Other Hospital", "unidentified"),
    (JANE, "Doe, Jane; 1900-01-01", "unidentified"),
    ("Wang, Xiaoming; 1968-02-11", "山田太郎; 1968-02-11", "review"),
    # another person
    (JANE, "Doe, Jane; 1970-05-20", "quarantined"),
    (JANE, "Doe, Jane; 1968-02-12", "quarantined"),
    (JANE, "Doe, Jane; 1968-11-02", "quarantined"),
    (JANE, "Doe, Jane; 1968-02-11; 7654321@A Hospital", "quarantined"),
    (JANE, "Roe, Richard; M", "quarantined"),
    (JANE, "Doe, John; 1968-02-11; M", "quarantined"),
    (JANE, "1969", "quarantined"),
    # a person has to decide
    (JANE, "Doe, Jill; 1968-02-11; F", "review"),
    (JANE, "Doe, Jill; 1968-02-11", "review"),
    (JANE, "Miller, Jane; 1968-02-11; 1234567@A Hospital", "review"),
    (JANE, "Doe, Jane; 1968-02-11; M", "review"),
    (JANE, "Miller, Mary", "review"),
    (JANE, "M", "review"),
    # a slip needs another equal field without a slip
    (JANE, "Doc, Jane", "review"),
    (JANE, "1968-02-17", "quarantined"),
    (JANE, "Doc, Jane; 1968-02-17", "quarantined"),
]


def identity(text: str) -> Identity:
    """The identity of a reference text; a sex alone or nothing is no reference, but found."""
    if text in ("F", "M"):
        return Identity(sex="female" if text == "F" else "male")
    return reference_from_text(text) if text else Identity()


@pytest.mark.parametrize(("reference", "found", "expected"), CASES)
def test_verdict_on_a_found_identity(reference: str, found: str, expected: Verdict) -> None:
    assert judge(identity(reference), identity(found)).verdict == expected
    assert judge(identity(found), identity(reference)).verdict == expected


def test_a_slip_is_not_believed_where_nothing_was_read_by_ocr() -> None:
    found = identity("Doe, Jane; 1968-02-17")
    judgement = judge(identity(JANE), found, may_be_misread=False)
    assert judgement.verdict == "quarantined"
    assert judgement.reasons == ("name_same", "birth_date_conflict")


def test_reasons_are_codes_for_fields_without_values() -> None:
    found = identity("Doe, J.; 1968-11-02; M; 7654321@A Hospital")
    assert compare_identity(identity(JANE), found) == FieldComparison(
        name="compatible",
        birth_date="conflict",
        sex="conflict",
        identifier="conflict",
        reasons=(
            "name_initials",
            "birth_date_day_and_month_swapped",
            "identifier_conflict",
            "sex_conflict",
        ),
    )


def test_several_numbers_of_one_issuer_conflict_only_if_none_agrees() -> None:
    found = identity("Doe, Jane; 1111111@A Hospital; 1234567@A Hospital")
    assert judge(identity(JANE), found).verdict == "accepted"


_MATCHES = st.sampled_from(("same", "compatible", "absent", "conflict"))
_COMPARISONS = st.builds(
    FieldComparison,
    name=_MATCHES,
    birth_date=_MATCHES,
    identifier=_MATCHES,
    sex=st.sampled_from(("same", "absent", "conflict")),
)


@given(_COMPARISONS)
def test_accepted_means_two_strong_fields_and_no_conflict(comparison: FieldComparison) -> None:
    strong = [comparison.name, comparison.birth_date, comparison.identifier]
    equal = sum(match in ("same", "compatible") for match in strong)
    has_conflict = "conflict" in (*strong, comparison.sex)
    assert (verdict(comparison) == "accepted") == (equal >= 2 and not has_conflict)
    if has_conflict:
        assert verdict(comparison) in ("quarantined", "review")


_PEOPLE = st.builds(
    Identity,
    names=st.lists(
        st.sampled_from(
            [
                PersonName(family="Doe", given="Jane"),
                PersonName(text="Doc, Jane"),
                PersonName(text="J. Doe"),
                PersonName(text="王小明"),
                PersonName(text="Wang Xiaoming"),
                PersonName(text="Иванова Юлия"),
                PersonName(text="Julia Ivanova"),
            ]
        ),
        max_size=2,
    ).map(tuple),
    birth_date=st.sampled_from(
        [None, *map(PartialDate.model_validate, ("1968", "1968-02", "1968-02-11", "1968-02-17"))]
    ),
    sex=st.sampled_from([None, "female", "male", "unknown"]),
    identifiers=st.lists(
        st.builds(
            PatientIdentifier,
            value=st.sampled_from(["1234567", "1234561", "00123"]),
            issuer=st.sampled_from(["", "A", "B"]),
        ),
        max_size=2,
    ).map(tuple),
)


@settings(deadline=None)
@given(_PEOPLE, _PEOPLE)
def test_the_order_of_two_identities_does_not_matter(first: Identity, second: Identity) -> None:
    assert compare_identity(first, second) == compare_identity(second, first)
    assert do_agree(first, second) == do_agree(second, first)


@settings(deadline=None)
@given(_PEOPLE)
def test_an_identity_never_contradicts_itself(person: Identity) -> None:
    assert judge(person, person).verdict in ("accepted", "unidentified")


def test_reference_with_all_parts_in_any_order() -> None:
    found = reference_from_text("1234567@A Hospital； 女; 1968-02; 王小明; Wang, Xiaoming; X99")
    assert found == Identity(
        names=(
            PersonName(text="王小明"),
            PersonName(text="Wang, Xiaoming", family="Wang", given="Xiaoming"),
        ),
        birth_date=PartialDate(year=1968, month=2),
        sex="female",
        identifiers=(
            PatientIdentifier(value="1234567", issuer="A Hospital"),
            PatientIdentifier(value="X99"),
        ),
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "patient_empty"),
        (" ; ; ", "patient_empty"),
        ("F", "patient_empty"),
        ("Doe, Jane; 11.02.1968", "patient_birth_date"),
        ("Doe, Jane; 02/11/1968", "patient_birth_date"),
        ("Doe, Jane; 1968-02-30", "patient_birth_date"),
        ("Doe, Jane; 19680211", "patient_birth_date"),
        ("Doe, Jane; 1968-02-11; 1969-02-11", "patient_said_twice"),
        ("Doe, Jane; F; M", "patient_said_twice"),
        ("Doe, Jane; @A Hospital", "patient_identifier"),
        ("Doe, Jane; 123@", "patient_identifier"),
        ("Doe,", "patient_name"),
        ("Doe, Jane; ???", "patient_name"),
    ],
)
def test_a_malformed_reference_says_how_to_write_it(text: str, code: str) -> None:
    with pytest.raises(WrongCall) as caught:
        reference_from_text(text)
    assert caught.value.code == code
    assert "1968-02-11" in caught.value.remedy
    assert "Doe" not in caught.value.message


def mention(text: str) -> PatientMention:
    return PatientMention(identity=identity(text))


def test_majority_is_what_most_documents_agree_on() -> None:
    mentions = [
        mention("Roe, Richard; 1950-01-02; M"),
        mention("Doe, Jane; 1968-02-11"),
        mention("DOE, J.; 1968-02-11; 1234567@A"),
        mention("Doe, Jane; 1234567"),
    ]
    majority = majority_identity(mentions)
    assert majority.is_unconfirmed
    assert majority.identity.birth_date == PartialDate(year=1968, month=2, day=11)
    assert judge(majority.identity, identity("Doe, Jane; 1234567@A")).verdict == "accepted"


def test_two_people_with_as_many_documents_have_no_majority() -> None:
    people = [mention("Roe, Richard; 1950-01-02"), mention("Doe, Jane; 1968-02-11")]
    assert majority_identity(people).identity.is_empty
    assert majority_identity([]).identity.is_empty


def test_a_lone_name_counts_for_the_person_it_fits() -> None:
    people = [
        mention("Roe, Richard; 1950-01-02"),
        mention("Doe, Jane; 1968-02-11"),
        mention("Jane Doe"),
    ]
    assert majority_identity(people).identity.birth_date == PartialDate(year=1968, month=2, day=11)


@settings(deadline=None)
@given(st.lists(_PEOPLE, max_size=5))
def test_majority_does_not_depend_on_the_order_of_documents(people: list[Identity]) -> None:
    mentions = [PatientMention(identity=person) for person in people]
    assert majority_identity(mentions) == majority_identity(mentions[::-1])


def test_merged_identity_keeps_what_is_unanimous() -> None:
    sexes: tuple[Sex, Sex] = ("female", "male")
    merged = merged_identity(
        Identity(sex=sex, birth_date=PartialDate(year=1968, month=month))
        for sex, month in zip(sexes, (None, 2), strict=True)
    )
    assert merged == Identity(birth_date=PartialDate(year=1968, month=2))


# --- the whole case ---------------------------------------------------------------------------

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
    return PatientMention(key=key, identity=identity(text))


def case(files: dict[str, Reading], reference: str = JANE) -> CaseIdentity:
    pairs = [(received(path), reading) for path, reading in files.items()]
    return decide_identities(pairs, identity(reference) if reference else None)


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
        instance=DicomInstance(study_instance_uid=study, patient=identity(text)),
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
