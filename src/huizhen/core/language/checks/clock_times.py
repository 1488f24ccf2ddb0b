"""Times of day on both clocks: '2 pm', 14:00, 下午2点半."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from decimal import Decimal

_AFTERNOON = (
    "下午",
    "晚上",
    "傍晚",
    "午后",
    "当晚",
    "今晚",
    "昨晚",
    "晚",
    "夜间",
    "夜里",
    "pm",
    "p.m",
)
_ENGLISH = re.compile(
    r"(?P<hour>\d(?<![\d.:/].)\d?)(?:[:.](?P<minute>[0-5]\d)(?::[0-5]\d)?)?\s?"
    r"(?P<half>[ap]\.?m\b\.?)(?![a-z])"
    r"|(?P<bare>\d(?<![\d.:/].)(?:(?<=[01])\d|(?<=2)[0-4])?)[:](?P<minutes>[0-5]\d)(?::[0-5]\d)?(?![\d:/])"
)
_ENGLISH_HINT = re.compile(r"\d(?::\d|(?:[:.]\d\d)?(?::\d\d)?\s?[ap]\.?m)")
_HALF_BEFORE = re.compile(
    r"(上午|下午|早上|早晨|清晨|凌晨|中午|晚上|晚|夜间|夜里|傍晚|午后|半夜|晨)\s?$"
)
_HAN = "一二两三四五六七八九十"
_CHINESE = re.compile(
    rf"(?P<hour>[0-9{_HAN}](?:(?<=\d)(?<!\d.)\d?|(?<=十)(?<![{_HAN}].)[一二]?"
    rf"|(?<=[{_HAN[:-1]}])(?<![{_HAN}].)))\s?"
    rf"(?:(?P<mark>点钟?|點|时|時)(?:\s?(?P<minute>[0-5]?\d)\s?分|(?P<quarter>半|一刻|整))?"
    rf"|:(?P<minutes>[0-5]\d)(?::[0-5]\d)?(?![\d:/]))"
)


@dataclass(frozen=True)
class Clock:
    """A time of day, or what may be one ('1:20' may be a titre, '8点' a score)."""

    start: int
    end: int
    senses: frozenset[Hashable]
    parts: tuple[Decimal, ...]
    is_sure: bool


def clock_times(folded: str, *, is_chinese: bool) -> Iterator[Clock]:
    """Every time of day of a text in its order."""
    if is_chinese:
        if "点" in folded or "时" in folded or ":" in folded or "點" in folded or "時" in folded:
            yield from _chinese(folded)
    elif _ENGLISH_HINT.search(folded):
        for found in _ENGLISH.finditer(folded):
            if found["half"]:
                half = "pm" if found["half"].startswith("p") else "am"
                yield _clock(found, int(found["hour"]), int(found["minute"] or 0), half)
            else:
                yield _clock(found, int(found["bare"]), int(found["minutes"]), "")


def _chinese(folded: str) -> Iterator[Clock]:
    for found in _CHINESE.finditer(folded):
        hour = _hour(found["hour"])
        half = _HALF_BEFORE.search(folded, max(0, found.start() - 3), found.start())
        is_bare_point = found["mark"] and not (half or found["minute"] or found["quarter"])
        if hour > 24 or (is_bare_point and found["mark"] in ("时", "時", "点", "點")):
            continue
        minute = (
            found["minute"] or found["minutes"] or {"半": 30, "一刻": 15}.get(found["quarter"], 0)
        )
        yield _clock(found, hour, int(minute), half[1] if half else "", half)


def _hour(written: str) -> int:
    if written.isdecimal():
        return int(written)
    digits = {sign: at for at, sign in enumerate("一二三四五六七八九", start=1)} | {"两": 2}
    return 10 + digits.get(written[1:], 0) if written[0] == "十" else digits[written]


def _clock(
    found: re.Match[str], hour: int, minute: int, half: str, before: re.Match[str] | None = None
) -> Clock:
    minutes = hour * 60 + minute
    senses: set[Hashable] = {("clock", minutes)}
    if half in _AFTERNOON:
        senses = {("clock", minutes + 720 if hour < 12 else minutes)}
        if hour == 12 and half not in ("pm", "下午", "午后"):
            senses = {("clock", minute), ("clock", 1440 + minute)}
    elif half in ("am", "上午", "凌晨", "半夜") and hour == 12:
        senses = {("clock", minute), ("clock", 720 + minute)}
    elif not half and hour <= 12:
        senses.add(("clock", minutes + 720))
    if not half:
        senses.add(("ratio", hour, minute))
    parts = (Decimal(hour), Decimal(minute)) if minute or ":" in found.group() else (Decimal(hour),)
    start = before.start() if before else found.start()
    return Clock(start, found.end(), frozenset(senses), parts, bool(half))
