"""Correct pairs: our own clinical ones, TICO-19, and BioMQM by people and, apart, by systems."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from seeded_errors.values import EN_ZH, ZH_EN, Pair

OWN = Path(__file__).with_name("pairs.tsv")
SHARED = Path("/work/shared/data/translation")
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_GRAVE = {"major", "critical"}


def own_pairs(path: Path = OWN) -> Iterator[Pair]:
    """Our clinical pairs, each in both directions."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(
            (line for line in lines if not line.startswith("#")),
            delimiter="\t", quoting=csv.QUOTE_NONE,
        )  # fmt: skip
        for row in rows:
            yield from _both(row["id"], row["en"], row["zh"], "own", "Apache-2.0")


def tico19(folder: Path) -> Iterator[Pair]:
    """The TICO-19 references, each in both directions."""
    with gzip.open(folder / "tico19_en-zh.tmx.gz") as file:
        for _, unit in ElementTree.iterparse(file):  # noqa: S314 - a data file of the reader's own
            if unit.tag != "tu":
                continue
            text = {
                variant.get(_LANG, ""): " ".join("".join(variant.itertext()).split())
                for variant in unit.iter("tuv")
            }
            if text.get("en") and text.get("zh"):
                name = f"tico-{unit.get('tuid')}"
                yield from _both(name, text["en"], text["zh"], "tico19", "CC0-1.0")


def biomqm(folder: Path, *, human: bool) -> Iterator[Pair]:
    """The BioMQM translations without a grave expert error, by people or by systems."""
    for name, direction in (("en2zh", EN_ZH), ("zh2en", ZH_EN)):
        with gzip.open(folder / f"biomqm_{name}_v1.jsonl.gz", "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                row = json.loads(line)
                found = {str(error["severity"]).lower() for error in row["target_errors"]}
                if bool(row["MT_Engine"]) is human or found & _GRAVE or row["source_errors"]:
                    continue
                source, target = row["source"].strip(), row["target"].strip()
                origin = "biomqm-human" if human else "biomqm-system"
                yield Pair(
                    f"biomqm-{name}-{number}", _group(source), source, target, direction, origin,
                    "Apache-2.0",
                )  # fmt: skip


def every_pair(folder: Path | None, *, systems: bool = True) -> Iterator[Pair]:
    """All pairs that are there: our own always, the public ones where the folder exists."""
    yield from own_pairs()
    if folder is None or not folder.exists():
        return
    yield from tico19(folder)
    yield from biomqm(folder, human=True)
    if systems:
        yield from biomqm(folder, human=False)


def _both(name: str, english: str, chinese: str, origin: str, licence: str) -> Iterator[Pair]:
    group = _group(english)
    yield Pair(f"{name}-zh", group, english, chinese, EN_ZH, origin, licence)
    yield Pair(f"{name}-en", group, chinese, english, ZH_EN, origin, licence)


def _group(text: str) -> str:
    return " ".join(text.casefold().split())
