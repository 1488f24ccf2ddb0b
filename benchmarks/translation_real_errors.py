"""Our checks against errors that experts marked in real translations (BioMQM).

    python benchmarks/translation_real_errors.py --data FOLDER [--write NAME]
    python benchmarks/translation_real_errors.py --tables NAME     (of docs/proof, as Markdown)

Of segments with Critical and Major errors: which share is flagged, per category and severity,
beside the share of segments in which the expert found nothing. `at the place`: a difference
overlaps or touches the marked words. Three groups of source segments, each counted apart:

development  the half (by SHA-256 of the source) whose error-free rows rules were tuned on
other        the other half
unseen       of the other half, what the seeded benchmark's development half does not use either

A source has up to 13 translations, so rows are not independent: the intervals are too narrow, and
the number of different sources stands beside each.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import gzip
import hashlib
import json
import re
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from huizhen.core.content import load_pack
from huizhen.core.language.checks.builtin import BUILTIN
from huizhen.core.language.checks.checker import Checker, Packs
from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.pair import Pair, Span
from huizhen.project.config import CONTENT
from measured import ROOT, write_proof
from seeded_errors.score import wilson
from translation_gate import records_of

FILES = {"en-zh": "biomqm_en2zh_v1.jsonl.gz", "zh-en": "biomqm_zh2en_v1.jsonl.gz"}
GRAVE = ("Critical", "Major")
GRAVEST_FIRST = (*GRAVE, "Minor", "Neutral")
FAULT_OF_SOURCE = "Source errors"
CASE = " (letter case)"
FEWEST = 10
SHARES = ("segment_blocked", "segment_flagged", "place_blocked", "place_flagged")


@dataclass(frozen=True)
class Marked:
    """An error that an expert marked."""

    category: str
    severity: str
    places: tuple[tuple[int, int], ...]
    """Where the marked words stand; in the source for what was left out."""
    is_in_source: bool


@dataclass(frozen=True)
class Row:
    """A translated segment, what experts marked in it, and what the checks say of it."""

    direction: str
    source: str
    origin: str
    errors: tuple[Marked, ...]
    told: tuple[Difference, ...]

    @property
    def gravest(self) -> str:
        """The gravest severity, or 'error-free'."""
        found = {error.severity for error in self.errors}
        return next((one for one in GRAVEST_FIRST if one in found), "error-free")


def is_development(source: str) -> bool:
    """Whether a source is in the half that rules were tuned on."""
    return int(hashlib.sha256(source.encode()).hexdigest(), 16) % 2 == 0


def places_of(term: str, text: str) -> tuple[tuple[int, int], ...]:
    """Every place of the marked words; the data's own offsets do not always fit."""
    words = term.strip()
    if not words:
        return ()
    return tuple(found.span() for found in re.finditer(re.escape(words), text))


def is_letter_case(term: str, source: str, target: str) -> bool:
    """Whether the words are the source's own but for capitals: 'dlbcl' for 'DLBCL'."""
    words = term.strip()
    return (
        words in target
        and words not in source
        and words.lower() in source.lower()
        and any(sign.isascii() and sign.isalpha() for sign in words)
    )


def marked_of(record: dict[str, Any]) -> Iterator[Marked]:
    """The errors of a record; faults of the source itself are left out."""
    source, target = record["source"], record["target"]
    for error in record["target_errors"]:
        category = error["error_category"]
        if category in ("Other", "Spelling") and is_letter_case(error["term"], source, target):
            category += CASE
        places = places_of(error["term"], target)
        yield Marked(category, error["severity"], places, is_in_source=False)
    for error in record["source_errors"]:
        if error["error_category"] != FAULT_OF_SOURCE:
            places = places_of(error["term"], source)
            yield Marked(error["error_category"], error["severity"], places, is_in_source=True)


def rows_of(data: Path, checker: Checker) -> Iterator[Row]:
    """Every row of both directions, checked."""
    for direction, name in FILES.items():
        with gzip.open(data / name, "rt", encoding="utf-8") as lines:
            for record in map(json.loads, lines):
                pair = Pair.of(record["source"], record["target"], *direction.split("-"))
                yield Row(
                    direction=direction, source=record["source"],
                    origin="systems" if record.get("MT_Engine") else "people",
                    errors=tuple(marked_of(record)), told=tuple(checker(pair)),
                )  # fmt: skip


def is_at_place(error: Marked, told: Iterable[Difference]) -> bool:
    """Whether a difference overlaps or touches the marked words."""
    spans: list[Span | None] = [one.source if error.is_in_source else one.target for one in told]
    return any(
        span is not None and span.start <= end and start <= span.end
        for span in spans
        for start, end in error.places
    )


def share(count: int, of: int) -> dict[str, Any]:
    """A count as a share with its Wilson 95 % interval."""
    return {
        "count": count,
        "share": round(count / of, 4) if of else None,
        "interval": [round(max(bound, 0.0), 4) for bound in wilson(count, of)],
    }


def blocking(told: Iterable[Difference]) -> list[Difference]:
    """Those that block."""
    return [one for one in told if one.effect == "block"]


def by_segment(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Shares of segments flagged, by the gravest error in them."""
    found = []
    for gravest in (*GRAVEST_FIRST, "error-free"):
        some = [row for row in rows if row.gravest == gravest]
        if not some:
            continue
        found.append({
            "gravest": gravest,
            "segments": len(some),
            "sources": len({row.source for row in some}),
            "blocked": share(sum(bool(blocking(row.told)) for row in some), len(some)),
            "flagged": share(sum(bool(row.told) for row in some), len(some)),
        })  # fmt: skip
    return found


def by_error(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Shares of Critical and Major errors flagged, by category and severity."""
    groups: dict[tuple[str, str], list[tuple[Marked, Row]]] = collections.defaultdict(list)
    for row in rows:
        for error in row.errors:
            if error.severity in GRAVE:
                groups[error.category, error.severity].append((error, row))
    found = []
    for (category, severity), some in sorted(groups.items(), key=lambda one: -len(one[1])):
        many = len(some)
        found.append({
            "category": category,
            "severity": severity,
            "errors": many,
            "sources": len({row.source for _, row in some}),
            "segment_blocked": share(sum(bool(blocking(row.told)) for _, row in some), many),
            "segment_flagged": share(sum(bool(row.told) for _, row in some), many),
            "place_blocked": share(sum(is_at_place(e, blocking(r.told)) for e, r in some), many),
            "place_flagged": share(sum(is_at_place(e, r.told) for e, r in some), many),
        })  # fmt: skip
    return found


def codes_at_place(rows: Iterable[Row]) -> dict[str, int]:
    """Which checks stand at the place of a Critical or Major error."""
    counts = collections.Counter(
        f"{one.effect} {one.code}"
        for row in rows
        for error in row.errors
        if error.severity in GRAVE
        for one in row.told
        if is_at_place(error, (one,))
    )
    return dict(counts.most_common(20))


def tables(rows: Sequence[Row]) -> dict[str, Any]:
    """The tables of a group of rows, per direction and origin."""
    found: dict[str, Any] = {}
    for direction in FILES:
        for origin in ("people", "systems"):
            some = [row for row in rows if (row.direction, row.origin) == (direction, origin)]
            found[f"{direction} {origin}"] = {
                "segments": by_segment(some),
                "errors": by_error(some),
                "at_place": codes_at_place(some),
            }
    return found


def percent(one: dict[str, Any]) -> str:
    """A share with its interval, in per cent."""
    if one["share"] is None:
        return "-"
    low, high = (f"{bound:.0%}".rstrip("%") for bound in one["interval"])
    return f"{one['share']:.0%} ({low}-{high})"


def print_tables(name: str) -> None:
    """The written figures as Markdown: segments, then categories with ten errors or more."""
    proof = json.loads((ROOT / "docs" / "proof" / f"{name}.json").read_text(encoding="utf-8"))
    for group, found in proof["figures"].items():
        print(f"\n### {group}\n\n| | gravest error | segments | sources | blocked | any |")
        print("|---|---|---|---|---|---|")
        for where, of in found.items():
            for row in of["segments"]:
                shares = f"{percent(row['blocked'])} | {percent(row['flagged'])}"
                counts = f"{row['segments']} | {row['sources']}"
                print(f"| {where} | {row['gravest']} | {counts} | {shares} |")
        print("\n| | category | severity | errors | sources | segment blocked | segment, any |"
              " place blocked | place, any |\n|---|---|---|---|---|---|---|---|---|")  # fmt: skip
        for where, of in found.items():
            for row in of["errors"]:
                if row["errors"] >= FEWEST:
                    shares = " | ".join(percent(row[key]) for key in SHARES)
                    kind = f"{row['category']} | {row['severity']}"
                    print(f"| {where} | {kind} | {row['errors']} | {row['sources']} | {shares} |")


def main() -> int:
    """Run the checks over the collection and print or write the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder with TICO-19 and BioMQM")
    parser.add_argument("--tables", metavar="NAME", help="print docs/proof/NAME.json as tables")
    parser.add_argument("--write", metavar="NAME", help="write docs/proof/NAME.json")
    options = parser.parse_args()
    if options.tables:
        print_tables(options.tables)
        return 0
    if options.data is None:
        parser.error("--data is needed")
    started = time.time()
    packs = Packs(load_pack("checks", [CONTENT]), load_pack("terms", [CONTENT]))
    rows = list(rows_of(options.data, Checker(packs, BUILTIN)))
    with contextlib.redirect_stdout(sys.stderr):
        records = records_of(options.data, "dev")
    shown = {record[side] for record in records for side in ("source", "target")}
    other = [row for row in rows if not is_development(row.source)]
    figures = {
        "development": tables([row for row in rows if is_development(row.source)]),
        "other": tables(other),
        "unseen": tables([row for row in other if row.source not in shown]),
    }
    if options.write:
        write_proof(options.write, figures, started)
    else:
        print(json.dumps(figures, ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
