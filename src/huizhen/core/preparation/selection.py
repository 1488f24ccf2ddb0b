"""Which facts belong to a block of a form: rules of a content pack, tried in their order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from huizhen.core.language.terms import LOINC, Lexicon, normalised
from huizhen.core.records.fact import Coding, Fact
from huizhen.core.records.value import Value

_ICD10 = "icd-10"


class Rule(Value):
    """What a block takes of one type of fact; empty lists do not restrict."""

    analytes: tuple[str, ...] = ()
    """Laboratory abbreviations of the lexicon."""
    concepts: tuple[str, ...] = ()
    """Keys of the lexicon that a fact is about: 'TNM', 'ECOG', 'Liver cirrhosis'."""
    sites: tuple[str, ...] = ()
    """Parts of the body site in the source's words, normalised."""
    loinc: tuple[str, ...] = ()
    icd10: tuple[str, ...] = ()
    """Prefixes of ICD-10 codes."""
    words: tuple[str, ...] = ()
    """Parts of the label in the source's words, normalised."""
    excluded_words: tuple[str, ...] = ()
    """Parts of labels that the block does not take."""
    ingredients: tuple[str, ...] = ()
    """Chinese generic names."""
    categories: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    oncology: bool | None = None
    numbered: bool = False
    trend: int = 1
    """How many dates of one analyte are shown, newest first."""


class Oncology(Value):
    """How the specialty's tumours are recognised among conditions."""

    icd10: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    def includes(self, fact: Fact) -> bool:
        """Whether a condition is one of them."""
        return _has_code(fact, self.icd10) or _has_word(fact, self.words)


class Selector:
    """Applies rules to facts with the lexicon's analytes and ingredients."""

    def __init__(self, lexicon: Lexicon, oncology: Oncology) -> None:
        self._lexicon = lexicon
        self._oncology = oncology

    def take(self, rule: Rule, facts: Iterable[Fact]) -> list[Fact]:
        """The facts that the rule takes, in the order of its lists, else as given."""
        taken = [fact for fact in facts if self._matches(rule, fact)]
        if rule.analytes:
            order = {name: place for place, name in enumerate(rule.analytes)}
            taken.sort(key=lambda fact: order[self.analyte(fact)])
        return taken

    def is_oncology(self, fact: Fact) -> bool:
        """Whether a condition is one of the specialty's tumours."""
        return fact.type == "Condition" and self._oncology.includes(fact)

    def analyte(self, fact: Fact) -> str:
        """The lexicon's abbreviation of a laboratory fact, '' when it has none."""
        term = self._lexicon.find("observation", fact.text, (fact.code, *fact.codings))
        return term.abbreviation if term else ""

    def _matches(self, rule: Rule, fact: Fact) -> bool:
        if rule.excluded_words and _has_word(fact, rule.excluded_words):
            return False
        if rule.status and fact.clinical_status not in rule.status:
            return False
        if rule.oncology is not None and rule.oncology != self._oncology.includes(fact):
            return False
        restrictions = self._restrictions(rule, fact)
        return any(restrictions) if restrictions else True

    def _restrictions(self, rule: Rule, fact: Fact) -> list[bool]:
        found = []
        if rule.analytes:
            found.append(self.analyte(fact) in rule.analytes)
        if rule.concepts:
            known = [normalised(concept) for concept in rule.concepts]
            found.append(normalised(fact.concept) in known)
        if rule.sites:
            site = normalised(fact.body_site)
            found.append(any(normalised(part) in site for part in rule.sites))
        if rule.loinc:
            codes = (fact.code, *fact.codings)
            found.append(any(c and c.system == LOINC and c.code in rule.loinc for c in codes))
        if rule.icd10:
            found.append(_has_code(fact, rule.icd10))
        if rule.words:
            found.append(_has_word(fact, rule.words))
        if rule.categories:
            found.append(fact.category in rule.categories)
        if rule.ingredients:
            names = {term.zh for term in self._lexicon.ingredients(fact.text)}
            found.append(bool(names & set(rule.ingredients)))
        return found


def _has_code(fact: Fact, prefixes: Sequence[str]) -> bool:
    codings: Iterable[Coding | None] = (fact.code, *fact.codings)
    return any(
        coding is not None and _ICD10 in coding.system and coding.code.startswith(tuple(prefixes))
        for coding in codings
        if prefixes
    )


def _has_word(fact: Fact, words: Sequence[str]) -> bool:
    shown = [fact.text, *(coding.display for coding in (fact.code, *fact.codings) if coding)]
    label = normalised(" ".join(shown))
    return any(normalised(word) in label for word in words)
