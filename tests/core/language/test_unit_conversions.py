"""Every conversion of clinical content 1.8, against factors recomputed from molar masses.

Atomic weights: IUPAC 2021 standard, abridged. Compositions: the sum formulas in the table below,
from PubChem's compound pages. Nothing here reads the product's own factors to compute.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huizhen.core.content import Pack
from huizhen.core.language.units import UnitTable, unit_key
from huizhen.core.scores.quantities import QUANTITIES

ATOMS = {
    "H": "1.008", "C": "12.011", "N": "14.007", "O": "15.999", "Na": "22.990", "Mg": "24.305",
    "P": "30.974", "Ca": "40.078", "Fe": "55.845", "Co": "58.933", "I": "126.904",
}  # fmt: skip
FORMULAS = {
    "bilirubin": "C33H36N4O6",
    "creatinine": "C4H7N3O",
    "urea": "CH4N2O",
    "urea nitrogen": "N2",  # two nitrogen atoms stand for one molecule of urea
    "urate": "C5H4N4O3",
    "glucose": "C6H12O6",
    "cholesterol": "C27H46O",
    "calcium": "Ca",
    "phosphorus": "P",
    "magnesium": "Mg",
    "iron": "Fe",
    "ammonia": "NH3",
    "lactate": "C3H6O3",
    "thyroxine": "C15H11I4NO4",
    "triiodothyronine": "C15H12I3NO4",
    "cortisol": "C21H30O5",
    "testosterone": "C19H28O2",
    "estradiol": "C18H24O2",
    "progesterone": "C21H30O2",
    "cobalamin": "C63H88CoN14O14P",
    "folate": "C19H19N7O6",
    "calcidiol": "C27H44O2",
}
TRIGLYCERIDE = Decimal("885.7")
"""By convention of laboratories; glycerol trioleate would be 885.4."""
HAEMOGLOBIN_CHAIN = Decimal(64458) / 4
"""One chain with its iron; ICSH's tetramer of 64458."""


def molar_mass(name: str) -> Decimal:
    """g/mol of a sum formula."""
    parts = re.findall(r"([A-Z][a-z]?)(\d*)", FORMULAS[name])
    return sum((Decimal(ATOMS[atom]) * int(count or 1) for atom, count in parts), Decimal(0))


MASS = {"mg/dL": Decimal("1e-2"), "ug/dL": Decimal("1e-5"), "ng/dL": Decimal("1e-8"),
        "ng/mL": Decimal("1e-6"), "pg/mL": Decimal("1e-9")}  # fmt: skip
"""Grams in a litre."""
MOLES = {"mmol/L": Decimal("1e-3"), "umol/L": Decimal("1e-6"), "nmol/L": Decimal("1e-9"),
         "pmol/L": Decimal("1e-12")}  # fmt: skip

SUBSTANCES = [  # LOINC code, what is weighed, foreign unit, Chinese unit
    ("1975-2", "bilirubin", "mg/dL", "umol/L"),
    ("1968-7", "bilirubin", "mg/dL", "umol/L"),
    ("1971-1", "bilirubin", "mg/dL", "umol/L"),
    ("2160-0", "creatinine", "mg/dL", "umol/L"),
    ("3094-0", "urea nitrogen", "mg/dL", "mmol/L"),
    ("22664-7", "urea", "mg/dL", "mmol/L"),
    ("3084-1", "urate", "mg/dL", "umol/L"),
    ("2345-7", "glucose", "mg/dL", "mmol/L"),
    ("2093-3", "cholesterol", "mg/dL", "mmol/L"),
    ("2085-9", "cholesterol", "mg/dL", "mmol/L"),
    ("13457-7", "cholesterol", "mg/dL", "mmol/L"),
    ("17861-6", "calcium", "mg/dL", "mmol/L"),
    ("2777-1", "phosphorus", "mg/dL", "mmol/L"),
    ("19123-9", "magnesium", "mg/dL", "mmol/L"),
    ("2498-4", "iron", "ug/dL", "umol/L"),
    ("2500-7", "iron", "ug/dL", "umol/L"),
    ("16362-6", "ammonia", "ug/dL", "umol/L"),
    ("2524-7", "lactate", "mg/dL", "mmol/L"),
    ("3024-7", "thyroxine", "ng/dL", "pmol/L"),
    ("3026-2", "thyroxine", "ug/dL", "nmol/L"),
    ("3051-0", "triiodothyronine", "pg/mL", "pmol/L"),
    ("3053-6", "triiodothyronine", "ng/dL", "nmol/L"),
    ("2143-6", "cortisol", "ug/dL", "nmol/L"),
    ("2986-8", "testosterone", "ng/dL", "nmol/L"),
    ("2243-4", "estradiol", "pg/mL", "pmol/L"),
    ("2839-9", "progesterone", "ng/mL", "nmol/L"),
    ("2132-9", "cobalamin", "pg/mL", "pmol/L"),
    ("2284-8", "folate", "ng/mL", "nmol/L"),
    ("1989-3", "calcidiol", "ng/mL", "nmol/L"),
    ("62292-8", "calcidiol", "ng/mL", "nmol/L"),
]
RATIOS = [  # LOINC code, foreign unit, multiplier, Chinese unit: nothing to weigh
    ("1751-7", "g/dL", "10", "g/L"),
    ("2885-2", "g/dL", "10", "g/L"),
    ("10834-0", "g/dL", "10", "g/L"),
    ("718-7", "g/dL", "10", "g/L"),
    ("786-4", "g/dL", "10", "g/L"),
    ("33358-3", "g/dL", "10", "g/L"),
    ("1988-5", "mg/dL", "10", "mg/L"),
    ("36916-5", "mg/dL", "10", "mg/L"),
    ("33944-0", "mg/dL", "10", "mg/L"),
    ("3255-7", "mg/dL", "0.01", "g/L"),
    ("2465-3", "mg/dL", "0.01", "g/L"),
    ("2458-8", "mg/dL", "0.01", "g/L"),
    ("2472-9", "mg/dL", "0.01", "g/L"),
    ("4544-3", "%", "0.01", "L/L"),
    ("48065-7", "ng/mL", "0.001", "mg/L"),
    ("48065-7", "ng/mL FEU", "0.001", "mg/L"),
    ("2889-4", "mg/24h", "0.001", "g/24h"),
    ("1742-6", "µkat/L", "60", "U/L"),
    ("1920-8", "µkat/L", "60", "U/L"),
    ("6768-6", "µkat/L", "60", "U/L"),
    ("2324-2", "µkat/L", "60", "U/L"),
    ("14804-9", "µkat/L", "60", "U/L"),
    ("2000-8", "mEq/L", "0.5", "mmol/L"),
    ("17861-6", "mEq/L", "0.5", "mmol/L"),
    ("2601-3", "mEq/L", "0.5", "mmol/L"),
    ("2951-2", "mEq/L", "1", "mmol/L"),
    ("2823-3", "mEq/L", "1", "mmol/L"),
    ("2075-0", "mEq/L", "1", "mmol/L"),
    ("1963-8", "mEq/L", "1", "mmol/L"),
    ("6690-2", "10*3/uL", "1", "10*9/L"),
    ("6690-2", "K/µL", "1", "10*9/L"),
    ("6690-2", "G/L", "1", "10*9/L"),
    ("6690-2", "cells/µL", "0.001", "10*9/L"),
    ("6690-2", "/mm³", "0.001", "10*9/L"),
    ("6690-2", "×10²/µL", "0.1", "10*9/L"),
    ("751-8", "×10³/µL", "1", "10*9/L"),
    ("731-0", "THOUS/MCL", "1", "10*9/L"),
    ("751-8", "/uL", "0.001", "10*9/L"),
    ("731-0", "/uL", "0.001", "10*9/L"),
    ("777-3", "/uL", "0.001", "10*9/L"),
    ("777-3", "lakh/µL", "100", "10*9/L"),
    ("777-3", "lakhs/cumm", "100", "10*9/L"),
    ("777-3", "×10⁴/µL", "10", "10*9/L"),
    ("777-3", "万/µL", "10", "10*9/L"),
    ("789-8", "M/uL", "1", "10*12/L"),
    ("789-8", "T/l", "1", "10*12/L"),
    ("33959-8", "µg/L", "1", "ng/mL"),
    ("2039-6", "µg/L", "1", "ng/mL"),
    ("24108-3", "kU/L", "1", "U/mL"),
    ("10334-1", "kU/L", "1", "U/mL"),
    ("17843-4", "kU/L", "1", "U/mL"),
    ("2857-1", "µg/L", "1", "ng/mL"),
    ("1952-1", "µg/mL", "1", "mg/L"),
    ("26881-3", "ng/L", "1", "pg/mL"),
    ("3016-3", "µIU/mL", "1", "mIU/L"),
    ("29463-7", "lb", "0.45359237", "kg"),
    ("8302-2", "in", "2.54", "cm"),
]
WORKED = [  # the worked examples of 1.8, as printed there
    ("1975-2", "2.4", "mg/dL", "41.0"),
    ("1975-2", "0.9", "mg/dL", "15.4"),
    ("2160-0", "1.3", "mg/dL", "114.9"),
    ("2160-0", "0.8", "mg/dL", "70.7"),
    ("2345-7", "126", "mg/dL", "7.0"),
    ("2345-7", "99", "mg/dL", "5.5"),
    ("718-7", "9.8", "g/dL", "98"),
    ("4548-4", "53", "mmol/mol", "7.0"),
    ("718-7", "7.4", "mmol/L", "119"),
    ("1751-7", "3.2", "g/dL", "32"),
    ("1988-5", "1.5", "mg/dL", "15"),
    ("17861-6", "10.8", "mg/dL", "2.69"),
    ("3094-0", "28", "mg/dL", "10.0"),
    ("59261-8", "53", "mmol/mol", "7.0"),
    ("8310-5", "101.3", "°F", "38.5"),
    ("777-3", "1.5", "lakh/µL", "150"),
    ("777-3", "8.6", "×10⁴/µL", "86"),
    ("2000-8", "4.8", "mEq/L", "2.40"),
]
NEVER = [  # rows marked ✗ in 1.8, [C] factors, and units that are not there
    ("34444-0", "ng/mL"),  # PIVKA-II depends on the assay
    ("42595-9", "copies/mL"),  # HBV DNA depends on the assay
    ("48066-5", "ng/mL"),  # DDU never becomes FEU
    ("48066-5", "ng/mL FEU"),
    ("48065-7", "ng/mL DDU"),
    ("1834-1", "IU/mL"),  # AFP depends on the kit
    ("718-7", "G/L"),  # giga of haemoglobin is nothing
    ("1975-2", ""),
    ("2160-0", "furlong"),
]


def factor_from_mass(name: str, unit: str, cn_unit: str) -> Decimal:
    """The multiplier that the molar mass gives."""
    return MASS[unit] / molar_mass(name) / MOLES[cn_unit]


@pytest.mark.parametrize(("code", "name", "unit", "cn_unit"), SUBSTANCES)
def test_factors_are_those_of_the_molar_mass_both_ways(
    units: UnitTable, code: str, name: str, unit: str, cn_unit: str
) -> None:
    expected = factor_from_mass(name, unit, cn_unit)
    converted = units.convert("100", unit, (code,))
    assert converted is not None
    assert converted.exact is not None
    assert converted.unit == cn_unit
    assert abs(converted.exact / (100 * expected) - 1) < Decimal("0.0003")
    back = units.convert_back(str(100 * expected), unit, (code,))
    assert back is not None
    assert abs(back / 100 - 1) < Decimal("0.0003")


def test_triglycerides_and_haemoglobin_go_by_convention(units: UnitTable) -> None:
    fat = units.convert("1000", "mg/dL", ("2571-8",))
    chain = units.convert("10", "mmol/L", ("718-7",))
    assert fat is not None
    assert chain is not None
    assert fat.exact is not None
    assert chain.exact is not None
    assert abs(fat.exact - 10_000 / TRIGLYCERIDE) < Decimal("0.005")
    assert abs(chain.exact - 10 * HAEMOGLOBIN_CHAIN / 1000) < Decimal("0.02")


@pytest.mark.parametrize(("code", "unit", "factor", "cn_unit"), RATIOS)
def test_ratios_of_units_are_exact_both_ways(
    units: UnitTable, code: str, unit: str, factor: str, cn_unit: str
) -> None:
    converted = units.convert("3.7", unit, (code,))
    assert converted is not None
    assert (converted.exact, converted.unit) == (Decimal("3.7") * Decimal(factor), cn_unit)
    back = units.convert_back(str(Decimal("3.7") * Decimal(factor)), unit, (code,))
    assert back == Decimal("3.7")


@pytest.mark.parametrize(("code", "value", "unit", "printed"), WORKED)
def test_the_worked_examples_are_printed_as_written(
    units: UnitTable, code: str, value: str, unit: str, printed: str
) -> None:
    converted = units.convert(value, unit, (code,))
    assert converted is not None
    assert converted.value == printed


@pytest.mark.parametrize(("code", "unit"), NEVER)
def test_what_must_not_be_converted_is_not(units: UnitTable, code: str, unit: str) -> None:
    assert units.convert("10", unit, (code,)) is None
    assert units.convert_written("<10", unit, (code,)) is None


@pytest.mark.parametrize("code", ["6301-6", "5902-2", "14979-9"])
def test_ratios_and_seconds_stay(units: UnitTable, code: str) -> None:
    assert units.convert("1.2", "s", (code,)) is None


def test_oxygen_and_long_sugar_follow_their_equations(units: UnitTable) -> None:
    pressure = units.convert("10", "kPa", ("2703-7",))
    assert pressure is not None
    assert pressure.value == "75.0"
    assert pressure.exact is not None
    assert abs(pressure.exact - 10_000 / Decimal("133.322387415")) < Decimal("0.001")
    sugar = units.convert("48", "mmol/mol", ("59261-8",))
    assert sugar is not None
    assert sugar.exact == Decimal("0.09148") * 48 + Decimal("2.152")
    assert units.convert_back(str(sugar.exact), "mmol/mol", ("59261-8",)) == 48


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("<0.5", "mg/dL", "<8.6"),
        ("< 0.5", "mg/dL", "<8.6"),
        ("≤1.2", "mg/dL", "≤20.5"),
        (">=30", "mg/dL", ">=513.0"),
        (">30 mg/dL", "mg/dL", ">513.0"),
        ("0.2-1.2", "mg/dL", "3.4–20.5"),
        ("0.2 – 1.2 mg/dL", "mg/dL", "3.4–20.5"),
        ("0.2 to 1.2", "mg/dL", "3.4–20.5"),
        ("1.0", "mg/dL", "17.1"),
    ],
)
def test_bounds_and_ranges_keep_what_they_say(
    units: UnitTable, text: str, unit: str, expected: str
) -> None:
    converted = units.convert_written(text, unit, ("1975-2",))
    assert converted is not None
    assert converted.value == expected


@pytest.mark.parametrize("text", ["<1-2", "1,2", "1:80", "negative", "0.2-1.2 µmol/L", "+", ""])
def test_what_is_no_bound_or_range_is_left_alone(units: UnitTable, text: str) -> None:
    assert units.convert_written(text, "mg/dL", ("1975-2",)) is None


def test_a_bound_never_becomes_a_number(units: UnitTable) -> None:
    bound = units.convert_written("<0.5", "mg/dL", ("1975-2",))
    assert bound is not None
    assert bound.exact is None
    assert units.convert("<0.5", "mg/dL", ("1975-2",)) is None


def test_rounding_is_half_away_from_zero_and_thresholds_see_the_unrounded(
    units: UnitTable,
) -> None:
    half = units.convert("6.5", "mEq/L", ("2000-8",))  # 3.25 stays, no banker's rounding
    assert half is not None
    assert half.value == "3.25"
    calcium = units.convert("4.85", "mEq/L", ("2000-8",))  # 2.425
    assert calcium is not None
    assert (calcium.value, calcium.exact) == ("2.43", Decimal("2.425"))


@given(st.decimals(min_value="0.01", max_value="5000", places=2))
def test_printed_values_stand_within_half_a_digit_of_the_exact_one(value: Decimal) -> None:
    table = UnitTable(_pack())
    for code, unit, places in (("1975-2", "mg/dL", 1), ("17861-6", "mg/dL", 2)):
        converted = table.convert(str(value), unit, (code,))
        assert converted is not None
        assert converted.exact is not None
        step = Decimal(1).scaleb(-places)
        assert Decimal(converted.value) == converted.exact.quantize(step, ROUND_HALF_UP)


@pytest.mark.parametrize(
    ("one", "other"),
    [("G/l", "g/l"), ("G/L", "g/L"), ("T/l", "t/l"), ("M/uL", "m/uL"), ("ng/mL FEU", "ng/mL")],
)
def test_units_that_mean_different_things_have_different_keys(one: str, other: str) -> None:
    assert unit_key(one) != unit_key(other)


@pytest.mark.parametrize(
    "same",
    [
        ("10*9/L", "×10⁹/L", "10^9/l", "x10E9/L", "G/L", "G/l", "Gpt/l", "/nL"),
        ("10*3/uL", "K/µL", "10³/µL", "x10^3/mcL", "THOUS/MCL", "10+3/ul", "thou/mm3", "k/cumm"),
        ("10*12/L", "T/l", "Tpt/l", "10¹²/L"),
        ("mg/dL", "MG/DL", "mg/dl", " mg / dL "),
        ("umol/L", "µmol/L", "μmol/l", "micromol/l", "mcmol/L"),
        ("[degF]", "°F", "degF", "℉"),
        ("ng/mL{FEU}", "ng/mL FEU", "ng/mL (FEU)"),
        ("mg/d", "mg/24h", "mg/24 h", "mg/(24.h)", "mg/day"),
    ],
)
def test_spellings_of_one_unit_have_one_key(same: tuple[str, ...]) -> None:
    assert len({unit_key(unit) for unit in same}) == 1


@pytest.mark.parametrize(
    ("quantity", "code", "unit"),
    [
        ("bilirubin", "1975-2", "mg/dL"),
        ("creatinine", "2160-0", "mg/dL"),
        ("calcium", "2000-8", "mg/dL"),
        ("haemoglobin", "718-7", "mmol/L"),
    ],
)
def test_factors_of_scores_differ_from_the_table_by_less_than_any_result_shows(
    units: UnitTable, quantity: str, code: str, unit: str
) -> None:
    factor = QUANTITIES[quantity].factor(unit)
    names = (code, "钙")
    converted = units.convert("1", unit, names)
    assert factor is not None
    assert converted is not None
    assert converted.exact is not None
    assert abs(factor.applied(Decimal(1)) / converted.exact - 1) < Decimal("0.0003")


def test_grams_and_giga_are_told_apart_in_scores() -> None:
    assert QUANTITIES["white_cells"].factor("G/l") is not None
    assert QUANTITIES["albumin"].factor("G/l") is None
    assert QUANTITIES["albumin"].factor("g/l") is not None


def test_every_row_of_the_table_is_proved_here(terms_pack: Pack, units: UnitTable) -> None:
    proved = {(code, unit_key(unit)) for code, _, unit, _ in SUBSTANCES}
    proved |= {(code, unit_key(unit)) for code, unit, _, _ in RATIOS}
    proved |= {(code, unit_key(unit)) for code, _, unit, _ in WORKED}
    proved |= {("2571-8", "mg/dl"), ("2703-7", "kpa")}
    for row in terms_pack.rows("lab_units_cn.tsv"):
        unit = unit_key(row["from_unit"])
        is_identity = row["factor"] == "1"
        is_repeated = not row["loinc"] or (row["loinc"], unit) == ("19123-9", "meq/l")
        assert (row["loinc"], unit) in proved or is_identity or is_repeated, row


_PACKS: list[Pack] = []


def _pack() -> Pack:
    from huizhen.core.content import load_pack
    from huizhen.project.config import CONTENT

    if not _PACKS:
        _PACKS.append(load_pack("terms", [CONTENT]))
    return _PACKS[0]
