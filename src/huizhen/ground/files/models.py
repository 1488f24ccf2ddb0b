"""Sealed bytes of a case, and uploads on their way."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huizhen.ground.accounts.models import User
from huizhen.ground.cases.guard import OfCase
from huizhen.ground.ids import new_id


class Blob(OfCase):
    """Sealed bytes; the file's name is the row's key and tells nothing."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=30)
    """original | readings | package | opinion | proof | report ..."""
    sha256 = models.CharField(max_length=64)
    """Of the bytes in clear."""
    size_bytes = models.PositiveBigIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta(OfCase.Meta):
        abstract = False
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["case", "kind", "sha256"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class UploadLink(OfCase):
    """A one-time link by which somebody without an account sends files for a purpose."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    session_hash = models.CharField(max_length=64, blank=True)
    """Of the session that the link was exchanged for, once."""
    purpose = models.CharField(max_length=30, default="records")
    about = models.CharField(max_length=80, blank=True)
    """The request that it answers."""
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    exchanged_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta(OfCase.Meta):
        abstract = False

    def __str__(self) -> str:
        return str(self.id)


class Upload(OfCase):
    """One file on its way (tus 1.0): its parts are sealed as they come."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sealed_name = models.BinaryField()
    """Path and name as the sender's machine calls it: names of files name patients."""
    size_bytes = models.PositiveBigIntegerField()
    offset_bytes = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    """Stated by the sender, where it could compute it."""
    state = models.CharField(max_length=20, default="open")
    about = models.CharField(max_length=80, blank=True)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    link = models.ForeignKey(UploadLink, on_delete=models.SET_NULL, null=True, related_name="+")
    began_at = models.DateTimeField(auto_now_add=True)
    touched_at = models.DateTimeField(auto_now=True)
    finished_at = models.DateTimeField(null=True)

    class Meta(OfCase.Meta):
        abstract = False
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["case", "state"])]

    def __str__(self) -> str:
        return str(self.id)


class ReceivedFile(OfCase):
    """An original: immutable, by SHA-256; received again it is noted once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    sealed_name = models.BinaryField()
    about = models.CharField(max_length=80, blank=True)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    link = models.ForeignKey(UploadLink, on_delete=models.SET_NULL, null=True, related_name="+")
    received_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=20, default="accepted")
    """accepted, or a state of core.states QUARANTINE."""

    class Meta(OfCase.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "sha256"], name="one_original_a_case")
        ]

    def __str__(self) -> str:
        return self.sha256[:12]
