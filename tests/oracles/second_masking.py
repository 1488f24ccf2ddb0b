"""Invented medical texts with every identifier marked: a second judge of masking.

Written without a look at the masking or at the first judge's texts. The JSON holds each text with
marks in braces: `{n|...}` and the other letters of KINDS stand at an identifier, `{x:class|...}` at
what looks like one and is none (an eponym, a drug, a trial, a place of a guideline, a gene, a date
of examination), `{o|...}` at what may be masked or kept (titles, towns, years of birth).
Names ending in -a are the development half, in -b the test half.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_suffix(".json")
KINDS = {
    "n": "name",
    "b": "birth",
    "i": "id",
    "a": "address",
    "p": "phone",
    "e": "email",
    "s": "staff",
    "r": "relative",
}
OPEN = "open"
HALVES = {"a": "dev", "b": "test"}
_MARK = re.compile(r"\{(x:[a-z]+|[a-z])\|([^{}]*)\}")
_TITLES = (
    r"(?:(?:Associate|Assoc|Prof|Pr|Dr|Drs|Dra|Dre|Dresse|DR|DRA|PD|med|Mr|Mrs|Ms|Miss|Herr|Frau"
    r"|Fr|Hr|Sr|Sra|Don|Doña|doña|Mme|Me|Madame|M|pr|prof|dr)\b\.?\s+)+"
)
_LEADING = re.compile(_TITLES)


@dataclass(frozen=True)
class Span:
    """A stretch of a text: an identifier of a kind, or 'not <class>', or open."""

    start: int
    end: int
    kind: str

    @property
    def is_identifier(self) -> bool:
        """Whether it must be masked."""
        return self.kind in KINDS.values()


@dataclass(frozen=True)
class Known:
    """What the case knows of its patient."""

    names: tuple[str, ...]
    birth: str
    sex: str
    ids: tuple[str, ...]
    address: str
    phone: str

    @property
    def reference(self) -> str:
        """The patient as `--patient` takes it: one spelling and one number."""
        number = f"{self.ids[0]}@hospital" if self.ids else ""
        return "; ".join([self.names[0], self.birth, self.sex, number]).rstrip("; ")


@dataclass(frozen=True)
class Text:
    """A text, its spans in order, and the case it belongs to."""

    name: str
    language: str
    form: str
    half: str
    text: str
    spans: tuple[Span, ...]
    known: Known


def parsed(marked: str) -> tuple[str, tuple[Span, ...]]:
    """The text without marks, and the spans the marks stood at; a title is no part of a name."""
    plain, spans, last = "", [], 0
    for mark in _MARK.finditer(marked):
        plain += marked[last : mark.start()]
        letter, inner = mark.groups()
        start = len(plain)
        plain += inner
        if letter in ("n", "s", "r") and (title := _LEADING.match(inner)):
            spans.append(Span(start, start + title.end(), OPEN))
            start += title.end()
        kind = f"not {letter[2:]}" if letter[0] == "x" else {**KINDS, "o": OPEN}[letter]
        if start < len(plain):
            spans.append(Span(start, len(plain), kind))
        last = mark.end()
    return plain + marked[last:], tuple(spans)


def _text(row: dict[str, Any]) -> Text:
    language, form, half = row["name"].split("-")
    plain, spans = parsed(row["marked"])
    known = row["known"]
    return Text(
        name=row["name"],
        language=language,
        form=form,
        half=HALVES[half],
        text=plain,
        spans=spans,
        known=Known(
            tuple(known["names"]),
            known["birth"],
            known["sex"],
            tuple(known["ids"]),
            known["address"],
            known["phone"],
        ),
    )


def texts(half: str | None = None) -> list[Text]:
    """All texts, or those of a half."""
    rows = json.loads(FILE.read_text(encoding="utf-8"))
    return [one for one in map(_text, rows) if half in (None, one.half)]


def covered(spans: list[tuple[int, int]]) -> set[int]:
    """The positions under the spans."""
    return {place for start, end in spans for place in range(start, end)}


def is_found(one: Text, wanted: Span, masked: set[int]) -> bool:
    """Whether no letter and no digit of an identifier is left."""
    return all(
        place in masked for place in range(wanted.start, wanted.end) if one.text[place].isalnum()
    )


def needless(one: Text, masked: set[int]) -> list[int]:
    """Positions of letters and digits masked that belong to no identifier."""
    free = covered([(s.start, s.end) for s in one.spans if s.is_identifier or s.kind == OPEN])
    free |= _titles_beside(one)
    return sorted(p for p in masked - free if p < len(one.text) and one.text[p].isalnum())


def _titles_beside(one: Text) -> set[int]:
    """Positions of titles that stand right before a name: masked or kept, both are right."""
    places: set[int] = set()
    for span in one.spans:
        if span.kind in ("name", "staff", "relative"):
            before = one.text[max(0, span.start - 16) : span.start]
            title = re.search(rf"(?<!\w){_TITLES}$", before)
            if title:
                places |= set(range(span.start - len(title.group()), span.start))
            after = re.match(r"\s*(?:女士|先生|医生|主任|护士|阿姨|叔叔|院)", one.text[span.end :])
            if after:
                places |= set(range(span.end, span.end + after.end()))
    return places
