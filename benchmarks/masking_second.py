"""`huizhen deidentify --jsonl` on the second invented texts, judged by kind and language.

    python benchmarks/masking_second.py [--split dev|test] [--show] [--write masking_second]

An identifier is found when every letter and digit of it is masked. Over-masking counts letters and
digits masked that belong to no identifier, of 1,000. What lies open (titles, towns, a hospital's
own telephone) counts on neither side. --show prints what the development half keeps and masks
needlessly; it is refused for the test half, which would be learnt.
"""

from __future__ import annotations

import argparse
import collections
import itertools
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "oracles"))

from second_masking import Text, covered, is_found, needless, texts

from huizhen.project.main import app
from measured import write_proof

Masked = dict[str, set[int]]


def ask(asked: list[Text], patient: str = "") -> Masked:
    """The positions the command masks in each text, knowing nothing or the patient."""
    lines = [
        json.dumps({"id": one.name, "text": one.text, "language": one.language}) for one in asked
    ]
    known = ["--patient", patient] if patient else []
    with tempfile.TemporaryDirectory() as room:
        path = Path(room) / "texts.jsonl"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        done = CliRunner().invoke(app, ["deidentify", "--jsonl", str(path), *known])
    if done.exit_code not in (0, 3):
        raise SystemExit(f"exit {done.exit_code}: {done.stderr[-800:]}")
    answers = [json.loads(line) for line in done.stdout.splitlines() if line.strip()]
    return {
        answer["id"]: covered([(span["start"], span["end"]) for span in answer["spans"]])
        for answer in answers
    }


def ask_knowing(asked: list[Text]) -> Masked:
    """The same, each text knowing its own patient: one spelling, birth date, sex, one number."""
    told: Masked = {}
    for one in asked:
        told |= ask([one], one.known.reference)
    return told


def recall(asked: list[Text], masked: Masked) -> list[dict[str, Any]]:
    """Identifiers found of each kind in each language."""
    counts: dict[tuple[str, str], list[int]] = collections.defaultdict(lambda: [0, 0])
    for one in asked:
        for wanted in one.spans:
            if wanted.is_identifier:
                for language in (one.language, "all"):
                    cell = counts[wanted.kind, language]
                    cell[0] += is_found(one, wanted, masked.get(one.name, set()))
                    cell[1] += 1
    return [
        {"kind": kind, "language": language, "found": found, "of": of,
         "recall": round(found / of, 4)}
        for (kind, language), (found, of) in sorted(counts.items())
    ]  # fmt: skip


def over_masking(asked: list[Text], masked: Masked) -> dict[str, float]:
    """Letters and digits masked needlessly, of 1,000, in each language."""
    over: collections.Counter[str] = collections.Counter()
    written: collections.Counter[str] = collections.Counter()
    for one in asked:
        for language in (one.language, "all"):
            over[language] += len(needless(one, masked.get(one.name, set())))
            written[language] += sum(map(str.isalnum, one.text))
    return {language: round(1000 * over[language] / written[language], 2) for language in written}


def touched(asked: list[Text], masked: Masked) -> dict[str, list[int]]:
    """Of each class of what only looks like an identifier: masked in part, and all."""
    counts: dict[str, list[int]] = collections.defaultdict(lambda: [0, 0])
    for one in asked:
        for span in one.spans:
            if span.kind.startswith("not "):
                places = set(range(span.start, span.end))
                counts[span.kind][0] += bool(places & masked.get(one.name, set()))
                counts[span.kind][1] += 1
    return dict(sorted(counts.items()))


def show(asked: list[Text], masked: Masked) -> None:
    """Prints each identifier kept and each stretch masked needlessly."""
    for one in asked:
        mine = masked.get(one.name, set())
        for span in one.spans:
            if span.is_identifier and not is_found(one, span, mine):
                print("KEPT", one.name, span.kind, repr(one.text[span.start : span.end]))
        # Positions that follow each other keep a constant distance to their rank.
        ranked = enumerate(needless(one, mine))
        for _, run in itertools.groupby(ranked, lambda pair: pair[1] - pair[0]):
            places = [place for _, place in run]
            print("NEEDLESS", one.name, repr(one.text[places[0] : places[-1] + 1]))


def judged(asked: list[Text], masked: Masked) -> dict[str, Any]:
    """Recall and over-masking, printed and given back."""
    rows = recall(asked, masked)
    kinds = sorted({row["kind"] for row in rows})
    languages = [*sorted({row["language"] for row in rows} - {"all"}), "all"]
    cells = {(row["kind"], row["language"]): f"{row['found']}/{row['of']}" for row in rows}
    print(f"{'':9}" + "".join(f"{language:>9}" for language in languages) + "   recall")
    for kind in kinds:
        shown = "".join(f"{cells.get((kind, language), '-'):>9}" for language in languages)
        share = next(r["recall"] for r in rows if (r["kind"], r["language"]) == (kind, "all"))
        print(f"{kind:9}{shown}   {share:.3f}")
    over, looks = over_masking(asked, masked), touched(asked, masked)
    print("masked needlessly of 1,000:", over)
    print("touched of what is none:", {kind: f"{a}/{b}" for kind, (a, b) in looks.items()})
    return {"texts": len(asked), "recall": rows, "needless_of_1000": over, "touched": looks}


def main() -> int:
    """Masks one half twice, with the patient known and with nothing known."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", choices=("dev", "test"), default="dev")
    parser.add_argument("--show", action="store_true", help="single findings, development half")
    parser.add_argument("--write", metavar="NAME", help="write docs/proof/NAME.json")
    options = parser.parse_args()
    if options.split == "test" and options.show:
        parser.error("single texts of the test half are not shown: they would be learnt")
    started = time.time()
    asked = texts(options.split)
    figures: dict[str, Any] = {"half": options.split}
    for title, answer in (("patient known", ask_knowing), ("nothing known", ask)):
        masked = answer(asked)
        print(f"\n{title}: {len(asked)} texts, {options.split} half")
        figures[title.replace(" ", "_")] = judged(asked, masked)
        if options.show:
            show(asked, masked)
    if options.write:
        write_proof(options.write, figures, started)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
