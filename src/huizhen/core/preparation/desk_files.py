"""What the desk shows and never sends: page texts and pictures, what is held apart."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, Literal

from huizhen.core.preparation.page_pictures import PictureTask
from huizhen.core.records.case_identity import IdentityDecision
from huizhen.core.records.evidence import PageSpan
from huizhen.core.records.fact import Fact
from huizhen.core.records.identity import Identity
from huizhen.core.records.inventory import InventoryEntry
from huizhen.core.records.page import Page, PageId, SourceId
from huizhen.core.records.value import Value, content_hash

if TYPE_CHECKING:  # they compare pictures of pages, which the web process never does
    from huizhen.core.preparation.case_file import CaseFile, FiledReading

FOLDER: Final = "desk"
"""Files below it are of no package that leaves: they may hold another person's identity."""
PAGES: Final = f"{FOLDER}/pages.json"
HELD: Final = f"{FOLDER}/held.json"
RUN: Final = f"{FOLDER}/run.json"
_KEPT_APART: Final = ("quarantined", "identity_review", "unidentified")


class DeskPage(Value):
    """One page as it was read; boxes of evidence are measured in `width` and `height`."""

    page_id: str
    path: str
    ordinal: int
    text: str
    language: str = ""
    document_date: str = ""
    width: float | None = None
    height: float | None = None
    picture: str = ""
    """The picture's file; '' where the page was not drawn."""
    whose: Literal["patient", "unidentified"] = "patient"


class HeldDifference(Value):
    """One field of a held file beside the patient's."""

    reason: str
    """Code of the firewall: 'birth_date_conflict', 'name_transliteration' ..."""
    field: Literal["name", "birth_date", "identifier", "sex"]
    patient: str
    found: str


class HeldFile(Value):
    """A file, pages of one, or the images of one folder that the identity firewall keeps apart."""

    path: str
    source_id: str
    """Of the file; of a folder of images a hash over all of theirs."""
    sources: tuple[str, ...] = ()
    """The images of a folder; empty for a file."""
    code: str
    """The inventory's code."""
    pages: tuple[int, ...] = ()
    """Of a file of which other pages are used; empty for the whole file."""
    differences: tuple[HeldDifference, ...] = ()


class DeskRun(Value):
    """How far people's decisions are in what was composed."""

    decisions: int


def desk_pages(
    case: CaseFile, files: Sequence[FiledReading], pictures: Mapping[PageId, str]
) -> tuple[DeskPage, ...]:
    """Every page of the patient's records, and of those that name nobody."""
    entries = {entry.path: entry for entry in case.entries}
    found: dict[str, DeskPage] = {}
    for file in files:
        entry = entries.get(file.received.path)
        if entry is None or entry.status not in ("read", "part", "unidentified") or entry.same_as:
            continue
        apart = {note.ordinal for note in entry.page_notes if note.code in _KEPT_APART}
        for page in file.reading.pages:
            if page.ordinal not in apart and page.text:
                shown = _shown(page, file, pictures)
                is_unclear = entry.status == "unidentified"
                whose = {"whose": "unidentified"} if is_unclear else {}
                found.setdefault(shown.page_id, shown.replaced(**whose))
    return tuple(found.values())


def _shown(page: Page, file: FiledReading, pictures: Mapping[PageId, str]) -> DeskPage:
    return DeskPage(
        page_id=page.page_id,
        path=file.received.path,
        ordinal=page.ordinal,
        text=page.text,
        language=page.language,
        document_date=file.reading.document_date,
        width=page.width,
        height=page.height,
        picture=pictures.get(page.page_id, ""),
    )


def desk_picture_tasks(facts: Iterable[Fact], files: Sequence[FiledReading]) -> list[PictureTask]:
    """Every page of a PDF or picture that a fact stands on, to be drawn for the desk."""
    sources = {file.received.source_id: (n, file) for n, file in enumerate(files, start=1)}
    found: dict[str, PictureTask] = {}
    for fact in facts:
        for place in fact.evidence:
            if not isinstance(place, PageSpan):
                continue
            source_id, _, ordinal = place.page_id.rpartition(":")
            number, file = sources.get(SourceId(source_id), (0, None))
            if file is None or file.reading.kind not in ("pdf", "image"):
                continue
            task = PictureTask(
                page_id=place.page_id,
                source_id=SourceId(source_id),
                source=number,
                ordinal=int(ordinal),
                kind="pdf" if file.reading.kind == "pdf" else "image",
            )
            found.setdefault(place.page_id, task)
    return sorted(found.values(), key=lambda task: (task.source, task.ordinal))


def held_files(case: CaseFile) -> tuple[HeldFile, ...]:
    """What the firewall keeps apart, by file, with what differs from the patient."""
    entries = {entry.path: entry for entry in case.entries}
    grouped: dict[str, list[IdentityDecision]] = {}
    for decision in case.held:
        grouped.setdefault(decision.path, []).append(decision)
    held = [
        (entries[path].kind, _held(decisions, entries[path], case.patient))
        for path, decisions in sorted(grouped.items())
        if path in entries and entries[path].status in ("part", "quarantined", "unidentified")
    ]
    files = [one for kind, one in held if kind != "dicom"]
    return (*files, *_folders(one for kind, one in held if kind == "dicom"))


def _folders(images: Iterable[HeldFile]) -> Iterable[HeldFile]:
    """The images of a folder that are held for the same reason as one: a person looks once."""
    together: dict[tuple[str, str, tuple[HeldDifference, ...]], list[HeldFile]] = {}
    for one in images:
        key = (one.path.rpartition("/")[0], one.code, one.differences)
        together.setdefault(key, []).append(one)
    for (folder, _, _), found in together.items():
        if len(found) == 1:
            yield found[0]
            continue
        sources = tuple(sorted(one.source_id for one in found))
        yield found[0].replaced(path=f"{folder}/", source_id=content_hash(sources), sources=sources)


def _held(
    decisions: Sequence[IdentityDecision], entry: InventoryEntry, patient: Identity
) -> HeldFile:
    differences = {
        (one.reason, one.found): one
        for decision in decisions
        if decision.mention is not None
        for one in _differences(decision.reasons, patient, decision.mention.identity)
    }
    ordinals = sorted({d.ordinal for d in decisions if d.ordinal is not None})
    return HeldFile(
        path=decisions[0].path,
        source_id=decisions[0].source_id,
        code=entry.code,
        pages=tuple(ordinals) if entry.status == "part" else (),
        differences=tuple(differences.values()),
    )


def _differences(
    reasons: Iterable[str], patient: Identity, found: Identity
) -> Iterable[HeldDifference]:
    ours, theirs = _told(patient), _told(found)
    for reason in reasons:
        for field in ("name", "birth_date", "identifier", "sex"):
            if reason.startswith(f"{field}_"):
                yield HeldDifference.model_validate(
                    {
                        "reason": reason,
                        "field": field,
                        "patient": ours[field],
                        "found": theirs[field],
                    }
                )


def _told(identity: Identity) -> dict[str, str]:
    return {
        "name": "; ".join(
            name.text or f"{name.family}, {name.given}".strip(", ") for name in identity.names
        ),
        "birth_date": str(identity.birth_date or ""),
        "identifier": "; ".join(
            f"{one.value} ({one.issuer})" if one.issuer else one.value
            for one in identity.identifiers
        ),
        "sex": identity.sex or "",
    }


def desk_bytes(
    pages: Iterable[DeskPage], held: Iterable[HeldFile], run: DeskRun
) -> dict[str, bytes]:
    """Name to bytes of the desk's own files."""
    told: dict[str, object] = {
        PAGES: {"pages": [page.model_dump(mode="json") for page in pages]},
        HELD: {"held": [one.model_dump(mode="json") for one in held]},
        RUN: run.model_dump(mode="json"),
    }
    return {
        name: json.dumps(data, ensure_ascii=False).encode("utf-8", "backslashreplace")
        for name, data in told.items()
    }
