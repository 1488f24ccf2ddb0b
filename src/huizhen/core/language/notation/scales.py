"""Scores, performance status, responses and toxicities: ECOG PS 1分, 疗效评价: PR (RECIST 1.1)."""

from __future__ import annotations

import re

from huizhen.core.language.notation.certainty import hedged, quote_of
from huizhen.core.language.notation.figures import as_roman, is_number, ranged, roman_signs
from huizhen.core.language.notation.lexicon import NotationLexicon, Row
from huizhen.core.language.notation.phrase import Phrase
from huizhen.core.language.notation.sites import site_zh
from huizhen.core.language.notation.staging import system_stage
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.fact import Fact

_UNITS = {"degrees": "°", "grad": "°", "度": "°", "л": "L", "l": "L", "points": "", "punkte": ""}
_NO_UNIT = "(单位未注明)"
_LIMBS = {"UL": "upper limb", "UE": "upper limb", "LL": "lower limb", "LE": "lower limb"}
"""Of strength only: in a chest report UL is an upper lobe."""
_MINUS = "−"
_FIGURE = re.compile(r"^[<>≤≥−]*(?:\d+(?:\.\d+)?|[Ⅰ-Ⅻ])(?:[-+]|[–/](?:\d+|[Ⅰ-Ⅻ]))?$")
"""A figure that takes a unit: not E4V5M6, not 3+1+2."""


def scale_phrase(fact: Fact, lexicon: NotationLexicon) -> Phrase:
    """The scale with its value; a scale that the lexicon lacks stays in the original."""
    name = fact.concept or fact.text
    value = (fact.value or "").strip()
    original = quote_of(fact) or f"{fact.text} {value}".strip()
    if value.casefold() in ("n/a", "na", "not applicable"):
        return Phrase(zh=f"{name}：不适用", original=original)
    stage = lexicon.stages.get(name)
    if stage is not None and value:
        shown = system_stage(stage, value, lexicon)
        return Phrase(zh=hedged(shown, fact, f"非{shown}"), original=original)
    row = lexicon.scale(name)
    if row is None or not value:
        written = f"{name} {value} {fact.unit or ''}".strip()
        return Phrase(zh=written, original=original, untranslated=(name,))
    if row["numeral"] == "response":
        return response_phrase(value, fact.method or row["template"], fact.date, lexicon)
    shown = f"{_where(fact, lexicon)}{_shown(row, fact, value)}"
    worded = "" if any(char.isdigit() or char in "IVX" for char in value) else value
    word = lexicon.responses.find(worded) if worded else None
    if word is not None:
        shown = row["template"].replace("{u}", "").replace("{v}", word["zh"])
        worded = ""
    untranslated = (worded,) if worded and row["numeral"] != "letters" else ()
    return Phrase(
        zh=hedged(shown, fact, f"非{shown}"), original=original, untranslated=untranslated
    )


def response_phrase(
    response: str, criterion: str, date: PartialDate | None, lexicon: NotationLexicon
) -> Phrase:
    """'疗效评价: PR (RECIST 1.1, 2026-03-02)'; a response in other words stays as written."""
    row = lexicon.responses.find(response)
    said = (row["code"] or row["zh"]) if row else response
    basis = ", ".join(filter(None, (criterion, str(date or ""))))
    return Phrase(
        zh=f"疗效评价: {said}" + (f" ({basis})" if basis else ""),
        original=response,
        untranslated=() if row else (response,),
    )


def toxicity_zh(event: str, grade: str, version: str = "") -> str:
    """'CTCAE v5.0 3级血小板减少'; `event` is Chinese, `version` as written ('v5.0', '5.0')."""
    number = re.sub(r"^(?:CTCAE)?\s*v?", "", version.strip(), flags=re.IGNORECASE)
    named = f"CTCAE v{number}" if number else f"CTCAE({'版本未注明'})"
    return f"{named} {ranged(grade)}级{event}"


def _where(fact: Fact, lexicon: NotationLexicon) -> str:
    """The limb, muscle or region that a score is of ('右下肢', '左踝背伸')."""
    if not (fact.body_site or fact.side):
        return ""
    where = _LIMBS.get(fact.body_site.strip(), fact.body_site)
    return site_zh(where, fact.side, lexicon).zh


def _shown(row: Row, fact: Fact, value: str) -> str:
    figure = ranged(value)
    if row["numeral"] == "roman":
        figure = as_roman(value)
    elif row["numeral"] == "written":
        figure = ranged(roman_signs(value))
    if figure.startswith("-"):
        figure = _MINUS + figure[1:]
    figure = f"{fact.comparator or ''}{figure}"
    if row["concept"] == "MRC":
        figure = re.sub(r"\s?/\s?5$", "", figure)
    unit = _unit(row, fact.unit or "", figure) if _FIGURE.search(figure) else ""
    shown = row["template"].replace("{v}", figure).replace("{u}", unit)
    return f"{shown} ({fact.method})" if fact.method else shown


def _unit(row: Row, unit: str, figure: str) -> str:
    """The unit as written; the scale's own where none is written and only one is usual."""
    written = _UNITS.get(unit.casefold(), unit)
    if unit in ("{score}", "1") or not written:
        if row["unit"] == "?" and is_number(figure):
            return _NO_UNIT
        return "" if row["unit"] == "?" else row["unit"]
    return written if written in ("%", "°", "L") else row["unit"].replace("?", written)
