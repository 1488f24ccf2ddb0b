"""Prose of coded documents: what their narrative says and no entry does (decision 0016)."""

from __future__ import annotations

from collections.abc import Sequence

from huizhen.core.extraction.inherited_dates import dated
from huizhen.core.records.evidence import ElementPath, PageSpan, PersonEntry
from huizhen.core.records.fact import OF_DOCUMENT, Fact
from huizhen.core.records.page import Page
from huizhen.core.records.reading import Reading

_CODED = frozenset(("fhir", "ccda", "hl7v2", "dicom"))
"""Their readers give facts themselves (decision 0005); only what no entry says is prose."""

_SPEAKS_OF_ITSELF = frozenset(("DocumentReference", "Encounter", "ImagingStudy"))


def prose_pages(reading: Reading, pages: Sequence[Page]) -> list[Page]:
    """The pages on which facts are looked for: those with text.

    Of a coded document that gave facts: in C-CDA the sections of its narrative that no entry
    speaks of, and lists of procedures, whose entries say what was done and when and not what came
    of it; in the others none, for there an entry does not name its place in the narrative.
    """
    written = [page for page in pages if page.text.strip()]
    coded = _coded(reading)
    if not coded:
        return written
    if reading.kind != "ccda":
        return []
    told: dict[str, set[str]] = {}
    for fact in coded:
        for place in fact.evidence:
            if not isinstance(place, PersonEntry):
                told.setdefault(place.page_id, set()).add(fact.type)
    return [
        page
        for page in written
        if page.origin == "narrative" and page.title.strip()
        if told.get(page.page_id, set()) <= {"Procedure"}
    ]


def beside_entries(reading: Reading, facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """The facts of prose without those that an entry says: in the row of a procedure only its
    results count, and they are of its day."""
    rows: dict[str, list[tuple[ElementPath, Fact]]] = {}
    for told in _coded(reading):
        for place in told.evidence:
            if isinstance(place, ElementPath) and place.start is not None:
                rows.setdefault(place.page_id, []).append((place, told))
    kept: list[Fact] = []
    for fact in facts:
        place = fact.evidence[0]
        if not isinstance(place, PageSpan) or place.page_id not in rows:
            kept.append(fact)
        elif fact.type == "Observation":
            kept.append(_of_its_row(fact, place, rows[place.page_id]))
    return tuple(kept)


def _of_its_row(fact: Fact, place: PageSpan, rows: Sequence[tuple[ElementPath, Fact]]) -> Fact:
    if fact.date is not None and OF_DOCUMENT not in fact.doubts:
        return fact
    for row, told in rows:
        is_within = (row.start or 0) <= place.start < (row.end or 0)
        if is_within and told.date is not None:
            return dated(fact, told.date)
    return fact


def _coded(reading: Reading) -> list[Fact]:
    if reading.kind not in _CODED:
        return []
    return [fact for fact in reading.facts if fact.type not in _SPEAKS_OF_ITSELF]
