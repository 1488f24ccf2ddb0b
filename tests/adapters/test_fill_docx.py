"""A hospital's own form: filled wherever a field stands, refused when it is not just a form."""

from __future__ import annotations

import contextlib
import hashlib
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from huizhen.adapters.fill_docx import fill_template
from huizhen.adapters.sandbox import SandboxWorkers
from huizhen.core.errors import (
    BrokenRecord,
    EncryptedRecord,
    HostileRecord,
    RecordError,
    TooLargeRecord,
    UnsupportedRecord,
)
from huizhen.core.preparation.form_filling import filled_form, filling_work
from huizhen.core.reading.limits import Limits

docx = pytest.importorskip("docx")
BOX = (
    '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape style="width:90pt;height:20pt">'
    "<v:textbox><w:txbxContent><w:p><w:r><w:t>盒 {{F06}}</w:t></w:r></w:p></w:txbxContent>"
    "</v:textbox></v:shape></w:pict></w:r>"
)


def form() -> Any:
    """A form with a field in every place that Word has."""
    from docx.oxml import parse_xml

    document = docx.Document()
    split = document.add_paragraph("姓名：")
    for piece in ("{", "{F", "0", "1}", "} 先生"):
        split.add_run(piece).bold = piece == "{"
    document.add_paragraph("两项 {{F02}} 与 {{ f03 }}，以及｛｛Ｆ０２｝｝")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text = "诊断"
    table.cell(0, 1).text = "{{F04}}"
    document.sections[0].header.paragraphs[0].text = "编号 {{F05}}"
    document.sections[0].footer.paragraphs[0].text = "页脚 {{F05}}"
    document.add_paragraph()._p.append(parse_xml(BOX))
    document.add_paragraph("未知 {{F99}} 保留")
    return document


def bytes_of(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def repacked(data: bytes, changes: dict[str, bytes]) -> bytes:
    """The package with some members replaced or added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(stream, "w") as made:
        for name in given.namelist():
            if name not in changes:
                made.writestr(name, given.read(name))
        for name, content in changes.items():
            made.writestr(name, content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def changed(old: bytes, new: bytes, part: str = "word/document.xml") -> bytes:
    """The form with one part's bytes changed."""
    data = bytes_of(form())
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        content = package.read(part)
    assert old in content
    return repacked(data, {part: content.replace(old, new, 1)})


FIELDS = {
    "F01": "张<某> & 1 \x07",
    "F02": "甲",
    "F03": "乙\n丙",
    "F04": ["肝细胞癌", "肝硬化", "脾大"],
    "F05": "HZ-1",
    "F06": "盒内",
    "F77": "无处可填",
}


def test_fields_are_filled_wherever_they_stand() -> None:
    filled = fill_template(bytes_of(form()), FIELDS)
    document = docx.Document(io.BytesIO(filled.data))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[0] == "姓名：张<某> & 1 \\u0007 先生"
    assert texts[1] == "两项 甲 与 乙\n丙，以及甲"
    assert [p.text for p in document.tables[0].cell(0, 1).paragraphs] == [
        "肝细胞癌",
        "肝硬化",
        "脾大",
    ]
    assert document.sections[0].header.paragraphs[0].text == "编号 HZ-1"
    assert document.sections[0].footer.paragraphs[0].text == "页脚 HZ-1"
    assert "盒 盒内".encode() in zipfile.ZipFile(io.BytesIO(filled.data)).read("word/document.xml")
    assert texts[-1] == "未知 {{F99}} 保留"
    assert filled.unfilled == ("F77",)
    assert filled.unknown == ("F99",)


def test_the_look_of_the_fields_first_run_is_kept() -> None:
    document = docx.Document(io.BytesIO(fill_template(bytes_of(form()), FIELDS).data))
    said = {run.text: run.bold for run in document.paragraphs[0].runs if run.text}
    assert said["张<某> & 1 \\u0007"] is True
    assert said[" 先生"] is False


def test_an_empty_list_leaves_an_empty_paragraph() -> None:
    document = docx.Document(io.BytesIO(fill_template(bytes_of(form()), {"F04": []}).data))
    assert [p.text for p in document.tables[0].cell(0, 1).paragraphs] == [""]


def test_a_list_amid_other_words_gives_lines() -> None:
    document = docx.Document(io.BytesIO(fill_template(bytes_of(form()), {"F02": ["a", "b"]}).data))
    assert document.paragraphs[1].text == "两项 a\nb 与 {{ f03 }}，以及a\nb"


def test_all_else_is_left_as_it_was_and_bytes_are_the_same() -> None:
    data = bytes_of(form())
    filled = fill_template(data, FIELDS)
    assert filled.data == fill_template(data, FIELDS).data
    with zipfile.ZipFile(io.BytesIO(data)) as a, zipfile.ZipFile(io.BytesIO(filled.data)) as b:
        assert sorted(a.namelist()) == sorted(b.namelist())
        assert a.read("word/styles.xml") == b.read("word/styles.xml")


REMOTE = (
    b'<Relationship Id="r9" TargetMode="External" Target="http://example.org/t.dotm" Type='
    b'"http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/>'
    b"</Relationships>"
)


@pytest.mark.parametrize(
    ("data", "error", "code"),
    [
        (b"", BrokenRecord, "form_damaged"),
        (b"not a form", BrokenRecord, "form_damaged"),
        (bytes_of(form())[:9000], BrokenRecord, "form_damaged"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, EncryptedRecord, "form_locked_or_old"),
        (b"PK" + b"\0" * 30_000_001, TooLargeRecord, "form_too_large"),
        (
            repacked(bytes_of(form()), {"word/vbaProject.bin": b"x"}),
            HostileRecord,
            "form_with_macros",
        ),
        (changed(b"<w:document ", b"<!DOCTYPE a><w:document "), HostileRecord, "xml_doctype"),
        (changed(b"</w:body>", b""), BrokenRecord, "xml_broken"),
        (
            changed(b"</Relationships>", REMOTE, "word/_rels/document.xml.rels"),
            HostileRecord,
            "form_reaches_out",
        ),
        (
            repacked(bytes_of(form()), {"word/document.xml": b" " * 60_000_000}),
            TooLargeRecord,
            "document_part_too_large",
        ),
        (
            repacked(bytes_of(form()), {"word/media/a.bin": b"\0" * 60_000_000}),
            TooLargeRecord,
            "document_part_too_large",
        ),
    ],
)
def test_what_is_not_just_a_form_is_refused(
    data: bytes, error: type[RecordError], code: str
) -> None:
    with pytest.raises(error) as caught:
        fill_template(data, FIELDS)
    assert caught.value.code == code
    assert caught.value.remedy


def test_another_office_file_is_no_form() -> None:
    import openpyxl

    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    with pytest.raises(UnsupportedRecord):
        fill_template(stream.getvalue(), FIELDS)


def test_damage_anywhere_gives_a_record_error_or_a_form() -> None:
    data = bytearray(bytes_of(form()))
    for at in range(0, len(data), 997):
        hurt = bytearray(data)
        hurt[at] ^= 0xFF
        with contextlib.suppress(RecordError):
            assert fill_template(bytes(hurt), FIELDS).data


def test_a_form_is_filled_in_a_limited_child(tmp_path: Path) -> None:
    data = bytes_of(form())
    path = tmp_path / "form.docx"
    path.write_bytes(data)
    work = filling_work(path, hashlib.sha256(data).hexdigest(), FIELDS)
    workers = SandboxWorkers(tmp_path / "spool", Limits(), count=1)
    try:
        (outcome,) = workers.perform([work])
    finally:
        workers.close()
    filled = filled_form(outcome)
    assert filled.data == fill_template(data, FIELDS).data
    assert filled.unknown == ("F99",)
