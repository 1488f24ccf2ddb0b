"""A reading: what one reader made of one source. Derived, and rebuilt from the source at will."""

from __future__ import annotations

from typing import Literal

from huizhen.core.records.fact import Fact
from huizhen.core.records.identity import Identity, PatientMention
from huizhen.core.records.page import Page, SourceId
from huizhen.core.records.value import Value

ReadStatus = Literal["read", "part", "not_read", "ignored"]
"""What a reader can say; 'quarantined' and 'unidentified' are decided over the whole case."""


class Member(Value):
    """A file found inside a source; its bytes are kept by the runner under their SHA-256."""

    name: str
    """Path inside the container, '/'-separated, cleaned of traversal; shown, never written to."""
    source_id: SourceId
    size_bytes: int


class DicomInstance(Value):
    """The header of one DICOM instance as far as the index needs it; DICOM keywords in snake case.

    Absent attributes are ''; nothing is invented. Numbers stay text until somebody computes.
    """

    sop_class_uid: str = ""
    sop_instance_uid: str = ""
    study_instance_uid: str = ""
    series_instance_uid: str = ""
    transfer_syntax_uid: str = ""
    modality: str = ""
    study_date: str = ""
    series_date: str = ""
    acquisition_date: str = ""
    acquisition_time: str = ""
    content_time: str = ""
    study_description: str = ""
    series_description: str = ""
    protocol_name: str = ""
    body_part_examined: str = ""
    laterality: str = ""
    contrast_bolus_agent: str = ""
    institution_name: str = ""
    manufacturer: str = ""
    series_number: str = ""
    instance_number: str = ""
    slice_thickness: str = ""
    spacing_between_slices: str = ""
    pixel_spacing: str = ""
    image_position_patient: str = ""
    image_orientation_patient: str = ""
    convolution_kernel: str = ""
    image_type: str = ""
    rows: str = ""
    columns: str = ""
    samples_per_pixel: str = ""
    bits_allocated: str = ""
    number_of_frames: str = ""
    frame_of_reference_uid: str = ""
    accession_number: str = ""
    lossy_image_compression: str = ""
    patient: Identity = Identity()
    are_pixels_cut: bool = False
    """The file ends before its pixels do."""


class Reading(Value):
    """Everything that one reader found in one source."""

    kind: str
    """pdf, image, word, table, html, mail, text, rtf, archive, fhir, ccda, hl7v2, dicom, slide,
    disc (viewer software and autorun files), unknown."""
    reader: str = ""
    """Name and version of the reader, e.g. 'ccda/1'."""
    status: ReadStatus = "read"
    code: str = ""
    """Machine code of the reason when status is not 'read' (or of a warning when it is)."""
    message: str = ""
    remedy: str = ""
    pages: tuple[Page, ...] = ()
    facts: tuple[Fact, ...] = ()
    patients: tuple[PatientMention, ...] = ()
    members: tuple[Member, ...] = ()
    instance: DicomInstance | None = None
    document_date: str = ""
    title: str = ""
    deviations: tuple[str, ...] = ()
    """What departs from the format's standard, each with its path: reported, never guessed away."""


class Received(Value):
    """One received file: where it came from, what it is by its bytes."""

    path: str
    """Relative to the records folder; inside a container 'disc.zip!/IMAGES/1.dcm'."""
    source_id: SourceId
    size_bytes: int
