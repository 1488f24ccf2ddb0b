"""The identity firewall and the reference identity."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huizhen.core.errors import WrongCall
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
    (JANE, "Doe, Jane; 1968", "unidentified"),
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
