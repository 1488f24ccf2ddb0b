"""Units and reference intervals as Chinese laboratories print them."""

from __future__ import annotations

import re

from huizhen.core.language.unit_spelling import latin_unit

_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_UCUM = (
    ("mm[Hg]", "mmHg"), ("[IU]", "IU"), ("[iU]", "IU"), ("[in_i]", "in"), ("[lb_av]", "lb"),
    ("[ft_i]", "ft"), ("[oz_av]", "oz"), ("[degF]", "°F"), ("Cel", "℃"), ("[pH]", ""),
    ("[drp]", "滴"),
)  # fmt: skip
"""What UCUM writes in brackets, and its Celsius, as people write them."""
_HUNDREDS = re.compile(r"\d{3,}(?:\.0+)?")
"""Bounds of hundreds, which nobody measures in tenths: 130.0-170.0 is 130–170."""
_BOUND = re.compile(r"^(?P<bounds>[<>≤≥=\d.,\s–—-]*\d)\s*(?P<unit>[^\d\s].*)$")


def chinese_unit(unit: str) -> str:
    """A UCUM unit as Chinese laboratories print it; annotations in braces are no unit."""
    if re.fullmatch(r"\{[^}]*\}|1", unit):
        return ""
    unit = latin_unit(unit)
    for written, plain in _UCUM:
        unit = unit.replace(written, plain)
    text = re.sub(r"10\*(\d+)", lambda m: "×10" + m[1].translate(_SUPERSCRIPT), unit)
    return re.sub(r"\bu(?=mol|g|L\b)", "µ", text)


def plain_interval(interval: str, unit: str = "") -> str:
    """A reference interval in Chinese notation: one dash, no spaces, Chinese units; the unit of
    the value that it belongs to is not said again."""
    bounds = re.sub(r"\s*[–—-]\s*(?=\d)", "–", " ".join(interval.split()))
    shown = chinese_unit(re.sub(r"<=\s*", "≤", re.sub(r">=\s*", "≥", bounds)))
    numbers = re.findall(r"\d+(?:\.\d+)?", shown)
    if numbers and all(_HUNDREDS.fullmatch(number) for number in numbers):
        shown = re.sub(r"\.0+(?!\d)", "", shown)
    own = _BOUND.match(shown)
    if own is not None and unit and _bare(own["unit"]) == _bare(chinese_unit(unit)):
        return own["bounds"].strip()
    return shown


def _bare(unit: str) -> str:
    return re.sub(r"\s", "", unit).replace("μ", "µ").casefold()
