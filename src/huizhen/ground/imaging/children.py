"""The limited children in which images are taken apart: this process reads no header by itself.

`project.imaging_tools` implements it with `adapters`, which the ground may not import: settings
name it (HUIZHEN_IMAGE_TOOLS).
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from huizhen.core.errors import HuizhenError
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


class _InLastingThread:
    """Workers whose children are started by a thread that stays: a child ends with the thread that
    started it (PR_SET_PDEATHSIG), and the thread of a request ends with the request."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers

    def perform(self, works: Iterable[Work]) -> Iterator[Outcome]:
        """All outcomes, once the last has come."""
        planned = list(works)
        return iter(
            _lasting(os.getpid()).submit(lambda: list(self._workers.perform(planned))).result()
        )

    def close(self) -> None:
        """End the children."""
        self._workers.close()


@lru_cache(maxsize=2)
def _lasting(_pid: int) -> ThreadPoolExecutor:
    """One thread of this process; of a forked one another."""
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="image-children")


class ChildPool:
    """Children that wait for the next work instead of being started for each; one at a time uses
    them. What they need in clear lies in a folder of this process, emptied after each use."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._lock = threading.Lock()
        self._workers: Workers | None = None
        self._place: Path | None = None
        self._pid = 0

    @contextmanager
    def used(self) -> Iterator[tuple[Workers, Path]]:
        """The children and their folder. After a failure within they are started anew: nobody
        knows what they have in hand."""
        with self._lock:
            workers, place = self._started()
            is_lasting = threading.current_thread() is threading.main_thread()
            try:
                yield workers if is_lasting else _InLastingThread(workers), place
            except HuizhenError:
                raise
            except BaseException:
                self.close()
                raise
            finally:
                _empty(place)

    def _started(self) -> tuple[Workers, Path]:
        if self._workers is None or self._place is None or self._pid != os.getpid():
            self._pid = os.getpid()
            folder = _pools()
            self._place = Path(tempfile.mkdtemp(dir=folder, prefix=f"{self._pid}-"))
            self._workers = image_tools().start(self._place, self._count)
            atexit.register(self.close)
        return self._workers, self._place

    def close(self) -> None:
        """End the children and remove their folder; the next use starts others."""
        workers, place = self._workers, self._place
        self._workers = self._place = None
        if self._pid == os.getpid():
            if workers is not None:
                workers.close()
            if place is not None:
                shutil.rmtree(place, ignore_errors=True)


@lru_cache(maxsize=4)
def child_pool(count: int = 0) -> ChildPool:
    """This process's pool of so many children (0: one for each processor)."""
    return ChildPool(count)


def _empty(place: Path) -> None:
    for path in place.iterdir() if place.is_dir() else ():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _pools() -> Path:
    """Where pools lie; what killed processes left is removed."""
    folder = Path(settings.HUIZHEN_HOME) / "children"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for place in folder.iterdir():
        pid = place.name.partition("-")[0]
        if pid.isdigit() and not Path(f"/proc/{pid}").exists():
            shutil.rmtree(place, ignore_errors=True)
    return folder


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
