"""What a case began with."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huizhen.ground.accounts.models import Invitation, User
from huizhen.ground.cases.guard import OfCase
from huizhen.ground.ids import new_id
from huizhen.journey.intake.quarantine_models import QuarantinedFile

__all__ = ["Enquiry", "QuarantinedFile"]


class Enquiry(OfCase):
    """The questions of the enquiry page and how they were answered."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    form_id = models.UUIDField(unique=True)
    """Of the form that was sent: sent twice, it opens one case."""
    sealed_answers = models.BinaryField()
    """JSON: red_flags, answers, flags (codes of what may be an emergency), pack."""
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    """Who filled it in for somebody; nobody for the public page."""
    made_at = models.DateTimeField(auto_now_add=True)
    invitation = models.ForeignKey(
        Invitation, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    """The newest link for the one who wrote."""
    mailed_at = models.DateTimeField(null=True)
    """When that link was handed to the mail server; empty while it could not be."""
    state = models.CharField(max_length=12, default="open")
    """open | accepted | declined"""
    sealed_letter = models.BinaryField(null=True)
    """JSON: the answer to the home side, its reasons."""
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta(OfCase.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case"], name="one_enquiry_a_case")
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.id}"
