"""De-identification of images: rows of PS3.15 Table E.1-1, options, UIDs, dates, character sets,
pixels, burned-in text, speed.

    python benchmarks/deidentification.py [--data FOLDER] [--sample 40] [--write]

`--sample n` looks for text on n objects made by another hand, chosen by chance; 0 on none.
"""

from __future__ import annotations

import argparse
import collections
import io
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pydicom
from pydicom.dataset import Dataset

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests" / "core" / "imaging"), str(ROOT / "tests" / "oracles")]

from burned_in_frames import covered_share, empty_frames, frames, is_found
from deid_objects import KNOWN, NAME, every_attribute, unchanged
from pydicom.data import get_testdata_files
from test_deid_charsets import SETS, file_of, profile_of

import burned_in_unseen
import deid_by_hand
from huizhen.adapters.dicom_deidentify import perform
from huizhen.core.errors import HuizhenError
from huizhen.core.imaging.deidentification import Profile, UidKeys, deidentify
from huizhen.core.imaging.deidentification.table import confidentiality_table
from huizhen.core.imaging.deidentification.tolerant import as_it_stands
from huizhen.core.imaging.pixels import opened
from huizhen.core.imaging.slide_labels import strip_slide
from measured import write_proof

SECRET = b"an invented secret of thirty-two"
USUAL = Profile(pseudonym="HZ-2026-0001", known=KNOWN)
PROFILES = {
    "basic": USUAL.replaced(
        dates="remove",
        keep_patient_characteristics=False,
        clean_descriptors=False,
        clean_graphics=False,
        clean_structured_content=False,
    ),
    "usual": USUAL,
    "dates shifted": USUAL.replaced(dates="shift", shift_days=-401),
    "dates removed": USUAL.replaced(dates="remove"),
    "device kept": USUAL.replaced(keep_device=True),
}


def of_table() -> dict[str, Any]:
    """Per profile: attributes at three depths, those left unchanged, those an option keeps."""
    figures: dict[str, Any] = {"rows": len(confidentiality_table().rows)}
    for name, profile in PROFILES.items():
        done = deidentify(every_attribute(), profile, UidKeys(SECRET))
        same = set(unchanged(every_attribute(), _written(done.dataset)))
        kept = {line.path: line.option for line in done.kept}
        figures[name] = {
            "changed": len(done.changes),
            "unchanged_that_must_change": len(same - set(kept)),
            "kept_by_option": collections.Counter(
                option for path, option in kept.items() if "." not in path
            ),
            "kept_rows": sorted(f"{path} ({kept[path]})" for path in kept if "." not in path),
        }
    return figures


def _written(dataset: Dataset) -> Dataset:
    buffer = io.BytesIO()
    dataset.save_as(buffer)
    buffer.seek(0)
    return pydicom.dcmread(buffer)


def of_character_sets() -> dict[str, dict[str, bool]]:
    """Per set: the name cut from a description, and the words behind it right in UTF-8."""
    table = {}
    for charset, name, family, given, raw, said in SETS:
        source = file_of(charset, name, name.replace(b"^", b" ") + raw)
        made = deidentify(source, profile_of(family, given), UidKeys(SECRET)).dataset
        text = str(made.SeriesDescription)
        table[charset] = {"name_cut": text.startswith("[name]"), "words_right": said in text}
    return table


def _files(data: Path | None) -> list[Path]:
    found = [Path(str(one)) for one in get_testdata_files()]
    if data is not None:
        found += sorted(one for one in data.rglob("*") if one.is_file())
    return [one for one in found if one.is_file() and _is_dicom(one)]


def _is_dicom(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(132)[128:] == b"DICM" and path.stat().st_size < 40_000_000


def of_files(data: Path | None, room: Path) -> dict[str, Any]:
    """Real files with an invented name put in: what leaves, what is refused, and how fast."""
    counts: collections.Counter[str] = collections.Counter()
    shifts: collections.Counter[int] = collections.Counter()
    uids: dict[str, set[str]] = collections.defaultdict(set)
    seconds = 0.0
    source, target = room / "in.dcm", room / "out.dcm"
    for path in _files(data):
        if not _named(path, source):
            counts["not named: unreadable"] += 1
            continue
        for profile in (USUAL, PROFILES["dates shifted"]):
            given = {"path": str(source), "target": str(target), "secret": SECRET.hex(),
                     "profile": profile.model_dump(mode="json")}  # fmt: skip
            started = time.perf_counter()
            try:
                done = perform(given)
            except HuizhenError as error:
                counts[f"refused: {error.code}"] += 1
                continue
            seconds += time.perf_counter() - started
            counts["written"] += 1
            counts["identifier left"] += bool(done["residual"])
            before, after = opened(source), opened(target)
            counts["pixels other"] += before.get("PixelData") != after.get("PixelData")
            for old, new in _pairs(before, after, ("UI",)):
                uids[old].add(new)
            if profile.dates == "shift":
                shifts.update(_shifts(before, after))
    changed = {
        old: new for old, new in uids.items() if "." in old and not old.startswith("1.2.840.10008.")
    }
    return {
        **counts,
        "files_per_second_one_process": round(counts["written"] / seconds, 1),
        "uids": len(changed),
        "uids_with_two_replacements": sum(len(new) > 1 for new in changed.values()),
        "date_shifts": {str(days): count for days, count in shifts.items()},
    }


def _named(path: Path, source: Path) -> bool:
    try:
        dataset = pydicom.dcmread(path, force=True)
        dataset.PatientName, dataset.PatientID = NAME, "KN-4471902"
        dataset.SeriesDescription = f"{dataset.get('SeriesDescription', '')} Winterhalder"
        dataset.save_as(source)
    except Exception:  # noqa: BLE001 - a file that cannot be written has no name to be found
        return False
    return True


def _pairs(before: Dataset, after: Dataset, vrs: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Values of those representations before and after, at any depth."""
    for tag in list(before.keys()):
        if tag not in after or before[tag].VR not in (*vrs, "SQ"):
            continue
        if before[tag].VR == "SQ":
            for old, new in zip(before[tag].value, after[tag].value, strict=False):
                yield from _pairs(old, new, vrs)
        elif before[tag].VM == 1 and before[tag].value:
            yield str(before[tag].value), str(after[tag].value)


def _shifts(before: Dataset, after: Dataset) -> Iterator[int]:
    from datetime import date

    for old, new in _pairs(before, after, ("DA", "DT")):
        if len(old) >= 8 and new and old[:8].isdigit():
            days = [date(int(v[:4]), int(v[4:6]), int(v[6:8])) for v in (old, new)]
            yield (days[1] - days[0]).days


def of_burned_in(sample: int, room: Path) -> dict[str, Any]:
    """Recall on frames made by another hand, by size and ground."""
    rows = []
    started = time.perf_counter()
    chosen = burned_in_unseen.sample_of(frames(), sample)
    for frame in chosen:
        boxes = burned_in_unseen.boxes_of(frame, room)
        rows += [(frame, line, covered_share(line, boxes), is_found(line, boxes))
                 for line in frame.lines]  # fmt: skip
    seconds = time.perf_counter() - started
    empty = {
        one.name: burned_in_unseen.boxes_of(one, room)
        for one in burned_in_unseen.sample_of(empty_frames(), sample // 4)
    }
    figures = burned_in_unseen.figures_of(rows, empty)
    wanted = ("all", "us_and_sc", "us_and_sc_from_12_px", "by_size", "by_ground", "by_script",
              "by_object", "us_and_sc_by_size_and_ground", "empty_frames",
              "empty_frames_with_boxes")  # fmt: skip
    return {
        "objects": len(chosen),
        "seconds_an_object": round(seconds / max(1, len(chosen)), 1),
        **{key: figures[key] for key in wanted},
    }


def of_slide(data: Path | None, room: Path) -> dict[str, Any]:
    """What is taken out of a real slide."""
    slides = sorted(data.parent.rglob("*.svs")) if data is not None else []
    return {
        slide.name: strip_slide(slide, room / "out.svs").model_dump(mode="json") for slide in slides
    }


def main() -> int:
    """Prints the figures, and with --write keeps them in docs/proof."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="a folder of real DICOM files")
    parser.add_argument("--sample", type=int, default=40)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    started = time.time()
    with tempfile.TemporaryDirectory() as folder:
        room = Path(folder)
        with as_it_stands():
            figures: dict[str, Any] = {
                "table": of_table(),
                "by_another_hand": {arm: deid_by_hand.of_arm(arm) for arm in deid_by_hand.ARMS},
                "uids": deid_by_hand.of_uids(),
                "character_sets": of_character_sets(),
            }
            figures["files"] = of_files(options.data, room)
        figures["slides"] = of_slide(options.data, room)
        if options.sample:
            figures["burned_in"] = of_burned_in(options.sample, room)
    if options.write:
        write_proof("deidentification", figures, started)
    else:
        for name, value in figures.items():
            print(name, value)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
