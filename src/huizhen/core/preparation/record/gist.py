"""What a sentence of advice names, in Chinese, clause by clause with its condition."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from huizhen.core.preparation.author import Author
from huizhen.core.preparation.record.advice import (
    AdviceWords,
    Clause,
    clauses_of,
    conditioned,
    is_alternative,
    time_of,
)
from huizhen.core.preparation.record.view import CaseView
from huizhen.core.preparation.statement import UNTRANSLATED_MARK
from huizhen.core.preparation.wording import Wording
from huizhen.core.records.evidence import PageSpan
from huizhen.core.records.fact import Fact
from huizhen.core.records.value import Value

_WORD = re.compile(r"[^\s,;:.()]+")
_WIDEST = 3
"""Words beside a name that may belong to it: 'Anti-CD19 | CAR-T | treatment'."""
_SIDED = re.compile(
    r"\b(?:left|right|bilateral|both|links|rechts|linke|rechte|beid|izquierd|derech|gauche|droit|"
    r"лев|прав|двусторон)|[左右双]",
    re.IGNORECASE,
)
"""Words of a side: one that another sentence gives is not of this one."""
_RADIATION = ("放疗", "放射治疗", "放化疗")
_DOSE = re.compile(r"(?P<gray>\d{1,3}(?:[.,]\d+)?)\s?(?:Gy|Гр)\b")
_FRACTIONS = re.compile(
    r"\b(?:in|en|за|/)\s?(?P<count>\d{1,2})\s?(?:fractions|Fraktionen|fracciones|фракци\w*)",
    re.IGNORECASE,
)
_CHEMOTHERAPY = "Chemotherapy"
_WITH = re.compile(r"\s+(?:with|mit|con|avec|par|по схеме|using|consisting of)\s+", re.IGNORECASE)
_UNNAMED = "Surgery"
_BARE_WORDS = ("surgery", "operation", "operación", "cirugía", "chirurgie", "opération",
               "операция", "операции")  # fmt: skip
_NUMBER = re.compile(r"\d+")
_LEVEL = re.compile(
    r"(?:\b(?:at|on|of|auf|на|en|au niveau de)|(?<=plasty)|(?<=ctomy)|(?<=fusion))\s+"
    r"(?P<level>(?:(?:Th|T|C|L)\d{1,2}|S1)"
    r"(?:\s?[/–-]\s?(?:(?:Th|[CTLS])?\d{1,2}))?)\b"
)
"""A vertebral level; S5 is a segment of the liver."""
_CYCLES = re.compile(r"\b(\d{1,2})\s+(?:more\s+|further\s+|weitere\s+)?"
                     r"(?:cycles|Zyklen|ciclos|cycles|цикл\w*)", re.IGNORECASE)  # fmt: skip


class Named(Value):
    """A procedure or drug within a sentence."""

    start: int
    fact: Fact
    """With the sentence's own words as its text: elsewhere it may be told otherwise."""
    source: Fact


class Gist(Value):
    """What a sentence says; `told` is empty where it names nothing that is known."""

    told: tuple[Wording, ...] = ()
    named: tuple[Fact, ...] = ()

    @property
    def text(self) -> str:
        """The clauses in one line."""
        return "；".join(dict.fromkeys(wording.zh for wording in self.told))


def gist_of(
    view: CaseView,
    author: Author,
    plan: Fact,
    words: AdviceWords,
    facts: Iterable[Fact] = (),
    *,
    is_short: bool = False,
) -> Gist:
    """The gist of a plan; `facts` are those that may stand in it. Nothing is concluded. Short,
    a condition in foreign words is only pointed at."""
    named = _named_in(view, plan, facts or view.facts)
    told: list[Wording] = []
    for clause in clauses_of(plan.text, words):
        told.extend(_clause(author, plan.text, clause, named, words, is_short=is_short))
    return Gist(told=tuple(told), named=tuple(one.source for one in named))


def _named_in(view: CaseView, plan: Fact, facts: Iterable[Fact]) -> list[Named]:
    """Procedures and drugs that the sentence names, each with its place in the sentence; a part of
    another's words (a drug of a regimen) is not said again."""
    found: dict[tuple[int, int], tuple[Fact, str]] = {}
    for fact in facts:
        is_advised = fact.certainty in ("hypothetical", "negated")
        if fact.type not in ("Procedure", "MedicationStatement") or not is_advised:
            continue
        for start, end, quote in _spans_within(fact, plan):
            found.setdefault((start, end), (fact, quote))
    whole = {
        span: said
        for span, said in found.items()
        if not any(s <= span[0] and span[1] <= e and (s, e) != span for s, e in found)
    }
    named = [
        Named(start=start, fact=_as_said(view, plan.text, (start, end), fact, quote), source=fact)
        for (start, end), (fact, quote) in whole.items()
    ]
    return sorted(named, key=lambda one: one.start)


def _spans_within(fact: Fact, plan: Fact) -> Iterable[tuple[int, int, str]]:
    """Where in the plan's text a fact stands, and the words there."""
    own = [e for e in plan.evidence if isinstance(e, PageSpan)]
    for place in fact.evidence:
        if not isinstance(place, PageSpan):
            continue
        for outer in own:
            is_inside = outer.start <= place.start and place.end <= outer.end
            if outer.page_id == place.page_id and is_inside:
                # the text of a fact has its blanks evened out, the page has not
                before = " ".join(outer.quote[: place.start - outer.start].split())
                start = len(before) + (1 if before else 0)
                quote = " ".join(place.quote.split())
                yield start, start + len(quote), quote


def _as_said(view: CaseView, sentence: str, span: tuple[int, int], fact: Fact, quoted: str) -> Fact:
    """The fact by the words of this sentence: by the widest of them that a row has, else by those
    that it was found by. One fact stands in several sentences, and is a CT of the chest in one."""
    if fact.type != "Procedure":
        return fact
    if fact.side and not _SIDED.search(sentence):
        fact = fact.replaced(side=None)
    start, end = span
    words = list(_WORD.finditer(sentence))
    inside = [i for i, word in enumerate(words) if word.start() < end and word.end() > start]
    if not inside:
        return fact
    first, last = inside[0], inside[-1]
    reach = [
        (i, j)
        for i in range(max(0, first - _WIDEST), first + 1)
        for j in range(last, min(len(words), last + _WIDEST + 1))
    ]
    for i, j in sorted(reach, key=lambda pair: pair[0] - pair[1]):
        wide = sentence[words[i].start() : words[j].end()]
        term = view.words.lexicon.find("procedure", wide)
        if term is not None and len(wide) > end - start:
            return fact.replaced(text=wide, concept="", code=None, codings=())
    return fact.replaced(text=quoted)


def _clause(
    author: Author,
    sentence: str,
    clause: Clause,
    named: Sequence[Named],
    words: AdviceWords,
    *,
    is_short: bool,
) -> list[Wording]:
    """The advice of one clause in one text: its items, their alternatives, its condition."""
    inside = [one for one in named if clause.start <= one.start < clause.end]
    told = conditioned(sentence, clause, [one.start for one in inside])
    inside = [one for one in inside if one.start in told.places]
    # 'instead of an anterior operation' says nothing beside the operation that is named
    named_ones = [
        one
        for one in inside
        if not _is_bare(one.fact)
        or one.fact.certainty == "negated"
        or time_of(sentence, one.start, words)
    ]
    inside = named_ones or inside
    if not inside:
        return []
    frames = author.frames
    wordings = [author.words.name(one.fact.replaced(certainty="affirmed")) for one in inside]
    part = sentence[clause.start : clause.end]
    names = [_amounted(author, w.zh, one.fact, part, len(inside))
             for w, one in zip(wordings, inside, strict=True)]  # fmt: skip
    inside, names = _with_drugs(sentence, inside, names)
    text = _items(author, sentence, clause.mode, inside, names, words)
    levels = {found["level"].replace("Th", "T") for found in _LEVEL.finditer(part)}
    if len(levels) == 1 and not any(re.search(r"[CTLS]\d", name) for name in names):
        text += f"({levels.pop()})"
    if clause.known:
        text = frames.fill("opinions.when", condition=clause.known, what=text)
    elif told.condition and is_short:
        text = frames.fill("opinions.conditioned", what=text)
    elif told.condition:
        text = frames.fill("opinions.given", condition=told.condition, what=text)
        marks = (*wordings[0].marks, UNTRANSLATED_MARK)
        wordings[0] = wordings[0].replaced(marks=tuple(dict.fromkeys(marks)))
    return [wording.replaced(zh=text) for wording in wordings]


def _with_drugs(
    sentence: str, inside: Sequence[Named], names: Sequence[str]
) -> tuple[list[Named], list[str]]:
    """'systemic therapy with A and B' is one thing: 全身系统治疗(A联合B)."""
    kept: list[Named] = []
    said: list[str] = []
    for one, name in zip(inside, names, strict=True):
        last = kept[-1] if kept else None
        if last is not None and last.fact.concept == _CHEMOTHERAPY and _is_drug(one.fact):
            gap = sentence[last.start + len(last.fact.text) : one.start]
            if _WITH.fullmatch(gap) and last.fact.certainty == one.fact.certainty:
                said[-1] = f"{said[-1]}({name})"
                continue
        kept.append(one)
        said.append(name)
    return kept, said


def _is_drug(fact: Fact) -> bool:
    return fact.type == "MedicationStatement"


def _is_bare(fact: Fact) -> bool:
    """Whether the words say no more than that there is an operation."""
    return fact.concept == _UNNAMED and fact.text.casefold() in _BARE_WORDS


def _amounted(author: Author, name: str, fact: Fact, clause: str, count: int) -> str:
    """A name with the dose or the cycles that the clause gives: '放射治疗50 Gy/25次'."""
    if name.endswith(_RADIATION):
        dose, fractions = _DOSE.findall(clause), _FRACTIONS.findall(clause)
        if len(dose) == 1:
            times = f"/{fractions[0]}次" if len(fractions) == 1 else ""
            return f"{name}{dose[0].replace(',', '.')} Gy{times}"
    if fact.category == "regimen" or (fact.type == "MedicationStatement" and count == 1):
        said = set(_CYCLES.findall(clause))
        is_said_here = fact.count in _NUMBER.findall(clause)
        cycles = fact.count if is_said_here else said.pop() if len(said) == 1 else ""
        if cycles:
            return f"{name}{author.frames.fill('present.cycles', count=cycles)}"
    return name


def _items(
    author: Author,
    sentence: str,
    mode: str,
    inside: Sequence[Named],
    names: Sequence[str],
    words: AdviceWords,
) -> str:
    """'拟A、B，或C(手术前)': names of one frame together, times behind them."""
    frames = author.frames
    times = [time_of(sentence, one.start, words) for one in inside]
    is_time = [bool(time) and not all(times) and not _is_stop(one.fact)
               for time, one in zip(times, inside, strict=True)]  # fmt: skip
    groups: list[tuple[str, bool, list[str]]] = []
    last = 0
    for one, name, skipped in zip(inside, names, is_time, strict=True):
        if skipped:
            continue
        frame = _frame(one.fact, mode)
        is_other = bool(groups) and is_alternative(sentence, last, one.start, words)
        if groups and groups[-1][0] == frame and not is_other:
            groups[-1][2].append(name)
        else:
            groups.append((frame, is_other, [name]))
        last = one.start
    text = ""
    for frame, is_other, same in groups:
        joint = frames.text("opinions.or" if is_other else "opinions.and") if text else ""
        what = frames.text("join.list").join(dict.fromkeys(same))
        text += joint + frames.fill(frame, what=what)
    for name, time, skipped in zip(names, times, is_time, strict=True):
        if skipped:
            text += frames.fill(f"opinions.{time}", what=name)
    return text


def _is_stop(fact: Fact) -> bool:
    return fact.clinical_status in ("stopped", "on-hold")


def _frame(fact: Fact, mode: str) -> str:
    """Advised, or advised against; in a plan nothing is told as not done."""
    if fact.certainty == "negated":
        return "opinions.against"
    if _is_stop(fact):
        return "opinions.stop"
    is_drug = fact.type == "MedicationStatement" and mode == "advised"
    return "opinions.advised_drug" if is_drug else f"opinions.{mode}"
