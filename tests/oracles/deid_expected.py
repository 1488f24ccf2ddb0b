"""What PS3.15 Table E.1-1 asks of well-known attributes, written down by hand, not from any code.

The Basic Profile's letters: X remove, Z empty or a dummy, D a dummy that is not empty, U another
UID. Where the table leaves a choice by the type of the attribute (X/Z, X/D, X/Z/D, Z/D) any of
them will do: common to all is that the value as it stood is gone. Options turn some rows into K
(keep) or C (clean).

Compared afterwards with the printed 2026c table: the letters of eight rows differ within such a
choice, three options and one retired attribute were remembered wrongly and are mended here.
"""

from __future__ import annotations

from pydicom.datadict import dictionary_VR, tag_for_keyword

DATES_FULL = "longitudinal full dates"
DATES_MODIFIED = "longitudinal modified dates"
PATIENT = "patient characteristics"
DEVICE = "device identity"
INSTITUTION = "institution identity"
UIDS = "uids"
DESCRIPTORS = "clean descriptors"
GRAPHICS = "clean graphics"
STRUCTURED = "clean structured content"

_ROWS = {
    "X": """
        AcquisitionComments AcquisitionContextSequence AcquisitionProtocolDescription
        ActualHumanPerformersSequence AdditionalPatientHistory AddressTrial AdmissionID
        AdmittingDate AdmittingDiagnosesCodeSequence AdmittingDiagnosesDescription AdmittingTime
        AffectedSOPInstanceUID Allergies Arbitrary AuthorObserverSequence BranchOfService
        CommentsOnThePerformedProcedureStep
        ConfidentialityConstraintOnPatientDataDescription
        ContentCreatorIdentificationCodeSequence ContributionDescription CountryOfResidence
        CurrentPatientLocation CustodialOrganizationSequence DataSetTrailingPadding
        DerivationDescription DigitalSignaturesSequence DischargeDiagnosisDescription
        DistributionAddress DistributionName EthnicGroup FrameComments GeneratorID
        HumanPerformerName HumanPerformerOrganization IconImageSequence IdentifyingComments
        ImageComments ImagePresentationComments ImagingServiceRequestComments Impressions
        InstitutionAddress InstitutionalDepartmentName InsurancePlanIdentification
        IntendedRecipientsOfResultsIdentificationSequence InterpretationApproverSequence
        InterpretationAuthor InterpretationDiagnosisDescription InterpretationIDIssuer
        InterpretationRecorder InterpretationText InterpretationTranscriber IssuerOfAdmissionID
        IssuerOfPatientID IssuerOfServiceEpisodeID LastMenstrualDate MAC MedicalAlerts
        MedicalRecordLocator MilitaryRank ModifiedAttributesSequence ModifiedImageDescription
        ModifyingDeviceID NameOfPhysiciansReadingStudy
        NamesOfIntendedRecipientsOfResults Occupation OriginalAttributesSequence
        OrderCallbackPhoneNumber OrderEnteredBy OrderEntererLocation OtherPatientIDs
        OtherPatientIDsSequence OtherPatientNames ParticipantSequence PatientAddress
        PatientAge PatientBirthName PatientBirthTime PatientComments
        PatientInstitutionResidence PatientInsurancePlanCodeSequence PatientMotherBirthName
        PatientPrimaryLanguageCodeSequence PatientPrimaryLanguageModifierCodeSequence
        PatientReligiousPreference PatientSize PatientState PatientTelephoneNumbers
        PatientTransportArrangements PatientWeight PerformedLocation
        PerformedProcedureStepDescription PerformedProcedureStepID
        PerformedProcedureStepStartDate PerformedProcedureStepStartTime
        PerformedProcedureStepEndDate PerformedProcedureStepEndTime
        PerformedStationAETitle PerformedStationGeographicLocationCodeSequence
        PerformedStationName PerformedStationNameCodeSequence
        PerformingPhysicianIdentificationSequence PerformingPhysicianName PersonAddress
        PersonTelephoneNumbers PhysicianApprovingInterpretation PhysiciansOfRecord
        PhysiciansOfRecordIdentificationSequence PhysiciansReadingStudyIdentificationSequence
        PreMedication PregnancyStatus ReasonForStudy ReasonForTheImagingServiceRequest
        ReferencedDigitalSignatureSequence ReferencedPatientAliasSequence
        ReferencedSOPInstanceMACSequence ReferringPhysicianAddress
        ReferringPhysicianIdentificationSequence ReferringPhysicianTelephoneNumbers
        RegionOfResidence RequestAttributesSequence RequestedContrastAgent
        RequestedProcedureComments RequestedProcedureID RequestedProcedureLocation
        RequestingPhysician RequestingService ResponsibleOrganization ResponsiblePerson
        ResultsComments ResultsDistributionListSequence ResultsIDIssuer
        ScheduledHumanPerformersSequence ScheduledPatientInstitutionResidence
        ScheduledPerformingPhysicianIdentificationSequence ScheduledPerformingPhysicianName
        ScheduledProcedureStepDescription ScheduledProcedureStepEndDate
        ScheduledProcedureStepEndTime ScheduledProcedureStepID ScheduledProcedureStepLocation
        ScheduledProcedureStepStartDate ScheduledProcedureStepStartTime ScheduledStationAETitle
        ScheduledStationName ScheduledStudyLocation SeriesDescription
        ServiceEpisodeDescription ServiceEpisodeID SmokingStatus SpecialNeeds StudyComments
        StudyDescription StudyIDIssuer TextComments TextString TimezoneOffsetFromUTC
        TopicAuthor TopicKeywords TopicSubject TopicTitle VerifyingOrganization VisitComments
    """,
    "X/Z": """
        AcquisitionTime PatientSexNeutered ReferencedStudySequence
        RequestedProcedureDescription ReviewerName ReferencedPatientSequence AcquisitionDate
    """,
    "X/D": """
        AcquisitionDeviceProcessingDescription DetectorID ProtocolName SeriesDate SeriesTime
        OperatorIdentificationSequence
    """,
    "X/Z/D": """
        AcquisitionDateTime CassetteID DeviceSerialNumber GantryID InstitutionCodeSequence
        InstitutionName OperatorsName PlateID StationName
    """,
    "Z": """
        AccessionNumber ContentCreatorName FillerOrderNumberImagingServiceRequest
        PatientBirthDate PatientID PatientName PatientSex
        PlacerOrderNumberImagingServiceRequest ReferringPhysicianName StudyDate StudyID
        StudyTime VerifyingObserverIdentificationCodeSequence
    """,
    "Z/D": "ContentDate ContentTime ContrastBolusAgent",
    "D": """
        GraphicAnnotationSequence PersonIdentificationCodeSequence PersonName
        VerifyingObserverName VerifyingObserverSequence
    """,
    "U": """
        ConcatenationUID CreatorVersionUID DeviceUID DimensionOrganizationUID DoseReferenceUID
        FailedSOPInstanceUIDList FiducialUID FrameOfReferenceUID InstanceCreatorUID
        IrradiationEventUID LargePaletteColorLookupTableUID PaletteColorLookupTableUID
        ReferencedFrameOfReferenceUID ReferencedSOPInstanceUID ReferencedSOPInstanceUIDInFile
        RelatedFrameOfReferenceUID RequestedSOPInstanceUID SOPInstanceUID SeriesInstanceUID
        StorageMediaFileSetUID StudyInstanceUID SynchronizationFrameOfReferenceUID TargetUID
        TemplateExtensionCreatorUID TransactionUID UID
    """,
}
_OPTIONS: dict[str, dict[str, str]] = {
    PATIENT: {
        "K": """EthnicGroup PatientAge PatientSex PatientSexNeutered PatientSize PatientWeight
                PregnancyStatus SmokingStatus""",
        "C": "Allergies PatientState PreMedication SpecialNeeds",
    },
    DEVICE: {
        "K": """DetectorID DeviceSerialNumber DeviceUID GantryID GeneratorID CassetteID PlateID
                PerformedStationAETitle PerformedStationName PerformedStationNameCodeSequence
                PerformedStationGeographicLocationCodeSequence ScheduledStationAETitle
                ScheduledProcedureStepLocation ScheduledStationName ScheduledStudyLocation
                StationName""",
    },
    INSTITUTION: {
        "K": "InstitutionAddress InstitutionCodeSequence InstitutionName "
        "InstitutionalDepartmentName",
    },
    DATES_FULL: {
        "K": """AcquisitionDate AcquisitionDateTime AcquisitionTime AdmittingDate AdmittingTime
                ContentDate ContentTime LastMenstrualDate PerformedProcedureStepStartDate
                PerformedProcedureStepStartTime PerformedProcedureStepEndDate
                PerformedProcedureStepEndTime ScheduledProcedureStepEndDate
                ScheduledProcedureStepEndTime ScheduledProcedureStepStartDate
                ScheduledProcedureStepStartTime SeriesDate SeriesTime StudyDate StudyTime
                TimezoneOffsetFromUTC""",
    },
    DATES_MODIFIED: {
        "C": """AcquisitionDate AcquisitionDateTime AcquisitionTime AdmittingDate AdmittingTime
                ContentDate ContentTime LastMenstrualDate PerformedProcedureStepStartDate
                PerformedProcedureStepStartTime PerformedProcedureStepEndDate
                PerformedProcedureStepEndTime ScheduledProcedureStepEndDate
                ScheduledProcedureStepEndTime ScheduledProcedureStepStartDate
                ScheduledProcedureStepStartTime SeriesDate SeriesTime StudyDate StudyTime
                TimezoneOffsetFromUTC""",
    },
    DESCRIPTORS: {
        "C": """AcquisitionComments AcquisitionDeviceProcessingDescription
                AcquisitionProtocolDescription AdditionalPatientHistory
                AdmittingDiagnosesCodeSequence AdmittingDiagnosesDescription Allergies
                CommentsOnThePerformedProcedureStep ContrastBolusAgent ContributionDescription
                DerivationDescription DischargeDiagnosisDescription FrameComments
                IdentifyingComments ImageComments ImagingServiceRequestComments Impressions
                InterpretationDiagnosisDescription InterpretationText MedicalAlerts Occupation
                PatientComments PatientState PerformedProcedureStepDescription PreMedication
                ProtocolName ReasonForStudy ReasonForTheImagingServiceRequest
                RequestAttributesSequence RequestedContrastAgent RequestedProcedureComments
                RequestedProcedureDescription ResultsComments
                ScheduledProcedureStepDescription SeriesDescription ServiceEpisodeDescription
                SpecialNeeds StudyComments StudyDescription VisitComments""",
    },
    GRAPHICS: {"C": "GraphicAnnotationSequence"},
    STRUCTURED: {"C": "AcquisitionContextSequence"},
    UIDS: {"K": _ROWS["U"] + " AffectedSOPInstanceUID"},
}

# An instance has these to be an instance at all; the table does not name them.
UNTOUCHED = (
    "SOPClassUID", "Modality", "Rows", "Columns", "BitsAllocated", "PixelSpacing",
    "ImagePositionPatient", "ImageOrientationPatient", "SliceThickness", "BodyPartExamined",
    "ConvolutionKernel", "KVP", "ImageType", "InstanceNumber", "SeriesNumber",
)  # fmt: skip

BASIC: dict[str, str] = {
    keyword: action for action, words in _ROWS.items() for keyword in words.split()
}


def action_of(keyword: str, options: frozenset[str] = frozenset()) -> str:
    """The letter of an attribute under the Basic Profile with options; '' where no row is known."""
    found = BASIC.get(keyword, "")
    for option in sorted(options):
        for letter, words in _OPTIONS.get(option, {}).items():
            if keyword in words.split() and found != "K":
                found = letter
    return found


def has_to_change(keyword: str, options: frozenset[str] = frozenset()) -> bool:
    """Whether the value as it stood may not be there any longer.

    C is not counted: what is cleaned may keep harmless words; see the canaries for what may not.
    """
    return action_of(keyword, options) not in ("", "K", "C")


def kept_by(options: frozenset[str]) -> frozenset[str]:
    """The attributes that the options keep as they stand."""
    return frozenset(keyword for keyword in BASIC if action_of(keyword, options) == "K")


def not_in_dictionary() -> tuple[str, ...]:
    """Keywords written down here that the DICOM dictionary does not know: none, or a slip."""
    return tuple(keyword for keyword in BASIC if tag_for_keyword(keyword) is None)


def vr_of(keyword: str) -> str:
    """The value representation of a keyword."""
    return dictionary_VR(keyword)
