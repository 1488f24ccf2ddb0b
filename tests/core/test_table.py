"""Tables are read as shown: dates, units and decimal marks as they stand, nothing computed."""

from __future__ import annotations

import datetime as dt
import io
import time
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.comments import Comment
from reading_bench import read_bytes, score_of

from huizhen.core.errors import RecordError, UnsupportedRecord
from huizhen.core.reading.archive import ArchiveReader
from huizhen.core.reading.delimited import DelimitedText, find_delimiter
from huizhen.core.reading.number_format import parse_format, plain_number, shown_number
from huizhen.core.reading.table import TableReader

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
P = "http://schemas.openxmlformats.org/package/2006/relationships"


def workbook(sheet: str, **others: str) -> bytes:
    """A package with one sheet of the given XML."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        links = f'<Relationship Id="r1" Type="{R}/worksheet" Target="worksheets/sheet1.xml"/>' + (
            f'<Relationship Id="r2" Type="{R}/sharedStrings" Target="sharedStrings.xml"/>'
            if "strings" in others
            else ""
        )
        main = f'<Relationship Id="r1" Type="{R}/officeDocument" Target="xl/workbook.xml"/>'
        book = '<sheets><sheet name="Labs" sheetId="1" r:id="r1"/></sheets>'
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("_rels/.rels", f'<Relationships xmlns="{P}">{main}</Relationships>')
        archive.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{R}">{book}</workbook>'
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{P}">{links}</Relationships>'
        )
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            f'<worksheet xmlns="{MAIN}"><dimension ref="A1:XFD1048576"/>{sheet}</worksheet>',
        )
        if "strings" in others:
            archive.writestr("xl/sharedStrings.xml", others["strings"])
    return stream.getvalue()


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def lines(data: bytes, name: str = "a.xlsx") -> list[str]:
    reading, _ = read_bytes(TableReader(), data, name)
    return [line for page in reading.pages for line in page.text.split("\n")]


def test_a_workbook_made_by_another_program() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Labor"
    sheet.append(["Datum", "Wert", "Einheit"])
    sheet.append([dt.date(2025, 3, 14), 5.4, "mmol/L"])
    sheet.append([dt.datetime(2025, 3, 14, 8, 30), 0.1 + 0.2, None, "spät"])  # noqa: DTZ001
    sheet["A4"], sheet["B4"], sheet["C4"] = "=B2+B3", 0.45, 0.1
    sheet["B4"].number_format = "0%"
    sheet["C4"].number_format = '"<"0.0" mg/L"'
    sheet["B2"].comment = Comment("hämolytisch", "x")
    sheet.merge_cells("A5:C5")
    hidden = book.create_sheet("alt")
    hidden.sheet_state = "hidden"
    hidden["B2"] = True
    reading, _ = read_bytes(TableReader(), saved(book), "a.xlsx")
    assert [page.title for page in reading.pages] == ["Labor", "alt"]
    assert reading.pages[0].text.split("\n") == [
        "Datum | Wert | Einheit",
        "2025-03-14 | 5.4 | mmol/L",
        "2025-03-14 08:30 | 0.3 |  | spät",
        "[formula without stored value] | 45% | < 0.1 mg/L",
        "[comment B2] hämolytisch",
    ]
    assert reading.pages[1].text == "| TRUE"
    assert set(reading.deviations) == {
        "formulas_without_stored_value: 1", "hidden_sheets_shown: 1", "merged_cells: 1"
    }  # fmt: skip


def test_stored_formula_values_are_shown() -> None:
    sheet = '<sheetData><row r="1"><c r="A1"><f>SUM(B1:B9)</f><v>7.25</v></c></row></sheetData>'
    assert lines(workbook(sheet)) == ["7.25"]


def test_a_declared_dimension_costs_nothing() -> None:
    sheet = (
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">'
        '<c r="XFD1048576"><v>2</v></c></row></sheetData>'
    )
    start = time.thread_time()
    found = lines(workbook(sheet))
    assert (found[0], found[1][-1], len(found)) == ("1", "2", 2)
    assert time.thread_time() - start < 2


def test_broken_references_cost_their_cell_only() -> None:
    strings = f'<sst xmlns="{MAIN}"><si><t>Na</t></si></sst>'
    sheet = (
        '<sheetData><row><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>99</v></c>'
        '<c r="@" s="77"><v>140</v></c><c r="E1" t="e"><v>#N/A</v></c></row></sheetData>'
    )
    reading, _ = read_bytes(TableReader(), workbook(sheet, strings=strings))
    assert reading.pages[0].text == "Na | [text missing] | 140 |  | #N/A"
    assert reading.deviations == ("cells_without_their_text: 1",)


def test_raised_text_and_phonetic_readings_in_strings() -> None:
    strings = (
        f'<sst xmlns="{MAIN}"><si><r><t>10</t></r><r><rPr><vertAlign val="superscript"/></rPr>'
        "<t>9</t></r><r><t>/L</t></r><rPh><t>x</t></rPh></si></sst>"
    )
    sheet = '<sheetData><row><c t="s"><v>0</v></c></row></sheetData>'
    assert lines(workbook(sheet, strings=strings)) == ["10^9/L"]


def test_a_doctype_in_a_sheet_is_refused() -> None:
    data = workbook("")
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            bad = b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'
            new.writestr(name, bad if "sheet1" in name else old.read(name))
    with pytest.raises(RecordError) as caught:
        read_bytes(TableReader(), stream.getvalue())
    assert caught.value.code == "xml_doctype"


@pytest.mark.parametrize(
    ("stored", "identifier", "code", "shown"),
    [
        ("5.4", 0, "", "5.4"),
        ("0.30000000000000004", 0, "", "0.3"),
        ("5.40", 0, "", "5.40"),
        ("12345678901234567", 0, "", "12345678901234567"),
        ("1E-3", 0, "", "0.001"),
        ("0.07", 9, "", "7%"),
        ("45730", 14, "", "2025-03-14"),
        ("45730.5", 22, "", "2025-03-14 12:00"),
        ("0.5", 20, "", "12:00"),
        ("45730", 0, "dd/mm/yyyy", "2025-03-14"),
        ("45730", 0, "[$-407]d. mmmm yyyy;@", "2025-03-14"),
        ("45730", 0, 'yyyy"年"m"月"d"日"', "2025-03-14"),
        ("59", 14, "", "1900-02-28"),
        ("61", 14, "", "1900-03-01"),
        ("1.5", 0, "[h]:mm", "1.5"),
        ("0.1", 0, '"<"0.0', "< 0.1"),
        ("7", 0, '0.0" mg/dL"', "7 mg/dL"),
        ("7", 0, "#,##0.00\\ [$€-407]", "7 €"),
        ("0", 0, '0;-0;"negative"', "negative"),
        ("-2", 0, '0;"minus "0', "minus -2"),
        ("0.05", 0, '[<0.1]"<0.1";0.0', "0.05"),
        ("3", 0, "General", "3"),
        ("12", 0, "0.00E+00", "12"),
        ("3", 0, "[Red]0.0", "3"),
        ("9999999999", 14, "", "9999999999"),
        ("NaN", 14, "", "NaN"),
        ("1e999", 0, "", "1e999"),
        ("x", 0, "", "x"),
    ],
)  # fmt: skip
def test_numbers_as_shown(stored: str, identifier: int, code: str, shown: str) -> None:
    assert shown_number(stored, parse_format(identifier, code)) == shown


def test_dates_of_1904() -> None:
    assert shown_number("1", parse_format(14, ""), is_1904=True) == "1904-01-02"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_plain_numbers_keep_their_value(number: float) -> None:
    assert float(plain_number(repr(number))) == pytest.approx(number, rel=1e-13)


@given(st.text(max_size=40), st.text(max_size=30))
def test_any_number_and_format_are_survived(stored: str, code: str) -> None:
    assert isinstance(shown_number(stored, parse_format(164, code)), str)


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("Test;Value\nNa;140,5\nK;4,1\n", ";"),
        ("Test,Value,Unit\nNa,140,mmol/L\n", ","),
        ("Test\tValue\nNa\t140,5\n", "\t"),
        ("a|b|c\n1|2|3\n", "|"),
        ('"Doe, J";1,5\n"Roe, K";2,5\n', ";"),
        ("sep=|\na|b\n", "|"),
        ("just words\nin lines\n", ""),
    ],
)
def test_the_delimiter_is_found(text: str, delimiter: str) -> None:
    assert find_delimiter(text) == delimiter


def test_a_csv_keeps_decimal_commas_and_quoted_line_ends() -> None:
    data = 'Test;Wert;Notiz\r\nKreatinin;"1,2";"zwei\r\nZeilen"\r\nNa;140;\r\n'.encode("cp1252")
    assert lines(data, "a.csv") == [
        "Test | Wert | Notiz",
        "Kreatinin | 1,2 | zwei Zeilen",
        "Na | 140",
    ]


def test_formulas_in_a_csv_are_text() -> None:
    assert lines(b"a,b\n=1+1,2\n", "a.csv") == ["a | b", "=1+1 | 2"]


def test_a_quote_that_never_closes_costs_one_line() -> None:
    data = b'Test,Value\n"open,1\n' + b"Na,140\n" * 20_000
    reading, _ = read_bytes(TableReader(), data, "a.csv")
    assert len(reading.pages[0].lines) == 20_002
    assert reading.deviations == ("quotes never closed: 1",)


@given(st.lists(st.lists(st.text(alphabet='ab",;\n', max_size=5), min_size=2, max_size=4)))
def test_written_csv_comes_back(rows: list[list[str]]) -> None:
    text = "\n".join(",".join('"' + c.replace('"', '""') + '"' for c in row) for row in rows)
    assert list(DelimitedText(text, ",").rows() if rows else []) == rows


def test_more_rows_than_the_limit_are_a_part() -> None:
    reading, _ = read_bytes(TableReader(), b"a;b\n" * 200_050, "a.csv")
    assert (reading.status, reading.code) == ("part", "too_many_lines")


def test_a_workbook_that_is_known_by_its_directory_alone() -> None:
    data = workbook("<sheetData><row><c><v>7</v></c></row></sheetData>")
    damaged = data[:10] + b"#" * 9 + data[10:]
    assert score_of(TableReader(), damaged, "a.xlsx") == 0
    reading, _ = read_bytes(ArchiveReader(), damaged, "a.xlsx")
    assert (reading.kind, reading.pages[0].text) == ("table", "7")


def test_binary_data_is_no_table() -> None:
    with pytest.raises(UnsupportedRecord):
        read_bytes(TableReader(), bytes(range(256)) * 9, "a.csv")


def test_old_workbooks_say_how_to_save_them() -> None:
    from test_word import compound_file

    data = compound_file("Workbook")
    assert score_of(TableReader(), data) > 0.8
    with pytest.raises(UnsupportedRecord) as caught:
        read_bytes(TableReader(), data)
    assert caught.value.code == "excel_97"


def test_open_document_sheets_are_pages() -> None:
    content = (
        '<o:c xmlns:o="urn:o" xmlns:t="urn:t" xmlns:x="urn:x"><t:table t:name="Labs"><t:table-row>'
        "<t:table-cell><x:p>Na</x:p></t:table-cell><t:table-cell t:number-columns-repeated='2'/>"
        "<t:table-cell><x:p>140</x:p></t:table-cell></t:table-row>"
        "<t:table-row t:number-rows-repeated='1048576'><t:table-cell/></t:table-row></t:table>"
        '<t:table t:name="B"><t:table-row><t:table-cell><x:p>x</x:p></t:table-cell></t:table-row>'
        "</t:table></o:c>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    reading, _ = read_bytes(TableReader(), stream.getvalue(), "a.ods")
    assert [(p.title, p.text) for p in reading.pages] == [("Labs", "Na |  |  | 140"), ("B", "x")]


def test_scores() -> None:
    assert score_of(TableReader(), b"a;b\n1;2\n", "a.csv") > 0.5
    assert score_of(TableReader(), b"a\tb\tc\n" * 5, "a.txt") > 0.5
    assert score_of(TableReader(), b"Dear Dr. A, thank you, B\n" * 5, "a.txt") == 0
    assert score_of(TableReader(), b"%PDF-1.4", "a.csv") == 0
