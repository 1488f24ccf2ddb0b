"""Pictures: formats, quality, what cannot be read, films, slides."""

from __future__ import annotations

import base64
import io
import os
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from reading_bench import MemorySource, read_bytes, score_of

from huizhen.core.errors import BrokenRecord, RecordError, TooLargeRecord
from huizhen.core.reading.image import ImageReader, load_picture
from huizhen.core.reading.limits import Limits
from huizhen.core.reading.picture import measure, unreadable_because
from huizhen.core.reading.slide import SlideReader
from huizhen.core.records.page import Page
from huizhen.core.records.reading import Reading

SHARED = Path(os.environ.get("HUIZHEN_SHARED_DATA", Path(__file__).parents[3] / "shared/data"))
# 64 x 48 px, a dark square on white; drawn for this test and encoded once
HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAa1tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAA"
    "AAAAAAAAAAAA5waXRtAAAAAAACAAAAEGlkYXQAAAAAAEAAMAAAADhpbG9jAQAAAERAAAIAAQAAAAAAAAHRAAEAAAAA"
    "AAAAIwACAAEAAAAAAAAAAQAAAAAAAAAIAAAAOGlpbmYAAAAAAAIAAAAVaW5mZQIAAAEAAQAAaHZjMQAAAAAVaW5mZQ"
    "IAAAAAAgAAZ3JpZAAAAADYaXBycAAAALZpcGNvAAAAdmh2Y0MBA3AAAAAAAAAAAAAe8AD8/fj4AAAPAyAAAQAYQAEM"
    "Af//A3AAAAMAkAAAAwAAAwAeugJAIQABACpCAQEDcAAAAwCQAAADAAADAB6gIIEFlurkprm4EBAwIAAAAwAgAAADAC"
    "EiAAEABkQBwXPAiQAAABRpc3BlAAAAAAAAAEAAAABAAAAAFGlzcGUAAAAAAAAAQAAAADAAAAAQcGl4aQAAAAADCAgI"
    "AAAAGmlwbWEAAAAAAAAAAgABAoECAAICA4QAAAAaaXJlZgAAAAAAAAAOZGltZwACAAEAAQAAACttZGF0AAAAHygBrw"
    "QY/IrROP47e9GRLgkwRdCVkQrkY2NgzLIhX4A="
)


def printed(width: int = 900, height: int = 700, tilt: float = 0.0, px: int = 26) -> Image.Image:
    """A page of lines of text on white."""
    page = Image.new("L", (width, height), 245)
    draw = ImageDraw.Draw(page)
    font = ImageFont.load_default(size=px)
    for row, top in enumerate(range(60, height - 60, int(px * 1.7))):
        draw.text((60, top), f"Hemoglobin {row}.2 g/dL, platelets normal, no fever", 20, font)
    return page.rotate(tilt, resample=Image.Resampling.BICUBIC, fillcolor=245) if tilt else page


def on_table(page: Image.Image, level: int = 60) -> Image.Image:
    """The page lying on a dark table, as photographed."""
    table = Image.new("L", (page.width + 300, page.height + 240), level)
    table.paste(page, (150, 120))
    return table


def encoded(picture: Image.Image, format_name: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, format_name, **options)
    return stream.getvalue()


def read(data: bytes, **limits: Any) -> Reading:
    reading, _ = read_bytes(ImageReader(), data, limits=Limits(**limits))
    return reading


def only_page(data: bytes) -> Page:
    (page,) = read(data).pages
    return page


@pytest.mark.parametrize(
    "format_name", ["JPEG", "PNG", "TIFF", "BMP", "GIF", "WEBP", "AVIF", "JPEG2000"]
)
def test_every_format_gives_a_page_that_waits_for_ocr(format_name: str) -> None:
    data = encoded(printed().convert("RGB"), format_name)
    assert score_of(ImageReader(), data) == 0.95
    page = only_page(data)
    assert (page.width, page.height, page.needs_ocr, page.origin) == (900.0, 700.0, True, "none")
    assert page.quality["text_height_px"] == pytest.approx(16, abs=4)


def test_heic_is_read() -> None:
    assert score_of(ImageReader(), HEIC) == 0.95
    page = only_page(HEIC)
    assert (page.width, page.height) == (64.0, 48.0)
    source = MemorySource(HEIC)
    picture = load_picture(source.path, 1, Limits()).convert("L")
    assert picture.getpixel((20, 20)) < 60  # type: ignore[operator]
    assert picture.getpixel((50, 40)) > 200  # type: ignore[operator]
    source.close()


def test_each_page_of_a_tiff_is_a_page() -> None:
    pages = [printed(), printed(700, 500), printed(800, 600)]
    data = encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    reading = read(data)
    assert [page.width for page in reading.pages] == [900.0, 700.0, 800.0]
    assert [page.ordinal for page in reading.pages] == [1, 2, 3]
    limited = read(data, max_pages_per_file=2)
    assert (limited.status, limited.code, len(limited.pages)) == ("part", "too_many_pages", 2)
    assert "max_pages_per_file" in limited.remedy


def test_an_animation_is_one_picture() -> None:
    data = encoded(printed(), "GIF", save_all=True, append_images=[printed(px=40)])
    page = only_page(data)
    assert "first_frame_only" in page.notes


@pytest.mark.parametrize(("orientation", "note"), [(3, "180"), (6, "90"), (8, "270")])
def test_the_camera_s_turn_is_applied_and_said(orientation: int, note: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    turned = printed().rotate({3: 180, 6: 90, 8: 270}[orientation], expand=True)
    data = encoded(turned.convert("RGB"), "JPEG", exif=exif, quality=95)
    page = only_page(data)
    assert (page.width, page.height) == (900.0, 700.0)
    assert f"exif_rotated_{note}" in page.notes
    source = MemorySource(data)
    upright = load_picture(source.path, 1, Limits()).convert("L")
    source.close()
    difference = np.abs(np.asarray(upright, np.float32) - np.asarray(printed(), np.float32))
    assert float(difference.mean()) < 3.0


def png_claiming(width: int, height: int) -> bytes:
    """A PNG whose header alone says how large it is."""

    def chunk(name: bytes, content: bytes) -> bytes:
        checked = zlib.crc32(name + content)
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", checked)

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    data = chunk(b"IDAT", zlib.compress(b"\x00" * 100))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + data + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [12_000, 60_000])
def test_a_bomb_is_refused_before_it_is_decoded(side: int) -> None:
    with pytest.raises(TooLargeRecord) as caught:
        read(png_claiming(side, side))
    assert caught.value.code == "image_too_large"
    assert "max_image_pixels" in caught.value.remedy


@pytest.mark.parametrize("format_name", ["JPEG", "PNG"])
def test_a_cut_off_picture_is_read_as_far_as_it_came(format_name: str) -> None:
    data = encoded(printed(), format_name)
    reading = read(data[: int(len(data) * 0.6)])
    assert (reading.status, reading.code) == ("part", "image_cut_off")
    assert "cut_off" in reading.pages[0].notes
    assert reading.pages[0].needs_ocr


def test_a_broken_picture_is_named_so() -> None:
    with pytest.raises(BrokenRecord) as caught:
        read(b"\x89PNG\r\n\x1a\n" + b"nothing of the kind")
    assert caught.value.code == "image_broken"


def test_sixteen_bit_and_transparent_pictures_are_flattened() -> None:
    deep = Image.fromarray((np.asarray(printed(), np.uint16) * 200).astype(np.uint16))
    assert only_page(encoded(deep, "PNG")).quality["contrast"] > 0.5
    clear = Image.new("RGBA", (900, 700), (0, 0, 0, 0))
    clear.paste(printed().convert("RGBA"), (0, 0), Image.eval(printed(), lambda v: 255 - v))
    assert only_page(encoded(clear, "PNG")).quality["brightness"] > 0.8


def test_a_black_picture_is_unreadable_and_an_empty_page_is_blank() -> None:
    black = read(encoded(Image.new("L", (900, 700), 1), "PNG"))
    assert (black.status, black.code) == ("not_read", "photo_unreadable")
    assert "daylight without flash" in black.remedy
    blank = read(encoded(Image.new("L", (900, 700), 252), "PNG"))
    assert (blank.status, blank.pages[0].notes) == ("read", ("blank",))
    assert not blank.pages[0].needs_ocr


def test_a_film_is_told_from_a_page() -> None:
    ys, xs = np.mgrid[0:800, 0:800]
    disc = np.hypot(xs - 400, ys - 400) < 300
    texture = 90 + 50 * np.sin(xs / 19.0) * np.cos(ys / 23.0)
    film = Image.fromarray(np.where(disc, texture, 6).astype(np.uint8))
    reading = read(encoded(film, "JPEG"))
    assert (reading.status, reading.code) == ("part", "film_photograph")
    assert "DICOM" in reading.remedy
    assert read(encoded(on_table(printed()), "JPEG")).code == ""


@pytest.mark.parametrize("tilt", [-6.0, -2.0, 0.0, 3.0, 9.0])
def test_the_tilt_of_lines_is_measured(tilt: float) -> None:
    assert measure(printed(tilt=tilt)).skew_degrees == pytest.approx(tilt, abs=0.4)


def test_the_paper_is_found_on_the_table() -> None:
    measured = measure(on_table(printed()))
    corners = np.asarray(measured.crop)
    assert corners == pytest.approx(
        np.asarray([(150, 120), (1050, 120), (1050, 820), (150, 820)]), abs=40
    )
    assert measure(printed()).crop == ()


def test_sharpness_falls_with_blur_and_reasons_follow() -> None:
    page = on_table(printed())
    levels = [
        measure(page.filter(ImageFilter.GaussianBlur(blur))).sharpness for blur in (0, 2, 4, 6)
    ]
    assert levels == sorted(levels, reverse=True)
    blurred = page.filter(ImageFilter.GaussianBlur(6))
    assert unreadable_because(measure(blurred).quality()) == "blurred"
    assert unreadable_because(measure(page).quality()) == ""
    dark = page.point([int(value * 0.04) for value in range(256)])
    assert unreadable_because(measure(dark).quality()) == "dark"


def test_glare_counts_only_on_photographs() -> None:
    grey = printed().point([int(value * 0.75) for value in range(256)])
    ImageDraw.Draw(grey).ellipse((300, 200, 700, 500), fill=255)
    assert measure(grey).glare > 0.1
    assert measure(printed()).glare == 0.0


@settings(max_examples=60, deadline=None)
@given(
    position=st.integers(0, 3_000),
    change=st.binary(min_size=1, max_size=12),
    keep=st.floats(0.02, 1.0),
    format_name=st.sampled_from(["JPEG", "PNG", "TIFF", "GIF", "WEBP", "BMP"]),
)
def test_any_damage_gives_a_reading_or_a_named_error(
    position: int, change: bytes, keep: float, format_name: str
) -> None:
    data = bytearray(encoded(printed(160, 120, px=12), format_name))
    position %= len(data)
    data[position : position + len(change)] = change
    try:
        reading = read(bytes(data[: max(1, int(len(data) * keep))]))
    except RecordError as error:
        reading = Reading(kind="image", status="not_read", code=error.code, remedy=error.remedy)
    assert reading.pages or (reading.code and reading.remedy)


def aperio_tiff() -> bytes:
    return encoded(
        Image.new("RGB", (64, 64), "pink"),
        "TIFF",
        description="Aperio Image Library v11.2.1|AppMag = 40|MPP = 0.2525|Patient = Secret",
    )


def test_a_slide_is_listed_with_its_magnification_alone() -> None:
    data = aperio_tiff()
    assert score_of(SlideReader(), data, "a.svs") > score_of(ImageReader(), data, "a.svs")
    for reader in (SlideReader(), ImageReader()):
        reading, _ = read_bytes(reader, data, "a.svs")
        assert (reading.kind, reading.status, reading.code) == ("slide", "part", "slide_recognised")
        assert reading.title == "Digital slide, Aperio SVS, scanned at 40x, 0.2525 um per pixel"
        assert "Secret" not in reading.model_dump_json()
        assert reading.pages == ()


def test_a_plain_tiff_and_a_dicom_file_are_no_slides() -> None:
    assert score_of(SlideReader(), encoded(printed(), "TIFF"), "scan.tiff") == 0.0
    assert score_of(SlideReader(), b"II*\x00" + bytes(124) + b"DICM", "x.svs") == 0.0
    assert score_of(SlideReader(), b"[GENERAL]\r\nSLIDE_ID = 1", "Slidedat.ini") == 1.0


@pytest.mark.skipif(not (SHARED / "slides").is_dir(), reason="shared records are not here")
def test_the_shared_slide_is_recognised() -> None:
    data = (SHARED / "slides/small_HE.svs").read_bytes()
    reading, _ = read_bytes(SlideReader(), data, "small_HE.svs")
    assert "Aperio SVS, scanned at 20x" in reading.title
