"""`huizhen score` on the command line, and the page of scores."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from huizhen.cli.score_command import score

sys.path.insert(0, str(Path(__file__).parents[3] / "scripts"))
from write_score_table import document

app = typer.Typer()
app.command()(score)
PUGH = ("alb_gl=36", "inr=1.2", "ascites=none", "enceph=none")


def run(*arguments: str) -> tuple[int, str, str]:
    outcome = CliRunner().invoke(app, list(arguments))
    return outcome.exit_code, outcome.stdout, outcome.stderr


def test_a_computed_score_with_label_in_both_languages() -> None:
    code, out, _ = run("H01", "bil_umol=3.0 mg/dL", *PUGH)
    assert code == 0
    assert "points: 6" in out
    assert "to be confirmed by the treating doctor and the specialist" in out
    assert "由所提供资料计算，须经主管医师及会诊专家确认" in out
    assert "source: Pugh 1973" in out


def test_json_lines() -> None:
    code, out, _ = run("child-pugh", "bil_umol=20", *PUGH, "--json")
    assert code == 0
    line = json.loads(out)
    assert line["schema"] == "huizhen.score/1"
    assert line["status"] == "computed"
    assert line["result"] == {"points": 5, "class": "A"}


def test_what_is_missing_is_said_with_exit_3() -> None:
    code, out, _ = run("H01", "alb_gl=36")
    assert code == 3
    assert "needs ascites (ascites)" in out
    assert "缺：腹水" in out
    code, out, _ = run("H01", "alb_gl=36", "--json")
    assert code == 3
    assert json.loads(out)["status"] == "not_computable"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("H99",), "score_unknown"),
        (("H01", "glucose=5"), "score_input_unknown"),
        (("H01", "alb_gl"), "score_input_malformed"),
        (("H01", "alb_gl=36", "alb_gl=37"), "score_input_twice"),
        (("H01", "alb_gl=360"), "score_input_invalid"),
    ],
)
def test_wrong_calls_exit_2_with_a_remedy(arguments: tuple[str, ...], message: str) -> None:
    code, out, err = run(*arguments)
    assert code == 2
    assert out == ""
    assert err.startswith(f"{message}: ")
    assert len(err.splitlines()) == 2


def test_a_row_of_several_scores_gives_each() -> None:
    code, out, _ = run("G03", "kg=70", "cm=175", "--json")
    assert code == 0
    assert [json.loads(line)["result"] for line in out.splitlines()] == [22.9, 1.84, 1.85]


def test_doubtful_rules_are_flagged() -> None:
    _, out, _ = run("S16b", "hu=90")
    assert "needs clinician review 规则待临床审核" in out


def test_the_list() -> None:
    code, out, _ = run("--list")
    assert code == 0
    assert "child-pugh" in out
    assert run()[1] == out
    lines = [json.loads(line) for line in run("--list", "--json")[1].splitlines()]
    assert {line["schema"] for line in lines} == {"huizhen.score-definition/1"}
    pugh = next(line for line in lines if line["id"] == "H01")
    assert pugh["inputs"][0]["unit_zh"] == "µmol/L"


def test_the_page_is_as_the_definitions_are() -> None:
    page = Path(__file__).parents[3] / "docs" / "scores.md"
    assert page.read_text(encoding="utf-8") == document()
