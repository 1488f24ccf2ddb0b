"""What was masked in a package, where and how often, and that nothing known is left in it.

The values themselves are nowhere in it: the report can be read by whoever may see that the package
exists.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from huizhen.core.records.value import Value

SCHEMA: Final = "huizhen.masking/1"


class MaskedItem(Value):
    """So many replacements of one kind in one file."""

    file: str
    """Of the package."""
    kind: str
    found_by: str
    """'known', 'pattern', 'list'; of pictures 'person' where somebody said so, else 'ocr'."""
    count: int


class ChangedAttribute(Value):
    """What became of one attribute in the images of a series."""

    path: str
    """Keywords from the top, without the numbers of items."""
    action: str
    count: int


class MaskedSeries(Value):
    """The images of one series as they leave."""

    folder: str
    """In the package."""
    instances: int
    changed: tuple[ChangedAttribute, ...] = ()
    boxes: int = 0
    """Painted over, counted once an object."""
    has_face: bool = False
    """A face could be reconstructed; a named person lets it leave."""


class Withheld(Value):
    """Something that does not travel, and why."""

    what: str
    """A neutral name."""
    code: str
    """'withheld' by a person, 'not_read', 'not_deidentified' ..."""


class Residue(Value):
    """A known identifier that was found in the finished package: it is not sent."""

    part: str
    kind: str
    where: str = ""


class Checked(Value):
    """How the finished package was looked through."""

    parts: int = 0
    size_bytes: int = 0
    pictures: int = 0
    """Pages whose picture was read by OCR."""
    pictures_left: int = 0
    """Pages beyond the number that is read."""
    frames: int = 0
    """Frames of images whose pixels were read by OCR."""


class SearchedPackage(Value):
    """What the search of a finished package found."""

    checked: Checked = Checked()
    residual: tuple[Residue, ...] = ()


class FormTold(Value):
    """The hospital's own form, filled from the masked request form."""

    unfilled: tuple[str, ...] = ()
    """Fields of ours that it has no place for."""
    unknown: tuple[str, ...] = ()
    """Places in it for which we have nothing: they stay as they are."""


class MaskingReport(Value):
    """Everything that was masked in one package."""

    number: str
    dossier_sha256: str
    """Of the dossier as it was signed: its hash is named though it is seen through a mask."""
    items: tuple[MaskedItem, ...] = ()
    series: tuple[MaskedSeries, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    form: FormTold | None = None
    """None where no form of the hospital's travels."""
    dates: str = "kept"
    decisions: tuple[str, ...] = ()
    """Ids of the decisions of persons on pictures."""
    checked: Checked = Checked()
    residual: tuple[Residue, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Whether nothing known was found in what was made."""
        return not self.residual

    @property
    def count(self) -> int:
        """Of places masked in papers and pages."""
        return masked_count(self.items)


def masked_count(items: Iterable[MaskedItem]) -> int:
    """How many places were masked; names of files are no places."""
    return sum(item.count for item in items if item.kind != "file")


def added(items: Iterable[MaskedItem]) -> tuple[MaskedItem, ...]:
    """The same items with equal ones put together."""
    counts: dict[tuple[str, str, str], int] = {}
    for item in items:
        key = (item.file, item.kind, item.found_by)
        counts[key] = counts.get(key, 0) + item.count
    return tuple(
        MaskedItem(file=file, kind=kind, found_by=by, count=count)
        for (file, kind, by), count in sorted(counts.items())
    )
