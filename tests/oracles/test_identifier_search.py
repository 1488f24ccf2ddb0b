"""The searcher finds an identifier wherever a file can hold one, and nothing in clean files."""

from __future__ import annotations

import base64
import gzip
import io
import shutil
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, ImageDraw, ImageFont, PngImagePlugin

sys.path.insert(0, str(Path(__file__).parent))

from burned_in_frames import ground
from identifier_search import Hit, search
from identifier_variants import Identifier, in_text
from mutated_dicom import sample, written

KNOWN = (
    Identifier("name", "Marrowind"),
    Identifier("name", "慕容"),
    Identifier("birth_date", "1961-07-14"),
    Identifier("id", "90-118-223"),
    Identifier("phone", "+44 7700 900461"),
    Identifier("email", "t.marrowind@example.org"),
)


def _zip(name: str, data: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return stream.getvalue()


def _pdf() -> bytes:
    document = pikepdf.new()
    document.add_blank_page(page_size=(300, 200))
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1,
                              BaseFont=pikepdf.Name.Helvetica)  # fmt: skip
    page = document.pages[0]
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    page.Contents = document.make_stream(b"BT /F1 12 Tf 20 100 Td [(Marr) 20 (owind)] TJ ET")
    stream = io.BytesIO()
    document.save(stream, compress_streams=True)
    return stream.getvalue()


def _dicom(hide: Callable[..., None]) -> bytes:
    dataset = sample()
    dataset.PatientName = "X"
    hide(dataset)
    return written(dataset)


def _nested(dataset: object) -> None:
    item = dataset.AnatomicRegionSequence[0].AnatomicRegionSequence[0]  # type: ignore[attr-defined]
    item.CodeMeaning = "of Marrowind"


def _gb(dataset: object) -> None:
    dataset.SpecificCharacterSet = "GB18030"  # type: ignore[attr-defined]
    dataset.PatientName = "A^B=慕容^听澜"  # type: ignore[attr-defined]


def _png_text() -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "T. MARROWIND", zip=True)
    stream = io.BytesIO()
    Image.new("L", (40, 40)).save(stream, "PNG", pnginfo=info)
    return stream.getvalue()


HIDDEN: dict[str, bytes] = {
    "plain.txt": b"Mrs MARROWIND came",
    "utf16.bin": b"\x00\x01" + "Marrowind".encode("utf-16-le"),
    "gb.bin": b"\x00\x01" + "慕容听澜".encode("gb18030"),
    "date.html": b"<p>14. Juli 1961</p>",
    "cut.html": b"<b>Marro</b>wind",
    "id.csv": b"90118223,x",
    "phone.txt": b"07700 900-461",
    "in.zip": _zip("a.txt", b"Marrowind"),
    "member.zip": _zip("Marrowind CT.txt", b"-"),
    "twice.zip": _zip("b.zip", _zip("c.docx", b"<w:t>Marro</w:t><w:t>wind</w:t>")),
    "x.gz": gzip.compress(b"t.marrowind@example.org"),
    "b64.html": b"<img src='data:;base64," + base64.b64encode(b"x" * 40 + b"Marrowind") + b"'>",
    "a.pdf": _pdf(),
    "nested.dcm": _dicom(_nested),
    "charset.dcm": _dicom(_gb),
    "text.png": _png_text(),
}


@pytest.mark.parametrize("name", HIDDEN)
def test_a_hidden_identifier_is_found(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(HIDDEN[name])
    hits = search(tmp_path, KNOWN)
    assert hits
    assert all(isinstance(hit, Hit) and hit.place.startswith(name) for hit in hits)


def test_a_file_name_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / "CT Marrowind 2026.bin").write_bytes(b"\x00")
    assert {hit.how for hit in search(tmp_path, KNOWN)} == {"file name"}


def test_nothing_is_found_in_clean_files(tmp_path: Path) -> None:
    dataset = sample()
    dataset.PatientName = "HZ-2026-0001"
    dataset.PatientBirthDate = ""
    (tmp_path / "a.dcm").write_bytes(written(dataset))
    (tmp_path / "b.txt").write_text("Narrow windows, 14 July 1962, 90-118-224, no. 19610715")
    assert search(tmp_path, KNOWN) == []


def test_a_short_name_needs_its_borders() -> None:
    rose = Identifier("name", "Rose")
    assert in_text(rose, "Mrs ROSE, 1961") == "rose"
    assert in_text(rose, "a prosected rosette") == ""


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")
def test_a_name_in_pixels_is_read(tmp_path: Path) -> None:
    picture = Image.fromarray(ground("black", 640, 240, 1))
    font = ImageFont.load_default(28)
    ImageDraw.Draw(picture).text((20, 20), "MARROWIND", fill=255, font=font)
    picture.save(tmp_path / "scan.png")
    assert search(tmp_path, KNOWN) == []
    assert {hit.how for hit in search(tmp_path, KNOWN, ocr=True)} == {"OCR"}
