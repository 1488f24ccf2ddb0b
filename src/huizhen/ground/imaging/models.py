"""Studies, series and instances of a case. What identifies (UIDs, dates, descriptions) is sealed
and looked up by keyed hashes; counts and sizes stand in clear."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huizhen.ground.cases.guard import OfCase
from huizhen.ground.files.models import Blob, ReceivedFile
from huizhen.ground.ids import new_id
from huizhen.ground.imaging.masking_models import (  # noqa: F401 - Django finds them here
    MaskingDecision,
    MaskingItem,
    MaskingRun,
)


class Whose(models.TextChoices):
    """Whether an instance is the patient's, as the inventory says of its file."""

    PATIENT = "patient"
    UNIDENTIFIED = "unidentified"
    QUARANTINED = "quarantined"
    KEPT_OUT = "kept_out"


class ImagingFile(OfCase):
    """A received file in which images were looked for: each is looked at once."""

    file = models.OneToOneField(ReceivedFile, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12)
    """dicom | archive | other"""
    code = models.CharField(max_length=60, blank=True)
    """Why nothing was found in it, where something should be."""
    instances = models.PositiveIntegerField(default=0)
    looked_at = models.DateTimeField(auto_now_add=True)

    class Meta(OfCase.Meta):
        abstract = False
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["case", "kind"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.file_id}"


class ImagingHeaders(OfCase):
    """The headers and viewer metadata of instances that were indexed together: one sealed blob."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    instances = models.PositiveIntegerField()

    class Meta(OfCase.Meta):
        abstract = False

    def __str__(self) -> str:
        return str(self.id)


class ImagingStudyRow(OfCase):
    """A study of one patient: instances of another under the same UID are another study."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=64)
    """Keyed hash of the study's UID and of whom its headers name."""
    uid_key = models.CharField(max_length=64)
    """Keyed hash of the StudyInstanceUID: the address of DICOMweb is looked up by it."""
    sealed = models.BinaryField()
    """JSON: study_instance_uid, date, time, description, accession_number, patient."""
    whose = models.CharField(max_length=12, choices=Whose, default=Whose.UNIDENTIFIED)

    class Meta(OfCase.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "key"], name="one_imaging_study")
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["case", "uid_key"])]

    def __str__(self) -> str:
        return str(self.id)


class ImagingSeriesRow(OfCase):
    """A series as core.imaging.series puts instances together."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    study = models.ForeignKey(ImagingStudyRow, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    """Keyed hash of the series' key."""
    uid_key = models.CharField(max_length=64)
    sealed = models.BinaryField()
    """JSON: series_instance_uid, modality, number, description, body_part, rows, columns."""
    instances = models.PositiveIntegerField(default=0)
    size_bytes = models.PositiveBigIntegerField(default=0)
    thumbnail = models.ForeignKey(Blob, on_delete=models.SET_NULL, null=True, related_name="+")
    thumbnail_of = models.CharField(max_length=64, blank=True)
    """SHA-256 of the instance that it shows or could not show: another middle, another picture."""
    thumbnail_code = models.CharField(max_length=60, blank=True)
    """Why there is none."""
    metadata = models.ForeignKey(Blob, on_delete=models.SET_NULL, null=True, related_name="+")
    """The whole headers as DICOM JSON, made when somebody asks for them."""
    metadata_of = models.CharField(max_length=64, blank=True)
    """Hash over the instances that it is of."""

    class Meta(OfCase.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "key"], name="one_imaging_series")
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["case", "uid_key"])]

    def __str__(self) -> str:
        return str(self.id)


class ImagingInstanceRow(OfCase):
    """One DICOM instance: a received file, or a file inside one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    series = models.ForeignKey(
        ImagingSeriesRow, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    """Empty until the instances that came together are put in order."""
    sha256 = models.CharField(max_length=64)
    """Its source id."""
    uid_key = models.CharField(max_length=64)
    """Keyed hash of the SOPInstanceUID; files that share one are told apart by `sha256`."""
    file = models.ForeignKey(ReceivedFile, on_delete=models.CASCADE, related_name="+")
    """The received file that it is, or that holds it."""
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    """Its bytes: the original, or what was taken out of an archive."""
    headers = models.ForeignKey(ImagingHeaders, on_delete=models.PROTECT, related_name="+")
    position = models.IntegerField(default=0)
    """Its place in the series, from 0."""
    frames = models.PositiveIntegerField(default=0)
    """0 where it holds no pixels."""
    size_bytes = models.PositiveBigIntegerField()
    transfer_syntax_uid = models.CharField(max_length=64)
    whose = models.CharField(max_length=12, choices=Whose, default=Whose.UNIDENTIFIED)
    derivative = models.ForeignKey(Blob, on_delete=models.SET_NULL, null=True, related_name="+")
    """The same pixels as HTJ2K, lossless, checked pixel by pixel."""
    derivative_code = models.CharField(max_length=60, blank=True)
    """'' not tried yet, 'done', or why it is left as it is."""
    derivative_frames = models.JSONField(default=list)
    """Offset and length of each frame's codestream in the derivative."""

    class Meta(OfCase.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "sha256"], name="one_imaging_instance")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["case", "uid_key"]),
            models.Index(fields=["series", "position"]),
            models.Index(fields=["case", "derivative_code"]),
        ]

    def __str__(self) -> str:
        return self.sha256[:12]


class ImagingJudgement(OfCase):
    """What was found in the images as a whole: the newest alone is kept."""

    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    """JSON: kinds and properties by series, findings with their tags."""
    inputs_hash = models.CharField(max_length=64)
    """Of the instances that were judged and the tables: equal inputs are not judged again."""
    findings = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(auto_now=True)

    class Meta(OfCase.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case"], name="one_imaging_judgement")
        ]

    def __str__(self) -> str:
        return str(self.case_id)
