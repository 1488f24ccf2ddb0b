"""Files that the identity firewall holds apart, until two persons attach them or one keeps them
out."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huizhen.core.states.small_tables import QUARANTINE
from huizhen.ground.accounts.models import User
from huizhen.ground.cases.guard import OfCase
from huizhen.ground.ids import new_id

OPEN = ("held", "first_release")


class QuarantinedFile(OfCase):
    """One held file, or the held pages of a file of which the rest is used."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source_id = models.CharField(max_length=64)
    code = models.CharField(max_length=60)
    """The inventory's code: other_patient, identity_absent, pages_in_review ..."""
    sealed = models.BinaryField()
    """JSON of core.preparation.desk_files.HeldFile: path, pages, what differs."""
    state = models.CharField(max_length=20, default=QUARANTINE.initial)
    first_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    first_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    """Also set without a person: the patient was named anew, and the file fits by itself."""
    sealed_reason = models.BinaryField(null=True)
    found_at = models.DateTimeField(auto_now_add=True)

    class Meta(OfCase.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "source_id"], name="one_quarantine_a_source")
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.id}"

    @property
    def is_open(self) -> bool:
        """Whether a person still has to say something."""
        return self.state in OPEN and self.settled_at is None
