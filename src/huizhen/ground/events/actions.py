"""Telling what happened, within the transaction in which it does."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from huizhen.ground.events.models import Event
from huizhen.ground.jobs.doorbell import ring_after_commit


def emit(
    kind: str, case_id: UUID | None = None, due_at: datetime | None = None, **data: object
) -> Event:
    """Note an event; what follows runs in the worker after the commit, once,
    and not before `due_at`."""
    event = Event.objects.create(
        kind=kind, case_id=case_id, due_at=due_at or timezone.now(), data=data
    )
    if due_at is None:
        ring_after_commit()
    return event
