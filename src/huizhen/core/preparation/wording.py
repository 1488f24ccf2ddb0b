"""One fact in the words of a Chinese record (clinical content 1.7), the original beside it."""

from __future__ import annotations

import re

from huizhen.core.language.dosing import dosage_text
from huizhen.core.language.terms import LOINC, Lexicon, Term, TermKind
from huizhen.core.language.units import UnitTable
from huizhen.core.preparation.dossier import (
    NOT_PROVIDED,
    TO_VERIFY_MARK,
    UNTRANSLATED_MARK,
    Mark,
)
from huizhen.core.records.evidence import ElementPath, PageSpan
from huizhen.core.records.fact import Fact
from huizhen.core.records.value import Value

_SIDES = {"left": "左侧", "right": "右侧", "bilateral": "双侧"}
_ABSENT_ZH = {
    "no-information": "无信息",
    "unknown": "不详",
    "asked-unknown": "已询问，不详",
    "temp-unknown": "暂不可得",
    "not-asked": "未询问",
    "masked": "未公开",
    "not-applicable": "不适用",
    "not-performed": "未查",
    "other": "见原文",
}
_NO_KNOWN_ZH = {
    "AllergyIntolerance": "无已知过敏史",
    "Condition": "无已知疾病",
    "MedicationStatement": "未使用药物",
    "Procedure": "无已知手术或操作史",
    "Immunization": "无已知预防接种史",
    "Device": "无已知植入物",
}
_STATUS_ZH = {
    "resolved": "已缓解/痊愈",
    "inactive": "非活动期",
    "recurrence": "复发",
    "remission": "缓解期",
    "completed": "已完成",
    "stopped": "已停用",
    "on-hold": "暂停",
    "not-taken": "未服用",
    "not-done": "未行",
}
_FLAGS = {
    "H": "↑",
    "L": "↓",
    "HH": "↑(危急值)",
    "LL": "↓(危急值)",
    "A": "异常",
    "AA": "异常(危急值)",
}
_QUALITATIVE = {
    "positive": "阳性(+)", "pos": "阳性(+)", "reactive": "阳性(+)", "detected": "检出",
    "negative": "阴性(−)", "neg": "阴性(−)", "non-reactive": "阴性(−)", "nonreactive": "阴性(−)",
    "not detected": "未检出", "weakly positive": "弱阳性(±)", "positiv": "阳性(+)",
    "negativ": "阴性(−)",
}  # fmt: skip
_SEVERITY_ZH = {"mild": "轻度", "moderate": "中度", "severe": "重度", "fatal": "致死"}
_SEVERITY = re.compile(rf"^(.*\S)\s*\(({'|'.join(_SEVERITY_ZH)})\)$", re.IGNORECASE)
_NUMBER = re.compile(r"^[<>≤≥]?=?\s*[+-]?\d")
_KINDS: dict[str, TermKind] = {
    "Condition": "condition",
    "Procedure": "procedure",
    "Observation": "observation",
    "DiagnosticReport": "observation",
    "AllergyIntolerance": "allergen",
    "Immunization": "immunization",
    "FamilyMemberHistory": "condition",
    "CarePlan": "procedure",
}


class Wording(Value):
    """A fact's Chinese text, what it was in the source, and what a person has to look at."""

    zh: str
    original: str
    marks: tuple[Mark, ...] = ()
    reason: str = ""


class Wordsmith:
    """Words facts by lexicon and unit table; what these do not hold stays in the original."""

    def __init__(self, lexicon: Lexicon, units: UnitTable) -> None:
        self.lexicon = lexicon
        self.units = units

    def term(self, fact: Fact) -> Term | None:
        """The Chinese term of the fact's label."""
        kind = _KINDS.get(fact.type)
        if kind is None:
            return None
        codings = (fact.code, *fact.codings)
        if fact.concept:
            # the words of a letter are ambiguous where its concept is not: RR is Blutdruck
            return self.lexicon.find(kind, fact.concept, codings)
        return self.lexicon.find(kind, fact.text, codings)

    def earlier(self, fact: Fact) -> Wording:
        """An earlier value of a series whose newest value names the analyte."""
        return self._observation(fact, is_earlier=True)

    def word(self, fact: Fact) -> Wording:
        """The statement of one fact."""
        if fact.absent_reason is not None and fact.value is None:
            return self._absent(fact)
        if fact.type == "Observation":
            return self._observation(fact)
        if fact.type == "MedicationStatement":
            return self._medication(fact)
        if fact.type == "AllergyIntolerance":
            return self._allergy(fact)
        if fact.type == "ImagingStudy" and fact.unit == "{instances}":
            return self._series(fact)
        return self._named(fact)

    def _absent(self, fact: Fact) -> Wording:
        if fact.absent_reason == "no-known":
            general = _NO_KNOWN_ZH.get(fact.type)
            if general:
                return Wording(zh=general, original=fact.text)
        term = self.term(fact)
        said = _ABSENT_ZH.get(fact.absent_reason or "", NOT_PROVIDED)
        name = term.zh if term else fact.text
        marks: tuple[Mark, ...] = () if term or not name else (UNTRANSLATED_MARK,)
        return Wording(zh=f"{name}：{said}" if name else said, original=fact.text, marks=marks)

    def _observation(self, fact: Fact, *, is_earlier: bool = False) -> Wording:
        term = self.term(fact)
        name = _lab_name(term) if term else fact.text
        marks: list[Mark] = [] if term else [UNTRANSLATED_MARK]
        reason = ""
        value, value_is_worded = self._value(fact, term)
        if not value_is_worded and UNTRANSLATED_MARK not in marks:
            marks.append(UNTRANSLATED_MARK)
        if fact.value is not None and _NUMBER.match(fact.value) and not fact.unit:
            unitless = term is not None and term.abbreviation in ("INR", "pH", "SG", "A/G")
            if not unitless and fact.category == "laboratory":
                marks.append(TO_VERIFY_MARK)
                reason = "unit_not_stated"
                value += " (单位未注明)"
        if is_earlier:
            return Wording(zh=f"{value} {_dated(fact)}".strip(), original="")
        parts = [name, value, _FLAGS.get(fact.flag.upper(), "") if fact.flag else ""]
        if fact.interval:
            parts.append(f"(参考区间 {fact.interval})")
        parts.append(_dated(fact))
        if fact.certainty == "negated":
            parts.insert(0, "无")
        return Wording(
            zh=" ".join(part for part in parts if part),
            original=_original(fact),
            marks=tuple(marks),
            reason=reason,
        )

    def _value(self, fact: Fact, term: Term | None) -> tuple[str, bool]:
        """The value in Chinese units with the original beside it, and whether it needs no
        translator. A comparator is kept and never becomes a number."""
        if fact.value is None:
            return "", True
        written = f"{fact.comparator or ''}{fact.value} {chinese_unit(fact.unit or '')}".strip()
        if not _NUMBER.match(fact.value):
            worded = _QUALITATIVE.get(fact.value.strip().casefold())
            if worded:
                return worded, True
            found = self.lexicon.find("condition", fact.value, fact.value_codings)
            return (f"{found.zh}({fact.value})", True) if found else (fact.value, False)
        codes = [c.code for c in (fact.code, *fact.codings) if c and c.system == LOINC]
        names = (*codes, term.zh) if term else tuple(codes)
        converted = self.units.convert(fact.value, fact.unit, names)
        if converted is None:
            return written, True
        shown = f"{fact.comparator or ''}{converted.value} {chinese_unit(converted.unit)}"
        if converted.value == fact.value:
            same = chinese_unit(fact.unit or "") == chinese_unit(converted.unit)
            return (shown if same else f"{shown}(原单位 {fact.unit})"), True
        return f"{shown}(原 {written})", True

    def _medication(self, fact: Fact) -> Wording:
        terms = self.lexicon.ingredients(fact.concept or fact.text)
        name = "/".join(term.zh for term in terms) if terms else fact.text
        marks: tuple[Mark, ...] = () if terms else (UNTRANSLATED_MARK,)
        reason = ""
        dosing = dosage_text(fact.dosage, self.lexicon)
        parts = [name, dosing.zh]
        if dosing.is_original:
            marks = (*marks, UNTRANSLATED_MARK) if UNTRANSLATED_MARK not in marks else marks
        if not dosing.zh:
            parts.append("(剂量用法未提供)")
        if fact.date:
            parts.append(f"({fact.date}起)")
        status = _STATUS_ZH.get(fact.clinical_status, "")
        if fact.certainty == "negated" and not status:
            status = "未使用"
        if status:
            parts.append(f"[{status}]")
        return Wording(
            zh=" ".join(part for part in parts if part),
            original=_original(fact),
            marks=marks,
            reason=reason,
        )

    def _allergy(self, fact: Fact) -> Wording:
        term = self.lexicon.find("allergen", fact.text, (fact.code, *fact.codings))
        if term is None:
            drugs = self.lexicon.ingredients(fact.text)
            term = drugs[0] if drugs else None
        name = term.zh if term else fact.text
        marks: list[Mark] = [] if term else [UNTRANSLATED_MARK]
        reaction = ""
        if fact.reaction:
            found, severity = self._reaction(fact.reaction)
            reaction = f"：{found.zh}{severity}" if found else f"：{fact.reaction}"
            if found is None and UNTRANSLATED_MARK not in marks:
                marks.append(UNTRANSLATED_MARK)
        denied = "无" if fact.certainty == "negated" else ""
        status = _STATUS_ZH.get(fact.clinical_status, "")
        tail = f" [{status}]" if status else ""
        return Wording(
            zh=f"{denied}{name}过敏{reaction}{tail}", original=_original(fact), marks=tuple(marks)
        )

    def _reaction(self, reaction: str) -> tuple[Term | None, str]:
        """The reaction's term, and its severity from brackets after it."""
        match = _SEVERITY.match(reaction)
        if match is None:
            return self.lexicon.find("reaction", reaction), ""
        return self.lexicon.find("reaction", match[1]), f"({_SEVERITY_ZH[match[2].casefold()]})"

    def _series(self, fact: Fact) -> Wording:
        """A DICOM series; its description stays as the scanner wrote it."""
        modality = self.lexicon.find("modality", fact.code.code) if fact.code else None
        body = self.lexicon.find("body", fact.body_site)
        description = fact.text.removeprefix(fact.code.code if fact.code else "").strip()
        thickness = fact.note.removeprefix("SliceThickness ") if fact.note else ""
        parts = [
            body.zh if body else fact.body_site,
            modality.zh if modality else (fact.code.code if fact.code else ""),
            f"“{description}”" if description else "",
            f"层厚{thickness}" if thickness else "",
            f"{fact.value}幅(DICOM)",
            _dated(fact),
        ]
        return Wording(zh=" ".join(part for part in parts if part), original="")

    def _relation(self, relation: str) -> str:
        if not relation:
            return ""
        term = self.lexicon.find("relation", relation)
        return f"{term.zh if term else relation}："

    def _named(self, fact: Fact) -> Wording:
        term = self.term(fact)
        name = term.zh if term else fact.text
        side = _SIDES.get(fact.side or "", "")
        core = f"{side}{name}"
        core = {
            "negated": f"无{core}" if fact.type == "Condition" else f"{core}：未行",
            "suspected": f"考虑{core}可能",
            "to_exclude": f"{core}待排除",
            "family": f"{self._relation(fact.relation)}{core}",
            "hypothetical": f"拟：{core}",
        }.get(fact.certainty, core)
        if fact.value and fact.type != "Condition":
            core = f"{core} {fact.value}"
        status = _STATUS_ZH.get(fact.clinical_status, "")
        parts = [core, f"[{status}]" if status else "", _dated(fact)]
        marks: tuple[Mark, ...] = () if term else (UNTRANSLATED_MARK,)
        return Wording(
            zh=" ".join(part for part in parts if part), original=_original(fact), marks=marks
        )


def chinese_unit(unit: str) -> str:
    """A UCUM unit as Chinese laboratories print it; annotations in braces are no unit."""
    if re.fullmatch(r"\{[^}]*\}|1", unit):
        return ""
    unit = unit.replace("mm[Hg]", "mmHg").replace("[IU]", "IU").replace("[iU]", "IU")
    text = re.sub(r"10\*(\d+)", lambda m: "×10" + m[1].translate(_SUPERSCRIPT), unit)
    return re.sub(r"\bu(?=mol|g|L\b)", "µ", text)


_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def _lab_name(term: Term) -> str:
    return f"{term.zh}({term.abbreviation})" if term.abbreviation else term.zh


def _dated(fact: Fact) -> str:
    if fact.date is None:
        return ""
    if fact.end_date is not None and fact.end_date != fact.date:
        return f"[{fact.date}至{fact.end_date}]"
    return f"[{fact.date}]"


def _original(fact: Fact) -> str:
    quotes = (place.quote for place in fact.evidence if isinstance(place, PageSpan | ElementPath))
    return fact.text or next(filter(None, quotes), "")
