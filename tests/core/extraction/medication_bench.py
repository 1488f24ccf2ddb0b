"""Runs the finders of drugs and allergies over a text."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from huizhen.core.extraction.extract import Extractor
from huizhen.core.extraction.knowledge import load_knowledge
from huizhen.core.extraction.medication import AllergyFinder, MedicationFinder
from huizhen.core.records.fact import Dosage, Fact
from huizhen.core.records.page import Page, PageId


@lru_cache(maxsize=1)
def _extractor() -> Extractor:
    knowledge = load_knowledge([Path(str(files("huizhen") / "content"))])
    return Extractor(knowledge, [MedicationFinder(knowledge), AllergyFinder(knowledge)])


def facts(text: str, language: str = "en") -> list[Fact]:
    """All facts of drugs, treatments and allergies in a text."""
    page = Page(page_id=PageId("p:1"), ordinal=1, text=text, language=language)
    return list(_extractor().page(page).facts)


def drugs(text: str, language: str = "en") -> dict[str, Fact]:
    """The facts of single drugs by concept, or by name where they have none."""
    return {
        fact.concept or fact.text: fact
        for fact in facts(text, language)
        if fact.type == "MedicationStatement" and fact.category == ""
    }


def dosage(text: str, language: str = "en") -> Dosage:
    """The dosage of the only drug of a text."""
    (fact,) = drugs(text, language).values()
    return fact.dosage or Dosage()


def regimens(text: str, language: str = "en") -> list[Fact]:
    """The lines of systemic cancer treatment in a text."""
    return [fact for fact in facts(text, language) if fact.category == "regimen"]


def allergies(text: str, language: str = "en") -> list[Fact]:
    """The allergies in a text."""
    return [fact for fact in facts(text, language) if fact.type == "AllergyIntolerance"]
