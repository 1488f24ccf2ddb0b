"""Units in Cyrillic letters as the Latin symbols that they are: 'мкмоль/л' is 'µmol/L'."""

from __future__ import annotations

import re

_SYMBOLS = {
    "мкмоль": "µmol", "ммоль": "mmol", "нмоль": "nmol", "пмоль": "pmol", "моль": "mol",
    "мкг": "µg", "мг": "mg", "нг": "ng", "пг": "pg", "кг": "kg", "г": "g",
    "мкл": "µL", "мл": "mL", "дл": "dL", "фл": "fL", "л": "L",
    "мкме": "µIU", "мме": "mIU", "ме": "IU", "ед": "U", "е": "U", "мед": "mU",
    "см": "cm", "мм": "mm", "мкм": "µm", "м": "m", "мин": "min", "минуту": "min", "сек": "s",
    "с": "s", "ч": "h", "час": "h", "сут": "d", "тыс": "10*3", "млн": "10*6",
    "мкмоль/л": "µmol/L", "гр": "Gy",
}  # fmt: skip
_PRESSURE = re.compile(r"мм\.?\s*рт\.?\s*ст\.?", re.IGNORECASE)
_PER = re.compile(r"\b(?:в|за)\s+(?=минуту|мин\b|час\b|сут)", re.IGNORECASE)
_BEATS = re.compile(r"^(?:уд(?:аров|\.)?|дых(?:ат)?\.?)\s*/?\s*(?=/|мин|в )", re.IGNORECASE)
_WORD = re.compile(r"[а-яё]+\.?", re.IGNORECASE)
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)


def latin_unit(unit: str) -> str:
    """The unit in Latin symbols; one with a word that is no symbol stays as it is."""
    if not _CYRILLIC.search(unit):
        return unit
    text = _PRESSURE.sub("mmHg", unit.strip())
    text = _BEATS.sub("", text)
    text = _PER.sub("/", text)
    words = [word.rstrip(".").casefold() for word in _WORD.findall(text)]
    if any(word not in _SYMBOLS for word in words):
        return unit
    latin = _WORD.sub(lambda found: _SYMBOLS[found[0].rstrip(".").casefold()], text)
    if latin.startswith("min"):
        return f"/{latin}"
    return re.sub(r"\s*/\s*", "/", latin)
