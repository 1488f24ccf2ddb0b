"""The desk in a real browser: at a laptop's and a phone's size, in both languages, by keyboard."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from synthetic_package import write_package

CHROMIUM = Path("/usr/bin/chromium")
ROOT = Path(__file__).resolve().parents[2]
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.enable_socket,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
]

LAPTOP, PHONE = (1366, 768), (390, 844)
LANGUAGES = ("zh-CN", "en-GB")
PAGES = ("/", "/dossier", "/inventory", "/inventory?status=not_read", "/facts", "/no-such-page")
DRAWN = """[...'会诊肝胆龘'].map(letter => {
  const pen = document.createElement('canvas').getContext('2d');
  pen.font = '40px ' + getComputedStyle(document.body).fontFamily;
  pen.fillText(letter, 10, 60);
  return pen.canvas.toDataURL();
})"""
SERVE = (
    "import sys; from pathlib import Path; from huizhen.web.server import serve;"
    "serve(Path(sys.argv[1]), Path(sys.argv[2]), 'localhost', int(sys.argv[3]))"
)


@dataclass(frozen=True)
class Desk:
    """Where the desk is served, and its password."""

    address: str
    password: str


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The desk in a process of its own."""
    from huizhen.web.sign_in import reset_sign_in

    folder = tmp_path_factory.mktemp("desk")
    package = write_package(folder / "package", more_facts=120, more_files=150)
    password = reset_sign_in(folder / "home")
    with socket.create_server(("localhost", 0)) as free:
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-c", SERVE, package, folder / "home", str(port)])
    try:
        _wait_until_it_answers(port)
        yield Desk(f"http://localhost:{port}", password)
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_until_it_answers(port: int) -> None:
    deadline = time.monotonic() + 60
    while True:
        connection = http.client.HTTPConnection("localhost", port, timeout=20)
        try:
            connection.request("GET", "/health")
            assert connection.getresponse().status == 200
            return
        except ConnectionRefusedError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        finally:
            connection.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """One browser for all tests."""
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def axe() -> str:
    """axe-core as text, fetched once."""
    script = ROOT / "scripts/fetch_axe.py"
    done = subprocess.run([sys.executable, script], capture_output=True, text=True)
    if done.returncode != 0:
        pytest.skip("axe-core could not be fetched from the npm registry")
    return (ROOT / ".cache/axe/axe.min.js").read_text(encoding="utf-8")


def opened(chromium: Any, desk: Desk, size: tuple[int, int], language: str) -> Any:
    """A page of a new visitor who has signed in."""
    context = chromium.new_context(
        viewport={"width": size[0], "height": size[1]}, locale=language, base_url=desk.address
    )
    page = context.new_page()
    page.goto("/")
    page.locator("#password").fill(desk.password)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{desk.address}/")
    return page


def test_a_visit_from_signing_in_to_signing_out(chromium: Any, desk: Desk) -> None:
    page = opened(chromium, desk, LAPTOP, "en-GB")
    problems: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: problems.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("link", name="Open the dossier").click()
    dossier = page.frame_locator("iframe.dossier")
    dossier.get_by_text("总胆红素(TBIL) 38.5").first.wait_for()
    page.get_by_role("link", name="Files").click()
    page.get_by_role("link", name="Not read").click()
    assert page.get_by_role("row").count() == 2
    page.get_by_role("link", name="Facts").click()
    page.get_by_label("Words in the fact").fill("synthetic procedure")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Page 3").click()
    page.get_by_text("Facts 101 to 120 of 120").wait_for()
    page.get_by_role("button", name="中文").click()
    page.get_by_role("heading", name="提取的信息").wait_for()
    page.get_by_role("button", name="退出").click()
    page.get_by_role("heading", name="登录").wait_for()
    page.goto("/facts")
    assert "/sign-in" in page.url
    assert problems == []
    assert all(address.startswith(desk.address) for address in asked)
    assert not any("synthetic" in address for address in asked)


def test_the_pdf_is_downloaded(chromium: Any, desk: Desk) -> None:
    page = opened(chromium, desk, LAPTOP, "en-GB")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the dossier (PDF)").click()
    assert download.value.suggested_filename == "dossier-2026-05-20.pdf"


def test_the_desks_own_font_loads_and_draws_chinese(chromium: Any, desk: Desk) -> None:
    page = opened(chromium, desk, LAPTOP, "zh-CN")
    for weight in (400, 700):
        asked = f"document.fonts.load('{weight} 20px \"Huizhen Noto Sans SC\"', '会诊')"
        assert page.evaluate(f"{asked}.then(faces => faces.map(face => face.status))") == ["loaded"]
    drawn = page.evaluate(DRAWN)
    assert len(set(drawn)) == len(drawn), "two letters look the same: boxes instead of letters"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_no_page_is_wider_than_the_screen(
    chromium: Any, desk: Desk, size: tuple[int, int], language: str
) -> None:
    page = opened(chromium, desk, size, language)
    for path in PAGES:
        page.goto(path)
        too_wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert too_wide <= 0, path


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_axe_finds_nothing(
    chromium: Any, desk: Desk, axe: str, size: tuple[int, int], language: str
) -> None:
    page = opened(chromium, desk, size, language)
    for path in (*PAGES, "/sign-in"):
        if path == "/sign-in":
            page.context.clear_cookies()
        page.goto(path)
        found = page.evaluate(f"{axe};axe.run(document)")
        assert len(found["passes"]) > 10
        told = [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]]
        assert told == [], path


def test_the_lists_stay_tables_on_a_phone(chromium: Any, desk: Desk) -> None:
    page = opened(chromium, desk, PHONE, "en-GB")
    page.goto("/inventory?status=part")
    assert page.get_by_role("table").count() == 1
    page.get_by_role("rowheader", name="letter.xml").wait_for()
    page.get_by_role("cell", name="Partly read").wait_for()


def test_the_keyboard_reaches_the_content_first_and_shows_where_it_is(
    chromium: Any, desk: Desk
) -> None:
    page = opened(chromium, desk, LAPTOP, "en-GB")
    page.goto("/facts")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "type"
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert outline == "3px"
