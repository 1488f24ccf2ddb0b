"""The command `checklist`: PDF or DOCX by the ending; wrong calls say what to do."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
import typer

from huizhen.cli.checklist_command import write_checklist
from huizhen.cli.output import EXIT_WRONG_CALL
from huizhen.project.config import Settings
from huizhen.project.wiring import workshop

DAY = datetime.date(2026, 5, 20)


@pytest.mark.parametrize(("name", "head"), [("a.pdf", b"%PDF-"), ("a.docx", b"PK")])
def test_the_ending_chooses_the_format(tmp_path: Path, name: str, head: bytes) -> None:
    write_checklist("hpb", "de", tmp_path / name, DAY, workshop(Settings()))
    assert (tmp_path / name).read_bytes().startswith(head)


@pytest.mark.parametrize(
    ("specialty", "language", "name", "code"),
    [
        ("eye", "de", "a.pdf", "specialty_unknown"),
        ("hpb", "ja", "a.pdf", "language_unknown"),
        ("hpb", "de", "a.txt", "out_wrong"),
    ],
)
def test_a_wrong_call_is_named(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    specialty: str,
    language: str,
    name: str,
    code: str,
) -> None:
    with pytest.raises(typer.Exit) as raised:
        write_checklist(specialty, language, tmp_path / name, DAY, workshop(Settings()))
    assert raised.value.exit_code == EXIT_WRONG_CALL
    assert code in capsys.readouterr().err
    assert not (tmp_path / name).exists()
