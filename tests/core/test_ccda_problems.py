"""Problems, allergies and family history of C-CDA: presence, absence, certainty, status, side."""

from __future__ import annotations

import pytest
from ccda_documents import (
    concern,
    document,
    facts_in,
    observation,
    one_fact,
    problem,
    read_document,
    related,
    section,
    snomed,
    template,
)

ASTHMA = snomed("value", "195967001", "Asthma")
SINCE = '<effectiveTime><low value="2012"/></effectiveTime>'


def _status(value: str, number: str = "6") -> str:
    code = '<code code="33999-4" codeSystem="2.16.840.1.113883.6.1"/>'
    return related(observation(number, code + value), "REFR")


def test_a_problem_has_code_date_status_and_translations() -> None:
    value = snomed(
        "value",
        "363746003",
        "Acute pharyngitis",
        '<translation code="J02.9" codeSystem="2.16.840.1.113883.6.90" displayName="Pharyngitis"/>',
    )
    fact = one_fact("11450-4", concern("3", problem(SINCE + value)))
    assert (fact.type, fact.text, fact.category) == (
        "Condition",
        "Acute pharyngitis",
        "problem-list-item",
    )
    assert fact.code is not None
    assert (fact.code.system, fact.code.code) == ("http://snomed.info/sct", "363746003")
    assert [coding.system for coding in fact.codings] == [
        "http://snomed.info/sct",
        "http://hl7.org/fhir/sid/icd-10-cm",
    ]
    assert (str(fact.date), fact.end_date, fact.clinical_status) == ("2012", None, "active")
    assert fact.certainty == "affirmed"


def test_a_preferred_system_wins_over_the_own_code_but_not_over_the_label() -> None:
    value = (
        '<value xsi:type="CD" code="J45" codeSystem="2.16.840.1.113883.6.3" displayName="Asthma J">'
        '<translation code="195967001" codeSystem="2.16.840.1.113883.6.96" displayName="A"/>'
        "</value>"
    )
    fact = one_fact("11450-4", concern("3", problem(value)))
    assert fact.code is not None
    assert (fact.code.code, fact.text, len(fact.codings)) == ("195967001", "Asthma J", 2)


@pytest.mark.parametrize(
    ("effective", "status", "expected"),
    [
        ('<low value="2012"/>', "active", "active"),
        ('<low value="2012"/>', "completed", "inactive"),
        ('<low value="2012"/><high value="2013"/>', "active", "resolved"),
        ('<low value="2012"/><high nullFlavor="UNK"/>', "completed", "resolved"),
        ('<low value="2012"/><high nullFlavor="NI"/>', "active", "active"),
        ('<low value="2012"/>', "suspended", "inactive"),
    ],
)
def test_status_follows_end_and_concern(effective: str, status: str, expected: str) -> None:
    inner = f"<effectiveTime>{effective}</effectiveTime>{ASTHMA}"
    assert one_fact("11450-4", concern("3", problem(inner), status)).clinical_status == expected


def test_a_status_observation_decides_and_a_contradicting_end_is_said() -> None:
    inner = (
        '<effectiveTime><low value="2012"/><high value="2013"/></effectiveTime>'
        + ASTHMA
        + _status(snomed("value", "55561003", "Active"))
    )
    reading, _ = read_document(document(section("11450-4", concern("3", problem(inner)))))
    (fact,) = reading.facts
    assert fact.clinical_status == "active"
    assert reading.deviations[0].startswith("active_with_end_date: ")


def test_a_denied_problem_is_negated_and_a_denied_class_is_no_known() -> None:
    denied = one_fact("11450-4", concern("3", problem(ASTHMA, 'negationInd="true"')))
    assert (denied.certainty, denied.absent_reason, denied.clinical_status) == ("negated", None, "")
    generic = problem(snomed("value", "55607006", "Problem"), 'negationInd="true"')
    none_known = one_fact("11450-4", concern("3", generic))
    assert (none_known.certainty, none_known.absent_reason) == ("negated", "no-known")


@pytest.mark.parametrize("code", ["160245001", "no-known-problems"])
def test_a_code_may_say_no_known_by_itself(code: str) -> None:
    value = snomed("value", code, "No current problems or disability")
    fact = one_fact("11450-4", concern("3", problem(value)))
    assert (fact.certainty, fact.absent_reason, fact.clinical_status) == ("negated", "no-known", "")


def test_a_denied_free_text_problem_is_not_no_known() -> None:
    value = '<value xsi:type="CD" nullFlavor="OTH"><originalText>Gout</originalText></value>'
    fact = one_fact("11450-4", concern("3", problem(value, 'negationInd="true"')))
    assert (fact.text, fact.certainty, fact.absent_reason) == ("Gout", "negated", None)


def test_other_with_words_or_translation_is_not_absent() -> None:
    value = (
        '<value xsi:type="CD" nullFlavor="OTH"><translation code="V49.75" '
        'codeSystem="2.16.840.1.113883.6.103" displayName="Amputation status"/></value>'
    )
    fact = one_fact("11450-4", concern("3", problem(value)))
    assert (fact.text, fact.absent_reason) == ("Amputation status", None)
    assert fact.code is not None
    assert fact.code.code == "V49.75"


@pytest.mark.parametrize(
    ("flavor", "reason"),
    [
        ("NI", "no-information"),
        ("UNK", "unknown"),
        ("ASKU", "asked-unknown"),
        ("NAV", "temp-unknown"),
        ("NASK", "not-asked"),
        ("MSK", "masked"),
        ("NA", "not-applicable"),
        ("OTH", "other"),
    ],
)
def test_null_flavors_say_why_nothing_is_said(flavor: str, reason: str) -> None:
    inner = f'<value xsi:type="CD" nullFlavor="{flavor}"/>'
    assert one_fact("11450-4", concern("3", problem(inner))).absent_reason == reason
    empty = section(
        "48765-2", attributes=f'nullFlavor="{flavor}"', text="Nothing", title="Allergies"
    )
    (fact,) = facts_in(empty)
    assert (fact.type, fact.text, fact.absent_reason) == ("AllergyIntolerance", "Allergies", reason)
    assert fact.evidence[0].model_dump()["quote"] == "Nothing"
    assert fact.evidence[0].model_dump()["path"].endswith("/section[1]")


@pytest.mark.parametrize(
    ("display", "certainty"),
    [
        ("Suspected lung cancer", "suspected"),
        ("Probable diagnosis", "suspected"),
        ("Rule out myocardial infarction", "to_exclude"),
        ("Verdacht auf Pneumonie", "suspected"),
        ("At risk for falls", "hypothetical"),
        ("Impossible to swallow", "affirmed"),
        ("Pneumonia", "affirmed"),
    ],
)
def test_labels_that_qualify_themselves(display: str, certainty: str) -> None:
    fact = one_fact("11450-4", concern("3", problem(snomed("value", "1", display))))
    assert fact.certainty == certainty


@pytest.mark.parametrize(
    ("code", "certainty"),
    [("V", "suspected"), ("A", "negated"), ("Z", "historical"), ("G", "affirmed")],
)
def test_german_diagnostic_certainty(code: str, certainty: str) -> None:
    qualifier = (
        '<qualifier><name code="8" codeSystem="2.16.840.1.113883.3.7.1.0"/>'
        f'<value code="{code}" codeSystem="2.16.840.1.113883.3.7.1.8"/></qualifier>'
    )
    value = (
        '<value xsi:type="CD" code="J18.9" codeSystem="1.2.276.0.76.5.999" '
        f'codeSystemName="icd10gm2024" displayName="Pneumonie">{qualifier}</value>'
    )
    entry = (
        f'<observation classCode="OBS" moodCode="EVN"><code code="29308-4"/>{value}</observation>'
    )
    fact = one_fact("29548-5", entry)
    assert (fact.type, fact.certainty, fact.category) == ("Condition", certainty, "diagnosis")
    assert fact.code is not None
    assert fact.code.system == "http://fhir.de/CodeSystem/bfarm/icd-10-gm"


def test_the_problem_type_may_say_suspected() -> None:
    kind = snomed("code", "2931005", "Probable diagnosis")
    fact = one_fact("11450-4", observation("4", kind + ASTHMA))
    assert fact.certainty == "suspected"


def test_what_a_risk_concern_holds_is_hypothetical() -> None:
    fact = one_fact("75310-3", concern("136", problem(ASTHMA)))
    assert (fact.certainty, fact.clinical_status) == ("hypothetical", "")


def test_site_and_side_come_from_the_qualified_target() -> None:
    laterality = (
        "<qualifier>"
        + snomed("name", "272741003", "Laterality")
        + '<value code="7771000" codeSystem="2.16.840.1.113883.6.96" displayName="Left"/>'
        "</qualifier>"
    )
    inner = ASTHMA + snomed("targetSiteCode", "30021000", "Lower leg", laterality)
    fact = one_fact("11450-4", concern("3", problem(inner)))
    assert (fact.body_site, fact.side) == ("Lower leg", "left")


def test_one_sided_parts_of_single_organs_have_no_side() -> None:
    inner = ASTHMA + snomed("targetSiteCode", "1", "Left ventricle")
    assert one_fact("11450-4", concern("3", problem(inner))).side is None
    knee = ASTHMA + snomed("targetSiteCode", "1", "Structure of right knee region")
    assert one_fact("11450-4", concern("3", problem(knee))).side == "right"


def test_nullified_records_are_withdrawn() -> None:
    inner = f'<statusCode code="nullified"/>{ASTHMA}'
    fact = one_fact("11450-4", observation("4", inner))
    assert fact.record_status == "withdrawn"
    by_concern = one_fact("11450-4", concern("3", problem(ASTHMA), status="nullified"))
    assert by_concern.record_status == "withdrawn"


def test_diagnoses_know_what_encloses_them() -> None:
    for number, category in (
        ("80", "encounter-diagnosis"),
        ("33", "discharge-diagnosis"),
        ("34", "admission-diagnosis"),
        ("65", "preoperative-diagnosis"),
    ):
        assert one_fact("46240-8", concern(number, problem(ASTHMA))).category == category


def test_a_date_that_does_not_exist_is_said_not_repaired() -> None:
    inner = f'<effectiveTime><low value="20130231"/></effectiveTime>{ASTHMA}'
    reading, _ = read_document(document(section("11450-4", concern("3", problem(inner)))))
    assert reading.facts[0].date is None
    assert reading.deviations[0].startswith("date_not_valid: ")


def test_a_concern_without_entries_speaks_for_itself() -> None:
    act = (
        f'<act classCode="ACT" moodCode="EVN" negationInd="true">{template("132")}'
        '<code code="75310-3"/><text>No known health concerns</text></act>'
    )
    fact = one_fact("75310-3", act)
    assert (fact.type, fact.text, fact.absent_reason) == (
        "Condition",
        "No known health concerns",
        "no-known",
    )


def _allergy(agent: str, extra: str = "", attributes: str = "", kind: str = "419199007") -> str:
    participant = (
        '<participant typeCode="CSM"><participantRole classCode="MANU">'
        f'<playingEntity classCode="MMAT">{agent}</playingEntity></participantRole></participant>'
    )
    value = snomed("value", kind, "Allergy to substance")
    code = '<code code="ASSERTION" codeSystem="2.16.840.1.113883.5.4"/>'
    return observation("7", code + SINCE + value + participant + extra, attributes=attributes)


PEANUT = snomed("code", "762952008", "Peanut")


def _graded(number: str, value: str, inner: str = "") -> str:
    code = '<code code="ASSERTION" codeSystem="2.16.840.1.113883.5.4"/>'
    return observation(number, code + value + inner)


def test_an_allergy_names_substance_kind_reactions_and_criticality() -> None:
    severe = related(_graded("8", snomed("value", "24484000", "Severe")))
    hives = related(_graded("9", snomed("value", "247472004", "Hives"), severe), "MFST")
    nausea = related(_graded("9", snomed("value", "422587007", "Nausea")), "MFST")
    high = related(_graded("145", '<value xsi:type="CD" code="CRITH" displayName="high"/>'))
    entry = concern("30", _allergy(PEANUT, hives + nausea + high, kind="414285001"))
    fact = one_fact("48765-2", entry)
    assert (fact.type, fact.text, fact.category) == ("AllergyIntolerance", "Peanut", "allergy/food")
    assert fact.reaction == "Hives (Severe); Nausea"
    assert (fact.criticality, fact.clinical_status, str(fact.date)) == ("high", "active", "2012")


def test_parts_beside_the_only_allergy_of_a_concern_belong_to_it() -> None:
    mild = related(_graded("8", snomed("value", "255604002", "Mild")))
    hives = related(_graded("9", snomed("value", "247472004", "Hives"), mild), "MFST")
    entry = concern("30", _allergy(PEANUT)).replace("</act>", f"{hives}</act>")
    assert one_fact("48765-2", entry).reaction == "Hives (Mild)"


def test_not_allergic_and_no_known_allergies_differ() -> None:
    denied = one_fact("48765-2", concern("30", _allergy(PEANUT, attributes='negationInd="true"')))
    assert (denied.text, denied.certainty, denied.absent_reason) == ("Peanut", "negated", None)
    for agent in ('<code nullFlavor="NA"/>', snomed("code", "105590001", "Substance")):
        entry = concern("30", _allergy(agent, attributes='negationInd="true"'))
        fact = one_fact("48765-2", entry)
        assert (fact.certainty, fact.absent_reason) == ("negated", "no-known")
        assert fact.clinical_status == ""


def test_no_known_allergy_as_a_value_code() -> None:
    entry = concern("30", _allergy("", kind="716186003"))
    fact = one_fact("48765-2", entry)
    assert (fact.certainty, fact.absent_reason) == ("negated", "no-known")


def test_denying_no_known_is_read_as_no_known_and_said() -> None:
    entry = concern("30", _allergy("", attributes='negationInd="true"', kind="716186003"))
    reading, _ = read_document(document(section("48765-2", entry)))
    assert reading.facts[0].absent_reason == "no-known"
    assert reading.deviations[0].startswith("no_known_denied: ")


def _relative(code: str, observations: str, subject: str = "") -> str:
    return (
        f'<organizer classCode="CLUSTER" moodCode="EVN">{template("45")}<subject><relatedSubject>'
        f'<code code="{code}" codeSystem="2.16.840.1.113883.5.111" displayName="father"/>'
        f"<subject>{subject}</subject></relatedSubject></subject>"
        f"<component>{observations}</component></organizer>"
    )


def test_family_history_names_relation_age_and_death() -> None:
    age = related(
        observation(
            "31", snomed("code", "445518008", "Age") + '<value xsi:type="PQ" value="57" unit="a"/>'
        )
    )
    death = related(_graded("47", snomed("value", "419099009", "Dead")), "CAUS")
    inner = snomed("code", "64572001", "Disease") + snomed("value", "22298006", "Infarction")
    fact = one_fact("10157-6", _relative("FTH", observation("46", inner + age + death)))
    assert (fact.type, fact.text, fact.relation, fact.certainty) == (
        "FamilyMemberHistory",
        "Infarction",
        "father",
        "family",
    )
    assert fact.note == "Age at onset: 57 a; Died of it"


def test_denied_family_history_stays_denied() -> None:
    asthma = observation("46", ASTHMA, attributes='negationInd="true"')
    fact = one_fact("10157-6", _relative("FTH", asthma))
    assert (fact.certainty, fact.absent_reason) == ("negated", None)
    generic = observation(
        "46", snomed("value", "55607006", "Problem"), attributes='negationInd="1"'
    )
    assert one_fact("10157-6", _relative("FTH", generic)).absent_reason == "no-known"


def test_sections_decide_what_entries_without_templates_are() -> None:
    entry = observation("", snomed("code", "29308-4", "Diagnosis") + ASTHMA)
    types = {
        code: one_fact(code, entry).type
        for code in ("11450-4", "10157-6", "29762-2", "30954-2", "18776-5", "42348-3")
    }
    assert types == {
        "11450-4": "Condition",
        "10157-6": "FamilyMemberHistory",
        "29762-2": "Observation",
        "30954-2": "Observation",
        "18776-5": "CarePlan",
        "42348-3": "Consent",
    }
    assert one_fact("1-8", entry).category == "other"


@pytest.mark.parametrize(
    ("display", "certainty", "absent"),
    [
        ("No known drug allergies", "negated", "no-known"),
        ("No known allergy (situation)", "negated", "no-known"),
        ("No current problems", "negated", "no-known"),
        ("No history of asthma", "negated", None),
        ("No evidence of recurrence", "negated", None),
        ("Absence of left kidney", "affirmed", None),
        ("Nodule of lung", "affirmed", None),
    ],
)
def test_labels_that_deny_a_class_or_one_thing(
    display: str, certainty: str, absent: str | None
) -> None:
    fact = one_fact("11450-4", concern("3", problem(snomed("value", "1", display))))
    assert (fact.certainty, fact.absent_reason) == (certainty, absent)


def test_foreign_documents_without_known_templates_keep_reactions_inside_allergies() -> None:
    code = '<code code="ALG" codeSystem="2.16.840.1.113883.5.4"/>'
    agent = (
        '<participant typeCode="CSM"><participantRole><playingEntity>'
        f"{PEANUT}</playingEntity></participantRole></participant>"
    )
    severity = related(
        observation("", '<code code="SEV"/>' + snomed("value", "24484000", "Severe"))
    )
    reaction = related(
        observation("", snomed("code", "64572001") + snomed("value", "1", "Hives") + severity),
        "MFST",
    )
    verification = related(
        observation("", '<code code="66455-7"/><value xsi:type="CD" code="unconfirmed"/>')
    )
    fact = one_fact("48765-2", observation("", code + agent + reaction + verification))
    assert (fact.type, fact.text, fact.reaction) == (
        "AllergyIntolerance",
        "Peanut",
        "Hives (Severe)",
    )
    assert fact.certainty == "suspected"
