"""Quantities that scores take: the unit of the catalogue, and exact factors from other units.

Factors: section 1.8 of the clinical content (17.1 and 88.4, as the published formulas use them,
not molar masses). A unit that is not listed is never converted. Limits are the survivable ranges
of the same section: what lies outside is a wrong unit or a slip, and goes to a person.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from pydantic import Field

from huizhen.core.language.units import unit_key
from huizhen.core.records.value import Value


class Factor(Value):
    """From a foreign unit: (value + before) * multiply / divide."""

    multiply: Decimal = Decimal(1)
    divide: Decimal = Decimal(1)
    before: Decimal = Decimal(0)

    def applied(self, number: Decimal) -> Decimal:
        """The number in the unit of the catalogue."""
        return (number + self.before) * self.multiply / self.divide


class Quantity(Value):
    """What is measured, in UCUM and as Chinese laboratories print it."""

    unit: str
    unit_zh: str
    is_lab: bool = False
    low: Decimal | None = None
    high: Decimal | None = None
    factors: Mapping[str, Factor] = Field(default_factory=dict)

    @property
    def needs_unit(self) -> bool:
        """Whether a number says nothing without its unit; ratios, counts and years do."""
        return self.unit not in {"1", "a", "{score}"}

    def factor(self, unit: str) -> Factor | None:
        """How to get from `unit` to the unit of the catalogue; None when it is not known."""
        key = _key(unit)
        return Factor() if key == _key(self.unit) else self.factors.get(key)


_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_POWER = re.compile(r"10\^?([⁰¹²³⁴⁵⁶⁷⁸⁹]+)")


def _key(unit: str) -> str:
    plain = _POWER.sub(lambda match: f"10*{match[1].translate(_SUPERSCRIPTS)}", unit)
    return unit_key(plain).lstrip("*")


def _made(
    unit: str,
    unit_zh: str,
    limits: tuple[str, str] | None = None,
    lab: bool = False,
    also: dict[str, str] | None = None,
    over: dict[str, str] | None = None,
) -> Quantity:
    factors = {_key(name): Factor(multiply=Decimal(by)) for name, by in (also or {}).items()}
    factors |= {_key(name): Factor(divide=Decimal(by)) for name, by in (over or {}).items()}
    low, high = (Decimal(limits[0]), Decimal(limits[1])) if limits else (None, None)
    return Quantity(unit=unit, unit_zh=unit_zh, is_lab=lab, low=low, high=high, factors=factors)


_CELLS = {"10*3/uL": "1", "K/uL": "1", "G/L": "1", "10*9/l": "1", "/nL": "1", "cells/uL": "0.001",
          "/uL": "0.001", "/mm3": "0.001", "10*2/uL": "0.1"}  # fmt: skip
_PLATELETS = _CELLS | {"lakh/uL": "100", "lakhs/cumm": "100", "10*4/uL": "10", "万/uL": "10"}
_PER_LITRE = {"g/dL": "10"}
_SAME_ENZYME = {"IU/L": "1", "ukat/L": "60"}

QUANTITIES: dict[str, Quantity] = {
    "bilirubin": _made("umol/L", "µmol/L", ("2", "1000"), True, {"mg/dL": "17.1"}),
    "bilirubin_mgdl": _made("mg/dL", "mg/dL", ("0.1", "60"), True, over={"umol/L": "17.1"}),
    "creatinine": _made("umol/L", "µmol/L", ("10", "3000"), True, {"mg/dL": "88.4"}),
    "albumin": _made("g/L", "g/L", ("8", "70"), True, _PER_LITRE),
    "protein": _made("g/L", "g/L", ("0", "150"), True, _PER_LITRE),
    "haemoglobin": _made("g/L", "g/L", ("20", "250"), True, _PER_LITRE | {"mmol/L": "16.11"}),
    "sodium": _made("mmol/L", "mmol/L", ("95", "190"), True, {"mEq/L": "1"}),
    "calcium": _made("mmol/L", "mmol/L", ("0.5", "6"), True, {"mg/dL": "0.2495", "mEq/L": "0.5"}),
    "white_cells": _made("10*9/L", "×10⁹/L", ("0", "1000"), True, _CELLS),
    "platelets": _made("10*9/L", "×10⁹/L", ("0", "3000"), True, _PLATELETS),
    "enzyme": _made("U/L", "U/L", ("0", "100000"), True, _SAME_ENZYME),
    "inr": _made("1", "1", ("0.5", "15"), True),
    "lab_ratio": _made("1", "1", ("0", "100000"), True),
    "seconds": _made("s", "s", ("0", "200"), True),
    "crp": _made("mg/L", "mg/L", ("0", "2000"), True, {"mg/dL": "10"}),
    "nanogram": _made("ng/mL", "ng/mL", ("0", "100000000"), True, {"ug/L": "1"}),
    "microglobulin": _made("mg/L", "mg/L", ("0", "1000"), True, {"ug/mL": "1"}),
    "light_chain": _made("mg/L", "mg/L", ("0", "1000000"), True, {"mg/dL": "10"}),
    "urine_protein": _made("mg/(24.h)", "mg/24h", ("0", "100000"), True,
                           {"mg/24h": "1", "mg/d": "1", "g/24h": "1000", "g/(24.h)": "1000",
                            "g/d": "1000"}),
    "lab_percent": _made("%", "%", ("0", "100"), True),
    "clearance": _made("mL/min", "mL/min", ("0", "400")),
    "percent": _made("%", "%", ("0", "100")),
    "predicted_percent": _made("%", "%", ("0", "250")),
    "ratio": _made("1", "1"),
    "points": _made("{score}", "分"),
    "age": _made("a", "岁", ("0", "120")),
    "years": _made("a", "年", ("0", "100")),
    "days": _made("d", "天", ("0", "20000"), also={"wk": "7"}),
    "months": _made("mo", "月", ("0", "600")),
    "weight": _made("kg", "kg", ("1", "400"), also={"lb": "0.4536", "g": "0.001"}),
    "height": _made("cm", "cm", ("30", "250"), also={"m": "100", "in": "2.54"}),
    "size_cm": _made("cm", "cm", ("0", "60"), also={"mm": "0.1"}),
    "offset_cm": _made("cm", "cm", ("-30", "30"), also={"mm": "0.1"}),
    "size_mm": _made("mm", "mm", ("0", "2000"), also={"cm": "10"}),
    "offset_mm": _made("mm", "mm", ("-500", "500"), also={"cm": "10"}),
    "volume": _made("mL", "mL", ("0", "10000"), also={"cm3": "1", "L": "1000"}),
    "degrees": _made("deg", "°", ("-180", "360"), also={"°": "1"}),
    "hounsfield": _made("[hnsf'U]", "HU", ("-1100", "4000"), also={"HU": "1"}),
    "uptake": _made("{SUV}", "SUV", ("0", "500"), also={"SUV": "1", "g/mL": "1"}),
    "temperature": Quantity(
        unit="Cel", unit_zh="℃", low=Decimal(30), high=Decimal(43),
        factors={"℃": Factor(), "°c": Factor(), "c": Factor(),
                 **{key: Factor(before=Decimal(-32), divide=Decimal("1.8"))
                    for key in ("[degf]", "°f", "℉", "f")}},
    ),
    "cigarettes": _made("/d", "支/日", ("0", "200"), also={"{cigarettes}/d": "1"}),
}  # fmt: skip
"""Every quantity by its name; limits are of the unit of the catalogue."""
