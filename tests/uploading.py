"""A sender as tus clients are: for tests of uploads."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from django.test import Client

from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.models import Case
from huizhen.ground.files.blobs import blob_bytes
from huizhen.ground.files.models import ReceivedFile

TUS = {"Tus-Resumable": "1.0.0"}


def metadata(**told: str) -> str:
    """An `Upload-Metadata` header."""
    return ",".join(f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in told.items())


class Line:
    """A browser that sends files to one place."""

    def __init__(self, client: Client, base: str) -> None:
        self.client = client
        self.base = base

    def begin(self, name: str, size: int, **more: Any) -> Any:
        """Create an upload."""
        told = metadata(filename=name, **more.pop("told", {}))
        headers = TUS | {"Upload-Length": str(size), "Upload-Metadata": told} | more
        return self.client.post(self.base, headers=headers, content_type="text/plain", data=b"")

    def offset(self, place: str) -> int:
        """How far the desk says that a file is."""
        return int(self.client.head(place, headers=TUS)["Upload-Offset"])

    def part(self, place: str, offset: int, data: bytes, **headers: str) -> Any:
        """Send one part."""
        return self.client.patch(
            place,
            data,
            content_type=headers.pop("type", "application/offset+octet-stream"),
            headers=TUS | {"Upload-Offset": str(offset)} | headers,
        )

    def whole(self, name: str, data: bytes, **more: Any) -> Any:
        """Create and send in one part; the last answer."""
        begun = self.begin(name, len(data), **more)
        if begun.status_code != 201:
            return begun
        return self.part(begun["Location"], 0, data)

    def batch(self, files: list[tuple[str, bytes]], **changes: Any) -> Any:
        """Send small files together."""
        index = [
            {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()} | changes
            for name, data in files
        ]
        told = json.dumps(index).encode()
        body = len(told).to_bytes(8, "big") + told + b"".join(data for _, data in files)
        return self.client.post(f"{self.base}batch", body, content_type="application/octet-stream")


def received(case: Case) -> dict[str, bytes]:
    """Name and bytes of every original."""
    rows = case_rows(case, ReceivedFile).select_related("blob")
    return {case.unseal(row.sealed_name).decode(): blob_bytes(case, row.blob) for row in rows}
