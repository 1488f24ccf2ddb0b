"""DICOM: instance headers, many at once or one by one; reports and documents inside instances.

What needs pydicom is loaded when it is asked for: judgements of headers, which the web process
shows, do without it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from huizhen.core.reading.dicom.headers import scan_headers
    from huizhen.core.reading.dicom.reader import DicomReader

__all__ = ["DicomReader", "scan_headers"]
_PLACES = {"DicomReader": "reader", "scan_headers": "headers"}


def __getattr__(name: str) -> object:
    """One of the two names of the package."""
    if name not in _PLACES:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
