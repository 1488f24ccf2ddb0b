"""Folders that take long to make: one process of a run makes them, the others read them."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path


def made_once(name: str, make: Callable[[Path], None]) -> Path:
    """The folder of that name, filled by `make` when no process of this run has done so."""
    place = _place()
    folder = place / name
    with (place / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            unfinished = Path(tempfile.mkdtemp(dir=place))
            try:
                make(unfinished)
            except BaseException:
                shutil.rmtree(unfinished, ignore_errors=True)
                raise
            unfinished.rename(folder)
    return folder


@lru_cache(maxsize=1)
def _place() -> Path:
    told = os.environ.get("HUIZHEN_TESTS_SHARED", "")
    return Path(told) if told else Path(tempfile.mkdtemp(prefix="huizhen-tests-"))
