"""Dates of birth as people write them: to the day, the month or the year, behind any word of
birth, before 'г.р.' and '出生', and in brackets behind a name, an age or a sex."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from huizhen.core.preparation.masking.labelled import is_listed_word
from huizhen.core.preparation.masking.lexicon import is_ordinary
from huizhen.core.preparation.masking.span import IdentifierKind, IdentifierSpan
from huizhen.core.preparation.masking.tables import beside_names
from huizhen.core.preparation.masking.unlisted import between_words
from huizhen.core.preparation.masking.words import MaskedText, Word

_NO_VISIT_BEFORE = 2010
_NO_VISIT_SHORT = range(26, 100)
"""A year of two figures that is of the last century beside a name."""
_HAN_FIGURES = "〇○零一二三四五六七八九"
_YEAR_HEAD = re.compile(r"(?:19|20)\d\d")
_SHORT_DAY = re.compile(
    r"(?:0?[1-9]|[12]\d|3[01])([./\-])(?:0?[1-9]|1[0-2])\1['’]?\d\d"
    r"|(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12]\d|3[01])/\d\d"
    r"|\d{1,2}\W{0,2}[^\W\d_]{3,}\W{0,3}\d\d"
)
"""A day with a year of two figures: anything looser is a range or a row of results."""
_LAST_YEAR = re.compile(r"(\d{2,4})\D*$")
_MOST_NAMES = 4
_CLOSE = 6


class _Forms(NamedTuple):
    """The patterns of dates and of the words around them, for plain text."""

    behind_word: re.Pattern[str]
    before_word: re.Pattern[str]
    in_brackets: re.Pattern[str]
    day: re.Pattern[str]
    spelt: re.Pattern[str]
    year: re.Pattern[str]


def _date(months: str) -> str:
    """A date to the day, the month or the year."""
    sign = r"\s?[./\-–·|]\s?"
    said = beside_names()
    month = rf"(?:{months}|{said['months_ru_locative']}|{said['months_roman']})\.?"
    year = r"(?:(?:19|20)\d\d|['’]?\d\d)(?!\d)"
    han = f"[{_HAN_FIGURES}]"
    return (
        rf"(?:\d{{1,2}}{sign}\d{{1,2}}{sign}{year}"
        rf"|(?:19|20)\d\d{sign}\d{{1,2}}(?:{sign}\d{{1,2}})?(?!\d)"
        rf"|\d{{1,2}}(?:st|nd|rd|th|er|o|\.|º)?[\s./\-]*(?:de\s|of\s)?{month}[\s,./\-]*(?:de\s|of\s|del\s)?{year}"
        rf"|{month}\s?\d{{1,2}}(?:st|nd|rd|th)?,?\s{year}"
        rf"|(?:{months}|{said['months_ru_locative']})\.?[\s,./\-]*(?:de\s|of\s|del\s)?(?:19|20)\d\d"
        rf"|(?:{months}) del? \d\d"
        r"|\d{1,2} \d{1,2} (?:19|20)?\d\d(?! ?\d)"
        rf"|(?:19|20)\d\d[\s./\-]*(?:{months})\.?[\s./\-]*\d{{1,2}}(?!\d)"
        rf"|(?:(?:19|20)\d\d|\d\d)\s?年(?:\s?\d{{1,2}}\s?月)?(?:\s?\d{{1,2}}\s?[日号])?"
        rf"|民[国國]\s?(?:\d{{1,3}}|[一二三四五六七八九十]{{1,4}})\s?年(?:\s?[\d一二三四五六七八九十]{{1,3}}\s?月)?"
        rf"(?:\s?[\d一二三四五六七八九十]{{1,3}}\s?[日号號])?"
        rf"|{han}{{2,4}}年(?:[一二三四五六七八九十正冬腊]{{1,3}}月)?"
        rf"(?:初?[一二三四五六七八九十廿]{{1,3}}[日号]?)?"
        rf"|(?:0?[1-9]|1[0-2]){sign}{year}"
        rf"|\d{{1,2}}(?:st|nd|rd|th|er|o|\.|º)?[ ](?:de\s|of\s)?(?:{months})(?![\w.])"
        r"|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-3]\d)?(?!\d)|(?:19|20)\d\d(?!\d))"
    )


def _spelt(months: str) -> str:
    """A date in words, as certificates write it: day, month and year."""
    said = beside_names()["number_words"]
    number = "|".join(piece for pieces in said.values() for piece in pieces)
    words = rf"(?:{number})(?:[ \-](?:(?:and|y|et|und|и)[ ])?(?:{number}))"
    link = r"[ ](?:of |de |del |du |the )?"
    return (
        rf"(?<!\w)(?P<date>(?:{words}{{0,2}}){link}(?:{months}){link}(?:de |des |l'an )?"
        rf"(?:(?:{words}{{0,7}})|(?:19|20)\d\d))(?!\w)"
    )


@lru_cache(maxsize=2)
def _forms(months: str) -> _Forms:
    said = beside_names()
    date = _date(months)
    words = "|".join(sorted(said["birth_words"], key=len, reverse=True))
    fillers = "|".join(sorted(said["birth_fillers"], key=len, reverse=True))
    behind = "|".join(said["birth_behind"])
    return _Forms(
        behind_word=re.compile(
            rf"(?<![^\W\d_\u4e00-\u9fff])(?:{words})(?:[\s:：=~.,(（)）/*_|'\"\-]{{0,4}}"
            rf"(?:{fillers})(?![^\W\d_\u4e00-\u9fff])){{0,5}}[\s:：=~.,(（)）/*_|'\"\-]{{0,6}}"
            r"(?:(?:in|a|en|da|в г\.|в)\s[^\n,;()\d]{2,30}?[\s,]{1,2}(?:am|on|le|el|il|em|,)\s)?"
            rf"(?<![\d])(?P<date>{date}|\d{{6}}(?!\w)|\d{{1,2}}\s?月\s?\d{{1,2}}\s?[日号號])"
        ),
        before_word=re.compile(rf"(?<![\d.,/\-])(?P<date>{date})[\s,]{{0,2}}г?\.?\s?(?:{behind})"),
        in_brackets=re.compile(
            rf"(?:{said['age']}|{said['sex']}|(?:age|alter|edad|возраст|年龄)\W{{1,3}}\d{{1,3}})"
            rf"[\s,，、|/]{{0,3}}[(（]?\s?(?<![\d./\-])(?P<date>{date})(?!\w)"
            rf"|(?<!\w)(?:{said['birth_of_patient']})\s?[(（]\s?(?P<told>{date})\s?[)）]"
            rf"|(?<![\w./\-])(?P<before_sex>{date})[,，/|\s]{{1,3}}(?:{said['sex']})"
        ),
        spelt=re.compile(_spelt(months)),
        year=re.compile(
            rf"(?<!\w)(?:{said['birth_years']})\s?['’]?(?P<one>\d\d)(?![\d.,/])"
            r"|(?<![\d.,/\-])(?P<two>\d\d)\s?г\.?\s?р\.?(?!\w)"
            r"|(?<!\d)(?P<han>(?:19|20)\d{6})(?=\s?[男女])"
            r"|(?:是|岁[，,]?\s?)(?P<told>(?:19\d\d|[3-9]\d)年)的"
        ),
        day=re.compile(rf"(?<![\w.,/\-])(?P<date>{date})(?![\w/])"),
    )


def birth_spans(masked: MaskedText) -> Iterator[IdentifierSpan]:
    """Every date that is said to be of birth, and names beside dates so long ago."""
    forms = _forms(masked.tables.months)
    for match in forms.behind_word.finditer(masked.plain):
        if not _is_amount(masked.plain, match.end("date")):
            yield _span(*match.span("date"), "birth_date")
    for form in (forms.before_word, forms.spelt):
        for match in form.finditer(masked.plain):
            yield _span(*match.span("date"), "birth_date")
    for match in forms.year.finditer(masked.plain):
        yield _span(*match.span(match.lastgroup or 0), "birth_date")
    yield from _long_ago(masked, forms)


def _long_ago(masked: MaskedText, forms: _Forms) -> Iterator[IdentifierSpan]:
    """Dates to the day on which no visit was: beside an age, a sex or a name, or alone."""
    for match in forms.in_brackets.finditer(masked.plain):
        group = match.lastgroup or "date"
        if _is_long_ago(match[group]) and _has_day(match[group]):
            yield _span(*match.span(group), "birth_date")
    for match in forms.day.finditer(masked.plain):
        if not (_is_long_ago(match["date"]) and _has_day(match["date"])):
            continue
        yield from _beside(masked, *match.span("date"))
        if _stands_alone(masked, *match.span("date")):
            yield _span(*match.span("date"), "birth_date")


def _is_amount(text: str, end: int) -> bool:
    return (
        text[end : end + 2].strip(" ")[:1] in ("%", "m", "g", "к", "岁")
        and text[end : end + 1] != "."
    )


def _has_day(date: str) -> bool:
    """Whether it is a date to the day; a year alone beside a name may be of anything."""
    return len(re.findall(r"\d+|[^\W\d_]{2,}", date)) >= 3


def _is_long_ago(date: str) -> bool:
    """Whether it is surely a date, and no visit is so long ago."""
    whole = _YEAR_HEAD.search(date)
    if whole is not None:
        return int(whole[0]) < _NO_VISIT_BEFORE and "|" not in date
    if _SHORT_DAY.fullmatch(date.strip()) is None:
        return False
    last = _LAST_YEAR.search(date)
    return last is not None and len(last[1]) == 2 and int(last[1]) in _NO_VISIT_SHORT


def _stands_alone(masked: MaskedText, start: int, end: int) -> bool:
    """Whether a date of long ago stands among numbers, names, labels and signs alone: the words of
    an event stand beside the date of an event."""
    index = masked.index_at(start)
    before = masked.words[index - 1] if index else None
    after = next((word for word in masked.words[index:] if word.start >= end), None)
    line_start = masked.text.rfind("\n", 0, start) + 1
    line_end = masked.text.find("\n", end) % (len(masked.text) + 1)
    is_told = before is not None and before.end > line_start and start - before.end <= _CLOSE
    is_followed = after is not None and after.start < line_end and after.start - end <= _CLOSE
    if is_told and before is not None and _is_clinical(before):
        return False
    return not (is_followed and after is not None and _is_clinical(after))


def _is_clinical(word: Word) -> bool:
    """Whether a word may be of an event: none of a label, a sex or a name."""
    return is_ordinary(word.plain) and word.plain not in between_words()


def _beside(masked: MaskedText, start: int, end: int) -> Iterator[IdentifierSpan]:
    """'John Rowntree (14/03/1957)', 'Bodenschatz Gundula, 01.08.1968'."""
    names: list[Word] = []
    position = start
    for word in reversed(masked.words[: masked.index_at(start)][-_MOST_NAMES - 1 :]):
        between = masked.text[word.end : position]
        allowed = " ,;|\t(/[*-–:" if not names else " ,"
        is_particle = bool(names) and word.plain in masked.tables.particles
        if len(between) > 4 or between.strip(allowed) or "\n" in between:
            break
        if not is_particle and not _may_be(word):
            break
        names.append(word)
        position = word.start
    while names and not names[-1].is_capital:
        names.pop()
    long = [word for word in names if word.end - word.start > 2]
    is_name = len(long) >= 2 or any(is_listed_word(word.plain) for word in long)
    is_name = is_name or (masked.text[start - 1] == "(" and any(map(_is_long, long)))
    if is_name and len(names) <= _MOST_NAMES:
        yield _span(start, end, "birth_date")
        yield _span(names[-1].start, names[0].end, "name")


def _is_long(word: Word) -> bool:
    """Whether a word of no lexicon before a date in brackets is a name by itself: no code."""
    return word.end - word.start > _CLOSE - 2 and not word.is_upper


def _may_be(word: Word) -> bool:
    is_initial = word.end - word.start == 1
    return word.is_capital and word.plain[0] < "\u2e80" and (
        is_initial or not is_ordinary(word.plain)
    )  # fmt: skip


def _span(start: int, end: int, kind: IdentifierKind) -> IdentifierSpan:
    return IdentifierSpan(start=start, end=end, kind=kind, found_by="pattern")
