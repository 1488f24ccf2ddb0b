"""Whether two printed names can be one person's.

Order, initials, diacritics, double and missing further names, titles and romanisation do not make
another person; another given name does. What cannot be compared says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property, lru_cache
from typing import Literal

from huizhen.core.language.hanzi_names import HanziMatch, compare_hanzi, compare_with_latin
from huizhen.core.language.kana import kana_key, romaji_key
from huizhen.core.language.name_forms import NameForm, Word, name_forms
from huizhen.core.language.name_keys import (
    folded_keys,
    is_misread,
    similarity,
    sound_keys,
    without_digraphs,
)
from huizhen.core.language.name_tables import name_tables
from huizhen.core.language.script import script_of_letter
from huizhen.core.records.identity import PersonName
from huizhen.core.records.value import Value

Match = Literal["same", "compatible", "absent", "conflict"]

_MOST_WORDS = 7
_SIMILAR = 70.0
_Words = tuple[Word, ...]
_SOUNDED = frozenset(("Latn", "Cyrl", "Grek"))


class NameComparison(Value):
    """The verdict on two names."""

    match: Match
    reason: str = ""
    """Machine code: same, order, initials, diacritics, transliteration, part, maiden_name,
    one_edit, other_name, family_alone, not_comparable."""
    is_one_edit: bool = False
    """Compatible only if one letter was misread: something else has to agree."""


class _Level(IntEnum):
    """How two words or parts agree; the smaller the better."""

    SAME = 0
    FOLDED = 1
    ROMANISED = 2
    PART = 3
    INITIAL = 4
    MISREAD = 10
    MISSING = 20
    OTHER = 30


_REASONS = {
    _Level.SAME: "same",
    _Level.FOLDED: "diacritics",
    _Level.ROMANISED: "transliteration",
    _Level.PART: "part",
    _Level.INITIAL: "initials",
}

_HANZI: dict[HanziMatch, NameComparison] = {
    "same": NameComparison(match="same", reason="same"),
    "variant": NameComparison(match="compatible", reason="transliteration"),
    "romanised": NameComparison(match="compatible", reason="transliteration"),
    "initials": NameComparison(match="compatible", reason="initials"),
    "misread": NameComparison(match="compatible", reason="one_edit", is_one_edit=True),
    "conflict": NameComparison(match="conflict", reason="other_name"),
    "absent": NameComparison(match="absent", reason="not_comparable"),
}

_ABSENT = NameComparison(match="absent", reason="not_comparable")
_FAMILY_ALONE = NameComparison(match="absent", reason="family_alone")
_OTHER = NameComparison(match="conflict", reason="other_name")
_ONE_EDIT = NameComparison(match="compatible", reason="one_edit", is_one_edit=True)
_RANK = {"same": 0, "compatible": 1, "absent": 3, "conflict": 4}


def compare_names(first: PersonName, second: PersonName) -> NameComparison:
    """What two names say of each other; the order of the arguments does not matter."""
    return compare_all_names((first,), (second,))


def compare_all_names(first: Iterable[PersonName], second: Iterable[PersonName]) -> NameComparison:
    """The best comparison of any name of one person with any of the other's.

    Maiden names, names in another script and former names are further names of one person.
    """
    forms = [form for name in first for form in name_forms(name)]
    others = [form for name in second for form in name_forms(name)]
    results = [_compare_forms(*_ordered(a, b)) for a in forms for b in others]
    conflicts = any(result.match == "conflict" for result in results)
    best = min(results, key=_rank, default=_ABSENT)
    # a script that cannot be compared does not outweigh one that disagrees
    if best.match == "absent" and best.reason == "not_comparable" and conflicts:
        return _OTHER
    return best


def _rank(result: NameComparison) -> tuple[int, str]:
    return (2 if result.is_one_edit else _RANK[result.match], result.reason)


def _ordered(first: NameForm, second: NameForm) -> tuple[NameForm, NameForm]:
    return (first, second) if repr(first) <= repr(second) else (second, first)


def _compare_forms(first: NameForm, second: NameForm) -> NameComparison:
    scripts = {first.script, second.script}
    if scripts == {"Hani"}:
        return _HANZI[compare_hanzi(_joined(first.words), _joined(second.words))]
    if scripts == {"Hani", "Latn"}:
        hanzi, latin = (first, second) if first.script == "Hani" else (second, first)
        words = (*latin.family, *latin.given, *latin.free)
        found = compare_with_latin(_joined(hanzi.words), _joined(hanzi.family), words)
        return _HANZI[found]
    if scripts == {"Kana", "Latn"} or scripts <= _SOUNDED or len(scripts) == 1:
        return _compare_alphabetic(first, second)
    if scripts == {"Arab", "Latn"} or scripts == {"Arab", "Cyrl"}:
        return _compare_alphabetic(first, second)
    return _ABSENT


def _joined(words: Iterable[Word]) -> str:
    return "".join(word.text for word in words)


def _compare_alphabetic(first: NameForm, second: NameForm) -> NameComparison:
    if first.generation and second.generation and first.generation != second.generation:
        return _OTHER
    if _have_excluding_particles(first.words, second.words):
        return _OTHER
    splits, others = list(_splits(first)), list(_splits(second))
    best = min((_compare_splits(a, b) for a in splits for b in others), key=_rank, default=_ABSENT)
    if best.match == "same" and first.generation != second.generation:
        return NameComparison(match="compatible", reason="part")
    if best.match == "conflict" and first.script != second.script:
        return best if _refutes(first, second) else _ABSENT
    return best


def _have_excluding_particles(first: Sequence[Word], second: Sequence[Word]) -> bool:
    """'Nguyễn Văn Hoa' and 'Nguyễn Thị Hoa' are a man and a woman."""
    for group in name_tables().excluding_particles:
        said, other = (
            {key for w in words for key in folded_keys(w.text, w.script) if key in group}
            for words in (first, second)
        )
        if said and other and not said & other:
            return True
    return False


def _refutes(first: NameForm, second: NameForm) -> bool:
    """Whether a mismatch across scripts is certain.

    Russian and Ukrainian names have a known range of Latin spellings. But a foreign name put into
    Cyrillic and back, kana, Greek and Arabic allow more than the tables know.
    """
    if {first.script, second.script} != {"Cyrl", "Latn"}:
        return False
    pairs = [(_Keys(a), _Keys(b)) for a in first.words for b in second.words]
    if any(_word_level(a, b, is_family=True) <= _Level.ROMANISED for a, b in pairs):
        return True
    return all(similarity(a.sounds, b.sounds) < _SIMILAR for a, b in pairs)


@dataclass(frozen=True, slots=True)
class _Split:
    """One way to read a form's words as family and given names."""

    family: tuple[Word, ...]
    given: tuple[Word, ...]
    is_said: bool
    """Whether the roles are the source's own."""
    is_family_first: bool = True
    reason: str = ""
    """Why the names are compatible at best: 'part' without particles, 'maiden_name'."""


def _splits(form: NameForm) -> Iterator[_Split]:
    for family, given, free, reason in _without_optional(form):
        if free:
            splits = list(_free_splits(free, reason))
        else:
            splits = [_Split(family, given, is_said=True, reason=reason)]
        yield from splits
        if form.earlier_family:
            for split in splits:
                yield _Split(form.earlier_family, split.given, False, reason="maiden_name")


def _without_optional(form: NameForm) -> Iterator[tuple[_Words, _Words, _Words, str]]:
    """Family, given and free words as printed, then without particles and soft titles."""
    parts = (form.family, form.given, form.free)
    yield (*parts, "")
    family, given, free = (tuple(w for w in part if not w.is_optional) or part for part in parts)
    if (family, given, free) != parts:
        yield family, given, free, "part"


def _free_splits(words: tuple[Word, ...], reason: str) -> Iterator[_Split]:
    words = words[:_MOST_WORDS]
    if len(words) == 1:
        yield _Split(words, (), False, reason=reason)
        yield _Split((), words, False, reason=reason)
    for at in range(1, len(words)):
        yield _Split(words[:at], words[at:], False, is_family_first=True, reason=reason)
        yield _Split(words[at:], words[:at], False, is_family_first=False, reason=reason)


def _compare_splits(first: _Split, second: _Split) -> NameComparison:
    found = _compare_roles(first, second)
    if first.is_said and second.is_said and found.match not in ("same", "compatible"):
        swapped = _Split(second.given, second.family, is_said=False)
        turned = _compare_roles(first, swapped)
        if turned.match in ("same", "compatible") and not turned.is_one_edit:
            return NameComparison(match="compatible", reason="order")
    if found.match == "same":
        reason = first.reason or second.reason
        if not reason and _is_printed_otherwise(first, second):
            reason = "order"
        if reason:
            return NameComparison(match="compatible", reason=reason)
    return found


def _is_printed_otherwise(first: _Split, second: _Split) -> bool:
    """Whether two names without roles have the same words in another order."""
    both_free = not first.is_said and not second.is_said
    return both_free and first.is_family_first != second.is_family_first


def _compare_roles(first: _Split, second: _Split) -> NameComparison:
    family = _part_level(first.family, second.family, is_family=True)
    given = _part_level(first.given, second.given, is_family=False)
    worst, best = max(family, given), min(family, given)
    if worst == _Level.OTHER:
        return _OTHER
    if worst == _Level.MISSING or family == _Level.INITIAL:
        return _ABSENT if best == _Level.MISSING else _FAMILY_ALONE
    if _have_both_more(first, second):
        return _OTHER
    if worst == _Level.MISREAD:
        return _ONE_EDIT if best != _Level.MISREAD else _OTHER
    if worst == _Level.SAME:
        return NameComparison(match="same", reason="same")
    return NameComparison(match="compatible", reason=_REASONS[worst])


def _have_both_more(first: _Split, second: _Split) -> bool:
    """Whether both names have a word that the other lacks, where roles are only supposed.

    'John Michael Smith' and 'John Peter Smith' would otherwise pass as John (Michael) (Peter)
    Smith, with one middle name taken for a family name.
    """
    if first.is_said and second.is_said:
        return False
    family = len(first.family) - len(second.family)
    given = len(first.given) - len(second.given)
    return (family > 0 > given) or (given > 0 > family)


def _part_level(first: Sequence[Word], second: Sequence[Word], is_family: bool) -> _Level:
    """How the family names, or the given names, of two people agree.

    The words of the shorter part must all be among the longer's: a missing middle name or a second
    family name says nothing, another one is another person's.
    """
    if not first or not second:
        return _Level.MISSING
    shorter, longer = (first, second) if len(first) <= len(second) else (second, first)
    keys, others = [_Keys(word) for word in shorter], [_Keys(word) for word in longer]
    level = _best_assignment(keys, others, is_family)
    if level == _Level.INITIAL and is_family and _has_full_word(keys, others):
        level = _Level.PART
    if level <= _Level.ROMANISED and len(shorter) < len(longer):
        level = _Level.PART
    if level > _Level.ROMANISED and (len(first) > 1 or len(second) > 1):
        whole = _word_level(_Keys(_whole(first)), _Keys(_whole(second)), is_family)
        # 'Abd al-Rahman' and 'Abdulrahman', 'Min-Jun' and 'Minjun'
        level = min(level, max(whole, _Level.FOLDED))
    return level


def _has_full_word(keys: Sequence[_Keys], others: Sequence[_Keys]) -> bool:
    """Whether a family name has more than initials in common: 'v. d. Berg', not 'M.'"""
    return any(
        _word_level(key, other, is_family=True) <= _Level.ROMANISED
        for key in keys
        for other in others
        if not key.word.is_abbreviated
    )


def _whole(words: Sequence[Word]) -> Word:
    return Word(text=_joined(words), script=words[0].script)


def _best_assignment(
    keys: Sequence[_Keys], others: Sequence[_Keys], is_family: bool, misread: int = 0
) -> _Level:
    """The worst level of the best pairing of every word with a word of the longer part."""
    if not keys:
        return _Level.SAME
    best = _Level.OTHER
    for index, other in enumerate(others):
        level = _word_level(keys[0], other, is_family)
        slips = misread + (level == _Level.MISREAD)
        if level >= best or slips > 1:
            continue
        rest = [*others[:index], *others[index + 1 :]]
        best = min(best, max(level, _best_assignment(keys[1:], rest, is_family, slips)))
        if best == _Level.SAME:
            break
    return best


class _Keys:
    """A word with its keys, each made when first needed."""

    def __init__(self, word: Word) -> None:
        self.word = word
        self.text = word.text
        self.script = word.script

    @cached_property
    def folded(self) -> frozenset[str]:
        return folded_keys(self.text, self.script)

    @cached_property
    def sounds(self) -> frozenset[str]:
        return sound_keys(self.text, self.script)

    @cached_property
    def groups(self) -> frozenset[int]:
        """The groups of equivalent forms that this word belongs to."""
        known = _groups_by_key()
        return frozenset(i for key in self.sounds or self.folded for i in known.get(key, ()))

    @cached_property
    def romaji(self) -> str:
        return kana_key(self.text) if self.script == "Kana" else romaji_key(self.text)


@lru_cache(maxsize=1)
def _groups_by_key() -> dict[str, frozenset[int]]:
    known: dict[str, frozenset[int]] = {}
    for index, forms in enumerate(name_tables().equivalents):
        for form in forms:
            script = script_of_letter(form[0])
            for key in sound_keys(form, script) or folded_keys(form, script):
                known[key] = known.get(key, frozenset()) | {index}
    return known


def _word_level(first: _Keys, second: _Keys, is_family: bool) -> _Level:
    if first.text == second.text:
        return _Level.SAME
    if first.word.is_abbreviated or second.word.is_abbreviated:
        return _Level.INITIAL if _is_initial(first, second) else _Level.OTHER
    if first.script == second.script:
        digraphs = ({without_digraphs(key) for key in keys.folded} for keys in (first, second))
        if first.folded & second.folded or set.intersection(*digraphs):
            return _Level.FOLDED
    if first.sounds & second.sounds or _are_one_in_japanese(first, second):
        return _Level.ROMANISED
    if first.groups & second.groups:
        return _Level.ROMANISED
    if first.script == second.script and _is_misread_pair(first, second, is_family):
        return _Level.MISREAD
    return _Level.OTHER


def _are_one_in_japanese(first: _Keys, second: _Keys) -> bool:
    if {first.script, second.script} - {"Kana", "Latn"}:
        return False
    return bool(first.romaji) and first.romaji == second.romaji


def _is_initial(first: _Keys, second: _Keys) -> bool:
    """Whether one word begins as the other abbreviates it, in letters or in sound."""
    return any(
        a.startswith(b) or b.startswith(a)
        for keys, others in ((first.folded, second.folded), (first.sounds, second.sounds))
        for a in keys
        for b in others
        if a and b
    )


def _is_misread_pair(first: _Keys, second: _Keys, is_family: bool) -> bool:
    return any(is_misread(a, b, is_family) for a in first.folded for b in second.folded)
