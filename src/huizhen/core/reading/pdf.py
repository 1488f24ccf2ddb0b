"""Reads PDF: the text layer with boxes, form values and comments; says which pages need OCR."""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image

from huizhen.core.errors import BrokenRecord, EncryptedRecord, TooLargeRecord
from huizhen.core.reading import pdf_structure
from huizhen.core.reading.limits import Limits
from huizhen.core.reading.names import clean_member_name
from huizhen.core.reading.pdf_page import read_page
from huizhen.core.reading.pdf_structure import Marks
from huizhen.core.reading.registry import Context, Probe, SourceFile
from huizhen.core.records.page import Page, page_id
from huizhen.core.records.reading import Member, Reading

_MAX_REPAIR_BYTES = 200_000_000
_TAIL_BYTES = 8_192
_LONGEST_SIDE_PX = 3_300
_POINTS_PER_INCH = 72.0
_MAX_DEVIATIONS = 200


class PdfReader:
    """PDF 1.x and 2.0 (ISO 32000); scripts, launches and form submissions are only reported."""

    name = "pdf"
    version = 1

    def score(self, probe: Probe) -> float:
        """Certain with the header where readers look for it: within the first 1,024 bytes."""
        position = probe.head[:1024].find(b"%PDF-")
        if position == 0:
            return 1.0
        if position > 0:
            return 0.9
        return 0.5 if probe.name.casefold().endswith(".pdf") else 0.0

    def read(self, source: SourceFile, context: Context) -> Reading:
        """Every page that fits the limits, and the files embedded in the document."""
        with open_pdf(source.path) as document, _structure(source.path) as structure:
            count = len(document)
            if count == 0:
                raise _broken()
            limit = context.limits.max_pages_per_file
            pages, deviations = _pages(source, document, structure, context.limits)
            deviations = [*_document_deviations(structure, count), *deviations]
            members, kept = _members(structure, context)
            reading = Reading(
                kind="pdf",
                reader=f"{self.name}/{self.version}",
                pages=tuple(pages),
                members=tuple(members),
                title=_title(document),
                deviations=tuple(dict.fromkeys([*deviations, *kept]))[:_MAX_DEVIATIONS],
            )
            return _with_status(reading, source, structure, count, limit)


def _pages(
    source: SourceFile, document: Any, structure: Any, limits: Limits
) -> tuple[list[Page], list[str]]:
    pages: list[Page] = []
    deviations: list[str] = []
    size = 0
    holders = iter(structure.pages) if structure is not None else iter(())
    for ordinal in range(1, min(len(document), limits.max_pages_per_file) + 1):
        marks = _marks(holders)
        identifier = page_id(source.source_id, ordinal)
        page, found = read_page(document, ordinal, identifier, marks)
        size += len(page.text)
        if size > limits.max_text_bytes:
            break
        pages.append(page)
        deviations += [f"{code} (page {ordinal})" for code in (*marks.active, *found)]
    return pages, deviations


def _marks(holders: Iterator[Any]) -> Marks:
    try:
        holder = next(holders, None)
        return Marks() if holder is None else pdf_structure.page_marks(holder.obj)
    except Exception:  # noqa: BLE001 - qpdf raises many kinds; the page's own text is still read
        return Marks(notes=("annotations_unreadable",), active=("pdf_annotations_unreadable",))


@contextmanager
def open_pdf(path: Path) -> Iterator[Any]:
    """A pypdfium2 document; what pdfium cannot open is rebuilt in memory by qpdf first."""
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        if _is_locked(error):
            raise _encrypted() from None
        document = pdfium.PdfDocument(_rebuilt(path))
    try:
        yield document
    finally:
        document.close()


def _is_locked(error: Exception) -> bool:
    import pypdfium2.raw as pdfium_c

    code = getattr(error, "err_code", None)
    return code in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY)


def _rebuilt(path: Path) -> bytes:
    import pikepdf

    if path.stat().st_size > _MAX_REPAIR_BYTES:
        raise _broken()
    stream = io.BytesIO()
    try:
        with pikepdf.open(path, suppress_warnings=True) as pdf, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # lost form fields of a damaged file are expected
            if not len(pdf.pages):
                raise _broken()
            pdf.save(stream)
    except pikepdf.PasswordError:
        raise _encrypted() from None
    except (pikepdf.PdfError, ValueError, RuntimeError):
        raise _broken() from None
    return stream.getvalue()


@contextmanager
def _structure(path: Path) -> Iterator[Any]:
    """The pikepdf document; None where qpdf cannot follow it."""
    import pikepdf

    try:
        pdf = pikepdf.open(path, suppress_warnings=True)
    except (pikepdf.PdfError, ValueError, RuntimeError):
        yield None
        return
    with pdf:
        yield pdf


def _document_deviations(structure: Any, count: int) -> list[str]:
    if structure is None:
        return ["pdf_structure_unreadable"]
    found = []
    if any("reconstruct" in str(warning) for warning in structure.get_warnings()):
        found.append("pdf_rebuilt")
    if structure.is_encrypted:
        found.append("pdf_owner_password")
    if len(structure.pages) != count:
        found.append("pdf_page_count_differs")
    return [*found, *pdf_structure.document_actions(structure)]


def _members(structure: Any, context: Context) -> tuple[list[Member], list[str]]:
    if structure is None:
        return [], []
    members: list[Member] = []
    deviations: list[str] = []
    for attachment in pdf_structure.attachments(structure):
        name = clean_member_name(attachment.name)
        try:
            members.append(context.keep(name, pdf_structure.attachment_chunks(attachment)))
        except TooLargeRecord as error:
            deviations.append(f"pdf_attachment_not_kept: {error.code}")
        except Exception:  # noqa: BLE001 - a broken stream costs only itself
            deviations.append("pdf_attachment_unreadable")
    return members, deviations


def _title(document: Any) -> str:
    title = document.get_metadata_value("Title")
    return " ".join(str(title).split())[:200]


def _with_status(
    reading: Reading, source: SourceFile, structure: Any, count: int, limit: int
) -> Reading:
    read = len(reading.pages)
    if structure is not None and pdf_structure.is_dynamic_form(structure):
        return reading.replaced(
            status="part",
            code="pdf_dynamic_form",
            message="The PDF is a form that only one program can draw; its pages stay empty here.",
            remedy="Open it in Adobe Reader, print it to a new PDF and send that.",
        )
    if read < count:
        setting = "max_pages_per_file" if read >= limit else "max_text_bytes"
        return reading.replaced(
            status="part",
            code="too_many_pages",
            message=f"The PDF has {count} pages; the first {read} were read.",
            remedy=f"Send it in parts, or raise the setting {setting}.",
        )
    broken = sum("page_broken" in page.notes for page in reading.pages)
    if broken:
        return reading.replaced(
            status="part" if broken < count else "not_read",
            code="pdf_pages_broken",
            message=f"{broken} of {count} pages of the PDF are damaged and could not be read.",
            remedy="Ask for the document again, or print these pages to a new PDF.",
        )
    return _cut_short(reading, source)


def _cut_short(reading: Reading, source: SourceFile) -> Reading:
    """A PDF without its end mark was cut off: pages may be missing that nobody can count."""
    with source.open() as stream:
        stream.seek(max(0, source.size_bytes - _TAIL_BYTES))
        if b"%%EOF" in stream.read(_TAIL_BYTES):
            return reading
    return reading.replaced(
        status="part",
        code="pdf_cut_off",
        message=f"The end of the PDF is missing; {len(reading.pages)} pages could be read.",
        remedy="Send the file again; compare its number of pages with the original.",
    )


def render_page(path: Path, ordinal: int, dpi: int, limits: Limits) -> Image.Image:
    """The page as a person sees it (forms and comments drawn), RGB; resolution is lowered so that
    the long side stays within 3,300 px and the area within `max_image_pixels`."""
    with open_pdf(path) as document:
        document.init_forms()
        page = document[ordinal - 1]
        width, height = page.get_size()
        scale = _scale(width, height, dpi, limits)
        bitmap = page.render(scale=scale, may_draw_forms=True, draw_annots=True)
        picture: Image.Image = bitmap.to_pil().convert("RGB")
        bitmap.close()
        page.close()
    return picture


def _scale(width: float, height: float, dpi: int, limits: Limits) -> float:
    longest = max(width, height, 1.0)
    area = max(width * height, 1.0)
    within_area = math.sqrt(limits.max_image_pixels / area)
    return min(dpi / _POINTS_PER_INCH, _LONGEST_SIDE_PX / longest, within_area)


def _encrypted() -> EncryptedRecord:
    return EncryptedRecord(
        "pdf_encrypted",
        "The PDF is locked with a password.",
        "Ask the sender for a copy without a password (open it, then print or save as new PDF).",
    )


def _broken() -> BrokenRecord:
    return BrokenRecord(
        "pdf_broken",
        "The file is not a readable PDF.",
        "Ask for the document again; if it opens on your computer, print it to a new PDF.",
    )
