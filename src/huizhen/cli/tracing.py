"""What a package holds: its data, its files against the manifest, its stored readings."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from huizhen.core.errors import PackageError
from huizhen.core.preparation.dossier import Dossier
from huizhen.core.preparation.tracing import REASONS, StoredRecords, TracedStatement
from huizhen.core.reading.ocr import RecognisedPage
from huizhen.core.records.reading import Reading
from huizhen.core.records.value import Value

JsonObject = dict[str, Any]
Stored = TypeVar("Stored", bound=Value)


def load_json(package: Path, name: str) -> JsonObject:
    """A JSON file of the package; PackageError says what to do when it is missing or damaged."""
    try:
        data = json.loads((package / name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise PackageError(
            "package_incomplete",
            f"The package has no readable {name}.",
            "Run `huizhen prepare` again with the same --out; it goes on where it stood.",
        ) from error
    if not isinstance(data, dict):
        raise PackageError(
            "package_incomplete", f"{name} is not what a package holds.", "Prepare it again."
        )
    return data


def changed_files(package: Path, manifest: Mapping[str, Any]) -> list[str]:
    """Names of package files whose bytes are not those that the manifest names."""
    changed = []
    for name, expected in manifest["files"].items():
        path = package / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != expected:
            changed.append(name)
    return changed


def check_words(line: TracedStatement) -> list[str]:
    """What a person is told of places whose quote was not found or not looked up, once each."""
    told = {
        f"{place.check.replace('_', ' ')}: {REASONS[place.check_reason]}": None
        for place in line.places
        if place.check != "holds"
    }
    return list(told)


def dossier_of(package: Path) -> Dossier:
    """The composed dossier of a package."""
    data = load_json(package, "dossier.json")
    try:
        return Dossier.model_validate({k: v for k, v in data.items() if k in Dossier.model_fields})
    except ValidationError as error:
        raise PackageError(
            "package_incomplete", "dossier.json is not what a package holds.", "Prepare it again."
        ) from error


def stored_records(package: Path, pages: frozenset[str]) -> StoredRecords:
    """Readings that speak of the wanted pages or are image headers; OCR results of the pages."""
    readings = _stored(package, "readings", Reading)
    recognised = _stored(package, "ocr", RecognisedPage)
    return StoredRecords(
        (
            reading
            for reading in readings
            if reading.instance or any(page.page_id in pages for page in reading.pages)
        ),
        (result for result in recognised if result.page_id in pages),
    )


def _stored(package: Path, kind: str, value: type[Stored]) -> Iterator[Stored]:
    """All results of a kind that are whole; a damaged one is as good as none."""
    for path in sorted((package / ".huizhen" / kind).rglob("*.json.gz")):
        try:
            yield value.model_validate_json(gzip.decompress(path.read_bytes()))
        except (OSError, EOFError, ValueError):
            continue
