"""Pieces of WordprocessingML (ISO/IEC 29500-1): runs, links, tables, drawn places for a seal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from lxml import etree

Element = etree._Element

W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_V: Final = "urn:schemas-microsoft-com:vml"
_XML: Final = "http://www.w3.org/XML/1998/namespace"
RED: Final = "A11212"
BLUE: Final = "1D4F91"
GREY: Final = "5F5F5F"
TINT: Final = "EEF3F9"
NEWEST: Final = "FFF6DD"
PALE: Final = "F3F3F3"
_SHORT_ROW: Final = 600
"""Letters of a row that is not broken across pages."""
TWIPS_PER_MM: Final = 1440 / 25.4


class Look(NamedTuple):
    """How a run looks; '' and 0 leave it to the paragraph's style."""

    color: str = ""
    half_points: int = 0
    is_bold: bool | None = None
    is_raised: bool = False
    is_boxed: bool = False
    face: str = ""
    """Of signs that Word may take for Latin or Chinese; '' where letters choose it."""


PLAIN: Final = Look()


def made(tag: str, *children: Element, **attributes: str) -> Element:
    """A `w:` element; attributes are in the same namespace."""
    element = etree.Element(f"{{{W}}}{tag}", {f"{{{W}}}{n}": v for n, v in attributes.items()})
    element.extend(children)
    return element


def run(text: str, look: Look = PLAIN) -> Element:
    """A run of text."""
    written = made("t")
    written.text = text
    written.set(f"{{{_XML}}}space", "preserve")
    properties = _run_properties(look)
    return made("r", *([properties] if len(properties) else []), written)


def line_break() -> Element:
    """A new line within a paragraph."""
    return made("r", made("br"))


def tab() -> Element:
    """A jump to the next stop: to the hanging indent behind a list's sign."""
    return made("r", made("tab"))


def _run_properties(look: Look) -> Element:
    # the order is the schema's (CT_RPr): Word calls a file damaged that has another
    properties = made("rPr")
    if look.face:
        properties.append(
            made("rFonts", ascii=look.face, hAnsi=look.face, eastAsia=look.face, cs=look.face)
        )
    if look.is_bold is not None:
        properties.append(made("b") if look.is_bold else made("b", val="0"))
    if look.color:
        properties.append(made("color", val=look.color))
    if look.half_points:
        properties.append(made("sz", val=str(look.half_points)))
        properties.append(made("szCs", val=str(look.half_points)))
    if look.is_boxed:
        properties.append(made("bdr", val="single", sz="4", space="0", color=look.color or "auto"))
    if look.is_raised:
        properties.append(made("vertAlign", val="superscript"))
    return properties


def paragraph(
    runs: Iterable[Element], style: str = "", *, is_kept: bool = False, is_right: bool = False
) -> Element:
    """A paragraph of runs; `is_kept` holds it on the page of the next one, `is_right` at the right
    margin."""
    properties = made("pPr")
    if style:
        properties.append(made("pStyle", val=style))
    if is_kept:
        properties.append(made("keepNext"))
    if is_right:
        properties.append(made("jc", val="right"))
    return made("p", *([properties] if len(properties) else []), *runs)


def gap(twips: int) -> Element:
    """An empty paragraph of that height and no more: two tables that touch become one in Word."""
    height = made("spacing", before="0", after="0", line=str(twips), lineRule="exact")
    mark = made("rPr", made("sz", val="2"), made("szCs", val="2"))
    return made("p", made("pPr", height, mark))


def linked(anchor: str, content: Element) -> Element:
    """A link to a bookmark of the same document."""
    return made("hyperlink", content, anchor=anchor, history="1")


def bookmarked(number: int, name: str, content: Iterable[Element]) -> list[Element]:
    """Content between the two ends of a bookmark."""
    start = made("bookmarkStart", id=str(number), name=name)
    return [start, *content, made("bookmarkEnd", id=str(number))]


def field(instruction: str, half_points: int) -> list[Element]:
    """A field that Word computes: PAGE, NUMPAGES."""
    look = Look(color=GREY, half_points=half_points)
    code = made("instrText")
    code.text = f" {instruction} "
    return [
        made("r", _run_properties(look), made("fldChar", fldCharType="begin")),
        made("r", _run_properties(look), code),
        made("r", _run_properties(look), made("fldChar", fldCharType="separate")),
        run("1", look),
        made("r", _run_properties(look), made("fldChar", fldCharType="end")),
    ]


class Cell(NamedTuple):
    """What stands in a table's cell, its colour ('' for white), whether it stands at the foot."""

    content: Sequence[Element]
    fill: str = ""
    is_low: bool = False


def table(
    widths: Sequence[int],
    rows: Iterable[Sequence[Cell]],
    *,
    borders: str = "all",
    has_header: bool = False,
    row_height: int = 0,
) -> Element:
    """A table of fixed column widths in twips.

    `borders`: all, rows (a line under each row), header (a line under the first row), none. With
    `has_header` the first row is repeated on every page.
    """
    built = made("tbl", _table_properties(widths, borders))
    built.append(made("tblGrid", *(made("gridCol", w=str(width)) for width in widths)))
    for index, cells in enumerate(rows):
        is_header = has_header and index == 0
        line = made("tr")
        properties = _row_properties(is_header, is_header or _is_short(cells), row_height)
        if len(properties):
            line.append(properties)
        for cell, width in zip(cells, widths, strict=True):
            line.append(_cell(cell, width, has_line=is_header and borders == "header"))
        built.append(line)
    return built


def _table_properties(widths: Sequence[int], borders: str) -> Element:
    sides = {
        "all": ("top", "left", "bottom", "right", "insideH", "insideV"),
        "rows": ("bottom", "insideH"),
    }.get(borders, ())
    left = 55 if borders == "all" else 0
    drawn = made("tblBorders", *(_border(side) for side in sides))
    margins = made(
        "tblCellMar",
        *(
            made(side, w=str(width), type="dxa")
            for side, width in (("top", 20), ("left", left), ("bottom", 20), ("right", 55))
        ),
    )
    return made(
        "tblPr",
        made("tblW", w=str(sum(widths)), type="dxa"),
        made("tblInd", w="0", type="dxa"),
        *([drawn] if sides else []),
        made("tblLayout", type="fixed"),
        margins,
    )


def _border(side: str) -> Element:
    return made(side, val="single", sz="4", space="0", color="AAAAAA")


def _is_short(cells: Sequence[Cell]) -> bool:
    """Whether a row may be kept on one page; one that is longer than a page has to break."""
    texts = (t.text or "" for cell in cells for e in cell.content for t in e.iter(f"{{{W}}}t"))
    return sum(map(len, texts)) <= _SHORT_ROW


def _row_properties(is_header: bool, is_whole: bool, height: int) -> Element:
    properties = made("trPr")
    if is_whole:
        properties.append(made("cantSplit"))
    if height:
        properties.append(made("trHeight", val=str(height), hRule="atLeast"))
    if is_header:
        properties.append(made("tblHeader"))
    return properties


def _cell(cell: Cell, width: int, *, has_line: bool) -> Element:
    properties = made("tcPr", made("tcW", w=str(width), type="dxa"))
    if has_line:
        properties.append(made("tcBorders", _border("bottom")))
    if cell.fill:
        properties.append(made("shd", val="clear", color="auto", fill=cell.fill))
    if cell.is_low:
        properties.append(made("vAlign", val="bottom"))
    content = list(cell.content)
    if not content or content[-1].tag != f"{{{W}}}p":  # a cell ends with a paragraph
        content.append(paragraph([], "Cell"))
    return made("tc", properties, *content)


def seal(label: str, size_pt: int = 108) -> Element:
    """A paragraph with a dashed circle and the label within."""
    oval = etree.Element(
        f"{{{_V}}}oval",
        {
            "style": f"width:{size_pt}pt;height:{size_pt}pt;v-text-anchor:middle",
            "filled": "f",
            "strokecolor": "#777777",
        },
        nsmap={"v": _V},
    )
    oval.append(etree.Element(f"{{{_V}}}stroke", {"dashstyle": "dash"}))
    box = etree.SubElement(oval, f"{{{_V}}}textbox")
    centred = made("p", made("pPr", made("jc", val="center")), run(label, Look(color=GREY)))
    box.append(made("txbxContent", centred))
    # a line of exact height, as all styles have it, would cut the drawing off
    line = made("spacing", before="60", after="0", line="240", lineRule="auto")
    return made("p", made("pPr", made("keepLines"), line), made("r", made("pict", oval)))
