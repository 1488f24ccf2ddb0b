"""All C-CDA test records, where they are at hand: every one read, every template one fact."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from ccda_documents import read_document
from reading_bench import score_of

from huizhen.core.errors import BrokenRecord
from huizhen.core.reading.ccda import CcdaReader
from huizhen.core.reading.ccda.document import read_source
from huizhen.core.reading.ccda.elements import STATEMENTS, template_roots
from huizhen.core.reading.coded.elements import local_name, steps
from huizhen.core.reading.xml import Element
from sizes import shared_data

EXAMPLES = shared_data() / "ccda" / "hl7_examples"
DOCUMENTS = shared_data() / "ccda" / "documents"
_C_CDA = "2.16.840.1.113883.10.20."
_NUMBERS = (
    "4 16 7 2 14 13 12 52 46 38 78 85 27 67 74 49 39 40 41 42 43 44 120 121 50 202 1 48 69 86"
)
ONE_FACT_EACH = {f"{_C_CDA}22.4.{number}" for number in _NUMBERS.split()} | {f"{_C_CDA}15.3.8"}

pytestmark = pytest.mark.skipif(not EXAMPLES.is_dir(), reason="no shared test records")


def _files() -> list[Path]:
    return sorted(EXAMPLES.rglob("*.xml")) + sorted(DOCUMENTS.glob("*.ccda"))


def _claims(element: Element, path: str) -> list[tuple[str, str]]:
    claimed = set(template_roots(element)) if local_name(element) in STATEMENTS else set()
    found = [(root, path) for root in claimed if root in ONE_FACT_EACH]
    for inner, step in steps(element):
        if local_name(inner) not in ("templateId", "text"):
            found += _claims(inner, f"{path}/{step}")
    return found


def test_all_examples_but_the_broken_one_are_read_with_one_fact_for_each_template() -> None:
    refused = []
    claimed: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    for file in _files():
        data = file.read_bytes()
        assert score_of(CcdaReader(), data, file.name) >= 0.9, file.name
        try:
            reading, _ = read_document(data)
        except BrokenRecord as error:
            refused.append((file.name, error.code))
            continue
        texts = {page.page_id: page.text for page in reading.pages}
        paths: Counter[str] = Counter()
        for fact in reading.facts:
            (evidence,) = (one.model_dump() for one in fact.evidence)
            paths[evidence["path"]] += 1
            if evidence["start"] is not None:
                page = texts[evidence["page_id"]]
                assert page[evidence["start"] : evidence["end"]] == evidence["quote"]
            assert evidence["quote"] or fact.absent_reason
            assert evidence["page_id"] in texts
        for top, top_path in read_source(data).top_paths:
            for root, path in _claims(top, top_path):
                claimed[root] += 1
                kept[root] += paths[path] == 1
    assert refused == [("Basic Occupation Observation Example.xml", "xml_broken")]
    assert claimed == kept
    assert sum(claimed.values()) > 700


@pytest.mark.parametrize(
    ("name", "fact_type", "certainty", "absent"),
    [
        ("No Known Allergies with Author Timestamp", "AllergyIntolerance", "negated", "no-known"),
        ("Not Allergic to Peanuts", "AllergyIntolerance", "negated", None),
        ("No Information Allergies", "AllergyIntolerance", "affirmed", "no-information"),
        ("No Known Problems(C-CDA2.1)", "Condition", "negated", "no-known"),
        ("Patient Does Not Have Diabetes", "Condition", "negated", None),
        ("No Medications", "MedicationStatement", "negated", "no-known"),
        ("Medication Refused", "MedicationStatement", "negated", None),
        ("Immunization not given Patient refused", "Immunization", "negated", None),
        ("Unknown Immunization Status", "Immunization", "affirmed", "no-information"),
        ("Procedures Section Procedure Procedure Refused", "Procedure", "negated", None),
        ("Not Pregnant", "Observation", "negated", None),
        ("Unknown if Pregnant", "Observation", "affirmed", "unknown"),
        ("No Known Health Concerns", "Condition", "negated", "no-known"),
    ],
)
def test_what_the_readmes_say_of_absence(
    name: str, fact_type: str, certainty: str, absent: str | None
) -> None:
    (file,) = EXAMPLES.rglob(f"{name}*.xml")
    (fact,) = read_document(file.read_bytes())[0].facts
    assert (fact.type, fact.certainty, fact.absent_reason) == (fact_type, certainty, absent)
