"""Known identifiers looked for in any written form: case, diacritics, order, separators."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from huizhen.core.language.pinyin import pinyin_name
from huizhen.core.records.identity import PersonName
from huizhen.core.records.known_identifiers import KnownIdentifiers
from huizhen.core.records.value import Value

_LEAST_WORD = 4
"""Shorter names ('Li', 'Ray') are looked for beside another part of the name only."""
_LEAST_ID = 4
_LEAST_PHONE = 7


class Found(Value):
    """Where a known identifier stands in a text, in code points, and its kind."""

    start: int
    end: int
    kind: str


class Sought:
    """What is looked for of one case."""

    def __init__(self, known: KnownIdentifiers) -> None:
        forms = list(_forms(known))
        self._whole = _patterns((kind, form) for kind, form, is_whole in forms if is_whole)
        self._single = _patterns((kind, form) for kind, form, is_whole in forms if not is_whole)
        numbers = {
            "id": set(_numbers(known.ids, _LEAST_ID)),
            "phone": {one[-9:] for one in _numbers(known.phones, _LEAST_PHONE)},
        }
        self._numbers = [
            pattern
            for pattern in (_number_pattern(numbers), _date_pattern(known))
            if pattern is not None
        ]

    def found(self, text: str, *, whole_only: bool = False) -> list[Found]:
        """Every place, in no order; places may overlap.

        `whole_only` leaves out single words of a name: for codes, where HAND or LONG mean
        something else.
        """
        if not text or text.isspace():
            return []
        folded, places = _folded(text)
        patterns = [*self._whole, *self._numbers]
        if not whole_only:
            patterns += self._single
        return [found for pattern in patterns for found in _places(pattern, folded, places)]


@lru_cache(maxsize=8)
def sought(known: KnownIdentifiers) -> Sought:
    """The prepared search for a case's identifiers."""
    return Sought(known)


def _forms(known: KnownIdentifiers) -> Iterator[tuple[str, str, bool]]:
    """Kind, folded form, and whether it is a whole name or other text that stands for itself."""
    for name in known.names:
        yield from _name_forms(name)
    for part in (*known.families, *known.givens):
        yield from (("name", word, False) for word in _single_words(part))
    for kind, texts in (
        ("address", known.addresses), ("email", known.emails), ("other", known.others),
    ):  # fmt: skip
        yield from ((kind, _fold(text), True) for text in texts if len(_fold(text)) >= _LEAST_WORD)


def _name_forms(name: PersonName) -> Iterator[tuple[str, str, bool]]:
    for family, given, text in {(name.family, name.given, name.text), *_romanised(name)}:
        families, givens = _tokens(family), _tokens(given)
        for order in _orders(families, givens, _tokens(text)):
            if sum(map(len, order)) >= 2:
                yield "name", " ".join(order), True
                joined = "".join(order)
                if len(joined) >= 6 or _is_unspaced(joined):
                    yield "name", joined, True
        for word in _single_words(f"{family} {given} {text if not family else ''}"):
            yield "name", word, False


def _orders(
    families: list[str], givens: list[str], printed: list[str]
) -> Iterator[tuple[str, ...]]:
    if families and givens:
        yield (*families, *givens)
        yield (*givens, *families)
        yield (*families, givens[0])
        yield (givens[0], *families)
        yield (*families, "".join(givens))
        yield ("".join(givens), *families)
        yield (families[0], *givens)
        yield (*givens, families[0])
    if len(printed) > 1:
        yield tuple(printed)
        yield tuple(reversed(printed))
        yield (printed[-1], *printed[:-1])
        yield (*printed[1:], printed[0])
    elif printed and _is_unspaced(printed[0]) and len(printed[0]) > 1:
        yield tuple(printed)


def _romanised(name: PersonName) -> Iterator[tuple[str, str, str]]:
    signs = name.family + name.given or name.text
    spelled = pinyin_name(signs, name.family)
    if " " in spelled:
        family, given = spelled.split(" ", 1)
        yield family, given, spelled
        read = "".join(name.family + name.given or name.text)
        syllables = [pinyin_name(sign).lower() for sign in read[-2:]]
        if len(read) == 3 and all(syllables):
            yield family, " ".join(syllables), ""


def _single_words(text: str) -> Iterator[str]:
    for word in _tokens(text):
        if len(word) >= (2 if _is_unspaced(word) else _LEAST_WORD):
            yield word


def _tokens(text: str) -> list[str]:
    return _fold(text).split()


def _is_unspaced(form: str) -> bool:
    """Whether the script writes no spaces, so that a word is looked for inside others."""
    return any("぀" <= sign <= "鿿" or "가" <= sign <= "힣" for sign in form)


def _fold(text: str) -> str:
    """As `_folded`, with German dots written out: what is known keeps that they were there."""
    return _folded(unicodedata.normalize("NFC", text).translate(_WRITTEN_OUT))[0].strip()


_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


def _folded(text: str) -> tuple[str, list[int]]:
    """Small letters and figures without marks, one space for all else, and where each stood."""
    letters: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        plain = sign if sign.isascii() else _plain(sign)
        for one in plain.casefold():
            if one.isalnum():
                letters.append(one)
                places.append(place)
            elif letters and letters[-1] != " ":
                letters.append(" ")
                places.append(place)
    return "".join(letters), places


@lru_cache(maxsize=20_000)
def _plain(sign: str) -> str:
    if unicodedata.combining(sign):
        return ""
    split = unicodedata.normalize("NFKD", sign)
    if "가" <= sign <= "힣":
        return sign
    return "".join(one for one in split if not unicodedata.combining(one)).translate(_LETTERS)


_LETTERS = str.maketrans({"ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "æ": "ae",
                          "Æ": "ae", "œ": "oe", "Œ": "oe", "ı": "i", "ё": "е"})  # fmt: skip


def _patterns(forms: Iterable[tuple[str, str]]) -> list[re.Pattern[str]]:
    """One pattern for scripts with spaces, where words stand apart, and one for those without."""
    spaced: dict[str, set[str]] = {}
    unspaced: dict[str, set[str]] = {}
    for kind, form in forms:
        (unspaced if _is_unspaced(form) else spaced).setdefault(kind, set()).add(form)
    made = []
    for groups, edges in ((spaced, ("(?<![^\\W_])", "(?![^\\W_])")), (unspaced, ("", ""))):
        if groups:
            each = "|".join(_group(kind, texts) for kind, texts in groups.items())
            made.append(re.compile(f"{edges[0]}(?:{each}){edges[1]}"))
    return made


def _group(kind: str, texts: set[str]) -> str:
    # longest first, so that a whole name is cut whole
    ordered = sorted(texts, key=lambda text: (-len(text), text))
    return f"(?P<{kind}>{'|'.join(map(_spelled, ordered))})"


def _spelled(form: str) -> str:
    """A pattern for a form whose ä, ö and ü may be written out, or without their dots."""
    return re.sub("([aou])e", r"\1e?", re.escape(form))


def _numbers(texts: Iterable[str], least: int) -> Iterator[str]:
    for text in texts:
        plain = _fold(text).replace(" ", "")
        if len(plain) >= least and any(sign.isdigit() for sign in plain):
            yield plain


def _number_pattern(forms: dict[str, set[str]]) -> re.Pattern[str] | None:
    groups = []
    for kind, texts in forms.items():
        if texts:
            each = sorted(texts, key=lambda t: (-len(t), t))
            spaced = "|".join(" ?".join(map(re.escape, one)) for one in each)
            if kind == "phone":
                spaced = f"(?:\\d ?){{0,6}}(?:{spaced})"
            groups.append(f"(?P<{kind}>{spaced})")
    return re.compile(f"(?<!\\d)(?:{'|'.join(groups)})(?!\\d)") if groups else None


def _date_pattern(known: KnownIdentifiers) -> re.Pattern[str] | None:
    forms: set[str] = set()
    for one in known.birth_dates:
        parts = str(one).split("-")
        if len(parts) != 3:
            continue
        year, month, day = parts[0], f"0?{int(parts[1])}", f"0?{int(parts[2])}"
        between = "[ 年月]{1,2}"
        forms |= {
            year + parts[1] + parts[2], parts[2] + parts[1] + year, parts[1] + parts[2] + year,
            between.join((year, month, day)), between.join((day, month, year)),
            between.join((month, day, year)),
            f"0?{int(parts[2])} 0?{int(parts[1])} {year[2:]}",
        }  # fmt: skip
    return (
        re.compile(f"(?<!\\d)(?P<birth_date>{'|'.join(sorted(forms))})(?!\\d)") if forms else None
    )


def _places(pattern: re.Pattern[str], folded: str, places: list[int]) -> Iterator[Found]:
    for match in pattern.finditer(folded):
        yield Found(
            start=places[match.start()],
            end=places[match.end() - 1] + 1,
            kind=match.lastgroup or "other",
        )
