"""Recognises whole-slide images without decoding a pixel; their labels, which name people, are
never read."""

from __future__ import annotations

import re
import struct

from huizhen.core.reading.registry import Context, Probe, SourceFile
from huizhen.core.records.reading import Reading

_TIFF = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
_FORMATS = {
    ".svs": "Aperio SVS", ".ndpi": "Hamamatsu NDPI", ".mrxs": "3DHISTECH MIRAX",
    ".kfb": "KFBio KFB", ".scn": "Leica SCN", ".bif": "Ventana BIF", ".vms": "Hamamatsu VMS",
    ".vmu": "Hamamatsu VMU", ".ndpis": "Hamamatsu NDPI set", ".czi": "Zeiss CZI",
    ".sdpc": "SQRAY SDPC", ".isyntax": "Philips iSyntax", ".vsi": "Olympus VSI",
    ".svslide": "Sakura", ".tron": "TRIBVN",
}  # fmt: skip
_MARKS = (
    (b"Aperio ", "Aperio SVS"),
    (b"http://www.leica-microsystems.com/scn", "Leica SCN"),
    (b"<iScan", "Ventana BIF"),
    (b"Hamamatsu", "Hamamatsu NDPI"),
    (b"DPUfsImport", "Philips TIFF"),
)
_MIRAX_DATA = re.compile(r"^(data\d{4}|index)\.dat$", re.IGNORECASE)
_MAGNIFICATION = re.compile(r"(?:AppMag|objectivePower|Magnification)\s*=\s*\"?(\d{1,3}(?:\.\d+)?)")
_RESOLUTION = re.compile(r"\bMPP\s*=\s*(0?\.\d{2,8}|\d\.\d{1,8})")
_IMAGE_DESCRIPTION = 270
_MAX_ENTRIES = 4_096
_MAX_DESCRIPTION = 20_000


class SlideReader:
    """Digital slides of the usual scanners; DICOM slides are DICOM."""

    name = "slide"
    version = 1

    def score(self, probe: Probe) -> float:
        """1.0 for a scanner's mark; 0.97 for a TIFF or unknown bytes under a slide's name."""
        name = probe.name.casefold()
        suffix = "." + name.rpartition(".")[2]
        if probe.head[128:132] == b"DICM":
            return 0.0
        if probe.head.startswith(_TIFF):
            if any(mark in probe.head for mark, _ in _MARKS):
                return 1.0
            return 0.97 if suffix in _FORMATS else 0.0
        if probe.head.startswith(b"ZISRAWFILE") or b"[Virtual Microscope Specimen]" in probe.head:
            return 1.0
        if probe.head.startswith(b"[GENERAL]") and b"SLIDE_ID" in probe.head:
            return 1.0
        if _MIRAX_DATA.match(name) and probe.head[:3] == b"01.":
            return 0.97
        if suffix in (".mrxs", ".kfb", ".sdpc", ".isyntax", ".tron"):
            return 0.97
        return 0.0

    def read(self, source: SourceFile, context: Context) -> Reading:  # noqa: ARG002
        """The scanner's format and magnification; the pixels and the label stay closed."""
        with source.open() as stream:
            head = stream.read(65_536)
        description = _description(source, head)
        found = next((kind for mark, kind in _MARKS if mark in head), "")
        suffix = "." + source.name.casefold().rpartition(".")[2]
        if not found and description:
            found = next((k for mark, k in _MARKS if mark in description.encode()), "")
        if not found and _MIRAX_DATA.match(source.name.rpartition("/")[2]):
            found = "3DHISTECH MIRAX (data file)"
        if not found and head.startswith(b"[GENERAL]"):
            found = "3DHISTECH MIRAX (index file)"
        return slide_reading(description, found or _FORMATS.get(suffix, "unknown scanner"))


def is_slide_description(description: str) -> bool:
    """Whether a TIFF's ImageDescription is a slide scanner's."""
    data = description.encode("utf-8", "replace")
    return any(mark in data for mark, _ in _MARKS)


def slide_reading(description: str, kind: str = "") -> Reading:
    """What is said of a slide: format and magnification, nothing of the patient."""
    if not kind:
        data = description.encode("utf-8", "replace")
        kind = next((name for mark, name in _MARKS if mark in data), "unknown scanner")
    magnification = _MAGNIFICATION.search(description)
    resolution = _RESOLUTION.search(description)
    parts = [f"Digital slide, {kind}"]
    if magnification:
        parts.append(f"scanned at {magnification.group(1)}x")
    if resolution:
        parts.append(f"{resolution.group(1)} um per pixel")
    return Reading(
        kind="slide",
        reader=f"{SlideReader.name}/{SlideReader.version}",
        status="part",
        code="slide_recognised",
        message="A digital pathology slide; it is listed, but not opened here.",
        remedy="Slides are viewed separately: keep the file (with its folder) for the pathologist, "
        "and send the pathology report as text or PDF.",
        title=", ".join(parts),
    )


def _description(source: SourceFile, head: bytes) -> str:
    """The ImageDescription of the first TIFF directory, wherever in the file it lies (TIFF 6.0,
    BigTIFF); '' without one."""
    if not head.startswith(_TIFF):
        return head.decode("latin-1") if head.startswith(b"[") else ""
    order = "<" if head[:2] == b"II" else ">"
    big = head[2:4] in (b"+\x00", b"\x00+")
    with source.open() as stream:
        try:
            stream.seek(8 if big else 4)
            offset = struct.unpack(order + ("Q" if big else "I"), stream.read(8 if big else 4))[0]
            stream.seek(offset)
            count = struct.unpack(order + ("Q" if big else "H"), stream.read(8 if big else 2))[0]
            size = 20 if big else 12
            entries = stream.read(size * min(count, _MAX_ENTRIES))
            place = _description_place(entries, order, size)
            if place is None:
                return ""
            length, position = place
            stream.seek(position)
            return stream.read(min(length, _MAX_DESCRIPTION)).decode("utf-8", "replace")
        except (struct.error, OSError, OverflowError, ValueError):
            return ""


def _description_place(entries: bytes, order: str, size: int) -> tuple[int, int] | None:
    """Length and offset of tag 270's text."""
    layout = order + ("HHQQ" if size == 20 else "HHII")
    for start in range(0, len(entries) - size + 1, size):
        tag, _, length, position = struct.unpack_from(layout, entries, start)
        if tag == _IMAGE_DESCRIPTION:
            return (length, position)
    return None
