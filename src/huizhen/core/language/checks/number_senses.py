"""The senses of a number by what stands beside it: per cent, a length of time, a multiple."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from decimal import Decimal

from huizhen.core.language.checks.figure import plain
from huizhen.core.language.checks.numeral import Mark

_UNITS: dict[str, tuple[str, Decimal]] = {
    "year": ("mon", Decimal(12)), "yr": ("mon", Decimal(12)), "yo": ("mon", Decimal(12)),
    "decade": ("mon", Decimal(120)), "month": ("mon", Decimal(1)), "mo": ("mon", Decimal(1)),
    "week": ("min", Decimal(10080)), "wk": ("min", Decimal(10080)), "day": ("min", Decimal(1440)),
    "hour": ("min", Decimal(60)), "hr": ("min", Decimal(60)), "h": ("min", Decimal(60)),
    "minute": ("min", Decimal(1)), "min": ("min", Decimal(1)),
    "second": ("sec", Decimal(1)), "sec": ("sec", Decimal(1)),
    "年": ("mon", Decimal(12)), "岁": ("mon", Decimal(12)), "歲": ("mon", Decimal(12)),
    "月": ("mon", Decimal(1)), "星期": ("min", Decimal(10080)), "周": ("min", Decimal(10080)),
    "週": ("min", Decimal(10080)), "天": ("min", Decimal(1440)), "日": ("min", Decimal(1440)),
    "小时": ("min", Decimal(60)), "小時": ("min", Decimal(60)), "钟头": ("min", Decimal(60)),
    "分钟": ("min", Decimal(1)), "秒": ("sec", Decimal(1)), "周岁": ("mon", Decimal(12)),
}  # fmt: skip
_TIME = re.compile(
    r"[\s-]{0,2}(?:(?:more|full|calendar|whole|consecutive|additional|further)\s)?"
    r"(?P<en>year|yr|yo|decade|month|mo|week|wk|day|hour|hr|h|minute|min|second|sec)s?\b"
    r"|\s?(?:余|多)?[个個]?(?:多|余)?半?(?P<zh>周岁|年|岁|歲|月|星期|周|週|天|日|小时|小時|钟头|分钟|秒)"
)
_KILO = re.compile(r"(?:\s?(?:-|~|to|至|到)\s?\d+(?:\.\d+)?)?[\s-]?(?:kilobases?|kbp?\b)")
_FOLD = re.compile(r"\s?倍")
_MORE_BY = re.compile(
    r"(?:增加|升高|提高|增长|上升|增大|增高|扩大|高出?|多|长|大|延长|增多|增)[了约近达超过出]{0,2}\s?$"
)
_AMOUNT = re.compile(
    r"[\s-]?(?:[μmkcdn]?(?:g|l|m|mol|iu|u|gy|sv|pa|hz)(?![a-z])|%|‰|mmhg|mcg|meq|units?\b|°|℃)"
    r"|\s?(?:毫|微克|微升|克|升|厘米|度|单位|国际单位)"
)
_MEASURED = re.compile(
    r"[\s-]?(?:tablets?|capsules?|pills?|doses?|puffs?|drops?|ampoules?|vials?|cycles?|courses?"
    r"|times?\b|years?|months?|weeks?|days?|hours?|minutes?|seconds?|points?|grades?|stages?"
    r"|levels?|degrees?)"
    r"|\s?[个個]?(?:年|月|周|天|日|小时|分钟|秒|岁|片|粒|支|次|枚|处|倍|级|期|型|分|例|滴|喷|包|袋|瓶|剂"
    r"|疗程|周期|针)"
)


def number_senses(
    values: Iterable[Decimal], marks: Iterable[Mark], before: str, after: str
) -> frozenset[Hashable]:
    """Every sense of a number between two stretches of folded text (some signs are enough)."""
    values, marks = set(values), set(marks)
    senses: set[Hashable] = set()
    for mark in marks:
        senses |= {(mark, value) for value in values}
        if mark:
            whole = 100 if mark == "%" else 1000
            senses |= {plain(value / whole) for value in values if value <= whole}
    if _KILO.match(after):
        senses |= {plain(value * 1000) for value in values}
    if unit := _TIME.match(after):
        kind, size = _UNITS[unit["en"] or unit["zh"]]
        senses |= {(kind, value * size) for value in values}
        if kind == "sec":
            senses |= {("min", value / 60) for value in values}
    elif _FOLD.match(after) and _MORE_BY.search(before):
        senses |= {plain(value + 1) for value in values}
    return frozenset(senses)


def is_amount(after: str) -> bool:
    """Whether a unit of measure follows, before which a number is never left out."""
    return _AMOUNT.match(after) is not None


def is_measured(after: str) -> bool:
    """Whether a unit, a measure word or a thing counted follows."""
    return is_amount(after) or _MEASURED.match(after) is not None
