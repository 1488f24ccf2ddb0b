"""How one identifier may be written, and whether a text or bytes have it in any of those ways."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

ENCODINGS = (
    "utf-8", "utf-16-le", "utf-16-be", "latin-1", "cp1251", "koi8-r", "iso8859-5", "iso8859-2",
    "gb18030", "big5", "shift_jis", "euc_kr", "euc_jp",
)  # fmt: skip
_MONTHS = (
    ("january", "jan", "januar", "janvier", "enero", "января"),
    ("february", "feb", "februar", "février", "febrero", "февраля"),
    ("march", "mar", "märz", "mars", "marzo", "марта"),
    ("april", "apr", "april", "avril", "abril", "апреля"),
    ("may", "may", "mai", "mai", "mayo", "мая"),
    ("june", "jun", "juni", "juin", "junio", "июня"),
    ("july", "jul", "juli", "juillet", "julio", "июля"),
    ("august", "aug", "august", "août", "agosto", "августа"),
    ("september", "sep", "september", "septembre", "septiembre", "сентября"),
    ("october", "oct", "oktober", "octobre", "octubre", "октября"),
    ("november", "nov", "november", "novembre", "noviembre", "ноября"),
    ("december", "dec", "dezember", "décembre", "diciembre", "декабря"),
)
# Fewer bytes than these are found in noise by chance.
_FEWEST_BYTES = 5


@dataclass(frozen=True)
class Identifier:
    """One known identifier: kind is name, birth_date, id, address, phone, email or other.

    A birth date is given as YYYY-MM-DD, a name as one part of it (family or given).
    """

    kind: str
    value: str


def folded(text: str) -> str:
    """The text in small letters without accents, its spaces single."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return str(re.sub(r"\s+", " ", unicodedata.normalize("NFKC", plain)))


def _is_wide(text: str) -> bool:
    return any("\u3040" <= letter <= "\u9fff" or "\uac00" <= letter <= "\ud7af" for letter in text)


def date_forms(iso: str) -> tuple[str, ...]:
    """A date in the ways people write it."""
    year, month, day = iso.split("-")
    m, d, short = str(int(month)), str(int(day)), year[2:]
    forms = {f"{year}{month}{day}", f"{year}年{m}月{d}日", f"{year}年{month}月{day}日"}
    for mark in (".", "/", "-", " "):
        for mm, dd in {(month, day), (m, d)}:
            forms |= {f"{dd}{mark}{mm}{mark}{year}", f"{year}{mark}{mm}{mark}{dd}"}
            if mark in "./":
                forms |= {f"{mm}{mark}{dd}{mark}{year}", f"{dd}{mark}{mm}{mark}{short}"}
    for word in _MONTHS[int(month) - 1]:
        forms |= {f"{d} {word} {year}", f"{d}. {word} {year}", f"{word} {d}, {year}",
                  f"{day}-{word}-{year}", f"{d} de {word} de {year}", f"{word} {d} {year}",
                  f"{day} {word} {year}"}  # fmt: skip
    return tuple(sorted(forms))


@cache
def text_patterns(one: Identifier) -> tuple[re.Pattern[str], ...]:
    """Patterns to be searched in folded text."""
    if one.kind == "birth_date":
        return tuple(
            re.compile(rf"(?<!\d){re.escape(folded(form))}(?!\d)") for form in date_forms(one.value)
        )
    value = folded(one.value).strip()
    if one.kind == "phone":
        digits = re.sub(r"\D", "", value)
        # A national number stands without its country: the last nine digits are the person's.
        tail = digits[-9:] if len(digits) > 9 else digits
        return (re.compile(r"[\s()./-]{0,3}".join(tail)),)
    if one.kind == "id":
        pieces = [letter for letter in value if letter.isalnum()]
        return (re.compile(r"(?<![0-9a-z])" + r"[\s./-]?".join(map(re.escape, pieces))
                           + r"(?![0-9a-z])"),)  # fmt: skip
    spaced = r"[\s^,·]+".join(map(re.escape, value.split()))
    if one.kind == "name" and not _is_wide(value):
        return (re.compile(rf"(?<![^\W\d_]){spaced}(?![^\W\d_])"),)
    return (re.compile(spaced),)


def in_text(one: Identifier, text: str) -> str:
    """What stands in a (not yet folded) text of the identifier, or ''."""
    plain = folded(text)
    for pattern in text_patterns(one):
        match = pattern.search(plain)
        if match:
            return str(match.group(0))
    return ""


def nearly_in_text(one: Identifier, text: str) -> str:
    """Like `in_text`, for text read by a machine: one wrong letter in six is forgiven."""
    exact = in_text(one, text)
    if exact:
        return exact
    wanted = re.sub(r"\W", "", folded(one.value))
    if one.kind not in ("name", "id", "email") or len(wanted) < 6:
        return ""
    for word in re.findall(r"[\w@.-]{5,}", folded(text)):
        bare = re.sub(r"\W", "", word)
        if abs(len(bare) - len(wanted)) <= 1 and edits(bare, wanted) <= 1:
            return str(word)
    return ""


def edits(a: str, b: str) -> int:
    """The Levenshtein distance of two short words."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (x != y))
    return row[-1]


@cache
def byte_forms(one: Identifier) -> tuple[bytes, ...]:
    """The identifier in every encoding and case that may stand in bytes."""
    texts: set[str] = set()
    for form in date_forms(one.value) if one.kind == "birth_date" else _written(one):
        texts |= {form, form.upper(), form.lower(), form.title()}
    made = set()
    for text in texts:
        for encoding in ENCODINGS:
            try:
                made.add(text.encode(encoding))
            except UnicodeEncodeError:
                continue
    least = 4 if _is_wide(one.value) else _FEWEST_BYTES
    return tuple(sorted(form for form in made if len(form) >= least))


def _written(one: Identifier) -> Iterable[str]:
    yield one.value
    yield unicodedata.normalize("NFD", one.value)
    if one.kind in ("id", "phone"):
        yield re.sub(r"[\s()./-]", "", one.value)
    if one.kind == "name":
        yield one.value.replace(" ", "^")


def in_bytes(one: Identifier, data: bytes) -> str:
    """The encoded form that stands in the bytes, or ''. Short Latin names need a boundary."""
    needs_boundary = one.kind == "name" and not _is_wide(one.value) and len(one.value) < 8
    for form in byte_forms(one):
        at = data.find(form)
        while at >= 0:
            around = data[max(0, at - 1) : at] + data[at + len(form) : at + len(form) + 1]
            if not needs_boundary or not re.search(rb"[A-Za-z]", around):
                return repr(form)
            at = data.find(form, at + 1)
    return ""
