"""Lists what no reader takes, with what a person can do about it."""

from __future__ import annotations

from huizhen.core.reading.registry import Context, Probe, SourceFile
from huizhen.core.reading.signatures import file_kind
from huizhen.core.records.reading import Reading

_FORMATS = "PDF, Word (.docx), pictures, text, C-CDA, FHIR, HL7 v2, or DICOM for images"

_KNOWN = {
    "video": (
        "video_not_read",
        "A video; videos are not read.",
        "Ask for the written report; ultrasound or endoscopy clips are wanted as DICOM.",
    ),
    "audio": (
        "audio_not_read",
        "A sound recording; recordings are not read.",
        "Ask for the written report or a transcript.",
    ),
    "epub": (
        "book_not_read",
        "An electronic book (EPUB).",
        "Send the pages that matter as PDF.",
    ),
    "tnef": (
        "winmail_not_read",
        "Outlook's private attachment format (winmail.dat).",
        "Ask the sender to send the message again as HTML or plain text, or the files themselves.",
    ),
    "nifti": (
        "nifti_not_read",
        "An image volume of research software (NIfTI); it carries no patient and no hospital.",
        "Ask the hospital for the original DICOM images.",
    ),
    "sqlite": (
        "database_not_read",
        "A database file.",
        f"Open it in the program that made it and export the records as {_FORMATS}.",
    ),
    "photoshop": (
        "picture_format_not_read",
        "A picture in a private format of Photoshop.",
        "Save it as PNG or PDF.",
    ),
    "djvu": ("djvu_not_read", "A scanned document in DjVu format.", "Save it as PDF."),
    "jpegxl": (
        "picture_format_not_read",
        "A picture in JPEG XL format.",
        "Save it as PNG or JPEG.",
    ),
    "zstandard": (
        "archive_format",
        "A file packed with Zstandard.",
        "Unpack it and send the files, or a ZIP archive of them.",
    ),
}
_KNOWN["access"] = _KNOWN["sqlite"]
_KNOWN["compress"] = _KNOWN["zstandard"]


class UnknownReader:
    """The last one: takes every file, so that none is lost without a word."""

    name = "unknown"
    version = 1

    def score(self, probe: Probe) -> float:
        """Always a little; certain for an empty file, a video or a recording."""
        if not probe.size_bytes:
            return 1.0
        return 0.6 if file_kind(probe.head) in _KNOWN else 0.01

    def read(self, source: SourceFile, context: Context) -> Reading:  # noqa: ARG002 - as Reader
        """Why it is not read, and what to send instead."""
        code, message, remedy = _reason(source)
        return Reading(
            kind="unknown",
            reader=f"{self.name}/{self.version}",
            status="not_read",
            code=code,
            message=message,
            remedy=remedy,
        )


def _reason(source: SourceFile) -> tuple[str, str, str]:
    if not source.size_bytes:
        return ("empty_file", "The file is empty (0 bytes).", "Ask for the file again.")
    with source.open() as stream:
        kind = file_kind(stream.read(65_536))
    return _KNOWN.get(
        kind,
        (
            "unknown_format",
            "The format of the file is not known.",
            f"Ask for the record as {_FORMATS}.",
        ),
    )
