"""Dummy values by value representation (PS3.5 table 6.2-1): valid, and of nobody."""

from __future__ import annotations

import re
from typing import Any, Final

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.valuerep import VR

TEXT: Final = "Removed"
CODE: Final = "REMOVED"
_DUMMIES: Final[dict[str, Any]] = {
    "AE": CODE,
    "AS": "000Y",
    "AT": 0,
    "CS": CODE,
    "DA": "19000101",
    "DS": "0",
    "DT": "19000101000000",
    "IS": "0",
    "LO": TEXT,
    "LT": TEXT,
    "PN": TEXT,
    "SH": TEXT,
    "ST": TEXT,
    "TM": "000000",
    "UC": TEXT,
    "UR": "urn:removed",
    "UT": TEXT,
}
BYTE_VRS: Final = frozenset(("OB", "OD", "OF", "OL", "OV", "OW", "UN"))
TEXT_VRS: Final = frozenset(("LO", "LT", "SH", "ST", "UC", "UR", "UT"))
CODE_VRS: Final = frozenset(("AE", "AS", "CS"))


_FORMS: Final = {
    "AS": re.compile(r"\d{3}[DWMY]"),
    "DA": re.compile(r"[\d.]{0,10}(?:-[\d.]{0,10})?"),
    "DS": re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"),
    "DT": re.compile(r"[\d.+-]{0,54}"),
    "IS": re.compile(r"[-+]?\d+(?:\.0*)?"),
    "TM": re.compile(r"[\d.:-]{0,28}"),
    "UI": re.compile(r"[\d.]{0,64}"),
}


def is_of_its_kind(vr: str, values: list[Any]) -> bool:
    """Whether values of numbers, dates and identifiers are such: a name was put in each before."""
    form = _FORMS.get(vr)
    if form is None:
        return True
    texts = (_as_written(value) for value in values)
    return all(not text or form.fullmatch(text) for text in texts)


def _as_written(value: Any) -> str:
    if value is None:
        return ""
    return str(getattr(value, "original_string", None) or value).strip(" \0")


def dummy(vr: str) -> Any:
    """A value of that representation that says nothing."""
    if vr in _DUMMIES:
        return _DUMMIES[vr]
    return bytes(8) if vr in BYTE_VRS else 0


def empty(vr: str) -> Any:
    """The value of zero length of that representation."""
    if vr == VR.SQ:
        return Sequence([])
    return b"" if vr in BYTE_VRS else None if vr not in _DUMMIES else ""


def dummy_code() -> Dataset:
    """An item of a code sequence that says nothing (PS3.3 table 8.8-1)."""
    item = Dataset()
    item.CodeValue = CODE
    item.CodingSchemeDesignator = "99HUIZHEN"
    item.CodeMeaning = TEXT
    return item


def dummy_content() -> Dataset:
    """A content item that says nothing (PS3.3 C.17.3)."""
    item, name = Dataset(), Dataset()
    name.CodeValue, name.CodingSchemeDesignator, name.CodeMeaning = "121106", "DCM", "Comment"
    item.RelationshipType, item.ValueType = "CONTAINS", "TEXT"
    item.ConceptNameCodeSequence = Sequence([name])
    item.TextValue = TEXT
    return item
