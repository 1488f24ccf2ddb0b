"""Folders with one seeded defect each, as a second judge of `huizhen imaging check`.

    cases() the defects, each named base/kind/number; base_cases() their twins without it;
    odd_cases() folders that look damaged and are right

Made from DICOM's text and the requirement table of imaging alone, by a hand that read neither the
product nor its first judge. A finding shows the defect when it cites one of `expected`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import dicom_second_content as content
import dicom_second_geometry as geometry
from dicom_second_bases import BASES
from dicom_second_kinds import TAGS, Damage, Seed
from dicom_second_odd import ODD
from dicom_second_series import Heap, write_heap

SEEDS: tuple[Seed, ...] = (*geometry.SEEDS, *content.SEEDS)


@dataclass(frozen=True)
class Case:
    """One folder, what is wrong in it and which tags show that."""

    name: str
    kind: str
    base: str
    note: str
    half: str
    make: Callable[[Heap], None]
    damage: Damage | None = None
    expected: frozenset[str] = frozenset()

    @property
    def twin(self) -> str:
        """The name of the folder without the defect."""
        return f"{self.base}/clean"

    def write(self, folder: Path) -> None:
        """Writes the folder, the same bytes every time."""
        heap = Heap(self.base)
        self.make(heap)
        if self.damage:
            self.damage(heap)
        write_heap(heap, folder)


def half_of(name: str, turn: int) -> str:
    """Alternating within a kind, from a start that the name decides."""
    start = hashlib.sha256(name.encode()).digest()[0] % 2
    return ("dev", "test")[(start + turn) % 2]


@cache
def cases() -> tuple[Case, ...]:
    """All folders with a defect."""
    turns: dict[str, int] = {}
    made = []
    for seed in SEEDS:
        turn = turns.get(seed.kind, 0)
        turns[seed.kind] = turn + 1
        made.append(
            Case(
                f"{seed.base}/{seed.kind}/{turn}", seed.kind, seed.base, seed.note,
                half_of(seed.kind, turn), BASES[seed.base], seed.damage,
                frozenset(TAGS[seed.kind].split()) | seed.also,
            )
        )  # fmt: skip
    return tuple(made)


@cache
def base_cases() -> tuple[Case, ...]:
    """The folders without any defect that the others are made of."""
    return tuple(
        Case(f"{name}/clean", "base", name, make.__doc__ or "", half_of(name, 0), make)
        for name, make in BASES.items()
    )


@cache
def odd_cases() -> tuple[Case, ...]:
    """The clean folders that only look damaged."""
    return tuple(
        Case(f"{name}/odd", "odd", name, make.__doc__ or "", half_of(name, 0), make)
        for name, make in ODD.items()
    )
