"""The imaging page and the masking queue in a real browser: axe finds nothing, nothing overflows,
and a box is drawn with the mouse or by keys alone."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from served_desk import CHROMIUM, TESTS, launched, served_desk

ROOT = Path(__file__).resolve().parents[2]
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.enable_socket,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
]
SERVE = """
import json, sys
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
from imaging_world import Images, item, searched
from worlds import make_case, make_site, signed_in
site = make_site("one")
case = make_case(site)
images = Images(case)
for day, mm in (("20260312", "2.5"), ("20251118", "5")):
    study = images.study(day, "CT LIVER")
    row = images.series(study, "LIVER ARTERIAL", kind="image", phase="arterial", plane="axial",
                        slice_mm=mm, spacing_mm="2.5", body_parts=["liver"], contrast="with")
    images.series(study, "TOPOGRAM", kind="localizer", has_thumbnail=False)
images.found("slices_missing", "ImagePositionPatient", "1", "case")
images.judge()
rows = [item(case, letter * 64, (10.0, 20.0, 110.0, 40.0), (300.0, 400.0, 420.0, 430.0))
        for letter in "ab"]
searched(case)
cookie = signed_in(site["coordinator"]).cookies["huizhen_session"].value
print(json.dumps({"case": str(case.pk), "cookie": cookie, "item": str(rows[0].pk)}), flush=True)
import uvicorn
uvicorn.run("huizhen.project.asgi:application", port=int(sys.argv[1]), log_config=None)
"""
WIDE = "document.documentElement.scrollWidth - window.innerWidth"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A desk of its own with images and two pictures to look at."""
    with served_desk(
        SERVE, tmp_path_factory.mktemp("desk") / "home", TESTS / "ground/imaging"
    ) as told:
        yield told


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """One browser for all tests."""
    with launched(playwright) as browser:
        yield browser


@pytest.fixture(scope="module")
def axe() -> str:
    """axe-core as text, fetched once."""
    script = ROOT / "scripts/fetch_axe.py"
    done = subprocess.run([sys.executable, script], capture_output=True, text=True)
    if done.returncode != 0:
        pytest.skip("axe-core could not be fetched from the npm registry")
    return (ROOT / ".cache/axe/axe.min.js").read_text(encoding="utf-8")


def opened(chromium: Any, desk: dict[str, str], language: str, complaints: list[str]) -> Any:
    """A coordinator's page."""
    context = chromium.new_context(
        viewport={"width": 1366, "height": 768}, base_url=desk["address"]
    )
    context.on("console", lambda message: complaints.append(message.text))
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    here = desk["address"]
    context.add_cookies(
        [
            {"name": "huizhen_session", "value": desk["cookie"], "url": here},
            {"name": "huizhen_language", "value": language, "url": here},
        ]
    )
    return context.new_page()


def places(desk: dict[str, str]) -> list[str]:
    case = f"/cases/{desk['case']}"
    masking = f"{case}/masking/"
    return [f"{case}/imaging/", f"{case}/imaging/compare/", masking, f"{masking}{desk['item']}/"]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_axe_finds_nothing_and_nothing_overflows(
    chromium: Any, desk: dict[str, str], axe: str, language: str
) -> None:
    complaints: list[str] = []
    page = opened(chromium, desk, language, complaints)
    for place in places(desk):
        page.goto(place)
        found = page.evaluate(f"{axe};axe.run(document)")
        told = [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in
                found["violations"]]  # fmt: skip
        assert told == [], place
        assert page.evaluate(WIDE) <= 0, place
    assert complaints == []


def figures(page: Any) -> list[list[str]]:
    """The four numbers of every box that has any."""
    rows = page.locator("[data-box]").all()
    told = [[one.input_value() for one in row.locator("input[type=number]").all()] for row in rows]
    return [row for row in told if any(row)]


def test_a_box_is_drawn_with_the_mouse_and_by_keys_and_sent(
    chromium: Any, desk: dict[str, str]
) -> None:
    complaints: list[str] = []
    page = opened(chromium, desk, "en", complaints)
    page.goto(places(desk)[-1])
    assert figures(page) == [["10", "20", "100", "20"], ["300", "400", "120", "30"]]
    box = page.locator("#mask-picture").bounding_box()
    scale = box["width"] / 640
    page.mouse.move(box["x"] + 200 * scale, box["y"] + 100 * scale)
    page.mouse.down()
    page.mouse.move(box["x"] + 300 * scale, box["y"] + 150 * scale, steps=4)
    page.mouse.up()
    drawn = [int(one) for one in figures(page)[2]]
    assert all(abs(a - b) <= 2 for a, b in zip(drawn, [200, 100, 100, 50], strict=True)), drawn
    assert page.locator("#mask-boxes rect").count() == 3
    # the same by keys alone: the button, then a field after the other
    page.locator("#add-box").press("Enter")
    for number in ("5", "6", "70", "8"):
        page.keyboard.type(number)
        page.keyboard.press("Tab")
    assert figures(page)[3] == ["5", "6", "70", "8"]
    assert page.locator("#mask-boxes rect.marked").count() == 4
    # an arrow key moves the box, and what is not ticked is not masked
    page.locator("#id_box-0-left").press("ArrowUp")
    assert page.locator("#mask-boxes rect").first.get_attribute("x") == "11"
    page.locator("#id_box-1-keep").uncheck()
    assert page.locator("#mask-boxes rect.left-out").count() == 1
    page.locator("button[value=mask]").click()
    page.wait_for_url("**/masking/**")
    page.goto(places(desk)[-1])
    assert "Mask the boxes (3)" in page.locator("main").inner_text()
    assert complaints == []
