"""All cases for judging a checker of imaging folders: defects, clean twins, hard clean folders.

A case says which DICOM keywords may show its defect; a finding that cites one of them, and that
is not said of the clean twin, has found it. Clean cases expect nothing.

The development half may be shown case by case to whoever writes the checker; of the test half
only counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import count
from pathlib import Path
from typing import Literal

import dicom_damage_content
import dicom_damage_geometry
from dicom_clean_series import CLEAN
from dicom_damage_geometry import STACK, Kind
from dicom_folders import Folder
from dicom_hidden_defects import HIDDEN, MORE_CLEAN, Hidden
from dicom_plans import as_disc, enhanced, folder_of
from dicom_vendors import VENDORS, Vendor

Half = Literal["dev", "test"]
HALVES: tuple[Half, ...] = ("dev", "test")
# The clean twin of a plan that is the defect by its own nature.
_TWIN = {
    "liver 7 mm": "liver phases",
    "nodule 5 mm": "nodule 1 mm",
    "liver mr 8 mm": "liver mr 3 mm",
}


def _disc_names_missing(folder: Folder) -> None:
    """The DICOMDIR names a file that the disc has not."""

    def lose(target: Path) -> None:
        files = sorted(path for path in target.rglob("*") if path.is_file())
        named = [path for path in files if path.name != "DICOMDIR"]
        named[len(named) // 3].unlink()

    as_disc(folder)
    folder.afterwards.append(lose)


def _uneven_frame(folder: Folder) -> None:
    """One frame of an enhanced object lies off its place."""
    plan = folder.plan
    along = [plan.start + index * plan.spacing for index in range(plan.count)]
    along[plan.count // 2] += plan.spacing * 0.45
    folder.main = [enhanced(plan, along)]


def _frame_missing(folder: Folder) -> None:
    """An enhanced object was made of a stack with a hole."""
    plan = folder.plan
    along = [plan.start + index * plan.spacing for index in range(plan.count)]
    del along[plan.count // 2]
    folder.main = [enhanced(plan, along)]


def _no_region(folder: Folder) -> None:
    """Neither regions nor a pixel spacing: nothing can be measured."""
    for dataset in folder.main:
        for keyword in ("SequenceOfUltrasoundRegions", "PixelSpacing", "ImagerPixelSpacing"):
            if keyword in dataset:
                delattr(dataset, keyword)


_FRAME = frozenset(
    ("ImagePositionPatient", "PlanePositionSequence", "PerFrameFunctionalGroupsSequence",
     "SpacingBetweenSlices", "SliceLocation")
)  # fmt: skip
_MORE = (
    Kind(
        "disc_names_missing_file", STACK, _disc_names_missing,
        frozenset(
            ("ReferencedFileID", "DirectoryRecordSequence", "ReferencedSOPInstanceUIDInFile")
        ),
        "The DICOMDIR names a file that the disc has not.", "disc",
    ),
    Kind("enhanced_uneven_frame", STACK, _uneven_frame, _FRAME, "A frame off its place.",
         "enhanced"),
    Kind("enhanced_frame_missing", STACK, _frame_missing, _FRAME, "A hole.", "enhanced"),
    Kind(
        "projection_without_spacing", ("XX",), _no_region,
        frozenset(("SequenceOfUltrasoundRegions", "PixelSpacing", "ImagerPixelSpacing",
                   "PhysicalDeltaX")),
        "Nothing can be measured.",
    ),
)  # fmt: skip
KINDS: tuple[Kind, ...] = (*dicom_damage_geometry.KINDS, *dicom_damage_content.KINDS, *_MORE)


@dataclass(frozen=True)
class Case:
    """One folder, what is wrong with it, and which keywords may show that."""

    name: str
    kind: str
    modality: str
    vendor: str
    half: Half
    expected: frozenset[str]
    note: str
    make: Callable[[], Folder]
    twin: str = ""
    is_listed: bool = True

    @cached_property
    def is_clean(self) -> bool:
        """Whether nothing is wrong."""
        return not self.expected

    def write(self, target: Path) -> None:
        """Writes the folder."""
        self.make().write(target)


def _twin_plan(kind: Kind) -> str:
    return _TWIN.get(kind.plan, kind.plan)


def _defect(kind: Kind, modality: str, vendor: Vendor, seed: int, half: Half) -> Case:
    source = "plain" if kind.plan == "disc" else kind.plan

    def make() -> Folder:
        folder = folder_of(source, modality, vendor, seed)
        kind.damage(folder)
        return folder

    twin = _twin_plan(kind)
    return Case(
        f"{kind.name}-{modality}-{vendor.name}-{seed}", kind.name, modality, vendor.name, half,
        kind.expected, kind.note, make, f"clean {twin}-{modality}-{vendor.name}-{seed}",
        kind.is_listed,
    )  # fmt: skip


def _clean(name: str, modality: str, vendor: Vendor, seed: int, half: Half) -> Case:
    def make() -> Folder:
        return folder_of(name, modality, vendor, seed)

    named = f"clean {name}-{modality}-{vendor.name}-{seed}"
    return Case(named, f"clean {name}", modality, vendor.name, half, frozenset(), "", make)


def defects() -> tuple[Case, ...]:
    """Every kind in each of its modalities, once for either half."""
    made, turn = [], count()
    for kind in KINDS:
        for modality in kind.modalities:
            number = next(turn)
            for half_number, half in enumerate(HALVES):
                vendor = VENDORS[(number + 2 * half_number + number // 4) % 4]
                seed = 1 + half_number + 2 * (number % 2)
                made.append(_defect(kind, modality, vendor, seed, half))
    return tuple(made)


def clean_twins() -> tuple[Case, ...]:
    """The clean folders that the defects were made of, each once."""
    found: dict[str, Case] = {}
    for case in defects():
        name, modality, vendor, seed = case.twin.removeprefix("clean ").rsplit("-", 3)
        of = next(one for one in VENDORS if one.name == vendor)
        found.setdefault(case.twin, _clean(name, modality, of, int(seed), case.half))
    return tuple(found.values())


def _made(maker: Callable[[Vendor, int], Folder], vendor: Vendor, seed: int) -> Folder:
    return maker(vendor, seed)


def hidden_defects() -> tuple[tuple[Case, ...], tuple[Case, ...]]:
    """Defects in series that are hard already, once for either half, and their twins."""
    made, twins = [], []
    for number, kind in enumerate(HIDDEN):
        for half_number, half in enumerate(HALVES):
            vendor, seed = VENDORS[(number + 2 * half_number + 1) % 4], 61 + half_number + number
            twin = f"clean base of {kind.name}-{vendor.name}-{seed}"

            def damaged(kind: Hidden = kind, vendor: Vendor = vendor, seed: int = seed) -> Folder:
                folder = kind.base(vendor, seed)
                kind.damage(folder)
                return folder

            made.append(
                Case(
                    f"hidden {kind.name}-{vendor.name}-{seed}", f"hidden {kind.name}",
                    kind.modality, vendor.name, half, kind.expected, kind.note, damaged, twin,
                )
            )  # fmt: skip
            base = partial(_made, kind.base, vendor, seed)
            is_tilted = "tilted" in kind.name
            twins.append(
                Case(
                    twin, "twin with a tilt" if is_tilted else f"clean base of {kind.name}",
                    kind.modality, vendor.name, half, frozenset(), "", base,
                )
            )  # fmt: skip
    return tuple(made), tuple(twins)


def hard_clean() -> Iterator[Case]:
    """The clean folders that look damaged, one for either half."""
    for number, (name, (modality, maker)) in enumerate((CLEAN | MORE_CLEAN).items()):
        for half_number, half in enumerate(HALVES):
            vendor, seed = VENDORS[(number + 2 * half_number) % 4], 21 + half_number + number

            def make(maker: Callable[[Vendor, int], Folder] = maker, vendor: Vendor = vendor,
                     seed: int = seed) -> Folder:  # fmt: skip
                return maker(vendor, seed)

            yield Case(
                f"hard {name}-{vendor.name}", f"hard {name}", modality, vendor.name, half,
                frozenset(), "", make,
            )  # fmt: skip
