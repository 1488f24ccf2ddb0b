"""When a radiopharmaceutical was given, which tells how long it was taken up (PS3.3 C.8.9.2)."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path

from pydicom import dcmread
from pydicom.dataset import Dataset

PET = "1.2.840.10008.5.1.4.1.1.128"
_TRACERS = "RadiopharmaceuticalInformationSequence"
_STARTS = ("RadiopharmaceuticalStartDateTime", "RadiopharmaceuticalStartTime")


def tracer_time(dataset: Dataset) -> str:
    """'1' where the first radiopharmaceutical has a start, else '0'."""
    tracers = dataset.get(_TRACERS)
    first = tracers[0] if isinstance(tracers, Sequence) and len(tracers) else {}
    return "1" if any(first.get(keyword) for keyword in _STARTS) else "0"


def tracer_time_of(path: Path) -> str:
    """The same of a file; '' where it cannot be read."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # deviations in values are normal in real files
        try:
            tags: list[str] = [_TRACERS]
            return tracer_time(
                dcmread(path, force=True, stop_before_pixels=True, specific_tags=tags)
            )
        except Exception:  # noqa: BLE001 - whatever a damaged file makes of the parser, nobody knows
            return ""
