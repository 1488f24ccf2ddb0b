"""The job that finds which pictures a person has to look at before they leave.

Objects whose kind carries text in its pixels are searched by children; pages have been searched
when the package was composed; head volumes and labels are known by their headers. A picture that
was decided on stays decided as long as the search finds the same in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from huizhen.core.imaging.faces import NOT_RULED_OUT
from huizhen.core.records.value import content_hash
from huizhen.ground.cases.access import case_rows, system_case
from huizhen.ground.cases.change import changing
from huizhen.ground.cases.models import Case
from huizhen.ground.events.models import Event
from huizhen.ground.files.blobs import delete_blob, store_bytes, workplace, write_clear
from huizhen.ground.files.models import Blob
from huizhen.ground.imaging.looking import PictureToSearch, SearchedPicture, picture_searcher
from huizhen.ground.imaging.masking_candidates import WantedFrames, WantedVolume, wanted_of
from huizhen.ground.imaging.masking_models import ItemKind, MaskingItem, MaskingRun
from huizhen.ground.imaging.masking_pages import PageItem, page_items
from huizhen.ground.imaging.masking_queries import EVERY_FRAME, Proposal, proposal_of
from huizhen.ground.imaging.queries import thumbnail
from huizhen.ground.jobs.ledger import Running, ask
from huizhen.ground.jobs.models import Job
from huizhen.ground.records.models import PackageVersion
from huizhen.ground.records.queries import current_version, inventory_of

FIND: Final = "find_masking_candidates"
NOT_SEARCHED: Final = "pictures_not_searched"
NOT_DRAWN: Final = "not_drawn"
_PAGES_NOT_SEARCHED: Final = "pages_not_searched"
_KIND: Final = "masking"
_AT_ONCE: Final = 200
_BYTES_AT_ONCE: Final = 1 << 30
"""So much lies in clear at a time: the children that search load their models for each batch, and
remember what the objects of one share."""
_LEFT_OVER: Final = timedelta(minutes=10)


@dataclass(frozen=True)
class Candidate:
    """A picture to look at, before it has a row."""

    kind: ItemKind
    source_id: str
    place: int
    group: str
    told: Proposal
    blob: Blob | None = None
    code: str = ""

    @property
    def key(self) -> tuple[str, str, int]:
        """By which its row is found again."""
        return (str(self.kind), self.source_id, self.place)

    @property
    def found_hash(self) -> str:
        """Of what a person decides on: another title changes nothing."""
        told = self.told.model_dump(mode="json", exclude={"title"})
        picture = self.blob.sha256 if self.blob else ""
        return content_hash([told, picture, self.code])


def ask_to_search(case: Case) -> Job:
    """Let the worker look for pictures that may carry an identifier."""
    return ask(FIND, f"{FIND}:{case.pk}", case.pk)


def search_after(event: Event) -> None:
    """The step after images or pages have come in."""
    if event.case_id is not None:
        ask_to_search(system_case(event.case_id))


def job_of(case: Case) -> Job | None:
    """The search that waits, runs or ran last."""
    return Job.objects.filter(key=f"{FIND}:{case.pk}").first()


def find_masking_candidates(running: Running) -> None:
    """Find them and keep their rows; a second run over the same files changes nothing."""
    case = system_case(UUID(str(running.job.case_id)))
    images = wanted_of(case)
    version = current_version(case)
    pages = page_items(case, version) if version is not None else ()
    new: list[Blob] = []
    try:
        found = [
            *_frames(case, running, images.frames, new),
            *_volumes(case, images.volumes, new),
            *_pages(pages or ()),
        ]
        failures = [NOT_SEARCHED] if any(one.code == NOT_SEARCHED for one in found) else []
        if pages is None:
            failures.append(_PAGES_NOT_SEARCHED)
        searched = images.sources | (
            _paged(case, version) if version and pages is not None else set()
        )
        _keep(case, running, found, sorted(searched), failures)
    except BaseException:
        for blob in new:
            delete_blob(blob)
        raise
    _sweep(case)


def _paged(case: Case, version: PackageVersion) -> set[str]:
    """Every file of the patient's that is no image: its pages were searched, or it has none."""
    return {
        str(entry.source_id)
        for entry in inventory_of(case, version)
        if entry.kind != "dicom" and entry.status in ("read", "part", "unidentified")
    }


def _frames(
    case: Case, running: Running, wanted: Sequence[WantedFrames], new: list[Blob]
) -> Iterable[Candidate]:
    """The objects that were searched before as they were found then; the others searched now."""
    known = {
        (row.source_id, row.place): row
        for row in case_rows(case, MaskingItem)
        .filter(kind__in=(ItemKind.FRAME, ItemKind.LABEL))
        .exclude(code=NOT_SEARCHED)
        .select_related("picture")
    }
    waiting = [one for one in wanted if (one.row.sha256, EVERY_FRAME) not in known]
    for one in wanted:
        held = known.get((one.row.sha256, EVERY_FRAME))
        if held is not None:
            told = proposal_of(case, held)
            yield _candidate(one, told.replaced(title=one.title), held.picture, held.code)
    for some in _batches(waiting):
        for one, found in zip(some, _searched(case, running, some), strict=True):
            blob = store_bytes(case, _KIND, found.picture) if found.picture else None
            if blob is not None:
                new.append(blob)
            told = Proposal(
                title=one.title,
                width=one.size[0],
                height=one.size[1],
                boxes=found.boxes,
                sources=(one.row.sha256,),
                frames=one.row.frames,
                tag=one.tag,
                value=one.value,
                series=str(one.series.id),
            )
            yield _candidate(one, told, blob, found.code or ("" if blob else NOT_DRAWN))


def _batches(waiting: Sequence[WantedFrames]) -> Iterable[list[WantedFrames]]:
    batch: list[WantedFrames] = []
    size = 0
    for one in waiting:
        more = one.row.blob.size_bytes
        if batch and (len(batch) >= _AT_ONCE or size + more > _BYTES_AT_ONCE):
            yield batch
            batch, size = [], 0
        batch.append(one)
        size += more
    if batch:
        yield batch


def _searched(case: Case, running: Running, some: Sequence[WantedFrames]) -> list[SearchedPicture]:
    search = picture_searcher()
    if search is None:
        return [SearchedPicture(code=NOT_SEARCHED) for _one in some]
    with workplace("masking") as place:
        pictures = {}
        for one in some:
            path = place / one.row.sha256
            write_clear(case, one.row.blob, path)
            pictures[one.row.sha256] = PictureToSearch(path, one.row.frames)
        found = search(pictures, lambda _label: running.tell("search_pictures"))
        return [found.get(one.row.sha256, SearchedPicture(code=NOT_SEARCHED)) for one in some]


def _candidate(one: WantedFrames, told: Proposal, blob: Blob | None, code: str) -> Candidate:
    kind = ItemKind.LABEL if one.is_label else ItemKind.FRAME
    return Candidate(kind, one.row.sha256, EVERY_FRAME, str(one.series.id), told, blob, code)


def _volumes(case: Case, volumes: Sequence[WantedVolume], new: list[Blob]) -> Iterable[Candidate]:
    """Volumes of the head, each with a copy of its series' small picture."""
    known = {
        row.source_id: row.picture
        for row in case_rows(case, MaskingItem).filter(kind=ItemKind.FACE).select_related("picture")
    }
    for one in volumes:
        blob = known.get(one.source_id)
        if blob is None and one.series.has_thumbnail:
            blob = store_bytes(case, _KIND, thumbnail(case, one.series.id))
            new.append(blob)
        told = Proposal(
            title=one.title,
            sources=one.sources,
            tag=one.tag,
            value=one.value,
            frames=len(one.sources),
            series=str(one.series.id),
        )
        code = one.code if one.code == NOT_RULED_OUT else ""
        yield Candidate(ItemKind.FACE, one.source_id, EVERY_FRAME, "", told, blob, code)


def _pages(pages: Sequence[PageItem]) -> Iterable[Candidate]:
    for page in pages:
        told = page.told.replaced(sources=(page.source_id,))
        code = "" if page.blob else NOT_DRAWN
        yield Candidate(
            ItemKind.PAGE, page.source_id, page.ordinal, page.source_id, told, page.blob, code
        )


def _keep(
    case: Case,
    running: Running,
    found: Iterable[Candidate],
    sources: Sequence[str],
    failures: Sequence[str],
) -> None:
    """Write rows for what was found, and close those that nothing asks for any more."""
    listed = {one.key: one for one in found}
    stamp = content_hash([sorted(sources), sorted(one.found_hash for one in listed.values())])
    with transaction.atomic():
        running.still_mine()
        with changing(case, None, "find_masking_candidates") as change:
            rows = {
                (row.kind, row.source_id, row.place): row
                for row in case_rows(change.case, MaskingItem)
            }
            for key, one in listed.items():
                _write(change.case, rows.get(key), one)
            gone = [row.pk for key, row in rows.items() if key not in listed and not row.gone_at]
            case_rows(change.case, MaskingItem).filter(pk__in=gone).update(gone_at=timezone.now())
            MaskingRun.behind_door.update_or_create(
                case=change.case,
                defaults={
                    "stamp": stamp,
                    "sealed_sources": change.case.seal_json(list(sources)),
                    "failures": list(failures),
                },
            )
            change.data.update(pictures=len(listed), sources=len(sources))
            change.emit("masking_searched")


def _write(case: Case, row: MaskingItem | None, one: Candidate) -> None:
    is_known = row is not None and row.found_hash == one.found_hash and row.gone_at is None
    if row is not None and is_known and proposal_of(case, row).title == one.told.title:
        return
    row = row or MaskingItem(case=case, kind=one.kind, source_id=one.source_id, place=one.place)
    row.group, row.found_hash, row.code = one.group, one.found_hash, one.code
    row.sealed, row.picture, row.gone_at = (
        case.seal_json(one.told.model_dump(mode="json")),
        one.blob,
        None,
    )
    row.save()


def _sweep(case: Case) -> None:
    """Remove pictures that no row shows any more, of earlier searches and of killed ones."""
    shown = set(case_rows(case, MaskingItem).values_list("picture", flat=True))
    old = case_rows(case, Blob).filter(kind=_KIND, made_at__lt=timezone.now() - _LEFT_OVER)
    for blob in old:
        if blob.pk not in shown:
            delete_blob(blob)
