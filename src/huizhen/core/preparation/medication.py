"""Which drugs are current: those of the newest dated list; older ones are a question."""

from __future__ import annotations

from collections.abc import Iterable

from huizhen.core.records.fact import Fact
from huizhen.core.records.value import Value

_ENDED = ("completed", "stopped", "not-taken", "inactive")


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
    dated = [fact.document_date for fact in open_ended if fact.document_date is not None]
    if not dated:
        return Medication(current=tuple(open_ended))
    newest = max(dated)
    return Medication(
        current=tuple(fact for fact in open_ended if fact.document_date == newest),
        status_unknown=tuple(fact for fact in open_ended if fact.document_date != newest),
    )
