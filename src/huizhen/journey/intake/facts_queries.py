"""The facts of a case with every decision that people have made so far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID, uuid5

from huizhen.core.preparation.desk_files import DeskPage
from huizhen.core.records.decisions import ChangedFact, Decided, Decision, replayed, seen_of
from huizhen.core.records.evidence import PersonEntry
from huizhen.core.records.fact import Fact
from huizhen.core.records.merge import Contradiction, MergedFacts
from huizhen.core.records.value import content_hash
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.held import HeldCase
from huizhen.ground.cases.models import Case
from huizhen.ground.records.inventory_rows import source_paths
from huizhen.ground.records.models import FactDecision, PackageVersion
from huizhen.ground.records.queries import (
    changed_of,
    contradictions_of,
    current_version,
    decided_in,
    desk_pages_of,
    facts_of,
    inventory_of,
)


@dataclass(frozen=True)
class FactView:
    """The facts of one version as they stand after all decisions."""

    version: PackageVersion
    facts: tuple[Fact, ...]
    changed: tuple[ChangedFact, ...]
    contradictory: frozenset[str]
    not_composed: int
    """Decisions that the version does not hold yet."""

    def address_of(self, fact: Fact) -> UUID:
        """By which a page names the fact: it tells nothing of it."""
        return fact_address(self.version, fact)

    def find(self, address: UUID) -> Fact | None:
        """The fact of an address."""
        return next((fact for fact in self.facts if self.address_of(fact) == address), None)


def fact_address(version: PackageVersion, fact: Fact) -> UUID:
    """Stable over versions of a case, because its name space is the case's id."""
    places = [getattr(e, "page_id", "") for e in fact.evidence if not isinstance(e, PersonEntry)]
    told = content_hash([fact.fact_key, places, seen_of(fact).model_dump(mode="json")])
    return uuid5(version.case_id, told)


def fact_revision(fact: Fact) -> str:
    """What a page says that it showed: another one means that somebody decided since."""
    entries = [e.model_dump() for e in fact.evidence if isinstance(e, PersonEntry)]
    told = [seen_of(fact).model_dump(mode="json"), fact.status, entries]
    return content_hash(told)[:16]


def fact_view(case: Case) -> FactView | None:
    """The facts of the current version and of what was decided since; None before the first."""
    version = current_version(case)
    if version is None:
        return None
    newer = _decisions_since(case, decided_in(case, version))
    decided = _decided(case, version, newer)
    return FactView(
        version=version,
        facts=decided.merged.facts,
        changed=decided.changed,
        contradictory=frozenset(one.fact_key for one in decided.merged.contradictions),
        not_composed=len(newer),
    )


def _decisions_since(case: Case, held: int) -> tuple[Decision, ...]:
    rows = case_rows(case, FactDecision).order_by("at", "id")[held:]
    return tuple(Decision.model_validate(case.unseal_json(row.sealed)) for row in rows)


def _decided(case: Case, version: PackageVersion, newer: tuple[Decision, ...]) -> Decided:
    """The version's facts, and its changed ones, with the newer decisions over them."""
    merged = MergedFacts(
        facts=tuple(facts_of(case, version)),
        contradictions=_contradictions(case, version),
    )
    changed = tuple(_changed(one) for one in changed_of(case, version))
    if not newer:
        return Decided(merged=merged, changed=changed)
    again = replayed(merged, newer)
    settled = {decision.fact_key for decision in newer}
    left = tuple(one for one in changed if one.decision.fact_key not in settled)
    return Decided(merged=again.merged, changed=(*left, *again.changed))


def _changed(told: dict[str, object]) -> ChangedFact:
    now = told.get("now")
    fields = {k: v for k, v in now.items() if k != "schema"} if isinstance(now, dict) else None
    return ChangedFact.model_validate({"decision": told["decision"], "now": fields})


def _contradictions(case: Case, version: PackageVersion) -> tuple[Contradiction, ...]:
    return tuple(
        Contradiction(
            fact_key=facts[0].fact_key,
            type=facts[0].type,
            label=facts[0].text,
            facts=tuple(facts),
        )
        for facts in contradictions_of(case, version)
        if facts
    )


def unconfirmed_facts(case: Case) -> int | None:
    """How many facts nobody has decided on; None before anything was read."""
    view = fact_view(case)
    if view is None:
        return None
    return sum(fact.status == "proposed" for fact in view.facts)


def paths_of(case: Case, version: PackageVersion) -> dict[str, str]:
    """The path of each source of a version; kept in memory once a process."""
    return _paths(HeldCase(case), version.pk)


@lru_cache(maxsize=32)
def _paths(key: HeldCase, version_id: UUID) -> dict[str, str]:
    version = case_rows(key.case, PackageVersion).get(pk=version_id)
    return source_paths(inventory_of(key.case, version))


def pages_of(
    case: Case, version: PackageVersion, fact: Fact
) -> tuple[tuple[DeskPage, tuple[tuple[int, int], ...], tuple[tuple[float, ...], ...]], ...]:
    """The pages that a fact stands on, with the spans and boxes of its words."""
    pages = desk_pages_of(case, version)
    found: dict[str, tuple[DeskPage, list[tuple[int, int]], list[tuple[float, ...]]]] = {}
    for place in fact.evidence:
        page = pages.get(getattr(place, "page_id", ""))
        if page is None:
            continue
        kept = found.setdefault(page.page_id, (page, [], []))
        start, end = getattr(place, "start", None), getattr(place, "end", None)
        if start is not None and end is not None:
            kept[1].append((start, end))
        kept[2].extend(tuple(box) for box in getattr(place, "boxes", ()))
    return tuple((page, tuple(spans), tuple(boxes)) for page, spans, boxes in found.values())


def by_type_and_date(facts: Iterable[Fact]) -> list[Fact]:
    """In the order of types, the newest of each first, undated ones last."""
    from huizhen.ground.records.wording import FACT_TYPE

    order = {name: place for place, name in enumerate(FACT_TYPE)}
    newest_first = sorted(
        facts, key=lambda fact: str(fact.date or fact.document_date or ""), reverse=True
    )
    return sorted(newest_first, key=lambda fact: order.get(fact.type, len(order)))
