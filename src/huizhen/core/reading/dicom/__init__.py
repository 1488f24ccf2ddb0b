"""DICOM: instance headers, many at once or one by one; reports and documents inside instances."""

from huizhen.core.reading.dicom.headers import scan_headers
from huizhen.core.reading.dicom.reader import DicomReader

__all__ = ["DicomReader", "scan_headers"]
