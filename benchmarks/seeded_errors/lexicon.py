"""Word lists by sense: a form is replaced by a form of another sense of the same family.

A list is plain text. `[family]` opens a family, `sense: form, form` gives a sense its forms, `*`
marks a form as deliberately uncommon, and `! form, form` names longer forms that contain a listed
one but mean something else: they are found first and left alone. A form has one sense in a list,
so a replacement can never be a synonym.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from seeded_errors.values import Change

_LATIN = re.compile(r"[A-Za-zµμ]")


@dataclass(frozen=True)
class Form:
    """A way of writing a sense."""

    text: str
    sense: str
    family: str
    uncommon: bool


@dataclass
class Lexicon:
    """The forms of a list, found longest first."""

    forms: list[Form] = field(default_factory=list)
    guards: list[str] = field(default_factory=list)
    exact: bool = False
    """Whether case tells senses apart, as in units: g is gram, G a gauge."""

    def __post_init__(self) -> None:
        self._by_text: dict[str, Form] = {}
        for form in self.forms:
            key = self._key(form.text)
            other = self._by_text.get(key)
            if other is not None and other.sense != form.sense:
                raise ValueError(f"{form.text!r} is both {other.sense} and {form.sense}")
            self._by_text.setdefault(key, form)
        every = sorted([f.text for f in self.forms] + self.guards, key=len, reverse=True)
        self._pattern = re.compile("|".join(self._bounded(text) for text in every) or r"(?!)")

    def _key(self, text: str) -> str:
        """Abbreviations keep their case, words do not."""
        return text if self._cased(text) else text.casefold()

    def _cased(self, text: str) -> bool:
        return self.exact or (text.isupper() and len(text) <= 4)

    def _bounded(self, text: str) -> str:
        quoted = re.escape(text) if self._cased(text) else f"(?i:{re.escape(text)})"
        before = r"(?<![A-Za-zµμ])" if _LATIN.match(text[0]) else ""
        after = r"(?![A-Za-zµμ])" if _LATIN.match(text[-1]) else ""
        return before + quoted + after

    def found(self, text: str) -> Iterator[tuple[int, int, Form]]:
        """Each place where a form stands, longest form first, guards left out."""
        for match in self._pattern.finditer(text):
            form = self._by_text.get(self._key(match.group()))
            if form is not None and match.group() not in self.guards:
                yield match.start(), match.end(), form

    def others(self, form: Form) -> Iterator[Form]:
        """The forms of every other sense of the same family."""
        for other in self.forms:
            if other.family == form.family and other.sense != form.sense:
                yield other

    def changes(self, text: str, sub: str = "") -> Iterator[Change]:
        """Each replacement of a form by one of another sense."""
        for start, end, form in self.found(text):
            yield from self.replacements(text, start, end, form, sub)

    def replacements(
        self, text: str, start: int, end: int, form: Form, sub: str = ""
    ) -> Iterator[Change]:
        """The replacements at one place."""
        for other in self.others(form):
            new = _cased(text[start:end], other.text)
            yield Change(
                start, end, new, form.sense, other.sense, sub or form.family,
                form.uncommon or other.uncommon,
            )  # fmt: skip


def lexicon(block: str, *, exact: bool = False) -> Lexicon:
    """The list written in `block`."""
    family, forms, guards = "", [], []
    for line in map(str.strip, block.splitlines()):
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            family = line.strip("[]")
        elif line.startswith("!"):
            guards += [text.strip() for text in line[1:].split(",")]
        else:
            sense, _, rest = line.partition(": ")
            for text in map(str.strip, rest.split(",")):
                forms.append(Form(text.lstrip("*"), sense.strip(), family, text.startswith("*")))
    return Lexicon(forms, guards, exact)


def _cased(old: str, new: str) -> str:
    if old[:1].isupper() and old[1:].islower() and new[:1].islower():
        return new[:1].upper() + new[1:]
    return new
