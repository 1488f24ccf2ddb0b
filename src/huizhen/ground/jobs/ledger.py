"""Asking for work, claiming it with a lease, and telling how far it is.

A claim is one conditional UPDATE, so two workers never have the same job; a lease that is not
renewed ends, and the job is done again by whoever comes next. Work is idempotent by contract.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from huizhen.core.errors import HuizhenError
from huizhen.ground.jobs.doorbell import ring_after_commit
from huizhen.ground.jobs.models import Job, JobState

_log = logging.getLogger(__name__)
LEASE = timedelta(seconds=settings.HUIZHEN_LEASE_SECONDS)
MOST_ATTEMPTS = 3
_PAUSE = timedelta(seconds=20)
Work = Callable[["Running"], None]
_KINDS: dict[str, Work] = {}


class Cancelled(Exception):
    """Somebody asked to stop the job; raised at its next sign of life."""


class LeaseLost(Exception):
    """Another worker has the job by now: nothing more may be written for it."""


def register(kind: str, work: Work) -> None:
    """Tell what a kind of job does; called by each stage when the desk starts."""
    _KINDS[kind] = work


def ask(kind: str, key: str, case_id: UUID | None = None, **payload: object) -> Job:
    """A job, or the one that was asked for under the same key and is not finished yet.

    A finished job under that key waits again: the caller has something new to be done.
    """
    if kind not in _KINDS:
        raise KeyError(kind)
    with transaction.atomic():
        job, is_new = Job.objects.select_for_update().get_or_create(
            key=key, defaults={"kind": kind, "case_id": case_id, "payload": payload}
        )
        if not is_new and job.state not in (JobState.WAITING, JobState.RUNNING):
            restart(job, **payload)
        elif not is_new and job.state == JobState.RUNNING:
            # what it reads may be older than what the caller means: it runs once more
            job.payload = {**job.payload, **payload, "again": True}
            job.save(update_fields=["payload"])
    ring_after_commit()
    return job


def restart(job: Job, **payload: object) -> None:
    """Let a finished, failed or cancelled job wait again."""
    job.state, job.attempts, job.is_cancel_asked = JobState.WAITING, 0, False
    job.code = job.message = job.remedy = job.step = ""
    job.done = job.total = 0
    job.due_at, job.finished_at = timezone.now(), None
    job.payload = {**job.payload, **payload}
    job.save()


def cancel(job: Job) -> None:
    """Stop a job: at once when it waits, at its next sign of life when it runs."""
    Job.objects.filter(pk=job.pk).update(is_cancel_asked=True)
    Job.objects.filter(pk=job.pk, state=JobState.WAITING).update(
        state=JobState.CANCELLED, finished_at=timezone.now()
    )


def claim(owner: str) -> Job | None:
    """The next job that is due, now leased to this worker."""
    now = timezone.now()
    due = Job.objects.filter(state=JobState.WAITING, due_at__lte=now).order_by("due_at")
    for job_id in due.values_list("pk", flat=True)[:5]:
        taken = Job.objects.filter(pk=job_id, state=JobState.WAITING).update(
            state=JobState.RUNNING,
            lease_owner=owner,
            lease_until=now + LEASE,
            attempts=F("attempts") + 1,
        )
        if taken:
            return Job.objects.get(pk=job_id)
    return None


def reap() -> int:
    """Let jobs of dead workers wait again, or fail after too many attempts; how many."""
    lost = Job.objects.filter(state=JobState.RUNNING, lease_until__lt=timezone.now())
    hopeless = lost.filter(attempts__gte=MOST_ATTEMPTS).update(
        state=JobState.FAILED,
        code="worker_died",
        message="The work was interrupted several times.",
        remedy="Try it again; if it fails again, tell the administrator of the site.",
        finished_at=timezone.now(),
    )
    return hopeless + lost.filter(attempts__lt=MOST_ATTEMPTS).update(
        state=JobState.WAITING, lease_owner="", lease_until=None
    )


class Running:
    """A job in the hands of a worker."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._told_at = timezone.now() - LEASE
        self._step, self._done = "", 0

    def tell(self, step: str, total: int = 0) -> None:
        """One further within the step, of as many as there are where that is known: at most once
        a second this is written, with the lease renewed.

        Raises Cancelled when somebody asked to stop, LeaseLost when another has the job."""
        if step != self._step:
            self._step, self._done = step, 0
        self._done += 1
        now = timezone.now()
        if now - self._told_at < timedelta(seconds=1):
            return
        self._told_at = now
        changes: dict[str, object] = {
            "lease_until": now + LEASE,
            "step": step,
            "done": self._done,
            "total": total,
        }
        mine = Job.objects.filter(
            pk=self.job.pk, state=JobState.RUNNING, lease_owner=self.job.lease_owner
        )
        if not mine.update(**changes):
            raise LeaseLost
        if Job.objects.filter(pk=self.job.pk, is_cancel_asked=True).exists():
            raise Cancelled

    def still_mine(self) -> None:
        """LeaseLost unless the job is still this worker's; asked inside the last transaction."""
        mine = Job.objects.select_for_update().filter(
            pk=self.job.pk, state=JobState.RUNNING, lease_owner=self.job.lease_owner
        )
        if not mine.exists():
            raise LeaseLost


def perform(job: Job) -> None:
    """Run a claimed job to its end and write how it ended."""
    try:
        with _heartbeat(job):
            _KINDS[job.kind](Running(job))
    except LeaseLost:
        return
    except Cancelled:
        _finish(job, JobState.CANCELLED)
    except HuizhenError as error:
        _finish(job, JobState.FAILED, error)
    except Exception:  # noqa: BLE001 - whatever went wrong, the ledger says so and others go on
        _log.exception("a job of the kind %s failed", job.kind)
        _again(job)
    else:
        _finish(job, JobState.DONE)


@contextmanager
def _heartbeat(job: Job) -> Iterator[None]:
    """Renews the lease while a step is long; it ends with the process, and so does the lease."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(LEASE.total_seconds() / 4):
            mine = Job.objects.filter(pk=job.pk, lease_owner=job.lease_owner)
            mine.filter(state=JobState.RUNNING).update(lease_until=timezone.now() + LEASE)
            connection.close()

    thread = threading.Thread(target=beat, name="lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(timeout=5)


def _finish(job: Job, state: JobState, error: HuizhenError | None = None) -> None:
    with transaction.atomic():
        mine = Job.objects.select_for_update().filter(
            pk=job.pk, state=JobState.RUNNING, lease_owner=job.lease_owner
        )
        now = mine.first()
        if now is None:
            return
        if now.payload.get("again") and state == JobState.DONE:
            restart(now, again=False)
            return
        now.state, now.finished_at, now.lease_until = state, timezone.now(), None
        if error is not None:
            now.code, now.message, now.remedy = error.code, error.message[:300], error.remedy[:300]
        now.save()


def _again(job: Job) -> None:
    """A failure that nobody foresaw: tried again later, at most three times."""
    if job.attempts >= MOST_ATTEMPTS:
        failure = HuizhenError(
            "job_failed",
            "The work failed several times for a reason that the program does not know.",
            "Try it again; if it fails again, tell the administrator of the site.",
        )
        _finish(job, JobState.FAILED, failure)
        return
    Job.objects.filter(pk=job.pk, lease_owner=job.lease_owner).update(
        state=JobState.WAITING, due_at=timezone.now() + _PAUSE, lease_owner="", lease_until=None
    )
