"""Word-processor documents and slides are read as a person sees them."""

from __future__ import annotations

import io
import struct
import zipfile

import docx
import pytest
from docx.enum.text import WD_BREAK
from reading_bench import KeptFiles, read_bytes, read_or_refused, score_of

from huizhen.core.errors import (
    BrokenRecord,
    EncryptedRecord,
    HostileRecord,
    RecordError,
    UnsupportedRecord,
)
from huizhen.core.reading.word import WordReader
from huizhen.core.records.reading import Reading

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
P = "http://schemas.openxmlformats.org/package/2006"

RAISED = '<w:vertAlign w:val="superscript"/>'
SYMBOL = '<w:rFonts w:ascii="Symbol"/>'
NOT_STRUCK = '<w:strike w:val="0"/>'


def zipped(parts: dict[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def relations(*rows: tuple[str, str, str]) -> str:
    links = "".join(
        f'<Relationship Id="r{n}" Type="{R}/{kind}" Target="{target}"{mode}/>'
        for n, (kind, target, mode) in enumerate(rows, 1)
    )
    return f'<Relationships xmlns="{P}/relationships">{links}</Relationships>'


def package(body: str, **others: str | bytes) -> bytes:
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{P}/content-types"/>',
        "_rels/.rels": relations(("officeDocument", "word/document.xml", "")),
        "word/document.xml": f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{body}</w:body>'
        "</w:document>",
    }
    return zipped(parts | {name.replace("__", "/"): text for name, text in others.items()})


def read(data: bytes) -> tuple[Reading, KeptFiles]:
    return read_bytes(WordReader(), data, "letter.docx")


def text_of(body: str) -> str:
    return "\n".join(page.text for page in read(package(body))[0].pages)


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def saved(document: object) -> bytes:
    stream = io.BytesIO()
    document.save(stream)  # type: ignore[attr-defined]
    return stream.getvalue()


def test_a_whole_letter_made_by_another_program() -> None:
    document = docx.Document()
    document.add_heading("Arztbrief", 1)
    document.add_paragraph("Diagnose: Mammakarzinom rechts, ED 03/2025")
    table = document.add_table(2, 3)
    for row, values in zip(table.rows, (["Na", "140", "mmol/l"], ["K", "", "mmol/l"]), strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    document.sections[0].header.paragraphs[0].text = "Klinikum"
    document.sections[0].footer.paragraphs[0].text = "Seite"
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    document.add_paragraph("Zweite Seite")
    reading, _ = read(saved(document))
    first, second = (page.text.split("\n") for page in reading.pages)
    assert first == [
        "Klinikum",
        "Arztbrief",
        "Diagnose: Mammakarzinom rechts, ED 03/2025",
        "Na | 140 | mmol/l",
        "K |  | mmol/l",
    ]
    assert second == ["Zweite Seite", "Seite"]
    assert (reading.kind, reading.status, reading.deviations) == ("word", "read", ())


CHECK_BOX = (
    "<w:p><w:r><w:fldChar><w:ffData><w:checkBox><w:default w:val='0'/>{}</w:checkBox></w:ffData>"
    "</w:fldChar><w:t> diabetes</w:t></w:r></w:p>"
)
TABLE_IN_TABLE = (
    f"<w:tbl><w:tr><w:tc><w:p/><w:tbl><w:tr><w:tc><w:p>{run('in')}</w:p></w:tc></w:tr></w:tbl>"
    f"</w:tc><w:tc><w:p>{run('out')}</w:p></w:tc></w:tr></w:tbl>"
)
TAB_AND_BREAK = (
    "<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t></w:r><w:r><w:br/><w:t>c</w:t></w:r></w:p>"
)
TICK = '<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t> yes</w:t></w:r></w:p>'
COMMAND = "<w:p><w:r><w:instrText>DDEAUTO c:\\cmd</w:instrText><w:t>x</w:t></w:r></w:p>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (TAB_AND_BREAK, "a\tb\nc"),
        (f"<w:p>{run('10')}{run('9', RAISED)}{run('/L')}</w:p>", "10^9/L"),
        (f"<w:p>{run('5 ')}{run('m', SYMBOL)}{run('g')}</w:p>", "5 μg"),
        (TICK, "☑ yes"),
        (f"<w:p>{run('5 ')}{run('10', '<w:strike/>')}{run(' mg')}</w:p>", "5 [deleted: 10] mg"),
        (f"<w:p>{run('5', NOT_STRUCK)}</w:p>", "5"),
        (CHECK_BOX.format("<w:checked/>"), "☒ diabetes"),
        (CHECK_BOX.format(""), "☐ diabetes"),
        (TABLE_IN_TABLE, "in | out"),
        (COMMAND, "x"),
    ],
)
def test_markup(body: str, expected: str) -> None:
    assert text_of(body) == expected


def test_tracked_deletions_are_left_out_and_said() -> None:
    body = (
        f"<w:p>{run('dose ')}<w:del><w:r><w:delText>10</w:delText></w:r></w:del>"
        f"<w:ins>{run('5')}</w:ins>{run(' mg')}</w:p>"
    )
    reading, _ = read(package(body))
    assert reading.pages[0].text == "dose 5 mg"
    assert "tracked_deletions_left_out: 1" in reading.deviations
    assert "tracked_insertions_shown: 1" in reading.deviations


def test_hidden_text_is_left_out_and_said() -> None:
    reading, _ = read(package(f"<w:p>{run('seen')}{run('hidden', '<w:vanish/>')}</w:p>"))
    assert reading.pages[0].text == "seen"
    assert reading.deviations == ("hidden_text_left_out: 1",)


def test_a_text_box_is_read_once() -> None:
    box = f"<w:txbxContent><w:p>{run('box')}</w:p></w:txbxContent>"
    space = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    body = (
        f'<w:p><w:r><mc:AlternateContent xmlns:mc="{space}"><mc:Choice>{box}</mc:Choice>'
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>{run('anchor')}</w:p>"
    )
    assert text_of(body) == "box\nanchor"


def test_a_page_break_never_cuts_a_sentence() -> None:
    body = (
        f"<w:p>{run('no evidence of')}<w:r><w:lastRenderedPageBreak/><w:t> metastasis</w:t></w:r>"
        f"</w:p><w:p>{run('next')}</w:p>"
    )
    reading, _ = read(package(body))
    assert [page.text for page in reading.pages] == ["no evidence of metastasis", "next"]


def test_notes_comments_and_footers_follow_the_text() -> None:
    note = (
        f'<w:footnotes xmlns:w="{W}"><w:footnote w:type="separator" w:id="0"><w:p>{run("-")}</w:p>'
        f'</w:footnote><w:footnote w:id="2"><w:p>{run("as of 2024")}</w:p></w:footnote>'
        "</w:footnotes>"
    )
    comment = (
        f'<w:comments xmlns:w="{W}"><w:comment w:id="1"><w:p>{run("check")}</w:p></w:comment>'
        "</w:comments>"
    )
    body = f"<w:p>{run('text')}<w:r><w:footnoteReference w:id='2'/></w:r></w:p>"
    links = relations(("footnotes", "footnotes.xml", ""), ("comments", "comments.xml", ""))
    data = package(
        body,
        **{
            "word__footnotes.xml": note,
            "word__comments.xml": comment,
            "word/_rels/document.xml.rels": links,
        },
    )
    reading, _ = read(data)
    assert reading.pages[0].text == "text[note 2]\n[note 2]\nas of 2024\n[comment]\ncheck"


def test_files_inside_are_kept_and_outside_ones_are_not_fetched() -> None:
    links = relations(
        ("image", "http://192.0.2.1/a.png", ' TargetMode="External"'),
        ("hyperlink", "http://192.0.2.1/", ' TargetMode="External"'),
        ("image", "../../../../etc/passwd", ""),
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations(("officeDocument", "word/document.xml", "")),
        "word/document.xml": f'<w:document xmlns:w="{W}"><w:p>{run("x")}</w:p></w:document>',
        "word/_rels/document.xml.rels": links,
        "word/media/image1.png": b"\x89PNG",
        "word/embeddings/table.xlsx": b"PK",
        "word/vbaProject.bin": b"macro",
    }
    reading, kept = read(zipped(parts))
    assert kept.named(reading) == {
        "word/media/image1.png": b"\x89PNG",
        "word/embeddings/table.xlsx": b"PK",
    }
    assert reading.deviations == ("external_content_not_fetched: image: 1", "macros_not_run: 1")


def test_strict_documents_are_read_too() -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    body = f'<d:document xmlns:d="{strict}"><d:p><d:r><d:t>strict</d:t></d:r></d:p></d:document>'
    reading, _ = read(package("", **{"word/document.xml": body}))
    assert reading.pages[0].text == "strict"


def test_slides_are_pages_in_their_order() -> None:
    a = "http://schemas.openxmlformats.org/drawingml/2006/main"
    p = "http://schemas.openxmlformats.org/presentationml/2006/main"

    def slide(text: str) -> str:
        return f'<p:sld xmlns:p="{p}" xmlns:a="{a}"><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sld>'

    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations(("officeDocument", "ppt/presentation.xml", "")),
        "ppt/presentation.xml": f'<p:presentation xmlns:p="{p}" xmlns:r="{R}"><p:sldIdLst>'
        '<p:sldId id="256" r:id="r2"/><p:sldId id="257" r:id="r1"/></p:sldIdLst></p:presentation>',
        "ppt/_rels/presentation.xml.rels": relations(
            ("slide", "slides/slide1.xml", ""), ("slide", "slides/slide2.xml", "")
        ),
        "ppt/slides/slide1.xml": slide("Befund"),
        "ppt/slides/slide2.xml": slide("Tumorboard"),
    }
    reading, _ = read_bytes(WordReader(), zipped(parts), "board.pptx")
    assert [page.text for page in reading.pages] == ["Tumorboard", "Befund"]


def test_open_document_text() -> None:
    spaces = 'xmlns:office="urn:o" xmlns:text="urn:t" xmlns:table="urn:b" xmlns:style="urn:s"'
    content = (
        f"<office:document-content {spaces}><office:automatic-styles><style:style style:name='T1'>"
        "<style:text-properties style:text-position='super 58%'/></style:style>"
        "</office:automatic-styles><office:body><office:text>"
        "<text:tracked-changes><text:p>gone</text:p></text:tracked-changes>"
        "<text:h>Befund</text:h><text:p>10<text:span text:style-name='T1'>9</text:span>/l"
        "<text:s text:c='2'/>x\n  y<text:tab/>z</text:p>"
        "<table:table><table:table-row><table:table-cell table:number-columns-repeated='2'>"
        "<text:p>a</text:p></table:table-cell><table:table-cell><text:p>b</text:p>"
        "<text:p>c</text:p></table:table-cell></table:table-row></table:table>"
        "</office:text></office:body></office:document-content>"
    )
    data = zipped(
        {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content,
         "Pictures/1.png": b"\x89PNG"}
    )  # fmt: skip
    assert score_of(WordReader(), data) > 0.9
    reading, kept = read_bytes(WordReader(), data, "a.odt")
    assert reading.pages[0].text == "Befund\n10^9/l  x y\tz\na | a | b; c"
    assert list(kept.named(reading)) == ["Pictures/1.png"]


def test_locked_open_document() -> None:
    data = zipped(
        {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": b"\x01\x02",
         "META-INF/manifest.xml": "<manifest><encryption-data/></manifest>"}
    )  # fmt: skip
    with pytest.raises(EncryptedRecord):
        read_bytes(WordReader(), data)


def compound_file(*names: str) -> bytes:
    """The smallest compound file with streams of these names (MS-CFB)."""
    head = bytearray(512)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<5H", head, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<I", head, 44, 1)
    struct.pack_into("<I", head, 48, 1)
    struct.pack_into("<109I", head, 76, 0, *[0xFFFFFFFF] * 108)
    table = struct.pack("<128I", 0xFFFFFFFD, 2, 0xFFFFFFFE, *[0xFFFFFFFF] * 125)
    entries = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0")
        + struct.pack("<H", 2 * len(name) + 2)
        + b"\0" * 62
        for name in ("Root Entry", *[f"filler {n}" for n in range(4)], *names)
    )
    return bytes(head) + table + entries.ljust(1024, b"\0")


@pytest.mark.parametrize(
    ("stream", "error", "code"),
    [
        ("WordDocument", UnsupportedRecord, "word_97"),
        ("PowerPoint Document", UnsupportedRecord, "powerpoint_97"),
        ("EncryptedPackage", EncryptedRecord, "office_encrypted"),
        ("Something", UnsupportedRecord, "compound_file"),
    ],
)
def test_old_and_locked_files_say_how_to_save_them(
    stream: str, error: type[RecordError], code: str
) -> None:
    data = compound_file(stream)
    assert score_of(WordReader(), data, "a.bin") > 0.8
    with pytest.raises(error) as caught:
        read_bytes(WordReader(), data)
    assert caught.value.code == code
    assert caught.value.remedy


def test_a_cut_file_is_never_called_read() -> None:
    whole = package(f"<w:p>{run(' '.join(str(n) for n in range(3000)))}</w:p>")
    for size in range(40, len(whole) - 1, 97):
        reading = read_or_refused(WordReader(), whole[:size])
        assert reading is None or (reading.status, reading.code) == ("part", "document_damaged")


def test_a_doctype_is_refused() -> None:
    data = zipped(
        {"[Content_Types].xml": "<Types/>", "_rels/.rels": relations(),
         "word/document.xml": '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>'}
    )  # fmt: skip
    with pytest.raises(HostileRecord):
        read(data)


def test_deep_tables_are_refused_not_followed() -> None:
    deep = "<w:tbl><w:tr><w:tc>" * 3000 + "</w:tc></w:tr></w:tbl>" * 3000
    with pytest.raises(HostileRecord):
        read(package(deep))


def test_a_package_without_its_letter_is_broken() -> None:
    data = zipped({"[Content_Types].xml": "wordprocessingml.document", "_rels/.rels": relations()})
    with pytest.raises(BrokenRecord) as caught:
        read(data)
    assert caught.value.code == "document_part_missing"
