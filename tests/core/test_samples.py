"""The samples: same bytes at each call, synthetic on every page, sound in every format."""

from __future__ import annotations

import csv
import email
import email.policy
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pydicom
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from PIL import Image, ImageOps

from huizhen.adapters.render_typst import TypstRenderer
from huizhen.core.errors import ContentError
from huizhen.core.samples import generate_sample, sample_case, write_samples
from huizhen.core.samples.definition import NOTICES, load_definition
from huizhen.core.samples.laboratory import Analyte, flag, interval_text, result_text
from huizhen.core.samples.scan import _homography
from huizhen.project.config import CONTENT

NAMES = ("hpb", "hem", "spn")
DEFINITIONS = CONTENT / "samples"
FONTS = CONTENT / "fonts"
HL7 = "{urn:hl7-org:v3}"

Records = dict[str, bytes]

needs_fonts = pytest.mark.skipif(
    not (FONTS / "NotoSansSC-Regular.ttf").is_file(), reason="scripts/fetch_fonts.py was not run"
)


def renderer() -> TypstRenderer:
    return TypstRenderer(CONTENT / "templates", FONTS)


def made(name: str) -> Records:
    return dict(generate_sample(name, DEFINITIONS / name, renderer()))


@pytest.fixture(scope="module")
def samples() -> dict[str, Records]:
    return {name: made(name) for name in NAMES}


def pages(pdf: bytes) -> Iterator[str]:
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        yield page.get_textpage().get_text_range().replace("\r\n", "\n")
    document.close()


def unzipped(data: bytes) -> bytes:
    archive = zipfile.ZipFile(io.BytesIO(data))
    return b"".join(archive.read(member) for member in archive.namelist())


def pdfs(records: Records) -> dict[str, bytes]:
    return {path: data for path, data in records.items() if path.endswith(".pdf")}


# Determinism and size


@needs_fonts
@pytest.mark.parametrize("name", NAMES)
def test_a_second_call_gives_the_same_bytes(name: str, samples: dict[str, Records]) -> None:
    assert made(name) == samples[name]


@needs_fonts
def test_another_process_with_other_hashes_gives_the_same_bytes(
    samples: dict[str, Records], tmp_path: Path
) -> None:
    script = (
        "from pathlib import Path; import sys\n"
        "from huizhen.adapters.render_typst import TypstRenderer\n"
        "from huizhen.core.samples import write_samples\n"
        "content = Path(sys.argv[1])\n"
        "renderer = TypstRenderer(content / 'templates', content / 'fonts')\n"
        "write_samples(Path(sys.argv[2]), ['hem'], content / 'samples', renderer)\n"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "4711", "TZ": "Asia/Shanghai"}
    subprocess.run(
        [sys.executable, "-c", script, str(CONTENT), str(tmp_path)], check=True, env=environment
    )
    written = {
        path.relative_to(tmp_path / "hem").as_posix(): path.read_bytes()
        for path in (tmp_path / "hem").rglob("*")
        if path.is_file()
    }
    assert written == samples["hem"]


@needs_fonts
def test_all_samples_together_stay_small(samples: dict[str, Records]) -> None:
    assert sum(len(data) for records in samples.values() for data in records.values()) < 25_000_000


# Synthetic everywhere


@needs_fonts
@pytest.mark.parametrize("name", NAMES)
def test_every_printed_page_says_that_it_is_synthetic(
    name: str, samples: dict[str, Records]
) -> None:
    for path, data in pdfs(samples[name]).items():
        for text in pages(data):
            if text:
                assert any(notice in text for notice in NOTICES.values()), path
            else:
                subject = pypdfium2.PdfDocument(data).get_metadata_dict()["Subject"]
                assert subject in NOTICES.values(), path


@needs_fonts
@pytest.mark.parametrize("name", NAMES)
def test_every_other_file_says_so_too(name: str, samples: dict[str, Records]) -> None:
    said = [notice.encode() for notice in NOTICES.values()] + [b"SYNTHETIC SAMPLE"]
    for path, data in samples[name].items():
        if path.endswith(("DICOMDIR", "viewer.exe", ".pdf")):
            continue
        plain = unzipped(data) if path.endswith((".xlsx", ".docx")) else data
        assert any(words in plain for words in said), path


@needs_fonts
@pytest.mark.parametrize("name", NAMES)
def test_every_page_names_its_patient_and_only_the_planted_page_another(
    name: str, samples: dict[str, Records]
) -> None:
    patient = load_definition(DEFINITIONS / name).patient
    strangers = []
    for path, data in pdfs(samples[name]).items():
        for number, text in enumerate(pages(data), 1):
            if text and patient.identifier not in text:
                strangers.append((path, number))
    assert strangers == ([("04_outside_records.pdf", 2)] if name == "spn" else [])


# The case


@pytest.mark.parametrize("name", NAMES)
def test_the_case_agrees_with_the_patient_of_the_records(name: str) -> None:
    case = sample_case(DEFINITIONS / name)
    patient = load_definition(DEFINITIONS / name).patient
    family, birth_date, sex, identifier = (part.strip() for part in case.patient.split(";"))
    assert family == f"{patient.family}, {patient.given}"
    assert birth_date == patient.birth_date.isoformat()
    assert sex == patient.sex[0].upper()
    assert identifier == f"{patient.identifier}@{patient.issuer}"
    assert case.specialty == name
    assert all(spec.on <= case.as_of for spec in load_definition(DEFINITIONS / name).files)


@needs_fonts
def test_the_case_is_not_among_the_records(samples: dict[str, Records]) -> None:
    for name in NAMES:
        assert not [path for path in samples[name] if "case" in path]
        question = sample_case(DEFINITIONS / name).question.encode()
        assert not [path for path, data in samples[name].items() if question in data]


def test_unknown_samples_and_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="does not define"):
        next(generate_sample("other", DEFINITIONS / "hpb", renderer()))
    with pytest.raises(ContentError):
        next(generate_sample("hpb", tmp_path, renderer()))
    with pytest.raises(ContentError):
        sample_case(tmp_path)
    (tmp_path / "sample.toml").write_text('name = "x"\n')
    with pytest.raises(ContentError) as caught:
        next(generate_sample("x", tmp_path, renderer()))
    assert caught.value.code == "sample_definition_malformed"


@needs_fonts
def test_samples_are_written_under_their_names(tmp_path: Path, samples: dict[str, Records]) -> None:
    (folder,) = write_samples(tmp_path, ["hem"], DEFINITIONS, renderer())
    assert folder == tmp_path / "hem"
    assert {path.name for path in folder.iterdir()} == set(samples["hem"])


# DICOM


def instances(records: Records) -> dict[str, pydicom.Dataset]:
    return {
        path: pydicom.dcmread(io.BytesIO(data))
        for path, data in records.items()
        if "/DICOM/" in path
    }


@needs_fonts
@pytest.mark.parametrize(("name", "count"), [("hpb", 96), ("spn", 12)])
def test_images_open_and_belong_to_the_patient(
    name: str, count: int, samples: dict[str, Records]
) -> None:
    patient = load_definition(DEFINITIONS / name).patient
    images = instances(samples[name])
    assert len(images) == count
    assert len({image.SOPInstanceUID for image in images.values()}) == count
    for image in images.values():
        assert image.PatientID == patient.identifier
        assert image.PatientBirthDate == patient.compact_birth_date
        assert image.PatientName.family_name == patient.family
        assert image.SOPInstanceUID.is_valid
        assert len(image.SOPInstanceUID) <= 64
        assert image.file_meta.TransferSyntaxUID.is_little_endian
        assert not image.file_meta.TransferSyntaxUID.is_implicit_VR
        assert image.pixel_array.shape == (image.Rows, image.Columns)
        assert image.pixel_array.max() > 0


@needs_fonts
@pytest.mark.parametrize("name", ["hpb", "spn"])
def test_slices_of_a_series_are_evenly_spaced(name: str, samples: dict[str, Records]) -> None:
    series: dict[str, list[pydicom.Dataset]] = {}
    for image in instances(samples[name]).values():
        series.setdefault(image.SeriesInstanceUID, []).append(image)
    for images in series.values():
        images.sort(key=lambda image: int(image.InstanceNumber))
        row, column = images[0].ImageOrientationPatient[:3], images[0].ImageOrientationPatient[3:]
        normal = [
            float(row[1] * column[2] - row[2] * column[1]),
            float(row[2] * column[0] - row[0] * column[2]),
            float(row[0] * column[1] - row[1] * column[0]),
        ]
        places = [
            sum(float(p) * n for p, n in zip(image.ImagePositionPatient, normal, strict=True))
            for image in images
        ]
        steps = {round(abs(after - before), 3) for before, after in pairwise(places)}
        spacing = images[0].get("SpacingBetweenSlices", images[0].SliceThickness)
        assert steps == {float(spacing)}


@needs_fonts
def test_the_tumour_enhances_early_and_washes_out(samples: dict[str, Records]) -> None:
    mean: dict[str, dict[str, float]] = {}
    for series in ("S00001", "S00002"):
        image = pydicom.dcmread(io.BytesIO(samples["hpb"][f"07_CT_disc/DICOM/{series}/I00024"]))
        hounsfield = image.pixel_array * float(image.RescaleSlope) + float(image.RescaleIntercept)
        left, top, _ = (float(value) for value in image.ImagePositionPatient)
        step = float(image.PixelSpacing[0])

        def at(
            x: float, y: float, hounsfield: Any = hounsfield, left: float = left,
            top: float = top, step: float = step,
        ) -> float:  # fmt: skip
            column, row = round((x - left) / step), round((y - top) / step)
            return float(hounsfield[row - 2 : row + 3, column - 2 : column + 3].mean())

        mean[image.SeriesDescription] = {"tumour": at(-100, 15), "liver": at(-60, 52)}
    arterial, portal = mean["LIVER ARTERIAL 2.5"], mean["LIVER PORTAL VENOUS 2.5"]
    assert arterial["tumour"] > arterial["liver"] + 20
    assert portal["tumour"] < portal["liver"] - 15


@needs_fonts
def test_the_directory_of_the_disc_leads_to_every_image(samples: dict[str, Records]) -> None:
    records = samples["hpb"]
    data = records["07_CT_disc/DICOMDIR"]
    directory = pydicom.dcmread(io.BytesIO(data))
    by_offset = {item.seq_item_tell: item for item in directory.DirectoryRecordSequence}
    found: list[str] = []

    def walk(offset: int, depth: int) -> None:
        while offset:
            record = by_offset[offset]
            assert record.DirectoryRecordType == ("PATIENT", "STUDY", "SERIES", "IMAGE")[depth]
            if depth == 3:
                found.append("/".join(record.ReferencedFileID))
            walk(record.OffsetOfReferencedLowerLevelDirectoryEntity, depth + 1)
            offset = record.OffsetOfTheNextDirectoryRecord

    walk(directory.OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity, 0)
    assert {f"07_CT_disc/{path}" for path in found} == set(instances(records))
    assert records["07_CT_disc/VIEWER/viewer.exe"].startswith(b"MZ")
    assert b"viewer.exe" in records["07_CT_disc/autorun.inf"]


@needs_fonts
def test_the_images_are_older_than_the_report_of_the_spine(samples: dict[str, Records]) -> None:
    image = next(iter(instances(samples["spn"]).values()))
    assert image.StudyDate == "20251104"
    report = "".join(pages(samples["spn"]["02_MRI_report_2026-03-18.pdf"]))
    assert "Date of examination 03/18/2026" in report


# Coded documents


@needs_fonts
def test_every_reference_of_the_summary_leads_into_its_narrative(
    samples: dict[str, Records],
) -> None:
    root = etree.fromstring(samples["hpb"]["04_patient_summary.xml"])
    identifiers = [element.get("ID") for element in root.iter() if element.get("ID")]
    referred = [
        str(element.get("value")).removeprefix("#") for element in root.iter(f"{HL7}reference")
    ]
    assert len(identifiers) == len(set(identifiers))
    assert referred
    assert set(referred) <= set(identifiers)
    titles = [title.text for title in root.iterfind(f".//{HL7}section/{HL7}title")]
    assert {"Allergies", "Medications", "Problems", "Procedures", "Results", "Vital Signs",
            "Social History", "Family History", "Immunizations", "Plan of Treatment"} <= set(
                titles)  # fmt: skip
    assert root.find(f".//{HL7}patientRole/{HL7}id").get("extension") == "HZ-DEMO-0001"  # type: ignore[union-attr]


@needs_fonts
def test_the_bundle_is_a_document_whose_references_resolve(samples: dict[str, Records]) -> None:
    bundle = json.loads(samples["hem"]["02_patient_summary_ips.json"])
    resources = [entry["resource"] for entry in bundle["entry"]]
    assert bundle["type"] == "document"
    assert resources[0]["resourceType"] == "Composition"
    addresses = [entry["fullUrl"] for entry in bundle["entry"]]
    assert len(addresses) == len(set(addresses))
    referred = re.findall(r'"reference": "([^"]+)"', json.dumps(bundle))
    assert set(referred) <= set(addresses)
    kinds = {resource["resourceType"] for resource in resources}
    assert {"Patient", "Condition", "MedicationStatement", "AllergyIntolerance", "Observation",
            "Procedure", "CarePlan"} <= kinds  # fmt: skip


@needs_fonts
def test_the_message_gives_the_blood_count(samples: dict[str, Records]) -> None:
    segments = samples["hem"]["05_CBC_2026-05-12.hl7"].decode().split("\r")
    assert segments[-1] == ""
    fields = [segment.split("|") for segment in segments[:-1]]
    assert [field[0] for field in fields] == ["MSH", "PID", "OBR", "NTE"] + ["OBX"] * 5
    results = {field[3].split("^")[1]: (field[5], field[6], field[8]) for field in fields[4:]}
    assert results["Platelets"] == ("96", "10*9/L", "L")
    assert results["Lymphocytes"] == ("0.62", "10*9/L", "L")
    assert fields[1][5].split("~")[1].startswith("Образцов^Иван^Петрович")


def digits_agree_luhn(code: str) -> bool:
    """LOINC's check digit (mod 10)."""
    number, _, check = code.partition("-")
    total = 0
    for position, digit in enumerate(reversed(number)):
        doubled = int(digit) * (2 if position % 2 == 0 else 1)
        total += doubled // 10 + doubled % 10
    return (10 - total % 10) % 10 == int(check)


VERHOEFF_ROW = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def verhoeff_remainder(code: str) -> int:
    """0 when SNOMED CT's check digit (Verhoeff, over the dihedral group of order 10) agrees."""
    remainder = 0
    for position, digit in enumerate(reversed(code)):
        value = int(digit)
        for _ in range(position % 8):
            value = VERHOEFF_ROW[value]
        if remainder < 5:
            remainder = (remainder + value) % 5 if value < 5 else (remainder + value - 5) % 5 + 5
        elif value < 5:
            remainder = (remainder - 5 - value) % 5 + 5
        else:
            remainder = (remainder - value) % 5
    return remainder


def test_check_digits_of_loinc_and_snomed_codes_agree() -> None:
    loinc, snomed = set(), set()
    for path in DEFINITIONS.rglob("*.toml"):
        text = path.read_text(encoding="utf-8")
        loinc |= set(re.findall(r'loinc(?:\.org)?", code = "([^"]+)"', text))
        loinc |= set(re.findall(r'^(?:loinc|code) = "(\d+-\d)"', text, re.MULTILINE))
        snomed |= set(re.findall(r'(?:snomed|info/sct)", code = "(\d+)"', text))
    assert len(loinc) > 25
    assert len(snomed) > 10
    assert [code for code in loinc if not digits_agree_luhn(code)] == []
    assert [code for code in snomed if verhoeff_remainder(code)] == []


# Laboratory results in their several forms


@needs_fonts
def test_results_are_the_same_in_every_form(samples: dict[str, Records]) -> None:
    from openpyxl import load_workbook

    records = samples["hpb"]
    printed = "\n".join(pages(records["05_Labor_kumulativ.pdf"]))
    assert "Bilirubin gesamt mg/dl 0,2 – 1,2 0,9 1,0 1,4 H 1,0" in printed
    assert "AFP ng/ml ≤ 7,0 1842 H 1910 H – 612 H" in printed
    sheet = load_workbook(io.BytesIO(records["06_laboratory.xlsx"]))["Laboratory"]
    rows = {row[0]: row[3:] for row in sheet.iter_rows(values_only=True)}
    assert rows["Bilirubin, total"] == (0.9, 1.0, 1.4, 1.0)
    assert rows["Alpha-1-fetoprotein (AFP)"] == (1842, 1910, None, 612)
    assert rows["Hepatitis B virus DNA"] == ("<20", None, None, "<20")
    dates = [value.date().isoformat() for value in rows["Test"] if isinstance(value, datetime)]
    assert dates == ["2026-03-10", "2026-04-06", "2026-04-09", "2026-05-11"]
    root = etree.fromstring(records["04_patient_summary.xml"])
    coded = [
        value.get("value")
        for observation in root.iter(f"{HL7}observation")
        for value in observation.iterfind(f"{HL7}value")
        if observation.find(f"{HL7}code[@code='1834-1']") is not None
    ]
    assert coded == ["1842", "1910", "612"]


@needs_fonts
def test_the_csv_is_what_a_russian_spreadsheet_saves(samples: dict[str, Records]) -> None:
    text = samples["hem"]["03_анализы.csv"].decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert ["Дата рождения", "23.09.1971"] in rows
    assert ["12.05.2026", "08:20", "Лимфоциты (абс.)", "0,62", "10^9/л", "1,0 – 4,0", "L"] in rows
    assert ["21.04.2026", "07:55", "Анти-HBc суммарные", "положительно", "", "отрицательно",
            "A"] in rows  # fmt: skip


numbers = st.decimals(min_value=0, max_value=100_000, places=2)


@given(low=numbers, width=numbers, value=numbers)
def test_flags_follow_the_interval(low: Decimal, width: Decimal, value: Decimal) -> None:
    analyte = Analyte(key="x", names={"en": "x"}, low=low, high=low + width)
    expected = "L" if value < low else "H" if value > low + width else ""
    assert flag(analyte, str(value)) == expected
    assert flag(analyte, f"<{value}") == ""


@given(value=numbers)
def test_a_decimal_comma_changes_nothing_but_the_mark(value: Decimal) -> None:
    for language in ("de", "ru"):
        printed = result_text(str(value), language)
        assert "." not in printed
        assert Decimal(printed.replace(",", ".")) == value
    assert result_text(str(value), "en") == str(value)


def test_unexpected_qualitative_results_are_marked() -> None:
    analyte = Analyte(key="x", names={"en": "x"}, expected="negative")
    assert (flag(analyte, "positive"), flag(analyte, "negative")) == ("A", "")
    assert interval_text(analyte, "ru") == "отрицательно"


# Office files, mail, pictures


@needs_fonts
@pytest.mark.parametrize(
    ("name", "path"), [("hpb", "06_laboratory.xlsx"), ("hem", "04_PET-CT_report_2026-04-14.docx")]
)
def test_office_files_carry_no_time_of_making(
    name: str, path: str, samples: dict[str, Records]
) -> None:
    on = {spec.path: spec.on for spec in load_definition(DEFINITIONS / name).files}[path]
    archive = zipfile.ZipFile(io.BytesIO(samples[name][path]))
    assert archive.testzip() is None
    assert {info.date_time[:3] for info in archive.infolist()} == {(on.year, on.month, on.day)}
    times = re.findall(rb"<dcterms:\w+[^>]*>([^<]*)<", archive.read("docProps/core.xml"))
    assert set(times) == {f"{on.isoformat()}T12:00:00Z".encode()}


@needs_fonts
def test_the_report_in_word_has_its_header_and_table(samples: dict[str, Records]) -> None:
    import docx

    document = docx.Document(io.BytesIO(samples["hem"]["04_PET-CT_report_2026-04-14.docx"]))
    assert "HZ-DEMO-0002" in document.sections[0].header.paragraphs[0].text
    assert document.tables[1].rows[2].cells[1].text == "6.8 x 5.2"
    assert "Deauville score 5" in "\n".join(line.text for line in document.paragraphs)


@needs_fonts
def test_the_mail_carries_the_letter(samples: dict[str, Records]) -> None:
    message = email.message_from_bytes(
        samples["spn"]["05_second_surgeon.eml"], policy=email.policy.default
    )
    (attachment,) = message.iter_attachments()
    text = "".join(pages(attachment.get_content()))
    assert "Lakeview Neurosurgery Associates" in text
    assert "fusion" in text


@needs_fonts
@pytest.mark.parametrize(
    ("name", "path", "scanned"),
    [("hpb", "03_Gastroskopie_Scan.pdf", [1]), ("hem", "01_Выписной_эпикриз_2026-04-30.pdf", [3])],
)
def test_scanned_pages_have_no_text_layer(
    name: str, path: str, scanned: list[int], samples: dict[str, Records]
) -> None:
    texts = list(pages(samples[name][path]))
    assert [number for number, text in enumerate(texts, 1) if not text] == scanned


@needs_fonts
def test_photographs_open_and_the_telephones_lies_on_its_side(
    samples: dict[str, Records],
) -> None:
    film = Image.open(io.BytesIO(samples["hpb"]["08_film_2026-05-06.jpg"]))
    film.load()
    photo = Image.open(io.BytesIO(samples["spn"]["06_medication_photo.jpg"]))
    assert photo.getexif()[0x0112] == 6
    upright = ImageOps.exif_transpose(photo)
    assert upright is not None
    assert photo.width > photo.height
    assert upright.height > upright.width


corner = st.floats(min_value=-0.2, max_value=0.2)


@given(shifts=st.lists(st.tuples(corner, corner), min_size=4, max_size=4))
def test_a_perspective_takes_corners_to_corners(shifts: list[tuple[float, float]]) -> None:
    square = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]
    seen = [(x + dx, y + dy) for (x, y), (dx, dy) in zip(square, shifts, strict=True)]
    a, b, c, d, e, f, g, h = _homography(seen, square)
    for (x, y), (u, v) in zip(seen, square, strict=True):
        depth = g * x + h * y + 1
        assert (a * x + b * y + c) / depth == pytest.approx(u, abs=1e-6)
        assert (d * x + e * y + f) / depth == pytest.approx(v, abs=1e-6)


@needs_fonts
def test_files_differ_from_each_other(samples: dict[str, Records]) -> None:
    everything = [data for records in samples.values() for data in records.values()]
    assert len({hashlib.sha256(data).digest() for data in everything}) == len(everything)
