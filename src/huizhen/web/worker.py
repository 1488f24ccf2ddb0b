"""The worker: follows events up, and works off the ledger; it can be killed at any moment."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType
from typing import TypeVar

from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from huizhen.ground.audit.heads import sign_heads
from huizhen.ground.cases.access import for_each_case
from huizhen.ground.files.actions import sweep_uploads
from huizhen.ground.files.blobs import sweep, sweep_unnoted
from huizhen.ground.jobs.doorbell import bell
from huizhen.ground.jobs.ledger import claim, perform, reap
from huizhen.journey.flow import follow_up
from huizhen.web.lasting import settle

Result = TypeVar("Result")
_log = logging.getLogger(__name__)
_PAUSE_SECONDS = 0.5
_REAP_EVERY_SECONDS = 10.0
_TIDY_EVERY_SECONDS = 6 * 3600.0


def _sign_heads() -> None:
    """The trail's ends of this day, once."""
    sign_heads(Path(settings.HUIZHEN_HOME), timezone.now())


def _tidy_uploads() -> None:
    """Uploads that nobody continued, in every case."""
    for_each_case(sweep_uploads)


class Worker:
    """Events in one thread, long work in another, until asked to stop. Each looks for what is to
    do at every ring of the bell, and twice a second."""

    def __init__(self, parent_pid: int | None = None, bell_line: int | None = None) -> None:
        self._parent_pid, self._bell_line = parent_pid, bell_line
        self._stop = threading.Event()
        self._events, self._jobs = threading.Event(), threading.Event()
        self._owner = f"{socket.gethostname()}:{os.getpid()}"[:60]

    def run(self) -> None:
        """Work until SIGTERM, SIGINT, or the end of the parent."""
        signal.signal(signal.SIGTERM, self._asked_to_stop)
        signal.signal(signal.SIGINT, self._asked_to_stop)
        with bell(self._rung):
            if self._bell_line is not None:
                threading.Thread(target=self._listen, name="bell", daemon=True).start()
            self._run()

    def _run(self) -> None:
        jobs = threading.Thread(target=self._work_off, name="jobs", daemon=True)
        jobs.start()
        reaped_at = tidied_at = 0.0
        while not self._stop.is_set() and not self._is_orphan():
            if time.monotonic() - reaped_at > _REAP_EVERY_SECONDS:
                self._safely(reap)
                self._safely(_sign_heads)
                sweep()
                reaped_at = time.monotonic()
            if time.monotonic() - tidied_at > _TIDY_EVERY_SECONDS:
                self._safely(_tidy_uploads)
                self._safely(sweep_unnoted)
                tidied_at = time.monotonic()
            if not self._safely(follow_up):
                self._wait(self._events)
        self._stop.set()
        self._rung()
        jobs.join(timeout=5)

    def _rung(self) -> None:
        self._events.set()
        self._jobs.set()

    def _listen(self) -> None:
        """Ring here as often as the parent rings; until it is gone."""
        while self._bell_line is not None and os.read(self._bell_line, 4096):
            self._rung()

    def _wait(self, bell_rang: threading.Event) -> None:
        if not self._stop.is_set():
            bell_rang.wait(_PAUSE_SECONDS)
            bell_rang.clear()

    def _work_off(self) -> None:
        kinds: set[str] = set()
        while not self._stop.is_set():
            job = self._safely(lambda: claim(self._owner))
            if job is None:
                self._wait(self._jobs)
                continue
            self._safely(partial(perform, job))
            if job.kind not in kinds:  # its modules and tables are loaded now
                kinds.add(job.kind)
                settle()

    def _safely(self, act: Callable[[], Result]) -> Result | None:
        """A database that is busy or gone for a moment ends nothing."""
        try:
            return act()
        except DatabaseError:
            _log.exception("the database did not answer")
            self._stop.wait(2)
            return None
        finally:
            close_old_connections()

    def _asked_to_stop(self, _signal: int, _frame: FrameType | None) -> None:
        self._stop.set()  # no bell: the thread that this interrupts may hold its lock

    def _is_orphan(self) -> bool:
        return self._parent_pid is not None and os.getppid() != self._parent_pid
