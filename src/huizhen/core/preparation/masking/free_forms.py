"""Numbers, addresses, telephones and birth dates as free text writes them, beyond the lists of
labels: a word for a number before a token, a street word beside a number, a bare form."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from huizhen.core.preparation.masking.labelled import date_pattern
from huizhen.core.preparation.masking.lexicon import is_ordinary
from huizhen.core.preparation.masking.span import IdentifierKind, IdentifierSpan
from huizhen.core.preparation.masking.words import MaskedText, without_signs

_VALUE = (
    r"(?P<value>(?:[a-zа-я]{1,6}[-/.]?)?\d[\da-zа-я]*(?:[-/._–][\da-zа-я]+){0,5}"
    r"(?:[ ]\d{2,}(?![.,/\-]\d)){0,4})(?![\w])(?![.,]\d)"
)
_DATE = re.compile(
    r"\d{1,2}[./\-]\d{1,2}[./\-](?:\d{2}|\d{4})|(?:19|20)\d{2}[./\-]\d{1,2}(?:[./\-]\d{1,2})?"
    r"|\d{1,2}[./\-](?:19|20)\d{2}|(?:19|20)\d{2}(?:0\d|1[0-2])[0-3]\d|(?:19|20)\d{2}"
)
_WHOLE_DATE = re.compile(r"\d{1,2}[./]\d{1,2}[./]\d{2,4}|(?:19|20)\d{2}-\d{2}-\d{2}")
_DATE_HEAD = re.compile(r"\d{1,2}[./\-]\d{1,2}[./\-](?:19|20)\d{2}\s|(?:19|20)\d{2}-\d{2}-\d{2}\s")
"""A date with the time of day behind it."""
_NORMAL = re.compile(r"\d{1,3}[.,]\d{1,2}\s?[-–]\s?\d{1,3}[.,]\d{1,2}|\d{1,3}\s?[-–]\s?\d{1,3}")
"""The range of what is normal."""
_AMOUNT = re.compile(r"\d+0{4,}|\d{1,3}(?:[ .]\d{3})+|\d+\.\d+")
_HEAD = re.compile(r"(?P<word>[^\W\d_]+)[ .:]+")
_GROUPS = re.compile(
    r"(?=[^\n]{0,14}\d)[A-ZА-Я0-9][A-Za-zА-Я0-9./:\-]{0,24}(?<![.:])"
    r"(?:[ ](?=[A-ZА-Я./\-]{0,4}\d|[A-ZА-Я]{1,5}(?= \d))[A-ZА-Я0-9./\-]{1,14}(?<![.]))"
    r"{0,5}(?:[ ][A-Z](?!\w))?(?![\w]|[.,]\d)"
)
_GROUPED = r"(?P<value>[A-Z]{1,3}[ -]?\d{1,5}(?:[ ]\d{1,5}){1,4}|\d{1,5}(?:[ ]\d{1,5}){2,4})"
_BESIDE_AFTER = re.compile(rf"[ \t]*[,;|/(–-]?[ \t]*{_GROUPED}(?![\w]|[.,/:-]\d)")
_BESIDE_BEFORE = re.compile(rf"(?<![\w.,/:-]){_GROUPED}[ \t]*[,;|/)–-]?[ \t]*$")
_SPACED_DATE = re.compile(r"\d{1,2} \d{1,2} (?:19|20)?\d\d|(?:19|20)\d\d \d{1,2} \d{1,2}")
_LEAST_FIGURES = 4
_LEAST_BESIDE_STEM = 5
_LEAST_OF_PHONE = 7
_LEAST_OF_EXTENSION = 3
_MOST_OF_PHONE = 16
_BEFORE = 40


class _Forms(NamedTuple):
    """The patterns of `content/masking/free_forms.json`, compiled."""

    labelled: tuple[re.Pattern[str], ...]
    unsigned: re.Pattern[str]
    broad: re.Pattern[str]
    stem: re.Pattern[str]
    numbers: tuple[re.Pattern[str], ...]
    not_before: re.Pattern[str]
    not_heads: re.Pattern[str]
    units: re.Pattern[str]
    addresses: dict[str, tuple[re.Pattern[str], ...]]
    phones: tuple[re.Pattern[str], ...]
    born: re.Pattern[str]


@lru_cache(maxsize=1)
def _forms() -> _Forms:
    file = resources.files("huizhen").joinpath("content", "masking", "free_forms.json")
    data = json.loads(file.read_text(encoding="utf-8"))

    def one(name: str) -> str:
        return "".join(data[name])

    stems, sign, between = one("number_stems"), one("number_sign"), r"[\s.:：#№(/\-]{0,4}"
    # At most one word between: 'Histologie Klinikum: 12', 'полис ОМС № …'.
    return _Forms(
        labelled=(
            re.compile(
                rf"(?<!\w)(?:{stems})\.?(?:[\s\-]{{1,2}}[^\W\d_]{{1,16}}\.?){{0,2}}[\s.\-]{{0,2}}"
                rf"{sign}{between}{_VALUE}"
            ),
            re.compile(rf"(?:{one('number_heads')}){between}{_VALUE}"),
        ),
        unsigned=re.compile(rf"(?<!\w)(?:{stems})\.?\s{{1,2}}{_VALUE}"),
        broad=re.compile(
            rf"(?<![^\W\d_])(?:{one('broad_stems')})\.?(?P<sign>[\s\-]{{0,2}}(?:{one('broad_sign')}))?"
            rf"(?:\s(?:{one('broad_fillers')})(?!\w)){{0,2}}(?P<colon>\s?[:=#№])?[\s*(]{{0,3}}(?=\w)"
        ),
        stem=re.compile(stems),
        numbers=tuple(re.compile("".join(form)) for form in data["numbers"]),
        not_before=re.compile(one("no_number_before")),
        not_heads=re.compile(rf"(?:{one('no_number_heads')})[-_ ]?\d"),
        units=re.compile(one("units"), re.I),
        addresses={
            language: tuple(re.compile("".join(form), re.M) for form in forms)
            for language, forms in data["addresses"].items()
        },
        phones=tuple(re.compile("".join(form)) for form in data["phones"]),
        born=re.compile(one("born").replace("|*生于", "|生于") + r"[:： \t]{0,3}"),
    )


def free_spans(masked: MaskedText) -> Iterator[IdentifierSpan]:
    """Numbers, addresses, telephones and births by form alone or beside a word for them."""
    yield from _births(masked)
    yield from _addresses(masked)
    if any(char.isdigit() for char in masked.text):
        yield from _phones(masked)
        yield from _numbers(masked)


def _numbers(masked: MaskedText) -> Iterator[IdentifierSpan]:
    forms = _forms()
    for pattern in forms.labelled:
        for match in pattern.finditer(masked.plain):
            if is_number(masked.text, *match.span("value"), least=_LEAST_FIGURES):
                yield _span(*match.span("value"), "id")
    for match in forms.unsigned.finditer(masked.apart):
        if is_number(masked.text, *match.span("value"), least=_LEAST_BESIDE_STEM):
            yield _span(*match.span("value"), "id")
    yield from _broad_numbers(masked)
    apart = without_signs(masked.text)
    for pattern in forms.numbers:
        for match in pattern.finditer(apart):
            start, end = _without_label(masked.text, *match.span())
            if is_number(masked.text, start, end, least=_LEAST_FIGURES):
                yield _span(start, end, "id")


def _broad_numbers(masked: MaskedText) -> Iterator[IdentifierSpan]:
    """Numbers in groups of letters and figures, as written behind a word for them."""
    for match in _forms().broad.finditer(masked.apart):
        value = _GROUPS.match(masked.text, match.end())
        if value is None or _DATE.match(value[0]):
            continue
        is_said = match["sign"] is not None or match["colon"] is not None
        least = _LEAST_FIGURES if is_said else _LEAST_BESIDE_STEM
        figures = _figures(value[0])
        is_mixed = is_said or any(map(str.isalpha, value[0])) or figures > _LEAST_BESIDE_STEM
        if is_mixed and is_number(masked.text, *value.span(), least=least):
            yield _span(*value.span(), "id")


def _without_label(text: str, start: int, end: int) -> tuple[int, int]:
    """Letters before the figures are no part of the number where they announce one: 'MRN 123'."""
    head = _HEAD.match(text, start, end)
    if head is None or not is_number_word(head["word"].casefold()):
        return start, end
    return head.end(), end


def is_number(text: str, start: int, end: int, *, least: int) -> bool:
    """Whether a token is the number of something: no date, amount, dose, trial or drug code."""
    forms, value = _forms(), text[start:end]
    if (
        _figures(value) < least
        or _DATE.fullmatch(value)
        or _DATE_HEAD.match(value)
        or _AMOUNT.fullmatch(value)
    ):
        return False
    if _NORMAL.fullmatch(value):
        return False
    if forms.not_heads.match(value.upper()) or forms.units.match(text, end):
        return False
    return forms.not_before.search(text[max(0, start - _BEFORE) : start].casefold()) is None


def is_number_word(word: str) -> bool:
    """Whether a plain word announces a number: 'auftrag', 'заказ'."""
    return _forms().stem.fullmatch(word) is not None


def _addresses(masked: MaskedText) -> Iterator[IdentifierSpan]:
    addresses = _forms().addresses
    languages = [masked.language] if masked.language in addresses else list(addresses)
    for language in languages:
        for pattern in addresses[language]:
            for match in pattern.finditer(masked.text):
                group = "value" if "value" in pattern.groupindex else 0
                start, end = match.span(group)
                found = masked.text[start:end]
                if _is_named(masked, start, end) and not _WHOLE_DATE.search(found):
                    end -= len(found) - len(found.rstrip(" ,.-–"))
                    yield _span(start, end, "address")


def _is_named(masked: MaskedText, start: int, end: int) -> bool:
    """Whether what stands behind a verb of living has a number or a name: not 'auf einem Hof'."""
    if any(map(str.isdigit, masked.text[start:end])):
        return True
    words = masked.words[masked.index_at(start) : masked.index_at(end)]
    return any(word.is_capital and not is_ordinary(word.plain) for word in words)


def _phones(masked: MaskedText) -> Iterator[IdentifierSpan]:
    apart = without_signs(masked.text)
    texts = (masked.text,) if apart == masked.text else (masked.text, apart)
    for pattern in _forms().phones:
        group = "short" if "short" in pattern.groupindex else "value"
        least = _LEAST_OF_EXTENSION if group == "short" else _LEAST_OF_PHONE
        for match in (m for text in texts for m in pattern.finditer(text)):
            value = match[group]
            if least <= _figures(value) <= _MOST_OF_PHONE and not _DATE.match(value):
                yield _span(*match.span(group), "phone")


def numbers_beside(masked: MaskedText, found: Iterable[IdentifierSpan]) -> Iterator[IdentifierSpan]:
    """Figures in groups, with letters before them or not, directly beside a name or a birth date:
    'TRAUTWEIN Ekkehard 36 4471 90'."""
    for span in found:
        if span.kind not in ("name", "birth_date"):
            continue
        after = _BESIDE_AFTER.match(masked.text, span.end)
        before = _BESIDE_BEFORE.search(masked.text[max(0, span.start - _BEFORE) : span.start])
        offset = max(0, span.start - _BEFORE)
        for match, shift in ((after, 0), (before, offset)):
            if match is not None and _is_grouped(match["value"]):
                start, end = (at + shift for at in match.span("value"))
                if is_number(masked.text, start, end, least=_LEAST_OF_PHONE - 1):
                    yield _span(start, end, "id")


def _is_grouped(value: str) -> bool:
    """Whether it is no amount in thousands and no date in three groups."""
    groups = re.findall(r"\d+", value)
    is_amount = all(len(group) == len("000") for group in groups[1:])
    return not is_amount and not _SPACED_DATE.fullmatch(value)


def _births(masked: MaskedText) -> Iterator[IdentifierSpan]:
    date = date_pattern(masked.tables.months)
    for match in _forms().born.finditer(masked.plain):
        found = date.match(masked.plain, match.end())
        if found is not None:
            end = found.start() + len(found[0].rstrip())
            yield _span(found.start(), end, "birth_date")


def _figures(text: str) -> int:
    return sum(char.isdigit() for char in text)


def _span(start: int, end: int, kind: IdentifierKind) -> IdentifierSpan:
    return IdentifierSpan(start=start, end=end, kind=kind, found_by="pattern")
