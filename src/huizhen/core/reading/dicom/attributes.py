"""Which attributes the index keeps (PS3.6 keywords), and how raw values become text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

KEYWORDS = {
    "sop_class_uid": "SOPClassUID",
    "sop_instance_uid": "SOPInstanceUID",
    "study_instance_uid": "StudyInstanceUID",
    "series_instance_uid": "SeriesInstanceUID",
    "transfer_syntax_uid": "TransferSyntaxUID",
    "modality": "Modality",
    "study_date": "StudyDate",
    "series_date": "SeriesDate",
    "acquisition_date": "AcquisitionDate",
    "acquisition_time": "AcquisitionTime",
    "content_time": "ContentTime",
    "study_description": "StudyDescription",
    "series_description": "SeriesDescription",
    "protocol_name": "ProtocolName",
    "body_part_examined": "BodyPartExamined",
    "laterality": "Laterality",
    "contrast_bolus_agent": "ContrastBolusAgent",
    "institution_name": "InstitutionName",
    "manufacturer": "Manufacturer",
    "series_number": "SeriesNumber",
    "instance_number": "InstanceNumber",
    "slice_thickness": "SliceThickness",
    "spacing_between_slices": "SpacingBetweenSlices",
    "pixel_spacing": "PixelSpacing",
    "image_position_patient": "ImagePositionPatient",
    "image_orientation_patient": "ImageOrientationPatient",
    "convolution_kernel": "ConvolutionKernel",
    "image_type": "ImageType",
    "rows": "Rows",
    "columns": "Columns",
    "samples_per_pixel": "SamplesPerPixel",
    "bits_allocated": "BitsAllocated",
    "number_of_frames": "NumberOfFrames",
    "frame_of_reference_uid": "FrameOfReferenceUID",
    "accession_number": "AccessionNumber",
    "lossy_image_compression": "LossyImageCompression",
    "study_time": "StudyTime",
    "series_time": "SeriesTime",
    "acquisition_date_time": "AcquisitionDateTime",
    "content_date": "ContentDate",
    "acquisition_number": "AcquisitionNumber",
    "acquisition_duration": "AcquisitionDuration",
    "gantry_detector_tilt": "GantryDetectorTilt",
    "reconstruction_diameter": "ReconstructionDiameter",
    "data_collection_diameter": "DataCollectionDiameter",
    "slice_location": "SliceLocation",
    "images_in_acquisition": "ImagesInAcquisition",
    "number_of_series_related_instances": "NumberOfSeriesRelatedInstances",
    "number_of_slices": "NumberOfSlices",
    "temporal_position_identifier": "TemporalPositionIdentifier",
    "number_of_temporal_positions": "NumberOfTemporalPositions",
    "trigger_time": "TriggerTime",
    "echo_numbers": "EchoNumbers",
    "echo_time": "EchoTime",
    "repetition_time": "RepetitionTime",
    "inversion_time": "InversionTime",
    "flip_angle": "FlipAngle",
    "diffusion_b_value": "DiffusionBValue",
    "scanning_sequence": "ScanningSequence",
    "sequence_variant": "SequenceVariant",
    "sequence_name": "SequenceName",
    "scan_options": "ScanOptions",
    "mr_acquisition_type": "MRAcquisitionType",
    "magnetic_field_strength": "MagneticFieldStrength",
    "kvp": "KVP",
    "contrast_bolus_route": "ContrastBolusRoute",
    "contrast_bolus_start_time": "ContrastBolusStartTime",
    "contrast_bolus_volume": "ContrastBolusVolume",
    "patient_position": "PatientPosition",
    "patient_orientation": "PatientOrientation",
    "view_position": "ViewPosition",
    "image_comments": "ImageComments",
    "derivation_description": "DerivationDescription",
    "conversion_type": "ConversionType",
    "burned_in_annotation": "BurnedInAnnotation",
    "presentation_intent_type": "PresentationIntentType",
    "photometric_interpretation": "PhotometricInterpretation",
    "imager_pixel_spacing": "ImagerPixelSpacing",
    "nominal_scanned_pixel_spacing": "NominalScannedPixelSpacing",
    "pixel_spacing_calibration_type": "PixelSpacingCalibrationType",
    "corrected_image": "CorrectedImage",
    "manufacturer_model_name": "ManufacturerModelName",
    "secondary_capture_device_manufacturer": "SecondaryCaptureDeviceManufacturer",
    "lossy_image_compression_ratio": "LossyImageCompressionRatio",
    "lossy_image_compression_method": "LossyImageCompressionMethod",
}
"""Field of `DicomInstance` -> keyword."""

PATIENT_KEYWORDS = (
    "SpecificCharacterSet",
    "PatientName",
    "PatientID",
    "IssuerOfPatientID",
    "PatientBirthDate",
    "PatientSex",
)

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def tag_numbers(keyword: str) -> tuple[int, int]:
    """Group and element of a keyword."""
    from pydicom.datadict import tag_for_keyword

    tag = tag_for_keyword(keyword)
    if tag is None:
        raise KeyError(keyword)
    return tag >> 16, tag & 0xFFFF


def raw_bytes(value: str | bytes) -> bytes:
    """The element's bytes from a scanner that decodes with surrogate escapes."""
    return value if isinstance(value, bytes) else value.encode("utf-8", "surrogateescape")


def decoded(value: str | bytes | None, encodings: Sequence[str]) -> str:
    """Text of a raw element value in the instance's character sets (PS3.5 6.1), padding removed."""
    if not value:
        return ""
    if isinstance(value, str) and value.isascii() and value.isprintable():
        return value.strip()
    data = raw_bytes(value)
    if data.isascii() and b"\x1b" not in data:
        text = data.decode("ascii")
    else:
        from pydicom.charset import decode_bytes

        text = decode_bytes(data, list(encodings), {0x5C})
    return _CONTROL.sub("", text).strip()


def plain(value: str | bytes | None) -> str:
    """Text of a value that cannot need a character set (UIDs, numbers, codes)."""
    if not value:
        return ""
    return _plain_again(value) if len(value) <= _SHORT else _plain(value)


def _plain(value: str | bytes) -> str:
    text = raw_bytes(value).decode("ascii", "replace").rstrip("\0")
    return (text if text.isprintable() else _CONTROL.sub("", text)).strip()


_SHORT = 64
_plain_again = lru_cache(maxsize=4096)(_plain)
"""The instances of a series say the same of nearly everything."""


def text_of(value: object) -> str | None:
    """Text of a value that pydicom has parsed; None where there is none."""
    if value is None:
        return None
    if isinstance(value, (list, tuple)) or type(value).__name__ == "MultiValue":
        return "\\".join(map(_figure, value))  # type: ignore[call-overload]
    return _figure(value)


def _figure(value: object) -> str:
    """A value as text; a double with the figures that gdcm writes, so that both ways agree."""
    return f"{value:g}" if type(value) is float else str(value)
