"""The lexicon's key of what a fact is about, whatever system its source coded it in.

Facts of free text carry their key; facts of coded records carry codes and a label. Requirements
and scores ask for keys ('TBIL', 'AFP', 'ECOG', an INN, the English label of a condition) and do
not care which of the two a case holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from huizhen.core.language.terms import LOINC, Lexicon, Term, TermKind, normalised
from huizhen.core.records.evidence import ElementPath
from huizhen.core.records.fact import Coding, Fact, FactType

_KINDS: Mapping[FactType, TermKind] = {
    "Observation": "observation",
    "Condition": "condition",
    "FamilyMemberHistory": "condition",
    "Procedure": "procedure",
    "AllergyIntolerance": "allergen",
    "Immunization": "immunization",
}


def concept_of(fact: Fact, lexicon: Lexicon) -> str:
    """The lexicon's key of the fact: its own concept, else by codes, else by label; '' if none.

    Several ingredients of one product are joined with ' / ' in the order of the label.
    """
    if fact.concept:
        return fact.concept
    if fact.type == "MedicationStatement":
        return _ingredients(fact, lexicon)
    for coding in _codings(fact):
        key = lexicon.keys_of_codes.get(coding.code) if coding.system == LOINC else None
        if key:
            return key
    kind = _KINDS.get(fact.type)
    if kind is None:
        return ""
    term = lexicon.find(kind, fact.text, _codings(fact))
    if term is None:
        return ""
    return term.abbreviation or lexicon.keys_of_labels.get(normalised(term.en), term.en)


def product_of(fact: Fact, lexicon: Lexicon) -> Term | None:
    """The name of a drug with the strength and form of its label. Prose names the substance
    alone, and its concept is that substance; a coded label that is not wholly understood may
    hold more than its concept says, and has no name."""
    for label in (fact.text, *(coding.display for coding in _codings(fact))):
        found = lexicon.product(label) if label else None
        if found is not None:
            return found
    is_coded = any(isinstance(place, ElementPath) for place in fact.evidence)
    return lexicon.product(fact.concept) if fact.concept and not is_coded else None


def allergen_of(fact: Fact, lexicon: Lexicon) -> Term | None:
    """The substance of an allergy: an allergen of the lexicon, or a drug whose whole name it is."""
    codings = tuple(_codings(fact))
    labels = [label for label in (fact.concept, fact.text) if label]
    found = (
        lexicon.find("allergen", label)  # what is said: a code may name one salt of it
        or lexicon.find("allergen", label, codings)
        or lexicon.substance(label, codings)
        for label in labels
    )
    return next((term for term in found if term is not None), None) or lexicon.product(fact.text)


def _ingredients(fact: Fact, lexicon: Lexicon) -> str:
    for label in (fact.text, *(coding.display for coding in _codings(fact))):
        found = lexicon.ingredients(label)
        if found:
            return " / ".join(term.en for term in found)
    return ""


def _codings(fact: Fact) -> Iterator[Coding]:
    if fact.code is not None:
        yield fact.code
    yield from fact.codings
