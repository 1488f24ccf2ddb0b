"""A sealed folder opened from a file in Chromium: passphrase in, dossier with its pictures out."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyrage
import pytest
from test_paper_page_in_browser import written

import synthetic_papers as papers
from huizhen.adapters.seal_age import AgeSealer
from huizhen.core.content import load_pack
from huizhen.core.preparation.sealing import OPENER, SEALED, Part, SealedFor, parts_of, write_folder
from huizhen.project.config import CONTENT
from huizhen.project.sealing_run import opening_library

CHROMIUM = Path("/usr/bin/chromium")
LIBRARY = CONTENT.parent / "web/static/vendor/age.min.js"
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.enable_socket,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
    pytest.mark.skipif(not LIBRARY.exists(), reason="run make setup"),
]
WORDS = "apple banjo cedar dune ember fjord"
PDF = b"%PDF-1.7 synthetic"
TOLD = SealedFor(
    number="HZ-2026-0001",
    dossier_sha256="ab" * 32,
    recipient="Sample Practice",
    consent_ids=(),
    day="2026-05-20",
)


def seal(
    folder: Path, sealer: AgeSealer, told: SealedFor = TOLD, more: Sequence[Part] = ()
) -> Path:
    """A sealed folder on disk; the path of its opener."""
    source = folder / "source"
    source.mkdir(parents=True)
    page = written(source, papers.dossier_paper())
    files = {
        f"pages/{path.name}": path.read_bytes() for path in (page.parent / "pages").glob("*.webp")
    }
    files |= {"dossier.html": page.read_bytes(), "dossier.pdf": PDF}
    target = folder / "package"
    target.mkdir()
    words = load_pack("sealed", [CONTENT])
    write_folder([*parts_of(files), *more], told, sealer, words, opening_library(), target)
    return target / OPENER


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    """A tab that notes what it asks for and what it complains of."""
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, accept_downloads=True)
    tab = context.new_page()
    tab.asked, tab.complaints = [], []
    tab.on("request", lambda request: tab.asked.append(request.url))
    tab.on("console", lambda line: line.type == "error" and tab.complaints.append(line.text))
    tab.on("pageerror", lambda error: tab.complaints.append(str(error)))
    yield tab
    context.close()


def enter(page: Any, opener: Path, key: str, file: Path | None = None) -> None:
    page.goto(opener.as_uri())
    page.set_input_files("#file", str(file or opener.with_name(SEALED)))
    page.fill("#key", key)
    page.click("#go")


@pytest.fixture(scope="module")
def opener(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return seal(tmp_path_factory.mktemp("sealed"), AgeSealer(WORDS))


def test_the_passphrase_opens_the_dossier_with_its_pictures(page: Any, opener: Path) -> None:
    enter(page, opener, "  Apple banjo-cedar  DUNE ember fjord ")
    page.wait_for_selector("body.open", timeout=30_000)
    frame = page.frame_locator("#frame")
    frame.locator("h1").wait_for()
    frame.locator("button.ref").first.click()
    image = frame.locator("#page img")
    image.first.wait_for()
    assert image.first.get_attribute("src").startswith("data:image/webp;base64,")
    assert image.first.evaluate("i => i.decode().then(() => i.naturalWidth)") > 0
    with page.expect_download() as saved:
        page.click("#files a")
    assert Path(saved.value.path()).read_bytes() == PDF
    assert saved.value.suggested_filename == "dossier.pdf"
    assert not [url for url in page.asked if not url.startswith(("file:", "blob:", "data:"))]
    assert page.complaints == []
    if place := os.environ.get("HUIZHEN_SCREENSHOTS"):
        page.screenshot(path=f"{place}/sealed-open.png")


def test_a_wrong_passphrase_opens_nothing_and_says_so(page: Any, opener: Path) -> None:
    enter(page, opener, "apple banjo cedar dune ember fjords")
    page.wait_for_selector("#said.wrong", timeout=30_000)
    assert "口令不正确" in page.inner_text("#said")
    assert page.frame_locator("#frame").locator("h1").count() == 0
    if place := os.environ.get("HUIZHEN_SCREENSHOTS"):
        page.screenshot(path=f"{place}/sealed-wrong.png")
    page.fill("#key", WORDS)
    page.click("#go")
    page.wait_for_selector("body.open", timeout=30_000)


def test_another_cases_file_or_any_other_file_is_refused(
    page: Any, opener: Path, tmp_path: Path
) -> None:
    other = seal(tmp_path, AgeSealer(WORDS), TOLD.replaced(number="HZ-2026-0002"))
    junk = tmp_path / "junk.hz"
    junk.write_bytes(b"something else")
    for file in (other.with_name(SEALED), junk):
        enter(page, opener, WORDS, file)
        page.wait_for_selector("#said.wrong", timeout=30_000)
        assert "case.hz" in page.inner_text("#said")


def test_a_recipients_own_key_opens_it(page: Any, tmp_path: Path) -> None:
    own = pyrage.x25519.Identity.generate()
    opener = seal(tmp_path, AgeSealer(age_key=str(own.to_public())))
    enter(page, opener, str(own))
    page.wait_for_selector("body.open", timeout=30_000)
    page.frame_locator("#frame").locator("h1").wait_for()
