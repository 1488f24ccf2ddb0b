"""A department's front sheet of made facts, and its blocks as lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from facts import fact

from huizhen.core.content import load_pack
from huizhen.core.preparation.author import Author
from huizhen.core.preparation.frames import Frames
from huizhen.core.preparation.front_sheet import FrontSheet
from huizhen.core.preparation.paper import Section
from huizhen.core.preparation.record.advice import advice_words
from huizhen.core.preparation.record.illness import illness_words
from huizhen.core.preparation.record.view import CaseView
from huizhen.core.preparation.references import References
from huizhen.core.preparation.selection import Selector
from huizhen.core.preparation.specialty import Specialty, specialty_from
from huizhen.core.preparation.wording import Wordsmith
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.fact import Fact
from huizhen.core.records.identity import Identity
from huizhen.project.config import CONTENT

SPECIALTIES = ("gio", "hem", "hpb", "nsg", "rar", "spn", "tho")
AS_OF = PartialDate(year=2026, month=5, day=20)
WOMAN = Identity(birth_date=PartialDate(year=1968, month=2, day=11), sex="female")
_ROOTS = [CONTENT / "specialties"]


class Bench:
    """The product's own packs, and what they make of facts."""

    def __init__(self, words: Wordsmith) -> None:
        self.wording = load_pack("wording", [CONTENT])
        self.words = words

    def specialty(self, name: str) -> Specialty:
        """A department's pack."""
        return specialty_from(load_pack(name, _ROOTS), load_pack("common", _ROOTS))

    def view(self, facts: Sequence[Fact]) -> CaseView:
        """The facts as the sections ask for them."""
        return CaseView(facts, self.words, illness_words(self.wording))

    def author(self) -> Author:
        """One that writes on the day of the request."""
        frames = Frames(self.wording, "record.json")
        return Author(self.words, frames, References(()), set(), AS_OF)

    def sections(
        self, name: str, facts: Sequence[Fact], question: str = "能否手术？"
    ) -> dict[str, Section]:
        """The blocks of a front sheet by key."""
        specialty = self.specialty(name)
        selector = Selector(self.words.lexicon, specialty.oncology)
        front = FrontSheet(
            self.view(facts), self.author(), selector, question, WOMAN, advice_words(self.wording)
        )
        return {s.key: s for s in front.sections(specialty.front_sheet)}

    def lines(self, name: str, block: str, facts: Sequence[Fact]) -> list[str]:
        """The lines of one block."""
        return [s.text for s in self.sections(name, facts)[block].statements]


def day(text: str) -> PartialDate:
    """'2026-03-12' or '2026-03' as a date."""
    year, month, *rest = (int(part) for part in text.split("-"))
    return PartialDate(year=year, month=month, day=rest[0] if rest else None)


def condition(text: str, concept: str, category: str = "diagnosis", **fields: Any) -> Fact:
    """A disease or symptom."""
    return fact("Condition", text, concept=concept, category=category, **fields)


def finding(text: str, concept: str, date: str = "", **fields: Any) -> Fact:
    """What an image shows, on a CT unless said."""
    given: dict[str, Any] = {"method": "CT", **fields}
    if date:
        given["date"] = day(date)
    return fact("Observation", text, concept=concept, category="imaging", **given)


def noted(category: str, concept: str, value: str, date: str = "", **fields: Any) -> Fact:
    """A stage, marker, scale or statement of pathology."""
    if date:
        fields["date"] = day(date)
    return fact("Observation", concept, concept=concept, category=category, value=value, **fields)
