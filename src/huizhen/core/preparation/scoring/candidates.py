"""What the facts of a case offer for one input of a score, the newest first."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from huizhen.core.language.notation.dates import completed_months
from huizhen.core.language.terms import normalised
from huizhen.core.preparation.record.illness import says
from huizhen.core.preparation.record.view import CaseView
from huizhen.core.preparation.scoring.rules import Reads, Source
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.fact import Fact
from huizhen.core.records.identity import Identity
from huizhen.core.scores.given import ScoreInput

_NUMBER = re.compile(r"^[+-]?\d+(?:\.\d+)?$")
_UPPER = re.compile(r"(?:[-–—]|≤|<=?|bis|до|to)\s*(\d+(?:\.\d+)?)\D*$")
_LENGTHS = re.compile(r"\d+(?:\.\d+)?")
_SURE = ("affirmed", "negated")
_MONTHS = 12


class Candidate(NamedTuple):
    """A value for an input with the facts that it rests on."""

    given: ScoreInput
    facts: tuple[Fact, ...]
    note: str = ""
    """What has to be said of it: '' or 'no_edition'."""
    shown: str = ""
    """What the report says, where the input is computed from it: '491/220 U/L'."""

    @property
    def date(self) -> PartialDate | None:
        """The day of the value."""
        return self.given.date


def candidates(
    source: Source, view: CaseView, patient: Identity, as_of: PartialDate
) -> list[Candidate]:
    """All that the facts offer; a fact in doubt about its number or date is never offered."""
    if source.kind == "age":
        return _age(patient, as_of)
    if source.kind in ("female", "male"):
        if patient.sex not in ("female", "male"):
            return []
        return [Candidate(ScoreInput(value=patient.sex == source.kind), ())]
    facts = [fact for fact in view.facts if _is_meant(source, fact)]
    facts.sort(key=lambda f: (str(f.date or ""), f.time, f.unit is not None), reverse=True)
    if source.kind == "largest":
        return _largest(facts)
    if source.kind == "read":
        offered = [_read(source, fact) for fact in facts]
    else:
        offered = [_TAKERS[source.kind](fact) for fact in facts]
    return [one for one in offered if one is not None]


def _age(patient: Identity, as_of: PartialDate) -> list[Candidate]:
    birth = patient.birth_date
    if birth is None or birth.day is None or as_of.day is None:
        return []
    years = completed_months(birth, as_of) // _MONTHS
    return [Candidate(ScoreInput(value=years, unit="a", date=as_of), ())]


def _is_meant(source: Source, fact: Fact) -> bool:
    if fact.certainty not in _SURE or any(d.startswith(("ambiguous", "ocr")) for d in fact.doubts):
        return False
    if source.categories and fact.category not in source.categories:
        return False
    if source.methods and not any(m.casefold() in fact.method.casefold() for m in source.methods):
        return False
    site = normalised(fact.body_site)
    if source.sites and not any(normalised(part) in site for part in source.sites):
        return False
    if source.excluded and re.search(source.excluded, fact.value or ""):
        return False
    is_named = fact.concept in source.concepts or says(
        fact, [normalised(word) for word in source.words]
    )
    return is_named and not _is_other_edition(source, fact)


def _is_other_edition(source: Source, fact: Fact) -> bool:
    stated = bool(fact.method) and any(char.isdigit() for char in fact.method)
    return bool(source.editions and stated and not re.search(source.editions, fact.method))


def _number(fact: Fact) -> Candidate | None:
    value = (fact.value or "").strip().rstrip("%")
    if not _NUMBER.match(value) or fact.certainty != "affirmed":
        return None
    given = ScoreInput(
        value=value, unit=fact.unit, comparator=fact.comparator, date=fact.date, ref=fact.fact_key
    )
    return Candidate(given, (fact,))


def _upper(fact: Fact) -> Decimal | None:
    """The upper limit of the laboratory's own interval."""
    match = _UPPER.search(fact.interval.replace(",", ".").strip())
    try:
        return Decimal(match[1]) if match else None
    except InvalidOperation:
        return None


def _upper_limit(fact: Fact) -> Candidate | None:
    upper = _upper(fact)
    if upper is None or not fact.unit:
        return None
    given = ScoreInput(value=upper, unit=fact.unit, date=fact.date, ref=fact.fact_key)
    return Candidate(given, (fact,))


def _ratio_to_upper(fact: Fact) -> Candidate | None:
    upper, number = _upper(fact), _number(fact)
    if upper is None or not upper or number is None:
        return None
    ratio = Decimal(str(number.given.value)) / upper
    given = number.given.replaced(value=ratio, unit="1")
    shown = f"{fact.comparator or ''}{fact.value}/{upper} {fact.unit or ''}".strip()
    return Candidate(given, (fact,), shown=shown)


def _above_upper(fact: Fact) -> Candidate | None:
    upper, number = _upper(fact), _number(fact)
    if upper is None or number is None or fact.comparator:
        return None
    is_above = Decimal(str(number.given.value)) > upper
    return Candidate(ScoreInput(value=is_above, date=fact.date, ref=fact.fact_key), (fact,))


def _read(source: Source, fact: Fact) -> Candidate | None:
    for reads in source.reads:
        value = _as_read(reads, fact)
        if value is not None:
            given = ScoreInput(
                value=value, unit=fact.unit or "1", comparator=fact.comparator, date=fact.date,
                ref=fact.fact_key,
            )  # fmt: skip
            given = given if _NUMBER.match(value) else given.replaced(unit=None, comparator=None)
            is_unsaid = bool(source.editions) and not any(c.isdigit() for c in fact.method)
            return Candidate(given, (fact,), "no_edition" if is_unsaid else "")
    return None


def _as_read(reads: Reads, fact: Fact) -> str | None:
    if fact.certainty != reads.certainty:
        return None
    if not reads.when:
        return reads.value
    match = re.search(reads.when, fact.value or "", re.IGNORECASE)
    if match is None:
        return None
    group = match[1] if match.re.groups and match[1] is not None else ""
    return reads.value.replace("{1}", group)


def _largest(facts: Sequence[Fact]) -> list[Candidate]:
    """The largest diameter of the newest dated study that measures one."""
    measured = [
        fact for fact in facts if fact.certainty == "affirmed" and fact.date and _sizes(fact)
    ]
    newest = [fact for fact in measured if fact.date == measured[0].date]
    if not newest or any(fact.unit != newest[0].unit for fact in newest):
        return []
    fact = max(newest, key=lambda one: max(_sizes(one)))
    given = ScoreInput(value=max(_sizes(fact)), unit=fact.unit, date=fact.date, ref=fact.fact_key)
    return [Candidate(given, (fact,))]


def _sizes(fact: Fact) -> list[Decimal]:
    if not fact.unit or fact.comparator:
        return []
    return [Decimal(one) for one in _LENGTHS.findall(fact.value or "")]


def _count(fact: Fact) -> Candidate | None:
    if not fact.count.isdigit() or fact.certainty != "affirmed":
        return None
    return Candidate(ScoreInput(value=fact.count, date=fact.date, ref=fact.fact_key), (fact,))


_TAKERS: Mapping[str, Callable[[Fact], Candidate | None]] = {
    "number": _number,
    "upper_limit": _upper_limit,
    "ratio_to_upper": _ratio_to_upper,
    "above_upper": _above_upper,
    "count": _count,
}
