"""Terms that stand on both sides of a pair, by what they mean.

They tie a place of the source to its place in the target: the finding that is denied, the organ
that a side belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from huizhen.core.content import Pack
from huizhen.core.language.checks.pair import Side
from huizhen.core.language.checks.phrases import PhraseFinder
from huizhen.core.language.checks.words import WordFinder

_FINDING_KINDS = frozenset(
    ("symptom", "sign_exam", "imaging_finding", "pathology", "comorbidity")
).union(("disease_other", "disease_heme", "molecular"))
_NAMES = (
    "glossary_core.tsv", "diagnoses.tsv", "general_conditions.tsv", "more_conditions.tsv",
    "general_procedures.tsv", "more_procedures.tsv", "drugs.tsv", "general_drugs.tsv",
    "more_drugs.tsv", "observations.tsv", "more_observations.tsv", "immunizations.tsv",
)  # fmt: skip
_HAN = re.compile(r"[一-鿿]")
_BRACKETED = re.compile(r"[(（].*?[)）]")


@dataclass(frozen=True)
class Anchor:
    """A term found in a side."""

    start: int
    end: int
    concept: str
    """The Chinese name of what it means; two terms are the same when theirs is."""


class Anchors:
    """Finds the terms of a list in English and Chinese sides."""

    def __init__(self, name: str, rows: Iterable[tuple[Iterable[str], Iterable[str]]]) -> None:
        self._key = f"anchors of {name}"
        english: list[tuple[str, str]] = []
        chinese: list[tuple[str, str]] = []
        for forms_en, forms_zh in rows:
            names = [form for form in forms_zh if len(form) > 1 or name in ("parts", "measured")]
            if not names:
                continue
            chinese.extend((form, names[0]) for form in names)
            english.extend((form, names[0]) for form in forms_en)
        self._concepts = dict(reversed(chinese))
        self._english = PhraseFinder(
            (spelled, self._concepts[concept])
            for form, concept in english
            for spelled in _spellings(form)
        )
        self._chinese = WordFinder((form, self._concepts[form]) for form, _ in chinese)

    def __call__(self, side: Side) -> list[Anchor]:
        """The terms of the side in its order; the side is read once."""
        found: list[Anchor] | None = side.kept.get(self._key)
        if found is None:
            finder = self._chinese if side.is_chinese else self._english
            found = [Anchor(hit.start, hit.end, hit.value) for hit in finder.hits(side)]
            side.kept[self._key] = found
        return found


def _spellings(form: str) -> Iterator[str]:
    """The form, its plural, and both as American writers spell them."""
    plural = form + "s" if form[-1:].isalpha() and form[-1:] != "s" else form
    for spelled in (form, plural):
        yield spelled
        yield spelled.replace("oe", "e").replace("ae", "e").replace("our", "or")


def _split(cell: str) -> list[str]:
    return [form for part in cell.split(";") if (form := _BRACKETED.sub("", part).strip())]


def _sorted_out(forms: Iterable[str]) -> tuple[list[str], list[str]]:
    """English and Chinese forms of a cell that holds both (and others, which are harmless)."""
    latin: list[str] = []
    han: list[str] = []
    for form in forms:
        (han if _HAN.search(form) else latin).append(form)
    return latin, han


def findings(terms: Pack, checks: Pack) -> Anchors:
    """Symptoms, signs, diseases and what imaging and pathology find."""
    rows = [(_split(row["en"]), _split(row["zh"])) for row in checks.rows("finding_words.tsv")]
    for row in terms.rows("glossary_core.tsv"):
        if row["category"] in _FINDING_KINDS:
            rows.append((_split(row["en"]), _split(row["zh"])))
    for row in terms.rows("imaging_findings.tsv"):
        latin, han = _sorted_out(_split(row["words"]))
        rows.append(([row["en"], *latin], [*_split(row["zh"]), *han]))
    for file in ("general_conditions.tsv", "more_conditions.tsv"):
        for row in terms.rows(file):
            rows.append(([row["en"], *_split(row["synonyms_en"])], _split(row["zh"])))
    for row in terms.rows("diagnoses.tsv"):
        rows.append(([row["en"]], [*_split(row["zh"]), *_split(row["alt"])]))
    return Anchors("findings", rows)


def parts(terms: Pack, checks: Pack) -> Anchors:
    """Parts of the body that a side can belong to."""
    rows: list[tuple[list[str], list[str]]] = []
    for row in checks.rows("side_nouns.tsv"):
        rows.append((_split(row["en"]), _split(row["zh"])))
    for row in terms.rows("body_sites.tsv"):
        if row["region"] == "side":
            continue
        latin, han = _sorted_out(_split(row["words"]))
        rows.append(([row["en"], *latin], [*_split(row["zh"]), *han]))
    for row in terms.rows("glossary_core.tsv"):
        if row["category"].startswith("anatomy"):
            rows.append((_split(row["en"]), _split(row["zh"])))
    return Anchors("parts", rows)


def names(terms: Pack) -> Iterator[tuple[str, str]]:
    """Every English name of the lexicon's conditions, drugs, acts and tests with its Chinese."""
    for file in _NAMES:
        for row in terms.rows(file):
            english, chinese = row.get("en") or row.get("inn") or "", row["zh"]
            if _is_plain(chinese) and _HAN.search(chinese):
                named = (english, *_split(row.get("synonyms_en", "")))
                yield from ((name, chinese) for name in named if _is_plain(name))


def _is_plain(name: str) -> bool:
    """Whether this is one name, neither a frame nor a list nor bare signs."""
    return len(name) > 2 and not re.search(r"[{};]|\([+−-]\)", name)
