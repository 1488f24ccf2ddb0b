"""When a radiopharmaceutical was given, which tells how long it was taken up (PS3.3 C.8.9.2)."""

from __future__ import annotations

from collections.abc import Sequence

from pydicom.dataset import Dataset

PET = "1.2.840.10008.5.1.4.1.1.128"
TRACERS = "RadiopharmaceuticalInformationSequence"
_STARTS = ("RadiopharmaceuticalStartDateTime", "RadiopharmaceuticalStartTime")


def tracer_time(dataset: Dataset) -> str:
    """'1' where the first radiopharmaceutical has a start, else '0'."""
    tracers = dataset.get(TRACERS)
    first = tracers[0] if isinstance(tracers, Sequence) and len(tracers) else {}
    return "1" if any(first.get(keyword) for keyword in _STARTS) else "0"
