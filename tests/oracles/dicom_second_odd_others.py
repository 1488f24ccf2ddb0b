"""PET, X-ray, ultrasound and whole folders that look damaged and are right."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from dicom_second_bases import ct_abdomen_ge_en, pet, phases, scout, weighted
from dicom_second_frames import (
    COMPUTED,
    DIGITAL,
    MAMMOGRAM,
    capture,
    projection,
    region,
    set_frames,
    ultrasound,
)
from dicom_second_series import AXIAL, CORONAL, PEOPLE, Heap, Study, slices
from pydicom import Dataset


def odd_pet_both_corrections(heap: Heap) -> None:
    """Series with and without attenuation correction, and turning projections."""
    study = pet(heap, "siemens", "de", "FDG-PET/CT Stamm",
                ["Topogram", "CT AC 4.0", "PET WB AC"])  # fmt: skip
    study.stack(
        "PET WB Uncorrected",
        slices(180, 4.0, -400),
        thick=4,
        at=200,
        CorrectedImage=["NORM", "DTIM", "DECY", "RAN"],
        AttenuationCorrectionMethod="",
    )
    uid = study.opened()
    for at in range(16):
        (one,) = study.stack("MIP", [0.0], thick=4, plane=CORONAL, series=uid, first=1 + at, at=900)
        one.ImageType = ["DERIVED", "SECONDARY", "MIP"]


def odd_pet_dynamic(heap: Heap) -> None:
    """A dynamic series: the same places in six frames of time, the static one besides."""
    study = pet(heap, "ge", "en", "PET CT BRAIN FDG DYNAMIC", ["Scout", "CTAC", "BRAIN STATIC AC"])
    uid = study.opened()
    for time in range(6):
        study.stack("BRAIN DYNAMIC AC", slices(40, 3.27), thick=3.27, series=uid,
                    first=1 + 40 * time, at=300 + 60.0 * time, SeriesType=["DYNAMIC", "IMAGE"],
                    FrameReferenceTime=60000.0 * time, NumberOfTimeSlices=6)  # fmt: skip


def odd_pet_beds(heap: Heap) -> None:
    """Slices acquired bed by bed from the feet up; times fall back with the place."""
    study = Study(heap, "uih", "zh", "CT", "WHOLEBODY", "PET/CT体部显像")
    study.stack("CT 3.0", slices(240, 3.0, -360), thick=3, at=60, pixel=(0.98, 0.98))
    study.modality = "PT"
    for at, one in enumerate(study.stack("PET AC", slices(240, 3.0, -360), thick=3, at=300)):
        one.AcquisitionTime = f"{study.moment(300 + 120 * (7 - at // 30)):%H%M%S}"
    study.report()


def odd_mg_raw_and_shown(heap: Heap) -> None:
    """Each view twice: for processing and for presentation."""
    study = Study(heap, "siemens", "fr", "MG", "BREAST", "MAMMOGRAPHIE BILATERALE")
    for intent in ("FOR PROCESSING", "FOR PRESENTATION"):
        for side in ("R", "L"):
            for view in ("CC", "MLO"):
                projection(study, f"{side}-{view}", MAMMOGRAM, view=view, laterality=side,
                           matrix=(1200, 960), spacing=0.085,
                           PresentationIntentType=intent)  # fmt: skip
    study.report()


def odd_mg_magnified(heap: Heap) -> None:
    """Four views and a magnified spot view."""
    study = Study(heap, "ge", "de", "MG", "BREAST", "Mammographie beidseits")
    for side in ("R", "L"):
        for view in ("CC", "MLO"):
            projection(study, f"{side} {view}", MAMMOGRAM, view=view, laterality=side,
                       matrix=(1200, 960), spacing=0.094)  # fmt: skip
    projection(study, "L CC MAG", MAMMOGRAM, view="CC", laterality="L", spacing=0.094,
               EstimatedRadiographicMagnificationFactor=1.8)  # fmt: skip
    study.report()


def odd_mg_tomosynthesis(heap: Heap) -> None:
    """Slices of a breast in one instance, beside the flat views."""
    study = Study(heap, "ge", "en", "MG", "BREAST", "MAMMO BILATERAL WITH TOMO")
    for side in ("R", "L"):
        for view in ("CC", "MLO"):
            projection(study, f"{side} {view}", MAMMOGRAM, view=view, laterality=side)
            one = projection(study, f"{side} {view} TOMO", "1.2.840.10008.5.1.4.1.1.13.1.3",
                             view=view, laterality=side)  # fmt: skip
            measures, shared = Dataset(), Dataset()
            measures.PixelSpacing, measures.SliceThickness = [0.1, 0.1], 1
            shared.PixelMeasuresSequence = [measures]
            one.SharedFunctionalGroupsSequence = [shared]
            set_frames(one, 512, 430, 12)
    study.report()


def odd_cr_chest_supine(heap: Heap) -> None:
    """One view at the bed, spacing at the plate alone, not square."""
    study = Study(heap, "philips", "ru", "CR", "CHEST", "Рентгенография грудной клетки, палата")
    projection(study, "ОГК лежа", COMPUTED, view="AP", ImagerPixelSpacing=[0.175, 0.171])
    study.report()


def odd_dx_whole_spine(heap: Heap) -> None:
    """A pasted whole spine and its parts, two views."""
    study = Study(heap, "siemens", "es", "DX", "SPINE", "RX COLUMNA TOTAL BIPEDESTACION")
    for view, turn in (("AP", "L\\F"), ("LL", "A\\F")):
        for part in ("CERVICAL", "LUMBAR"):
            projection(study, f"{part} {view}", DIGITAL, view=view, orientation=turn)
        projection(study, f"COMPUESTA {view}", DIGITAL, view=view, orientation=turn,
                   matrix=(2200, 860), ImageType=["DERIVED", "PRIMARY", "COMPOSED"])  # fmt: skip
    study.report()


def odd_dx_calibrated(heap: Heap) -> None:
    """Spacing corrected with a ball: both spacings, unlike."""
    study = Study(heap, "canon", "en", "DX", "HIP", "XR PELVIS AP TEMPLATING")
    projection(study, "Pelvis AP", DIGITAL, view="AP", PixelSpacing=[0.124, 0.124],
               PixelSpacingCalibrationType="FIDUCIAL",
               PixelSpacingCalibrationDescription="25 mm ball")  # fmt: skip
    study.report()


def odd_us_regions(heap: Heap) -> None:
    """Grey picture and a spectrum in one frame: three regions, one in seconds."""
    study = Study(heap, "philips", "fr", "US", "NECK", "ECHO DOPPLER TSA")
    uid = study.opened()
    for _ in range(6):
        ultrasound(study, "TSA", series=uid, SequenceOfUltrasoundRegions=[
            region(0.011), region(0.004, kind=3, units=4, box=(40, 320, 720, 560)),
        ])  # fmt: skip
    study.report()


def odd_us_matrices(heap: Heap) -> None:
    """Pictures of three sizes, clips of two lengths, in one series."""
    study = Study(heap, "ge", "de", "US", "HEART", "Echokardiographie TTE")
    uid = study.opened()
    for at, matrix in enumerate(((600, 800), (708, 1016), (480, 640))):
        ultrasound(study, "TTE", series=uid, matrix=matrix, seconds=30.0 * at)
        ultrasound(study, "TTE", series=uid, matrix=(300, 400), frames=6 + 5 * at)
    study.report()


def odd_us_colour(heap: Heap) -> None:
    """Colour pictures, losslessly kept, numbers with holes where others were deleted."""
    study = Study(heap, "canon", "zh", "US", "BREAST", "乳腺及腋窝彩超")
    uid = study.opened()
    for at in range(7):
        one = ultrasound(study, "乳腺", series=uid, seconds=20.0 * at, LossyImageCompression="00")
        one.InstanceNumber = 1 + 3 * at
    study.report()


def odd_xa_runs(heap: Heap) -> None:
    """Runs of an angiogram: spacing at the detector, several planes, many frames."""
    study = Study(heap, "siemens", "en", "XA", "HEAD", "DSA CEREBRAL 4 VESSEL")
    uid = study.opened()
    for at, angle in enumerate((0, 90, -30)):
        one = projection(study, "DSA", "1.2.840.10008.5.1.4.1.1.12.1", series=uid,
                         seconds=60.0 * at, PositionerPrimaryAngle=angle,
                         DistanceSourceToDetector=1190, DistanceSourceToPatient=780,
                         ContrastBolusAgent="Iodixanol", FrameTime=250)  # fmt: skip
        set_frames(one, 512, 512, 10)
    study.report()


def odd_prior_beside_current(heap: Heap) -> None:
    """A study of three years ago for comparison beside the present one, both reported."""
    for day in (date(2023, 3, 2), date(2026, 5, 11)):
        phases(heap, "ge", "en", "CT ABDOMEN PELVIS W CONTRAST", "ISOVUE 370",
               [("AXIAL PORTAL VENOUS 5MM", 70)], number=84, step=5.0, thick=5.0,
               day=day)  # fmt: skip


def odd_spelt_twice(heap: Heap) -> None:
    """One patient, spelt in two ways by two hospitals, numbers of two issuers."""
    person = replace(PEOPLE["de"], name="BOEHRINGER^JUERGEN", number="0099-7713",
                     hospital="MVZ Radiologie am Markt")  # fmt: skip
    for who, day in ((None, date(2026, 5, 11)), (person, date(2026, 5, 4))):
        study = Study(heap, "siemens", "de", "MR", "HEAD", "MRT Schädel", day=day, person=who,
                      tags={"IssuerOfPatientID": "MVZ" if who else "KLINIKUM"})  # fmt: skip
        weighted(study, "t1_tra", 30, 5.0, 4.5, at=60, te=12, tr=560)
        weighted(study, "t2_tra", 30, 5.0, 4.5, at=260, te=98, tr=5200)
        study.report()


def odd_chinese_and_pinyin(heap: Heap) -> None:
    """One patient in characters and in letters, the same number and birth date."""
    person = replace(PEOPLE["zh"], name="OuYang^WenBo=欧阳^文博", charset=["", "GB18030"])
    for who, day in ((None, date(2026, 5, 11)), (person, date(2026, 5, 6))):
        study = Study(heap, "uih", "zh", "CT", "CHEST", "胸部CT平扫", day=day, person=who)
        scout(study, "定位像")
        study.stack("肺窗 1.5", slices(190, 1.5), thick=1.5, at=60)
        study.report()


def odd_disc_complete(heap: Heap) -> None:
    """A disc with its index, complete, with a viewer's program and its icons."""
    ct_abdomen_ge_en(heap)
    heap.has_directory = True
    heap.loose |= {
        "AUTORUN.INF": b"[autorun]\r\nopen=VIEWER\\START.EXE\r\n",
        "VIEWER/START.EXE": b"MZ" + bytes(512),
        "VIEWER/HELP.HTM": b"<html><body>Viewer help</body></html>",
        "README.TXT": b"This disc contains medical images.\r\n",
    }


def odd_lossless_said(heap: Heap) -> None:
    """Says that it was never compressed with loss."""
    study = Study(heap, "canon", "es", "CT", "CHEST", "TC TORAX")
    study.stack("Torax 2.0", slices(140, 2.0), thick=2, at=60, LossyImageCompression="00",
                DerivationDescription="Lossless JPEG compression")  # fmt: skip
    study.report()


def odd_presentation_and_keys(heap: Heap) -> None:
    """A presentation state and a selection of key objects besides."""
    ct_abdomen_ge_en(heap)
    image = heap.of("AXIAL PORTAL VENOUS 5MM")[30]
    for sop, modality, words in (
        ("1.2.840.10008.5.1.4.1.1.11.1", "PR", "Measurements"),
        ("1.2.840.10008.5.1.4.1.1.88.59", "KO", "For surgery"),
    ):  # fmt: skip
        study = Study(heap, "ge", "en", "CT", "", "CT ABDOMEN PELVIS W CONTRAST")
        study.uid = image.StudyInstanceUID
        one = study.bare(sop, 900)
        one.Modality, one.SeriesDescription, one.SeriesNumber = modality, words, 900
        one.SeriesInstanceUID, one.InstanceNumber = heap.uid("1.2.840.99"), 1
        if modality == "PR":
            one.ContentLabel, one.PresentationCreationDate = "LABEL", "20260511"
        else:
            one.ValueType, one.ContinuityOfContent = "CONTAINER", "SEPARATE"
        heap.instances.append(one)


def odd_structures(heap: Heap) -> None:
    """Contours of a planning system beside its CT with a wide field."""
    study = Study(heap, "siemens", "en", "CT", "PELVIS", "RT PLANNING CT PELVIS")
    study.stack("Planning 3.0", slices(110, 3.0), thick=3, at=60, pixel=(1.27, 1.27),
                ReconstructionDiameter=650, DataCollectionDiameter=780)  # fmt: skip
    one = study.bare("1.2.840.10008.5.1.4.1.1.481.3", 3600)
    one.Modality, one.SeriesDescription, one.SeriesNumber = "RTSTRUCT", "Contours", 100
    one.SeriesInstanceUID, one.InstanceNumber = heap.uid("1.2.840.99"), 1
    one.StructureSetLabel, one.StructureSetDate = "PLAN1", "20260511"
    heap.instances.append(one)
    study.report()


def odd_captured_beside_originals(heap: Heap) -> None:
    """Pictures taken at the workstation beside complete originals."""
    ct_abdomen_ge_en(heap)
    like = heap.of("AXIAL PORTAL VENOUS 5MM")[0]
    study = Study(heap, "ge", "en", "CT", "", "CT ABDOMEN PELVIS W CONTRAST")
    study.uid = like.StudyInstanceUID
    uid = heap.uid("1.2.840.99"), 700
    for _ in range(3):
        capture(study, "Processed Images", series=uid)


def odd_little_said(heap: Heap) -> None:
    """Hardly any optional tag: no body part, no protocol, no location, no model."""
    study = Study(heap, "canon", "en", "CT", "", "Chest")
    for one in study.stack("2.0 mm", slices(140, 2.0), thick=2, at=60, plane=AXIAL):
        for keyword in ("ProtocolName", "ManufacturerModelName", "PatientPosition", "KVP",
                        "ReconstructionDiameter", "DataCollectionDiameter", "ConvolutionKernel",
                        "GantryDetectorTilt", "AcquisitionNumber", "SeriesDate"):  # fmt: skip
            del one[keyword]
    study.report()
