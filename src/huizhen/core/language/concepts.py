"""The lexicon's key of what a fact is about, whatever system its source coded it in.

Facts of free text carry their key; facts of coded records carry codes and a label. Requirements
and scores ask for keys ('TBIL', 'AFP', 'ECOG', an INN, the English label of a condition) and do
not care which of the two a case holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from huizhen.core.language.terms import LOINC, Lexicon, TermKind, normalised
from huizhen.core.records.fact import Coding, Fact, FactType

_KINDS: Mapping[FactType, TermKind] = {
    "Observation": "observation",
    "Condition": "condition",
    "FamilyMemberHistory": "condition",
    "Procedure": "procedure",
    "AllergyIntolerance": "allergen",
    "Immunization": "immunization",
}

_LOINC_KEYS: Mapping[str, str] = {
    "89247-1": "ECOG",
    "89243-0": "KPS",
    "9269-2": "GCS",
    "8302-2": "HEIGHT",
    "3137-7": "HEIGHT",
    "29463-7": "WEIGHT",
    "3141-9": "WEIGHT",
    "39156-5": "BMI",
    "8310-5": "TEMP",
    "8867-4": "HR",
    "59408-5": "SpO2",
    "2708-6": "SpO2",
    "10230-1": "LVEF",
    "16933-4": "HBcAb",
    "16128-1": "HCV-Ab",
    "34714-6": "INR",
    "38875-1": "INR",
    "21908-9": "Stage",
    "21902-2": "Stage",
    "72166-2": "smoking",
}
"""Codes whose row of the lexicon has a long label but no short key, or that it lacks."""

_LABEL_KEYS: Mapping[str, str] = {
    "ecog performance status": "ECOG",
    "karnofsky performance status": "KPS",
    "glasgow coma scale": "GCS",
    "glasgow coma score total": "GCS",
    "body height": "HEIGHT",
    "body weight": "WEIGHT",
    "body weight measured": "WEIGHT",
    "left ventricular ejection fraction": "LVEF",
    "oxygen saturation in arterial blood by pulse oximetry": "SpO2",
    "tobacco smoking status": "smoking",
    "tobacco smoking consumption": "smoking",
    "cigarettes smoked per day": "smoking",
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
        if coding.system == LOINC and coding.code in _LOINC_KEYS:
            return _LOINC_KEYS[coding.code]
    kind = _KINDS.get(fact.type)
    if kind is None:
        return ""
    term = lexicon.find(kind, fact.text, _codings(fact))
    if term is None:
        return ""
    return term.abbreviation or _LABEL_KEYS.get(normalised(term.en), term.en)


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
