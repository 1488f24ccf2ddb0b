"""Names, links and folders that are hostile while the content is harmless."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from hostile_model import ANY, ESCAPE_NAME, REFUSED, SECRET_FILE, Draw, PlaceRecipe

# Each kind of name, with variations that are used turn by turn.
_NAMES: dict[str, Sequence[bytes]] = {
    "name-bidi-override": (
        "report\u202efdp.exe".encode(),
        "\u2067letter\u2069\u202etxt.scr".encode(),
        "\u200ea\u200fb\u061c.txt".encode(),
    ),
    "name-leading-equals": (b"=cmd|' C calc'!A0.txt", b"=1+1.csv", b"==.txt"),
    "name-invalid-utf8": (b"bericht-\xfc\xe4.txt", b"\xff\xfe\xc0.txt", b"\xed\xa0.txt"),
    "name-250-bytes": (b"n" * 246 + b".txt", "\u738b".encode() * 83 + b"x"),
    "name-newline": (b"two\nlines.txt", b"a\r\nb: c\r\n\r\n.txt", b"\n.txt"),
    "name-windows-device": (b"CON.txt", b"nul", b"Aux.pdf.txt", b"COM1.txt"),
    "name-leading-plus": (b"+1+2.txt", b"+.txt"),
    "name-leading-dash": (b"--help.txt", b"-rf.txt", b"-", b"--output=x.txt"),
    "name-leading-at": (b"@SUM(1).txt", b"@file.txt"),
    "name-emoji": (
        "\U0001f9ec\U0001f468\u200d\u2695\ufe0f.txt".encode(),
        "\U0001f1e8\U0001f1f3.txt".encode(),
    ),
    "name-backslash": (
        f"..\\..\\{ESCAPE_NAME}".encode(),
        f"C:\\{ESCAPE_NAME}".encode(),
    ),
    "name-shell": (
        f"$(touch {ESCAPE_NAME}).txt".encode(),
        f"`touch {ESCAPE_NAME}`;|&.txt".encode(),
        b"* ? [a-z] {1,2}.txt",
    ),
    "name-markup": (
        b"<img src=x onerror=alert(1)>.txt",
        b"\"'><script>alert(1)<.txt",
        b"{{7*7}}{% load x %}.txt",
    ),
    "name-percent": (b"%2e%2e%2f%00.txt", b"%s%n%d{0}.txt"),
    "name-terminal": (b"\x1b[2J\x1b]0;x\x07.txt", b"a\tb\x08\x7f.txt"),
    "name-dots": (b"...", b". .txt. ", b" .txt ", b".hidden.txt"),
    "name-decomposed": (
        "Mu\u0308ller.txt".encode(),
        "\uff0e\uff0e\u2215etc\u2044passwd.txt".encode(),
    ),
    "name-two-endings": (b"scan.pdf.exe", b"scan.dcm.txt.lnk", b"scan.PDF ", b"a.tar.gz"),
}


def _note(draw: Draw) -> bytes:
    return f"Synthetic note {draw.token()}.\n".encode()


def _write_named(folder: Path, name: bytes, data: bytes) -> Path:
    """Write under the raw name, or under a quoted one where that is refused."""
    path = folder / os.fsdecode(name)
    try:
        path.write_bytes(data)
    except (OSError, ValueError):
        path = folder / f"quoted-{name.hex()[:120]}.txt"
        path.write_bytes(data)
    return path


def _naming(names: Sequence[bytes]) -> Callable[[Path, Draw], Path]:
    def place(folder: Path, draw: Draw) -> Path:
        return _write_named(folder, names[draw.turn % len(names)], _note(draw))

    return place


def _link(folder: Path, name: str, target: str) -> Path:
    path = folder / name
    path.symlink_to(target)
    return path


def _link_to_secret(folder: Path, draw: Draw) -> Path:
    return _link(folder, f"letter-{draw.token()}.txt", SECRET_FILE)


def _link_loop(folder: Path, draw: Draw) -> Path:
    if draw.turn % 2 == 0:
        return _link(folder, "loop.pdf", "loop.pdf")
    _link(folder, "there.pdf", "back.pdf")
    return _link(folder, "back.pdf", "there.pdf")


def _link_to_parent(folder: Path, draw: Draw) -> Path:
    """A folder that contains itself."""
    return _link(folder, f"again-{draw.token()}", ".")


def _link_dangling(folder: Path, draw: Draw) -> Path:
    return _link(folder, "gone.dcm", f"missing/{draw.token()}")


def _link_to_folder(folder: Path, draw: Draw) -> Path:
    return _link(folder, f"more-{draw.token()}", str(Path(SECRET_FILE).parent))


def _crowded_folder(folder: Path, draw: Draw) -> Path:
    for number in range(200):
        (folder / f"{number:03d}.txt").write_bytes(_note(draw))
    return folder


def _deep_folder(folder: Path, draw: Draw) -> Path:
    inside = folder.joinpath(*(f"{level}" for level in range(60)))
    inside.mkdir(parents=True)
    (inside / "note.txt").write_bytes(_note(draw))
    return folder


def _folder_like_file(folder: Path, draw: Draw) -> Path:
    """A folder named like a document, beside files that differ only in case."""
    inside = folder / "report.pdf"
    inside.mkdir()
    for name in ("NOTE.txt", "note.txt", "Note.TXT"):
        (inside / name).write_bytes(_note(draw))
    return folder


def _empty_folder(folder: Path, draw: Draw) -> Path:
    (folder / f"empty-{draw.token()}" / "inside").mkdir(parents=True)
    return folder


RECIPES = (
    PlaceRecipe("name-bidi-override", ANY, _naming(_NAMES["name-bidi-override"])),
    PlaceRecipe("link-to-secret", REFUSED, _link_to_secret),
    PlaceRecipe("name-invalid-utf8", ANY, _naming(_NAMES["name-invalid-utf8"])),
    PlaceRecipe("link-loop", REFUSED, _link_loop),
    PlaceRecipe("folder-60-deep", ANY, _deep_folder),
    PlaceRecipe("folder-of-200", ANY, _crowded_folder),
    PlaceRecipe("link-to-own-folder", REFUSED, _link_to_parent),
    PlaceRecipe("link-to-outer-folder", REFUSED, _link_to_folder),
    PlaceRecipe("link-dangling", REFUSED, _link_dangling),
    PlaceRecipe("folder-like-file", ANY, _folder_like_file),
    PlaceRecipe("folder-empty", ANY, _empty_folder),
    *(
        PlaceRecipe(kind, ANY, _naming(names))
        for kind, names in _NAMES.items()
        if kind not in ("name-bidi-override", "name-invalid-utf8")
    ),
)
