"""Cell numbers as a person sees them: stored digits without float noise, dates as ISO text."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

_QUOTED = re.compile(r'"([^"]*)"|\\(.)|\[([^\]]*)\]|_.|\*.')
_DIGITS = re.compile(r"General|@|[0#?][0#?.,/ ]*(?:E[+-]0+)?", re.IGNORECASE)
_DATE_LETTERS = re.compile(r"[ymdhs年月日时時分秒]", re.IGNORECASE)
_DAY_LETTERS = re.compile(r"[yd年日]", re.IGNORECASE)
_ELAPSED = re.compile(r"^(h+|m+|s+)$", re.IGNORECASE)
_BUILTIN_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_BUILTIN_TIMES = frozenset((18, 19, 20, 21, 45, 46, 47))
_BUILTIN_PERCENT = frozenset((9, 10))
_MASK = "\x00"


class Section(NamedTuple):
    """One section of a number format: for positive numbers, negative ones, or zero."""

    before: str = ""
    after: str = ""
    """Text that the format itself puts around the number: a unit, a '<' ..."""
    has_digits: bool = True
    is_percent: bool = False


class NumberFormat(NamedTuple):
    """What a cell's number format does to its number (ISO/IEC 29500-1, 18.8.31)."""

    sections: tuple[Section, ...] = (Section(),)
    is_date: bool = False
    has_day: bool = True
    is_otherwise: bool = False
    """Shown in thousands, as elapsed time or by conditions: the stored number is kept, and that
    is said."""


@lru_cache(maxsize=4096)
def parse_format(identifier: int, code: str) -> NumberFormat:
    """The meaning of a number format; `code` is '' for built-in ones."""
    if not code:
        if identifier in _BUILTIN_DATES:
            return NumberFormat(is_date=True, has_day=identifier not in _BUILTIN_TIMES)
        return NumberFormat((Section(is_percent=identifier in _BUILTIN_PERCENT),))
    brackets = [m[3].strip() for m in _QUOTED.finditer(code) if m[3]]
    if any(_ELAPSED.match(b) or b[:1] in ("<", ">", "=") for b in brackets):
        return NumberFormat(is_otherwise=True)
    masked = _QUOTED.sub(lambda m: _MASK * len(m[0]), code)
    first = masked.partition(";")[0]
    bare = re.sub("General", "", first, flags=re.IGNORECASE)
    if _DATE_LETTERS.search(bare) and not re.search("[0#?]E[+-]", bare):
        return NumberFormat(is_date=True, has_day=bool(_DAY_LETTERS.search(bare)))
    return _number_format(code, masked)


def _number_format(code: str, masked: str) -> NumberFormat:
    sections, at = [], 0
    is_otherwise = False
    for part in masked.split(";")[:3]:
        section, is_scaled = _section(code[at : at + len(part)], part)
        sections.append(section)
        is_otherwise = is_otherwise or is_scaled
        at += len(part) + 1
    return NumberFormat(tuple(sections), is_otherwise=is_otherwise)


def _section(code: str, masked: str) -> tuple[Section, bool]:
    found = _DIGITS.search(masked)
    if found is None:
        return Section(before=_spoken(code), has_digits=False), False
    section = Section(
        _spoken(code[: found.start()]), _spoken(code[found.end() :]), True, "%" in masked
    )
    return section, found[0].rstrip().endswith(",")


def _spoken(part: str) -> str:
    """Literals of a format without signs, blanks, colours and alignment."""
    return _QUOTED.sub(_literal, part).replace("%", "").strip("-+() ")


def _literal(match: re.Match[str]) -> str:
    if match[1] is not None or match[2] is not None:
        return match[1] or match[2] or ""
    bracket = match[3] or ""
    return bracket[1:].partition("-")[0] if bracket.startswith("$") else ""


def shown_number(stored: str, style: NumberFormat, *, is_1904: bool = False) -> str:
    """A stored cell number as text; what cannot be understood stays as it is stored."""
    try:
        number = Decimal(stored.strip())
    except InvalidOperation:
        return stored
    if not number.is_finite() or abs(number.adjusted()) > 300:
        return stored
    if style.is_date:
        return _shown_date(number, style, is_1904=is_1904) or plain_number(stored)
    section = _section_for(number, style.sections)
    if not section.has_digits:
        return (
            section.before if section.before and len(style.sections) > 1 else plain_number(stored)
        )
    text = plain_number(stored)
    if section.is_percent:
        text = f"{_plain(Decimal(text) * 100)}%"
    return " ".join(part for part in (section.before, text, section.after) if part)


def _section_for(number: Decimal, sections: tuple[Section, ...]) -> Section:
    if number < 0 and len(sections) > 1:
        return sections[1]
    if number == 0 and len(sections) > 2:
        return sections[2]
    return sections[0]


def plain_number(stored: str) -> str:
    """A stored number with at most 15 significant digits, which is what spreadsheets compute with
    (29500-1, 18.17.5.1); a number of fewer digits stays as it is written."""
    text = stored.strip()
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if not number.is_finite() or abs(number.adjusted()) > 300:
        return text
    if text.lstrip("-").isdecimal() or (
        len(number.as_tuple().digits) <= 15 and "e" not in text.casefold()
    ):
        return text
    return _plain(Decimal(f"{number:.14e}"))


def _plain(number: Decimal) -> str:
    """Without exponent for ordinary sizes, without trailing zeros after the point."""
    reduced = number.normalize()
    return f"{reduced:f}" if -12 <= reduced.adjusted() <= 15 else str(reduced)


def _shown_date(number: Decimal, style: NumberFormat, *, is_1904: bool) -> str:
    """ISO text of a serial date (29500-1, 18.17.4); '' outside the calendar."""
    serial = float(number)
    if not 0 <= serial < 2_958_466:
        return ""
    if not style.has_day and serial < 1:
        return _clock(serial)
    start = datetime(1904, 1, 1) if is_1904 else datetime(1899, 12, 30)  # noqa: DTZ001 - local
    if not is_1904 and serial < 60:
        serial += 1  # the leap day of 1900, which there was not
    moment = start + timedelta(days=int(serial), seconds=round((serial % 1) * 86_400))
    if moment.time() == time():
        return moment.date().isoformat()
    return moment.isoformat(sep=" ", timespec="minutes" if not moment.second else "seconds")


def _clock(serial: float) -> str:
    seconds = round(serial * 86_400) % 86_400
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    return f"{hours:02d}:{minutes:02d}" + (f":{rest:02d}" if rest else "")
