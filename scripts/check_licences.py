"""Fails when a package that is shipped with the product has a licence that Apache-2.0 cannot carry.

GPL and AGPL are allowed only as separate programs or in tests; LGPL and MPL as separate packages.
Terminologies that come with the product stand each in a folder of its own, byte for byte as they
were published, with a notice that says under which terms.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path

_STRONG = re.compile(r"(?<![A-Za-z])A?GPL|GNU (Affero )?General Public", re.IGNORECASE)
_WEAK = re.compile(r"LGPL|Lesser General|Library General", re.IGNORECASE)
_NAME = re.compile(r"^[A-Za-z0-9._-]+")
BANNED = {"pymupdf", "pylibjpeg-libjpeg", "pillow-heif", "translate-toolkit", "dwv"}
SQUATTED = "999.9.9"


def shipped_packages() -> set[str]:
    """The runtime dependencies of the product and theirs, from the installed metadata."""
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
    waiting = [_NAME.match(item)[0] for item in project["dependencies"]]  # type: ignore[index]
    found: set[str] = set()
    while waiting:
        name = waiting.pop().lower().replace("_", "-")
        if name in found:
            continue
        try:
            requires = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue
        found.add(name)
        for item in requires:
            match = _NAME.match(item)
            if match and "extra ==" not in item:
                waiting.append(match[0])
    return found


def licence_of(name: str) -> str:
    """Everything that the package's metadata says of its licence."""
    meta = metadata.metadata(name)
    classifiers = [c for c in meta.get_all("Classifier") or [] if c.startswith("License")]
    stated = meta.get("License-Expression") or (meta.get("License") or "").splitlines()[:1]
    return " ".join([*classifiers, stated if isinstance(stated, str) else " ".join(stated)])


SETS = Path("src/huizhen/content/packs")
_TOLD = ("title", "file", "notice", "version", "source", "licence", "sha256")


def wrong_sets() -> list[str]:
    """Shipped terminologies that are not what their notice says, a line each."""
    found: list[str] = []
    for folder in sorted(path for path in SETS.glob("*") if path.is_dir()):
        about = folder / "set.json"
        told = json.loads(about.read_text(encoding="utf-8")) if about.exists() else {}
        lacking = [name for name in _TOLD if not told.get(name)]
        if lacking:
            found.append(f"{folder.name}: {', '.join(lacking)} not told in set.json")
            continue
        data, notice = folder / told["file"], folder / told["notice"]
        if hashlib.sha256(data.read_bytes()).hexdigest() != told["sha256"]:
            found.append(f"{folder.name}: {told['file']} is not the published file")
        if not notice.exists() or told["sha256"] not in notice.read_text(encoding="utf-8"):
            found.append(f"{folder.name}: the notice does not name this file")
        strange = {path.name for path in folder.iterdir()} - {"set.json", data.name, notice.name}
        found += [f"{folder.name}: {name} has no notice" for name in sorted(strange)]
    return found


def main() -> int:
    """Lists what may not be shipped; the names of all others are counted."""
    wrong = wrong_sets()
    names = sorted(shipped_packages())
    for name in names:
        licence = licence_of(name)
        if name in BANNED or metadata.version(name) == SQUATTED:
            wrong.append(f"{name}: banned")
        elif _STRONG.search(_WEAK.sub("", licence)) and " OR " not in licence:
            wrong.append(f"{name}: {licence}")
    print("\n".join(wrong) or f"{len(names)} shipped packages, none under GPL or AGPL")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
