"""The limited children in which images are taken apart: this process reads no header by itself.

`project.imaging_tools` implements it with `adapters`, which the ground may not import: settings
name it (HUIZHEN_IMAGE_TOOLS).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from huizhen.core.ports import Outcome, Work, Workers
from huizhen.core.reading.limits import Limits


class ImageTools(Protocol):
    """Starts children, and says how much of a file is read."""

    @property
    def limits(self) -> Limits:
        """The site's limits."""

    def start(self, spool: Path, count: int = 0) -> Workers:
        """So many children (0: one for each processor), which keep files under `spool`."""


def image_tools() -> ImageTools:
    """The tools that this desk is set up with."""
    return cast("ImageTools", import_string(settings.HUIZHEN_IMAGE_TOOLS))


@contextmanager
def children(spool: Path, count: int = 0) -> Iterator[Workers]:
    """Children that end when the block is left."""
    workers = image_tools().start(spool, count)
    try:
        yield workers
    finally:
        workers.close()


def performed(workers: Workers, works: Iterable[Work]) -> Iterator[Outcome]:
    """The outcomes of works; of a batch of items that made its child stop, each item by itself,
    so that one file does not cost the others."""
    planned = list(works)
    by_key = {work.key: work for work in planned}
    again: list[Work] = []
    for outcome in workers.perform(planned):
        items = by_key[outcome.key].input.get("items")
        if outcome.data is None and isinstance(items, list) and len(items) > 1:
            again += _one_by_one(by_key[outcome.key], items)
        else:
            yield outcome
    if again:
        yield from workers.perform(again)


def _one_by_one(work: Work, items: list[dict[str, object]]) -> Iterator[Work]:
    for item in items:
        more = {"items": [item], "units": 1}
        yield Work(key=f"{work.key}:{item['key']}", kind=work.kind, input={**work.input, **more})
