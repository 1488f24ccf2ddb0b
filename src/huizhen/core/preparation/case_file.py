"""Folds all readings of a case: whose they are, what is a copy, which facts stand, what blocks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from huizhen.core.imaging.index import ImagingIndex, index_of
from huizhen.core.imaging.series import PlacedInstance, imaging_fact, series_of
from huizhen.core.language.terms import Lexicon
from huizhen.core.preparation.canonical import canonical
from huizhen.core.preparation.composition import source_lines
from huizhen.core.preparation.copies import Copies
from huizhen.core.preparation.dossier import SourceLine
from huizhen.core.preparation.verdicts import CaseVerdicts
from huizhen.core.records.attachment import KEPT_OUT, Attachments
from huizhen.core.records.case_identity import IdentityDecision, decide_identities
from huizhen.core.records.decisions import ChangedFact
from huizhen.core.records.evidence import PageSpan
from huizhen.core.records.fact import Fact
from huizhen.core.records.identity import Identity
from huizhen.core.records.inventory import FileStatus, InventoryEntry, PageNote
from huizhen.core.records.merge import MergedFacts, merge_facts
from huizhen.core.records.page import SourceId
from huizhen.core.records.reading import Reading, Received
from huizhen.core.records.value import Value

_CARRIES_NO_RECORD = ("archive", "disc", "unknown")


class FiledReading(Value):
    """A received file with its reading, and the container that holds it."""

    received: Received
    reading: Reading
    inside: str = ""


class CaseFile(Value):
    """Everything known of a case before anything is composed."""

    entries: tuple[InventoryEntry, ...]
    merged: MergedFacts
    """Facts of the patient alone."""
    unattached: tuple[Fact, ...] = ()
    """Facts of records that name nobody: kept apart until a person attaches them."""
    patient: Identity
    is_identity_unconfirmed: bool
    sources: tuple[SourceLine, ...]
    blocking: tuple[str, ...] = ()
    changed: tuple[ChangedFact, ...] = ()
    """Decisions whose facts say something else now: a person looks at both again."""
    imaging: ImagingIndex = ImagingIndex()
    """The images of the patient alone."""
    held: tuple[IdentityDecision, ...] = ()
    """What the identity firewall keeps apart, and why."""

    @property
    def all_facts(self) -> tuple[Fact, ...]:
        """Facts of the patient and of records that name nobody; never another person's."""
        return (*self.merged.facts, *self.unattached)

    @property
    def anything_read(self) -> bool:
        """Whether any file could be read, wholly or in part."""
        return any(entry.status in ("read", "part", "unidentified") for entry in self.entries)


def fold_case(
    files: Sequence[FiledReading],
    refused: Sequence[InventoryEntry],
    reference: Identity | None,
    lexicon: Lexicon | None = None,
    by_hand: Attachments | None = None,
) -> CaseFile:
    """The case of the given files in path order. The same files give the same case.

    With a lexicon, facts of codes and of prose that are about the same thing have one key.
    `by_hand` is what persons decided of files that were held apart.
    """
    by_hand = by_hand or Attachments()
    kept_out = _with_contents(files, by_hand.kept_out)
    used = [file for file in files if file.received.path not in kept_out]
    first_paths = _first_paths(used)
    primary = [file for file in used if first_paths[file.received.source_id] == file.received.path]
    identity = CaseVerdicts(
        decide_identities([(file.received, file.reading) for file in primary], reference),
        _with_contents(used, by_hand.attached),
    )
    copies = Copies([(file.received.path, file.reading) for file in primary])
    accepted, unattached, images = _facts(primary, identity)
    merged = merge_facts(canonical(accepted, lexicon) if lexicon else accepted)
    entries = [
        _entry(file, identity, copies, first_paths[file.received.source_id]) for file in used
    ]
    entries.extend(_left_out(file) for file in files if file.received.path in kept_out)
    entries.extend(refused)
    entries.sort(key=lambda entry: entry.path)
    return CaseFile(
        entries=tuple(entries),
        merged=merged,
        unattached=merge_facts(unattached).facts,
        patient=identity.case.reference,
        is_identity_unconfirmed=identity.case.is_unconfirmed,
        sources=_sources(primary, entries, used),
        blocking=tuple(_blocking(entries, merged, identity)),
        imaging=index_of(images),
        held=identity.held(),
    )


def _with_contents(files: Iterable[FiledReading], sources: frozenset[SourceId]) -> frozenset[str]:
    """The paths of sources, and of everything inside them."""
    if not sources:
        return frozenset()
    listed = list(files)
    named = {file.received.path for file in listed if file.received.source_id in sources}
    return frozenset(
        file.received.path
        for file in listed
        if any(
            file.received.path == path or file.received.path.startswith(f"{path}!/")
            for path in named
        )
    )


def _left_out(file: FiledReading) -> InventoryEntry:
    """The line of a file that a person kept out: what it says is nowhere."""
    return InventoryEntry(
        path=file.received.path,
        source_id=file.received.source_id,
        kind=file.reading.kind,
        status="ignored",
        code=KEPT_OUT,
        message="A person kept it out: nothing of it is used.",
        remedy="Nothing needs to be done; a person can take the decision back.",
        size_bytes=file.received.size_bytes,
    )


def _first_paths(files: Iterable[FiledReading]) -> dict[str, str]:
    """Where each source is read: a file of the folder before the same file inside a container."""
    first: dict[str, str] = {}
    for file in sorted(files, key=lambda f: (f.received.path.count("!/"), f.received.path)):
        first.setdefault(file.received.source_id, file.received.path)
    return first


def _facts(
    files: Sequence[FiledReading], identity: CaseVerdicts
) -> tuple[list[Fact], list[Fact], list[PlacedInstance]]:
    """Facts of the patient, facts of nobody named, and the patient's images."""
    accepted: list[Fact] = []
    unattached: list[Fact] = []
    placed: dict[str, list[PlacedInstance]] = {"accepted": [], "unidentified": []}
    for file in files:
        path = file.received.path
        for fact in file.reading.facts:
            verdict = identity.verdict_of(path, fact.subject, _ordinals(fact))
            if verdict == "accepted":
                accepted.append(fact)
            elif verdict == "unidentified":
                unattached.append(fact)
        if file.reading.instance is not None:
            verdict = identity.verdict_of(path, "", ())
            if verdict in placed:
                placed[verdict].append(
                    PlacedInstance(
                        source_id=file.received.source_id,
                        folder=path.rsplit("/", 1)[0],
                        instance=file.reading.instance,
                    )
                )
    accepted.extend(imaging_fact(series) for series in series_of(placed["accepted"]))
    unattached.extend(imaging_fact(series) for series in series_of(placed["unidentified"]))
    return accepted, unattached, placed["accepted"]


def _ordinals(fact: Fact) -> tuple[int, ...]:
    page_ids = [evidence.page_id for evidence in fact.evidence if isinstance(evidence, PageSpan)]
    tails = [page_id.rsplit(":", 1)[-1] for page_id in page_ids]
    return tuple(int(tail) for tail in tails if tail.isdigit())


def _entry(
    file: FiledReading, identity: CaseVerdicts, copies: Copies, first_path: str
) -> InventoryEntry:
    reading, received = file.reading, file.received
    status: FileStatus = reading.status
    code, message, remedy = reading.code, reading.message, reading.remedy
    notes = list(_page_notes(reading, copies))
    if reading.status in ("read", "part") and reading.kind not in _CARRIES_NO_RECORD:
        decided = identity.status_of(first_path)
        if decided is not None:
            is_own = decided[0] == "read"  # attached: what the reader said of it still holds
            status = reading.status if is_own else decided[0]
            code, message, remedy = decided[1]
        notes.extend(identity.page_notes(first_path))
    same_as = "" if first_path == received.path else first_path
    if same_as and status in ("read", "part"):
        code, message = code or "same_file", message or "The same bytes stand at another path."
    return InventoryEntry(
        path=received.path,
        source_id=received.source_id,
        kind=reading.kind,
        status=status,
        code=code,
        message=message,
        remedy=remedy,
        pages=len(reading.pages),
        language=",".join(dict.fromkeys(p.language for p in reading.pages if p.language)),
        facts=0 if status == "quarantined" else len(reading.facts),
        size_bytes=received.size_bytes,
        document_date=reading.document_date,
        title=reading.title if status != "quarantined" else "",
        same_as=same_as,
        page_notes=tuple(sorted(notes, key=lambda note: (note.ordinal, note.code))),
        deviations=reading.deviations,
    )


def _page_notes(reading: Reading, copies: Copies) -> Iterable[PageNote]:
    for page in reading.pages:
        for note in page.notes:
            yield PageNote(ordinal=page.ordinal, code=note)
        yield from copies.notes_of(page)


def _sources(
    primary: Sequence[FiledReading],
    entries: Iterable[InventoryEntry],
    files: Iterable[FiledReading],
) -> tuple[SourceLine, ...]:
    """Files that a statement can rest on; a DICOM folder is one line a series, by its first."""
    usable = {entry.path for entry in entries if entry.status in ("read", "part")}
    copies: dict[str, list[str]] = {}
    first = {file.received.source_id: file.received.path for file in primary}
    for file in files:
        if file.received.path != first[file.received.source_id]:
            copies.setdefault(file.received.source_id, []).append(file.received.path)
    speaking = _speaking_instances(primary, usable)
    return source_lines(
        [
            (
                file.received.path,
                file.received.source_id,
                file.reading.kind,
                file.reading.document_date,
            )
            for file in primary
            if file.received.path in usable
            and file.reading.kind not in _CARRIES_NO_RECORD
            and (file.reading.instance is None or file.received.source_id in speaking)
        ],
        copies,
    )


def _speaking_instances(primary: Sequence[FiledReading], usable: set[str]) -> set[str]:
    placed = [
        PlacedInstance(
            source_id=file.received.source_id,
            folder=file.received.path.rsplit("/", 1)[0],
            instance=file.reading.instance,
        )
        for file in primary
        if file.reading.instance is not None and file.received.path in usable
    ]
    return {series.instances[0].source_id for series in series_of(placed)}


def _blocking(
    entries: Iterable[InventoryEntry], merged: MergedFacts, identity: CaseVerdicts
) -> Iterable[str]:
    statuses: Mapping[str, str] = {entry.status: entry.path for entry in entries}
    if identity.case.is_unconfirmed:
        yield "identity_unconfirmed"
    if merged.contradictions:
        yield "contradiction"
    for status in ("quarantined", "unidentified", "not_read"):
        if status in statuses:
            yield status
