"""The files of a package as bytes: the same case gives the same bytes, whatever run made them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

from huizhen import __version__
from huizhen.core.preparation.dossier import Dossier
from huizhen.core.preparation.norms import NormFinding
from huizhen.core.preparation.requirements.findings import Requirements, finding_line
from huizhen.core.records.decisions import ChangedFact
from huizhen.core.records.fact import Fact
from huizhen.core.records.inventory import InventoryEntry, inventory_csv
from huizhen.core.records.merge import MergedFacts
from huizhen.core.records.value import content_hash

MANIFEST = "manifest.json"
DOSSIER = "dossier"
DOSSIER_PDF = "dossier.pdf"
DOSSIER_PAGE = "dossier.html"
REQUEST_FORM = "申请单"
ANSWER_SHEET = "会诊意见书"
FILLED_FORM = "申请单_院方表格.docx"
PICTURES = "pages"
LETTERS = "letters"
FINDINGS = "findings.json"
NORMS = "norms.json"
FORM = "form.json"


def file_line(entry: InventoryEntry) -> dict[str, object]:
    """One `huizhen.file/1` record."""
    return {"schema": "huizhen.file/1", **entry.model_dump(mode="json")}


def fact_line(fact: Fact) -> dict[str, object]:
    """One `huizhen.fact/1` record."""
    return {"schema": "huizhen.fact/1", **fact.model_dump(mode="json")}


def facts_document(merged: MergedFacts, changed: Sequence[ChangedFact] = ()) -> dict[str, object]:
    """All facts that belong to the patient, what contradicts, and decisions to look at again."""
    return {
        "schema": "huizhen.facts/1",
        "facts": [fact_line(fact) for fact in merged.facts],
        "contradictions": [
            {
                "fact_key": contradiction.fact_key,
                "type": contradiction.type,
                "label": contradiction.label,
                "facts": [fact_line(fact) for fact in contradiction.facts],
            }
            for contradiction in merged.contradictions
        ],
        "changed_since_decided": [
            {
                "decision": one.decision.model_dump(mode="json"),
                "now": fact_line(one.now) if one.now else None,
            }
            for one in changed
        ],
    }


def findings_bytes(found: Requirements) -> bytes:
    """What the case lacks, as a file of the package."""
    lines = [finding_line(finding) for finding in found.findings]
    return _readable({"schema": "huizhen.findings/1", "findings": lines})


def norms_bytes(found: Sequence[NormFinding]) -> bytes:
    """Where the dossier departs from the norms of a Chinese record, as a file of the package."""
    return _readable({"schema": "huizhen.norms/1", "findings": [norm_line(f) for f in found]})


def form_bytes(document: Mapping[str, object]) -> bytes:
    """The fields of the request form, as a file of the package."""
    return _readable(document)


def norm_line(finding: NormFinding) -> dict[str, object]:
    """One `huizhen.norm/1` record."""
    return {"schema": "huizhen.norm/1", **finding.model_dump(mode="json")}


def package_files(
    entries: Sequence[InventoryEntry],
    merged: MergedFacts,
    dossier: Dossier,
    changed: Sequence[ChangedFact] = (),
) -> dict[str, bytes]:
    """Name to bytes of every file of data; papers and manifest are added by who sets them."""
    dossier_data = {
        "schema": "huizhen.dossier/1",
        "sha256": dossier.sha256,
        **dossier.model_dump(mode="json"),
    }
    return {**record_files(entries, merged, changed), "dossier.json": _readable(dossier_data)}


def record_files(
    entries: Sequence[InventoryEntry], merged: MergedFacts, changed: Sequence[ChangedFact] = ()
) -> dict[str, bytes]:
    """What is known before a specialty is chosen: every file received, every fact found."""
    inventory = {"schema": "huizhen.inventory/1", "files": [file_line(e) for e in entries]}
    return {
        "inventory.csv": inventory_csv(entries),
        "inventory.json": _readable(inventory),
        "facts.json": _readable(facts_document(merged, changed)),
    }


def manifest(files: Mapping[str, bytes], dossier: Dossier) -> dict[str, object]:
    """What the package holds; `content_hash` is one SHA-256 over names and hashes of its files."""
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())}
    return {
        "schema": "huizhen.manifest/1",
        "huizhen": __version__,
        "specialty": dossier.specialty,
        "as_of": dossier.as_of,
        "dossier_sha256": dossier.sha256,
        "content_hash": content_hash(hashes),
        "files": hashes,
        "packs": [pack.model_dump(mode="json") for pack in dossier.packs],
    }


def manifest_bytes(files: Mapping[str, bytes], dossier: Dossier) -> bytes:
    """The manifest as it is written, last of all files."""
    return _readable(manifest(files, dossier))


def _readable(data: object) -> bytes:
    text = json.dumps(data, ensure_ascii=False, indent=1, sort_keys=False)
    return text.encode("utf-8", "backslashreplace") + b"\n"
