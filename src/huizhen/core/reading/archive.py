"""Reads archives: every file inside is kept for a reader of its own, none is written by name."""

from __future__ import annotations

from typing import BinaryIO

from huizhen.core.errors import BrokenRecord, UnsupportedRecord
from huizhen.core.reading.archive_members import RATIO_FLOOR, MemberKeeper
from huizhen.core.reading.package_kinds import kind_of_members
from huizhen.core.reading.registry import Context, Probe, Reader, SourceFile
from huizhen.core.reading.signatures import file_kind, is_tar
from huizhen.core.reading.tar_members import (
    CHUNK,
    ChunkStream,
    keep_tar_members,
    single_name,
    unpacked_chunks,
)
from huizhen.core.reading.zip_file import ZipEntry, ZipListing, list_zip, zip_chunks
from huizhen.core.records.reading import Reading

_COMPRESSED = ("gzip", "bzip2", "xz")
_NOT_READ = {"7z": "7-Zip", "rar": "RAR"}


class ArchiveReader:
    """ZIP, tar, and gzip, bzip2 or xz with a tar or a single file inside."""

    name = "archive"
    version = 1

    def score(self, probe: Probe) -> float:
        """By signature; a ZIP file with a document's parts belongs to the document's reader."""
        kind = file_kind(probe.head)
        return 0.9 if kind in ("zip", "tar", *_COMPRESSED, *_NOT_READ) else 0.0

    def read(self, source: SourceFile, context: Context) -> Reading:
        """The members; status 'part' when some had to be left out."""
        with source.open() as stream:
            head = stream.read(1024)
        kind = file_kind(head)
        if kind in _NOT_READ:
            raise UnsupportedRecord(
                "archive_format",
                f"An archive in {_NOT_READ[kind]} format, which is not read.",
                "Unpack it and send the files, or a ZIP archive of them.",
            )
        if kind == "tar":
            return self._read_tar(source, context)
        if kind in _COMPRESSED:
            return self._read_compressed(source, context, kind)
        return self._read_zip(source, context)

    def _read_zip(self, source: SourceFile, context: Context) -> Reading:
        with source.open() as stream:
            listing = list_zip(stream, source.size_bytes, context.limits.max_members)
        reader = _document_reader(listing)
        if reader is not None:
            return reader.read(source, context)
        if not listing.entries and not listing.is_whole:
            raise BrokenRecord(
                "archive_damaged",
                "The ZIP archive is damaged or incomplete; no file in it can be found.",
                "Ask for the archive again; it may have been cut on its way.",
            )
        keeper = MemberKeeper(context, source.size_bytes)
        with source.open() as stream:
            for entry in listing.entries:
                if keeper.is_stopped:
                    break
                _keep_zip_member(stream, entry, keeper, context)
        if listing.is_cut:
            keeper.left_out("archive_limit")
        return keeper.reading(self._reader, is_damaged=not listing.is_whole)

    def _read_tar(self, source: SourceFile, context: Context) -> Reading:
        keeper = MemberKeeper(context, source.size_bytes)
        with source.open() as stream:
            chunks = iter(lambda: stream.read(CHUNK), b"")
            inner = ChunkStream(chunks, source.size_bytes, is_packed=False)
            whole = keep_tar_members(inner, keeper, context.limits.max_members)
        return keeper.reading(self._reader, is_damaged=not whole)

    def _read_compressed(self, source: SourceFile, context: Context, kind: str) -> Reading:
        keeper = MemberKeeper(context, source.size_bytes)
        whole = True
        with source.open() as stream:
            name = single_name(stream, source.name)
            limit = keeper.total_limit + CHUNK
            inner = ChunkStream(unpacked_chunks(stream, kind), limit, is_packed=True)
            if is_tar(inner.peek(512)):
                whole = keep_tar_members(inner, keeper, context.limits.max_members)
            else:
                keeper.keep(name, inner.chunks(), source.size_bytes)
        return keeper.reading(self._reader, is_damaged=not whole)

    @property
    def _reader(self) -> str:
        return f"{self.name}/{self.version}"


def _keep_zip_member(
    stream: BinaryIO, entry: ZipEntry, keeper: MemberKeeper, context: Context
) -> None:
    if entry.is_folder or keeper.skip_noise(entry.name):
        return
    if entry.is_link:
        keeper.note("link_or_device_skipped", entry.name)
        return
    limit = max(RATIO_FLOOR, entry.packed * context.limits.max_expansion_ratio)
    if entry.size > limit or entry.size > context.limits.max_member_bytes:
        keeper.left_out("archive_limit", entry.name)
        return
    keeper.keep(entry.name, zip_chunks(stream, entry), entry.packed)


def _document_reader(listing: ZipListing) -> Reader | None:
    """The reader of a document whose parts stood too far back to be seen by its first bytes."""
    kind = kind_of_members(entry.name for entry in listing.entries)
    if kind in ("docx", "pptx"):
        from huizhen.core.reading.word import WordReader

        return WordReader()
    if kind == "xlsx":
        from huizhen.core.reading.table import TableReader

        return TableReader()
    return None
