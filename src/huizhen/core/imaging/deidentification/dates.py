"""Dates of a case moved by one offset, so that every interval stays."""

from __future__ import annotations

import re
from datetime import date, timedelta

_DA = re.compile(r"(\d{4})([.]?)(\d{2})\2(\d{2})")
_DT = re.compile(r"(\d{8})(\d{0,6}(?:\.\d{1,6})?(?:[+-]\d{4})?)")


def shifted_date(text: str, days: int) -> str:
    """A DA value moved by that many days; '' where it is not a whole date of the calendar.

    The form with points of the older ACR-NEMA (PS3.5 table 6.2-1) is read, never written.
    """
    found = _DA.fullmatch(text.strip(" \0"))
    if found is None:
        return ""
    moved = _moved(int(found[1]), int(found[3]), int(found[4]), days)
    return moved.strftime("%Y%m%d").zfill(8) if moved else ""


def shifted_datetime(text: str, days: int) -> str:
    """A DT value with its date moved; time and zone stay. '' where its date is not whole."""
    found = _DT.fullmatch(text.strip(" \0"))
    if found is None:
        return ""
    moved = shifted_date(found[1], days)
    return moved + found[2] if moved else ""


def _moved(year: int, month: int, day: int, days: int) -> date | None:
    try:
        return date(year, month, day) + timedelta(days=days)
    except (ValueError, OverflowError):
        return None


_IN_TEXT = re.compile(
    r"(?<![\d.,/-])(?:"
    r"(?P<iso>(?P<y1>(?:19|20)\d\d)(?P<s1>[-/.]?)(?P<m1>\d{1,2})(?P=s1)(?P<d1>\d{1,2}))"
    r"|(?P<y2>(?:19|20)\d\d)年(?P<m2>\d{1,2})月(?P<d2>\d{1,2})日"
    r"|(?P<d3>\d{1,2})(?P<s3>[-/.])(?P<m3>\d{1,2})(?P=s3)(?P<y3>(?:19|20)\d\d)"
    r")(?![\d])"
)
_MASK = "[date]"


def shifted_text(text: str, days: int | None) -> tuple[str, bool]:
    """A text with the whole dates in it moved, or cut where `days` is None; whether any was.

    03/04/2024 is the third of April or the fourth of March: it is cut rather than moved wrongly.
    """
    if not any(character.isdigit() for character in text):
        return text, False
    made = _IN_TEXT.sub(lambda found: _written(found, days), text)
    return made, made != text


def _written(found: re.Match[str], days: int | None) -> str:
    parts = found.groupdict()
    if days is None:
        return _MASK
    if parts["y3"]:
        return _day_first(parts, days)
    second = parts["y2"] is not None
    year, month, day = (parts[f"{letter}{2 if second else 1}"] for letter in "ymd")
    if not second and not parts["s1"] and len(month + day) != 4:
        return found[0]  # seven figures are no date
    moved = _moved(int(year), int(month), int(day), days)
    if moved is None:
        # eight figures that are no day are a number; with separators somebody meant a date
        return _MASK if second or parts["s1"] else found[0]
    if second:
        return f"{moved.year}年{moved.month}月{moved.day}日"
    return moved.strftime(f"%Y{parts['s1']}%m{parts['s1']}%d")


def _day_first(parts: dict[str, str | None], days: int) -> str:
    year, first, second = (int(parts[name] or 0) for name in ("y3", "d3", "m3"))
    mark = parts["s3"] or "."
    is_american = mark == "/" and second > 12
    if mark == "/" and first <= 12 and second <= 12 and first != second:
        return _MASK
    month, day = (first, second) if is_american else (second, first)
    moved = _moved(year, month, day, days)
    if moved is None:
        return _MASK
    return moved.strftime(f"%m{mark}%d{mark}%Y" if is_american else f"%d{mark}%m{mark}%Y")
