"""Spans settle without losing a letter, and their kinds are what callers choose by."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from huizhen.core.preparation.masking.span import (
    OF_PATIENT,
    IdentifierKind,
    IdentifierSpan,
    masked_text,
    settled,
)
from huizhen.core.preparation.masking.spans import identifier_spans
from huizhen.core.records.known_identifiers import KnownIdentifiers

KINDS: tuple[IdentifierKind, ...] = ("name", "name_staff", "address", "institution", "place")


def spans() -> st.SearchStrategy[list[IdentifierSpan]]:
    """Lists of spans that overlap in every way."""
    one = st.builds(
        lambda start, length, kind, found_by: IdentifierSpan(
            start=start, end=start + length, kind=kind, found_by=found_by
        ),
        st.integers(0, 40),
        st.integers(1, 12),
        st.sampled_from(KINDS),
        st.sampled_from(("known", "pattern", "list")),
    )
    return st.lists(one, max_size=12)


@given(spans())
@settings(max_examples=150)
def test_settled_spans_cover_the_same_letters_once(given_spans: list[IdentifierSpan]) -> None:
    made = settled(given_spans)
    letters = [at for span in made for at in range(span.start, span.end)]
    assert letters == sorted(set(letters))
    assert set(letters) == {at for span in given_spans for at in range(span.start, span.end)}
    known = {at for s in given_spans if s.found_by == "known" for at in range(s.start, s.end)}
    kept = {at for s in made if s.found_by == "known" for at in range(s.start, s.end)}
    assert known <= kept


def test_a_street_in_an_institution_keeps_its_kind() -> None:
    made = settled(
        [
            IdentifierSpan(start=0, end=30, kind="institution", found_by="pattern"),
            IdentifierSpan(start=15, end=40, kind="address", found_by="pattern"),
        ]
    )
    assert [(span.start, span.end, span.kind) for span in made] == [
        (0, 15, "institution"),
        (15, 40, "address"),
    ]


def test_masked_text_says_what_stood_there() -> None:
    text = "Name: Karl Schwarz, geb. 11.02.1968"
    made = identifier_spans(text, "de", KnownIdentifiers())
    assert masked_text(text, made) == "Name: [name], geb. [birth_date]"
    assert {span.kind for span in made} <= OF_PATIENT


@given(st.text(max_size=300), st.sampled_from(("", "en", "de", "es", "fr", "ru", "zh", "xx")))
@settings(max_examples=120, deadline=None)
def test_any_text_gives_spans_within_it(text: str, language: str) -> None:
    made = identifier_spans(text, language, KnownIdentifiers())
    assert all(0 <= span.start < span.end <= len(text) for span in made)
    assert list(made) == sorted(made, key=lambda span: span.start)
