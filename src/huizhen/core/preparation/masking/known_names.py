"""A case's names in a text: any order and script, initials, hyphens at line ends, slips of OCR."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import permutations

from huizhen.core.extraction.identity_labels import plain
from huizhen.core.language.hanzi_names import surnames_by_spelling
from huizhen.core.language.name_forms import NameForm, name_forms
from huizhen.core.language.name_keys import folded_keys, is_misread, sound_keys, without_digraphs
from huizhen.core.language.pinyin import pinyin_name
from huizhen.core.language.script import script_of_letter
from huizhen.core.preparation.masking.lexicon import is_ordinary
from huizhen.core.preparation.masking.listed import is_eponym
from huizhen.core.preparation.masking.tables import (
    beside_names,
    familiar_names,
    masking_tables,
)
from huizhen.core.preparation.masking.words import MaskedText, Word
from huizhen.core.records.identity import PersonName
from huizhen.core.records.known_identifiers import KnownIdentifiers

Place = tuple[int, int]

_SHORTEST = 3
_SHORTEST_SMALL = 5
"""Letters of a name that is believed in small letters, as in messages."""
_CLOSE = 3
_SHORTEST_JOINED = 8
RUSSIAN_ENDINGS = frozenset((
    "", "а", "у", "ом", "е", "ы", "ой", "ую", "я", "ю", "ем", "и", "ей", "ым", "ого", "ому", "им",
    "ая", "ой", "ою", "ых", "ь", "й", "ём",
))  # fmt: skip
_FIGURES = str.maketrans("01358", "oiesb")
_WITH_FIGURE = re.compile(
    r"(?<![^\W_])(?=[^\W_]{0,20}[^\W\d_])[^\W\d_]{0,20}[01358][^\W_]{1,20}(?![^\W_])"
)
_SHORTEST_MISREAD = 6
_HAN = re.compile(r"[\u3400-\u9fff]")
_BROKEN = re.compile(r"([^\W\d_]{2,})[-‐¬\u00ad]\s*\n\s*([^\W\d_]{2,})")
_SPACED_OUT = re.compile(r"(?<!\w)[^\W\d_](?:[ .\u00a0]{1,2}[^\W\d_]){3,24}(?!\w)")
_INITIAL = r"[^\W\d_]\.?"
_INITIALS_BEFORE = re.compile(r"(?:(?<!\w)[^\W\d_]\.[ \u00a0-]?){1,3}\s?$")
_INITIALS_AFTER = re.compile(
    r"[ ,\u00a0]{1,3}(?:[^\W\d_]\.[ \u00a0-]?){1,3}|[ ,]{1,2}[A-ZА-ЯЁ](?![\w.'’])"
)


@dataclass(slots=True)
class _Keys:
    """What words of a text are compared with."""

    folded: set[str] = field(default_factory=set)
    sounds: set[str] = field(default_factory=set)
    stems: set[str] = field(default_factory=set)
    """Cyrillic words without their ending."""
    long: set[str] = field(default_factory=set)
    """Folded words in which one misread letter is believed."""
    only_near: set[str] = field(default_factory=set)
    """Short and common words: part of the name beside another word of it alone."""
    han: set[str] = field(default_factory=set)
    openings: set[str] = field(default_factory=set)
    """How a whole Chinese name in Latin letters begins, to any length."""
    joined: set[str] = field(default_factory=set)
    """Whole Chinese names in Latin letters without spaces, in both orders."""
    pinyin: list[tuple[str, str]] = field(default_factory=list)
    """Surname and given name of a Chinese name known in Latin letters alone."""
    initials: set[str] = field(default_factory=set)


def known_name_places(masked: MaskedText, known: KnownIdentifiers) -> list[Place]:
    """Where a name of the case stands."""
    keys = _keys(known)
    found = [*_words(masked, keys), *_broken(masked, keys), *_spaced_out(masked, keys)]
    found += _in_han(masked, keys)
    found += _in_pinyin(masked, keys)
    found += _by_initials(masked, keys)
    found += _with_figures(masked, keys)
    return list(_runs(masked, [_with_initials(masked, place) for place in found]))


def _runs(masked: MaskedText, places: list[Place]) -> Iterator[Place]:
    """Words of a name that stand side by side, as one place."""
    start = end = -1
    for place in sorted(places):
        between = masked.text[end : place[0]] if end >= 0 else "none"
        if end >= 0 and len(between) <= _CLOSE and not between.strip(" ,\u00a0-\n"):
            end = max(end, place[1])
            continue
        if end >= 0:
            yield start, end
        start, end = place
    if end >= 0:
        yield start, end


@lru_cache(maxsize=16)
def _keys(known: KnownIdentifiers) -> _Keys:
    keys = _Keys()
    names = [*known.names]
    names += [PersonName(family=text, text=text) for text in known.families]
    names += [PersonName(given=text, text=text) for text in known.givens]
    for name in names:
        for form in name_forms(name):
            _add(keys, form, name)
        for word in re.findall(r"[^\W\d_]{3,}", plain(name.given or name.text)):
            _add_familiar(keys, word)
    keys.openings = {
        joined[:length] for joined in keys.joined for length in range(1, len(joined) + 1)
    }
    return keys


def _add_familiar(keys: _Keys, given: str) -> None:
    """'Lola' of a Dolores, in Russian in its cases as well."""
    for form in familiar_names().get(given, ()):
        if len(form) >= _SHORTEST and form not in masking_tables().ambiguous:
            keys.folded.add(form)
            if form[0] >= "\u0400":
                keys.stems.add(form.rstrip("аяь"))


def _add(keys: _Keys, form: NameForm, name: PersonName) -> None:
    words = [word for word in (*form.words, *form.earlier_family) if not word.is_optional]
    if form.script == "Hani":
        _add_han(keys, "".join(word.text for word in form.words), name)
        return
    for word in words:
        if word.is_abbreviated or len(word.text) < 2:
            continue
        folded = folded_keys(word.text, word.script)
        folded |= {without_digraphs(key) for key in folded}
        if len(word.text) < _SHORTEST or is_chinese_part(word.text):
            keys.only_near |= folded
            continue
        keys.folded |= folded
        if len(word.text) > _SHORTEST:
            keys.sounds |= sound_keys(word.text, word.script)
            keys.sounds |= sound_keys(_as_spoken(word.text), word.script)
        if word.script == "Cyrl" and len(word.text.rstrip("аяйьоеиы")) >= _SHORTEST:
            keys.stems |= {key.rstrip("аяиьоеы") for key in folded}
        if len(word.text) >= _SHORTEST_MISREAD:
            keys.long |= folded
    letters = [word.text[0] for word in words]
    if len(letters) >= 2:
        keys.initials |= {"".join(order) for order in permutations(letters[:4])}
    _add_pinyin(keys, form)


def _as_spoken(word: str) -> str:
    """A Romance or German name as a Cyrillic text spells it by ear: García as Гарсия."""
    plain = re.sub("c(?=[eiyéí])", "s", word)
    return re.sub("z", "s", re.sub("ll", "l", plain))


def is_chinese_part(word: str) -> bool:
    """Whether a word is a short Chinese surname, which is a word of other languages as often."""
    return len(word) <= 4 and word in surnames_by_spelling()


def _add_pinyin(keys: _Keys, form: NameForm) -> None:
    if form.script != "Latn" or not form.family or not form.given:
        return
    family = "".join(word.text for word in form.family)
    given = "".join(word.text for word in form.given)
    if family in surnames_by_spelling():
        keys.pinyin.append((family, given))
        keys.joined |= {family + given, given + family}


def _add_han(keys: _Keys, hanzi: str, name: PersonName) -> None:
    keys.han.add(hanzi)
    if len(hanzi) < 2:
        return
    latin = pinyin_name(hanzi, name.family if _HAN.match(name.family or "") else "")
    family, _, given = latin.casefold().replace("'", "").replace("ü", "u").partition(" ")
    if given:
        keys.joined |= {family + given, given + family}
        keys.only_near.add(family)
        if len(given) >= 5:
            keys.folded.add(given)
    if len(hanzi) >= 3:
        keys.han.add(hanzi[-2:])


def _words(masked: MaskedText, keys: _Keys) -> Iterator[Place]:
    """Single words; a short or common one only beside another word of the name."""
    hits: list[bool] = []
    near: list[int] = []
    for index, word in enumerate(masked.words):
        is_hit = (word.is_capital or not masked.has_case) and _is_of(word.plain, keys)
        hits.append(is_hit and not (is_eponym(masked, word)))
        if word.plain in keys.only_near and word.is_capital:
            near.append(index)
    for index in near:
        hits[index] = any(
            0 <= other < len(hits) and hits[other] and _are_neighbours(masked, index, other)
            for other in (index - 1, index + 1)
        )
    exact = [
        _is_of(word.plain, keys, is_exact=True) and not is_eponym(masked, word)
        for word in masked.words
    ]
    for index, is_exact in enumerate(exact):
        word = masked.words[index]
        if is_exact and _is_name_in_small(word.plain):
            hits[index] = True
        if is_exact and not hits[index]:
            hits[index] = any(
                0 <= other < len(hits)
                and (hits[other] or exact[other])
                and _are_neighbours(masked, index, other)
                for other in (index - 1, index + 1)
            )
    for word, is_hit in zip(masked.words, hits, strict=True):
        if is_hit:
            yield word.start, word.end


def _is_name_in_small(word: str) -> bool:
    """Whether a word of the name is no word of a language, so that it needs no capital."""
    is_word = is_ordinary(word) or word in words_in_small() or word in masking_tables().ambiguous
    return len(word) >= _SHORTEST_SMALL and not is_word


@lru_cache(maxsize=1)
def words_in_small() -> frozenset[str]:
    """Plain surnames that are words too."""
    return frozenset(map(plain, beside_names()["words_in_small"].split()))


def _are_neighbours(masked: MaskedText, one: int, other: int) -> bool:
    first, second = sorted((one, other))
    between = masked.text[masked.words[first].end : masked.words[second].start]
    return len(between) <= 3 and not between.strip(" ,\n\t-")


def _is_of(word: str, keys: _Keys, *, is_exact: bool = False) -> bool:
    """Whether a plain word, or a part of a hyphened one, is a word of the name."""
    if _matches(word, keys, is_exact=is_exact):
        return True
    parts = re.split("['’‑-]", word)
    matching = [part for part in parts if _matches(part, keys, is_exact=True)]
    if len(parts) == len(matching) or not matching:
        return len(parts) > 1 and bool(matching)
    # 'Müller-Lüdenscheid' may be she after a marriage; 'Müller-Gänge' are no person's
    return not any(part in masking_tables().eponyms for part in matching)


def _matches(word: str, keys: _Keys, *, is_exact: bool) -> bool:
    if len(word) < _SHORTEST:
        return False
    if word in keys.folded or without_digraphs(word) in keys.folded:
        return True
    if is_exact:
        return False
    if keys.stems and _is_declined(word, keys):
        return True
    if keys.sounds and len(word) > _SHORTEST and not keys.sounds.isdisjoint(_sounds(word)):
        return True
    return len(word) >= _SHORTEST_MISREAD - 1 and any(
        abs(len(word) - len(one)) <= 1
        and (word[:2] == one[:2] or word[-2:] == one[-2:])
        and is_misread(word, one, is_family=True)
        for one in keys.long
    )


def _is_declined(word: str, keys: _Keys) -> bool:
    """'Ивана Петровича': a Russian name in a case of its sentence."""
    return any(
        word[:cut] in keys.stems and word[cut:] in RUSSIAN_ENDINGS
        for cut in range(max(_SHORTEST, len(word) - 3), len(word) + 1)
    )


@lru_cache(maxsize=16384)
def _sounds(word: str) -> frozenset[str]:
    return sound_keys(word, script_of_letter(word[0]))


def _broken(masked: MaskedText, keys: _Keys) -> Iterator[Place]:
    """'Gar-' at a line's end and 'cía' on the next."""
    for match in _BROKEN.finditer(masked.apart):
        if match[0][0].isalpha() and _is_of(match[1] + match[2], keys):
            yield match.start(), match.end()


def _spaced_out(masked: MaskedText, keys: _Keys) -> Iterator[Place]:
    """'M U S T E R M A N N'."""
    for match in _SPACED_OUT.finditer(masked.apart):
        joined = "".join(filter(str.isalpha, match[0]))
        is_whole = _is_of(joined, keys) or any(
            joined[:cut] in keys.folded and joined[cut:] in keys.folded | keys.only_near
            for cut in range(_SHORTEST, len(joined) - 1)
        )
        if is_whole:
            yield match.start(), match.end()


def _with_figures(masked: MaskedText, keys: _Keys) -> Iterator[Place]:
    """'GARC1A': figures where a recogniser saw them in a word of letters."""
    for match in _WITH_FIGURE.finditer(masked.apart):
        word = match[0].translate(_FIGURES)
        figures = sum(map(str.isdigit, match[0]))
        is_word = len(word) > _SHORTEST and figures * 3 <= len(word)
        is_name = _matches(word, keys, is_exact=True) or word.replace("i", "l") in keys.folded
        if is_word and is_name:
            yield match.span()


def _in_han(masked: MaskedText, keys: _Keys) -> Iterator[Place]:
    """Names in hanzi, spaced or not; and those known in pinyin alone, sign by sign."""
    for hanzi in keys.han:
        if len(hanzi) < 2:
            continue
        pattern = r"[ \u3000\n]?".join(map(re.escape, hanzi))
        for match in re.finditer(pattern, masked.text):
            yield match.span()
    if not keys.pinyin or not _HAN.search(masked.text):
        return
    by_spelling = surnames_by_spelling()
    wanted = {sign: (family, given) for family, given in keys.pinyin
              for sign in by_spelling.get(family, ())}  # fmt: skip
    for at, char in enumerate(masked.text):
        if char not in wanted:
            continue
        family, given = wanted[char]
        for length in (2, 3, 4):
            hanzi = masked.text[at : at + length]
            if len(hanzi) == length and _reads(hanzi, family, given):
                yield at, at + length


@lru_cache(maxsize=4096)
def _reads(hanzi: str, family: str, given: str) -> bool:
    read = pinyin_name(hanzi).casefold().replace("'", "").replace("ü", "u")
    return read.replace(" ", "") == family + given


def _in_pinyin(masked: MaskedText, keys: _Keys) -> Iterator[Place]:
    """'Zhāng Wěi', 'ZHANGWEI', 'Xiao-ming Li': two or three words read together."""
    if not keys.joined:
        return
    words = masked.words
    for index, word in enumerate(words):
        if word.plain.replace("'", "").replace("’", "").replace("-", "") not in keys.openings:
            continue
        joined = ""
        for other in range(index, min(index + 4, len(words))):
            if other > index and not _are_neighbours(masked, other - 1, other):
                break
            joined += re.sub("['’‑-]", "", words[other].plain)
            is_said = word.is_capital or other > index or len(joined) >= _SHORTEST_JOINED
            if joined in keys.joined and is_said:
                yield word.start, words[other].end


def _by_initials(masked: MaskedText, keys: _Keys) -> Iterator[Place]:
    """All initials of a name in their order with full stops: 'M. L. G.'"""
    for letters in keys.initials:
        if len(letters) < 3:
            continue
        pattern = r"(?<!\w)" + r"\.[ \u00a0]?".join(map(re.escape, letters)) + r"\.?(?!\w)"
        for match in re.finditer(pattern, masked.apart):
            if masked.text[match.start() : match.end()].replace(" ", "").replace(".", "").isupper():
                yield match.span()


def _with_initials(masked: MaskedText, place: Place) -> Place:
    """A word of the name with the initials before and behind it."""
    start, end = place
    before = _INITIALS_BEFORE.search(masked.text[max(0, start - 12) : start])
    after = _INITIALS_AFTER.match(masked.text, end)
    if before is not None and before[0].upper() == before[0]:
        start -= len(before[0])
    if after is not None and after[0].upper() == after[0]:
        end += len(after[0].rstrip(" ,\u00a0"))
    return start, end


def words_of(spans: Iterable[Place], masked: MaskedText) -> Iterator[Word]:
    """The words under some places."""
    for start, end in spans:
        yield from masked.words[masked.index_at(start) : masked.index_at(end)]
