"""De-identification against what PS3.15 asks of 232 attributes, written down by another hand.

    python benchmarks/deid_by_hand.py [--write NAME]

Every attribute stands with a value that is recognised afterwards: at the top, in items one and two
deep, in private blocks, in overlays and curves. Counted is what had to go and stands in the bytes.
"""

from __future__ import annotations

import argparse
import collections
import io
import sys
import time
import warnings
from pathlib import Path
from typing import Any

import pydicom
from pydicom.dataset import Dataset

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "oracles"))

import deid_expected as expected
from deid_canaries import (
    MORE_SCRIPTS,
    SCRIPTS,
    Script,
    bytes_of,
    canary_dataset,
    day_shifts,
    is_known_anywhere,
    named_dataset,
    still_there,
)

from huizhen.core.imaging.deidentification import annex_e, profile, uids
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.identity import PersonName
from huizhen.core.records.known_identifiers import KnownIdentifiers
from measured import write_proof

KEYS = uids.UidKeys(b"an invented secret of thirty-two")
SHIFT = -31
_CLEANING = frozenset((expected.DESCRIPTORS, expected.GRAPHICS, expected.STRUCTURED))
ARMS: dict[str, tuple[dict[str, Any], frozenset[str]]] = {
    "basic profile": (
        {"dates": "remove", "keep_patient_characteristics": False, "clean_descriptors": False,
         "clean_graphics": False, "clean_structured_content": False},
        frozenset(),
    ),
    "as a consultation needs it": (
        {},
        _CLEANING | {expected.DATES_FULL, expected.PATIENT},
    ),
    "dates shifted, device kept": (
        {"dates": "shift", "shift_days": SHIFT, "keep_device": True},
        _CLEANING | {expected.DATES_MODIFIED, expected.PATIENT, expected.DEVICE},
    ),
}  # fmt: skip


def _known(script: Script) -> KnownIdentifiers:
    groups = [group.split("^") for group in script.person.split("=")]
    names = tuple(
        PersonName(text=" ".join(parts), family=parts[0], given=" ".join(parts[1:]))
        for parts in groups
    )
    return KnownIdentifiers(
        names=names,
        families=tuple(parts[0] for parts in groups),
        givens=tuple(" ".join(parts[1:]) for parts in groups),
        birth_dates=(PartialDate(year=1961, month=7, day=14),),
        ids=("HX004711",),
    )


def _read(dataset: Dataset) -> Dataset:
    """The dataset as a program would read it from a file."""
    return pydicom.dcmread(io.BytesIO(bytes_of(dataset)))


def deidentified(dataset: Dataset, script: Script, arm: str) -> Dataset:
    """What leaves, read again from its bytes."""
    chosen = profile.Profile(pseudonym="HZ-2026-0001", known=_known(script), **ARMS[arm][0])
    return annex_e.deidentify(_read(dataset), chosen, KEYS).dataset


def of_arm(arm: str) -> dict[str, Any]:
    """What stayed that had to go, and what went though an option keeps it."""
    options = ARMS[arm][1]
    stayed: collections.Counter[str] = collections.Counter()
    lost: collections.Counter[str] = collections.Counter()
    asked = 0
    for script in SCRIPTS:
        dataset, canaries = canary_dataset(script)
        after = deidentified(dataset, script, arm)
        data = bytes_of(after)
        asked += sum(one.has_to_go(options) for one in canaries)
        stayed.update(
            f"{one.where}: {one.keyword}" for one in still_there(after, canaries, options)
        )
        lost.update(
            one.keyword
            for one in canaries
            if one.where == "top"
            and expected.action_of(one.keyword, options) == "K"
            and one.token.encode() not in data
        )
    return {"had_to_go": asked, "left_unchanged": sum(stayed.values()), "which": dict(stayed),
            "not_kept_though_an_option_keeps": sorted(lost)}  # fmt: skip


def of_scripts() -> dict[str, Any]:
    """Per character set: the name gone everywhere, the harmless words still right."""
    rows = {}
    for script in (*SCRIPTS, *MORE_SCRIPTS):
        before = named_dataset(script)
        after = deidentified(before, script, "as a consultation needs it")
        again = _read(after)
        shifted = _read(deidentified(before, script, "dates shifted, device kept"))
        rows[script.name] = {
            "name_found": is_known_anywhere(again, script),
            "words_right": str(again.get("SeriesDescription", "")) == script.words,
            "pseudonym": str(again.PatientName),
            "birth_date_gone": "19610714" not in bytes_of(again).decode("latin-1"),
            "dates_kept": again.get("StudyDate") == "20260312",
            "shifts": sorted(day_shifts(before, shifted)),
        }
    return rows


def of_uids() -> dict[str, bool]:
    """UIDs are other than they were, the same over two runs, and other under another secret."""
    script = SCRIPTS[0]
    keywords = ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID")
    before = named_dataset(script)
    one = deidentified(before, script, "basic profile")
    two = deidentified(before, script, "basic profile")
    chosen = profile.Profile(pseudonym="HZ-2026-0001", dates="remove")
    other = annex_e.deidentify(
        _read(before), chosen, uids.UidKeys(b"another secret, not the same one")
    )
    return {
        "changed": all(one[keyword].value != before[keyword].value for keyword in keywords),
        "stable": all(one[keyword].value == two[keyword].value for keyword in keywords),
        "keyed": all(one[k].value != other.dataset[k].value for k in keywords),
        "untouched_kept": all(
            one.get(k) == _read(before).get(k) for k in expected.UNTOUCHED if k in before
        ),
    }


def main() -> int:
    """Prints what stayed and what was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", metavar="NAME", help="write docs/proof/NAME.json")
    options = parser.parse_args()
    started = time.time()
    warnings.simplefilter("ignore")
    figures = {
        "attributes": len(expected.BASIC),
        "arms": {arm: of_arm(arm) for arm in ARMS},
        "character_sets": of_scripts(),
        "uids": of_uids(),
    }
    if options.write:
        write_proof(options.write, figures, started)
    else:
        for name, value in figures.items():
            print(name, value)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
