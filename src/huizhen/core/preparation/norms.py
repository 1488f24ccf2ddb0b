"""Whether a dossier is written as 病历书写基本规范 and the notation rules want.

It looks at the finished text (clinical content 1.2-1.4, 1.7), so that what people edit is checked
in the same manner.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Literal

from huizhen.core.content import Pack, PackStamp
from huizhen.core.language.notation.dates import has_duration, needs_figure
from huizhen.core.preparation.dossier import Dossier
from huizhen.core.preparation.frames import Frames
from huizhen.core.preparation.paper import Prose, Section, Table
from huizhen.core.preparation.statement import NOT_PROVIDED, Statement
from huizhen.core.records.fact import Fact, FactKey
from huizhen.core.records.value import Value

Severity = Literal["note", "warn", "error"]

_LONG, _TOO_LONG = 20, 30
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN_RUN = re.compile(r"[A-Za-z0-9.+/×%°-]+")
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_DATE_FORMS = (
    re.compile(r"(?<![\d/.])\d{1,2}[/.]\d{1,2}[/.]\d{2,4}(?!\d)"),
    re.compile(r"(?<![\d/])\d{4}/\d{1,2}(?:/\d{1,2})?(?![\d/])"),
    re.compile(rf"(?<!\d)\d{{1,2}}[ .-]?(?:{_MONTHS})[a-z]*[ .-]?\d{{2,4}}(?!\d)"),
)
_COMMA = re.compile(r"(?<![\d,])\d{1,3},\d{1,2}(?![\d,])")
_BRACKETED = re.compile(r"[(（](?:原|原单位)[^)）]*[)）]|“[^”]*”")
_WOMAN_FROM, _WOMAN_TO = 12, 55
_INFECTIOUS_FIRST = ("hpb", "hem")


class NormFinding(Value):
    """One breach of a norm, with where it stands."""

    code: str
    severity: Severity
    section: str
    statement: str = ""
    """Key of the statement; '' when the section as a whole lacks something."""
    text: str = ""
    zh: str
    en: str


class NormRules:
    """The words of `norms.json` as patterns."""

    def __init__(self, pack: Pack) -> None:
        data = pack.parsed("norms.json")
        self.stamp: PackStamp = pack.stamp
        self._messages: Mapping[str, Mapping[str, str]] = data["messages"]
        self.abbreviations = _words(data["not_allowed_words"])
        self.drug_abbreviations = _words(data["drug_abbreviations"])
        self.foreign_units = _words(data["foreign_units"])
        self.denials: tuple[str, ...] = tuple(data["denial_words"])
        self.purposes: tuple[str, ...] = tuple(data["purpose_words"])
        self.result = re.compile(data["result_as_complaint"])

    def finding(
        self,
        code: str,
        severity: Severity,
        section: str,
        statement: Statement | None = None,
        what: str = "",
    ) -> NormFinding:
        """A finding in both languages."""
        words = self._messages[code]
        return NormFinding(
            code=code,
            severity=severity,
            section=section,
            statement=statement.key if statement else "",
            text=statement.text if statement else "",
            zh=words["zh"].replace("{what}", what),
            en=words["en"].replace("{what}", what),
        )


def complaint_length(text: str) -> int:
    """Chinese characters, and one for each run of digits or Latin letters; punctuation is free."""
    return len(_HAN.findall(text)) + len(_LATIN_RUN.findall(text))


def lint_dossier(
    dossier: Dossier, facts: Iterable[Fact], rules: NormRules, record_frames: Frames
) -> tuple[NormFinding, ...]:
    """All findings in reading order. `facts` are those that the statements name."""
    linter = _Linter(dossier, {fact.fact_key: fact for fact in facts}, rules, record_frames)
    return tuple(linter.findings())


class _Linter:
    """Looks at one dossier."""

    def __init__(
        self,
        dossier: Dossier,
        facts: Mapping[FactKey, Fact],
        rules: NormRules,
        frames: Frames,
    ) -> None:
        self._dossier = dossier
        self._facts = facts
        self._rules = rules
        self._frames = frames
        self._sections = {section.key: section for section in dossier.record}

    def findings(self) -> Iterator[NormFinding]:
        """Section by section, then what holds for every line."""
        checks: tuple[Callable[[], Iterator[NormFinding]], ...] = (
            self._complaint,
            self._present_illness,
            self._past_history,
            self._personal_history,
            self._marital_history,
            self._examination,
            self._diagnosis,
            self._drugs,
            self._lines,
        )
        for check in checks:
            yield from check()
        yield self._rules.finding("signature_missing", "note", "signature")

    def _complaint(self) -> Iterator[NormFinding]:
        section = self._sections["chief_complaint"]
        if section.is_empty:
            yield self._rules.finding("complaint_missing", "warn", section.key)
        for statement in section.statements:
            yield from self._complaint_line(section.key, statement)

    def _complaint_line(self, key: str, statement: Statement) -> Iterator[NormFinding]:
        find = self._rules.finding
        length = complaint_length(statement.text)
        if length > _TOO_LONG:
            yield find("complaint_too_long", "error", key, statement)
        elif length > _LONG:
            yield find("complaint_long", "warn", key, statement)
        if not has_duration(statement.text):
            yield find("complaint_no_duration", "error", key, statement)
        if needs_figure(statement.text):
            yield find("complaint_needs_figure", "warn", key, statement)
        if any(word in statement.text for word in self._rules.purposes):
            yield find("complaint_is_purpose", "error", key, statement)
        if self._rules.result.search(statement.text):
            yield find("complaint_is_result", "error", key, statement)

    def _present_illness(self) -> Iterator[NormFinding]:
        section = self._sections["present_illness"]
        prose = {block.label: block for block in section.blocks if isinstance(block, Prose)}
        for element in ("onset", "symptoms", "accompanying", "course", "general"):
            label = self._frames.text(f"present.{element}_label")
            if label not in prose or not prose[label].statements:
                yield self._rules.finding("element_missing", "warn", section.key, what=label)
        course = prose.get(self._frames.text("present.course_label"))
        undated = self._frames.text("investigations.undated")
        for statement in course.statements if course else ():
            if undated in statement.text:
                yield self._rules.finding("event_undated", "warn", section.key, statement)
        yield from self._weight(section, prose)

    def _weight(self, section: Section, prose: Mapping[str, Prose]) -> Iterator[NormFinding]:
        general = prose.get(self._frames.text("present.general_label"))
        said = self._frames.fill("present.weight", text="")
        told = general.statements if general else ()
        if told and said not in told[0].text:
            yield self._rules.finding("weight_missing", "note", section.key)

    def _past_history(self) -> Iterator[NormFinding]:
        section = self._sections["past_history"]
        if self._is_blank(section, "past.allergies"):
            yield self._rules.finding("allergy_missing", "error", section.key)
        if self._is_blank(section, "past.infections"):
            severity: Severity = "error" if self._dossier.specialty in _INFECTIOUS_FIRST else "note"
            yield self._rules.finding("infection_missing", severity, section.key)

    def _personal_history(self) -> Iterator[NormFinding]:
        section = self._sections["personal_history"]
        if self._is_blank(section, "personal.smoking") or self._is_blank(
            section, "personal.alcohol"
        ):
            yield self._rules.finding("smoking_missing", "warn", section.key)

    def _marital_history(self) -> Iterator[NormFinding]:
        section = self._sections["marital_history"]
        told = " ".join(s.text for s in self._sections["particulars"].statements)
        age = re.search(r"(\d+)岁", told)
        is_of_age = age is not None and _WOMAN_FROM <= int(age[1]) <= _WOMAN_TO
        if is_of_age and "女" in told and self._is_blank(section, "marital.obstetric"):
            yield self._rules.finding("menstruation_missing", "warn", section.key)

    def _examination(self) -> Iterator[NormFinding]:
        section = self._sections["physical_examination"]
        if self._is_blank(section, "examination.vitals"):
            yield self._rules.finding("vitals_missing", "warn", section.key)
        else:
            lines = self._prose(section, "examination.vitals").statements
            if not any("[" in statement.text for statement in lines):
                yield self._rules.finding("vitals_undated", "warn", section.key)
        special = self._sections["specialty_examination"]
        if self._is_blank(special, "examination.performance") and self._has_tumour():
            yield self._rules.finding("performance_missing", "warn", special.key)

    def _has_tumour(self) -> bool:
        return any(fact.category == "staging" for fact in self._facts.values())

    def _diagnosis(self) -> Iterator[NormFinding]:
        section = self._sections["preliminary_diagnosis"]
        if section.is_empty:
            yield self._rules.finding("diagnosis_missing", "error", section.key)
        for statement in section.statements:
            if "版本未注明" in statement.text:
                yield self._rules.finding("edition_missing", "warn", section.key, statement)

    def _drugs(self) -> Iterator[NormFinding]:
        for section in self._dossier.annexes:
            if section.key != "medication":
                continue
            for block in section.blocks:
                for row in block.rows if isinstance(block, Table) else ():
                    if not all(cell.text for cell in row.cells[1:4]):
                        name = row.cells[0]
                        yield self._rules.finding(
                            "drug_incomplete", "warn", section.key, name, name.text
                        )

    def _lines(self) -> Iterator[NormFinding]:
        """Notation of every composed line; words of the source that wait for a translator, and
        what stands in quotation marks or as the source's own value, are not ours."""
        for section in (*self._dossier.record, *self._dossier.annexes):
            if section.key in ("attachments", "opinions"):
                continue
            for statement in section.statements:
                if statement.origin == "records" and "【原文，待译】" not in statement.marks:
                    yield from self._line(section.key, statement)

    def _line(self, key: str, statement: Statement) -> Iterator[NormFinding]:
        text = _BRACKETED.sub("", statement.text)
        for pattern in _DATE_FORMS:
            if found := pattern.search(text):
                yield self._rules.finding("date_form", "error", key, statement, found[0])
        if found := _COMMA.search(text):
            yield self._rules.finding("decimal_comma", "error", key, statement, found[0])
        for code, pattern in (
            ("foreign_unit", self._rules.foreign_units),
            ("abbreviation", self._rules.abbreviations),
            ("drug_abbreviation", self._rules.drug_abbreviations),
        ):
            if found := pattern.search(text):
                yield self._rules.finding(code, "warn", key, statement, found[0])
        if "否认" in text and not self._is_denied(statement):
            yield self._rules.finding("denial_without_source", "error", key, statement)

    def _is_denied(self, statement: Statement) -> bool:
        facts = [self._facts[k] for k in statement.fact_keys if k in self._facts]
        if not facts or not all(fact.certainty == "negated" for fact in facts):
            return False
        quotes = " ".join(place.quote.casefold() for place in statement.places)
        return any(word in quotes for word in self._rules.denials) or any(
            fact.absent_reason == "no-known" for fact in facts
        )

    def _prose(self, section: Section, label: str) -> Prose:
        wanted = self._frames.text(label)
        found = (b for b in section.blocks if isinstance(b, Prose) and b.label == wanted)
        return next(found, Prose(label=wanted, empty=NOT_PROVIDED))

    def _is_blank(self, section: Section, label: str) -> bool:
        return not self._prose(section, label).statements


def _words(words: Iterable[str]) -> re.Pattern[str]:
    """Any of the words, standing alone among other letters and figures."""
    longest_first = sorted(words, key=len, reverse=True)
    joined = "|".join(re.escape(word) for word in longest_first)
    return re.compile(rf"(?<![A-Za-z0-9*/-])(?:{joined})(?![A-Za-z0-9*/-])")
