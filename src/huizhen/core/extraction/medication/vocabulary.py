"""The names of drugs in the lexicon and the extraction pack, with what they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from huizhen.core.extraction.knowledge import Knowledge
from huizhen.core.extraction.medication.spellings import russian_forms, spellings
from huizhen.core.language.term_index import Match, TermIndex

_CANCER = "L01"
_CANCER_HORMONES = "L02"
_SUPPORTIVE = "supportive"
_LEAST_LATIN = 3
_LEAST_COMPOUND = 5


class Drug(NamedTuple):
    """What a name stands for."""

    concept: str
    """The INN in lower case; '' for a class of drugs."""
    is_class: bool = False
    is_cancer: bool = False
    needs_evidence: bool = False
    """Whether the name alone may be something else: a laboratory analyte, a food, a score."""


class DrugNames:
    """Finds names of drugs and of classes of drugs in text."""

    def __init__(self, knowledge: Knowledge, words: Mapping[str, Any]) -> None:
        self._words = words
        self._substances = frozenset(words["substances"])
        self._doubtful = frozenset(words["needs_evidence"])
        self._capital = frozenset(name.casefold() for name in words["capital_only"])
        self._unwanted = frozenset(name.casefold() for name in words["unwanted"])
        self._classes = frozenset(words["classes"]["keys"])
        self._cancer: set[str] = set()
        self.concepts: dict[str, str] = {}
        """Concept of every name, both in lower case."""
        rows = list(self._rows(knowledge))
        for name, concept in rows:
            self.concepts.setdefault(name.casefold(), concept)
        self.entries = list(self._entries(rows))
        """Every usable name with what it stands for."""
        for name, drug in self.entries:
            self.concepts.setdefault(name.casefold(), drug.concept)
        self._by_name = {
            name.casefold(): drug for name, drug in self.entries if len(name) >= _LEAST_COMPOUND
        }
        endings = "|".join(sorted(map(re.escape, words["grown_together"]), key=len, reverse=True))
        self._compound = re.compile(rf"\b(?P<name>[^\W\d_]{{5,24}}?)-?(?:{endings})\b", re.I)
        self._index: TermIndex[Drug] = TermIndex(self.entries)

    def matches(self, text: str) -> Iterator[Match[Drug]]:
        """The names in a text, longest first, without those that the text uses otherwise."""
        named = [match for match in self._index.matches(text) if self._is_meant(text, match)]
        starts = {match.start for match in named}
        salts = [match for match in self._salts(text) if match.start not in starts]
        yield from sorted([*named, *salts], key=lambda match: match.start)

    def _is_meant(self, text: str, match: Match[Drug]) -> bool:
        written = text[match.start : match.end]
        is_word = written.casefold() in self._capital and not written[0].isupper()
        return not is_word and "\n\n" not in written

    def _salts(self, text: str) -> Iterator[Match[Drug]]:
        """'Metoprololsuccinat', 'Novaminsulfontropfen': a name grown together with its salt or
        its form."""
        for compound in self._compound.finditer(text):
            drug = self._by_name.get(compound["name"].casefold())
            if drug is not None and not drug.is_class:
                yield Match(compound.start(), compound.end(), drug)

    def is_cancer_drug(self, concept: str) -> bool:
        """Whether a drug is one of systemic cancer treatment."""
        return concept in self._cancer

    def _entries(self, rows: Iterable[tuple[str, str]]) -> Iterator[tuple[str, Drug]]:
        for name, concept in rows:
            if not self._is_usable(name):
                continue
            if concept in self._classes:
                yield name, Drug("", is_class=True)
                continue
            is_doubtful = concept in self._substances or name in self._doubtful
            drug = Drug(concept, False, concept in self._cancer, is_doubtful)
            yield name, drug
            for form in _other_forms(name):
                yield form, drug
        for name in self._words["classes"]["names"]:
            yield name, Drug("", is_class=True)

    def _is_usable(self, name: str) -> bool:
        if not name or name.casefold() in self._unwanted:
            return False
        is_latin = name.isascii()
        return len(name) >= (_LEAST_LATIN if is_latin else 2) or name in self._doubtful

    def _rows(self, knowledge: Knowledge) -> Iterator[tuple[str, str]]:
        """Every name with its concept; the lexicon's own keys come first."""
        known: set[str] = set()
        for row in knowledge.terms.rows("drugs.tsv"):
            concept = row["inn"].lower()
            known.add(concept)
            if row["atc"].startswith((_CANCER, _CANCER_HORMONES)) and row["atc"][:5] != "L03AA":
                self._cancer.add(concept)
            yield from ((name, concept) for name in _names(row["inn"], row["zh"], row["alt"]))
        for row in knowledge.terms.rows("general_drugs.tsv"):
            concept = row["en"] if row["en"] in self._classes else row["en"].lower()
            known.add(concept)
            names = _names(row["en"], row["zh"], row["synonyms_en"])
            yield from ((name, concept) for name in names)
        for row in knowledge.words.rows("drug_names.tsv"):
            concept = row["inn"].lower()
            known.add(concept)
            if row["group"] and row["group"] != _SUPPORTIVE:
                self._cancer.add(concept)
            yield from ((name, concept) for name in _names(row["inn"], row["names"]))
        yield from self._glossary(knowledge, known)

    def _glossary(self, knowledge: Knowledge, known: set[str]) -> Iterator[tuple[str, str]]:
        aliases: dict[str, str] = {}
        for source, column in (("general_drugs.tsv", "synonyms_en"),):
            for row in knowledge.terms.rows(source):
                for name in row[column].split(";"):
                    aliases.setdefault(name.casefold(), row["en"].lower())
        for row in knowledge.words.rows("drug_names.tsv"):
            for name in row["names"].split(";"):
                aliases.setdefault(name.casefold(), row["inn"].lower())
        for row in knowledge.terms.rows("glossary_core.tsv"):
            if not row["category"].startswith("drug_"):
                continue
            english = re.sub(r"\s*\(.*\)", "", row["en"]).lower()
            concept = english if english in known else aliases.get(english, english)
            if row["category"] != "drug_other" and concept not in known:
                self._cancer.add(concept)
            yield from ((name, concept) for name in _names(english, row["zh"]))


def _names(*columns: str) -> Iterator[str]:
    for column in columns:
        yield from (name.strip() for name in column.split(";") if name.strip())


def _other_forms(name: str) -> Iterator[str]:
    if re.search("[а-яё]", name):
        yield from (form for form in russian_forms(name) if form != name)
    elif name.islower():
        yield from (form for form in spellings(name) if form != name)
    elif name.istitle() and name.isascii():
        return


@lru_cache(maxsize=1)
def drug_names(knowledge: Knowledge) -> DrugNames:
    """The names that the finders of one knowledge share."""
    return DrugNames(knowledge, knowledge.words.parsed("dosing.json"))
