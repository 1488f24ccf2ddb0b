"""What the description of an image in a slide file says, and what of it may stay."""

from __future__ import annotations

import re
from typing import Final

_LABEL_WORDS: Final = re.compile(
    r"(?<![a-z])(?:label|macro|overview|barcode)(?![a-z])", re.IGNORECASE
)
_HEAD: Final = re.compile(r"Aperio [\w ]{1,40}?(?: ?v?[\d.]+)?$")
_GEOMETRY: Final = re.compile(
    r"\d+x\d+(?: \[\d+,\d+ \d+x\d+\])?(?: \(\d+x\d+\))?(?: -> \d+x\d+)?(?: - *\d+x\d+)?"
)
_CODING: Final = re.compile(r"(?:JPEG/RGB|JPEG|J2K/\w+|LZW|RAW|JPEG/YCC)(?: ?Q=\d+)?(?:;[\w=]+)*")
_KEPT_KEYS: Final = frozenset((
    "appmag", "mpp", "left", "top", "originalwidth", "originalheight", "exposure time",
    "exposure scale", "stripewidth", "displaycolor", "icc profile", "focus offset", "gamma",
    "linearearrayxoffset", "linecameraskew", "lineareaxoffset", "lineareayoffset",
))  # fmt: skip
"""Keys of an Aperio description that say how the picture was made, never of whom or when."""
_NUMBER: Final = re.compile(r"[-+]?\d+(?:\.\d+)?|ScanScope v\d|Aperio [\w ]{1,12}")
_MACRO, _LABEL = 9, 1


def is_label_image(text: str, subfile: int, *, is_tiled: bool, is_first: bool) -> bool:
    """Whether an image of a slide file shows the label, or the whole slide with it.

    By its own words; an Aperio file without words marks a label 1 and a macro 9, both in strips.
    """
    if is_first:
        return False
    if _LABEL_WORDS.search("\n".join(text.splitlines()[:2])):
        return True
    return not is_tiled and subfile in (_LABEL, _MACRO) and "->" not in text


def is_of_unknown_vendor(text: str, packet: str) -> bool:
    """Whether descriptions are documents of their own (Philips, Leica SCN, OME, Ventana), which
    hold label pictures or numbers of the slide and without which no viewer shows the file."""
    return (
        text.lstrip("\ufeff \r\n\t").startswith("<") or "iScan" in packet or "EncodeInfo" in packet
    )


def kept_description(text: str) -> str:
    """The part of an Aperio description that a viewer needs; '' of other vendors' texts."""
    if not text.startswith("Aperio"):
        return ""
    first, _, rest = text.partition("|")
    lines = [line.strip() for line in first.splitlines()]
    head = lines[0] if _HEAD.match(lines[0]) else "Aperio"
    kept = [f"{head}\r\n{_geometry(' '.join(lines[1:]))}"]
    for part in rest.split("|"):
        key, _, value = part.partition("=")
        if key.strip().lower() in _KEPT_KEYS and _NUMBER.fullmatch(value.strip()):
            kept.append(f"{key.strip()} = {value.strip()}")
    return "|".join(kept)


def _geometry(line: str) -> str:
    found = _GEOMETRY.search(line)
    coding = _CODING.search(line)
    return " ".join(part[0] for part in (found, coding) if part)
