"""Files in which images are looked for, and the first bytes of many of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal
from uuid import UUID

from huizhen.core.reading.builtin import builtin_readers
from huizhen.core.reading.registry import HEAD_BYTES, Probe
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.models import Case
from huizhen.ground.files.blobs import blob_part
from huizhen.ground.files.models import ReceivedFile
from huizhen.ground.imaging.models import ImagingFile

Kind = Literal["dicom", "archive", "other"]
READABLE: Final = ("accepted", "released")
_CONTAINERS = ("archive", "iso")
_REGISTRY = builtin_readers()


@dataclass(frozen=True)
class Source:
    """A received file, or a file inside one."""

    sha256: str
    path: str
    """As the inventory names it; inside a container 'disc.zip!/IMAGES/1.dcm'."""
    size_bytes: int
    file_id: UUID
    """The received file that it is, or that holds it."""
    blob_id: UUID

    @property
    def folder(self) -> str:
        """The path without its last part."""
        return self.path.rpartition("/")[0]


def waiting_files(case: Case, most: int) -> list[Source]:
    """Received files that nobody has looked into for images, the oldest first."""
    seen = case_rows(case, ImagingFile).values("file")
    rows = case_rows(case, ReceivedFile).filter(state__in=READABLE).exclude(pk__in=seen)
    names = ("sha256", "sealed_name", "blob__size_bytes", "pk", "blob_id")
    return [
        Source(sha256, case.unseal(name).decode().replace("\\", "/"), size_bytes, pk, blob_id)
        for sha256, name, size_bytes, pk, blob_id in rows.order_by("pk").values_list(*names)[:most]
    ]


def waiting_count(case: Case) -> int:
    """How many there are."""
    seen = case_rows(case, ImagingFile).values("file")
    rows = case_rows(case, ReceivedFile).filter(state__in=READABLE)
    return rows.exclude(pk__in=seen).count()


def kind_of(name: str, head: bytes, size_bytes: int) -> Kind:
    """What a file is to the images, by its first bytes as the readers judge them."""
    if head[128:132] == b"DICM":
        return "dicom"
    reader = reader_of(name, head, size_bytes)
    if reader == "dicom":
        return "dicom"
    return "archive" if reader in _CONTAINERS else "other"


def reader_of(name: str, head: bytes, size_bytes: int) -> str:
    """The name of the reader that takes a file; '' for none."""
    reader = _REGISTRY.choose(Probe(name=name, size_bytes=size_bytes, head=head))
    return reader.name if reader else ""


def write_heads(case: Case, sources: Iterable[Source], path: Path) -> Iterator[tuple[Source, Kind]]:
    """The kind of each source; the first bytes of those that are DICOM lie in the file one after
    the other, HEAD_BYTES or the whole file each, in the order in which they are given."""
    with path.open("wb") as target:
        for source in sources:
            head = blob_part(case, source.blob_id, 0, HEAD_BYTES)
            kind = kind_of(source.path.rpartition("/")[2], head, source.size_bytes)
            if kind == "dicom":
                target.write(head)
            yield source, kind
