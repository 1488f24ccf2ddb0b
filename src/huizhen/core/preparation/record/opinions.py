"""当地治疗意见 (F12): who advises what, under what condition; never merged with diagnoses."""

from __future__ import annotations

from collections.abc import Sequence

from huizhen.core.preparation.author import Author
from huizhen.core.preparation.medication import without_narratives
from huizhen.core.preparation.paper import Column, Row, Table
from huizhen.core.preparation.record.advice import (
    AdviceWords,
    Clause,
    clauses_of,
    conditioned,
    is_alternative,
    time_of,
)
from huizhen.core.preparation.record.view import CaseView
from huizhen.core.preparation.statement import UNTRANSLATED_MARK, Statement
from huizhen.core.preparation.wording import Wording
from huizhen.core.records.evidence import PageSpan
from huizhen.core.records.fact import Fact

SECTION = "opinions"
Named = Sequence[tuple[int, Fact]]
"""Facts with the places of their names in a sentence."""
_COLUMNS = (("who", 1.1), ("date", 0.9), ("opinion", 2.4), ("original", 3.6))


def opinions_table(view: CaseView, author: Author, words: AdviceWords) -> Table:
    """One row a sentence of advice, its own words beside it."""
    rows = []
    for fact in without_narratives(view.of("CarePlan")):
        role = author.words.lexicon.find("role", fact.performer) if fact.performer else None
        who = role.zh if role else fact.performer or author.frames.text("opinions.unnamed")
        date = str(fact.date or fact.document_date or "")
        rows.append(
            Row(
                cells=(
                    _beside(author, fact, "who", who),
                    _beside(author, fact, "date", date),
                    _gist(view, author, fact, words),
                    _beside(author, fact, "original", fact.text),
                )
            )
        )
    return Table(
        title=author.frames.text("opinions.title"),
        columns=tuple(
            Column(title=author.frames.text(f"opinions.{key}"), share=share)
            for key, share in _COLUMNS
        ),
        rows=tuple(rows),
        empty=author.frames.text("empty.no_opinion"),
    )


def _beside(author: Author, fact: Fact, part: str, text: str) -> Statement:
    """A cell beside the one that carries the marks."""
    if not text:
        return author.fixed(SECTION, part, "")
    return author.write(SECTION, text, [fact], part=part).replaced(
        marks=(), reason="", references=()
    )


def _gist(view: CaseView, author: Author, plan: Fact, words: AdviceWords) -> Statement:
    """What the sentence names, in Chinese, clause by clause with its condition; nothing is
    concluded."""
    if view.words.term(plan) is not None:
        return author.state(SECTION, plan)
    named = _named_in(view, plan)
    told: list[Wording] = []
    for clause in clauses_of(plan.text, words):
        told.extend(_clause(author, plan.text, clause, named, words))
    if not told:
        return author.untranslated(SECTION, plan, "").replaced(
            about=plan.text, text=author.frames.text("opinions.see_original")
        )
    text = "；".join(dict.fromkeys(w.zh for w in told))
    facts = [plan, *(fact for _, fact in named)]
    return author.write(SECTION, text, facts, told)


def _named_in(view: CaseView, plan: Fact) -> list[tuple[int, Fact]]:
    """Procedures and drugs that the sentence names, each with its place in the sentence; a part of
    another's words (a drug of a regimen) is not said again."""
    found: dict[tuple[int, int], Fact] = {}
    for fact in view.facts:
        is_advised = fact.certainty in ("hypothetical", "negated")
        if fact.type not in ("Procedure", "MedicationStatement") or not is_advised:
            continue
        span = _span_within(fact, plan)
        if span is not None:
            found.setdefault(span, fact)
    whole = [
        (start, fact)
        for (start, end), fact in found.items()
        if not any(s <= start and end <= e and (s, e) != (start, end) for s, e in found)
    ]
    return sorted(whole, key=lambda one: one[0])


def _span_within(fact: Fact, plan: Fact) -> tuple[int, int] | None:
    """Where in the plan's text a fact stands; None where it is not there."""
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
                return start, start + len(" ".join(place.quote.split()))
    return None


def _clause(
    author: Author, sentence: str, clause: Clause, named: Named, words: AdviceWords
) -> list[Wording]:
    """The advice of one clause in one text: its items, their alternatives, its condition."""
    inside = [(start, fact) for start, fact in named if clause.start <= start < clause.end]
    told = conditioned(sentence, clause, [start for start, _ in inside])
    inside = [(start, fact) for start, fact in inside if start in told.places]
    if not inside:
        return []
    frames = author.frames
    wordings = [author.words.name(fact.replaced(certainty="affirmed")) for _, fact in inside]
    names = [wording.zh for wording in wordings]
    times = [time_of(sentence, start, words) for start, _ in inside]
    text = _items(author, sentence, clause.mode, inside, names, times, words)
    if clause.known:
        text = frames.fill("opinions.when", condition=clause.known, what=text)
    elif told.condition:
        text = frames.fill("opinions.given", condition=told.condition, what=text)
        marks = (*wordings[0].marks, UNTRANSLATED_MARK)
        wordings[0] = wordings[0].replaced(marks=tuple(dict.fromkeys(marks)))
    return [wording.replaced(zh=text) for wording in wordings]


def _items(
    author: Author,
    sentence: str,
    mode: str,
    inside: Named,
    names: Sequence[str],
    times: Sequence[str],
    words: AdviceWords,
) -> str:
    """'拟A、B，或C(手术前)': names of one frame together, times behind them."""
    frames = author.frames
    is_time = [bool(time) and not all(times) and not _is_stop(f) for time, (_, f) in
               zip(times, inside, strict=True)]  # fmt: skip
    groups: list[tuple[str, bool, list[str]]] = []
    last = 0
    for (start, fact), name, skipped in zip(inside, names, is_time, strict=True):
        if skipped:
            continue
        frame = _frame(fact, mode)
        is_other = bool(groups) and is_alternative(sentence, last, start, words)
        if groups and groups[-1][0] == frame and not is_other:
            groups[-1][2].append(name)
        else:
            groups.append((frame, is_other, [name]))
        last = start
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
    return "opinions.stop" if _is_stop(fact) else f"opinions.{mode}"
