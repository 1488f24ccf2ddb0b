"""Pages drawn in a limited child: the size that boxes are measured in, or a reason."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Literal

import pikepdf
import pytest
from PIL import Image, ImageDraw

from huizhen.adapters.sandbox import SandboxWorkers
from huizhen.core.ports import Outcome, Work
from huizhen.core.preparation.page_pictures import (
    PictureTask,
    picture_key,
    picture_of_outcome,
)
from huizhen.core.reading.limits import Limits
from huizhen.core.records.page import SourceId, page_id


def drawn(folder: Path, data: bytes, kind: Literal["pdf", "image"], ordinal: int = 1) -> Outcome:
    path = folder / "source"
    path.write_bytes(data)
    task = task_of(data, kind, ordinal)
    given = {"path": str(path), "ordinal": ordinal, "kind": kind}
    workers = SandboxWorkers(folder / "spool", Limits(), count=1)
    try:
        (outcome,) = workers.perform([Work(key=picture_key(task), kind="picture", input=given)])
    finally:
        workers.close()
    return outcome


def task_of(data: bytes, kind: Literal["pdf", "image"], ordinal: int = 1) -> PictureTask:
    source = SourceId(hashlib.sha256(data).hexdigest())
    return PictureTask(
        page_id=page_id(source, ordinal), source_id=source, source=1, ordinal=ordinal, kind=kind
    )


def pdf(*sizes: tuple[float, float]) -> bytes:
    document = pikepdf.new()
    for size in sizes:
        document.add_blank_page(page_size=size)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("size", "pixels"), [((595, 842), (909, 1286)), ((3000, 1500), (1600, 800))]
)
def test_a_page_of_a_pdf(
    tmp_path: Path, size: tuple[float, float], pixels: tuple[int, int]
) -> None:
    data = pdf((100, 100), size)
    picture = picture_of_outcome(task_of(data, "pdf", 2), drawn(tmp_path, data, "pdf", 2))
    assert picture is not None
    assert (picture.width, picture.height) == size
    shown = Image.open(io.BytesIO(picture.data))
    assert shown.format == "WEBP"
    assert abs(shown.width - pixels[0]) <= 2
    assert abs(shown.height - pixels[1]) <= 2


def test_a_large_photograph_keeps_its_own_measure(tmp_path: Path) -> None:
    photograph = Image.new("RGB", (3200, 2400), "white")
    ImageDraw.Draw(photograph).rectangle((800, 600, 1600, 1200), fill=(200, 30, 30))
    stream = io.BytesIO()
    photograph.save(stream, "JPEG")
    data = stream.getvalue()
    picture = picture_of_outcome(task_of(data, "image"), drawn(tmp_path, data, "image"))
    assert picture is not None
    assert (picture.width, picture.height) == (3200, 2400)
    shown = Image.open(io.BytesIO(picture.data)).convert("RGB")
    assert shown.size == (1600, 1200)
    red = shown.getpixel((600, 450))
    assert isinstance(red, tuple)
    assert red[0] > 150 > red[1]


def test_a_page_that_cannot_be_drawn_gives_a_reason(tmp_path: Path) -> None:
    outcome = drawn(tmp_path, b"%PDF-1.7 broken", "pdf")
    assert outcome.code
    assert outcome.remedy
    assert picture_of_outcome(task_of(b"", "pdf"), outcome) is None
