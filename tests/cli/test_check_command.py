"""`huizhen check`: what a coordinator types, and what it says and returns."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from huizhen.core.preparation.requirements.findings import Finding
from huizhen.project.main import app

runner = CliRunner()
PATIENT = "Sample, Anna; 1968-02-11; F; SYN-1@Synthetic Clinic"
LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"


def run(*arguments: object) -> Result:
    return runner.invoke(app, [str(argument) for argument in arguments])


def resource(kind: str, **fields: Any) -> dict[str, Any]:
    return {"resource": {"resourceType": kind, **fields}}


def result(code: str, text: str, value: float, unit: str, when: str) -> dict[str, Any]:
    return resource(
        "Observation",
        status="final",
        category=[{"coding": [{"code": "laboratory"}]}],
        code={"coding": [{"system": LOINC, "code": code, "display": text}], "text": text},
        subject={"reference": "Patient/p"},
        effectiveDateTime=when,
        valueQuantity={
            "value": value,
            "unit": unit,
            "system": "http://unitsofmeasure.org",
            "code": unit,
        },
    )


@pytest.fixture
def records(tmp_path: Path) -> Path:
    folder = tmp_path / "records"
    folder.mkdir()
    patient = resource(
        "Patient",
        id="p",
        identifier=[
            {"system": "urn:x", "value": "SYN-1", "assigner": {"display": "Synthetic Clinic"}}
        ],
        name=[{"family": "Sample", "given": ["Anna"]}],
        birthDate="1968-02-11",
        gender="female",
    )
    disease = resource(
        "Condition",
        code={"text": "Hepatocellular carcinoma"},
        subject={"reference": "Patient/p"},
        onsetDateTime="2026-03-12",
        clinicalStatus={"coding": [{"code": "active"}]},
    )
    marker = result("1834-1", "Alpha-1-fetoprotein (AFP)", 612, "ng/mL", "2026-04-10")
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [patient, disease, marker]}
    (folder / "summary.json").write_text(json.dumps(bundle), encoding="utf-8")
    return folder


def check(records: Path, *more: str) -> Result:
    return run(
        "check", records, "--specialty", "hpb", "--as-of", "2026-05-20", "--patient", PATIENT, *more
    )


def test_json_is_one_finding_a_line_and_something_blocks(records: Path) -> None:
    done = check(records, "--json", "--question", "Please review my case.")
    assert done.exit_code == 3, done.output
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert {line["schema"] for line in lines} == {"huizhen.finding/1"}
    found = {line["requirement"]: line for line in lines}
    for line in lines:
        Finding.model_validate({key: value for key, value in line.items() if key != "schema"})
    assert found["GEN-01"]["effect"] == "block"
    marker = found["HPB-09"]
    assert (marker["state"], marker["days"], marker["limit"]) == ("outdated", 40, 30)
    assert marker["evidence"][0]["kind"] == "element"
    assert marker["pack"] == "hpb"
    assert marker["pack_review"] == "规则未经临床审核"
    assert "HPB-03" not in found


def test_people_see_what_blocks_first_in_both_languages(records: Path) -> None:
    done = check(records)
    assert done.exit_code == 3
    ranks = ("block", "warn", "note")
    effects = [word for row in done.stdout.splitlines() if (word := row[:5].strip()) in ranks]
    assert len(effects) > 5
    assert effects == sorted(effects, key=ranks.index)
    assert "会诊目的" in done.stdout
    assert "hpb 2026.5" in done.stdout
    assert "规则未经临床审核" in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("--specialty", "xyz", "--as-of", "2026-05-20"),
        ("--specialty", "hpb", "--as-of", "yesterday"),
        ("--specialty", "", "--as-of", "2026-05-20"),
    ],
)
def test_a_wrong_call_exits_2(records: Path, arguments: tuple[str, ...]) -> None:
    assert run("check", records, *arguments).exit_code == 2


def test_a_folder_that_is_not_there_exits_2(tmp_path: Path) -> None:
    assert check(tmp_path / "nowhere").exit_code == 2


def test_nothing_readable_exits_4(tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    (folder / "x.bin").write_bytes(b"\x00\x01\x02")
    assert check(folder).exit_code == 4


def test_nothing_is_written_beside_the_records(records: Path) -> None:
    before = sorted(path.name for path in records.parent.rglob("*"))
    check(records)
    assert sorted(path.name for path in records.parent.rglob("*")) == before
