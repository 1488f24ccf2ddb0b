"""Facts of free text against gold labels that somebody made without having seen the extractor.

    python benchmarks/extract.py [--show KIND] [--all]

Half of the documents (by their name) were kept apart while rules were written; both halves are
reported. `--show` prints what is missed (-) and spurious (+) on the other half.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from gold_scoring import (
    Document,
    JsonObject,
    Tally,
    added,
    compare,
    counted,
    dates,
    documents,
    found_facts,
    harms,
    negation,
)
from huizhen.core.extraction.extract import Extraction, Extractor
from huizhen.core.extraction.knowledge import load_knowledge
from huizhen.core.records.page import Page, SourceId, page_id
from huizhen.project.config import CONTENT
from measured import ROOT, write_proof

GOLD = ROOT / "tests" / "gold"


def extracted(extractor: Extractor, document: Document) -> Extraction:
    """What the extractor makes of a document's text."""
    page = Page(
        page_id=page_id(SourceId("text"), 1),
        ordinal=1,
        text=document.text,
        language=document.language,
    )
    return extractor.page(page)


class Run:
    """All documents with what was found in them."""

    def __init__(self, folder: Path, roots: Sequence[Path]) -> None:
        extractor = Extractor(load_knowledge(roots))
        self.documents = list(documents(folder))
        self.extractions = {d.id: extracted(extractor, d) for d in self.documents}
        self.facts = {id_: found_facts(made) for id_, made in self.extractions.items()}

    def tallies(self, chosen: Sequence[Document]) -> dict[str, Tally]:
        """Every kind over some documents."""
        pairs: list[tuple[str, Tally]] = []
        for document in chosen:
            facts = self.facts[document.id]
            pairs.extend(compare(document, facts).items())
            pairs.append(("negation", negation(document, facts)))
            pairs.append(("date", dates(document, self.extractions[document.id])))
        return added(pairs)

    def harms(self, chosen: Sequence[Document]) -> list[tuple[str, str]]:
        """What must never happen, over some documents."""
        return [line for d in chosen for line in harms(d, self.facts[d.id])]


def main() -> None:
    """Prints a table and writes docs/proof/extract.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", default="")
    parser.add_argument("--all", action="store_true", help="show the kept-apart half as well")
    arguments = parser.parse_args()
    started = time.time()
    run = Run(GOLD, [CONTENT])
    developed = [d for d in run.documents if not d.is_held_out]
    held_out = [d for d in run.documents if d.is_held_out]
    if arguments.show:
        show(run, run.documents if arguments.all else developed, arguments.show)
        return
    figures: JsonObject = {
        "documents": dict(Counter(d.set for d in run.documents)),
        "held_out": len(held_out),
        "all": {k: t.figures() for k, t in run.tallies(run.documents).items()},
        "held_out_half": {k: t.figures() for k, t in run.tallies(held_out).items()},
        "by_language": {
            language: {
                kind: tally.figures()
                for kind, tally in run.tallies(
                    [d for d in run.documents if d.language == language]
                ).items()
                if tally.hits + tally.missed
            }
            for language in sorted({d.language for d in run.documents})
        },
        "harms": dict(counted(run.harms(run.documents))),
    }
    write_proof("extract", figures, started)


def show(run: Run, chosen: Sequence[Document], kind: str) -> None:
    """The misses and the spurious finds of one kind, or the harms; 'table' for all kinds."""
    if kind == "table":
        for name, tally in run.tallies(chosen).items():
            f = tally.figures()
            print(f"{name:28} P {f['precision']} R {f['recall']} ({f['gold']} gold)")
        print(dict(counted(run.harms(chosen))))
    elif kind == "harms":
        for name, line in run.harms(chosen):
            print(name, line)
    else:
        print("\n".join(run.tallies(chosen)[kind].examples))


if __name__ == "__main__":
    main()
