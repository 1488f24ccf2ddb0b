"""Opens picture files safely: by signature, size checked before anything is decoded."""

from __future__ import annotations

import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageFile, ImageOps

from huizhen.core.errors import BrokenRecord, RecordError, TooLargeRecord
from huizhen.core.reading.limits import Limits

_HEIF_BRANDS = frozenset(
    {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"hevm", b"hevs", b"mif1", b"msf1"}
)
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_SIGNATURES = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"II+\x00", "TIFF"),
    (b"MM\x00+", "TIFF"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", "JPEG2000"),
    (b"\xff\x4f\xff\x51", "JPEG2000"),
)
_EXIF_ORIENTATION = 0x0112
_EXIF_MAKE, _EXIF_MODEL = 0x010F, 0x0110
_TIFF_IMAGE_DESCRIPTION = 270
_TURNED = {3: "exif_rotated_180", 6: "exif_rotated_90", 8: "exif_rotated_270"}


def format_of(head: bytes) -> str:
    """Pillow's name of the picture format, 'HEIF', or '' for anything else."""
    for signature, name in _SIGNATURES:
        if head.startswith(signature):
            return name
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    if head[4:8] == b"ftyp":
        return _brand(head)
    if head[:2] == b"BM" and len(head) >= 18:
        header_size = struct.unpack_from("<I", head, 14)[0]
        return "BMP" if header_size in (12, 40, 52, 56, 64, 108, 124) else ""
    return ""


def _brand(head: bytes) -> str:
    """ISO 14496-12 4.3: the file type box names its brands."""
    size = min(struct.unpack_from(">I", head, 0)[0], 256)
    brands = {head[8:12], *(head[i : i + 4] for i in range(16, size, 4))}
    if brands & _AVIF_BRANDS:
        return "AVIF"
    return "HEIF" if brands & _HEIF_BRANDS else ""


@contextmanager
def open_picture(path: Path, limits: Limits) -> Iterator[Any]:
    """A Pillow picture (or sequence) whose header is read and whose size is within the limit."""
    with path.open("rb") as stream:
        name = format_of(stream.read(512))
    with warnings.catch_warnings():
        # damaged metadata and sizes above Pillow's own limit: ours is checked just below
        warnings.simplefilter("ignore")
        opened = _opened(path, name)
        try:
            check_size(opened.size, limits)
            yield opened
        finally:
            opened.close()


def _opened(path: Path, name: str) -> Any:
    with _decoding():
        if name == "HEIF":
            return _heif(path)
        return Image.open(path, formats=[name] if name else None)


@contextmanager
def _decoding() -> Iterator[None]:
    """Decoders raise anything on damaged data; a person is told that the picture is damaged."""
    try:
        yield
    except (RecordError, MemoryError):
        raise
    except Image.DecompressionBombError:
        raise _too_large() from None
    except Exception:  # noqa: BLE001 - see above
        raise _broken() from None


def _heif(path: Path) -> Image.Image:
    """HEIC decoded by libheif, turned as its own boxes say."""
    from pi_heif import HeifImageFile

    opened: Image.Image = HeifImageFile(str(path))
    return opened


def check_size(size: tuple[int, int], limits: Limits) -> None:
    """TooLargeRecord above the limit of pixels, BrokenRecord for no pixels at all."""
    width, height = size
    if width <= 0 or height <= 0:
        raise _broken()
    if width * height > limits.max_image_pixels:
        raise _too_large(width, height, limits.max_image_pixels)


def frame_count(opened: Any) -> int:
    """How many pages the file has: TIFF pages count, animations are one picture."""
    if opened.format not in ("TIFF", "HEIF"):
        return 1
    with _decoding():
        return max(1, int(getattr(opened, "n_frames", 1)))


def load_frame(opened: Any, ordinal: int, limits: Limits) -> tuple[Image.Image, bool]:
    """One frame upright (EXIF applied) in RGB or L, and whether its data were complete."""
    with _decoding():
        if frame_count(opened) > 1:
            opened.seek(ordinal - 1)
        check_size(opened.size, limits)
        complete = _load(opened)
        # in place: a large picture is not held twice
        ImageOps.exif_transpose(opened, in_place=True)
        return _flat(opened), complete


def _load(opened: Any) -> bool:
    """Decodes all there is; False for a cut-off file, for which Pillow has only a switch of the
    whole process."""
    try:
        opened.load()
    except (OSError, EOFError, ValueError, SyntaxError, struct.error):
        before = ImageFile.LOAD_TRUNCATED_IMAGES
        ImageFile.LOAD_TRUNCATED_IMAGES = True
        try:
            opened.load()
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = before
        return False
    return True


def _flat(frame: Image.Image) -> Image.Image:
    """8 bits a channel, transparency over white."""
    if frame.im.mode != frame.mode:
        raise _broken()  # a damaged file whose pixels never came
    if frame.mode in ("L", "RGB"):
        return frame
    if frame.mode in ("I;16", "I;16L", "I;16B", "I", "F"):
        return _scaled_grey(frame)
    if frame.mode in ("LA", "PA", "RGBA", "La", "RGBa") or "transparency" in frame.info:
        layered = frame.convert("RGBA")
        white = Image.new("RGBA", layered.size, (255, 255, 255, 255))
        return Image.alpha_composite(white, layered).convert("RGB")
    return frame.convert("L" if frame.mode == "1" else "RGB")


def _scaled_grey(frame: Image.Image) -> Image.Image:
    values = np.nan_to_num(np.asarray(frame, dtype=np.float32))
    low, high = float(values.min()), float(values.max())
    scaled = (values - low) * (255.0 / (high - low)) if high > low else values * 0.0
    return Image.fromarray(scaled.astype(np.uint8))


def header_notes(opened: Any) -> list[str]:
    """What the header says: how the picture was turned, that a camera took it, that it moves."""
    notes = []
    try:
        exif = opened.getexif()
        turned = _TURNED.get(exif.get(_EXIF_ORIENTATION))
        if turned:
            notes.append(turned)
        if exif.get(_EXIF_MAKE) or exif.get(_EXIF_MODEL):
            notes.append("photograph")
    except Exception:  # noqa: BLE001 - damaged EXIF costs only itself
        notes.append("exif_unreadable")
    if opened.format in ("GIF", "PNG", "WEBP", "AVIF") and getattr(opened, "is_animated", False):
        notes.append("first_frame_only")
    return notes


def tiff_description(opened: Any) -> str:
    """The ImageDescription of a TIFF's first page, '' without one."""
    if opened.format != "TIFF":
        return ""
    with _decoding():
        return str(opened.tag_v2.get(_TIFF_IMAGE_DESCRIPTION, ""))[:2_000]


def _too_large(width: int = 0, height: int = 0, limit: int = 0) -> TooLargeRecord:
    size = f" ({width} x {height} pixels; the limit is {limit} pixels)" if limit else ""
    return TooLargeRecord(
        "image_too_large",
        f"The picture is too large to be decoded{size}.",
        "Send it in a lower resolution, or raise the setting max_image_pixels.",
    )


def _broken() -> BrokenRecord:
    return BrokenRecord(
        "image_broken",
        "The picture is damaged and cannot be shown.",
        "Send the original file again, not a forwarded or edited copy.",
    )
