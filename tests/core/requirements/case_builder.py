"""Synthetic cases for tests of requirements: few words a fact, all on one day."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from huizhen.core.content import Pack, load_pack
from huizhen.core.imaging.series import DCM
from huizhen.core.language.terms import LOINC, Lexicon
from huizhen.core.language.units import UnitTable
from huizhen.core.preparation.requirements.case import CaseFacts, Document, case_facts
from huizhen.core.preparation.requirements.definition import RequirementSet
from huizhen.core.preparation.requirements.engine import assess
from huizhen.core.preparation.requirements.findings import Finding, Requirements
from huizhen.core.preparation.requirements.packs import requirement_set
from huizhen.core.records.dates import PartialDate, parse_partial_date
from huizhen.core.records.evidence import DicomTag, ElementPath
from huizhen.core.records.fact import Coding, Dosage, Fact, FactType, make_fact
from huizhen.core.records.identity import Identity, Sex
from huizhen.core.records.page import page_id

CONTENT = Path(__file__).resolve().parents[3] / "src" / "huizhen" / "content"
SPECIALTIES = ("hpb", "gio", "hem", "spn", "tho", "nsg", "rar")
AS_OF = datetime.date(2026, 5, 20)
NOW = "2026-05-18"
"""Two days before the day of the request: within every limit."""
LONG_AGO = "2015-01-05"
"""Before everything that a row dates, so that no event makes it historical."""
_SOURCE = "a" * 64


def date(text: str) -> PartialDate:
    """A partial date that has to be one."""
    parsed = parse_partial_date(text)
    assert parsed is not None
    return parsed


def days_ago(days: int) -> str:
    """The day so many days before the request."""
    return (AS_OF - datetime.timedelta(days=days)).isoformat()


def make(type_: FactType, text: str, when: str = NOW, source: str = _SOURCE, **fields: Any) -> Fact:
    """A fact; its clinical date and its document's date are the same day."""
    place = ElementPath(page_id=page_id(source, 1), path=f"/x/{text}", quote=text)
    day = date(when) if when else None
    return make_fact(
        type_, text=text, evidence=(place,), **{"date": day, "document_date": day, **fields}
    )


def dx(text: str, when: str = LONG_AGO, **fields: Any) -> Fact:
    """A diagnosis or finding; 'no ...' is denied."""
    certainty = "negated" if text.startswith("no ") else "affirmed"
    return make("Condition", text.removeprefix("no "), when, **{"certainty": certainty, **fields})


def lab(key: str, when: str = NOW, value: str = "1", unit: str | None = None) -> Fact:
    """A result, by the lexicon's key."""
    return make(
        "Observation", key, when, concept=key, category="laboratory", value=value, unit=unit
    )


def labs(keys: str, when: str = NOW) -> list[Fact]:
    """Results of one day, keys apart by spaces."""
    return [lab(key, when) for key in keys.split()]


def obs(text: str, when: str = NOW, value: str = "1", **fields: Any) -> Fact:
    """An observation with a value."""
    return make("Observation", text, when, value=value, **fields)


def loinc(code: str, label: str, value: str, when: str = NOW, unit: str | None = None) -> Fact:
    """A result as coded records have it, without concept."""
    coding = Coding(system=LOINC, code=code)
    return make(
        "Observation", label, when, code=coding, category="laboratory", value=value, unit=unit
    )


def done(text: str, when: str = LONG_AGO, **fields: Any) -> Fact:
    """A procedure that was done."""
    return make("Procedure", text, when, **fields)


def drug(text: str, when: str = LONG_AGO, dose: str = "1 mg orally once daily", **f: Any) -> Fact:
    """A drug."""
    return make("MedicationStatement", text, when, dosage=Dosage(text=dose), **f)


def line(text: str, when: str = LONG_AGO, **fields: Any) -> Fact:
    """A line of systemic treatment."""
    return make("MedicationStatement", text, when, category="regimen", **fields)


def report(text: str, when: str = NOW, category: str = "", **fields: Any) -> Fact:
    """A report."""
    return make("DiagnosticReport", text, when, category=category, **fields)


def plan(text: str, when: str = NOW, **fields: Any) -> Fact:
    """A recommendation of the home team."""
    return make("CarePlan", text, when, category="opinion", certainty="hypothetical", **fields)


def series(
    modality: str,
    description: str,
    when: str = NOW,
    body: str = "",
    mm: str = "1.0",
    pictures: int = 48,
    **tags: str,
) -> Fact:
    """A DICOM series as its headers tell of it; `tags` are further attributes of them."""
    page = page_id(_SOURCE, 1)
    stated = [
        DicomTag(page_id=page, tag=tag, value=value)
        for tag, value in {"Modality": modality, **tags}.items()
    ]
    return make_fact(
        "ImagingStudy",
        text=f"{modality} {description}",
        code=Coding(system=DCM, code=modality),
        category="imaging",
        value=str(pictures),
        unit="{instances}",
        body_site=body,
        date=date(when),
        document_date=date(when),
        note=f"SliceThickness {mm} mm" if mm else "",
        evidence=tuple(stated),
    )


@cache
def terms() -> Pack:
    """The product's terms."""
    return load_pack("terms", [CONTENT])


@cache
def lexicon() -> Lexicon:
    """The product's lexicon."""
    return Lexicon(terms())


@cache
def units() -> UnitTable:
    """The product's units."""
    return UnitTable(terms())


@cache
def rules(specialty: str) -> RequirementSet:
    """The product's rules of a specialty."""
    roots = [CONTENT / "specialties"]
    return requirement_set(load_pack(specialty, roots), load_pack("common", roots))


@dataclass(frozen=True)
class Verdict:
    """A question's check."""

    verdict: str


def case(
    facts: Iterable[Fact],
    question: str = "",
    birth: str = "",
    sex: Sex | None = None,
    documents: Sequence[Document] = (),
) -> CaseFacts:
    """A case of these facts."""
    who = Identity(birth_date=date(birth) if birth else None, sex=sex)
    return case_facts(
        facts, lexicon(), units(), question=question, patient=who, documents=documents
    )


def assessed(
    specialty: str,
    facts: Iterable[Fact],
    question: str = "What should be done?",
    verdict: str = "pass",
    **more: Any,
) -> Requirements:
    """What the case lacks on 2026-05-20."""
    known = case(facts, question, **more)
    return assess(
        known, rules(specialty), date(AS_OF.isoformat()), Verdict(verdict) if verdict else None
    )


def found(specialty: str, requirement: str, facts: Iterable[Fact], **more: Any) -> Finding:
    """The finding of one item, which has to apply."""
    finding = assessed(specialty, facts, **more).of(requirement)
    assert finding is not None, f"{requirement} does not apply"
    return finding


@dataclass(frozen=True)
class Row:
    """One item: what makes it apply, what meets it, and what is said where that is lacking."""

    id: str
    level: str
    meets: Callable[[str], list[Fact]]
    """Facts of the given day."""
    lacks: tuple[str, str]
    """State and effect without them."""
    days: tuple[int | None, int | None, int | None] | None = None
    """Ideal, flag and block of the specification; None where it never expires."""
    context: Sequence[Fact] = ()
    question: str = "What should be done?"
    more: dict[str, Any] = field(default_factory=dict)
