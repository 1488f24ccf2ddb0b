"""Reports as word-processor files."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any

from huizhen.core.samples.making import Making
from huizhen.core.samples.office import settled_office_file


def make_docx(making: Making) -> Iterator[tuple[str, bytes]]:
    """A DOCX of a printed document's definition: header with the patient, footer with the notice,
    particulars as a table, then the body."""
    import docx

    data = making.document(making.spec.source)
    document = docx.Document()
    document.core_properties.title = data["title"]
    document.core_properties.author = data["institution"]["name"]
    document.core_properties.subject = data["notice"]
    section = document.sections[0]
    section.header.paragraphs[0].text = data["patient_line"]
    section.footer.paragraphs[0].text = data["notice"]
    document.add_paragraph(data["institution"]["name"])
    document.add_heading(data["title"], level=1)
    particulars = document.add_table(rows=0, cols=2)
    for label, text in data["particulars"]:
        cells = particulars.add_row().cells
        cells[0].text, cells[1].text = label, text
    for block in data["body"]:
        _add_block(document, block)
    for signature in data.get("signatures", []):
        document.add_paragraph(signature)
    buffer = io.BytesIO()
    document.save(buffer)
    yield making.spec.path, settled_office_file(buffer.getvalue(), making.spec.on)


def _add_block(document: Any, block: Mapping[str, Any]) -> None:
    """Heading, paragraphs, list items and table of one block, in that order."""
    if "heading" in block:
        document.add_heading(block["heading"], level=2)
    for paragraph in block.get("text", "").split("\n\n"):
        if paragraph.strip():
            document.add_paragraph(" ".join(paragraph.split()))
    for item in block.get("list", []):
        document.add_paragraph(item, style="List Bullet")
    for item in block.get("numbers", []):
        document.add_paragraph(item, style="List Number")
    if "table" in block:
        _add_table(document, block["table"])


def _add_table(document: Any, table: Mapping[str, Any]) -> None:
    made = document.add_table(rows=0, cols=len(table["header"]), style="Table Grid")
    for row in [table["header"], *table["rows"]]:
        for cell, text in zip(made.add_row().cells, row, strict=True):
            cell.text = text
