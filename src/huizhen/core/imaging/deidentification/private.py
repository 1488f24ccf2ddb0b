"""Private attributes that PS3.15 table E.3.10-1 lists as safe."""

from __future__ import annotations

from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset

from huizhen.core.imaging.deidentification.table import ConfidentialityTable

_NUMBERS = frozenset(("DS", "FD", "FL", "IS", "SL", "SS", "UL", "US"))
_MOST_BYTES = 256


def safe_creators(dataset: Dataset, table: ConfidentialityTable) -> dict[int, DataElement]:
    """The safe private elements of a data set with the creators of their blocks, by tag.

    Only numbers and codes stay: free text in a listed element was put there by somebody.
    """
    stays: dict[int, DataElement] = {}
    tags = list(dataset.keys())
    for tag in tags:
        if not tag.is_private or tag.is_private_creator or tag.element < 0x1000:
            continue
        creator_tag = tag.group << 16 | tag.element >> 8
        creator = str(dataset[creator_tag].value) if creator_tag in dataset else ""
        if (creator, tag.group << 16 | tag.element & 0xFF) not in table.safe_private:
            continue
        element = dataset[tag]
        if _is_plain(element):
            stays[int(tag)] = DataElement(tag, element.VR, element.value)
            stays[creator_tag] = DataElement(creator_tag, "LO", creator)
    return stays


def _is_plain(element: DataElement) -> bool:
    if element.VR in _NUMBERS:
        return True
    value = element.value
    if element.VR == "CS":
        return len(str(value)) <= 16
    return (
        element.VR == "UN"
        and len(value) <= _MOST_BYTES
        and not any(b > 0x7E for b in value)
        and value.strip(b" 0123456789.+-eE\\\0") == b""
    )
