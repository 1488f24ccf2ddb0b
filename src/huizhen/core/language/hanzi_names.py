"""Chinese names: hanzi with hanzi, and hanzi with their romanisations.

Hanyu Pinyin with every reading of each given-name character and the readings of surnames,
Wade-Giles by rule, and Cantonese, Hokkien and older spellings where the table attests them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice, product
from typing import Literal

from huizhen.core.language.name_forms import Word
from huizhen.core.language.name_keys import is_misread, without_marks
from huizhen.core.language.name_tables import NameTables, name_tables
from huizhen.core.language.script import ideograph_form

HanziMatch = Literal["same", "variant", "romanised", "initials", "misread", "conflict", "absent"]

_LONGEST_NAME = 6
_MOST_SPELLINGS = 128


def compare_hanzi(first: str, second: str) -> HanziMatch:
    """Two names in hanzi: the same characters, or simplified and traditional forms of them.

    A surname alone says nothing."""
    if first == second:
        return "same"
    if first in (_surname_of(second), "") or second in (_surname_of(first), ""):
        return "absent"
    if len(first) != len(second) or len(first) > _LONGEST_NAME:
        return "conflict"
    pairs = zip(first, second, strict=True)
    return "variant" if all(a == b or _are_variants(a, b) for a, b in pairs) else "conflict"


def _are_variants(first: str, second: str) -> bool:
    """Whether two hanzi may be one: different forms, the same reading with its tone."""
    if any(first in forms and second in forms for forms in name_tables().merged_forms):
        return True
    forms = {ideograph_form(first), ideograph_form(second)}
    if len(forms) != 2 or "" in forms:
        return False
    return bool(_readings(first, with_tone=True) & _readings(second, with_tone=True))


def compare_with_latin(hanzi: str, family: str, words: Sequence[Word]) -> HanziMatch:
    """A name in hanzi against the words of a Latin one, in any order and spacing.

    `family` holds the hanzi of the surname where the source separates them, else ''. A Latin name
    that is no Chinese one says nothing ('absent'): many people have a second, foreign name.
    """
    surname = family or _surname_of(hanzi)
    given = hanzi.removeprefix(surname)
    if not words or not given or len(hanzi) > _LONGEST_NAME:
        return "absent"
    parts = [(_plain(word), word.is_abbreviated) for word in words]
    surnames = _surname_spellings(surname)
    joined = "".join(text for text, _ in parts)
    spellings = _given_spellings(given)
    if any(joined in (s + g, g + s) for s in surnames for g in spellings):
        return "romanised"
    is_of_another_dialect = False
    for family_spelling, given_parts in _arrangements(parts):
        if family_spelling in surnames:
            match = _match_given(given, given_parts)
            if match in ("romanised", "initials"):
                return match
            is_of_another_dialect |= family_spelling not in _mandarin_surname(surname)
    if is_of_another_dialect:
        return "absent"
    if _is_mandarin_name(parts):
        return "conflict"
    return "misread" if _is_misread_of(joined, surnames, spellings) else "absent"


@lru_cache(maxsize=1)
def surnames_by_spelling() -> dict[str, frozenset[str]]:
    """Chinese surnames by each of their spellings in Latin letters ('shan' -> 单)."""
    tables = name_tables()
    known = {*tables.common_surnames, *tables.surname_readings, *tables.compound_surname_readings}
    found: dict[str, set[str]] = {}
    for surname in sorted(known):
        for spelling in _surname_spellings(surname):
            found.setdefault(spelling, set()).add(surname)
    return {spelling: frozenset(surnames) for spelling, surnames in found.items()}


def is_pinyin_name(words: Sequence[str]) -> bool:
    """Whether words in small letters can only be a Chinese name in Hanyu Pinyin."""
    return _is_mandarin_name([(word, False) for word in words])


def is_pinyin(word: str) -> bool:
    """Whether a word in small letters can be read as syllables of Mandarin throughout."""
    return _is_syllables(word, _mandarin_sounds()[1])


@lru_cache(maxsize=8192)
def pinyin_of(char: str) -> frozenset[str]:
    """Every reading of one of the hanzi in Hanyu Pinyin without tones."""
    return _pinyin(char)


def _plain(word: Word) -> str:
    """Letters without tones: marks, figures and apostrophes go, ü becomes v."""
    text = word.text.replace("ü", "v").replace("ǚ", "v").replace("ǜ", "v")
    text = re.sub("[ǘǖ]", "v", text)
    return re.sub("[^a-z]", "", without_marks(text))


def _surname_of(hanzi: str) -> str:
    return hanzi[:2] if hanzi[:2] in name_tables().compound_surname_readings else hanzi[:1]


def _arrangements(
    parts: Sequence[tuple[str, bool]],
) -> Iterator[tuple[str, Sequence[tuple[str, bool]]]]:
    """Every surname at either end (of one or two words) with runs of the other words.

    The words outside the run are names that hanzi do not show: 'David Xiaoming Wang'.
    """
    for width in (1, 2):
        if len(parts) <= width:
            return
        for is_first in (True, False):
            edge = parts[:width] if is_first else parts[-width:]
            rest = parts[width:] if is_first else parts[:-width]
            family = "".join(text for text, _ in edge)
            for start in range(len(rest)):
                for end in range(len(rest), start, -1):
                    yield family, rest[start:end]


def _match_given(given: str, parts: Sequence[tuple[str, bool]]) -> HanziMatch:
    spellings = _given_spellings(given)
    joined = "".join(text for text, _ in parts)
    if joined in spellings:
        return "romanised"
    are_initials = all(is_short for _, is_short in parts) and len(parts) <= len(given)
    if are_initials and _are_initials([text for text, _ in parts], given):
        return "initials"
    return "conflict"


def _are_initials(initials: Sequence[str], given: str) -> bool:
    readings = [_syllables(char) for char in given]
    return all(
        any(syllable.startswith(initial) for syllable in syllables)
        for initial, syllables in zip(initials, readings, strict=False)
    )


def _mandarin_surname(surname: str) -> frozenset[str]:
    tables = name_tables()
    if len(surname) == 2 and surname in tables.compound_surname_readings:
        return frozenset(tables.compound_surname_readings[surname])
    special = tables.surname_readings.get(surname)
    if special:
        return frozenset(special)
    return frozenset(_joined(_pinyin(char) for char in surname))


def _surname_spellings(surname: str) -> frozenset[str]:
    tables = name_tables()
    spellings = set(_mandarin_surname(surname))
    if len(surname) == 1:
        spellings.update(tables.attested_romanisations.get(surname, ()))
        if surname not in tables.surname_readings:
            spellings |= _wade_giles(surname)
        else:
            spellings |= {_to_wade_giles(reading) for reading in tables.surname_readings[surname]}
    return frozenset(_with_u_spellings(spellings))


def _given_spellings(given: str) -> frozenset[str]:
    tables = name_tables()
    attested = [frozenset(tables.attested_romanisations.get(char, ())) for char in given]
    systems: list[list[frozenset[str]]] = [
        [_pinyin(char) for char in given],
        [_wade_giles(char) for char in given],
    ]
    if all(attested):
        systems.append(attested)
    return frozenset(_with_u_spellings(s for system in systems for s in _joined(system)))


def _joined(readings: Iterable[frozenset[str]]) -> Iterator[str]:
    """The concatenations of one reading for each character."""
    ordered = [sorted(options) for options in readings]
    return ("".join(chosen) for chosen in islice(product(*ordered), _MOST_SPELLINGS))


def _with_u_spellings(spellings: Iterable[str]) -> Iterator[str]:
    """ü is printed v, yu, u or (before e) ue."""
    for spelling in spellings:
        yield spelling
        if "v" in spelling:
            yield spelling.replace("v", "yu")
            yield spelling.replace("v", "u")
            yield spelling.replace("v", "ue")


def _syllables(char: str) -> frozenset[str]:
    attested = name_tables().attested_romanisations.get(char, ())
    return _pinyin(char) | _wade_giles(char) | frozenset(attested)


def _pinyin(char: str) -> frozenset[str]:
    return _readings(char, with_tone=False)


def _readings(char: str, with_tone: bool) -> frozenset[str]:
    from pypinyin import Style, pinyin

    style = Style.TONE3 if with_tone else Style.NORMAL
    found = pinyin(char, style=style, heteronym=True, errors="ignore")
    return frozenset(found[0]) if found else frozenset()


def _wade_giles(char: str) -> frozenset[str]:
    from pypinyin import Style, pinyin

    found = pinyin(char, style=Style.WADEGILES, heteronym=True, errors="ignore")
    return (
        frozenset(re.sub("[^a-z]", "", reading) for reading in found[0]) if found else frozenset()
    )


def _to_wade_giles(reading: str) -> str:
    from pypinyin import Style
    from pypinyin.style import convert

    return re.sub("[^a-z]", "", convert(reading, Style.WADEGILES, True, None))


def _is_mandarin_name(parts: Sequence[tuple[str, bool]]) -> bool:
    """Whether a Latin name can only be read as Hanyu Pinyin: a known surname at an edge, and
    syllables of Mandarin throughout."""
    surnames, syllables = _mandarin_sounds()
    texts = [text for text, _ in parts if text]
    if not texts or (texts[0] not in surnames and texts[-1] not in surnames):
        return False
    return all(is_short or _is_syllables(text, syllables) for text, is_short in parts)


def _is_syllables(text: str, syllables: frozenset[str]) -> bool:
    ends = {0}
    for end in range(1, len(text) + 1):
        if any(
            start in ends and text[start:end] in syllables for start in range(max(0, end - 6), end)
        ):
            ends.add(end)
    return len(text) in ends


@lru_cache(maxsize=1)
def _mandarin_sounds() -> tuple[frozenset[str], frozenset[str]]:
    """Spellings of the common surnames, and all syllables of the characters of GB 2312 level 1."""
    tables: NameTables = name_tables()
    characters = (
        bytes((row, cell)).decode("gb2312", "ignore")
        for row in range(0xB0, 0xD8)
        for cell in range(0xA1, 0xFF)
    )
    syllables = {s for char in characters if char for s in _pinyin(char)}
    surnames = {s for char in tables.common_surnames for s in _mandarin_surname(char)}
    surnames |= {s for known in tables.compound_surname_readings.values() for s in known}
    return frozenset(_with_u_spellings(surnames)), frozenset(_with_u_spellings(syllables))


def _is_misread_of(joined: str, surnames: Iterable[str], given: Iterable[str]) -> bool:
    spellings = tuple(given)
    return any(
        abs(len(joined) - len(surname + spelling)) <= 1
        and (
            is_misread(joined, surname + spelling, is_family=False)
            or is_misread(joined, spelling + surname, is_family=False)
        )
        for surname in surnames
        for spelling in spellings
    )
