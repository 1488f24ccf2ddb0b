"""Chinese names in Hanyu Pinyin (GB/T 28039-2011): surname first, its own reading, given name in
one word."""

from __future__ import annotations

from huizhen.core.language.name_tables import name_tables

_BEFORE_APOSTROPHE = "aoe"


def pinyin_name(hanzi: str, family: str = "") -> str:
    """'Shan Xiaoming' for 单小明; `family` are the signs of the surname where the source separates
    them. '' for what is not wholly Chinese signs."""
    signs = "".join(hanzi.split()).replace("·", "")
    if not signs or not all("㐀" <= sign <= "鿿" for sign in signs):
        return ""
    tables = name_tables()
    surname = family or _surname(signs)
    given = signs.removeprefix(surname)
    special = tables.compound_surname_readings.get(surname) or tables.surname_readings.get(surname)
    read = special[0] if special else "".join(_syllables(surname))
    parts = (read.capitalize(), _joined(_syllables(given)).capitalize())
    return " ".join(filter(None, parts)).replace("v", "ü")


def _surname(signs: str) -> str:
    compound = name_tables().compound_surname_readings
    return signs[:2] if len(signs) > 2 and signs[:2] in compound else signs[:1]


def _syllables(signs: str) -> list[str]:
    from pypinyin import Style, lazy_pinyin

    return [str(one) for one in lazy_pinyin(signs, style=Style.NORMAL)]


def _joined(syllables: list[str]) -> str:
    """Syllables in one word, an apostrophe before one that begins with a vowel: Xi'an."""
    word = ""
    for syllable in syllables:
        word += f"'{syllable}" if word and syllable[0] in _BEFORE_APOSTROPHE else syllable
    return word
