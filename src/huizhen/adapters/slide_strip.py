"""A slide file written again without its label, and searched for what still names somebody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from huizhen.core.imaging.deidentification.sought import sought
from huizhen.core.imaging.slide_labels import strip_slide
from huizhen.core.records.known_identifiers import KnownIdentifiers

_RUN: Final = re.compile(rb"[ -~]{6,}|(?:[ -~]\0){6,}")
_CHUNK: Final = 8 << 20
_OVERLAP: Final = 4096


def perform(given: dict[str, Any]) -> dict[str, object]:
    """given: path, target, known (values of the case); with a `residual` the target is gone."""
    target = Path(given["target"])
    done = strip_slide(Path(given["path"]), target)
    known = KnownIdentifiers.model_validate(given.get("known") or {})
    residual = sorted(set(_residual(target, known)))
    if residual:
        target.unlink()
    return {**done.model_dump(mode="json"), "residual": residual}


def search(given: dict[str, Any]) -> dict[str, object]:
    """given: path, known; kinds of known identifiers that are left in a slide file."""
    known = KnownIdentifiers.model_validate(given["known"])
    return {"residual": sorted(set(_residual(Path(given["path"]), known)))}


def _residual(path: Path, known: KnownIdentifiers) -> Iterator[str]:
    """Kinds of known identifiers in any readable run of bytes, of one or two bytes a letter."""
    if known.is_empty:
        return
    search = sought(known)
    before = b""
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            for run in _RUN.findall(before + chunk):
                text = run.replace(b"\0", b"").decode("ascii")
                yield from (found.kind for found in search.found(text, whole_only=True))
            before = chunk[-_OVERLAP:]
