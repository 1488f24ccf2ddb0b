"""Strengths in product labels: '500 MG', '20 MG/ML', '0.09 MG/ACTUAT', '5-325 mg', '100 UNT/ML'."""

from __future__ import annotations

import re

from huizhen.core.records.value import Value

_UNITS = {
    "mg": "mg", "milligram": "mg", "milligrams": "mg", "mcg": "μg", "ug": "μg", "μg": "μg",
    "microgram": "μg", "micrograms": "μg", "microgramos": "μg", "µg": "μg", "g": "g", "gm": "g",
    "gram": "g", "grams": "g", "ml": "mL", "milliliter": "mL", "milliliters": "mL", "l": "L",
    "unt": "单位", "unit": "单位", "units": "单位", "u": "单位", "iu": "IU", "ie": "IU", "ui": "IU",
    "meq": "mEq", "mmol": "mmol", "mci": "mCi", "%": "%", "actuat": "揿", "actuation": "揿",
    "puff": "揿", "inhalation": "吸", "spray": "喷", "hr": "h", "hour": "h", "h": "h",
    "24hr": "24 h", "24 hr": "24 h", "24 h": "24 h", "24h": "24 h", "each": "", "disparo": "揿",
    "dose": "剂", "day": "日", "days": "日", "tablet": "片", "capsule": "粒",
    "day pack": "日包装", "mmole": "mmol",
}  # fmt: skip
_BY_LENGTH = sorted(_UNITS, key=len, reverse=True)
_UNIT = "|".join(re.escape(unit) for unit in _BY_LENGTH)
_NUMBER = r"\d+(?:[.,]\d+)*"
_STRENGTH = re.compile(
    rf"(?P<numbers>{_NUMBER}(?:\s*[-/]\s*{_NUMBER})*)\s*(?P<unit>{_UNIT})(?![^\W_])"
    rf"(?:\s*(?:/|per)\s*(?P<amount>{_NUMBER})?\s*(?P<per>{_UNIT})(?![^\W_]))?"
)
_SIZES = frozenset(["mL", "L", "揿", "喷", "吸", "剂", "h", "日", "日包装", "片", "粒"])
"""What the pack holds, not how strong it is."""


class Strength(Value):
    """One or several amounts with their unit: as they stand in the label, in Chinese notation."""

    numbers: tuple[str, ...]
    unit: str
    per: str = ""

    @property
    def is_size(self) -> bool:
        """Whether it says how much a pack holds."""
        return not self.per and self.unit in _SIZES

    @property
    def is_amount(self) -> bool:
        """Whether it is an amount in one dose, with nothing that it is divided by."""
        return not self.per and self.unit not in _SIZES and self.unit != "%"

    def written(self, index: int | None = None) -> str:
        """'500 mg', '20 mg/mL', '0.05%'; without index all amounts as they stand."""
        gap = "" if self.unit in ("%", "揿", "喷", "吸", "剂", "日", "日包装") else " "
        figures = "/".join(self.numbers) if index is None else self.numbers[index]
        return f"{figures}{gap}{self.unit}" + (f"/{self.per}" if self.per else "")


def strength_at(text: str, place: int) -> tuple[Strength, int] | None:
    """The strength that begins at that place of a text in lower case, and where it ends; None
    where there is none or its figures are ambiguous ('2,500 mg')."""
    match = _STRENGTH.match(text, place)
    if match is None:
        return None
    unit = _UNITS[match["unit"]]
    numbers = [_number(one, unit) for one in re.split(r"\s*[-/]\s*", match["numbers"])]
    if not unit or not all(numbers):
        return None
    per = _UNITS[match["per"]] if match["per"] else ""
    if match["amount"] and per and match["amount"] != "1":
        per = f"{match['amount']} {per}"
    return Strength(numbers=tuple(n for n in numbers if n), unit=unit, per=per), match.end()


def _number(written: str, unit: str) -> str | None:
    """A figure with a decimal point; commas only where they cannot mean two things."""
    if "," not in written:
        return written
    if unit in ("单位", "IU") and re.fullmatch(r"\d{1,3}(?:,\d{3})+", written):
        return written.replace(",", "")
    if re.fullmatch(r"0,\d+|\d+,\d{1,2}", written):
        return written.replace(",", ".")
    return None
