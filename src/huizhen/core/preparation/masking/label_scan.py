"""Where labels stand in a line, found word by word: one look-up for each word of the text.

The rules of what is a label are those of `identity_labels.labelled_values`; there every label is
tried at every place, which is right for the head of a page and too slow for whole records.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from huizhen.core.extraction.identity_labels import Labelled, Separator
from huizhen.core.preparation.masking.tables import masking_tables

_TOKEN = re.compile(r"[^\W_]+|№")
_SEPARATOR = re.compile(
    r"(?:[.]|\s?[#№])?(?:\s?\([^()\n]{1,24}\))?"
    r"(?:(?P<colon>\s*(?:[:=：]|\.{3,}:?|_{3,})\s*)|(?P<cell>\s*[\t|]\s*)|(?P<gap>\s{2,})"
    r"|(?P<end>\s*$)|(?P<space>\s))"
)
_NOTHING = re.compile("(?P<colon>)(?P<cell>(?!))?(?P<gap>(?!))?(?P<end>(?!))?(?P<space>(?!))?")
_KINDS: tuple[Separator, ...] = ("colon", "cell", "gap", "end", "space")
_BREAK = re.compile(r"(?:^|[|;,(\[\t.:*•·\ufeff]|\s{2}|[-–—]\s)\s*$")
_ALTERNATIVE = re.compile(r"\s*/\s*([^\n:|]{1,30}?)(?=\s*[:|]|\s{2})")
_LOOSE = frozenset(
    ("birth_date", "patient_id", "national_id", "visit_id", "id", "id_staff", "postcode")
)
_AT_START = frozenset(("name", "patient", "regarding", "number", "other", "sex"))
_AFTER_COLON = frozenset((
    "name", "patient", "regarding", "number", "staff", "relative", "other_person", "institution",
    "place", "address", "other",
))  # fmt: skip
_LONGEST_LINE = 4_000

_Entry = tuple[str, str]
"""Text and kind of a label."""


@lru_cache(maxsize=1)
def _entries() -> dict[str, tuple[_Entry, ...]]:
    """Labels by their first word, or by their first sign where a script has no spaces; the longest
    first."""
    found: dict[str, list[_Entry]] = {}
    for labels in masking_tables().labels.buckets.values():
        for label in labels:
            token = _TOKEN.match(label.text)
            key = label.text[0] if token is None or _is_han(label.text[0]) else token[0]
            found.setdefault(key, []).append((label.text, label.kind))
    return {
        key: tuple(sorted(entries, key=lambda entry: -len(entry[0])))
        for key, entries in found.items()
    }


def _is_han(char: str) -> bool:
    return "\u3040" <= char <= "\u9fff"


def labels_in(text: str, start: int, end: int) -> list[Labelled]:
    """The labels of one line of plain text, in order, each with the extent of its value."""
    end = min(end, start + _LONGEST_LINE)
    hits: list[Labelled] = []
    floor = start
    for token in _TOKEN.finditer(text, start, end):
        places = range(token.start(), token.end()) if _is_han(token[0][0]) else (token.start(),)
        for at in places:
            hit = _label_at(text, at, token[0], start, end, hits) if at >= floor else None
            if hit is not None:
                hits.append(hit)
                floor = hit.value_start
    return _bounded(hits, text, end)


def _label_at(
    text: str, at: int, token: str, start: int, end: int, hits: list[Labelled]
) -> Labelled | None:
    key = text[at] if _is_han(text[at]) else token
    for label, kind in _entries().get(key, ()):
        stop = at + len(label)
        if not text.startswith(label, at) or stop > end:
            continue
        if text[stop - 1].isalnum() and text[stop : stop + 1].isalnum() and not _is_han(text[at]):
            continue
        second = _ALTERNATIVE.match(text, stop, end)
        if second is not None and len(second[1].split()) <= 3 and not _has_figure(second[1]):
            stop = second.end()
        separator = _SEPARATOR.match(text, stop, end)
        if separator is None and _may_touch(label, kind, text[stop : stop + 2]):
            separator = _NOTHING.match(text, stop)
        if separator is None:
            continue
        hit = _labelled(label, kind, at, separator)
        if _is_acceptable(hit, text, start, bool(hits)):
            return hit
    return None


def _may_touch(label: str, kind: str, value: str) -> bool:
    """Whether a value may follow a label directly: a recogniser has lost the colon or the space."""
    if kind == "birth_date":
        return value[:1].isdigit()
    surnames = masking_tables().surnames_zh
    return label.endswith("姓名") and not surnames.isdisjoint((value[:1], value))


def _has_figure(text: str) -> bool:
    return any(char.isdigit() for char in text)


def _labelled(label: str, kind: str, at: int, separator: re.Match[str]) -> Labelled:
    return Labelled(
        kind=kind,
        languages=frozenset(),
        issuer="",
        text=label,
        start=at,
        value_start=separator.end(),
        value_end=separator.end(),
        separator=next(one for one in _KINDS if separator[one] is not None),
    )


def _is_acceptable(hit: Labelled, text: str, start: int, has_earlier: bool) -> bool:
    is_at_start = hit.start == start or bool(
        _BREAK.search(text, max(start, hit.start - 4), hit.start)
    )
    if hit.kind in ("name", "patient", "regarding", "number") and not is_at_start:
        return False
    if hit.separator in ("colon", "cell"):
        return is_at_start or has_earlier or hit.kind not in _AT_START
    if hit.separator == "space" and hit.kind == "patient_name" and _is_han(hit.text[0]):
        return _is_han(text[hit.value_start : hit.value_start + 1])
    if hit.separator == "space":
        return hit.kind in _LOOSE and _has_figure(
            text[hit.value_start : hit.value_start + 24].partition(" ")[0]
        )
    if hit.kind in _AFTER_COLON and hit.separator != "end":
        return False
    return is_at_start


def _bounded(hits: list[Labelled], text: str, end: int) -> list[Labelled]:
    """The labels with their values ended by the next label, a cell's edge or the line's end."""
    bounded = []
    for index, hit in enumerate(hits):
        limit = hits[index + 1].start if index + 1 < len(hits) else end
        edges = [p for p in (text.find(char, hit.value_start, limit) for char in "|\t") if p >= 0]
        stop = max(hit.value_start, min([limit, *edges]))
        bounded.append(replace(hit, value_end=stop))
    return bounded
