"""Wordings of named persons at the command line: in the request, in the papers, accounted for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from huizhen.project.config import CONTENT
from huizhen.project.main import app

pytestmark = pytest.mark.skipif(
    not (CONTENT / "fonts" / "NotoSansSC-Regular.ttf").is_file(),
    reason="scripts/fetch_fonts.py was not run",
)
LETTER = """Discharge letter, 12 March 2026
Patient: Anna Probe, born 11.02.1968
Diagnosis: hepatocellular carcinoma, segment VIII, 5.2 cm.
"""
QUESTION = "1. Is it resectable?\n2. TACE first?"
ENTRY = {"kind": "person", "who": "Wang Lin", "at": "2026-05-20T08:00:00+00:00", "why": "译文"}
WORDED = {
    "key": "question:question",
    "seen": QUESTION,
    "text": "1. 能否切除？\n2. 是否先行TACE？",
    "entry": ENTRY,
}
GONE = {"key": "past:none:1", "seen": "糖尿病", "text": "2型糖尿病", "entry": ENTRY}


def prepared(folder: Path, edits: str) -> Result:
    """The package of the letter with these edits."""
    (folder / "records").mkdir()
    (folder / "records" / "letter.txt").write_text(LETTER)
    request = {
        "specialty": "hpb",
        "question": QUESTION,
        "patient": "Probe, Anna; 1968-02-11; F",
        "as_of": "2026-05-20",
        "edits": edits,
    }
    (folder / "request.json").write_text(json.dumps(request))
    arguments = ["--request", str(folder / "request.json"), "--out", str(folder / "package")]
    return CliRunner().invoke(app, ["prepare", str(folder / "records"), *arguments])


def test_edited_words_are_in_the_papers_and_accounted_for(tmp_path: Path) -> None:
    assert prepared(tmp_path, json.dumps([WORDED, GONE])).exit_code in (0, 3)
    page = (tmp_path / "package" / "dossier.html").read_text(encoding="utf-8")
    assert "能否切除？" in page
    assert "Is it resectable?" in page
    assert "2型糖尿病" not in page
    traced = CliRunner().invoke(app, ["trace", str(tmp_path / "package")])
    assert traced.exit_code == 0, traced.output
    assert "the facts give this dossier again" in traced.output


def test_edits_that_cannot_be_read_are_a_wrong_call(tmp_path: Path) -> None:
    assert prepared(tmp_path, '[{"key": "a"}]').exit_code == 2
    assert not (tmp_path / "package" / "dossier.html").exists()
