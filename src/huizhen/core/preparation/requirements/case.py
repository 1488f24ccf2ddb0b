"""A case as requirements see it: facts with their keys, the question, the patient, the files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Protocol

from huizhen.core.imaging.findings import FindingTable
from huizhen.core.imaging.judged import Judgement
from huizhen.core.imaging.tables import JudgementTables
from huizhen.core.language.concepts import concept_of
from huizhen.core.language.terms import Lexicon, normalised
from huizhen.core.language.units import UnitTable
from huizhen.core.preparation.requirements.definition import DatedBy
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.fact import Coding, Fact
from huizhen.core.records.identity import Identity
from huizhen.core.records.value import Value

_WITHOUT_CLASSES = re.compile(r"(?:Pn[01xX]|LV?[01X]|V[012X]|R[012X])+$")
"""The classes after a TNM: folded to lower case, Pn1 would read as pN1."""


_LATIN = str.maketrans("ТМрсухХаАВС", "TMpcyxXaABC")
"""Letters of a stage that a Russian keyboard has written."""


class QuestionVerdict(Protocol):
    """What a check of the question has found; only `verdict` is looked at."""

    @property
    def verdict(self) -> str:
        """'pass', 'weak' or 'vague'."""


class Document(Value):
    """A received file: what it is, from when, and what it calls itself."""

    path: str
    kind: str
    title: str = ""
    date: PartialDate | None = None
    code: str = ""
    """What its reader said of it, e.g. 'film_photograph'."""


class CaseFact(Value):
    """A fact with its key, its normalised words, and its number in the Chinese unit."""

    fact: Fact
    concept: str = ""
    label: str = ""
    label_with_site: str = ""
    said: str = ""
    number: Decimal | None = None
    unit: str = ""
    codes: tuple[tuple[str, str], ...] = ()

    def is_about(self, concepts: Sequence[str]) -> bool:
        """Whether its key is one of these."""
        if not self.concept or not concepts:
            return False
        own = normalised(self.concept)
        return any(normalised(concept) == own for concept in concepts)

    def has_code(self, system: str, prefixes: Sequence[str]) -> bool:
        """Whether a code of that system begins with one of these."""
        return bool(prefixes) and any(
            system in known.casefold() and code.startswith(tuple(prefixes))
            for known, code in self.codes
        )

    def day(self, by: DatedBy) -> PartialDate | None:
        """The date that its age is counted from."""
        if by == "document":
            return self.fact.document_date
        if by == "either":
            return self.fact.date or self.fact.document_date
        return self.fact.date


class SeenImages(Value):
    """What the images of the case were judged to be, with the tables and words of that."""

    judgement: Judgement
    tables: JudgementTables
    words: FindingTable


class CaseFacts(Value):
    """Everything that a requirement may look at."""

    facts: tuple[CaseFact, ...] = ()
    question: str = ""
    patient: Identity = Identity()
    documents: tuple[Document, ...] = ()
    imaging: SeenImages | None = None
    """None where nobody judged the images: facts then speak by their own header tags."""


def case_facts(
    facts: Iterable[Fact],
    lexicon: Lexicon,
    units: UnitTable | None = None,
    *,
    question: str = "",
    patient: Identity | None = None,
    documents: Iterable[Document] = (),
    imaging: SeenImages | None = None,
) -> CaseFacts:
    """The case of these facts; rejected and withdrawn ones are left out."""
    standing = [
        fact for fact in facts if fact.status != "rejected" and fact.record_status == "current"
    ]
    return CaseFacts(
        facts=tuple(_known(fact, lexicon, units) for fact in standing),
        question=question,
        patient=patient or Identity(),
        documents=tuple(documents),
        imaging=imaging,
    )


def _known(fact: Fact, lexicon: Lexicon, units: UnitTable | None) -> CaseFact:
    codings = _codings(fact)
    concept = _key(concept_of(fact, lexicon), fact.value or "")
    # the category of a result says which finder made it, not what it is about
    kind = "" if fact.type == "Observation" else fact.category
    displays = [coding.display for coding in codings]
    label = normalised(" | ".join([fact.text, *displays, concept, kind, fact.method]))
    value = fact.value or ""
    if fact.category == "staging" or concept == "TNM":
        value = _WITHOUT_CLASSES.sub("", value.translate(_LATIN))
    said = [value, *(c.display for c in fact.value_codings), fact.response, fact.note]
    number, unit = _amount(fact, lexicon, units)
    return CaseFact(
        fact=fact,
        concept=concept,
        label=label,
        label_with_site=normalised(f"{label} | {fact.body_site}"),
        said=normalised(" | ".join(said)),
        number=number,
        unit=unit,
        codes=tuple((coding.system, coding.code) for coding in codings),
    )


def _key(concept: str, value: str) -> str:
    """The key of what a fact is about; R0 alone says nothing of tumour, nodes or metastases."""
    is_of_parts = concept != "TNM" or _WITHOUT_CLASSES.sub("", value)
    return concept if is_of_parts else "residual tumour"


def _amount(fact: Fact, lexicon: Lexicon, units: UnitTable | None) -> tuple[Decimal | None, str]:
    value, unit = fact.value or "", fact.unit or ""
    if units is not None and unit:
        term = lexicon.find("observation", fact.concept or fact.text, _codings(fact))
        names = [coding.code for coding in _codings(fact)] + ([term.zh] if term else [])
        converted = units.convert(value, unit, tuple(names))
        if converted is not None:
            return converted.exact, converted.unit  # thresholds see the unrounded number
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None, unit
    return (number if number.is_finite() else None), unit


def _codings(fact: Fact) -> tuple[Coding, ...]:
    return ((fact.code,) if fact.code else ()) + fact.codings
