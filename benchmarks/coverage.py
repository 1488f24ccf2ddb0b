"""How many names of real records are rendered in Chinese, and by rows of which status.

    python benchmarks/coverage.py [--missing TYPE] [--rendered TYPE] [--sample N [--seed S]]

Names are taken from the shared records by the product's own readers, and from prose by its own
extractor; distinct by normalised name within a type. A name counts as rendered when the dossier
would print it in Chinese without 【原文，待译】. Names of prose are found by the lexicon and so are
nearly always in it: the share of coded names, which nobody chose, stands beside the share of all.

`--missing TYPE` lists the names that have no rendering, most frequent first; `--rendered TYPE`
lists those that have one; `--sample N` draws N renderings of all types to be read by a physician:
what was read, and the verdicts, is kept in docs/proof/renderings_read.json.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from measured import ROOT, SEED, write_proof

sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "core")]

from reading_bench import KeptFiles, MemorySource

from huizhen.core.content import load_pack
from huizhen.core.errors import RecordError
from huizhen.core.extraction.extract import Extractor
from huizhen.core.extraction.knowledge import load_knowledge
from huizhen.core.language.notation.lexicon import NotationLexicon
from huizhen.core.language.pages import short_text_language
from huizhen.core.language.terms import Lexicon, Term, normalised
from huizhen.core.language.units import UnitTable
from huizhen.core.preparation.wording import Wordsmith
from huizhen.core.reading.builtin import builtin_readers
from huizhen.core.records.fact import Fact, make_fact
from huizhen.core.records.reading import Reading
from huizhen.project.config import CONTENT
from sizes import shared_data

FOLDERS = ("fhir", "ccda", "hl7v2", "notes")
ENDINGS = (".json", ".xml", ".ccda", ".hl7", ".txt")
GOALS = {"observation": 0.90, "drug": 0.90, "condition": 0.80, "procedure": 0.70}
TYPES = {
    "Condition": "condition",
    "FamilyMemberHistory": "condition",
    "MedicationStatement": "drug",
    "AllergyIntolerance": "allergen",
    "Procedure": "procedure",
    "Observation": "observation",
    "DiagnosticReport": "observation",
}
PHRASES = ("staging", "pathology", "score", "exam")
STATUSES = ("approved", "attested", "unverified", "待译")


@dataclass(frozen=True)
class Rendering:
    """One distinct name with how it would be printed."""

    type: str
    name: str
    zh: str
    status: str
    count: int
    is_coded: bool
    """Whether some coded record holds it; else only the extractor found it in prose."""


def record_paths() -> list[Path]:
    """The shared records, in a settled order."""
    root = shared_data()
    return sorted(
        path
        for folder in FOLDERS
        for path in (root / folder).rglob("*")
        if path.is_file()
        and path.suffix.casefold() in ENDINGS
        and "license" not in path.name.casefold()
    )


def read(path: Path) -> Reading | None:
    """The reading of one file by the reader that its bytes choose; None when it is refused."""
    source = MemorySource(path.read_bytes(), path.name)
    try:
        reader = builtin_readers().choose(source.probe())
        return reader.read(source, KeptFiles()) if reader else None
    except RecordError:
        return None
    finally:
        source.close()


def all_facts(paths: Iterable[Path]) -> Iterator[tuple[Fact, bool]]:
    """The facts of every record, and whether each is coded. Prose is looked into, as in the
    product, where a reader gave no facts."""
    extractor = Extractor(load_knowledge([CONTENT]))
    for path in paths:
        reading = read(path)
        if reading is None:
            continue
        if reading.facts:
            yield from ((fact, True) for fact in reading.facts)
            continue
        for page in reading.pages:
            language = page.language or short_text_language(page.text)
            told = page.model_copy(update={"language": language})
            yield from ((fact, False) for fact in extractor.page(told).facts)


def named(fact: Fact) -> Fact | None:
    """The fact's name alone, so that neither dates nor doses matter; None where it has none. A
    stage, a sign or a statement of pathology in prose is printed in one phrase with its value and
    keeps it."""
    shown = [coding.display for coding in (fact.code, *fact.codings) if coding and coding.display]
    text = fact.text or next(iter(shown), "")
    if fact.type not in TYPES or not normalised(text) or fact.absent_reason == "no-known":
        return None
    is_phrase = fact.category in PHRASES and fact.code is None
    return make_fact(
        fact.type,
        text=text,
        value=fact.value if is_phrase else None,
        unit=fact.unit if is_phrase else None,
        method=fact.method if is_phrase else "",
        code=fact.code,
        codings=fact.codings,
        category=fact.category,
        concept=fact.concept,
        evidence=fact.evidence,
    )


def status_of(words: Wordsmith, fact: Fact) -> str:
    """The weakest status of the rows that a rendered name was made of."""
    terms: list[Term] = []
    found = words.term(fact)
    if found is not None:
        terms = [found]
    elif fact.type in ("MedicationStatement", "AllergyIntolerance"):
        terms = list(words.lexicon.ingredients(fact.concept or fact.text))
    known = [term.status for term in terms] or ["unverified"]
    return max(known, key=STATUSES.index)


def renderings() -> list[Rendering]:
    """Every distinct name, the most frequent first."""
    terms = load_pack("terms", [CONTENT])
    lexicon = Lexicon(terms)
    words = Wordsmith(lexicon, UnitTable(terms), NotationLexicon(terms, lexicon))
    counts: Counter[tuple[str, str]] = Counter()
    coded: set[tuple[str, str]] = set()
    first: dict[tuple[str, str], tuple[str, str, str]] = {}
    for fact, is_coded in all_facts(record_paths()):
        bare = named(fact)
        if bare is None:
            continue
        key = (TYPES[fact.type], normalised(bare.text))
        counts[key] += 1
        if is_coded:
            coded.add(key)
        made = words.regimen(bare) if bare.category == "regimen" else words.word(bare)
        is_open = "【原文，待译】" in made.marks
        if key not in first or (first[key][2] == "待译" and not is_open):
            first[key] = (bare.text, made.zh, "待译" if is_open else status_of(words, bare))
    return [
        Rendering(key[0], *first[key], count, key in coded) for key, count in counts.most_common()
    ]


def figures_of(found: Iterable[Rendering]) -> dict[str, object]:
    """Counts by status, and the share that is rendered."""
    counts = Counter(one.status for one in found)
    names = counts.total()
    share = round((names - counts["待译"]) / names, 4) if names else None
    return {"names": names, **{s: counts[s] for s in STATUSES}, "rendered": share}


def drawn(found: Iterable[Rendering], size: int, seed: int) -> list[Rendering]:
    """Some renderings at random; the same ones for the same seed and the same names."""
    known = [one for one in found if one.status != "待译"]
    known.sort(key=lambda one: (one.type, normalised(one.name)))
    return random.Random(seed).sample(known, min(size, len(known)))


def show(found: Iterable[Rendering]) -> None:
    """One line a name: how often, name, rendering, status."""
    for one in found:
        zh = "" if one.status == "待译" else f"\t{one.zh}\t{one.status}"
        print(f"{one.count}\t{'coded' if one.is_coded else 'prose'}\t{one.name}{zh}")


def main() -> None:
    """Prints the figures and writes docs/proof/coverage.json, or lists names."""
    parser = argparse.ArgumentParser(description=__doc__)
    types = sorted(set(TYPES.values()))
    parser.add_argument("--missing", choices=types)
    parser.add_argument("--rendered", choices=types)
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", type=int, default=SEED)
    arguments = parser.parse_args()
    started = time.time()
    found = renderings()
    if arguments.missing or arguments.rendered:
        wanted = arguments.missing or arguments.rendered
        is_missing = arguments.missing is not None
        show(r for r in found if r.type == wanted and (r.status == "待译") == is_missing)
        return
    if arguments.sample:
        show(drawn(found, arguments.sample, arguments.seed))
        return
    by_type = {
        kind: {
            "goal": GOALS.get(kind),
            "all": figures_of(r for r in found if r.type == kind),
            "coded": figures_of(r for r in found if r.type == kind and r.is_coded),
        }
        for kind in types
    }
    write_proof("coverage", {"records": len(record_paths()), **by_type}, started)


if __name__ == "__main__":
    main()
