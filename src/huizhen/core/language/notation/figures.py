"""Sizes, Roman numerals and ranges in Chinese notation (clinical content 1.7.2)."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

_BETWEEN = re.compile(r"\s*[x×хX*]\s*")
_UNITS = {
    "cm": "cm",
    "mm": "mm",
    "см": "cm",
    "мм": "mm",
    "cms": "cm",
    "厘米": "cm",
    "毫米": "mm",
    "m": "m",
}
_ROMAN = {"I": "Ⅰ", "II": "Ⅱ", "III": "Ⅲ", "IV": "Ⅳ", "V": "Ⅴ", "VI": "Ⅵ", "VII": "Ⅶ", "VIII": "Ⅷ",
          "IX": "Ⅸ", "X": "Ⅹ", "XI": "Ⅺ", "XII": "Ⅻ"}  # fmt: skip
_ARABIC = {str(number): sign for number, sign in enumerate(_ROMAN.values(), start=1)}
_VALUES = {sign: number for number, sign in _ARABIC.items()}
_LATIN = re.compile(r"(?<![A-Za-z])(?:VIII|VII|III|XII|IV|IX|VI|II|XI|X|V|I)(?![IVX])")
_DIGIT = re.compile(r"^(?:1[0-2]|[1-9])(?!\d)")
_TENTH = Decimal("0.1")


def chinese_length_unit(unit: str) -> str:
    """'cm' or 'mm' for a unit of length in any script; else as written."""
    return _UNITS.get(unit.strip().casefold(), unit.strip())


def dimensions(value: str) -> tuple[str, ...]:
    """The figures of a size '32 x 28'; () where one of them is no number."""
    parts = tuple(_BETWEEN.split(value.strip()))
    return parts if all(is_number(part) for part in parts) else ()


def is_number(text: str) -> bool:
    """Whether the text is a plain decimal number."""
    return re.fullmatch(r"\d+(?:\.\d+)?", text.strip()) is not None


def size_zh(value: str, unit: str | None, *, keep_mm: bool = False) -> str:
    """'5.2 cm×4.1 cm'; millimetres become centimetres with one decimal and the original beside,
    unless `keep_mm`; a size without unit says so."""
    parts = dimensions(value)
    if not parts:
        return f"{value} {chinese_length_unit(unit or '')}".strip()
    if not unit:
        return f"{'×'.join(parts)}(单位未注明)"
    known = chinese_length_unit(unit)
    written = "×".join(f"{part} {known}" for part in parts)
    if known != "mm" or keep_mm or any(Decimal(part) < 1 for part in parts):
        return written
    converted = "×".join(f"{_in_cm(part)} cm" for part in parts)
    return f"{converted}(原{'×'.join(parts)} mm)"


def _in_cm(millimetres: str) -> str:
    try:
        centimetres = Decimal(millimetres) / 10
    except InvalidOperation:
        return millimetres
    return str(centimetres.quantize(_TENTH, ROUND_HALF_UP))


def roman_signs(text: str) -> str:
    """'IIIB' as 'ⅢB', 'II-III' as 'Ⅱ–Ⅲ'; letters after the numeral stay."""
    signed = _LATIN.sub(lambda hit: _ROMAN[hit[0]], text)
    return re.sub(r"(?<=[Ⅰ-Ⅻ])\s?[-/]\s?(?=[Ⅰ-Ⅻ])", "–", signed)


def as_roman(text: str) -> str:
    """'3B', '3' and 'III' as Roman signs; ranges too. 0 stays 0."""
    parts = re.split(r"\s?[-–]\s?", text)
    return "–".join(roman_signs(_DIGIT.sub(lambda hit: _ARABIC[hit[0]], part)) for part in parts)


def as_arabic(text: str) -> str:
    """'VIII' and 'Ⅷ' as '8'; letters after the numeral stay."""
    return re.sub(r"[Ⅰ-Ⅻ]", lambda hit: _VALUES[hit[0]], roman_signs(text))


def ranged(text: str) -> str:
    """A range with an en dash: '1-2' is '1–2'."""
    return re.sub(r"(?<=\d)\s?[-–]\s?(?=\d)", "–", text.strip())
