"""PDF: text with boxes, what needs OCR, locked and damaged files, forms, active content."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, String
from PIL import Image
from reading_bench import read_bytes

from huizhen.core.errors import BrokenRecord, EncryptedRecord, RecordError
from huizhen.core.reading.garbled import garbled_because
from huizhen.core.reading.limits import Limits
from huizhen.core.reading.pdf import PdfReader, render_page
from huizhen.core.reading.registry import Probe
from huizhen.core.records.reading import Reading

SHARED = Path(os.environ.get("HUIZHEN_SHARED_DATA", Path(__file__).parents[3] / "shared/data"))


def read(path: Path, **limits: Any) -> Reading:
    reading, _ = read_bytes(PdfReader(), path.read_bytes(), limits=Limits(**limits))
    return reading


def new_pdf(*contents: bytes, size: tuple[float, float] = (300, 400)) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    font = pdf.make_indirect(
        Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    )
    for content in contents:
        page = pdf.add_blank_page(page_size=size)
        page.obj.Resources = Dictionary(Font=Dictionary(F=font))
        page.obj.Contents = pdf.make_stream(content)
    return pdf


def saved(pdf: pikepdf.Pdf, folder: Path, **options: Any) -> Path:
    path = folder / "record.pdf"
    pdf.save(path, **options)
    return path


def text_at(x: float, y: float, text: str, mode: int = 0) -> bytes:
    return f"BT {mode} Tr /F 10 Tf {x} {y} Td ({text}) Tj ET ".encode()


def with_image(pdf: pikepdf.Pdf, index: int, placing: bytes, before: bytes = b"") -> None:
    stream = pdf.make_stream(
        bytes(range(256)) * 16,
        Type=Name.XObject, Subtype=Name.Image, Width=64, Height=64,
        ColorSpace=Name.DeviceGray, BitsPerComponent=8,
    )  # fmt: skip
    page = pdf.pages[index]
    page.obj.Resources.XObject = Dictionary(Im=stream)
    content = page.obj.Contents.read_bytes()
    page.obj.Contents = pdf.make_stream(before + b"q " + placing + b" cm /Im Do Q " + content)


def annotation(subtype: str, rectangle: tuple[float, ...], **entries: Any) -> Dictionary:
    return Dictionary(
        Type=Name.Annot, Subtype=Name("/" + subtype), Rect=Array(rectangle), **entries
    )  # fmt: skip


def test_lines_have_spans_and_boxes_from_the_top_left(tmp_path: Path) -> None:
    pdf = new_pdf(text_at(50, 350, "Hemoglobin 13.2 g/dL") + text_at(50, 300, "Platelets 210"))
    page = read(saved(pdf, tmp_path)).pages[0]
    assert page.text == "Hemoglobin 13.2 g/dL\nPlatelets 210"
    assert [page.text[line.start : line.end] for line in page.lines] == page.text.split("\n")
    assert page.origin == "text_layer"
    assert not page.needs_ocr
    first, second = (line.box for line in page.lines)
    assert first is not None
    assert second is not None
    assert first == pytest.approx((50, 42, 150, 52), abs=6)
    assert second[1] - first[1] == pytest.approx(50, abs=2)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_boxes_follow_rotation_and_crop(tmp_path: Path, rotation: int) -> None:
    # the box has to lie where the rendered page shows ink
    pdf = new_pdf(text_at(120, 220, "XXXXXXXX"))
    pdf.pages[0].obj.CropBox = Array([100, 150, 280, 390])
    pdf.pages[0].obj.Rotate = rotation
    path = saved(pdf, tmp_path)
    page = read(path).pages[0]
    picture = render_page(path, 1, 72, Limits()).convert("L")
    assert (page.width, page.height) == picture.size
    inked = picture.point(lambda value: 255 if value < 128 else 0).getbbox()
    assert page.lines[0].box == pytest.approx(inked, abs=2.5)


def test_text_outside_the_crop_box_is_reported_not_read(tmp_path: Path) -> None:
    pdf = new_pdf(text_at(120, 220, "inside") + text_at(10, 10, "outside"))
    pdf.pages[0].obj.CropBox = Array([100, 150, 280, 390])
    reading = read(saved(pdf, tmp_path))
    assert reading.pages[0].text == "inside"
    assert reading.deviations == ("pdf_text_outside_page (page 1)",)


def test_a_hyphen_at_the_line_end_and_characters_beyond_the_basic_plane(tmp_path: Path) -> None:
    pdf = new_pdf(b"BT /F 12 Tf 20 200 Td (A hyphen-) Tj 0 -14 Td (ated A end) Tj ET")
    cmap = (
        b"begincmap 1 begincodespacerange <00> <FF> endcodespacerange "
        b"1 beginbfchar <41> <D842DFB7> endbfchar endcmap"
    )
    pdf.pages[0].obj.Resources.Font.F.ToUnicode = pdf.make_stream(cmap)
    page = read(saved(pdf, tmp_path)).pages[0]
    assert page.text == "\U00020bb7 hyphen-\nated \U00020bb7 end"
    boxes = [line.box for line in page.lines if line.box is not None]
    assert boxes[0][2] < boxes[1][2] + 30
    assert boxes[0][3] < boxes[1][3]


def test_a_scan_needs_ocr_and_a_blank_page_does_not(tmp_path: Path) -> None:
    pdf = new_pdf(b"", b"", b"10 10 m 200 200 l S")
    with_image(pdf, 0, b"300 0 0 400 0 0")
    scan, blank, drawing = read(saved(pdf, tmp_path)).pages
    assert (scan.origin, scan.needs_ocr, scan.notes) == ("none", True, ())
    assert (blank.origin, blank.needs_ocr, blank.notes) == ("none", False, ("blank",))
    assert drawing.needs_ocr


def test_a_stamp_over_a_scan_keeps_its_text_and_asks_for_ocr(tmp_path: Path) -> None:
    pdf = new_pdf(text_at(20, 380, "Received 3"), text_at(20, 350, "Hemoglobin 13.2") * 3)
    with_image(pdf, 0, b"300 0 0 400 0 0")
    with_image(pdf, 1, b"40 0 0 20 10 10")
    mixed, logo = read(saved(pdf, tmp_path)).pages
    assert (mixed.text, mixed.origin, mixed.needs_ocr) == ("Received 3", "text_layer", True)
    assert not logo.needs_ocr


def test_a_picture_inside_a_form_object_is_found(tmp_path: Path) -> None:
    pdf = new_pdf(text_at(20, 380, "Stamp"))
    with_image(pdf, 0, b"30 0 0 40 0 0")
    page = pdf.pages[0].obj
    form = pdf.make_stream(
        b"q 30 0 0 40 0 0 cm /Im Do Q", Type=Name.XObject, Subtype=Name.Form,
        BBox=Array([0, 0, 30, 40]), Resources=Dictionary(XObject=page.Resources.XObject),
    )  # fmt: skip
    page.Resources.XObject = Dictionary(Fm=form)
    page.Contents = pdf.make_stream(b"q 10 0 0 10 0 0 cm /Fm Do Q " + text_at(20, 380, "Stamp"))
    assert read(saved(pdf, tmp_path)).pages[0].needs_ocr


def test_an_invisible_text_layer_counts_as_ocr(tmp_path: Path) -> None:
    words = text_at(20, 350, "The patient was seen in the clinic", mode=3)
    covered = text_at(20, 350, "The patient was seen in the clinic")
    pdf = new_pdf(words, b"")
    with_image(pdf, 0, b"300 0 0 400 0 0")
    with_image(pdf, 1, b"300 0 0 400 0 0", before=covered)
    for page in read(saved(pdf, tmp_path)).pages:
        assert page.text == "The patient was seen in the clinic"
        assert page.origin == "ocr"
        assert {"hidden_text_layer", "numbers_unconfirmed"} <= set(page.notes)
        assert not page.needs_ocr


def test_form_values_and_comments_stand_beside_their_line(tmp_path: Path) -> None:
    pdf = new_pdf(text_at(20, 350, "Surname") + text_at(20, 300, "Diabetes"))
    field = annotation(
        "Widget", (90, 348, 200, 360), FT=Name.Tx, T=String("Surname"), V=String("Testperson")
    )
    ticked = annotation(
        "Widget", (90, 298, 99, 308), FT=Name.Btn, TU=String("Diabetes"), AS=Name.Yes
    )
    unticked = annotation("Widget", (9, 9, 18, 18), FT=Name.Btn, T=String("Smoker"), AS=Name.Off)
    comment = annotation("FreeText", (20, 10, 90, 30), Contents=String("see page 2"))
    fields = [pdf.make_indirect(item) for item in (unticked, ticked, field)]
    pdf.pages[0].obj.Annots = Array([comment, *fields])
    pdf.Root.AcroForm = Dictionary(Fields=Array(fields))
    page = read(saved(pdf, tmp_path)).pages[0]
    assert page.text.split("\n") == [
        "Surname", "Surname: Testperson", "Diabetes", "[x] Diabetes", "see page 2",
    ]  # fmt: skip
    assert page.lines[1].box == (90.0, 40.0, 200.0, 52.0)
    assert set(page.notes) == {"form_fields", "form_checkboxes", "comments"}


def test_active_content_is_named_and_attachments_are_kept(tmp_path: Path) -> None:
    pdf = new_pdf(text_at(20, 350, "Letter"))
    action = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    action.Next = Dictionary(S=Name.Launch, F=String("a.exe"))
    pdf.Root.OpenAction = action
    pdf.attachments["../labs.csv"] = pikepdf.AttachedFileSpec(pdf, b"a,b\n", filename="labs.csv")
    reading, kept = read_bytes(PdfReader(), saved(pdf, tmp_path).read_bytes())
    assert {"pdf_javascript", "pdf_launch"} <= set(reading.deviations)
    assert kept.named(reading) == {"labs.csv": b"a,b\n"}
    assert reading.status == "read"


def test_a_locked_pdf_is_refused_and_an_owner_password_is_not(tmp_path: Path) -> None:
    pdf = new_pdf(text_at(20, 350, "Letter"))
    path = saved(pdf, tmp_path, encryption=pikepdf.Encryption(owner="o", user="u"))
    with pytest.raises(EncryptedRecord) as caught:
        read(path)
    assert caught.value.code == "pdf_encrypted"
    assert "without a password" in caught.value.remedy
    path = saved(pdf, tmp_path, encryption=pikepdf.Encryption(owner="o", user=""))
    reading = read(path)
    assert reading.pages[0].text == "Letter"
    assert reading.deviations == ("pdf_owner_password",)


def test_damage_is_repaired_where_possible_and_said(tmp_path: Path) -> None:
    whole = saved(new_pdf(*[text_at(20, 350, f"Page {n}") for n in range(9)]), tmp_path)
    data = whole.read_bytes()
    shifted = tmp_path / "shifted.pdf"
    shifted.write_bytes(data.replace(b"startxref\n", b"startxref\n9"))
    reading = read(shifted)
    assert (reading.status, len(reading.pages)) == ("read", 9)
    assert "pdf_rebuilt" in reading.deviations
    cut = tmp_path / "cut.pdf"
    cut.write_bytes(data[: int(len(data) * 0.95)])
    reading = read(cut)
    assert (reading.status, reading.code) == ("part", "pdf_cut_off")
    assert reading.pages[0].text == "Page 0"
    nothing = tmp_path / "nothing.pdf"
    nothing.write_bytes(b"%PDF-1.4\nnot really\n%%EOF")
    with pytest.raises(BrokenRecord) as caught:
        read(nothing)
    assert caught.value.code == "pdf_broken"


def test_pages_above_the_limit_are_counted(tmp_path: Path) -> None:
    path = saved(new_pdf(*[text_at(20, 350, f"Page {n}") for n in range(5)]), tmp_path)
    reading = read(path, max_pages_per_file=3)
    assert (len(reading.pages), reading.status, reading.code) == (3, "part", "too_many_pages")
    assert "5 pages" in reading.message
    assert "max_pages_per_file" in reading.remedy


def test_a_huge_page_is_rendered_small(tmp_path: Path) -> None:
    path = saved(new_pdf(b"0 0 m 9 9 l S", size=(14_000, 14_000)), tmp_path)
    assert max(render_page(path, 1, 300, Limits()).size) <= 3_300
    assert render_page(path, 1, 300, Limits(max_image_pixels=10_000)).size == (100, 100)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Hemoglobin 13.2 g/dL (12.0-16.0) \u2013 normal", ""),
        ("Größe 172 cm, Gewicht 70 kg, Übelkeit, Schwäche, öfter müde", ""),
        ("Пациент поступил с жалобами на боли", ""),
        ("患者因腹痛入院，无发热。", ""),
        ("WBC MCV MCHC PLT 5.2 4.4 \uf0b7 HGB", ""),
        ("The patient was seen".encode("utf-16-le").decode("utf-16-be"), "swapped_bytes"),
        ("Пациент поступил".encode("cp1251").decode("latin-1"), "wrong_encoding"),
        ("Пациент поступил с болями".encode().decode("latin-1"), "wrong_encoding"),
        ("\x01\x02\x03\x04 \x05\x06", "unmapped_glyphs"),
        ("\uf041\uf042\uf043\uf044 ok", "unmapped_glyphs"),
        ("bcdfghjklmnpqrstvwxz " * 20, "implausible_letters"),
    ],
)
def test_garbled_text_is_told_from_language(text: str, reason: str) -> None:
    assert garbled_because(text) == reason


def test_a_garbled_text_layer_is_dropped_and_said(tmp_path: Path) -> None:
    pdf = new_pdf(text_at(20, 350, "\\001\\002\\003\\004\\005 \\006\\007"))
    reading = read(saved(pdf, tmp_path))
    page = reading.pages[0]
    assert (page.text, page.needs_ocr, page.origin) == ("", True, "none")
    assert reading.deviations


def test_scores() -> None:
    def score(head: bytes, name: str = "x") -> float:
        return PdfReader().score(Probe(name=name, size_bytes=len(head), head=head))

    assert score(b"%PDF-1.7") == 1.0
    assert 0.5 < score(b"\xef\xbb\xbf\n%PDF-1.7") < 1.0
    assert score(b"hello", "x.PDF") == 0.5
    assert score(b"hello") == 0.0


@settings(max_examples=40, deadline=None)
@given(
    changes=st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=30),
    keep=st.integers(50, 10_000),
)
def test_any_damage_gives_a_reading_or_a_named_error(
    changes: list[tuple[int, int]], keep: int
) -> None:
    pdf = new_pdf(text_at(50, 350, "Hemoglobin 13.2"), text_at(50, 350, "Second page"))
    stream = io.BytesIO()
    pdf.save(stream)
    data = bytearray(stream.getvalue())
    for position, value in changes:
        data[position % len(data)] = value
    try:
        reading, _ = read_bytes(PdfReader(), bytes(data[:keep]))
    except RecordError as error:
        reading = Reading(kind="pdf", status="not_read", code=error.code, remedy=error.remedy)
    assert reading.pages or (reading.code and reading.remedy)


@pytest.mark.skipif(not (SHARED / "pdf").is_dir(), reason="shared records are not here")
class TestAwkwardPdfs:
    @pytest.mark.parametrize("name", ["linn", "skew", "rotated_skew", "francais", "acroform"])
    def test_scans_wait_for_ocr(self, name: str) -> None:
        page = read(SHARED / f"pdf/{name}.pdf").pages[0]
        assert page.needs_ocr
        assert page.text == ""

    @pytest.mark.parametrize("name", ["blank", "no_contents", "trivial"])
    def test_blank_ones_are_said_to_be_blank(self, name: str) -> None:
        page = read(SHARED / f"pdf/{name}.pdf").pages[0]
        assert page.notes == ("blank",)

    def test_a_swapped_text_layer_is_not_believed(self) -> None:
        reading = read(SHARED / "pdf/cmyk.pdf")
        assert reading.pages[0].notes == ("text_layer_swapped_bytes",)

    def test_the_invalid_one_is_broken(self) -> None:
        with pytest.raises(BrokenRecord):
            read(SHARED / "pdf/invalid.pdf")


def test_a_rendered_page_is_a_picture(tmp_path: Path) -> None:
    path = saved(new_pdf(text_at(50, 350, "Hemoglobin")), tmp_path)
    picture = render_page(path, 1, 200, Limits())
    assert isinstance(picture, Image.Image)
    assert picture.size == (834, 1112)
    assert picture.convert("L").getextrema()[0] < 60  # type: ignore[operator]
