"""A folder of hostile files for the records reader, made anew from a seed.

Every file is synthetic.  The families take turns, so that even a small run meets
archives, documents, pictures, messages, names and links alike; when every kind
has been used, the kinds come round again with other sizes, depths and targets.

The cases are not equally dangerous to the machine that holds them, but none is
dangerous at rest: do not unpack, open or index the folder with other programs.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count as numbers
from itertools import zip_longest
from pathlib import Path
from random import Random

import hostile_archives
import hostile_dicom
import hostile_images
import hostile_markup
import hostile_messages
import hostile_office
import hostile_pdf
import hostile_places
import hostile_plain
from hostile_model import Draw, FileRecipe, HostileCase, PlaceRecipe, Recipe

SMALLEST_RUN = 40
# Kinds whose bytes differ from run to run although their meaning does not.
NOT_REPEATABLE = hostile_pdf.NOT_REPEATABLE

FAMILIES: dict[str, tuple[Recipe, ...]] = {
    "archives": hostile_archives.RECIPES,
    "pdf": hostile_pdf.RECIPES,
    "markup": hostile_markup.RECIPES,
    "dicom": hostile_dicom.RECIPES,
    "images": hostile_images.RECIPES,
    "office": hostile_office.RECIPES,
    "messages": hostile_messages.RECIPES,
    "places": hostile_places.RECIPES,
    "plain": hostile_plain.RECIPES,
}


def kinds() -> tuple[str, ...]:
    """Return every kind there is, in the order in which a run uses them."""
    return tuple(recipe.kind for _, recipe in _one_round())


def generate(out: Path, count: int, seed: int) -> list[HostileCase]:
    """Write `count` hostile cases into the new or empty folder `out`."""
    if count < SMALLEST_RUN:
        raise ValueError(f"a run has at least {SMALLEST_RUN} cases, not {count}")
    out.mkdir(parents=True, exist_ok=True)
    if any(out.iterdir()):
        raise ValueError(f"the folder is not empty: {out}")
    cases = []
    for number, (family, recipe, turn) in zip(range(count), _rounds(), strict=False):
        draw = Draw(turn, Random(f"{seed}|{recipe.kind}|{turn}"))
        folder = out / family
        folder.mkdir(exist_ok=True)
        path = _write(folder, f"{number:04d}-{recipe.kind}", recipe, draw)
        cases.append(HostileCase(path.relative_to(out), recipe.kind, recipe.expectation))
    return cases


def _write(folder: Path, name: str, recipe: Recipe, draw: Draw) -> Path:
    match recipe:
        case FileRecipe():
            path = folder / f"{name}{recipe.suffix}"
            path.write_bytes(recipe.build(draw))
            return path
        case PlaceRecipe():
            own = folder / name
            own.mkdir()
            return recipe.place(own, draw)


def _one_round() -> Iterator[tuple[str, Recipe]]:
    """Yield every recipe once, one of each family after the other."""
    for row in zip_longest(*FAMILIES.values()):
        for family, recipe in zip(FAMILIES, row, strict=True):
            if recipe is not None:
                yield family, recipe


def _rounds() -> Iterator[tuple[str, Recipe, int]]:
    for turn in numbers():
        for family, recipe in _one_round():
            yield family, recipe, turn
