"""Which facts belong to a block of a form: rules of a content pack, tried in their order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from huizhen.core.language.terms import LOINC, Lexicon, normalised
from huizhen.core.records.fact import Certainty, Coding, Fact
from huizhen.core.records.value import Value

_ICD10 = "icd-10"
_LAST = 10_000
_WITH_CERTAINTY = ("Condition", "Observation", "Procedure", "MedicationStatement")
"""Types whose certainty a rule asks for; an allergy denied, a plan, a relative's illness stand as
they are."""


class Rule(Value):
    """What a block takes of one type of fact; empty lists do not restrict.

    A fact is taken when one of `analytes`, `concepts`, `sites`, `loinc`, `icd10`, `words` and
    `ingredients` that are given fits; all others narrow what these take.
    """

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
    """Parts of the label in the source's words or of its concept, normalised."""
    ingredients: tuple[str, ...] = ()
    """Chinese generic names."""
    excluded_words: tuple[str, ...] = ()
    """Parts of labels that the block does not take."""
    excluded_concepts: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    """Kinds of images: 'CT', 'MRI'."""
    certainties: tuple[Certainty, ...] = ("affirmed", "suspected", "to_exclude")
    """What is denied, only planned, or of a relative is for blocks that ask for it."""
    denied: tuple[str, ...] = ()
    """Concepts, or words of labels, whose denial is worth a place: 'thrombosis', 'ascites'."""
    status: tuple[str, ...] = ()
    oncology: bool | None = None
    trend: int = 1
    """How many dates of one analyte are shown, newest first."""
    beside: tuple[str, ...] = ()
    """Analytes whose result of the same day stands beside the newest: bilirubin beside CA19-9."""
    most: int = 0
    """How many things one line holds, or how many studies are shown; 0 is as many as there are."""


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
        taken.sort(key=lambda fact: self._place(rule, fact))
        return taken

    def is_oncology(self, fact: Fact) -> bool:
        """Whether a condition is one of the specialty's tumours."""
        return fact.type == "Condition" and self._oncology.includes(fact)

    def analyte(self, fact: Fact) -> str:
        """The lexicon's abbreviation of a laboratory fact, '' when it has none."""
        term = self._lexicon.find("observation", fact.text, (fact.code, *fact.codings))
        return term.abbreviation if term else ""

    def _place(self, rule: Rule, fact: Fact) -> int:
        if rule.analytes:
            analyte = self._analyte(fact, rule)
            return rule.analytes.index(analyte) if analyte in rule.analytes else _LAST
        concepts = [normalised(concept) for concept in rule.concepts]
        concept = normalised(fact.concept)
        return concepts.index(concept) if concept in concepts else _LAST

    def _analyte(self, fact: Fact, rule: Rule) -> str:
        """The rule's analyte that a fact is, by its concept or by the lexicon."""
        return fact.concept if fact.concept in rule.analytes else self.analyte(fact)

    def _matches(self, rule: Rule, fact: Fact) -> bool:
        if not self._narrowed(rule, fact) or not _is_said(rule, fact):
            return False
        if rule.excluded_words and _has_word(fact, rule.excluded_words):
            return False
        if fact.concept and fact.concept in rule.excluded_concepts:
            return False
        restrictions = self._restrictions(rule, fact)
        return any(restrictions) if restrictions else True

    def _narrowed(self, rule: Rule, fact: Fact) -> bool:
        kinds = [method.upper() for method in rule.methods]
        return (
            (not rule.categories or fact.category in rule.categories)
            and (not kinds or fact.method.upper() in kinds)
            and (not rule.status or fact.clinical_status in rule.status)
            and (rule.oncology is None or rule.oncology == self._oncology.includes(fact))
        )

    def _restrictions(self, rule: Rule, fact: Fact) -> list[bool]:
        found = []
        if rule.analytes:
            found.append(self._analyte(fact, rule) in rule.analytes)
        if rule.concepts:
            known = [normalised(concept) for concept in rule.concepts]
            found.append(bool(fact.concept) and normalised(fact.concept) in known)
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
        if rule.ingredients:
            terms = self._lexicon.ingredients(fact.concept or fact.text)
            found.append(bool({term.zh for term in terms} & set(rule.ingredients)))
        return found


def _is_said(rule: Rule, fact: Fact) -> bool:
    """Whether the fact is as certain as the rule wants it; a negative result is a result."""
    if fact.type not in _WITH_CERTAINTY or fact.category == "laboratory":
        return True
    if fact.certainty == "negated" and rule.denied:
        known = [normalised(word) for word in rule.denied]
        return normalised(fact.concept) in known or _has_word(fact, rule.denied)
    return fact.certainty in rule.certainties


def _has_code(fact: Fact, prefixes: Sequence[str]) -> bool:
    codings: Iterable[Coding | None] = (fact.code, *fact.codings)
    return any(
        coding is not None and _ICD10 in coding.system and coding.code.startswith(tuple(prefixes))
        for coding in codings
        if prefixes
    )


def _has_word(fact: Fact, words: Sequence[str]) -> bool:
    shown = [
        fact.text, fact.concept,
        *(coding.display for coding in (fact.code, *fact.codings) if coding),
    ]  # fmt: skip
    label = normalised(" | ".join(shown))
    return any(normalised(word) in label for word in words)
