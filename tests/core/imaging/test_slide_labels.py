"""Labels of slide files taken out for good."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np
import pytest
from deid_objects import KNOWN
from PIL import Image, ImageSequence

from huizhen.adapters.slide_strip import perform
from huizhen.core.errors import BrokenRecord, UnsupportedRecord
from huizhen.core.imaging.slide_descriptions import kept_description
from huizhen.core.imaging.slide_labels import strip_slide

REAL = Path("/work/shared/data/slides/small_HE.svs")
APERIO = (
    "Aperio Image Library v12.0.15 \r\n64x48 [0,0 64x48] (240x240) JPEG/RGB Q=70|AppMag = 40|"
    "Filename = KN-4471902|Date = 03/05/24|Time = 10:11:12|User = Winterhalder|MPP = 0.2520|"
    "Left = 25.69"
)


def _slide(path: Path, descriptions: list[str], *, big: bool = False) -> list[bytes]:
    """A file of several images; the pixels of each."""
    random = np.random.default_rng(5)
    images = [
        Image.fromarray(random.integers(0, 255, (48, 64, 3), dtype=np.uint8)) for _ in descriptions
    ]
    first, *rest = images
    for image, text in zip(images, descriptions, strict=True):
        image.encoderinfo = {"tiffinfo": {270: text, 315: "Winterhalder, Roswitha"}}
    info = {270: descriptions[0], 315: "Winterhalder, Roswitha"}
    first.save(path, "TIFF", save_all=True, append_images=rest, tiffinfo=info, big_tiff=big)
    return [image.tobytes() for image in images]


@pytest.mark.parametrize("big", [False, True], ids=["classic", "big"])
def test_label_and_macro_are_overwritten_and_the_slide_stays(tmp_path: Path, big: bool) -> None:
    source, target = tmp_path / "in.svs", tmp_path / "out.svs"
    label, macro = "Aperio Image Library\nlabel 64x48", "Aperio Image Library\nmacro 64x48"
    pixels = _slide(source, [APERIO, label, "Aperio\n64x48 -> 64x48 - ", macro], big=big)
    done = perform({"path": str(source), "target": str(target), "known": KNOWN.model_dump()})
    assert done["removed"] == ["label 64x48", "macro 64x48"]
    assert done["residual"] == []
    written = target.read_bytes()
    assert [one in written for one in pixels] == [True, False, True, False]
    assert all(one in source.read_bytes() for one in pixels)
    with Image.open(target) as image:
        assert len(list(ImageSequence.Iterator(image))) == 2
        image.seek(0)
        assert image.tobytes() == pixels[0]
        description = image.tag_v2[270]  # type: ignore[attr-defined]
    assert "AppMag = 40" in description
    assert "MPP = 0.2520" in description
    assert not any(word in description for word in ("KN-", "Winterhalder", "03/05/24", "Date"))


@pytest.mark.parametrize("big", [False, True], ids=["classic", "big"])
def test_labels_that_follow_each_other_at_the_end_leave_no_empty_image(
    tmp_path: Path, big: bool
) -> None:
    source, target = tmp_path / "in.svs", tmp_path / "out.svs"
    label, macro = "Aperio Image Library\nlabel 64x48", "Aperio Image Library\nmacro 64x48"
    _slide(source, [APERIO, "Aperio\n64x48 -> 64x48 - ", label, macro], big=big)
    assert strip_slide(source, target).images == 2
    with Image.open(target) as image:
        assert len(list(ImageSequence.Iterator(image))) == 2


def test_a_slide_that_still_names_the_patient_does_not_stay(tmp_path: Path) -> None:
    source, target = tmp_path / "in.svs", tmp_path / "out.svs"
    _slide(source, [APERIO])
    source.write_bytes(source.read_bytes() + "Winterhalder Roswitha".encode("utf-16-le"))
    done = perform({"path": str(source), "target": str(target), "known": KNOWN.model_dump()})
    assert done["residual"] == ["name"]
    assert not target.exists()


def test_other_vendors_and_broken_files_are_refused_with_a_reason(tmp_path: Path) -> None:
    source, target = tmp_path / "in.tif", tmp_path / "out.tif"
    _slide(source, ['<?xml version="1.0"?><DataObject ObjectType="DPUfsImport">'])
    with pytest.raises(UnsupportedRecord, match="label cannot be removed"):
        strip_slide(source, target)
    source.write_bytes(b"not a slide at all")
    with pytest.raises(UnsupportedRecord):
        strip_slide(source, target)
    _slide(source, [APERIO, "Aperio\nlabel 64x48"])
    source.write_bytes(source.read_bytes()[:-40])
    with pytest.raises(BrokenRecord):
        strip_slide(source, target)
    assert not target.exists()


def test_texts_of_other_programs_go_whole() -> None:
    assert kept_description("Scanned for Winterhalder") == ""
    assert kept_description("Aperio Winterhalder\r\nfoo|User = x|MPP = 1").startswith("Aperio")


def _jpeg(width: int, height: int) -> bytes:
    random = np.random.default_rng(width)
    stream = io.BytesIO()
    Image.fromarray(random.integers(0, 255, (height, width, 3), np.uint8)).save(stream, "JPEG")
    return stream.getvalue()


def _ndpi(path: Path, *images: tuple[int, int, float | None]) -> list[bytes]:
    """A file as Hamamatsu's scanners write it: images with a lens; the pixels of each."""
    data = bytearray(b"II*\0" + bytes(8))
    pointer, pixels = 4, []

    def put(more: bytes) -> int:
        data.extend(bytes(len(data) % 2))
        at = len(data)
        data.extend(more)
        return at

    for width, height, lens in images:
        pixels.append(_jpeg(width, height))
        strip = put(pixels[-1])
        texts = {
            271: b"Hamamatsu\0", 306: b"2026:05:01 10:11:12\0", 65427: b"KN-4471902 Wint\0",
            65442: b"SN-2204\0", 65449: b"Created=2026/05/01\r\nUser=Winterhalder\0",
        }  # fmt: skip
        numbers = {
            254: 0, 256: width, 257: height, 259: 7, 262: 6, 273: strip, 277: 3, 278: height,
            279: len(pixels[-1]), 65420: 1, 65422: 0, 65423: 0, 65424: 0,
        }  # fmt: skip
        entries = [
            (tag, 9 if tag in (65422, 65423, 65424) else 4, 1, struct.pack("<I", value))
            for tag, value in numbers.items()
        ]
        entries += [(tag, 2, len(t), struct.pack("<I", put(t))) for tag, t in texts.items()]
        entries.append((258, 3, 3, struct.pack("<I", put(struct.pack("<HHH", 8, 8, 8)))))
        if lens is not None:
            entries.append((65421, 11, 1, struct.pack("<f", lens)))
        at = put(struct.pack("<H", len(entries)))
        data[pointer : pointer + 8] = struct.pack("<Q", at)
        for tag, kind, count, value in sorted(entries):
            data.extend(struct.pack("<HHI", tag, kind, count) + value)
        pointer = len(data)
        data.extend(bytes(8 + 4 * len(entries)))
    path.write_bytes(data)
    return pixels


def test_macro_and_map_of_ndpi_are_overwritten_and_the_slide_opens_as_before(
    tmp_path: Path,
) -> None:
    import openslide

    source, target = tmp_path / "in.ndpi", tmp_path / "out.ndpi"
    pixels = _ndpi(source, (512, 384, 20.0), (128, 96, 5.0), (300, 120, -1.0), (64, 24, -2.0))
    with openslide.OpenSlide(source) as before:
        assert set(before.associated_images) == {"macro"}
        old = np.asarray(before.read_region((0, 0), 0, (512, 384)))
    done = strip_slide(source, target)
    assert done.removed == ("macro 300x120", "macro 64x24")
    written = target.read_bytes()
    assert [one in written for one in pixels] == [True, True, False, False]
    assert not any(word in written for word in (b"KN-", b"Winterhalder", b"2026", b"SN-2204"))
    with openslide.OpenSlide(target) as after:
        assert set(after.associated_images) == set()
        assert after.properties["hamamatsu.SourceLens"] == "20"
        assert (np.asarray(after.read_region((0, 0), 0, (512, 384))) == old).all()


@pytest.mark.parametrize("lenses", [(-1.0, 20.0), (20.0, None), (None, None)], ids=str)
def test_ndpi_of_which_the_macro_is_not_sure_is_refused(
    tmp_path: Path, lenses: tuple[float | None, float | None]
) -> None:
    source, target = tmp_path / "in.ndpi", tmp_path / "out.ndpi"
    _ndpi(source, *((64, 48, lens) for lens in lenses))
    with pytest.raises(UnsupportedRecord):
        strip_slide(source, target)
    assert not target.exists()


@pytest.mark.skipif(not REAL.exists(), reason="real slide is not here")
def test_a_real_slide_opens_as_before_without_its_label(tmp_path: Path) -> None:
    import openslide

    target = tmp_path / "out.svs"
    done = strip_slide(REAL, target)
    assert done.removed == ("label 387x463", "macro 1280x431")
    with openslide.OpenSlide(REAL) as before, openslide.OpenSlide(target) as after:
        assert set(after.associated_images) == {"thumbnail"}
        assert after.level_dimensions == before.level_dimensions
        assert after.properties["openslide.mpp-x"] == before.properties["openslide.mpp-x"]
        old, new = (
            np.asarray(slide.read_region((200, 200), 0, (512, 512))) for slide in (before, after)
        )
        assert (old == new).all()
        assert "CMU-1" not in " ".join(after.properties.values())
    assert target.stat().st_size == REAL.stat().st_size
