"""Written bytes are read again: whatever still names the patient is found, and nothing else."""

from __future__ import annotations

import gzip
import io
import zipfile

import pikepdf
import pytest
from fictional_patients import GARCIA, WANG
from PIL import Image, PngImagePlugin

from huizhen.core.preparation.masking.residual import residual_in, residual_in_text
from huizhen.core.records.known_identifiers import KnownIdentifiers


def pdf(content: bytes = b"", **info: str) -> bytes:
    """A PDF with a compressed content stream and document information."""
    document = pikepdf.new()
    document.add_blank_page(page_size=(300, 300))
    page = document.pages[0]
    page.Contents = document.make_stream(content)
    for key, value in info.items():
        document.docinfo[f"/{key}"] = value
    stream = io.BytesIO()
    document.save(stream, compress_streams=True)
    return stream.getvalue()


def zipped(**members: bytes) -> bytes:
    """A ZIP file with deflated members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/"), data)
    return stream.getvalue()


def png(**text: str) -> bytes:
    """A picture with compressed text beside its pixels."""
    said = PngImagePlugin.PngInfo()
    for key, value in text.items():
        said.add_text(key, value, zip=True)
    stream = io.BytesIO()
    Image.new("L", (20, 20), 255).save(stream, "PNG", pnginfo=said)
    return stream.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        "Informe de García López".encode(),
        b"\0\0" + "García".encode("utf-16-le"),
        b"\0\0" + "MARÍA GARCÍA LÓPEZ".encode("cp1252"),
        b"\0binary A-1234567 \0",
        b"\0binary 19680211\0",
        b"<p>Calle Mayor 12, Madrid</p>",  # codespell:ignore
        pdf(b"BT (Garcia 1968-02-11) Tj ET"),
        pdf(Title="Historia de María García López"),
        zipped(**{"texto__García.txt": b"nada"}),
        zipped(a=zipped(b=b"maria.garcia@example.org")),
        png(Comment="paciente A-1234567"),
    ],
    ids=["text", "utf-16", "cp1252", "id", "date", "address", "pdf stream", "pdf title",
         "member name", "member of a member", "png text"],
)  # fmt: skip
def test_a_leak_is_found(data: bytes) -> None:
    assert residual_in(data, GARCIA) != ()


@pytest.mark.parametrize(
    "data",
    [
        b"Informe de [name], 28/05/2016, NHC [id]",
        pdf(b"BT (Informe) Tj ET", Title="Informe"),
        zipped(a=b"TAC normal", b=gzip.compress(b"x" * 100)),
        png(Comment="200 dpi"),
        bytes(range(256)) * 40,
        b"",
    ],
)
def test_clean_bytes_have_none(data: bytes) -> None:
    assert residual_in(data, GARCIA) == ()


def test_the_value_is_not_repeated() -> None:
    (found, *_) = residual_in("García López".encode(), GARCIA)
    assert "garc" not in str(found.model_dump()).casefold()


def test_hanzi_and_pinyin() -> None:
    assert residual_in("患者王建国".encode(), WANG)
    assert residual_in(b"\0" + "王建国".encode("gb18030"), WANG)
    assert residual_in_text("WANG Jianguo", WANG, "ocr")[0].where == "ocr"
    assert not residual_in("国王建立".encode(), WANG)


def test_nothing_known_nothing_found() -> None:
    assert residual_in("García López".encode(), KnownIdentifiers()) == ()
