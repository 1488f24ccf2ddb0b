"""Pictures that show film or a screen with images: found; pages and things: left alone."""

from __future__ import annotations

import numpy as np
import pytest
from image_headers import CONTENT
from paper_pictures import FILMS, OTHERS, Maker, page, viewer
from PIL import Image

from huizhen.core.content import load_pack
from huizhen.core.imaging.findings import finding_table
from huizhen.core.imaging.paper_images import PaperImage, look_at, paper_findings
from huizhen.core.records.page import SourceId

SEEDS = (900, 901)


@pytest.mark.parametrize("maker", FILMS.values(), ids=FILMS.keys())
@pytest.mark.parametrize("seed", SEEDS)
def test_film_and_screens_are_found(maker: Maker, seed: int) -> None:
    seen = look_at(maker(np.random.default_rng(seed)))
    assert seen.shows == "film", seen.measures


@pytest.mark.parametrize("maker", OTHERS.values(), ids=OTHERS.keys())
@pytest.mark.parametrize("seed", SEEDS)
def test_pages_and_things_are_no_film(maker: Maker, seed: int) -> None:
    seen = look_at(maker(np.random.default_rng(seed)))
    assert seen.shows != "film", seen.measures


def test_a_drawn_screen_is_told_from_film() -> None:
    assert look_at(viewer(np.random.default_rng(1))).is_screen
    assert not look_at(FILMS["film scanned"](np.random.default_rng(1))).is_screen


@pytest.mark.parametrize("size", [(1, 1), (20, 3000), (10, 10)])
def test_slivers_show_nothing(size: tuple[int, int]) -> None:
    assert look_at(Image.new("L", size, 30)).shows == "other"


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "CMYK", "I;16"])
def test_any_mode_is_looked_at(mode: str) -> None:
    given = page(np.random.default_rng(2)).resize((300, 400))
    assert look_at(given.convert("I;16" if mode == "I;16" else mode)).shows == "other"


def test_findings_of_pictures_have_their_words() -> None:
    words = finding_table(load_pack("imaging", [CONTENT]))
    for seen, code in (
        (PaperImage(shows="film"), "film_photograph"),
        (PaperImage(shows="film", is_screen=True), "screen_photograph"),
        (PaperImage(shows="perhaps"), "picture_unclear"),
    ):
        (found,) = paper_findings(SourceId("a" * 64), 3, seen)
        assert found.code == code
        assert found.value.startswith("p. 3")
        assert words[code].zh
    assert not list(paper_findings(SourceId("a" * 64), 1, PaperImage(shows="other")))
