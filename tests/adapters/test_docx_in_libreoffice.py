"""Word documents through LibreOffice: the text in the PDF's order, in our faces, on the page."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

import synthetic_papers as papers
from docx_look import body_text, converted, foreign_faces, outside, page_count, same_order, soffice
from huizhen.adapters.render_docx import DocxRenderer
from huizhen.adapters.render_typst import REQUIRED_FONTS, TypstRenderer
from huizhen.core.preparation.paper import Paper
from huizhen.core.preparation.setting import paper_data
from huizhen.project.config import CONTENT

FONTS = CONTENT / "fonts"
pytestmark = [
    pytest.mark.skipif(soffice() is None, reason="needs LibreOffice"),
    pytest.mark.skipif(
        not all((FONTS / name).is_file() for name in REQUIRED_FONTS), reason="needs the fonts"
    ),
    pytest.mark.timeout(300),
]


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Path]]:
    """Name to our PDF and LibreOffice's of the same paper."""
    folder = tmp_path_factory.mktemp("papers")
    front = papers.front_sheet_paper(4)
    made: dict[str, tuple[Paper, Paper | None]] = {
        "dossier": (papers.dossier_paper(), None),
        "letter": (papers.letter_paper("de"), None),
        "with_front": (papers.dossier_paper(), front),
    }
    typst = TypstRenderer(CONTENT / "templates", FONTS)
    for name, (paper, first) in made.items():
        data = paper_data(paper, 0, first)
        pdf = typst.render_pdf("paper.typ", data, datetime.date(2026, 5, 20))
        (folder / f"{name}.pdf").write_bytes(pdf)
        (folder / f"{name}.docx").write_bytes(DocxRenderer().render(paper, 0, first))
    documents = [folder / f"{name}.docx" for name in made]
    theirs = converted(documents, folder / "libreoffice")
    return {d.stem: (d.with_suffix(".pdf"), t) for d, t in zip(documents, theirs, strict=True)}


@pytest.mark.parametrize("name", ["dossier", "letter", "with_front"])
def test_a_document_says_the_same_in_the_same_order(
    pairs: dict[str, tuple[Path, Path]], name: str
) -> None:
    ours, theirs = pairs[name]
    assert len(body_text(ours)) > 300
    assert same_order(body_text(ours), body_text(theirs)) >= 0.97
    assert foreign_faces(theirs) == set()
    assert outside(theirs) == 0


def test_the_front_sheet_is_one_page_before_the_others(
    pairs: dict[str, tuple[Path, Path]],
) -> None:
    assert page_count(pairs["with_front"][0]) == page_count(pairs["dossier"][0]) + 1
    assert page_count(pairs["with_front"][1]) == page_count(pairs["dossier"][1]) + 1
