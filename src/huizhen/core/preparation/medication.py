"""Which drugs are current: those of the newest dated complete list and what is said after it;
drugs that only older lists have are a question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from huizhen.core.records.dates import PartialDate
from huizhen.core.records.fact import Fact
from huizhen.core.records.value import Value

_ENDED = ("completed", "stopped", "not-taken", "inactive")
_UNREAD = "ocr_number"
_A_LIST = 2
"""A letter that names one drug lists none; the doses of two drugs or more are a list."""


class Medication(Value):
    """Drugs that the newest list has, and drugs that only older lists have."""

    current: tuple[Fact, ...] = ()
    status_unknown: tuple[Fact, ...] = ()


def current_medication(facts: Iterable[Fact]) -> Medication:
    """Sorted by the newest dated list; ended drugs are in neither, for they are history."""
    open_ended = [
        fact
        for fact in facts
        if fact.type == "MedicationStatement"
        and fact.clinical_status not in _ENDED
        and fact.record_status == "current"
    ]
    newest = _newest_list(open_ended)
    if newest is None:
        return Medication(current=tuple(open_ended))
    return Medication(
        current=tuple(fact for fact in open_ended if _is_since(fact, newest)),
        status_unknown=tuple(fact for fact in open_ended if not _is_since(fact, newest)),
    )


def _is_since(fact: Fact, newest: PartialDate) -> bool:
    return fact.document_date is not None and fact.document_date >= newest


def _newest_list(facts: Sequence[Fact]) -> PartialDate | None:
    """The date of the newest complete list; where no document has one, of the newest document.

    A recognised picture whose figures nobody has confirmed puts no older list out of force.
    """
    listed: dict[tuple[str, PartialDate], int] = defaultdict(int)
    dated: list[PartialDate] = []
    for fact in facts:
        if fact.document_date is None or fact.certainty != "affirmed":
            continue
        dated.append(fact.document_date)
        place = fact.evidence[0]
        if place.kind == "element":
            listed["", fact.document_date] += _A_LIST
        elif place.kind == "span" and fact.dosage is not None and _UNREAD not in fact.doubts:
            listed[place.page_id.partition(":")[0], fact.document_date] += 1
    lists = [date for (_, date), drugs in listed.items() if drugs >= _A_LIST]
    return max(lists or dated, default=None)


def without_narratives(facts: Sequence[Fact]) -> list[Fact]:
    """Plans, without a coded section's own text where its entries are there one by one."""
    entries = [fact for fact in facts if not _is_section(fact)]
    return entries or list(facts)


def _is_section(fact: Fact) -> bool:
    places = [place.path for place in fact.evidence if place.kind == "element"]
    return bool(places) and all(path.rsplit("/", 1)[-1].startswith("section[") for path in places)
