"""Whether Word documents look like their PDF: papers of the samples through LibreOffice.

    python benchmarks/docx_look.py [--keep FOLDER]

Compares pages, the order of the text, the faces used and what stands outside the margins. With
`--keep` pictures of both, page beside page, are left there to be looked at; `SEEN` says what was
seen so. Needs `soffice` (Debian: libreoffice-writer-nogui); without it nothing is written.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from measured import ROOT, write_proof
from prepare import HUIZHEN, prepared

FONTS = ROOT / "src" / "huizhen" / "content" / "fonts"
SAMPLES = ("hpb", "hem", "spn")
OWN_FACES = ("NotoSansSC", "NotoSans")
MM = 72 / 25.4
_TOP_MM, _BOTTOM_MM, _LETTER_BOTTOM_MM = 13.0, 13.0, 19.0
"""Between header and footer; the footer of a letter has two lines in Word."""
_EDGE_MM = 5.0
_UNSEEN = re.compile(r"[\s○·•\u200b\u00ad…⋯\x02\ufffe-]+")
"""Blanks, drawn signs, and hyphens: letters are hyphenated in the PDF alone."""
SEEN: tuple[str, ...] = (
    "Order, headings, tables, raised numbers, boxes of marks and dashed seals are as in the PDF.",
    "The front sheet is the first page of dossier.docx and holds on it.",
    "Rows of up to 600 letters stay whole; headings of tables are repeated on the next page.",
    "Latin words and numbers break at spaces and hyphens only.",
    "LibreOffice sets a longer dossier up to one page longer: rows and gaps are a little higher.",
    "The ring of an unconfirmed line is a sign (○) in Word and drawn in the PDF.",
    "In narrow cells Word breaks a date at its hyphen and the box of a mark over two lines.",
    "A long row can be cut by the page in the PDF, where Word moves it whole to the next page.",
)
"""What a person saw when the pages were last looked at side by side."""

_FONTCONFIG = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


def soffice() -> str | None:
    """The program, where there is one."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def converted(documents: Sequence[Path], out: Path) -> list[Path]:
    """The documents as PDF by LibreOffice, which sees the product's own fonts alone."""
    out.mkdir(parents=True, exist_ok=True)
    settings = out / "fonts.conf"
    settings.write_text(_FONTCONFIG.format(fonts=FONTS, cache=out / "fonts"))
    command = [
        soffice() or "soffice", f"-env:UserInstallation={(out / 'profile').as_uri()}", "--headless",
        "--convert-to", "pdf", "--outdir", str(out), *map(str, documents),
    ]  # fmt: skip
    environment = {**os.environ, "FONTCONFIG_FILE": str(settings)}
    subprocess.run(
        command, check=True, env=environment, timeout=300, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return [out / f"{document.stem}.pdf" for document in documents]


def body_text(pdf: Path) -> str:
    """All text between header and footer in its order, without spaces and drawn signs."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    is_letter = pdf.stem.startswith("letter")
    top, bottom = _TOP_MM * MM, (_LETTER_BOTTOM_MM if is_letter else _BOTTOM_MM) * MM
    parts = []
    for page in document:
        width, height = page.get_size()
        parts.append(page.get_textpage().get_text_bounded(0, bottom, width, height - top))
    document.close()
    return _UNSEEN.sub("", "".join(parts))


def same_order(ours: str, theirs: str) -> float:
    """The share of the text that stands in one order in both."""
    from rapidfuzz.distance import LCSseq

    return float(LCSseq.normalized_similarity(ours, theirs))


def foreign_faces(pdf: Path) -> set[str]:
    """Faces that are not ours: a letter that ours lack, or a name that was not found."""
    import pikepdf

    with pikepdf.open(pdf) as document:
        names = {
            str(font.BaseFont).split("+")[-1]
            for page in document.pages
            for font in page.Resources.get("/Font", {}).values()
        }
    return {name for name in names if name.split("-")[0].lstrip("/") not in OWN_FACES}


def outside(pdf: Path) -> int:
    """How many letters stand nearer to an edge of the page than any margin."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    edge, count = _EDGE_MM * MM, 0
    for page in document:
        width, height = page.get_size()
        text = page.get_textpage()
        for place in range(text.count_chars()):
            left, low, right, high = text.get_charbox(place)
            is_drawn = right > left and high > low
            count += is_drawn and (
                left < edge or low < edge or right > width - edge or high > height - edge
            )
    document.close()
    return count


def page_count(pdf: Path) -> int:
    """How many pages."""
    import pikepdf

    with pikepdf.open(pdf) as document:
        return len(document.pages)


def compared(ours: Path, theirs: Path) -> dict[str, object]:
    """The figures of one paper."""
    return {
        "pages_pdf": page_count(ours),
        "pages_docx": page_count(theirs),
        "same_order": round(same_order(body_text(ours), body_text(theirs)), 4),
        "foreign_faces": sorted(foreign_faces(theirs)),
        "letters_outside": outside(theirs),
    }


def picture(ours: Path, theirs: Path, out: Path) -> None:
    """Page beside page as PNG."""
    import pypdfium2
    from PIL import Image

    sides = [
        [p.render(scale=1.2).to_pil() for p in pypdfium2.PdfDocument(f)] for f in (ours, theirs)
    ]
    width, height = sides[0][0].size
    for number in range(max(map(len, sides))):
        sheet = Image.new("RGB", (2 * width + 10, height), "grey")
        for place, pages in enumerate(sides):
            if number < len(pages):
                sheet.paste(pages[number], (place * (width + 10), 0))
        sheet.save(out / f"{ours.stem}-{number + 1:02d}.png")


def sample_figures(folder: Path, name: str, keep: Path | None) -> dict[str, object]:
    """The papers of one sample, letters included."""
    package = folder / f"package-{name}"
    prepared(folder / name, package, folder / f"{name}.json")
    documents = sorted(p for p in package.rglob("*.docx") if p.with_suffix(".pdf").is_file())
    found: dict[str, object] = {}
    for document, theirs in zip(
        documents, converted(documents, folder / f"lo-{name}"), strict=True
    ):
        ours = document.with_suffix(".pdf")
        found[document.stem] = compared(ours, theirs)
        if keep is not None:
            (keep / name).mkdir(parents=True, exist_ok=True)
            picture(ours, theirs, keep / name)
    return found


def worst(samples: Iterable[dict[str, Any]]) -> dict[str, object]:
    """The least good of all papers."""
    papers = [paper for sample in samples for paper in sample.values()]
    return {
        "papers": len(papers),
        "least_same_order": min(paper["same_order"] for paper in papers),
        "most_further_pages": max(paper["pages_docx"] - paper["pages_pdf"] for paper in papers),
        "foreign_faces": sorted({face for paper in papers for face in paper["foreign_faces"]}),
        "letters_outside": sum(paper["letters_outside"] for paper in papers),
    }


def main() -> int:
    """Prepares the samples, converts, compares, writes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path)
    keep = parser.parse_args().keep
    if soffice() is None:
        print("not measured: there is no soffice here", file=sys.stderr)
        return 0
    started = time.time()
    version = subprocess.run([soffice() or "", "--version"], capture_output=True, text=True)
    with tempfile.TemporaryDirectory(prefix="huizhen-docx-") as made:
        folder = Path(made)
        subprocess.run([*HUIZHEN, "samples", str(folder)], check=True, cwd=ROOT)
        samples = {name: sample_figures(folder, name, keep) for name in SAMPLES}
    figures = {
        "libreoffice": version.stdout.split()[1],
        "worst": worst(samples.values()),
        "seen": SEEN,
        **samples,
    }
    write_proof("docx", figures, started)
    return 0


if __name__ == "__main__":
    sys.exit(main())
