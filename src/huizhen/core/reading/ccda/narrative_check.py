"""Coded value against the narrative row that it refers to: differences are reported."""

from __future__ import annotations

import re

from huizhen.core.records.evidence import ElementPath
from huizhen.core.records.fact import Fact

_CONCENTRATION = re.compile(r"^[munpkfµ]?(?:g|mol|eq|iu|u)/[dmuµ]?l$", re.IGNORECASE)
_PLAIN_UNIT = re.compile(r"^[A-Za-zµ]+/[A-Za-zµ]+$")
_NEXT_WORD = re.compile(r"\s*(?:\|\s*)?([^\s|;,()]+)")
_MEASURED_CELL = re.compile(r"^[<>=≤≥~]*\s*\d[\d.,]*(?:\s*[A-Za-z%µ\[({°].*)?$")
_CELL_BORDER = re.compile(r"[|\n]")


def difference_from_narrative(fact: Fact) -> str:
    """'unit_differs_from_narrative' or 'value_not_in_narrative'; '' where both agree or nothing
    can be said.

    Judged only where a reference leads to a cell with a number, and units only where both are
    plain concentrations: 'mm[Hg]' and 'mmHg' are not compared.
    """
    evidence = fact.evidence[0]
    if not isinstance(evidence, ElementPath) or evidence.start is None or not fact.value:
        return ""
    value, quote = fact.value, evidence.quote
    if not value.replace(".", "", 1).isdigit() or not value.isascii():
        return ""
    match = re.search(rf"(?<![\d.,]){re.escape(value)}(?!\d|[.,]\d)", quote)
    if match is None:
        has_value = any(_MEASURED_CELL.match(cell.strip()) for cell in _CELL_BORDER.split(quote))
        is_other = has_value and not _says_same_number(value, quote)
        return "value_not_in_narrative" if is_other else ""
    word = _NEXT_WORD.match(quote, match.end())
    if word is None or not fact.unit or not _CONCENTRATION.match(word.group(1)):
        return ""
    is_same = word.group(1).casefold().replace("µ", "u") == fact.unit.casefold().replace("µ", "u")
    return "" if is_same or not _PLAIN_UNIT.match(fact.unit) else "unit_differs_from_narrative"


def _says_same_number(value: str, quote: str) -> bool:
    """Whether the row has the number in another notation: 7.0 for 7, 1,200 for 1200, 0,5."""
    wanted = float(value)
    for found in re.findall(r"[0-9][0-9.,]*", quote):
        for plain in (found.replace(",", ""), found.replace(".", "").replace(",", ".")):
            try:
                if float(plain.rstrip(".")) == wanted:
                    return True
            except ValueError:
                continue
    return False
