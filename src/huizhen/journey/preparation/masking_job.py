"""Making a package in which nobody is named: papers masked, images cleaned, the whole searched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple, cast

from django.utils import timezone
from django.utils.translation import gettext_noop as _noop

from huizhen.core.errors import WrongState
from huizhen.core.preparation.masked_package import MaskedPapers
from huizhen.core.preparation.masked_package_images import (
    NOT_CLEAN,
    CleanedImage,
    ImageToClean,
    added_changes,
)
from huizhen.core.preparation.masking_report import (
    MaskedSeries,
    MaskingReport,
    SearchedPackage,
    Withheld,
)
from huizhen.core.preparation.sealing import Part, SealedFor, SealedSeries, parts_of
from huizhen.core.records.known_identifiers import KnownIdentifiers
from huizhen.ground.cases.models import Case
from huizhen.ground.files.blobs import write_clear
from huizhen.ground.files.keyring import search_token
from huizhen.ground.imaging.masking_queries import EVERY_FRAME, Masks, masks_of
from huizhen.ground.imaging.models import ImagingInstanceRow
from huizhen.ground.imaging.queries import instances_of
from huizhen.ground.jobs.ledger import Running
from huizhen.ground.jobs.pipeline import (
    PackageKey,
    Sought,
    image_cleaner,
    masked_sealer,
    papers_masker,
)
from huizhen.journey.preparation.masking import (
    decisions_on_pages,
    known_of_case,
    papers_to_mask,
    sealed_series_of,
)
from huizhen.journey.preparation.models import SealedPackage
from huizhen.journey.preparation.slides import SlideOffered, chosen_slides, name_of

_AT_ONCE: Final = 128
_BYTES_AT_ONCE: Final = 256 << 20
"""So many objects, and bytes of them, lie in clear at a time."""
_UIDS: Final = "image-uids"


class Proven(NamedTuple):
    """Masked papers, and the search of them."""

    papers: MaskedPapers
    searched: SearchedPackage
    read_at: datetime
    """What persons decided on the pages after it is not in them."""


class MaskedSealing(NamedTuple):
    """What became of a package: its report, and its papers with their proof."""

    report: MaskingReport
    proven: Proven


def seal_masked_package(
    case: Case,
    row: SealedPackage,
    told: SealedFor,
    key: PackageKey,
    place: Path,
    running: Running,
) -> MaskedSealing:
    """Writes the archive at `place`/archive; what was masked, and what is left of it. What was
    found in the finished package is in the report: the caller refuses it."""
    read_at = timezone.now()
    known = known_of_case(case, row.version)
    papers = papers_masker()(
        papers_to_mask(case, row.sign_off, known, row.form), place, running.tell
    )
    images = _Images(case, row, known, place, running)
    told = told.replaced(series=images.series, is_masked=True)
    parts = chain(parts_of(papers.files), images.parts())
    sought = Sought(known, papers.read)
    searched = masked_sealer()(parts, told, key, place / "archive", sought)
    pages = (Withheld(what=name, code="withheld") for name in papers.withheld)
    report = MaskingReport(
        number=case.number,
        dossier_sha256=row.dossier_hash,
        items=papers.items,
        form=papers.form,
        series=tuple(images.done),
        withheld=(*pages, *images.withheld),
        decisions=(*decisions_on_pages(case, row.version), *images.decisions),
        checked=searched.checked,
        residual=searched.residual,
    )
    return MaskedSealing(report, Proven(papers, searched, read_at))


class _Images:
    """The chosen series, de-identified some objects at a time as they are sealed."""

    def __init__(
        self,
        case: Case,
        row: SealedPackage,
        known: KnownIdentifiers,
        place: Path,
        running: Running,
    ) -> None:
        self._case, self._known, self._place, self._running = case, known, place, running
        self._secret = bytes.fromhex(search_token(_UIDS, str(case.pk)))
        self._chosen = [
            (named, instances_of(case, shown.id))
            for shown, named in sealed_series_of(case, row.series)
        ]
        self._slides = chosen_slides(case, row.version, row.series)
        sources = {one.sha256 for _named, rows in self._chosen for one in rows}
        self._masks = masks_of(case, sources)
        self.done: list[MaskedSeries] = []
        self.withheld: list[Withheld] = []
        self.decisions: dict[str, None] = {}

    @property
    def series(self) -> tuple[SealedSeries, ...]:
        """Their neutral names."""
        return tuple(named for named, _rows in self._chosen)

    def parts(self) -> Iterator[Part]:
        """Every object that leaves, one after the other."""
        for named, rows in self._chosen:
            yield from self._series(named, rows)
        for number, slide in enumerate(self._slides, 1):
            yield from self._slide(slide, name_of(slide, number))

    def _slide(self, slide: SlideOffered, name: str) -> Iterator[Part]:
        """A slide without its label, one at a time: it may be as large as all the rest."""
        if slide.masks is None:
            raise not_looked_at()
        self.decisions.update(dict.fromkeys(slide.masks.decisions))
        if not slide.masks.leaves:
            self.withheld.append(Withheld(what=name, code="withheld"))
            return
        self._running.tell("deidentify")
        image = ImageToClean(self._place / "slide", self._place / "clean-slide", is_slide=True)
        write_clear(self._case, slide.row.blob, image.path)
        (cleaned,) = self._performed([image])
        if cleaned.code:
            self.withheld.append(Withheld(what=name, code=cleaned.code))
            return
        self.done.append(MaskedSeries(folder=name, instances=1, changed=cleaned.changed))
        yield name, partial(_opened, image.target)
        image.target.unlink(missing_ok=True)

    def _series(self, named: SealedSeries, rows: Sequence[ImagingInstanceRow]) -> Iterator[Part]:
        leaving = [(row, masks) for row in rows if (masks := self._leaves(row, named)) is not None]
        done: list[CleanedImage] = []
        number = 0
        for some in _batches(leaving):
            for image, cleaned in self._cleaned(some):
                self._running.tell("deidentify", len(leaving))
                number += 1
                if cleaned.code:
                    self.withheld.append(Withheld(what=named.part(number), code=cleaned.code))
                else:
                    done.append(cleaned)
                    yield named.part(number), partial(_opened, image.target)
                image.target.unlink(missing_ok=True)
        kept = [masks for _row, masks in leaving]
        self.done.append(
            MaskedSeries(
                folder=named.folder,
                instances=len(done),
                changed=added_changes(done),
                boxes=sum(len(masks.boxes.get(EVERY_FRAME, ())) for masks in kept),
                has_face=any(masks.has_face for masks in kept),
            )
        )

    def _leaves(self, row: ImagingInstanceRow, named: SealedSeries) -> Masks | None:
        """The masks of an object that travels; None for one that somebody keeps back. WrongState
        where nobody has looked any more: something came since the package was asked for."""
        masks = self._masks.get(row.sha256)
        if masks is None:
            raise not_looked_at()
        self.decisions.update(dict.fromkeys(masks.decisions))
        if masks.leaves:
            return masks
        self.withheld.append(Withheld(what=named.folder, code="withheld"))
        return None

    def _cleaned(
        self, some: Sequence[tuple[ImagingInstanceRow, Masks]]
    ) -> Iterator[tuple[ImageToClean, CleanedImage]]:
        images = []
        for number, (row, masks) in enumerate(some):
            path = self._place / f"image-{number}"
            write_clear(self._case, row.blob, path)
            boxes = masks.boxes.get(EVERY_FRAME, ())
            target = self._place / f"clean-{number}"
            images.append(ImageToClean(path, target, boxes, bool(masks.decisions)))
        yield from zip(images, self._performed(images), strict=True)

    def _performed(self, images: Sequence[ImageToClean]) -> list[CleanedImage]:
        clean = image_cleaner()
        try:
            cleaned = clean(images, self._known, self._case.number, self._secret)
        finally:
            for image in images:
                image.path.unlink(missing_ok=True)
        return [
            told if told.code or image.target.exists() else CleanedImage(code=NOT_CLEAN)
            for image, told in zip(images, cleaned, strict=True)
        ]


def not_looked_at() -> WrongState:
    """The error of pictures at which nobody has looked."""
    return WrongState(
        "masking_incomplete",
        _noop("Pictures that may show an identifier have come since; nobody has looked at them."),
        _noop("Work through the masking queue, remove the package and seal it again."),
    )


def _opened(path: Path) -> BinaryIO:
    return cast("BinaryIO", path.open("rb"))


def _batches(
    leaving: Sequence[tuple[ImagingInstanceRow, Masks]],
) -> Iterator[list[tuple[ImagingInstanceRow, Masks]]]:
    batch: list[tuple[ImagingInstanceRow, Masks]] = []
    size = 0
    for row, masks in leaving:
        if batch and (len(batch) == _AT_ONCE or size + row.size_bytes > _BYTES_AT_ONCE):
            yield batch
            batch, size = [], 0
        batch.append((row, masks))
        size += row.size_bytes
    if batch:
        yield batch
