"""Names with figures in them (CD34, CA19-9, 5-FU, H1N1): read whole, never as amounts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from huizhen.core.language.checks.pair import Side

_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_LOW = re.compile("[₀-₉]")
_GREEK = (("alpha", "α"), ("beta", "β"), ("gamma", "γ"), ("delta", "δ"), ("kappa", "κ"))
_LETTER = "A-Za-zΑ-Ωα-ω"
_NAME = re.compile(
    rf"(?<![{_LETTER}\d])(?:"
    rf"(?P<head>[{_LETTER}]+(?:-[{_LETTER}]+)*)-?\d+(?:(?:\.(?=\d)|-(?=\d)|(?<=(?<![A-Za-z])[A-Za-z]\d)/(?=\d))\d+)*"
    rf"(?:-?[{_LETTER}]+(?:-?\d+(?:\.\d+)?)?)*"
    rf"|\d+-?(?P<tail>[{_LETTER}]+)(?:-?(?:\d+|[{_LETTER}]+))*"
    rf")(?![{_LETTER}\d])"
)
_DIGITS = re.compile(r"[0-9]+")
_JOINING = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-/."
    + "".join(map(chr, [*range(0x391, 0x3AA), *range(0x3B1, 0x3CA)]))
)
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_DASHED_PAIR = re.compile(r"(?P<one>[A-Za-z]{1,2})(\d+)-(?P=one)(\d+)")
_LABELS = frozenset(
    [
        "fig",
        "figs",
        "figure",
        "table",
        "tables",
        "tab",
        "day",
        "days",
        "week",
        "weeks",
        "month",
        "year",
        "grade",
        "stage",
        "group",
        "phase",
        "type",
        "level",
        "no",
        "nr",
        "step",
        "part",
        "case",
        "patient",
        "line",
        "cycle",
        "visit",
        "item",
        "page",
        "version",
        "chapter",
        "section",
        "appendix",
        "supplementary",
        "question",
        "about",
        "mid",
        "late",
        "early",
        "pre",
        "post",
        "age",
        "aged",
        "and",
        "or",
        "to",
        "of",
        "in",
        "at",
        "by",
        "from",
        "than",
        "over",
        "under",
        "since",
        "until",
        "vs",
        "x",
        "n",
        "us",
        "usd",
        "rmb",
        "cny",
        "eur",
        "gbp",
        "hk",
        "aud",
        "jan",
        "feb",
        "mar",
        "apr",
        "may",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "phone",
        "tel",
        "ext",
        "code",
    ]
)
_PREFIX = re.compile(r"(?:anti|non|pre|post|pro|pan|sub|co|mid|like)-", re.IGNORECASE)
_SUFFIX = re.compile(r"(?:-[a-z]{3,})+$")
_AREAS = re.compile(r"(?:[cmdkμ]?m|in|ft)[23]")
_UNIT_TAIL = re.compile(
    r"(?:[mkμndcp]?(?:g|l|m|s|mol|iu|u|sv|gy|v|w|hz|pa|bq|ci|a|b)|x|c|f|d|h|t|k|n|j|kda|da|fr|french|"
    r"mm|cm|bp|kb|mb|gb|ghz|mhz|khz|mmhg|am|pm|st|nd|rd|th|hrs?|mins?|secs?|yrs?|yo|y|mo|wks?|gg|"
    r"bn|mln|percent|fold|year.*|month.*|week.*|day.*|hour.*|minute.*|point.*|times?|g?pt|meq|"
    r"mosm|kcal|cal|lb|lbs|oz|kg.*|mg.*|ml.*|mcg.*|μg.*|ug.*|unit.*|tablet.*|capsule.*|old|to|e)",
    re.IGNORECASE,
)


_MONTH_TAIL = re.compile(
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)$"
)


@dataclass(frozen=True)
class Named:
    """A name with figures; offsets in the side's text."""

    start: int
    end: int
    key: str
    """Letters and figures without the signs between letters: 'her2', 'ca19-9'."""
    letters: str
    """The key with each figure as '#': two names of the same letters differ by figures only."""
    figures: tuple[Decimal, ...]


def named_figures(side: Side) -> list[Named]:
    """The names with figures of a side; units with a power (m2) have no figures."""
    found = side.kept.get(named_figures)
    if found is None:
        found = side.kept[named_figures] = list(_each(_without_low(side.narrow)))
    return found


def _without_low(text: str) -> str:
    return text if text.isascii() or not _LOW.search(text) else text.translate(_LOWERED)


def is_area(one: Named) -> bool:
    """Whether it is a unit with its power, of which the figure counts nothing."""
    return not one.key


def _each(text: str) -> Iterator[Named]:
    for found in _near_digits(text):
        start, written = found.start(), found.group()
        if affix := _PREFIX.match(written):
            start, written = affix.end() + start, written[affix.end() :]
        written = _SUFFIX.sub("", written)
        if pair := _DASHED_PAIR.fullmatch(written):
            yield _named(start, written[: pair.end(2)])
            yield _named(start + pair.end(2) + 1, written[pair.end(2) + 1 :])
        elif _AREAS.fullmatch(written.lower()):
            yield Named(start, start + len(written), "", "", ())
        elif _is_name(found):
            yield _named(start, written)


def _near_digits(text: str) -> Iterator[re.Match[str]]:
    """The names that the stretches of letters and digits around each digit are made of."""
    end = 0
    for digit in _DIGITS.finditer(text):
        if digit.start() < end:
            continue
        start = digit.start()
        while start > end and text[start - 1] in _JOINING:
            start -= 1
        end = digit.end()
        while end < len(text) and text[end] in _JOINING:
            end += 1
        if end - start > digit.end() - digit.start():
            yield from _NAME.finditer(text, start, end)


def _is_name(found: re.Match[str]) -> bool:
    head, tail, written = found["head"], found["tail"], found.group()
    if head:
        small = head.lower()
        if small in _LABELS:
            return False
        return len(head) <= 3 or small == "covid" or any(sign.isupper() for sign in written)
    if re.fullmatch(r"\d{1,2}[pq](?:\d+(?:\.\d+)?)?", written):
        return True
    if not any(sign.isupper() for sign in written) or _MONTH_TAIL.match(tail.lower()):
        return False
    return not _UNIT_TAIL.fullmatch(tail) or "-" in written.split(tail, 1)[1]


def _named(start: int, written: str) -> Named:
    lower = written.lower()
    for word, sign in _GREEK:
        lower = lower.replace(word, sign)
    key = re.sub(r"(?<=[^\d])[-/]|[-/](?=[^\d])", "", lower).replace("/", "-")
    figures = tuple(Decimal(one) for one in _FIGURE.findall(lower))
    letters = _FIGURE.sub("#", key)
    return Named(start, start + len(written), key, letters, figures)
