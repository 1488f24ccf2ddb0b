"""Whether a text that a department would see names the patient: then it is not shown.

Masking proper comes with the sealed package; until then what names the patient is withheld.
"""

from __future__ import annotations

import html
import re
import unicodedata
from datetime import date

from huizhen.ground.cases.actions import identity_of, identity_words
from huizhen.ground.cases.models import Case

_SHORTEST = 3
"""Shorter words of an alphabet stand in too many others; with a word's edges they would still
be found in initials and units."""
_TAG = re.compile(r"<(style|script)\b.*?</\1>|<[^>]*>", re.DOTALL | re.IGNORECASE)


def names_patient(case: Case, text: str) -> bool:
    """Whether name, birth date or a number of the patient stands in it."""
    told = identity_of(case)
    folded = _folded(text)
    return any(_stands_in(word, folded) for word in _words(told))


def page_names_patient(case: Case, page: bytes) -> bool:
    """The same of a page: its text, and the names of files in its attributes."""
    source = page.decode("utf-8", errors="replace")
    return names_patient(case, html.unescape(_TAG.sub(" ", source)) + " " + _attributes(source))


def _attributes(source: str) -> str:
    values = re.findall(r"""\b(?:alt|title|href|src|download)\s*=\s*["']([^"']*)["']""", source)
    return html.unescape(" ".join(values))


def _words(told: dict[str, str]) -> set[str]:
    # the issuer of a number is a hospital, whose name stands in most records
    own = {**told, "identifiers": re.sub(r"@\S+", "", told.get("identifiers", ""))}
    words = {_folded(word) for word in identity_words(own)}
    words |= {_folded(form) for form in _date_forms(told.get("birth_date", ""))}
    return {word for word in words if len(word) >= _SHORTEST or not word.isascii()}


def _date_forms(birth_date: str) -> set[str]:
    try:
        day = date.fromisoformat(birth_date)
    except ValueError:
        return set()
    return {
        f"{day:%d.%m.%Y}",
        f"{day:%d/%m/%Y}",
        f"{day:%m/%d/%Y}",
        f"{day:%Y/%m/%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}年{day.month:02}月{day.day:02}日",
    }


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _stands_in(word: str, folded: str) -> bool:
    if not word.isascii():
        return word in folded
    return re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", folded) is not None
