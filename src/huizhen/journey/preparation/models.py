"""Questions, overridden findings, letters, what is not there, edits, sign-offs, packages."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huizhen.ground.accounts.models import Organisation, User
from huizhen.ground.cases.guard import OfCase
from huizhen.ground.files.models import Blob, UploadLink
from huizhen.ground.ids import new_id
from huizhen.ground.records.models import PackageVersion


class QuestionRow(OfCase):
    """One question to the department, in the asker's words and in a named person's Chinese."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    order = models.PositiveSmallIntegerField(default=0)
    language = models.CharField(max_length=10)
    """The asker's."""
    sealed = models.BinaryField()
    """JSON: text, zh."""
    zh_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    zh_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=10)
    """Of core.preparation.question, for the specialty in `checked_for`."""
    checked_for = models.CharField(max_length=10, blank=True)
    revision = models.PositiveIntegerField(default=1)
    asked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta(OfCase.Meta):
        abstract = False
        ordering: ClassVar[list[str]] = ["order", "id"]

    def __str__(self) -> str:
        return str(self.id)


class FindingOverride(OfCase):
    """A blocking finding that a named person lets pass with a reason; it holds for that finding
    as it was, and no longer once a later version finds something else."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    requirement = models.CharField(max_length=80)
    finding_hash = models.CharField(max_length=64)
    sealed_reason = models.BinaryField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta(OfCase.Meta):
        abstract = False
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["case", "finding_hash"])]

    def __str__(self) -> str:
        return f"{self.requirement} {self.id}"


class LetterRow(OfCase):
    """A letter to the home team on its way (core.states REQUESTS)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(PackageVersion, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    """What it asks: to send what exists, or to consider a new investigation."""
    language = models.CharField(max_length=10)
    practice = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    """None where the patient is asked."""
    recipient = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=20, default="drafted")
    sealed = models.BinaryField()
    """JSON: items, each with requirement, name and request in English, Chinese and the letter's
    language."""
    pdf = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, related_name="+")
    docx = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, related_name="+")
    link = models.ForeignKey(UploadLink, on_delete=models.SET_NULL, null=True, related_name="+")
    drafted_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    drafted_at = models.DateTimeField(auto_now_add=True)
    sent_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta(OfCase.Meta):
        abstract = False
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["case", "state"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.state} {self.id}"


class LetterAnswer(OfCase):
    """What the home team said of one thing that was asked for; the newest holds."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    letter = models.ForeignKey(LetterRow, on_delete=models.CASCADE, related_name="+")
    requirement = models.CharField(max_length=80)
    kind = models.CharField(max_length=12)
    """sent | not_held"""
    sealed_words = models.BinaryField(null=True)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta(OfCase.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class AbsenceAnswer(OfCase):
    """A named person says of a required item that it is not there; the newest of an item holds."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    requirement = models.CharField(max_length=80)
    why = models.CharField(max_length=16)
    """Of core.preparation.requirements.answer, as is the speaker."""
    speaker = models.CharField(max_length=20)
    sealed = models.BinaryField()
    """JSON: the answer of the core, with who said it, when, and in which words."""
    letter = models.ForeignKey(LetterRow, on_delete=models.SET_NULL, null=True, related_name="+")
    link = models.ForeignKey(UploadLink, on_delete=models.SET_NULL, null=True, related_name="+")
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    """Who entered it here: the speaker, or a coordinator who was told; None by a link."""
    at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta(OfCase.Meta):
        abstract = False
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["case", "requirement"])]

    def __str__(self) -> str:
        return f"{self.requirement} {self.why} {self.id}"


class AbsenceAcceptance(OfCase):
    """A named person lets the case go on without an answered item; it holds for that lack with
    that answer, and no longer once a later version finds something else."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    requirement = models.CharField(max_length=80)
    finding_hash = models.CharField(max_length=64)
    answer = models.ForeignKey(AbsenceAnswer, on_delete=models.PROTECT, related_name="+")
    sealed_reason = models.BinaryField()
    role = models.CharField(max_length=30)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta(OfCase.Meta):
        abstract = False
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["case", "finding_hash"])]

    def __str__(self) -> str:
        return f"{self.requirement} {self.id}"


class StatementEdit(OfCase):
    """A named person's Chinese wording of one statement; it hangs on the statement's key."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key_hash = models.CharField(max_length=64)
    sealed = models.BinaryField()
    """JSON: key, text, and the composed text that was seen."""
    revision = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta(OfCase.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "key_hash"], name="one_edit_a_statement")
        ]

    def __str__(self) -> str:
        return str(self.id)


class SignOffRow(OfCase):
    """A clinician's sign-off of one dossier (core.states SIGN_OFFS): it names its hash."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(PackageVersion, on_delete=models.PROTECT, related_name="+")
    dossier_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=12, default="given")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30)
    at = models.DateTimeField(auto_now_add=True)
    factor = models.CharField(max_length=20)
    """The kind of second factor given for it."""
    factor_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta(OfCase.Meta):
        abstract = False
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["case", "state"])]

    def __str__(self) -> str:
        return f"{self.state} {self.id}"


class SignedPaper(OfCase):
    """A paper of a signed version as it is set anew: with the signature, and no draft any more."""

    sign_off = models.ForeignKey(SignOffRow, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    """Of the file of the version that it stands for."""
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")

    class Meta(OfCase.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["sign_off", "name"], name="one_signed_paper_name")
        ]

    def __str__(self) -> str:
        return self.name


class MaskedView(OfCase):
    """The papers of a signed version as a department reads them on the desk: under the case's
    number, searched, and found to name nobody."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sign_off = models.ForeignKey(SignOffRow, on_delete=models.CASCADE, related_name="+")
    sources = models.JSONField(default=list)
    """SHA-256 of the files of which pages are shown."""
    read_at = models.DateTimeField()
    """What persons decided on those pages after it is not in these papers."""
    report = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    """What was masked and how it was searched (core.preparation.masking_report)."""
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta(OfCase.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["sign_off"], name="one_masked_view_of_a_sign_off")
        ]

    def __str__(self) -> str:
        return str(self.id)


class MaskedFile(OfCase):
    """A paper or picture of a masked view."""

    view = models.ForeignKey(MaskedView, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    """As in a package."""
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")

    class Meta(OfCase.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["view", "name"], name="one_masked_file_name")
        ]

    def __str__(self) -> str:
        return self.name


FORM_KIND = "hospital_form"
"""Of the blobs of forms that hospitals gave."""


class SealedPackage(OfCase):
    """A package sealed, or being sealed, for one recipient; equal inputs make one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(PackageVersion, on_delete=models.PROTECT, related_name="+")
    sign_off = models.ForeignKey(SignOffRow, on_delete=models.PROTECT, related_name="+")
    dossier_hash = models.CharField(max_length=64)
    recipient_kind = models.CharField(max_length=20)
    recipient = models.CharField(max_length=80)
    """An organisation's id, as in the consent."""
    country = models.CharField(max_length=2)
    purpose = models.CharField(max_length=40)
    consent_ids = models.JSONField(default=list)
    age_key = models.CharField(max_length=100, blank=True)
    """The recipient's own age key; without one a passphrase opens it."""
    inputs_hash = models.CharField(max_length=64)
    sealed_passphrase = models.BinaryField(null=True)
    """Until it was shown, once."""
    shown_at = models.DateTimeField(null=True)
    shown_to = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, related_name="+")
    """The zip; None while the worker has not made it."""
    series = models.JSONField(default=list)
    """Ids of the series of images that travel, in the order of their choice."""
    form = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, related_name="+")
    """The hospital's own form that travels filled; as it was given, without a word of ours."""
    report = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, related_name="+")
    """What was masked, where nobody may be named in it (core.preparation.masking_report); also of
    a package that was not let out."""
    asked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    made_at = models.DateTimeField(null=True)
    discarded_at = models.DateTimeField(null=True)

    class Meta(OfCase.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "inputs_hash"], name="one_package_of_inputs")
        ]

    def __str__(self) -> str:
        return str(self.id)
