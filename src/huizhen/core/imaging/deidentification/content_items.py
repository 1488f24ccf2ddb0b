"""Content items of structured reports whose text names or numbers somebody."""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib import resources

from pydicom.dataset import Dataset


def identifying_concept(item: Dataset) -> bool:
    """Whether a content item's concept name says that its text identifies a person or a device."""
    if "ConceptNameCodeSequence" not in item:
        return False
    names = item.ConceptNameCodeSequence
    if not names:
        return False
    code = str(names[0].get("CodeValue", ""))
    scheme = str(names[0].get("CodingSchemeDesignator", ""))
    return (scheme, code) in _concepts()


@lru_cache(maxsize=1)
def _concepts() -> frozenset[tuple[str, str]]:
    folder = resources.files("huizhen").joinpath("content", "imaging", "deidentification")
    text = folder.joinpath("identifying_concepts.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t")
    return frozenset((row["scheme"], row["code"]) for row in rows)
