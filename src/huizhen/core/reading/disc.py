"""Recognises what lies beside records on hospital discs: viewer programs and system files."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from huizhen.core.reading.ole2 import ole2_kind
from huizhen.core.reading.registry import Context, Probe, SourceFile
from huizhen.core.reading.signatures import file_kind
from huizhen.core.reading.text import looks_like_text
from huizhen.core.records.reading import Reading

_SOFTWARE_KINDS = frozenset(
    ("executable", "autorun", "jar", "font", "icon", "help", "shortcut", "cabinet")
)
_SYSTEM_NAMES = re.compile(
    r"^(thumbs\.db|ehthumbs\.db|\.ds_store|desktop\.ini|\._.+|\.localized|\.directory|"
    r"\.~lock\..+#|~\$.+|ntuser\..*|icon\r?|\.gitkeep|\.gitignore|indexervolumeguid|"
    r"wpsettings\.dat)$",
    re.IGNORECASE,
)
_SYSTEM_CONTENT = frozenset(("", "ole2", "autorun"))
_LOCK_BYTES = 4_096
_SOFTWARE_SUFFIXES = frozenset(
    (".js", ".mjs", ".css", ".map", ".inf", ".ini", ".cfg", ".config", ".manifest", ".properties",
     ".bat", ".cmd", ".ps1", ".vbs", ".sh", ".url", ".webloc", ".desktop", ".dll", ".exe", ".sys",
     ".ocx", ".lib", ".pdb", ".hlp", ".chm", ".cnt", ".reg", ".plist", ".strings", ".nib", ".qm",
     ".class", ".pak", ".lnk", ".mui", ".rsrc", ".cat", ".cur", ".ani", ".fon")
)  # fmt: skip
_SCRIPT_KINDS = frozenset(("", "json", "xml", "system"))


class DiscReader:
    """Programs, fonts, icons and scripts of disc viewers; files that operating systems leave."""

    name = "disc"
    version = 1

    def score(self, probe: Probe) -> float:
        """By signature; by name only where the bytes are no document."""
        if not probe.size_bytes:
            return 0.0
        if is_system_file(probe):
            return 1.0
        kind = file_kind(probe.head)
        if kind in _SOFTWARE_KINDS or ole2_kind(probe) == "installer":
            return 0.95
        if _suffix(probe.name) in _SOFTWARE_SUFFIXES and kind in _SCRIPT_KINDS:
            return 0.7
        return 0.0

    def read(self, source: SourceFile, context: Context) -> Reading:  # noqa: ARG002 - as Reader
        """Nothing but the reason why it is left aside."""
        with source.open() as stream:
            head = stream.read(65_536)
        probe = Probe(name=source.name, size_bytes=source.size_bytes, head=head)
        is_system = is_system_file(probe)
        return Reading(
            kind="disc",
            reader=f"{self.name}/{self.version}",
            status="ignored",
            code="system_file" if is_system else "disc_software",
            message=(
                "A file that an operating system or program leaves behind; it carries no record."
                if is_system
                else "Viewer software, or a part of it; it is not run and carries no record."
            ),
        )


def is_system_file(probe: Probe) -> bool:
    """Whether name and content together say that a system left it: thumbnails, locks, settings."""
    name = probe.name.rpartition("/")[2]
    kind = file_kind(probe.head)
    if kind == "system" or ole2_kind(probe) == "thumbnails":
        return True
    if not _SYSTEM_NAMES.match(name) or kind not in _SYSTEM_CONTENT:
        return False
    if name.startswith(("~$", ".~lock", "._")):
        return probe.size_bytes <= _LOCK_BYTES or not looks_like_text(probe.head)
    return True


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.casefold()
