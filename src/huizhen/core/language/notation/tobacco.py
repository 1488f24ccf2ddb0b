"""How much somebody smoked in Chinese: pack-years as 吸烟指数, cigarettes a day, years."""

from __future__ import annotations

import re
from decimal import Decimal

from huizhen.core.language.notation.lexicon import NotationLexicon

_PART = re.compile(
    r"(?P<number>\d+(?:[.,]\d+)?(?:\s*[-–]\s*\d+)?)\s*(?P<unit>[^\W\d_][^\d,;]*?)\s*(?:[,;]|$)"
)
_PACK_YEARS = "包年"
_CIGARETTES_A_PACK = 20


def smoked_zh(value: str, lexicon: NotationLexicon) -> str:
    """'吸烟指数600支·年(原 30 pack-years)', '吸烟每日10支，20年'; '' where a part of the amount is
    not understood."""
    parts = list(_PART.finditer(value))
    said = [(part["number"], lexicon.social("amount", part["unit"])) for part in parts]
    rest = _PART.sub("", value).strip()
    if not said or rest or not all(unit for _, unit in said):
        return ""
    if said[0][1] == _PACK_YEARS:
        return _index(said[0][0], value)
    shown = [unit.replace("{n}", number.replace(",", ".")) for number, unit in said]
    return f"吸烟{'，'.join(shown)}"


def _index(number: str, value: str) -> str:
    if not re.fullmatch(r"\d+(?:[.,]\d+)?", number):
        return ""
    index = f"{Decimal(number.replace(',', '.')) * _CIGARETTES_A_PACK:f}"
    if "." in index:
        index = index.rstrip("0").rstrip(".")
    return f"吸烟指数{index}支·年(原 {value})"


def stopped_zh(note: str) -> str:
    """'已戒烟(2005年)，' before an amount that was smoked once; '' where nothing says so."""
    kind, _, year = note.partition(" ")
    if kind != "former":
        return ""
    return f"已戒烟({year}年)，既往" if year else "已戒烟，既往"
