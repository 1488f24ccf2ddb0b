"""会诊摘要首页: the blocks of a department's front sheet in its own order (clinical content 2.0.1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from huizhen.core.language.detect import language_of
from huizhen.core.language.notation.dates import age_zh
from huizhen.core.preparation.author import Author
from huizhen.core.preparation.medication import current_medication, without_narratives
from huizhen.core.preparation.paper import Items, Section
from huizhen.core.preparation.record.chief_complaint import chief_complaint
from huizhen.core.preparation.record.present_illness import study_name
from huizhen.core.preparation.record.studies import Study, studies_of
from huizhen.core.preparation.record.treatment import regimen_groups, regimen_sentence
from huizhen.core.preparation.record.view import CaseView
from huizhen.core.preparation.selection import Rule, Selector
from huizhen.core.preparation.specialty import Block, Form, Item
from huizhen.core.preparation.statement import UNTRANSLATED_MARK, Mark, Statement
from huizhen.core.records.fact import Fact
from huizhen.core.records.identity import Identity

_TYPE_OF_ITEM = {
    "observation": "Observation",
    "condition": "Condition",
    "procedure": "Procedure",
    "medication": "MedicationStatement",
    "allergy": "AllergyIntolerance",
    "immunization": "Immunization",
    "family": "FamilyMemberHistory",
    "imaging": "ImagingStudy",
    "report": "DiagnosticReport",
    "plan": "CarePlan",
}
_STUDIES_SHOWN = 3


class FrontSheet:
    """Composes the blocks of one form."""

    def __init__(
        self, view: CaseView, author: Author, selector: Selector, question: str, patient: Identity
    ) -> None:
        self._view = view
        self._author = author
        self._selector = selector
        self._question_text = question.strip()
        self._patient = patient

    def sections(self, form: Form) -> tuple[Section, ...]:
        """One section a block, empty ones too: that nothing is known is an answer."""
        empty = self._author.frames.text("empty.not_provided")
        return tuple(
            Section(
                key=block.key,
                title=block.zh,
                subtitle=block.en,
                blocks=(Items(statements=tuple(self._statements(block)), empty=empty),),
                most=block.most,
            )
            for block in form.blocks
        )

    def _statements(self, block: Block) -> Iterable[Statement]:
        used: set[str] = set()
        for item in block.items:
            for statement in self._item(block, item):
                if statement.text and statement.text not in used:
                    used.add(statement.text)
                    yield statement

    def _item(self, block: Block, item: Item) -> Iterable[Statement]:
        if item.kind == "question":
            return self._question(block)
        if item.kind == "particulars":
            return self._particulars(block)
        if item.kind == "chief_complaint":
            return chief_complaint(self._view, self._author).statements
        if item.kind == "study":
            return self._studies(block, item.rule)
        if item.kind == "line":
            return self._lines()
        if item.kind == "medication":
            return self._medication(block, item)
        wanted = _TYPE_OF_ITEM[item.kind]
        taken = self._selector.take(item.rule, self._view.of(wanted))
        if item.kind == "observation":
            return self._observations(block, item, taken)
        if item.kind == "plan":
            taken = without_narratives(taken)
        groups = self._view.grouped(_newest_first(self._said(taken)))
        groups.sort(key=lambda group: not self._selector.is_oncology(group[0]))
        return (self._grouped(block, group) for group in groups)

    def _said(self, facts: Iterable[Fact]) -> list[Fact]:
        """What is so or may be so: what is denied of a patient, only planned, or of a relative has
        its place in the record, not on the first page."""
        return [
            fact
            for fact in facts
            if fact.type in ("AllergyIntolerance", "FamilyMemberHistory", "CarePlan")
            or fact.certainty in ("affirmed", "suspected", "to_exclude")
        ]

    def _grouped(self, block: Block, group: Sequence[Fact]) -> Statement:
        wording = self._author.words.word(group[0])
        return self._author.write(block.key, wording.zh, group, [wording])

    def _question(self, block: Block) -> Iterable[Statement]:
        if self._question_text:
            is_chinese = language_of(self._question_text) == "zh"
            marks: tuple[Mark, ...] = () if is_chinese else (UNTRANSLATED_MARK,)
            yield self._author.request(block.key, "question", self._question_text, marks)

    def _particulars(self, block: Block) -> Iterable[Statement]:
        frames = self._author.frames
        sex = self._patient.sex
        birth = self._patient.birth_date
        parts = [
            frames.text(f"particulars.{sex}") if sex in ("female", "male") else "",
            age_zh(birth, self._author.as_of) if birth else "",
        ]
        text = "，".join(filter(None, parts))
        if text:
            yield self._author.request(block.key, "particulars", text)

    def _studies(self, block: Block, rule: Rule) -> Iterable[Statement]:
        """The newest studies first, each in one statement, with the findings that the rule takes;
        what is absent stands behind what is there."""
        found: list[Study] = []
        for study in reversed(studies_of(self._view)):
            findings = self._selector.take(rule, study.findings)
            if findings:
                found.append(study.replaced(findings=tuple(findings)))
        dated = [s for s in found if s.date is not None]
        for study in [*dated, *(s for s in found if s.date is None)][:_STUDIES_SHOWN]:
            present = [f for f in study.findings if f.certainty != "negated"]
            absent = [f for f in study.findings if f.certainty == "negated"]
            wordings = [
                w for w in (self._author.words.phrase(f) for f in (*present, *absent)) if w
            ]
            findings_text = "，".join(dict.fromkeys(w.zh for w in wordings if w.zh))
            when = f"{study.date} " if study.date else ""
            text = f"{when}{study_name(self._view, study)}：{findings_text}"
            yield self._author.write(block.key, text, study.facts, wordings)

    def _lines(self) -> Iterable[Statement]:
        """Systemic treatments in time order."""
        for group in regimen_groups(self._view):
            yield regimen_sentence(self._author, group)

    def _observations(
        self, block: Block, item: Item, facts: Sequence[Fact]
    ) -> Iterable[Statement]:
        """One statement an analyte: the newest value first, then as many earlier as asked."""
        series: dict[str, list[Fact]] = {}
        for fact in facts:
            if fact.certainty in ("affirmed", "suspected") or fact.category == "laboratory":
                name = self._selector.analyte(fact) or fact.concept or fact.text.casefold()
                series.setdefault(name, []).append(fact)
        for values in series.values():
            ordered = _newest_first(values)
            newest = [fact for fact in ordered if fact.date == ordered[0].date]
            earlier = ordered[len(newest) :][: max(0, item.rule.trend - 1)]
            yield self._author.join(block.key, newest, earlier)

    def _medication(self, block: Block, item: Item) -> Iterable[Statement]:
        drugs = [
            f
            for f in self._view.of("MedicationStatement")
            if f.category != "regimen" and f.certainty == "affirmed"
        ]
        medication = current_medication(drugs)
        for fact in self._selector.take(item.rule, medication.current):
            yield self._author.state(block.key, fact)
        note = self._author.frames.text("medication.unknown")
        for fact in self._selector.take(item.rule, medication.status_unknown):
            wording = self._author.words.word(fact)
            text = f"{wording.zh} ({note})"
            yield self._author.write(block.key, text, [fact], [wording], "status_unknown")


def _newest_first(facts: Sequence[Fact]) -> list[Fact]:
    return sorted(facts, key=lambda fact: (str(fact.date or ""), fact.time), reverse=True)
