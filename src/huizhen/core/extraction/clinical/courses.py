"""How long and how much a treatment was: Gray in fractions, weeks, and what came of it."""

from __future__ import annotations

import re
from typing import NamedTuple

from huizhen.core.extraction.prose import Prose
from huizhen.core.records.dates import PartialDate

_DOSE = re.compile(
    r"[ \n](?:\((?=\d)|(?:with|mit|con|avec|to|в дозе|СОД)[ \n])?"
    r"(?P<gray>\d{1,3}(?:[.,]\d{1,2})?)\s?"
    r"(?:Gy|Гр)(?:[ \n]?(?:in|/|en|за|à)[ \n]?(?P<fractions>\d{1,2})[ \n]?"
    r"(?:fractions?|Fraktionen|fracciones|séances|фракци\w*|fx)?)?",
)
_LASTED = re.compile(
    r"[ \n](?:for|über|durante|pendant|в течение)[ \n](?P<count>\d{1,2})[ \n]"
    r"(?P<unit>weeks?|months?|Wochen|Monate|semanas|meses|semaines|mois|недель|месяцев)(?!\w)",
    re.IGNORECASE,
)
_UNITS = {"w": "week", "s": "week", "н": "week"}
_IN_VAIN = re.compile(
    r"without (?:improvement|relief|effect|benefit)|(?:with )?no (?:relief|improvement|effect)|"
    r"ohne Besserung|ohne Erfolg|sin mejoría|sans amélioration|без эффекта|без улучшения",
    re.IGNORECASE,
)
_FROM = re.compile(r"[ \n](?:from|vom|del|du|с)[ \n]")
_TO = re.compile(r"[ \n](?:to|until|through|bis(?: zum)?|al|au|по)[ \n]")


class Course(NamedTuple):
    """What stands behind the name of a treatment; `end` is where it ends in the text."""

    end: int
    value: str | None = None
    unit: str | None = None
    fractions: str = ""
    note: str = ""
    response: str = ""
    start_date: PartialDate | None = None
    end_date: PartialDate | None = None


def course_behind(prose: Prose, end: int) -> Course:
    """The dose and period of a radiotherapy, or the length and result of another treatment."""
    dose = _DOSE.match(prose.text, end)
    if dose:
        first, last = _period(prose, dose.end())
        value = dose["gray"].replace(",", ".")
        fractions = dose["fractions"] or ""
        return Course(dose.end(), value, "Gy", fractions, start_date=first, end_date=last)
    lasted = _LASTED.match(prose.text, end)
    place = lasted.end() if lasted else end
    sentence_end = prose.sentence_at(max(end - 1, 0)).end
    vain = _IN_VAIN.search(prose.text, place, max(place, sentence_end))
    note = ""
    if lasted:
        unit = _UNITS.get(lasted["unit"][0].casefold(), "month")
        note = f"{lasted['count']} {unit}"
    return Course(place, note=note, response=vain[0] if vain else "")


def _period(prose: Prose, end: int) -> tuple[PartialDate | None, PartialDate | None]:
    """'from 20 April 2023 to 5 June 2023' right behind a dose."""
    lead = _FROM.match(prose.text, end)
    if lead is None:
        return None, None
    dates = {date.start: date for date in prose.dates}
    first = dates.get(lead.end())
    joint = _TO.match(prose.text, first.end) if first else None
    last = dates.get(joint.end()) if joint else None
    return (first.value, last.value) if first and last else (None, None)
