"""Pictures of pages painted over, and read again by OCR for what still stands on them."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from huizhen.cli.reading_run import Tick
from huizhen.cli.workshop import Workshop
from huizhen.core.errors import PackageError
from huizhen.core.ports import Work
from huizhen.core.preparation.masked_package import MaskingRules
from huizhen.core.preparation.masking import boxes_for, identifier_spans
from huizhen.core.preparation.masking_report import MaskedItem
from huizhen.core.preparation.staff_within import staff_within
from huizhen.core.reading.ocr import OcrTask, RecognisedPage
from huizhen.core.reading.ocr_fold import fold_page
from huizhen.core.records.known_identifiers import KnownIdentifiers
from huizhen.core.records.page import Box, Page, PageId, SourceId
from huizhen.core.records.value import content_hash

_MARK = "picture"


class MaskingBench(NamedTuple):
    """What a package is masked with: `place` is a folder that is gone afterwards."""

    workshop: Workshop
    place: Path
    tick: Tick


class MaskedPictures(NamedTuple):
    """Pictures by name as they leave, what was painted over, and what OCR reads on them."""

    files: dict[str, bytes]
    items: tuple[MaskedItem, ...]
    read: dict[str, str]
    """SHA-256 of a picture -> its text."""


def mask_pictures(
    pictures: Mapping[str, bytes],
    boxes: Mapping[str, Sequence[Box]],
    known: KnownIdentifiers,
    rules: MaskingRules,
    bench: MaskingBench,
) -> MaskedPictures:
    """The pictures painted over: first the boxes of persons (in pixels), then wherever OCR still
    reads what identifies. Names that only a list knows may be clinical words and stay."""
    items = _items(boxes, "person")
    files = {**pictures, **_painted({n: pictures[n] for n in boxes}, boxes, bench)}
    pages = read_pictures(dict(list(files.items())[: rules.checked_pages]), bench)
    still = {name: found for name, page in pages.items() if (found := _boxes(page, known, rules))}
    files |= _painted({name: files[name] for name in still}, still, bench)
    read = {_sha256(files[name]): page.text for name, page in pages.items() if name not in still}
    return MaskedPictures(files, (*items, *_items(still, "ocr")), read)


def read_pictures(pictures: Mapping[str, bytes], bench: MaskingBench) -> dict[str, Page]:
    """What OCR reads on pictures, by their names; PackageError where one cannot be read, for then
    nobody knows what stands on it."""
    if not pictures:
        return {}
    if bench.workshop.start_recognisers is None:
        raise ocr_is_off()
    tasks = {_key(data): (name, _task(data)) for name, data in pictures.items()}
    works = [
        Work(
            key=key,
            kind="ocr",
            input={
                "task": task.model_dump(mode="json"),
                "path": str(_written(pictures[name], bench)),
            },
            label=name,
        )
        for key, (name, task) in tasks.items()
    ]
    workers = bench.workshop.start_recognisers(bench.place)
    pages: dict[str, Page] = {}
    try:
        for outcome in workers.perform(works):
            bench.tick(_MARK)
            if outcome.data is None:
                raise PackageError(outcome.code, outcome.message, outcome.remedy)
            recognised = RecognisedPage.model_validate(outcome.data)
            pages[outcome.key] = fold_page(_page(recognised), recognised)
    finally:
        workers.close()
    return {name: pages[_key(data)] for name, data in pictures.items()}


def ocr_is_off() -> PackageError:
    """The error of a site that cannot read what stands on pictures."""
    return PackageError(
        "masking_without_ocr",
        "Pictures cannot be looked through: OCR is switched off on this site.",
        "Switch it on (HUIZHEN_OCR), or send the package to the home team alone.",
    )


def in_pixels(boxes: Iterable[Box], size: tuple[float, float], picture: bytes) -> tuple[Box, ...]:
    """Boxes in the measure of a page of that size, in pixels of its picture."""
    with Image.open(io.BytesIO(picture)) as opened:
        width, height = opened.size
    across, down = width / size[0], height / size[1]
    return tuple((b[0] * across, b[1] * down, b[2] * across, b[3] * down) for b in boxes)


def _boxes(page: Page, known: KnownIdentifiers, rules: MaskingRules) -> tuple[Box, ...]:
    spans = list(identifier_spans(page.text, page.language, known))
    spans += list(staff_within(page.text, page.language, spans))
    sure = [span for span in spans if span.kind in rules.kinds and span.found_by != "list"]
    return boxes_for(page, sure)


def _painted(
    pictures: Mapping[str, bytes], boxes: Mapping[str, Sequence[Box]], bench: MaskingBench
) -> dict[str, bytes]:
    """The pictures with boxes painted over by a limited child."""
    if not pictures:
        return {}
    works = []
    for name, data in pictures.items():
        path = _written(data, bench)
        target = path.with_suffix(".masked.webp")
        told = {"path": str(path), "target": str(target), "boxes": [list(b) for b in boxes[name]]}
        works.append(Work(key=name, kind="mask_picture", input=told, label=name))
    workers = bench.workshop.start_readers(bench.place)
    painted: dict[str, bytes] = {}
    try:
        for outcome in workers.perform(works):
            bench.tick(_MARK)
            if outcome.data is None:
                raise PackageError(outcome.code, outcome.message, outcome.remedy)
            path = _written(pictures[outcome.key], bench).with_suffix(".masked.webp")
            painted[outcome.key] = path.read_bytes()
    finally:
        workers.close()
    return painted


def _items(boxes: Mapping[str, Sequence[Box]], found_by: str) -> tuple[MaskedItem, ...]:
    return tuple(
        MaskedItem(file=name, kind=_MARK, found_by=found_by, count=len(found))
        for name, found in boxes.items()
        if found
    )


def _written(data: bytes, bench: MaskingBench) -> Path:
    path = bench.place / f"{_sha256(data)}.webp"
    if not path.exists():
        path.write_bytes(data)
    return path


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _key(data: bytes) -> str:
    return content_hash([_MARK, _sha256(data)])


def _task(data: bytes) -> OcrTask:
    source = SourceId(_sha256(data))
    return OcrTask(page_id=PageId(f"{source}:1"), source_id=source, ordinal=1, kind="image")


def _page(recognised: RecognisedPage) -> Page:
    return Page(
        page_id=recognised.page_id,
        ordinal=1,
        origin="none",
        width=recognised.width_px or None,
        height=recognised.height_px or None,
        needs_ocr=True,
    )
