"""诊疗经过 (F08): one row a line of treatment, operation or course of radiotherapy."""

from __future__ import annotations

import re
from collections.abc import Sequence

from huizhen.core.language.dosing import dosage_text
from huizhen.core.language.notation.dates import prose_date
from huizhen.core.preparation.author import Author
from huizhen.core.preparation.paper import Column, Row, Table
from huizhen.core.preparation.record.illness import says
from huizhen.core.preparation.record.view import CaseView
from huizhen.core.preparation.statement import Statement
from huizhen.core.preparation.wording import regimen_parts
from huizhen.core.records.evidence import PageSpan
from huizhen.core.records.fact import Fact

SECTION = "treatment_course"
_COLUMNS = (
    ("number", 0.5), ("period", 1.5), ("treatment", 2.6), ("dose", 1.4), ("response", 1.3),
    ("toxicity", 1.0), ("reason", 1.2), ("institution", 1.5),
)  # fmt: skip
_BESIDE = 70
"""Characters between a procedure and a drug given with it: the same sentence."""
_LINE = re.compile(r"line (\d)")
_LINES_ZH = {"1": "一", "2": "二", "3": "三", "4": "四", "5": "五", "6": "六", "7": "七", "8": "八"}


def treatment_table(view: CaseView, author: Author) -> Table:
    """Operations, interventions and systemic treatments in time order."""
    regimens = [*regimen_groups(view), *agent_groups(view)]
    taken = {fact.fact_key for group in regimens for fact in group}
    others = view.procedures(
        f
        for f in view.treatments_of_illness()
        if f.fact_key not in taken and not says(f, view.illness.sampling_words)
    )
    groups = sorted([*regimens, *others], key=lambda g: str(g[0].date or g[0].end_date or "9999"))
    return Table(
        title=author.frames.text("treatment.title"),
        columns=tuple(
            Column(title=author.frames.text(f"treatment.{key}"), share=share)
            for key, share in _COLUMNS
        ),
        rows=tuple(_row(view, author, number, group) for number, group in enumerate(groups, 1)),
        empty=author.frames.text("empty.no_treatment"),
    )


def regimen_groups(view: CaseView) -> list[list[Fact]]:
    """One group a course: the same regimen from codes and letters, unless their dates differ."""
    groups: list[list[Fact]] = []
    for fact in view.regimens():
        home = next((group for group in groups if _same_course(group, fact)), None)
        if home is None:
            groups.append([fact])
        else:
            home.append(fact)
    for group in groups:
        group.sort(
            key=lambda fact: (fact.date is None, fact.end_date is None, "(" not in fact.text)
        )
    return sorted(groups, key=lambda group: str(group[0].date or group[0].end_date or "9999"))


def agent_groups(view: CaseView) -> list[list[Fact]]:
    """One group a course of a single drug against a tumour: what stands in no regimen's name."""
    regimens = regimen_groups(view)
    said = [view.words.name(fact).zh for group in regimens for fact in group]
    drugs = {t.zh for g in regimens for f in g for t in view.words.lexicon.ingredients(f.concept)}
    groups: list[list[Fact]] = []
    beside = {id(drug) for _, drug in given_with(view)}
    for fact in view.agents():
        name = view.words.name(fact).zh
        if id(fact) in beside or name in drugs or any(name in regimen for regimen in said):
            continue
        home = next((g for g in groups if _is_course_of(view, g, fact, name)), None)
        if home is None:
            groups.append([fact])
        else:
            home.append(fact)
    for group in groups:
        group.sort(key=lambda fact: (fact.date is None, fact.dosage is None))
    return groups


def given_with(view: CaseView) -> list[tuple[Fact, Fact]]:
    """Procedures with an undated drug that stands right behind them: the conditioning of a
    transplantation, what an embolisation was loaded with. It is no line of treatment."""
    pairs = []
    for drug in view.agents():
        if drug.date is not None or drug.end_date is not None:
            continue
        procedure = next((f for f in view.treatments() if _is_right_behind(f, drug)), None)
        if procedure is not None:
            pairs.append((procedure, drug))
    return pairs


def _is_right_behind(procedure: Fact, drug: Fact) -> bool:
    places = [e for e in procedure.evidence if isinstance(e, PageSpan)]
    return any(
        place.page_id == own.page_id and 0 <= own.start - place.end <= _BESIDE
        for place in places
        for own in drug.evidence
        if isinstance(own, PageSpan)
    )


def drugs_of(view: CaseView, author: Author, group: Sequence[Fact]) -> tuple[str, list[Fact]]:
    """The drugs given with a procedure, with their doses, and their facts."""
    own = {id(fact) for fact in group}
    drugs = [drug for procedure, drug in given_with(view) if id(procedure) in own]
    said = [f"{view.words.name(drug).zh} {_dose(author, [drug])}".strip() for drug in drugs]
    return author.frames.text("join.list").join(dict.fromkeys(said)), drugs


def _is_course_of(view: CaseView, group: Sequence[Fact], fact: Fact, name: str) -> bool:
    return view.words.name(group[0]).zh == name and all(
        _agree(str(other.date or ""), str(fact.date or ""))
        and _agree(str(other.end_date or ""), str(fact.end_date or ""))
        for other in group
    )


def _same_course(group: Sequence[Fact], fact: Fact) -> bool:
    name = regimen_parts(fact.text)[0].casefold()
    if regimen_parts(group[0].text)[0].casefold() != name:
        return False
    return all(
        _agree(str(other.date or ""), str(fact.date or ""))
        and _agree(str(other.end_date or ""), str(fact.end_date or ""))
        and (not other.count or not fact.count or other.count == fact.count)
        for other in group
    )


def _agree(one: str, other: str) -> bool:
    """Whether two partial dates can be the same."""
    return not one or not other or one.startswith(other) or other.startswith(one)


def _row(view: CaseView, author: Author, number: int, group: Sequence[Fact]) -> Row:
    first = group[0]
    named = author.words.name(_fullest(group))
    line = _LINE.search(first.category)
    name = named.zh
    if line:
        name = author.frames.fill("treatment.line", line=_LINES_ZH[line[1]]) + " " + name
    cycles = next((fact.count for fact in group if fact.count), "")
    dose = author.frames.fill("present.cycles", count=cycles).strip() if cycles else ""
    with_it, drugs = drugs_of(view, author, group)
    dose = " ".join(filter(None, (_dose(author, group), with_it, dose)))
    response = next((fact.response for fact in group if fact.response), "")
    reason = next((fact.reason for fact in group if fact.reason), "")
    institution = next((fact.performer for fact in group if fact.performer), "")
    cells = [
        author.fixed(SECTION, f"number{number}", str(number)),
        _cell(author, group, "period", _period(first)),
        author.write(SECTION, name, group, [named], part="treatment"),
        _cell(author, [*group, *drugs], "dose", dose),
        _cell(author, group, "response", author.words.response(response).zh),
        _cell(author, group, "toxicity", ""),
        _cell(author, group, "reason", author.words.reason(reason).zh),
        _cell(author, group, "institution", institution),
    ]
    return Row(cells=tuple(cells))


def _dose(author: Author, group: Sequence[Fact]) -> str:
    """What of a single drug was given, and how often; a regimen's drugs have doses of their own."""
    dosed = (f.dosage for f in group if f.dosage and f.category != "regimen")
    return next((dosage_text(one, author.words.lexicon).zh for one in dosed), "")


def _fullest(group: Sequence[Fact]) -> Fact:
    """The fact that names the drugs, else the first."""
    return next((fact for fact in group if "(" in fact.text), group[0])


def _cell(author: Author, group: Sequence[Fact], part: str, text: str) -> Statement:
    """A cell of a row whose main cell carries the marks."""
    if not text:
        return author.fixed(SECTION, part, "")
    return author.write(SECTION, text, group, part=part).replaced(
        marks=(), reason="", references=()
    )


def _period(fact: Fact) -> str:
    if fact.date is None and fact.end_date is None:
        return ""
    if fact.end_date is None or fact.end_date == fact.date:
        return str(fact.date)
    return f"{fact.date or ''}至{fact.end_date}"


def regimen_sentence(author: Author, group: Sequence[Fact]) -> Statement:
    """`起止予方案n周期，疗效评价…，停药原因…。`"""
    first = group[0]
    frames = author.frames
    named = author.words.name(_fullest(group))
    if first.date and first.end_date:
        period = frames.fill(
            "present.period", start=prose_date(first.date), end=prose_date(first.end_date)
        )
    elif first.date:
        period = frames.fill("present.period_from", start=prose_date(first.date))
    elif first.end_date:
        period = frames.fill("present.period_to", end=prose_date(first.end_date))
    else:
        period = frames.text("present.period_unknown")
    cycles = next((fact.count for fact in group if fact.count), "")
    response = next((fact.response for fact in group if fact.response), "")
    reason = next((fact.reason for fact in group if fact.reason), "")
    dose = _dose(author, group)
    wordings = [named]
    said_response = said_reason = ""
    if response:
        worded = author.words.response(response)
        wordings.append(worded)
        said_response = frames.fill("present.response", response=worded.zh)
    if reason:
        worded = author.words.reason(reason)
        wordings.append(worded)
        said_reason = frames.fill("present.reason", reason=worded.zh)
    text = frames.fill(
        "present.regimen",
        period=period,
        regimen=f"“{named.zh}”",
        cycles=frames.fill("present.cycles", count=cycles) if cycles else "",
        drugs=f" {dose}" if dose else "",
        response=said_response,
        reason=said_reason,
    )
    return author.write("present_illness", text, group, wordings)
