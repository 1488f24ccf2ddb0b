"""Rows of the trail: the chain's head, its events, and their personal parts apart."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class ChainHead(models.Model):
    """Where a chain ends: one a case and one for the site; its row is the chain's lock."""

    chain = models.CharField(max_length=60, primary_key=True)
    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return f"{self.chain} {self.number}"


class AuditEvent(models.Model):
    """One event; its hash covers everything in it and the hash before it."""

    chain = models.CharField(max_length=60)
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor_id = models.CharField(max_length=60, blank=True)
    """A user's id, 'system', 'link:<id>' or empty for the public."""
    action = models.CharField(max_length=60)
    about = models.CharField(max_length=80, blank=True)
    """The kind and id of what it was done to."""
    data = models.JSONField(default=dict)
    """Codes, counts and ids; never a name, a text or a value of a record."""
    personal_hash = models.CharField(max_length=64, blank=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["chain", "number"], name="one_number_in_a_chain")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["chain", "action", "actor_id", "about", "at"])
        ]

    def __str__(self) -> str:
        return f"{self.chain}#{self.number} {self.action}"


class AuditPersonal(models.Model):
    """What an event says of a person, sealed; it can be erased and the chain still holds."""

    event = models.OneToOneField(AuditEvent, on_delete=models.CASCADE, related_name="personal")
    salt = models.CharField(max_length=64)
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return str(self.event_id)
