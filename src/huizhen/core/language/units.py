"""Results in the units that mainland laboratories report; exact decimals, never guessed.

Factors: content/terms/lab_units_cn.tsv, recomputed from molar masses. A result without an explicit
unit, or whose analyte and unit are not in the table, is not converted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from huizhen.core.content import Pack
from huizhen.core.records.value import Value

_SAME = {
    "µ": "u", "μ": "u", "×": "*", "^": "*", "x10": "10", "²": "2", "³": "*3", "⁹": "*9",
    "¹²": "*12", "⁶": "*6", " ": "", "[iu]": "iu", "ml": "mL", "dl": "dL",
}  # fmt: skip
_ALSO_CHINESE = frozenset({"ng/ml"})
"""Foreign units of the table that mainland laboratories print as well: nothing to convert."""
_DECIMAL = re.compile(r"^[+-]?\d+(\.\d+)?$")


class Conversion(Value):
    """value_cn = value * factor + offset, for one analyte and one foreign unit."""

    zh: str
    from_unit: str
    factor: Decimal
    offset: Decimal
    cn_unit: str


class Converted(Value):
    """A value in the Chinese reporting unit, with the digits of the source, three at least."""

    value: str
    unit: str


def unit_key(unit: str) -> str:
    """A unit for comparison: spellings of micro, powers of ten, case of litre evened out."""
    text = unit.strip()
    for written, plain in _SAME.items():
        text = text.replace(written, plain)
    text = text.replace("10**", "10*").replace("**", "*").replace("10e", "10*")
    return text.casefold()


class UnitTable:
    """Conversions by LOINC code, and by the Chinese name of the analyte, with the foreign unit."""

    def __init__(self, pack: Pack) -> None:
        self._by_analyte: dict[tuple[str, str], Conversion] = {}
        for row in pack.rows("lab_units_cn.tsv"):
            conversion = _conversion(row)
            if conversion is not None:
                if conversion.factor == 1 and unit_key(row["from_unit"]) in _ALSO_CHINESE:
                    continue
                for name in (row["loinc"], row["zh"]):
                    key = (name, unit_key(row["from_unit"]))
                    if name and row["from_unit"]:
                        self._by_analyte.setdefault(key, conversion)

    def convert(self, value: str, unit: str | None, names: tuple[str, ...]) -> Converted | None:
        """The value of the analyte known by any of `names` (LOINC code, Chinese name); None when
        the number, unit or analyte does not allow it."""
        if not unit or not _DECIMAL.match(value.strip()):
            return None
        for name in names:
            conversion = self._by_analyte.get((name, unit_key(unit)))
            if conversion is not None:
                return _applied(value.strip(), conversion)
        return None


def _conversion(row: Mapping[str, str]) -> Conversion | None:
    try:
        return Conversion(
            zh=row["zh"],
            from_unit=row["from_unit"],
            factor=Decimal(row["factor"]),
            offset=Decimal(row["offset"] or "0"),
            cn_unit=row["cn_unit"],
        )
    except InvalidOperation:
        return None


def _applied(value: str, conversion: Conversion) -> Converted:
    number = Decimal(value)
    result = number * conversion.factor + conversion.offset
    digits = len(value.lstrip("+-").replace(".", "").lstrip("0")) or 1
    if conversion.factor not in (Decimal(1),) or conversion.offset:
        result = _rounded(result, max(3, digits))
    return Converted(value=f"{result.normalize():f}" if result else "0", unit=conversion.cn_unit)


def _rounded(number: Decimal, digits: int) -> Decimal:
    """To `digits` significant digits, but never rounding away whole units."""
    if not number:
        return number
    places = digits - number.adjusted() - 1
    return number.quantize(Decimal(1).scaleb(-max(0, min(places, 4))))
