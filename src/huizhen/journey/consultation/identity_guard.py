"""Whether a dossier that a department would see names the patient: then it is not shown.

Masking proper comes with the sealed package. Until then what could name the patient withholds the
page, and a named person says where a word is only a word (Klein, Probe, Stark).
"""

from __future__ import annotations

import html
import re
import unicodedata
from datetime import date

from huizhen.core.records.value import Value
from huizhen.ground.cases.actions import identity_of, identity_words
from huizhen.ground.cases.models import Case

_SHORTEST = 3
"""Shorter words of an alphabet stand in too many others; with a word's edges they would still
be found in initials and units."""
_AROUND = 40
_TAG = re.compile(r"<(style|script)\b.*?</\1>|<[^>]*>", re.DOTALL | re.IGNORECASE)


class NamedPlace(Value):
    """A word that could name the patient, where it first stands, and how often."""

    word: str
    context: str
    times: int


def named_places(case: Case, page: bytes) -> tuple[NamedPlace, ...]:
    """Name, birth date and numbers of the patient that stand in a page's text, or in the names
    of files that it points to."""
    source = page.decode("utf-8", errors="replace")
    text = " ".join(f"{html.unescape(_TAG.sub(' ', source))} {_attributes(source)}".split())
    folded = _folded(text)
    found = []
    for word in sorted(_words(identity_of(case))):
        spans = [match.span() for match in _pattern(word).finditer(folded)]
        if spans:
            start, end = spans[0]
            context = folded[max(0, start - _AROUND) : end + _AROUND]
            found.append(NamedPlace(word=word, context=context, times=len(spans)))
    return tuple(found)


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


def _pattern(word: str) -> re.Pattern[str]:
    edges = (r"(?<![a-z0-9])", r"(?![a-z0-9])") if word.isascii() else ("", "")
    return re.compile(f"{edges[0]}{re.escape(word)}{edges[1]}")
