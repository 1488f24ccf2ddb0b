"""`huizhen trace` reads a package back: its papers, its facts, its quotes, its originals."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from huizhen.project.config import CONTENT
from huizhen.project.main import app

pytestmark = pytest.mark.skipif(
    not (CONTENT / "fonts" / "NotoSansSC-Regular.ttf").is_file(),
    reason="scripts/fetch_fonts.py was not run",
)


def _resource(kind: str, **fields: Any) -> dict[str, Any]:
    return {"resource": {"resourceType": kind, "subject": {"reference": "Patient/p"}, **fields}}


PATIENT = {
    "resource": {
        "resourceType": "Patient",
        "id": "p",
        "name": [{"family": "Probe", "given": ["Anna"]}],
        "birthDate": "1968-02-11",
        "gender": "female",
    }
}
ILLNESS = _resource("Condition", id="c", code={"text": "Hepatocellular carcinoma"})
RESULT = _resource(
    "Observation",
    id="o",
    status="final",
    category=[{"coding": [{"code": "laboratory"}]}],
    code={"text": "Albumin", "coding": [{"system": "http://loinc.org", "code": "1751-7"}]},
    effectiveDateTime="2026-04-28",
    valueQuantity={"value": 38, "unit": "g/L"},
)


def _bundle(*entries: dict[str, Any]) -> str:
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries})


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `records` and their `package`."""
    folder = tmp_path_factory.mktemp("trace")
    (folder / "records").mkdir()
    (folder / "records" / "export.json").write_text(_bundle(PATIENT, ILLNESS))
    (folder / "records" / "results.json").write_text(_bundle(PATIENT, RESULT))
    told = ["--patient", "Probe, Anna; 1968-02-11; F", "--as-of", "2026-05-20"]
    asked = ["--specialty", "hpb", "--question", "Is resection of the 8 cm lesion feasible?"]
    arguments = ["prepare", str(folder / "records"), "--out", str(folder / "package")]
    result = CliRunner().invoke(app, [*arguments, *told, *asked])
    assert result.exit_code in (0, 3), result.output
    return folder


@pytest.fixture
def package(case: Path, tmp_path: Path) -> Path:
    """A copy of the package that a test may damage."""
    return Path(shutil.copytree(case / "package", tmp_path / "package"))


class Traced:
    """The lines of a run by their kind."""

    def __init__(self, package: Path, *more: str) -> None:
        result = CliRunner().invoke(app, ["trace", str(package), "--json", *more])
        self.code = result.exit_code
        self.lines = [json.loads(x) for x in result.output.splitlines() if x[:1] == "{"]
        (self.summary,) = self.of("trace")

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [line for line in self.lines if line["schema"] == f"huizhen.{kind}/1"]

    @property
    def reported(self) -> list[dict[str, Any]]:
        return [one for account in self.of("account") for one in account["reported"]]

    @property
    def places(self) -> list[dict[str, Any]]:
        return [place for line in self.of("statement") for place in line["places"]]


def test_a_fresh_package_is_accounted_for_to_the_last_letter(case: Path) -> None:
    found = Traced(case / "package", "--records", str(case / "records"))
    assert found.code == 0, found.summary
    assert found.reported == []
    assert {account["percent"] for account in found.of("account")} == {"100.00"}
    documents = {account["document"] for account in found.of("account")}
    assert {"dossier.pdf", "申请单.pdf", "会诊意见书.pdf"} <= documents
    assert documents == {p.relative_to(case / "package").as_posix()
                         for p in (case / "package").rglob("*.pdf")}  # fmt: skip
    assert {place["check"] for place in found.places} == {"holds"}
    assert found.summary["composition"] == "same"
    facts = found.summary["facts"]
    assert sum(line["facts"] for line in facts["types"]) == 2
    assert facts["left_out"] == []


def test_people_are_told_in_a_few_lines(case: Path) -> None:
    result = CliRunner().invoke(app, ["trace", str(case / "package")])
    assert result.exit_code == 0
    assert "100.00 % accounted for" in result.output
    assert "facts: 2 of 2 in the dossier" in result.output
    assert "0 not, 0 not checked" in result.output
    longer = CliRunner().invoke(app, ["trace", str(case / "package"), "--statements"])
    assert '"Hepatocellular carcinoma"' in longer.output
    assert '"Hepatocellular carcinoma"' not in result.output


def test_one_byte_of_an_original_changes_its_own_statements_alone(
    case: Path, tmp_path: Path
) -> None:
    records = Path(shutil.copytree(case / "records", tmp_path / "records"))
    changed = records / "results.json"
    changed.write_bytes(changed.read_bytes()[:-1] + b" ")
    found = Traced(case / "package", "--records", str(records))
    assert found.code == 3
    assert found.summary["sources_changed"] == ["results.json"]
    resting = {
        line["key"]
        for line in found.of("statement")
        if any(place["path_in_records"] == "results.json" for place in line["places"])
    }
    assert resting
    assert set(found.summary["unsourced"]) == resting
    kept = [place for place in found.places if place["path_in_records"] == "export.json"]
    assert {place["check"] for place in kept} == {"holds"}


def test_a_missing_original_is_told(case: Path, tmp_path: Path) -> None:
    records = Path(shutil.copytree(case / "records", tmp_path / "records"))
    (records / "export.json").unlink()
    found = Traced(case / "package", "--records", str(records))
    assert found.summary["sources_changed"] == ["export.json"]
    assert "source_missing" in {place["check_reason"] for place in found.places}


def test_a_reading_that_says_something_else_is_told(package: Path) -> None:
    for path in (package / ".huizhen" / "readings").rglob("*.json.gz"):
        text = gzip.decompress(path.read_bytes()).decode()
        path.write_bytes(gzip.compress(text.replace("Hepatocellular", "Cholangiocell").encode()))
    found = Traced(package)
    assert found.code == 3
    assert {"differs", "holds"} == {place["check"] for place in found.places}


def test_what_was_not_looked_up_is_not_called_in_place(package: Path) -> None:
    shutil.rmtree(package / ".huizhen")
    found = Traced(package)
    assert found.code == 3
    assert {(p["check"], p["check_reason"]) for p in found.places} == {
        ("not_checked", "readings_removed")
    }
    assert "--clean" in CliRunner().invoke(app, ["trace", str(package)]).output


def test_damaged_readings_are_as_good_as_none(package: Path) -> None:
    for path in (package / ".huizhen" / "readings").rglob("*.json.gz"):
        path.write_bytes(path.read_bytes()[:40])
    assert {place["check"] for place in Traced(package).places} == {"not_checked"}


def _rewritten(package: Path, name: str, *changes: tuple[str, str]) -> None:
    """A file of the package changed, and the manifest with it: as a forger would."""
    path = package / name
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    manifest = json.loads((package / "manifest.json").read_text(encoding="utf-8"))
    manifest["files"][name] = hashlib.sha256(path.read_bytes()).hexdigest()
    (package / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def test_a_changed_digit_of_a_statement_is_told(package: Path) -> None:
    _rewritten(package, "dossier.json", ("38 g/L", "83 g/L"))
    found = Traced(package)
    assert found.code == 3
    told = [one for one in found.reported if one["code"] == "differs"]
    assert any("83" in one["expected"] and "38" in one["text"] for one in told)
    assert found.summary["composition"] == "differs"
    assert any("83 g/L" in line["text"] for line in found.summary["recomposed"])


def test_a_fact_that_does_not_exist_is_told(package: Path) -> None:
    facts = json.loads((package / "facts.json").read_text(encoding="utf-8"))["facts"]
    key = next(one["fact_key"] for one in facts if one["type"] == "Observation")
    _rewritten(package, "facts.json", (key, "0" * len(key)))
    found = Traced(package)
    assert found.code == 3
    assert "fact_unknown" in {one["code"] for one in found.reported}


def test_a_label_that_no_pack_has_is_told(package: Path) -> None:
    _rewritten(package, "dossier.json", ("现病史", "建议立即手术"))
    found = Traced(package)
    assert found.code == 3
    assert {one["code"] for one in found.reported} & {"not_in_content", "differs", "not_printed"}


def test_a_requirement_that_no_pack_has_is_told(package: Path) -> None:
    findings = json.loads((package / "findings.json").read_text(encoding="utf-8"))["findings"]
    name = findings[0]["name"]["zh"]
    _rewritten(package, "findings.json", (json.dumps(name, ensure_ascii=False), '"任意要求"'))
    found = Traced(package)
    assert found.code == 3
    assert ("findings.json", "not_in_content") in {
        (one["document"], one["code"]) for one in found.reported
    }


def test_a_file_that_is_not_the_manifests_is_told(package: Path) -> None:
    (package / "inventory.csv").write_text("changed", encoding="utf-8")
    found = Traced(package)
    assert (found.code, found.summary["files_changed"]) == (3, ["inventory.csv"])


def test_a_pdf_that_no_package_makes_is_reported_whole(package: Path) -> None:
    shutil.copy(package / "会诊意见书.pdf", package / "更多.pdf")
    manifest = json.loads((package / "manifest.json").read_text(encoding="utf-8"))
    data = (package / "更多.pdf").read_bytes()
    manifest["files"]["更多.pdf"] = hashlib.sha256(data).hexdigest()
    (package / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (account,) = [a for a in Traced(package).of("account") if a["document"] == "更多.pdf"]
    assert account["percent"] == "0.00"


def test_a_broken_pdf_says_what_to_do(package: Path) -> None:
    (package / "dossier.pdf").write_bytes(b"%PDF-1.7 broken")
    result = CliRunner().invoke(app, ["trace", str(package)])
    assert result.exit_code == 4
    assert "no readable dossier.pdf" in result.output


def test_a_form_is_accounted_for_with_its_request_or_by_the_package_itself(
    case: Path, tmp_path: Path
) -> None:
    request = {
        "specialty": "hpb",
        "question": "Is resection of the 8 cm lesion feasible?",
        "patient": "Probe, Anna; 1968-02-11; F",
        "as_of": "2026-05-20",
        "physician": "Dr. Maria Muster",
        "number": "HZ-2026-0001",
    }
    file = tmp_path / "request.json"
    file.write_text(json.dumps(request))
    out = tmp_path / "package"
    arguments = ["prepare", str(case / "records"), "--out", str(out), "--request", str(file)]
    assert CliRunner().invoke(app, arguments).exit_code in (0, 3)
    assert Traced(out, "--request", str(file)).code == 0
    assert Traced(out).code == 0, "the package holds what its form was given"
    _form_of_another_physician_is_reported(out)
    (out / "form.json").unlink()
    without = Traced(out)
    assert without.code == 3
    assert any("Maria Muster" in one["text"] for one in without.reported)


def _form_of_another_physician_is_reported(package: Path) -> None:
    written = (package / "form.json").read_text(encoding="utf-8")
    form = json.loads(written)
    assert [field["key"] for field in form["fields"]] == [f"F{n:02d}" for n in range(1, 18)]
    assert form["given"] == {"number": "HZ-2026-0001", "physician": "Dr. Maria Muster"}
    (said,) = form["fields"][6]["statements"]
    assert (said["text"], bool(said["places"])) == ("肝细胞癌", True)
    form["fields"][6]["statements"][0]["text"] = "胃癌"
    (package / "form.json").write_text(json.dumps(form), encoding="utf-8")
    found = Traced(package)
    assert found.code == 3
    assert ("form.json", "F07") in {(one["document"], one["text"]) for one in found.reported}
    (package / "form.json").write_text(written, encoding="utf-8")
