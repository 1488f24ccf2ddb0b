"""`huizhen deidentify --jsonl` on texts that its writers have not seen.

    python benchmarks/masking_unseen.py [--show FILE] [--write masking_unseen]

An identifier is found when every letter and digit of it is masked. --show writes the misses of the
third that may be shown. Staff count apart: masking them is asked for, but they are not the patient.
"""

from __future__ import annotations

import argparse
import collections
import json
import re
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "oracles"))

from masking_texts import GoldSpan, GoldText, is_masked, is_needless, needless_letters, texts

from huizhen.project.main import app
from measured import write_proof

Spans = dict[str, list[tuple[int, int]]]


def ask(asked: list[GoldText], patient: str = "") -> Spans:
    """The spans the command masks in each text, knowing nothing or the patient."""
    lines = "".join(
        json.dumps({"id": one.id, "text": one.text, "language": one.language}) + "\n"
        for one in asked
    )
    known = ["--patient", patient] if patient else []
    with tempfile.TemporaryDirectory() as room:
        path = Path(room) / "texts.jsonl"
        path.write_text(lines, encoding="utf-8")
        done = CliRunner().invoke(app, ["deidentify", "--jsonl", str(path), *known])
    if done.exit_code not in (0, 3):
        raise SystemExit(f"exit {done.exit_code}: {done.stderr[-800:]}")
    answers = [json.loads(line) for line in done.stdout.splitlines() if line.strip()]
    return {
        answer["id"]: [(span["start"], span["end"]) for span in answer["spans"]]
        for answer in answers
    }


def ask_knowing(asked: list[GoldText]) -> Spans:
    """The same, of each text knowing its own patient as a case does."""
    told: Spans = {}
    for one in asked:
        told |= ask([one], one.patient)
    return told


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def kind_of(one: GoldText, gold: GoldSpan) -> str:
    """The kind; names of whom the case does not know, as kin, apart from the patient's own."""
    if gold.kind != "name" or not one.patient:
        return gold.kind
    # Four letters: a declined name begins as the known one does.
    known = {word[:4] for word in re.findall(r"[^\W\d_]+", one.patient.split(";")[0].casefold())}
    words = re.findall(r"[^\W\d_]+", one.text[gold.start : gold.end].casefold())
    is_wide = any("\u4e00" <= letter <= "\u9fff" for letter in one.patient)
    written = "".join(words)
    own = any(word in written for word in known) if is_wide else {w[:4] for w in words} & known
    return "name" if own else "name of others"


def rows(asked: list[GoldText], told: Spans) -> list[dict[str, Any]]:
    """Recall of each kind in each language."""
    counts: dict[tuple[str, str], list[int]] = collections.defaultdict(lambda: [0, 0])
    for one in asked:
        for gold in one.wanted:
            for language in (one.language, "all"):
                cell = counts[language, kind_of(one, gold)]
                cell[0] += is_masked(one.text, gold, told.get(one.id, []))
                cell[1] += 1
    return [
        {"language": language, "kind": kind, "found": found, "of": whole,
         "recall": _share(found, whole)}
        for (language, kind), (found, whole) in sorted(counts.items())
    ]  # fmt: skip


def precision(asked: list[GoldText], told: Spans) -> dict[str, dict[str, Any]]:
    """Of each language: spans that touch no identifier, and letters masked needlessly."""
    made: dict[str, dict[str, Any]] = {}
    for language in sorted({one.language for one in asked}):
        mine = [one for one in asked if one.language == language]
        spans = [(one, span) for one in mine for span in told.get(one.id, [])]
        needless = sum(is_needless(one.spans, *span) for one, span in spans)
        letters = sum(sum(map(str.isalnum, one.text)) for one in mine)
        over = sum(needless_letters(one, told.get(one.id, [])) for one in mine)
        made[language] = {
            "spans": len(spans),
            "precision": _share(len(spans) - needless, len(spans)),
            "letters_masked_needlessly": _share(over, letters),
        }
    return made


def show(asked: list[GoldText], told: Spans, to: Path) -> None:
    """Writes what the shown third's texts keep, and what they mask needlessly."""
    lines = []
    for one in asked:
        if not one.is_shown:
            continue
        spans = told.get(one.id, [])
        lines += [
            f"MISSED {one.id} {gold.kind}: {one.text[gold.start : gold.end]!r}"
            for gold in one.wanted
            if not is_masked(one.text, gold, spans)
        ]
        lines += [
            f"NEEDLESS {one.id}: {one.text[start:end]!r}"
            for start, end in spans
            if is_needless(one.spans, start, end)
        ]
    to.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> int:
    """Masks all texts and prints recall by language and kind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", type=Path, help="misses of the shown third, to this file")
    parser.add_argument("--write", metavar="NAME", help="write docs/proof/NAME.json")
    options = parser.parse_args()
    started = time.time()
    asked = list(texts())
    told = ask(asked)
    unseen = [one for one in asked if not one.is_shown]
    cases = [one for one in unseen if one.patient]
    knowing = ask_knowing(cases)
    figures = {
        "unseen_knowing_the_patient": {
            "texts": len(cases),
            "recall": rows(cases, knowing),
            "precision": precision(cases, knowing),
        },
        "unseen": {"texts": len(unseen), "recall": rows(unseen, told),
                   "precision": precision(unseen, told)},
        "all": {"texts": len(asked), "recall": rows(asked, told),
                "precision": precision(asked, told)},
    }  # fmt: skip
    for row in rows(unseen, told):
        print(
            f"{row['language']:4} {row['kind']:11} {row['found']:3}/{row['of']:3} {row['recall']}"
        )
    for row in rows(cases, knowing):
        print("knowing", row["language"], row["kind"], row["found"], row["of"], row["recall"])
    print(json.dumps(precision(unseen, told), indent=1))
    if options.show:
        show(asked, told, options.show)
    if options.write:
        write_proof(options.write, figures, started)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
