"""Addresses by the words that they are made of, in any country's order: two such words with a name
or a number each, or one behind a verb of living or beside a postcode."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib import resources
from typing import Any, NamedTuple

from huizhen.core.preparation.masking.lexicon import is_ordinary
from huizhen.core.preparation.masking.span import IdentifierSpan
from huizhen.core.preparation.masking.tables import LANGUAGES
from huizhen.core.preparation.masking.unlisted import between_words
from huizhen.core.preparation.masking.words import MaskedText

_CAP = "[A-ZÀ-ÖØ-ÞĀ-ŽА-ЯЁҮӨ]"
_NAME = rf"(?:«[^»\n]{{2,30}}»|{_CAP}[\w'’.\-]*\w(?:/\d{{1,3}})?)"
_NUMBER = (
    r"(?:[#№]?\s?\d{1,5}[A-Za-zА-я]?(?:[/\-–](?:\d{1,4}[A-Za-zА-я]?|[A-ZА-Я]|[IVX]{1,4})){0,3}(?:[ск]\d{1,2})?"
    r"|[A-ZА-Я](?:-?\d{1,4}(?:/\d{1,3})?)?)(?!\w)"
)
_NO = r"(?:(?:no|nr|n[º°o]|№|num|número|номер)[.:]?[ ]?)?"
_GAP = re.compile(r"[ \t]*[,;·/|–-]?[ \t]*")
_WIDE_GAP = re.compile(r"[ \t]*(?:[,;·/|–-]|\.(?=[ ]))?[ \t]*\n?[ \t]*")
"""Before another element alone."""
_FIGURES = r"\d{1,6}(?:[/\-]\d{1,4}){0,3}[A-Za-zА-я]?(?!\w)"
_PLAIN = re.compile(rf"(?:{_NAME}|{_FIGURES})(?:[ ](?:{_NAME}|{_FIGURES})){{0,3}}")
_HEAD = re.compile(
    r"(?:(?<![\w.,/\-])\d{1,5}[A-Za-z]?(?:[/\-]\d{1,5}){0,3},?[ ]"
    rf"|(?:^|(?<=[,:;|] )){_NAME}(?:[ ]{_NAME})?"
    r"(?:[ ]\d{1,4})?,[ ])"
    rf"(?:{_NAME},?[ ]){{0,3}}$"
)
"""'101-1203, Hyundai ' before 'Daechi-dong', 'Sacré-Cœur, ' before 'villa 9'."""
_LONGEST_HEAD = 40
_LONGEST = 130
_MOST, _MOST_TOWN = 9, 4
_CLOSE = 3


class _Forms(NamedTuple):
    """Patterns made of `content/masking/dwellings.json`, for the text as written."""

    element: re.Pattern[str]
    street: re.Pattern[str]
    living: dict[str, re.Pattern[str]]
    care_of: re.Pattern[str]


def _either(words: str) -> str:
    return "|".join(re.escape(word) for word in sorted(words.split(), key=len, reverse=True))


def _with_capitals(words: str) -> str:
    """The words as addresses print them: Latin ones with a capital."""
    forms = {form for word in words.split() for form in (word.capitalize(), word.upper())}
    small = {word for word in words.split() if word[0] >= "\u0400" or word.endswith(".")}
    return _either(" ".join(forms | small))


@lru_cache(maxsize=1)
def _forms() -> _Forms:
    file = resources.files("huizhen").joinpath("content", "masking", "dwellings.json")
    data: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    of = rf"(?:(?:{_either(data['of'])})[ ]|[dl]['’])"
    hyphened = _either(f"{data['after_name']} {data['suffixes']}")
    names = rf"{of}{{0,2}}{_NAME}(?:[ ](?:{of}{{0,2}}{_NAME}|\d{{1,4}}(?!\w))){{0,3}}"
    return _Forms(
        element=re.compile(
            rf"(?<![\w/.\-])(?:(?i:{_either(data['before_name'])})[ ]?{names}"
            rf"(?:,?[ ]{_NUMBER})?"
            rf"|(?i:{_either(data['before_number'])})[:.]?[ ]?(?i:{_NO}){_NUMBER}"
            rf"(?:[ ](?i:{_either(data['sides'])})(?!\w))?"
            rf"|(?:{_NUMBER},?[ ])?{_NAME}(?:[ ]{_NAME}){{0,2}}"
            rf"(?:[ ](?:{_with_capitals(data['after_name'])})|-(?i:{hyphened}))"
            rf"(?!\w)\.?(?:,?[ ]{_NUMBER})?"
            rf"|\d{{1,3}}(?:\.|st|nd|rd|th|[eº°ª])?[ ]?(?i:{_either(data['after_number'])})(?!\w)"
            rf"(?:[ ](?i:{_either(data['sides'])})(?!\w))?)"
        ),
        street=re.compile(rf"(?<!\w)(?i:{_either(data['streets'])})(?!\w)"),
        care_of=re.compile(rf"(?<!\w){data['care_of']}"),
        living={
            language: re.compile(rf"(?<!\w)(?:{said})[ \t]?[:–—-]?[ \t]{{0,2}}(?=\S)")
            for language, said in data["living"].items()
        },
    )


def dwellings(masked: MaskedText, found: Sequence[IdentifierSpan]) -> Iterator[IdentifierSpan]:
    """The addresses that such words show."""
    beside = {edge for span in found if span.kind == "postcode" for edge in (span.start, span.end)}
    position = 0
    for match in _forms().element.finditer(masked.text):
        if match.start() < position:
            continue
        run = _run(masked, match.start())
        position = max(position, run.end)
        is_beside = any(
            abs(edge - at) <= _CLOSE
            for edge in beside
            for at in (match.start(), run.end, run.reach)
        )
        start = _with_number_before(masked, match.start())
        is_told = start < match.start() and _forms().street.search(match[0]) is not None
        is_told = is_told or any(map(str.isdigit, masked.text[start : match.start()]))
        if run.weight + is_told > 1 or is_beside:
            yield _span(start, _with_town(masked, run))
    for language in (masked.language,) if masked.language in LANGUAGES else LANGUAGES:
        yield from _behind_living(masked, language)


class _Run(NamedTuple):
    """Elements and names side by side: where the last element ends, how far names go on behind it,
    and what they weigh."""

    end: int
    reach: int
    weight: int


def _run(masked: MaskedText, start: int) -> _Run:
    """An element weighs one, a street with its number two, a name with a number one."""
    forms, text = _forms(), masked.text
    position = end = reach = start
    weight = numbered = 0
    for _ in range(_MOST):
        wide = _WIDE_GAP.match(text, position)
        match = forms.element.match(text, wide.end() if wide is not None else position)
        if match is not None:
            has_number = any(map(str.isdigit, match[0]))
            weight += 1 + (has_number and forms.street.search(match[0]) is not None)
            end = match.end()
        else:
            gap = _GAP.match(text, position)
            match = _PLAIN.match(text, gap.end() if gap is not None else position)
        if match is None or match.end() - start > _LONGEST:
            break
        reach = match.end()
        is_numbered = end < reach and any(map(str.isdigit, match[0]))
        if is_numbered and _is_place(masked, *match.span()):
            numbered, end = 1, reach
        position = match.end()
    return _Run(end, max(end, reach), weight + numbered if weight else 0)


def _with_town(masked: MaskedText, run: _Run) -> int:
    """The end of an address with the town behind it: names alone that no lexicon has."""
    words = masked.words[masked.index_at(run.end) : masked.index_at(run.reach)]
    behind = masked.text[run.end : run.reach]
    is_near = "\n" not in behind and "." not in behind[:2] and len(words) <= _MOST_TOWN
    if is_near and _is_place(masked, run.end, run.reach):
        return run.reach
    return run.end


def _with_number_before(masked: MaskedText, start: int) -> int:
    """Where an address begins whose first piece is a number, or a name with one before it."""
    line = masked.text.rfind("\n", 0, start) + 1
    head = _HEAD.search(masked.text[max(line, start - _LONGEST_HEAD) : start])
    if head is None:
        return start
    begin = start - len(head[0])
    return begin if _is_place(masked, begin, start, least=0) else start


def _behind_living(masked: MaskedText, language: str) -> Iterator[IdentifierSpan]:
    forms = _forms()
    if language not in forms.living:
        return
    for match in (
        *forms.living[language].finditer(masked.plain),
        *forms.care_of.finditer(masked.plain),
    ):
        run = _run(masked, match.end())
        if run.weight:
            yield _span(match.end(), _with_town(masked, run))
            continue
        named = _PLAIN.match(masked.text, match.end())
        if named is not None and _is_place(masked, *named.span()):
            is_house = any(map(str.isdigit, masked.text[named.start() : run.reach]))
            yield IdentifierSpan(
                start=named.start(),
                end=max(named.end(), run.reach),
                kind="address" if is_house else "place",
                found_by="pattern",
            )


def _is_place(masked: MaskedText, start: int, end: int, *, least: int = 1) -> bool:
    """Whether words behind 'lives at' are a house's or a town's name."""
    words = masked.words[masked.index_at(start) : masked.index_at(end)]
    return len(words) >= least and not any(
        is_ordinary(word.plain) or word.plain in between_words() for word in words
    )


def _span(start: int, end: int) -> IdentifierSpan:
    return IdentifierSpan(start=start, end=end, kind="address", found_by="pattern")
