"""A synthetic opinion with its translation, home plan and points."""

from __future__ import annotations

import datetime
from typing import Any

from huizhen.core.consultation.opinion import (
    Answer,
    Opinion,
    Recommendation,
    SectionText,
    SignatureBlock,
)
from huizhen.core.interpretation.points import (
    OpinionQuote,
    PlanItem,
    PlanQuote,
    Point,
    opinion_parts,
    plan_items,
)
from huizhen.core.interpretation.reports import AskedQuestion, ReportInput
from huizhen.core.interpretation.translation import TranslatedPart, released
from huizhen.core.preparation.dossier import SourceLine
from huizhen.core.records.evidence import PageSpan
from huizhen.core.records.fact import make_fact
from huizhen.core.records.page import page_id

SOURCE = "c" * 64
DAY = datetime.date(2026, 3, 20)
WORDS = {
    "section:diagnosis": "Agree with the diagnosis of hepatocellular carcinoma.",
    "section:risk": "Prognosis is guarded.",
    "answer:q1": "Surgery may be considered after conversion therapy.",
    "answer:q2": "", "needs:q2:1": "a liver MRI with hepatobiliary phase",
    "recommendation:1": "Conversion therapy first, reassess resectability after 2-3 cycles.",
    "recommendation:2": "Antiviral treatment is recommended.",
    "recommendation:3": "Liver transplantation is not recommended.",
    "test:1": "Please complete a contrast-enhanced liver MRI.",
}  # fmt: skip


def care_plan(text: str, start: int) -> Any:
    span = PageSpan(page_id=page_id(SOURCE, 2), start=start, end=start + len(text), quote=text)
    return make_fact("CarePlan", text=text, evidence=(span,))


FACTS = (care_plan("TACE every six weeks", 10), care_plan("Entecavir 0.5 mg daily", 60),
         care_plan("Physiotherapy", 99))  # fmt: skip
PLAN: tuple[PlanItem, ...] = plan_items(FACTS)


def opinion(**changes: Any) -> Opinion:
    made = Opinion(
        case_number="HZ-2026-0001",
        sections=(
            SectionText(key="diagnosis", text="同意肝细胞癌诊断。"),
            SectionText(key="risk", text="预后较差。"),
        ),
        recommendations=(
            Recommendation(
                text="建议先行转化治疗，2–3周期后再评估可切除性。", strength="recommended"
            ),
            Recommendation(text="建议抗病毒治疗。", strength="recommended"),
            Recommendation(text="不建议肝移植。", strength="against"),
        ),
        tests_requested=("建议完善肝脏增强MRI。",),
        answers=(
            Answer(question_id="q1", state="answered", text="转化治疗后可考虑手术。"),
            Answer(question_id="q2", state="unanswerable", needs=("肝胆期肝脏MRI",)),
        ),
        signature=SignatureBlock(
            doctor="张示例", title="主任医师", hospital="会诊示例第一医院（虚构）",
            signed_on=datetime.date(2026, 3, 18), is_stamped=True,
        ),
    )  # fmt: skip
    return made.replaced(**changes)


def translated(of: Opinion, language: str = "en", **kwargs: Any) -> Any:
    parts = [
        TranslatedPart(part=part, original=text, text=WORDS[part] if language == "en" else text)
        for part, text in opinion_parts(of)
        if text
    ]
    given: dict[str, Any] = {"editor": "Editor E", "clinician": "Dr C", "released_on": DAY} | kwargs
    return released(of, language, given.pop("parts", parts), **given)


def quote(number: int) -> PlanQuote:
    item = PLAN[number]
    return PlanQuote(item_id=item.id, text=item.text, evidence=item.evidence)


def said(part: str, of: Opinion, question: str = "") -> OpinionQuote:
    return OpinionQuote(part=part, text=dict(opinion_parts(of))[part], question_id=question)


def point(name: str, relation: Any, **fields: Any) -> Point:
    fields = {"item": f"Item {name}", "by": "Editor E", "at": "2026-03-19T10:00Z"} | fields
    return Point(id=name, relation=relation, **fields)


def points(of: Opinion) -> tuple[Point, ...]:
    return (
        point("tace", "differ", plan=(quote(0),), opinion=(said("recommendation:1", of, "q1"),),
              meaning="Other treatment before an operation.", question="Is conversion possible?"),
        point("antiviral", "agree", plan=(quote(1),), opinion=(said("recommendation:2", of),)),
        point("transplant", "new", opinion=(said("recommendation:3", of),)),
        point("mri", "new", opinion=(said("test:1", of),)),
        point("physio", "silent", plan=(quote(2),)),
    )  # fmt: skip


def report_input(language: str = "en", **changes: Any) -> ReportInput:
    of = opinion()
    made = ReportInput(
        case_number="HZ-2026-0001", opinion=of, translation=translated(of, language),
        points=points(of), plan=PLAN, facts=FACTS,
        questions=(AskedQuestion(id="q1", text="Is an operation possible?"),
                   AskedQuestion(id="q2", text="Which operation?")),
        sources=(SourceLine(number=1, path="letter.pdf", source_id=SOURCE, kind="pdf"),),
    )  # fmt: skip
    return made.replaced(**changes)
