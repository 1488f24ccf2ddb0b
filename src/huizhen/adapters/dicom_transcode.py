"""What worker children do to make derivatives: many instances a time, each for itself."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from huizhen.core.imaging.transcoding import DONE, transcode
from huizhen.core.reading.limits import Limits

_CHUNK = 1 << 20


def perform(given: dict[str, Any], _limits: Limits) -> dict[str, object]:
    """Per key: the code, and of a derivative that counts its frames, size and SHA-256."""
    told: dict[str, object] = {}
    for item in given["items"]:
        target = Path(item["target"])
        try:
            made = transcode(Path(item["path"]), target)
        except MemoryError:
            target.unlink(missing_ok=True)
            told[item["key"]] = {"code": "parser_memory"}
            continue
        one: dict[str, object] = {"code": made.code}
        if made.code == DONE:
            one["frames"] = [list(place) for place in made.frames]
            one["pixel_bytes"] = made.pixel_bytes
            one["sha256"] = _sha256(target)
        told[item["key"]] = one
    return {"items": told}


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
