"""`huizhen imaging deidentify`: what is written, what is held back, what the report says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydicom import dcmread
from pydicom.data import get_testdata_file
from typer.testing import CliRunner, Result

from huizhen.project.main import app

runner = CliRunner()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A CT of somebody, and a picture that may show text."""
    made = tmp_path / "Ordner Winterhalder"
    made.mkdir()
    scan = dcmread(str(get_testdata_file("CT_small.dcm", download=False)))
    scan.PatientName, scan.PatientID = "Winterhalder^Roswitha", "KN-4471902"
    scan.StudyDescription = "CT Thorax Frau Winterhalder"
    scan.save_as(made / "Winterhalder.dcm")
    capture = dcmread(str(get_testdata_file("SC_rgb_rle.dcm", download=False)))
    capture.save_as(made / "capture.dcm")
    (made / "letter.txt").write_text("Winterhalder", encoding="utf-8")
    return made


def run(folder: Path, out: Path, *more: object) -> Result:
    arguments = ["imaging", "deidentify", folder, "--out", out, "--json", *more]
    return runner.invoke(app, [str(one) for one in arguments])


def lines(result: Result) -> dict[str, dict[str, Any]]:
    return {line["path"]: line for line in map(json.loads, result.stdout.splitlines())}


def test_scans_leave_and_pictures_wait_for_a_look(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = run(folder, out, "--pseudonym", "HZ-2026-0001", "--dates", "keep")
    assert result.exit_code == 3
    told = lines(result)
    assert set(told) == {"Winterhalder.dcm", "capture.dcm"}
    assert told["capture.dcm"]["code"] == "burned_in_not_looked_at"
    assert told["capture.dcm"]["burned_in"] == "SOPClassUID"
    written = out / told["Winterhalder.dcm"]["out"]
    assert dcmread(written).StudyDescription == "CT Thorax [name]"
    everything = b"".join(path.read_bytes() for path in out.rglob("*") if path.is_file())
    assert b"winterhalder" not in everything.lower()
    assert not any("winterhalder" in str(path).lower() for path in out.rglob("*"))
    report = json.loads((out / "deidentification.json").read_text(encoding="utf-8"))
    assert report["written"] == 1
    assert report["held_back"] == {"burned_in_not_looked_at": 1}
    assert report["changed"]["PatientName replaced basic pseudonym"] == 1


def test_boxes_that_a_person_chose_are_painted(folder: Path, tmp_path: Path) -> None:
    chosen = tmp_path / "masks.json"
    box = {"x": 0, "y": 0, "width": 40, "height": 12}
    chosen.write_text(json.dumps({"capture.dcm": [box]}), encoding="utf-8")
    result = run(folder, tmp_path / "out", "--masks", chosen)
    assert result.exit_code == 0
    line = lines(result)["capture.dcm"]
    assert line["masks"] == 1
    made = dcmread(tmp_path / "out" / line["out"])
    assert made.BurnedInAnnotation == "NO"
    assert not made.pixel_array[:12, :40].any()


def test_two_runs_with_one_key_give_the_same_uids_and_dates(folder: Path, tmp_path: Path) -> None:
    key = tmp_path / "key"
    made = []
    for number in (1, 2):
        out = tmp_path / f"out{number}"
        line = lines(run(folder, out, "--key", key, "--dates", "shift"))["Winterhalder.dcm"]
        made.append(dcmread(out / line["out"]))
    assert made[0].SOPInstanceUID == made[1].SOPInstanceUID
    assert made[0].StudyDate == made[1].StudyDate != "20040119"
    assert key.stat().st_mode & 0o777 == 0o600
    line = lines(run(folder, tmp_path / "other"))["Winterhalder.dcm"]
    assert dcmread(tmp_path / "other" / line["out"]).SOPInstanceUID != made[0].SOPInstanceUID


@pytest.mark.parametrize(
    "wrong",
    [
        ("--dates", "later"),
        ("--dates", "keep", "--shift-days", "3"),
        ("--burned-in", "perhaps"),
        ("--masks", "/nowhere.json"),
    ],
)
def test_a_wrong_call_writes_nothing(folder: Path, tmp_path: Path, wrong: tuple[str, ...]) -> None:
    result = run(folder, tmp_path / "out", *wrong)
    assert result.exit_code == 2
    assert not (tmp_path / "out").exists()


def test_a_folder_with_something_in_it_is_no_place_for_what_leaves(folder: Path) -> None:
    assert run(folder, folder).exit_code == 2


def test_without_images_nothing_is_read(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "note.txt").write_text("no image", encoding="utf-8")
    assert run(tmp_path / "in", tmp_path / "out").exit_code == 4
