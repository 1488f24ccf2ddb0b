"""Names of files found inside other files: shown to people, never used as a path."""

from __future__ import annotations

import re
import unicodedata

_LONGEST_PART = 120
_LONGEST_NAME = 400
_LONGEST_SUFFIX = 12
_UNSHOWN = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
_DRIVE = re.compile(r"^[A-Za-z]:")
UNNAMED = "unnamed"


def clean_member_name(name: str) -> str:
    """A relative '/'-separated name without traversal, drive letters, control or bidi characters.

    NFC, at most 400 characters, never empty; cleaning a clean name changes nothing.
    """
    visible = "".join(" " if c in "\t\r\n" else c for c in name)
    visible = "".join(c for c in visible if unicodedata.category(c) not in _UNSHOWN)
    flat = unicodedata.normalize("NFC", visible).replace("\\", "/")
    parts = [cleaned for part in flat.split("/") if (cleaned := _clean_part(part))]
    while len(parts) > 1 and sum(map(len, parts)) + len(parts) - 1 > _LONGEST_NAME:
        parts.pop(0)
    return "/".join(parts) or UNNAMED


def _clean_part(part: str) -> str:
    stripped = part.strip()
    while (without := _DRIVE.sub("", stripped).strip()) != stripped:
        stripped = without
    if stripped.strip(". ") == "":
        return ""
    return _shortened(stripped)


def _shortened(part: str) -> str:
    """A long name loses its middle; the ending says what it is."""
    if len(part) <= _LONGEST_PART:
        return part
    stem, dot, suffix = part.rpartition(".")
    if not dot or not 0 < len(suffix) <= _LONGEST_SUFFIX:
        return part[:_LONGEST_PART].rstrip()
    return f"{stem[: _LONGEST_PART - len(suffix) - 1].rstrip()}.{suffix}"


def is_unsafe_name(name: str) -> bool:
    """Whether a name, unpacked as it stands, would leave its folder."""
    flat = name.replace("\\", "/")
    return flat.startswith("/") or bool(_DRIVE.match(flat)) or ".." in flat.split("/")


class MemberNames:
    """Cleaned names of one container, each given once: a repeated name gets a number."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}
        self.repeated = 0

    def unique(self, name: str) -> str:
        """The cleaned name, as 'note (2).txt' when 'note.txt' is taken."""
        cleaned = clean_member_name(name)
        chosen = cleaned
        while chosen in self._taken:
            self._taken[cleaned] += 1
            chosen = _numbered(cleaned, self._taken[cleaned])
        self.repeated += chosen != cleaned
        self._taken[chosen] = 1
        return chosen


def _numbered(name: str, number: int) -> str:
    folder, slash, last = name.rpartition("/")
    stem, dot, suffix = last.rpartition(".")
    if not dot or not stem:
        return f"{name} ({number})"
    return f"{folder}{slash}{stem} ({number}).{suffix}"
