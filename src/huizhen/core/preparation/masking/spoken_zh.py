"""Chinese names as people call one another and strangers: behind 小, 老 and 阿, half struck out,
told in words (姓牟), and foreigners' and minorities' names spelt in signs without a point."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from huizhen.core.preparation.masking.lexicon import is_pair_zh, is_word_zh
from huizhen.core.preparation.masking.span import IdentifierKind, IdentifierSpan
from huizhen.core.preparation.masking.tables import beside_names, masking_tables
from huizhen.core.preparation.masking.within_zh import left_of, right_of, surnames_zh, within_words
from huizhen.core.preparation.masking.words import MaskedText

_HAN = "\u4e00-\u9fff"
_RUN = re.compile(f"[{_HAN}]+")
_SHORTEST_SPELT, _LONGEST_SPELT = 3, 8
_MOST_PAIRS = 0.34
"""Of the pairs of a foreigner's name few stand in ordinary words."""
_LEAST = 4


class _Forms(NamedTuple):
    nick: re.Pattern[str]
    struck: re.Pattern[str]
    told: re.Pattern[str]
    named: re.Pattern[str]
    of_role: re.Pattern[str]
    several: re.Pattern[str]
    part: re.Pattern[str]
    spelt: frozenset[str]


@lru_cache(maxsize=1)
def _forms() -> _Forms:
    said, beside, tables = within_words(), beside_names(), masking_tables()
    ones = "".join(sorted(one for one in surnames_zh() if len(one) == 1))
    unstruck = "".join(sorted(set(ones) - set(said["units"])))
    two = "|".join(sorted(one for one in surnames_zh() if len(one) == 2))
    surname = f"(?:{two}|[{ones}])"
    naming = "|".join(sorted(said["naming"].split(), key=len, reverse=True))
    roles = "|".join(sorted(beside["sure_roles_zh"], key=len, reverse=True))
    titles = "|".join(title for said in tables.titles_after_zh.values() for title in said)
    return _Forms(
        nick=re.compile(rf"(?P<name>[小老阿][{ones}{said['nick_signs']}])(?!{titles})"),
        struck=re.compile(
            rf"(?<![{_HAN}])(?P<name>(?:{two}|[{unstruck}])(?:[{_HAN}]?(?:[*＊×xX○〇Ｘ]{{1,2}}|某{{1,2}})[{_HAN}]?))"
            rf"(?![\w*])|(?<![\d.])(?P<late>(?:{two}|[{unstruck}])[×＊*○〇]{{1,2}})(?!\s?\d)"
        ),
        told=re.compile(
            rf"(?:免贵|贵)?姓(?P<name>{surname})(?=[^{_HAN}名氏]|$|的|叫)"
            rf"(?:[，,]?(?:单|双)?(?:名|字)?叫?(?P<given>[{_HAN}]{{1,2}})(?=[^{_HAN}]|$))?"
        ),
        named=re.compile(
            rf"(?:{naming})[：:]?\s?(?P<name>{surname}[{_HAN}]{{1,2}})(?=[^{_HAN}]|$)"
        ),
        of_role=re.compile(
            rf"(?<![{_HAN}])(?:{roles})(?:[:：][\s_]{{0,3}}|[ \t\u3000|/]{{1,4}})"
            rf"(?P<name>[{ones}])(?=[^{_HAN}\w]|$)"
        ),
        several=re.compile(
            rf"(?P<one>[{ones}])、(?:(?P<two>[{ones}])、)?(?P<last>[{ones}])[两二三四几]位"
        ),
        part=re.compile("|".join(sorted(said["minority_parts"].split(), key=len, reverse=True))),
        spelt=tables.foreign_signs_zh | frozenset(said["foreign_more"]),
    )


def spoken_spans_zh(masked: MaskedText) -> Iterator[IdentifierSpan]:
    """The names that such forms show."""
    if not _RUN.search(masked.text):
        return
    forms = _forms()
    for match in forms.nick.finditer(masked.text):
        if _is_nick(masked.text, *match.span("name")):
            yield _span(*match.span("name"), "name")
    for match in (*forms.struck.finditer(masked.text), *forms.named.finditer(masked.text)):
        start, end = match.span(match.lastgroup or "name")
        is_cut = is_pair_zh(masked.text[start - 1 : start + 1]) and match.lastgroup == "late"
        if not is_word_zh(masked.text[start:end]) and not is_cut:
            yield _span(start, end, "name")
    yield from _grouped(masked)
    for run in _RUN.finditer(masked.text):
        yield from _spelt(masked.text, *run.span())


def _grouped(masked: MaskedText) -> Iterator[IdentifierSpan]:
    """Of the patterns of which each group is a name."""
    forms = _forms()
    kinds: tuple[tuple[re.Pattern[str], IdentifierKind], ...] = (
        (forms.told, "name"),
        (forms.of_role, "name_staff"),
        (forms.several, "name_staff"),
    )
    for pattern, kind in kinds:
        for match in pattern.finditer(masked.text):
            for group in match.groupdict(default=""):
                if match[group]:
                    yield _span(*match.span(group), kind)


def _is_nick(text: str, start: int, end: int) -> bool:
    """Whether 小何 is a person here: no word, none begun before or ended behind it."""
    if is_pair_zh(text[start:end]):
        return False
    said = within_words()
    before, after = text[start - 1 : start], text[end : end + 1]
    is_begun = before in said["nick_never"] if before else False
    if before and _RUN.match(before) and left_of(text, start, max(0, start - 6)) < 1:
        return False
    is_ended = not after or not _RUN.match(after) or after in said["nick_after"].split()
    return not is_begun and (is_ended or right_of(text, end, len(text)) > 1)


def _spelt(text: str, low: int, high: int) -> Iterator[IdentifierSpan]:
    """'古丽娜尔女士', '扎西次仁，男': signs that spell a foreign name, fitted between what may
    stand before and behind one."""
    forms, position = _forms(), low
    while position < high:
        end = position
        while end < high and text[end] in forms.spelt and end - position < _LONGEST_SPELT:
            end += 1
        found = next(
            (
                (start, stop)
                for start in range(position, max(position, end - _SHORTEST_SPELT + 1))
                for stop in range(end, start + _SHORTEST_SPELT - 1, -1)
                if _is_spelt(text, start, stop, low, high)
            ),
            None,
        )
        if found is not None:
            yield _span(*found, "name")
        position = max(end, position + 1)


def _is_spelt(text: str, start: int, end: int, low: int, high: int) -> bool:
    name = text[start:end]
    if is_word_zh(name):
        return False
    pairs = [name[at : at + 2] for at in range(len(name) - 1)]
    common = sum(is_pair_zh(pair) for pair in pairs)
    has_part = _forms().part.search(name) is not None
    if not has_part and common > _MOST_PAIRS * len(pairs):
        return False
    return left_of(text, start, low) + right_of(text, end, high) >= _LEAST + (not has_part)


def _span(start: int, end: int, kind: IdentifierKind) -> IdentifierSpan:
    return IdentifierSpan(start=start, end=end, kind=kind, found_by="pattern")
