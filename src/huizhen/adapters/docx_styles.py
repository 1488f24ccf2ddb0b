"""The look of a document for Word: page, faces, styles that Word's own navigation knows."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

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
    # of Latin letters: with zh-CN LibreOffice breaks their words anywhere
    "zh": "en-US", "en": "en-GB", "de": "de-DE", "es": "es-ES", "fr": "fr-FR", "ru": "ru-RU",
}  # fmt: skip
_TITLE_PT: Final = 15
_SHEET_TITLE_PT: Final = 13
_COMPATIBILITY: Final = "15"
"""Word 2013 and later: a table's frame, not its text, stands at the margin."""
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


def set_page(section: Any, paper: Paper) -> None:
    """A4 with the paper's margins."""
    from docx.shared import Mm

    side, top, bottom = margins_mm(paper)
    section.page_width, section.page_height = Mm(_A4_MM[0]), Mm(_A4_MM[1])
    section.left_margin = section.right_margin = Mm(side)
    section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
    section.header_distance = section.footer_distance = Mm(min(7, bottom / 2))


def style_id(role: str, paper: Paper) -> str:
    """The id of a role's style in that paper."""
    return _style_name(role, paper).replace(" ", "")


def _style_name(role: str, paper: Paper) -> str:
    """A front sheet has smaller styles of its own."""
    return f"Sheet {role}" if is_front_sheet(paper) else _WORDS_OWN.get(role, role)


def set_styles(document: Any, paper: Paper, step: int) -> None:
    """Faces and defaults of the whole document, and the styles of one paper."""
    locale = _LOCALES.get(paper.language, "en-GB")
    _set_defaults(document.styles.element, locale, type_size_pt(paper, step))
    for style in document.styles.element.findall(f"{{{W}}}style"):
        _clear_faces(style)
    for part in document.part.package.iter_parts():
        if str(part.partname) == "/word/fontTable.xml":
            part._blob = _FONT_TABLE.encode()
    _set_compatibility(document.settings.element)
    add_styles(document, paper, step)


def add_styles(document: Any, paper: Paper, step: int) -> None:
    """The styles of one more paper in the same document."""
    known = {style.name: style for style in document.styles}  # to name one takes long
    for role, shape in _shapes(paper, type_size_pt(paper, step)).items():
        name = _style_name(role, paper)
        style = known.get(name)
        if style is None:
            style = document.styles.add_style(name, 1)  # WD_STYLE_TYPE.PARAGRAPH
        _set_style(style, shape)
        if role == "Title":
            _stop_at(style, text_width(paper))


class _Shape(NamedTuple):
    """How a style looks, in points: size and height of a line, room around it."""

    size: float
    line: float
    before: float = 0
    after: float = 0
    hanging: tuple[float, ...] = ()
    """Where the text stands behind its sign, and the stops before that."""
    color: str = ""
    is_bold: bool = False
    ruled: str = ""
    """Colour of the line below."""
    level: int | None = None
    """In Word's outline."""
    is_kept: bool = False
    """On the page of the next paragraph; within a table it would move the table as a whole."""


def _shapes(paper: Paper, size: float) -> dict[str, _Shape]:
    """The roles of a paper's paragraphs; sizes and distances are those of `paper.typ`."""
    sheet, letter = is_front_sheet(paper), is_letter(paper)
    line = size * (1.26 if sheet else 1.5 if letter else 1.36)
    after = size * (0.2 if letter else 0.12)
    title = _SHEET_TITLE_PT if sheet else _TITLE_PT
    item = size * (0.26 if sheet else 0.1)
    blue = "" if letter else BLUE
    return {
        "Text": _Shape(size, line, after=after),
        "Title": _Shape(title, title * 1.3, after=3, is_bold=True, ruled=blue),
        "Heading": _Shape(
            size if sheet else size * 1.16,
            line if sheet else size * 1.5,
            before=0 if sheet else size * 0.7,
            after=0 if sheet else size * 0.4,
            color="" if sheet else blue,
            is_bold=True,
            ruled="" if sheet else blue,
            level=0,
            is_kept=not sheet,
        ),
        "Caption": _Shape(size, line, before=size * 0.5, after=size * 0.2, is_bold=True),
        "Cell": _Shape(size * 0.95, size * 1.26),
        "Narrow": _Shape(size * 0.86, size * 1.14),
        "Item": _Shape(size, line, after=item, hanging=(size * 1.15,)),
        "Numbered": _Shape(size, line, after=item, hanging=(size * 1.7,)),
        "Quiet": _Shape(size * (0.82 if sheet else 0.92), line * 0.94, after=after, color=GREY),
        "Small": _Shape(size * 0.84, size * 1.08, after=0.8, hanging=(size * 4.2, size * 2.6)),
    }


_WORDS_OWN: Final = {"Text": "Normal", "Heading": "Heading 1"}


def _set_style(style: Any, shape: _Shape) -> None:
    from docx.enum.text import WD_LINE_SPACING
    from docx.shared import Pt, RGBColor

    style.font.size = Pt(round(shape.size * 2) / 2)
    style.font.bold = shape.is_bold or None
    style.font.color.rgb = RGBColor.from_string(shape.color or "000000")
    form = style.paragraph_format
    form.space_before, form.space_after = Pt(shape.before), Pt(shape.after)
    form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    form.line_spacing = Pt(shape.line)
    form.keep_with_next = shape.is_kept or None
    if shape.hanging:
        form.left_indent, form.first_line_indent = Pt(shape.hanging[0]), Pt(-shape.hanging[0])
        for stop in sorted(shape.hanging):
            form.tab_stops.add_tab_stop(Pt(stop))
    properties = style.element.get_or_add_pPr()
    for borders in properties.findall(f"{{{W}}}pBdr"):
        properties.remove(borders)
    if shape.ruled:
        _insert(properties, made("pBdr", _rule(shape.ruled)))
    for outline in properties.findall(f"{{{W}}}outlineLvl"):
        properties.remove(outline)
    if shape.level is not None:
        properties.append(made("outlineLvl", val=str(shape.level)))


def _rule(color: str) -> etree._Element:
    return made("bottom", val="single", sz="6", space="1", color=color)


_BEFORE_BORDERS: Final = (
    "pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr",
    "suppressLineNumbers",
)  # fmt: skip


def _insert(properties: Any, child: etree._Element) -> None:
    """Put the borders where the schema has them (CT_PPr)."""
    place = sum(etree.QName(c).localname in _BEFORE_BORDERS for c in properties)
    properties.insert(place, child)


def _stop_at(style: Any, width: int) -> None:
    """A stop at the right margin: what stands behind a tab ends there."""
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Twips

    style.paragraph_format.tab_stops.add_tab_stop(Twips(width), WD_TAB_ALIGNMENT.RIGHT)


def _set_compatibility(settings: Any) -> None:
    for one in settings.iter(f"{{{W}}}compatSetting"):
        if one.get(f"{{{W}}}name") == "compatibilityMode":
            one.set(f"{{{W}}}val", _COMPATIBILITY)
    for language in settings.iter(f"{{{W}}}themeFontLang"):
        language.set(f"{{{W}}}eastAsia", "zh-CN")


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
