"""Printed records: PDF files of set pages, of scanned pages, or of both."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from huizhen.core.samples.laboratory import table_data
from huizhen.core.samples.making import Making
from huizhen.core.samples.scan import scanned_page

A4_POINTS = (595.28, 841.89)
SAMPLE_TEMPLATES = "samples/"


def make_pdf(making: Making) -> Iterator[tuple[str, bytes]]:
    """One PDF: of `source` alone, or of `options.parts` one after the other.

    A part is {source, scan}; with `scan` it becomes a picture of the first page and has no text
    layer, so the file's Subject says that it is synthetic.
    """
    parts = making.spec.options.get("parts", [{"source": making.spec.source}])
    if len(parts) == 1 and "scan" not in parts[0]:
        yield making.spec.path, set_pages(making, parts[0]["source"])
    else:
        yield making.spec.path, _joined(making, parts)


def set_pages(making: Making, source: str) -> bytes:
    """The PDF of one printed document."""
    data = _document(making, source)
    return making.renderer.render_pdf(
        SAMPLE_TEMPLATES + data["template"], data, created_on=making.spec.on
    )


def page_picture(making: Making, source: str, ppi: int) -> bytes:
    """The first page of one printed document as PNG."""
    data = _document(making, source)
    return making.renderer.render_png(SAMPLE_TEMPLATES + data["template"], data, ppi=ppi)


def _document(making: Making, source: str) -> dict[str, Any]:
    """The template's data, with the laboratory's rows where the document asks for them."""
    data = making.document(source)
    return {**data, **table_data(making, data)} if "laboratory" in data else data


def _joined(making: Making, parts: list[dict[str, Any]]) -> bytes:
    import pikepdf

    with pikepdf.new() as pdf:
        for part in parts:
            if "scan" in part:
                scan = part["scan"]
                picture = page_picture(making, part["source"], scan["ppi"])
                jpeg, size = scanned_page(picture, scan, making.chance(part["source"]))
                _add_picture_page(pdf, jpeg, size)
            else:
                with pikepdf.open(io.BytesIO(set_pages(making, part["source"]))) as pages:
                    pdf.pages.extend(pages.pages)
        for page in pdf.pages:
            if "/StructParents" in page.obj:
                del page.obj["/StructParents"]
        pdf.docinfo["/Title"] = making.spec.path.rpartition("/")[2]
        pdf.docinfo["/Subject"] = making.document(parts[0]["source"])["notice"]
        pdf.docinfo["/CreationDate"] = making.spec.on.strftime("D:%Y%m%d000000Z")
        buffer = io.BytesIO()
        pdf.save(buffer, deterministic_id=True)
        return buffer.getvalue()


def _add_picture_page(pdf: Any, jpeg: bytes, size: tuple[int, int]) -> None:
    """An A4 page that is one grey JPEG and nothing else."""
    import pikepdf

    width, height = A4_POINTS
    image = pikepdf.Stream(pdf, jpeg)
    image.update(
        {
            "/Type": pikepdf.Name.XObject,
            "/Subtype": pikepdf.Name.Image,
            "/Width": size[0],
            "/Height": size[1],
            "/ColorSpace": pikepdf.Name.DeviceGray,
            "/BitsPerComponent": 8,
            "/Filter": pikepdf.Name.DCTDecode,
        }
    )
    page = pdf.add_blank_page(page_size=A4_POINTS)
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Scan=image))
    page.Contents = pikepdf.Stream(pdf, f"q {width} 0 0 {height} 0 0 cm /Scan Do Q".encode())
