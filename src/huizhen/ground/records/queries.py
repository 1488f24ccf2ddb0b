"""Reading a version of the package: each file is opened through its case."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

from huizhen.core.preparation.desk_files import HELD, PAGES, RUN, DeskPage, HeldFile
from huizhen.core.preparation.dossier import Dossier
from huizhen.core.preparation.requirements.findings import Finding
from huizhen.core.records.fact import Fact, FactKey
from huizhen.core.records.inventory import InventoryEntry
from huizhen.core.records.value import Value
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.held import HeldCase
from huizhen.ground.cases.models import Case
from huizhen.ground.files.blobs import blob_bytes
from huizhen.ground.records.models import CaseRequest, FactDecision, PackageFile, PackageVersion

V = TypeVar("V", bound=Value)


def current_version(case: Case) -> PackageVersion | None:
    """The newest composition; None before the first."""
    return case_rows(case, PackageVersion).order_by("-number").first()


def has_file(case: Case, version: PackageVersion, name: str) -> bool:
    """Whether the version has a file of that name."""
    return case_rows(case, PackageFile).filter(version=version, name=name).exists()


def version_file(case: Case, version: PackageVersion, name: str) -> bytes:
    """A file of the version; KeyError when it has none of that name."""
    found = case_rows(case, PackageFile).filter(version=version, name=name)
    row = found.select_related("blob").first()
    if row is None:
        raise KeyError(name)
    return blob_bytes(case, row.blob)


def file_names(case: Case, version: PackageVersion) -> list[str]:
    """The names of all files of the version."""
    rows = case_rows(case, PackageFile).filter(version=version)
    return sorted(rows.values_list("name", flat=True))


def facts_of(case: Case, version: PackageVersion) -> list[Fact]:
    """All facts that belong to the patient, contradictory ones included once."""
    return list(_facts(case, version)[0])


def contradictions_of(case: Case, version: PackageVersion) -> list[list[Fact]]:
    """Facts that say different things of one thing, together."""
    return [list(facts) for facts in _facts(case, version)[1]]


def changed_of(case: Case, version: PackageVersion) -> list[dict[str, Any]]:
    """Decisions that no longer fit what was extracted, with what the fact says now."""
    return list(_parsed_facts(HeldCase(case), version.pk)[2])


def inventory_of(case: Case, version: PackageVersion) -> list[InventoryEntry]:
    """Every received file and what became of it."""
    files = _document(case, version, "inventory.json")["files"]
    return [_value(InventoryEntry, entry) for entry in files]


def findings_of(case: Case, version: PackageVersion) -> list[Finding]:
    """What the case lacks for its specialty; empty before one is decided."""
    if not version.dossier_hash:
        return []
    lines = _document(case, version, "findings.json")["findings"]
    return [_value(Finding, line) for line in lines]


def dossier_of(case: Case, version: PackageVersion) -> Dossier:
    """The composed dossier; KeyError before a specialty is decided."""
    return _value(Dossier, _document(case, version, "dossier.json"))


def unconfirmed_count(case: Case, version: PackageVersion | None) -> int | None:
    """How many facts nobody has decided on; None before anything was read."""
    if version is None:
        return None
    return sum(fact.status == "proposed" for fact in facts_of(case, version))


def desk_pages_of(case: Case, version: PackageVersion) -> dict[str, DeskPage]:
    """The pages of the records by page id; empty for a version made before they were kept."""
    return _parsed_pages(HeldCase(case), version.pk)


def held_of(case: Case, version: PackageVersion) -> list[HeldFile]:
    """What the identity firewall keeps apart, with what differs."""
    if not has_file(case, version, HELD):
        return []
    return [_value(HeldFile, one) for one in _document(case, version, HELD)["held"]]


def decided_in(case: Case, version: PackageVersion) -> int:
    """How many of people's decisions the version was composed with."""
    if not has_file(case, version, RUN):
        return 0
    return _decided_in(HeldCase(case), version.pk)


def decisions_of(case: Case) -> list[dict[str, Any]]:
    """People's decisions of facts in their order, as the pipeline takes them."""
    rows = case_rows(case, FactDecision).order_by("at", "id")
    return [case.unseal_json(row.sealed) for row in rows]


def request_of(case: Case) -> dict[str, str]:
    """What the pipeline is told beside the records."""
    row = case_rows(case, CaseRequest).first()
    found: dict[str, str] = case.unseal_json(row.sealed) if row else {}
    return found


def _facts(
    case: Case, version: PackageVersion
) -> tuple[tuple[Fact, ...], tuple[tuple[Fact, ...], ...]]:
    return _parsed_facts(HeldCase(case), version.pk)[:2]


@lru_cache(maxsize=32)
def _parsed_facts(
    held: HeldCase, version_id: UUID
) -> tuple[tuple[Fact, ...], tuple[tuple[Fact, ...], ...], tuple[dict[str, Any], ...]]:
    """Facts, contradictions and changed decisions: a version never changes, so its file is opened
    and parsed once a process."""
    version = case_rows(held.case, PackageVersion).get(pk=version_id)
    told = _document(held.case, version, "facts.json")
    facts = tuple(_value(Fact, fact) for fact in told["facts"])
    apart = tuple(
        tuple(_value(Fact, fact) for fact in one["facts"]) for one in told["contradictions"]
    )
    known = {fact.fact_key for fact in facts}
    more = _first_of_each(fact for facts_ in apart for fact in facts_ if fact.fact_key not in known)
    return (*facts, *more), apart, tuple(told["changed_since_decided"])


@lru_cache(maxsize=8)
def _parsed_pages(held: HeldCase, version_id: UUID) -> dict[str, DeskPage]:
    version = case_rows(held.case, PackageVersion).get(pk=version_id)
    if not has_file(held.case, version, PAGES):
        return {}
    pages = _document(held.case, version, PAGES)["pages"]
    return {page["page_id"]: _value(DeskPage, page) for page in pages}


@lru_cache(maxsize=512)
def _decided_in(held: HeldCase, version_id: UUID) -> int:
    version = case_rows(held.case, PackageVersion).get(pk=version_id)
    return int(_document(held.case, version, RUN)["decisions"])


def _first_of_each(facts: Any) -> list[Fact]:
    found: dict[FactKey, Fact] = {}
    for fact in facts:
        found.setdefault(fact.fact_key, fact)
    return list(found.values())


def _document(case: Case, version: PackageVersion, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(version_file(case, version, name))
    return found


def _value(kind: type[V], data: dict[str, Any]) -> V:
    return kind.model_validate({key: data[key] for key in kind.model_fields if key in data})
