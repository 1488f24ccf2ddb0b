"""Long letters set on pages: nothing leaves the margins, no word is lost."""

from __future__ import annotations

import datetime
import io
import re
import zipfile

import pypdfium2
import pytest
from letter_bench import CONTENT, LANGUAGES, every_item, finding, letters, pack, said

from huizhen.adapters.render_docx import DocxRenderer
from huizhen.adapters.render_typst import TypstRenderer
from huizhen.core.preparation.letters.checklist import checklist
from huizhen.core.preparation.paper import Paper
from huizhen.core.preparation.requirements.definition import Cause
from huizhen.core.preparation.setting import paper_data

DAY = datetime.date(2026, 5, 20)
RENDERER = TypstRenderer(CONTENT / "templates", CONTENT / "fonts")
_MARGIN_PT = 60.0
_FOOTER = re.compile(r"\n\d+/\d+")


def set_text(paper: Paper) -> str:
    """The text of the set pages without blanks and hyphens; a sign past a margin fails."""
    pdf = RENDERER.render_pdf("paper.typ", paper_data(paper), DAY)
    found, foot = [], bare(paper.footer)
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            words = page.get_textpage()
            width, height = page.get_size()
            for index in range(words.count_rects()):
                left, bottom, right, top = words.get_rect(index)
                assert left >= _MARGIN_PT
                assert right <= width - _MARGIN_PT
                assert bottom >= 0
                assert top <= height
            found.append(_FOOTER.sub("", bare(words.get_text_bounded()).replace(foot, "\n")))
    return "".join(found)


def bare(text: str) -> str:
    """Text without what a line break can add or take away."""
    return re.sub(r"[\s\-\u00ad\ufffe\u0002\u200b]", "", text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("cause", ["wrong_format", "by_event"])
def test_a_letter_that_asks_for_everything_is_set_whole(language: str, cause: Cause) -> None:
    found = [finding(key, cause, days=4000, limit=365) for key in every_item()]
    for paper in letters(found, "nsg", [language]):
        if paper.language != language:
            continue
        text = set_text(paper)
        for section in paper.sections:
            assert bare(section.title) in text
            assert all(bare(s.text)[:20] in text for s in section.statements)
        with zipfile.ZipFile(io.BytesIO(DocxRenderer().render(paper))) as docx:
            assert "word/document.xml" in docx.namelist()


@pytest.mark.parametrize("language", ["en", "de", "es", "fr", "ru", "zh"])
def test_a_checklist_takes_two_pages_at_most(language: str) -> None:
    paper = checklist("spn", language, pack(), DAY)
    assert bare(said(paper).split("\n")[0]) in set_text(paper)
    pdf = RENDERER.render_pdf("paper.typ", paper_data(paper), DAY)
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) <= 2
