"""Whether a label says a word, and whether a fact fits a rule."""

from __future__ import annotations

from collections.abc import Iterable

from huizhen.core.language.label_words import says
from huizhen.core.language.terms import LOINC
from huizhen.core.preparation.requirements.case import CaseFact
from huizhen.core.preparation.requirements.definition import FactRule

__all__ = ["counts", "facts_that_fit", "fits", "says"]


def fits(known: CaseFact, rule: FactRule) -> bool:
    """Whether the fact is of what the rule names, whatever its certainty and value."""
    fact = known.fact
    if rule.types and fact.type not in rule.types:
        return False
    if rule.categories and fact.category not in rule.categories:
        return False
    if rule.statuses and fact.clinical_status not in rule.statuses:
        return False
    if rule.not_words and says(known.label, rule.not_words):
        return False
    if rule.sites and not says(known.label_with_site, rule.sites):
        return False
    return _is_named(known, rule)


def counts(known: CaseFact, rule: FactRule) -> bool:
    """Whether a fact that fits is said with the certainty and value that the rule wants."""
    fact = known.fact
    if fact.certainty not in rule.certainty:
        return False
    if fact.absent_reason not in (None, "no-known"):
        return False
    if rule.has_value and fact.value is None and not fact.value_codings:
        return False
    if rule.has_response and not (fact.response or "outcome" in known.said):
        return False
    return not rule.values or says(known.said, rule.values)


def facts_that_fit(facts: Iterable[CaseFact], rule: FactRule) -> list[CaseFact]:
    """Facts of what the rule names, whatever they say of it."""
    return [known for known in facts if fits(known, rule)]


def _is_named(known: CaseFact, rule: FactRule) -> bool:
    if not (rule.concepts or rule.words or rule.icd10 or rule.atc or rule.loinc):
        return True
    return (
        known.is_about(rule.concepts)
        or says(known.label, rule.words)
        or known.has_code("icd-10", rule.icd10)
        or known.has_code("atc", rule.atc)
        or any(system == LOINC and code in rule.loinc for system, code in known.codes)
    )
