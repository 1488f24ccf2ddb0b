"""Studies as scanners of five makers leave them on a disc, for the second judge of imaging.

Written from DICOM PS3.3 (modules and functional groups), PS3.5 and PS3.10 alone. A heap is what a
patient hands over: studies of series with reports, in folders whose names tell nothing. Frames are
small when stored, of true matrix and spacing.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import jpeg_ls
import numpy as np
from pydicom import Dataset
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.fileset import FileSet
from pydicom.uid import (
    CTImageStorage,
    ExplicitVRLittleEndian,
    JPEGLSLossless,
    MRImageStorage,
    PositronEmissionTomographyImageStorage,
)

AS_OF = date(2026, 5, 20)
"""The day all folders are looked at from; what is no defect lies in the three weeks before."""

Vector = tuple[float, float, float]
Plane = tuple[float, float, float, float, float, float]

AXIAL: Plane = (1, 0, 0, 0, 1, 0)
CORONAL: Plane = (1, 0, 0, 0, 0, -1)
SAGITTAL: Plane = (0, 1, 0, 0, 0, -1)

VOLUMES = {"CT": CTImageStorage, "MR": MRImageStorage, "PT": PositronEmissionTomographyImageStorage}


@dataclass(frozen=True)
class Maker:
    """What a maker writes that others leave out, and its words for an original image."""

    name: str
    root: str
    models: dict[str, str]
    types: dict[str, tuple[str, ...]]
    private: tuple[int, str]
    has_location: bool = True
    has_between: tuple[str, ...] = ("MR",)
    is_compressed: bool = True


MAKERS = {
    "siemens": Maker(
        "SIEMENS", "1.3.12.2.1107.5.1.4",
        {"CT": "SOMATOM Force", "MR": "MAGNETOM Vida", "PT": "Biograph128_mCT"},
        {"CT": ("AXIAL", "CT_SOM5 SPI"), "MR": ("M", "ND", "NORM"), "PT": ()},
        (0x0029, "SIEMENS CSA HEADER"),
    ),
    "ge": Maker(
        "GE MEDICAL SYSTEMS", "1.2.840.113619.2.55",
        {"CT": "Revolution CT", "MR": "SIGNA Architect", "PT": "Discovery MI"},
        {"CT": ("AXIAL",), "MR": ("OTHER",), "PT": ()},
        (0x0009, "GEMS_IDEN_01"),
    ),
    "philips": Maker(
        "Philips", "1.3.46.670589.33.1",
        {"CT": "IQon - Spectral CT", "MR": "Ingenia Ambition X", "PT": "Vereos PET/CT"},
        {"CT": ("AXIAL", "HELIX"), "MR": ("M_SE", "M", "SE"), "PT": ()},
        (0x2005, "Philips MR Imaging DD 001"), has_between=("CT", "MR"),
    ),
    "canon": Maker(
        "CANON_MEC", "1.2.392.200036.9116.2",
        {"CT": "Aquilion ONE", "MR": "Vantage Galan 3T", "PT": "Cartesion Prime"},
        {"CT": ("AXIAL",), "MR": ("OTHER",), "PT": ()},
        (0x7005, "TOSHIBA_MEC_CT3"), has_location=False,
    ),
    "uih": Maker(
        "UIH", "1.2.156.112605.14038010222575",
        {"CT": "uCT 960+", "MR": "uMR 780", "PT": "uMI 550"},
        {"CT": ("AXIAL", "NONE"), "MR": ("M", "NONE"), "PT": ()},
        (0x0065, "Image Private Header"), is_compressed=False,
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Person:
    """Whom a header names, as that country's desks write it."""

    name: str
    number: str
    born: str
    sex: str
    charset: str | list[str]
    hospital: str


PEOPLE = {
    "en": Person("CARTWRIGHT^ELEANOR^M", "RX0459921", "19580317", "F", "ISO_IR 100",
                 "Northfield General Hospital"),
    "de": Person("Böhringer^Jürgen", "4711882", "19611104", "M", "ISO_IR 100",
                 "Klinikum Lindenau"),
    "es": Person("PEÑALVER IBÁÑEZ^MARÍA JOSÉ", "HC 220917", "19660722", "F", "ISO_IR 100",
                 "Hospital de la Ribera Alta"),
    "fr": Person("LEFÈVRE^Honoré", "IPP80055123", "19530209", "M", "ISO_IR 100",
                 "CHU de Valmont"),
    "ru": Person("Сорокина^Вера^Павловна", "А-30218", "19700515", "F", "ISO_IR 144",
                 "Областная больница №3"),
    "zh": Person("欧阳^文博", "ZY2026118", "19640830", "M", "GB18030", "滨江市人民医院"),
}  # fmt: skip

SENTENCES = {
    "en": "Findings: as described. Impression: no acute abnormality.",
    "de": "Befund wie beschrieben. Beurteilung: kein akut pathologischer Befund.",
    "es": "Hallazgos descritos. Conclusión: sin alteraciones agudas.",
    "fr": "Résultats décrits. Conclusion : pas d'anomalie aiguë.",
    "ru": "Описание приведено. Заключение: острой патологии не выявлено.",
    "zh": "所见如上。印象：未见急性异常。",
}


@dataclass
class Heap:
    """What lies in one folder: instances in the order made, and files of other kinds."""

    name: str
    instances: list[Dataset] = field(default_factory=list)
    loose: dict[str, bytes] = field(default_factory=dict)
    truncated: dict[int, int] = field(default_factory=dict)
    has_directory: bool = False
    lost: int = 0
    uids: int = 0

    def uid(self, root: str) -> str:
        """The next UID under a maker's root, the same in every run."""
        self.uids += 1
        seed = int(hashlib.sha256(self.name.encode()).hexdigest()[:9], 16)
        return f"{root}.{seed}.{self.uids}"

    def of(self, description: str) -> list[Dataset]:
        """The instances of the series so described, in the order made."""
        found = [one for one in self.instances if one.get("SeriesDescription") == description]
        assert found, description
        return found

    def drop(self, gone: Iterable[Dataset]) -> None:
        """Takes instances out of the heap."""
        ids = {id(one) for one in gone}
        assert ids
        self.instances = [one for one in self.instances if id(one) not in ids]

    def keep_reports(self) -> None:
        """Drops all but the reports."""
        self.instances = [one for one in self.instances if one.Modality == "SR"]


def slices(number: int, step: float, start: float = -100.0) -> list[float]:
    """Places along a normal: so many, so far apart."""
    return [round(start + step * at, 4) for at in range(number)]


def normal_of(plane: Plane) -> Vector:
    """The direction in which slices of a plane follow one another."""
    cross = np.cross(plane[:3], plane[3:])
    return (float(cross[0]), float(cross[1]), float(cross[2]))


def turned(plane: Plane, degrees: float) -> Plane:
    """A plane turned about its row direction."""
    angle = np.deg2rad(degrees)
    column = np.array(plane[3:]) * np.cos(angle) + np.array(normal_of(plane)) * np.sin(angle)
    return tuple(round(float(one), 6) for one in (*plane[:3], *column))  # type: ignore[return-value]


def place(plane: Plane, at: float, corner: tuple[float, float] = (-180.0, -180.0)) -> list[float]:
    """The corner of the slice that lies so far along the normal."""
    spot = (
        np.array(normal_of(plane)) * at
        + np.array(plane[:3]) * corner[0]
        + np.array(plane[3:]) * corner[1]
    )
    return [round(float(one), 4) for one in spot]


@lru_cache(maxsize=4096)
def frame(rows: int, columns: int, shade: int) -> bytes:
    """One compressed grey picture of a body in air, another for each shade."""
    across = np.linspace(-1, 1, columns)[None, :]
    down = np.linspace(-1, 1, rows)[:, None]
    body = (across / 0.8) ** 2 + (down / 0.6) ** 2 < 1
    pixels = np.where(body, 1000 + shade % 1000, 24).astype(np.uint16)
    return bytes(jpeg_ls.encode(pixels))


def set_pixels(image: Dataset, rows: int, columns: int, shade: int, frames: int = 1) -> None:
    """Gives an instance its matrix and its pixels, of one shade or of one a frame."""
    image.SamplesPerPixel, image.PhotometricInterpretation = 1, "MONOCHROME2"
    image.Rows, image.Columns = rows, columns
    image.BitsAllocated, image.BitsStored, image.HighBit = 16, 12, 11
    image.PixelRepresentation = 0
    if rows * columns <= 64 * 64 and frames == 1:
        image.PixelData = np.full((rows, columns), shade % 4000, np.uint16).tobytes()
        return
    coded = [frame(rows, columns, shade + at) for at in range(frames)]
    image.PixelData = encapsulate(coded)
    image["PixelData"].VR = "OB"
    image["PixelData"].is_undefined_length = True
    image.file_meta.TransferSyntaxUID = JPEGLSLossless


@dataclass
class Study:
    """One examination; each call adds a series of it to the heap."""

    heap: Heap
    maker: str
    language: str
    modality: str
    body: str
    description: str
    day: date = date(2026, 5, 11)
    clock: str = "101500"
    person: Person | None = None
    series_made: int = 0
    tags: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.made = MAKERS[self.maker]
        self.uid = self.heap.uid(self.made.root)
        self.frame_uid = self.heap.uid(self.made.root)

    def moment(self, seconds: float) -> datetime:
        """The instant so many seconds after the study began."""
        start = time(int(self.clock[:2]), int(self.clock[2:4]), int(self.clock[4:]))
        return datetime.combine(self.day, start) + timedelta(seconds=seconds)

    def bare(self, sop: str, seconds: float = 0.0) -> Dataset:
        """An instance of a new series with patient and study, without what makes it an image."""
        person = self.person or PEOPLE[self.language]
        one = Dataset()
        one.file_meta = FileMetaDataset()
        one.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        one.SpecificCharacterSet = person.charset
        one.SOPClassUID, one.SOPInstanceUID = sop, self.heap.uid(self.made.root)
        one.PatientName, one.PatientID = person.name, person.number
        one.PatientBirthDate, one.PatientSex = person.born, person.sex
        one.StudyInstanceUID, one.StudyID = self.uid, "1"
        began = self.moment(0)
        one.StudyDate, one.StudyTime = f"{began:%Y%m%d}", f"{began:%H%M%S}"
        one.AccessionNumber = f"A{self.day:%m%d}{self.clock[:4]}"
        one.ReferringPhysicianName = ""
        one.StudyDescription = self.description
        one.Manufacturer, one.InstitutionName = self.made.name, person.hospital
        one.Modality = self.modality
        now = self.moment(seconds)
        one.SeriesDate, one.SeriesTime = f"{now:%Y%m%d}", f"{now:%H%M%S}.000000"
        one.ContentDate, one.ContentTime = f"{now:%Y%m%d}", f"{now:%H%M%S}.000000"
        return one

    def opened(self) -> tuple[str, int]:
        """UID and number of the next series."""
        self.series_made += 1
        return self.heap.uid(self.made.root), self.series_made

    def image(self, description: str, seconds: float, sop: str = "") -> Dataset:
        """An image without pixels and place, with what its maker writes besides."""
        one = self.bare(sop or VOLUMES[self.modality], seconds)
        now = self.moment(seconds)
        one.AcquisitionDate, one.AcquisitionTime = f"{now:%Y%m%d}", f"{now:%H%M%S.%f}"
        one.SeriesDescription, one.ProtocolName = description, self.description
        one.ManufacturerModelName = self.made.models.get(self.modality, "Model 1")
        one.ImageType = ["ORIGINAL", "PRIMARY", *self.made.types.get(self.modality, ())]
        if self.body:
            one.BodyPartExamined = self.body
        one.PatientPosition = "HFS"
        group, creator = self.made.private
        one.private_block(group, creator, create=True).add_new(0x10, "LO", "SOFT 5.1")
        for keyword, value in self.tags.items():
            setattr(one, keyword, value)
        return one

    def stack(
        self, description: str, places: Sequence[float], *, thick: float, plane: Plane = AXIAL,
        at: float = 0.0, apart: float = 0.0, matrix: tuple[int, int] = (0, 0),
        pixel: tuple[float, float] = (0.0, 0.0), series: tuple[str, int] | None = None,
        first: int = 1, **tags: Any,
    ) -> list[Dataset]:  # fmt: skip
        """A series of slices at these places; `apart` seconds lie between two of them."""
        uid, number = series or self.opened()
        rows, columns = matrix if matrix[0] else {"CT": (512, 512), "PT": (168, 168)}.get(
            self.modality, (256, 256)
        )  # fmt: skip
        space = pixel if pixel[0] else {"CT": (0.74, 0.74), "PT": (4.07, 4.07)}.get(
            self.modality, (0.9, 0.9)
        )  # fmt: skip
        step = round(abs(places[1] - places[0]), 4) if len(places) > 1 else thick
        made = []
        for index, spot in enumerate(places):
            one = self.image(description, at + apart * index)
            one.SeriesTime = f"{self.moment(at):%H%M%S}"
            one.SeriesInstanceUID, one.SeriesNumber = uid, number
            one.InstanceNumber, one.FrameOfReferenceUID = first + index, self.frame_uid
            one.AcquisitionNumber = 1
            one.ImageOrientationPatient = list(plane)
            one.ImagePositionPatient = place(plane, spot)
            one.SliceThickness, one.PixelSpacing = thick, list(space)
            self._quirks(one, spot, step)
            set_pixels(one, rows, columns, number * 97 + index)
            for keyword, value in tags.items():
                setattr(one, keyword, value)
            made.append(one)
        self.heap.instances += made
        return made

    def _quirks(self, one: Dataset, spot: float, step: float) -> None:
        """What depends on the maker and the kind of scanner."""
        if self.made.has_location:
            one.SliceLocation = spot
        if self.modality in self.made.has_between:
            one.SpacingBetweenSlices = step
        if self.modality == "CT":
            one.KVP, one.GantryDetectorTilt = 120, 0
            one.RescaleIntercept, one.RescaleSlope = -1024, 1
            one.ReconstructionDiameter, one.DataCollectionDiameter = 379, 500
            one.ConvolutionKernel = {"siemens": ["Br40d", "3"], "ge": "STANDARD"}.get(
                self.maker, "B"
            )
        if self.modality == "MR":
            one.MagneticFieldStrength, one.MRAcquisitionType = 3, "2D"
            one.ScanningSequence, one.SequenceVariant, one.ScanOptions = "SE", "SK", ""
            one.EchoTime, one.RepetitionTime, one.EchoTrainLength = 12, 600, 1
        if self.modality == "PT":
            _of_pet(one, self)

    def report(self, text: str = "", day: date | None = None, title: str = "") -> Dataset:
        """The written report of this study, as a basic text SR that names what it is of."""
        one = self.bare("1.2.840.10008.5.1.4.1.1.88.11", 7200)
        one.Modality, one.SeriesDescription = "SR", "Report"
        uid, number = self.opened()
        one.SeriesInstanceUID, one.SeriesNumber, one.InstanceNumber = uid, number + 90, 1
        one.CompletionFlag, one.VerificationFlag = "COMPLETE", "UNVERIFIED"
        one.ValueType, one.ContinuityOfContent = "CONTAINER", "SEPARATE"
        one.ConceptNameCodeSequence = [_code("18748-4", "LN", "Diagnostic Imaging Report")]
        said = f"{title or self.description}, {day or self.day}. {SENTENCES[self.language]} {text}"
        item = Dataset()
        item.RelationshipType, item.ValueType = "CONTAINS", "TEXT"
        item.ConceptNameCodeSequence = [_code("121070", "DCM", "Findings")]
        item.TextValue = said
        one.ContentSequence = [item]
        self.heap.instances.append(one)
        return one


def _of_pet(one: Dataset, study: Study) -> None:
    one.Units, one.CorrectedImage = "BQML", ["NORM", "DTIM", "ATTN", "SCAT", "DECY", "RAN"]
    one.AttenuationCorrectionMethod, one.DecayCorrection = "measured,CT", "START"
    one.SeriesType, one.PatientWeight, one.PatientSize = ["WHOLE BODY", "IMAGE"], 71, 1.72
    one.RescaleIntercept, one.RescaleSlope = 0, 2.5
    dose = Dataset()
    dose.Radiopharmaceutical, dose.RadionuclideTotalDose = "FDG", 285000000
    dose.RadiopharmaceuticalStartTime = f"{study.moment(-3600):%H%M%S}"
    dose.RadionuclideHalfLife = 6586.2
    dose.RadionuclideCodeSequence = [_code("C-111A1", "SRT", "^18^Fluorine")]
    dose.RadiopharmaceuticalCodeSequence = [_code("C-B1031", "SRT", "Fluorodeoxyglucose F^18^")]
    one.RadiopharmaceuticalInformationSequence = [dose]


def _code(value: str, scheme: str, meaning: str) -> Dataset:
    one = Dataset()
    one.CodeValue, one.CodingSchemeDesignator, one.CodeMeaning = value, scheme, meaning
    return one


def _bytes_of(one: Dataset) -> bytes:
    out = BytesIO()
    syntax = one.file_meta.TransferSyntaxUID
    file = FileDataset(out, one, preamble=b"\0" * 128, file_meta=one.file_meta)
    file.file_meta.MediaStorageSOPClassUID = one.SOPClassUID
    file.file_meta.MediaStorageSOPInstanceUID = one.SOPInstanceUID
    file.file_meta.TransferSyntaxUID = syntax
    file.save_as(out, enforce_file_format=True)
    return out.getvalue()


def _names(style: int, total: int, order: random.Random) -> list[str]:
    shuffled = list(range(total))
    order.shuffle(shuffled)
    if style == 0:
        return [f"DICOM/{at // 40:08X}/{at:08X}" for at in shuffled]
    if style == 1:
        return [f"IM_{at:05d}" for at in shuffled]
    if style == 2:
        return [f"S{at % 3}/{at}.dcm" for at in shuffled]
    return [f"export/{at:04x}{at * 7919 % 65536:04x}" for at in shuffled]


def write_heap(heap: Heap, folder: Path) -> None:
    """Writes a heap: files in no order, most names without extension, or a disc with its index."""
    folder.mkdir(parents=True, exist_ok=True)
    order = random.Random(heap.name.split("/")[0])
    if heap.has_directory:
        _write_disc(heap, folder, order)
    else:
        names = _names(order.randrange(4), len(heap.instances), order)
        for index, (one, name) in enumerate(zip(heap.instances, names, strict=True)):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            data = _bytes_of(one)
            path.write_bytes(data[: len(data) - heap.truncated.get(index, 0)])
    for name, data in heap.loose.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _write_disc(heap: Heap, folder: Path, order: random.Random) -> None:
    disc = FileSet()
    for one in heap.instances:
        disc.add(FileDataset("", one, preamble=b"\0" * 128, file_meta=_meta(one)))
    disc.write(folder)
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "DICOMDIR")
    for path in order.sample(files, heap.lost):
        path.unlink()


def _meta(one: Dataset) -> FileMetaDataset:
    meta = one.file_meta
    meta.MediaStorageSOPClassUID = one.SOPClassUID
    meta.MediaStorageSOPInstanceUID = one.SOPInstanceUID
    return meta
