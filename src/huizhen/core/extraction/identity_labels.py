"""The words by which documents say who they are about, as data, and their place in a line."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources
from typing import Any, Literal

from huizhen.core.language.script import script_of_letter
from huizhen.core.records.identity import Sex
from huizhen.core.records.value import Value

Separator = Literal["colon", "cell", "gap", "space", "end"]

VALUE_KINDS = frozenset((
    "patient_name", "patient", "regarding", "name", "family_name", "second_family_name",
    "given_name", "patronymic", "maiden_name", "kana_name", "birth_date", "sex", "patient_id",
    "number", "national_id",
))  # fmt: skip
NAME_KINDS = VALUE_KINDS - {"birth_date", "sex", "patient_id", "number", "national_id"}

_LOOSE = frozenset(("birth_date", "patient_id", "national_id"))
"""Kinds whose values prove themselves: a single space after the label is enough."""

_ONLY_AFTER_COLON = frozenset(("name", "patient", "regarding", "number"))
_ONLY_AT_START = frozenset(("name", "patient", "regarding", "number"))

_WITHOUT_SPACES = frozenset(("Hani", "Hira", "Kana", "Hang", "Thai"))

_SEPARATOR = re.compile(
    r"(?P<mark>[.#]?)(?P<hint>\s?\([^()\n]{1,24}\))?"
    r"(?:(?P<colon>\s*(?:[:=]|\.{3,}:?|_{3,})\s*)|(?P<cell>\s*[\t|]\s*)|(?P<gap>\s{2,})"
    r"|(?P<end>\s*$)|(?P<space>\s))"
)
_ALTERNATIVE = re.compile(r"\s*/\s*")
_STRONG_BREAK = re.compile(r"(?:^|[|;,(\[\t.:*•·\ufeff\u200b-\u200f]|\s{2}|[-–—]\s)\s*$")
LONGEST_LINE = 4_000
"""What is read of a line: identities stand at its beginning."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label in a line and the extent of its value; offsets into the page's text."""

    kind: str
    languages: frozenset[str]
    issuer: str
    """Who issues the number, where the label itself says so: 'PESEL' does, 'MRN' does not."""
    text: str
    start: int
    value_start: int
    value_end: int
    separator: Separator
    hint: str = ""
    """What stood in parentheses after the label: '(dd/mm/yyyy)'."""


class _Label(Value):
    text: str
    kind: str
    issuer: str
    languages: frozenset[str]


class IdentityLabels(Value):
    """The content of `identity_labels.json`, ready for look-up in plain text."""

    buckets: dict[str, tuple[_Label, ...]]
    """By first character, the longest label first."""
    sex_values: dict[str, dict[str, frozenset[Sex]]]
    """Language, then value, then what it can mean: Spanish 'M' is mujer or masculino."""
    born_after_date: tuple[str, ...]
    born_star: tuple[str, ...]
    born_words: frozenset[str]
    """Labels of a birth date that are also words of a sentence: 'geb.', 'born'."""
    salutations: dict[str, Sex | None]
    not_names: frozenset[str]
    months: dict[str, tuple[tuple[str, ...], ...]]
    eras: dict[str, int]
    page_words: tuple[str, ...]
    of_words: tuple[str, ...]

    @classmethod
    def from_json(cls, text: str) -> IdentityLabels:
        """Labels from the text of the content file."""
        data = json.loads(text)
        return cls(
            buckets=_buckets(data["labels"]),
            sex_values={lang: _meanings(said) for lang, said in data["sex_values"].items()},
            born_after_date=tuple(sorted(map(plain, data["born_after_date"]), key=len)[::-1]),
            born_star=tuple(data["born_star"]),
            born_words=frozenset(map(plain, data["born_words"])),
            salutations={
                plain(word): None if sex == "any" else sex
                for sex, words in data["salutations"].items()
                for word in words
            },
            not_names=frozenset(map(plain, data["not_names"])),
            months={
                lang: tuple(tuple(map(plain, forms.split())) for forms in months)
                for lang, months in data["months"].items()
            },
            eras=data["eras"],
            page_words=tuple(map(plain, data["page_words"])),
            of_words=tuple(map(plain, data["of_words"])),
        )


def _buckets(said: dict[str, dict[str, Any]]) -> dict[str, tuple[_Label, ...]]:
    """The labels by their first character; the first language that has one decides its kind."""
    by_text: dict[str, tuple[str, str, set[str]]] = {}
    for language, kind, issuer, text in _flat(said):
        known = by_text.setdefault(plain(text), (kind, issuer, set()))
        if known[0] == kind:
            known[2].add(language)
    buckets: dict[str, list[_Label]] = {}
    for text in sorted(by_text, key=lambda text: (-len(text), text)):
        kind, issuer, languages = by_text[text]
        label = _Label(text=text, kind=kind, issuer=issuer, languages=frozenset(languages))
        buckets.setdefault(text[0], []).append(label)
    return {first: tuple(labels) for first, labels in buckets.items()}


def _flat(said: dict[str, dict[str, Any]]) -> Iterator[tuple[str, str, str, str]]:
    """Language, kind, issuer and text of every label."""
    for language, kinds in said.items():
        for kind, labels in kinds.items():
            by_issuer = labels if isinstance(labels, dict) else {"": labels}
            for issuer, texts in by_issuer.items():
                for text in texts:
                    yield language, kind, issuer, text


def _meanings(said: dict[Sex, list[str]]) -> dict[str, frozenset[Sex]]:
    words = {plain(word) for values in said.values() for word in values}
    return {
        word: frozenset(sex for sex, values in said.items() if word in map(plain, values))
        for word in words
    }


@lru_cache(maxsize=1)
def identity_labels() -> IdentityLabels:
    """The labels that come with the package; read once, constant afterwards."""
    file = resources.files("huizhen").joinpath("content", "terms", "identity_labels.json")
    return IdentityLabels.from_json(file.read_text(encoding="utf-8"))


def plain(text: str) -> str:
    """The text in lower case without diacritics and width forms, every offset kept."""
    return "".join(map(_plain_character, text))


@lru_cache(maxsize=8192)
def _plain_character(char: str) -> str:
    if char in "\t\n" or char.isascii():
        return char.lower()
    base = "".join(
        part
        for part in unicodedata.normalize("NFKD", char)
        if not unicodedata.category(part).startswith("M")
    )
    if script_of_letter(char) == "Hang" or len(base) != 1:
        base = char
    lowered = base.lower()
    return lowered if len(lowered) == 1 else base


def labelled_values(text: str, start: int, end: int, labels: IdentityLabels) -> list[Labelled]:
    """The labels of one line of a page's (plain) text, in order, each with its value's extent."""
    end = min(end, start + LONGEST_LINE)
    found: list[Labelled] = []
    at = start
    while at < end:
        hit = _label_at(text, at, start, end, labels, bool(found))
        if hit is None:
            at += 1
            continue
        found.append(hit)
        at = max(hit.value_start, at + 1)
    return list(_bounded(found, text, end))


def _label_at(
    text: str, at: int, start: int, end: int, labels: IdentityLabels, has_earlier: bool
) -> Labelled | None:
    if not _may_start(text, at, start):
        return None
    for label in labels.buckets.get(text[at], ()):
        stop = at + len(label.text)
        if not text.startswith(label.text, at) or stop > end or not _ends_word(text, stop, end):
            continue
        stop = _after_alternative(text, stop, end, labels)
        separator = _SEPARATOR.match(text, stop, end)
        if separator is None:
            continue
        hit = _labelled(label, at, separator)
        if _is_acceptable(hit, text, start, end, has_earlier):
            return hit
    return None


def _may_start(text: str, at: int, start: int) -> bool:
    """Whether a word can begin here; scripts without spaces let it begin anywhere."""
    if at == start or not text[at - 1].isalnum():
        return True
    return script_of_letter(text[at]) in _WITHOUT_SPACES


def _ends_word(text: str, stop: int, end: int) -> bool:
    if stop >= end or not text[stop].isalnum() or not text[stop - 1].isalnum():
        return True
    return script_of_letter(text[stop - 1]) in _WITHOUT_SPACES


def _after_alternative(text: str, stop: int, end: int, labels: IdentityLabels) -> int:
    """The end of 'Name / 姓名' or 'Sex/Geschlecht': the second wording is passed over."""
    slash = _ALTERNATIVE.match(text, stop, end)
    if slash is None or slash.end() >= end:
        return stop
    for label in labels.buckets.get(text[slash.end()], ()):
        after = slash.end() + len(label.text)
        if text.startswith(label.text, slash.end()) and _ends_word(text, after, end):
            return after
    return stop


def _labelled(label: _Label, at: int, separator: re.Match[str]) -> Labelled:
    separators: tuple[Separator, ...] = ("colon", "cell", "gap", "space", "end")
    kind = next(s for s in separators if separator.group(s) is not None)
    return Labelled(
        kind=label.kind,
        languages=label.languages,
        issuer=label.issuer,
        text=label.text,
        start=at,
        value_start=separator.end(),
        value_end=separator.end(),
        separator=kind,
        hint=(separator.group("hint") or "").strip(" ()"),
    )


def _is_acceptable(hit: Labelled, text: str, start: int, end: int, has_earlier: bool) -> bool:
    """Whether a word stands as a label: by its separator, and by what is before it.

    'Test name:' and 'informed the patient:' are no labels of a patient.
    """
    before = text[max(start, hit.start - 4) : hit.start]
    is_at_start = hit.start == start or bool(_STRONG_BREAK.search(before))
    if hit.kind in _ONLY_AT_START and not is_at_start:
        return False
    if hit.separator in ("colon", "cell"):
        return is_at_start or has_earlier or hit.kind not in ("other", "sex")
    if hit.kind in _ONLY_AFTER_COLON:
        return False
    if hit.separator == "space":
        return _proves_itself(hit, text, end, is_at_start)
    return is_at_start or hit.kind in _LOOSE


def _proves_itself(hit: Labelled, text: str, end: int, is_at_start: bool) -> bool:
    value = text[hit.value_start : min(end, hit.value_start + 24)].partition(" ")[0]
    if hit.kind == "sex":
        return is_at_start
    return hit.kind in _LOOSE and any(char.isdigit() for char in value)


def _bounded(found: Iterable[Labelled], text: str, end: int) -> Iterator[Labelled]:
    """The labels with their values ended by the next label, a cell's edge or the line's end."""
    hits = list(found)
    for index, hit in enumerate(hits):
        limit = hits[index + 1].start if index + 1 < len(hits) else end
        edges = [p for p in (text.find(c, hit.value_start, limit) for c in "|\t") if p >= 0]
        yield replace(hit, value_end=max(hit.value_start, min([limit, *edges])))
