"""Text of real PDFs is laid along their papers; a word that only the template sets is told."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

import synthetic_papers as papers
from huizhen.adapters.render_typst import TypstRenderer
from huizhen.core.preparation.accounting.account import Account, Grounds, account_of
from huizhen.core.preparation.accounting.fixed_words import FixedWords
from huizhen.core.preparation.accounting.runs import expected_text
from huizhen.core.preparation.paper import Paper
from huizhen.core.preparation.setting import paper_data
from huizhen.project.config import CONTENT

FONTS = CONTENT / "fonts"
TEMPLATES = CONTENT / "templates"
pytestmark = pytest.mark.skipif(
    not (FONTS / "NotoSansSC-Regular.ttf").is_file(), reason="scripts/fetch_fonts.py was not run"
)


def account(paper: Paper, front: Paper | None = None, templates: Path = TEMPLATES) -> Account:
    """The account of the set paper's text alone: what its runs rest on is not asked."""
    pdf = TypstRenderer(templates, FONTS).render_pdf(
        "paper.typ", paper_data(paper, front=front), date(2026, 5, 20)
    )
    texts = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]
    references = {reference.number: reference for reference in paper.references}
    sources = {reference.source: reference.path for reference in paper.references}
    grounds = Grounds(
        {}, sources, references, FixedWords([], {}), frozenset(), are_words_of_packs=True
    )
    found = account_of("paper.pdf", texts, expected_text(paper, front), grounds)
    kept = [one for one in found.reported if one.code not in ("fact_unknown", "source_unknown")]
    return found.replaced(reported=tuple(kept))


@pytest.mark.parametrize(
    "paper",
    [
        papers.dossier_paper(),
        papers.letter_paper("de"),
        papers.letter_paper("ru"),
        papers.long_paper(300),
    ],
)
def test_all_text_of_a_set_paper_is_found(paper: Paper) -> None:
    assert account(paper).reported == ()


def test_the_front_sheet_is_found_on_the_first_page() -> None:
    assert account(papers.dossier_paper(), papers.front_sheet_paper(12)).reported == ()


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("#references\n", "#references\n建议手术\n", "建议手术"),
        ("  s.after\n", "  [可行]\n        s.after\n", "可行"),
        ("data.footer, numbering_", "data.footer + [已审核], numbering_", "已审核"),
        ('data.marks.join("　")', 'data.marks.join("　") + [机密]', "机密"),
    ],
)
def test_a_word_of_the_template_is_told(tmp_path: Path, old: str, new: str, word: str) -> None:
    templates = Path(shutil.copytree(TEMPLATES, tmp_path / "templates"))
    text = (templates / "paper.typ").read_text(encoding="utf-8")
    assert old in text
    (templates / "paper.typ").write_text(text.replace(old, new), encoding="utf-8")
    reported = account(papers.dossier_paper(), templates=templates).reported
    assert any(word in one.text for one in reported)
