"""The offline page opened from a file: a mark shows the place, by mouse and by keyboard."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import synthetic_papers as papers
from huizhen.core.preparation.page_pictures import PageViews, PlacedPicture
from huizhen.core.preparation.paper import Paper
from huizhen.core.preparation.paper_page import paper_html

CHROMIUM = Path("/usr/bin/chromium")
ROOT = Path(__file__).resolve().parents[2]
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.enable_socket,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
]
LAPTOP, PHONE = (1366, 768), (390, 844)
SIZES = pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
TEXT = "One line.\n" * 30 + "then quoted words 5 stand here\n" + "Another line.\n" * 30


def written(folder: Path, paper: Paper) -> Path:
    """A paper's page with two drawn pages beside it; the third page has only its text."""
    stream = io.BytesIO()
    Image.new("RGB", (909, 1286), "#eee").save(stream, "WEBP")
    pictures = {}
    for number in (1, 2):
        name = f"pages/1-{number}.webp"
        (folder / "pages").mkdir(exist_ok=True)
        (folder / name).write_bytes(stream.getvalue())
        pictures[f"{papers.SOURCE}:{number}"] = PlacedPicture(file=name, width=595, height=842)
    views = PageViews(pictures=pictures, texts={f"{papers.SOURCE}:3": TEXT})
    path = folder / f"{paper.key}.html"
    path.write_text(paper_html(paper, views), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("paper"), papers.dossier_paper())


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """One browser for all tests."""
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=arguments)
        yield browser
        browser.close()


def opened(chromium: Any, path: Path, size: tuple[int, int] = LAPTOP) -> Any:
    """The page, with what it complains of and what it asks for."""
    page = chromium.new_page(viewport={"width": size[0], "height": size[1]})
    page.problems, page.asked = [], []
    page.on("console", lambda message: page.problems.append(message.text))
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on("request", lambda request: page.asked.append(request.url))
    page.goto(path.as_uri())
    return page


def mark(page: Any, number: int) -> Any:
    return page.locator(".ref", has_text=str(number)).first


@SIZES
def test_a_click_shows_the_page_with_the_place_marked(
    chromium: Any, page_file: Path, size: tuple[int, int]
) -> None:
    page = opened(chromium, page_file, size)
    mark(page, 3).click()
    page.wait_for_function("document.querySelector('#page img').naturalWidth > 0")
    figure = page.locator("#page figure").bounding_box()
    place = page.locator("#page i").bounding_box()
    assert abs((place["x"] - figure["x"]) / figure["width"] - 72 / 595) < 0.01
    assert abs((place["y"] - figure["y"]) / figure["height"] - 103 / 842) < 0.01
    assert abs(place["width"] / figure["width"] - 248 / 595) < 0.01
    assert page.locator("#bar b").inner_text() == "[4] letters/letter_3.pdf p1"
    assert page.locator("#said").inner_text().strip('"“”') == "quoted words 3"
    assert page.problems == []
    assert all(address.startswith(page_file.parent.as_uri()) for address in page.asked)


@SIZES
def test_the_marked_place_is_in_sight_however_far_down(
    chromium: Any, page_file: Path, size: tuple[int, int]
) -> None:
    page = opened(chromium, page_file, size)
    page.locator("#near").evaluate("button => button.click()")
    mark(page, 33).click()  # its place is in the middle of the page
    page.wait_for_function("document.querySelector('#page img').naturalWidth > 0")
    place, frame = page.locator("#page i").bounding_box(), page.locator("#page").bounding_box()
    assert frame["y"] <= place["y"] <= frame["y"] + frame["height"]


def test_enter_opens_the_place_and_escape_leads_back(chromium: Any, page_file: Path) -> None:
    page = opened(chromium, page_file)
    mark(page, 5).focus()
    page.keyboard.press("Enter")
    assert page.locator("#view").is_visible()
    assert page.evaluate("document.activeElement.id") == "page"
    page.keyboard.press("Escape")
    assert not page.locator("#view").is_visible()
    assert page.evaluate("document.activeElement.textContent") == "5"


def test_the_text_around_a_place_stands_for_a_picture(chromium: Any, page_file: Path) -> None:
    page = opened(chromium, page_file)
    mark(page, 5).click()
    assert page.locator("#page mark").inner_text() == "quoted words 5"
    assert "One line." in page.locator("#page pre").inner_text()
    assert page.locator("#said").inner_text().startswith("Образование левой лобной доли")


def test_a_statement_of_two_places_is_stepped_through(chromium: Any, tmp_path: Path) -> None:
    both = papers.said("a", 1).places + papers.said("b", 4).places
    section = papers.dossier_paper().sections[1]
    from huizhen.core.preparation.paper import Items

    items = Items(statements=(papers.said("两处", 1, places=both),))
    paper = papers.dossier_paper().model_copy(
        update={"sections": (section.model_copy(update={"blocks": (items,)}),)}
    )
    page = opened(chromium, written(tmp_path, paper))
    mark(page, 1).click()
    assert page.locator("#bar b").inner_text().endswith("1/2")
    page.keyboard.press("ArrowRight")
    assert page.locator("#bar b").inner_text().endswith("2/2")
    page.locator("#next").click()
    assert page.locator("#bar b").inner_text().endswith("1/2")


@SIZES
def test_nothing_is_wider_than_the_screen(
    chromium: Any, page_file: Path, size: tuple[int, int]
) -> None:
    page = opened(chromium, page_file, size)
    wide = "document.documentElement.scrollWidth - innerWidth"
    assert page.evaluate(wide) <= 0
    mark(page, 2).click()
    assert page.evaluate(wide) <= 0


def test_chinese_and_original_stand_side_by_side(chromium: Any, page_file: Path) -> None:
    page = opened(chromium, page_file)
    row = page.locator(".row").first
    left, right = row.locator("div").first.bounding_box(), row.locator(".from").bounding_box()
    assert right["x"] > left["x"] + left["width"]
    assert abs(right["y"] - left["y"]) < 6


def test_print_has_no_pictures_and_both_columns(chromium: Any, page_file: Path) -> None:
    page = opened(chromium, page_file)
    mark(page, 3).click()
    page.emulate_media(media="print")
    assert not page.locator("#view").is_visible()
    assert not page.locator("nav").is_visible()
    assert page.locator(".row .from").first.is_visible()


def test_three_thousand_statements_open_at_once(chromium: Any, tmp_path: Path) -> None:
    path = written(tmp_path, papers.long_paper(3000))
    started = time.monotonic()
    page = opened(chromium, path)
    page.locator(".ref").nth(2500).evaluate("button => button.click()")
    page.locator("#page figure, #page pre").wait_for()
    assert time.monotonic() - started < 10
    assert page.problems == []


@SIZES
def test_axe_finds_nothing(chromium: Any, page_file: Path, size: tuple[int, int]) -> None:
    script = ROOT / "scripts/fetch_axe.py"
    done = subprocess.run([sys.executable, script], capture_output=True, text=True)
    if done.returncode != 0:
        pytest.skip("axe-core could not be fetched from the npm registry")
    axe = (ROOT / ".cache/axe/axe.min.js").read_text(encoding="utf-8")
    page = opened(chromium, page_file, size)
    for is_viewing in (False, True):
        if is_viewing:
            mark(page, 3).click()
        found = page.evaluate(f"{axe};axe.run(document)")
        assert len(found["passes"]) > 10
        assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == []
