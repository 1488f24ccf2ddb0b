"""Where every statement of a package stands, and whether it still stands there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from huizhen.core.errors import PackageError

JsonObject = dict[str, Any]


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


def traced_statements(package: Path) -> Iterator[JsonObject]:
    """One `huizhen.statement/1` line for each statement of the dossier: its text, facts, places
    with file names. A statement without a place is marked, for nothing stands without a source."""
    dossier = load_json(package, "dossier.json")
    paths = {source["number"]: source["path"] for source in dossier["sources"]}
    for form in ("front_sheet", "skeleton"):
        for section in dossier[form]:
            for statement in section["statements"]:
                places = [
                    {**place, "path_in_records": paths.get(place["source"], "")}
                    for place in statement["places"]
                ]
                yield {
                    "schema": "huizhen.statement/1",
                    "form": form,
                    "section": section["key"],
                    **statement,
                    "places": places,
                    "is_sourced": bool(places) or not statement["fact_keys"],
                }
