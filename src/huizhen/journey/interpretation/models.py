"""Translations with their signatures, points against the home plan, reports, and hand-overs."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from huizhen.ground.accounts.models import Organisation, User
from huizhen.ground.cases.guard import OfCase
from huizhen.ground.files.models import Blob
from huizhen.ground.ids import new_id


def _person() -> models.ForeignKey[User | None, User | None]:
    return models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")


class TranslationRow(OfCase):
    """One signed opinion in one language; a correction of a released one has the next number."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    opinion_id = models.UUIDField()
    language = models.CharField(max_length=10)
    number = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=20, default="draft")
    """Of core.states TRANSLATIONS."""
    revision = models.PositiveIntegerField(default=0)
    sealed_parts = models.BinaryField()
    """JSON: part, original and text of each core.interpretation.translation.TranslatedPart."""
    opinion_hash = models.CharField(max_length=64)
    """Of the opinion that the originals are of."""
    changed_by = _person()
    changed_at = models.DateTimeField(auto_now=True)
    released_at = models.DateTimeField(null=True)

    class Meta(OfCase.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["case", "opinion_id", "language", "number"], name="one_translation_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.language} {self.number} {self.state}"


class InterpretationSignOff(OfCase):
    """A person's signature under translation and points as they were at that moment."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    translation = models.ForeignKey(TranslationRow, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30)
    content_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=12, default="given")
    """Of core.states SIGN_OFFS."""
    at = models.DateTimeField(auto_now_add=True)

    class Meta(OfCase.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"{self.role} {self.state}"


class PointRow(OfCase):
    """One point of an opinion against the home plan."""

    id = models.UUIDField(primary_key=True, editable=False)
    """Made by the form that enters it, so that a form sent twice makes one point."""
    opinion_id = models.UUIDField()
    revision = models.PositiveIntegerField(default=1)
    sealed = models.BinaryField()
    """JSON: core.interpretation.points.Point, and under 'zh' its words for the Chinese report."""
    changed_by = _person()
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    removed_at = models.DateTimeField(null=True)

    class Meta(OfCase.Meta):
        abstract = False
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["case", "opinion_id"])]

    def __str__(self) -> str:
        return str(self.id)


class ReportRow(OfCase):
    """A released report: immutable; a correction is a new version."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    opinion_id = models.UUIDField()
    translation = models.ForeignKey(TranslationRow, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField()
    audience = models.CharField(max_length=12)
    """physician | patient"""
    language = models.CharField(max_length=10)
    paper = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    """Canonical JSON of the core's Paper."""
    content_hash = models.CharField(max_length=64)
    pdf = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, related_name="+")
    """Set by the worker after the release."""
    released_by = _person()
    released_at = models.DateTimeField(auto_now_add=True)
    superseded_at = models.DateTimeField(null=True)

    class Meta(OfCase.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["case", "opinion_id", "version", "audience", "language"],
                name="one_report_a_version",
            )
        ]

    def __str__(self) -> str:
        return f"{self.audience} {self.language} {self.version}"


class HandoverChannel(models.TextChoices):
    """How the reports reach their reader."""

    ACCOUNT = "account", _("Through the account on this desk")
    LINK = "link", _("By a link, with a code by another way")


class HandoverRow(OfCase):
    """The reports of a case on their way to one reader, until they are read."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    recipient_kind = models.CharField(max_length=12)
    """home_team | patient"""
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    user = _person()
    """The account through which it is read; nobody's for a link."""
    channel = models.CharField(max_length=10, choices=HandoverChannel)
    sealed_address = models.BinaryField(null=True)
    """Where the link went."""
    versions = models.JSONField(default=list)
    """Ids of the reports that are handed over."""
    state = models.CharField(max_length=10, default="sent")
    token_hash = models.CharField(max_length=64, null=True, unique=True)
    code_hash = models.CharField(max_length=64, blank=True)
    """Of the link's token with the code: neither opens anything alone."""
    tries = models.PositiveSmallIntegerField(default=0)
    session_hash = models.CharField(max_length=64, blank=True)
    made_by = _person()
    made_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField()
    due_at = models.DateTimeField()
    """Unread by then, its reader is reminded."""
    expires_at = models.DateTimeField(null=True)
    """Of a link."""
    reminded = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    sealed_receipt = models.BinaryField(null=True)
    """Who confirmed the reading and how, where a coordinator records it."""
    ended_at = models.DateTimeField(null=True)

    class Meta(OfCase.Meta):
        abstract = False
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["case", "state"])]

    def __str__(self) -> str:
        return f"{self.recipient_kind} {self.state}"
