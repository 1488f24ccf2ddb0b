"""Text burned into frames: how much of it is found, by size, ground, script and kind of object.

    python benchmarks/burned_in_unseen.py [--sample 40] [--show FILE] [--write NAME]

The frames and their truth are made by another hand. A line is found when nine tenths of its box
are covered. --show writes the misses of the development half.
"""

from __future__ import annotations

import argparse
import collections
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "oracles"))

from burned_in_frames import Burned, TextFrame, covered_share, empty_frames, frames, is_found, write

from huizhen.adapters.sandbox_tasks import performer
from huizhen.core.reading.limits import Limits
from measured import SEED, write_proof

Boxes = list[tuple[float, float, float, float]]
Row = tuple[TextFrame, Burned, float, bool]


def boxes_of(frame: TextFrame, room: Path) -> Boxes:
    """The boxes that the worker's task finds on an object, its frames together."""
    path = room / "frame.dcm"
    write(frame, path)
    perform = performer(room, Limits())
    answer: Any = perform({"kind": "find_burned_in", "input": {"path": str(path)}})
    return [(one["x"], one["y"], one["width"], one["height"]) for one in answer["boxes"]]


def sample_of(all_frames: tuple[TextFrame, ...], number: int) -> list[TextFrame]:
    """So many of the frames, the same each time; all when the number is 0."""
    if not number:
        return list(all_frames)
    return Random(SEED).sample(all_frames, min(number, len(all_frames)))


def table(rows: Iterable[Row], key: Callable[[Row], str]) -> dict[str, dict[str, float]]:
    """Recall of the lines with the same key."""
    counts: dict[str, list[int]] = collections.defaultdict(lambda: [0, 0])
    for row in rows:
        counts[key(row)][0] += row[3]
        counts[key(row)][1] += 1
    return {
        name: {"found": found, "of": whole, "recall": round(found / whole, 4)}
        for name, (found, whole) in counts.items()
    }


def figures_of(rows: list[Row], empty: dict[str, Boxes]) -> dict[str, Any]:
    """Recall by everything that may matter, and what is found where nothing stands."""
    of_people = [row for row in rows if row[1].is_identifying]
    common = [row for row in of_people if row[0].modality in ("US", "SC")]
    keys: dict[str, Callable[[Row], str]] = {
        "size": lambda row: f"{row[1].size:02d} px",
        "ground": lambda row: row[0].ground,
        "script": lambda row: row[0].script,
        "colour": lambda row: row[1].colour,
        "kind": lambda row: row[1].kind,
        "object": lambda row: row[0].modality,
        "half": lambda row: row[0].half,
        "frames": lambda row: "some" if len(row[0].on_frames) < len(row[0].pixels) else "all",
        "direction": lambda row: "vertical" if row[1].is_vertical else "level",
    }
    made: dict[str, Any] = {
        f"by_{name}": dict(sorted(table(of_people, key).items())) for name, key in keys.items()
    }
    grid = table(common, lambda row: f"{row[1].size:02d} px on {row[0].ground}")
    return {
        "all": table(of_people, lambda _: "all"),
        "us_and_sc": table(common, lambda _: "all"),
        "us_and_sc_from_12_px": table(
            [row for row in common if row[1].size >= 12], lambda _: "all"
        ),
        **made,
        "us_and_sc_by_size_and_ground": dict(sorted(grid.items())),
        "empty_frames": len(empty),
        "empty_frames_with_boxes": sum(bool(boxes) for boxes in empty.values()),
    }


def main() -> int:
    """Looks for text on all frames and prints recall."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=0, help="only so many frames, by chance")
    parser.add_argument("--show", type=Path, help="misses of the development half")
    parser.add_argument("--write", metavar="NAME", help="write docs/proof/NAME.json")
    options = parser.parse_args()
    started = time.time()
    warnings.simplefilter("ignore")
    rows: list[Row] = []
    shown = []
    with tempfile.TemporaryDirectory() as room:
        for frame in sample_of(frames(), options.sample):
            boxes = boxes_of(frame, Path(room))
            for line in frame.lines:
                row = (frame, line, covered_share(line, boxes), is_found(line, boxes))
                rows.append(row)
                if line.is_identifying and not row[3] and frame.half == "dev":
                    shown.append(
                        f"MISSED {frame.name} {line.kind} {line.text!r} {line.size} px "
                        f"{line.colour} box {line.box} covered {row[2]:.2f}"
                    )
        empty = {
            frame.name: boxes_of(frame, Path(room))
            for frame in sample_of(empty_frames(), options.sample // 4)
        }
    figures = figures_of(rows, empty)
    if options.show:
        options.show.write_text("\n".join(shown) + "\n", encoding="utf-8")
    if options.write:
        write_proof(options.write, figures, started)
    else:
        for name, value in figures.items():
            print(name, value)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
