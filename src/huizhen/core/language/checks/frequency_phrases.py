"""Frequencies with figures in them: 'every 8 hours', q3w, 每日3次, 1-0-1, two weeks on, one off."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from huizhen.core.language.checks.pair import Side

_WORDS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip
_VALUES = {word: at for at, word in enumerate(_WORDS, 1)}
_VALUES |= {sign: at for at, sign in enumerate("一二三四五六七八九十", 1)}
_VALUES |= {"两": 2, "once": 1, "twice": 2, "thrice": 3, "fourteen": 14, "半": 0, "单": 1}
_VALUES |= {"十二": 12, "十四": 14, "二十一": 21, "二十八": 28, "二十四": 24, "十五": 15}
_N = rf"(?:\d+(?:\.\d+)?|(?:{'|'.join(_WORDS)}|fourteen)\b)"
_TO = r"\s?(?:-|~|to|or)\s?"
_RANGE = rf"{_N}(?:{_TO}{_N})?"
_UNIT = (
    r"(?:hours?|hrs?|h|days?|d|nights?|weeks?|wks?|w|months?|mos?|mths?|years?|yrs?|minutes?|mins?)"
)
_Z = r"(?:\d+(?:\.\d+)?|二十[一四八]|十[二四五]|[一二两三四五六七八九十])"
_Z_TO = r"\s?(?:-|~|至|到|或)\s?"
_Z_RANGE = rf"{_Z}(?:{_Z_TO}{_Z})?"
_Z_UNIT = r"(?:小时|h|天|日|d|周|星期|礼拜|w|月|年|分钟)"
_UNITS = {
    "hour": "h", "hr": "h", "h": "h", "小时": "h", "day": "d", "d": "d", "night": "d", "天": "d",
    "日": "d", "晚": "d", "week": "w", "wk": "w", "w": "w", "周": "w", "星期": "w", "礼拜": "w",
    "month": "mo", "mo": "mo", "mth": "mo", "月": "mo", "year": "y", "yr": "y", "年": "y",
    "minute": "min", "min": "min", "分钟": "min", "daily": "d", "weekly": "w", "monthly": "mo",
    "nightly": "d", "yearly": "y", "hourly": "h", "annually": "y", "m": "mo",
}  # fmt: skip
_IN_DAY = {Decimal(6): 4, Decimal(8): 3, Decimal(12): 2, Decimal(24): 1, Decimal(4): 6}


@dataclass(frozen=True)
class Phrase:
    """A frequency or time of intake found by a pattern."""

    start: int
    end: int
    family: str
    senses: frozenset[str]
    """A sense with '+' is a time of day that it tells too and that need not be said."""
    need: str


def phrases(side: Side) -> Iterator[Phrase]:
    """Every phrase with figures, in no order; they may lie over one another."""
    text = side.folded
    for hints, pattern, sense in (*(_CHINESE if side.is_chinese else _ENGLISH), *_BOTH):
        for hint in hints:
            if hint in text:
                yield from filter(None, map(sense, pattern.finditer(text)))
                break


def rate(times: str, every: str, unit: str) -> frozenset[str]:
    """The senses of so many times in so many units; days that are weeks are weeks."""
    name = _UNITS.get(unit.rstrip("s") if unit != "s" else unit, _UNITS.get(unit, unit))
    count, span = _figure(times), _figure(every)
    return frozenset(_rates(count, span, name))


def _rates(count: str, span: str, name: str) -> Iterator[str]:
    if name == "h" and span in ("24", "48", "72"):
        name, span = "d", str(int(span) // 24)
    if name == "d" and span.isdigit() and int(span) % 7 == 0 and span != "0":
        name, span = "w", str(int(span) // 7)
    yield f"{count}/{span}{name}"
    if name == "h" and count == "1" and span.isdigit() and Decimal(span) in _IN_DAY:
        yield f"~{_IN_DAY[Decimal(span)]}/1d"
    if name == "d" and span == "1":
        yield f"~{count}/1d"


def _figure(words: str) -> str:
    """A figure or a range of two in digits."""
    parts = re.split(r"\s?(?:-|~|to|or|至|到|或)\s?", words.strip())
    return "-".join(_one(part.strip()) for part in parts if part.strip())


def _one(word: str) -> str:
    if word in _VALUES:
        return str(_VALUES[word])
    return str(int(word)) if word.isdigit() else word


Sense = Callable[[re.Match[str]], Phrase | None]


def _rated(need: str = "must") -> Sense:
    def sense(found: re.Match[str]) -> Phrase | None:
        groups = found.groupdict()
        times, every = groups.get("n") or "1", groups.get("m") or "1"
        return Phrase(*found.span(), "rate", rate(times, every, groups["u"]), need)

    return sense


def _each(found: re.Match[str]) -> Phrase | None:
    """'8-hourly', '3-weekly'; 'three weekly doses' may be three a week."""
    senses = rate("1", found["m"], found["u"])
    if "-" not in found.group():
        senses |= rate(found["m"], "1", found["u"])
    return Phrase(*found.span(), "rate", senses, "must")


def _each_other(found: re.Match[str]) -> Phrase | None:
    """每隔3天: after three days, or with three days between."""
    span, unit = found["m"], found["u"]
    senses = rate("1", span, unit)
    figure = _figure(span)
    if _UNITS[unit] in ("d", "w", "mo") and figure.isdigit():
        later = rate("1", str(int(figure) + 1), unit)
        senses = later if figure == "1" else senses | later
    return Phrase(*found.span(), "rate", senses, "must")


def _in_course(found: re.Match[str]) -> Phrase | None:
    """Two weeks on, one week off."""
    units = [_UNITS[found[name].rstrip("s")] if found[name] else "" for name in ("u", "v")]
    units = [unit or units[0] or units[1] for unit in units]
    if "" in units:
        return None
    counts = [_figure(found[name]) for name in ("m", "n")]
    spans = [
        int(count) * (7 if unit == "w" else 1) for count, unit in zip(counts, units, strict=True)
    ]
    return Phrase(*found.span(), "course", frozenset({f"{spans[0]} on {spans[1]} off"}), "must")


def _on_days(found: re.Match[str]) -> Phrase | None:
    """Days 1, 8 and 15, or days 1 to 14."""
    figures = re.findall(r"\d+", found["days"])
    is_range = len(figures) == 2 and re.search(r"-|~|to|through|至|到", found["days"])
    if len(figures) < 2:
        return None
    sense = ("-" if is_range else ",").join(figures)
    return Phrase(*found.span(), "days", frozenset({sense}), "must")


_BY_PLACE = ("am", "noon", "night", "hs")
"""One portion a day is a time of day: 0-0-1 is 每晚1次."""


def _through_the_day(found: re.Match[str]) -> Phrase | None:
    """1-0-1, as it is written in Europe: morning, noon, evening, bedtime."""
    doses = [dose or "0" for dose in found.groups()]
    return _portions(found, doses)


def _portions(found: re.Match[str], doses: list[str]) -> Phrase | None:
    taken = [place for place, dose in zip(_BY_PLACE, doses, strict=False) if dose != "0"]
    if not taken:
        return None
    if len(taken) == 1:
        return Phrase(*found.span(), "tod", frozenset(taken), "must")
    senses = {"day " + "-".join([*doses, "0"][:4]), f"{len(taken)}/1d"}
    senses |= {f"+{place}" for place in taken}
    return Phrase(*found.span(), "rate", frozenset(senses), "must")


def _spoken_day(found: re.Match[str]) -> Phrase | None:
    """早1片、中0片、晚1片."""
    doses = [_figure(found[name]) if found[name] else "0" for name in ("a", "b", "c")]
    return _portions(found, doses)


def _each_time(found: re.Match[str]) -> Phrase | None:
    """早、晚各1片."""
    dose = _figure(found["n"])
    return _portions(found, [dose, dose if found["b"] else "0", dose])


def _counted(found: re.Match[str]) -> Phrase | None:
    """'twice daily', '3 times every 2 weeks', 'in two divided doses daily'."""
    times = re.match(rf"once|twice|thrice|{_RANGE}", found["n"])
    if times is None:
        return None
    senses = rate(times.group(), found["m"] or "1", found["u"])
    return Phrase(*found.span(), "rate", senses, "must")


_GLUED = {"qd": "1/1d", "bid": "2/1d", "tid": "3/1d", "qid": "4/1d", "qod": "1/2d", "qw": "1/1w"}


def _glued(found: re.Match[str]) -> Phrase:
    """The qd of '10mgqd'."""
    return Phrase(*found.span(), "rate", frozenset({_GLUED[found[0]]}), "must")


def _at(place: str) -> Sense:
    def sense(found: re.Match[str]) -> Phrase:
        return Phrase(*found.span(), "tod", frozenset({place}), "near")

    return sense


def _before_a_meal(found: re.Match[str]) -> Phrase:
    """'Before or two hours after a meal'."""
    return Phrase(*found.span(), "meal", frozenset({"ac"}), "near")


def _day_times(found: re.Match[str]) -> Phrase | None:
    return Phrase(*found.span(), "rate", rate(found["n"], "1", "d"), "must")


_P = r"(?:a|an|per|every|each|/|in|in every|in a)"
_ENGLISH: tuple[tuple[tuple[str, ...], re.Pattern[str], Sense], ...] = (
    (
        ("times", "once", "twice", "thrice", "x/", "x d", "x w", "x a", "x p", "×", "doses"),
        re.compile(
            rf"\b(?P<n>once|twice|thrice|{_RANGE}[\s-]*(?:times|time|x|×|doses|divided doses|"
            rf"separate doses|equal doses))[\s-]*(?:{_P}\s*)?(?:(?P<m>{_RANGE})[\s-]*)?"
            rf"(?P<u>{_UNIT}|daily|weekly|monthly|nightly|yearly|annually)\b"
        ),
        _counted,
    ),
    (
        ("every", "each"),
        re.compile(rf"\b(?:every|each)[\s-]+(?P<m>{_RANGE})[\s-]*(?P<u>{_UNIT})\b"),
        _rated(),
    ),
    (("ly",), re.compile(rf"\b(?P<m>{_RANGE})[\s-]+(?P<u>hourly|weekly|monthly)\b"), _each),
    (
        ("interval",),
        re.compile(rf"\b(?P<m>{_N})[\s-]?(?P<u>hours?|days?|weeks?|months?)\s+interval"),
        _rated(),
    ),
    (
        ("cycle",),
        re.compile(
            rf"\b(?P<m>{_N})[\s-](?P<u>days?|weeks?)[\s-](?:treatment\s|dosing\s)?cycles?\b"
        ),
        _rated(),
    ),
    (
        ("cycle",),
        re.compile(
            rf"\bcycles?\s(?:length\s)?(?:of|is|was|every|lasting|=)\s(?P<m>{_N})[\s-]?"
            r"(?P<u>days?|weeks?)\b"
        ),
        _rated(),
    ),
    (("cycle",), re.compile(rf"\b(?P<m>{_N})\s(?P<u>days?|weeks?)\s(?:per|a|/)\s?cycle"), _rated()),
    (
        (" on", "-on"),
        re.compile(
            rf"\b(?P<m>{_N})[\s-]*(?P<u>days?|weeks?|wks?|d|w)?[\s-]*on\b[\s,/;-]*"
            rf"(?:and\s|then\s|followed by\s)*(?P<n>{_N})[\s-]*"
            r"(?P<v>days?|weeks?|wks?|d|w)?[\s-]*off\b"
        ),
        _in_course,
    ),
    (
        ("for ",),
        re.compile(
            rf"\bfor\s(?P<m>{_N})[\s-]*(?P<u>days?|weeks?)[\s,;]*(?:and\s|then\s|followed by\s)+"
            rf"(?:a\s)?(?P<n>{_N})[\s-]*"
            r"(?P<v>days?|weeks?)[\s-]*(?:off|break|rest|pause|without|of rest)"
        ),
        _in_course,
    ),
    (
        ("day",),
        re.compile(
            r"\b(?:on\s)?days?\s?(?P<days>\d+(?:\s?(?:,|-|~|to|through|and|&|/|,\s?and)\s?"
            r"(?:day\s?)?\d+)+)(?!\s?(?:times|mg|%|days?\b|weeks?\b|months?\b))\b"
        ),
        _on_days,
    ),
)
_ENGLISH += (
    (
        ("th day", "st day", "nd day", "rd day"),
        re.compile(
            r"\b(?P<days>\d{1,3}(?:st|nd|rd|th)?(?:\s?(?:,\s?and|,|-|~|to|through|and)\s?(?:the\s)?"
            r"\d{1,3}(?:st|nd|rd|th))+)\sdays?\b"
        ),
        _on_days,
    ),
    (
        ("before or", "before and"),
        re.compile(
            r"\bbefore(?= (?:or|and)[\w\s]{0,25}\bafter (?:a |the )?(?:meals?|food|eating)\b)"
        ),
        _before_a_meal,
    ),
    (
        (
            "movement",
            "stool",
            "episode",
            "meal",
            "session",
            "feeds",
            "attack",
            "seizure",
            "injection",
            "doses",
            "voids",
            "visits",
            "fraction",
            "treatment",
            "infusion",
        ),
        re.compile(
            rf"\b(?P<n>{_RANGE})\s(?:[a-z-]+\s){{0,2}}?(?:movements?|stools?|motions?|episodes?|"
            r"meals?|sessions?|feeds?|attacks?|seizures?|injections?|doses?|voids?|visits?|"
            r"fractions?|treatments?|infusions?)\s"
            r"(?:(?:per|a|each|every)\s)?"
            r"(?P<u>day|week|month|year|night|daily|weekly|monthly|nightly)\b"
        ),
        _rated("may"),
    ),
)
"""'3 bowel movements a day': need not be said so, 大便每日3次 answers it."""
_CHINESE: tuple[tuple[tuple[str, ...], re.Pattern[str], Sense], ...] = (
    (
        ("次",),
        re.compile(
            rf"(?:每个?|(?<![\d一二三四五六七八九十第])[一1]\s?个?)(?P<m>[1一])?\s?"
            rf"(?P<u>日|天|周|星期|礼拜|月|年)\s?"
            rf"[^\W\d次每一二两三四五六七八九十晨早晚睡午夜]{{0,7}}\s?"
            rf"(?P<n>{_Z_RANGE})\s?次"
        ),
        _rated(),
    ),
    (("次",), re.compile(rf"日服?(?P<n>{_Z_RANGE})次(?P<u>)"), _day_times),
    (
        ("次",),
        re.compile(
            rf"(?<![\d第每])(?P<m>{_Z})\s?个?(?P<u>周|星期|天|日|月)内?共?(?P<n>{_Z_RANGE})\s?次"
        ),
        _rated("may"),
    ),
    (
        ("次",),
        re.compile(
            rf"(?P<n>{_Z_RANGE})\s?次\s?[/每]\s?(?P<m>{_Z_RANGE})?\s?个?"
            r"(?P<u>小时|h|天|日|d|周|星期|礼拜|w|月|年)"
        ),
        _rated(),
    ),
    (
        ("每",),
        re.compile(
            rf"每\s?(?:间隔|次间隔)?\s?(?P<m>{_Z_RANGE})\s?个?\s?(?P<u>{_Z_UNIT})(?!半)"
            rf"(?:(?:口服|服用?|给药|注射|使用|用药|静滴|皮下注射|吸入|为|重复|给予|应用)*\s?"
            rf"(?P<n>{_Z_RANGE})\s?(?:次|剂))?"
            r"(?:(?:为|是|/)?(?:一个|1个|一|1)?(?:治疗|化疗)?周期)?"
        ),
        _rated(),
    ),
    (
        ("每隔",),
        re.compile(rf"每隔(?P<m>{_Z_RANGE})\s?个?(?P<u>{_Z_UNIT})(?:[一1]次)?"),
        _each_other,
    ),
    (
        ("周期",),
        re.compile(
            rf"(?P<m>{_Z})\s?个?(?P<u>天|日|周|星期)(?:为|是|/)?(?:一个|1个|一|1)?(?:治疗)?周期"
        ),
        _rated(),
    ),
    (("周期",), re.compile(rf"周期(?:为|是|[::]|长度为)?(?P<m>{_Z})\s?(?P<u>天|日|周)"), _rated()),
    (
        ("停", "休", "间歇"),
        re.compile(
            rf"(?:服药?|用药?|吃|连用|连服|给药|口服|治疗|连续服用|连续用药|使用|持续)?\s?"
            rf"(?P<m>{_Z})\s?个?(?P<u>天|日|周|星期)?[,、;后再]*\s?(?:停药?|休息?|间歇|停用|停服)\s?"
            rf"(?P<n>{_Z})\s?个?(?P<v>天|日|周|星期)"
        ),
        _in_course,
    ),
    (
        ("第",),
        re.compile(
            r"第\s?(?P<days>\d+\s?[天日]?(?:(?:\s?(?:、|-|~|至|到|和|及|与|(?<![天日]),)\s?第?|\s?,\s?第)"
            r"\s?\d+\s?[天日]?)+)"
            r"(?<=[天日])"
        ),
        _on_days,
    ),
    (
        ("早",),
        re.compile(
            rf"早上?(?P<a>{_Z}|0)\s?[片粒次][,、;]?\s?(?:中午?(?P<b>{_Z}|0)\s?[片粒次][,、;]?\s?)?"
            rf"晚上?(?P<c>{_Z}|0)\s?[片粒次]"
        ),
        _spoken_day,
    ),
    (
        ("早",),
        re.compile(rf"早\s?(?P<a>{_Z}|0)[\s,、]*中\s?(?P<b>{_Z}|0)[\s,、]*晚\s?(?P<c>{_Z}|0)"),
        _spoken_day,
    ),
    (
        ("早",),
        re.compile(
            rf"早\s?[、,和及]?\s?(?P<b>中)?\s?[、,和及]?\s?晚\s?各\s?(?:服\s?)?(?P<n>{_Z})\s?[片粒次]"
        ),
        _each_time,
    ),
    (("早",), re.compile(r"早(?=\s?\d+(?:\.\d+)?\s?(?:u|iu|mg|g|单位|片|粒|ml))"), _at("am")),
    (("晚",), re.compile(r"晚(?=\s?\d+(?:\.\d+)?\s?(?:u|iu|mg|g|单位|片|粒|ml))"), _at("night")),
)
_BOTH: tuple[tuple[tuple[str, ...], re.Pattern[str], Sense], ...] = (
    (
        tuple(_GLUED),
        re.compile(rf"(?<=[gl])(?:{'|'.join(_GLUED)})(?![a-z])"),
        _glued,
    ),
    (
        ("q",),
        re.compile(
            r"(?<![a-z])q\.?\s?(?P<m>\d+(?:\s?-\s?\d+)?)\s?\.?(?P<u>hours?|hrs?|h|days?|d|weeks?|wks?|w|"
            r"months?|mos?|m)(?![a-z])"
        ),
        _rated(),
    ),
    (
        ("0-", "1-", "2-", "0 -", "1 -", "2 -"),
        re.compile(r"(?<![\d.-])([0-3])\s?-\s?([0-3])\s?-\s?([0-3])(?:\s?-\s?([0-3]))?(?![\d-])"),
        _through_the_day,
    ),
    (
        ("d1", "d2", "d3", "d4", "d5", "d8", "d 1", "d 2", "d 8"),
        re.compile(
            r"(?<![a-z])d\s?(?P<days>\d{1,2}(?:\s?(?:,\s?and|,|and|to|-|~|、|&|/|至|和|及|与)"
            r"\s?第?\s?d?\s?\d{1,2})+)(?![\d-])"
        ),
        _on_days,
    ),
)
