"""The command line's OCR: pages that wait for it, in order, each result kept at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from huizhen.cli.reading_run import ReadFile, Tick
from huizhen.cli.workshop import PackageStore, Workshop
from huizhen.core.language.pages import with_languages
from huizhen.core.ports import Outcome, Work
from huizhen.core.reading.ocr import (
    OcrTask,
    RecognisedPage,
    failed,
    hints_from,
    ocr_key,
    ocr_tasks,
    over_limit,
)
from huizhen.core.reading.ocr_fold import fold_reading
from huizhen.core.records.page import PageId


def recognise_pages(
    files: Sequence[ReadFile], workshop: Workshop, store: PackageStore, tick: Tick
) -> list[ReadFile]:
    """The files with every recognised page folded in; what stays unread says why."""
    planned = _planned(files)
    if not planned or workshop.start_recognisers is None:
        return [_folded(file, {}) for file in files]
    engines = workshop.ocr_engines()
    results: dict[PageId, RecognisedPage] = {}
    waiting: dict[str, tuple[OcrTask, ReadFile]] = {}
    for task, file in planned[: workshop.limits.max_ocr_pages]:
        key = ocr_key(task, engines)
        stored = store.get("ocr", key)
        if stored is not None:
            results[task.page_id] = RecognisedPage.model_validate(stored)
        else:
            waiting[key] = (task, file)
    for task, _ in planned[workshop.limits.max_ocr_pages :]:
        results[task.page_id] = over_limit(task, workshop.limits.max_ocr_pages)
    results.update(_performed(waiting, workshop, store, tick))
    return [_folded(file, results) for file in files]


def _planned(files: Sequence[ReadFile]) -> list[tuple[OcrTask, ReadFile]]:
    """Each waiting page once, with the script of the whole case as a hint."""
    script, language = hints_from(page for file in files for page in file.reading.pages)
    planned: dict[PageId, tuple[OcrTask, ReadFile]] = {}
    for file in files:
        source_id = file.located.received.source_id
        for task in ocr_tasks(file.reading, source_id, script, language):
            planned.setdefault(task.page_id, (task, file))
    return list(planned.values())


def _performed(
    waiting: Mapping[str, tuple[OcrTask, ReadFile]],
    workshop: Workshop,
    store: PackageStore,
    tick: Tick,
) -> dict[PageId, RecognisedPage]:
    if not waiting or workshop.start_recognisers is None:
        return {}
    works = [_work(key, task, file) for key, (task, file) in waiting.items()]
    workers = workshop.start_recognisers(store.spool)
    results: dict[PageId, RecognisedPage] = {}
    try:
        for outcome in workers.perform(works):
            task, file = waiting[outcome.key]
            tick(file.located.received.path)
            results[task.page_id] = _result(task, outcome)
            if outcome.data is not None:
                store.put("ocr", outcome.key, outcome.data)
    finally:
        workers.close()
    return results


def _work(key: str, task: OcrTask, file: ReadFile) -> Work:
    return Work(
        key=key,
        kind="ocr",
        input={"task": task.model_dump(mode="json"), "path": str(file.located.path)},
        label=file.located.received.path,
    )


def _result(task: OcrTask, outcome: Outcome) -> RecognisedPage:
    if outcome.data is None:
        return failed(task, outcome.code, outcome.message, outcome.remedy)
    return RecognisedPage.model_validate(outcome.data)


def _folded(file: ReadFile, results: Mapping[PageId, RecognisedPage]) -> ReadFile:
    if not any(page.needs_ocr for page in file.reading.pages):
        return file
    reading = with_languages(fold_reading(file.reading, results))
    return file.model_copy(update={"reading": reading})
