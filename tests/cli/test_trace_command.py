"""`huizhen trace` opens the stored readings again, and says what it could not look at."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from huizhen.cli.tracing import check_words
from huizhen.project.main import app

FHIR = {
    "resourceType": "Bundle",
    "type": "collection",
    "entry": [
        {
            "resource": {
                "resourceType": "Patient",
                "id": "p",
                "name": [{"family": "Probe", "given": ["Anna"]}],
                "birthDate": "1968-02-11",
                "gender": "female",
            }
        },
        {
            "resource": {
                "resourceType": "Condition",
                "id": "c",
                "subject": {"reference": "Patient/p"},
                "code": {"text": "Hepatocellular carcinoma"},
            }
        },
    ],
}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trace")
    (folder / "records").mkdir()
    (folder / "records" / "export.json").write_text(json.dumps(FHIR))
    out = folder / "package"
    told = ["--patient", "Probe, Anna; 1968-02-11; F", "--as-of", "2026-05-20"]
    asked = ["--specialty", "hpb", "--question", "Is resection of the 8 cm lesion feasible?"]
    arguments = ["prepare", str(folder / "records"), "--out", str(out), *told, *asked]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code in (0, 3), result.output
    return out


def trace(package: Path) -> tuple[int, list[dict[str, Any]]]:
    result = CliRunner().invoke(app, ["trace", str(package), "--json"])
    return result.exit_code, [json.loads(x) for x in result.output.splitlines() if x[:1] == "{"]


def places(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [place for line in lines for place in line["places"]]


def test_every_quote_holds_in_a_fresh_package(package: Path) -> None:
    code, lines = trace(package)
    assert code == 0
    assert {place["check"] for place in places(lines)} == {"holds"}
    assert not any(check_words(line) for line in lines)


def test_a_reading_that_says_something_else_is_told(package: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(package, tmp_path / "package")
    for path in (copy / ".huizhen" / "readings").rglob("*.json.gz"):
        text = gzip.decompress(path.read_bytes()).decode()
        assert "Hepatocellular" in text
        path.write_bytes(gzip.compress(text.replace("Hepatocellular", "Cholangiocell").encode()))
    code, lines = trace(copy)
    assert code == 3
    assert "differs" in {place["check"] for place in places(lines)}
    assert any("another text" in word for line in lines for word in check_words(line))


def test_without_readings_places_are_not_checked(package: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(package, tmp_path / "package")
    shutil.rmtree(copy / ".huizhen")
    code, lines = trace(copy)
    assert code == 0
    assert {(p["check"], p["check_reason"]) for p in places(lines)} == {
        ("not_checked", "readings_removed")
    }
    assert any("--clean" in word for line in lines for word in check_words(line))


def test_damaged_readings_are_as_good_as_none(package: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(package, tmp_path / "package")
    for path in (copy / ".huizhen" / "readings").rglob("*.json.gz"):
        path.write_bytes(path.read_bytes()[:40])
    assert {place["check"] for place in places(trace(copy)[1])} == {"not_checked"}
