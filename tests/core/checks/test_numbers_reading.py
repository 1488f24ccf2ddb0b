"""Numerals are read in every way that both languages write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from number_reading import blocks, packs, told

from huizhen.core.language.checks.named_figures import named_figures
from huizhen.core.language.checks.numerals import numerals
from huizhen.core.language.checks.pair import Pair, Side

_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def _values(text: str, language: str) -> list[set[Decimal]]:
    return [set(one.values) for one in numerals(Side(text, language))]


def _english(number: int) -> str:
    """A number below a million in words."""
    if number >= 1000:
        rest = number % 1000
        return f"{_english(number // 1000)} thousand" + (f" {_english(rest)}" if rest else "")
    if number >= 100:
        rest = number % 100
        return f"{_SMALL[number // 100]} hundred" + (f" and {_english(rest)}" if rest else "")
    if number >= 20:
        rest = number % 10
        return _TENS[number // 10 - 2] + (f"-{_SMALL[rest]}" if rest else "")
    return _SMALL[number]


def _chinese(number: int) -> str:
    """A number below a hundred million in Chinese signs."""
    if number >= 10_000:
        high, rest = divmod(number, 10_000)
        gap = "零" if 0 < rest < 1000 else ""
        return _chinese(high) + "万" + (gap + _chinese(rest) if rest else "")
    signs, left, text = "零一二三四五六七八九", number, ""
    for size, sign in ((1000, "千"), (100, "百"), (10, "十")):
        digit, left = divmod(left, size)
        if digit:
            text += signs[digit] + sign
        elif text and left and not text.endswith("零"):
            text += "零"
    return text + (signs[left] if left else "")


@given(st.integers(1, 999_999))
def test_english_words_of_any_number_are_that_number(number: int) -> None:
    assert _values(f"about {_english(number)} cells", "en") == [{Decimal(number)}]


@given(st.integers(1, 99_999_999))
def test_chinese_signs_of_any_number_are_that_number(number: int) -> None:
    assert _values(f"约{_chinese(number)}例", "zh") == [{Decimal(number)}]


@given(st.integers(2, 99_999), st.integers(2, 99_999))
def test_two_numbers_agree_only_when_they_are_one(one: int, other: int) -> None:
    for left in (f"{one}", f"{one:,}", _english(one)):
        for right in (f"{other}", _chinese(other)):
            found = blocks(f"There were {left} cells in it.", f"其中有{right}个细胞。")
            assert found is (one != other), (left, right)


@given(st.decimals("0.01", "99.99", places=2))
def test_a_decimal_point_moved_always_blocks(value: Decimal) -> None:
    moved = value * 10
    assert not told(f"Bilirubin {value} mg/dL", f"胆红素{value} mg/dL")
    assert blocks(f"Bilirubin {value} mg/dL", f"胆红素{moved.normalize():f} mg/dL")


@pytest.mark.parametrize(
    ("language", "text", "values"),
    [
        ("en", "6.2×10^9/L", ["6200000000"]),
        ("en", "6.2 x 10⁹/L", ["6200000000"]),
        ("en", "6.2×109/L", ["6200000000"]),
        ("en", "1e5", ["100000"]),
        ("en", "10*9", ["1000000000"]),
        ("zh", "10的9次方", ["1000000000"]),
        ("en", "1,234.5", ["1234.5"]),
        ("en", "3,5", ["3.5"]),
        ("en", "10 000", ["10000"]),
        ("en", "1½", ["1.5"]),
        ("en", "2 1/2", ["2.5"]),
        ("en", ".5", ["0.5"]),
        ("en", "half a million", ["500000"]),
        ("en", "two and a half", ["2.5"]),
        ("en", "minus 2", ["-2"]),
        ("zh", "３．５", ["3.5"]),
        ("zh", "1亿2000万", ["120000000"]),
        ("zh", "5,000 多万", ["50000000"]),
        ("zh", "二〇二四", ["2024"]),
        ("zh", "廿三", ["23"]),
        ("zh", "壹佰贰拾", ["120"]),
        ("zh", "兩萬", ["20000"]),
        ("zh", "三点五", ["3.5"]),
        ("zh", "一年半", ["1.5"]),
        ("zh", "一百二", ["120"]),
        ("zh", "七八十", ["70", "80"]),
        ("zh", "十二三", ["12", "13"]),
        ("de", "1.234,5", ["1234.5"]),
        ("de", "10.000", ["10000"]),
        ("zh", "Ⅳ期", ["4"]),
        ("en", "stage IIIB", ["3"]),
    ],
)
def test_forms(language: str, text: str, values: list[str]) -> None:
    read = numerals(Side(text, language))
    assert [format(one.value.normalize(), "f") for one in read] == values


def test_a_mark_is_read_with_its_number_and_shared_in_a_range() -> None:
    first, last = numerals(Side("5-10%", "en"))
    assert set(first.marks) == {"", "%"}
    assert set(last.marks) == {"%"}
    assert [one.marks for one in numerals(Side("百分之三点五", "zh"))] == [{"%"}]
    assert [one.marks for one in numerals(Side("千分之三", "zh"))] == [{"‰"}]
    assert [one.marks for one in numerals(Side("八成", "zh"))] == [{"%"}]


def test_what_is_no_number_is_weak_or_none() -> None:
    assert [one.is_weak for one in numerals(Side("one of a dozen", "en"))] == [True, False]
    assert not numerals(Side("AV block, vitamin C, I think", "en"))
    assert not told("mainland China has many hospitals", "中国大陆有很多医院")
    assert not told("The mitral and tricuspid valves are normal.", "二尖瓣、三尖瓣正常。")
    assert not told("metformin", "二甲双胍")
    assert not told("triglycerides", "甘油三酯")
    assert not told("carbon dioxide", "二氧化碳")
    assert not told("duodenal ulcer", "十二指肠溃疡")
    assert not told("whooping cough", "百日咳")
    assert not told("weakness of the limbs", "四肢无力")
    assert not told("vancomycin", "万古霉素")
    assert not told("The patient is generally well.", "患者一般情况良好。")


def test_names_with_figures_are_read_whole() -> None:
    keys = [one.key for one in named_figures(Side("CD34+ HER-2/neu T10-T12 anti-IL-6, 5-FU", "en"))]
    assert keys == ["cd34", "her2", "t10", "t12", "il6", "5fu"]
    assert [one.key for one in named_figures(Side("1.73 m2, 5mg, 3-year-old", "en"))] == [""]


def test_a_name_that_is_translated_keeps_its_figure() -> None:
    assert not told("IL-6 rose", "白细胞介素6升高")
    assert blocks("IL-6 rose", "白细胞介素8升高")
    assert not told("HER2 was negative", "人表皮生长因子受体2阴性")
    assert not told("IL-6 and IL-8", "IL-6、8")
    assert blocks("CD34 was positive", "CD阳性")
    assert blocks("SARS-CoV-2 in IL-6", "SARS-CoV-1与IL-6")


def test_numbers_exchanged_between_two_things() -> None:
    for english, right, wrong in (
        ("ALT 45 U/L and AST 38 U/L", "ALT 45 U/L、AST 38 U/L", "ALT 38 U/L、AST 45 U/L"),
        ("ALT was 45 and albumin was 38.", "谷丙转氨酶45，白蛋白38。", "谷丙转氨酶38，白蛋白45。"),
        ("There were 12 men and 8 women.", "男12例，女8例。", "男8例，女12例。"),
        ("There were 12 men and 8 women.", "女8例，男12例。", "女12例，男8例。"),
        ("It fell from 120 to 85.", "由120降至85。", "由85降至120。"),
        ("BP 128/76 mmHg", "血压128/76 mmHg", "血压76/128 mmHg"),
        ("Cisplatin 75 mg, etoposide 100 mg", "顺铂75 mg，依托泊苷100 mg",
         "顺铂100 mg，依托泊苷75 mg"),
    ):  # fmt: skip
        assert not told(english, right), right
        assert not told(right, english, "zh", "en"), right
        assert blocks(english, wrong), wrong
        assert blocks(wrong, english, "zh", "en"), wrong


def test_an_amount_converted_is_the_same_and_a_wrong_conversion_is_not() -> None:
    assert not told("Hb 9.8 g/dL", "血红蛋白98 g/L")
    assert not told("Bilirubin 2.4 mg/dL", "总胆红素41.0 µmol/L（2.4 mg/dL）")
    assert not told("Temperature 101.3 °F", "体温38.5℃")
    assert blocks("Hb 9.8 g/dL", "血红蛋白89 g/L")


def test_beside_a_language_that_is_not_read_only_digits_count() -> None:
    assert not told(
        "3,5 mg am Tag, drei Wochen, 15. März 2024", "每日3.5 mg，三周，2024年3月15日", "de"
    )
    assert blocks("3,5 mg am Tag", "每日35 mg", "de")
    assert blocks("10.000 Leukozyten", "白细胞10", "de")


def test_multiples_are_told_apart_in_words() -> None:
    for english, right, wrong in (
        ("The dose was doubled.", "剂量加倍。", "剂量减半。"),
        ("The dose was doubled.", "剂量增加一倍。", "剂量增加三倍。"),
        ("The dose was tripled.", "剂量增至三倍。", "剂量加倍。"),
        ("The dose was halved.", "剂量减半。", "剂量加倍。"),
        ("half of them", "其中半数", "其中三分之一"),
        ("half of them", "其中二分之一", "其中四分之一"),
        ("a quarter of them", "其中四分之一", "其中一半"),
        ("tens of thousands of people", "数万人", "数百万人"),
    ):
        assert not told(english, right), right
        assert blocks(english, wrong), wrong
        assert blocks(wrong, english, "zh", "en"), wrong


_SIGNS = (
    "0123456789.,:/-~%+×^()ⅠⅣ½⁹ 年月日号时点半周岁个次万千百十一二三两几数第分之成倍aAdmMIVXpst"
)


@given(
    st.text(_SIGNS, max_size=30), st.text(_SIGNS, max_size=30), st.sampled_from(["en", "zh", "de"])
)
def test_any_text_is_read_and_agrees_with_itself(one: str, other: str, language: str) -> None:
    told(one, other, language, "zh")
    told(one, other, language, "en")
    assert not any(each.effect == "block" for each in told(one, one, language, language))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_listed_word_answers_its_number_and_no_other(language: str) -> None:
    rows = [
        row for row in packs().checks.rows("numeral_words.tsv")
        if row["language"] == language and row["kind"] in ("number", "fold")
        and row["senses"].isdecimal() and int(row["senses"]) < 20
    ]  # fmt: skip
    assert len(rows) > 15
    for row in rows:
        own, other = int(row["senses"]), int(row["senses"]) + 21
        here = {"en": f"This is {row['form']} now.", "zh": f"现为{row['form']}。"}[language]
        frame = {"en": "现为{}。", "zh": "This is {} now."}[language]
        there = "zh" if language == "en" else "en"
        assert not told(here, frame.format(own), language, there) or own == 1, row["form"]
        assert blocks(here, frame.format(other), language, there), row["form"]


def test_both_checks_read_a_pair_once() -> None:
    pair = Pair.of("12 mg", "12 mg", "en", "zh")
    assert numerals(pair.source) == numerals(pair.source)
    assert numerals(pair.source) is not numerals(pair.source)
