"""A result outside its own laboratory's interval is flagged; where it is uncertain it is not."""

from __future__ import annotations

import pytest

from huizhen.core.language.interval_flags import flag_of


@pytest.mark.parametrize(
    ("value", "unit", "interval", "flag"),
    [
        ("512", "U/L", "125 - 220", "H"),
        ("512", "U/L", "125-220 U/L", "H"),
        ("129", "mmol/L", "135–145", "L"),
        ("138", "mmol/L", "135–145", ""),
        ("145", "mmol/L", "135–145", ""),
        ("9.8", "g/dL", "[12.0-16.0]", "L"),
        ("2.4", "10*9/L", "4.0 - 9.0 10*9/L", "L"),
        ("48", "U/L", "<= 41.0 U/L", "H"),
        ("48", "U/L", "< 50", ""),
        ("48", "U/L", "≥ 60", "L"),
        ("1.4", "mg/dL", "0,3 - 1,2", "H"),
    ],
)
def test_bounds(value: str, unit: str, interval: str, flag: str) -> None:
    assert flag_of(value, None, unit, interval) == flag


@pytest.mark.parametrize(
    ("value", "unit", "interval"),
    [
        ("112", "g/L", "11.5-15.0 g/dL"),
        ("11", "g/dL", "M 13-17, F 12-15"),
        ("11", "g/dL", "negative"),
        ("11", "g/dL", "see note"),
        ("900", "/uL", "1,000-4,000"),
        ("positive", None, "0-1"),
        ("5", "mmol/L", "9-3"),
        ("5", "mmol/L", ""),
    ],
)
def test_what_is_not_understood_flags_nothing(value: str, unit: str | None, interval: str) -> None:
    assert flag_of(value, None, unit, interval) == ""


@pytest.mark.parametrize(
    ("comparator", "value", "interval", "flag"),
    [("<", "20", "0-100", ""), (">", "100", "0-100", "H"), ("<", "5", "5-10", "L"),
     (">", "3", "5-10", ""), ("<", "500", "0-100", "")],
)  # fmt: skip
def test_a_comparator_is_never_a_number(
    comparator: str, value: str, interval: str, flag: str
) -> None:
    assert flag_of(value, comparator, "U/L", interval) == flag
