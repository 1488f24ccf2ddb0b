"""据资料计算的评分: each score with every input that went into it, or what it lacks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from huizhen.core.content import Pack
from huizhen.core.language.terms import normalised
from huizhen.core.language.unit_spelling import latin_unit
from huizhen.core.preparation.author import Author
from huizhen.core.preparation.frames import Frames
from huizhen.core.preparation.paper import Column, Row, Table
from huizhen.core.preparation.record.illness import says
from huizhen.core.preparation.record.view import CaseView
from huizhen.core.preparation.scoring.candidates import candidates
from huizhen.core.preparation.scoring.choosing import Bound, Problem, Scored, scored
from huizhen.core.preparation.scoring.rules import ScoreUse, ScoringRules, scoring_rules
from huizhen.core.preparation.statement import Statement
from huizhen.core.records.fact import Fact
from huizhen.core.records.identity import Identity
from huizhen.core.scores.registry import score_named
from huizhen.core.scores.result import Computed, InputUsed, shown_value

SECTION = "scores"
_COLUMNS = (("name", 1.6), ("value", 1.6), ("inputs", 3.6), ("note", 2.4))
_LATIN = re.compile(r"[A-Za-z][A-Za-z _-]+")
_YES_NO = {"yes": "是", "no": "否"}
_SEX = {
    "female": {"yes": "female", "no": "male"},
    "male": {"yes": "male", "no": "female"},
}
_LONG = re.compile(r"\d+\.\d{3,}")
"""Figures of a conversion with more places than anybody measures."""


def scores_table(
    view: CaseView, author: Author, specialty_id: str, patient: Identity, pack: Pack
) -> Table:
    """The specialty's scores that apply to the case: computed ones first, then those that have at
    least half of their inputs, with what they lack. Age is that at `author.as_of`."""
    rules = scoring_rules(pack)
    frames = author.frames
    results = list(scores_of_case(view, author, specialty_id, patient, rules))
    results.sort(key=lambda one: not isinstance(one.result, Computed))
    return Table(
        title=frames.text("scores.title"),
        columns=tuple(
            Column(title=frames.text(f"scores.{key}"), share=share) for key, share in _COLUMNS
        ),
        rows=tuple(_row(author, rules, one) for one in results),
        empty=frames.text("scores.none"),
    )


def scores_of_case(
    view: CaseView, author: Author, specialty_id: str, patient: Identity, rules: ScoringRules
) -> Iterable[Scored]:
    """Results of the scores that apply and are known well enough to be told of."""
    bounds = _bounds(view, specialty_id, rules)
    for use in rules.scores:
        if specialty_id not in use.specialties or not _applies(view, use, rules):
            continue
        sources = {name: rules.inputs[key] for name, key in use.inputs.items()}
        offered = {
            name: candidates(source, view, patient, author.as_of)
            for name, source in sources.items()
        }
        bound = {name: bounds.get(source.limit, Bound()) for name, source in sources.items()}
        one = scored(score_named(use.score), offered, bound, author.as_of)
        if isinstance(one.result, Computed) or _is_half_known(one):
            yield one


def _bounds(view: CaseView, specialty_id: str, rules: ScoringRules) -> dict[str, Bound]:
    """How old values may be; images have to be newer than the last treatment of the illness."""
    done = [f for f in view.treatments_of_illness() if not says(f, rules.no_event_words)]
    days = [fact.end_date or fact.date for fact in (*done, *view.regimens())]
    last = max((day for day in days if day is not None), key=str, default=None)
    return {
        key: Bound(by_specialty.get(specialty_id), last if key in rules.after_treatment else None)
        for key, by_specialty in rules.limits.items()
    }


def _applies(view: CaseView, use: ScoreUse, rules: ScoringRules) -> bool:
    if not use.when:
        return True
    condition = rules.conditions[use.when]
    words = [normalised(word) for word in condition.words]
    excluded = [normalised(word) for word in condition.excluded_words]

    def is_it(fact: Fact) -> bool:
        return says(fact, words) and not says(fact, excluded)

    return any(is_it(fact) for fact in view.diagnoses())


def _is_half_known(one: Scored) -> bool:
    """Whether at least half of what the score must have is there, beyond age and sex alone."""
    grouped = {name for group in one.score.one_of for name in group}
    needed = [{spec.name} for spec in one.score.inputs if spec.is_required]
    needed = [names for names in needed if not names & grouped]
    needed += [set(group) for group in one.score.one_of]
    present = [names for names in needed if names & set(one.used)]
    from_facts = [
        names for names in needed if any(one.used[n].facts for n in names & set(one.used))
    ]
    return bool(from_facts) and 2 * len(present) >= len(needed)


def _row(author: Author, rules: ScoringRules, one: Scored) -> Row:
    frames = author.frames
    facts = one.facts
    name = author.fixed(SECTION, one.score.id, one.score.title.zh)
    if isinstance(one.result, Computed):
        value = author.write(SECTION, _value(one.result, rules), facts, part=one.score.id)
    else:
        value = author.fixed(SECTION, f"{one.score.id}v", frames.text("scores.not_computable"))
    inputs = frames.text("scores.join").join(
        _input(frames, one, used) for used in one.result.inputs
    )
    part = f"{one.score.id}i"
    told = author.write(SECTION, inputs, facts, part=part) if facts else None
    note = frames.text("scores.join").join(_notes(frames, one))
    noted = _with_kept_out(one)
    said = author.write(SECTION, note, noted, part=f"{one.score.id}n") if note and noted else None
    return Row(
        cells=(
            name,
            value,
            told or author.fixed(SECTION, part, inputs),
            _beside(said) if said else author.fixed(SECTION, f"{one.score.id}n", note),
        )
    )


def _with_kept_out(one: Scored) -> tuple[Fact, ...]:
    """The facts of a result and those that were kept out of it: the note tells of both."""
    kept_out = (fact for problem in one.problems for fact in problem.candidate.facts)
    return tuple(dict.fromkeys((*one.facts, *kept_out)))


def _beside(statement: Statement) -> Statement:
    """A cell beside the one that carries the marks."""
    return statement.replaced(marks=(), reason="", references=())


def _value(result: Computed, rules: ScoringRules) -> str:
    """'总分 6；A级' and what it means; a class that only has a code is told by its meaning."""
    said = [
        f"{rules.words.get(key, key)} {_YES_NO.get(shown_value(value), shown_value(value))}".strip()
        for key, value in result.values.items()
        if result.band is None or key in rules.words or not _LATIN.fullmatch(shown_value(value))
    ]
    if result.band is not None:
        said.append(result.band.zh)
    return "；".join(said)


def _shorter(figure: re.Match[str]) -> str:
    """A converted figure as it would be printed: three digits, at least one place."""
    number = Decimal(figure[0])
    places = max(1, 2 - max(0, number.adjusted()))
    return f"{number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP):f}"


def _input(frames: Frames, one: Scored, used: InputUsed) -> str:
    """'总胆红素 17.1 µmol/L(原 1.0 mg/dL) [2026-05-11]'."""
    if used.name in _SEX:
        return frames.text(f"particulars.{_SEX[used.name][used.value]}")
    spec = one.score.input_named(used.name)
    choices = {choice.value: choice.zh for choice in spec.choices} if spec else {}
    shown = choices.get(used.value, used.value)
    if spec is not None and spec.kind == "bool":
        shown = _YES_NO[used.value]
    shown = one.used[used.name].shown or f"{shown} {used.unit_zh}"
    text = f"{used.label.zh} {_LONG.sub(_shorter, shown)}".strip()
    if used.given and latin_unit(used.given) != shown:
        text += frames.fill("scores.given", given=used.given)
    is_dated = used.date is not None and one.used[used.name].facts
    return f"{text} [{used.date}]" if is_dated else text


def _notes(frames: Frames, one: Scored) -> Sequence[str]:
    """What it lacks, what was kept out and why, what to bear in mind."""
    said: list[str] = []
    kept_out = {problem.input.name for problem in one.problems}
    said.extend(_problem(frames, problem) for problem in one.problems)
    if isinstance(one.result, Computed):
        said.extend(note.zh for note in one.result.notes)
    else:
        said.extend(reason.zh for reason in one.result.reasons)
        said.extend(
            frames.text("scores.no_sex") if set(m.names) & set(_SEX) else m.text.zh
            for m in one.result.missing
            if not kept_out & set(m.names)
        )
    if any(candidate.note == "no_edition" for candidate in one.used.values()):
        said.append(frames.text("scores.no_edition"))
    if one.result.needs_clinician_review is not None:
        said.append(frames.text("scores.review"))
    return list(dict.fromkeys(said))


def _problem(frames: Frames, problem: Problem) -> str:
    return frames.fill(
        f"scores.{problem.code}",
        name=problem.input.zh,
        value=f"{problem.candidate.given.comparator or ''}{problem.candidate.given.value}",
        date=str(problem.candidate.date or ""),
        days=str(problem.days),
    )
