"""Writes docs/schemas/ from the values that the commands print; a test compares them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from huizhen.cli.check_translation_command import TranslationLine
from huizhen.cli.imaging_deidentify_run import DeidentifiedFile
from huizhen.cli.imaging_lines import ImagingCheckLine
from huizhen.core.extraction.lines import ContextLine, ExtractLine
from huizhen.core.language.imported.term import ImportedPack, TermLine
from huizhen.core.preparation.accounting.account import Account
from huizhen.core.preparation.accounting.summary import TraceSummary
from huizhen.core.preparation.dossier import Dossier
from huizhen.core.preparation.masking.lines import DeidentifyLine
from huizhen.core.preparation.masking_report import MaskingReport
from huizhen.core.preparation.norms import NormFinding
from huizhen.core.preparation.requirements.findings import Finding
from huizhen.core.preparation.tracing import TracedStatement
from huizhen.core.records.decisions import Decision
from huizhen.core.records.fact import Fact
from huizhen.core.records.inventory import InventoryEntry
from huizhen.core.records.value import Value

PUBLISHED: dict[str, type[Value]] = {
    "file": InventoryEntry,
    "fact": Fact,
    "statement": TracedStatement,
    "dossier": Dossier,
    "extract": ExtractLine,
    "context": ContextLine,
    "decision": Decision,
    "finding": Finding,
    "account": Account,
    "trace": TraceSummary,
    "norm": NormFinding,
    "check-translation": TranslationLine,
    "deidentify": DeidentifyLine,
    "imaging-check": ImagingCheckLine,
    "imaging-deidentify": DeidentifiedFile,
    "masking": MaskingReport,
    "term": TermLine,
    "terms-set": ImportedPack,
}


def schema(kind: str) -> dict[str, Any]:
    """The JSON Schema of one line: the value's fields and its schema name."""
    document = PUBLISHED[kind].model_json_schema(mode="serialization")
    document["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    document["$id"] = f"huizhen.{kind}/1"
    document["properties"] = {"schema": {"const": f"huizhen.{kind}/1"}, **document["properties"]}
    return document


def main() -> int:
    """Writes one file a kind."""
    folder = Path(__file__).resolve().parents[1] / "docs" / "schemas"
    folder.mkdir(parents=True, exist_ok=True)
    for kind in PUBLISHED:
        text = json.dumps(schema(kind), indent=1, ensure_ascii=False) + "\n"
        (folder / f"{kind}.json").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
