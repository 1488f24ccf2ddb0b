"""The look of a document for Word: page, faces, styles that Word's own navigation knows."""

from __future__ import annotations

from typing import Any, Final

from lxml import etree

from huizhen.adapters.docx_markup import BLUE, GREY, TWIPS_PER_MM, W, made
from huizhen.core.preparation.paper import Paper
from huizhen.core.preparation.setting import (
    is_front_sheet,
    is_letter,
    type_size_pt,
)

LATIN_FACE: Final = "Noto Sans"
CHINESE_FACE: Final = "Noto Sans SC"
_A4_MM: Final = (210, 297)
_LOCALES: Final = {
    "zh": "zh-CN", "en": "en-GB", "de": "de-DE", "es": "es-ES", "fr": "fr-FR", "ru": "ru-RU",
}  # fmt: skip
_OWN_STYLES: Final = (
    ("Cell", 0.95, "", 0.0), ("Item", 1.0, "", 1.0), ("Quiet", 0.92, GREY, 2.0),
    ("Small", 0.84, "", 0.0),
)  # fmt: skip
_FONT_TABLE: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    f'<w:fonts xmlns:w="{W}">'
    f'<w:font w:name="{CHINESE_FACE}"><w:altName w:val="SimSun"/>'
    '<w:panose1 w:val="020B0500000000000000"/><w:charset w:val="86"/><w:family w:val="swiss"/>'
    '<w:pitch w:val="variable"/></w:font>'
    f'<w:font w:name="{LATIN_FACE}"><w:altName w:val="Arial"/>'
    '<w:panose1 w:val="020B0502040504020204"/><w:charset w:val="00"/><w:family w:val="swiss"/>'
    '<w:pitch w:val="variable"/></w:font></w:fonts>'
)


def margins_mm(paper: Paper) -> tuple[float, float, float]:
    """Side, top and bottom: those of the PDF."""
    if is_front_sheet(paper):
        return 11, 9, 12
    return (25, 22, 22) if is_letter(paper) else (15, 17, 16)


def text_width(paper: Paper) -> int:
    """Width of a line in twips."""
    return round((_A4_MM[0] - 2 * margins_mm(paper)[0]) * TWIPS_PER_MM)


def set_page(document: Any, paper: Paper) -> None:
    """A4 with the paper's margins; the first page has no header line."""
    from docx.shared import Mm

    section = document.sections[0]
    side, top, bottom = margins_mm(paper)
    section.page_width, section.page_height = Mm(_A4_MM[0]), Mm(_A4_MM[1])
    section.left_margin = section.right_margin = Mm(side)
    section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
    section.header_distance = section.footer_distance = Mm(min(7, bottom / 2))
    section.different_first_page_header_footer = True


def set_styles(document: Any, paper: Paper, step: int) -> None:
    """Faces and sizes; 'Cell', 'Item', 'Quiet' and 'Small' are styles of ours."""
    from docx.shared import Pt

    size = type_size_pt(paper, step)
    _set_defaults(document.styles.element, _LOCALES.get(paper.language, "en-GB"), size)
    for style in document.styles.element.findall(f"{{{W}}}style"):
        _clear_faces(style)
    _set_style(document, "Normal", size, after=2.5)
    _set_style(document, "Title", 15, is_bold=True, after=2)
    _set_style(
        document,
        "Heading 1",
        size * 1.16,
        is_bold=True,
        color="000000" if is_letter(paper) else BLUE,
        before=2 if is_front_sheet(paper) else 9,
        after=3,
    )
    for name, scale, color, after in _OWN_STYLES:
        document.styles.add_style(name, 1)  # WD_STYLE_TYPE.PARAGRAPH
        _set_style(document, name, size * scale, color=color, after=after)
    hanging = document.styles["Item"].paragraph_format
    hanging.left_indent, hanging.first_line_indent = Pt(size * 1.8), Pt(-size * 1.8)
    for part in document.part.package.iter_parts():
        if str(part.partname) == "/word/fontTable.xml":
            part._blob = _FONT_TABLE.encode()


def _set_style(
    document: Any,
    name: str,
    size: float,
    *,
    is_bold: bool | None = None,
    color: str = "",
    before: float = 0,
    after: float = 0,
) -> None:
    from docx.shared import Pt, RGBColor

    style = document.styles[name]
    style.font.size = Pt(round(size * 2) / 2)
    style.font.bold = is_bold
    style.font.color.rgb = RGBColor.from_string(color or "000000")
    shape = style.paragraph_format
    shape.space_before, shape.space_after = Pt(before), Pt(after)
    shape.line_spacing = 1.08 if name != "Normal" else 1.12
    borders = style.element.find(f"{{{W}}}pPr/{{{W}}}pBdr")
    if borders is not None:
        borders.getparent().remove(borders)


def _set_defaults(styles: etree._Element, locale: str, size: float) -> None:
    """One face for Latin and Cyrillic, another for Chinese, never those of a theme."""
    properties = styles.find(f"{{{W}}}docDefaults/{{{W}}}rPrDefault/{{{W}}}rPr")
    if properties is None:
        return
    for child in list(properties):
        properties.remove(child)
    half_points = str(round(size * 2))
    properties.extend(
        [
            made(
                "rFonts",
                ascii=LATIN_FACE,
                hAnsi=LATIN_FACE,
                eastAsia=CHINESE_FACE,
                cs=LATIN_FACE,
            ),
            made("sz", val=half_points),
            made("szCs", val=half_points),
            made("lang", val=locale, eastAsia="zh-CN", bidi="ar-SA"),
        ]
    )


def _clear_faces(style: etree._Element) -> None:
    for faces in list(style.iter(f"{{{W}}}rFonts")):
        parent = faces.getparent()
        if parent is not None:
            parent.remove(faces)
