"""Office documents as packages (ISO/IEC 29500-2, ODF 1.3 part 2): parts, relationships, files
inside. Nothing outside the package is ever opened."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple

from huizhen.core.errors import BrokenRecord, EncryptedRecord, RecordError, TooLargeRecord
from huizhen.core.reading.archive_members import RATIO_FLOOR, MemberKeeper
from huizhen.core.reading.limits import Limits
from huizhen.core.reading.package_kinds import kind_of_members
from huizhen.core.reading.xml import Element, parse_xml
from huizhen.core.reading.zip_file import ZipEntry, list_zip, zip_chunks

_SMALL_PART = 8_000_000


class Relationship(NamedTuple):
    """One link from a part to another part, or to the outside."""

    id: str
    type: str
    """The last word of its type URI: 'officeDocument', 'image', 'hyperlink' ..."""
    target: str
    """The part's name in the package; for an external one as written, never followed."""
    is_external: bool


def local_name(element: Element) -> str:
    """The tag without its namespace (transitional and strict files differ in it only)."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Element, name: str) -> str:
    """An attribute by its local name, '' when absent."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


class OfficePackage:
    """The parts of one document in an open stream."""

    def __init__(self, stream: BinaryIO, size: int, limits: Limits) -> None:
        self._stream = stream
        self._limits = limits
        self._size = size
        listing = list_zip(stream, size, limits.max_members)
        self.is_whole = listing.is_whole
        self._entries = {entry.name.replace("\\", "/"): entry for entry in listing.entries}
        self._folded = {name.casefold().lstrip("/"): name for name in self._entries}

    @property
    def names(self) -> list[str]:
        """All part names in the order of the package."""
        return list(self._entries)

    @property
    def kind(self) -> str:
        """docx, xlsx, pptx, odt, ods, odp ... by all its members."""
        return kind_of_members(
            self.names, self._if_readable("mimetype"), self._if_readable("[Content_Types].xml")
        )

    def _if_readable(self, name: str) -> bytes:
        try:
            return self.read(name) if self.has(name) else b""
        except RecordError:
            return b""

    def has(self, name: str) -> bool:
        """Whether there is such a part; names do not distinguish case (29500-2, 6.2.2.3)."""
        return name.casefold().lstrip("/") in self._folded

    def _entry(self, name: str) -> ZipEntry:
        folded = name.casefold().lstrip("/")
        if folded not in self._folded:
            raise BrokenRecord(
                "document_part_missing",
                "The document is damaged or incomplete: a part of it is missing.",
                "Open it in its program, save it again (or as PDF), and send that.",
            )
        return self._entries[self._folded[folded]]

    def chunks(self, name: str, limit: int) -> Iterator[bytes]:
        """The content of a part of at most `limit` bytes."""
        entry = self._entry(name)
        if entry.size > min(limit, self._largest(entry)):
            raise TooLargeRecord(
                "document_part_too_large",
                "A part of the document expands further than the limit.",
                "Save the document as PDF, or in smaller parts.",
            )
        return zip_chunks(self._stream, entry)

    def _largest(self, entry: ZipEntry) -> int:
        return max(RATIO_FLOOR, entry.packed * self._limits.max_expansion_ratio)

    def read(self, name: str, limit: int = _SMALL_PART) -> bytes:
        """A part as bytes."""
        chunks = self.chunks(name, limit)
        try:
            return b"".join(chunks)
        except BrokenRecord as error:
            raise BrokenRecord(
                "document_damaged",
                "The document is damaged or incomplete.",
                "Open it in its program, save it again (or as PDF), and send that.",
            ) from error

    def xml(self, name: str, limit: int = _SMALL_PART) -> Element:
        """The root element of an XML part; a DOCTYPE is refused."""
        return parse_xml(self.read(name, limit))

    def relationships(self, part: str = "") -> tuple[Relationship, ...]:
        """The relationships of a part, of the package itself for ''."""
        folder, _, last = part.rpartition("/")
        name = f"{folder}/_rels/{last}.rels".lstrip("/")
        if not self.has(name):
            return ()
        return tuple(
            _relationship(element, folder)
            for element in self.xml(name)
            if local_name(element) == "Relationship"
        )

    def main_part(self, usual: str) -> str:
        """The part that the package names as its document, else the usual one."""
        for link in self.relationships():
            if link.type == "officeDocument" and not link.is_external and self.has(link.target):
                return link.target
        return usual

    def keep_files(self, keeper: MemberKeeper, is_wanted: Callable[[str], bool]) -> None:
        """Keep the parts that are files of their own: pictures, embedded documents."""
        for name, entry in self._entries.items():
            if keeper.is_stopped:
                return
            if entry.is_folder or not is_wanted(name):
                continue
            if entry.size > self._largest(entry):
                keeper.left_out("archive_limit", name)
                continue
            keeper.keep(name, zip_chunks(self._stream, entry), entry.packed)

    def refuse_locked(self) -> None:
        """Raise EncryptedRecord for members that are locked, and for encrypted ODF."""
        manifest = "META-INF/manifest.xml"
        locked = any(entry.lock for entry in self._entries.values())
        if locked or (self.has(manifest) and b"encryption-data" in self.read(manifest)):
            raise EncryptedRecord(
                "office_encrypted",
                "The document is locked with a password.",
                "Open it with its password, save a copy without one, and send the copy.",
            )


def _relationship(element: Element, folder: str) -> Relationship:
    target = attribute(element, "Target")
    is_external = attribute(element, "TargetMode").casefold() == "external"
    if not is_external:
        joined = target if target.startswith("/") else posixpath.join("/", folder, target)
        target = posixpath.normpath(joined).lstrip("/")
    kind = attribute(element, "Type").rpartition("/")[2]
    return Relationship(attribute(element, "Id"), kind, target, is_external)
