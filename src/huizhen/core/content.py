"""Content packs: folders of readable data that a clinician can review, as frozen values.

A pack is a folder with `pack.json` (id, version YYYY.N, title, source, reviewed_by, reviewed_on)
and data files. A site's folder lies over the product's: a file there replaces the same file here.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from huizhen.core.errors import ContentError
from huizhen.core.records.value import Value

UNREVIEWED_MARK = "规则未经临床审核"
_VERSION = re.compile(r"^20\d\d\.\d+$")
_MANIFEST = "pack.json"


class PackStamp(Value):
    """What findings, scores and dossiers name of the pack that shaped them."""

    id: str
    version: str
    sha256: str
    reviewed_by: str | None = None

    @property
    def is_reviewed(self) -> bool:
        """Whether a named clinician has reviewed this version."""
        return bool(self.reviewed_by)


class Pack(Value):
    """One loaded pack: its stamp and the text of its files by name."""

    stamp: PackStamp
    title: str = ""
    source: str = ""
    files: dict[str, str]

    def parsed(self, name: str) -> Any:
        """A JSON file of the pack; ContentError when it is absent or malformed."""
        try:
            return json.loads(self._text(name))
        except ValueError as error:
            raise ContentError(
                "content_malformed",
                f"{self.stamp.id}/{name} is not valid JSON.",
                "Correct the file, or remove the site's copy to use the product's.",
            ) from error

    def rows(self, name: str) -> list[dict[str, str]]:
        """The rows of a TSV file with a header line; cells are plain text, never quoted."""
        lines = self._text(name).splitlines()
        reader = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE, restval="")
        return [{key: value or "" for key, value in row.items() if key} for row in reader]

    def _text(self, name: str) -> str:
        if name not in self.files:
            raise ContentError(
                "content_missing",
                f"The pack {self.stamp.id} has no file {name}.",
                "Install the product's content again, or add the file to the site's folder.",
            )
        return self.files[name]


def load_pack(name: str, roots: Sequence[Path]) -> Pack:
    """The pack of that folder name; later roots lie over earlier ones, file by file.

    Raises ContentError when no root has it, or when its manifest is wrong.
    """
    found: dict[str, bytes] = {}
    for root in roots:
        folder = root / name
        if folder.is_dir():
            found.update(
                (path.name, path.read_bytes())
                for path in sorted(folder.iterdir())
                if path.suffix in (".json", ".tsv", ".txt", ".md")
            )
    if _MANIFEST not in found:
        raise ContentError(
            "content_missing",
            f"There is no content pack {name}.",
            "Choose one of the packs in content/, or add it to the site's content folder.",
        )
    return _assembled(name, found)


def _assembled(name: str, found: dict[str, bytes]) -> Pack:
    files = {file: data.decode("utf-8") for file, data in sorted(found.items())}
    digest = hashlib.sha256()
    for file, text in files.items():
        digest.update(file.encode() + b"\0" + hashlib.sha256(text.encode()).digest())
    try:
        manifest = json.loads(files[_MANIFEST])
        version = manifest["version"]
        stamp = PackStamp(
            id=manifest["id"],
            version=version,
            sha256=digest.hexdigest(),
            reviewed_by=manifest.get("reviewed_by"),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise _wrong_manifest(name) from error
    if not _VERSION.match(version):
        raise _wrong_manifest(name)
    return Pack(
        stamp=stamp,
        title=manifest.get("title", ""),
        source=manifest.get("source", ""),
        files=files,
    )


def _wrong_manifest(name: str) -> ContentError:
    return ContentError(
        "content_malformed",
        f"The manifest of the content pack {name} is wrong.",
        "It needs id and version (YYYY.N); compare it with the product's own packs.",
    )
