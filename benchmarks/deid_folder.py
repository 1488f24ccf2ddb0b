"""A folder in which a patient stands everywhere, de-identified by the command and searched through.

    python benchmarks/deid_folder.py [--no-ocr] [--write NAME]

CT with private elements and comments, a report, MR with a second script, a disc with DICOMDIR, US
and SC with text burned in, and the name in folder names. `huizhen imaging deidentify` writes what
may leave; an independent searcher then looks for every identifier in bytes, elements and pixels.
"""

from __future__ import annotations

import argparse
import collections
import json
import os
import subprocess
import sys
import tempfile
import time
import warnings
from dataclasses import replace
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

from pydicom.dataset import Dataset

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "oracles"))

from burned_in_frames import TextFrame, burn, dicom_of, ground
from dicom_folders import Folder, clean_folder, report, write_object
from dicom_plans import as_disc
from dicom_vendors import CANON, GE, SIEMENS, base_plan
from identifier_search import Hit, search
from identifier_variants import Identifier

from measured import ROOT, write_proof

KNOWN = (
    Identifier("name", "Marrowind"),
    Identifier("name", "Tessaly"),
    Identifier("birth_date", "1961-07-14"),
    Identifier("id", "HX004711"),
    Identifier("address", "17 Quarry Lane"),
    Identifier("phone", "+44 7700 900461"),
)
PATIENT = "Marrowind, Tessaly; 1961-07-14; F; HX004711@hospital"


def _identified(dataset: Dataset) -> None:
    dataset.PatientName, dataset.PatientID = "Marrowind^Tessaly", "HX004711"
    dataset.PatientBirthDate, dataset.PatientSex = "19610714", "F"
    dataset.PatientAddress = "17 Quarry Lane, Upper Wexcombe"
    dataset.PatientTelephoneNumbers = "+44 7700 900461"


def _series(folder: Folder, target: Path) -> None:
    for dataset in folder.main + folder.others:
        _identified(dataset)
    folder.has_report = False
    folder.write(target)


def make(target: Path) -> None:
    """Writes the folder."""
    ct = clean_folder("CT", replace(base_plan("CT", GE, 1), count=4))
    for dataset in ct.main:
        dataset.StudyDescription = "CT CHEST Marrowind"
        dataset.ImageComments = "Mrs TESSALY MARROWIND b. 14 Jul 1961"
        dataset.private_block(9, "INVENTED_IDEN_01").add_new(2, "LO", "Marrowind Tessaly")
    _series(ct, target / "Marrowind CT")
    told = report(ct.plan)
    _identified(told)
    told.ContentSequence[
        0
    ].TextValue = "Patient Tessaly Marrowind, born 14.07.1961, HX004711. No focal abnormality."
    write_object(told, target / "Marrowind CT" / "report")
    mr = clean_folder("MR", replace(base_plan("MR", CANON, 2), count=3))
    _series(mr, target / "mr")
    disc = clean_folder("CT", replace(base_plan("CT", SIEMENS, 3), count=3))
    as_disc(disc)
    _series(disc, target / "disc")
    rng = Random(1)
    for number, (size, kind, modality) in enumerate(
        product((12, 16, 24), ("black", "sector"), ("US", "SC"))
    ):
        picture, lines = ground(kind, 640, 480, number), []
        for corner, text in enumerate(("MARROWIND Tessaly", "DOB 14.07.1961", "ID HX004711")):
            burned = burn(picture, rng, text, "name", "latin", size, corner, "white", False)
            if burned is not None:
                picture = burned[0]
                lines.append(burned[1])
        frame = TextFrame(
            f"us{number}", modality, picture[None], tuple(lines), (0,), kind, "latin", "dev"
        )
        dataset = dicom_of(frame)
        _identified(dataset)
        write_object(dataset, target / f"us{number}.dcm")


def deidentified(source: Path, out: Path, burned_in: str) -> list[dict[str, Any]]:
    """The lines of the command."""
    done = subprocess.run(
        [str(ROOT / ".venv" / "bin" / "huizhen"), "imaging", "deidentify", str(source),
         "--out", str(out), "--patient", PATIENT, "--pseudonym", "HZ-2026-0001",
         "--burned-in", burned_in, "--json"],
        capture_output=True, text=True, env={**os.environ, "PYTHONWARNINGS": "ignore"},
    )  # fmt: skip
    if done.returncode not in (0, 3):
        raise SystemExit(f"exit {done.returncode}: {done.stderr[-800:]}")
    return [json.loads(line) for line in done.stdout.splitlines() if line.strip()]


def _counts(hits: list[Hit]) -> dict[str, int]:
    counts = collections.Counter(f"{hit.kind} by {hit.how.split(' (')[0]}" for hit in hits)
    return {"all": len(hits), "files": len({hit.place for hit in hits}), **dict(counts)}


def main() -> int:
    """Makes, de-identifies, searches; prints what was found before and after."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--no-ocr", action="store_true")
    parser.add_argument("--write", metavar="NAME", help="write docs/proof/NAME.json")
    options = parser.parse_args()
    started = time.time()
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as room:
        source, out = Path(room) / "source", Path(room) / "out"
        source.mkdir()
        make(source)
        lines = deidentified(source, out, "mask")
        before = search(source, KNOWN)
        after = search(out, KNOWN, ocr=not options.no_ocr)
        written = sum(path.is_file() for path in out.rglob("*"))
    figures = {
        "statuses": dict(collections.Counter(str(line.get("status", "")) for line in lines)),
        "files_written": written,
        "identifiers_before": _counts(before)["all"],
        "files_with_identifiers_before": _counts(before)["files"],
        "identifiers_after": _counts(after),
        "places_after": sorted({f"{hit.place}: {hit.how}: {hit.kind}" for hit in after}),
        "pixels_read_by_ocr": not options.no_ocr,
    }
    if options.write:
        write_proof(options.write, figures, started)
    else:
        print(json.dumps(figures, indent=1, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
