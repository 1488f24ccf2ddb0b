"""The whole extraction: spans, order, doubts, hostile text, time."""

from __future__ import annotations

import gc
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prose_bench import extraction, extractor, facts, knowledge, page, quote, span
from test_condition_facts import CONDITIONS
from test_context import MEANT
from test_imaging_statements import STATEMENTS as IMAGING
from test_laboratory import RESULTS
from test_pathology_statements import STATEMENTS as PATHOLOGY
from test_plans import PLANS
from test_procedures import PROCEDURES

import sizes
from huizhen.core.extraction.extract import Extractor, extractor_key
from huizhen.core.extraction.knowledge import Knowledge

LANGUAGES = ["en", "de", "es", "fr", "ru", "zh", ""]
SNIPPETS = [
    text
    for rows in (CONDITIONS, IMAGING, RESULTS, PATHOLOGY, PROCEDURES, PLANS, MEANT)
    for _, text, *_ in rows
]


def check(text: str, language: str) -> None:
    """Spans quote the text, stand in order, and no fact is written twice."""
    found = extraction(text, language)
    places = []
    for fact in found.facts:
        start, end = span(fact)
        assert 0 <= start < end <= len(text)
        assert quote(fact) == text[start:end]
        assert fact.status == "proposed"
        assert fact.extractor
        places.append((start, end))
    assert places == sorted(places)
    for date in found.dates:
        assert date.quote == text[date.start : date.end]
    for question in found.questions:
        assert question.quote == text[question.start : question.end]


@pytest.mark.sized
@settings(max_examples=sizes.count(60, 600, 6_000), deadline=None)
@given(
    st.lists(st.sampled_from(SNIPPETS), min_size=1, max_size=6),
    st.sampled_from([" ", "\n", "\n\n", "\t"]),
    st.sampled_from(LANGUAGES),
)
def test_every_quote_is_the_text_of_its_span(parts: list[str], joint: str, language: str) -> None:
    check(joint.join(parts), language)


@pytest.mark.sized
@settings(max_examples=sizes.count(100, 1_000, 10_000), deadline=None)
@given(st.text(max_size=200), st.sampled_from(LANGUAGES))
def test_any_text_gives_facts_and_no_error(text: str, language: str) -> None:
    check(text, language)


PIECES = st.sampled_from(
    [*"0123456789.,:;/-+%()[]<>\n\t ", "mg", "T1", "N0", "CT", "no", "ALT", "癌", "无", "не"]
)


@pytest.mark.sized
@settings(max_examples=sizes.count(100, 1_000, 10_000), deadline=None)
@given(st.lists(PIECES, max_size=60), st.sampled_from(LANGUAGES))
def test_any_mixture_of_marks_gives_no_error(parts: list[str], language: str) -> None:
    check("".join(parts), language)


HOSTILE = [
    "a", " ", "\n", "\t", ".", ",", "1", "1.", "1,", "1 ", "1/", "(", "((1", "-", "- ", "|", "<",
    "癌", "无", "no ", "not ", "ALT ", "ALT 1 ", "ALT: ", "T1", "T1 ", "N0(", "stage ", "ECOG ",
    "BP ", "12.03.2025 ", "12.-", "2025-", "Mai ", "HER2 ", "p.V", "lesion ", "3 x ", "3x3 mm ",
    "Dr. ", "A: ", "A\n", "mother ", "rule out ", "?", "? ", "12 ", "12 000 ", "\u00a0", "a.b.",
    "von ", "from ", "to ", "Plan:\n", "in 2019 ", "pT", "segment ", "нет ", "(1/", "é", "\u0301",
    "No fever, ", "aspirin ", "aspirin 1 mg ", "0-0-1 ", "and ",
]  # fmt: skip
MOST_SECONDS = 2.5


def seconds(text: str) -> float:
    """This thread's time on the processor for one text: neither other load nor the collection of
    what other tests left counts."""
    gc.disable()
    try:
        begin = time.thread_time()
        extraction(text)
        return time.thread_time() - begin
    finally:
        gc.enable()


@pytest.mark.parametrize("piece", HOSTILE)
def test_repeated_pieces_take_linear_time(piece: str) -> None:
    size = sizes.count(4_000, 10_000, 10_000)
    extractor()
    assert seconds((piece * (size // len(piece) + 1))[:size]) < MOST_SECONDS * size / 10_000


def test_an_empty_page_has_no_facts() -> None:
    for text in ("", " \n\t"):
        assert extraction(text).facts == ()


def test_the_same_text_gives_the_same_facts() -> None:
    text = "\n".join(SNIPPETS[:40])
    assert extraction(text) == extraction(text)


def test_the_key_says_which_finders_and_words_made_the_facts() -> None:
    known = knowledge()
    other = Knowledge(known.terms, known.words.replaced(stamp=known.terms.stamp))
    assert extractor_key(known) == extractor_key(knowledge())
    assert extractor_key(other) != extractor_key(known)
    assert Extractor(known, []).page(page("Fever.")).facts == ()


def test_a_doubtful_number_is_a_question_at_its_place() -> None:
    found = extraction("AFP 1.234 ng/ml", "de")
    assert [(q.code, q.quote) for q in found.questions] == [("ambiguous_number", "AFP 1.234 ng/ml")]


def test_figures_of_a_picture_are_in_doubt() -> None:
    scanned = page("ALT 45 U/L. Fever.").model_copy(update={"origin": "ocr"})
    doubts = {fact.text: fact.doubts for fact in extractor().page(scanned).facts}
    assert doubts == {"ALT": ("ocr_number",), "Fever": ()}


def test_the_disease_of_a_relative_is_one_fact() -> None:
    read = facts("Mother had breast cancer.")
    assert [fact.type for fact in read] == ["FamilyMemberHistory"]


def test_what_an_image_shows_is_no_symptom_too() -> None:
    read = facts("CT ABDOMEN\n\nFINDINGS:\nPleural effusion.")
    assert [fact.category for fact in read if "ffusion" in fact.text] == ["imaging"]
