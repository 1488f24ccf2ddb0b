"""A case's Chinese names in other forms: traditional signs, the surname with a form of address, the
given name alone, and any romanisation with that surname."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from huizhen.core.language.hanzi_names import compare_hanzi, pinyin_of, surnames_by_spelling
from huizhen.core.language.name_tables import name_tables
from huizhen.core.preparation.masking.lexicon import is_word_zh
from huizhen.core.preparation.masking.tables import beside_names, masking_tables
from huizhen.core.preparation.masking.words import MaskedText
from huizhen.core.records.known_identifiers import KnownIdentifiers

Place = tuple[int, int]

_HAN = re.compile("[\u3400-\u9fff]+")
_GAP = "[ \u3000]?"
_LATIN = re.compile(
    r"(?<![^\W_])(?P<one>[A-Z][A-Za-z]+)(?:,?[ ]|-)(?P<two>[A-Z][a-z]+)"
    r"(?:[ -](?P<three>[A-Za-z][a-z]*))?(?![^\W_])"
)


def known_hanzi_places(masked: MaskedText, known: KnownIdentifiers) -> Iterator[Place]:
    """Where a form of such a name stands."""
    yield from _of_latin(masked.text, known)
    for hanzi in _hanzi(known):
        yield from _variants(masked.text, hanzi)
        for match in _forms(hanzi).finditer(masked.text):
            yield match.span("name")
        yield from _romanised(masked.text, hanzi[0])


@lru_cache(maxsize=16)
def _hanzi(known: KnownIdentifiers) -> tuple[str, ...]:
    names = [name.text or name.family + name.given for name in known.names]
    names += [name.family + name.given for name in known.names]
    bare = ("".join(_HAN.findall(name)) for name in names)
    return tuple(dict.fromkeys(one for one in bare if 2 <= len(one) <= 5))


@lru_cache(maxsize=16)
def _forms(hanzi: str) -> re.Pattern[str]:
    """The surname before a form of address, behind 小 or 老, or behind a bed; the given name."""
    compound = hanzi[:2] in masking_tables().surnames_zh and len(hanzi) > 2
    family = hanzi[: 2 if compound else 1]
    given = hanzi[len(family) :]
    address = beside_names()["address_zh"]
    spaced = _GAP.join(map(re.escape, hanzi)) + "|" + re.escape(family) + "[ \u3000]{1,3}" + given
    alone = rf"|(?P<alone>{re.escape(given)})" if len(given) >= 2 else ""
    return re.compile(
        rf"(?P<name>{spaced}|{family}(?={address})|(?<=[小老阿]){family}|(?<=床){family}(?![\u4e00-\u9fff])"
        rf"|(?<![\u4e00-\u9fff]){family}(?![\u4e00-\u9fff]){alone})"
    )


def _of_latin(text: str, known: KnownIdentifiers) -> Iterator[Place]:
    """Names in hanzi whose surname is known in Latin letters alone: 陳大文 of Chan Tai Man."""
    by_spelling = surnames_by_spelling()
    words = {
        word.casefold()
        for name in known.names
        for word in re.findall(r"[A-Za-z]+", name.family or name.text)
    }
    signs = {sign for word in words for sign in by_spelling.get(word, ())}
    attested = name_tables().attested_romanisations.items()
    signs |= {sign for sign, said in attested if not words.isdisjoint(map(str.casefold, said))}
    if not signs or not _HAN.search(text):
        return
    given = beside_names()["given_signs_zh"]
    either = "|".join(map(re.escape, sorted(signs)))
    pattern = re.compile(
        rf"(?:{either})[{given}]{{2}}|(?<![\u4e00-\u9fff])(?:{either})[{given}](?![\u4e00-\u9fff])"
    )
    for match in pattern.finditer(text):
        if not is_word_zh(match[0]):
            yield match.span()


def _variants(text: str, hanzi: str) -> Iterator[Place]:
    """陳伯安 of a 陈伯安."""
    length = len(hanzi)
    for run in _HAN.finditer(text):
        for start in range(run.start(), run.end() - length + 1):
            window = text[start : start + length]
            alike = sum(a == b for a, b in zip(window, hanzi, strict=True))
            if alike and alike < length and _is_heard_alike(window, hanzi):
                yield start, start + length


@lru_cache(maxsize=8192)
def _is_heard_alike(window: str, hanzi: str) -> bool:
    """Traditional signs, or others that are read the same: 陈柏安 for 陈伯安."""
    if compare_hanzi(window, hanzi) == "variant":
        return True
    is_same_family = window[0] == hanzi[0]
    return is_same_family and len(hanzi) > 2 and all(
        not pinyin_of(one).isdisjoint(pinyin_of(other))
        for one, other in zip(window, hanzi, strict=True)
    )  # fmt: skip


def _romanised(text: str, surname: str) -> Iterator[Place]:
    """Two or three words of which the first or the last is a spelling of the surname."""
    by_spelling = surnames_by_spelling()
    for match in _LATIN.finditer(text):
        last = match["three"] or match["two"]
        ends = (match["one"].casefold(), last.casefold())
        if any(surname in by_spelling.get(end, ()) for end in ends):
            yield match.span()
