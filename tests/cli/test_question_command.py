"""`lint-question`: verdicts for people and machines, and the exit code of each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from huizhen.cli.question_command import lint_question
from huizhen.project.config import Settings
from huizhen.project.wiring import workshop

GOOD = "5 cm HCC in S8, Child-Pugh A: resection or TACE?"
VAGUE = "Please help me with my tumour."
app = typer.Typer()


@app.command()
def lint(
    text: str = "",
    specialty: str = "",
    language: str = "",
    jsonl: Path | None = None,
    as_json: bool = False,
) -> None:
    lint_question(workshop(Settings()), text, specialty, language, jsonl, as_json)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_specific_question_exits_0_and_a_vague_one_3() -> None:
    good, vague = run("--text", GOOD), run("--text", VAGUE, "--language", "de")
    assert (good.exit_code, vague.exit_code) == (0, 3)
    assert good.stdout.startswith("pass (en")
    assert "请补充部位" in vague.stdout
    assert "Lokalisation" in vague.stdout
    assert "规则未经临床审核" in vague.stdout


def test_json_says_the_parts_with_their_spans() -> None:
    (line,) = lines(run("--text", GOOD, "--as-json").stdout)
    assert (line["schema"], line["verdict"]) == ("huizhen.question/1", "pass")
    assert line["pack"]["id"] == "questions"
    assert [GOOD[o["start"] : o["end"]] for o in line["options"]] == ["resection", "TACE"]


def test_a_file_gives_a_line_each(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    rows = [
        {"id": "a", "text": GOOD, "specialty": "spn"},
        {"id": "b", "text": "请看看我的病历", "language": "zh"},
    ]
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    result = run("--jsonl", path)
    first, second = lines(result.stdout)
    assert result.exit_code == 3
    assert (first["id"], first["verdict"], first["rules"][0]["id"]) == ("a", "pass", "V7")
    assert (second["id"], second["verdict"]) == ("b", "vague")


@pytest.mark.parametrize(
    "arguments", [(), ("--text", GOOD, "--specialty", "eye"), ("--jsonl", "/nowhere.jsonl")]
)
def test_a_wrong_call_exits_2(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2
