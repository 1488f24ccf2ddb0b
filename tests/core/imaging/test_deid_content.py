"""Reports, annotations, overlays, dates and UIDs under the options."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pydicom
import pytest
from deid_objects import KNOWN, as_file
from hypothesis import given
from hypothesis import strategies as st
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from huizhen.core.imaging.deidentification import (
    Profile,
    UidKeys,
    deidentify,
    residual_of_file,
)
from huizhen.core.imaging.deidentification.dates import (
    shifted_date,
    shifted_datetime,
    shifted_text,
)
from huizhen.core.imaging.deidentification.table import confidentiality_table
from huizhen.core.imaging.deidentification.tolerant import as_it_stands

KEYS = UidKeys(b"0123456789abcdef0123456789abcdef")
PROFILE = Profile(pseudonym="HZ-2026-0001", known=KNOWN)
SR = "1.2.840.10008.5.1.4.1.1.88.33"


@pytest.fixture(autouse=True)
def _unjudged() -> Iterator[None]:
    with as_it_stands():
        yield


def _item(kind: str, code: str, meaning: str, **values: object) -> Dataset:
    name = Dataset()
    name.CodeValue, name.CodingSchemeDesignator, name.CodeMeaning = code, "DCM", meaning
    made = Dataset()
    made.RelationshipType, made.ValueType = "CONTAINS", kind
    made.ConceptNameCodeSequence = Sequence([name])
    for keyword, value in values.items():
        setattr(made, keyword, value)
    return made


def _report() -> Dataset:
    inner = _item("CONTAINER", "121070", "Findings", ContinuityOfContent="SEPARATE")
    inner.ContentSequence = Sequence([
        _item("TEXT", "121071", "Finding", TextValue="Frau Winterhalder: Herd 12 mm am 05.03.2024"),
        _item("NUM", "121206", "Distance"),
    ])  # fmt: skip
    reference = Dataset()
    reference.ReferencedSOPInstanceUID = "1.2.3.4"
    made = Dataset()
    made.SOPClassUID, made.SOPInstanceUID = SR, "1.2.3.9"
    made.ContentSequence = Sequence([
        _item("PNAME", "121008", "Person Observer Name", PersonName="Arzt^Anna"),
        _item("TEXT", "121030", "Subject ID", TextValue="some other number"),
        _item("DATE", "121031", "Subject Birth Date", Date="19570309"),
        _item("UIDREF", "121018", "Procedure Study Instance UID", UID="1.2.3.4"),
        _item("IMAGE", "121080", "Best illustration", ReferencedSOPSequence=Sequence([reference])),
        inner,
    ])  # fmt: skip
    return made


def test_reports_keep_their_findings_and_lose_their_people() -> None:
    profile = PROFILE.replaced(dates="shift", shift_days=-10)
    made = deidentify(as_file(_report()), profile, KEYS).dataset
    observer, number, _birth, study, image, findings = made.ContentSequence
    assert observer.PersonName == "Removed"
    assert number.TextValue == "Removed"
    assert KEYS.uid("1.2.3.4") == study.UID
    assert image.ReferencedSOPSequence[0].ReferencedSOPInstanceUID == KEYS.uid("1.2.3.4")
    text, distance = findings.ContentSequence
    assert text.TextValue == "[name]: Herd 12 mm am 24.02.2024"
    assert distance.ConceptNameCodeSequence[0].CodeMeaning == "Distance"


def test_a_birth_date_in_a_report_goes_under_every_option() -> None:
    made = deidentify(as_file(_report()), PROFILE, KEYS).dataset
    assert "19570309" not in str(made)


def test_reports_are_replaced_whole_without_the_option() -> None:
    profile = PROFILE.replaced(clean_structured_content=False)
    made = deidentify(as_file(_report()), profile, KEYS).dataset
    (only,) = made.ContentSequence
    assert (only.ValueType, only.TextValue) == ("TEXT", "Removed")


def test_annotations_stay_without_names() -> None:
    text = Dataset()
    text.UnformattedTextValue = "Winterhalder 12 mm"
    graphic = Dataset()
    graphic.GraphicData = [1.0, 2.0]
    layer = Dataset()
    layer.TextObjectSequence, layer.GraphicObjectSequence = Sequence([text]), Sequence([graphic])
    source = Dataset()
    source.GraphicAnnotationSequence = Sequence([layer])
    made = deidentify(as_file(source), PROFILE, KEYS).dataset
    kept = made.GraphicAnnotationSequence[0]
    assert kept.TextObjectSequence[0].UnformattedTextValue == "[name] 12 mm"
    assert list(kept.GraphicObjectSequence[0].GraphicData) == [1.0, 2.0]


@pytest.mark.parametrize(("kind", "stays"), [("R", True), ("G", False)])
def test_only_overlays_of_regions_stay(kind: str, stays: bool) -> None:
    source = Dataset()
    source.add_new(0x60020010, "US", 8)
    source.add_new(0x60020040, "CS", kind)
    source.add_new(0x60023000, "OW", bytes(8))
    source.add_new(0x60024000, "LT", "Winterhalder")
    source.add_new(0x50003000, "OW", bytes(8))
    made = deidentify(as_file(source), PROFILE, KEYS).dataset
    assert (0x60023000 in made, 0x60020010 in made) == (stays, stays)
    assert 0x50003000 not in made
    if stays:
        assert made[0x6002, 0x4000].value == "[name]"


def test_the_type_of_an_attribute_decides_between_codes() -> None:
    table = confidentiality_table()
    row = table.rows[0x00080022]  # AcquisitionDate, X/Z
    profile = PROFILE.replaced(dates="remove")
    assert table.action(row, profile, ("ct-image", ""))[0] == "X"
    assert table.action(row, profile, ("positron-emission-tomography-image", ""))[0] == "Z"
    assert table.action(row, profile, ("", ""))[0] == "Z"
    assert table.action(row, PROFILE, ("ct-image", "")) == ("K", "full_dates")


def test_every_row_has_a_code_that_is_understood() -> None:
    rows = confidentiality_table().rows
    codes = {part for row in rows.values() for part in row.basic.rstrip("*").split("/")}
    assert codes == {"X", "Z", "D", "U"}
    assert {code for row in rows.values() for code in row.options.values()} == {"K", "C"}
    assert len(rows) > 650


def test_uids_are_those_of_uuids() -> None:
    for original in ("1.2.3", "2.25.1", "1.3.12.2.1107.5.1.4"):
        made = KEYS.uid(original)
        assert len(made) <= 64
        number = uuid.UUID(int=int(made.removeprefix("2.25.")))
        assert (number.version, number.variant) == (8, uuid.RFC_4122)
    assert KEYS.uid("1.2.3 ") == KEYS.uid("1.2.3\0") == KEYS.uid("1.2.3")
    assert KEYS.uid("") == ""
    with pytest.raises(ValueError, match="secret"):
        UidKeys(b"short")


_DAYS = st.dates(date(1900, 1, 1), date(2090, 1, 1))


@given(first=_DAYS, second=_DAYS, days=st.integers(-5000, 5000))
def test_intervals_stay(first: date, second: date, days: int) -> None:
    moved = [shifted_date(f"{day:%Y%m%d}", days) for day in (first, second)]
    years, months, dates = zip(*((int(m[:4]), int(m[4:6]), int(m[6:])) for m in moved), strict=True)
    made = [date(years[n], months[n], dates[n]) for n in (0, 1)]
    assert made[1] - made[0] == second - first
    assert made[0] - first == timedelta(days=days)


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        ("20240301", "20240229"), ("2024.03.01", "20240229"), ("202403", ""), ("2024", ""),
        ("20240230", ""), ("01.03.2024", ""), ("20240301-20240302", ""), ("", ""),
    ],
)  # fmt: skip
def test_dates_are_moved_whole_or_not_at_all(text: str, moved: str) -> None:
    assert shifted_date(text, -1) == moved


def test_times_of_a_moved_day_stay() -> None:
    assert shifted_datetime("20240301101112.123456+0800", -1) == "20240229101112.123456+0800"
    assert shifted_datetime("202403", -1) == ""


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        ("OP 28.02.2024", "OP 27.02.2024"),
        ("2024-03-01 und 2024/03/01", "2024-02-29 und 2024/02/29"),
        ("2024年3月1日术后", "2024年2月29日术后"),
        ("prior 20240301", "prior 20240229"),
        ("12/31/2023", "12/30/2023"),
        ("03/04/2024", "[date]"),
        ("31.02.2024", "[date]"),
        (
            "ID 20249999, 3.5 mm, 120/80, 1.2.840.10008",
            "ID 20249999, 3.5 mm, 120/80, 1.2.840.10008",
        ),
    ],
)
def test_dates_in_texts_move_too(text: str, moved: str) -> None:
    assert shifted_text(text, -1)[0] == moved
    if moved != text:
        assert "[date]" in shifted_text(text, None)[0]


@pytest.mark.parametrize("keyword", ["SliceThickness", "InstanceNumber", "StudyDate", "PatientAge"])
def test_a_name_in_the_place_of_a_number_or_date_does_not_leave(
    keyword: str, tmp_path: Path
) -> None:
    path = tmp_path / "one.dcm"
    source = Dataset()
    source.SOPClassUID, source.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.2", "1.2.3"
    setattr(source, keyword, "1234")
    as_file(source).save_as(path)
    path.write_bytes(path.read_bytes().replace(b"1234", b"Hans"))
    assert (keyword, "unreadable") in {(c.path, c.kind) for c in residual_of_file(path, KNOWN)}
    done = deidentify(pydicom.dcmread(path), PROFILE, KEYS)
    assert keyword not in done.dataset
    assert (keyword, "unreadable") in {(c.path, c.note) for c in done.changes}
