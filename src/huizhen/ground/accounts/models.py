"""People who sign in, the organisations that they act for, and invitations.

No name and no address stands in clear: people sign in by the keyed hash of their e-mail address,
and names are sealed (settled decision 11).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from huizhen.ground.files.keyring import seal, search_token, unseal
from huizhen.ground.ids import new_id

if TYPE_CHECKING:
    from datetime import datetime


class Role(models.TextChoices):
    """What a person does in the journey (docs/journey.md)."""

    PATIENT = "patient", _("Patient")
    HOME_PHYSICIAN = "home_physician", _("Home physician")
    COORDINATOR = "coordinator", _("Coordinator")
    REVIEWING_CLINICIAN = "reviewing_clinician", _("Reviewing clinician")
    MEDICAL_EDITOR = "medical_editor", _("Medical editor")
    SPECIALIST = "specialist", _("Specialist")
    DEPARTMENT_SECRETARY = "department_secretary", _("Department secretary")
    INTERPRETER = "interpreter", _("Interpreter")
    ADMINISTRATOR = "administrator", _("Administrator")
    AUDITOR = "auditor", _("Auditor")


class OrganisationKind(models.TextChoices):
    """What an organisation is to the site."""

    SITE = "site", _("Huizhen site")
    HOME_TEAM = "home_team", _("Home team")
    DEPARTMENT = "department", _("Hospital department")


class Organisation(models.Model):
    """A site, a home practice or a hospital department."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=20, choices=OrganisationKind)
    name = models.CharField(max_length=200)
    name_zh = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=2, blank=True)
    is_fictional = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


def email_token(email: str) -> str:
    """By which a person signs in and is found."""
    return search_token("email", email)


class UserManager(BaseUserManager["User"]):
    """Finds people by the hash of their address."""

    def by_email(self, email: str) -> User | None:
        """The person with this address."""
        return self.filter(username=email_token(email)).first()


class User(AbstractBaseUser):
    """A person with an account. `username` is the keyed hash of the e-mail address."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(max_length=64, unique=True)
    sealed_email = models.BinaryField()
    sealed_name = models.BinaryField()
    language = models.CharField(max_length=10, default="en")
    zone = models.CharField(max_length=60, default="UTC")
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    def __str__(self) -> str:
        return str(self.id)

    @property
    def email(self) -> str:
        """The address in clear."""
        return unseal(self.sealed_email).decode()

    @property
    def name(self) -> str:
        """The name in clear."""
        return unseal(self.sealed_name).decode()

    def set_person(self, name: str, email: str) -> None:
        """Name and address, sealed; the address's hash is the sign-in."""
        self.username = email_token(email)
        self.sealed_email = seal(email.strip().encode())
        self.sealed_name = seal(name.strip().encode())

    def roles(self) -> frozenset[str]:
        """Every role that the person has anywhere; asked once for each object in memory."""
        if not hasattr(self, "_roles"):
            self._roles = frozenset(
                Membership.objects.filter(user=self).values_list("role", flat=True)
            )
        return self._roles

    def has_role(self, *roles: str) -> bool:
        """Whether the person has one of the roles anywhere."""
        return bool(self.roles() & set(roles))


class Membership(models.Model):
    """A person acts in a role for an organisation; a patient for none."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="memberships", null=True
    )
    role = models.CharField(max_length=30, choices=Role)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "organisation", "role"], name="one_membership")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


class Invitation(models.Model):
    """A link by which a person joins: random, kept as a hash, used once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    sealed_email = models.BinaryField()
    role = models.CharField(max_length=30, choices=Role)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True)
    case_id = models.UUIDField(null=True)
    language = models.CharField(max_length=10, default="en")
    invited_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.role} {self.id}"

    @property
    def email(self) -> str:
        """The address that the link was made for."""
        return unseal(self.sealed_email).decode()

    def is_open(self, now: datetime) -> bool:
        """Whether it can still be used."""
        return self.used_at is None and now < self.expires_at


class StaffMode(models.Model):
    """An administrator or auditor looks into a case for a stated reason and a short time."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    case_id = models.UUIDField()
    reason = models.CharField(max_length=300)
    began_at = models.DateTimeField(auto_now_add=True)
    ends_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id} {self.case_id}"


class ApiToken(models.Model):
    """By which a program acts for a person, within scopes and until a day; kept as a hash."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    """What the person calls the program."""
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    """To the minute: when a program last came with it."""

    def __str__(self) -> str:
        return str(self.id)

    def is_open(self, now: datetime) -> bool:
        """Whether it can be used."""
        return self.revoked_at is None and now < self.expires_at
