"""Papers as PDF: nothing runs over an edge, marks lead to the list and back, nothing is lost."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date

import pikepdf
import pypdfium2
import pytest

import synthetic_papers as papers
from huizhen.adapters.render_typst import TypstRenderer
from huizhen.core.preparation.paper import Paper, Prose, Section
from huizhen.core.preparation.setting import paper_data
from huizhen.core.preparation.shortening import on_one_page
from huizhen.core.preparation.statement import Statement
from huizhen.project.config import CONTENT

FONTS = CONTENT / "fonts"
ON = date(2026, 5, 20)
PT_PER_MM = 72 / 25.4
pytestmark = pytest.mark.skipif(
    not (FONTS / "NotoSansSC-Regular.ttf").is_file(), reason="scripts/fetch_fonts.py was not run"
)
RENDERER = TypstRenderer(CONTENT / "templates", FONTS)


def pdf_of(paper: Paper, step: int = 0) -> bytes:
    return RENDERER.render_pdf("paper.typ", paper_data(paper, step), ON)


def text_of(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(pdf)
    text = "".join(page.get_textpage().get_text_range() for page in pages)
    return "".join(text.replace("\u200b", "").split())


def furthest_right_mm(pdf: bytes) -> float:
    """Where the rightmost letter of all pages ends."""
    right = 0.0
    for page in pypdfium2.PdfDocument(pdf):
        text = page.get_textpage()
        for at in range(text.count_chars()):
            if text.get_text_range(at, 1).strip("\u200b \r\n"):  # blanks may hang over the edge
                right = max(right, text.get_charbox(at)[2])
    return right / PT_PER_MM


@pytest.mark.parametrize(
    ("paper", "margin_mm"),
    [
        (papers.dossier_paper(), 15),
        (papers.letter_paper("de"), 25),
        (papers.letter_paper("ru"), 25),
        (papers.front_sheet_paper(), 11),
    ],
)
def test_nothing_runs_over_the_margin(paper: Paper, margin_mm: float) -> None:
    assert furthest_right_mm(pdf_of(paper)) <= 210 - margin_mm + 0.2


def test_no_cell_of_a_narrow_table_runs_into_the_next() -> None:
    pdf = pdf_of(papers.dossier_paper())
    page = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    width = (210 - 30) * PT_PER_MM * 1.6 / 9.9
    edge = 15 * PT_PER_MM + width
    text = page.get_text_range()
    at = text.index("Trastuzumab")
    assert all(page.get_charbox(at + i)[2] <= edge for i in range(len("Trastuzumab")))


def test_all_that_a_paper_says_stands_in_the_pdf() -> None:
    paper = papers.dossier_paper()
    text = text_of(pdf_of(paper))
    for section in paper.sections:
        assert "".join(section.title.split()) in text
        for statement in section.statements:
            assert "".join(statement.text.split()) in text
    for reference in paper.references:
        assert f"[{reference.number}]" in text
    assert "".join(paper.footer.split()) in text
    assert "待核" in text


def test_sections_are_bookmarks_and_marks_are_links() -> None:
    paper = papers.dossier_paper()
    pdf = pdf_of(paper)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        with document.open_outline() as outline:
            titles = [item.title for item in outline.root]
        links = sum(len(page.get("/Annots", [])) for page in document.pages)
    assert titles == [section.title for section in paper.sections] + ["出处"]
    uses = sum(len(s.references) for section in paper.sections for s in section.statements)
    assert links >= uses + 30


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert pdf_of(papers.letter_paper()) == pdf_of(papers.letter_paper())


def test_a_front_sheet_holds_on_one_page() -> None:
    paper = papers.front_sheet_paper(60)

    def render(data: Mapping[str, object]) -> bytes:
        return RENDERER.render_pdf("paper.typ", data, ON)

    held = on_one_page(
        paper, "另有{count}项", render, lambda pdf: len(pypdfium2.PdfDocument(pdf)) == 1
    )
    pdf = render(paper_data(held.paper, held.step))
    assert "另有54项" in text_of(pdf)


def test_three_thousand_statements_are_set_in_seconds() -> None:
    pdf = pdf_of(papers.long_paper(3000))
    assert len(pypdfium2.PdfDocument(pdf)) > 60
    assert furthest_right_mm(pdf_of(papers.long_paper(300))) <= 195.2


def _widths(paper: Paper, sign: str) -> list[float]:
    """How wide a sign stands, each time, in ems of the paper's letters."""
    widths = []
    for page in pypdfium2.PdfDocument(pdf_of(paper)):
        words = page.get_textpage()
        for at in range(words.count_chars()):
            if words.get_text_range(at, 1) == sign:
                left, _, right, _ = words.get_charbox(at, loose=True)
                widths.append((right - left) / 10)
    return widths


def _of_one_line(language: str, **said: str) -> Paper:
    paper = papers.letter_paper("de") if language != "zh" else papers.dossier_paper()
    statement = Statement(key="s:1", **said)
    section = Section(key="s", title="", blocks=(Prose(statements=(statement,)),))
    return paper.replaced(sections=(section,), references=())


@pytest.mark.parametrize("sign", ["’", "“", "”"])
def test_a_curly_quote_in_a_letter_is_as_narrow_as_its_letters(sign: str) -> None:
    paper = _of_one_line("de", text="The patient’s “own” words")
    widths = _widths(paper, sign)
    assert widths
    assert max(widths) < 0.6


def test_quotes_of_foreign_words_are_narrow_beside_wide_chinese_ones() -> None:
    paper = _of_one_line("zh", text="诊断为“肝癌”", original="the patient’s “own” words")
    assert max(_widths(paper, "’")) < 0.6
    opening = sorted(_widths(paper, "“"))
    assert opening[0] < 0.6 < opening[-1]
