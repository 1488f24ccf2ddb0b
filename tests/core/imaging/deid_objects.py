"""Objects that hold every attribute of the confidentiality table, with values of a patient."""

from __future__ import annotations

from typing import Any

from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import UID, ExplicitVRLittleEndian

from huizhen.core.imaging.deidentification.table import (
    AttributeRow,
    ConfidentialityTable,
    confidentiality_table,
)
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.identity import PersonName
from huizhen.core.records.known_identifiers import KnownIdentifiers

CT = "1.2.840.10008.5.1.4.1.1.2"
NAME = "Winterhalder^Roswitha"
KNOWN = KnownIdentifiers(
    names=(PersonName(text=NAME, family="Winterhalder", given="Roswitha"),),
    families=("Winterhalder",),
    givens=("Roswitha",),
    birth_dates=(PartialDate(year=1957, month=3, day=9),),
    ids=("KN-4471902",),
    phones=("+49 761 5553311",),
    emails=("r.winterhalder@example.org",),
    addresses=("Lindenweg 14, 79100 Freiburg",),
)
VALUES: dict[str, Any] = {
    "AE": "WINTERHALDER", "AS": "068Y", "AT": 0x00100010, "CS": "KN-4471902", "DA": "20240305",
    "DS": "61.5", "DT": "20240305101112", "IS": "4471", "LO": "Winterhalder Roswitha",
    "LT": "Roswitha Winterhalder, 09.03.1957", "PN": NAME, "SH": "KN-4471902",
    "ST": "KN-4471902 Winterhalder", "TM": "101112", "UC": "Winterhalder",
    "UI": "1.2.276.0.50.4471902.1", "UR": "http://kn/4471902",
    "UT": "Anruf +49 761 5553311", "OB": b"Winterhalder", "OW": b"Winterhalder",
    "UN": b"KN-4471902 ", "US": 4471,
}  # fmt: skip


def filled(table: ConfidentialityTable | None = None) -> Dataset:
    """A data set with every row of the table, private elements and a name in each."""
    made = Dataset()
    for tag, row in sorted((table or confidentiality_table()).rows.items()):
        if not tag or tag >> 16 in (0x0000, 0x0002, 0x0004) or row.keyword == "SOPClassUID":
            continue
        made.add(_element(tag, row))
    block = made.private_block(0x0009, "ACME_PATIENT", create=True)
    block.add_new(0x01, "LO", NAME)
    block.add_new(0x02, "PN", NAME)
    block.add_new(0x03, "SQ", Sequence([_named()]))
    return made


def _element(tag: int, row: AttributeRow) -> DataElement:
    vr = {0x50000000: "OW", 0x60003000: "OW"}.get(tag, row.vr or "LO")
    if vr == "SQ":
        return DataElement(tag, "SQ", Sequence([_named()]))
    return DataElement(tag, vr, VALUES.get(vr, 4471))


def _named() -> Dataset:
    item = Dataset()
    item.PatientName = NAME
    item.ReferencedSOPInstanceUID = VALUES["UI"]
    item.CodeMeaning = "Roswitha Winterhalder"
    return item


def every_attribute() -> FileDataset:
    """All rows at the top, in an item of a sequence, and in an item of an item."""
    top, second, third = filled(), filled(), filled()
    # a sequence that no row speaks of: what stands in it is judged attribute by attribute
    second.ReferencedSeriesSequence = Sequence([third])
    top.ReferencedSeriesSequence = Sequence([second])
    top.SOPClassUID = UID(CT)
    return as_file(top)


def as_file(dataset: Dataset, charset: str | list[str] = "ISO_IR 100") -> FileDataset:
    """A file of a data set, with a meta and preamble that name the patient as well."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = dataset.get("SOPClassUID", UID(CT))
    meta.MediaStorageSOPInstanceUID = dataset.get("SOPInstanceUID", UID("1.2.3"))
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.SourceApplicationEntityTitle = "WINTERHALDER"
    meta.ImplementationVersionName = "KN4471902"
    made = FileDataset("", dataset, preamble=b"Winterhalder".ljust(128, b"\0"), file_meta=meta)
    made.SpecificCharacterSet = charset
    return made


def unchanged(before: Dataset, after: Dataset, path: str = "") -> list[str]:
    """Paths of attributes whose value is the same afterwards; sequences by what stands in them."""
    same: list[str] = []
    for element in before:
        name = f"{path}{element.keyword or element.tag}"
        if element.tag not in after or element.keyword in ("SpecificCharacterSet", "SOPClassUID"):
            continue
        other = after[element.tag]
        if element.VR == "SQ":
            for number, (first, second) in enumerate(
                zip(element.value, other.value, strict=False), start=1
            ):
                same += unchanged(first, second, f"{name}[{number}].")
        elif element.value == other.value and element.value not in ("", None):
            same.append(name)
    return same
