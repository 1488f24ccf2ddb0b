"""A stand-in for the pipeline in random walks: what it makes is shaped like the real thing.

One real run gives the dossier and its papers; facts, files held apart and hashes follow what the
desk tells it, so that versions change when they should and never otherwise.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from package_world import PAGE, a_fact
from preparation_world import changed, composed

from huizhen.core.language.lookup import Answer
from huizhen.core.preparation.desk_files import DeskPage, DeskRun, HeldFile, desk_bytes
from huizhen.core.preparation.package import record_files
from huizhen.core.preparation.paper import Paper
from huizhen.core.preparation.sealing import Part, SealedFor
from huizhen.core.preparation.signature import Signature
from huizhen.core.records.fact import Fact
from huizhen.core.records.inventory import InventoryEntry
from huizhen.core.records.merge import merge_facts
from huizhen.core.records.value import content_hash
from huizhen.ground.jobs.pipeline import PackageKey

FOREIGN = "foreign"
"""A file with this in its name is another patient's."""
FULL = "complete"
"""With a file of this name nothing blocks any more."""
_SMALL = ("dossier.html", "dossier.json", "findings.json", "form.json", "manifest.json")


@lru_cache(maxsize=1)
def known_facts() -> tuple[Fact, ...]:
    """What the stand-in finds in every case that has a file."""
    return (
        a_fact("hepatocellular carcinoma"),
        a_fact("hypertension"),
        a_fact("TACE every six weeks", "CarePlan"),
    )


@lru_cache(maxsize=2)
def _dossier(blocking: str) -> Mapping[str, bytes]:
    files = changed(composed(), confirmed=True, blocking=blocking)
    return {name: data for name, data in files.items() if name in _SMALL}


def make_ready() -> None:
    """What takes long is done once, before any job holds a lease."""
    _dossier("free"), _dossier("none")


def find_terms(asked: str, home: Path) -> Answer:
    """Nothing: no walk asks for proposals."""
    return Answer()


def prepare(
    records: Path,
    package: Path,
    request: Mapping[str, str],
    decisions: Sequence[Mapping[str, object]],
    tell: Callable[[str], None],
) -> None:
    """Writes a package folder as `project.pipeline.prepare` does."""
    tell("read")
    paths = sorted(path for path in records.rglob("*") if path.is_file())
    sources = {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
    settled = {*request.get("attached", "").split(), *request.get("kept_out", "").split()}
    held = [
        HeldFile(path=path.name, source_id=source, code="other_patient")
        for path, source in sources.items()
        if FOREIGN in path.name and source not in settled
    ]
    told = {"request": {k: v for k, v in request.items() if k != "as_of"}}
    version = content_hash({**told, "decisions": decisions, "sources": sorted(sources.values())})
    files = _records(paths, sources, held, decisions)
    if request.get("specialty"):
        files |= _dossier_files(version, any(FULL in path.name for path in paths))
    for name, data in files.items():
        target = package / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def _records(
    paths: Sequence[Path],
    sources: Mapping[Path, str],
    held: Sequence[HeldFile],
    decisions: Sequence[Mapping[str, object]],
) -> dict[str, bytes]:
    status = {"confirm": "confirmed", "correct": "confirmed", "reject": "rejected"}
    last = {str(one["fact_key"]): status.get(str(one["action"]), "") for one in decisions}
    facts = [
        fact.replaced(status=last[fact.fact_key]) if last.get(fact.fact_key) else fact
        for fact in (known_facts() if paths else ())
    ]
    entries = [
        InventoryEntry.model_validate(
            {"path": path.name, "source_id": source, "kind": "pdf", "status": "read"}
        )
        for path, source in sources.items()
    ]
    pages = [DeskPage(page_id=PAGE, path=path.name, ordinal=1, text="text") for path in paths[:1]]
    run = DeskRun(decisions=len(decisions))
    return {**record_files(entries, merge_facts(facts), ()), **desk_bytes(pages, held, run)}


def _dossier_files(version: str, is_full: bool) -> dict[str, bytes]:
    files = dict(_dossier("none" if is_full else "free"))
    manifest = json.loads(files["manifest.json"])
    files["manifest.json"] = json.dumps({**manifest, "dossier_sha256": version}).encode()
    files["dossier.pdf"] = b"%PDF-1.7 " + version.encode()
    return files


def set_paper_pdf(paper: Paper) -> bytes:
    """A paper's bytes."""
    return f"%PDF-1.7 {paper.title}".encode()


def set_paper_docx(paper: Paper) -> bytes:
    """A paper's bytes."""
    return f"PK\x03\x04 {paper.title}".encode()


def set_signed(files: Mapping[str, bytes], signed: Signature) -> dict[str, bytes]:
    """The papers under the signer's name."""
    told = f"{signed.name} {signed.dossier_sha256}".encode()
    return {"dossier.pdf": b"%PDF-1.7 " + told, "dossier.html": files["dossier.html"] + told}


def seal_folder(parts: Iterable[Part], told: SealedFor, key: PackageKey, target: Path) -> None:
    """An archive that names what was sealed, and opens nothing."""
    names = sorted(name for name, _ in parts)
    target.write_text(json.dumps([told.recipient, told.dossier_sha256, names]))
