"""What has become of a treatment or test: planned, done, under way, stopped, put off, refused.

'Scheduled for lobectomy' reads as well as 'underwent lobectomy', and is another patient.
"""

from __future__ import annotations

from collections.abc import Iterable

from huizhen.core.language.checks.checker import Packs
from huizhen.core.language.checks.exclusive_senses import ExclusiveSenses

_EXCLUDES = (
    ("plan", ("complete", "done", "after", "past", "refused", "cancelled")),
    ("complete", ("stopped", "held", "now", "cancelled", "refused", "pending")),
    ("done", ("before", "refused", "cancelled", "held", "pending", "now")),
    ("after", ("before", "pending")),
    ("now", ("stopped", "past", "cancelled", "held", "refused")),
    ("started", ("stopped", "held", "refused", "cancelled")),
    ("continued", ("stopped", "held", "cancelled")),
    ("refused", ("agreed",)),
    ("pending", ("back",)),
    ("kept", ("removed",)),
    ("over", ("lasting",)),
    ("stopped", ("lasting",)),
)
"""Each with what it cannot be taken for, the other way round as well."""


def build(packs: Packs) -> ExclusiveSenses:
    """The check over the words of the pack."""
    return ExclusiveSenses(packs, "status", "status_words.tsv", _both_ways(_EXCLUDES))


def _both_ways(pairs: Iterable[tuple[str, tuple[str, ...]]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for one, others in pairs:
        for other in others:
            found[one] = (*found.get(one, ()), other)
            found[other] = (*found.get(other, ()), one)
    return found
