"""Numbers in the notations of five languages: the right one or a doubt, never another one."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sizes
from huizhen.core.extraction.numbers import NUMBER, comparator, decimal_mark, read_number

Mark = Literal["point", "comma", "unknown"]

READINGS: list[tuple[str, Mark, str, str]] = [
    ("7", "unknown", "7", ""),
    ("3.5", "point", "3.5", ""),
    ("3,5", "comma", "3.5", ""),
    ("3,5", "unknown", "3.5", ""),
    ("3.5", "unknown", "3.5", ""),
    ("0,123", "unknown", "0.123", ""),
    ("1,234", "point", "1234", ""),
    ("1.234", "point", "1.234", ""),
    ("1.234", "comma", "1234", ""),
    ("1,234", "comma", "1.234", ""),
    ("1.234", "unknown", "1.234", "ambiguous_number"),
    ("1,234", "unknown", "1,234", "ambiguous_number"),
    ("12345,678", "unknown", "12345.678", ""),
    ("1,234.5", "unknown", "1234.5", ""),
    ("1.234,5", "unknown", "1234.5", ""),
    ("1.234.567", "unknown", "1234567", ""),
    ("1,234,567.89", "comma", "1234567.89", ""),
    ("1\u00a0234,5", "comma", "1234.5", ""),
    ("250\u202f000", "comma", "250000", ""),
    ("1.2.3", "point", "1.2.3", "ambiguous_number"),
    ("1,23,456", "point", "1,23,456", "ambiguous_number"),
    ("1.23,456", "point", "1.23,456", "ambiguous_number"),
]


@pytest.mark.parametrize(("written", "mark", "value", "doubt"), READINGS)
def test_a_number_is_read_as_its_document_means_it(
    written: str, mark: Mark, value: str, doubt: str
) -> None:
    assert read_number(written, mark) == (value, doubt)


MARKS = [
    ("Bilirubin 3.5 mg/dL, AFP 1,234 ng/mL", "en", "point"),
    ("Bilirubin 3,5 mg/dl, AFP 1.234 ng/ml", "de", "comma"),
    ("Bilirubin 3.5 mg/dl am 12.03.2025", "de", "unknown"),
    ("AFP 1.234 ng/ml", "de", "unknown"),
    ("AFP 1,234 ng/mL", "en", "point"),
    ("Befund vom 15.05. und 3.5., AFP 1.234", "de", "unknown"),
    ("АЛТ 0,45 мккат/л; АФП 1.234", "ru", "comma"),
    ("Dates 3.4.2025 and 4.5.2025; AFP 1,234", "en", "point"),
    ("CRP 3,5 and creatinine 1.2", "en", "unknown"),
    ("总胆红素 17.1 μmol/L", "zh", "point"),
    ("", "fr", "unknown"),
    ("Bilirubin 3.5 mg/dl; Albumin 4.1 g/dl; Kreatinin 0.9 mg/dl", "de", "point"),
    ("CA 19.9 normal, leucocitos 14.300", "es", "unknown"),
]


@pytest.mark.parametrize(("text", "language", "mark"), MARKS)
def test_the_decimal_mark_is_what_the_numbers_of_the_document_show(
    text: str, language: str, mark: Mark
) -> None:
    assert decimal_mark(text, language) == mark


@pytest.mark.parametrize(
    ("written", "plain"), [("<", "<"), ("≤", "<="), ("＞", ">"), (">=", ">="), ("~", None)]
)
def test_comparators_have_a_plain_form(written: str, plain: str | None) -> None:
    assert comparator(written) == plain


def test_two_cells_of_a_table_are_two_numbers() -> None:
    assert re.findall(NUMBER, "12 345 1.2 3") == ["12", "345", "1.2", "3"]


DECIMALS = st.builds(
    lambda digits, places: Decimal(digits).scaleb(-places),
    st.integers(min_value=0, max_value=10**9),
    st.integers(min_value=0, max_value=4),
)
GROUPING = {"en": ",", "zh": ",", "de": ".", "es": ".", "fr": "\u202f", "ru": "\u00a0"}
DECIMAL = {"en": ".", "zh": ".", "de": ",", "es": ",", "fr": ",", "ru": ","}


def written_in(language: str, number: Decimal, is_grouped: bool) -> str:
    """A number as people of that language write it."""
    text = f"{number:,f}" if is_grouped else f"{number:f}"
    swap = {",": GROUPING[language], ".": DECIMAL[language]}
    return "".join(swap.get(char, char) for char in text)


@settings(max_examples=sizes.count(300, 2_000, 20_000), deadline=None)
@given(DECIMALS, st.sampled_from(sorted(DECIMAL)), st.booleans())
def test_every_notation_reads_back_or_is_in_doubt(
    number: Decimal, language: str, is_grouped: bool
) -> None:
    written = written_in(language, number, is_grouped)
    assert re.fullmatch(NUMBER, written)
    own: Mark = "point" if DECIMAL[language] == "." else "comma"
    assert read_number(written, own).decimal == number
    assert read_number(written, "unknown").decimal in (None, number)


@settings(max_examples=sizes.count(200, 2_000, 20_000), deadline=None)
@given(st.lists(DECIMALS, min_size=1, max_size=5), st.sampled_from(sorted(DECIMAL)), st.booleans())
def test_a_document_of_numbers_reads_back_or_is_in_doubt(
    numbers: list[Decimal], language: str, is_grouped: bool
) -> None:
    written = [written_in(language, number, is_grouped) for number in numbers]
    mark = decimal_mark(" mg; ".join(written), language)
    for number, text in zip(numbers, written, strict=True):
        read = read_number(text, mark)
        assert read.decimal in (None, number)
        assert read.value == text or not read.doubt
