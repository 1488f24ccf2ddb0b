"""Results in the units that mainland laboratories report; exact decimals, never guessed.

Factors: content/terms/lab_units_cn.tsv, recomputed from molar masses. A result without an explicit
unit, or whose analyte and unit are not in the table, is not converted. Scores use the factors of
their publications instead (docs/decisions/0007-two-sets-of-factors.md).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from huizhen.core.content import Pack
from huizhen.core.language.unit_spelling import latin_unit
from huizhen.core.records.value import Value

_ALSO_CHINESE = frozenset({"ng/ml"})
"""Foreign units of the table that mainland laboratories print as well: nothing to convert."""
_DECIMAL = re.compile(r"^[+-]?\d+(\.\d+)?$")
_WRITTEN = re.compile(
    r"^(?P<comparator><=|>=|[<>≤≥])?\s*(?P<low>\d+(?:\.\d+)?)"
    r"(?:\s*(?P<dash>[-–—~～]|to)\s*(?P<high>\d+(?:\.\d+)?))?$"
)
_CASED = (
    (re.compile(r"^G(?:pt|iga)?/[lL]$"), "10*9/l"),
    (re.compile(r"^T(?:pt|era)?/[lL]$"), "10*12/l"),
    (re.compile(r"^M(?=/)"), "10*6"),
)
"""Symbols that mean something else in lower case: G/l counts cells, g/l weighs grams."""
_SPELLINGS = (
    (re.compile("[µμ]|mc(?=g|l|mol|iu)|micro(?=mol|g|l)"), "u"),
    (re.compile(r"^[x×*]+(?=\d)"), ""),
    (re.compile(r"10(?:\*\*|\^|e|\+|\*|\()\(?(\d+)\)?"), r"10*\1"),
    (re.compile(r"^(?:k|thous(?:ands?)?|thou|thsd)(?=/)"), "10*3"),
    (re.compile(r"^(?:million|mill|mio)(?=/)"), "10*6"),
    (re.compile(r"(?:cumm|cmm|mm(?:\*|\^)?3)$"), "ul"),
    (re.compile(r"^\{?cells?\}?(?=/)"), ""),
    (re.compile(r"^/nl$"), "10*9/l"),
    (re.compile(r"lakhs?(?=/)"), "lakh"),
    (re.compile(r"\[iu\]"), "iu"),
    (re.compile(r"mm\[?hg\]?"), "mm[hg]"),
    (re.compile(r"/(?:\(24\.h\)|24h(?:rs?)?|day|tag|jour)$"), "/d"),
    (re.compile(r"^(?:\[degf\]|°f|℉|degf|f)$"), "[degf]"),
    (re.compile(r"^(?:cel|°c|℃|degc)$"), "cel"),
    (re.compile(r"^(?:\[lb_av\]|lbs?|pounds?)$"), "[lb_av]"),
    (re.compile(r"^(?:\[in_(?:i|us)\]|in|inch|inches)$"), "[in_i]"),
    (re.compile(r"^([a-z]+/[a-z]+)[({]?(feu|ddu)[)}]?$"), r"\1{\2}"),
)
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_POWER = re.compile("10([⁰¹²³⁴⁵⁶⁷⁸⁹]+)")


class Conversion(Value):
    """value_cn = (value * factor + offset) / divisor, for one analyte and one foreign unit."""

    zh: str
    from_unit: str
    factor: Decimal
    offset: Decimal
    cn_unit: str
    divisor: Decimal = Decimal(1)
    """Keeps thirds and ninths exact: degrees Fahrenheit have no finite factor."""
    decimals: int | None = None
    """Places after the point that mainland laboratories print; None goes by the source's digits."""

    def forward(self, number: Decimal) -> Decimal:
        """The unrounded number in the Chinese unit."""
        return (number * self.factor + self.offset) / self.divisor

    def backward(self, number: Decimal) -> Decimal:
        """The unrounded number in the foreign unit."""
        return (number * self.divisor - self.offset) / self.factor

    def printed(self, number: Decimal) -> str:
        """A foreign number as it is printed in the Chinese unit, rounded once, half away from
        zero; where only the decimal point moves, every digit of the source is kept."""
        if self._only_moves_the_point():
            return f"{number.scaleb(self.factor.adjusted()):f}"
        exact = self.forward(number)
        if self.decimals is not None:
            return f"{_quantized(exact, self.decimals):f}"
        digits = max(3, len(number.as_tuple().digits))
        places = max(0, min(digits - exact.adjusted() - 1, 4)) if exact else 0
        shown = _quantized(exact, places).normalize()
        return f"{shown:f}" if shown else "0"

    def _only_moves_the_point(self) -> bool:
        digits = self.factor.normalize().as_tuple().digits
        return not self.offset and self.divisor == 1 and digits == (1,)


class Converted(Value):
    """A value as printed in the Chinese unit, and the unrounded number that thresholds are
    tested on; a range or a bound has none."""

    value: str
    unit: str
    exact: Decimal | None = None


def unit_key(unit: str) -> str:
    """A unit for comparison: spellings of micro, litre and powers of ten evened out, and case
    where it carries no meaning."""
    powers = _POWER.sub(r"10*\1", latin_unit(unit)).translate(_SUPERSCRIPTS)
    bare = re.sub(r"\s+", "", powers)
    for pattern, plain in _CASED:
        bare = pattern.sub(plain, bare)
    key = bare.casefold()
    for pattern, plain in _SPELLINGS:
        key = pattern.sub(plain, key)
    return key


_ANY = "*"
"""Rows of a unit that is converted whatever is measured: inches."""
_NOTED = re.compile(r"^(?P<name>.+)\((?P<notes>[^()]+)\)$")


class UnitTable:
    """Conversions by LOINC code, and by the Chinese name of the analyte, with the foreign unit."""

    def __init__(self, pack: Pack) -> None:
        self._by_analyte: dict[tuple[str, str], Conversion] = {}
        self._methods = {row["zh"] for row in pack.rows("lab_methods.tsv")}
        for row in pack.rows("lab_units_cn.tsv"):
            conversion = _conversion(row)
            if conversion is None or not row["from_unit"]:
                continue
            unit = unit_key(row["from_unit"])
            if conversion.factor == 1 and not conversion.offset and unit in _ALSO_CHINESE:
                continue
            for name in (row["loinc"], row["zh"]):
                if name:
                    self._by_analyte.setdefault((name, unit), conversion)

    def conversion(self, unit: str | None, names: tuple[str, ...]) -> Conversion | None:
        """How that unit of the analyte known by any of `names` (LOINC code, Chinese name) becomes
        the Chinese one; None where the table does not hold the pair."""
        if not unit:
            return None
        key = unit_key(unit)
        bare = (self._without_method(name) for name in names)
        every = dict.fromkeys((*names, *bare, _ANY))
        found = (self._by_analyte.get((name, key)) for name in every)
        return next((one for one in found if one is not None), None)

    def _without_method(self, name: str) -> str:
        """A name without the method behind it: LDL is converted however it was measured. A
        specimen stays."""
        match = _NOTED.match(name)
        is_method = match is not None and set(match["notes"].split("，")) <= self._methods
        return match["name"] if match is not None and is_method else name

    def convert(self, value: str, unit: str | None, names: tuple[str, ...]) -> Converted | None:
        """One number in the Chinese unit; None when number, unit or analyte do not allow it."""
        text = value.strip()
        conversion = self.conversion(unit, names) if _DECIMAL.match(text) else None
        if conversion is None:
            return None
        number = Decimal(text)
        return Converted(
            value=conversion.printed(number),
            unit=conversion.cn_unit,
            exact=conversion.forward(number),
        )

    def convert_written(
        self, text: str, unit: str | None, names: tuple[str, ...]
    ) -> Converted | None:
        """A bound or a range ('<0.5', '≥2', '0.2-1.2') with each number converted; the comparator
        stays, and a bound never becomes a number."""
        bare = _without_unit(text.strip(), unit)
        written = _WRITTEN.match(bare)
        conversion = self.conversion(unit, names) if written else None
        if written is None or conversion is None:
            return None
        if written["high"] is None and not written["comparator"]:
            return self.convert(bare, unit, names)
        low = conversion.printed(Decimal(written["low"]))
        if written["high"] is None:
            return Converted(value=f"{written['comparator']}{low}", unit=conversion.cn_unit)
        if written["comparator"]:
            return None  # '<1-2' says nothing certain
        high = conversion.printed(Decimal(written["high"]))
        return Converted(value=f"{low}–{high}", unit=conversion.cn_unit)

    def convert_back(self, value: str, to_unit: str, names: tuple[str, ...]) -> Decimal | None:
        """The unrounded number of a Chinese result in a foreign unit of the table."""
        text = value.strip()
        conversion = self.conversion(to_unit, names) if _DECIMAL.match(text) else None
        return None if conversion is None else conversion.backward(Decimal(text))


def _without_unit(text: str, unit: str | None) -> str:
    """The text without its own unit, when that is the unit of the value."""
    if unit and text.casefold().endswith(unit.casefold()):
        return text[: -len(unit)].strip()
    return text


def _conversion(row: Mapping[str, str]) -> Conversion | None:
    try:
        return Conversion(
            zh=row["zh"],
            from_unit=row["from_unit"],
            factor=Decimal(row["factor"]),
            offset=Decimal(row["offset"] or "0"),
            cn_unit=row["cn_unit"],
            divisor=Decimal(row.get("divisor") or "1"),
            decimals=int(row["decimals"]) if row.get("decimals") else None,
        )
    except (InvalidOperation, ValueError):
        return None


def _quantized(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
