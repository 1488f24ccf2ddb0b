"""The jobs of a case's images: index what has come and judge it; make derivatives."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.utils import timezone

from huizhen.ground.cases.access import system_case
from huizhen.ground.cases.models import Case
from huizhen.ground.events.models import Event
from huizhen.ground.files.actions import FILES_RECEIVED
from huizhen.ground.files.blobs import workplace
from huizhen.ground.imaging.actions import ask_to_transcode
from huizhen.ground.imaging.arranging import arrange
from huizhen.ground.imaging.children import child_pool
from huizhen.ground.imaging.derivatives import make_derivatives
from huizhen.ground.imaging.indexing import BATCH, Bench, keep, look_at
from huizhen.ground.imaging.sources import waiting_count, waiting_files
from huizhen.ground.imaging.thumbnails import make_thumbnails
from huizhen.ground.imaging.unpacking import look_inside
from huizhen.ground.jobs.ledger import Running
from huizhen.ground.jobs.models import Job, JobState

_PAUSE_SECONDS = 0.1
_SHORT_PAUSES = 5
"""The first ones are shorter: on a quick line the next files, or the end, come at once."""
_MOST_PAUSES = 30
"""How long more files are waited for while somebody is sending: so many pauses without any."""


def index_images(running: Running) -> None:
    """Index what has come, and what comes meanwhile; at the end of the upload judge it and draw
    thumbnails. While files still come nothing is judged: the end of the upload asks again."""
    case = system_case(UUID(str(running.job.case_id)))
    with _bench(case, running, 1) as bench:
        pauses = 0
        while True:
            if _index_some(bench):
                pauses = 0
            elif not _is_being_sent(case):
                break
            elif (pauses := pauses + 1) > _MOST_PAUSES or _others_wait(running):
                return  # whoever sends more asks again
            else:
                running.tell("wait_for_files")
                time.sleep(_PAUSE_SECONDS * min(1, pauses / _SHORT_PAUSES))
        arrange(case, running, bench.read)
        make_thumbnails(bench)
    ask_to_transcode(case.pk)


def transcode_images(running: Running) -> None:
    """Make the derivatives that are missing."""
    case = system_case(UUID(str(running.job.case_id)))
    with _bench(case, running) as bench:
        make_derivatives(bench)


@contextmanager
def _bench(case: Case, running: Running, count: int = 0) -> Iterator[Bench]:
    with workplace("images") as place, child_pool(count).used() as (workers, spool):
        yield Bench(case, running, workers, place, spool)


def _index_some(bench: Bench) -> bool:
    """Look at one batch of files; whether there were any."""
    sources = waiting_files(bench.case, BATCH)
    if not sources:
        return False
    bench.running.tell("index_images", waiting_count(bench.case))
    looked, containers = look_at(bench, sources)
    inside = {source.sha256 for source in containers}
    keep(bench, looked, [source.sha256 for source in sources if source.sha256 not in inside])
    for container in containers:
        look_inside(bench, container)
    return True


def _others_wait(running: Running) -> bool:
    """Whether another job could be done instead of waiting for files."""
    due = Job.objects.filter(state=JobState.WAITING, due_at__lte=timezone.now())
    return due.exclude(pk=running.job.pk).exists()


def _is_being_sent(case: Case) -> bool:
    """Whether a sender has not said yet that nothing more follows."""
    waiting = Event.objects.filter(case_id=case.pk, kind=FILES_RECEIVED, done_at=None)
    return waiting.filter(due_at__gt=timezone.now()).exists()
