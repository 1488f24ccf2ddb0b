"""OCR: the engine by script, refusal of misread pages, reading order, folding, the engines."""

from __future__ import annotations

import hashlib
import io
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from rapidfuzz.distance import Levenshtein
from reading_bench import check_spans, read_bytes

from huizhen.adapters.ocr_page import Engines, find_engines, perform, recognise
from huizhen.adapters.ocr_rapidocr import rapidocr_is_present
from huizhen.adapters.ocr_sheet import Turn
from huizhen.adapters.ocr_tesseract import find_tesseract
from huizhen.core.reading.image import ImageReader
from huizhen.core.reading.limits import Limits
from huizhen.core.reading.ocr import (
    Engine,
    FoundLine,
    OcrTask,
    RecognisedLine,
    RecognisedPage,
    choose_engine,
    hints_from,
    ocr_key,
    ocr_tasks,
    over_limit,
)
from huizhen.core.reading.ocr_fold import fold_page, fold_reading
from huizhen.core.reading.ocr_layout import arranged
from huizhen.core.reading.ocr_scripts import (
    foreign_script,
    is_misread,
    is_vietnamese,
    package_for,
)
from huizhen.core.reading.pdf import PdfReader
from huizhen.core.records.page import Line, Page, PageId, SourceId, page_id
from huizhen.core.records.reading import Reading

SHARED = Path(os.environ.get("HUIZHEN_SHARED_DATA", Path(__file__).parents[3] / "shared/data"))
SOURCE = SourceId("a" * 64)
FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
RAPID = Engine(name="rapidocr", version="3")
RUSSIAN = Engine(name="tesseract", version="5", languages=("eng", "osd", "rus"))

ENGLISH = "Hemoglobin 10.2 g/dL (12.0-16.0)\nBiopsy: adenocarcinoma, HER2 negative\nCRP 48 mg/L"
RU_PAGE = (
    "Пациент поступил с жалобами на боли\nГемоглобин 102 г/л, тромбоциты 210\nАллергии нет\n"
    "Биопсия: умеренно дифференцированная\nЛечение: капецитабин 1500 мг в день"
)


def task(**given: str) -> OcrTask:
    return OcrTask(page_id=page_id(SOURCE, 1), source_id=SOURCE, ordinal=1, kind="image", **given)


@pytest.mark.parametrize(
    ("script", "language", "engines", "engine", "data"),
    [
        ("Latn", "de", [RAPID, RUSSIAN], "rapidocr", ""),
        ("Hans", "zh", [RAPID], "rapidocr", ""),
        ("Jpan", "ja", [RAPID], "rapidocr", ""),
        ("", "", [RAPID], "rapidocr", ""),
        ("Cyrl", "ru", [RAPID, RUSSIAN], "tesseract", "rus"),
        ("Cyrl", "", [RAPID, RUSSIAN], "tesseract", "rus"),
        ("Latn", "en", [RUSSIAN], "tesseract", "eng"),
    ],
)
def test_the_engine_follows_the_script(
    script: str, language: str, engines: list[Engine], engine: str, data: str
) -> None:
    choice = choose_engine(script, language, engines)
    assert (choice.engine, choice.language) == (engine, data)


@pytest.mark.parametrize(
    ("script", "language", "package"),
    [
        ("Cyrl", "uk", "tesseract-ocr-ukr"),
        ("Arab", "ar", "tesseract-ocr-ara"),
        ("Arab", "fa", "tesseract-ocr-fas"),
        ("Grek", "el", "tesseract-ocr-ell"),
        ("Latn", "vi", "tesseract-ocr-vie"),
        ("Thai", "", "tesseract-ocr-tha"),
        ("Kore", "ko", "tesseract-ocr-kor"),
    ],
)
def test_a_missing_engine_is_named_and_nothing_else_is_tried(
    script: str, language: str, package: str
) -> None:
    choice = choose_engine(script, language, [RAPID, RUSSIAN])
    assert (choice.engine, choice.code) == ("", "ocr_engine_missing")
    assert package in choice.remedy


def test_packages_have_hyphens() -> None:
    assert package_for("chi_sim") == "tesseract-ocr-chi-sim"


def test_without_any_engine_every_script_names_a_package() -> None:
    assert "tesseract-ocr-eng" in choose_engine("Latn", "en", []).remedy
    assert choose_engine("", "", []).code == "ocr_script_unknown"


def boxed(text: str, chars: int) -> RecognisedLine:
    """A line whose box has room for so many characters of print."""
    return RecognisedLine(text=text, box=(0.0, 0.0, chars * 10.0, 22.0), confidence=0.9)


def test_what_is_left_out_or_turned_gives_a_misread_page_away() -> None:
    # what rapidocr makes of Russian pages: digits and blanks, or look-alike Latin letters
    assert is_misread([boxed("14.03.2025 .", 68), boxed("102 / (120-160), 210, 48 /.", 60)])
    assert not is_misread([boxed(line, len(line)) for line in ENGLISH.split("\n")])
    chinese = "患者于二零二五年三月因腹痛入院"
    assert not is_misread([boxed(chinese, 2 * len(chinese))])
    turned = "naUMeHT nocTYnUJI 6oJIbIO KJIuHuKa rpyDHOU XupypR TpoMBo peHTreHa BepHo OcmoTP"
    assert is_misread([boxed(f"{turned} MaTepuaJI oTdeJIeHue", len(turned) + 20)])


def test_strewn_letters_name_the_script() -> None:
    assert foreign_script("Eνημεωτιó σημεωμα εξου 14.03.2025") == "Grek"
    assert foreign_script("HER2 negativ, β-Blocker, 5 µg") == ""
    assert foreign_script("환자 CT 검사") == "Kore"
    assert foreign_script("患者さんのカルテ CT") == ""
    assert is_vietnamese("Giy ra vin, kích thưc 3,4 cm, đau bng, thương")
    assert not is_vietnamese("Größe, Übelkeit, đerdap")


def piece(text: str, left: float, top: float, right: float, height: float = 20) -> FoundLine:
    return FoundLine(text, (left, top, right, top + height), 0.9)


def test_cells_of_a_row_become_one_line_from_left_to_right() -> None:
    found = [
        piece("g/dL", 300, 12, 340), piece("Platelets", 10, 60, 120), piece("13.2", 200, 8, 240),
        piece("Hemoglobin", 10, 10, 140), piece("210", 200, 61, 230),
    ]  # fmt: skip
    assert [line.text for line in arranged(found)] == ["Hemoglobin 13.2 g/dL", "Platelets 210"]
    assert arranged(found)[0].box == (10, 8, 340, 32)


def photographed_table(rows: int, slope_top: float, slope_foot: float) -> list[FoundLine]:
    """Cells of a table as a camera from an angle sees them: rows fall above and rise below."""
    found = []
    for row in range(rows):
        level = 100.0 + row * 22
        slope = slope_top + (slope_foot - slope_top) * row / max(1, rows - 1)
        for column, left in enumerate((160.0, 330.0, 430.0, 640.0)):
            width = 90.0
            top = level + slope * (left + width / 2 - 400)
            box = (left, top, left + width, top + 15 + abs(slope) * width)
            found.append(FoundLine(f"r{row}c{column}", box, 0.99, slope))
    return found


@pytest.mark.parametrize(("top", "foot"), [(0.0, 0.0), (-0.04, -0.04), (-0.05, 0.03), (0.06, 0.0)])
def test_cells_of_a_photographed_table_stay_in_their_rows(top: float, foot: float) -> None:
    pieces = photographed_table(12, top, foot)
    lines = [line.text for line in arranged(pieces[::-1])]
    assert lines == [" ".join(f"r{row}c{column}" for column in range(4)) for row in range(12)]


@pytest.mark.parametrize("degrees", [-4.0, -1.5, 2.5, 6.0])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_place_on_a_straightened_page_is_the_place_on_the_picture(
    degrees: float, rotation: int
) -> None:
    size = (800, 600)
    picture = Image.new("L", size, 255)
    for x, y in ((150, 120), (620, 450)):
        picture.paste(0, (x - 6, y - 6, x + 6, y + 6))
    upright = picture.rotate(-rotation, expand=True) if rotation else picture
    straight = upright.rotate(-degrees, expand=True, fillcolor=255)
    turn = Turn(straight, rotation, degrees, size)
    dark = np.argwhere(np.asarray(straight) < 128)
    back = [turn.back((float(x), float(y), float(x) + 1, float(y) + 1)) for y, x in dark[::17]]
    assert back
    on_ink = [
        any(abs(box[0] - x) < 12 and abs(box[1] - y) < 12 for x, y in ((150, 120), (620, 450)))
        for box in back
    ]
    assert all(on_ink)


def test_columns_of_prose_are_read_one_after_the_other() -> None:
    words = "the patient was seen in the clinic"
    left = [piece(f"L{n} {words}", 10, 100 + 30 * n, 400) for n in range(8)]
    right = [piece(f"R{n} {words}", 440, 102 + 30 * n, 830) for n in range(8)]
    title = piece("A title across both of the columns", 200, 20, 640)
    texts = [line.text[:2] for line in arranged([*right, title, *left])]
    assert texts == ["A ", *(f"L{n}" for n in range(8)), *(f"R{n}" for n in range(8))]


@given(
    st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900), st.integers(5, 400)), max_size=40)
)
def test_no_piece_is_lost_or_doubled_by_arranging(places: list[tuple[int, int, int]]) -> None:
    found = [piece(f"w{n}", x, y, x + width) for n, (x, y, width) in enumerate(places)]
    words = " ".join(line.text for line in arranged(found)).split()
    assert sorted(words) == sorted(p.text for p in found)


def recognised(*lines: tuple[str, tuple[float, float, float, float]]) -> RecognisedPage:
    return RecognisedPage(
        page_id=page_id(SOURCE, 1),
        lines=tuple(RecognisedLine(text=t, box=b, confidence=0.95) for t, b in lines),
        engine="rapidocr",
        script="Latn",
        width_px=1200,
        height_px=1600,
    )


def waiting(**given: object) -> Page:
    return Page.model_validate(
        {
            "page_id": page_id(SOURCE, 1), "ordinal": 1, "origin": "none", "width": 300.0,
            "height": 400.0, "needs_ocr": True, **given,
        }
    )  # fmt: skip


def test_recognised_lines_become_the_page_in_points_with_confidence() -> None:
    page = fold_page(
        waiting(), recognised(("Hemoglobin 13.2", (40, 80, 400, 120)), ("x", (1, 2, 3, 4)))
    )
    assert (page.text, page.origin, page.needs_ocr) == ("Hemoglobin 13.2\nx", "ocr", False)
    assert page.lines[0].box == (10.0, 20.0, 100.0, 30.0)
    assert page.lines[0].confidence == 0.95
    assert page.confidence == 0.95
    assert "numbers_unconfirmed" in page.notes
    check_spans(page)


def test_a_text_layer_stays_first_and_is_not_repeated() -> None:
    stamp = Line(start=0, end=8, box=(10.0, 10.0, 100.0, 20.0))
    page = waiting(text="Received", lines=(stamp,), origin="text_layer")
    folded = fold_page(
        page, recognised(("Recelved", (40, 38, 404, 82)), ("Platelets 210", (40, 400, 400, 440)))
    )
    assert folded.text == "Received\nPlatelets 210"
    assert folded.origin == "ocr"
    assert folded.lines[0] == stamp
    check_spans(folded)


@given(st.lists(st.text(st.characters(exclude_characters="\n"), min_size=1), max_size=6))
def test_spans_hold_for_any_text(texts: list[str]) -> None:
    lines = [(text, (0.0, 40.0 * n, 90.0, 40.0 * n + 30)) for n, text in enumerate(texts)]
    check_spans(fold_page(waiting(text="kept", lines=(Line(start=0, end=4),)), recognised(*lines)))


def reading(*pages: Page, kind: str = "image") -> Reading:
    return Reading(kind=kind, pages=pages)


def test_what_stays_unread_is_listed_with_its_remedy() -> None:
    first, second = waiting(), waiting(page_id=page_id(SOURCE, 2), ordinal=2)
    missing = choose_engine("Cyrl", "ru", [RAPID])
    refused = RecognisedPage(
        page_id=second.page_id, code=missing.code, message=missing.message, remedy=missing.remedy
    )
    results = {first.page_id: recognised(("Text", (0, 0, 90, 30))), second.page_id: refused}
    folded = fold_reading(reading(first, second, kind="pdf"), results)
    assert (folded.status, folded.code) == ("part", "ocr_engine_missing")
    assert "1 of 2 pages" in folded.message
    assert "tesseract-ocr-rus" in folded.remedy
    assert folded.pages[1].needs_ocr
    assert "ocr_engine_missing" in folded.pages[1].notes
    alone = fold_reading(reading(second, kind="pdf"), results)
    assert alone.status == "not_read"
    undone = fold_reading(reading(first, kind="pdf"), {})
    assert (undone.status, undone.code) == ("not_read", "ocr_not_done")


def test_pages_above_the_limit_say_which_setting() -> None:
    page = waiting()
    folded = fold_reading(reading(page), {page.page_id: over_limit(task(), 400)})
    assert folded.code == "ocr_page_limit"
    assert "max_ocr_pages" in folded.remedy


def test_tasks_and_hints() -> None:
    russian = Page(page_id=PageId("p:1"), ordinal=1, text=RU_PAGE, language="ru")
    waits = waiting(ordinal=2, page_id=page_id(SOURCE, 2))
    (planned,) = ocr_tasks(reading(russian, waits, kind="pdf"), SOURCE, "Latn", "en")
    assert (planned.ordinal, planned.kind) == (2, "pdf")
    assert (planned.script_hint, planned.language_hint) == ("Cyrl", "ru")
    assert hints_from([waits]) == ("", "")
    assert ocr_tasks(reading(waits, kind="word"), SOURCE) == []
    assert ocr_key(planned, [RAPID]) != ocr_key(planned, [RAPID, RUSSIAN])


def printed(text: str, size: int = 30) -> Image.Image:
    page = Image.new("L", (1000, 120 + 2 * size * len(text.split("\n"))), 250)
    draw = ImageDraw.Draw(page)
    font = ImageFont.truetype(str(FONT), size)
    for row, line in enumerate(text.split("\n")):
        draw.text((60, 60 + 2 * size * row), line, 15, font)
    return page


def error_rate(truth: str, page: RecognisedPage) -> float:
    read = "\n".join(line.text for line in page.lines)
    return Levenshtein.distance(truth, read) / len(truth)


needs_font = pytest.mark.skipif(not FONT.exists(), reason="DejaVu is not installed")
needs_rapid = pytest.mark.skipif(not rapidocr_is_present(), reason="rapidocr is not installed")


@pytest.fixture(scope="module")
def engines() -> Engines:
    return find_engines(Limits())


@needs_font
@needs_rapid
class TestRapid:
    @pytest.mark.parametrize("turn", [0, 180])
    def test_english_is_read_upright_and_upside_down(self, engines: Engines, turn: int) -> None:
        alone = engines._replace(tesseract=None)
        picture = printed(ENGLISH).rotate(turn)
        page = recognise(task(), picture, alone)
        assert error_rate(ENGLISH, page) < 0.03
        assert page.rotation == turn
        box = page.lines[0].box
        upright = (60, 60, 600, 100)
        width, height = picture.size
        turned = (width - 600, height - 100, width - 60, height - 60)
        assert box == pytest.approx(turned if turn else upright, abs=45)

    def test_a_russian_page_is_refused_without_tesseract(self, engines: Engines) -> None:
        alone = engines._replace(tesseract=None)
        page = recognise(task(), printed(RU_PAGE), alone)
        assert (page.code, page.lines) == ("ocr_script_unknown", ())
        hinted = recognise(task(script_hint="Cyrl", language_hint="ru"), printed(RU_PAGE), alone)
        assert "tesseract-ocr-rus" in hinted.remedy

    def test_an_english_page_of_a_russian_case_stays_english(self, engines: Engines) -> None:
        page = recognise(task(script_hint="Cyrl"), printed(ENGLISH), engines)
        assert page.engine == "rapidocr"
        assert error_rate(ENGLISH, page) < 0.03

    def test_a_work_is_performed_and_folded(self, tmp_path: Path) -> None:
        stream = io.BytesIO()
        printed(ENGLISH).save(stream, "PNG")
        data = stream.getvalue()
        read, _ = read_bytes(ImageReader(), data)
        source = SourceId(hashlib.sha256(data).hexdigest())
        (planned,) = ocr_tasks(read, source)
        path = tmp_path / "page"
        path.write_bytes(data)
        given = {"task": planned.model_dump(mode="json"), "path": str(path)}
        result = RecognisedPage.model_validate(perform(given, Limits()))
        folded = fold_reading(read, {planned.page_id: result})
        assert folded.status == "read"
        assert "HER2 negative" in folded.pages[0].text
        check_spans(folded.pages[0])

    def test_a_blurred_photograph_is_to_be_taken_again(self, engines: Engines) -> None:
        blurred = printed(ENGLISH).filter(ImageFilter.GaussianBlur(14))
        stream = io.BytesIO()
        blurred.save(stream, "JPEG")
        read, _ = read_bytes(ImageReader(), stream.getvalue())
        page = read.pages[0]
        result = recognise(task(), blurred, engines).replaced(page_id=page.page_id)
        folded = fold_reading(read, {page.page_id: result})
        assert (folded.status, folded.code) == ("not_read", "photo_unreadable")
        assert "30 cm" in folded.remedy


@needs_font
@pytest.mark.skipif(
    "rus" not in getattr(getattr(find_tesseract(9), "info", None), "languages", ()),
    reason="tesseract with Russian is not installed",
)
def test_russian_is_read_by_tesseract(engines: Engines) -> None:
    page = recognise(task(), printed(RU_PAGE), engines)
    assert (page.engine, page.language, page.script) == ("tesseract", "rus", "Cyrl")
    assert error_rate(RU_PAGE, page) < 0.05


@needs_rapid
@pytest.mark.slow
@pytest.mark.skipif(not (SHARED / "pdf").is_dir(), reason="shared records are not here")
@pytest.mark.parametrize("name", ["linn", "skew", "rotated_skew"])
def test_the_shared_scan_is_read(engines: Engines, name: str) -> None:
    path = SHARED / f"pdf/{name}.pdf"
    read, _ = read_bytes(PdfReader(), path.read_bytes())
    (planned,) = ocr_tasks(read, read.pages[0].page_id.partition(":")[0])  # type: ignore[arg-type]
    given = {"task": planned.model_dump(mode="json"), "path": str(path)}
    result = RecognisedPage.model_validate(perform(given, Limits()))
    truth = "".join((SHARED / "pdf/linn.txt").read_text().split())
    text = "".join(fold_page(read.pages[0], result).text.split())
    assert Levenshtein.distance(truth, text) / len(truth) < 0.05
