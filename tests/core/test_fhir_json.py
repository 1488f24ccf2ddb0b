"""FHIR: hostile and damaged JSON, what is claimed, any content at all, real bundles."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fhir_records import SHARED, Resource, bundle, condition, one, path_of, read, read_bytes
from hypothesis import given, settings
from hypothesis import strategies as st

from huizhen.core.errors import BrokenRecord, RecordError, UnsupportedRecord
from huizhen.core.reading.fhir.reader import FhirReader
from huizhen.core.reading.registry import Probe


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_hostile_depth_is_refused_before_it_is_parsed(opening: str) -> None:
    with pytest.raises(BrokenRecord) as raised:
        read_bytes((opening * 100_000).encode())
    assert raised.value.code == "json_too_deep"


def test_brackets_in_text_are_not_depth() -> None:
    assert one(condition(code={"text": '[{\\" ' * 500})).text


def test_departures_from_json_are_reported() -> None:
    text = (
        b'\xef\xbb\xbf{"resourceType":"Condition","code":{"text":"a","text":"b"},'
        b'"stage":NaN,"note":[{"text":"caf\xe9"}]}'
    )
    reading = read_bytes(text)
    assert reading.facts[0].text == "b"
    codes = {deviation.split(":")[0] for deviation in reading.deviations}
    assert {"name_doubled", "number_not_finite", "encoding_not_utf8"} <= codes
    assert "name_doubled: code.text" in reading.deviations


@pytest.mark.parametrize("data", [b'{"resourceType":"Condition"', b"   ", b'{"a"', b"{]"])
def test_damaged_json_is_refused(data: bytes) -> None:
    with pytest.raises(BrokenRecord):
        read_bytes(data)


def test_other_json_and_xml_are_named() -> None:
    with pytest.raises(UnsupportedRecord, match="no FHIR resource"):
        read({"hello": [1, 2]})
    with pytest.raises(UnsupportedRecord) as raised:
        read_bytes(b'<?xml version="1.0"?><Patient xmlns="http://hl7.org/fhir"/>')
    assert raised.value.code == "fhir_xml"


@pytest.mark.parametrize(
    ("head", "is_mine"),
    [
        (b'{"resourceType": "Bundle"}', True),
        (b'[{"id":"1","resourceType":"Patient"}]', True),
        (b'\xef\xbb\xbf{"resourceType":"Patient"}', True),
        (b'<Patient xmlns="http://hl7.org/fhir">', True),
        (b'<f:Patient xmlns:f="http://hl7.org/fhir">', True),
        (b'<ClinicalDocument xmlns="urn:hl7-org:v3">', False),
        (b'{"name": "resourceType"}', False),
        (b"MSH|^~\\&|", False),
    ],
)
def test_only_fhir_is_claimed(head: bytes, is_mine: bool) -> None:
    probe = Probe(name="x", size_bytes=len(head), head=head)
    assert (FhirReader().score(probe) > 0.5) is is_mine


_JUNK = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                ["code", "coding", "text", "display", "system", "value", "reference", "start",
                 "extension", "url", "valueCode", "unit", "low", "high", "repeat", "resourceType",
                 "section", "item", "answer", "dosage", "timing", "data", "div", "contained"]
            ),
            inner, max_size=4,
        ),
    ),
    max_leaves=12,
)  # fmt: skip
_TYPES = (
    "Condition", "AllergyIntolerance", "MedicationStatement", "MedicationRequest", "Procedure",
    "Observation", "DiagnosticReport", "Immunization", "FamilyMemberHistory", "ImagingStudy",
    "Specimen", "CarePlan", "Goal", "ServiceRequest", "Encounter", "Device", "DeviceUseStatement",
    "ClinicalImpression", "Consent", "DocumentReference", "Flag", "QuestionnaireResponse", "List",
    "AdverseEvent", "NutritionOrder", "Patient", "Composition", "Binary", "Bundle", "Parameters",
)  # fmt: skip
_NAMES = (
    "code", "status", "subject", "category", "verificationStatus", "clinicalStatus", "bodySite",
    "onsetDateTime", "effectivePeriod", "valueQuantity", "valueRatio", "component", "dosage",
    "dosageInstruction", "medicationReference", "medicationCodeableConcept", "performer", "note",
    "reaction", "condition", "relationship", "series", "content", "section", "entry", "item",
    "target", "name", "identifier", "birthDate", "text", "contained", "collection", "period",
    "referenceRange", "interpretation", "presentedForm", "parameter", "title", "id", "result",
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(_TYPES), st.dictionaries(st.sampled_from(_NAMES), _JUNK)),
        min_size=1, max_size=4,
    )
)  # fmt: skip
def test_whatever_the_elements_hold_it_is_read_or_refused(
    drawn: list[tuple[str, Resource]],
) -> None:
    resources = [{**fields, "resourceType": kind} for kind, fields in drawn]
    try:
        reading = read_bytes(json.dumps(bundle(*resources)).encode())
    except RecordError:
        return
    known = {mention.key for mention in reading.patients}
    assert all(fact.subject in known for fact in reading.facts)
    assert not [d for d in reading.deviations if d.startswith("resource_malformed")]


@pytest.mark.skipif(not (SHARED / "fhir").is_dir(), reason="no shared data")
@pytest.mark.parametrize("path", sorted((SHARED / "fhir").glob("*/*.json")), ids=lambda p: p.stem)
def test_real_bundles_lose_no_clinical_resource(path: Path) -> None:
    data = path.read_bytes()
    reading = read_bytes(data)
    context = {
        "Patient", "Organization", "Practitioner", "PractitionerRole", "Composition", "Medication",
        "Device", "Claim", "ExplanationOfBenefit",
    }  # fmt: skip
    expected = {
        f"Bundle.entry[{index}].resource"
        for index, entry in enumerate(json.loads(data)["entry"])
        if entry["resource"]["resourceType"] not in context
    }
    assert expected <= {path_of(fact) for fact in reading.facts}
    assert reading.pages
    assert any(not mention.identity.is_empty for mention in reading.patients)


def test_a_text_of_many_escapes_costs_no_stack() -> None:
    assert one(condition(note=[{"text": '\\"' * 400_000}])).note
