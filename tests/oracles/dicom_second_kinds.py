"""Kinds of defect of the second judge, and the tags of which one must be cited for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dicom_second_series import Heap

Damage = Callable[[Heap], None]

_PLACES = (
    "ImagePositionPatient SliceLocation SpacingBetweenSlices InstanceNumber "
    "PlanePositionSequence InStackPositionNumber DimensionIndexValues SliceThickness"
)
_WORDS = "SeriesDescription StudyDescription ProtocolName SequenceName"
_TIMES = (
    "AcquisitionTime AcquisitionDateTime SeriesTime ContentTime ContrastBolusStartTime "
    "ContrastBolusAgent TriggerTime TemporalPositionIdentifier"
)
_PERSON = "PatientID PatientName PatientBirthDate PatientSex IssuerOfPatientID OtherPatientIDs"
_KIND = "ImageType SOPClassUID Modality ConversionType"
_STUDY = (
    "StudyInstanceUID StudyDate Modality BodyPartExamined StudyDescription SOPClassUID "
    "AccessionNumber"
)

TAGS: dict[str, str] = {
    "missing_slice": _PLACES + " NumberOfFrames TemporalPositionIdentifier",
    "missing_at_edge": _PLACES + " ImagesInAcquisition",
    "every_second_missing": _PLACES,
    "duplicate_slice": _PLACES + " SOPInstanceUID",
    "sop_uid_reused": "SOPInstanceUID",
    "uneven_increments": _PLACES,
    "spacing_contradicted": _PLACES,
    "mixed_orientation": "ImageOrientationPatient PlaneOrientationSequence",
    "gantry_tilt": "GantryDetectorTilt ImageOrientationPatient ImagePositionPatient",
    "truncated_field": (
        "ReconstructionDiameter DataCollectionDiameter PixelSpacing Rows Columns "
        "ReconstructionFieldOfView"
    ),
    "cover_cut": _PLACES + " ScanLength",
    "mixed_spacing": "PixelSpacing Rows Columns ReconstructionDiameter",
    "mixed_thickness": "SliceThickness",
    "phase_missing": f"{_WORDS} {_TIMES} ImageType",
    "phase_order": f"{_WORDS} {_TIMES}",
    "sequence_missing": f"{_WORDS} ImageType DiffusionBValue ContrastBolusAgent Modality "
    "ScanningSequence SequenceVariant EchoTime InversionTime MRAcquisitionType",
    "localizer_only": f"{_KIND} {_WORDS}",
    "derived_only": f"{_KIND} {_WORDS} ImageOrientationPatient",
    "report_without_images": f"{_STUDY} ReferencedSOPInstanceUID ReferencedSeriesSequence "
    "CurrentRequestedProcedureEvidenceSequence SeriesInstanceUID",
    "images_without_report": _STUDY,
    "captures_only": f"{_KIND} {_WORDS}",
    "screenshot": f"{_KIND} BurnedInAnnotation",
    "scanned_film": f"{_KIND} SecondaryCaptureDeviceManufacturer DigitizerManufacturer "
    "SecondaryCaptureDeviceManufacturerModelName",
    "lossy": "LossyImageCompression LossyImageCompressionRatio LossyImageCompressionMethod "
    "TransferSyntaxUID DerivationDescription DerivationCodeSequence",
    "thick_slices": "SliceThickness SpacingBetweenSlices",
    "wrong_body_part": "BodyPartExamined StudyDescription SeriesDescription AnatomicRegionSequence",
    "no_spacing": "PixelSpacing ImagerPixelSpacing SequenceOfUltrasoundRegions PhysicalDeltaX "
    "PhysicalDeltaY PixelMeasuresSequence NominalScannedPixelSpacing PhysicalUnitsXDirection "
    "PhysicalUnitsYDirection",
    "outdated": "StudyDate AcquisitionDate SeriesDate AcquisitionDateTime ContentDate",
    "date_missing": "StudyDate AcquisitionDate SeriesDate AcquisitionDateTime ContentDate",
    "date_impossible": "StudyDate AcquisitionDate SeriesDate AcquisitionDateTime ContentDate",
    "mixed_patients": _PERSON,
    "contrast_contradicted": f"ContrastBolusAgent ContrastBolusStartTime {_WORDS} "
    "ContrastBolusVolume ContrastBolusAgentSequence",
    "index_files_missing": "ReferencedFileID DirectoryRecordSequence "
    "ReferencedSOPInstanceUIDInFile",
    "file_cut": "PixelData NumberOfFrames Rows Columns",
    "pet_not_corrected": "CorrectedImage AttenuationCorrectionMethod SeriesDescription ImageType",
    "pet_without_ct": f"Modality {_WORDS} SOPClassUID",
    "pet_no_uptake": "RadiopharmaceuticalStartTime RadiopharmaceuticalStartDateTime "
    "RadiopharmaceuticalInformationSequence RadionuclideTotalDose PatientWeight Units",
    "view_missing": f"ViewPosition PatientOrientation ViewCodeSequence Modality {_WORDS}",
}
"""Which keywords show each kind; '' is added where a finding without a tag can be right."""


@dataclass(frozen=True)
class Seed:
    """A kind of defect put into a base."""

    kind: str
    base: str
    note: str
    damage: Damage
    also: frozenset[str] = frozenset()
