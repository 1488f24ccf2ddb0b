"""Images inside archives and disc images: what is DICOM among the members becomes blobs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from huizhen.core.ports import Work
from huizhen.core.reading.registry import HEAD_BYTES
from huizhen.core.records.reading import Reading
from huizhen.ground.cases.access import case_rows
from huizhen.ground.files.blobs import delete_blob, store_many, write_clear
from huizhen.ground.files.models import Blob
from huizhen.ground.imaging.children import image_tools
from huizhen.ground.imaging.indexing import Bench, Looked, keep
from huizhen.ground.imaging.models import ImagingInstanceRow
from huizhen.ground.imaging.sources import Source, kind_of, reader_of

MEMBER: Final = "member"
_BATCH = 100
_BATCH_BYTES = 64 << 20
_UNIT_BYTES = 20_000_000


class _Inside:
    """A file inside a container, in clear in the children's spool."""

    def __init__(self, path: Path, name: str, sha256: str, size_bytes: int, depth: int) -> None:
        self.path, self.name, self.sha256 = path, name, sha256
        self.size_bytes, self.depth = size_bytes, depth

    def head(self) -> bytes:
        with self.path.open("rb") as stream:
            return stream.read(HEAD_BYTES)


def look_inside(bench: Bench, container: Source) -> int:
    """Index the instances in a received archive or disc image, however deep within the site's
    limits; how many are new. What is broken or too much is left out: the inventory says so."""
    _drop_left_over(bench)
    clear = bench.path("container")
    write_clear(bench.case, container.blob_id, clear)
    outer = _Inside(clear, container.path, container.sha256, container.size_bytes, 0)
    found, size = 0, 0
    some: list[_Inside] = []
    for inside in _images(bench, outer):
        some.append(inside)
        size += inside.size_bytes
        if len(some) >= _BATCH or size > _BATCH_BYTES:
            found += _keep(bench, container, some)
            some, size = [], 0
    if some:
        found += _keep(bench, container, some)
    clear.unlink(missing_ok=True)
    done = Looked(kinds={container.sha256: (container, "archive", "")})
    keep(bench, done)
    return found


def _drop_left_over(bench: Bench) -> None:
    """What a killed process had sealed of a container and did not live to index: it is looked into
    again, and nobody else works on this case's images meanwhile."""
    used = case_rows(bench.case, ImagingInstanceRow).values("blob")
    for blob in case_rows(bench.case, Blob).filter(kind=MEMBER).exclude(pk__in=used):
        delete_blob(blob)


def _images(bench: Bench, outer: _Inside) -> Iterator[_Inside]:
    """The DICOM files in a container and in containers inside it, each once."""
    limits = image_tools().limits
    waiting, seen = [outer], {outer.sha256}
    left = limits.max_files
    while waiting:
        container = waiting.pop(0)
        for inside in _members(bench, container):
            left -= 1
            if inside.sha256 in seen or left < 0:
                continue
            seen.add(inside.sha256)
            bench.running.tell("unpack_images")
            kind = kind_of(inside.name.rpartition("/")[2], inside.head(), inside.size_bytes)
            if kind == "dicom":
                yield inside
            elif kind == "archive" and inside.depth < limits.max_nesting:
                waiting.append(inside)


def _members(bench: Bench, container: _Inside) -> Iterable[_Inside]:
    reader = reader_of(container.name.rpartition("/")[2], container.head(), container.size_bytes)
    given: dict[str, object] = {
        "path": str(container.path),
        "name": container.name.rpartition("/")[2],
        "source_id": container.sha256,
        "reader": reader,
        "units": 1 + min(60, container.size_bytes // _UNIT_BYTES),
    }
    [outcome] = list(bench.workers.perform([Work(key=container.sha256, kind="read", input=given)]))
    if outcome.data is None:
        return
    try:
        reading = Reading.model_validate(outcome.data)
    except ValueError:
        return
    for member in reading.members:
        path = bench.spool / member.source_id[:2] / member.source_id
        name = f"{container.name}!/{member.name}"
        if path.is_file():
            yield _Inside(path, name, member.source_id, member.size_bytes, container.depth + 1)


def _keep(bench: Bench, container: Source, some: list[_Inside]) -> int:
    items: list[dict[str, object]] = [{"key": one.sha256, "path": str(one.path)} for one in some]
    told = bench.perform("dicom_index_whole", items)
    real = [one for one in some if told.get(one.sha256)]
    contents = [one.path.read_bytes() for one in real]
    blobs = store_many(bench.case, MEMBER, contents, [one.sha256 for one in real])
    looked = Looked()
    for one, blob in zip(real, blobs, strict=True):
        source = Source(one.sha256, one.name, one.size_bytes, container.file_id, blob.pk)
        looked.add(source, told[one.sha256])
    try:
        new = keep(bench, looked)
    except BaseException:
        for blob in blobs:
            delete_blob(blob)
        raise
    _drop_spare(bench, looked)
    return new


def _drop_spare(bench: Bench, looked: Looked) -> None:
    """Blobs of instances that were there already, and of a DICOMDIR, which is kept as it was
    read."""
    sources = [source for source, _ in (*looked.instances, *looked.directories)]
    rows = case_rows(bench.case, ImagingInstanceRow)
    there = [source.blob_id for source in sources]
    used = set(rows.filter(blob__in=there).values_list("blob_id", flat=True))
    spare = [blob_id for blob_id in there if blob_id not in used]
    for blob in case_rows(bench.case, Blob).filter(pk__in=spare):
        delete_blob(blob)
