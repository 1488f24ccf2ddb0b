"""Tobacco, alcohol and occupation as written."""

from __future__ import annotations

import pytest
from prose_bench import facts

SOCIAL = [
    ("en", "Former smoker, 20 pack-years.", [("smoking", "20 pack-years")]),
    ("en", "He never smoked.", [("smoking", "never")]),
    ("en", "Current smoker.", [("smoking", "current")]),
    ("en", "Quit smoking in 2010.", [("smoking", "former")]),
    ("en", "Denies alcohol.", [("alcohol", "never")]),
    ("en", "No alcohol use. Smokes 1 pack per day.",
     [("alcohol", "never"), ("smoking", "1 pack per day")]),
    ("de", "Nichtraucher.", [("smoking", "never")]),
    ("de", "Nikotin: 30 py", [("smoking", "30 py")]),
    ("es", "Exfumador de 20 paquetes/año.", [("smoking", "20 paquetes/año")]),
    ("fr", "Tabac : 15 PA", [("smoking", "15 PA")]),
    ("ru", "Не курит.", [("smoking", "never")]),
    ("zh", "吸烟20支/天", [("smoking", "20支/天")]),
    ("zh", "否认饮酒史。", [("alcohol", "never")]),
    ("en", "Her husband smokes.", []),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "expected"), SOCIAL)
def test_habits_are_kept_as_written(
    language: str, text: str, expected: list[tuple[str, str]]
) -> None:
    read = facts(text, language, "social-history")
    assert [(fact.text, fact.value or "") for fact in read] == expected


def test_pack_years_are_no_amount_of_alcohol() -> None:
    (smoking, alcohol) = facts(
        "Social history: ex-smoker (22 pack-years), alcohol 3 glasses per week.\n",
        category="social-history",
    )
    assert (smoking.value, alcohol.value) == ("22 pack-years", "3 glasses per week")


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("Smokes 15 cigarettes per day for 30 years.", "en", "15 cigarettes per day, 30 years"),
        ("Ex-smoker, 15 cigarettes per day, quit 10 years ago.", "en", "15 cigarettes per day"),
        ("Курил 12 лет по 5 сигарет в день.", "ru", "5 сигарет в день, 12 лет"),
    ],
)
def test_years_of_smoking_stand_with_the_amount(text: str, language: str, value: str) -> None:
    assert facts(text, language, category="social-history")[0].value == value
