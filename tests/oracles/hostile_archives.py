"""Archives that expand without end or write where they should not."""

from __future__ import annotations

import gzip
import io
import tarfile
from dataclasses import replace

from hostile_model import (
    BOMB,
    BROKEN,
    CALLBACK_URL,
    ESCAPE_NAME,
    INERT,
    SECRET_FILE,
    Draw,
    FileRecipe,
)
from raw_zip import SYMLINK, Member, expanding, raw_zip, stored
from repeated_bytes import Expansion

_NOTE = b"Note without content, written for a test.\n"
_DEVICES = ("CON", "NUL.txt", "aux.pdf", "COM1", "LPT9.dcm", "PRN.", "CONIN$")


def _with_note(*members: Member) -> bytes:
    return raw_zip((stored("note.txt", _NOTE), *members))


def _ordinary(draw: Draw) -> bytes:
    body = "\n".join(draw.token() for _ in range(2000)).encode()
    return raw_zip((stored("note.txt", _NOTE), stored("list.txt", body)))


def _truncated(draw: Draw) -> bytes:
    whole = _ordinary(draw)
    return whole[: draw.rng.randrange(len(whole) // 3, len(whole) * 2 // 3)]


def _flat_bomb(draw: Draw) -> bytes:
    """One compressed run shared by hundreds of entries: over 4 GiB in all."""
    first = expanding("0.txt", Expansion(draw.around(10 << 20, 0.01), 0x20))
    names = (f"{number}.txt".encode() for number in range(1, 450))
    return raw_zip((first, *(replace(first, name=n, shared=True) for n in names)))


def _wide_bomb(draw: Draw) -> bytes:
    """One entry that truly expands to more than 4 GiB."""
    size = (4 << 30) + draw.rng.randrange(1, 1 << 20)
    return raw_zip((expanding("scan.dcm", Expansion(size)),))


def _nested_bomb(draw: Draw) -> bytes:
    layer = raw_zip((expanding("leaf.txt", Expansion(10 << 20, 0x41)),))
    for depth in range(draw.around(6)):
        inner = layer
        layer = raw_zip(stored(f"{depth}-{copy}.zip", inner) for copy in range(10))
    return layer


def _deep_nest(draw: Draw) -> bytes:
    layer = _NOTE
    name = "note.txt"
    for _ in range(draw.around(200)):
        layer, name = raw_zip((stored(name, layer),)), "inner.zip"
    return layer


def _lying_size(draw: Draw) -> bytes:
    if draw.turn % 2:
        return raw_zip((replace(stored("a.txt", _NOTE), size=5 << 30),))
    return raw_zip((replace(expanding("a.txt", Expansion(64 << 20)), size=20),))


def _crowd(draw: Draw) -> bytes:
    first = stored("0/note.txt", _NOTE)
    count = draw.around(12_000)
    names = (f"{n % 97}/{n}.txt".encode() for n in range(1, count))
    return raw_zip((first, *(replace(first, name=name) for name in names)))


def _traversal(draw: Draw) -> bytes:
    up = "../" * (2 + draw.turn % 8)
    names = (up + ESCAPE_NAME, f"a/../../{ESCAPE_NAME}", f"./{up}./{ESCAPE_NAME}")
    return _with_note(*(stored(name, _NOTE) for name in names))


def _absolute(draw: Draw) -> bytes:
    del draw
    names = (f"/tmp/{ESCAPE_NAME}", f"//tmp/{ESCAPE_NAME}", f"/{ESCAPE_NAME}")
    return _with_note(*(stored(name, _NOTE) for name in names))


def _windows_path(draw: Draw) -> bytes:
    del draw
    names = (
        f"C:\\{ESCAPE_NAME}",
        f"..\\..\\{ESCAPE_NAME}",
        f"\\\\127.0.0.1\\share\\{ESCAPE_NAME}",
        f"note.txt:{ESCAPE_NAME}",
    )
    return _with_note(*(stored(name, _NOTE) for name in names))


def _zip_symlink(draw: Draw) -> bytes:
    up = "../" * (3 + draw.turn % 5)
    return _with_note(
        stored("secret.txt", SECRET_FILE.encode(), SYMLINK),
        stored("folder", up.encode(), SYMLINK),
        stored(f"folder/{ESCAPE_NAME}", _NOTE),
    )


def _duplicates(draw: Draw) -> bytes:
    texts = (f"version {n} {draw.token()}\n".encode() for n in range(5))
    same_but_case = (stored("NOTE.TXT", _NOTE), stored("Note.txt", _NOTE))
    return _with_note(*(stored("note.txt", text) for text in texts), *same_but_case)


def _devices(draw: Draw) -> bytes:
    del draw
    return _with_note(*(stored(name, _NOTE) for name in _DEVICES))


def _nul_name(draw: Draw) -> bytes:
    odd = (b"report.pdf\x00.exe", b"\x00", b"", b"a\nb\r\x1b[2J.txt")
    long = stored("x" * draw.around(60_000), _NOTE)
    return _with_note(*(stored(name, _NOTE) for name in odd), long)


def _bad_utf8_name(draw: Draw) -> bytes:
    """Names marked as UTF-8 that are not, and one in an old code page."""
    names = (b"M\xfcller\xff.txt", b"\xc0\xae\xc0\xae\xc0\xaf.txt", b"\xed\xa0\x80.txt")
    chosen = stored(names[draw.turn % len(names)], _NOTE)
    old = replace(stored(b"M\x81ller.txt", _NOTE), flags=0)
    return _with_note(chosen, old)


def _bad_crc(draw: Draw) -> bytes:
    body = draw.token().encode() * 100
    wrong = stored("body.txt", body)
    return _with_note(replace(wrong, crc=wrong.crc ^ 0x5A5A))


def _locked(draw: Draw) -> bytes:
    body = stored("locked.pdf", draw.token().encode() * 50)
    return raw_zip((replace(body, flags=0x801, method=draw.rng.choice((8, 99))),))


def _file_is_folder(draw: Draw) -> bytes:
    del draw
    names = ("a", "a/b", "a/b/c", "a/", "note.txt/inside.txt")
    return _with_note(*(stored(name, _NOTE) for name in names))


def _tar(*entries: tarfile.TarInfo) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT) as out:
        for entry in (tarfile.TarInfo("note.txt"), *entries):
            entry.mtime = 1_735_689_600
            regular = entry.type == tarfile.REGTYPE
            entry.size = len(_NOTE) if regular else 0
            out.addfile(entry, io.BytesIO(_NOTE) if regular else None)
    return buffer.getvalue()


def _entry(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


def _tar_symlink(draw: Draw) -> bytes:
    up = "/".join([".."] * (3 + draw.turn % 5))
    return _tar(
        _entry("secret.txt", tarfile.SYMTYPE, SECRET_FILE),
        _entry("folder", tarfile.SYMTYPE, up),
        _entry(f"folder/{ESCAPE_NAME}"),
        _entry("loop", tarfile.SYMTYPE, "loop"),
    )


def _tar_hardlink(draw: Draw) -> bytes:
    del draw
    return _tar(
        _entry("secret.txt", tarfile.LNKTYPE, SECRET_FILE),
        _entry("other.txt", tarfile.LNKTYPE, "../../etc/hostname"),
        _entry("self", tarfile.LNKTYPE, "self"),
    )


def _tar_device(draw: Draw) -> bytes:
    device = _entry("zero", tarfile.CHRTYPE)
    device.devmajor, device.devminor = 1, draw.rng.choice((3, 5, 8))
    disk = _entry("disk", tarfile.BLKTYPE)
    disk.devmajor, disk.devminor = 8, 0
    return _tar(device, disk, _entry("pipe", tarfile.FIFOTYPE))


def _tar_absolute(draw: Draw) -> bytes:
    up = "../" * (2 + draw.turn % 6)
    set_user = _entry("run.sh")
    set_user.mode = 0o6777
    names = (f"/tmp/{ESCAPE_NAME}", up + ESCAPE_NAME, f"~/{ESCAPE_NAME}")
    return _tar(*(_entry(name) for name in names), set_user)


def _tar_truncated(draw: Draw) -> bytes:
    whole = _tar(*(_entry(f"{draw.token()}.txt") for _ in range(20)))
    return whole[: draw.rng.randrange(1500, 9000)]


def _tar_long_size(draw: Draw) -> bytes:
    """A header whose size field promises terabytes or a negative length."""
    head = bytearray(_entry("scan.dcm").tobuf(tarfile.GNU_FORMAT))
    sign = b"\x80" if draw.turn % 2 == 0 else b"\xff"
    head[124:136] = sign + b"\x00" * 5 + b"\xff" * 6
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\x00 " % sum(head[:512])
    return bytes(head) + _NOTE.ljust(512, b"\x00")


def _tar_gz_bomb(draw: Draw) -> bytes:
    info = _entry("scan.dcm")
    info.size = 2 << 30
    head = info.tobuf(tarfile.GNU_FORMAT)
    return Expansion(info.size + 1024 + 512 * draw.turn, 0, head).gzip()


def _gz_truncated(draw: Draw) -> bytes:
    text = "\n".join(draw.token() for _ in range(3000)).encode()
    whole = gzip.compress(text, mtime=0)
    return whole[: len(whole) // 2]


def _page_with_archive(draw: Draw) -> bytes:
    """A web page before the archive: two formats in one file."""
    page = f"<html><img src='{CALLBACK_URL}'>{draw.token()}</html>\n"
    return page.encode() + _ordinary(draw)


RECIPES = (
    FileRecipe("zip-bomb-flat", ".zip", BOMB, _flat_bomb),
    FileRecipe("zip-traversal", ".zip", INERT, _traversal),
    FileRecipe("tar-gz-bomb", ".tar.gz", BOMB, _tar_gz_bomb),
    FileRecipe("zip-symlink-member", ".zip", INERT, _zip_symlink),
    FileRecipe("zip-truncated", ".zip", BROKEN, _truncated),
    FileRecipe("zip-bomb-nested", ".zip", BOMB, _nested_bomb),
    FileRecipe("tar-symlink", ".tar", INERT, _tar_symlink),
    FileRecipe("zip-bomb-over-4gb", ".zip", BOMB, _wide_bomb),
    FileRecipe("zip-absolute-path", ".zip", INERT, _absolute),
    FileRecipe("zip-windows-path", ".zip", INERT, _windows_path),
    FileRecipe("zip-duplicate-names", ".zip", INERT, _duplicates),
    FileRecipe("zip-device-names", ".zip", INERT, _devices),
    FileRecipe("zip-nul-and-odd-names", ".zip", INERT, _nul_name),
    FileRecipe("zip-bad-utf8-name", ".zip", INERT, _bad_utf8_name),
    FileRecipe("zip-lying-size", ".zip", BROKEN, _lying_size),
    FileRecipe("zip-many-members", ".zip", INERT, _crowd),
    FileRecipe("zip-200-levels", ".zip", BOMB, _deep_nest),
    FileRecipe("zip-bad-crc", ".zip", BROKEN, _bad_crc),
    FileRecipe("zip-locked", ".zip", BROKEN, _locked),
    FileRecipe("zip-file-is-folder", ".zip", INERT, _file_is_folder),
    FileRecipe("zip-behind-page", ".zip", INERT, _page_with_archive),
    FileRecipe("tar-hardlink", ".tar", INERT, _tar_hardlink),
    FileRecipe("tar-device", ".tar", INERT, _tar_device),
    FileRecipe("tar-absolute", ".tar", INERT, _tar_absolute),
    FileRecipe("tar-truncated", ".tar", BROKEN, _tar_truncated),
    FileRecipe("tar-absurd-size", ".tar", BROKEN, _tar_long_size),
    FileRecipe("gz-truncated", ".gz", BROKEN, _gz_truncated),
)
