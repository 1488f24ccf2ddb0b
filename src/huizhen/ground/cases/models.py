"""The case, its identity kept apart, who takes part, and the holds that lie over its stage."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from huizhen.ground.accounts.models import Organisation, Role, User
from huizhen.ground.cases.guard import GuardedManager, OfCase
from huizhen.ground.files.keyring import Sealed, seal_for, unseal_with
from huizhen.ground.ids import new_id


class Format(models.TextChoices):
    """How the consultation is held."""

    WRITTEN = "written", _("Written review")
    VIDEO = "video", _("Video consultation")
    MDT = "mdt", _("Several specialists (MDT)")


class Case(models.Model):
    """One patient's wish for a second opinion, from enquiry to outcome."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=20, unique=True)
    """HZ-2026-0001: what the specialist's side is told in place of a name."""
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    specialty = models.CharField(max_length=10, blank=True)
    format = models.CharField(max_length=10, choices=Format, default=Format.WRITTEN)
    stage = models.CharField(max_length=40, default="enquiry")
    stage_since = models.DateTimeField(auto_now_add=True)
    language = models.CharField(max_length=10, default="en")
    """In which the home side is written to."""
    country = models.CharField(max_length=2, blank=True)
    opened_at = models.DateTimeField(auto_now_add=True)
    revision = models.PositiveIntegerField(default=0)
    """Counted up by every change of a person: a page that shows an older one is stale."""
    waiting_role = models.CharField(max_length=30, blank=True)
    """Who is waited for; written by actions so that work lists need not work it out."""
    waiting_for = models.CharField(max_length=60, blank=True)
    due_at = models.DateTimeField(null=True)
    holds = models.JSONField(default=list)
    """Codes of the open holds, for lists; the rows of `Hold` are the truth."""
    dossier_hash = models.CharField(max_length=64, blank=True)
    """Of the newest composition."""
    is_sample = models.BooleanField(default=False)
    public_key = models.CharField(max_length=80)
    sealed_secret = models.BinaryField()

    objects = GuardedManager()
    behind_door = models.Manager()

    class Meta:
        base_manager_name = "behind_door"
        indexes: ClassVar[list[models.Index]] = [
            # work lists are counted and put in order without reading a row
            models.Index(fields=["organisation", "stage", "due_at", "-opened_at", "id"]),
            models.Index(fields=["organisation", "waiting_role", "due_at"]),
            models.Index(fields=["organisation", "opened_at"]),
        ]

    def __str__(self) -> str:
        return self.number

    def seal(self, data: bytes) -> bytes:
        """Sealed for this case."""
        return seal_for(self.public_key, data)

    def unseal(self, data: Sealed) -> bytes:
        """What `seal` was given."""
        return unseal_with(self.sealed_secret, data)

    def seal_json(self, value: Any) -> bytes:
        """A value as sealed JSON."""
        return self.seal(json.dumps(value, ensure_ascii=False).encode())

    def unseal_json(self, data: Sealed) -> Any:
        """What `seal_json` was given."""
        return json.loads(self.unseal(data))


class CaseIdentity(OfCase):
    """Who the patient is: sealed, and apart from everything clinical."""

    sealed = models.BinaryField()
    """JSON: family, given, birth_date, sex, identifiers, email, phone."""
    is_confirmed = models.BooleanField(default=False)

    class Meta(OfCase.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case"], name="one_identity_a_case")
        ]

    def __str__(self) -> str:
        return str(self.case_id)


class SearchToken(OfCase):
    """Keyed hash of a word by which the case is found."""

    token = models.CharField(max_length=64, db_index=True)

    class Meta(OfCase.Meta):
        abstract = False

    def __str__(self) -> str:
        return self.token[:8]


class Participant(OfCase):
    """A person's part in one case."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=30, choices=Role)
    since = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField(null=True)

    class Meta(OfCase.Meta):
        abstract = False
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["user", "until", "case"])]

    def __str__(self) -> str:
        return f"{self.role} of {self.case_id}"


class Hold(OfCase):
    """What lies over the stage (core.states.holds): with an owner, since when, and why."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=40)
    about = models.CharField(max_length=80, blank=True)
    """The kind and id of what it is about: several of one kind can lie at once."""
    owner_role = models.CharField(max_length=30, blank=True)
    sealed_reason = models.BinaryField(null=True)
    since = models.DateTimeField(auto_now_add=True)
    began_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta(OfCase.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class NumberSeries(models.Model):
    """The last number given in a year."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"
