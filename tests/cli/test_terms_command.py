"""`huizhen terms`: import, list, find, export, remove."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner, Result

from huizhen.project.main import app


def run(home: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["terms", *words, "--home", str(home)])


def lines(result: Result) -> list[dict[str, object]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.output.splitlines()]


def test_a_shipped_set_is_imported_with_its_provenance_and_found(tmp_path: Path) -> None:
    (kept,) = lines(run(tmp_path, "import", "hpo-zh", "--json"))
    assert (kept["terms"], kept["version"]) == (18988, "2026-06-22")
    assert "unaltered" in str(kept["licence"])
    (listed,) = lines(run(tmp_path, "list", "--json"))
    assert listed == kept
    (found,) = lines(run(tmp_path, "find", "HP:0000010", "--json"))
    told = (found["zh"], found["pack"], found["is_proposed"])
    assert told == ("复发性尿路感染", "hpo-zh", False)


def test_a_misspelling_is_marked_as_a_proposal(tmp_path: Path) -> None:
    found = lines(run(tmp_path, "find", "hepatocelular carcinoma", "--json"))
    told = {(one["is_proposed"], one["zh"], one["distance"]) for one in found}
    assert told == {(True, "肝细胞癌", 1)}
    assert run(tmp_path, "find", "qqqqzzzzqqqq").exit_code == 4


def test_own_terms_go_in_and_come_out(tmp_path: Path) -> None:
    table = tmp_path / "Own Terms.csv"
    table.write_text("code,zh,en\nA1,佐氏综合征,Zorblax syndrome\n", encoding="utf-8")
    refused = run(tmp_path, "import", str(table))
    assert refused.exit_code == 2
    assert "--version" in refused.output
    assert run(tmp_path, "import", str(table), "--version", "3", "--licence", "own").exit_code == 0
    (found,) = lines(run(tmp_path, "find", "zorblax syndrome", "--json"))
    assert (found["zh"], found["status"], found["pack"]) == ("佐氏综合征", "attested", "own-terms")
    for ending in ("tsv", "tmx"):
        out = tmp_path / f"out.{ending}"
        assert run(tmp_path, "export", "own-terms", "--out", str(out)).exit_code == 0
        assert "佐氏综合征" in out.read_text(encoding="utf-8")
    told = ("--id", "back", "--version", "4", "--licence", "own")
    assert run(tmp_path, "import", str(tmp_path / "out.tmx"), *told).exit_code == 0
    again = lines(run(tmp_path, "find", "Zorblax syndrome", "--json"))
    assert {one["pack"] for one in again} == {"own-terms", "back"}
    assert run(tmp_path, "remove", "own-terms").exit_code == 0
    assert run(tmp_path, "remove", "own-terms").exit_code == 2


def test_other_columns_say_what_was_found_and_what_is_expected(tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    table.write_text("Kode,Bezeichnung\nC22,Leberkrebs\n", encoding="utf-8")
    for layout in ([], ["--layout", "nhsa-icd10"]):
        told = run(tmp_path, "import", str(table), "--version", "1", *layout)
        assert told.exit_code == 2
        assert "Kode, Bezeichnung" in told.output
    assert "诊断代码" in told.output
    assert run(tmp_path, "import", str(tmp_path / "none.csv")).exit_code == 2


def test_terms_of_a_text_are_marked(tmp_path: Path) -> None:
    found = lines(run(tmp_path, "find", "--in-text", "因肝细胞癌行肝移植", "--json"))
    assert "肝细胞癌" in {one["words"] for one in found}
