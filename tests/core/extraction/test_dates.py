"""Calendar dates of six languages: the same partial date, never more precise, or a doubt."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prose_bench import extraction, knowledge, prose

import sizes

DATES: list[tuple[str, str, list[str]]] = [
    ("en", "Seen on March 12, 2025.", ["2025-03-12"]),
    ("en", "Seen on 12 March 2025 and again in April 2025.", ["2025-03-12", "2025-04"]),
    ("en", "CT 12-Mar-2025", ["2025-03-12"]),
    ("en", "Sept. 3rd, 2024", ["2024-09-03"]),
    ("en", "Diagnosed in 2019, surgery since 2020.", ["2019", "2020"]),
    ("en", "2025-03-12T08:30:00Z", ["2025-03-12"]),
    ("en", "2025/3/12", ["2025-03-12"]),
    ("en", "2025-03", ["2025-03"]),
    ("en", "03/2025", ["2025-03"]),
    ("en", "CT 03/25/2025", ["2025-03-25"]),
    ("en", "CT 25/03/2025", ["2025-03-25"]),
    ("en", "CT 05/05/2025", ["2025-05-05"]),
    ("en", "03/04/2025", [""]),
    ("en", "03/04/25", [""]),
    ("en", "03/04/2025, then 13/04/2025", ["2025-04-03", "2025-04-13"]),
    ("en", "03/04/2025, then 04/13/2025", ["2025-03-04", "2025-04-13"]),
    ("en", "03/04/2025, 13/04/2025, 04/13/2025", ["", "2025-04-13", "2025-04-13"]),
    ("de", "Untersuchung am 12.03.2025", ["2025-03-12"]),
    ("de", "am 3.4.25 und 12. März 2025", ["2025-04-03", "2025-03-12"]),
    ("de", "im Mai 2024; seit 2019", ["2024-05", "2019"]),
    ("de", "stationär vom 12.-18.03.2025", ["2025-03-12", "2025-03-18"]),
    ("de", "vom 28.02.-03.03.2025", ["2025-02-28", "2025-03-03"]),
    ("de", "Kontrolle 03/04/2025", ["2025-04-03"]),
    ("es", "el 12 de marzo de 2025", ["2025-03-12"]),
    ("es", "en marzo de 2025, desde 2018", ["2025-03", "2018"]),
    ("es", "12/03/2025", ["2025-03-12"]),
    ("fr", "le 1er mars 2025", ["2025-03-01"]),
    ("fr", "le 12 février 2025, en août 2024", ["2025-02-12", "2024-08"]),
    ("fr", "12/03/2025", ["2025-03-12"]),
    ("ru", "от 12.03.2025", ["2025-03-12"]),
    ("ru", "12 марта 2025 г., в мае 2024 г.", ["2025-03-12", "2024-05"]),
    ("ru", "с осени 2024 г.", ["2024"]),
    ("zh", "2025年3月12日行CT,2024年5月确诊,2019年手术", ["2025-03-12", "2024-05", "2019"]),
    ("zh", "2025-03-12复查", ["2025-03-12"]),
    ("zh", "2023-01至2023-06行化疗；5.2026-04-12全院讨论", ["2023-01", "2023-06", "2026-04-12"]),
    ("en", "9/2023-6/2024 durvalumab", ["2023-09", "2024-06"]),
    ("es", "10/07/2025-30/10/2025 FOLFOX", ["2025-07-10", "2025-10-30"]),
    ("es", "Jun/2025: anemia", ["2025-06"]),
    ("en", "MRI (private, Nov '25)", ["2025-11"]),
    ("en", "radiotherapy from August 15 to October 25, 2018", ["2018-08-15", "2018-10-25"]),
    ("en", "6/52 of pain, seen 09/03/26", ["2026-03-09"]),
    ("en", "C-section 2009, discectomy L5/S1 2014", ["2009", "2014"]),
    ("en", "ferritin 1985 (30-400)", []),
    ("en", "ferritin 1998, LDH 2010 with fever", []),
    ("en", "Last pap smear: 2019.", ["2019"]),
    ("en", "stent 2018 for angina", ["2018"]),
    ("de", "vom 02.03. bis 09.03.2026", ["2026-03-02", "2026-03-09"]),
    ("de", "Nierenteilresektion links 2019 bei Karzinom", ["2019"]),
    ("fr", "du 12 au 19 janvier 2026", ["2026-01-12", "2026-01-19"]),
    ("es", "del 3 al 7 de marzo de 2026", ["2026-03-03", "2026-03-07"]),
    ("ru", "с 12 по 19 января 2026", ["2026-01-12", "2026-01-19"]),
    ("ru", "МРТ 2020, 2022 - без роста", ["2020", "2022"]),
    ("zh", "2025年03月12日", ["2025-03-12"]),
]


def values(text: str, language: str) -> list[str]:
    """The partial ISO values of a text's dates, '' where one is in doubt."""
    return [date.value for date in extraction(text, language).dates]


@pytest.mark.parametrize(("language", "text", "expected"), DATES)
def test_dates_are_as_precise_as_written(language: str, text: str, expected: list[str]) -> None:
    assert values(text, language) == expected


NOT_DATES = [
    ("en", "BP 120/80, pain 3/10, nodes 2/15"),
    ("en", "3 weeks ago, yesterday, last May"),
    ("en", "level L4/5 and C5-6"),
    ("en", "31/02/2025"),
    ("en", "version 1.2.3, phone 555-12-3456"),
    ("en", "lesion 2.3 x 1.2 x 20 mm"),
    ("en", "She may be 2010 miles away"),
    ("de", "Herd 12.3.14 mm"),
    ("de", "30.02.2025"),
    ("en", "WBC 2019/µL"),
    ("en", "gave 2000 mg in 2000 ml"),
    ("ru", "доза 2000 мг"),
]


@pytest.mark.parametrize(("language", "text"), NOT_DATES)
def test_what_is_no_date_gives_none(language: str, text: str) -> None:
    assert values(text, language) == []


def test_a_doubtful_date_is_a_question() -> None:
    found = extraction("CT on 03/04/2025: no ascites.")
    assert [(q.code, q.quote) for q in found.questions] == [("ambiguous_date", "03/04/2025")]
    assert [(d.doubt, d.quote, d.value) for d in found.dates] == [
        ("ambiguous_date", "03/04/2025", "")
    ]


MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
    "diciembre",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
}
NAMES = {language: names.split() for language, names in MONTHS.items()}
FULL = {
    "en": ["{day} {name} {year}", "{name} {day}, {year}", "{year}-{month:02}-{day:02}"],
    "de": ["{day:02}.{month:02}.{year}", "{day}.{month}.{year}", "{day}. {name} {year}"],
    "es": ["{day} de {name} de {year}", "{day:02}/{month:02}/{year}"],
    "fr": ["{day} {name} {year}", "{day:02}/{month:02}/{year}", "{day:02}.{month:02}.{year}"],
    "ru": ["{day} {name} {year} г.", "{day:02}.{month:02}.{year}", "{day:02}.{month:02}.{year}г."],
    "zh": ["{year}年{month}月{day}日", "{year}-{month:02}-{day:02}", "{year}/{month}/{day}"],
}
BY_MONTH = {
    "en": ["{name} {year}", "{month:02}/{year}"],
    "de": ["{name} {year}", "{month:02}/{year}", "{month:02}.{year}"],
    "es": ["{name} de {year}", "{month:02}/{year}"],
    "fr": ["{name} {year}", "{month:02}/{year}"],
    "ru": ["{month:02}.{year}"],
    "zh": ["{year}年{month}月"],
}
DAYS = st.dates(datetime.date(1925, 1, 1), datetime.date(2039, 12, 31))


def written_in(language: str, form: str, date: datetime.date) -> str:
    """A date in one form of a language."""
    name = NAMES[language][date.month - 1] if language in NAMES else ""
    return form.format(day=date.day, month=date.month, year=date.year, name=name)


@settings(max_examples=sizes.count(200, 2_000, 20_000), deadline=None)
@given(DAYS, st.sampled_from([(lang, form) for lang, forms in FULL.items() for form in forms]))
def test_a_full_date_reads_back(date: datetime.date, written: tuple[str, str]) -> None:
    text = f"CT {written_in(*written, date)}, AFP"
    assert [str(d.value) for d in prose(text, written[0]).dates] == [date.isoformat()]


@settings(max_examples=sizes.count(150, 2_000, 20_000), deadline=None)
@given(DAYS, st.sampled_from([(lang, form) for lang, forms in BY_MONTH.items() for form in forms]))
def test_a_month_is_never_completed(date: datetime.date, written: tuple[str, str]) -> None:
    text = f"CT ({written_in(*written, date)}) AFP"
    assert [str(d.value) for d in prose(text, written[0]).dates] == [date.strftime("%Y-%m")]


@settings(max_examples=sizes.count(150, 2_000, 20_000), deadline=None)
@given(DAYS, st.booleans(), st.sampled_from([4, 2]))
def test_english_figures_are_right_or_in_doubt(
    date: datetime.date, is_day_first: bool, digits: int
) -> None:
    first, second = (date.day, date.month) if is_day_first else (date.month, date.day)
    year = date.year if digits == 4 else date.year % 100
    (found,) = prose(f"CT {first:02}/{second:02}/{year:02}.", "en").dates
    if date.day <= 12 and date.day != date.month:
        assert (found.value, found.doubt) == (None, "ambiguous_date")
    else:
        assert str(found.value)[4:] == date.isoformat()[4:]
        assert digits == 2 or str(found.value) == date.isoformat()


@settings(max_examples=sizes.count(100, 1_000, 10_000), deadline=None)
@given(st.lists(DAYS, min_size=1, max_size=6), st.sampled_from(sorted(FULL)), st.data())
def test_dates_stand_in_order_and_none_inside_another(
    dates: list[datetime.date], language: str, data: st.DataObject
) -> None:
    form = data.draw(st.sampled_from(FULL[language]))
    text = "; ".join(written_in(language, form, date) for date in dates)
    found = knowledge().prose(prose(text, language).page).dates
    assert [str(d.value) for d in found] == [date.isoformat() for date in dates]
    ends = [0, *(d.end for d in found)]
    assert all(end <= d.start for end, d in zip(ends, found, strict=False))


@pytest.mark.parametrize(
    ("text", "operation", "expected"),
    [
        ("C-section 2009, microdiscectomy R L5/S1 2014.", "microdiscectomy", "2014"),
        ("C-section 2009, appendectomy.", "appendectomy", None),
        ("In March 2024, appendectomy.", "appendectomy", "2024-03"),
    ],
)
def test_a_date_that_closes_one_item_is_not_of_the_next(
    text: str, operation: str, expected: str | None
) -> None:
    fact = next(f for f in extraction(text, "en").facts if f.text == operation)
    assert (str(fact.date) if fact.date else None) == expected


def test_years_of_two_figures_after_hyphens_need_another_such_date() -> None:
    text = "Seen 05-03-2026.\nInvestigations   13-01-26   15-02-26\nHb   7.9   8.6\n"
    assert [str(m.value) for m in prose(text).dates] == ["2026-03-05", "2026-01-13", "2026-02-15"]
    assert not prose("Levels 13-04-12 were tried.").dates


def test_a_year_that_begins_a_row_of_history_is_a_date() -> None:
    text = "Past history:\n  1998  Appendicectomy\n  2016 - Melanoma\n"
    assert [str(m.value) for m in prose(text).dates] == ["1998", "2016"]
    assert not [m for m in prose("1-0-1 bis 01.06.2026", "de").dates if m.end - m.start < 5]
