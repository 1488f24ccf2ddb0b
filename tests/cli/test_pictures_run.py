"""Cited pages are drawn once and kept; a page that cannot be drawn is shown by its text."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pikepdf
import pytest

import synthetic_papers as papers
from huizhen.adapters.sandbox import SandboxWorkers
from huizhen.adapters.store_folder import FolderStore
from huizhen.cli.pictures_run import draw_pages, page_views
from huizhen.cli.reading_run import ReadFile
from huizhen.core.preparation.page_pictures import picture_tasks
from huizhen.core.preparation.statement import Place, Statement
from huizhen.core.reading.limits import Limits
from huizhen.core.reading.plan import Located
from huizhen.core.records.page import Page, SourceId, page_id
from huizhen.core.records.reading import Reading, Received


def read_file(folder: Path, name: str, data: bytes, kind: str, text: str) -> ReadFile:
    path = folder / name
    path.write_bytes(data)
    source = SourceId(hashlib.sha256(data).hexdigest())
    page = Page(page_id=page_id(source, 1), ordinal=1, text=text)
    received = Received(path=name, source_id=source, size_bytes=len(data))
    reading = Reading(kind=kind, pages=(page,))
    return ReadFile(located=Located(received=received, path=path), key=name, reading=reading)


def cited(number: int, file: ReadFile) -> Statement:
    place = Place(source=number, page_id=file.reading.pages[0].page_id, page=1, quote="said")
    return papers.said(f"statement {number}", places=(place,))


@pytest.fixture
def files(tmp_path: Path) -> list[ReadFile]:
    document, stream = pikepdf.new(), io.BytesIO()
    document.add_blank_page(page_size=(595, 842))
    document.save(stream)
    return [
        read_file(tmp_path, "good.pdf", stream.getvalue(), "pdf", "said in a PDF"),
        read_file(tmp_path, "broken.pdf", b"%PDF-1.7 broken", "pdf", "said in ruins"),
        read_file(tmp_path, "coded.xml", b"<a/>", "ccda", "said in a code"),
        read_file(tmp_path, "uncited.xml", b"<b/>", "ccda", "never cited"),
    ]


def test_cited_pages_are_drawn_once_and_others_shown_by_text(
    tmp_path: Path, files: list[ReadFile]
) -> None:
    numbered = [
        SimpleNamespace(number=i, source_id=f.located.received.source_id, kind=f.reading.kind)
        for i, f in enumerate(files, start=1)
    ]
    statements = [cited(i, file) for i, file in enumerate(files[:3], start=1)]
    tasks = picture_tasks(statements, numbered)
    started: list[Path] = []

    def readers(spool: Path) -> SandboxWorkers:
        started.append(spool)
        return SandboxWorkers(spool, Limits(), count=1)

    workshop: Any = SimpleNamespace(start_readers=readers)
    store = FolderStore(tmp_path / "package")
    store.open()
    ticks: list[str] = []
    try:
        pictures = draw_pages(tasks, files, workshop, store, ticks.append)
        again = draw_pages(tasks[:1], files, workshop, store, ticks.append)
    finally:
        store.close()
    assert [len(started), sorted(ticks)] == [1, ["pages/1-1.webp", "pages/2-1.webp"]]
    assert list(pictures) == [files[0].reading.pages[0].page_id]
    assert again == pictures
    drawn, views = page_views(statements, tasks, pictures, files)
    assert list(drawn) == ["pages/1-1.webp"]
    assert sorted(views.texts.values()) == ["said in a code", "said in ruins"]
