"""A text whose facts could not be looked for is tried once more, and then told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import huizhen
from huizhen.adapters.store_folder import FolderStore
from huizhen.cli.extraction_run import extract_facts
from huizhen.cli.reading_run import ReadFile
from huizhen.core.ports import Outcome, Work
from huizhen.core.reading.plan import Located
from huizhen.core.records.page import Page, SourceId, page_id
from huizhen.core.records.reading import Reading, Received

CONTENT = Path(huizhen.__file__).parent / "content"


class Busy:
    """Workers that are stopped at their first tries."""

    def __init__(self, stops: int) -> None:
        self.stops, self.tries = stops, 0

    def perform(self, works: Iterable[Work]) -> Iterator[Outcome]:
        for work in works:
            self.tries += 1
            is_stopped = self.tries <= self.stops
            yield Outcome(key=work.key, data=None if is_stopped else {"pages": []}, code="busy")

    def close(self) -> None:
        """Nothing to stop."""


@pytest.fixture
def report(tmp_path: Path) -> ReadFile:
    source = SourceId("a" * 64)
    page = Page(page_id=page_id(source, 1), ordinal=1, text="CT: lesion of 8.2 cm in segment V.")
    received = Received(path="report.pdf", source_id=source, size_bytes=1)
    reading = Reading(kind="pdf", pages=(page,))
    located = Located(received=received, path=tmp_path / "report.pdf")
    return ReadFile(located=located, key="report", reading=reading)


@pytest.mark.parametrize(
    ("stops", "status", "code"), [(0, "read", ""), (1, "read", ""), (2, "part", "facts_not_found")]
)
def test_a_report_whose_facts_are_lost_says_so(
    tmp_path: Path, report: ReadFile, stops: int, status: str, code: str
) -> None:
    workers = Busy(stops)
    workshop: Any = SimpleNamespace(start_readers=lambda _: workers, terms_roots=(CONTENT,))
    store = FolderStore(tmp_path / "package")
    store.open()
    try:
        (found,) = extract_facts([report], workshop, store, lambda _: None)
        assert (found.reading.status, found.reading.code) == (status, code)
        tried = workers.tries
        assert tried == min(stops, 1) + 1
        extract_facts([report], workshop, store, lambda _: None)
        # what was found is kept; what was lost is looked for anew
        assert workers.tries == (tried + 1 if code else tried)
    finally:
        store.close()
