"""Versions of a case's package, its files, and people's decisions of facts."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huizhen.ground.accounts.models import User
from huizhen.ground.cases.guard import OfCase
from huizhen.ground.files.models import Blob
from huizhen.ground.ids import new_id


class CaseRequest(OfCase):
    """What the pipeline is told beside the records."""

    sealed = models.BinaryField()
    """JSON: question, as_of, and fields of the request form."""

    class Meta(OfCase.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case"], name="one_request_a_case")
        ]

    def __str__(self) -> str:
        return str(self.case_id)


class PackageVersion(OfCase):
    """One composition: an immutable snapshot; the newest is current."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.PositiveIntegerField()
    dossier_hash = models.CharField(max_length=64, blank=True)
    """Empty while no specialty is decided: facts and inventory only."""
    content_hash = models.CharField(max_length=64)
    inputs_hash = models.CharField(max_length=64)
    """Of sources, decisions and request: equal inputs are not composed again."""
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta(OfCase.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "number"], name="one_package_number")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.number}"


class PackageFile(OfCase):
    """A file of a version; equal bytes of several versions are one blob."""

    version = models.ForeignKey(PackageVersion, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")

    class Meta(OfCase.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["version", "name"], name="one_file_name")
        ]

    def __str__(self) -> str:
        return self.name


class FactDecision(OfCase):
    """What a person decided of a fact; append-only (core.records.decisions)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    fact_key = models.CharField(max_length=64, blank=True)
    action = models.CharField(max_length=12)
    sealed = models.BinaryField()
    """The whole Decision as JSON."""
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta(OfCase.Meta):
        abstract = False
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["case", "fact_key"])]

    def __str__(self) -> str:
        return f"{self.action} {self.id}"
