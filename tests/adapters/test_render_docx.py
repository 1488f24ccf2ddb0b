"""Papers for Word: navigable, linked, the same bytes, Chinese in a Chinese face."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from lxml import etree

import synthetic_papers as papers
from huizhen.adapters.docx_markup import W
from huizhen.adapters.render_docx import DocxRenderer
from huizhen.core.preparation.paper import Paper

docx = pytest.importorskip("docx")
ORDER = {
    "rPr": ["rFonts", "b", "i", "color", "sz", "szCs", "bdr", "vertAlign", "lang"],
    "pPr": ["pStyle", "keepNext", "keepLines", "spacing", "jc", "rPr", "sectPr"],
    "tcPr": ["tcW", "tcBorders", "shd", "vAlign"],
    "tblPr": ["tblW", "tblInd", "tblBorders", "tblLayout", "tblCellMar"],
}


def rendered(paper: Paper, step: int = 0) -> Any:
    return docx.Document(io.BytesIO(DocxRenderer().render(paper, step)))


def xml_of(paper: Paper, part: str = "word/document.xml") -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(DocxRenderer().render(paper))) as package:
        return etree.fromstring(package.read(part))


def attribute(element: etree._Element | None, name: str) -> str:
    assert element is not None
    return str(element.get(f"{{{W}}}{name}"))


def test_sections_are_headings_of_word() -> None:
    paper = papers.dossier_paper()
    found = [
        p.text.split("  ")[0] for p in rendered(paper).paragraphs if p.style.name == "Heading 1"
    ]
    assert found == [section.title for section in paper.sections] + ["出处"]


def test_all_that_a_paper_says_stands_in_order() -> None:
    paper = papers.dossier_paper()
    text = "".join(str(t.text) for t in xml_of(paper).iter(f"{{{W}}}t"))
    at = 0
    for statement in (s for section in paper.sections for s in section.statements):
        at = text.index(statement.text, at)
    for reference in paper.references:
        at = text.index(reference.quote, at)


def test_marks_lead_to_the_list_and_back() -> None:
    root = xml_of(papers.dossier_paper())
    names = [attribute(b, "name") for b in root.iter(f"{{{W}}}bookmarkStart")]
    numbers = [attribute(b, "id") for b in root.iter(f"{{{W}}}bookmarkStart")]
    assert len(set(names)) == len(names)
    assert len(set(numbers)) == len(numbers)
    anchors = {attribute(link, "anchor") for link in root.iter(f"{{{W}}}hyperlink")}
    assert {"reference_5", "use_5"} <= anchors <= set(names)
    assert "use_40" not in names  # no statement rests on it


def test_a_table_repeats_its_heading_and_shades_the_newest_column() -> None:
    root = xml_of(papers.dossier_paper())
    trend = next(t for t in root.iter(f"{{{W}}}tbl") if len(t.findall(f".//{{{W}}}gridCol")) == 9)
    rows = trend.findall(f"{{{W}}}tr")
    assert rows[0].find(f"{{{W}}}trPr/{{{W}}}tblHeader") is not None
    assert rows[1].find(f"{{{W}}}trPr/{{{W}}}tblHeader") is None
    fills = [cell.find(f"{{{W}}}tcPr/{{{W}}}shd") for cell in rows[2].findall(f"{{{W}}}tc")]
    assert [fill is not None for fill in fills] == [False] * 8 + [True]
    widths = [int(attribute(c, "w")) for c in trend.findall(f"{{{W}}}tblGrid/{{{W}}}gridCol")]
    assert sum(widths) <= round(180 * 1440 / 25.4) + 9


def test_chinese_has_a_chinese_face_and_every_name_a_stand_in() -> None:
    styles = xml_of(papers.dossier_paper(), "word/styles.xml")
    faces = styles.find(f"{{{W}}}docDefaults/{{{W}}}rPrDefault/{{{W}}}rPr/{{{W}}}rFonts")
    assert attribute(faces, "eastAsia") == "Noto Sans SC"
    assert attribute(faces, "ascii") == "Noto Sans"
    assert not [f for f in styles.iter(f"{{{W}}}rFonts") if "Theme" in "".join(map(str, f.attrib))]
    fonts = xml_of(papers.dossier_paper(), "word/fontTable.xml")
    assert [attribute(f, "val") for f in fonts.iter(f"{{{W}}}altName")] == ["SimSun", "Arial"]


def test_properties_stand_in_the_order_of_the_schema() -> None:
    for paper in (papers.dossier_paper(), papers.letter_paper(), papers.front_sheet_paper()):
        for name, order in ORDER.items():
            for properties in xml_of(paper).iter(f"{{{W}}}{name}"):
                if properties.getparent() is not None and properties.find(f"{{{W}}}pgSz") is None:
                    places = [
                        order.index(str(child.tag).rpartition("}")[2]) for child in properties
                    ]
                    assert places == sorted(places)


def test_equal_papers_give_equal_bytes() -> None:
    paper = papers.dossier_paper()
    data = DocxRenderer().render(paper)
    assert data == DocxRenderer().render(paper)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert {member.date_time for member in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = rendered(paper).core_properties
    assert (properties.author, properties.title) == ("Huizhen", paper.title)
    assert properties.created.isoformat() == "2026-05-20T00:00:00+00:00"


def test_a_letter_has_wide_margins_its_language_and_no_frames() -> None:
    document = rendered(papers.letter_paper("ru"))
    assert round(document.sections[0].left_margin.mm) == 25
    root = xml_of(papers.letter_paper("ru"))
    borders = root.iter(f"{{{W}}}tblBorders")
    assert all(border.find(f"{{{W}}}left") is None for border in borders)
    styles = xml_of(papers.letter_paper("ru"), "word/styles.xml")
    assert attribute(styles.find(f".//{{{W}}}lang"), "val") == "ru-RU"


def test_pages_are_numbered_and_the_footer_stands_on_all() -> None:
    document = rendered(papers.dossier_paper())
    section = document.sections[0]
    for footer in (section.footer, section.first_page_footer):
        text = "".join(str(t.text) for t in footer._element.iter(f"{{{W}}}t"))
        assert "供会诊参考" in text
        codes = [str(c.text).strip() for c in footer._element.iter(f"{{{W}}}instrText")]
        assert codes == ["PAGE", "NUMPAGES"]


def test_text_that_xml_forbids_becomes_visible() -> None:
    section = papers.dossier_paper().sections[0]
    bad = papers.said("a\x00b\ud800c\uffffd\u202e")
    block = section.blocks[1].model_copy(update={"fields": ()})
    from huizhen.core.preparation.paper import Items

    odd = section.model_copy(update={"blocks": (block, Items(statements=(bad,)))})
    paper = papers.dossier_paper().model_copy(update={"sections": (odd,)})
    text = "".join(str(t.text) for t in xml_of(paper).iter(f"{{{W}}}t"))
    assert "a\\u0000b\\ud800c\\uffffd\\u202e" in text


def test_three_thousand_statements() -> None:
    assert len(DocxRenderer().render(papers.long_paper(3000))) > 100_000
