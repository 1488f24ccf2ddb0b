"""How a drug is given, in Chinese order words; what is not understood stays as written.

Frequencies are matched whole, longest phrase first: 'twice daily' never matches as 'daily'.
"""

from __future__ import annotations

import re

from huizhen.core.language.terms import Lexicon
from huizhen.core.records.fact import Dosage
from huizhen.core.records.value import Value

_PER_DAY = {
    "daily": 1, "once daily": 1, "once a day": 1, "every day": 1, "qd": 1, "q.d.": 1, "od": 1,
    "1x daily": 1, "twice daily": 2, "twice a day": 2, "two times daily": 2, "bid": 2, "b.i.d.": 2,
    "2 times a day": 2, "three times daily": 3, "three times a day": 3, "tid": 3, "t.i.d.": 3,
    "3 times a day": 3, "four times daily": 4, "four times a day": 4, "qid": 4, "q.i.d.": 4,
    "1 per 1 d": 1, "2 per 1 d": 2, "3 per 1 d": 3, "4 per 1 d": 4, "1 per 1 day": 1,
}  # fmt: skip
_EVERY = re.compile(
    r"^(?:every|q|1 per)\s*(\d+(?:\.\d+)?)\s*"
    r"(h|hour|hours|hr|hrs|d|day|days|wk|w|week|weeks|mo|month|months)$"
)
_UNITS_ZH = {"h": "小时", "d": "日", "w": "周", "m": "月"}
_FORMS = {
    "tablet": "片", "tablets": "片", "tab": "片", "capsule": "粒", "capsules": "粒",
    "{tbl}": "片", "{capsule}": "粒", "drop": "滴", "drops": "滴", "[drp]": "滴", "puff": "喷",
    "puffs": "喷", "unit": "单位", "units": "单位", "[iu]": "IU", "{puff}": "喷", "1": "",
}  # fmt: skip
_MICRO = {"ug": "μg", "mcg": "μg", "µg": "μg"}
_MASS = re.compile(r"^(mg|g|ug|mcg|µg|μg|mL|L|mmol|meq|IU|U|%|mg/m2|mg/kg|ng|kg)$", re.IGNORECASE)


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
        _dose(dosage),
        _route(dosage.route, lexicon),
        frequency_text(dosage.frequency, lexicon),
    ):
        if text:
            parts.append(text)
            originals = originals or not known
    if dosage.as_needed:
        parts.append("必要时")
    if not parts and dosage.text:
        return Dosing(zh=dosage.text, is_original=True)
    return Dosing(zh=" ".join(parts), is_original=originals)


def _dose(dosage: Dosage) -> tuple[str, bool]:
    if not dosage.dose_value:
        return dosage.dose, not re.search(r"[A-Za-z]{3,}", dosage.dose)
    unit = dosage.dose_unit.strip()
    if not unit or _MASS.match(unit):
        return f"{dosage.dose_value} {_MICRO.get(unit.casefold(), unit)}".strip(), True
    form = _FORMS.get(unit.casefold())
    return (f"{dosage.dose_value}{form}", True) if form is not None else (dosage.dose, False)


def _route(route: str, lexicon: Lexicon) -> tuple[str, bool]:
    if not route:
        return "", True
    term = lexicon.find("route", route)
    return (term.zh, True) if term else (route, False)


def frequency_text(frequency: str, lexicon: Lexicon) -> tuple[str, bool]:
    """The Chinese frequency, and whether it was understood."""
    text = " ".join(frequency.casefold().split()).removesuffix(" (institution specified)")
    if not text:
        return "", True
    if text in _PER_DAY:
        return f"{_PER_DAY[text]}次/日", True
    every = _EVERY.match(text)
    if every:
        number, unit = every[1], _UNITS_ZH[every[2][0]]
        if (number, unit) == ("24", "小时"):
            return "1次/日", True
        return (f"每{unit}1次" if number == "1" else f"每{number}{unit}1次"), True
    term = lexicon.find("frequency", frequency)
    return (term.zh, True) if term else (frequency, False)
