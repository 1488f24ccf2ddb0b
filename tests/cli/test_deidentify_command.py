"""`deidentify`: lines for machines, a masked text for people, from a file or stdin."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from huizhen.project.main import app

RUNNER = CliRunner()
TEXT = "Patient: John Rowntree, DOB 02/11/1968, MRN 1234567. Gleason 7."


def test_jsonl_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "texts.jsonl"
    rows = [
        {"id": "a", "text": TEXT, "language": "en"},
        {"id": "b", "text": "姓名：王建国 出生日期：1966年3月12日"},
        {"id": "c", "text": ""},
    ]
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    result = RUNNER.invoke(app, ["deidentify", "--jsonl", str(path)])
    assert result.exit_code == 0
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(line["schema"], line["id"]) for line in lines] == [
        ("huizhen.deidentify/1", one) for one in "abc"
    ]
    said = [(TEXT[s["start"] : s["end"]], s["kind"]) for s in lines[0]["spans"]]
    assert said == [
        ("John Rowntree", "name"), ("02/11/1968", "birth_date"), ("1234567", "id"),
    ]  # fmt: skip
    assert [span["kind"] for span in lines[1]["spans"]] == ["name", "birth_date"]
    assert lines[2]["spans"] == []


def test_a_text_for_people(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text(TEXT, encoding="utf-8")
    result = RUNNER.invoke(app, ["deidentify", str(path)])
    assert result.stdout == "Patient: [name], DOB [birth_date], MRN [id]. Gleason 7."


def test_the_patient_may_be_told(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("la obesa Gleason y su hermana", encoding="utf-8")
    arguments = ["deidentify", str(path), "--language", "es"]
    assert "[name]" not in RUNNER.invoke(app, arguments).stdout
    told = RUNNER.invoke(app, [*arguments, "--patient", "Gleason, Ana; 1968-02-11"])
    assert told.stdout == "la obesa [name] y su hermana"


@pytest.mark.parametrize("content", [b"{not json", b'{"id": 1}', b"\xff\xfe\x00"])
def test_a_wrong_file_is_said(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "texts.jsonl"
    path.write_bytes(content)
    assert RUNNER.invoke(app, ["deidentify", "--jsonl", str(path)]).exit_code == 2
