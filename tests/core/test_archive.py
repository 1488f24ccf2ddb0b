"""Archives give every file inside to its own reader, and say what they leave out."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import time
import zipfile
import zlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading_bench import KeptFiles, read_bytes, read_or_refused, score_of

from huizhen.core.errors import (
    BrokenRecord,
    EncryptedRecord,
    HostileRecord,
    RecordError,
    UnsupportedRecord,
)
from huizhen.core.reading.archive import ArchiveReader
from huizhen.core.reading.iso import IsoReader
from huizhen.core.reading.limits import Limits
from huizhen.core.records.reading import Reading

NOTE = b"Note without content.\n"


def zipped(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def raw_zip(
    *members: tuple[bytes, bytes], flags: int = 0, method: int = 8, size: int = -1, crc: int = -1
) -> bytes:
    """A ZIP file whose headers say what they are told."""
    body, directory = b"", b""
    for name, content in members:
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed = packer.compress(content) + packer.flush()
        rest = struct.pack(
            "<4H3I", flags, method, 0, 0, zlib.crc32(content) if crc < 0 else crc, len(packed),
            len(content) if size < 0 else size,
        )  # fmt: skip
        central = struct.pack("<4s2H", b"PK\x01\x02", 20, 20) + rest
        directory += central + struct.pack("<5H2I", len(name), 0, 0, 0, 0, 0, len(body)) + name
        body += struct.pack("<4sH", b"PK\x03\x04", 20) + rest
        body += struct.pack("<2H", len(name), 0) + name + packed
    count = len(members)
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(directory), len(body), 0)
    return body + directory + end


def tarred(*members: tarfile.TarInfo) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for info in members:
            info.size = len(NOTE) if info.isreg() else 0
            archive.addfile(info, io.BytesIO(NOTE) if info.isreg() else None)
    return stream.getvalue()


def entry(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


def read(data: bytes, name: str = "a.zip", **limits: int) -> tuple[Reading, KeptFiles]:
    return read_bytes(ArchiveReader(), data, name, Limits(**limits))


def test_every_file_of_a_zip_is_kept() -> None:
    files = {"a/scan.pdf": b"%PDF", "b.dcm": b"x" * 3_000_000, "a/b/c.txt": NOTE}
    reading, kept = read(zipped({**files, "empty/": b""}))
    assert kept.named(reading) == files
    assert (reading.kind, reading.status, reading.deviations) == ("archive", "read", ())


@pytest.mark.parametrize("name", ["../../x.txt", "/tmp/x.txt", "C:\\x.txt", "a/../../x.txt"])
def test_unsafe_names_lose_their_reach_but_not_their_file(name: str) -> None:
    reading, kept = read(zipped({name: NOTE}))
    assert list(kept.files.values()) == [NOTE]
    assert reading.members[0].name in ("x.txt", "tmp/x.txt", "a/x.txt")
    assert reading.deviations == (f"unsafe_member_name: {reading.members[0].name}",)


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("出院小结/检查报告.pdf", "gbk"),
        ("Выписка из истории.pdf", "cp866"),
        ("Bericht Müller.pdf", "cp850"),
        ("診断書.pdf", "cp932"),
        ("Ärztlicher Befund.pdf", "utf-8"),
    ],
)
def test_names_without_a_mark_are_read_by_plausibility(name: str, codec: str) -> None:
    reading, _ = read(raw_zip((name.encode(codec), NOTE)))
    assert reading.members[0].name == name


def test_names_that_break_their_mark_cost_no_member() -> None:
    reading, _ = read(raw_zip((b"caf\xe9\xff.txt", NOTE), (b"", NOTE), flags=0x800))
    assert len(reading.members) == 2


def test_repeated_names_are_told_apart() -> None:
    reading, kept = read(raw_zip((b"a.txt", b"one"), (b"a.txt", b"two")))
    assert kept.named(reading) == {"a.txt": b"one", "a (2).txt": b"two"}


def test_system_files_of_archivers_are_counted_not_kept() -> None:
    reading, _ = read(zipped({"a.txt": NOTE, "__MACOSX/._a.txt": b"x", "b/.DS_Store": b"x"}))
    assert [member.name for member in reading.members] == ["a.txt"]
    assert reading.deviations == ("system_members_skipped: 2",)


def test_links_are_not_followed() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", NOTE)
        link = zipfile.ZipInfo("secret.txt")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    reading, _ = read(stream.getvalue())
    assert [member.name for member in reading.members] == ["a.txt"]
    assert reading.deviations == ("link_or_device_skipped: secret.txt",)


@pytest.mark.parametrize(("method", "lock"), [(8, "ZipCrypto"), (99, "AES")])
def test_a_locked_archive_says_how(method: int, lock: str) -> None:
    with pytest.raises(EncryptedRecord) as caught:
        read(raw_zip((b"a.pdf", NOTE), flags=1, method=method))
    assert lock in caught.value.message


def test_a_packing_that_is_not_read_is_said() -> None:
    with pytest.raises(UnsupportedRecord):
        read(raw_zip((b"a.pdf", NOTE), method=9))


def test_a_wrong_checksum_loses_its_member_only() -> None:
    damaged = zipped({"a.txt": b"abc", "b.txt": b"defdefdef"})
    at = damaged.index(b"a.txt") + 6
    reading, kept = read(damaged[:at] + b"\x00" + damaged[at + 1 :])
    assert (reading.status, reading.code) == ("part", "member_damaged")
    assert kept.named(reading) == {"b.txt": b"defdefdef"}


@pytest.mark.parametrize("size", [3, 60, 5_000_000_000 % 2**32])
def test_a_lying_size_is_no_member(size: int) -> None:
    with pytest.raises(RecordError):
        read(raw_zip((b"a.txt", NOTE), size=size))


def test_a_bomb_is_not_unpacked() -> None:
    start = time.thread_time()
    with pytest.raises(HostileRecord) as caught:
        read(raw_zip((b"a.dcm", b"\0" * 30_000_000)))
    assert caught.value.code == "archive_limit"
    reading, _ = read(raw_zip((b"a.dcm", b"\0" * 30_000_000), (b"b.txt", NOTE)))
    assert (reading.status, reading.code, len(reading.members)) == ("part", "archive_limit", 1)
    assert time.thread_time() - start < 5


def test_many_small_bombs_are_one_bomb() -> None:
    members = [(b"%d.txt" % n, b"\0" * 9_000_000) for n in range(4)]
    reading, kept = read(raw_zip(*members))
    assert (reading.status, reading.code) == ("part", "archive_limit")
    assert sum(map(len, kept.files.values())) <= 10_000_000


def test_limits_of_the_site_make_a_part() -> None:
    files = {f"{n}.txt": b"%d" % n * 100 for n in range(9)}
    for limits in (Limits(max_members=3), Limits(max_expanded_bytes=450)):
        reading, _ = read_bytes(ArchiveReader(), zipped(files), limits=limits)
        assert (reading.status, reading.code) == ("part", "archive_limit")
        assert 0 < len(reading.members) < 9
    reading, _ = read(zipped({"a": b"12345", "b": b"1"}), max_member_bytes=3)
    assert [member.name for member in reading.members] == ["b"]


def test_a_cut_zip_gives_what_stands_whole() -> None:
    whole = zipped({"a.txt": NOTE, "b.txt": bytes(range(256)) * 40})
    reading, kept = read(whole[: len(whole) // 2])
    assert (reading.status, reading.code) == ("part", "archive_damaged")
    assert kept.named(reading) == {"a.txt": NOTE}


def test_a_program_before_the_archive_does_not_hide_it() -> None:
    reading, _ = read(b"#!/bin/sh\n" * 20 + zipped({"a.txt": NOTE}))
    assert [member.name for member in reading.members] == ["a.txt"]


def test_regular_files_of_a_tar_are_kept_and_links_are_not() -> None:
    data = tarred(
        entry("a.txt"),
        entry("../b.txt"),
        entry("secret", tarfile.SYMTYPE, "/etc/passwd"),
        entry("hard", tarfile.LNKTYPE, "/etc/passwd"),
        entry("zero", tarfile.CHRTYPE),
        entry("folder", tarfile.DIRTYPE),
    )
    for packed, name in (
        (data, "a.tar"),
        (gzip.compress(data), "a.tgz"),
        (bz2.compress(data), "a.tar.bz2"),
        (lzma.compress(data), "a.tar.xz"),
    ):
        assert score_of(ArchiveReader(), packed, name) > 0.8
        reading, kept = read(packed, name)
        assert kept.named(reading) == {"a.txt": NOTE, "b.txt": NOTE}
        assert reading.status == "read"
        assert reading.deviations == (
            "unsafe_member_name: b.txt",
            "link_or_device_skipped: secret",
            "link_or_device_skipped: hard",
            "link_or_device_skipped: zero",
        )


def test_a_cut_tar_is_a_part() -> None:
    data = tarred(*(entry(f"{n}.txt") for n in range(9)))
    for size in (1024, 2000, 5120):
        reading, _ = read(data[:size], "a.tar")
        assert (reading.status, reading.code) == ("part", "archive_damaged")


@pytest.mark.parametrize("mark", [b"\x80", b"\xff"])
def test_absurd_sizes_do_not_hang(mark: bytes) -> None:
    head = bytearray(entry("scan.dcm").tobuf(tarfile.GNU_FORMAT))
    head[124:136] = mark + b"\x00" * 5 + b"\xff" * 6
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\x00 " % sum(head[:512])
    with pytest.raises(RecordError):
        read(bytes(head) + NOTE.ljust(512, b"\0"), "a.tar")


@pytest.mark.parametrize(
    ("pack", "name"), [(gzip.compress, "a.txt.gz"), (bz2.compress, "a.txt.bz2")]
)
def test_a_single_packed_file(pack: object, name: str) -> None:
    data = pack(NOTE)  # type: ignore[operator]
    reading, kept = read(data, name)
    assert kept.named(reading) == {"a.txt": NOTE}


def test_a_cut_packed_file_is_broken_not_shortened() -> None:
    with pytest.raises(BrokenRecord):
        read(gzip.compress(bytes(range(256)) * 100)[:-20], "a.txt.gz")


def test_a_packed_bomb_stops_at_the_limit() -> None:
    with pytest.raises(HostileRecord):
        read(gzip.compress(b"\0" * 30_000_000), "a.gz", max_expansion_ratio=10)


@pytest.mark.parametrize("magic", [b"7z\xbc\xaf\x27\x1c\x00\x04", b"Rar!\x1a\x07\x01\x00"])
def test_other_archives_say_what_to_do(magic: bytes) -> None:
    assert score_of(ArchiveReader(), magic) > 0.8
    with pytest.raises(UnsupportedRecord) as caught:
        read(magic)
    assert "ZIP" in caught.value.remedy


def test_an_empty_archive_is_said_to_be_empty() -> None:
    with pytest.raises(BrokenRecord) as caught:
        read(zipped({}))
    assert caught.value.code == "archive_empty"


@settings(max_examples=60)
@given(st.integers(0, 400), st.binary(min_size=1, max_size=8))
def test_any_damage_ends_in_a_reading_or_a_clear_error(at: int, patch: bytes) -> None:
    for whole in (zipped({"a.txt": NOTE, "b/c.txt": NOTE * 9}), gzip.compress(tarred(entry("a")))):
        data = whole[: at % len(whole)] + patch + whole[at % len(whole) + len(patch) :]
        reading = read_or_refused(ArchiveReader(), data)
        assert reading is None or reading.status in ("read", "part")


@pytest.mark.parametrize("options", [{"joliet": 3}, {"rock_ridge": "1.09"}, {"udf": "2.60"}, {}])
def test_files_of_a_disc_image_are_kept(options: dict[str, Any]) -> None:
    import pycdlib

    disc = pycdlib.PyCdlib()
    disc.new(**options)
    names: dict[str, Any] = {}
    if "joliet" in options:
        names["joliet_path"] = "/Befund Januar.txt"
    if "rock_ridge" in options:
        names["rr_name"] = "Befund Januar.txt"
    if "udf" in options:
        names["udf_path"] = "/Befund Januar.txt"
    content = NOTE * 100_000
    disc.add_fp(io.BytesIO(content), len(content), "/BEFUND.TXT;1", **names)
    stream = io.BytesIO()
    disc.write_fp(stream)
    data = stream.getvalue()
    assert score_of(IsoReader(), data, "disc.iso") > 0.8
    reading, kept = read_bytes(IsoReader(), data, "disc.iso")
    expected = "Befund Januar.txt" if names else "BEFUND.TXT"
    assert kept.named(reading) == {expected: content}
    assert reading.kind == "archive"


def test_a_damaged_disc_image_is_said() -> None:
    with pytest.raises(BrokenRecord):
        read_bytes(IsoReader(), b"\0" * 32_769 + b"CD001" + b"\xff" * 5000, "disc.iso")
