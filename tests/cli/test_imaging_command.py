"""`huizhen imaging check`: any heap of files, what is printed, how it ends."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian
from typer.testing import CliRunner, Result

from huizhen.cli import imaging_run
from huizhen.cli.imaging_lines import ImagingCheckLine
from huizhen.cli.reading_run import ReadFile
from huizhen.core.content import load_pack
from huizhen.core.errors import ContentError
from huizhen.core.imaging.findings import ImagingFinding, finding_table
from huizhen.core.imaging.names import imaging_names
from huizhen.core.ports import Outcome
from huizhen.core.reading.plan import Located, failed_reading
from huizhen.project.config import CONTENT
from huizhen.project.main import app
from sizes import shared_data

runner = CliRunner()
CT = "1.2.840.10008.5.1.4.1.1.2"


def run(*arguments: object) -> Result:
    return runner.invoke(app, ["imaging", "check", *(str(argument) for argument in arguments)])


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def codes(result: Result) -> set[str]:
    return {found["code"] for line in lines(result) for found in line["findings"]}


def slice_(at: float, number: int, **values: Any) -> bytes:
    """One whole CT slice as a file."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = UID(CT)
    meta.MediaStorageSOPInstanceUID = UID(f"2.25.7{number}")
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    data = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    whole = {
        "SOPClassUID": CT, "SOPInstanceUID": f"2.25.7{number}", "StudyInstanceUID": "2.25.2",
        "SeriesInstanceUID": "2.25.3", "FrameOfReferenceUID": "2.25.4", "Modality": "CT",
        "ImageType": ["ORIGINAL", "PRIMARY", "AXIAL"], "StudyDate": "20260428",
        "SeriesDescription": "Abdomen portal venous", "BodyPartExamined": "ABDOMEN",
        "PatientName": "Probe^Anna", "PatientID": "A17", "InstanceNumber": number,
        "ImagePositionPatient": [-100, -100, at], "ImageOrientationPatient": [1, 0, 0, 0, 1, 0],
        "PixelSpacing": [0.8, 0.8], "SliceThickness": 2, "Rows": 4, "Columns": 4,
        "BitsAllocated": 16, "BitsStored": 12, "HighBit": 11, "PixelRepresentation": 0,
        "SamplesPerPixel": 1, "PhotometricInterpretation": "MONOCHROME2",
        "ConvolutionKernel": "B30f", "ContrastBolusAgent": "Iohexol", "PixelData": b"\0" * 32,
    }  # fmt: skip
    for keyword, value in {**whole, **values}.items():
        setattr(data, keyword, value)
    stream = io.BytesIO()
    data.save_as(stream, enforce_file_format=True)
    return stream.getvalue()


def write(folder: Path, count: int = 12, but: tuple[int, ...] = (), **values: Any) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, count + 1):
        if number not in but:
            path = folder / f"IM{number:03}"
            path.write_bytes(slice_(number * 2.0, number, **values))
    return folder


def test_each_series_is_a_line_after_the_published_schema(tmp_path: Path) -> None:
    write(tmp_path / "disc" / "CT", but=(5,))
    done = run(tmp_path, "--json")
    assert done.exit_code == 0, done.output
    (line,) = lines(done)
    assert line.pop("schema") == "huizhen.imaging-check/1"
    told = ImagingCheckLine.model_validate(line)
    assert (told.path, told.series, told.study) == ("disc/CT", "2.25.3", "2.25.2")
    assert (told.modality, told.date, told.kind, told.plane) == ("CT", "20260428", "image", "axial")
    assert (told.images, told.slices, told.thickness_mm, told.spacing_mm) == (11, 11, 2, 2)
    missing = next(found for found in told.findings if found.code == "slices_missing")
    assert (missing.tag, missing.effect) == ("ImagePositionPatient", "warn")
    assert missing.value == "1: 8 → 12 mm (2 mm)"


def test_nobody_is_named_in_what_is_printed(tmp_path: Path) -> None:
    write(tmp_path / "a")
    write(tmp_path / "b", PatientName="Muster^Boris", PatientID="B99", PatientBirthDate="19410730")
    for done in (run(tmp_path, "--json"), run(tmp_path), run(tmp_path, "--language", "zh")):
        assert not any(text in done.output for text in ("Probe", "Muster", "A17", "B99", "1941"))


def test_mixed_patients_block(tmp_path: Path) -> None:
    write(tmp_path / "a")
    write(tmp_path / "b", PatientName="Muster^Boris", PatientID="B99")
    done = run(tmp_path, "--json")
    assert done.exit_code == 3
    assert {"patients_mixed", "study_uid_shared"} <= codes(done)
    assert sum(bool(line["images"]) for line in lines(done)) == 2


@pytest.mark.parametrize(
    ("language", "says", "remedy"),
    [
        ("en", "Slices are missing inside the series.", "export the complete series again"),
        ("zh", "序列中间缺层。", "请原医院重新导出完整序列。"),
    ],
)
def test_findings_are_said_in_words_with_the_tag_and_what_to_do(
    tmp_path: Path, language: str, says: str, remedy: str
) -> None:
    write(tmp_path / "CT", but=(5,))
    done = run(tmp_path, "--language", language)
    assert done.exit_code == 0
    assert f"{says} (ImagePositionPatient 1: 8 → 12 mm (2 mm))" in done.stdout
    assert remedy in done.stdout


def test_what_is_true_of_a_study_is_said_once(tmp_path: Path) -> None:
    write(tmp_path / "a", StudyDate="")
    for path in write(tmp_path / "b", StudyDate="").iterdir():
        number = int(path.name[2:])
        path.write_bytes(slice_(number * 2.0, number, StudyDate="", SeriesInstanceUID="2.25.33",
                                SOPInstanceUID=f"2.25.88{number}"))  # fmt: skip
    done = run(tmp_path)
    assert done.stdout.count("The images do not say when they were taken.") == 1
    both = lines(run(tmp_path, "--json"))
    assert sum("study_date_missing" in {f["code"] for f in one["findings"]} for one in both) == 2


def test_a_disc_in_an_archive_is_looked_into(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "disc.zip", "w") as archive:
        for number in range(1, 9):
            archive.writestr(f"CT/{number}", slice_(number * 2.0, number))
    (line,) = lines(run(tmp_path, "--json"))
    assert (line["path"], line["images"]) == ("disc.zip!/CT", 8)


def test_other_files_are_counted_and_cost_nothing(tmp_path: Path) -> None:
    write(tmp_path / "CT")
    (tmp_path / "letter.txt").write_text("Befund", encoding="utf-8")
    done = run(tmp_path)
    assert done.exit_code == 0
    assert "1 other files are no DICOM" in done.stderr


def test_a_broken_file_is_a_line_of_its_own(tmp_path: Path) -> None:
    write(tmp_path / "CT")
    whole = (tmp_path / "CT" / "IM003").read_bytes()
    (tmp_path / "CT" / "torn").write_bytes(whole[:200])
    done = run(tmp_path, "--json")
    broken = [line for line in lines(done) if line["path"] == "CT/torn"]
    assert [found["code"] for line in broken for found in line["findings"]] == ["file_broken"]


def test_files_that_no_reader_can_read_are_said_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(plan: Sequence[Located], *_: object) -> list[ReadFile]:
        outcome = Outcome(key="k", code="reader_failed", message="It failed.", remedy="Ask again.")
        reading = failed_reading("dicom", outcome)
        return [ReadFile(located=one, key="k", reading=reading) for one in plan]

    monkeypatch.setattr(imaging_run, "read_files", failing)
    write(tmp_path / "CT")
    done = run(tmp_path)
    assert done.exit_code == 4
    assert "None of the DICOM files could be read" in done.stderr
    assert "CT/IM003" in done.stdout
    assert "other files are no DICOM" not in done.stderr


def test_a_picture_of_film_is_the_wrong_format(tmp_path: Path) -> None:
    write(tmp_path / "CT")
    sheet = film_sheet()
    sheet.save(tmp_path / "IMG_2041.jpg", quality=85)
    done = run(tmp_path, "--json")
    assert done.exit_code == 3
    film = [line for line in lines(done) if line["path"] == "IMG_2041.jpg"]
    assert [found["code"] for line in film for found in line["findings"]] == ["film_photograph"]


def film_sheet() -> Image.Image:
    """Round grey bodies on black film, four by four."""
    sheet = Image.new("L", (1000, 1000), 8)
    draw = ImageDraw.Draw(sheet)
    for row in range(4):
        for column in range(4):
            left, top = 30 + column * 240, 30 + row * 240
            draw.ellipse((left, top, left + 200, top + 160), fill=110)
            draw.ellipse((left + 40, top + 40, left + 100, top + 100), fill=170)
            draw.ellipse((left + 120, top + 50, left + 150, top + 80), fill=60)
    noise = Image.effect_noise((1000, 1000), 12)
    return ImageChops.add(sheet, noise, 1, -128).filter(ImageFilter.GaussianBlur(1))


def test_a_file_cut_in_its_pixels_is_found(tmp_path: Path) -> None:
    write(tmp_path / "CT")
    path = tmp_path / "CT" / "IM003"
    path.write_bytes(path.read_bytes()[:-9])
    done = run(tmp_path, "--json")
    assert "pixels_cut" in codes(done)


@pytest.mark.parametrize("name", ["", "letter.txt"])
def test_a_folder_without_dicom_ends_with_nothing_read(tmp_path: Path, name: str) -> None:
    if name:
        (tmp_path / name).write_text("Befund", encoding="utf-8")
    done = run(tmp_path)
    assert done.exit_code == 4
    assert "No DICOM file was found" in done.stderr
    assert "未找到DICOM文件" in run(tmp_path, "--language", "zh").stderr


def test_a_wrong_call_is_said_plainly(tmp_path: Path) -> None:
    gone = run(tmp_path / "gone")
    assert (gone.exit_code, "records_not_found" in gone.stderr) == (2, True)
    assert run(write(tmp_path / "CT", 3), "--language", "fr").exit_code == 2
    assert run(tmp_path, "--as-of", "yesterday").exit_code == 2


@pytest.mark.skipif(not (shared_data() / "dicom").exists(), reason="needs the shared records")
def test_public_series_have_their_true_findings_and_no_others() -> None:
    told = {line["path"]: line for line in lines(run(shared_data() / "dicom", "--json"))}
    found = {path: {one["code"] for one in line["findings"]} for path, line in told.items() if path}
    assert found["ct_head_clean"] == {"face_could_be_reconstructed"}
    assert found["ct_body"] == {"uid_missing"}, "a part of the body, and too short for a whole one"
    assert found["ct_head_ge"] >= {"gantry_tilt", "increments_uneven", "thickness_mixed"}
    values = {one["code"]: one["value"] for one in told["ct_head_ge"]["findings"]}
    assert values["gantry_tilt"] == "18.5°"
    assert "4.22 / 1.14 / 7.38" in values["increments_uneven"]


def test_a_code_without_words_is_a_defect_of_the_content() -> None:
    table = finding_table(load_pack("imaging", [CONTENT]))
    with pytest.raises(ContentError):
        table.worst_first([ImagingFinding(code="unheard_of", tag="Rows")])


def test_every_kind_plane_and_phase_has_a_name() -> None:
    names = imaging_names(load_pack("imaging", [CONTENT]))
    assert names.said("kinds", "localizer", "zh") == "定位像"
    assert names.said("planes", "axial", "en") == "axial"
    assert names.said("phases", "portal", "zh") == "门静脉期"
    assert names.said("phases", "unheard", "en") == "unheard"
