"""现病史: the five elements in the norm's order, each event with its date (clinical content 1.4).

Only what the records say is written: an element without a fact is 资料未载, a trigger, a manner of
onset or a severity that no source states is left out of its frame.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from huizhen.core.language.notation.dates import duration_zh, prose_date
from huizhen.core.preparation.author import Author
from huizhen.core.preparation.paper import Prose
from huizhen.core.preparation.record.said_once import said_once
from huizhen.core.preparation.record.studies import (
    Study,
    Told,
    reported_studies,
    text_order,
    told_together,
)
from huizhen.core.preparation.record.treatment import (
    agent_groups,
    drugs_of,
    regimen_groups,
    regimen_sentence,
)
from huizhen.core.preparation.record.view import CaseView
from huizhen.core.preparation.statement import Statement
from huizhen.core.preparation.wording import Wording
from huizhen.core.records.fact import Fact, FactKey

SECTION = "present_illness"
_BARE = ("肿块", "肿瘤", "病灶", "结节", "占位性病变")
_SIDE = re.compile("^[左右双]侧")
_OWN_NAMES = {"weight": "体重", "appetite": "食欲", "sleep": "睡眠", "excretion": "大小便"}
"""Symptoms that name what they are of: 体重下降 needs no 体重 before it."""
_LAST = "9999"


def present_illness(view: CaseView, author: Author) -> tuple[Prose, ...]:
    """The paragraphs of the section."""
    onset, used = _onset(view, author)
    general, general_facts = _general(view, author)
    shown = {*used, *general_facts}
    elements = (
        ("onset", onset),
        ("symptoms", _symptoms(view, author, shown)),
        ("accompanying", _denied(view, author, shown)),
        ("course", course(view, author, used)),
        ("general", general),
        ("other", _companions(view, author)),
    )
    empty = author.frames.text("empty.not_recorded")
    return tuple(
        Prose(
            label=author.frames.text(f"present.{key}_label"),
            statements=tuple(statements),
            empty=empty,
            is_narrative=True,
        )
        for key, statements in elements
    )


def _onset(view: CaseView, author: Author) -> tuple[list[Statement], list[FactKey]]:
    """The first dated symptom, unless the illness was known before it: then its diagnosis."""
    known = [f for f in view.main_illness() if f.date is not None and f.certainty == "affirmed"]
    tumours = [fact for fact in known if view.illness.is_malignant(fact)]
    first = min(tumours or known, key=lambda fact: str(fact.date), default=None)
    symptom = min(
        (
            f
            for f in [*view.symptoms("affirmed"), *view.symptoms("historical")]
            if f.date is not None and (first is None or str(f.date) <= str(first.date))
        ),
        key=lambda fact: str(fact.date),
        default=None,
    )
    if symptom is not None and symptom.date is not None:
        duration = duration_zh(symptom.date, author.as_of)
        if duration:
            named = view.words.name(symptom.replaced(certainty="affirmed"))
            text = author.frames.fill(
                "present.onset",
                duration=_told(duration),
                date=prose_date(symptom.date),
                symptom=named.zh,
            )
            return [author.write(SECTION, text, [symptom], [named])], [symptom.fact_key]
    if first is None:
        return [], []
    same = next((g for g in view.grouped(view.main_illness()) if first in g), [first])
    told = [first, *(fact for fact in same if fact is not first)]
    return [_diagnosed(author, told, part="onset")], [fact.fact_key for fact in told]


def _told(duration: str) -> str:
    """'8个月' in running text, where '8月' would be August."""
    return duration.replace("月", "个月")


def _symptoms(view: CaseView, author: Author, shown: set[FactKey]) -> list[Statement]:
    """Symptoms that are there: dated ones each with its date, the others in one sentence."""
    facts = [f for f in view.symptoms("affirmed") if f.fact_key not in shown]
    groups = view.grouped(facts)
    result: list[Statement] = []
    for group in groups:
        date = group[0].date
        if date is not None:
            named = view.words.name(group[0])
            text = author.frames.fill("present.since", date=prose_date(date), symptom=named.zh)
            result.append(author.write(SECTION, text, group, [named]))
    undated = [group for group in groups if group[0].date is None]
    if undated:
        result.append(_list(author, "present.symptoms", undated, view))
    return result


def _denied(view: CaseView, author: Author, shown: set[FactKey]) -> list[Statement]:
    """Symptoms that the records say are absent."""
    groups = view.grouped(f for f in view.symptoms("negated") if f.fact_key not in shown)
    if not groups:
        return []
    stated = [[fact.replaced(certainty="affirmed") for fact in group] for group in groups]
    return [_list(author, "present.denied", groups, view, stated)]


def _list(
    author: Author,
    frame: str,
    groups: Sequence[Sequence[Fact]],
    view: CaseView,
    named_as: Sequence[Sequence[Fact]] | None = None,
) -> Statement:
    wordings = [view.words.name(group[0]) for group in (named_as or groups)]
    names = author.frames.text("join.list").join(dict.fromkeys(w.zh for w in wordings))
    facts = [fact for group in groups for fact in group]
    return author.write(
        SECTION, author.frames.fill(frame, symptoms=names), facts, wordings, part=frame[-6:]
    )


def _general(view: CaseView, author: Author) -> tuple[list[Statement], list[FactKey]]:
    """精神、睡眠、食欲、大小便、体重, as far as the records speak of them."""
    words = view.illness
    parts: list[str] = []
    facts: list[Fact] = []
    wordings: list[Wording] = []
    for key, about in (
        ("spirit", words.spirit_words), ("sleep", words.sleep_words),
        ("appetite", words.appetite_words), ("excretion", words.excretion_words),
        ("weight", words.weight_words),
    ):  # fmt: skip
        groups = view.grouped(view.symptoms_about(about))
        if not groups:
            continue
        named = [view.words.name(group[0]) for group in groups]
        text = author.frames.text("join.list").join(n.zh for n in named)
        says_it = text.removeprefix("无").startswith(_OWN_NAMES.get(key, "\0"))
        parts.append(
            author.frames.fill("present.plain" if says_it else f"present.{key}", text=text)
        )
        facts.extend(fact for group in groups for fact in group)
        wordings.extend(named)
    if not facts:
        return [], []
    text = author.frames.fill("present.general", parts="，".join(parts))
    keys = [fact.fact_key for fact in facts]
    return [author.write(SECTION, text, facts, wordings, part="general")], keys


def _companions(view: CaseView, author: Author) -> list[Statement]:
    """Other diseases still there, with the year they were known from."""
    groups = view.grouped(view.companions())
    if not groups:
        return []
    wordings = [view.words.name(group[0]) for group in groups]
    names = [
        f"{wording.zh}({prose_date(group[0].date)}起)" if group[0].date else wording.zh
        for wording, group in zip(wordings, groups, strict=True)
    ]
    text = author.frames.fill(
        "present.other", diseases=author.frames.text("join.list").join(dict.fromkeys(names))
    )
    facts = [fact for group in groups for fact in group]
    return [author.write(SECTION, text, facts, wordings, part="other")]


def course(view: CaseView, author: Author, told: Sequence[FactKey] = ()) -> list[Statement]:
    """诊治经过: every dated event in time order, then what has no date; what was `told` as the
    onset is not told again."""
    decided = _decided(view, author, told)
    events = sorted(
        [*_examined(view, author), *decided, *_treated(view, author)],
        key=lambda event: (event[0], event[1]),
    )
    return [statement for _, _, statement in events]


_Event = tuple[str, int, Statement]
"""Date to sort by, rank within the day, what happened."""


def _examined(view: CaseView, author: Author) -> Iterable[_Event]:
    for study in reported_studies(view):
        for statement in _study(view, author, study):
            yield str(study.date or _LAST), 0, statement
    for group in _pathology(view):
        yield _sorting(group), 1, _pathology_sentence(author, group)


def _decided(view: CaseView, author: Author, told: Sequence[FactKey]) -> Iterable[_Event]:
    for group in view.grouped(view.main_illness()):
        if any(fact.fact_key in told for fact in group):
            continue
        if group[0].date is not None and group[0].certainty == "affirmed":
            yield _sorting(group), 2, _diagnosed(author, group)
    for group in view.grouped(view.events()):
        if group[0].date is not None:
            yield _sorting(group), 2, _happened(author, group)
    for group in _stages(view):
        yield _sorting(group), 3, _stage_sentence(author, group)


def _treated(view: CaseView, author: Author) -> Iterable[_Event]:
    regimens = view.regimens()
    for group in view.procedures(view.treatments_of_illness()):
        if group[0] not in regimens:
            yield _sorting(group), 4, _operation(view, author, group)
    for group in [*regimen_groups(view), *agent_groups(view)]:
        yield _sorting(group), 5, regimen_sentence(author, group)


def _sorting(group: Sequence[Fact]) -> str:
    return str(group[0].date or group[0].end_date or _LAST)


def _study(view: CaseView, author: Author, study: Study) -> Iterable[Statement]:
    name = study_name(view, study)
    place = f"于“{study.institution}”" if study.institution else ""
    findings, wordings = study_findings(view, author, study)
    if not findings:
        if study.date is None:
            return
        text = author.frames.fill(
            "present.study_only", date=prose_date(study.date), place=place, study=name
        )
    elif study.date is None:
        text = author.frames.fill("present.imaging_undated", study=name, findings=findings)
    else:
        text = author.frames.fill(
            "present.imaging",
            date=prose_date(study.date),
            place=place,
            study=name,
            findings=findings,
        )
    yield author.write(SECTION, text, study.facts, wordings)


def study_findings(view: CaseView, author: Author, study: Study) -> tuple[str, list[Wording]]:
    """What a study shows, in text order; what has no date of its own stands behind, and says so."""
    dated = told_phrases(view, told_together(study.findings))
    shown = {wording.zh for wording in dated}
    behind = told_phrases(view, told_together(study.undated))
    undated = [w for w in behind if w.zh not in shown]
    text = "；".join(_without_bare(dict.fromkeys(w.zh for w in dated)))
    if undated:
        rest = "；".join(dict.fromkeys(w.zh for w in undated))
        text += author.frames.fill("present.undated_findings", findings=rest)
    return text, [*dated, *undated]


def _without_bare(phrases: Iterable[str]) -> list[str]:
    """Without a bare 肿块 beside one that says where and how big it is."""
    said = list(phrases)
    return [
        one
        for one in said
        if (bare := _SIDE.sub("", one)) not in _BARE
        or not any(bare in other and one != other for other in said)
    ]


def told_phrases(view: CaseView, told: Sequence[Told]) -> list[Wording]:
    """Each finding with what is further said of it, in one phrase."""
    phrases = [told_phrase(view, one) for one in told]
    return [wording for wording in phrases if wording is not None]


def told_phrase(view: CaseView, told: Told) -> Wording | None:
    """A finding and behind it what it may be; an uptake in brackets."""
    words = [view.words.phrase(fact) for fact in told.facts]
    said = [w for w in words if w is not None and w.zh]
    if not said:
        return None
    text = said[0].zh
    for wording in said[1:]:
        text += f"({wording.zh})" if wording.zh.startswith("SUV") else f"，{wording.zh}"
    return Wording(
        zh=text,
        original="; ".join(w.original for w in said if w.original),
        marks=tuple(dict.fromkeys(mark for w in said for mark in w.marks)),
        reason=next((w.reason for w in said if w.reason), ""),
        open_terms=tuple(dict.fromkeys(term for w in said for term in w.open_terms)),
    )


def study_name(view: CaseView, study: Study) -> str:
    """The study's Chinese name: its procedure's where that says more than its kind, else its
    kind's."""
    short = view.illness.generic_studies
    for fact in study.named:
        if view.words.term(fact) is not None and fact.concept not in short:
            return view.words.name(fact).zh
    modality = view.words.lexicon.find("modality", study.method) if study.method else None
    if modality is not None:
        return modality.zh
    named = [short.get(fact.concept) or view.words.name(fact).zh for fact in study.named]
    return next(iter(named), study.method) or view.illness.unknown_study


def _diagnosed(author: Author, group: Sequence[Fact], part: str = "") -> Statement:
    named = author.words.name(group[0])
    date = group[0].date
    text = author.frames.fill(
        "present.diagnosis", date=prose_date(date) if date else "", disease=named.zh
    )
    return author.write(SECTION, text, group, [named], part=part)


def _happened(author: Author, group: Sequence[Fact]) -> Statement:
    named = author.words.name(group[0])
    date = group[0].date
    text = author.frames.fill(
        "present.event", date=prose_date(date) if date else "", event=named.zh
    )
    return author.write(SECTION, text, group, [named])


def _operation(view: CaseView, author: Author, group: Sequence[Fact]) -> Statement:
    named = author.words.name(group[0])
    with_it, drugs = drugs_of(view, author, group)
    name = f"{named.zh}({with_it})" if with_it else named.zh
    first = group[0]
    institution = next((fact.performer for fact in group if fact.performer), "")
    if first.date is None:
        text = author.frames.fill("present.operation_undated", procedure=name)
    else:
        text = author.frames.fill(
            "present.operation",
            date=prose_date(first.date),
            place=f"于“{institution}”" if institution else "",
            procedure=name,
        )
    return author.write(SECTION, text, [*group, *drugs], [named])


def _pathology(view: CaseView) -> list[list[Fact]]:
    """Pathology statements and markers of one day and document together."""
    groups: dict[str, list[Fact]] = {}
    for fact in view.of("Observation", "pathology", "biomarker"):
        if fact.certainty in ("affirmed", "negated", "suspected"):
            groups.setdefault(str(fact.date or ""), []).append(fact)
    return [sorted(group, key=text_order) for group in groups.values()]


def _pathology_sentence(author: Author, group: Sequence[Fact]) -> Statement:
    wordings = [w for w in (author.words.phrase(fact) for fact in group) if w is not None]
    findings = "，".join(said_once(w.zh for w in wordings))
    date = group[0].date
    frame = "present.pathology" if date else "present.pathology_undated"
    slots = {"date": prose_date(date)} if date else {}
    return author.write(
        SECTION, author.frames.fill(frame, findings=findings, **slots), group, wordings
    )


def _stages(view: CaseView) -> list[list[Fact]]:
    groups: dict[str, list[Fact]] = {}
    for fact in view.tumour_stages():
        groups.setdefault(str(fact.date or ""), []).append(fact)
    return list(groups.values())


def _stage_sentence(author: Author, group: Sequence[Fact]) -> Statement:
    wordings = [w for w in (author.words.phrase(fact) for fact in group) if w is not None]
    stages = "；".join(dict.fromkeys(w.zh for w in wordings if w.zh))
    text = author.frames.fill("present.stage", stages=stages)
    return author.write(SECTION, text, group, wordings)
