"""Empty files and random bytes under every ending a reader may know."""

from __future__ import annotations

from hostile_model import ANY, BROKEN, REFUSED, Draw, FileRecipe

# Endings of formats with a structure: random bytes can never be such a file.
STRUCTURED = (
    ".pdf",
    ".dcm",
    ".zip",
    ".docx",
    ".jpg",
    ".png",
    ".xlsx",
    ".xml",
    ".json",
    ".tif",
    ".tar",
    ".gz",
    ".gif",
    ".bmp",
    ".webp",
    ".heic",
    ".iso",
    ".doc",
    ".xls",
    ".7z",
    ".rar",
    ".nii",
)
# Endings of formats in which any bytes are, at worst, badly coded text.
LOOSE = (".txt", ".csv", ".hl7", ".eml", ".html", ".rtf", ".svg", ".md", ".bin", "")


def _random(draw: Draw) -> bytes:
    return draw.rng.randbytes(draw.rng.randrange(1, 20_000))


def _empty(draw: Draw) -> bytes:
    del draw
    return b""


def _blank(draw: Draw) -> bytes:
    """Nothing but one byte, many times: blanks, zeros, line ends."""
    return draw.rng.choice((b" ", b"\x00", b"\n", b"\xff")) * draw.around(4096)


def _magic_only(draw: Draw) -> bytes:
    """The first bytes of a known format and nothing of the rest."""
    marks = (
        b"%PDF-1.7\n",
        b"PK\x03\x04",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
        b"II*\x00",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"\x00" * 128 + b"DICM",
        b"\x00\x00\x00\x18ftypheic",
        b"7z\xbc\xaf\x27\x1c",
        b"\x00" * 32_769 + b"CD001",
    )
    return marks[draw.turn % len(marks)]


def _named(ending: str) -> str:
    return ending.removeprefix(".") or "no-ending"


RECIPES = (
    FileRecipe("empty", ".pdf", REFUSED, _empty),
    FileRecipe("empty-text", ".txt", REFUSED, _empty),
    FileRecipe("magic-only", ".bin", REFUSED | BROKEN, _magic_only),
    FileRecipe("blank-bytes", ".txt", ANY, _blank),
    *(FileRecipe(f"random-{_named(ending)}", ending, REFUSED, _random) for ending in STRUCTURED),
    *(FileRecipe(f"random-{_named(ending)}", ending, ANY, _random) for ending in LOOSE),
)
