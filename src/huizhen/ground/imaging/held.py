"""All instances of a case with their headers, and whose each of them is."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from huizhen.core.imaging.index import PlacedDirectory
from huizhen.core.imaging.series import PlacedInstance, patient_key
from huizhen.core.reading.dicom.reader import reading_of_instance
from huizhen.core.records.attachment import KEPT_OUT
from huizhen.core.records.case_identity import decide_identities
from huizhen.core.records.inventory import InventoryEntry
from huizhen.core.records.page import SourceId
from huizhen.core.records.reading import DicomDirectory, DicomInstance, Received
from huizhen.core.records.reference import reference_from_text
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.models import Case
from huizhen.ground.files.blobs import blob_bytes
from huizhen.ground.imaging.models import ImagingHeaders, ImagingInstanceRow, Whose
from huizhen.ground.records.jobs import pipeline_request
from huizhen.ground.records.queries import current_version, inventory_of

_BY_STATUS: Final = {
    "read": Whose.PATIENT,
    "part": Whose.PATIENT,
    "quarantined": Whose.QUARANTINED,
    "unidentified": Whose.UNIDENTIFIED,
}


@dataclass(slots=True)
class HeldRow:
    """What is kept of an instance in clear."""

    pk: UUID
    sha256: str
    headers_id: UUID
    series_id: UUID | None
    position: int
    whose: str
    size_bytes: int


@dataclass
class Read:
    """What one blob of headers holds."""

    placed: dict[str, PlacedInstance] = field(default_factory=dict)
    directories: list[PlacedDirectory] = field(default_factory=list)


@dataclass
class Held:
    """The instances of a case: rows and headers by SHA-256, and what DICOMDIRs name."""

    rows: dict[str, HeldRow] = field(default_factory=dict)
    placed: dict[str, PlacedInstance] = field(default_factory=dict)
    directories: list[PlacedDirectory] = field(default_factory=list)


def held_of(case: Case, at_hand: Mapping[UUID, Read]) -> Held:
    """Everything that was indexed, whoever's it is; `at_hand` are headers that need not be read
    again, by their rows."""
    held = Held()
    names = tuple(HeldRow.__slots__)
    every = case_rows(case, ImagingInstanceRow).values_list(*names)
    rows = {row.sha256: row for row in (HeldRow(*values) for values in every)}
    for headers in case_rows(case, ImagingHeaders).select_related("blob").order_by("pk"):
        read = at_hand.get(headers.pk)
        if read is None:
            read = read_headers(json.loads(zlib.decompress(blob_bytes(case, headers.blob))))
        held.directories += read.directories
        for sha256, placed in read.placed.items():
            row = rows.get(sha256)
            if row is not None and row.headers_id == headers.pk:
                held.rows[sha256], held.placed[sha256] = row, placed
    return held


def read_headers(told: Mapping[str, Any]) -> Read:
    """What a blob of headers tells."""
    return Read(
        {sha256: _placed(sha256, one) for sha256, one in told.items() if sha256 != "directories"},
        [_directory(one) for one in told.get("directories", ())],
    )


def _placed(sha256: str, told: Mapping[str, Any]) -> PlacedInstance:
    path = str(told.get("path", ""))
    instance = DicomInstance.model_validate(told["instance"])
    return PlacedInstance(
        source_id=SourceId(sha256), folder=path.rpartition("/")[0], instance=instance, path=path
    )


def _directory(told: Mapping[str, Any]) -> PlacedDirectory:
    return PlacedDirectory(
        source_id=told["source_id"],
        folder=told["folder"],
        directory=DicomDirectory.model_validate(told["directory"]),
    )


def whose_of(case: Case, placed: Mapping[str, PlacedInstance]) -> dict[str, Whose]:
    """Whose each instance is: as the newest inventory says of its file, which knows what persons
    decided; of what it does not know yet, by the same rule from the header alone."""
    version = current_version(case)
    entries = inventory_of(case, version) if version else []
    found = _by_inventory(entries, placed)
    rest = {sha256: one for sha256, one in placed.items() if sha256 not in found}
    return {**_by_headers(case, rest, placed), **found}


def _by_inventory(
    entries: Iterable[InventoryEntry], placed: Mapping[str, PlacedInstance]
) -> dict[str, Whose]:
    found: dict[str, Whose] = {}
    for entry in entries:
        if entry.source_id not in placed:
            continue
        if entry.code == KEPT_OUT:
            found[entry.source_id] = Whose.KEPT_OUT
        elif entry.status in _BY_STATUS and not entry.same_as:
            found.setdefault(entry.source_id, _BY_STATUS[entry.status])
    return found


def _by_headers(
    case: Case, asked: Mapping[str, PlacedInstance], every: Mapping[str, PlacedInstance]
) -> dict[str, Whose]:
    """One instance speaks for all of its study and person."""
    if not asked:
        return {}
    groups = {sha256: _group(one) for sha256, one in every.items()}
    speaking = {group: sha256 for sha256, group in reversed(groups.items())}
    patient = pipeline_request(case).get("patient", "")
    decided = decide_identities(
        (
            (
                Received(path=sha256, source_id=SourceId(sha256), size_bytes=0),
                reading_of_instance(every[sha256].instance),
            )
            for sha256 in speaking.values()
        ),
        reference_from_text(patient) if patient else None,
    )
    verdicts = {file.path: _BY_STATUS[file.status or "read"] for file in decided.files}
    return {sha256: verdicts[speaking[groups[sha256]]] for sha256 in asked}


def _group(one: PlacedInstance) -> tuple[str, str]:
    return one.instance.study_instance_uid or one.folder, patient_key(one.instance.patient)
