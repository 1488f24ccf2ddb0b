"""One line on a whole package: how much is accounted for, in place, and in the dossier."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from huizhen.core.preparation.accounting.account import Account
from huizhen.core.preparation.accounting.left_out import FactAccount
from huizhen.core.preparation.accounting.recomposition import Composition, Recomposed
from huizhen.core.preparation.tracing import Check, TracedStatement
from huizhen.core.records.value import Value


class TraceSummary(Value):
    """What `huizhen trace` says of a package; `is_complete` only when nothing is left open."""

    is_complete: bool
    letters: int
    accounted: int
    reported: int
    """How many runs of text are reported, over all documents."""
    quotes: Mapping[Check, int]
    unsourced: tuple[str, ...] = ()
    """Keys of statements without a place, or with one that says something else."""
    sources_changed: tuple[str, ...] = ()
    """Paths of originals that are missing or no longer the ones that were read."""
    files_changed: tuple[str, ...] = ()
    """Files of the package that are not those of its manifest."""
    facts: FactAccount
    composition: Composition
    recomposed: tuple[Recomposed, ...] = ()


def summary_of(
    accounts: Sequence[Account],
    statements: Sequence[TracedStatement],
    facts: FactAccount,
    composition: Composition,
    recomposed: Sequence[Recomposed] = (),
    sources_changed: Sequence[str] = (),
    files_changed: Sequence[str] = (),
) -> TraceSummary:
    """The summary of everything that was looked at."""
    quotes = Counter(place.check for line in statements for place in line.places)
    unsourced = tuple(dict.fromkeys(line.key for line in statements if not line.is_sourced))
    reported = sum(len(account.reported) for account in accounts)
    is_whole = all(account.accounted == account.letters for account in accounts)
    return TraceSummary(
        is_complete=is_whole
        and not (reported or unsourced or recomposed or sources_changed or files_changed)
        and not (quotes["differs"] or quotes["not_checked"]),
        letters=sum(account.letters for account in accounts),
        accounted=sum(account.accounted for account in accounts),
        reported=reported,
        quotes={check: quotes[check] for check in ("holds", "differs", "not_checked")},
        unsourced=unsourced,
        sources_changed=tuple(sources_changed),
        files_changed=tuple(files_changed),
        facts=facts,
        composition=composition,
        recomposed=tuple(recomposed),
    )
