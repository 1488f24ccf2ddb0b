"""FHIR: what resources say becomes facts with paths; what is absent or denied is said."""

from __future__ import annotations

import base64
import json

import pytest
from fhir_records import (
    PATIENT,
    Kept,
    Resource,
    bundle,
    coded,
    condition,
    one,
    path_of,
    read,
    read_bytes,
)

from huizhen.core.records.evidence import ElementPath

UCUM = "http://unitsofmeasure.org"
IPS_ABSENT = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips"


@pytest.mark.parametrize(
    ("status", "certainty", "record_status"),
    [
        ("confirmed", "affirmed", "current"),
        ("unconfirmed", "suspected", "current"),
        ("provisional", "suspected", "current"),
        ("differential", "suspected", "current"),
        ("refuted", "negated", "current"),
        ("entered-in-error", "affirmed", "withdrawn"),
    ],
)
def test_verification_status_is_certainty(status: str, certainty: str, record_status: str) -> None:
    fact = one(condition(verificationStatus=coded("", status, "ver")))
    assert (fact.certainty, fact.record_status) == (certainty, record_status)


def test_an_end_resolves_only_where_no_status_is_stated() -> None:
    assert one(condition(abatementDateTime="2020-05")).clinical_status == "resolved"
    stated = one(condition(abatementDateTime="2020-05", clinicalStatus=coded("", "active", "s")))
    assert stated.clinical_status == "active"
    assert str(stated.end_date) == "2020-05"


def test_an_age_at_onset_is_words_and_no_date() -> None:
    fact = one(condition(onsetAge={"value": 45, "unit": "a", "system": UCUM, "code": "a"}))
    assert fact.date is None
    assert "Onset: 45 a" in fact.note


@pytest.mark.parametrize(
    ("code", "system", "certainty", "absent"),
    [
        ("no-allergy-info", IPS_ABSENT, "affirmed", "no-information"),
        ("no-known-allergies", IPS_ABSENT, "negated", "no-known"),
        ("no-known-food-allergies", IPS_ABSENT, "negated", "no-known"),
        ("716186003", "http://snomed.info/sct", "negated", "no-known"),
        ("409137002", "http://snomed.info/sct", "negated", "no-known"),
    ],
)
def test_codes_that_say_absence(code: str, system: str, certainty: str, absent: str) -> None:
    fact = one({"resourceType": "AllergyIntolerance", "code": coded("x", code, system)})
    assert (fact.certainty, fact.absent_reason) == (certainty, absent)


def test_empty_sections_are_facts_with_their_reason() -> None:
    def section(code: str, reason: str) -> Resource:
        return {
            "title": code, "code": coded("x", code),
            "text": {"div": f"<div>Nothing: {reason}</div>"},
            "emptyReason": coded("", reason, "list-empty-reason"),
        }  # fmt: skip

    composition = {
        "resourceType": "Composition", "title": "Summary", "date": "2024-02-03",
        "subject": {"reference": "Patient/p1"},
        "section": [section("48765-2", "nilknown"), section("10160-0", "notasked"),
                    section("11450-4", "unavailable")],
    }  # fmt: skip
    reading = read(bundle(composition, PATIENT, kind="document"))
    said = [(fact.type, fact.certainty, fact.absent_reason) for fact in reading.facts]
    assert said == [
        ("AllergyIntolerance", "negated", "no-known"),
        ("MedicationStatement", "affirmed", "not-asked"),
        ("Condition", "affirmed", "no-information"),
    ]
    first = reading.facts[0].evidence[0]
    assert isinstance(first, ElementPath)
    assert (first.path, first.quote) == ("Bundle.entry[0].resource.section[0]", "Nothing: nilknown")
    assert reading.document_date == "2024-02-03"


@pytest.mark.parametrize("digits", ["7.0", "7.00", "0.10", "1e3", "-2", "12345678901234567890.10"])
def test_a_number_keeps_its_digits(digits: str) -> None:
    quantity = f'"value":{digits},"unit":"milligram","system":"{UCUM}","code":"mg"'
    value = f'"valueQuantity":{{{quantity},"comparator":"<"}}'
    text = f'{{"resourceType":"Observation","code":{{"text":"X"}},{value}}}'
    (fact,) = read_bytes(text.encode()).facts
    assert (fact.value, fact.unit, fact.comparator) == (digits, "mg", "<")


@pytest.mark.parametrize(
    ("value", "expected", "unit"),
    [
        ({"valueString": "pale"}, "pale", None),
        ({"valueBoolean": False}, "false", None),
        ({"valueInteger": 3}, "3", None),
        ({"valueCodeableConcept": {"text": "Positive"}}, "Positive", None),
        ({"valueRatio": {"numerator": {"value": 1}, "denominator": {"value": 128}}}, "1:128", None),
        ({"valueRange": {"low": {"value": 1, "unit": "g"}, "high": {"value": 2, "unit": "g"}}},
         "1 - 2", "g"),
        ({"valueTime": "08:30:00"}, "08:30:00", None),
        ({"valueDateTime": "2020-01"}, "2020-01", None),
        ({"valuePeriod": {"start": "2020", "end": "2021"}}, "2020 - 2021", None),
        ({"valueQuantity": {"value": 5}}, "5", None),
    ],
)  # fmt: skip
def test_values_of_all_types(value: Resource, expected: str, unit: str | None) -> None:
    fact = one({"resourceType": "Observation", "code": {"text": "X"}, **value})
    assert (fact.value, fact.unit) == (expected, unit)


def test_a_panel_and_its_components_are_one_fact_each() -> None:
    def part(name: str, value: int) -> Resource:
        return {"code": {"text": name}, "valueQuantity": {"value": value, "unit": "mmHg"}}

    pressure = {
        "resourceType": "Observation", "status": "final", "code": {"text": "Blood pressure"},
        "effectiveDateTime": "2021-05-06T07:08:09+02:00",
        "component": [part("Systolic", 120), part("Diastolic", 80)],
    }  # fmt: skip
    facts = read(bundle(pressure)).facts
    assert [(fact.text, fact.value) for fact in facts] == [
        ("Blood pressure", None), ("Systolic", "120"), ("Diastolic", "80"),
    ]  # fmt: skip
    assert path_of(facts[2]) == "Bundle.entry[0].resource.component[1]"
    assert {(str(fact.date), fact.time) for fact in facts} == {("2021-05-06", "07:08:09")}


def test_interpretation_interval_and_absent_result() -> None:
    fact = one(
        {
            "resourceType": "Observation", "code": {"text": "Na"},
            "dataAbsentReason": coded("", "not-performed", "absent"),
            "interpretation": [coded("High", "H", "i")],
            "referenceRange": [{"low": {"value": 135, "unit": "mmol/L"},
                                "high": {"value": 145, "unit": "mmol/L"}}],
        }
    )  # fmt: skip
    assert (fact.flag, fact.interval) == ("H", "135 - 145 mmol/L")
    assert (fact.value, fact.absent_reason) == (None, "not-performed")


def test_a_drug_is_found_by_reference_and_its_dose_is_kept() -> None:
    drug = {"resourceType": "Medication", "id": "m", "code": {"text": "Metformin 500 mg"}}
    statement = {
        "resourceType": "MedicationStatement", "status": "active", "contained": [drug],
        "medicationReference": {"reference": "#m"},
        "dosage": [{
            "text": "with food", "route": {"text": "oral"}, "asNeededBoolean": True,
            "timing": {"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}},
            "doseAndRate": [{"doseQuantity": {"value": 500, "unit": "mg"}}],
        }],
    }  # fmt: skip
    fact = one(statement)
    assert fact.text == "Metformin 500 mg"
    assert fact.dosage is not None
    assert fact.dosage.model_dump(exclude={"form"}) == {
        "text": "with food", "dose": "500 mg", "dose_value": "500", "dose_unit": "mg",
        "route": "oral", "frequency": "2 per 1 d", "as_needed": True,
    }  # fmt: skip


def test_several_instructions_have_no_single_dose() -> None:
    def dose(value: int, when: str) -> Resource:
        quantity = {"value": value, "unit": "mg"}
        return {"text": f"{value} mg {when}", "doseAndRate": [{"doseQuantity": quantity}]}

    fact = one(
        {
            "resourceType": "MedicationRequest", "intent": "order", "status": "active",
            "medicationCodeableConcept": {"text": "Prednisolone"},
            "dosageInstruction": [dose(40, "week 1"), dose(20, "week 2")],
        }
    )  # fmt: skip
    assert fact.dosage is not None
    assert (fact.dosage.dose, fact.dosage.dose_value) == ("", "")
    assert fact.dosage.text == "40 mg week 1; 20 mg week 2"


@pytest.mark.parametrize(
    ("fields", "certainty", "status"),
    [
        ({"resourceType": "MedicationStatement", "status": "not-taken"}, "negated", "not-taken"),
        ({"resourceType": "MedicationRequest", "doNotPerform": True}, "negated", "not-done"),
        ({"resourceType": "MedicationRequest", "intent": "plan"}, "hypothetical", ""),
        ({"resourceType": "MedicationStatement", "status": "intended"}, "hypothetical", ""),
        ({"resourceType": "MedicationAdministration", "status": "not-done"}, "negated", "not-done"),
        ({"resourceType": "MedicationDispense", "status": "completed"}, "affirmed", ""),
        ({"resourceType": "Procedure", "status": "not-done"}, "negated", "not-done"),
        ({"resourceType": "Immunization", "status": "not-done"}, "negated", "not-done"),
        ({"resourceType": "Procedure", "status": "preparation"}, "hypothetical", "planned"),
        ({"resourceType": "CarePlan", "status": "draft", "intent": "plan"}, "affirmed", "draft"),
    ],
)
def test_what_was_not_done_is_not_affirmed(fields: Resource, certainty: str, status: str) -> None:
    named = {
        "code": {"text": "X"}, "medicationCodeableConcept": {"text": "X"},
        "vaccineCode": {"text": "X"}, "title": "X",
    }  # fmt: skip
    fact = one({**named, **fields})
    assert (fact.certainty, fact.clinical_status) == (certainty, status)


@pytest.mark.parametrize(
    ("site", "side"),
    [
        ({"text": "Left breast"}, "left"),
        ({"coding": [{"code": "7771000", "system": "http://snomed.info/sct"}]}, "left"),
        ({"text": "Breast", "extension": [
            {"url": "x/laterality-qualifier", "valueCodeableConcept": {
                "coding": [{"system": "http://snomed.info/sct", "code": "24028007"}]}}]}, "right"),
        ({"text": "Left breast", "extension": [
            {"url": "x/laterality", "valueCodeableConcept": {"text": "right"}}]}, None),
        ({"text": "Breast"}, None),
    ],
)  # fmt: skip
def test_a_side_is_stated_and_never_chosen(site: Resource, side: str | None) -> None:
    assert one(condition(bodySite=[site])).side == side


def test_relatives_conditions_are_the_familys() -> None:
    history = {
        "resourceType": "FamilyMemberHistory", "status": "completed",
        "relationship": {"text": "Mother"},
        "condition": [{"code": {"text": "Breast cancer"}}, {"code": {"text": "Stroke"}}],
    }  # fmt: skip
    facts = read(history).facts
    assert [(f.text, f.relation, f.certainty) for f in facts] == [
        ("Breast cancer", "Mother", "family"), ("Stroke", "Mother", "family"),
    ]  # fmt: skip
    assert path_of(facts[1]) == "FamilyMemberHistory.condition[1]"
    assert one({**history, "condition": []}).relation == "Mother"


def test_every_answer_of_a_form_is_a_fact() -> None:
    form = {
        "resourceType": "QuestionnaireResponse", "authored": "2022-01-02",
        "item": [{"text": "Habits", "item": [
            {"text": "Smoker?", "answer": [{"valueBoolean": True, "item": [
                {"text": "Pack-years", "answer": [{"valueDecimal": 12.5}]}]}]}]}],
    }  # fmt: skip
    facts = read(form).facts
    assert [(f.text, f.value, f.category) for f in facts] == [
        ("Smoker?", "true", "survey"), ("Pack-years", "12.5", "survey"),
    ]  # fmt: skip


def test_a_patient_is_named_as_written() -> None:
    (mention,) = read(bundle(PATIENT, condition())).patients
    identity = mention.identity
    assert mention.key == ""
    assert [name.text for name in identity.names] == ["Eva Test Muster", "样本试"]
    assert (str(identity.birth_date), identity.sex) == ("1970-03", "female")
    assert [(i.value, i.issuer) for i in identity.identifiers] == [("A-1", "Clinic")]


def test_facts_of_two_patients_stay_apart() -> None:
    other = {"resourceType": "Patient", "id": "p2", "name": [{"text": "Max Probe"}]}
    theirs = condition(id="c2", subject={"reference": "Patient/p2"})
    reading = read(bundle(PATIENT, other, condition(), theirs))
    keys = [mention.key for mention in reading.patients]
    assert keys == ["Bundle.entry[0].resource", "Bundle.entry[1].resource"]
    assert [fact.subject for fact in reading.facts] == keys
    assert all(mention.ordinals for mention in reading.patients)


def test_a_fact_about_somebody_not_in_the_file_is_not_the_patients() -> None:
    stranger = condition(id="c2", subject={"reference": "Patient/somebody-else"})
    reading = read(bundle(PATIENT, condition(), stranger))
    mine, theirs = reading.facts
    assert mine.subject != theirs.subject
    assert theirs.subject in {mention.key for mention in reading.patients}
    assert "subject_not_resolved: Bundle.entry[2].resource" in reading.deviations


def test_a_reference_that_shows_another_name_is_reported() -> None:
    subject = {"reference": "Patient/p1", "display": "Otto Beispielmann"}
    assert "subject_display_differs: Bundle.entry[1].resource" in (
        read(bundle(PATIENT, condition(subject=subject))).deviations
    )
    same = {"reference": "Patient/p1", "display": "Muster, Eva"}
    reading = read(bundle(PATIENT, condition(subject=same)))
    assert not [d for d in reading.deviations if d.startswith("subject_")]


def test_results_that_are_not_in_the_file_are_said() -> None:
    report = {
        "resourceType": "DiagnosticReport", "code": {"text": "CT"}, "conclusion": "No change.",
        "result": [{"reference": "Observation/x"}],
    }  # fmt: skip
    reading = read(report)
    assert "reference_not_resolved: DiagnosticReport.result[0]" in reading.deviations
    assert reading.facts[0].value == "No change."
    assert reading.pages[0].text == "CT\n\nNo change."


def test_embedded_files_are_kept_and_texts_become_pages() -> None:
    def attachment(kind: str, data: bytes) -> Resource:
        return {"attachment": {"contentType": kind, "data": base64.b64encode(data).decode()}}

    reference = {
        "resourceType": "DocumentReference", "description": "Letter",
        "content": [attachment("application/pdf", b"%PDF-1.4 x"),
                    attachment("text/plain", "Grüße aus der Klinik".encode()),
                    attachment("text/html", b"<html><p>One</p><p>Two&nbsp;3</p></html>"),
                    {"attachment": {"url": "https://example.org/scan.pdf"}}],
    }  # fmt: skip
    context = Kept()
    reading = read(reference, context)
    assert context.files == {"DocumentReference.pdf": b"%PDF-1.4 x"}
    texts = [page.text for page in reading.pages]
    assert "Grüße aus der Klinik" in texts
    assert "One\nTwo\xa03".replace("\xa0", " ") in texts
    assert "attachment_not_included: DocumentReference.content[3].attachment" in reading.deviations


def test_lines_arrays_and_parameters_have_their_paths() -> None:
    lines = "\n".join(json.dumps(r) for r in (PATIENT, condition()))
    assert path_of(read_bytes(lines.encode()).facts[0]) == "[1].Condition"
    assert path_of(read([PATIENT, condition()]).facts[0]) == "[1].Condition"
    assert path_of(one(condition())) == "Condition"
    wrapped = {
        "resourceType": "Parameters",
        "parameter": [{"name": "return", "resource": bundle(PATIENT, condition())}],
    }
    (fact,) = read(wrapped).facts
    assert path_of(fact) == "Parameters.parameter[0].resource.entry[1].resource"


def test_a_broken_line_costs_only_itself() -> None:
    data = f"{json.dumps(PATIENT)}\n{{broken\n{json.dumps(condition())}\n".encode()
    reading = read_bytes(data)
    assert len(reading.facts) == 1
    assert (reading.status, reading.code) == ("part", "json_partly_broken")
    assert "line_not_json: [1]" in reading.deviations


def test_an_old_version_is_read_as_far_as_it_is_the_same() -> None:
    reading = read(
        bundle(
            condition(clinicalStatus="active", verificationStatus="refuted"),
            {"resourceType": "MedicationStatement", "status": "active", "wasNotTaken": True,
             "medicationCodeableConcept": {"text": "Aspirin"}},
            {"resourceType": "AllergyIntolerance", "substance": {"text": "Latex"}},
        )
    )  # fmt: skip
    assert (reading.status, reading.code) == ("part", "fhir_older_version")
    assert reading.remedy
    said = [(fact.text, fact.certainty) for fact in reading.facts]
    assert said == [("Asthma", "negated"), ("Aspirin", "negated"), ("Latex", "affirmed")]


def test_a_new_version_is_said() -> None:
    reading = read(
        {"resourceType": "MedicationStatement", "status": "recorded",
         "medication": {"concept": {"text": "Aspirin"}}}
    )  # fmt: skip
    assert (reading.status, reading.code) == ("part", "fhir_newer_version")
    assert reading.facts[0].text == "Aspirin"


def test_a_page_of_a_search_is_not_the_whole() -> None:
    links = [{"relation": "next", "url": "https://example.org/?page=2"}]
    reading = read(bundle(PATIENT, condition(), kind="searchset", link=links))
    assert (reading.status, reading.code) == ("part", "bundle_has_next_page")


def test_an_older_version_in_a_history_is_withdrawn() -> None:
    newer, older = condition(code={"text": "New"}), condition(code={"text": "Old"})
    facts = read(bundle(newer, older, kind="history")).facts
    assert [fact.record_status for fact in facts] == ["current", "withdrawn"]
