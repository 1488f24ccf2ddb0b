"""What stands within sequences of a header, which scanners of elements do not enter."""

from __future__ import annotations

import warnings
from pathlib import Path

from pydicom import dcmread
from pydicom.dataset import Dataset

from huizhen.core.reading.dicom.regions import REGIONS, ULTRASOUND, region_step
from huizhen.core.reading.dicom.regular_header import REGION_STEP, TRACER_TIME
from huizhen.core.reading.dicom.tracer import PET, TRACERS, tracer_time


def nested_values(dataset: Dataset) -> dict[str, str]:
    """Of a parsed header."""
    return {TRACER_TIME: tracer_time(dataset), REGION_STEP: region_step(dataset)}


def nested_values_of(path: Path, sop_class: str) -> dict[str, str]:
    """Of a file, for the classes that have it; '' where it cannot be read."""
    if sop_class == PET:
        sequence, word = TRACERS, TRACER_TIME
    elif sop_class in ULTRASOUND:
        sequence, word = REGIONS, REGION_STEP
    else:
        return {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # deviations in values are normal in real files
        try:
            tags: list[str] = [sequence]
            dataset = dcmread(path, force=True, stop_before_pixels=True, specific_tags=tags)
            return {word: nested_values(dataset)[word]}
        except Exception:  # noqa: BLE001 - whatever a damaged file makes of the parser, nobody knows
            return {word: ""}
