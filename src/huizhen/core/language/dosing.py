"""How a drug is given, in Chinese order words; what is not understood stays as written.

Frequencies are matched whole: 'twice daily' never matches as 'daily', and 'biweekly', which has
two meanings, never matches at all.
"""

from __future__ import annotations

import re
from decimal import Decimal

from huizhen.core.language.terms import Lexicon
from huizhen.core.records.fact import Dosage
from huizhen.core.records.value import Value

_LIMIT = r"(?:bis zu|bis|up to|max\.?|maximal|hasta|jusqu['’]à|до)"
"""Words before a frequency that make it the most that may be taken."""
_NUMBER = r"\d*\.?\d+"
_EVERY = re.compile(
    rf"^(?:every|q|1 per)\s*({_NUMBER})(?:\s*(?:-|to)\s*({_NUMBER}))?\s*"
    r"(h|hour|hours|hr|hrs|d|day|days|wk|w|week|weeks|mo|month|months)$"
)
_UNITS_ZH = {"h": "小时", "d": "日", "w": "周", "m": "月"}
_PARTS_OF_DAY = re.compile(
    r"^([\d½/.,]+)\s*-\s*([\d½/.,]+)\s*-\s*([\d½/.,]+)(?:\s*-\s*([\d½/.,]+))?$"
)
_MEALS = ("早", "中", "晚", "睡前")
_PAUSED = re.compile(r"^(\d+) (day|week)s? on[ ,/]+(\d+) (day|week)s? off$")
_PERIODS = {"day": "天", "week": "周"}
_MICRO = {"ug": "μg", "mcg": "μg", "μg": "μg", "milliliter": "mL", "milligram": "mg",
          "mg/hr": "mg/h", "ml/hr": "mL/h", "[iu]": "IU", "iu": "IU", "mg/actuat": "mg/揿",
          "microgram": "μg", "ml": "mL", "gram": "g", "мг": "mg", "мкг": "μg", "г": "g",
          "мл": "mL", "ед": "U", "ме": "IU", "mg/m2": "mg/m²", "mg/m²": "mg/m²", "мг/м2": "mg/m²",
          "мг/м²": "mg/m²", "мг/кг": "mg/kg"}  # fmt: skip
_MASS = re.compile(
    r"^(mg|g|ug|mcg|µg|μg|ml|l|mmol|meq|iu|u|%|mg/m[2²]|mg/kg|мг/м[2²]|мг/кг|ng|kg|milliliter|milligram|microgram|"
    r"gram|мг|мкг|г|мл|ед|ме|\[iu\]|mg/ml|mg/actuat|(?:mg|ml|ug|g)/(?:hr|h|kg/h|min))$",
    re.IGNORECASE,
)
_AT_ITS_TIMES = "(institution specified)"
"""So many times a day, at hours of the ward: no interval between two doses."""
_A_DAY = {"every 24 h": "1次/日", "every 12 h": "2次/日", "every 8 h": "3次/日",
          "every 6 h": "4次/日"}  # fmt: skip
_TAG = re.compile(r"\s*\((?:institution specified|unit of presentation|unidad de presentación)\)$")


class Dosing(Value):
    """The Chinese text, and whether some of it is still in the source's language."""

    zh: str = ""
    is_original: bool = False


def dosage_text(dosage: Dosage | None, lexicon: Lexicon) -> Dosing:
    """`单次剂量 给药途径 频次`; free text stands as written when nothing is structured."""
    if dosage is None:
        return Dosing()
    parts: list[str] = []
    originals = False
    for text, known in (
        _dose(dosage, lexicon),
        _route(dosage.route, lexicon),
        frequency_of(dosage, lexicon),
    ):
        if text:
            parts.append(text)
            originals = originals or not known
    if dosage.as_needed:
        parts.append("必要时")
    if not parts and dosage.text:
        return Dosing(zh=dosage.text, is_original=True)
    return Dosing(zh=" ".join(parts), is_original=originals)


def _dose(dosage: Dosage, lexicon: Lexicon) -> tuple[str, bool]:
    if not dosage.dose_value:
        return dosage.dose, not re.search(r"[A-Za-z]{3,}", dosage.dose)
    unit = dosage.dose_unit.strip()
    if not unit or _MASS.match(unit):
        return f"{dosage.dose_value} {_MICRO.get(unit.casefold(), unit)}".strip(), True
    term = lexicon.find("unit", _TAG.sub("", unit))
    return (f"{dosage.dose_value}{term.zh}", True) if term is not None else (dosage.dose, False)


def _route(route: str, lexicon: Lexicon) -> tuple[str, bool]:
    if not route:
        return "", True
    term = lexicon.find("route", route)
    return (term.zh, True) if term else (route, False)


def frequency_of(dosage: Dosage, lexicon: Lexicon) -> tuple[str, bool]:
    """How often, as a limit where the order gives one: '最多4次/日' of 'bis 4 x täglich'."""
    said, known = frequency_text(dosage.frequency, lexicon)
    if not said or not known:
        return said, known
    limit = rf"{_LIMIT}\s+{re.escape(dosage.frequency)}"
    is_limit = re.search(limit, dosage.text, re.IGNORECASE) is not None
    return (f"最多{said}" if is_limit else said), True


def frequency_text(frequency: str, lexicon: Lexicon) -> tuple[str, bool]:
    """The Chinese frequency, and whether it was understood."""
    written = " ".join(frequency.casefold().split())
    text = _TAG.sub("", written)
    if written.endswith(_AT_ITS_TIMES) and text in _A_DAY:
        return _A_DAY[text], True
    text = re.sub(r"^(\d)\s?[x×]\s", r"\1x ", text)
    if not text:
        return "", True
    term = lexicon.find("frequency", text)
    said = term.zh if term else _every(text) or _parts_of_day(text) or _paused(text)
    return (said, True) if said else (frequency, False)


def _every(text: str) -> str:
    """'every 12 h', 'q4-6h', 'every 0.5 d'."""
    every = _EVERY.match(text)
    if every is None:
        return ""
    number, to, letter = Decimal(every[1]), every[2], every[3][0]
    if letter == "d" and number < 1 and not to:
        number, letter = number * 24, "h"
    if not number:
        return ""
    if number == 24 and letter == "h" and not to:
        return "1次/日"
    shown = f"{number.normalize():f}"
    if to:
        return f"每{shown}～{to}{_UNITS_ZH[letter]}1次"
    unit = _UNITS_ZH[letter]
    return f"每{unit}1次" if shown == "1" else f"每{shown}{unit}1次"


def _parts_of_day(text: str) -> str:
    """'1-0-1' of German, Swiss and Russian orders: morning, noon, evening, night."""
    match = _PARTS_OF_DAY.match(text)
    if match is None:
        return ""
    return " ".join(
        f"{meal}{amount}" for meal, amount in zip(_MEALS, match.groups(), strict=True) if amount
    )


def _paused(text: str) -> str:
    """'2 weeks on / 1 week off'."""
    match = _PAUSED.match(text)
    if match is None:
        return ""
    return f"服{match[1]}{_PERIODS[match[2]]}停{match[3]}{_PERIODS[match[4]]}"
