"""Consents: what was agreed to, in which words, by whom, and its withdrawal."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huizhen.ground.accounts.models import Organisation, User
from huizhen.ground.cases.guard import OfCase
from huizhen.ground.files.models import Blob
from huizhen.ground.ids import new_id


class Consent(OfCase):
    """One consent: for a purpose, a recipient and a country."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    purpose = models.CharField(max_length=40)
    recipient = models.CharField(max_length=80, blank=True)
    """An organisation's id, or a kind of recipient."""
    country = models.CharField(max_length=2, blank=True)
    covers_identity = models.BooleanField(default=False)
    text_version = models.CharField(max_length=40)
    """Pack and version of the text that was shown."""
    language = models.CharField(max_length=10)
    state = models.CharField(max_length=20, default="given")
    sealed_signer = models.BinaryField()
    """Who signed, and for whom (JSON: name, relation)."""
    is_by_proxy = models.BooleanField(default=False)
    signed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    signed_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    paper = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, related_name="+")
    """The signed paper, when it was not signed on screen."""
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta(OfCase.Meta):
        abstract = False
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["case", "purpose", "state"])]

    def __str__(self) -> str:
        return f"{self.purpose} {self.state}"


class ConsentWanted(OfCase):
    """A consent that somebody asks the patient for, for a named recipient."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    purpose = models.CharField(max_length=40)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, related_name="+"
    )
    wants_identity = models.BooleanField(default=False)
    asked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)

    class Meta(OfCase.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["case", "purpose", "organisation"], name="one_consent_wanted"
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.id}"
