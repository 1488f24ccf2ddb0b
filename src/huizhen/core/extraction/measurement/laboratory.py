"""Laboratory results in prose, in label lines and in tables of text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from huizhen.core.extraction.finder import found
from huizhen.core.extraction.knowledge import Knowledge
from huizhen.core.extraction.measurement.analyte_names import Analyte, AnalyteNames
from huizhen.core.extraction.measurement.compact_panels import Grids, NamedTogether
from huizhen.core.extraction.measurement.further_values import FurtherValues
from huizhen.core.extraction.measurement.result import Result
from huizhen.core.extraction.measurement.results import ResultReader
from huizhen.core.extraction.measurement.table_rows import TableReader
from huizhen.core.extraction.phrases import alternatives
from huizhen.core.extraction.prose import Prose
from huizhen.core.language.term_index import Match
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.fact import Coding, Fact

_IN_STEPS = frozenset(
    ("U-PRO", "U-GLU", "U-KET", "U-BLD", "U-BIL", "nitrite", "leukocyte esterase", "urobilinogen",
     "pus cells", "epithelial cells", "DSA")
)  # fmt: skip
"""What a strip or a microscope tells in steps."""
_LOINC = "http://loinc.org"
_SECTIONS = frozenset(("labs", "results"))
_DRUGS = frozenset(("medications", "discharge_medications"))
_SILENT = frozenset(("medications", "discharge_medications", "family_history", "allergies"))
_OF_THE_PAST = frozenset(
    ("past_history", "history", "social_history", "diagnosis", "assessment", "family_history")
)
"""Sections whose years are those of diseases."""
_MOST_LEAD = 80
_NEAR = 3
_MOST_TO_DATE = 30
_A_DOSE = re.compile(r"(?:IE|IU|UI|U|E|МЕ|ЕД)\s?/\s?(?:d|day|Tag|сут)")
"""A unit of what is taken in a day: 'Vit. D 1000 IE/d'."""
_SURE_UNIT = re.compile(r"[/%]|fl|pg|мм|10")


class LaboratoryFinder:
    """Finds Observation facts of category laboratory."""

    name = "laboratory"
    version = 9

    def __init__(self, knowledge: Knowledge) -> None:
        words = knowledge.words.parsed("measurement.json")
        self._names = AnalyteNames(knowledge, words)
        self._codes = {
            row["abbr"]: row["loinc"]
            for row in knowledge.terms.rows("labs.tsv")
            if row["loinc_status"] == "cross-checked"
        }
        self._results = ResultReader(words)
        self._values = FurtherValues(words, self._results)
        self._together = NamedTogether(words, self._results)
        self._grids = Grids(words)
        self._tables = TableReader(words)
        self._urine = re.compile(rf"(?<!\w)(?:{alternatives(words['urine_words'])})(?!\w)")
        self._shares = frozenset(words["shares"])
        self._by_unit: dict[str, dict[str, str]] = words["by_unit"]
        self._glue = re.compile(
            rf"(?:[\s,]|(?<!\w)(?:{alternatives(words['enumeration'])})(?!\w))+", re.IGNORECASE
        )
        self._specimens = [
            (name, re.compile(rf"(?<!\w)(?:{alternatives(forms)})(?!\w)", re.IGNORECASE))
            for name, forms in words["specimens"].items()
        ]

    def find(self, prose: Prose) -> Iterable[Fact]:
        """The results of every analyte's mention; table rows by their columns."""
        matches = self._names.of(prose.text)
        analytes = [
            (m.start, self._names.end(prose.text, m))
            for m in matches
            if m.payload.kind not in ("panel", "urine")
        ]
        rows = self._tables.rows(prose, analytes)
        done: set[int] = set()
        for match in matches:
            row = rows.get(match.start)
            if row is not None:
                done.add(match.start)
                for cell, date in row:
                    if match.payload.kind != "by_unit" or self._key(prose, match, cell):
                        yield self._fact(prose, match, cell, date)
        for fact, starts in self._of_panels(prose, matches):
            done.update(starts)
            if fact is not None:
                yield fact
        for fact, start, end in self._of_grids(prose):
            yield fact
            taken = (m.start for m in matches if start - _NEAR <= m.end and m.start < end)
            done.update(taken)
        ends = [*(match.start for match in matches[1:]), len(prose.text)]
        shared: list[Match[Analyte]] = []
        for match, following in zip(matches, ends, strict=False):
            if match.start in done or not self._is_read(prose, match):
                continue
            facts = list(self._of_mention(prose, match, following))
            yield from facts
            yield from self._shared(prose, shared, match, facts)
            shared = [*shared, match] if not facts else []

    def _of_panels(
        self, prose: Prose, matches: Sequence[Match[Analyte]]
    ) -> Iterator[tuple[Fact | None, set[int]]]:
        """The results of names that have theirs together, with where the names begin; no fact
        where they are not as many."""
        yield from self._of_pairs(prose, matches)
        kinds = ("panel", "pair", "by_unit")
        by_start = {m.start: m for m in matches if m.payload.kind not in kinds}
        named = [
            (m.start, self._names.end(prose.text, m), m.payload.key) for m in by_start.values()
        ]
        for several in self._together.of(prose, named):
            starts = {start for start, _ in several.names}
            if not self._is_read(prose, by_start[min(starts)]):
                continue
            if not several.values:
                yield None, {max(starts)}
            for (start, _), value in zip(several.names, several.values, strict=False):
                match = by_start[start]
                own = value._replace(unit="") if match.payload.kind == "unitless" else value
                yield self._fact(prose, match, own, self._date(prose, match, own)), starts

    def _of_pairs(
        self, prose: Prose, matches: Sequence[Match[Analyte]]
    ) -> Iterator[tuple[Fact | None, set[int]]]:
        """The results of one name for two analytes: 'H/H 8.2/24.6'."""
        for match in matches:
            if match.payload.kind != "pair" or not self._is_read(prose, match):
                continue
            keys = match.payload.key.split("/")
            values = self._together.values(prose, [(match.start, match.end, key) for key in keys])
            for key, value in zip(keys, values, strict=False):
                one = Match(match.start, match.end, Analyte(key, ""))
                fact = self._fact(prose, one, value, self._date(prose, one, value))
                yield fact, {match.start}

    def _of_grids(self, prose: Prose) -> Iterator[tuple[Fact, int, int]]:
        """The figures of grids in one line, each with where its grid stands."""
        for cells in self._grids.of(prose):
            start, end = cells[0].result.start, cells[-1].result.end
            for key, value in cells:
                kind = "unitless" if key == "pH" else ""
                one = Match(value.start, value.end, Analyte(key, kind))
                yield self._fact(prose, one, value, self._date(prose, one, value)), start, end

    def _is_read(self, prose: Prose, match: Match[Analyte]) -> bool:
        """Whether a mention can have a result: in a list of drugs only what is no drug has one."""
        if prose.section_kind(match.start) not in _SILENT:
            return True
        is_listed_drug = prose.section_kind(match.start) in _DRUGS
        return is_listed_drug and match.payload.kind == "unitless"

    def _shared(
        self,
        prose: Prose,
        earlier: Sequence[Match[Analyte]],
        match: Match[Analyte],
        facts: Sequence[Fact],
    ) -> Iterator[Fact]:
        """The word that ends an enumeration, for every name of it: 'CEA, AFP and hCG normal'."""
        if len(facts) != 1 or facts[0].unit or _has_digit(facts[0].value):
            return
        position, value = match.start, facts[0].value or ""
        for one in reversed(earlier):
            if not self._glue.fullmatch(prose.text, one.end, position):
                return
            result = Result(one.start, match.end, value, is_worded=True)
            yield self._fact(prose, one, result, facts[0].date)
            position = one.start

    def _of_mention(self, prose: Prose, match: Match[Analyte], following: int) -> Iterator[Fact]:
        unit, after = self._results.unit_before(prose.text, match.end)
        if unit:
            given = self._results.number_at(prose, after)
            if given is not None and after < following:
                yield self._fact(prose, match, given._replace(unit=unit), None)
            return
        share = self._results.share_before(prose, match.start)
        if share is not None and match.payload.key in self._shares:
            yield self._fact(prose, match, share, self._date(prose, match, share))
            return
        place = self._results.lead_end(
            prose.text, _after_date(prose, self._names.end(prose.text, match))
        )
        if place - match.end > _MOST_LEAD or place > following:
            return
        change = self._results.change_at(prose, match.end)
        if change is not None and change[0].start < following:
            for value in change:
                yield self._fact(prose, match, value, None)
            return
        result = (
            self._results.grade_at(prose, place, match.payload.key in _IN_STEPS)
            or self._results.number_at(prose, place)
            or self._results.word_after(prose, match.end, place)
        )
        if result is not None and self._is_result(prose, match, result, place):
            if not result.unit and not result.is_worded:
                unit = self._values.course_unit(prose, result) or _share_sign(prose, match)
                result = result._replace(unit=unit)
            yield self._fact(prose, match, result, self._date(prose, match, result))
            yield from self._further(prose, match, result)
        elif match.payload.kind != "symbol":
            yield from self._said_before(prose, match)

    def _said_before(self, prose: Prose, match: Match[Analyte]) -> Iterator[Fact]:
        """'elevated LFTs': denied or suspected like any finding."""
        result = self._results.word_before(prose, match.start)
        is_named = match.payload.kind not in ("urine", "drug")
        if result is None or not is_named or self._results.is_no_result(prose, match.end):
            return
        fact = self._fact(prose, match, result, None)
        certainty = prose.context(result.start, match.end).certainty
        yield fact.model_copy(update={"certainty": certainty})

    def _further(self, prose: Prose, match: Match[Analyte], first: Result) -> Iterator[Fact]:
        for told in self._values.after(prose, first):
            fact = self._fact(prose, match, told.result, told.date)
            is_undated = told.is_former and told.date is None
            # the document's own date would be a wrong one
            yield fact.model_copy(update={"certainty": "historical"}) if is_undated else fact

    def _is_result(self, prose: Prose, match: Match[Analyte], result: Result, place: int) -> bool:
        name, kind = prose.text[match.start : match.end], match.payload.kind
        if kind == "symbol" and not self._names.is_symbol(name) and len(name) <= 3:
            return False
        if prose.context(match.start, match.end).hypothetical:
            return False
        if not self._is_of_kind(prose, match, result):
            return False
        if not result.is_worded and self._values.is_limit(prose, match.start, result):
            return False
        if len(name) == 1 and not result.unit:
            return self._is_listed(prose, match) and name in "KPN"
        gap = prose.text[match.end : place]
        if gap in ("-", "–") and not result.unit and not self._is_dashed(prose, match):
            return False  # 'blasts-2' names a class
        if result.is_worded:
            is_near = "\n" not in gap or not gap.strip()
            if kind == "panel" and self._names_next(prose, result.end):
                return False  # 'CBC showed elevated LFTs'
            return is_near and (kind != "symbol" or len(name) > 3)
        is_number = kind != "panel" and not re.search(r"\n\s*\n", gap)
        return is_number and self._is_number_of(prose, match, result, gap)

    def _is_of_kind(self, prose: Prose, match: Match[Analyte], result: Result) -> bool:
        """Whether a result is one that a name of its kind can have."""
        kind = match.payload.kind
        if kind == "urine":
            return self._is_of_urine(prose, match)
        if kind == "by_unit":
            return bool(self._key(prose, match, result))
        if kind == "mass":
            return result.unit.casefold().startswith("mg/")
        return kind != "pair" and not _A_DOSE.fullmatch(result.unit)

    def _is_of_urine(self, prose: Prose, match: Match[Analyte]) -> bool:
        """Whether the sentence has said before a name that it tells of urine."""
        start = min(prose.sentence_at(match.start).start, prose.line_at(match.start).start)
        return self._urine.search(prose.text, start, match.start) is not None

    def _names_next(self, prose: Prose, place: int) -> bool:
        near = next(self._names.within(prose.text, place, place + _MOST_LEAD), None)
        if near is None or near.start - place > 1:
            return False
        return not re.search(r"[.,;\n]", prose.text[place - 1 : near.start])

    def _is_number_of(self, prose: Prose, match: Match[Analyte], result: Result, gap: str) -> bool:
        """Whether a number without a unit, or after a short name, can be the analyte's."""
        name, kind = prose.text[match.start : match.end], match.payload.kind
        if kind == "drug" and not _SURE_UNIT.search(result.unit):
            return prose.section_kind(match.start) in _SECTIONS and not result.unit
        if len(name) <= 3 and kind == "symbol":
            return bool(result.unit) or self._is_listed(prose, match)
        is_short = len(name) <= 2 and kind != "unitless"
        if not result.unit and not gap.strip(" \t:=") and is_short:
            return self._is_listed(prose, match)
        return True

    def _is_listed(self, prose: Prose, match: Match[Analyte]) -> bool:
        """Whether the mention stands among other results: a section of them, or such a line."""
        if prose.section_kind(match.start) in _SECTIONS:
            return True
        sentence = prose.sentence_at(match.start)
        others = [
            one
            for one in self._names.within(prose.text, sentence.start, sentence.end)
            if one.start != match.start
            and re.match(r"[\s:=-]{0,3}[<>]?\d", prose.text[one.end : one.end + 5])
        ]
        return len(others) >= 2

    def _is_dashed(self, prose: Prose, match: Match[Analyte]) -> bool:
        """Whether its line joins other names to their values by a dash as well."""
        line = prose.line_at(match.start)
        return any(
            one.start != match.start
            and re.match(r"(?:\(\w{1,6}\))?[-–][<>]?\d", prose.text[one.end : one.end + 12])
            for one in self._names.within(prose.text, line.start, line.end)
        )

    def _date(self, prose: Prose, match: Match[Analyte], result: Result) -> PartialDate | None:
        """A date in brackets right after; else the only one of the sentence, or the last before;
        else that of the heading or of the line's beginning."""
        after = prose.text[result.end : result.end + 24]
        bracket = re.match(r"\s?[(\[]?(?:on|am|vom|from|le|el|от|of|dated)?\s?", after)
        lead = result.end + (bracket.end() if bracket else 0)
        for date in prose.dates:
            if date.start in (lead, lead + 1) and bracket and bracket[0].strip():
                return date.value
        between = list(prose.dates_in(match.end, result.start))
        if between:
            return between[-1].value
        sentence = prose.sentence_at(match.start)
        told = [
            date
            for date in prose.dates_in(sentence.start, sentence.end)
            if date.start >= match.start or not self._is_of_one(prose, date.start, date.end)
        ]
        before = [
            date
            for date in told
            if date.end <= match.start
            and prose.text[date.end : date.end + 1] != ";"  # 'LMP 28 April 2026; UPT negative'
            and not self._values.is_of_former(prose.text, sentence.start, date.start)
        ]
        if before:
            return before[-1].value
        if len(told) == 1 and told[0].start >= result.end:
            gap = prose.text[result.end : told[0].start]
            is_near = len(gap) <= _MOST_TO_DATE or not gap.strip()
            is_its_own = is_near and not re.search(r"[,;\n]", gap)
            if self._values.is_of_former(prose.text, result.end, told[0].start):
                return None
            return told[0].value if is_its_own else None
        if told or prose.section_kind(match.start) in _OF_THE_PAST:
            return None
        heading = prose.heading_date(match.start)
        return heading.value if heading is not None else None

    def _is_of_one(self, prose: Prose, start: int, end: int) -> bool:
        """Whether a date stands in a bracket behind one analyte or its value: 'FBS (05-01-2026)
        212 mg%'. It says nothing of what follows."""
        if prose.text[start - 1 : start] != "(" or prose.text[end : end + 2].startswith("):"):
            return False
        lead = prose.text[max(0, start - _MOST_TO_DATE) : start - 1].rstrip()
        if _ENDS_VALUE.search(lead):
            return True
        near = self._names.within(prose.text, max(0, start - _MOST_TO_DATE), start)
        return any(name.end >= start - 2 for name in near)

    def _fact(
        self, prose: Prose, match: Match[Analyte], result: Result, date: PartialDate | None
    ) -> Fact:
        key, kind = self._key(prose, match, result), match.payload.kind
        start, end = min(match.start, result.start), max(match.end, result.end)
        doubts = [result.doubt] if result.doubt else []
        has_unit = bool(result.unit) or kind == "unitless" or result.is_worded
        if not has_unit:
            doubts.append("unit_missing")
        code = self._codes.get(key)
        return found(
            prose,
            "Observation",
            start,
            end,
            (match.start, match.end),
            category="laboratory",
            concept=key,
            code=Coding(system=_LOINC, code=code) if code and result.unit else None,
            value=result.value,
            unit=result.unit or None,
            comparator=result.comparator or None,
            interval=result.interval,
            flag=result.flag,
            date=date,
            specimen=self._specimen(prose, match),
            certainty=self._certainty(prose, match),
            doubts=tuple(doubts),
        )

    def _key(self, prose: Prose, match: Match[Analyte], result: Result) -> str:
        """The analyte, where a name has several of them by the unit: TP in %, in s, in g/l."""
        if match.payload.kind != "by_unit":
            return match.payload.key
        keys = self._by_unit.get(prose.text[match.start : match.end], {})
        return keys.get(result.unit.casefold().replace("μ", "µ"), "")

    def _certainty(self, prose: Prose, match: Match[Analyte]) -> str:
        context = prose.context(match.start, match.end)
        if context.family:
            return "family"
        return "hypothetical" if context.hypothetical else "affirmed"

    def _specimen(self, prose: Prose, match: Match[Analyte]) -> str:
        window = prose.text[max(0, match.start - 24) : match.end].rsplit("\n", 1)[-1]
        return next((name for name, pattern in self._specimens if pattern.search(window)), "")


def _has_digit(value: str | None) -> bool:
    return any(char.isdigit() for char in value or "")


_ENDS_VALUE = re.compile(r"\d[\d.,]*(?:\s?[^\s\d,;:()]{1,10})?$")
_SHARE_SIGN = re.compile(r"(?:^|[\n|,;]|\s{2})[ \t*•-]{0,4}%[ \t]?$")


def _share_sign(prose: Prose, match: Match[Analyte]) -> str:
    """The sign that stands before a name, and not behind a number: '% Neutrophils  86.5'."""
    lead = prose.text[max(0, match.start - 12) : match.start]
    return "%" if _SHARE_SIGN.search(lead) else ""


_ON = re.compile(r"\s{1,3}(?:(?:on|of|from|am|vom|el|del|le|du|от|за)\s{1,3})?")


def _after_date(prose: Prose, place: int) -> int:
    """The place after the date that stands between a name and its value: 'hemoglobin on March 6,
    2020 was 13.5'; the same place when none does."""
    lead = _ON.match(prose.text, place)
    if lead is None:
        return place
    return next((date.end for date in prose.dates if date.start == lead.end()), place)
