"""What a prepared case leaves to people, and how long the machine took for its own part.

For each synthetic sample: the items that a person has to settle before anything is sent, the wall
time of a first and of a second run, and the names that stand untranslated in the three dossiers.
"""

from __future__ import annotations

import resource
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from huizhen.cli.tracing import dossier_of, load_json
from huizhen.core.language.terms import normalised
from huizhen.core.preparation.dossier import Dossier
from huizhen.core.preparation.statement import UNCONFIRMED, UNTRANSLATED_MARK, Statement
from huizhen.core.records.fact import Fact
from measured import ROOT, write_proof
from prepare import HUIZHEN, prepared

SAMPLES = ("hpb", "hem", "spn")
UNTRANSLATED_GOAL = 0.03
_FILES = ("inventory.json", "facts.json", "findings.json", "norms.json")
_COUNTED_WITHIN = (
    "facts_to_confirm_that_are_printed", "doubts_listed", "ambiguous_dates", "ambiguous_numbers",
    "ambiguous_sides", "units_missing", "ocr_numbers",
)  # fmt: skip
_OPEN = ("untranslated", "partly")
_PAGES_APART = ("pages_of_other_patient", "pages_in_review", "pages_unidentified")

Name = tuple[str, str]
"""A fact's type and its normalised name."""


def printed(dossier: Dossier) -> Iterator[Statement]:
    """The statements that records or the request give; lists of doubts and terms repeat them."""
    parts = (*dossier.front_sheet, *dossier.record, *dossier.annexes)
    return (statement for part in parts for statement in part.statements)


def names_of(dossier: Dossier, facts: Iterable[Fact]) -> set[Name]:
    """The distinct names of all facts that some statement rests on."""
    said = {key for statement in printed(dossier) for key in statement.fact_keys}
    names = {(fact.type, normalised(_name(fact))) for fact in facts if fact.fact_key in said}
    return {name for name in names if name[1]} | set(untranslated_names(dossier))


def _name(fact: Fact) -> str:
    displays = (coding.display for coding in (fact.code, *fact.codings) if coding)
    return fact.text or next(filter(None, displays), "")


def untranslated_names(dossier: Dossier) -> dict[Name, str]:
    """The distinct names that stand as 【原文，待译】, wholly or in part, as they are spelt."""
    return {
        (term.kind, normalised(term.original)): term.original
        for statement in printed(dossier)
        if UNTRANSLATED_MARK in statement.marks
        for term in statement.open_terms
        if term.status in _OPEN
    }


def passages(dossier: Dossier) -> set[str]:
    """What waits for a translator and is no name: the question, a sentence of an opinion."""
    return {
        statement.original or statement.text
        for statement in printed(dossier)
        if UNTRANSLATED_MARK in statement.marks
        and all(term.status not in _OPEN for term in statement.open_terms)
    }


def items_of(dossier: Dossier, facts: Iterable[Fact], package: Mapping[str, Any]) -> dict[str, int]:
    """How many things of each kind a person has to settle; `package` holds the parsed files."""
    open_facts = [fact for fact in facts if fact.status == "proposed"]
    said = {key for statement in printed(dossier) for key in statement.fact_keys}
    doubts = Counter(doubt for fact in open_facts for doubt in set(fact.doubts))
    reasons = Counter(s.reason for s in dossier.doubts.statements if s.reason)
    terms = _terms(dossier)
    files = package["inventory.json"]["files"]
    states = Counter(file["status"] for file in files)
    notes = [note["code"] for file in files for note in file["page_notes"]]
    effects = Counter(finding["effect"] for finding in package["findings.json"]["findings"])
    norms = Counter(finding["severity"] for finding in package["norms.json"]["findings"])
    return {
        "facts_to_confirm": len(open_facts),
        "facts_to_confirm_that_are_printed": sum(f.fact_key in said for f in open_facts),
        "doubts_listed": sum(count for key, count in reasons.items() if key != UNCONFIRMED),
        "terms_untranslated": terms["untranslated"],
        "terms_translated_in_part": terms["partly"],
        "terms_unverified": terms["unverified"],
        "terms_attested": terms["attested"],
        "passages_to_translate": len(passages(dossier)),
        "identity_unconfirmed": int("identity_unconfirmed" in dossier.blocking),
        "files_unidentified": states["unidentified"],
        "files_quarantined": states["quarantined"],
        "files_not_read": states["not_read"],
        "pages_kept_apart": sum(note in _PAGES_APART for note in notes)
        or sum(file["code"] in _PAGES_APART for file in files),
        "contradictions": len(package["facts.json"]["contradictions"]),
        "ambiguous_dates": doubts["ambiguous_date"],
        "ambiguous_numbers": doubts["ambiguous_number"],
        "ambiguous_sides": doubts["ambiguous_side"],
        "units_missing": reasons["unit_not_stated"] + reasons["unit_missing"],
        "ocr_numbers": doubts["ocr_number"],
        "requirements_blocking": effects["block"],
        "requirements_warning": effects["warn"],
        "norm_errors": norms["error"],
        "norm_warnings": norms["warn"],
    }


def _terms(dossier: Dossier) -> Counter[str]:
    """Distinct open names by their weakest status."""
    weakest: dict[Name, str] = {}
    order = ("attested", "unverified", "partly", "untranslated")
    for statement in printed(dossier):
        for term in statement.open_terms:
            name = (term.kind, normalised(term.original))
            weakest[name] = max(term.status, weakest.get(name, order[0]), key=order.index)
    return Counter(weakest.values())


def total(items: Mapping[str, int]) -> int:
    """All items, each once: doubts and numbers of OCR are facts that are counted already."""
    return sum(count for kind, count in items.items() if kind not in _COUNTED_WITHIN)


def facts_of(package: Path) -> list[Fact]:
    """The facts of a package as values."""
    lines = load_json(package, "facts.json")["facts"]
    return [Fact.model_validate({k: v for k, v in line.items() if k != "schema"}) for line in lines]


def timed(records: Path, out: Path, request: Path) -> dict[str, float]:
    """One `huizhen prepare` with its wall time and the processor time of all its processes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run = prepared(records, out, request)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {**run, "processor_seconds": round(spent, 1)}


def sample_figures(folder: Path, name: str) -> tuple[dict[str, object], set[Name], dict[Name, str]]:
    """The figures of one sample, the names that its dossier prints, and those untranslated."""
    package = folder / f"package-{name}"
    first = timed(folder / name, package, folder / f"{name}.json")
    second = timed(folder / name, package, folder / f"{name}.json")
    dossier, facts = dossier_of(package), facts_of(package)
    items = items_of(dossier, facts, {file: load_json(package, file) for file in _FILES})
    names, missing = names_of(dossier, facts), untranslated_names(dossier)
    figures: dict[str, object] = {
        "files": len(load_json(package, "inventory.json")["files"]),
        "facts": len(facts),
        "items": items,
        "items_in_all": total(items),
        "first_run": first,
        "second_run": second,
        "names_printed": len(names),
        "names_untranslated": sorted(missing.values()),
        "passages_to_translate": sorted(passages(dossier)),
    }
    return figures, names, missing


def print_table(samples: Mapping[str, Mapping[str, Any]]) -> None:
    """Kinds of items down, samples across."""
    print(f"{'':36}" + "".join(f"{name:>9}" for name in samples))
    for kind in next(iter(samples.values()))["items"]:
        print(f"{kind:36}" + "".join(f"{one['items'][kind]:9}" for one in samples.values()))
    print(f"{'items in all':36}" + "".join(f"{s['items_in_all']:9}" for s in samples.values()))
    for which in ("first_run", "second_run"):
        for what in ("seconds", "processor_seconds"):
            seconds = "".join(f"{one[which][what]:9.1f}" for one in samples.values())
            print(f"{which + ', ' + what.replace('_', ' '):36}{seconds}")


def main() -> None:
    """Makes the samples, prepares each twice, counts, prints, writes."""
    started = time.time()
    samples: dict[str, dict[str, object]] = {}
    names: set[Name] = set()
    missing: dict[Name, str] = {}
    with tempfile.TemporaryDirectory(prefix="huizhen-effort-") as made:
        folder = Path(made)
        subprocess.run([*HUIZHEN, "samples", str(folder)], check=True, cwd=ROOT)
        for name in SAMPLES:
            samples[name], printed_names, open_names = sample_figures(folder, name)
            names |= printed_names
            missing |= open_names
    print_table(samples)
    figures = {
        "goal_untranslated": UNTRANSLATED_GOAL,
        "names_printed": len(names),
        "names_untranslated": len(missing),
        "share_untranslated": round(len(missing) / len(names), 4),
        "untranslated": sorted(f"{kind}: {name}" for (kind, _), name in missing.items()),
        **samples,
    }
    write_proof("effort", figures, started)


if __name__ == "__main__":
    main()
