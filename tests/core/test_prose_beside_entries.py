"""What the narrative of a coded document says and no entry of it does."""

from __future__ import annotations

from functools import lru_cache

import pytest
from ccda_documents import C_CDA, SNOMED, document, section
from reading_bench import read_bytes

from huizhen.core.extraction.beside_entries import prose_pages
from huizhen.core.extraction.extract import Extractor
from huizhen.core.extraction.knowledge import load_knowledge
from huizhen.core.extraction.plan import has_prose, with_extractions
from huizhen.core.reading.ccda import CcdaReader
from huizhen.core.records.fact import Fact
from huizhen.core.records.reading import Reading
from huizhen.project.config import CONTENT

CT = (
    f'<procedure classCode="PROC" moodCode="EVN"><templateId root="{C_CDA}14"/>'
    f'<code code="169070004" codeSystem="{SNOMED}" displayName="CT of abdomen">'
    '<originalText><reference value="#ct"/></originalText></code>'
    '<statusCode code="completed"/><effectiveTime value="20260506"/></procedure>'
)
ROWS = (
    "<table><thead><tr><th>Procedure</th><th>Date</th><th>Result</th></tr></thead><tbody>"
    '<tr ID="ct"><td>CT of the abdomen</td><td>2026-05-06</td>'
    "<td>Partial response by mRECIST; no new lesion; TACE to follow</td></tr></tbody></table>"
)
PROCEDURES = section("47519-4", CT, text=ROWS, title="Procedures")


@lru_cache(maxsize=1)
def extractor() -> Extractor:
    """All built-in finders, with the product's words."""
    return Extractor(load_knowledge([CONTENT]))


def read(*sections: str) -> tuple[Reading, tuple[Fact, ...]]:
    """The document's reading, and the facts that its prose adds."""
    reading = read_bytes(CcdaReader(), document(*sections))[0]
    found = [extractor().page(page) for page in prose_pages(reading, reading.pages)]
    return reading, with_extractions(reading, found).facts[len(reading.facts) :]


def told(facts: tuple[Fact, ...]) -> set[tuple[str, str, str, str]]:
    return {
        (f.type, f.concept or f.text, str(f.date or ""), str(f.certainty)) for f in facts
    }  # fmt: skip


def test_a_section_without_entries_is_read_as_prose() -> None:
    history = section(
        "10164-2", text="Denies fever. CT on 3 May 2026 showed a mass.", title="History of illness"
    )
    reading, added = read(PROCEDURES, history)
    assert has_prose(reading)
    assert ("Condition", "Fever", "", "negated") in told(added)


def test_the_results_of_a_procedure_are_of_its_day_and_the_row_adds_nothing_else() -> None:
    _, added = read(PROCEDURES)
    assert told(added) == {
        ("Observation", "mRECIST", "2026-05-06", "affirmed"),
        ("Observation", "lesion", "2026-05-06", "negated"),
    }


@pytest.mark.parametrize("title", ["Hospital Discharge Instructions", "INSTRUCTIONS", "Education"])
def test_what_the_patient_is_to_watch_for_was_not_found(title: str) -> None:
    _, added = read(
        PROCEDURES, section("8653-8", text="Call us: fever, black stools.", title=title)
    )
    assert told(added) == told(read(PROCEDURES)[1])


def test_the_title_of_a_section_says_whose_an_illness_is() -> None:
    _, added = read(PROCEDURES, section("10157-6", text="Breast cancer.", title="Family History"))
    assert {fact.certainty for fact in added if "reast" in fact.text} == {"family"}
    assert [fact.type for fact in added if "reast" in fact.text] == ["FamilyMemberHistory"]
