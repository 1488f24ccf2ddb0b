"""Possible emergencies that a person settles, and decisions on fit."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huizhen.ground.accounts.models import User
from huizhen.ground.cases.guard import OfCase
from huizhen.ground.files.models import Blob
from huizhen.ground.ids import new_id


class RedFlagTask(OfCase):
    """A possible emergency, or a doubt that a call settles; open until a clinician says what it
    was."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=40)
    """Of the rule; 'person' where somebody raised it by hand."""
    kind = models.CharField(max_length=12)
    """structured | own_words | text | call_back"""
    notice = models.CharField(max_length=30, default="emergency")
    """Which fixed message belongs to it."""
    fingerprint = models.CharField(max_length=64)
    """Of what it rests on: the same again opens nothing."""
    sealed = models.BinaryField()
    """JSON: words, reasons, places."""
    hold_about = models.CharField(max_length=80, blank=True)
    """The hold that it lays; empty where a call is enough."""
    state = models.CharField(max_length=10, default="open")
    """journey.assessment.flags FLAGS"""
    opened_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    sealed_reason = models.BinaryField(null=True)

    class Meta(OfCase.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "fingerprint"], name="one_task_a_red_flag")
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["case", "state"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class FitDecision(OfCase):
    """What a named clinician decided of a case; the newest holds."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    verdict = models.CharField(max_length=10)
    """fit | not_fit | unsure"""
    specialty = models.CharField(max_length=10)
    reasons = models.JSONField(default=list)
    """Codes of content/fit."""
    sealed = models.BinaryField()
    """JSON: by (the clinician's name), note."""
    holds_submission = models.BooleanField(default=False)
    needs_call = models.BooleanField(default=False)
    """A clinician speaks with the patient before the letter is shown."""
    called_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    called_at = models.DateTimeField(null=True)
    letter = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta(OfCase.Meta):
        abstract = False
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["case", "at"])]

    def __str__(self) -> str:
        return f"{self.verdict} {self.id}"

    @property
    def may_be_told(self) -> bool:
        """Whether the patient may read the letter."""
        return not self.needs_call or self.called_at is not None
