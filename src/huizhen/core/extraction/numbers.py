"""Numbers as documents write them, with the decimal mark decided once for a document.

What cannot be decided stays as written and says so: 1.234 is a thousand or one and a bit.
"""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from typing import Literal, NamedTuple

DecimalMark = Literal["point", "comma", "unknown"]

NUMBER = r"(?:\d{1,3}(?:[\u00a0\u202f]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)*)(?![\d])"
"""A number in any notation; give it to `read_number`. A plain space never groups its figures: two
cells of a table stand side by side in the same way."""

SPACED_THOUSANDS = r"\d{1,3} \d00(?=\s?/)"
"""'210 000/mm3': the only place where a plain space can group nothing but thousands."""

COMPARATOR = r"(?:<=|>=|≤|≥|<|>|＜|＞)"
_COMPARATORS = {"≤": "<=", "≥": ">=", "＜": "<", "＞": ">"}

_COMMA_LANGUAGES = frozenset(("de", "es", "fr", "ru", "it", "pt", "pl", "nl", "uk", "cs", "tr"))
_SURE = 3
"""So many decimal points, and no comma, are needed where the language writes commas."""
_EVIDENCE = re.compile(r"(?<![\d.,])\d+(?:[.,]\d{3})*([.,])(\d{1,2}|\d{4,})(?![\d.,]|[/.-]\d)")
_GROUPED = re.compile(r"^\d{1,3}(?:([.,\u00a0\u202f ])\d{3})(?:\1\d{3})*(?:[.,]\d+)?$")


class Number(NamedTuple):
    """A number with a decimal point and no thousands marks; as written when it is in doubt."""

    value: str
    doubt: str = ""

    @property
    def decimal(self) -> Decimal | None:
        """The exact number, None when it is in doubt."""
        return None if self.doubt else Decimal(self.value)


def comparator(written: str) -> Literal["<", "<=", ">=", ">"] | None:
    """A comparator sign in its plain form, None for anything else."""
    plain = _COMPARATORS.get(written, written)
    return plain if plain in ("<", "<=", ">=", ">") else None  # type: ignore[return-value]


def decimal_mark(text: str, language: str) -> DecimalMark:
    """The decimal mark that a document uses: what its own numbers show, else its language's."""
    counts = Counter(match[1] for match in _EVIDENCE.finditer(text) if _is_evidence(text, match))
    points, commas = counts["."], counts[","]
    if language in _COMMA_LANGUAGES and points:
        # one 'CA 19.9' does not make 14.300 leukocytes fourteen
        if commas:
            return "comma" if commas >= points else "unknown"
        return "point" if points >= _SURE else "unknown"
    if points and commas:
        # a few of the other kind are dates, versions or lists
        if points >= 4 * commas:
            return "point"
        return "comma" if commas >= 4 * points else "unknown"
    if points:
        return "point"
    if commas:
        return "comma"
    if language in _COMMA_LANGUAGES:
        return "unknown"
    return "point"


def _is_evidence(text: str, match: re.Match[str]) -> bool:
    """Whether a number shows the decimal mark: no date, and not the name of a marker."""
    is_name = text[max(0, match.start() - 3) : match.start()].upper().strip(" -").endswith("CA")
    return not is_name and not _is_date(text, match)


def _is_date(text: str, match: re.Match[str]) -> bool:
    """12.03 of 12.03.2025, 15.05. and 3.5.: no evidence of a decimal point."""
    after = text[match.end() : match.end() + 5]
    return match[1] == "." and bool(re.match(r"\.(?:\d|\s|$)", after)) and len(match[2]) <= 2


def read_number(written: str, mark: DecimalMark) -> Number:
    """The number that a document with that decimal mark means; doubtful ones stay as written."""
    text = written.strip()
    for space in ("\u00a0", "\u202f", " "):
        text = text.replace(space, "")
    points, commas = text.count("."), text.count(",")
    if not points and not commas:
        return Number(text)
    if points and commas:
        return _both(text, written)
    sign = "." if points else ","
    if max(points, commas) > 1:
        is_grouped = bool(_GROUPED.match(text))
        return Number(text.replace(sign, "")) if is_grouped else Number(written, "ambiguous_number")
    return _single(text, sign, mark, written)


def _both(text: str, written: str) -> Number:
    """The mark that stands last is the decimal one, if the others group by three."""
    last = max(text.rfind("."), text.rfind(","))
    whole, fraction = text[:last], text[last + 1 :]
    other = "," if text[last] == "." else "."
    if text[last] in whole or not _GROUPED.match(whole) or other not in whole:
        return Number(written, "ambiguous_number")
    return Number(f"{whole.replace(other, '')}.{fraction}")


def _single(text: str, sign: str, mark: DecimalMark, written: str) -> Number:
    whole, _, fraction = text.partition(sign)
    as_decimal = Number(f"{whole}.{fraction}")
    if len(fraction) != 3 or len(whole) > 3 or whole == "0":
        return as_decimal
    if mark == "unknown":
        return Number(written, "ambiguous_number")
    is_decimal = (mark == "point") == (sign == ".")
    return as_decimal if is_decimal else Number(whole + fraction)
