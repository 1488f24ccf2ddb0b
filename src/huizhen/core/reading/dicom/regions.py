"""Whether an ultrasound image says how large its pixels are: regions with a step (C.8.5.5)."""

from __future__ import annotations

from collections.abc import Sequence

from pydicom.dataset import Dataset

ULTRASOUND = frozenset(f"1.2.840.10008.5.1.4.1.1.{last}" for last in ("6.1", "3.1"))
REGIONS = "SequenceOfUltrasoundRegions"


def region_step(dataset: Dataset) -> str:
    """'1' where a region states a step between its pixels, else '0'."""
    regions = dataset.get(REGIONS)
    if not isinstance(regions, Sequence):
        return "0"
    return "1" if any(region.get("PhysicalDeltaX") for region in regions) else "0"
