"""Open names of cases, and what a site has settled of them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huizhen.ground.accounts.models import Organisation, User
from huizhen.ground.cases.guard import OfCase
from huizhen.ground.ids import new_id
from huizhen.ground.records.models import PackageVersion


class CaseTerm(OfCase):
    """A name that stands without an approved Chinese form in a case's newest dossier."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(PackageVersion, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, related_name="+", db_index=False
    )
    """The case's own, so that a site's whole list is counted from one index."""
    term_key = models.UUIDField()
    """Keyed hash of kind and name: the same name in several cases has the same key."""
    kind = models.CharField(max_length=40)
    status = models.CharField(max_length=20)
    count = models.PositiveIntegerField()
    sealed = models.BinaryField()
    """JSON of core.preparation.open_names.OpenName: the name itself comes from the records."""

    class Meta(OfCase.Meta):
        abstract = False
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["case", "status", "term_key"]),
            models.Index(fields=["term_key"]),
            models.Index(fields=["organisation", "status", "term_key", "case", "count"]),
        ]

    def __str__(self) -> str:
        return str(self.term_key)


class TermList(models.Model):
    """Counts the changes of a site's settled terms: the version that dossiers name."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.changed_at.year}.{self.number}"


class SettledTerm(models.Model):
    """How a site prints a name; never changed: a later word ends it and stands beside it.

    In clear, because it is content: whoever settles it says that nothing of a patient is in it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    term_key = models.UUIDField()
    kind = models.CharField(max_length=40)
    original = models.CharField(max_length=400)
    zh = models.CharField(max_length=200)
    source = models.CharField(max_length=300)
    reason = models.CharField(max_length=1000)
    version = models.CharField(max_length=20)
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_version = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organisation", "term_key"],
                condition=models.Q(ended_at=None),
                name="one_wording_a_term",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)
