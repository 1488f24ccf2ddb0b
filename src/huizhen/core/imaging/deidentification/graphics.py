"""Overlays: drawings over the pixels, in which text may stand."""

from __future__ import annotations

from typing import Final

from pydicom.dataset import Dataset

_GROUPS: Final = range(0x6000, 0x6020, 2)


def dropped_overlays(dataset: Dataset, *, clean: bool) -> frozenset[int]:
    """Groups of overlays that go whole: all of them, or with clean graphics those that are not
    regions of interest (OverlayType R, PS3.3 C.9.2): text is drawn in graphics (G)."""
    tags = list(dataset.keys())
    present = {tag.group for tag in tags if tag.group in _GROUPS}
    return frozenset(
        group for group in present if not clean or dataset.get((group, 0x0040)) is None
        or str(dataset[group, 0x0040].value).strip() != "R"
    )  # fmt: skip


def hides_overlay_bits(dataset: Dataset) -> bool:
    """Whether an overlay lies in unused bits of the pixels (retired, PS3.3 C.9.2.1.1): it has a
    position and no data of its own."""
    return any(
        (group, 0x0102) in dataset
        and (group, 0x3000) not in dataset
        and int(dataset[group, 0x0102].value or 0) > 0
        for group in _GROUPS
    )
