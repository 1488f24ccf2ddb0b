"""Whether a word is one of medicine, of letters or of offices, and so no part of a name."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources

from huizhen.core.extraction.identity_labels import plain
from huizhen.core.preparation.masking.tables import masking_tables

_FILES_ZH = ("lexicon_zh.txt", "ordinary_zh.txt")
_SHORTEST_TAIL = 5
_SHORTEST_HEAD = 3
_SHORTEST_STEM = 4
_CUT = 2
_GENERAL_ENDINGS = ("s", "es", "e", "en", "er", "n", "em")
"""Of plurals and cases in Latin letters."""
_GIVEN_ENDINGS = ("е", "ы", "и", "у", "ю", "ой", "ей", "ом", "ем", "ою")
"""Of a Russian given name in the cases of a sentence."""
_NOUN_ENDINGS = (
    "ung", "ungen", "keit", "heit", "schaft", "tion", "tionen", "itis", "itiden", "ektomie",
    "skopie", "graphie", "grafie", "therapie", "pathie", "logie", "chirurgie", "ierung", "befund",
    "bericht", "kontrolle", "untersuchung", "station", "klinik", "praxis", "abteilung", "ismus",
    "mab", "nib", "ciclib", "statin", "pril", "sartan", "azol", "mycin", "platin", "taxel",
    "ология", "ография", "скопия", "томия", "терапия", "ение", "ания", "ость", "ция",
    "ectomy", "oscopy", "ology", "ation", "ectomie", "ectomia", "oscopia", "logia", "cion",
)  # fmt: skip
"""Endings that make a noun of medicine, and no surname."""


@lru_cache(maxsize=1)
def _lexicon() -> frozenset[str]:
    folder = resources.files("huizhen").joinpath("content", "masking")
    text = folder.joinpath("lexicon.txt").read_text(encoding="utf-8")
    own = folder.joinpath("ordinary.txt").read_text(encoding="utf-8")
    return frozenset(text.split()) | frozenset(map(plain, own.split()))


@lru_cache(maxsize=1)
def _words_zh() -> frozenset[str]:
    folder = resources.files("huizhen").joinpath("content", "masking")
    texts = (folder.joinpath(name).read_text(encoding="utf-8") for name in _FILES_ZH)
    return frozenset(word for text in texts for word in text.split())


def is_word_zh(text: str) -> bool:
    """Whether signs that look like a name are a word of medicine: 安康信, 康复."""
    return text in _words_zh()


@lru_cache(maxsize=1)
def _pairs_zh() -> dict[str, str]:
    folder = resources.files("huizhen").joinpath("content", "masking")
    lines = folder.joinpath("pairs_zh.txt").read_text(encoding="utf-8").split()
    return {line[0]: line[1:] for line in lines}


def is_pair_zh(pair: str) -> bool:
    """Whether two signs stand side by side in ordinary words and texts of medicine."""
    return len(pair) == 2 and pair[1] in _pairs_zh().get(pair[0], "")


@lru_cache(maxsize=1)
def _stems() -> frozenset[str]:
    """Cyrillic words without their last letters, by which their cases are known."""
    return frozenset(
        word[:-_CUT]
        for word in _lexicon()
        if word[0] >= "\u0400" and len(word) - _CUT >= _SHORTEST_STEM
    )


@lru_cache(maxsize=8192)
def may_be_called(word: str) -> bool:
    """Whether somebody may be called so though it is a word or an eponym too: Koch, Kocher."""
    tables = masking_tables()
    if word in tables.not_names or word in tables.kin:
        return False
    if word in tables.eponyms:
        return word not in _lexicon()
    return word in tables.all_family and word not in tables.ambiguous


@lru_cache(maxsize=16384)
def is_ordinary(word: str) -> bool:
    """Whether a plain word is known to be none of a name: itself, a case of it, or the last part
    of a German compound."""
    tables = masking_tables()
    if word.endswith(("'s", "’s")) and len(word) > _SHORTEST_HEAD:
        return is_ordinary(word[:-2])
    if word in _lexicon() or word in tables.not_names or word in tables.eponyms:
        return True
    if word in tables.all_given or word in tables.all_family or _is_name_in_case(word):
        return False
    parts = [part for piece in word.split("-") for part in piece.split("’")]
    if len(parts) > 1:
        named = tables.all_given | tables.all_family
        is_name = tables.eponyms.isdisjoint(parts) and any(
            part in named and part not in _lexicon() and len(part) >= _SHORTEST_STEM
            for part in parts
        )
        return not is_name and any(len(part) > 1 and is_ordinary(part) for part in parts)
    if word.endswith(_NOUN_ENDINGS) and len(word) > 2 * _SHORTEST_HEAD:
        return True
    return _is_case(word) if word[:1] >= "\u0400" else _is_plural(word) or _is_compound(word)


def _is_name_in_case(word: str) -> bool:
    """Whether a Cyrillic word is a case of a listed given name or surname: Светлане."""
    if word[:1] < "\u0400":
        return False
    tables = masking_tables()
    return any(
        word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM
        and not tables.ambiguous.intersection((word, word.removesuffix(ending) + base))
        and (word.removesuffix(ending) + base) in tables.all_given
        for ending in _GIVEN_ENDINGS for base in ("", "а", "я", "й")
    )  # fmt: skip


_SURNAME_RU = re.compile(
    r"(?P<base>\w{2,})(?:ов|ев|ёв|[кхш]ин|енко|чук|дзе|швили|ян)(?P<case>а|у|ым|ом|ой|е)?$"
)
_BEFORE_PLURAL = ("", "ы", "и", "а", "я", "о", "е", "й", "ь", "ина", "ин", "ой", "ый", "ий")


def _is_word_for_sure(word: str) -> bool | None:
    """Of a word that ends as Russian surnames do, whether it is a case of a word of the lexicon
    (Анализов, Билирубина) and not only begins as one (Перепёлкин); None for any other word."""
    match = _SURNAME_RU.fullmatch(word)
    if match is None:
        return None
    lexicon = _lexicon()
    whole = word.removesuffix(match["case"] or "")
    heads = [match["base"] + end for end in _BEFORE_PLURAL] + [
        whole + end for end in _BEFORE_PLURAL
    ]
    base = match["base"]
    heads += [base[:-1] + vowel + base[-1] for vowel in "еоё"]
    return any(head in lexicon for head in heads)


def _is_case(word: str) -> bool:
    is_sure = _is_word_for_sure(word)
    if is_sure is not None:
        return is_sure
    return any(
        len(word) - cut >= _SHORTEST_STEM and word[: len(word) - cut] in _stems()
        for cut in (1, 2, 3)
    )


def _is_plural(word: str) -> bool:
    return any(
        word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_TAIL
        and word[: -len(ending)] in _lexicon()
        for ending in _GENERAL_ENDINGS
    )  # fmt: skip


def _is_compound(word: str) -> bool:
    """'Verlaufskontrolle': two words of the lexicon, with an s between them or not."""
    lexicon = _lexicon()
    for cut in range(_SHORTEST_HEAD + 1, len(word) - _SHORTEST_TAIL + 1):
        head, tail = word[:cut], word[cut:]
        if tail in lexicon and (head in lexicon or head.rstrip("s") in lexicon):
            return True
    return False
