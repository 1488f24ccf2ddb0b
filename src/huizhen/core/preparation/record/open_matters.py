"""What sources say against each other, and dates that can be read in two ways: both sides of each
in one line with both places, whether or not a section of the record takes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from itertools import combinations

from huizhen.core.extraction.open_dates import CATEGORY as OPEN_DATE
from huizhen.core.language.notation.dates import prose_date
from huizhen.core.preparation.author import Author
from huizhen.core.preparation.record.conflicts import (
    opposed_levels,
    opposed_sides,
    said_and_denied,
)
from huizhen.core.preparation.record.view import CaseView, document_of
from huizhen.core.preparation.statement import Statement
from huizhen.core.preparation.wording import Wording
from huizhen.core.records.dates import parse_partial_date
from huizhen.core.records.fact import Fact, FactKey
from huizhen.core.records.merge import Contradiction

SECTION = "open_matters"


def open_matters(
    view: CaseView, author: Author, contradictions: Sequence[Contradiction]
) -> list[Statement]:
    """One statement a matter: what the merging found, then results, sides, levels, dates."""
    matters = [
        *_contradicting(view, author, contradictions),
        *_pairs(author, said_and_denied(view), "contradiction"),
        *_differing_results(view, author, {one.fact_key for one in contradictions}),
        *_pairs(author, _differing_markers(view), "contradiction"),
        *_pairs(author, opposed_sides(view), "side_differs"),
        *_pairs(author, opposed_levels(view), "level_differs"),
        *_open_dates(view, author),
    ]
    return list({statement.text: statement for statement in matters}.values())


def _contradicting(
    view: CaseView, author: Author, contradictions: Sequence[Contradiction]
) -> Iterable[Statement]:
    """Facts of one key that say different things, where their words tell how."""
    for contradiction in contradictions:
        keys = {contradiction.fact_key}
        facts = [fact for fact in view.facts if fact.fact_key in keys]
        wordings = [author.words.word(fact) for fact in facts]
        if len({wording.zh for wording in wordings}) > 1:
            yield _told(author, facts, wordings, "contradiction")


def _told(
    author: Author, facts: Sequence[Fact], wordings: Sequence[Wording], reason: str
) -> Statement:
    said = author.frames.text("doubts.between").join(dict.fromkeys(w.zh for w in wordings))
    return author.write(SECTION, said, facts, wordings, reason, part=reason)


def _differing_results(view: CaseView, author: Author, told: set[FactKey]) -> Iterable[Statement]:
    """Results of one analyte and day that two documents give differently; those of one key are
    told as the merging found them."""
    groups: dict[tuple[str, str], list[Fact]] = {}
    for fact in view.of("Observation", "laboratory"):
        if fact.value is not None and fact.date is not None and fact.certainty == "affirmed":
            name = fact.concept or author.words.analyte(fact).zh
            groups.setdefault((name, str(fact.date)), []).append(fact)
    for (_, date), facts in groups.items():
        differing = told_differently(author, facts)
        if not differing or {fact.fact_key for fact in differing} <= told:
            continue
        analyte = author.words.analyte(differing[0])
        shown = (f"{author.words.measure(f).text}{author.words.flag(f)}" for f in differing)
        text = author.frames.fill(
            "doubts.differing",
            what=analyte.zh,
            date=date,
            values=author.frames.text("doubts.between").join(dict.fromkeys(shown)),
        )
        yield author.write(SECTION, text, differing, [analyte], "values_differ", part="values")


def _differing_markers(view: CaseView) -> list[list[Fact]]:
    """Shares of one marker that two documents give differently, of one day or one without a day:
    two readings of one specimen, until somebody says that there were two."""
    groups: dict[str, list[Fact]] = {}
    for fact in view.of("Observation", "biomarker"):
        if fact.certainty == "affirmed" and "%" in (fact.value or ""):
            groups.setdefault(fact.concept or fact.text, []).append(fact)
    found = []
    for facts in groups.values():
        days = {str(fact.date) for fact in facts if fact.date}
        differs = len({fact.value for fact in facts}) > 1
        is_apart = not frozenset.intersection(*(document_of(fact) for fact in facts))
        if differs and is_apart and len(days) < len(facts) and len(days) <= 1:
            found.append(facts)
    return found


def told_differently(author: Author, facts: Sequence[Fact]) -> list[Fact]:
    """Results of one analyte and day that differ from one of another document; of two drawn at
    two times each may be right."""
    found: dict[int, Fact] = {}
    for one, other in combinations(facts, 2):
        is_apart = not (document_of(one) & document_of(other))
        is_two_samples = bool(one.time and other.time and one.time != other.time)
        if is_apart and not is_two_samples and not _agree(author, one, other):
            found[id(one)] = one
            found[id(other)] = other
    return list(found.values())


def _agree(author: Author, one: Fact, other: Fact) -> bool:
    """Whether two results are one within what the coarser of them says."""
    mine, theirs = author.words.measure(one), author.words.measure(other)
    if mine.unit != theirs.unit:  # that a unit is missing is a doubt of its own
        return True
    try:
        numbers = sorted((Decimal(mine.value), Decimal(theirs.value)), key=_places)
    except InvalidOperation:
        return mine.value == theirs.value
    coarse, fine = numbers
    return abs(coarse - fine) <= Decimal(1).scaleb(-_places(coarse)) / 2


def _places(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def _pairs(author: Author, groups: Iterable[Sequence[Fact]], reason: str) -> Iterable[Statement]:
    for facts in groups:
        wordings = [author.words.word(fact) for fact in facts]
        if len({wording.zh for wording in wordings}) > 1:
            yield _told(author, facts, wordings, reason)


def _open_dates(view: CaseView, author: Author) -> Iterable[Statement]:
    """Each date with its two readings, the sentence that it stands in as its original words.

    The readings are told without their year, so that neither can be taken for the date itself.
    """
    for fact in view.of("DocumentReference", OPEN_DATE):
        first, second = (_month_and_day(one) for one in (fact.value or "").split(" / "))
        text = author.frames.fill("doubts.open_date", written=fact.text, first=first, second=second)
        quote = next((e.quote for e in fact.evidence if e.kind == "span"), "")
        original = Wording(zh=text, original=" ".join(quote.split()))
        yield author.write(SECTION, text, [fact], [original], part="date")


def _month_and_day(written: str) -> str:
    date = parse_partial_date(written)
    return prose_date(date).partition("年")[2] if date else written
