"""Whole addresses: from a street or a postcode that was found outwards, piece by piece, and the
forms of streets that belong to no one language of the desk."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from typing import NamedTuple

from huizhen.core.preparation.masking.lexicon import is_ordinary
from huizhen.core.preparation.masking.span import IdentifierKind, IdentifierSpan, settled
from huizhen.core.preparation.masking.unlisted import between_words, is_title
from huizhen.core.preparation.masking.words import MaskedText, Word

_CAP = "[A-ZÀ-ÖØ-ÞĀ-ŽА-ЯЁ]"
_NUMBER = (
    r"(?:\d{1,5}[a-zA-Zа-я]?(?:\s?[/\-–]\s?\d{1,4}[a-zA-Z]?){0,3}|\d{1,2}\s?(?:[ºª°.]|er|e|nd|rd|"
    r"th|st|-я|me)|[A-Z]-?\d{1,4}|#\s?\d{1,5}(?:-\d{1,4})?)"
)
_REACH = 110
_MOST_PIECES = 5
_MOST_WORDS = 6
_MOST_BETWEEN = 3
_LONGEST_GAP = 60
_TOWN = re.compile(
    rf"(?:,[ ]|[ ]?\n)(?P<town>{_CAP}[\w'’\-]{{2,}}(?:[ ]{_CAP}[\w'’\-]+)?)"
    r"(?=[ ]?(?:[.;\n)]|,\s|$))"
)
"""A town behind a street, at the end of its line."""
_SEEDS: frozenset[IdentifierKind] = frozenset(("address", "postcode"))
_GAP = re.compile(r"[ \t]*(?:,|·|\n|[ ]-[ ]|[ ]–[ ])[ \t]*|[ \t]+|\.[ ]")
_LAST_GAP = re.compile(r"(?:[ \t]*(?:,|·|\n|[ ]-[ ]|[ ]–[ ])[ \t]*|[ \t]+)$")


class _Forms(NamedTuple):
    """The patterns of `content/masking/places.json` that any text is tried with."""

    streets: tuple[re.Pattern[str], ...]
    postcodes: tuple[re.Pattern[str], ...]
    han: tuple[re.Pattern[str], ...]
    piece: re.Pattern[str]
    head: re.Pattern[str]
    tail: re.Pattern[str]


@lru_cache(maxsize=1)
def _forms() -> _Forms:
    file = resources.files("huizhen").joinpath("content", "masking", "places.json")
    data = json.loads(file.read_text(encoding="utf-8"))
    word = rf"{_CAP}[\w'’.\-/]*"
    small = f"(?:{data['address_connectors']}|(?i:{data['address_words']}))(?![^\\W\\d_])"
    token = rf"(?:{_NUMBER}(?!\w)|{small}|{word}|\([^()\n]{{2,24}}\))"
    piece = rf"{token}(?:(?:[ ]|(?<=['’.])){token}){{0,7}}"
    return _Forms(
        streets=tuple(re.compile("".join(one), re.M) for one in data["more_streets"]),
        postcodes=tuple(re.compile("".join(one), re.M) for one in data["more_postcodes"]),
        han=(re.compile(data["admin_zh"]), *(re.compile(one) for one in data["more_zh"])),
        piece=re.compile(piece),
        head=re.compile(rf"(?<![\w/.,\-])(?:{_NUMBER})(?!\w)[ ,]{{1,2}}{piece}$"),
        tail=re.compile(piece),
    )


def address_spans(masked: MaskedText) -> Iterator[IdentifierSpan]:
    """Streets and postcodes by the forms of further countries, and Chinese places of two steps."""
    forms = _forms()
    for pattern in forms.streets:
        for match in pattern.finditer(masked.text):
            yield _span(*match.span(), "address")
    for pattern in forms.postcodes:
        for match in pattern.finditer(masked.text):
            yield _span(*match.span("code"), "postcode")
    if any("\u4e00" <= char <= "\u9fff" for char in masked.text):
        for pattern in forms.han:
            for match in pattern.finditer(masked.text):
                yield _span(*match.span(), "address")


def whole_addresses(
    masked: MaskedText, found: Sequence[IdentifierSpan]
) -> Iterator[IdentifierSpan]:
    """The pieces beside streets and postcodes: house, floor, town, district, country."""
    seeds = settled(span for span in found if span.kind in _SEEDS)
    yield from _between(masked, seeds)
    for seed in seeds:
        start = _left(masked, seed)
        town = _TOWN.match(masked.text, seed.end)
        if town is not None and _is_town(masked, *town.span("town")):
            yield _span(*town.span("town"), "address")
        end = _right(masked, seed)
        if start < seed.start:
            yield _span(start, seed.start, "address")
        if end > seed.end:
            yield _span(seed.end, end, "address")


def _is_town(masked: MaskedText, start: int, end: int) -> bool:
    """Whether words behind an address are a town's, no salutation on the next line."""
    words = masked.words[masked.index_at(start) : masked.index_at(end)]
    is_below = "\n" in masked.text[max(0, start - 2) : start]
    is_said = is_below and any(is_ordinary(word.plain) for word in words)
    return masked.text[start:end].casefold() not in between_words() and not is_said


def _between(masked: MaskedText, seeds: Sequence[IdentifierSpan]) -> Iterator[IdentifierSpan]:
    """The town between a street and its postcode, in the same line or on lines of their own."""
    for one, other in pairwise(seeds):
        gap = masked.text[one.end : other.start]
        inner = gap.strip(" \t\n,.·-–")
        pieces = [piece.strip() for piece in re.split(r"[,\n·]", inner) if piece.strip()]
        is_filled = 0 < len(pieces) <= _MOST_BETWEEN and len(gap) <= _LONGEST_GAP
        if is_filled and all(_forms().piece.fullmatch(piece) for piece in pieces):
            start = one.end + gap.index(inner)
            yield _span(start, start + len(inner), "address")


def _left(masked: MaskedText, seed: IdentifierSpan) -> int:
    """Where the address begins: whole pieces, and of the last one what begins with a number."""
    position = best = seed.start
    for _ in range(_MOST_PIECES):
        begin, end = _piece_before(masked.text, position)
        piece = masked.text[begin:end]
        if not piece.strip() or seed.start - begin > _REACH:
            break
        if _forms().piece.fullmatch(piece) and _is_of_address(masked, begin, end):
            position = begin
            best = begin
            continue
        head = _forms().head.search(masked.text[begin:end])
        return begin + head.start() if head is not None else best
    return best


def _piece_before(text: str, position: int) -> tuple[int, int]:
    """The piece between two separators that ends at a place."""
    gap = _LAST_GAP.search(text[max(0, position - 8) : position])
    end = position - len(gap[0]) if gap is not None else position
    begin = end
    while begin > 0 and text[begin - 1] not in ",:;|\t\n·()<>":
        begin -= 1
    while begin < end and text[begin] == " ":
        begin += 1
    return begin, end


def _right(masked: MaskedText, seed: IdentifierSpan) -> int:
    """Where the address ends."""
    position = seed.end
    lines = 0
    for _ in range(_MOST_PIECES):
        gap = _GAP.match(masked.text, position)
        if gap is None:
            break
        lines += "\n" in gap[0]
        is_next_line = "\n" in gap[0]
        piece = _forms().tail.match(masked.text, gap.end())
        if piece is None or lines > 1 or piece.end() - seed.end > _REACH:
            break
        if is_next_line and not _begins_with_postcode(piece[0]):
            break
        word = masked.word_at(piece.start())
        if gap[0].startswith(".") and word is not None and is_ordinary(word.plain):
            break
        end = _believed(masked, piece.start(), piece.end(), is_after_comma="," in gap[0])
        if end <= piece.start():
            break
        position = end
        if end < piece.end():
            break
    return position


def _begins_with_postcode(piece: str) -> bool:
    return re.match(r"(?:[A-Z]{1,2}-)?\d{4,6}\s\D", piece) is not None


def _is_of_address(masked: MaskedText, start: int, end: int) -> bool:
    """Whether a whole piece is of an address: a house number in it, or a word of no lexicon."""
    words = masked.words[masked.index_at(start) : masked.index_at(end)]
    long = [word for word in words if word.end - word.start > 2]
    if len(words) > _MOST_WORDS or not words:
        return False
    has_number = re.match(rf"{_NUMBER}(?!\w)", masked.text[start:end]) is not None
    ends = re.search(r"\s\d{1,4}[a-zA-Z]?(?:[/\-]\d{1,4})*$", masked.text[start:end])
    if has_number or ends is not None:
        return any(word.is_capital for word in long)
    known = [word for word in long if is_ordinary(word.plain)]
    return any(word.is_capital for word in long) and not known and not _is_person(words)


def _is_person(words: Sequence[Word]) -> bool:
    """Whether a title stands among them: the piece is a name beside an address."""
    return any(is_title(word) for word in words)


def _believed(masked: MaskedText, start: int, end: int, *, is_after_comma: bool) -> int:
    """The end of what of [start, end) goes on the address: up to the first word of a lexicon."""
    words = masked.words[masked.index_at(start) : masked.index_at(end)]
    stop = start
    position = start
    for word in words:
        gap = masked.text[position : word.start]
        is_known = word.end - word.start > 2 and is_ordinary(word.plain)
        if is_known and not _is_small(masked, word.start, word.end):
            return _with_number(masked.text, position, stop)
        if any(map(str.isdigit, gap)) or word.is_capital or is_after_comma:
            stop = word.end
        position = word.end
    rest = masked.text[position:end]
    return end if rest.strip() or stop == position else stop


def _with_number(text: str, position: int, stop: int) -> int:
    match = re.compile(r"[ ]\d{1,4}[a-z]?(?![\w.,/])").match(text, position)
    return match.end() if match is not None and stop == position else stop


def _is_small(masked: MaskedText, start: int, end: int) -> bool:
    """Whether a word is one of addresses: 'planta', 'étage'."""
    match = _forms().piece.fullmatch(masked.text[start:end])
    return match is not None and not masked.text[start].isupper()


def _span(start: int, end: int, kind: IdentifierKind) -> IdentifierSpan:
    return IdentifierSpan(start=start, end=end, kind=kind, found_by="pattern")
