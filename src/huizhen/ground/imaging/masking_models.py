"""Pictures that may carry an identifier, and what a person decided of each."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from huizhen.ground.accounts.models import User
from huizhen.ground.cases.guard import OfCase
from huizhen.ground.files.models import Blob
from huizhen.ground.ids import new_id


class ItemKind(models.TextChoices):
    """What a person is asked to look at."""

    FRAME = "frame", _("Text in the picture")
    PAGE = "page", _("Page of a document")
    LABEL = "label", _("Label of a slide")
    FACE = "face", _("A face could be reconstructed")


class Verdict(models.TextChoices):
    """What a person can decide of an item."""

    MASK = "mask", _("Mask the boxes")
    NOTHING = "nothing", _("Nothing to mask")
    WITHHOLD = "withhold", _("Does not leave")
    ACKNOWLEDGE = "acknowledge", _("May leave as it is")
    REOPEN = "reopen", _("Look again")


class MaskingItem(OfCase):
    """One picture to look at: the frames of one object, a page of a document, or a head volume."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=10, choices=ItemKind)
    source_id = models.CharField(max_length=64)
    """SHA-256 of the file; of a volume a hash over all of its files."""
    place = models.PositiveIntegerField(default=0)
    """Page from 1; 0 is every frame of the source."""
    group = models.CharField(max_length=64, blank=True)
    """What looks alike: key of the series' row, or the document's source id."""
    found_hash = models.CharField(max_length=64)
    """Of what was found; after a search that finds something else the item is open again."""
    sealed = models.BinaryField()
    """JSON of `masking_queries.Proposal`: boxes with the text in them, size, path, sources."""
    picture = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, related_name="+")
    """The frame or page as it is looked at; made by us."""
    code = models.CharField(max_length=60, blank=True)
    """Why nothing could be searched in it; a person looks without proposals."""
    made_at = models.DateTimeField(auto_now_add=True)
    gone_at = models.DateTimeField(null=True)
    """Since when the newest search no longer asks for it."""

    class Meta(OfCase.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["case", "kind", "source_id", "place"], name="one_masking_item"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class MaskingDecision(OfCase):
    """What a named person decided of an item; append-only, the newest counts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(MaskingItem, on_delete=models.CASCADE, related_name="+")
    verdict = models.CharField(max_length=12, choices=Verdict)
    found_hash = models.CharField(max_length=64)
    """Of the item as the person saw it."""
    sealed_boxes = models.BinaryField()
    """JSON: boxes to mask, [left, top, right, bottom] each, in the picture's own measure."""
    batch = models.UUIDField(null=True)
    """Shared by decisions that were made in one act."""
    role = models.CharField(max_length=30)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta(OfCase.Meta):
        abstract = False
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["case", "item", "at"])]

    def __str__(self) -> str:
        return f"{self.verdict} {self.id}"


class MaskingRun(OfCase):
    """The newest search of a case: which sources it looked through, and what it could not do."""

    stamp = models.CharField(max_length=64)
    """Of the sources, the known identifiers and the search itself."""
    sealed_sources = models.BinaryField()
    """JSON: SHA-256 of every source that was looked through."""
    failures = models.JSONField(default=list)
    """Codes of searches that this site could not make."""
    made_at = models.DateTimeField(auto_now=True)

    class Meta(OfCase.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case"], name="one_masking_run")
        ]

    def __str__(self) -> str:
        return str(self.case_id)
