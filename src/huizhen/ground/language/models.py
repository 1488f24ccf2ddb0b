"""What was found when a whole text was checked, and differences that somebody resolved."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huizhen.ground.accounts.models import User
from huizhen.ground.cases.guard import OfCase
from huizhen.ground.ids import new_id


class LanguageRun(OfCase):
    """The check of everything that one version of a text says in two languages."""

    about = models.CharField(max_length=80)
    """Kind and id of the text."""
    stamp = models.CharField(max_length=64)
    """Of checks, packs and product: after a change of one it is checked anew."""
    pairs = models.PositiveIntegerField()
    keys = models.JSONField(default=list)
    """Keyed hashes of the blocking differences: counted without opening anything."""
    sealed = models.BinaryField()
    """JSON: the pairs in which something differs, each with its differences."""
    made_at = models.DateTimeField(auto_now=True)

    class Meta(OfCase.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "about"], name="one_language_run")
        ]

    def __str__(self) -> str:
        return self.about


class DifferenceResolution(OfCase):
    """A named person says that a blocking difference is none; it holds for that pair of texts as
    they stand, and for no other."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=64)
    """Keyed hash of both texts, their languages and the difference."""
    code = models.CharField(max_length=60)
    sealed_reason = models.BinaryField()
    role = models.CharField(max_length=30)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta(OfCase.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["case", "key"],
                condition=models.Q(withdrawn_at=None),
                name="one_resolution_a_difference",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.id}"
