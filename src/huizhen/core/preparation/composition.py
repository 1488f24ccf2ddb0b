"""Composes the dossier: facts into the blocks of a department's front sheet and the statutory
sections. What no fact supports is 未提供; what contradicts is shown twice and marked 待核."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from huizhen.core.content import PackStamp
from huizhen.core.language.detect import language_of
from huizhen.core.preparation.dossier import (
    TO_VERIFY_MARK,
    UNTRANSLATED_MARK,
    Dossier,
    Mark,
    Place,
    Section,
    SourceLine,
    Statement,
)
from huizhen.core.preparation.medication import current_medication
from huizhen.core.preparation.selection import Selector
from huizhen.core.preparation.specialty import Block, Form, Item, Specialty
from huizhen.core.preparation.wording import Wording, Wordsmith
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.evidence import ElementPath, PageSpan
from huizhen.core.records.fact import Fact, FactKey
from huizhen.core.records.identity import Identity
from huizhen.core.records.merge import MergedFacts
from huizhen.core.records.value import Value

COMPOSER = "front-page/1"
_SECTION = re.compile(r"section\[\d+\]$")
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


class Request(Value):
    """What is asked, of whom, by when: everything of a dossier that no record says."""

    question: str
    as_of: PartialDate
    patient: Identity
    is_identity_unconfirmed: bool


class Composer:
    """Composes one case."""

    def __init__(
        self,
        specialty: Specialty,
        wordsmith: Wordsmith,
        sources: Sequence[SourceLine],
        request: Request,
    ) -> None:
        self._specialty = specialty
        self._words = wordsmith
        self._selector = Selector(wordsmith.lexicon, specialty.oncology)
        self._sources = sources
        self._numbers = {source.source_id: source.number for source in sources}
        self._request = request

    def compose(self, merged: MergedFacts, blocking: Iterable[str] = ()) -> Dossier:
        """The dossier of the given facts; the same input gives the same dossier."""
        facts = [
            fact
            for fact in merged.facts
            if fact.record_status == "current" and fact.status != "rejected"
        ]
        opposed = {contradiction.fact_key for contradiction in merged.contradictions}
        packs: tuple[PackStamp, ...] = (
            self._specialty.front_sheet.stamp,
            self._specialty.skeleton.stamp,
            self._words.lexicon.stamp,
        )
        request = self._request
        return Dossier(
            specialty=self._specialty.id,
            department_zh=self._specialty.department_zh,
            department_en=self._specialty.department_en,
            as_of=str(request.as_of),
            question=request.question,
            question_language=language_of(request.question),
            identity_note="身份未确认" if request.is_identity_unconfirmed else "",
            front_sheet=self._form(self._specialty.front_sheet, facts, opposed),
            skeleton=self._form(self._specialty.skeleton, facts, opposed),
            sources=tuple(self._sources),
            blocking=tuple(blocking),
            packs=packs,
            composer=COMPOSER,
        )

    def _form(
        self, form: Form, facts: Sequence[Fact], opposed: set[FactKey]
    ) -> tuple[Section, ...]:
        return tuple(
            Section(
                key=block.key,
                zh=block.zh,
                en=block.en,
                statements=tuple(self._statements(block, facts, opposed)),
                most=block.most,
            )
            for block in form.blocks
        )

    def _statements(
        self, block: Block, facts: Sequence[Fact], opposed: set[FactKey]
    ) -> Iterable[Statement]:
        used: set[str] = set()
        for item in block.items:
            for statement in self._item(block, item, facts, opposed):
                if statement.key not in used:
                    used.add(statement.key)
                    yield statement

    def _item(
        self, block: Block, item: Item, facts: Sequence[Fact], opposed: set[FactKey]
    ) -> Iterable[Statement]:
        if item.kind == "question":
            return self._question(block)
        if item.kind == "particulars":
            return self._particulars(block)
        if item.kind == "medication":
            return self._medication(block, item, facts, opposed)
        wanted = _TYPE_OF_ITEM[item.kind]
        taken = self._selector.take(item.rule, [fact for fact in facts if fact.type == wanted])
        if item.kind == "observation":
            return self._observations(block, item, taken, opposed)
        if item.kind == "plan":
            taken = _without_narratives(taken)
        ordered = sorted(
            _newest_first(taken), key=lambda fact: not self._selector.is_oncology(fact)
        )
        return (self._statement(block, [fact], opposed) for fact in ordered)

    def _question(self, block: Block) -> Iterable[Statement]:
        text = self._request.question.strip()
        if not text:
            return
        marks: tuple[Mark, ...] = () if language_of(text) == "zh" else (UNTRANSLATED_MARK,)
        yield Statement(key=f"{block.key}:question", zh=text, original=text, marks=marks)

    def _particulars(self, block: Block) -> Iterable[Statement]:
        patient, as_of = self._request.patient, self._request.as_of
        sex = {"female": "女", "male": "男"}.get(patient.sex or "", "性别未提供")
        age = _age(patient.birth_date, as_of)
        text = f"{sex}，{age}；姓名、证件号另行保管，不列入本页"
        yield Statement(key=f"{block.key}:particulars", zh=text)

    def _observations(
        self, block: Block, item: Item, facts: Sequence[Fact], opposed: set[FactKey]
    ) -> Iterable[Statement]:
        """One statement an analyte: the newest value first, then as many earlier as asked."""
        series: dict[str, list[Fact]] = {}
        for fact in facts:
            name = self._selector.analyte(fact) or fact.text.casefold()
            series.setdefault(name, []).append(fact)
        for values in series.values():
            ordered = _newest_first(values)
            newest = [fact for fact in ordered if fact.date == ordered[0].date]
            earlier = ordered[len(newest) :][: max(0, item.rule.trend - 1)]
            yield self._statement(block, newest, opposed, earlier)

    def _medication(
        self, block: Block, item: Item, facts: Sequence[Fact], opposed: set[FactKey]
    ) -> Iterable[Statement]:
        medication = current_medication(facts)
        taken = self._selector.take(item.rule, medication.current)
        for fact in taken:
            yield self._statement(block, [fact], opposed)
        for fact in self._selector.take(item.rule, medication.status_unknown):
            statement = self._statement(block, [fact], opposed)
            marks = tuple(dict.fromkeys((*statement.marks, TO_VERIFY_MARK)))
            yield statement.replaced(
                zh=f"{statement.zh} (仅见于较早清单，是否仍用不详)",
                marks=marks,
                reason="status_unknown",
            )

    def _statement(
        self,
        block: Block,
        newest: Sequence[Fact],
        opposed: set[FactKey],
        earlier: Sequence[Fact] = (),
    ) -> Statement:
        facts = [*newest, *earlier]
        wordings = [self._words.word(fact) for fact in newest]
        before = [self._words.earlier(fact) for fact in earlier]
        marks: dict[Mark, None] = {}
        for wording in wordings:
            marks.update(dict.fromkeys(wording.marks))
        reason = next((wording.reason for wording in wordings if wording.reason), "")
        if any(fact.fact_key in opposed for fact in facts):
            marks[TO_VERIFY_MARK] = None
            reason = "contradiction"
        if any(_from_ocr(fact) for fact in facts):
            marks[TO_VERIFY_MARK] = None
            reason = reason or "read_by_ocr"
        keys = tuple(fact.fact_key for fact in facts)
        return Statement(
            key=f"{block.key}:{'+'.join(dict.fromkeys(keys))}:{len(keys)}",
            zh=_joined(wordings, before),
            original="; ".join(dict.fromkeys(w.original for w in wordings if w.original)),
            marks=tuple(marks),
            reason=reason,
            fact_keys=keys,
            places=tuple(self._places(facts)),
        )

    def _places(self, facts: Sequence[Fact]) -> Iterable[Place]:
        for fact in facts:
            for evidence in fact.evidence:
                page_id = getattr(evidence, "page_id", "")
                number = self._numbers.get(page_id.split(":")[0].split("!")[0])
                if number is None:
                    continue
                yield _place(evidence, page_id, number)


def _place(evidence: object, page_id: str, number: int) -> Place:
    ordinal = page_id.rsplit(":", 1)[-1]
    page = int(ordinal) if ordinal.isdigit() else None
    quote = getattr(evidence, "quote", "") or getattr(evidence, "value", "")
    if isinstance(evidence, PageSpan):
        return Place(
            source=number, page_id=page_id, page=page, quote=quote, start=evidence.start,
            end=evidence.end, boxes=evidence.boxes,
        )  # fmt: skip
    path = evidence.path if isinstance(evidence, ElementPath) else getattr(evidence, "tag", "")
    return Place(source=number, page_id=page_id, page=page, path=path, quote=quote)


def _joined(newest: Sequence[Wording], earlier: Sequence[Wording]) -> str:
    now = "；".join(wording.zh for wording in newest)
    before = "，".join(wording.zh for wording in earlier)
    return f"{now}；前值 {before}" if before else now


def _without_narratives(facts: Sequence[Fact]) -> list[Fact]:
    """Plans, without a section's own text where its entries are there one by one."""
    entries = [fact for fact in facts if not _is_section(fact)]
    return entries or list(facts)


def _is_section(fact: Fact) -> bool:
    places = [place.path for place in fact.evidence if isinstance(place, ElementPath)]
    return bool(places) and all(_SECTION.search(path) for path in places)


def _newest_first(facts: Sequence[Fact]) -> list[Fact]:
    return sorted(facts, key=lambda fact: (str(fact.date or ""), fact.time), reverse=True)


def _from_ocr(fact: Fact) -> bool:
    return any(isinstance(e, PageSpan) and e.origin == "ocr" for e in fact.evidence)


def _age(birth: PartialDate | None, as_of: PartialDate) -> str:
    if birth is None:
        return "年龄未提供"
    years = as_of.year - birth.year
    if birth.month and as_of.month:
        before = (as_of.month, as_of.day or 31) < (birth.month, birth.day or 1)
        return f"{years - 1 if before else years}岁"
    return f"约{years}岁"


def source_lines(
    files: Iterable[tuple[str, str, str, str]], copies: Mapping[str, Sequence[str]]
) -> tuple[SourceLine, ...]:
    """Numbered sources from (path, source_id, kind, document date) in path order; the same bytes
    at further paths stand beside their first place."""
    lines: list[SourceLine] = []
    for path, source_id, kind, document_date in files:
        lines.append(
            SourceLine(
                number=len(lines) + 1,
                path=path,
                source_id=source_id,
                kind=kind,
                document_date=document_date,
                same_as=tuple(copies.get(source_id, ())),
            )
        )
    return tuple(lines)
