"""The worker looks at once when somebody rings, and nobody rings before there is something."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from huizhen.ground.cases.models import Case
from huizhen.ground.events.actions import emit
from huizhen.ground.imaging.actions import ask_to_index
from huizhen.ground.jobs.doorbell import bell
from huizhen.web import worker
from huizhen.web.worker import Worker
from worlds import make_case, make_site


@pytest.fixture
def case(tmp_path: Path, settings: Any, transactional_db: None) -> Case:
    settings.HUIZHEN_HOME = tmp_path
    return make_case(make_site("one"))


def test_the_bell_rings_after_the_commit_and_not_without_one(case: Case) -> None:
    rung: list[str] = []
    with bell(lambda: rung.append("rung")):
        with transaction.atomic():
            emit("files_arriving", case.pk)
            assert rung == []
        assert rung == ["rung"]
        with transaction.atomic():
            emit("files_arriving", case.pk)
            transaction.set_rollback(True)
        assert rung == ["rung"]
        ask_to_index(case.pk)
        assert rung == ["rung"] * 2
    emit("files_arriving", case.pk)
    assert rung == ["rung"] * 2


def test_what_is_due_later_rings_nothing(case: Case) -> None:
    rung: list[str] = []
    with bell(lambda: rung.append("rung")):
        event = emit("files_arriving", case.pk)
        rung.clear()
        emit("files_received", case.pk, event.due_at)
    assert rung == []


class Looks:
    """Counts the looks of a worker's two threads, and finds nothing."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.events, self.jobs = threading.Semaphore(0), threading.Semaphore(0)
        monkeypatch.setattr(worker, "_PAUSE_SECONDS", 3600)
        monkeypatch.setattr(worker, "follow_up", self.events.release)
        monkeypatch.setattr(worker, "claim", lambda _owner: self.jobs.release())
        for name in ("reap", "_sign_heads", "_tidy_uploads", "sweep", "close_old_connections"):
            monkeypatch.setattr(worker, name, lambda: None)
        monkeypatch.setattr(signal, "signal", lambda *_: None)


def test_both_threads_look_again_when_the_parent_rings(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = Looks(monkeypatch)
    hears, rings = os.pipe()
    made = Worker(os.getppid(), hears)
    running = threading.Thread(target=made.run)
    running.start()
    try:
        for looked in (looks.events, looks.jobs):
            assert looked.acquire(timeout=300)
        for _ in range(3):
            os.write(rings, b".")
            for looked in (looks.events, looks.jobs):
                assert looked.acquire(timeout=300)
    finally:
        made._stop.set()
        os.write(rings, b".")
        os.close(rings)
        running.join(timeout=300)
        os.close(hears)
    assert not running.is_alive()
