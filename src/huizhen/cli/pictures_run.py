"""The command line's pictures: cited pages drawn by workers, each result kept at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from huizhen.cli.reading_run import ReadFile, Tick
from huizhen.cli.workshop import PackageStore, Workshop
from huizhen.core.ports import Work
from huizhen.core.preparation.page_pictures import (
    PagePicture,
    PageViews,
    PictureTask,
    picture_key,
    picture_of,
    picture_of_outcome,
    placed_pictures,
)
from huizhen.core.preparation.statement import Statement
from huizhen.core.records.page import PageId, SourceId


def draw_pages(
    tasks: Sequence[PictureTask],
    files: Sequence[ReadFile],
    workshop: Workshop,
    store: PackageStore,
    tick: Tick,
) -> dict[PageId, PagePicture]:
    """The pictures of the pages that could be drawn."""
    paths = {file.located.received.source_id: file.located.path for file in files}
    pictures: dict[PageId, PagePicture] = {}
    waiting: dict[str, PictureTask] = {}
    for task in tasks:
        key = picture_key(task)
        stored = store.get("picture", key)
        if stored is not None:
            pictures[task.page_id] = picture_of(task, stored)
        elif task.source_id in paths:
            waiting[key] = task
    if waiting:
        pictures.update(_drawn(waiting, paths, workshop, store, tick))
    return pictures


def _drawn(
    waiting: Mapping[str, PictureTask],
    paths: Mapping[SourceId, Path],
    workshop: Workshop,
    store: PackageStore,
    tick: Tick,
) -> dict[PageId, PagePicture]:
    works = [_work(key, task, paths[task.source_id]) for key, task in waiting.items()]
    workers = workshop.start_readers(store.spool)
    pictures: dict[PageId, PagePicture] = {}
    try:
        for outcome in workers.perform(works):
            task = waiting[outcome.key]
            tick(task.file_name)
            picture = picture_of_outcome(task, outcome)
            if picture is not None and outcome.data is not None:
                store.put("picture", outcome.key, outcome.data)
                pictures[task.page_id] = picture
    finally:
        workers.close()
    return pictures


def _work(key: str, task: PictureTask, path: Path) -> Work:
    return Work(
        key=key,
        kind="picture",
        input={"path": str(path), "ordinal": task.ordinal, "kind": task.kind},
        label=task.file_name,
    )


def page_views(
    statements: Sequence[Statement],
    tasks: Sequence[PictureTask],
    pictures: Mapping[PageId, PagePicture],
    files: Sequence[ReadFile],
) -> tuple[dict[str, bytes], PageViews]:
    """Picture files of the package, and what can be shown of every cited page: its picture, or
    where there is none the text that was read of it."""
    drawn, placed = placed_pictures(tasks, pictures)
    cited = {place.page_id for statement in statements for place in statement.places}
    texts = {
        str(page.page_id): page.text
        for file in files
        for page in file.reading.pages
        if page.page_id in cited and page.page_id not in placed and page.text
    }
    return drawn, PageViews(pictures=placed, texts=texts)
