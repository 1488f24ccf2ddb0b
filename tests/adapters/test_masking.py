"""Pictures and PDFs masked in a limited child: read again, nothing of the patient is there."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pytest
from PIL import Image, ImageDraw

from huizhen.adapters.sandbox import SandboxWorkers
from huizhen.adapters.sandbox_child import FileSource, SpoolContext
from huizhen.core.ports import Outcome, Work
from huizhen.core.preparation.masking.residual import residual_in
from huizhen.core.preparation.masking.spans import identifier_spans
from huizhen.core.preparation.masking.work import pdf_work, picture_work, placed_pieces
from huizhen.core.reading.limits import Limits
from huizhen.core.reading.pdf import PdfReader, render_page
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.identity import Identity, PatientIdentifier, PersonName
from huizhen.core.records.known_identifiers import known_identifiers
from huizhen.core.records.page import Line, Page, SourceId, page_id
from huizhen.core.records.reading import Reading

KNOWN = known_identifiers(
    Identity(
        names=(PersonName(text="Erika Brandstetter", family="Brandstetter", given="Erika"),),
        birth_date=PartialDate(year=1968, month=2, day=11),
        identifiers=(PatientIdentifier(value="4477120"),),
    )
)
LINES = (
    "Patientin: Erika Brandstetter, geb. 11.02.1968",
    "Pat.-Nr. 4477120",
    "Diagnose: Klatskin-Tumor, Bismuth IV",
)


def performed(folder: Path, kind: str, given: dict[str, object]) -> Outcome:
    workers = SandboxWorkers(folder / "spool", Limits(), count=1)
    try:
        (outcome,) = workers.perform([Work(key="one", kind=kind, input=given)])
    finally:
        workers.close()
    return outcome


def written_pdf(path: Path, *, rotation: int = 0) -> None:
    """A PDF of the lines with everything that must not go along."""
    document = pikepdf.new()
    document.add_blank_page(page_size=(595, 842))
    page = document.pages[0]
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
    drawn = "".join(
        f"BT /F 12 Tf 1 0 0 1 60 {780 - 20 * number} Tm ({line}) Tj ET\n"
        for number, line in enumerate(LINES)
    )
    page.Contents = document.make_stream(drawn.encode("latin-1"))
    page.Rotate = rotation
    document.docinfo["/Title"] = "Brandstetter"
    document.attachments["brief.txt"] = b"Erika Brandstetter"
    document.Root.OpenAction = pikepdf.Dictionary(
        S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert('Brandstetter')")
    )
    with document.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Brandstetter", 0))
    document.save(path)


def read_pdf(path: Path, spool: Path) -> Reading:
    source = hashlib.sha256(path.read_bytes()).hexdigest()
    return PdfReader().read(FileSource(str(path), path.name, source), SpoolContext(spool, Limits()))


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_masked_pdf_holds_nothing_of_the_patient(tmp_path: Path, rotation: int) -> None:
    source, target = tmp_path / "in.pdf", tmp_path / "out.pdf"
    written_pdf(source, rotation=rotation)
    assert residual_in(source.read_bytes(), KNOWN)
    reading = read_pdf(source, tmp_path)
    marked = [(page, identifier_spans(page.text, "de", KNOWN)) for page in reading.pages]
    outcome = performed(tmp_path, "mask_pdf", pdf_work(source, target, marked))
    assert outcome.code == "", outcome.message
    data = target.read_bytes()
    assert residual_in(data, KNOWN) == ()
    again = read_pdf(target, tmp_path)
    assert "Klatskin-Tumor" in again.pages[0].text
    assert again.members == ()
    with pikepdf.open(io.BytesIO(data)) as document:
        assert set(document.Root.keys()) <= {"/Pages", "/Type", "/Version"}
        assert "/Info" not in document.trailer
    assert is_black_where(source, target, marked[0][0], tmp_path)


def is_black_where(source: Path, target: Path, page: Page, folder: Path) -> bool:
    """Whether no ink of the identifiers' letters is left, and that of the diagnosis is."""
    before = np.asarray(render_page(source, 1, 100, Limits()).convert("L")).astype(int)
    after = np.asarray(render_page(target, 1, 100, Limits()).convert("L")).astype(int)
    assert before.shape == after.shape
    lines = {page.text[line.start : line.end]: line.box for line in page.lines}
    box = lines[LINES[2]]
    assert box is not None
    left, top, right, bottom = (round(side * 100 / 72) for side in box)
    kept = after[top:bottom, left:right]
    assert kept.min() < 120
    assert kept.mean() > 120
    return bool((after < 40).sum() > (before < 40).sum() * 1.5)


def test_text_can_be_left_out_altogether(tmp_path: Path) -> None:
    source, target = tmp_path / "in.pdf", tmp_path / "out.pdf"
    written_pdf(source)
    marked = [(page, ()) for page in read_pdf(source, tmp_path).pages]
    work = pdf_work(source, target, marked, keeps_text=False)
    assert performed(tmp_path, "mask_pdf", work).code == ""
    assert read_pdf(target, tmp_path).pages[0].text == ""


def test_the_same_pdf_gives_the_same_bytes(tmp_path: Path) -> None:
    source = tmp_path / "in.pdf"
    written_pdf(source)
    marked = [(page, ()) for page in read_pdf(source, tmp_path).pages]
    for name in ("one.pdf", "two.pdf"):
        performed(tmp_path, "mask_pdf", pdf_work(source, tmp_path / name, marked))
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()


def test_a_page_that_nobody_read_does_not_pass(tmp_path: Path) -> None:
    source, target = tmp_path / "in.pdf", tmp_path / "out.pdf"
    written_pdf(source)
    outcome = performed(tmp_path, "mask_pdf", pdf_work(source, target, []))
    assert outcome.code == "mask_pages_missing"
    assert not target.exists()


def photographed(path: Path) -> None:
    """A JPEG with EXIF, a comment and a line of text."""
    picture = Image.new("RGB", (400, 200), "white")
    draw = ImageDraw.Draw(picture)
    draw.text((20, 20), "Erika Brandstetter", fill="black")
    draw.text((20, 120), "Klatskin", fill="black")
    exif = Image.Exif()
    exif[0x010E] = "Erika Brandstetter"
    picture.save(path, "JPEG", quality=95, exif=exif, comment=b"Brandstetter 4477120")


def seen(width: float = 400.0, height: float = 200.0) -> Page:
    """The page of the photograph."""
    text = "Erika Brandstetter\nKlatskin"
    scale = width / 400
    return Page(
        page_id=page_id(SourceId("b" * 64), 1),
        ordinal=1,
        text=text,
        lines=(
            Line(start=0, end=18, box=(20.0 * scale, 20.0 * scale, 128.0 * scale, 32.0 * scale)),
            Line(start=19, end=27, box=(20.0 * scale, 120.0 * scale, 70.0 * scale, 132.0 * scale)),
        ),
        width=width,
        height=height,
    )


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp"])
@pytest.mark.parametrize("width", [400.0, 800.0])
def test_a_picture_is_painted_and_bare(tmp_path: Path, suffix: str, width: float) -> None:
    source, target = tmp_path / "in.jpg", tmp_path / f"out{suffix}"
    photographed(source)
    assert residual_in(source.read_bytes(), KNOWN)
    page = seen(width, width / 2)
    work = picture_work(source, target, (page, identifier_spans(page.text, "de", KNOWN)))
    outcome = performed(tmp_path, "mask_picture", work)
    assert outcome.code == "", outcome.message
    assert residual_in(target.read_bytes(), KNOWN) == ()
    with Image.open(target) as masked:
        assert not masked.getexif()
        assert not {"comment", "exif", "xmp", "icc_profile"} & set(masked.info)
        grey = np.asarray(masked.convert("L"))
    assert grey[22:30, 24:124].max() < 60
    assert grey[120:132, 20:70].min() < 120
    assert grey[60:100].min() > 200


def test_boxes_of_a_person_are_painted_too(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jpg", tmp_path / "out.png"
    photographed(source)
    work = picture_work(source, target, (seen(), ()), more_boxes=[(200.0, 50.0, 300.0, 90.0)])
    answer: Any = performed(tmp_path, "mask_picture", work)
    assert answer.code == ""
    with Image.open(target) as masked:
        assert np.asarray(masked.convert("L"))[55:85, 205:295].max() < 20


def test_a_qr_code_is_painted(tmp_path: Path) -> None:
    cv2 = pytest.importorskip("cv2")
    code = cv2.QRCodeEncoder.create().encode("4477120 Brandstetter")
    size = code.shape[0] * 6
    square = Image.fromarray(code).convert("RGB").resize((size, size), Image.Resampling.NEAREST)
    sheet = Image.new("RGB", (600, 800), "white")
    sheet.paste(square, (300, 100))
    sheet.save(tmp_path / "in.png")
    page = seen(600.0, 800.0).replaced(text="", lines=())
    work = picture_work(tmp_path / "in.png", tmp_path / "out.png", (page, ()))
    outcome = performed(tmp_path, "mask_picture", work)
    assert outcome.code == "", outcome.message
    with Image.open(tmp_path / "out.png") as masked:
        grey = np.asarray(masked.convert("L"))
    assert cv2.QRCodeDetector().detectAndDecode(grey)[0] == ""
    assert grey[110 : 90 + size, 310 : 290 + size].max() < 20


def test_letters_of_a_line_with_columns_are_found_where_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "columns.pdf"
    document = pikepdf.new()
    document.add_blank_page(page_size=(595, 842))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    document.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
    drawn = "".join(
        f"BT /F 12 Tf 1 0 0 1 {left} 780 Tm ({text}) Tj ET\n"
        for left, text in ((60, "Patient"), (150, "Erika Brandstetter"), (420, "11.02.1968"))
    )
    document.pages[0].Contents = document.make_stream(drawn.encode("latin-1"))
    document.save(path)
    [page] = read_pdf(path, tmp_path).pages
    spans = [s for s in identifier_spans(page.text, "de", KNOWN) if s.found_by == "known"]
    pieces = placed_pieces(page, spans)
    given = {"path": str(path), "ordinal": 1, "pieces": [piece.told() for piece in pieces]}
    outcome = performed(tmp_path, "letter_places", given)
    assert outcome.data is not None, outcome.message
    told = outcome.data["boxes"]
    assert isinstance(told, list)
    assert [piece.line.text[piece.line.start : piece.line.end] for piece in pieces] == [
        "Erika Brandstetter",
        "11.02.1968",
    ]
    assert 148 < told[0][0] <= 151 < 240 < told[0][2] < 260
    assert 418 < told[1][0] <= 421 < 475 < told[1][2] < 490
