"""Drugs, vaccines, procedures, devices, encounters, plans, notes and directives of C-CDA."""

from __future__ import annotations

import pytest
from ccda_documents import (
    RXNORM,
    concern,
    facts_in,
    observation,
    one_fact,
    problem,
    related,
    section,
    snomed,
    template,
)

from huizhen.core.records.fact import Fact

DRUG = f'<code code="197806" codeSystem="{RXNORM}" displayName="ibuprofen 600 MG Oral Tablet"/>'


def _product(code: str = DRUG, extra: str = "") -> str:
    return (
        "<consumable><manufacturedProduct><manufacturedMaterial>"
        f"{code}{extra}</manufacturedMaterial></manufacturedProduct></consumable>"
    )


def _drug(
    inner: str = "", code: str = DRUG, mood: str = "EVN", attributes: str = "", number: str = "16"
) -> str:
    return observation(number, inner + _product(code), mood, attributes, "substanceAdministration")


def _medication(inner: str = "", code: str = DRUG, mood: str = "EVN", attributes: str = "") -> Fact:
    return one_fact("10160-0", _drug(inner, code, mood, attributes))


PERIOD = '<effectiveTime xsi:type="IVL_TS"><low value="20240301"/></effectiveTime>'


def _every(inner: str, attributes: str = "") -> str:
    return f'<effectiveTime xsi:type="PIVL_TS" operator="A" {attributes}>{inner}</effectiveTime>'


def test_a_drug_has_dose_route_schedule_and_reason() -> None:
    inner = (
        '<statusCode code="active"/>'
        + PERIOD
        + _every('<period value="12" unit="h"/>')
        + '<routeCode code="C38288" codeSystem="2.16.840.1.113883.3.26.1.1" displayName="Oral"/>'
        '<doseQuantity value="2.5" unit="mg"/>'
        '<maxDoseQuantity><numerator value="6"/><denominator value="1" unit="d"/></maxDoseQuantity>'
        "<precondition><criterion>"
        + snomed("value", "49727002", "Cough")
        + "</criterion></precondition>"
    )
    fact = _medication(inner)
    assert (fact.type, fact.text, fact.clinical_status) == (
        "MedicationStatement",
        "ibuprofen 600 MG Oral Tablet",
        "active",
    )
    assert fact.code is not None
    assert fact.code.system == "http://www.nlm.nih.gov/research/umls/rxnorm"
    dosage = fact.dosage
    assert dosage is not None
    assert (dosage.dose, dosage.dose_value, dosage.dose_unit) == ("2.5 mg", "2.5", "mg")
    assert (dosage.route, dosage.frequency, dosage.as_needed) == ("Oral", "every 12 h", True)
    assert fact.note == "As needed for: Cough; Maximum dose: 6 per 1 d"
    assert str(fact.date) == "2024-03-01"


@pytest.mark.parametrize(
    ("schedule", "frequency"),
    [
        (
            _every('<period value="6" unit="h"/>', 'institutionSpecified="true"'),
            "every 6 h (institution specified)",
        ),
        (
            _every(
                '<period xsi:type="IVL_PQ"><low value="4" unit="h"/><high value="6" unit="h"/>'
                "</period>"
            ),
            "every 4-6 h",
        ),
        ('<effectiveTime xsi:type="EIVL_TS" operator="A"><event code="HS"/></effectiveTime>', "HS"),
        (
            (
                '<effectiveTime><event code="ACM"/><offset><low value="-30" unit="min"/></offset>'
                "</effectiveTime>"
            ),
            "ACM -30 min",
        ),
        (
            (
                '<effectiveTime xsi:type="SXPR_TS"><comp><event code="ACM"/></comp>'
                '<comp><event code="HS"/></comp></effectiveTime>'
            ),
            "ACM, HS",
        ),
        (
            _every(
                '<frequency><numerator value="2"/><denominator value="1" unit="d"/></frequency>'
            ),
            "2 per 1 d",
        ),
        ("", ""),
    ],
)
def test_schedules_are_told_as_written(schedule: str, frequency: str) -> None:
    dosage = _medication(PERIOD + schedule + '<doseQuantity value="1"/>').dosage
    assert dosage is not None
    assert dosage.frequency == frequency


def test_dose_ranges_and_administration_units() -> None:
    between = _medication('<doseQuantity><low value="1"/><high value="2"/></doseQuantity>').dosage
    assert between is not None
    assert between.dose == "1-2"
    puffs = _medication(
        '<doseQuantity value="2"/><administrationUnitCode code="PUFF" displayName="Puff"/>'
    ).dosage
    assert puffs is not None
    assert (puffs.dose, puffs.dose_unit) == ("2 Puff", "Puff")


def test_a_free_text_sig_is_part_of_its_drug() -> None:
    sig = observation(
        "147",
        '<code code="76662-6" codeSystem="2.16.840.1.113883.6.1"/><text>one at night</text>',
        name="substanceAdministration",
    )
    fact = _medication(related(sig, "COMP"))
    assert fact.dosage is not None
    assert fact.dosage.text == "one at night"


def _acted(status: str, *ends: str) -> str:
    span = "".join(ends)
    return f'<statusCode code="{status}"/><effectiveTime>{span}</effectiveTime>'


LOW = '<low value="2023"/>'


@pytest.mark.parametrize(
    ("inner", "status"),
    [
        (_acted("active", LOW), "active"),
        (_acted("aborted", LOW), "stopped"),
        (_acted("suspended", LOW), "on-hold"),
        ('<statusCode code="completed"/><effectiveTime value="20240301"/>', "completed"),
        (_acted("completed", LOW, '<high value="2024"/>'), "completed"),
        (_acted("completed", LOW, '<high nullFlavor="UNK"/>'), ""),
        (_acted("active", LOW, '<high value="20240401"/>'), "completed"),
        (_acted("active", LOW, '<high value="2024"/>'), "active"),
        ("", ""),
    ],
)
def test_a_drugs_status_needs_dates_that_bear_it_out(inner: str, status: str) -> None:
    assert _medication(inner).clinical_status == status


def test_a_status_observation_decides_over_the_fixed_status_of_old_documents() -> None:
    active = observation(
        "",
        '<code code="33999-4" codeSystem="2.16.840.1.113883.6.1"/>'
        + snomed("value", "55561003", "Active"),
    )
    fact = _medication('<statusCode code="completed"/>' + PERIOD + related(active, "REFR"))
    assert fact.clinical_status == "active"


def test_refused_drugs_and_no_drugs_differ() -> None:
    reason = observation(
        "",
        '<code code="77301-0" codeSystem="2.16.840.1.113883.6.1"/>'
        + snomed("value", "105480006", "Declined by patient"),
    )
    refused = _medication(related(reason, "RSON"), attributes='negationInd="true"')
    assert (refused.certainty, refused.clinical_status) == ("negated", "not-taken")
    assert (refused.absent_reason, refused.note) == (None, "Reason: Declined by patient")
    generic = (
        '<code nullFlavor="OTH"><translation code="410942007" displayName="Drug or medicament" '
        'codeSystem="2.16.840.1.113883.6.96"/></code>'
    )
    none = _medication(code=generic, attributes='negationInd="true"')
    assert (none.certainty, none.absent_reason) == ("negated", "no-known")


def test_a_prescribed_drug_stays_a_medication_and_a_planned_one_is_a_plan() -> None:
    assert _medication(mood="INT").type == "MedicationStatement"
    planned = one_fact("18776-5x", _drug(mood="INT", number="42"))
    assert (planned.type, planned.category) == ("CarePlan", "planned")


def test_supplies_belong_to_the_drug_around_them() -> None:
    product = _product().replace("consumable", "product")
    supply = observation("18", f'<quantity value="75"/>{product}', name="supply")
    (fact,) = facts_in(section("10160-0", _drug(related(supply, "REFR"))))
    assert fact.type == "MedicationStatement"
    alone = one_fact("10160-0", supply)
    assert (alone.category, alone.note) == ("supply", "Quantity: 75")


def test_indications_and_reaction_treatments_are_facts_of_their_own() -> None:
    why = observation("19", snomed("code", "404684003") + snomed("value", "57676002", "Joint pain"))
    drug, indication = facts_in(section("10160-0", _drug(related(why, "RSON"))))
    assert (drug.type, indication.type, indication.category) == (
        "MedicationStatement",
        "Condition",
        "indication",
    )


VACCINE = '<code code="88" codeSystem="2.16.840.1.113883.12.292" displayName="influenza">{}</code>'


def test_vaccines_given_and_refused() -> None:
    rxnorm = f'<translation code="854981" codeSystem="{RXNORM}" displayName="brand"/>'
    given = one_fact(
        "11369-6",
        _drug(
            '<statusCode code="completed"/><effectiveTime value="20231015"/>'
            + snomed("approachSiteCode", "368208006", "Left arm"),
            VACCINE.format(rxnorm),
            number="52",
        ),
    )
    assert (given.type, given.text, str(given.date)) == ("Immunization", "influenza", "2023-10-15")
    assert given.code is not None
    assert (given.code.system, given.side) == ("http://hl7.org/fhir/sid/cvx", "left")
    objection = observation("53", '<code code="PATOBJ" displayName="patient objection"/>')
    refused = one_fact(
        "11369-6",
        _drug(related(objection, "RSON"), VACCINE, attributes='negationInd="true"', number="52"),
    )
    assert (refused.certainty, refused.clinical_status) == ("negated", "not-done")
    assert refused.note == "Reason: patient objection"


PROCEDURE = snomed("code", "6025007", "Laparoscopic appendectomy")


@pytest.mark.parametrize(
    ("attributes", "inner", "certainty", "status"),
    [
        ("", '<statusCode code="completed"/>', "affirmed", "completed"),
        ("", '<statusCode code="aborted"/>', "affirmed", "stopped"),
        ("", '<statusCode code="cancelled"/>', "affirmed", "not-done"),
        ('negationInd="true"', '<statusCode code="completed"/>', "negated", "not-done"),
    ],
)
def test_what_became_of_a_procedure(
    attributes: str, inner: str, certainty: str, status: str
) -> None:
    for number, name in (("14", "procedure"), ("13", "observation"), ("12", "act")):
        entry = observation(number, PROCEDURE + inner, attributes=attributes, name=name)
        fact = one_fact("47519-4", entry)
        assert (fact.type, fact.certainty, fact.clinical_status) == ("Procedure", certainty, status)


def test_a_failed_attempt_is_not_a_completed_procedure() -> None:
    failed = observation("", snomed("code", "103709008", "Failed attempted procedure"), name="act")
    inner = PROCEDURE + '<statusCode code="completed"/>' + related(failed)
    assert one_fact("47519-4", observation("14", inner, name="procedure")).clinical_status == (
        "unsuccessful"
    )


def test_implants_are_devices_of_their_procedure() -> None:
    device = (
        '<participant typeCode="DEV"><participantRole><id root="2.999" extension="(01)123"/>'
        f"<playingDevice>{snomed('code', '14106009', 'Cardiac pacemaker')}</playingDevice>"
        "</participantRole></participant>"
    )
    procedure, implant = facts_in(
        section("47519-4", observation("14", PROCEDURE + device, name="procedure"))
    )
    assert procedure.note == "Device: Cardiac pacemaker"
    assert (implant.type, implant.text) == ("Device", "Cardiac pacemaker")
    assert "UDI: (01)123" in implant.note
    assert (
        implant.evidence[0]
        .model_dump()["path"]
        .endswith("/procedure[1]/participant[1]/participantRole[1]")
    )


def test_no_implants_is_no_known() -> None:
    device = (
        '<participant typeCode="DEV"><participantRole><playingDevice>'
        f"{snomed('code', '40388003', 'Implant')}</playingDevice></participantRole></participant>"
    )
    entry = observation(
        "14",
        snomed("code", "71388002", "Procedure") + device,
        "EVN",
        'negationInd="true"',
        "procedure",
    )
    assert {(fact.type, fact.certainty, fact.absent_reason) for fact in facts_in(
        section("46264-8", entry)
    )} == {("Procedure", "negated", "no-known"), ("Device", "negated", "no-known")}  # fmt: skip


def test_encounters_hold_their_diagnoses() -> None:
    place = (
        '<participant typeCode="LOC"><participantRole><playingEntity><name>Ward 3</name>'
        "</playingEntity></participantRole></participant>"
    )
    diagnosis = related(concern("80", problem(snomed("value", "233604007", "Pneumonia"))))
    inner = (
        snomed("code", "11429006", "Consultation")
        + '<effectiveTime><low value="20240501"/></effectiveTime>'
        + place
        + diagnosis
    )
    contact, condition = facts_in(section("46240-8", observation("49", inner, name="encounter")))
    assert (contact.type, contact.performer) == ("Encounter", "Ward 3")
    assert (condition.type, condition.category) == ("Condition", "encounter-diagnosis")


@pytest.mark.parametrize(
    ("number", "mood", "name", "category"),
    [
        ("44", "RQO", "observation", "planned"),
        ("41", "INT", "procedure", "planned"),
        ("39", "PRMS", "act", "planned"),
        ("40", "PRP", "encounter", "planned"),
        ("121", "GOL", "observation", "goal"),
        ("14", "INT", "procedure", "planned"),
        ("2", "RQO", "observation", "planned"),
        ("20", "INT", "act", "instruction"),
    ],
)
def test_what_is_intended_is_a_plan(number: str, mood: str, name: str, category: str) -> None:
    fact = one_fact("1-8", observation(number, PROCEDURE, mood, name=name))
    assert (fact.type, fact.category) == ("CarePlan", category)


def test_a_goal_keeps_its_target() -> None:
    target = '<value xsi:type="IVL_PQ"><low value="92" unit="%"/></value>'
    fact = one_fact("61146-7", observation("121", PROCEDURE + target, "GOL"))
    assert (fact.value, fact.unit, fact.comparator) == ("92", "%", ">=")


def test_assessment_and_plan_sections_are_facts_with_their_words() -> None:
    facts = facts_in(
        section("51848-0", text="Stable.", title="Assessment"),
        section("18776-5", observation("41", PROCEDURE, "RQO", name="procedure"), text="Surgery."),
        section("8648-8", text="Course.", title="Course"),
    )
    assert [(fact.type, fact.note) for fact in facts] == [
        ("ClinicalImpression", "Stable."),
        ("CarePlan", "Surgery."),
        ("CarePlan", ""),
    ]
    assert facts[0].evidence[0].model_dump()["quote"] == "Stable."


def test_directives_notes_supplies_and_prognoses_have_their_types() -> None:
    directive = observation(
        "48", snomed("code", "304251008", "Resuscitation") + snomed("value", "304253006", "Not")
    )
    cane = (
        '<participant typeCode="PRD"><participantRole><playingDevice>'
        f"{snomed('code', '87405001', 'Cane')}</playingDevice></participantRole></participant>"
    )
    prognosis = observation(
        "113", snomed("code", "75328-5", "Prognosis") + "<value>guarded</value>"
    )
    found = {
        fact.type: (fact.text, fact.value)
        for fact in facts_in(
            section(
                "1-8",
                directive,
                observation("202", snomed("code", "34109-9", "Note"), name="act"),
                observation("50", cane, name="supply"),
                prognosis,
            )
        )
    }
    assert found == {
        "Consent": ("Resuscitation", "Not"),
        "DocumentReference": ("Note", None),
        "Device": ("Cane", None),
        "ClinicalImpression": ("Prognosis", "guarded"),
    }


def test_nothing_coded_is_dropped() -> None:
    entries = {
        "observation": "Observation",
        "act": "Procedure",
        "procedure": "Procedure",
        "encounter": "Encounter",
    }
    for name, fact_type in entries.items():
        fact = one_fact("1-8", observation("", snomed("code", "1", "Unheard of"), name=name))
        assert (fact.type, fact.text, fact.category) == (fact_type, "Unheard of", "other")


def test_entries_without_content_and_references_make_no_facts() -> None:
    reference = observation("122", '<code nullFlavor="NP"/>', name="act")
    empty = '<encounter classCode="ENC" moodCode="EVN"><id root="2.999"/></encounter>'
    group = f'<organizer classCode="CLUSTER" moodCode="EVN">{template("26")}</organizer>'
    assert facts_in(section("1-8", reference, empty, group)) == []


def test_comments_and_reasons_are_parts_where_they_stand_inside() -> None:
    comment = observation(
        "64",
        '<code code="48767-8" codeSystem="2.16.840.1.113883.6.1"/><text>shaky</text>',
        name="act",
    )
    fact = one_fact("47519-4", observation("14", PROCEDURE + related(comment), name="procedure"))
    assert fact.note == "Comment: shaky"
    assert one_fact("1-8", comment).type == "DocumentReference"


def test_no_known_medications_may_stand_as_the_acts_own_code() -> None:
    entry = (
        '<substanceAdministration classCode="SBADM" moodCode="EVN">'
        '<code code="no-known-medications" codeSystem="2.16.840.1.113883.5.1150.1"/>'
        "</substanceAdministration>"
    )
    fact = one_fact("10160-0", entry)
    assert (fact.type, fact.certainty, fact.absent_reason) == (
        "MedicationStatement",
        "negated",
        "no-known",
    )


def test_tapered_doses_are_steps_of_one_drug() -> None:
    step = (
        '<substanceAdministration classCode="SBADM" moodCode="INT"><effectiveTime>'
        '<low value="20240301"/><high value="20240305"/></effectiveTime>'
        '<doseQuantity value="40" unit="mg"/></substanceAdministration>'
    )
    fact = _medication(related(step, "COMP") + related(step.replace('"40"', '"20"'), "COMP"))
    assert fact.note == (
        "Dose steps: 40 mg 2024-03-01 - 2024-03-05, then 20 mg 2024-03-01 - 2024-03-05"
    )


def test_a_drug_without_structured_dose_keeps_its_words() -> None:
    fact = _medication("<text>ibuprofen, one tablet when needed</text>")
    assert fact.dosage is not None
    assert fact.dosage.text == "ibuprofen, one tablet when needed"
