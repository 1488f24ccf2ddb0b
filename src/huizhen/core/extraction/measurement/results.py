"""One result after the name of an analyte: comparator, number or word, unit, flag, interval."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from huizhen.core.extraction.measurement.result import Result
from huizhen.core.extraction.measurement.spoken_numbers import SpokenNumbers
from huizhen.core.extraction.measurement.unit_words import END, UNIT
from huizhen.core.extraction.numbers import COMPARATOR, NUMBER, SPACED_THOUSANDS, Number, comparator
from huizhen.core.extraction.phrases import alternatives
from huizhen.core.extraction.prose import Prose

_MOST_BEFORE = 60
_LATIN = r"[A-Za-z\u00c0-\u024f\u0400-\u04ff]"
RANGE = rf"{NUMBER}\s?(?:-|–|—|to|bis|до)\s?{NUMBER}|(?:{COMPARATOR}|bis|до|up to)\s?{NUMBER}"
"""A reference interval without its brackets."""


_CELL = r"(?:[ \t]{0,8}\|){1,3}[ \t]{0,8}"
"""The border of two cells; between two of them nothing may be written."""
_COUNTED = re.compile(r"/\s?(?:[µμu]l|mm3|mm³|cu\.?\s?mm|cumm|мкл)$", re.IGNORECASE)
_THREES = re.compile(r"\d{1,3}[.,]\d{3}")
_SPACED_LANGUAGES = frozenset(("fr", "ru", "es", "pl", "uk"))

_UNIT_BEFORE = re.compile(
    rf"\s?(?:\(\s?|\[\s?|[,:]\s?|{_CELL}|[ \t]{{1,20}}(?![KkMUs](?!\w)))(?:in\s)?"
    rf"(?P<unit>{UNIT}){END}\s?[)\]]?(?:\*\*)?"
    rf"(?:{_CELL}|[\s:=]{{1,20}})(?:\*\*\s?)?(?=[<>≤≥\d])"
)
_LOINC_TAIL = (
    r"(?:\s\[[A-Za-z#/%. ]{2,40}\])?"
    r"(?:\sin\s(?:[A-Z][a-z]+)(?:\s(?:or|by|of|count|calculation|[A-Z][a-z]+)){0,8})?"
)
"""'[Mass/volume] in Serum or Plasma', as catalogues name a test."""


_RANGE_REST = re.compile(
    rf"\s?[-–]\s?(?P<high>{NUMBER})(?![\w]*-)(?![./]\d)(?:\s?(?P<unit>{UNIT}){END}"
    r"|\s(?:x|por|par|pro|в)\s(?P<field>campo|champ|Gesichtsfeld|п/зр))?"
)
"""The rest of a range after its lower end."""
_GRADED = re.compile(r"[1-4]\s?\+(?![\w+])|\+{2,4}(?![\w+])")
"""'ketones 1+', 'albumin ++': how much, in steps."""
_ITEM = re.compile(r"[.)][ \t]+[^\W\d]")
_COLUMN_GAP = re.compile(r"[ \t]*\|[ \t]*|[ \t]{1,30}")
_COUNTS_TIME = re.compile(
    r"\s?(?:x\b|/|year|month|week|day|hour|Jahr|Monat|Woche|Tag|Stunde|año|mes|semana|día|an\b|ans\b|"
    r"mois|semaine|jour|лет|год|месяц|недел|дн|年|月|周|天|times|cm\b|mm\b|mg\b|points)",
    re.IGNORECASE,
)
_SHARE = re.compile(rf"(?<![\d.,])(?P<sign>{COMPARATOR})?\s?(?P<number>{NUMBER})\s?%\s$")


class ResultReader:
    """Reads the result that stands right after a place in the text."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        leads = [*words["fillers"], *words["lead_words"]]
        fillers = alternatives(leads)
        signs = {word: sign for sign, phrases in words["comparators"].items() for word in phrases}
        self._signs = {" ".join(word.split()): sign for word, sign in signs.items()}
        spoken = {form for forms in words["worded"].values() for form in forms}
        parts_of_results = spoken | set(words["modifiers"])
        bare = alternatives(word for word in leads if word not in parts_of_results)
        self._lead, self._word_lead = (
            re.compile(
                rf"(?:\s{{0,3}}\((?=[^()\n]*\w)(?:[\w ./,%+-]{{1,24}})\)|{_LOINC_TAIL})"
                rf"(?:[\s,]{{0,3}}(?:{some})(?!{_LATIN})){{0,8}}"
                rf"(?:\*\*)?(?:[ \t:.]{{5,60}}|{_CELL}|[\s:=]{{0,4}})(?:\*\*\s?)?"
                rf"(?:[-–—]\s?(?=[<>≤≥]?\s?\d))?",
                re.IGNORECASE,
            )
            for some in (fillers, bare)
        )
        self._number, self._spaced_number = _numbers(words, self._signs)
        self._worded = [
            (value, re.compile(rf"(?:{alternatives(forms)})(?!{_LATIN})", re.IGNORECASE))
            for value, forms in words["worded"].items()
        ]
        self._spoken = SpokenNumbers(words["spoken"])
        multiples = words["multiples"]
        self._multiple = re.compile(
            rf"(?:{alternatives(multiples['words'])})\s(?:{alternatives(multiples['limits'])})"
            rf"(?!{_LATIN})",
            re.IGNORECASE,
        )
        self._grades = re.compile(rf"(?:{alternatives(words['grades'])})(?!{_LATIN})", re.I)
        before = words["worded_before"]
        self._normal = frozenset(word.casefold() for word in before["normal"])
        self._before = re.compile(
            rf"(?<!{_LATIN})(?P<word>{alternatives([*before['normal'], *before['other']])})\s+"
            rf"(?:(?:{alternatives(before['between'])})\s+){{0,2}}",
            re.IGNORECASE,
        )
        from_words, to_words = alternatives(words["from_to"]), alternatives(words["to"])
        self._from = re.compile(rf"[^.;:\n\d]{{0,40}}?(?<!{_LATIN})(?:{from_words})\s", re.I)
        self._to = re.compile(
            rf"\s?(?:\([^()\n]{{1,24}}\)|on\s[\d/.-]+|(?:on|in|last|at|im|am|en|le)\s[^.;,()\d\n]{{1,24}}?(?=\s))?"
            rf"\s?(?:{to_words})\s?(?:(?:about|around|now|a|of)\s)?",
            re.I,
        )
        self._not_after = re.compile(
            rf"\s?(?:{alternatives(words['not_result_after'])})(?!{_LATIN})", re.IGNORECASE
        )

    def lead_end(self, text: str, place: int) -> int:
        """Where a value would begin after an analyte's name."""
        match = self._lead.match(text, place)
        return match.end() if match else place

    def word_after(self, prose: Prose, name_end: int, place: int) -> Result | None:
        """The worded result after a name, whose value would begin at `place`: a word such as
        'elevated' may lead to a number or be the result itself."""
        lead = self._word_lead.match(prose.text, name_end)
        first = self.word_at(prose, lead.end()) if lead else None
        return first or self.word_at(prose, place)

    def unit_before(self, text: str, place: int) -> tuple[str, int]:
        """The unit between a name and its value, and where it ends: 'Bilirubin (mg/dl) 1,0',
        'Гемоглобин, г/л 102'; '' where there is none."""
        match = _UNIT_BEFORE.match(text, place)
        return (match["unit"].strip(), match.end()) if match else ("", place)

    def number_at(self, prose: Prose, place: int) -> Result | None:
        """The number with its unit, flag and interval that begins at a place."""
        is_spaced = prose.language in _SPACED_LANGUAGES
        match = (self._spaced_number if is_spaced else self._number).match(prose.text, place)
        if match is None:
            return self._spoken.number_at(prose.text, place)
        if _belongs_elsewhere(prose, match) or _GRADED.match(prose.text, match.start("number")):
            return None
        if self._not_after.match(prose.text, match.end()):
            return None
        rest = _RANGE_REST.match(prose.text, match.end("number"))
        if rest is None or match["unit"] or match["unit0"]:
            return self._result(prose, match)
        if any(d.start < rest.end("high") and match.start() < d.end for d in prose.dates):
            return None
        return self._of_range(prose, match, rest)

    def _of_range(self, prose: Prose, match: re.Match[str], rest: re.Match[str]) -> Result | None:
        """What a range right after a name means: the reference interval before the value of a
        line ('Glucose  90-120 mg/dl  95 mg/dl'), else a result told as a range ('20-25/field')."""
        gap = _COLUMN_GAP.match(prose.text, rest.end())
        value = self.number_at(prose, gap.end()) if gap else None
        is_column = gap is not None and len(gap[0]) > 1
        if value is not None and (is_column or (rest["unit"] and value.unit)):
            interval = prose.text[match.start("number") : rest.end("high")]
            return value._replace(interval=interval)
        if _COUNTS_TIME.match(prose.text, rest.end()):
            return None
        low, high = prose.number(match["number"]), prose.number(rest["high"])
        return Result(
            start=match.start(),
            end=rest.end(),
            value=f"{low.value}-{high.value}",
            unit=(rest["unit"] or rest["field"] or "").strip(),
            doubt=low.doubt or high.doubt,
        )

    def _result(self, prose: Prose, match: re.Match[str]) -> Result:
        unit = _unit_of(match)
        number = _of_unit(prose.number(match["number"]), unit)
        sign = match["sign"] or ""
        plain = comparator(sign) or self._signs.get(" ".join(sign.casefold().split()), "")
        return Result(
            start=match.start(),
            end=match.end(),
            value=number.value,
            unit=unit,
            comparator=plain or "",
            interval=(match["interval"] or match["interval2"] or match["interval3"] or "").strip(),
            flag=(match["flag"] or match["flag0"] or "").strip("()[]"),
            doubt=number.doubt,
        )

    def grade_at(self, prose: Prose, place: int, has_words: bool) -> Result | None:
        """The step that begins at a place: '2+', and in words where they can be one: 'trace'."""
        match = _GRADED.match(prose.text, place)
        if match is None and has_words:
            match = self._grades.match(prose.text, place)
        return Result(*match.span(), match[0].strip(), is_worded=True) if match else None

    def word_at(self, prose: Prose, place: int) -> Result | None:
        """The worded result that begins at a place: 'negative', 'within normal limits'."""
        several = self._multiple.match(prose.text, place)
        if several is not None:
            return Result(*several.span(), " ".join(several[0].split()), is_worded=True)
        best: Result | None = None
        for value, pattern in self._worded:
            match = pattern.match(prose.text, place)
            if match and (best is None or match.end() > best.end):
                best = Result(match.start(), match.end(), value, is_worded=True)
        if best is not None and best.value != "normal":
            written = prose.text[best.start : best.end]
            shown = " ".join(written.split()).strip("()（）")
            # 'neg.' ends an English sentence, and is a German abbreviation
            best = best._replace(value=shown.rstrip(".") if prose.language == "en" else shown)
        return best

    def is_no_result(self, prose: Prose, place: int) -> bool:
        """Whether what follows makes a drug or a diet of the name before it."""
        return self._not_after.match(prose.text, place) is not None

    def share_before(self, prose: Prose, place: int) -> Result | None:
        """The share that stands right before a kind of cell: '76% blasts'."""
        match = _SHARE.search(prose.text, max(0, place - 16), place)
        if match is None:
            return None
        number = prose.number(match["number"])
        return Result(
            match.start(), match.end(), number.value, "%", comparator(match["sign"] or "") or ""
        )

    def word_before(self, prose: Prose, place: int) -> Result | None:
        """The worded result that ends right before a name: 'elevated LFTs', 'normal creatinine'."""
        match = self._before.search(prose.text, max(0, place - _MOST_BEFORE), place)
        if match is None or match.end() != place:
            return None
        start, end = match.span("word")
        written = " ".join(match["word"].split())
        value = "normal" if written.casefold() in self._normal else written
        return Result(start, end, value, is_worded=True)

    def change_at(self, prose: Prose, place: int) -> tuple[Result, Result] | None:
        """'dropped from 10.2 to 8.1': both values."""
        lead = self._from.match(prose.text, place)
        first = self.number_at(prose, lead.end()) if lead else None
        if first is None:
            return None
        link = self._to.match(prose.text, first.end)
        second = self.number_at(prose, link.end()) if link else None
        if second is None:
            return None
        if second.unit and not first.unit:
            first = first._replace(unit=second.unit, end=second.end)
        return first, second


def _numbers(
    words: Mapping[str, Any], signs: Mapping[str, str]
) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A number with unit, flag and interval; and the same with thousands parted by blanks."""
    flags = alternatives(words["flags"])
    references = alternatives(words["reference_words"])
    flag = rf"(?:(?:\s?|[ \t]{{0,24}}|{_CELL})(?P<flag>{flags})(?!{_LATIN}|\d))?"
    unit = rf"(?:(?:\s{{0,3}}|[ \t]{{0,30}}|{_CELL})(?:in\s)?(?P<unit>{UNIT}){END})?"
    flag_first = (
        rf"(?:{_CELL}|[ \t]{{0,24}})(?P<flag0>{flags}|[-+−])(?={_CELL}|\s)"
        rf"(?:{_CELL}|[ \t]{{1,24}})(?P<unit0>{UNIT}){END}"
    )
    interval = (
        rf"(?:[ \t]{{0,12}}[,;]?\s?[(\[]\s?(?:(?:{references})(?!{_LATIN})\.?:?\s?)?"
        rf"(?P<interval>{RANGE})"
        rf"\s?(?P<unit4>{UNIT})?{END}\s?[)\]]"
        rf"|\s?[,;]?\s?(?:{references})(?!{_LATIN})\.?:?\s?(?P<interval2>{RANGE})"
        rf"(?:\s?(?P<unit5>{UNIT}){END})?"
        rf"|(?:{_CELL}|[ \t]{{2,24}}|\t)(?P<interval3>{RANGE})"
        rf"(?:(?:{_CELL}|[ \t]{{0,20}})(?P<unit3>{UNIT}){END}|(?=[ \t]*(?:$|\||\t|[ ]{{2}}))))?"
    )
    spaced = rf"\d{{1,3}}(?: \d{{3}})+(?=\s?(?:{UNIT}){END})"
    plain, grouped_by_blanks = (
        re.compile(
            rf"(?P<sign>{COMPARATOR}|(?:{alternatives(signs)})(?!{_LATIN}))?\s?"
            rf"(?P<number>{grouped}|{NUMBER})(?![\w]*-year)(?:{flag_first}|{unit}{flag})"
            + interval,
            re.IGNORECASE | re.MULTILINE,
        )
        for grouped in (SPACED_THOUSANDS, spaced)
    )
    return plain, grouped_by_blanks


def _unit_of(match: re.Match[str]) -> str:
    """The unit of the number itself, else the one that its interval bears: '7.5 (4-11 K/uL)'."""
    groups = ("unit", "unit0", "unit3", "unit4", "unit5")
    return next((match[name].strip() for name in groups if match[name]), "")


def _of_unit(number: Number, unit: str) -> Number:
    """'14.300/µl' can be read in one way only: cells of one microlitre have no fraction."""
    if number.doubt and _COUNTED.match(unit) and _THREES.fullmatch(number.value):
        return Number(re.sub(r"[.,]", "", number.value))
    return number


def _belongs_elsewhere(prose: Prose, match: re.Match[str]) -> bool:
    """Whether the number is part of a date, a range of years, a size or a count of days."""
    start, end = match.span("number")
    if any(date.start < end and start < date.end for date in prose.dates):
        return True
    following = prose.text[end : end + 14]
    if _ITEM.match(following) and prose.text[start - 8 : start].rpartition("\n")[2].isspace():
        return True  # '3. Diabetes' numbers the line below
    if match["unit"] or match["unit0"]:
        return False
    return bool(
        re.match(
            r"\s?(?:x\s?\d|(?:of|out of|von|из)\s\d|cm\b|mm\b(?!\s?/)"
            r"|-?\s?(?:year|month|week|day|hour|Jahr|Tag|Monat)|/\d|:\d\d"
            r"|m?g\b(?!\s?[/%])|mcg\b(?!/)|times\b|x\b|th\b|st\b|nd\b|rd\b|cycles\b|Zyklen)",
            following,
        )
    )
