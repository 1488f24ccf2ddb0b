"""Whether an ultrasound image says how large its pixels are: regions with a step (C.8.5.5)."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path

from pydicom import dcmread
from pydicom.dataset import Dataset

ULTRASOUND = frozenset(f"1.2.840.10008.5.1.4.1.1.{last}" for last in ("6.1", "3.1"))
_REGIONS = "SequenceOfUltrasoundRegions"


def region_step(dataset: Dataset) -> str:
    """'1' where a region states a step between its pixels, else '0'."""
    regions = dataset.get(_REGIONS)
    if not isinstance(regions, Sequence):
        return "0"
    return "1" if any(region.get("PhysicalDeltaX") for region in regions) else "0"


def region_step_of(path: Path) -> str:
    """The same of a file; '' where it cannot be read."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # deviations in values are normal in real files
        try:
            tags: list[str] = [_REGIONS]
            return region_step(
                dcmread(path, force=True, stop_before_pixels=True, specific_tags=tags)
            )
        except Exception:  # noqa: BLE001 - whatever a damaged file makes of the parser, nobody knows
            return ""
