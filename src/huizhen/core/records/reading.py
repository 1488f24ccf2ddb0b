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


class FramePlane(Value):
    """What one frame of an enhanced image says of itself beyond what all its frames share."""

    image_position_patient: str = ""
    image_orientation_patient: str = ""
    pixel_spacing: str = ""
    slice_thickness: str = ""
    spacing_between_slices: str = ""
    dimensions: tuple[str, ...] = ()
    """What else tells frames of one place apart: time, echo, b-value, type, in a fixed order."""


class ReferencedFile(Value):
    """A file that a DICOMDIR names."""

    path: str
    """Relative to the DICOMDIR's folder, '/'-separated (ReferencedFileID)."""
    sop_instance_uid: str = ""


class DicomDirectory(Value):
    """The files that a DICOMDIR names, as far as they are kept."""

    files: tuple[ReferencedFile, ...] = ()


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
    lossy_image_compression_ratio: str = ""
    lossy_image_compression_method: str = ""
    study_time: str = ""
    series_time: str = ""
    acquisition_date_time: str = ""
    content_date: str = ""
    acquisition_number: str = ""
    acquisition_duration: str = ""
    gantry_detector_tilt: str = ""
    reconstruction_diameter: str = ""
    data_collection_diameter: str = ""
    slice_location: str = ""
    images_in_acquisition: str = ""
    number_of_series_related_instances: str = ""
    number_of_slices: str = ""
    temporal_position_identifier: str = ""
    number_of_temporal_positions: str = ""
    trigger_time: str = ""
    echo_numbers: str = ""
    echo_time: str = ""
    repetition_time: str = ""
    inversion_time: str = ""
    flip_angle: str = ""
    diffusion_b_value: str = ""
    scanning_sequence: str = ""
    sequence_variant: str = ""
    sequence_name: str = ""
    scan_options: str = ""
    mr_acquisition_type: str = ""
    magnetic_field_strength: str = ""
    kvp: str = ""
    contrast_bolus_route: str = ""
    contrast_bolus_start_time: str = ""
    contrast_bolus_volume: str = ""
    patient_position: str = ""
    patient_orientation: str = ""
    view_position: str = ""
    image_comments: str = ""
    derivation_description: str = ""
    conversion_type: str = ""
    burned_in_annotation: str = ""
    presentation_intent_type: str = ""
    photometric_interpretation: str = ""
    imager_pixel_spacing: str = ""
    nominal_scanned_pixel_spacing: str = ""
    pixel_spacing_calibration_type: str = ""
    corrected_image: str = ""
    manufacturer_model_name: str = ""
    secondary_capture_device_manufacturer: str = ""
    patient: Identity = Identity()
    are_pixels_cut: bool = False
    """The file ends before its pixels do, or has fewer than its rows and columns want."""
    are_pixels_missing: bool = False
    """The header is one of an image, but no pixels are there."""
    is_tracer_time_missing: bool = False
    """A PET image that does not say when the tracer was given."""
    is_region_step_missing: bool = False
    """An ultrasound image without a region that says how far its pixels lie apart."""
    frames: tuple[FramePlane, ...] = ()
    """Of an enhanced image, its frames as far as they are kept; what all share stands above."""


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
    directory: DicomDirectory | None = None
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
