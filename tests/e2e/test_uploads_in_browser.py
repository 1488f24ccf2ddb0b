"""Sending a folder in a real browser: paused, the page closed, chosen again, continued."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from served_desk import CHROMIUM, launched, served_desk

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
from worlds import make_case, make_site, signed_in
from huizhen.ground.files.link_actions import make_link
site = make_site("one")
case = make_case(site)
_, token = make_link(case, site["coordinator"])
cookie = signed_in(site["patient"]).cookies["huizhen_session"].value
print(json.dumps({"case": str(case.pk), "cookie": cookie, "token": token}), flush=True)
import uvicorn
uvicorn.run("huizhen.project.asgi:application", port=int(sys.argv[1]), log_config=None)
"""
ASK = """async ([base, csrf, hashes]) => (await (await fetch(base + 'known', {
  method: 'POST', headers: {'X-CSRFToken': csrf}, body: JSON.stringify(hashes)})).json()).known"""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A desk of its own with one case; where it is, a patient's session and an upload link."""
    with served_desk(SERVE, tmp_path / "home") as told:
        yield told


@pytest.fixture
def chromium() -> Iterator[Any]:
    """A browser."""
    with launched(playwright) as browser:
        yield browser


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as a hospital's disc: many small files and a large one."""
    chance = random.Random(3)
    disc = tmp_path / "disc"
    (disc / "series").mkdir(parents=True)
    for number in range(40):
        (disc / "series" / f"IM{number:03}.dcm").write_bytes(chance.randbytes(20_000 + number))
    (disc / "large.bin").write_bytes(chance.randbytes(40_000_000))
    return disc


def hashes(folder: Path) -> list[str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return sorted(hashlib.sha256(path.read_bytes()).hexdigest() for path in files)


def open_page(chromium: Any, complaints: list[str], **more: Any) -> Any:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, **more)
    context.on("console", lambda message: complaints.append(message.text))
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    return context.new_page()


def arrived(page: Any, folder: Path) -> bool:
    """Whether the desk holds each file of the folder, byte for byte."""
    place = page.locator("#uploads")
    told = [place.get_attribute("data-base"), place.get_attribute("data-csrf"), hashes(folder)]
    return bool(sorted(page.evaluate(ASK, told)) == hashes(folder))


def test_a_folder_is_paused_and_continued_after_the_page_was_loaded_anew(
    chromium: Any, desk: dict[str, str], folder: Path
) -> None:
    complaints: list[str] = []
    page = open_page(chromium, complaints)
    page.context.add_cookies(
        [{"name": "huizhen_session", "value": desk["cookie"], "url": desk["address"]}]
    )
    page.goto(f"{desk['address']}/cases/{desk['case']}/intake/")
    assert page.locator("[data-part=plain]").is_hidden()
    sent: list[int] = []
    page.on(
        "request",
        lambda r: sent.append(len(r.post_data_buffer or b"")) if r.method == "PATCH" else None,
    )
    with page.expect_response(lambda answer: answer.request.method == "PATCH"):
        page.set_input_files("[data-part=folder]", str(folder))
    page.click("[data-part=pause]")
    page.wait_for_selector("[data-part=resume]:not([hidden])")
    before = len(sent)
    page.reload()
    page.set_input_files("[data-part=folder]", str(folder))
    page.wait_for_selector("[data-part=end]:not([hidden])", timeout=60_000)
    assert "41 / 41" in page.inner_text("[data-part=count]")
    assert arrived(page, folder)
    assert before >= 1
    assert len(sent) <= 6  # five parts, and at most the one that was cut once more
    # chosen once more, nothing travels
    page.reload()
    page.set_input_files("[data-part=folder]", str(folder))
    page.wait_for_selector("[data-part=end]:not([hidden])", timeout=60_000)
    assert len(sent) <= 6
    assert complaints == []


def test_by_a_link_in_chinese_and_without_scripts(
    chromium: Any, desk: dict[str, str], folder: Path
) -> None:
    complaints: list[str] = []
    page = open_page(chromium, complaints, locale="zh-CN", java_script_enabled=False)
    page.goto(f"{desk['address']}/send/{desk['token']}")
    assert desk["token"] not in page.url
    page.click("main button:has-text('开始')")
    page.set_input_files("#plain-file", str(folder / "series" / "IM000.dcm"))
    page.click("[data-part=plain] button")
    assert "IM000.dcm 已收到" in page.inner_text("main")
    assert complaints == []
