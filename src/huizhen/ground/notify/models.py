"""Notices to a person: a code and a link, never content."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huizhen.ground.accounts.models import User
from huizhen.ground.ids import new_id


class Notice(models.Model):
    """Something that a person is told, on the desk and by e-mail."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    case_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=60)
    """Code whose words stand in content/notices."""
    path = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["user", "read_at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
