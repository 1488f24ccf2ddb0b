"""One pass through a data set: every attribute kept, cleaned, replaced or left out."""

from __future__ import annotations

from typing import Any, Final

from pydicom.datadict import dictionary_has_tag, keyword_for_tag
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.multival import MultiValue
from pydicom.sequence import Sequence

from huizhen.core.imaging.deidentification.bytes_sought import in_bytes
from huizhen.core.imaging.deidentification.charsets import use_meant_charset, without_escapes
from huizhen.core.imaging.deidentification.content_items import identifying_concept
from huizhen.core.imaging.deidentification.dates import shifted_date, shifted_datetime
from huizhen.core.imaging.deidentification.graphics import dropped_overlays
from huizhen.core.imaging.deidentification.private import safe_creators
from huizhen.core.imaging.deidentification.profile import Action, Change, Option, Profile
from huizhen.core.imaging.deidentification.table import ConfidentialityTable
from huizhen.core.imaging.deidentification.texts import cleaned
from huizhen.core.imaging.deidentification.uids import UidKeys
from huizhen.core.imaging.deidentification.values import (
    BYTE_VRS,
    CODE_VRS,
    TEXT,
    TEXT_VRS,
    dummy,
    dummy_code,
    dummy_content,
    empty,
    is_of_its_kind,
)

_CHARSET: Final = 0x00080005
_CLASS_UIDS: Final = frozenset((
    "SOPClassUID", "ReferencedSOPClassUID", "TransferSyntaxUID", "CodingSchemeUID", "ContextUID",
    "MappingResourceUID", "MediaStorageSOPClassUID", "RelatedGeneralSOPClassUID",
    "OriginalSpecializedSOPClassUID", "SOPClassesInStudy", "SOPClassesSupported",
    "AvailableTransferSyntaxUID", "EncryptedContentTransferSyntaxUID",
))  # fmt: skip
"""UIDs of kinds of things, the vendors' own among them; never of an instance."""
_PSEUDONYMS: Final = frozenset((0x00100010, 0x00100020))
_PIXELS: Final = frozenset((0x7FE00008, 0x7FE00009, 0x7FE00010))
_CONTENT_VALUES: Final = frozenset((0x0040A120, 0x0040A121, 0x0040A123, 0x0040A160))
"""DateTime, Date, PersonName and TextValue of a content item."""
_MOST_DEEP: Final = 60


class Walker:
    """The state of one object's pass: what was changed, kept by an option, and doubtful."""

    def __init__(
        self, profile: Profile, keys: UidKeys, table: ConfidentialityTable, kind: str
    ) -> None:
        self._profile = profile
        self._keys = keys
        self._table = table
        self._kind = kind
        self.changes: list[Change] = []
        self.kept: list[Change] = []
        self.warnings: list[str] = []

    def dataset(
        self,
        source: Dataset,
        path: str = "",
        within: str = "",
        terms: tuple[str, ...] = (),
        *,
        is_dummy: bool = False,
    ) -> Dataset:
        """A new data set with what may stay; the source is not changed."""
        if path.count(".") > _MOST_DEEP:
            self.warnings.append("nested_too_deep")
            return Dataset()
        terms, doubts = use_meant_charset(source, terms)
        self.warnings += doubts
        made = Dataset()
        place = _Place(self, source, path, within, terms, is_dummy)
        for tag in sorted(source.keys()):
            if tag.element == 0 or tag == _CHARSET:
                continue
            value = place.element(int(tag))
            if value is not None:
                made.add(value)
        return made

    def note(self, path: str, action: Action, option: Option, note: str = "") -> None:
        """One line of the report."""
        line = Change(path=path, action=action, option=option, note=note)
        (self.kept if action == "kept" else self.changes).append(line)


class _Place:
    """One data set of the object, at any depth."""

    def __init__(
        self,
        walker: Walker,
        source: Dataset,
        path: str,
        within: str,
        terms: tuple[str, ...],
        is_dummy: bool,
    ) -> None:
        self._walker = walker
        self._source = source
        self._path = path
        self._within = within
        self._terms = terms
        self._is_dummy = is_dummy
        self._profile = walker._profile
        self._table = walker._table
        self._safe = safe_creators(source, self._table) if self._profile.keep_safe_private else {}
        self._overlays = dropped_overlays(source, clean=self._profile.clean_graphics)
        self._names_somebody = identifying_concept(source)

    def element(self, tag: int) -> DataElement | None:
        """What becomes of one attribute; None when it goes."""
        keyword = keyword_for_tag(tag)
        path = self._path + (keyword or f"({tag >> 16:04X},{tag & 0xFFFF:04X})")
        if (tag >> 16) % 2:
            return self._private(tag, path)
        try:
            element = self._source[tag]
            known_vr = str(element.VR)
            is_read = is_of_its_kind(known_vr, _each(element.value))
        except Exception:  # noqa: BLE001 - whatever a malformed value raises, it does not leave
            return self._gone(path, "own", "unreadable")
        code, option, note = self._decision(tag, keyword, known_vr)
        if code in "KC" and not is_read:
            return self._gone(path, "own", "unreadable")
        if code == "K":
            return self._stays(element, path, option)
        if code == "C":
            return self._cleans(element, path, option)
        if code == "U":
            return self._renumbers(element, path, option)
        if code == "X":
            return self._gone(path, option, note)
        if code == "Z" and tag not in _PSEUDONYMS:
            self._walker.note(path, "emptied", option, note)
            return DataElement(tag, known_vr, empty(known_vr))
        return self._dummy(element, path, option)

    def _decision(self, tag: int, keyword: str, vr: str) -> tuple[str, Option, str]:
        if tag >> 16 in self._overlays:
            return "X", "graphics" if self._profile.clean_graphics else "basic", "overlay"
        if tag in _CONTENT_VALUES and self._names_somebody:
            return "D", "structured", "identifying_concept"
        row = self._table.row(tag)
        if row is not None:
            if 0x5000 <= tag >> 16 <= 0x501E:
                return "X", "basic", "curve"
            where = (self._walker._kind, self._within)
            code, option = self._table.action(row, self._profile, where)
            if code == "C" and vr in BYTE_VRS and not 0x6000 <= tag >> 16 <= 0x601E:
                code, option = self._table.basic(row, where)
            return (*self._with_dummies(code, option, vr), "")
        if not dictionary_has_tag(tag) and not keyword:
            return "X", "own", "unknown_attribute"
        return self._unlisted(keyword, vr)

    def _with_dummies(self, code: str, option: Option, vr: str) -> tuple[str, Option]:
        """Inside an item that is itself a dummy, what an option would keep is replaced too."""
        if self._is_dummy and code in "KC" and vr not in ("SQ", "DA", "DT", "TM"):
            return "D", "basic"
        return code, option

    def _unlisted(self, keyword: str, vr: str) -> tuple[str, Option, str]:
        """Attributes that the table does not know: stricter than the standard where they date,
        name or number somebody."""
        if vr == "UN":
            return "X", "own", "unreadable"
        if vr == "PN":
            return "Z", "own", "person_name"
        if vr == "UI":
            return ("K" if keyword in _CLASS_UIDS else "U"), "own", ""
        if vr in ("DA", "DT", "TM") and self._profile.dates != "keep":
            is_time = vr == "TM" and self._profile.dates == "shift"
            mode = "C" if self._profile.dates == "shift" else "Z"
            return ("K" if is_time else mode), "own", ""
        if self._is_dummy and vr in TEXT_VRS and keyword not in ("CodeMeaning",):
            return "D", "basic", ""
        return "K", "own", ""

    def _private(self, tag: int, path: str) -> DataElement | None:
        wanted = self._safe.get(tag)
        if wanted is None:
            return self._gone(path, "basic", "private")
        self._walker.note(path, "kept", "private")
        return wanted

    def _gone(self, path: str, option: Option, note: str) -> DataElement | None:
        self._walker.note(path, "removed", option, note)
        return None

    def _stays(self, element: DataElement, path: str, option: Option) -> DataElement | None:
        if element.VR == "SQ":
            if option != "own":
                self._walker.note(path, "kept", option)
            return self._sequence(element, path)
        if option != "own":
            self._walker.note(path, "kept", option)
        vr = str(element.VR)
        if vr in TEXT_VRS or vr in CODE_VRS or vr == "PN":
            return self._text(element, path, "own")
        if vr in BYTE_VRS and element.tag not in _PIXELS and self._holds_known(element.value):
            return self._gone(path, "own", "known_identifier")
        return _copied(element, element.value)

    def _holds_known(self, value: object) -> bool:
        if not isinstance(value, bytes) or self._profile.known.is_empty:
            return False
        return any(True for _ in in_bytes(value, self._profile.known))

    def _cleans(self, element: DataElement, path: str, option: Option) -> DataElement | None:
        vr = str(element.VR)
        if vr == "SQ":
            self._walker.note(path, "kept", option)
            return self._sequence(element, path)
        if vr in ("DA", "DT"):
            return self._shifts(element, path, option)
        self._walker.note(path, "kept", option)
        if vr == "TM":
            return _copied(element, element.value)
        if vr in TEXT_VRS or vr in CODE_VRS:
            return self._text(element, path, option)
        return _copied(element, element.value)

    def _shifts(self, element: DataElement, path: str, option: Option) -> DataElement:
        move = shifted_date if element.VR == "DA" else shifted_datetime
        values = _each(element.value)
        moved = [move(str(value), self._profile.shift_days) for value in values]
        if any(str(old).strip() and not new for old, new in zip(values, moved, strict=True)):
            self._walker.note(path, "emptied", option, "date_not_whole")
            moved = [new for new in moved if new]
        elif moved:
            self._walker.note(path, "shifted", option)
        return DataElement(element.tag, element.VR, moved if len(moved) > 1 else "".join(moved))

    def _text(self, element: DataElement, path: str, option: Option) -> DataElement:
        is_code = element.VR in CODE_VRS
        made = [
            cleaned(without_escapes(str(one)), self._profile, is_code=is_code)
            for one in _each(element.value)
        ]
        cut = tuple(dict.fromkeys(kind for one in made for kind in one.cut))
        texts = [_code_of(one.text, is_code and bool(one.cut)) for one in made]
        if cut:
            self._walker.note(path, "cleaned", option, ",".join(cut))
        return DataElement(element.tag, element.VR, texts if len(texts) > 1 else "".join(texts))

    def _renumbers(self, element: DataElement, path: str, option: Option) -> DataElement | None:
        if element.VR == "SQ":
            self._walker.note(path, "uid", option, "uids_inside")
            return self._sequence(element, path)
        if element.VR != "UI":
            return self._gone(path, "own", "unreadable")
        values = [str(value) for value in _each(element.value)]
        new = [self._walker._keys.uid(value) for value in values]
        if new != values:
            self._walker.note(path, "uid", option)
        return DataElement(element.tag, "UI", new if len(new) > 1 else "".join(new))

    def _dummy(self, element: DataElement, path: str, option: Option) -> DataElement | None:
        vr = str(element.VR)
        if element.tag in _PSEUDONYMS:
            self._walker.note(path, "replaced", option, "pseudonym")
            return DataElement(element.tag, vr, self._profile.pseudonym)
        if vr == "UI":
            return self._renumbers(element, path, option)
        self._walker.note(path, "replaced", option)
        if vr != "SQ":
            return DataElement(element.tag, vr, dummy(vr))
        if element.keyword == "ContentSequence":
            return DataElement(element.tag, vr, Sequence([dummy_content()]))
        if element.keyword.endswith("CodeSequence"):
            return DataElement(element.tag, vr, Sequence([dummy_code()]))
        return self._sequence(element, path, is_dummy=True)

    def _sequence(self, element: DataElement, path: str, *, is_dummy: bool = False) -> DataElement:
        within = element.keyword
        items = [
            self._walker.dataset(
                item, f"{path}[{number}].", within, self._terms, is_dummy=is_dummy or self._is_dummy
            )
            for number, item in enumerate(element.value or [], start=1)
        ]
        made = DataElement(element.tag, "SQ", Sequence(items))
        made.is_undefined_length = element.is_undefined_length
        return made


def _each(value: Any) -> list[Any]:
    """The values of an attribute of any multiplicity."""
    if value is None or value == "":
        return []
    return list(value) if isinstance(value, MultiValue | list | tuple) else [value]


def _copied(element: DataElement, value: Any) -> DataElement:
    made = DataElement(element.tag, element.VR, value, already_converted=True)
    made.is_undefined_length = element.is_undefined_length
    return made


def _code_of(text: str, is_cut: bool) -> str:
    """A code is no sentence: one that held an identifier goes whole."""
    return TEXT.upper() if is_cut else text
