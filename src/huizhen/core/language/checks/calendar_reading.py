"""Which numbers of a side are years, months and days, and the dates that they make."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from huizhen.core.language.checks.figure import DateRead
from huizhen.core.language.checks.numeral import Numeral
from huizhen.core.language.checks.pair import Side

_YEAR4 = r"(?:1[89]|2[0-6])\d\d"
_YMD = (
    rf"(?<![\d.])(?P<y>{_YEAR4})(?P<s>[-/.])(?P<m>0?[1-9]|1[0-2])(?P=s)"
    r"(?P<d>0?[1-9]|[12]\d|3[01])(?!\d)"
)
_DMY = (
    r"(?<![\d./-])(?P<a>\d{1,2})(?P<t>[-/.])(?P<b>\d{1,2})(?P=t)"
    rf"(?P<y2>{_YEAR4}|(?<=/)\d\d)(?![\d/])"
)
_YM = r"(?<![\d./-])(?P<y3>(?:19|20)\d\d)(?:/(?P<m3>0?[1-9]|1[0-2])|-(?P<m4>0[1-9]))(?![\d./-])"
_MY = r"(?<![\d./-])(?P<m5>0?[1-9]|1[0-2])/(?P<y5>(?:19|20)\d\d)(?![\d/])"
_NUMERIC = re.compile("|".join((_YMD, _DMY, _YM, _MY)))
_TRIGGER = re.compile(r"\d[-/.]\d")
_JOIN = (
    r"(?:st|nd|rd|th)?\s?(?:-|~|to|and|or|through|until|,|,? and|&|/|至|到|和|、|及|或|与)"
    r"\s?(?:the\s)?"
)
_JOINED = re.compile(_JOIN)
_LEFT_OF_MONTH = re.compile(r"(?:st|nd|rd|th)?[\s-]*(?:day\s)?(?:of\s)?")
_RIGHT_OF_MONTH = re.compile(r"[.,]?[\s-]*(?:the\s)?(?:of\s)?")
_YEAR_AFTER_DAY = re.compile(r"(?:st|nd|rd|th)?,?\s?(?:of\s)?-?")
_MONTH_BEFORE = re.compile(
    r"(?:\b(?:in|of|by|since|until|till|from|to|late|early|mid|last|this|next|through|during|between"
    r"|every|each)[\s-]|\band\s)$"
)
_LENGTH_BEFORE = re.compile(
    r"(?:术后|[后第每约近满孕前共达余超]|持续|病程|随访|超过|至少|不足)\s?$"
)
_DAY_FRAME = re.compile(r"(?:本|当|同|上|该|次|下)月\s?$")
_AFTER_YEAR = re.compile(r"\s?(?:$|[^\sa-z\d%-])")
_NOT_MONTH = ("龄", "经", "余", "嫂", "子", "饼", "亮", "球", "光", "度", "均")


@dataclass
class Calendar:
    """What the numbers at some places mean in dates; numeric dates stand apart."""

    roles: dict[int, tuple[str, frozenset[int]]] = field(default_factory=dict)
    """By the place where a number starts: its role and the values it may have in it."""
    words: dict[int, int] = field(default_factory=dict)
    """By the place where a month's name starts: 1 if it surely is the month, 0 if not."""
    dates: list[DateRead] = field(default_factory=list)
    numeric: list[tuple[int, int, DateRead]] = field(default_factory=list)


def numeric_dates(folded: str, language: str) -> list[tuple[int, int, DateRead]]:
    """Dates in figures only; day and month may stand either way unless the text shows which."""
    if not _TRIGGER.search(folded):
        return []
    found = list(_NUMERIC.finditer(folded))
    first = [(int(one["a"]), int(one["b"])) for one in found if one["a"]]
    day_first = any(a > 12 for a, _ in first) or language not in ("en", "zh")
    month_first = any(b > 12 for _, b in first) and not any(a > 12 for a, _ in first)
    reads = []
    for one in found:
        if read := _numeric(one, day_first=day_first, month_first=month_first):
            reads.append((one.start(), one.end(), read))
    return reads


def _numeric(one: re.Match[str], *, day_first: bool, month_first: bool) -> DateRead | None:
    start, end = one.span()
    if one["y"]:
        return DateRead(start, end, int(one["m"]), int(one["d"]), int(one["y"]))
    if one["y3"] or one["y5"]:
        month = int(one["m3"] or one["m4"] or one["m5"])
        return DateRead(start, end, month, None, int(one["y3"] or one["y5"]))
    a, b, year = int(one["a"]), int(one["b"]), int(one["y2"])
    if year < 100:
        year += 2000 if year < 40 else 1900
    day, month = (a, b) if day_first else (b, a)
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    is_either = not (day_first or month_first) and a != b
    return DateRead(start, end, month, day, year, is_either)


def chinese_calendar(side: Side, numbers: Sequence[Numeral]) -> Calendar:
    """Years, months and days by the signs behind them (年 月 日 号)."""
    made, text = Calendar(), side.folded
    if "年" not in text and "月" not in text:
        return made
    year: int | None = None
    for at, one in enumerate(numbers):
        after = text[one.end : one.end + 3].lstrip()
        if one.start in made.roles and made.roles[one.start][0] == "day":
            continue
        if after.startswith("年"):
            year = _mark_year(made, text, numbers, at) or year
        elif after.startswith("月") and _is_month(text, one, after):
            for month_at in _chain_back(text, numbers, at):
                made.roles[numbers[month_at].start] = ("month", _whole(numbers[month_at]))
            _mark_days(made, text, numbers, at, year if _follows_year(text, numbers, at) else None)
    return made


def _whole(one: Numeral) -> frozenset[int]:
    return frozenset(int(value) for value in one.values if value == value.to_integral_value())


def _is_month(text: str, one: Numeral, after: str) -> bool:
    if one.is_ordinal or not any(1 <= value <= 12 for value in _whole(one)):
        return False
    if after[1:2] in _NOT_MONTH and after[1:2]:
        return False
    return not _LENGTH_BEFORE.search(text, max(0, one.start - 4), one.start)


def _mark_year(made: Calendar, text: str, numbers: Sequence[Numeral], at: int) -> int | None:
    """Marks a year; a short one only where its month follows."""
    one = numbers[at]
    values = _whole(one)
    value = min(values, default=0)
    if one.is_vague or text[one.end - 1] in "千百万":
        return None  # a thousand years are no year
    if 1000 <= value <= 2999:
        made.roles[one.start] = ("year", _years(text, one, value))
        return value
    if era := _ERA.search(text, max(0, one.start - 5), one.start):
        years = _of_era(era[1], value)
        made.roles[one.start] = ("year", years | {value})
        return min(years)
    follows = numbers[at + 1] if at + 1 < len(numbers) else None
    is_dated = follows is not None and re.fullmatch(r"\s?年\s?", text[one.end : follows.start])
    if (
        is_dated
        and follows
        and text[follows.end : follows.end + 2].lstrip().startswith("月")
        and value < 100
    ):
        full = value + (2000 if value < 40 else 1900)
        made.roles[one.start] = ("year", frozenset({full, value}))
        return full
    if (
        50 <= value < 100
        and one.form == "hanzi"
        and len(text[one.start : one.end]) == 2
        and "十" not in text[one.start : one.end]
    ):
        made.roles[one.start] = ("year", frozenset({value + 1900, value}))
    return None


_ERA = re.compile(
    r"(令和|平成|昭和|大正|明治|民国|民國|佛历|佛曆|回历|伊斯兰历"
    r"|reiwa|heisei|showa|taisho|b\.?e\.?|พ\.ศ\.)\s?$"
)
_ERA_AFTER = re.compile(r"\s?(?:\(?(b\.?e\.?|ah|a\.h\.)\)?)(?![a-z])")
_ERA_START = {
    "令和": 2018, "reiwa": 2018, "平成": 1988, "heisei": 1988, "昭和": 1925, "showa": 1925,
    "大正": 1911, "taisho": 1911, "明治": 1867, "民国": 1911, "民國": 1911,
}  # fmt: skip


def _of_era(era: str, value: int) -> frozenset[int]:
    """The years of the common calendar that a year of an era lies in."""
    if era in _ERA_START:
        return frozenset({_ERA_START[era] + value})
    if era in ("回历", "伊斯兰历", "ah", "a.h."):
        first = int(value * Decimal("0.970229") + Decimal("621.5774"))
        return frozenset({first, first + 1})
    return frozenset({value - 543})


def _years(text: str, one: Numeral, value: int) -> frozenset[int]:
    """The year as written and, of another calendar, as the common one has it."""
    era = _ERA.search(text, max(0, one.start - 5), one.start) or _ERA_AFTER.match(text, one.end)
    if era:
        return frozenset({value}) | _of_era(era[1], value)
    return frozenset({value, value - 543}) if 2450 <= value <= 2650 else frozenset({value})


def _chain_back(text: str, numbers: Sequence[Numeral], at: int) -> Iterator[int]:
    """A month and those listed before it without their own sign ('1、2月', '3-5月')."""
    yield at
    while at > 0 and any(1 <= value <= 12 for value in _whole(numbers[at - 1])):
        between = text[numbers[at - 1].end : numbers[at].start]
        if not between or not _JOINED.fullmatch(between) or between.strip() in (",", "/"):
            return
        at -= 1
        yield at


def _follows_year(text: str, numbers: Sequence[Numeral], at: int) -> bool:
    if at == 0:
        return False
    between = text[numbers[at - 1].end : numbers[at].start]
    return between.strip() == "年"


def _mark_days(
    made: Calendar, text: str, numbers: Sequence[Numeral], at: int, year: int | None
) -> None:
    """Marks the days behind a month's sign, and makes the dates."""
    month = min(value for value in _whole(numbers[at]) if 1 <= value <= 12)
    days: list[int] = []
    before, pending = at, []
    for nth in range(at + 1, len(numbers)):
        one = numbers[nth]
        between = text[numbers[before].end : one.start]
        is_first = nth == at + 1
        fits = (
            re.fullmatch(r"\s?月\s?", between)
            if is_first
            else _JOINED.fullmatch(between.lstrip(" 日号號"))
        )
        if not fits or not any(1 <= value <= 31 for value in _whole(one)):
            break
        pending.append(nth)
        if text[one.end : one.end + 2].lstrip()[:1] in ("日", "号", "號"):
            days += pending
            pending = []
        before = nth
    for nth in days:
        made.roles[numbers[nth].start] = ("day", _whole(numbers[nth]))
        day = min(_whole(numbers[nth]))
        made.dates.append(DateRead(numbers[at].start, numbers[nth].end, month, day, year))
    if not days:
        made.dates.append(DateRead(numbers[at].start, numbers[at].end, month, None, year))


def english_calendar(
    side: Side, numbers: Sequence[Numeral], months: Mapping[int, tuple[int, int, bool]]
) -> Calendar:
    """Days and years beside the names of months; names by start: (end, month, needs a number)."""
    made = Calendar()
    for start, (end, month, needs_number) in months.items():
        before = [at for at, one in enumerate(numbers) if one.end <= start]
        after = [at for at, one in enumerate(numbers) if one.start >= end]
        days = _left_days(made, side.folded, numbers, before[-1], start) if before else []
        right, year = _right(side.folded, numbers, after, end, has_day=bool(days))
        days += right
        is_sure = bool(days or year is not None or _MONTH_BEFORE.search(side.folded, 0, start))
        if needs_number and not is_sure:
            made.words[start] = 0
            continue
        if needs_number and end - start == 3 and not (days or year is not None) and month != 5:
            continue
        made.words[start] = 1
        _mark_english(made, side.folded, numbers, (start, end, month), days, year)
    return made


def _mark_english(
    made: Calendar, text: str, numbers: Sequence[Numeral], word: tuple[int, int, int],
    days: Sequence[int], year: int | None,
) -> None:  # fmt: skip
    start, end, month = word
    full = None
    if year is not None:
        value = min(_whole(numbers[year]))
        years = _years(text, numbers[year], value)
        if value < 100:
            years = frozenset({value, value + (2000 if value < 40 else 1900)})
        full = max(years) if value < 100 else value if len(years) == 1 else None
        made.roles[numbers[year].start] = ("year", years)
    for at in days:
        made.roles[numbers[at].start] = ("day", _whole(numbers[at]))
        made.dates.append(DateRead(start, end, month, min(_whole(numbers[at])), full))
    if not days:
        made.dates.append(DateRead(start, end, month, None, full))


def _is_day(one: Numeral) -> bool:
    return any(1 <= value <= 31 for value in _whole(one)) and not one.marks - {""}


def _left_days(
    made: Calendar, text: str, numbers: Sequence[Numeral], at: int, start: int
) -> list[int]:
    if not _is_day(numbers[at]) or numbers[at].start in made.roles:
        return []
    if not _LEFT_OF_MONTH.fullmatch(text[numbers[at].end : start]):
        return []
    days = [at]
    while at > 0 and _is_day(numbers[at - 1]) and numbers[at - 1].start not in made.roles:
        if not _JOINED.fullmatch(text[numbers[at - 1].end : numbers[at].start]):
            break
        at -= 1
        days.append(at)
    return days[::-1]


def _is_short_year(text: str, end: int, one: Numeral) -> bool:
    """Whether two figures behind a month are a year ('12-Mar-24'), not another day."""
    is_framed = "'" in text[end : one.start] or re.search(r"\d[- ][a-z]{3,9}$", text[:end])
    return (
        bool(is_framed)
        and one.end - one.start == 2
        and _AFTER_YEAR.match(text, one.end) is not None
    )


def _right(
    text: str, numbers: Sequence[Numeral], after: Sequence[int], end: int, *, has_day: bool
) -> tuple[list[int], int | None]:
    """The days and the year that follow a month's name."""
    days: list[int] = []
    for at in after[:4]:
        one = numbers[at]
        between = text[end : one.start]
        value = min(_whole(one), default=0)
        gap = _YEAR_AFTER_DAY if days else _RIGHT_OF_MONTH
        is_short = has_day and between in ("-", " ", " '", "'") and _is_short_year(text, end, one)
        if gap.fullmatch(between) and (1000 <= value <= 2999 or is_short):
            return days, at
        is_next = _JOINED.fullmatch(between) if days else _RIGHT_OF_MONTH.fullmatch(between)
        if has_day or not _is_day(one) or not is_next or not between:
            break
        if days and re.match(
            r"(?:st|nd|rd|th)?[\s-](?:of\s)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
            text[one.end :],
        ):
            break
        days.append(at)
        end = one.end
    return days, None
