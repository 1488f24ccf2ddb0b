"""Coded entries followed from the raw file to the composed dossier.

    python benchmarks/structured_end_to_end.py [--show]

Every file is a case of its own and goes through reading, facts, merging and composition as
`huizhen prepare` does them, but for the setting of papers. Of each entry that the source holds:
is there a fact at its place with the code, value, unit, dose, date and status that the source
states; does a statement or a row of the dossier carry it with that number, or is a reason recorded
why not; and do the requirements that ask for such entries rest on them.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from measured import ROOT, write_proof

sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "oracles")]
os.environ.update(HUIZHEN_OCR="false", HUIZHEN_WORKERS="1")

from huizhen.cli.case_run import opened, run_case
from huizhen.cli.package_run import CaseRequest, composed, full_day, specialty_of
from huizhen.cli.requirements_run import requirements_of
from huizhen.cli.workshop import Workshop
from huizhen.core.content import load_pack
from huizhen.core.language.notation.lexicon import NotationLexicon
from huizhen.core.language.terms import Lexicon
from huizhen.core.language.units import UnitTable, unit_key
from huizhen.core.preparation.accounting.left_out import fact_account
from huizhen.core.preparation.case_file import CaseFile
from huizhen.core.preparation.dossier import Dossier
from huizhen.core.preparation.frames import Frames
from huizhen.core.preparation.paper import Table, statements_of
from huizhen.core.preparation.record.illness import illness_words
from huizhen.core.preparation.record.view import CaseView
from huizhen.core.preparation.requirements.findings import Requirements
from huizhen.core.preparation.wording import Wordsmith
from huizhen.core.records.evidence import ElementPath
from huizhen.core.records.fact import Fact
from huizhen.project.config import Settings
from huizhen.project.wiring import workshop as made_workshop
from sizes import shared_data
from structured_entries import FORMATS, Entry

GOAL = 0.98
SPECIALTY, AS_OF = "hpb", "2026-05-20"
ASKED = {"allergy": "GEN-04", "drug": "GEN-03"}
"""Requirements that any file with such an entry answers: allergies; current drugs with doses."""


@dataclass
class Case:
    """One file as a case: its facts, its dossier, what was left out, what requirements found."""

    facts: tuple[Fact, ...]
    lines: dict[tuple[str, str], str]
    """By fact key and element path: all that the lines resting on it say."""
    reasons: dict[str, str]
    """By fact key: why no statement rests on it."""
    found: Requirements


@dataclass
class Tally:
    """Counts of one format."""

    counts: Counter[str] = field(default_factory=Counter)
    kinds: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    reasons: Counter[str] = field(default_factory=Counter)
    asked: int = 0
    answered: int = 0
    lost: list[str] = field(default_factory=list)

    def enter(self, entry: Entry, outcome: str) -> None:
        """One more entry with that outcome."""
        self.counts[outcome] += 1
        self.kinds[entry.kind][outcome] += 1

    def figures(self) -> dict[str, object]:
        """Shares and the counts behind them."""
        entries = self.counts["entries"]
        return {
            "entries": entries,
            "right_fact": self.counts["right_fact"],
            "in_dossier": self.counts["in_dossier"],
            "reason_recorded": self.counts["reason_recorded"],
            "right_fact_share": share(self.counts["right_fact"], entries),
            "accounted_share": share(
                self.counts["in_dossier"] + self.counts["reason_recorded"], entries
            ),
            "reasons": dict(self.reasons.most_common()),
            "requirements_asked": self.asked,
            "requirements_answered": self.answered,
            "by_kind": {kind: dict(counts) for kind, counts in sorted(self.kinds.items())},
            "lost": self.lost,
        }


def share(part: int, whole: int) -> float | None:
    """With four decimals; of nothing there is none."""
    return round(part / whole, 4) if whole else None


def prepared(file: Path, shop: Workshop) -> Case:
    """The case of one file alone."""
    with tempfile.TemporaryDirectory() as scratch:
        records = Path(scratch) / "records"
        records.mkdir()
        shutil.copy(file, records)
        store = shop.open_store(Path(scratch) / "package")
        with opened(store, quiet=True) as tick:
            case = run_case(records, shop, store, None, tick).case
    wanted = CaseRequest(
        specialty=specialty_of(SPECIALTY, shop), question="", as_of=full_day(AS_OF), reference=None
    )
    found = requirements_of(case, SPECIALTY, wanted.as_of, "", shop)
    dossier = composed(case, wanted, shop, found)
    return Case(
        facts=case.all_facts,
        lines=dict(lines_of(dossier)),
        reasons=reasons_of(case, dossier, shop),
        found=found,
    )


def reasons_of(case: CaseFile, dossier: Dossier, shop: Workshop) -> dict[str, str]:
    """Why facts are in no statement; those of files that name nobody wait for a person."""
    terms, wording = load_pack("terms", shop.terms_roots), load_pack("wording", shop.terms_roots)
    lexicon = Lexicon(terms)
    words = Wordsmith(lexicon, UnitTable(terms), NotationLexicon(terms, lexicon))
    view = CaseView(case.merged.facts, words, illness_words(wording))
    account = fact_account(dossier, case.merged.facts, view, Frames(wording, "trace.json"))
    reasons: dict[str, str] = {fact.fact_key: "unattached" for fact in case.unattached}
    reasons.update((one.fact_key, one.code) for one in account.left_out)
    return reasons


def lines_of(dossier: Dossier) -> Iterator[tuple[tuple[str, str], str]]:
    """What every line of the dossier says, by the facts and element paths that it rests on."""
    said: dict[tuple[str, str], list[str]] = defaultdict(list)
    for section in dossier.sections:
        for block in section.blocks:
            if isinstance(block, Table):
                lines = [list(row.cells) for row in block.rows]
            else:
                lines = [[statement] for statement in statements_of(block)]
            for line in lines:
                text = " | ".join(f"{s.about} {s.text} {s.original}" for s in line if s.text)
                for statement in (s for s in line if s.text):
                    for key in statement.fact_keys:
                        for place in statement.places:
                            said[key, place.path].append(text)
    for where, texts in said.items():
        yield where, "\n".join(texts)


def facts_at(entry: Entry, facts: Iterable[Fact]) -> list[Fact]:
    """Facts whose evidence stands at the entry or below it."""
    below = (f"{entry.path}.", f"{entry.path}/")
    return [
        fact
        for fact in facts
        if any(
            isinstance(e, ElementPath) and (e.path == entry.path or e.path.startswith(below))
            for e in fact.evidence
        )
    ]


def number(text: str | None) -> Decimal | None:
    """The number that a text is; None for anything else."""
    try:
        return Decimal((text or "").strip())
    except InvalidOperation:
        return None


def is_value(stated: str, found: str | None) -> bool:
    """Whether a fact has the number, or the numbers of a repeating field."""
    return [number(one) for one in stated.split("~")] == [
        number(one) for one in (found or "").split("; ")
    ]


def differs(entry: Entry, fact: Fact) -> str:
    """The first field in which the fact is not as the source states it; '' when it is right."""
    codings = [*(c for c in (fact.code,) if c), *fact.codings, *fact.value_codings]
    dosage = fact.dosage
    tests = (
        ("code", not entry.codes or bool(entry.codes & {c.code for c in codings})),
        ("value", not entry.value or is_value(entry.value, fact.value)),
        ("name", entry.name.casefold() in fact.text.casefold()),
        ("unit", not entry.units or unit_key(fact.unit or "") in map(unit_key, entry.units)),
        ("dose", not entry.dose or (dosage is not None and entry.dose in _doses(dosage))),
        ("date", not entry.date or str(fact.date or "") == entry.date),
        ("denied", entry.denied == (fact.certainty == "negated")),
        ("withdrawn", entry.withdrawn == (fact.record_status == "withdrawn")),
        ("status", entry.clinical_status in ("", fact.clinical_status)),
    )
    return next((name for name, is_right in tests if not is_right), "")


def _doses(dosage: Any) -> str:
    return f"{dosage.dose} {dosage.dose_value} {dosage.text}"


def is_carried(entry: Entry, fact: Fact, lines: dict[tuple[str, str], str]) -> bool:
    """Whether a line rests on the fact and shows the number that the entry states."""
    paths = [e.path for e in fact.evidence if isinstance(e, ElementPath)]
    text = "\n".join(lines.get((fact.fact_key, path), "") for path in paths)
    shown = entry.value or entry.dose
    if not shown or not text:
        return bool(text)
    wanted = number(shown)
    return wanted is None or any(number(word) == wanted for word in _numbers(text))


def _numbers(text: str) -> list[str]:
    return re.findall(r"\d+(?:\.\d+)?", text)


def follow(entry: Entry, case: Case, tally: Tally, file: str) -> list[Fact]:
    """Enters what became of one entry; the facts at its place."""
    here = facts_at(entry, case.facts)
    right = [fact for fact in here if not differs(entry, fact)]
    tally.enter(entry, "entries")
    if right:
        tally.enter(entry, "right_fact")
    else:
        faults = sorted({differs(entry, fact) for fact in here}) or ["no fact"]
        tally.lost.append(f"{file} {entry.path}: {', '.join(faults)}")
    if any(is_carried(entry, fact, case.lines) for fact in here):
        tally.enter(entry, "in_dossier")
        return here
    reason = next((case.reasons[f.fact_key] for f in here if f.fact_key in case.reasons), "")
    if reason:
        tally.enter(entry, "reason_recorded")
        tally.reasons[reason] += 1
    else:
        tally.lost.append(f"{file} {entry.path}: not in the dossier, and no reason")
    return here


def answers(entries: Iterable[tuple[Entry, list[Fact]]], case: Case, tally: Tally) -> None:
    """Enters whether the items that ask for such entries rest on one of them."""
    asked: dict[str, set[str]] = defaultdict(set)
    for entry, facts in entries:
        item = ASKED.get(entry.kind)
        if item is not None:
            asked[item].update(f.fact_key for f in facts if _may_answer(entry, f))
    for item, keys in asked.items():
        finding = case.found.of(item)
        if keys and finding is not None:
            tally.asked += 1
            tally.answered += bool(keys & set(finding.fact_keys))


def _may_answer(entry: Entry, fact: Fact) -> bool:
    """An allergy or its denial; a drug that is taken, with dose, route and frequency."""
    if entry.withdrawn or fact.absent_reason not in (None, "no-known"):
        return False
    if entry.kind == "allergy":
        return True
    dosage = fact.dosage
    is_dosed = dosage is not None and all((dosage.dose, dosage.route, dosage.frequency))
    return is_dosed and not entry.denied and fact.certainty == "affirmed"


def main() -> None:
    """Prints and writes the proof."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", action="store_true", help="print what is lost, write nothing")
    parser.add_argument("--only", default="", help="files whose path holds this")
    arguments = parser.parse_args()
    started = time.time()
    shop = made_workshop(Settings())
    tallies: dict[str, Tally] = {}
    for name, pattern, entries_of in FORMATS:
        tally = tallies[name] = Tally()
        for file in sorted(shared_data().glob(pattern)):
            if arguments.only not in str(file):
                continue
            case = prepared(file, shop)
            followed = [(e, follow(e, case, tally, file.name)) for e in entries_of(file)]
            answers(followed, case, tally)
    if arguments.show:
        for name, tally in tallies.items():
            print(name, tally.figures() | {"lost": ""})
            print("\n".join(tally.lost))
        return
    whole = Tally()
    for tally in tallies.values():
        whole.counts.update(tally.counts)
        whole.asked += tally.asked
        whole.answered += tally.answered
    entries = whole.counts["entries"]
    accounted = whole.counts["in_dossier"] + whole.counts["reason_recorded"]
    summed: dict[str, object] = {
        "goal": GOAL,
        "entries": entries,
        "right_fact_share": share(whole.counts["right_fact"], entries),
        "accounted_share": share(accounted, entries),
        "requirements_answered_share": share(whole.answered, whole.asked),
    }
    by_format = {name: tally.figures() for name, tally in tallies.items()}
    write_proof("structured_end_to_end", {**summed, **by_format}, started)


if __name__ == "__main__":
    main()
