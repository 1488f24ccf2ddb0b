"""Versions of a package made by hand, so that tests of pages need no run of the pipeline."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence

from huizhen.core.preparation.desk_files import (
    DeskPage,
    DeskRun,
    HeldFile,
    desk_bytes,
)
from huizhen.core.preparation.package import record_files
from huizhen.core.records.decisions import ChangedFact
from huizhen.core.records.evidence import PageSpan
from huizhen.core.records.fact import Fact, make_fact
from huizhen.core.records.inventory import InventoryEntry
from huizhen.core.records.merge import merge_facts
from huizhen.core.records.page import PageId
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.change import changing
from huizhen.ground.cases.models import Case
from huizhen.ground.files.blobs import store_bytes
from huizhen.ground.files.models import ReceivedFile
from huizhen.ground.records.models import FactDecision, PackageFile, PackageVersion
from huizhen.ground.records.queries import current_version

SOURCE = "a" * 64
PAGE = PageId(f"{SOURCE}:1")


def a_fact(text: str, type_: str = "Condition", **more: object) -> Fact:
    """A proposed fact that stands on the one page."""
    place = PageSpan(page_id=PAGE, start=0, end=len(text), quote=text)
    return make_fact(type_, text=text, evidence=(place,), **more)  # type: ignore[arg-type]


def an_entry(path: str = "letters/discharge.pdf", source: str = SOURCE, **more: object) -> object:
    """A line of the inventory."""
    told = {"path": path, "source_id": source, "kind": "pdf", "status": "read", **more}
    return InventoryEntry.model_validate(told)


def give_version(
    case: Case,
    facts: Sequence[Fact] = (),
    *,
    entries: Sequence[object] = (),
    held: Iterable[HeldFile] = (),
    changed: Sequence[ChangedFact] = (),
    pages: Iterable[DeskPage] | None = None,
    dossier_hash: str = "",
    emit: bool = True,
) -> PackageVersion:
    """A version as the worker would have made it of all decisions so far."""
    merged = merge_facts(facts)
    text = "\n".join(fact.text for fact in facts)
    if pages is None:
        pages = [DeskPage(page_id=PAGE, path="letters/discharge.pdf", ordinal=1, text=text)]
    listed = [e for e in entries or [an_entry()] if isinstance(e, InventoryEntry)]
    decided = case_rows(case, FactDecision).count()
    files = {
        **record_files(listed, merged, changed),
        **desk_bytes(pages, held, DeskRun(decisions=decided)),
    }
    last = current_version(case)
    with changing(case, None, "compose_package") as change:
        version = PackageVersion.behind_door.create(
            case=change.case,
            number=last.number + 1 if last else 1,
            dossier_hash=dossier_hash,
            content_hash=json.dumps(sorted(files))[:64],
            inputs_hash="test",
        )
        for name, data in files.items():
            blob = store_bytes(change.case, "package", data)
            PackageFile.behind_door.create(case=change.case, version=version, name=name, blob=blob)
        if emit:
            change.emit("package_composed", version=str(version.pk))
    return version


def give_file(case: Case, name: str = "letters/discharge.pdf", data: bytes = b"%PDF") -> None:
    """An original as an upload leaves it."""
    ReceivedFile.behind_door.create(
        case=case,
        blob=store_bytes(case, "original", data),
        sha256=hashlib.sha256(data).hexdigest(),
        sealed_name=case.seal(name.encode()),
    )


def reloaded(case: Case) -> Case:
    """The case as it is now."""
    return Case.behind_door.get(pk=case.pk)
