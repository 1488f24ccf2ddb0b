"""PS3.15 Table E.1-1 as data, and the action that it asks for under a profile."""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib import resources

from huizhen.core.imaging.deidentification.profile import Option, Profile
from huizhen.core.records.value import Value

_FOLDER = ("content", "imaging", "deidentification")
_COLUMNS: tuple[Option, ...] = (
    "patient", "device", "full_dates", "modified_dates", "descriptors", "structured", "graphics",
)  # fmt: skip
TYPE_UNKNOWN = ""


_Chosen = tuple[str, Option]


class AttributeRow(Value):
    """One row of the table."""

    keyword: str
    vr: str
    basic: str
    """An action code of PS3.15 Table E.1-1a: D, Z, X, U, or one with alternatives as X/Z/D."""
    options: dict[Option, str]
    is_own: bool = False
    """Not a row of the standard's table, but one that is dropped here."""


class ConfidentialityTable(Value):
    """Rows by tag; `curves` and overlays stand under the tag of their first group."""

    rows: dict[int, AttributeRow]
    types: dict[str, dict[str, str]]
    """Attribute type (1, 1C, 2, 2C, 3) by keyword, and by object or sequence around it."""
    objects: dict[str, str]
    """The object (IOD) of each SOP class."""
    safe_private: frozenset[tuple[str, int]]
    """Private creators and elements (group and the last byte) that hold nothing identifying."""

    def row(self, tag: int) -> AttributeRow | None:
        """The row that speaks of a tag, repeating groups included."""
        group = tag >> 16
        if 0x5000 <= group <= 0x501E:
            return self.rows.get(0x50000000)
        if 0x6000 <= group <= 0x601E:
            return self.rows.get(0x60000000 | tag & 0xFFFF)
        return self.rows.get(tag)

    def action(self, row: AttributeRow, profile: Profile, where: tuple[str, str]) -> _Chosen:
        """K, C, X, Z, D or U, and the option that decides it.

        `where` names the object, and the sequence directly around the attribute ('' at the top).
        """
        on = _options_on(profile)
        for wanted in ("K", "C"):
            for option in on:
                if row.options.get(option) == wanted:
                    return wanted, option
        return self.basic(row, where)

    def basic(self, row: AttributeRow, where: tuple[str, str]) -> _Chosen:
        """What the profile itself asks for, without any option."""
        kind = self.types.get(row.keyword, {}).get(where[1] or where[0], TYPE_UNKNOWN)
        return _settled(row.basic, kind), "own" if row.is_own else "basic"


def _options_on(profile: Profile) -> list[Option]:
    chosen: list[tuple[bool, Option]] = [
        (profile.dates == "keep", "full_dates"),
        (profile.dates == "shift", "modified_dates"),
        (profile.keep_patient_characteristics, "patient"),
        (profile.keep_device, "device"),
        (profile.clean_descriptors, "descriptors"),
        (profile.clean_structured_content, "structured"),
        (profile.clean_graphics, "graphics"),
    ]
    return [option for is_on, option in chosen if is_on]


def _settled(code: str, kind: str) -> str:
    """One of a code's alternatives: X where the attribute may be absent, Z where it may be empty;
    where nothing is known of it, what keeps any object valid."""
    allowed = code.replace("*", "").split("/")
    if len(allowed) == 1:
        return allowed[0]
    order = {"3": "XZDU", "2": "ZDUX", "2C": "ZDUX"}.get(kind, "DUZX")
    return min(allowed, key=order.index)


@lru_cache(maxsize=1)
def confidentiality_table() -> ConfidentialityTable:
    """The table that comes with the package: the standard's, so that no site weakens it."""
    rows = {_tag(row["tag"]): _row(row) for row in _read("attributes.tsv")}
    for own in _read("own_rows.tsv"):
        rows[_tag(own["tag"])] = AttributeRow(
            keyword=own["keyword"], vr=own["vr"], basic=own["basic"], options={}, is_own=True
        )
    types: dict[str, dict[str, str]] = {}
    for row in _read("attribute_types.tsv"):
        by_place = types.setdefault(row["keyword"], {})
        by_place.update((place, row["type"]) for place in row["within"].split())
    return ConfidentialityTable(
        rows=rows,
        types=types,
        objects={row["sop_class_uid"]: row["object"] for row in _read("object_kinds.tsv")},
        safe_private=frozenset(
            (row["creator"], int(row["group"], 16) << 16 | int(row["element"], 16))
            for row in _read("safe_private.tsv")
        ),
    )


def _row(row: dict[str, str]) -> AttributeRow:
    options = {column: row[column] for column in _COLUMNS if row[column]}
    return AttributeRow(keyword=row["keyword"], vr=row["vr"], basic=row["basic"], options=options)


def _tag(text: str) -> int:
    group, element = text.split(",")
    if group in ("50XX", "60XX"):
        group = group.replace("XX", "00")
    if element == "XXXX":
        element = "0000"
    return 0 if group == "GGGG" else int(group, 16) << 16 | int(element, 16)


def _read(name: str) -> list[dict[str, str]]:
    file = resources.files("huizhen").joinpath(*_FOLDER, name)
    lines = file.read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
