"""Datasets full of recognisable values, to see after de-identification which are still there.

Every attribute of the hand-written table stands at the top, inside items of sequences that stay,
inside private sequences and inside elements of unknown representation. Names come in six
character sets.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from deid_expected import BASIC, has_to_change, vr_of
from pydicom.datadict import tag_for_keyword
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.filewriter import dcmwrite
from pydicom.sequence import Sequence as Items
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, ImplicitVRLittleEndian

# Elements of commands, file heads and directories do not stand in an instance.
_NOT_OF_A_DATASET = (0x0000, 0x0002, 0x0004)


@dataclass(frozen=True)
class Script:
    """A character set, a name in it, and words that a description may keep."""

    name: str
    charset: str | tuple[str, ...]
    person: str
    family: str
    words: str


SCRIPTS = (
    Script("latin 1", "ISO_IR 100", "Öbersteig^Valentin", "Öbersteig", "Thorax nativ, schärfer"),
    Script("cyrillic", "ISO_IR 144", "Голубцовский^Артемий", "Голубцовский", "Грудная клетка"),
    Script("utf-8", "ISO_IR 192", "Łukaszewska^Żaneta=慕容^听澜", "Łukaszewska", "肝脏 动脉期"),
    Script("gb18030", "GB18030", "Murong^Tinglan=慕容^听澜", "慕容", "上腹部平扫"),
    Script("gbk", "GBK", "Ouyang^Ruoshui=欧阳^若水", "欧阳", "胸部增强"),
    Script(
        "iso 2022 japanese",
        ("", "ISO 2022 IR 87"),
        "Amatsuka^Rei=天津香^麗=あまつか^れい",
        "天津香",
        "胸部造影",
    ),
)
MORE_SCRIPTS = (
    Script(
        "iso 2022 korean",
        ("", "ISO 2022 IR 149"),
        "Sagong^Narae=司空^나래=사공^나래",
        "사공",
        "흉부",
    ),
    Script("latin 2", "ISO_IR 101", "Wiśniowiecka^Halina", "Wiśniowiecka", "Klatka piersiowa"),
    Script("greek", "ISO_IR 126", "Θαλασσινού^Ουρανία", "Θαλασσινού", "Θώρακας"),
)


@dataclass(frozen=True)
class Canary:
    """A value put somewhere, and what has to become of it."""

    keyword: str
    where: str
    token: str

    def has_to_go(self, options: frozenset[str] = frozenset()) -> bool:
        """Whether the token may not be found afterwards.

        Nothing is asked of what an option has cleaned: these words are nobody's identifiers.
        """
        return self.where.startswith("private") or has_to_change(self.keyword, options)


def _text(number: int) -> str:
    return f"KNRY{number:04d}"


# Sequences that stay with dummies inside: where in them a person stands.
_INSIDE = {
    "GraphicAnnotationSequence": ("TextObjectSequence", "UnformattedTextValue"),
    "VerifyingObserverSequence": ("VerifyingObserverName",),
    "OperatorIdentificationSequence": ("PersonIdentificationCodeSequence", "CodeMeaning"),
}


def _inside(steps: tuple[str, ...], number: int) -> tuple[Items, str]:
    item = Dataset()
    if len(steps) > 1:
        inner = Dataset()
        setattr(inner, steps[1], _text(number))
        setattr(item, steps[0], Items([inner]))
    else:
        setattr(item, steps[0], _text(number))
    return Items([item]), _text(number)


def value_of(keyword: str, number: int) -> tuple[object, str]:
    """A value that fits the attribute, and the token to look for in the bytes."""
    vr = vr_of(keyword)
    day = date(1903, 1, 1) + timedelta(days=number)
    clock = f"{number % 24:02d}{number % 60:02d}{number * 7 % 60:02d}.{400000 + number:06d}"
    if keyword in _INSIDE:
        return _inside(_INSIDE[keyword], number)
    if vr == "SQ":
        item = Dataset()
        item.CodeValue, item.CodingSchemeDesignator = _text(number), "99KNRY"
        item.CodeMeaning = f"meaning {_text(number)}"
        return Items([item]), _text(number)
    if vr in ("OB", "OW", "UN", "OB or OW"):
        return _text(number).encode(), _text(number)
    values: dict[str, tuple[object, str]] = {
        "PN": (f"Knry{number:04d}^Odile", f"Knry{number:04d}"),
        "DA": (f"{day:%Y%m%d}", f"{day:%Y%m%d}"),
        "TM": (clock, clock),
        "DT": (f"{day:%Y%m%d}{clock}", f"{day:%Y%m%d}"),
        "UI": (f"2.25.999{number:04d}31415926535", f"2.25.999{number:04d}31415926535"),
        "AS": (f"{number % 100:03d}Y", f"{number % 100:03d}Y"),
        "DS": (f"{number:05d}.4711", f"{number:05d}.4711"),
        "IS": (str(90000 + number), str(90000 + number)),
        "US": (40000 + number, ""),
        "UL": (4000000 + number, ""),
    }
    if keyword == "TimezoneOffsetFromUTC":
        return "+0545", "+0545"
    if keyword == "PatientSex":
        return "O", ""
    return values.get(vr, (_text(number), _text(number)))


def _put_all(into: Dataset, where: str, first: int) -> list[Canary]:
    placed = []
    for number, keyword in enumerate(sorted(BASIC), first):
        if (tag_for_keyword(keyword) or 0) >> 16 in _NOT_OF_A_DATASET:
            continue
        value, token = value_of(keyword, number)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            setattr(into, keyword, value)
        if token:
            placed.append(Canary(keyword, where, token))
    return placed


def _private(into: Dataset, where: str, number: int) -> list[Canary]:
    """A private block with text, a name in bytes, and a sequence."""
    block = into.private_block(0x0013, "KNRYVENDOR", create=True)
    item = Dataset()
    item.PatientName = f"Knry{number + 2:04d}^Odile"
    block.add_new(0x10, "LO", _text(number))
    block.add_new(0x11, "UN", _text(number + 1).encode())
    block.add_new(0x12, "SQ", Items([item]))
    return [
        Canary("", where, _text(number)),
        Canary("", where, _text(number + 1)),
        Canary("", where, f"Knry{number + 2:04d}"),
    ]


def canary_dataset(script: Script) -> tuple[Dataset, tuple[Canary, ...]]:
    """A dataset with a canary in every place, and the canaries."""
    dataset = _instance(script)
    placed = _put_all(dataset, "top", 1)
    dataset.PatientName = script.person
    dataset.SOPClassUID = CTImageStorage
    region, referenced, deeper = Dataset(), Dataset(), Dataset()
    placed += _put_all(deeper, "nested twice", 3000)
    placed += _private(deeper, "private, nested", 9100)
    referenced.PurposeOfReferenceCodeSequence = Items([deeper])
    region.CodeValue, region.CodingSchemeDesignator = "39607008", "SCT"
    region.CodeMeaning = "Lung structure"
    placed += _put_all(region, "nested", 6000)
    dataset.AnatomicRegionSequence = Items([region])
    dataset.SourceImageEvidenceSequence = Items([referenced])
    placed += _private(dataset, "private", 9000)
    for group in (0x6000, 0x6002):
        dataset.add(DataElement((group, 0x4000), "LT", _text(9200 + group % 16)))
        placed.append(Canary("OverlayComments", "private: overlay", _text(9200 + group % 16)))
    dataset.add(DataElement((0x5000, 0x3000), "OB", _text(9300).encode()))
    placed.append(Canary("CurveData", "private: curve", _text(9300)))
    return dataset, tuple(placed)


def _instance(script: Script) -> Dataset:
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    charset = script.charset
    dataset.SpecificCharacterSet = list(charset) if isinstance(charset, tuple) else charset
    dataset.SOPClassUID, dataset.Modality = CTImageStorage, "CT"
    dataset.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    dataset.BodyPartExamined, dataset.KVP = "CHEST", "120"
    dataset.ConvolutionKernel, dataset.SliceThickness = "Br40d", "1.5"
    dataset.ImagePositionPatient = ["-120", "-120", "35.5"]
    dataset.ImageOrientationPatient = ["1", "0", "0", "0", "1", "0"]
    dataset.PixelSpacing = ["0.7", "0.7"]
    dataset.SeriesNumber, dataset.InstanceNumber = 3, 17
    dataset.Rows = dataset.Columns = 4
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 16, 12, 11
    dataset.PixelRepresentation = 0
    dataset.PixelData = bytes(32)
    dataset["PixelData"].VR = "OW"
    return dataset


def named_dataset(script: Script) -> Dataset:
    """A plain instance in a character set: the name in its field, and in a description too."""
    dataset = _instance(script)
    dataset.PatientName, dataset.PatientID = script.person, "HX004711"
    dataset.PatientBirthDate, dataset.PatientSex = "19610714", "F"
    dataset.StudyDescription = f"{script.words} {script.family}"
    dataset.SeriesDescription = script.words
    dataset.StudyDate = dataset.SeriesDate = dataset.AcquisitionDate = "20260312"
    dataset.StudyTime = "094500"
    dataset.StudyInstanceUID = "2.25.99900011"
    dataset.SeriesInstanceUID = "2.25.99900012"
    dataset.SOPInstanceUID = "2.25.99900013"
    return dataset


def bytes_of(dataset: Dataset, implicit: bool = False) -> bytes:
    """The dataset as it stands in a file."""
    copy = Dataset()
    copy.update(dataset)
    copy.file_meta = FileMetaDataset()
    copy.file_meta.TransferSyntaxUID = (
        ImplicitVRLittleEndian if implicit else ExplicitVRLittleEndian
    )
    copy.file_meta.MediaStorageSOPClassUID = dataset.get("SOPClassUID", CTImageStorage)
    copy.file_meta.MediaStorageSOPInstanceUID = dataset.get("SOPInstanceUID", "2.25.1")
    stream = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dcmwrite(stream, copy, enforce_file_format=True)
    return stream.getvalue()


def still_there(
    dataset: Dataset, canaries: Iterable[Canary], options: frozenset[str] = frozenset()
) -> list[Canary]:
    """The canaries that had to go and stand in the bytes all the same."""
    data = bytes_of(dataset)
    return [one for one in canaries if one.has_to_go(options) and one.token.encode() in data]


def is_known_anywhere(dataset: Dataset, script: Script) -> bool:
    """Whether the script's name stands anywhere, by its characters or in the file's bytes."""
    parts = {
        part for group in script.person.split("=") for part in group.split("^") if len(part) > 1
    }
    text = str(dataset)
    data = bytes_of(dataset)
    codecs = ("utf-8", "gb18030", "iso8859_5", "latin_1", "iso2022_jp", "euc_kr", "iso8859_2")
    for part in parts:
        if part in text:
            return True
        for codec in codecs:
            try:
                encoded = part.encode(codec)
            except UnicodeEncodeError:
                continue
            if encoded.strip(b"\x1b$B(BJ") and encoded in data:
                return True
    return False


def day_shifts(before: Dataset, after: Dataset) -> set[int]:
    """By how many days dates at the top moved: one number when intervals hold."""
    shifts = set()
    for element in before:
        if element.VR not in ("DA", "DT") or not element.value or element.tag not in after:
            continue
        old, new = str(element.value)[:8], str(after[element.tag].value or "")[:8]
        if len(new) == 8 and element.keyword != "PatientBirthDate":
            shifts.add((_day(new) - _day(old)).days)
    return shifts


def _day(text: str) -> date:
    return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
