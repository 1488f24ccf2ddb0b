"""Asking for what is done with a case's images; it is done by the worker."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from huizhen.ground.jobs.ledger import Running, ask, register
from huizhen.ground.jobs.models import Job

INDEX: Final = "index_images"
TRANSCODE: Final = "transcode_images"


def ask_to_index(case_id: UUID) -> Job:
    """Let the worker look for images in what has arrived; what is known costs nothing."""
    return ask(INDEX, f"{INDEX}:{case_id}", case_id)


def ask_to_transcode(case_id: UUID) -> Job:
    """Let the worker make derivatives of what has none."""
    return ask(TRANSCODE, f"{TRANSCODE}:{case_id}", case_id)


def register_jobs() -> None:
    """Tell the ledger; what the jobs need is loaded when they run, never by the web process."""
    register(INDEX, _index)
    register(TRANSCODE, _transcode)


def _index(running: Running) -> None:
    from huizhen.ground.imaging.jobs import index_images

    index_images(running)


def _transcode(running: Running) -> None:
    from huizhen.ground.imaging.jobs import transcode_images

    transcode_images(running)
