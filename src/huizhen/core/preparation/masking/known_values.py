"""A case's dates, numbers, telephones, addresses and addresses of mail in every written form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from huizhen.core.extraction.identity_labels import plain
from huizhen.core.preparation.masking.span import IdentifierKind
from huizhen.core.preparation.masking.tables import masking_tables
from huizhen.core.preparation.masking.words import without_signs
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.known_identifiers import KnownIdentifiers

Found = tuple[int, int, IdentifierKind]

_LIKE = {
    "0": "0oq", "1": "1li|", "2": "2z", "5": "5s", "6": "6g", "8": "8b",
}  # fmt: skip
"""What a recogniser makes of figures, in plain letters."""
_HAN_FIGURES = "〇一二三四五六七八九"
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_SHORTEST_ID = 4
_SHORTEST_PHONE = 6
_SIGNIFICANT_FIGURES = 9
_SHORTEST_PIECE = 5


def known_values(text: str, known: KnownIdentifiers) -> Iterator[Found]:
    """Places in a plain text (`identity_labels.plain`) where a value of the case stands."""
    apart = without_signs(text)
    sought = (text,) if apart == text else (text, apart)
    for pattern, kind in _patterns(known):
        for match in (found for one in sought for found in pattern.finditer(one)):
            blank = len(match[0]) - len(match[0].lstrip())
            yield match.start() + blank, match.end(), kind


@lru_cache(maxsize=16)
def _patterns(known: KnownIdentifiers) -> tuple[tuple[re.Pattern[str], IdentifierKind], ...]:
    made: list[tuple[str, IdentifierKind]] = []
    made += [(form, "birth_date") for date in known.birth_dates for form in date_forms(date)]
    made += [(form, "id") for value in known.ids for form in _id_forms(value)]
    made += [(form, "phone") for value in known.phones for form in _phone_forms(value)]
    made += [(form, "address") for value in known.addresses for form in _address_forms(value)]
    made += [(form, "email") for value in known.emails for form in _email_forms(value)]
    made += [(_spaced(plain(value)), "other") for value in known.others if value.strip()]
    return tuple((re.compile(form), kind) for form, kind in dict.fromkeys(made))


def date_forms(date: PartialDate) -> Iterable[str]:
    """Patterns of a full date in every order, script and language, for plain text."""
    if date.month is None or date.day is None:
        return
    day, month = _number(date.day), _number(date.month)
    year, short = _figures(f"{date.year:04d}"), _figures(f"{date.year % 100:02d}")
    either = f"(?:{year}|{short})"
    between = r"\s?[./\-–,·\\]\s?"
    yield rf"(?<!\d){day}{between}{month}{between}{either}(?!\d)"
    yield rf"(?<!\d){month}{between}{day}{between}{either}(?!\d)"
    yield rf"(?<!\d){year}{between}{month}{between}{day}(?!\d)"
    yield rf"(?<!\d){day}\s{month}\s{year}(?!\d)|(?<!\d){year}\s{month}\s{day}(?!\d)"
    yield rf"(?<!\d){year}\s?年\s?{month}\s?月\s?{day}\s?[日号]?"
    name = _month_names(date.month)
    ordinal = r"(?:st|nd|rd|th|er|re|ro|o|a|\.|º|-?го|-е)?"
    of = r"(?:de|of|d'|del|the|числа)?"
    either = rf"['’]?{either}"
    yield rf"(?<!\d){day}{ordinal}[\s\-./]*{of}\s*(?:{name})\.?[\s\-./,]*{of}\s*{either}(?!\d)"
    yield rf"(?:{name})\.?[\s\-./]*{day}{ordinal}[\s,\-./]*{either}(?!\d)"
    yield rf"(?<!\d){year}[\s\-./,]*(?:{name})\.?[\s\-./,]*{day}(?!\d)"
    yield (
        rf"(?<!\d)(?:{date.year:04d}{date.month:02d}{date.day:02d}|{date.day:02d}{date.month:02d}"
        rf"{date.year:04d}|{date.month:02d}{date.day:02d}{date.year:04d})(?!\d)"
    )
    yield rf"{short}\s?年\s?{month}\s?月(?:\s?{day}\s?[日号])?"
    yield rf"民[国國]\s?{date.year - 1911}\s?年\s?{month}\s?月\s?{day}"
    han_short = "".join(_HAN_FIGURES[int(figure)] for figure in f"{date.year % 100:02d}")
    yield f"{han_short}年{_han(date.month)}月(?:{_han(date.day)}[日号]?)?"
    yield f"{_han_year(date.year)}年{_han(date.month)}月{_han(date.day)}[日号]?"


def _number(number: int) -> str:
    figures = _figures(str(number))
    return f"[0o]?{figures}" if number < 10 else figures


def _figures(text: str) -> str:
    return "".join(f"[{_LIKE[char]}]" if char in _LIKE else re.escape(char) for char in text)


def _month_names(month: int) -> str:
    labels = masking_tables().labels
    forms = {form for months in labels.months.values() for form in months[month - 1]}
    roman = _ROMAN[month - 1]
    return "|".join(map(re.escape, [*sorted(forms, key=len, reverse=True), roman]))


def _han_year(year: int) -> str:
    return "".join("[〇零○O0]" if f == "0" else _HAN_FIGURES[int(f)] for f in str(year))


def _han(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = "" if not tens else ("十" if tens == 1 else f"{_HAN_FIGURES[tens]}十")
    return head + (_HAN_FIGURES[ones] if ones else "")


def _id_forms(value: str) -> Iterable[str]:
    """Letters and figures in their order, whatever stands between them; leading zeros optional."""
    bare = [char for char in plain(value) if char.isalnum()]
    while len(bare) > _SHORTEST_ID and bare[0] == "0":
        bare = bare[1:]
    if len(bare) < _SHORTEST_ID:
        return
    is_long = len(bare) >= 6
    signs = [_figures(char) if is_long else re.escape(char) for char in bare]
    between = r"[\s.\-–/·_]{0,3}" if is_long else ""
    yield rf"(?<![^\W_])0*{between.join(signs)}(?![^\W_])(?![.,]\d)"


def _phone_forms(value: str) -> Iterable[str]:
    figures = [char for char in value if char.isdigit()]
    if len(figures) < _SHORTEST_PHONE:
        return
    core = figures[-_SIGNIFICANT_FIGURES:]
    if len(figures) <= _SIGNIFICANT_FIGURES + 1 and core[0] == "0":
        core = core[1:]
    between = r"[\s().\-–/]{0,3}"
    head = rf"(?:(?:\+|00)?\s?\d{{1,3}}{between})?(?:\(?0\)?{between})?(?:\d{{0,3}}{between})?"
    yield rf"(?<![\d.,]){head}{between.join(core)}(?!\d)"


def _email_forms(value: str) -> Iterable[str]:
    before, _, domain = plain(value).partition("@")
    if not domain:
        return
    yield (
        re.escape(before)
        + r"\s?(?:@|\(at\)|\[at\])\s?"
        + re.escape(domain).replace(r"\.", r"\s?\.\s?")
    )


@lru_cache(maxsize=1)
def _street_words() -> re.Pattern[str]:
    return re.compile(rf"^(?:{masking_tables().street_words})\s*")


def _address_forms(value: str) -> Iterable[str]:
    """The whole, and each piece that says something by itself: street, postcode, town."""
    whole = plain(value)
    for piece in {whole, *re.split(r"[,;\n]|(?<=\D)\s(?=\d{5}\b)|(?<=\d{5})\s", whole)}:
        bare = piece.strip(" .()-")
        yield from _piece_forms(bare)
        street = _street_words().sub("", bare)
        name = re.sub(r"\s*(?:n[oº]\.?\s*)?\d+\s?[a-z]?$", "", street).strip()
        if name != bare and len(name) >= _SHORTEST_PIECE + 1:
            yield from _piece_forms(name)
        if street != bare and any(map(str.isdigit, street)):
            yield from _piece_forms(street)


def _piece_forms(piece: str) -> Iterable[str]:
    signs = [char for char in piece if char.isalnum()]
    is_han = any("\u3400" <= char <= "\u9fff" for char in piece)
    if len(signs) >= (3 if is_han else _SHORTEST_PIECE):
        yield _spaced(piece)


def _spaced(text: str) -> str:
    """The text with any spaces, commas and line ends where it has some, as a word of its own."""
    parts = [re.escape(part) for part in re.split(r"[\s,;.]+", text.strip()) if part]
    joined = r"[\s,;.]+".join(parts)
    return rf"(?<![^\W_]){joined}(?![^\W_])" if text[:1] < "\u3400" else joined
