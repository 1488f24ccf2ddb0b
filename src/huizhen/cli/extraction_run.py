"""The command line's extraction: each file's prose in a worker child, each result kept at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from huizhen.cli.reading_run import ReadFile, Tick
from huizhen.cli.workshop import PackageStore, Workshop
from huizhen.core.extraction.extract import Extraction, key_of_stamps
from huizhen.core.extraction.knowledge import knowledge_stamps
from huizhen.core.extraction.plan import (
    extraction_key,
    extraction_work,
    has_prose,
    not_understood,
    with_extractions,
)
from huizhen.core.ports import Outcome, Work
from huizhen.core.records.page import Page
from huizhen.core.records.reading import Reading


def extract_facts(
    files: Sequence[ReadFile], workshop: Workshop, store: PackageStore, tick: Tick
) -> list[ReadFile]:
    """The files with the facts of their prose added to those of their codes."""
    address = key_of_stamps(knowledge_stamps(workshop.terms_roots))
    keys = {
        file.key: extraction_key(file.reading, address) for file in files if has_prose(file.reading)
    }
    found: dict[str, list[Extraction]] = {}
    works: dict[str, Work] = {}
    for file in files:
        key = keys.get(file.key, "")
        if not key or key in found or key in works:
            continue
        stored = store.get("extractions", key)
        if stored is not None:
            found[key] = _extractions(stored)
        else:
            works[key] = _work(key, file, workshop, store)
    found.update(_performed(works, workshop, store, tick))
    return [_with_facts(file, keys.get(file.key, ""), found) for file in files]


def _work(key: str, file: ReadFile, workshop: Workshop, store: PackageStore) -> Work:
    roots = [str(root) for root in workshop.terms_roots]
    label = file.located.received.path
    return extraction_work(key, file.reading, pages_with_lines(file, store), roots, label)


def pages_with_lines(file: ReadFile, store: PackageStore) -> list[Page]:
    """The pages with their lines, which a run does not keep in memory."""
    pages = file.reading.pages
    if all(page.lines for page in pages if page.text):
        return list(pages)
    stored = store.get("readings", file.key)
    if stored is None:
        return list(pages)
    lines = {page.page_id: page for page in Reading.model_validate(stored).pages}
    whole = []
    for page in pages:
        kept = lines.get(page.page_id)
        is_same = kept is not None and kept.text == page.text and not page.lines
        whole.append(page.model_copy(update={"lines": kept.lines}) if is_same and kept else page)
    return whole


def _performed(
    works: Mapping[str, Work], workshop: Workshop, store: PackageStore, tick: Tick
) -> dict[str, list[Extraction]]:
    if not works:
        return {}
    workers = workshop.start_readers(store.spool)
    found: dict[str, list[Extraction]] = {}
    try:
        for outcome in workers.perform(works.values()):
            tick(works[outcome.key].label)
            _keep(outcome, store, found)
        # a busy machine may stop what an idle one does: once more, before anybody is told
        again = [work for key, work in works.items() if key not in found]
        for outcome in workers.perform(again) if again else ():
            _keep(outcome, store, found)
    finally:
        workers.close()
    return found


def _keep(outcome: Outcome, store: PackageStore, found: dict[str, list[Extraction]]) -> None:
    """What was found; what hangs or breaks on a text costs its facts, never the case."""
    if outcome.data is not None:
        store.put("extractions", outcome.key, outcome.data)
        found[outcome.key] = _extractions(outcome.data)


def _extractions(data: Mapping[str, object]) -> list[Extraction]:
    pages = data.get("pages")
    return [Extraction.model_validate(page) for page in pages] if isinstance(pages, list) else []


def _with_facts(file: ReadFile, key: str, found: Mapping[str, list[Extraction]]) -> ReadFile:
    is_lost = bool(key) and key not in found
    reading = not_understood(file.reading) if is_lost else file.reading
    reading = with_extractions(reading, found.get(key, []))
    return file if reading is file.reading else file.model_copy(update={"reading": reading})
