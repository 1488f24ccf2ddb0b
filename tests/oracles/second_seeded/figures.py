"""Figures that a translation carries over and must not change."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from .mutation import Mutation, exchanged
from .pairs import Right, draw

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
# Not inside a word, an abbreviation or a longer figure: COVID-19, CoV-2, 1.5, 1,500, 3/4.
_BEFORE = r"(?<![A-Za-z0-9.,/:_\-–—×^+~（(\[])(?<![A-Za-z]\s)"
_AFTER = r"(?![A-Za-z0-9/:_^~\]])(?![.,\-–—]\d)(?!\s*[-–—~]\s*\d)"
_WHOLE = re.compile(_BEFORE + r"\d{1,4}" + _AFTER)
_DECIMAL = re.compile(_BEFORE + r"\d{1,3}\.\d{1,3}(?![\d.])")
_RANGE = re.compile(
    r"(?<![\d.,/A-Za-z])(\d{1,3})\s*(?:-|–|—|~|～|to|至|到)\s*(\d{1,3})(?![\d.,/:A-Za-z])"
)
_NAMED = re.compile(
    r"(?<![\w-])(?=[\w-]*[A-Za-z])(?=[\w-]*\d)[A-Za-z0-9][A-Za-z0-9-]{2,14}(?![\w-])"
)
_UNITS = (
    # English, Chinese, wrong Chinese, wrong English.
    (r"days?", r"天|日", "周", "weeks"),
    (r"weeks?", r"周|星期", "天", "days"),
    (r"months?", r"个月", "年", "years"),
    (r"years?(?! old)", r"年", "个月", "months"),
    (r"hours?|h", r"小时|h", "分钟", "minutes"),
    (r"minutes?|min", r"分钟|min", "小时", "hours"),
    (r"mg", r"mg|毫克", "g", "g"),
    (r"kg", r"kg|千克|公斤", "g", "g"),
    (r"m[lL]", r"m[lL]|毫升", "L", "L"),
    (r"mm", r"mm|毫米", "cm", "cm"),
    (r"cm", r"cm|厘米", "mm", "mm"),
    (r"μm|µm|um", r"μm|µm|um|微米", "mm", "mm"),
    (r"nm", r"nm|纳米", "μm", "μm"),
    (r"meters?|metres?", r"米", "厘米", "centimetres"),
    (r"feet", r"英尺", "英寸", "inches"),
    (r"%|percent|per cent", r"%", "‰", "‰"),
    (r"°C|℃|degrees Celsius", r"°C|℃|摄氏度", "°F", "°F"),
    (r"million", r"百万", "千万", "billion"),
)
_WORDS = {
    "two": "二两2", "three": "三3", "four": "四4", "five": "五5", "six": "六6", "seven": "七7",
    "eight": "八8", "nine": "九9", "ten": "十", "twelve": "十二",
}  # fmt: skip
_COUNTED = r"\s*(?:个|名|种|天|周|年|例|项|次|位|位|组|类|家|条|只|岁|小时|分钟|人|篇|株|国|层|步)"


def _changed(figure: str, seed: str) -> str:
    """Another figure of as many digits: two digits change places, or one is another."""
    digits = list(figure)
    places = [n for n, one in enumerate(digits) if one.isdigit()]
    number = draw(seed, figure)
    swaps = [(a, b) for a, b in itertools.pairwise(places) if digits[a] != digits[b]]
    swaps = [(a, b) for a, b in swaps if not (a == places[0] and digits[b] == "0")]
    if swaps and number % 2:
        a, b = swaps[number % len(swaps)]
        digits[a], digits[b] = digits[b], digits[a]
    else:
        place = places[number % len(places)]
        others = [d for d in "1234567890"[: 9 if place == places[0] else 10] if d != digits[place]]
        digits[place] = others[number // 7 % len(others)]
    return "".join(digits)


def _shared(right: Right, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """Matches in the target that stand once in it and once in the source, and nowhere else."""
    for match in pattern.finditer(right.target):
        text = match.group()
        lone = rf"(?<![\d.,]){re.escape(text)}(?![\d]|[.,]\d)"
        counts = [len(re.findall(lone, side)) for side in (right.source, right.target)]
        if counts == [1, 1]:
            yield match


def numbers(right: Right) -> Iterator[Mutation | None]:
    """A whole number with another digit; a decimal with its point elsewhere, or gone."""
    for match in _shared(right, _WHOLE):
        if re.match(r"\s*(?:月|日|年)", right.target[match.end() :]) or len(match.group()) == 4:
            continue
        new = _changed(match.group(), right.name)
        if not re.search(rf"(?<!\d){new}(?!\d)", right.source):
            yield exchanged("number", "digits", right.target, match.span(), new)
    for match in _shared(right, _DECIMAL):
        whole, part = match.group().split(".")
        moved = [f"{whole}{part}".lstrip("0"), f"{whole}{part[0]}.{part[1:]}".rstrip(".")]
        new = moved[draw(right.name, match.group()) % 2].lstrip("0")
        if new and new[0] != "." and not re.search(rf"(?<!\d){re.escape(new)}(?!\d)", right.source):
            yield exchanged("decimal", "point", right.target, match.span(), new)
    yield from _in_words(right)


def _in_words(right: Right) -> Iterator[Mutation | None]:
    for word, signs in _WORDS.items():
        english = re.findall(rf"\b{word}\b", right.english, re.IGNORECASE)
        sign = signs if word in ("ten", "twelve") else f"[{signs}]"
        chinese = list(re.finditer(rf"(?<![十百\d.第])(?:{sign}){_COUNTED}", right.chinese))
        if len(english) != 1 or len(chinese) != 1:
            continue
        others = [one for one in _WORDS if one != word and one not in right.english.lower()]
        other = others[draw(right.name, word) % len(others)]
        if right.into_chinese:
            start = chinese[0].start()
            length = 2 if word == "twelve" else 1
            new = _WORDS[other][0] if _WORDS[other] != "十二" else "十二"
            yield exchanged("number", "words", right.target, (start, start + length), new)
        else:
            found = re.search(rf"\b{word}\b", right.target, re.IGNORECASE)
            if found:
                yield exchanged("number", "words", right.target, found.span(), other)


def ranges(right: Right) -> Iterator[Mutation | None]:
    """A range whose end lies elsewhere."""
    theirs = {match.groups() for match in _RANGE.finditer(right.source)}
    mine = list(_RANGE.finditer(right.target))
    for match in mine:
        high = match.group(2)
        if match.groups() not in theirs or [m.groups() for m in mine].count(match.groups()) > 1:
            continue
        new = str(int(high) + draw(right.name, high) % 9 + 2)
        if new not in right.source:
            yield exchanged("range", "end", right.target, match.span(2), new)


def units(right: Right) -> Iterator[Mutation | None]:
    """A figure with another unit."""
    for english, chinese, wrong_chinese, wrong_english in _UNITS:
        figure = r"(?<![\d.,])(\d[\d.,]*)[\s-]*"
        ours, theirs = (chinese, english) if right.into_chinese else (english, chinese)
        end = r"(?![A-Za-z/])"
        for match in re.finditer(f"{figure}({ours}){end}", right.target):
            value = re.escape(match.group(1))
            before = rf"(?<![\d.,]){value}[\s-]*(?:{theirs}){end}"
            if len(re.findall(before, right.source)) != 1:
                continue
            if match.group(2) in ("日", "年") and re.search(r"[月至]\s*$|^\d{4}", match.group(1)):
                continue
            if re.search(r"月\s*$", right.target[: match.start(1)]):
                continue
            new = wrong_chinese if right.into_chinese else wrong_english
            yield exchanged("unit", "other", right.target, match.span(2), new)


def dates(right: Right) -> Iterator[Mutation | None]:
    """A date with another month or day; a year with another figure."""
    for number, month in enumerate(MONTHS, 1):
        names = rf"(?:{month}|{month[:3]}\.)"
        for english in re.finditer(
            rf"(?P<a>\d{{1,2}})(?:st|nd|rd|th)? (?P<m>{names})"
            rf"|(?P<n>{names}) (?P<b>\d{{1,2}})(?!\d)",
            right.english,
        ):
            day = english["a"] or english["b"]
            chinese = re.findall(rf"(?<!\d){number} ?月 ?{int(day)} ?[日号]", right.chinese)
            if len(chinese) == 1 and len(re.findall(names, right.english)) == 1:
                yield _other_date(right, english, number, day)
    for match in _shared(right, re.compile(r"(?<![\d-])(?:19|20)\d\d(?![\d-])")):
        year = int(match.group()) + (draw(right.name) % 3 + 1) * (-1) ** draw(match.group())
        if str(year) not in right.source:
            yield exchanged("date", "year", right.target, match.span(), str(year))


def _other_date(right: Right, english: re.Match[str], number: int, day: str) -> Mutation | None:
    by_month = draw(right.name, day) % 2
    other_day = str(int(day) % 28 + 1 + draw(day) % 2) if int(day) < 27 else str(int(day) - 9)
    other_month = (number + draw(right.name) % 10) % 12 + 1
    if other_month == number:
        other_month = number % 12 + 1
    if right.into_chinese:
        found = re.search(rf"(?<!\d)({number}) ?月 ?({int(day)}) ?[日号]", right.target)
        if not found:
            return None
        span = found.span(1) if by_month else found.span(2)
        new = str(other_month) if by_month else other_day
        return exchanged("date", "month" if by_month else "day", right.target, span, new)
    if by_month:
        span = english.span("m") if english["m"] else english.span("n")
        return exchanged("date", "month", right.target, span, MONTHS[other_month - 1])
    span = english.span("a") if english["a"] else english.span("b")
    return exchanged("date", "day", right.target, span, other_day)


def identifiers(right: Right) -> Iterator[Mutation | None]:
    """A gene, a cell line, a registry number with another figure."""
    for match in _shared(right, _NAMED):
        name = match.group()
        if name.upper().startswith(("COVID", "SARS-COV", "MERS", "HTTP", "2019", "2020")):
            continue
        if re.fullmatch(r"\d+(?:st|nd|rd|th|s|mg|ml|mL|kg|cm|mm|h|d|year|fold|C|F)|\d.*-.*", name):
            continue
        place = [n for n, one in enumerate(name) if one.isdigit()][-1]
        digit = str((int(name[place]) + draw(right.name, name) % 8 + 1) % 10)
        new = name[:place] + digit + name[place + 1 :]
        if new not in right.source:
            yield exchanged("identifier", "figure", right.target, match.span(), new)
