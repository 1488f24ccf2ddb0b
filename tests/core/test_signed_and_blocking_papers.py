"""What papers say above their text: every code that blocks, and who signed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from test_composition import composed

from huizhen.cli.decisions_run import CHANGED
from huizhen.core.content import load_pack
from huizhen.core.preparation.dossier import IDENTITY_UNCONFIRMED
from huizhen.core.preparation.frames import Frames
from huizhen.core.preparation.page_pictures import PageViews
from huizhen.core.preparation.paper_page import paper_html, with_header
from huizhen.core.preparation.papers import dossier_paper, page_paper, request_form_paper
from huizhen.core.preparation.signature import Signature
from huizhen.core.preparation.wording import Wordsmith
from huizhen.project.config import CONTENT

FRAMES = Frames(load_pack("wording", [CONTENT]), "papers.json")
SIGNED = Signature(
    name="Dr. Robin Sample",
    role="审核医师",
    at=datetime(2026, 5, 20, 18, 30, tzinfo=UTC),
    dossier_sha256="ab" * 32,
)
CODES = (
    "identity_unconfirmed", "contradiction", "quarantined", "unidentified", "not_read",
    "ocr_numbers", CHANGED,
)  # fmt: skip


@pytest.mark.parametrize("code", CODES)
def test_every_code_that_blocks_has_words_on_paper(words: Wordsmith, code: str) -> None:
    dossier = composed(words, []).replaced(blocking=(code,))
    summary = " ".join(dossier_paper(dossier, FRAMES).summary)
    assert FRAMES.text(f"blocking.{code}") in summary


def test_a_signature_takes_the_mark_of_a_draft_away_and_no_other(words: Wordsmith) -> None:
    dossier = composed(words, []).replaced(identity_note=IDENTITY_UNCONFIRMED)
    for paper in (
        page_paper(dossier, FRAMES, SIGNED),
        request_form_paper(dossier, {}, FRAMES, SIGNED),
    ):
        assert paper.marks == ("规则未经临床审核", IDENTITY_UNCONFIRMED)
        assert paper.summary[0] == (
            "已经医师确认：Dr. Robin Sample（审核医师），2026-05-21 02:30（北京时间）；"
            f"本版 SHA-256 {'ab' * 32}"
        )


def test_the_page_keeps_its_body_under_the_new_header(words: Wordsmith) -> None:
    dossier = composed(words, [])
    page = paper_html(page_paper(dossier, FRAMES), PageViews())
    signed = with_header(page, page_paper(dossier, FRAMES, SIGNED))
    assert signed.partition("</header>")[2] == page.partition("</header>")[2]
    assert signed.partition("<header>")[0] == page.partition("<header>")[0]
    assert "草稿" in page.partition("</header>")[0]
    assert "草稿" not in signed.partition("</header>")[0]
    with pytest.raises(ValueError, match="no header"):
        with_header("<p>", page_paper(dossier, FRAMES))
