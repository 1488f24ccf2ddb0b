"""The commands on the synthetic samples: what a coordinator types, and what comes out."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from huizhen.project.main import app

runner = CliRunner()


def run(*arguments: object) -> Result:
    return runner.invoke(app, [str(argument) for argument in arguments])


def prepare(samples: Path, name: str, out: Path) -> Result:
    return run("prepare", samples / name, "--request", samples / f"{name}.json", "--out", out)


def json_lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples")
    assert run("samples", folder).exit_code == 0
    return folder


@pytest.fixture(scope="module")
def spn(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    package = tmp_path_factory.mktemp("spn") / "package"
    result = prepare(samples, "spn", package)
    assert result.exit_code == 3, result.output
    return package


def entries(package: Path) -> dict[str, dict[str, Any]]:
    files = json.loads((package / "inventory.json").read_text())["files"]
    return {entry["path"]: entry for entry in files}


def test_every_file_of_the_folder_is_in_the_inventory(samples: Path, spn: Path) -> None:
    on_disk = {
        path.relative_to(samples / "spn").as_posix()
        for path in (samples / "spn").rglob("*")
        if path.is_file()
    }
    assert on_disk <= set(entries(spn))


def test_the_page_of_another_person_is_quarantined_and_nowhere_else(spn: Path) -> None:
    outside = entries(spn)["04_outside_records.pdf"]
    assert outside["status"] == "part"
    assert [n["ordinal"] for n in outside["page_notes"] if n["code"] == "quarantined"] == [2]
    for name in (
        "dossier.json", "dossier.html", "facts.json", "inventory.json", "inventory.csv",
        "findings.json", "norms.json",
    ):  # fmt: skip
        text = (spn / name).read_text()
        assert "Otherby" not in text
        assert "Fremd" not in text


def test_images_of_another_date_are_shown_with_their_own_date(spn: Path) -> None:
    facts = json.loads((spn / "facts.json").read_text())["facts"]
    assert {f["date"] for f in facts if f["type"] == "ImagingStudy"} == {"2025-11-04"}


def test_nothing_is_written_but_the_package(samples: Path, spn: Path) -> None:
    assert sorted(path.name for path in spn.iterdir()) == [
        ".huizhen", "dossier.docx", "dossier.html", "dossier.json", "dossier.pdf", "facts.json",
        "findings.json", "form.json", "inventory.csv", "inventory.json", "letters",
        "manifest.json", "norms.json", "pages", "会诊意见书.docx", "会诊意见书.pdf", "申请单.docx",
        "申请单.pdf",
    ]  # fmt: skip


def test_the_manifest_names_every_file_with_its_hash(spn: Path) -> None:
    manifest = json.loads((spn / "manifest.json").read_text())
    for name, digest in manifest["files"].items():
        assert hashlib.sha256((spn / name).read_bytes()).hexdigest() == digest


def test_every_statement_is_traced_to_its_place(spn: Path) -> None:
    result = run("trace", spn, "--json")
    lines = json_lines(result.output)
    assert result.exit_code == 0
    stated = [line for line in lines if line["schema"] == "huizhen.statement/1"]
    assert stated
    assert all(place["path_in_records"] for line in stated for place in line["places"])


def test_a_changed_package_is_noticed(spn: Path, tmp_path: Path) -> None:
    copy = tmp_path / "package"
    copy.mkdir()
    for path in spn.iterdir():
        if path.is_file():
            (copy / path.name).write_bytes(path.read_bytes())
    (copy / "facts.json").write_text("{}")
    result = run("trace", copy)
    assert result.exit_code not in (0, 1)
    assert "facts" in result.output


def test_running_again_reads_nothing_and_changes_nothing(
    samples: Path, spn: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huizhen.adapters.sandbox import SandboxWorkers

    performed: list[object] = []
    original = SandboxWorkers.perform

    def watched(self: SandboxWorkers, works: Any) -> Any:
        listed = list(works)
        performed.extend(listed)
        return original(self, listed)

    monkeypatch.setattr(SandboxWorkers, "perform", watched)
    before = {path: path.stat().st_mtime_ns for path in spn.iterdir() if path.is_file()}
    assert prepare(samples, "spn", spn).exit_code == 3
    assert performed == []
    assert before == {path: path.stat().st_mtime_ns for path in spn.iterdir() if path.is_file()}


def test_read_says_of_every_file_what_it_is(samples: Path) -> None:
    result = run("read", samples / "hem" / "05_CBC_2026-05-12.hl7", "--json")
    lines = json_lines(result.output)
    assert result.exit_code == 0
    assert [line["kind"] for line in lines if line["schema"] == "huizhen.file/1"] == ["hl7v2"]
    facts = [line for line in lines if line["schema"] == "huizhen.fact/1"]
    assert facts
    assert all(fact["evidence"] for fact in facts)


def test_a_broken_file_is_one_line_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 nothing follows")
    (tmp_path / "empty.jpg").write_bytes(b"")
    (tmp_path / "letter.txt").write_text("Dear colleague, the patient is well and has no pain.")
    result = run("read", tmp_path, "--json")
    by_path = {line["path"]: line for line in json_lines(result.output) if "path" in line}
    assert by_path["broken.pdf"]["status"] == "not_read"
    assert by_path["broken.pdf"]["remedy"]
    assert by_path["empty.jpg"]["code"] == "empty_file"
    assert by_path["letter.txt"]["status"] in ("read", "unidentified")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"as_of": "20/05/2026"}, "as_of_wrong"),
        ({"specialty": "astrology"}, "specialty_unknown"),
        ({"patient": "1968-02-11; 1970-01-01"}, "patient_said_twice"),
    ],
)
def test_a_wrong_call_says_what_to_do_and_writes_nothing(
    samples: Path, tmp_path: Path, change: dict[str, str], code: str
) -> None:
    request = {**json.loads((samples / "hem.json").read_text()), **change}
    file = tmp_path / "request.json"
    file.write_text(json.dumps(request))
    out = tmp_path / "package"
    result = run("prepare", samples / "hem", "--request", file, "--out", out)
    assert result.exit_code == 2
    assert code in result.output
    assert not out.exists()


def test_a_folder_that_is_not_there_is_a_wrong_call(tmp_path: Path) -> None:
    result = run("read", tmp_path / "nowhere")
    assert result.exit_code == 2
    assert "records_not_found" in result.output


def test_a_folder_in_which_nothing_can_be_read_ends_with_4(tmp_path: Path) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 nothing follows")
    assert run("read", tmp_path).exit_code == 4
