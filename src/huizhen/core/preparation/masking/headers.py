"""Names and births that stand without labels in the lines that say who somebody is: a name, a
date of long ago and a number or the sex side by side or one above the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from huizhen.core.extraction.identity_labels import Labelled
from huizhen.core.preparation.masking.free_forms import is_number, is_number_word
from huizhen.core.preparation.masking.label_scan import labels_in
from huizhen.core.preparation.masking.labelled import (
    date_pattern,
    is_listed_word,
    spans_of_label,
)
from huizhen.core.preparation.masking.lexicon import is_ordinary
from huizhen.core.preparation.masking.span import IdentifierKind, IdentifierSpan
from huizhen.core.preparation.masking.tables import beside_names
from huizhen.core.preparation.masking.words import MaskedText, Word

_LINE = re.compile(r"[^\n\r\f\v]+")
_NUMBER = r"(?<![\w./-])(?:[a-z]{1,4}[-/]?)?\d[\da-z]*(?:[-/][\da-z]+){0,4}(?![\w])"
_YEAR = re.compile(r"(?<!\d)(?:19\d\d|200\d)(?!\d)")
_IS_WHOLE_DATE = re.compile(r"\d.*\D.*\d")
_SIGNS = re.compile(r"[\s|,;:/·•*#()\[\]<>_\-–—.]*")
_LONGEST_LINE = 160
_MOST_WORDS = 6
_LEAST_FIGURES = 4
_MOST_LINES = 6
_LEAST_LABELS = 2
_NEAR = 90


class _Line(NamedTuple):
    """What a line is made of, up to its last date, number or word of sex."""

    start: int
    end: int
    words: list[Word]
    births: list[tuple[int, int]]
    numbers: list[tuple[int, int]]
    has_sex: bool
    is_whole: bool
    """Whether nothing follows: the line may be part of several."""

    @property
    def says_who(self) -> bool:
        """Whether the line alone says who somebody is."""
        return _says_who([self])


@lru_cache(maxsize=2)
def _items(months: str) -> re.Pattern[str]:
    date, said = date_pattern(months).pattern, beside_names()
    return re.compile(
        rf"(?P<age>{said['age']})|(?P<date>(?<!\w){date}(?![-/]\w))|(?P<sex>{said['sex']})"
        rf"|(?P<no>{_NUMBER})"
    )


def header_spans(masked: MaskedText) -> Iterator[IdentifierSpan]:
    """Whatever stands in such lines, and values read below a whole column of their labels."""
    lines = [match.span() for match in _LINE.finditer(masked.text)]
    lines = [line for line in lines if masked.text[slice(*line)].strip()]
    block: list[_Line] = []
    for start, end in lines:
        line = _line(masked, start, end)
        if line is not None and line.says_who:
            yield from _of_lines([line])
        elif line is not None and line.is_whole and len(block) < _MOST_LINES:
            block.append(line)
            continue
        yield from _of_lines(block)
        block = []
    yield from _of_lines(block)
    yield from _columns(masked, lines)
    yield from _tables(masked, lines)
    yield from _beside_births(masked)


def _line(masked: MaskedText, start: int, end: int) -> _Line | None:
    """The line in parts, or None when it holds a word that is no name."""
    end = min(end, start + _LONGEST_LINE)
    births, numbers, has_sex, last = [], [], False, start
    taken: list[tuple[int, int]] = []
    for match in _items(masked.tables.months).finditer(masked.plain, start, end):
        found = match[0].rstrip()
        place = (match.start(), match.start() + len(found))
        if match["date"] and _YEAR.search(found) and _IS_WHOLE_DATE.search(found):
            births.append(place)
        elif match["no"] and is_number(masked.text, *place, least=_LEAST_FIGURES):
            numbers.append(place)
        elif not match["sex"] and not match["age"]:
            continue
        has_sex = has_sex or not (match["date"] or match["no"])
        taken.append(place)
        last = place[1]
    rest = masked.words[masked.index_at(start) : masked.index_at(end)]
    words = [word for word in rest if not any(a <= word.start < b for a, b in taken)]
    head = [word for word in words if word.start < last]
    is_whole = not taken or len(head) == len(words)
    chosen = words if is_whole else head
    if len(chosen) > _MOST_WORDS or not all(_may_be_name(masked, word) for word in chosen):
        return None
    stop = end if is_whole else last
    if not _is_nothing_else(
        masked.text, start, stop, [*taken, *((w.start, w.end) for w in chosen)]
    ):
        return None
    return _Line(start, stop, chosen, births, numbers, has_sex, is_whole)


def _may_be_name(masked: MaskedText, word: Word) -> bool:
    is_common = word.plain in masked.tables.not_names or word.plain in masked.tables.eponyms
    is_particle = word.plain in masked.tables.particles
    if is_number_word(word.plain) or word.plain in beside_names()["particles_of_words"]:
        return False
    return is_particle or (word.is_capital and not is_common and word.plain[0] < "\u2e80")


def _is_nothing_else(text: str, start: int, end: int, taken: list[tuple[int, int]]) -> bool:
    position = start
    for low, high in [*sorted(taken), (end, end)]:
        if position < low and not _SIGNS.fullmatch(text, position, low):
            return False
        position = max(position, high)
    return True


def _says_who(lines: Sequence[_Line]) -> bool:
    words = sum(len(line.words) for line in lines)
    births = sum(len(line.births) for line in lines)
    is_told = any(line.numbers or line.has_sex for line in lines)
    return 2 <= words <= _MOST_WORDS and births == 1 and is_told


def _of_lines(lines: Sequence[_Line]) -> Iterator[IdentifierSpan]:
    if not _says_who(lines):
        return
    for line in lines:
        for word in line.words if _are_names(line.words) else ():
            yield _span(word.start, word.end, "name")
        for place in line.births:
            yield _span(*place, "birth_date")
        for place in line.numbers:
            yield _span(*place, "id")


def _are_names(words: Sequence[Word]) -> bool:
    """Whether a word of a line may be of a name: not in 'Analyt Ergebnis Einheit'."""
    return any(is_listed_word(word.plain) or not is_ordinary(word.plain) for word in words)


def _columns(masked: MaskedText, lines: Sequence[tuple[int, int]]) -> Iterator[IdentifierSpan]:
    """'Nom', 'Prénom', 'Né le' one above the other, and below them as many values."""
    waiting: list[Labelled] = []
    for number, (start, end) in enumerate(lines):
        hits = labels_in(masked.plain, start, end)
        bare = len(hits) == 1 and hits[0].start - start <= 1
        if bare and not masked.text[hits[0].value_start : end].strip(" .:："):
            waiting.append(hits[0])
            continue
        values = lines[number : number + len(waiting)]
        is_even = len(waiting) >= _LEAST_LABELS and len(values) == len(waiting)
        if is_even and not any(labels_in(masked.plain, *value) for value in values):
            for hit, value in zip(waiting, values, strict=True):
                yield from spans_of_label(masked, hit, *value)
        waiting = []


def _tables(masked: MaskedText, lines: Sequence[tuple[int, int]]) -> Iterator[IdentifierSpan]:
    """Every row below a row of labels, whatever parts its cells, with rules between them or not."""
    heads: list[Labelled | None] = []
    sign = ""
    for start, end in lines:
        line = masked.text[start:end]
        if heads and not line.strip(" |+-=:_\t"):
            continue
        cells = _cells(line, start, sign) if heads else []
        if heads and len(cells) == len(heads):
            for hit, (low, high) in zip(heads, cells, strict=True):
                if hit is not None:
                    yield from spans_of_label(masked, hit, low, high)
            continue
        heads, sign = _heads(masked, line, start)


def _heads(masked: MaskedText, line: str, start: int) -> tuple[list[Labelled | None], str]:
    """The labels of a table's first row, None for cells that are none, and what parts them."""
    for sign in ("|", "\t", ";", ",", "  "):
        cells = _cells(line, start, sign)
        hits = [_only_label(masked, *cell) for cell in cells]
        if len(cells) >= _LEAST_LABELS + 1 and sum(map(bool, hits)) >= _LEAST_LABELS:
            return hits, sign
    return [], ""


def _only_label(masked: MaskedText, start: int, end: int) -> Labelled | None:
    hits = labels_in(masked.plain, start, end)
    if len(hits) == 1 and hits[0].start == start and hits[0].value_start >= end:
        return replace(hits[0], separator="cell")
    return None


def _cells(line: str, start: int, sign: str) -> list[tuple[int, int]]:
    parts = r"[ ]{2,}" if sign == "  " else re.escape(sign)
    inner = line.strip(" |") if sign == "|" else line.strip()
    offset = start + line.index(inner) if inner else start
    found, position = [], 0
    for match in [*re.finditer(parts, inner), None]:
        stop = match.start() if match is not None else len(inner)
        cell = inner[position:stop]
        low = position + len(cell) - len(cell.lstrip(' "'))
        found.append((offset + low, offset + max(low, position + len(cell.rstrip(' "')))))
        position = match.end() if match is not None else stop
    return found


def _beside_births(masked: MaskedText) -> Iterator[IdentifierSpan]:
    """'Befund Bodenschatz Gundula, 01.08.1968, Auftrag 20260309-8842' within other words."""
    for match in _items(masked.tables.months).finditer(masked.plain):
        if not match["date"]:
            continue
        found = match[0].rstrip()
        if not (_YEAR.search(found) and _IS_WHOLE_DATE.search(found)):
            continue
        names = _names_before(masked, match.start()) or _names_after(masked, match.end())
        near = masked.plain[max(0, match.start() - _NEAR) : match.start()] + " | "
        near += masked.plain[match.start() + len(found) : match.end() + _NEAR]
        if len(names) < 2 or not _are_names(names) or not _has_proof(masked, near):
            continue
        yield _span(match.start(), match.start() + len(found), "birth_date")
        for word in names:
            yield _span(word.start, word.end, "name")


def _has_proof(masked: MaskedText, near: str) -> bool:
    """Whether a number or the sex stands in it."""
    return any(
        match["sex"] or match["age"] or (match["no"] and is_number(near, *match.span(), least=5))
        for match in _items(masked.tables.months).finditer(near)
    )


def _names_before(masked: MaskedText, position: int) -> list[Word]:
    names: list[Word] = []
    for word in reversed(masked.words[: masked.index_at(position)][-6:]):
        between = masked.text[word.end : position]
        is_sex = re.fullmatch(beside_names()["sex"], word.plain) is not None
        if len(between) > 4 or not _SIGNS.fullmatch(between.replace(" ", "")):
            break
        if between.count("\n") > 1 or (names and between.strip(" ,;|\t\n^/_") != ""):
            break
        position = word.start
        if is_sex and not names:
            continue
        if not _may_be_name(masked, word) or len(names) == 4:
            break
        names.append(word)
    while names and not names[-1].is_capital:
        names.pop()
    return names


def _names_after(masked: MaskedText, position: int) -> list[Word]:
    names: list[Word] = []
    for word in masked.words[masked.index_at(position) :][:4]:
        between = masked.text[position : word.start]
        if len(between) > 4 or between.strip(" ,;|\t") or "\n" in between:
            break
        if not _may_be_name(masked, word):
            break
        names.append(word)
        position = word.end
    return names


def _span(start: int, end: int, kind: IdentifierKind) -> IdentifierSpan:
    return IdentifierSpan(start=start, end=end, kind=kind, found_by="pattern")
