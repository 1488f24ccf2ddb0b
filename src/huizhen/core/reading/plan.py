"""What has to be read: works for files without a stored reading; readings from their results."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from pydantic import TypeAdapter

from huizhen.core.ports import Outcome, Work
from huizhen.core.reading.limits import Limits
from huizhen.core.reading.registry import HEAD_BYTES, Probe, Reader, Registry
from huizhen.core.records.reading import Reading, Received
from huizhen.core.records.value import Value, content_hash

DICOM_BATCH = 250
_ITEMS = TypeAdapter(list[dict[str, object]])
_READINGS = TypeAdapter(dict[str, Reading])


class Located(Value):
    """A received file and where its bytes lie now."""

    received: Received
    path: Path
    depth: int = 0
    """0 in the records folder, 1 inside a container, 2 inside a container in a container ..."""


class PlannedReading(Value):
    """The reader chosen for a file, and the key under which its reading is kept."""

    located: Located
    reader: str
    key: str


def probe_of(located: Located) -> Probe:
    """The first 64 KiB of a file."""
    with located.path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    name = located.received.path.rsplit("/", 1)[-1]
    return Probe(name=name, size_bytes=located.received.size_bytes, head=head)


def reading_key(source_id: str, reader: Reader, name: str, limits: Limits) -> str:
    """The address of a reading: source, reader with version, and the options that shape it.

    The name's ending counts, for readers may use it where bytes alone do not tell (CSV or text).
    """
    options = {
        "limits": limits.model_dump(exclude={"max_ocr_pages", "max_files", "max_total_bytes"}),
        "suffix": Path(name).suffix.casefold(),
    }
    return content_hash([source_id, reader.name, reader.version, options])


def plan_reading(located: Located, registry: Registry, limits: Limits) -> PlannedReading | None:
    """Who reads a file, decided by its first bytes; None when nobody does."""
    probe = probe_of(located)
    reader = registry.choose(probe)
    if reader is None:
        return None
    key = reading_key(located.received.source_id, reader, probe.name, limits)
    return PlannedReading(located=located, reader=reader.name, key=key)


def works_for(planned: Sequence[PlannedReading]) -> list[Work]:
    """Works for the given plans: DICOM headers many at once, everything else one by one."""
    unique = {plan.key: plan for plan in planned}
    dicom = [plan for plan in unique.values() if plan.reader == "dicom"]
    works = [_read_work(plan) for plan in unique.values() if plan.reader != "dicom"]
    for start in range(0, len(dicom), DICOM_BATCH):
        batch = dicom[start : start + DICOM_BATCH]
        works.append(
            Work(
                key=content_hash([plan.key for plan in batch]),
                kind="dicom_headers",
                input={"items": [_item(plan) for plan in batch], "units": 1 + len(batch) // 50},
                label=batch[0].located.received.path,
            )
        )
    return works


def _item(plan: PlannedReading) -> dict[str, object]:
    received = plan.located.received
    return {
        "key": plan.key,
        "path": str(plan.located.path),
        "name": received.path.rsplit("/", 1)[-1],
        "source_id": received.source_id,
    }


def _read_work(plan: PlannedReading) -> Work:
    received = plan.located.received
    # time grows with size: one unit (one parser limit) for each started 20 MB
    units = 1 + min(60, received.size_bytes // 20_000_000)
    return Work(
        key=plan.key,
        kind="read",
        input={**_item(plan), "reader": plan.reader, "units": units},
        label=received.path,
    )


def single_works(work: Work, reader: str) -> list[Work]:
    """The files of a failed batch one by one, so that one broken file does not cost the others."""
    return [
        Work(key=str(i["key"]), kind="read", input={**i, "reader": reader}, label=str(i["name"]))
        for i in _ITEMS.validate_python(work.input["items"])
    ]


def readings_from(work: Work, outcome: Outcome) -> Iterable[tuple[str, Reading]]:
    """Key and reading of each file that a work was about."""
    if work.kind == "dicom_headers" and outcome.data is not None:
        yield from _READINGS.validate_python(outcome.data["readings"]).items()
        return
    if outcome.data is not None:
        yield outcome.key, Reading.model_validate(outcome.data)
        return
    yield outcome.key, failed_reading(str(work.input.get("reader", "")), outcome)


def without_spare_lines(reading: Reading) -> Reading:
    """The reading as a run keeps it in memory: line boxes stay in the store, but for pages that
    still wait for OCR. A large case has millions of lines."""
    if not any(page.lines for page in reading.pages):
        return reading
    pages = tuple(
        page if page.needs_ocr else page.model_copy(update={"lines": ()}) for page in reading.pages
    )
    return reading.model_copy(update={"pages": pages})


def failed_reading(reader: str, outcome: Outcome) -> Reading:
    """The reading of a file that could not be read: only the reason and what to do."""
    return Reading(
        kind=_KIND_OF_READER.get(reader, reader or "unknown"),
        reader=reader,
        status="not_read",
        code=outcome.code,
        message=outcome.message,
        remedy=outcome.remedy,
    )


_KIND_OF_READER = {"iso": "archive"}
