"""Files are known by their bytes."""

from __future__ import annotations

import io
import os
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huizhen.core.reading.signatures import file_kind

SHARED = Path(os.environ.get("HUIZHEN_SHARED_DATA") or Path(__file__).parents[3] / "shared/data")


def zipped(*names: str, contents: bytes = b"x", stored: bool = False) -> bytes:
    stream = io.BytesIO()
    method = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name in names:
            archive.writestr(name, contents)
    return stream.getvalue()


def tarred() -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        info = tarfile.TarInfo("a.txt")
        info.size = 3
        archive.addfile(info, io.BytesIO(b"abc"))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (b"garbage\r\n%PDF-1.4", "pdf"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"\xff\xd8\xff\xe0", "jpeg"),
        (b"II*\x00\x08\x00", "tiff"),
        (b"II*\x00".ljust(128, b"\0") + b"DICM", "dicom"),
        (b"\0" * 128 + b"DICM", "dicom"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "heic"),
        (b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1avif", "avif"),
        (b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isommp42", "video"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "webp"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "audio"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole2"),
        (b"{\\rtf1\\ansi", "rtf"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"BZh91AY&SY", "bzip2"),
        (b"7z\xbc\xaf\x27\x1c\x00\x04", "7z"),
        (b"Rar!\x1a\x07\x01\x00", "rar"),
        (b"\0" * 32_769 + b"CD001", "iso9660"),
        (b"MZ\x90\x00", "executable"),
        (b"\x7fELF\x02", "executable"),
        (b"[AutoRun]\r\nopen=viewer.exe", "autorun"),
        (b"\x00\x01\x00\x00\x00\x0f\x00\x80\x00\x03\x00\x70GDEF", "font"),
        (b"MSH|^~\\&|LAB|", "hl7v2"),
        (b"\xef\xbb\xbfMSH|^~\\&|LAB|", "hl7v2"),
        (b"\x0bFHS|^~\\&|", "hl7v2"),
        ("MSH|^~\\&|LAB|".encode("utf-16"), "hl7v2"),
        (b"MSH stands for melanocyte stimulating hormone", ""),
        (b'{"resourceType": "Bundle"}', "json"),
        (b'\xef\xbb\xbf [ {"a": 1} ]', "json"),
        (b"<?xml version='1.0'?>\n<!-- x --><ClinicalDocument xmlns='urn:hl7-org:v3'>", "xml"),
        ("<?xml version='1.0'?><a/>".encode("utf-16"), "xml"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>", "svg"),
        (b"<!DOCTYPE html><p>x", "html"),
        (b"\r\n<html><body>", "html"),
        (b"<?xml version='1.0'?><!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0'><html>", "html"),
        (b"From: a@b\r\nTo: c@d\r\nMIME-Version: 1.0\r\n\r\ntext", "eml"),
        (b"From a@b Fri Mar 14 10:00:00 2025\nFrom: a@b\nSubject: x\n\ntext", "mbox"),
        (b"From: the clinic\nTo: the patient\n\nDear patient", ""),
        (b"Patient is well.\n", ""),
        (b"", ""),
    ],
)
def test_kinds(head: bytes, kind: str) -> None:
    assert file_kind(head) == kind


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (zipped("[Content_Types].xml", "_rels/.rels", "word/document.xml"), "docx"),
        (zipped("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml"), "xlsx"),
        (zipped("[Content_Types].xml", "_rels/.rels", "ppt/presentation.xml"), "pptx"),
        (zipped("[Content_Types].xml", "_rels/.rels", "Documents/1/FixedDoc.fdoc"), "package"),
        (zipped("META-INF/MANIFEST.MF", "a/B.class"), "jar"),
        (zipped("word/document.xml", "scan.pdf"), "zip"),
        (zipped("report.pdf"), "zip"),
        (zipped("mimetype", contents=b"application/vnd.oasis.opendocument.text"), "odt"),
        (tarred(), "tar"),
    ],
)
def test_containers(data: bytes, kind: str) -> None:
    assert file_kind(data) == kind


def test_an_archive_of_documents_is_an_archive() -> None:
    inner = zipped("[Content_Types].xml", "_rels/.rels", "word/document.xml")
    assert file_kind(zipped("letter.docx", contents=inner, stored=True)) == "zip"


@given(st.binary(max_size=400))
def test_any_bytes_have_an_answer(head: bytes) -> None:
    assert isinstance(file_kind(head), str)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared records are not here")
@pytest.mark.parametrize(
    ("pattern", "kind"),
    [
        ("pdf/*.pdf", "pdf"),
        ("hl7v2/*.hl7", "hl7v2"),
        ("ccda/documents/*.ccda", "xml"),
        ("fhir/ips/*.json", "json"),
        ("dicom/**/*.dcm", "dicom"),
        ("notes/acibench/*.txt", ""),
        ("slides/*.svs", "tiff"),
    ],
)
def test_real_records_are_known(pattern: str, kind: str) -> None:
    files = [path for path in SHARED.glob(pattern) if path.is_file()]
    assert files
    for path in files:
        with path.open("rb") as stream:
            assert file_kind(stream.read(65_536)) == kind, path.name
