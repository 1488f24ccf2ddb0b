"""The words of a text with their places, and runs of words that can be a name."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from huizhen.core.extraction.identity_labels import plain
from huizhen.core.preparation.masking.lexicon import is_ordinary
from huizhen.core.preparation.masking.tables import MaskingTables

_SIGN = r"\u3040-\u30ff\u3400-\u9fff"
_WORD = re.compile(rf"(?:(?![{_SIGN}])[^\W\d_])+(?:['’‑-](?:(?![{_SIGN}])[^\W\d_])+)*|[{_SIGN}]+")
_SIGNS = re.compile(f"[{_SIGN}]")
_IRISH = re.compile("(?:h|d[’'])[AEIOUÁÉÍÓÚÀÈ][a-zà-ÿ]{3}").match
_HAN_NAME = re.compile(r"[\u3400-\u9fff]+(?:[·・•‧][\u3400-\u9fff]+)*")
_BETWEEN = re.compile(r"[ \t\u00a0]{0,3}(?:\.?-|[.,])?[ \t\u00a0]{0,3}|[ \t\u00a0]*\n[ \t]*")
_SEX_ZH = re.compile("[男女性年岁,，;；]")
_MOST_WORDS = 6
_WIDE_GAP = 2
_NO_HEADS = frozenset(
    (
        "auf",
        "und",
        "zu",
        "zum",
        "zur",
        "et",
        "y",
        "i",
        "e",
        "im",
        "in",
        "am",
        "bei",
        "le",
        "la",
        "les",
    )
)
"""Particles with which a name seldom begins."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word: its place, its plain text, and whether it begins with a capital."""

    start: int
    end: int
    plain: str
    is_capital: bool
    is_upper: bool


@dataclass(slots=True)
class MaskedText:
    """A text while identifiers are looked for; `plain` has its offsets."""

    text: str
    plain: str
    apart: str
    """`plain` with a point in the place of each sign of Chinese and Japanese: Latin words and
    figures that touch one end there, though a pattern takes both for letters."""
    language: str
    tables: MaskingTables
    words: list[Word] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    is_small: bool = False
    """Printed in small letters throughout, as people write in messages."""
    has_case: bool = True
    """Whether capitals say anything: not in a text printed in capitals throughout."""

    def index_at(self, position: int) -> int:
        """The index of the first word that starts at or after the position."""
        return bisect_left(self.starts, position)

    def word_at(self, position: int) -> Word | None:
        """The word that starts exactly there."""
        index = self.index_at(position)
        if index < len(self.words) and self.words[index].start == position:
            return self.words[index]
        return None


def without_signs(text: str) -> str:
    """The text with nothing but a middle point where a Chinese or Japanese sign stood."""
    return _SIGNS.sub("·", text)


def masked_text_of(text: str, language: str, tables: MaskingTables) -> MaskedText:
    """The text prepared for the finders."""
    folded = plain(text)
    words = [
        Word(m.start(), m.end(), folded[m.start() : m.end()], _is_capital(m[0]), m[0].isupper())
        for m in _WORD.finditer(text)
    ]
    capitals = sum(word.is_capital for word in words)
    small = sum(not word.is_upper for word in words if word.end - word.start > 2)
    return MaskedText(
        text=text,
        plain=folded,
        apart=without_signs(folded),
        language=language,
        tables=tables,
        words=words,
        starts=[word.start for word in words],
        is_small=capitals * 50 < len(words),
        has_case=small * 5 > len(words),
    )


def _is_capital(word: str) -> bool:
    """Whether a word begins as a name does: 'hEochagáin' as well."""
    return word[0].isupper() or _IRISH(word) is not None


def name_run(
    masked: MaskedText, start: int, end: int, *, is_sure: bool = False, most: int = _MOST_WORDS
) -> tuple[int, int] | None:
    """The extent of a name that begins at `start` (titles and spaces passed over), or None.

    Capitalised words and particles between them; a word that never belongs to a name ends it.
    With `is_sure` (after 'Apellidos:') small letters are believed too.
    """
    start = after_titles(masked, start, end)
    if "\u3400" <= masked.text[start : start + 1] <= "\u9fff":
        return _han_name(masked, start, end)
    index = masked.index_at(start)
    first = last = -1
    count = commas = 0
    position = start
    while index < len(masked.words) and count < most:
        word = masked.words[index]
        if word.end > end or not _may_follow(masked, position, word, is_first=last < 0):
            break
        if last >= 0 and (
            _is_behind_initials(masked, first, index)
            or _is_behind_name(masked, index)
            or _is_behind_particle(masked, index)
        ):
            break
        commas += "," in masked.text[position : word.start]
        if commas > 1 or not _is_of_name(masked, word, is_sure=is_sure, is_first=last < 0):
            break
        if word.plain.endswith(("'s", "’s")) and word.is_capital:
            return (first if first >= 0 else word.start), word.end - 2
        is_particle = word.plain in masked.tables.particles and not word.is_capital
        if not is_particle:
            first = word.start if first < 0 else first
            last = word.end
        position, count, index = word.end, count + 1, index + 1
    if last < 0 or (last - first < 2 and not is_sure):
        return None
    return _with_start_and_stop(masked, (start, first), (last, end), index)


def _with_start_and_stop(
    masked: MaskedText, starts: tuple[int, int], ends: tuple[int, int], index: int
) -> tuple[int, int] | None:
    """The name from its first sign to the full stop of its last initial; None for a phrase."""
    (start, first), (last, end) = starts, ends
    word = masked.word_at(first)
    head = masked.plain[start:first].strip()
    if word is not None and head in _NO_HEADS and is_ordinary(word.plain):
        return None  # 'auf Wunsch'
    first = start if start < first else first
    if last < end and masked.text[last] == "." and last - masked.words[index - 1].start == 1:
        last += 1
    return first, last


def _may_follow(masked: MaskedText, position: int, word: Word, *, is_first: bool) -> bool:
    between = masked.text[position : word.start]
    if is_first:
        return not between.strip(" \t\u00a0:.-–")
    if between.count(" ") > 1 and (len(between) > _WIDE_GAP or word.end - word.start <= 2):
        return False  # 'Gwen   F': a column of its own
    if between == ". " and position - _start_of(masked, position) > 2:
        return False  # a sentence has ended, no initial
    return bool(_BETWEEN.fullmatch(between)) and "\n" not in between


def _is_behind_initials(masked: MaskedText, first: int, index: int) -> bool:
    """Whether a Russian surname has had its initials: 'Сафина Л.Р. Гемоглобин'."""
    word, before = masked.words[index], masked.words[index - 1]
    is_initial = before.end - before.start == 1 and masked.text[before.end] == "."
    began = masked.word_at(first)
    is_full = began is not None and began.end - began.start > 1
    is_russian = "\u0400" <= word.plain[0] <= "\u04ff"
    return is_initial and is_full and is_russian and word.end - word.start > 1


def _is_behind_name(masked: MaskedText, index: int) -> bool:
    """Whether a word of the lexicon follows a name behind a comma, or in capitals: 'Ticona CMP'."""
    before, word = masked.words[index - 1], masked.words[index]
    if word.plain in masked.tables.particles or not is_ordinary(word.plain):
        return False
    has_comma = "," in masked.text[before.end : word.start]
    return has_comma or (word.is_upper and not before.is_upper and word.end - word.start > 1)


def _is_behind_particle(masked: MaskedText, index: int) -> bool:
    """Whether a word of the lexicon follows a name behind a preposition: 'Waltraud zu Besuch'."""
    before, word = masked.words[index - 1], masked.words[index]
    tables = masked.tables
    is_preposition = before.plain in _NO_HEADS and not before.is_capital
    is_name = word.plain in tables.all_family or word.plain in tables.all_given
    return is_preposition and is_ordinary(word.plain) and not is_name


def _start_of(masked: MaskedText, position: int) -> int:
    index = masked.index_at(position) - 1
    return masked.words[index].start if index >= 0 else position


def _is_of_name(masked: MaskedText, word: Word, *, is_sure: bool, is_first: bool) -> bool:
    tables = masked.tables
    if word.plain in tables.particles:
        return not is_first or word.is_capital or is_sure
    if (
        word.is_capital
        and word.end - word.start == 1
        and masked.text[word.end : word.end + 1] == "."
    ):
        return True
    if word.plain in tables.not_names or (is_first and word.plain in tables.kin):
        return False
    if masked.is_small:
        return is_sure or word.plain in tables.all_given or word.plain in tables.all_family
    return word.is_capital or is_sure


def _titles(masked: MaskedText) -> tuple[str, ...]:
    """The titles of the text's language, of every language where it is not known."""
    staff, person = masked.tables.titles_staff, masked.tables.titles_person
    if masked.language in staff:
        return staff[masked.language] + person[masked.language]
    return tuple({title for said in (*staff.values(), *person.values()) for title in said})


def after_titles(masked: MaskedText, start: int, end: int) -> int:
    """The first position that is neither space nor title."""
    titles = (
        *_titles(masked),
        "dr. med.", "med.", "dr", "dr.", "dra.", "dra", "prof.", "prof", "dipl.-med.",
    )  # fmt: skip
    is_moving = True
    while is_moving and start < end:
        while start < end and masked.text[start] in " \t\u00a0:.":
            start += 1
        is_moving = False
        for title in titles:
            stop = start + len(title)
            if masked.plain.startswith(title, start) and stop < end and (
                title.endswith(".") or not masked.plain[stop].isalnum()
            ):  # fmt: skip
                start, is_moving = stop, True
                break
    return start


def _without_title_zh(masked: MaskedText, start: int, stop: int) -> int:
    """The end of a name before its title: '樊嘉教授'."""
    for titles in masked.tables.titles_after_zh.values():
        for title in titles:
            if masked.text.endswith(title, start + 1, stop) and stop - len(title) > start:
                return stop - len(title)
    return stop


def _han_name(masked: MaskedText, start: int, end: int) -> tuple[int, int] | None:
    match = _HAN_NAME.match(masked.text, start, end)
    if match is None or match[0][:2] in masked.tables.no_name_zh:
        return None
    stop = match.end()
    if "·" in match[0] or "・" in match[0] or "•" in match[0]:
        return start, min(stop, start + 24)
    cut = _SEX_ZH.search(masked.text, start + 1, stop)
    stop = cut.start() if cut is not None else stop
    stop = _without_title_zh(masked, start, stop)
    if stop - start > 4:
        is_compound = masked.text[start : start + 2] in masked.tables.surnames_zh
        stop = start + (4 if is_compound else 3)
    is_titled = stop < match.end() and stop - start == 1 and cut is None
    return (start, stop) if stop - start >= 2 or is_titled else None
