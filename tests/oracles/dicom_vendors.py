"""Clean synthetic series as four makers' scanners write them: the stuff defects are made of.

Everybody and everything in them is invented. The same plan and seed give the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random

import numpy as np
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import (
    UID,
    CTImageStorage,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGLSLossless,
    MRImageStorage,
    PositronEmissionTomographyImageStorage,
    RLELossless,
    generate_uid,
)

AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
SAGITTAL = (0.0, 1.0, 0.0, 0.0, 0.0, -1.0)
CORONAL = (1.0, 0.0, 0.0, 0.0, 0.0, -1.0)
SIDE = 128


@dataclass(frozen=True)
class Vendor:
    """How one maker fills a header."""

    name: str
    manufacturer: str
    models: dict[str, str]
    root: str
    kernels: dict[str, str | list[str]]
    syntax: str
    charset: str
    texts: dict[str, str]
    says_count: bool = False
    says_spacing: bool = False


GE = Vendor(
    "ge", "GE MEDICAL SYSTEMS",
    {"CT": "Revolution EVO", "MR": "SIGNA Artist", "PT": "Discovery MI", "XX": "LOGIQ E10"},
    "1.2.840.113619.2.", {"soft": "STANDARD", "lung": "LUNG"},
    ImplicitVRLittleEndian, "ISO_IR 100",
    {"CT": "CHEST WITH CONTRAST 2.5mm", "MR": "Sag PD FS", "PT": "WB FDG 3D MAC",
     "study CT": "CT CHEST W CONTRAST", "study MR": "MRI KNEE RIGHT", "study PT": "PET CT FDG"},
    says_count=True,
)  # fmt: skip
SIEMENS = Vendor(
    "siemens", "SIEMENS",
    {"CT": "SOMATOM Definition Edge", "MR": "MAGNETOM Skyra", "PT": "Biograph64_mCT",
     "XX": "ACUSON Sequoia"},
    "1.3.12.2.1107.5.1.", {"soft": ["Br40d", "3"], "lung": ["Bl57d", "3"]},
    ExplicitVRLittleEndian, "ISO_IR 100",
    {"CT": "Thorax KM venös 2.0 Br40", "MR": "pd_tse_fs_sag", "PT": "PET GK FDG (AC)",
     "study CT": "CT Thorax mit Kontrastmittel", "study MR": "MRT Knie rechts",
     "study PT": "FDG-PET/CT Ganzkörper"},
)  # fmt: skip
PHILIPS = Vendor(
    "philips", "Philips",
    {"CT": "iCT 256", "MR": "Ingenia", "PT": "Vereos PET/CT", "XX": "EPIQ 7G"},
    "1.3.46.670589.11.", {"soft": "B", "lung": "L"},
    JPEGLSLossless, "ISO_IR 100",
    {"CT": "THORAX INJECTE temps veineux", "MR": "SAG DP FS", "PT": "TEP FDG CORPS ENTIER AC",
     "study CT": "TDM thoracique avec injection", "study MR": "IRM genou droit",
     "study PT": "TEP-TDM au FDG"},
    says_spacing=True,
)  # fmt: skip
CANON = Vendor(
    "canon", "Canon Medical Systems",
    {"CT": "Aquilion ONE", "MR": "Vantage Galan 3T", "PT": "Cartesion Prime", "XX": "Aplio i800"},
    "1.2.392.200036.9116.2.", {"soft": "FC08", "lung": "FC52"},
    RLELossless, "ISO_IR 192",
    {"CT": "ОГК с контрастом, венозная фаза", "MR": "SAG PD FSat", "PT": "ПЭТ ФДГ всё тело AC",
     "study CT": "КТ органов грудной клетки с контрастом", "study MR": "МРТ коленного сустава",
     "study PT": "ПЭТ/КТ с ФДГ"},
    says_count=True, says_spacing=True,
)  # fmt: skip
VENDORS = (GE, SIEMENS, PHILIPS, CANON)
PEOPLE = (
    ("Marrowind^Tessaly", "19610714", "F"),
    ("Öbersteig^Valentin", "19550302", "M"),
    ("Dufresnoy^Odile", "19700921", "F"),
    ("Голубцовский^Артемий", "19680511", "M"),
)


@dataclass(frozen=True)
class Plan:
    """What a clean series is to look like."""

    modality: str
    vendor: Vendor
    seed: int = 1
    count: int = 14
    spacing: float = 2.5
    thickness: float | None = None
    orientation: tuple[float, ...] = AXIAL
    start: float = -120.0
    pixel_spacing: float = 2.7
    description: str = ""
    study_description: str = ""
    body_part: str = ""
    image_type: Sequence[str] = ()
    number: int = 3
    time: float = 36000.0
    acquisition: int = 1
    contrast: str | None = None
    kernel: str = "soft"
    syntax: str | None = None
    study_date: str = "20260312"
    extra: dict[str, object] = field(default_factory=dict)

    def uid(self, *parts: object) -> str:
        """A UID of this plan and the parts, the same every time."""
        named = [self.vendor.name, self.modality, str(self.seed), *map(str, parts)]
        return str(generate_uid(prefix=self.vendor.root, entropy_srcs=named))

    @property
    def person(self) -> tuple[str, str, str]:
        """Name, birth date and sex of the patient of this plan."""
        if self.vendor.charset == "ISO_IR 100":
            return PEOPLE[self.seed % 3]
        return PEOPLE[3]


def clock(seconds: float) -> str:
    """Seconds of a day as a DICOM time."""
    whole = int(seconds)
    fraction = round((seconds - whole) * 1_000_000)
    return f"{whole // 3600:02d}{whole // 60 % 60:02d}{whole % 60:02d}.{fraction:06d}"


def decimals(values: Sequence[float]) -> list[str]:
    """Numbers as decimal strings of at most 16 characters."""
    return [f"{value:.6f}".rstrip("0").rstrip(".") or "0" for value in values]


def body(seed: int, index: int, count: int, side: int = SIDE, depth: int = 1000) -> np.ndarray:
    """A slice that looks like a body: an oval with organs and noise, other in each slice."""
    rng = np.random.default_rng((seed, index))
    y, x = np.mgrid[-1 : 1 : side * 1j, -1 : 1 : side * 1j]
    shape = 0.62 + 0.12 * np.sin(np.pi * (index + 1) / (count + 1))
    picture = np.where((x / shape) ** 2 + (y / (shape * 0.72)) ** 2 < 1, depth, 20.0)
    for number in range(4):
        cx, cy = 0.4 * np.cos(number * 1.7 + 0.1 * index), 0.25 * np.sin(number * 2.3)
        picture[(x - cx) ** 2 + (y - cy) ** 2 < 0.02] += 60 * (number + 1)
    return np.clip(picture + rng.normal(0, 12, picture.shape), 0, 4095).astype("<u2")


def put_pixels(dataset: Dataset, pixels: np.ndarray) -> None:
    """Sets 16-bit gray pixels and what describes them."""
    dataset.SamplesPerPixel = 1
    dataset.PhotometricInterpretation = "MONOCHROME2"
    dataset.Rows, dataset.Columns = pixels.shape[-2:]
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 16, 12, 11
    dataset.PixelRepresentation = 0
    dataset.PixelData = pixels.astype("<u2").tobytes()
    dataset["PixelData"].VR = "OW"


def place(dataset: Dataset, orientation: Sequence[float], position: Sequence[float]) -> None:
    """Puts a slice into the patient's space."""
    dataset.ImageOrientationPatient = decimals(orientation)
    dataset.ImagePositionPatient = decimals(position)


def normal(orientation: Sequence[float]) -> np.ndarray:
    """The direction a stack of such slices goes."""
    return np.cross(orientation[:3], orientation[3:])


def shell(plan: Plan, *parts: object) -> Dataset:
    """Patient, study and series of one object, with its file meta, and nothing else."""
    name, birth, sex = plan.person
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.SpecificCharacterSet = plan.vendor.charset
    dataset.PatientName, dataset.PatientBirthDate, dataset.PatientSex = name, birth, sex
    dataset.PatientID = f"HX{plan.seed:06d}"
    dataset.StudyInstanceUID = plan.uid("study")
    dataset.SeriesInstanceUID = plan.uid("series", plan.number)
    dataset.SOPInstanceUID = plan.uid("object", plan.number, *parts)
    dataset.StudyID = str(100 + plan.seed)
    dataset.AccessionNumber = f"A{plan.seed:07d}"
    dataset.ReferringPhysicianName = ""
    dataset.InstitutionName = "Invented Hospital"
    for of in ("Study", "Series", "Acquisition", "Content"):
        setattr(dataset, f"{of}Date", plan.study_date)
    dataset.StudyTime = clock(34500)
    dataset.SeriesTime = clock(plan.time - 5)
    dataset.AcquisitionTime = dataset.ContentTime = clock(plan.time)
    text = plan.vendor.texts
    dataset.StudyDescription = plan.study_description or text.get(f"study {plan.modality}", "")
    dataset.SeriesDescription = plan.description or text.get(plan.modality, "")
    dataset.Manufacturer = plan.vendor.manufacturer
    dataset.ManufacturerModelName = plan.vendor.models[plan.modality]
    dataset.Modality = plan.modality
    dataset.SeriesNumber = plan.number
    return dataset


def _of_ct(dataset: Dataset, plan: Plan) -> None:
    dataset.SOPClassUID = CTImageStorage
    flavour = {"ge": ["ORIGINAL", "PRIMARY", "AXIAL"], "philips": ["ORIGINAL", "PRIMARY", "AXIAL"],
               "siemens": ["ORIGINAL", "PRIMARY", "AXIAL", "CT_SOM5 SPI"],
               "canon": ["ORIGINAL", "PRIMARY", "AXIAL"]}  # fmt: skip
    dataset.ImageType = list(plan.image_type) or flavour[plan.vendor.name]
    dataset.BodyPartExamined = plan.body_part or "CHEST"
    dataset.KVP, dataset.XRayTubeCurrent, dataset.Exposure = "120", "210", "95"
    dataset.ConvolutionKernel = plan.vendor.kernels[plan.kernel]
    dataset.GantryDetectorTilt = "0"
    dataset.PatientPosition = "HFS"
    dataset.RescaleIntercept, dataset.RescaleSlope, dataset.RescaleType = "-1024", "1", "HU"
    dataset.DataCollectionDiameter = "500"
    dataset.ReconstructionDiameter = decimals([SIDE * plan.pixel_spacing])[0]
    agent = "IOMERON 350" if plan.contrast is None else plan.contrast
    if agent:
        dataset.ContrastBolusAgent = agent
        dataset.ContrastBolusRoute = "IV"
        dataset.ContrastBolusVolume = "90"


def _of_mr(dataset: Dataset, plan: Plan) -> None:
    dataset.SOPClassUID = MRImageStorage
    dataset.ImageType = list(plan.image_type) or (
        ["ORIGINAL", "PRIMARY", "M", "ND", "NORM"]
        if plan.vendor.name == "siemens"
        else ["ORIGINAL", "PRIMARY", "OTHER"]
    )
    dataset.BodyPartExamined = plan.body_part or "KNEE"
    dataset.ScanningSequence, dataset.SequenceVariant = "SE", ["SK", "SP"]
    dataset.ScanOptions, dataset.MRAcquisitionType = "FS", "2D"
    dataset.RepetitionTime, dataset.EchoTime, dataset.EchoTrainLength = "3200", "32", "8"
    dataset.EchoNumbers, dataset.MagneticFieldStrength = "1", "3"
    dataset.ImagingFrequency, dataset.ImagedNucleus = "123.2", "1H"
    dataset.PatientPosition = "FFS"
    dataset.SpacingBetweenSlices = decimals([plan.spacing])[0]
    if plan.vendor.name == "ge":
        dataset.ReconstructionDiameter = decimals([SIDE * plan.pixel_spacing])[0]


def _of_pt(dataset: Dataset, plan: Plan) -> None:
    dataset.SOPClassUID = PositronEmissionTomographyImageStorage
    dataset.ImageType = list(plan.image_type) or ["ORIGINAL", "PRIMARY"]
    if plan.body_part:
        dataset.BodyPartExamined = plan.body_part
    dataset.SeriesType, dataset.Units = ["WHOLE BODY", "IMAGE"], "BQML"
    dataset.CorrectedImage = ["NORM", "DTIM", "ATTN", "SCAT", "RADL", "DECY"]
    dataset.AttenuationCorrectionMethod = "CT-based"
    dataset.DecayCorrection, dataset.CountsSource = "START", "EMISSION"
    dataset.NumberOfSlices = plan.count
    dataset.FrameReferenceTime, dataset.ActualFrameDuration = "60000", "120000"
    dataset.PatientWeight, dataset.PatientSize = "68", "1.71"
    dataset.RescaleIntercept, dataset.RescaleSlope = "0", "2.5"
    dataset.PatientPosition = "HFS"
    dose = Dataset()
    dose.Radiopharmaceutical = "FDG"
    dose.RadiopharmaceuticalStartTime = clock(plan.time - 3720)
    dose.RadionuclideTotalDose, dose.RadionuclideHalfLife = "245000000", "6586.2"
    dataset.RadiopharmaceuticalInformationSequence = [dose]


_OF_MODALITY = {"CT": _of_ct, "MR": _of_mr, "PT": _of_pt}


def slices(plan: Plan) -> list[Dataset]:
    """The clean series of a plan, in order, as datasets ready to be written."""
    direction = normal(plan.orientation)
    middle = SIDE * plan.pixel_spacing / 2
    corner = -middle * (np.array(plan.orientation[:3]) + np.array(plan.orientation[3:]))
    made = []
    for index in range(plan.count):
        dataset = shell(plan, plan.acquisition, index)
        _OF_MODALITY[plan.modality](dataset, plan)
        put_pixels(dataset, body(plan.seed * 97 + plan.number, index, plan.count))
        along = plan.start + index * plan.spacing
        place(dataset, plan.orientation, list(corner + direction * along))
        dataset.SliceLocation = decimals([along])[0]
        dataset.PixelSpacing = decimals([plan.pixel_spacing] * 2)
        dataset.SliceThickness = decimals([plan.thickness or plan.spacing])[0]
        if plan.vendor.says_spacing and plan.modality == "CT":
            dataset.SpacingBetweenSlices = decimals([plan.spacing])[0]
        dataset.FrameOfReferenceUID = plan.uid("frame of reference")
        dataset.PositionReferenceIndicator = ""
        dataset.InstanceNumber = index + 1
        dataset.AcquisitionNumber = plan.acquisition
        dataset.AcquisitionTime = dataset.ContentTime = clock(plan.time + 0.2 * index)
        if plan.vendor.says_count and plan.modality != "PT":
            dataset.ImagesInAcquisition = plan.count
        for keyword, value in plan.extra.items():
            setattr(dataset, keyword, value)
        _settle(dataset, plan)
        made.append(dataset)
    return made


def _settle(dataset: Dataset, plan: Plan) -> None:
    """Private elements and transfer syntax of the maker."""
    block = dataset.private_block(0x0009, "INVENTED_IDEN_01", create=True)
    block.add_new(0x01, "LO", f"{plan.vendor.name.upper()}_SUITE")
    dataset.file_meta.TransferSyntaxUID = UID(plan.syntax or plan.vendor.syntax)


# Compressing is asked for at writing: a damaged dataset may no longer fit its pixels.
COMPRESSED = frozenset((JPEGLSLossless, RLELossless, JPEG2000Lossless))


def base_plan(modality: str, vendor: Vendor, seed: int) -> Plan:
    """The plain clean plan of a modality, a little other for each seed."""
    rng = Random(f"{modality}|{vendor.name}|{seed}")
    count = rng.randrange(12, 18)
    plan = Plan(modality, vendor, seed, count=count, start=-rng.randrange(40, 200))
    if modality == "CT":
        return replace(plan, spacing=rng.choice((1.25, 2.0, 2.5)), time=36000.0 + 10 * seed)
    if modality == "MR":
        spacing = rng.choice((3.3, 3.6))
        return replace(
            plan, orientation=SAGITTAL, spacing=spacing, thickness=3.0,
            pixel_spacing=1.25, contrast="",
        )  # fmt: skip
    return replace(plan, spacing=rng.choice((3.27, 5.0)), pixel_spacing=4.07, count=count + 6)
