"""Departments as the site knows them, and what is asked of them and comes back for a case."""

from __future__ import annotations

from typing import ClassVar, Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from huizhen.core.states.small_tables import INVITATIONS
from huizhen.ground.accounts.models import Organisation, User
from huizhen.ground.cases.guard import OfCase
from huizhen.ground.files.models import Blob
from huizhen.ground.ids import new_id

OPEN_STATES: Final = INVITATIONS.states_before("invitation_withdrawn")
"""Of an invitation that can still be withdrawn: a department has one such at a time."""
KNOWN_STATES: Final = tuple(one for one in OPEN_STATES if one != INVITATIONS.initial)
"""Of those the ones that the department knows of: its people see the case."""
UNANSWERED_STATES: Final = tuple(one for one in OPEN_STATES if not INVITATIONS.is_final(one))
"""Of those the ones that nobody has answered."""


def _person() -> models.ForeignKey[User | None, User | None]:
    return models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")


class DirectoryEntry(models.Model):
    """A department of the directory that has become an organisation by being invited."""

    department_id = models.CharField(max_length=20, unique=True)
    """Of the pack `centres`."""
    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.department_id


class DepartmentVerification(models.Model):
    """A named person's word, for one site, that a department exists and answers such requests."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    department_id = models.CharField(max_length=20)
    site = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    sealed_who = models.BinaryField()
    sealed_how = models.BinaryField()
    confirmed_on = models.DateField()
    entered_by = _person()
    entered_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = _person()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["site", "department_id"],
                condition=models.Q(withdrawn_at=None),
                name="one_verification_a_department",
            )
        ]

    def __str__(self) -> str:
        return self.department_id


class DepartmentInvitation(OfCase):
    """One department is asked for its opinion on the case."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    department_id = models.CharField(max_length=20)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, default="drafted")
    """Of core.states INVITATIONS."""
    sealed = models.BinaryField()
    """JSON of core.consultation.invitation.Invitation."""
    sealed_questions = models.BinaryField()
    """JSON: the questions as they were put, with their ids."""
    is_expedited = models.BooleanField(default=False)
    does_ask_identity = models.BooleanField(default=False)
    """The hospital's own rule asks for the patient's name."""
    made_by = _person()
    made_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    answer_by = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = _person()
    sealed_reason = models.BinaryField(null=True)
    """Why it was declined, taken back or withdrawn; who told it, when somebody entered it."""

    class Meta(OfCase.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["case", "department_id"],
                condition=models.Q(state__in=list(OPEN_STATES)),
                name="one_open_invitation_a_department",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["case", "state"])]

    def __str__(self) -> str:
        return f"{self.department_id} {self.state}"


class SubmissionChannel(models.TextChoices):
    """How the material travelled."""

    WORKSPACE = "workspace", _("On this desk")
    PACKAGE_FILE = "package_file", _("Sealed package as a file")
    HOSPITAL_PORTAL = "hospital_portal", _("The hospital's own portal")
    COURIER = "courier", _("Courier")


class Submission(OfCase):
    """The material went to a department: how, when, by whom, and what proves it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    invitation = models.ForeignKey(DepartmentInvitation, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=20, choices=SubmissionChannel)
    state = models.CharField(max_length=20, default="prepared")
    dossier_hash = models.CharField(max_length=64)
    is_identified = models.BooleanField(default=False)
    sent_on = models.DateField()
    sealed_person = models.BinaryField()
    sealed_reference = models.BinaryField()
    proof = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, related_name="+")
    sealed_proof_name = models.BinaryField(null=True)
    recorded_by = _person()
    recorded_at = models.DateTimeField(auto_now_add=True)
    delivered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    sealed_reason = models.BinaryField(null=True)
    """Why it was refused, or what is known of its loss."""

    class Meta(OfCase.Meta):
        abstract = False
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["case", "state"])]

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"


class MaterialRequest(OfCase):
    """A department asks for more; until it has come or is no longer wanted the clock stands."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    invitation = models.ForeignKey(DepartmentInvitation, on_delete=models.CASCADE, related_name="+")
    sealed = models.BinaryField()
    """JSON: what, why, the kind of its label; announced: that it was sent another way."""
    owner_role = models.CharField(max_length=30, default="home_physician")
    """Who is waited for."""
    asked_by = _person()
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=12, default="open")
    """open | supplied | withdrawn | not_held"""
    ended_at = models.DateTimeField(null=True)
    ended_by = _person()
    sealed_outcome = models.BinaryField(null=True)
    """What came, or why it is no longer wanted."""

    class Meta(OfCase.Meta):
        abstract = False
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["case", "state"])]

    def __str__(self) -> str:
        return f"{self.state} {self.id}"


class OpinionRow(OfCase):
    """One opinion of an invited department, from awaited to signed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    invitation = models.ForeignKey(DepartmentInvitation, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField(default=1)
    """A later opinion of the same department has the next one."""
    state = models.CharField(max_length=12, default="awaited")
    revision = models.PositiveIntegerField(default=0)
    sealed = models.BinaryField(null=True)
    """JSON of core.consultation.opinion.Opinion."""
    sealed_draft = models.BinaryField(null=True)
    """What the specialist had written here before the signed file came by another way."""
    content_hash = models.CharField(max_length=64, blank=True)
    """core.consultation.opinion.opinion_hash of what was signed."""
    changed_by = _person()
    changed_at = models.DateTimeField(auto_now=True)
    signed_by = _person()
    signed_as = models.CharField(max_length=30, blank=True)
    """The role; a specialist's own act, or a coordinator's record of a signed original."""
    signed_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    sealed_reason = models.BinaryField(null=True)
    """Why it was sent back, refused, superseded or given up."""

    class Meta(OfCase.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["invitation", "number"], name="one_opinion_number_an_invitation"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["case", "state"])]

    def __str__(self) -> str:
        return f"{self.state} {self.id}"


class OpinionOriginal(OfCase):
    """A file of the signed original as it was received; never changed, never removed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    opinion = models.ForeignKey(OpinionRow, on_delete=models.PROTECT, related_name="+")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10)
    """pdf, docx, doc, jpg, png, tif: told from the bytes."""
    sealed_name = models.BinaryField()
    received_by = _person()
    received_at = models.DateTimeField(auto_now_add=True)
    set_aside_at = models.DateTimeField(null=True)
    """When it was sent back or found to be of another case: kept, and proof of nothing."""

    class Meta(OfCase.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["opinion", "number"], name="one_original_number")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
