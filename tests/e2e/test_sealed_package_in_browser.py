"""A sealed folder opened from a file in Chromium: passphrase in, dossier with its pictures out."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pyrage
import pytest
from test_paper_page_in_browser import written

import synthetic_papers as papers
from huizhen.adapters.seal_age import AgeSealer
from huizhen.core.content import load_pack
from huizhen.core.preparation.sealing import (
    OPENER,
    SEALED,
    Part,
    SealedFor,
    SealedSeries,
    parts_of,
    write_folder,
)
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


CT = SealedSeries(study=1, series=1, modality="CT", date="2026-03-12", instances=3)
MR = SealedSeries(study=2, series=1, modality="MR", instances=1)
_FOLDER = """
window.written = {};
window.showDirectoryPicker = async () => {
  const folder = path => ({
    getDirectoryHandle: async name => folder(path + name + '/'),
    getFileHandle: async name => ({ createWritable: async () => ({
      write: async data => { window.written[path + name] = data.length; },
      close: async () => {},
    }) }),
  });
  return folder('');
};
"""


def with_images(folder: Path) -> tuple[Path, dict[str, bytes]]:
    """A package with two series of images; what they hold by name."""
    held = {
        one.part(n): f"{one.folder} {n} ".encode() * 9_000
        for one in (CT, MR)
        for n in range(1, one.instances + 1)
    }
    more: list[Part] = [(name, partial(io.BytesIO, data)) for name, data in held.items()]
    return seal(folder, AgeSealer(WORDS), TOLD.replaced(series=(CT, MR)), more), held


def test_a_series_is_saved_as_one_archive_that_everybody_opens(page: Any, tmp_path: Path) -> None:
    opener, held = with_images(tmp_path)
    enter(page, opener, WORDS)
    page.wait_for_selector("body.open", timeout=30_000)
    page.click("#images summary")
    rows = page.locator("#series li")
    assert rows.count() == 2
    assert "CT 2026-03-12 · 3" in rows.first.inner_text()
    assert "日期不详" in rows.last.inner_text()
    assert page.locator("#files a").count() == 1  # images are no loose files
    if place := os.environ.get("HUIZHEN_SCREENSHOTS"):
        page.screenshot(path=f"{place}/sealed-images.png")
    with page.expect_download() as saved:
        rows.first.locator("button").click()
    assert saved.value.suggested_filename == "影像-01-CT-2026-03-12-01.zip"
    with zipfile.ZipFile(saved.value.path()) as archive:
        assert archive.testzip() is None
        assert {n: archive.read(n) for n in archive.namelist()} == {
            name: data for name, data in held.items() if name.startswith(CT.folder)
        }
    page.locator("#saving", has_text="已保存").wait_for()
    assert page.complaints == []


def test_all_images_go_into_a_folder_where_the_browser_can_write_one(
    page: Any, tmp_path: Path
) -> None:
    opener, held = with_images(tmp_path)
    page.add_init_script(_FOLDER)
    enter(page, opener, WORDS)
    page.wait_for_selector("body.open", timeout=30_000)
    page.click("#images summary")
    page.click("#save-all")
    page.locator("#saving", has_text="已保存").wait_for()
    assert page.evaluate("window.written") == {name: len(data) for name, data in held.items()}
    assert not [url for url in page.asked if not url.startswith(("file:", "blob:", "data:"))]


def test_a_package_without_images_shows_no_place_for_them(page: Any, opener: Path) -> None:
    enter(page, opener, WORDS)
    page.wait_for_selector("body.open", timeout=30_000)
    assert not page.locator("#images").is_visible()
