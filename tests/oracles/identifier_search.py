"""Finds known identifiers wherever a folder of files could hold them.

    python tests/oracles/identifier_search.py FOLDER --known known.json [--ocr]

known.json is a list of {"kind": ..., "value": ...}. Looked through are: names of files and of
members of archives; bytes in every encoding, base64 decoded; archives and office files; PDF text,
properties, attachments and decoded streams; DICOM elements, nested and private ones too;
metadata of pictures; and, with --ocr, pictures, PDF pages and DICOM frames read by tesseract.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import gzip
import io
import json
import re
import shutil
import subprocess
import sys
import tarfile
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pikepdf
import pydicom
import pypdfium2
from identifier_variants import Identifier, in_bytes, in_text, nearly_in_text
from PIL import Image
from pydicom.dataset import Dataset
from pydicom.pixels.processing import apply_voi_lut

_DEEPEST = 5
_MOST_PAGES = 60
_LANGUAGES = ("eng", "chi_sim", "rus", "deu", "fra", "spa")
# One thread: else a reader takes all the cores for one small picture.
_ALONE = {"OMP_THREAD_LIMIT": "1", "PATH": "/usr/bin:/bin:/usr/local/bin"}
_BASE64 = re.compile(rb"[A-Za-z0-9+/]{40,}={0,2}")
Part = tuple[str, bytes]


@dataclass(frozen=True)
class Hit:
    """One identifier found: in which file (members after '!'), how, and what stands there."""

    place: str
    how: str
    kind: str
    value: str
    found: str


@dataclass(frozen=True)
class Search:
    """What is looked for, and whether pictures are read."""

    known: tuple[Identifier, ...]
    reads_pictures: bool = False

    def in_folder(self, root: Path) -> list[Hit]:
        """All hits in a file or in everything under a folder."""
        found: list[Hit] = []
        paths = [root] if root.is_file() else sorted(root.rglob("*"))
        for path in paths:
            name = path.name if root.is_file() else path.relative_to(root).as_posix()
            found += self._of_text(name, "file name", name)
            if path.is_file():
                found += self.in_file(name, path.read_bytes())
        return sorted(set(found), key=lambda hit: (hit.place, hit.kind, hit.value, hit.how))

    def in_file(self, place: str, data: bytes, depth: int = 0) -> list[Hit]:
        """All hits in the bytes of one file."""
        found = [
            Hit(place, "bytes", one.kind, one.value, form)
            for one in self.known
            if (form := in_bytes(one, data))
        ]
        if depth > _DEEPEST:
            return found
        for name, part in parts_of(data):
            found += self._of_text(f"{place}!{name}", "name of a member", name)
            found += self.in_file(f"{place}!{name}", part, depth + 1)
        for how, text in texts_of(data):
            found += self._of_text(place, how, text)
        if self.reads_pictures:
            for number, picture in enumerate(pictures_of(data)):
                found += self._of_text(f"{place}#{number}", "OCR", read_picture(picture), True)
        return found

    def _of_text(self, place: str, how: str, text: str, is_read: bool = False) -> list[Hit]:
        look = nearly_in_text if is_read else in_text
        return [
            Hit(place, how, one.kind, one.value, form)
            for one in self.known
            if (form := look(one, text))
        ]


def _quietly(work: Callable[[bytes], Iterable[Part]], data: bytes) -> list[Part]:
    """What a reader gives of bytes that may be anything; nothing when it cannot read them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return list(work(data))
        except Exception:  # noqa: BLE001 -- any reader may fail in any way on foreign bytes
            return []


def parts_of(data: bytes) -> list[Part]:
    """Files inside a file: members, streams, what base64 hides."""
    if data[:4] == b"PK\x03\x04":
        return _quietly(_zip_members, data)
    if data[:2] == b"\x1f\x8b":
        return _quietly(lambda packed: [("unpacked", gzip.decompress(packed))], data)
    if data[257:262] == b"ustar":
        return _quietly(_tar_members, data)
    if data[:5] == b"%PDF-":
        return _quietly(_pdf_parts, data)
    if data[:4] == b"\x89PNG":
        return _quietly(_png_chunks, data)
    if data[128:132] == b"DICM":
        return _quietly(_dicom_documents, data)
    return _quietly(_base64_parts, data)


def _zip_members(data: bytes) -> Iterator[Part]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if archive.comment:
            yield "comment", archive.comment
        for info in archive.infolist():
            if info.comment:
                yield f"comment of {info.filename}", info.comment
            if not info.is_dir():
                yield info.filename, archive.read(info)


def _tar_members(data: bytes) -> Iterator[Part]:
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for member in archive:
            reader = archive.extractfile(member)
            yield f"{member.name} ({member.uname})", reader.read() if reader else b""


def _pdf_parts(data: bytes) -> Iterator[Part]:
    with pikepdf.open(io.BytesIO(data)) as document:
        for number, thing in enumerate(document.objects):
            if isinstance(thing, pikepdf.Stream):
                try:
                    yield f"stream {number}", thing.read_bytes()
                except pikepdf.PdfError:
                    yield f"raw stream {number}", thing.read_raw_bytes()
            elif isinstance(thing, pikepdf.Dictionary):
                yield f"object {number}", thing.unparse(resolved=False)


def _png_chunks(data: bytes) -> Iterator[Part]:
    at = 8
    while at + 8 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        if kind in (b"zTXt", b"iTXt"):
            packed = body.split(b"\x00", 2)[-1].lstrip(b"\x00")
            try:
                yield kind.decode(), zlib.decompress(packed)
            except zlib.error:
                yield kind.decode(), body
        at += 12 + length


def _dicom_documents(data: bytes) -> Iterator[Part]:
    dataset = pydicom.dcmread(io.BytesIO(data), force=True)
    if "EncapsulatedDocument" in dataset:
        yield "EncapsulatedDocument", dataset.EncapsulatedDocument
    if str(dataset.file_meta.get("TransferSyntaxUID", "")).endswith("1.2.1.99"):
        yield "inflated", zlib.decompress(data[_body_at(data) :], -15)


def _body_at(data: bytes) -> int:
    return 144 + int.from_bytes(data[140:144], "little")


def _base64_parts(data: bytes) -> Iterator[Part]:
    for number, match in enumerate(_BASE64.finditer(data)):
        run = match.group(0)
        try:
            yield f"base64 {number}", base64.b64decode(run + b"=" * (-len(run) % 4))
        except (binascii.Error, ValueError):
            continue


def texts_of(data: bytes) -> Iterator[tuple[str, str]]:
    """Texts that do not stand as such in the bytes, each with how it was got."""
    if data[:5] == b"%PDF-":
        yield from _as_texts("PDF text", _pdf_text, data)
        yield from _as_texts("PDF properties", _pdf_properties, data)
    elif data[128:132] == b"DICM":
        yield from _as_texts("DICOM element", _dicom_text, data)
    elif data[:3] == b"\xff\xd8\xff" or data[:4] in (b"\x89PNG", b"II*\x00", b"MM\x00*", b"RIFF"):
        yield from _as_texts("metadata of a picture", _picture_text, data)
    elif b"\x00" not in data[:4096]:
        for encoding in ("utf-8", "gb18030", "cp1251", "latin-1"):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                continue
            # Marks may cut an identifier into pieces on a page or in a word-processor file.
            yield f"text ({encoding})", text
            yield f"text without marks ({encoding})", re.sub(r"<[^>]*>", "", text)
            break


def _as_texts(
    how: str, work: Callable[[bytes], Iterable[Part]], data: bytes
) -> Iterator[tuple[str, str]]:
    for name, text in _quietly(work, data):
        yield f"{how} {name}".rstrip(), text.decode("utf-8", "replace")


def _pdf_text(data: bytes) -> Iterator[Part]:
    document = pypdfium2.PdfDocument(data)
    try:
        for number in range(min(len(document), 500)):
            page = document[number].get_textpage()
            yield f"page {number + 1}", page.get_text_bounded().encode("utf-8", "replace")
    finally:
        document.close()


def _pdf_properties(data: bytes) -> Iterator[Part]:
    with pikepdf.open(io.BytesIO(data)) as document:
        yield "", "\n".join(f"{k}: {v}" for k, v in document.docinfo.items()).encode()
        yield "XMP", str(document.open_metadata()).encode()
        for name in document.attachments:
            yield "attachment", name.encode()


def _dicom_text(data: bytes) -> Iterator[Part]:
    dataset = pydicom.dcmread(io.BytesIO(data), force=True)
    yield from _elements(dataset)
    yield from _elements(dataset.file_meta)


def _elements(dataset: Dataset) -> Iterator[Part]:
    for element in dataset:
        if element.VR == "SQ":
            for item in element.value:
                yield from _elements(item)
        elif element.VR not in ("OB", "OW", "OF", "OD", "OL") or element.tag.group != 0x7FE0:
            value = element.value
            text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
            yield f"{element.tag} {element.name}", text.replace("^", " ").encode()


def _picture_text(data: bytes) -> Iterator[Part]:
    picture = Image.open(io.BytesIO(data))
    for key, value in picture.info.items():
        text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
        yield str(key), text.encode()
    for tag, entry in picture.getexif().items():
        yield f"EXIF {tag}", str(entry).encode()


def pictures_of(data: bytes) -> Iterator[Image.Image]:
    """The pictures a person would see of a file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            if data[:5] == b"%PDF-":
                yield from _pdf_pictures(data)
            elif data[128:132] == b"DICM":
                yield from _dicom_pictures(data)
            elif data[:3] == b"\xff\xd8\xff" or data[:4] in (b"\x89PNG", b"II*\x00", b"MM\x00*"):
                yield Image.open(io.BytesIO(data)).convert("L")
        except Exception:  # noqa: BLE001 -- what cannot be shown cannot be read
            return


def _pdf_pictures(data: bytes) -> Iterator[Image.Image]:
    document = pypdfium2.PdfDocument(data)
    try:
        for number in range(min(len(document), _MOST_PAGES)):
            yield document[number].render(scale=2.5, grayscale=True).to_pil()
    finally:
        document.close()


def _dicom_pictures(data: bytes) -> Iterator[Image.Image]:
    """First, middle and last frame, in the window of the file or over the whole range."""
    dataset = pydicom.dcmread(io.BytesIO(data))
    pixels = dataset.pixel_array
    is_colour = int(dataset.get("SamplesPerPixel", 1)) > 1
    count = int(dataset.get("NumberOfFrames") or 1)
    frames = pixels if count > 1 else pixels[None]
    for index in sorted({0, count // 2, count - 1}):
        frame = frames[index]
        if is_colour:
            yield Image.fromarray(frame.astype("u1")).convert("L")
            continue
        shown = apply_voi_lut(frame, dataset).astype(float)
        low, high = float(shown.min()), float(shown.max())
        yield Image.fromarray(np.uint8(255 * (shown - low) / max(high - low, 1e-9)))


@cache
def _languages() -> str:
    listed = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True)
    have = set((listed.stdout + listed.stderr).split())
    return "+".join(one for one in _LANGUAGES if one in have) or "eng"


def read_picture(picture: Image.Image) -> str:
    """What tesseract reads on a picture, as it is and with black and white exchanged."""
    if shutil.which("tesseract") is None:
        return ""
    is_small = picture.width < 900
    large = picture.resize((picture.width * 2, picture.height * 2)) if is_small else picture
    text = ""
    for turned in (large, Image.eval(large, lambda value: 255 - value)):
        stream = io.BytesIO()
        turned.save(stream, "PNG")
        done = subprocess.run(
            ["tesseract", "-", "-", "-l", _languages(), "--psm", "11"],
            input=stream.getvalue(), capture_output=True, env=_ALONE,
        )  # fmt: skip
        text += done.stdout.decode("utf-8", "replace") + "\n"
    return text


def search(root: Path, known: Iterable[Identifier], ocr: bool = False) -> list[Hit]:
    """All places under a folder at which one of the identifiers stands."""
    return Search(tuple(known), ocr).in_folder(root)


def main() -> int:
    """Searches a folder and prints each hit as a line of JSON; exit 3 when there is any."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--known", type=Path, required=True)
    parser.add_argument("--ocr", action="store_true")
    options = parser.parse_args()
    listed = json.loads(options.known.read_text(encoding="utf-8"))
    known = [Identifier(one["kind"], one["value"]) for one in listed]
    hits = search(options.folder, known, options.ocr)
    for hit in hits:
        print(json.dumps(asdict(hit), ensure_ascii=False))
    return 3 if hits else 0


if __name__ == "__main__":
    sys.exit(main())
