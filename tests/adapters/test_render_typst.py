"""Typst: same bytes, only our fonts, data never read as markup, nothing left out unseen."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from huizhen.adapters.render_typst import TypstRenderer
from huizhen.core.errors import ContentError
from huizhen.project.config import CONTENT

FONTS = CONTENT / "fonts"
ON = date(2026, 5, 20)
TEMPLATE = """
#let data = json(bytes(sys.inputs.data))
#set text(font: ("Noto Sans", "Noto Sans SC"))
#for line in data.lines [#line \\ ]
"""

pytestmark = pytest.mark.skipif(
    not (FONTS / "NotoSansSC-Regular.ttf").is_file(), reason="scripts/fetch_fonts.py was not run"
)


@pytest.fixture
def renderer(tmp_path: Path) -> TypstRenderer:
    (tmp_path / "lines.typ").write_text(TEMPLATE)
    (tmp_path / "broken.typ").write_text(
        "#let data = json(bytes(sys.inputs.data))\n#assert(false, message: data.name)"
    )
    (tmp_path / "secret.txt").write_text("secret")
    return TypstRenderer(tmp_path, FONTS)


def text_of(pdf: bytes) -> str:
    text: str = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    return text


def test_equal_input_gives_equal_bytes(renderer: TypstRenderer, tmp_path: Path) -> None:
    data = {"lines": ["合成样例", "Łódź, Gebühr, Москва"]}
    first = renderer.render_pdf("lines.typ", data, ON)
    assert first == TypstRenderer(tmp_path, FONTS).render_pdf("lines.typ", data, ON)
    assert first != renderer.render_pdf("lines.typ", data, date(2026, 5, 21))


def test_languages_of_records_are_set_letter_by_letter(renderer: TypstRenderer) -> None:
    lines = ["Größe ÄÖÜ ß", "Образцов Ёлка Їжак", "Łódź ąęś", "İstanbul ığş", "őű", "10⁹/L SpO₂",
             "合成样例，非真实患者", "≤ ≥ ± µ α β κ λ"]  # fmt: skip
    text = text_of(renderer.render_pdf("lines.typ", {"lines": lines}, ON))
    for line in lines:
        assert line in text


def test_a_character_without_a_glyph_is_spelt_out(renderer: TypstRenderer) -> None:
    text = text_of(renderer.render_pdf("lines.typ", {"lines": ["김 Kim", "a\x07b"]}, ON))
    assert "[U+AE40] Kim" in text
    assert "a[U+0007]b" in text


def test_data_are_never_markup(renderer: TypstRenderer) -> None:
    lines = ['#read("secret.txt")', "*bold* _it_ $x$ @ref <label> \\ // no comment", '"quoted"']
    text = text_of(renderer.render_pdf("lines.typ", {"lines": lines}, ON))
    for line in lines:
        assert line in text


def test_a_picture_has_the_size_that_was_asked_for(renderer: TypstRenderer) -> None:
    picture = Image.open(io.BytesIO(renderer.render_png("lines.typ", {"lines": ["x"]}, 100)))
    assert picture.size == (827, 1169)


def test_a_failing_template_is_named_and_the_data_are_not(renderer: TypstRenderer) -> None:
    with pytest.raises(ContentError) as caught:
        renderer.render_pdf("broken.typ", {"name": "Musterfrau"}, ON)
    shown = f"{caught.value.message} {caught.value.remedy} {caught.value.__cause__}"
    assert caught.value.code == "template_failed"
    assert "broken.typ:2" in caught.value.remedy
    assert "Musterfrau" not in shown


def test_missing_templates_and_fonts_are_named(renderer: TypstRenderer, tmp_path: Path) -> None:
    with pytest.raises(ContentError) as caught:
        renderer.render_pdf("absent.typ", {}, ON)
    assert caught.value.code == "template_missing"
    (tmp_path / "fonts").mkdir()
    with pytest.raises(ContentError) as caught:
        TypstRenderer(tmp_path, tmp_path / "fonts").render_pdf("lines.typ", {"lines": []}, ON)
    assert caught.value.code == "fonts_missing"
    assert "fetch_fonts" in caught.value.remedy
