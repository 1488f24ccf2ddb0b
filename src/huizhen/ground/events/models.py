"""The outbox: what happened, until what follows from it has been done."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from huizhen.ground.ids import new_id


class Event(models.Model):
    """Something that happened to a case; `journey.flow` says what follows."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=60)
    data = models.JSONField(default=dict)
    """Ids and codes, never content."""
    at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField(default=timezone.now)
    """Not before this: reminders wait here."""
    done_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["done_at", "due_at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
