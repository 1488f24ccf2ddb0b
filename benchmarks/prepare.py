"""How fast records are read: against bare pypdfium2 and gdcm on the same files, in one run.

Makes 120 pages of text, 20 scanned pages and 1,000 DICOM instances; reads each kind bare and with
our readers, then runs `huizhen prepare` on all of it and on the hpb sample, twice, with one file
changed in between. Peak memory is the largest of the parent and of any child, as the kernel says.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from measured import ROOT, SEED, best_of, seconds_of, write_proof

HUIZHEN = [sys.executable, "-m", "huizhen.project.main"]
WORDS = [
    "patient",
    "was",
    "admitted",
    "with",
    "right",
    "upper",
    "abdominal",
    "pain",
    "computed",
    "tomography",
    "of",
    "the",
    "liver",
    "shows",
    "a",
    "hypervascular",
    "lesion",
    "in",
    "segment",
    "eight",
    "measuring",
    "eight",
    "centimetres",
    "portal",
    "vein",
    "patent",
    "no",
    "ascites",
    "laboratory",
    "values",
    "bilirubin",
    "albumin",
    "platelets",
    "within",
    "the",
    "reference",
    "interval",
]


def text_pdf(path: Path, pages: int) -> None:
    """A letter of many pages with a text layer, about 45 lines a page."""
    import typst

    rng = random.Random(SEED)
    body = "\n#pagebreak()\n".join(
        " ".join(rng.choice(WORDS) for _ in range(520)) + f" {rng.random():.4f}."
        for _ in range(pages)
    )
    path.write_bytes(typst.compile(f"#set text(size: 10pt)\n{body}".encode()))


def scan_pdf(path: Path, pages: int) -> None:
    """Image-only pages at 150 dpi with 18 lines of print and some noise."""
    rng = np.random.default_rng(SEED)
    font = ImageFont.load_default(size=26)
    frames = []
    for number in range(pages):
        page = Image.new("L", (1240, 1754), 255)
        draw = ImageDraw.Draw(page)
        for line in range(18):
            start = (number * 18 + line) % 20
            draw.text(
                (110, 120 + line * 56), " ".join(WORDS[start : start + 8]), font=font, fill=20
            )
        noisy = np.asarray(page, dtype=np.int16) + rng.normal(0, 9, (1754, 1240)).astype(np.int16)
        frames.append(Image.fromarray(noisy.clip(0, 255).astype(np.uint8)))
    frames[0].save(path, save_all=True, append_images=frames[1:], resolution=150.0)


def dicom_folder(folder: Path, count: int) -> None:
    """One series of CT instances, 128 x 128, with the header of a real export."""
    from pydicom.dataset import FileDataset, FileMetaDataset
    from pydicom.uid import UID, ExplicitVRLittleEndian

    folder.mkdir(parents=True)
    for number in range(count):
        meta = FileMetaDataset()
        meta.MediaStorageSOPClassUID = UID("1.2.840.10008.5.1.4.1.1.2")
        meta.MediaStorageSOPInstanceUID = UID(f"2.25.1000{number}")
        meta.TransferSyntaxUID = ExplicitVRLittleEndian
        data = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
        data.SOPClassUID, data.SOPInstanceUID = meta.MediaStorageSOPClassUID, f"2.25.1000{number}"
        data.StudyInstanceUID, data.SeriesInstanceUID = "2.25.11", "2.25.12"
        data.PatientName, data.PatientID = "Musterfrau^Erika", "HZ-DEMO-0001"
        data.PatientBirthDate, data.PatientSex = "19680211", "F"
        data.Modality, data.StudyDate, data.SeriesDescription = "CT", "20260428", "Bench 2.5"
        data.SliceThickness, data.PixelSpacing = "2.5", [0.7, 0.7]
        data.ImagePositionPatient = [0, 0, number * 2.5]
        data.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
        data.Rows = data.Columns = 128
        data.BitsAllocated, data.BitsStored, data.HighBit = 16, 12, 11
        data.SamplesPerPixel, data.PixelRepresentation = 1, 0
        data.PhotometricInterpretation, data.InstanceNumber = "MONOCHROME2", str(number + 1)
        data.PixelData = bytes(128 * 128 * 2)
        data.save_as(folder / f"{number:04d}.dcm", enforce_file_format=True)


def text_ratio(path: Path) -> dict[str, float]:
    """Seconds of our PDF reader over seconds of bare pypdfium2 for the same pages."""
    import pypdfium2

    from huizhen.adapters.sandbox_child import FileSource, SpoolContext
    from huizhen.core.reading.limits import Limits
    from huizhen.core.reading.pdf import PdfReader

    def bare() -> None:
        document = pypdfium2.PdfDocument(path)
        for page in document:
            page.get_textpage().get_text_range()
        document.close()

    source = FileSource(str(path), path.name, hashlib.sha256(path.read_bytes()).hexdigest())
    context = SpoolContext(path.parent / "spool", Limits())
    bare_seconds = best_of(5, bare)
    our_seconds = best_of(5, lambda: PdfReader().read(source, context))
    return {
        "bare_pypdfium2_pages_per_second": round(120 / bare_seconds, 1),
        "our_reader_pages_per_second": round(120 / our_seconds, 1),
        "times_bare": round(our_seconds / bare_seconds, 2),
    }


def header_ratio(folder: Path) -> dict[str, float]:
    """Speed of our header index over bare gdcm.Scanner with the same tags on the same files."""
    import gdcm

    from huizhen.core.reading.dicom.attributes import KEYWORDS, PATIENT_KEYWORDS, tag_numbers
    from huizhen.core.reading.dicom.headers import scan_headers

    paths = sorted(folder.iterdir())
    tags = [gdcm.Tag(*tag_numbers(word)) for word in (*KEYWORDS.values(), *PATIENT_KEYWORDS)]

    def bare() -> None:
        scanner = gdcm.Scanner()
        for tag in tags:
            scanner.AddTag(tag)
        scanner.Scan([str(path) for path in paths])

    def bare_with_values() -> None:
        scanner = gdcm.Scanner()
        for tag in tags:
            scanner.AddTag(tag)
        names = [str(path) for path in paths]
        scanner.Scan(names)
        for name in names:
            for tag in tags:
                scanner.GetValue(name, tag)

    # neighbours on the machine disturb single runs: the median of pairs, one run after the other
    pairs = [(seconds_of(bare), seconds_of(lambda: scan_headers(paths))) for _ in range(15)]
    ratios = sorted(peer / ours for peer, ours in pairs)
    with_values = best_of(7, bare_with_values)
    ours = min(ours for _, ours in pairs)
    return {
        "bare_gdcm_files_per_second": round(len(paths) / min(peer for peer, _ in pairs)),
        "bare_gdcm_with_values_files_per_second": round(len(paths) / with_values),
        "our_index_files_per_second": round(len(paths) / ours),
        "times_bare_speed": round(statistics.median(ratios), 2),
        "times_bare_speed_least": round(ratios[0], 2),
        "times_bare_speed_most": round(ratios[-1], 2),
        "times_bare_with_values_speed": round(with_values / ours, 2),
    }


def prepared(records: Path, out: Path, request: Path) -> dict[str, float]:
    """Seconds, exit code and the largest process's peak (MB) of one `huizhen prepare`."""
    start = time.perf_counter()
    command = [*HUIZHEN, "prepare", str(records), "--request", str(request), "--out", str(out)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    return {
        "seconds": round(time.perf_counter() - start, 1),
        "exit": os.waitstatus_to_exitcode(status),
        "largest_process_peak_mb": usage.ru_maxrss // 1024,
    }


def largest_child_mb() -> int:
    """The largest resident set of any process that this run has waited for, in MB."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024


def whole_run(folder: Path) -> dict[str, object]:
    """`prepare` on the made records."""
    request = folder / "request.json"
    request.write_text(
        json.dumps(
            {
                "specialty": "hpb",
                "question": "Is resection of the 8 cm lesion in S8 feasible now?",
                "patient": "Musterfrau, Erika; 1968-02-11; F",
                "as_of": "2026-05-20",
            }
        )
    )
    result = prepared(folder / "records", folder / "package", request)
    return {**result, "pages_and_files_per_second": round(1140 / result["seconds"], 1)}


def sample_runs(folder: Path) -> dict[str, object]:
    """The hpb sample from folder to package, and again after one changed file."""
    subprocess.run([*HUIZHEN, "samples", str(folder), "--only", "hpb"], check=True, cwd=ROOT)
    request, out = folder / "hpb.json", folder / "package"
    first = prepared(folder / "hpb", out, request)
    changed = next(path for path in sorted((folder / "hpb").rglob("*.xlsx")))
    shutil.copy(changed, folder / "kept.xlsx")
    with changed.open("ab") as stream:
        stream.write(b"\0")
    second = prepared(folder / "hpb", out, request)
    return {"first": first, "after_one_changed_file": second}


def main() -> None:
    """Makes, measures, prints, writes."""
    started = time.time()
    with tempfile.TemporaryDirectory(prefix="huizhen-bench-") as name:
        folder = Path(name)
        records = folder / "records"
        records.mkdir()
        text_pdf(records / "letters.pdf", 120)
        scan_pdf(records / "scans.pdf", 20)
        dicom_folder(records / "ct", 1000)
        figures: dict[str, object] = {
            "text": text_ratio(records / "letters.pdf"),
            "headers": header_ratio(records / "ct"),
            "prepare_120_text_20_scans_1000_dicom": whole_run(folder),
            "hpb_sample": sample_runs(folder / "samples"),
            "largest_process_mb": largest_child_mb(),
        }
    write_proof("prepare", figures, started)


if __name__ == "__main__":
    main()
