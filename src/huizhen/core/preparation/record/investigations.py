"""辅助检查 by category in time order: results as trend tables, images, endoscopy, pathology."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation

from huizhen.core.preparation.author import Author
from huizhen.core.preparation.paper import (
    Block,
    Column,
    Fixed,
    Items,
    Row,
    Table,
    without_empty_columns,
)
from huizhen.core.preparation.record.illness import says
from huizhen.core.preparation.record.open_matters import told_differently
from huizhen.core.preparation.record.present_illness import study_findings, study_name
from huizhen.core.preparation.record.said_once import said_once
from huizhen.core.preparation.record.studies import Study, reported_studies, text_order
from huizhen.core.preparation.record.view import CaseView
from huizhen.core.preparation.statement import Statement
from huizhen.core.records.fact import Fact

SECTION = "investigations"
_NO_ENDOSCOPY = "透视"
"""Fluoroscopy is no endoscopy, whatever its name ends with."""
_MOST_DATES = 6
_UNDATED = ""


def investigations(view: CaseView, author: Author) -> tuple[Block, ...]:
    """The blocks of the section."""
    return (
        *_laboratory(view, author),
        _imaging(view, author),
        _series(view, author),
        _endoscopy(view, author),
        *_marrow(view, author),
        *_pathology(view, author),
    )


def _laboratory(view: CaseView, author: Author) -> Iterable[Block]:
    panels: dict[str, dict[str, list[Fact]]] = {}
    for fact in view.of("Observation", "laboratory"):
        if fact.value is None or is_of_marrow(view, fact):
            continue
        panel = view.illness.panel_of(fact.concept)
        name = fact.concept or view.words.name(fact).zh
        panels.setdefault(panel, {}).setdefault(name, []).append(fact)
    titles = {panel.key: panel.zh for panel in view.illness.panels}
    titles["other"] = view.illness.other_panel
    label = author.frames.text("investigations.laboratory")
    found = False
    for key, title in titles.items():
        if key in panels:
            found = True
            yield from _trends(view, author, f"{label}·{title}", key, panels[key])
    if not found:
        yield Items(label=label, empty=author.frames.text("empty.not_provided"))


def _trends(
    view: CaseView, author: Author, title: str, panel: str, analytes: dict[str, list[Fact]]
) -> Iterable[Table]:
    """Tables of a panel: analytes that were never measured on the dates of the first follow in
    one of their own, for a row without any value says that nothing is known."""
    while analytes:
        dates = _dates(analytes)
        shown = {
            name: facts
            for name, facts in analytes.items()
            if any(str(fact.date or _UNDATED) in dates for fact in facts)
        }
        yield _trend(view, author, title, panel, shown, dates)
        analytes = {name: facts for name, facts in analytes.items() if name not in shown}


def _trend(
    view: CaseView,
    author: Author,
    title: str,
    panel: str,
    analytes: dict[str, list[Fact]],
    dates: Sequence[str],
) -> Table:
    """One row an analyte, one column a date, oldest first, the newest marked."""
    order = next((p.analytes for p in view.illness.panels if p.key == panel), ())
    names = sorted(analytes, key=lambda n: (order.index(n) if n in order else len(order), n))
    frames = author.frames
    columns = [
        Column(title=frames.text("investigations.item"), share=2.2),
        Column(title=frames.text("investigations.unit"), share=0.9),
        Column(title=frames.text("investigations.interval"), share=1.2),
    ]
    columns += [
        Column(title=date or frames.text("investigations.undated"), share=1.2) for date in dates
    ]
    return Table(
        title=title,
        columns=tuple(columns),
        rows=tuple(_row(author, analytes[name], dates) for name in names),
        marked_column=len(columns) - 1 if dates and dates[-1] else None,
    )


def _dates(analytes: dict[str, list[Fact]]) -> list[str]:
    """At most six dates: the first, those with the extremes, the last; undated stand first."""
    known = sorted({str(f.date or _UNDATED) for facts in analytes.values() for f in facts})
    if len(known) <= _MOST_DATES:
        return known
    weight = dict.fromkeys(known, 0)
    for facts in analytes.values():
        numbers = [(n, str(f.date or _UNDATED)) for f in facts if (n := _number(f)) is not None]
        if len(numbers) > 1:
            weight[max(numbers)[1]] += 1
            weight[min(numbers)[1]] += 1
    inner = sorted(known[1:-1], key=lambda date: (-weight[date], date))[: _MOST_DATES - 2]
    return sorted({known[0], known[-1], *inner})


def _row(author: Author, facts: Sequence[Fact], dates: Sequence[str]) -> Row:
    measures = [author.words.measure(fact) for fact in facts]
    units = list(dict.fromkeys(m.unit for m in measures if m.unit))
    common = units[0] if len(units) == 1 else ""
    intervals = _each_once(author.words.interval(f) for f in facts if f.interval)
    term = author.words.term(facts[0])
    label = author.words.analyte(facts[0])
    cells: list[Statement] = [
        author.write(SECTION, label.zh, facts, [label], part="name").replaced(
            references=(), marks=label.marks, reason="", original="" if term else label.original
        ),
        author.write(SECTION, common, facts, part="unit").replaced(
            references=(), marks=(), reason="", original=""
        )
        if common
        else author.fixed(SECTION, "unit", ""),
        author.write(SECTION, "；".join(intervals[:2]), facts, part="interval").replaced(
            references=(), marks=(), reason=""
        )
        if intervals
        else author.fixed(SECTION, "interval", ""),
    ]
    for date in dates:
        same = [fact for fact in facts if str(fact.date or _UNDATED) == date]
        cells.append(
            _cell(author, same, common, label.zh) if same else author.fixed(SECTION, date, "")
        )
    return Row(cells=tuple(cells))


def _cell(author: Author, facts: Sequence[Fact], common_unit: str, about: str) -> Statement:
    """The value of one day; two different ones of a day both stand."""
    texts: dict[str, None] = {}
    reason = ""
    for fact in facts:
        measure = author.words.measure(fact)
        shown = measure.value if measure.unit == common_unit else f"{measure.value} {measure.unit}"
        source = f"({measure.source})" if measure.is_converted else ""
        texts[f"{shown.strip()}{author.words.flag(fact)}{source}"] = None
        if author.words.lacks_unit(fact):
            reason = "unit_not_stated"
    if told_differently(author, facts):
        reason = "values_differ"
    said = author.write(SECTION, "；".join(texts), facts, reason=reason, part="value")
    return said.replaced(about=about)


def _number(fact: Fact) -> Decimal | None:
    try:
        return Decimal(fact.value or "")
    except InvalidOperation:
        return None


def _imaging(view: CaseView, author: Author) -> Block:
    """Studies in time order: findings, then what was concluded, as the text has them."""
    rows = tuple(
        _study_row(view, author, study) for study in reported_studies(view) if study.findings
    )
    table = Table(
        title=author.frames.text("investigations.imaging"),
        columns=(
            Column(title=author.frames.text("investigations.date"), share=1.0),
            Column(title=author.frames.text("investigations.study"), share=1.3),
            Column(title=author.frames.text("investigations.findings"), share=6.0),
            Column(title=author.frames.text("investigations.institution"), share=1.3),
        ),
        rows=rows,
        empty=author.frames.text("empty.not_provided"),
    )
    return without_empty_columns(table)


def _study_row(view: CaseView, author: Author, study: Study) -> Row:
    text, wordings = study_findings(view, author, study)
    undated = author.frames.text("investigations.undated")
    date = str(study.date) if study.date else undated
    return Row(
        cells=(
            _plain(author, study.facts, "date", date),
            _plain(author, study.facts, "study", study_name(view, study)),
            author.write(SECTION, text, study.facts, wordings, part="findings"),
            _plain(author, study.facts, "institution", study.institution),
        )
    )


def _plain(author: Author, facts: Sequence[Fact], part: str, text: str) -> Statement:
    """A cell beside the one that carries the marks."""
    if not text:
        return author.fixed(SECTION, part, "")
    return author.write(SECTION, text, facts, part=part).replaced(
        marks=(), reason="", references=()
    )


def _series(view: CaseView, author: Author) -> Block:
    statements = [author.state(SECTION, fact) for fact in view.of("ImagingStudy")]
    return Items(
        label=author.frames.text("investigations.series"),
        statements=tuple(statements),
        empty=author.frames.text("empty.not_provided"),
    )


def _each_once(intervals: Iterable[str]) -> list[str]:
    """Intervals that differ in more than the zeros behind the point: 130–170 is 130.0–170.0."""
    kept: dict[str, str] = {}
    for interval in intervals:
        kept.setdefault(re.sub(r"(\d)\.0+(?!\d)", r"\1", interval), interval)
    return list(kept.values())


def _endoscopy(view: CaseView, author: Author) -> Block:
    facts = [f for f in view.done() if f.category == "endoscopy" or "scopy" in f.concept.casefold()]
    statements = []
    for group in view.grouped(facts):
        wording = author.words.word(group[0])
        if _NO_ENDOSCOPY in wording.zh:
            continue
        statements.append(author.write(SECTION, wording.zh, group, [wording], part="endoscopy"))
    return Items(
        label=author.frames.text("investigations.endoscopy"),
        statements=tuple(statements),
        empty=author.frames.text("empty.not_provided"),
    )


def is_of_marrow(view: CaseView, fact: Fact) -> bool:
    """Whether a share of cells was counted in a marrow: one was taken on that day."""
    if fact.concept not in view.illness.marrow_cells or fact.date is None:
        return False
    words = view.illness.marrow_words
    return any(f.date == fact.date and says(f, words) for f in view.done())


def _marrow(view: CaseView, author: Author) -> Iterable[Block]:
    """Cells of a marrow, each with its share: no line of a blood count."""
    statements = []
    for fact in view.of("Observation", "laboratory"):
        if fact.value is not None and is_of_marrow(view, fact):
            word = author.words.word(fact)
            share = author.words.measure(fact).text.replace(" ", "")
            text = f"{author.words.analyte(fact).zh}{share}"
            statements.append(
                author.write(SECTION, f"{text} [{fact.date}]", [fact], [word], part="marrow")
            )
    if statements:
        yield Items(label=author.frames.text("investigations.marrow"), statements=tuple(statements))


def _pathology(view: CaseView, author: Author) -> Iterable[Block]:
    """Histology, then markers and genes; each day and specimen one line."""
    for key, category in (("pathology", "pathology"), ("markers", "biomarker")):
        groups: dict[str, list[Fact]] = {}
        for fact in view.of("Observation", category):
            if fact.certainty in ("affirmed", "negated", "suspected"):
                groups.setdefault(str(fact.date or ""), []).append(fact)
        statements = []
        for date, group in groups.items():
            group.sort(key=text_order)
            wordings = [w for w in (view.words.phrase(fact) for fact in group) if w is not None]
            text = "，".join(said_once(w.zh for w in wordings))
            when = f" [{date}]" if date else ""
            if text:
                statements.append(author.write(SECTION, f"{text}{when}", group, wordings, part=key))
        yield Items(
            label=author.frames.text(f"investigations.{key}"),
            statements=tuple(statements),
            empty=author.frames.text("empty.not_provided"),
        )
    yield Fixed(text=author.frames.text("investigations.outside_interval"), is_quiet=True)
