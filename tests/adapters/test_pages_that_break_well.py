"""Labels and lines to sign are not parted from what they belong to at the foot of a page."""

from __future__ import annotations

from datetime import date

import pypdfium2
import pytest

from huizhen.adapters.render_typst import TypstRenderer
from huizhen.core.preparation.paper import Blank, Block, Fixed, Items, Paper, Section
from huizhen.core.preparation.setting import paper_data
from huizhen.project.config import CONTENT

FONTS = CONTENT / "fonts"

pytestmark = pytest.mark.skipif(
    not (FONTS / "NotoSansSC-Regular.ttf").is_file(), reason="scripts/fetch_fonts.py was not run"
)


def pages_of(*tail: Block, lines: int) -> list[str]:
    """The text of each page of a paper with so many lines before its end."""
    body = (*(Fixed(text=f"行{n}") for n in range(lines)), *tail)
    paper = Paper(
        key="request_form", title="申请单", created_on="2026-05-20",
        sections=(Section(key="a", title="甲", blocks=body),),
    )  # fmt: skip
    pdf = TypstRenderer(CONTENT / "templates", FONTS).render_pdf(
        "paper.typ", paper_data(paper), date(2026, 5, 20)
    )
    document = pypdfium2.PdfDocument(pdf)
    found = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return found


@pytest.mark.parametrize("lines", range(34, 58, 3))
def test_a_seal_stands_with_the_lines_to_sign(lines: int) -> None:
    signing = (Blank(label="医师签名"), Blank(label="日期"), Blank(label="盖章", is_seal=True))
    (place,) = {n for n, text in enumerate(pages_of(*signing, lines=lines)) if "盖章" in text}
    text = pages_of(*signing, lines=lines)[place]
    assert "医师签名" in text
    assert "日期" in text


@pytest.mark.parametrize("lines", range(40, 60, 1))
def test_a_label_stands_with_what_it_is_of(lines: int) -> None:
    tail = Items(label="内镜检查", statements=(), empty="未提供")
    for text in pages_of(tail, lines=lines):
        assert ("内镜检查" in text) == ("未提供" in text)
