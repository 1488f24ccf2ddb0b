"""The ledger: a row is the truth about a piece of work, and the queue."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from huizhen.ground.ids import new_id


class JobState(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(models.Model):
    """A piece of work that runs outside a request: idempotent, so that it can be run again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120, unique=True)
    """What is being done to what: asked for twice, it is done once."""
    case_id = models.UUIDField(null=True)
    payload = models.JSONField(default=dict)
    """Ids and codes, never content."""
    state = models.CharField(max_length=12, choices=JobState, default=JobState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    lease_owner = models.CharField(max_length=60, blank=True)
    lease_until = models.DateTimeField(null=True)
    is_cancel_asked = models.BooleanField(default=False)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    step = models.CharField(max_length=60, blank=True)
    code = models.CharField(max_length=60, blank=True)
    message = models.CharField(max_length=300, blank=True)
    remedy = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "due_at"]),
            models.Index(fields=["case_id", "made_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
