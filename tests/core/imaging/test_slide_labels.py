"""Labels of slide files taken out for good."""

from __future__ import annotations

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
