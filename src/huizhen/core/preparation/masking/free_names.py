"""Names that neither a label nor a list gives away: by what stands beside them, or their form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from huizhen.core.preparation.masking.lexicon import is_ordinary, is_pair_zh
from huizhen.core.preparation.masking.listed import is_eponym
from huizhen.core.preparation.masking.span import IdentifierKind, IdentifierSpan
from huizhen.core.preparation.masking.tables import beside_names, masking_tables
from huizhen.core.preparation.masking.words import MaskedText, name_run

_HEAD_ZH = r"(?:^|(?<=[\s|，,、；;：:（(。]))"
_LONGEST_TITLE = 16


class _Words(NamedTuple):
    """The patterns of `content/masking/beside_names.json`, compiled."""

    label: re.Pattern[str]
    family_and_given: re.Pattern[str]
    no_label: re.Pattern[str]
    pair_ru: re.Pattern[str]
    no_given_zh: re.Pattern[str]
    forms_zh: tuple[tuple[re.Pattern[str], IdentifierKind], ...]


@lru_cache(maxsize=1)
def _words() -> _Words:
    said = beside_names()

    def either(name: str) -> str:
        return "|".join(said[name])

    return _Words(
        label=re.compile(
            rf"(?<![\w])(?P<label>(?:(?:{either('label_before')})[ ./'’\-]{{1,2}}){{0,2}}"
            rf"(?:{either('label')})\.?(?:[ /,.&()+\-]{{1,3}}[^\W\d_]{{1,12}}\.?\)?){{0,3}}?)"
            r"\s*(?:[:=]|\|)\s*\"?"
        ),
        family_and_given=re.compile(
            rf"(?<!\w)(?:{either('label_family')})[ \t]+(?P<one>[^\W\d_][\w'’\- ]{{1,40}}?)"
            rf"[ \t,;|]+(?:{either('label_given')})[: \t]+(?P<two>[^\W\d_][\w'’\-]+)"
        ),
        no_label=re.compile(either("no_label")),
        pair_ru=re.compile(
            r"(?<![\w.\-])(?P<first>[А-ЯЁ][а-яё]{2,})[ \u00a0](?P<last>[А-ЯЁ][а-яё]{2,}"
            rf"(?:{either('surname_endings_ru')})(?:а|у|ым|ом|ой|е)?)(?![\w\-])"
        ),
        no_given_zh=re.compile(f"[{said['no_given_zh']}]"),
        forms_zh=_forms_zh(said),
    )


def free_names(masked: MaskedText) -> Iterator[IdentifierSpan]:
    """Russian pairs by the surname's ending; Chinese names beside the sex or with two-sign
    surnames, and behind the words of an operation's roles."""
    words = _words()
    for match in words.label.finditer(masked.plain):
        line_end = masked.text.find("\n", match.end()) % (len(masked.text) + 1)
        near = masked.plain[max(0, match.start() - 12) : match.end()]
        run = None if words.no_label.search(near) else name_run(masked, match.end(), line_end)
        if run is not None and run[0] - match.end() <= _LONGEST_TITLE:
            yield _span(*run, "name")
    for match in words.family_and_given.finditer(masked.plain):
        yield _span(*match.span("one"), "name")
        yield _span(*match.span("two"), "name")
    if masked.language in ("ru", ""):
        yield from _russian(masked)
    if any("\u4e00" <= char <= "\u9fff" for char in masked.text):
        yield from _chinese(masked)


def _russian(masked: MaskedText) -> Iterator[IdentifierSpan]:
    tables = masked.tables
    for match in _words().pair_ru.finditer(masked.text):
        first, last = masked.word_at(match.start("first")), masked.word_at(match.start("last"))
        if first is None or last is None or is_eponym(masked, first) or is_eponym(masked, last):
            continue
        taboo = tables.not_names | tables.kin | tables.eponyms | tables.eponym_before
        if first.plain in taboo or last.plain in taboo or is_ordinary(last.plain):
            continue
        if is_ordinary(first.plain):
            continue
        yield _span(*match.span(), "name")


def _forms_zh(said: Mapping[str, Any]) -> tuple[tuple[re.Pattern[str], IdentifierKind], ...]:
    surnames = sorted(masking_tables().surnames_zh, key=len, reverse=True)
    no_compound = said["no_compound_zh"]
    two = "|".join(one for one in surnames if len(one) == 2 and one not in no_compound)
    one_sign = "".join(one for one in surnames if len(one) == 1)
    name = rf"(?P<name>(?:(?:{two})[\u4e00-\u9fff]{{1,2}}|[{one_sign}][\u4e00-\u9fff]{{1,2}}))"
    ends = r"(?=[\s，,、；;。）)|/（(]|$)"
    roles = "|".join(said["roles_zh"])
    return (
        (re.compile(rf"{_HEAD_ZH}{name}{said['sex_zh']}", re.M), "name"),
        (re.compile(rf"(?:{roles})[:：\s]{{1,3}}{name}{ends}", re.M), "name_staff"),
        (re.compile(rf"(?P<name>(?:{two})[\u4e00-\u9fff]{{1,2}})"), "name"),
    )


def _chinese(masked: MaskedText) -> Iterator[IdentifierSpan]:
    tables = masked.tables
    for form, kind in _words().forms_zh:
        for match in form.finditer(masked.text):
            start, end = match.span("name")
            if masked.text[start : start + 2] in tables.no_name_zh:
                continue
            is_two = masked.text[start : start + 2] in tables.surnames_zh
            if is_two and end - start > 3 and _goes_on_zh(masked, end):
                end -= 1
            given = masked.text[start + (2 if is_two else 1) : end]
            if given[:1] not in tables.after_name_zh and not _words().no_given_zh.search(given):
                yield _span(start, end, kind)


def _goes_on_zh(masked: MaskedText, end: int) -> bool:
    """Whether the last sign before a place is of the sentence: 欧阳牧今日, 冯翊自述."""
    text = masked.text
    return text[end - 1] in masked.tables.after_name_zh or is_pair_zh(text[end - 1 : end + 1])


def _span(start: int, end: int, kind: IdentifierKind) -> IdentifierSpan:
    return IdentifierSpan(start=start, end=end, kind=kind, found_by="pattern")
