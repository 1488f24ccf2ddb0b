"""Observation values, intervals, flags and panels of C-CDA, exactly as written."""

from __future__ import annotations

import pytest
from ccda_documents import (
    document,
    facts_in,
    observation,
    one_fact,
    read_document,
    related,
    section,
    snomed,
    template,
)
from hypothesis import given
from hypothesis import strategies as st

from huizhen.core.records.fact import Fact

GLUCOSE = '<code code="2345-7" codeSystem="2.16.840.1.113883.6.1" displayName="Glucose"/>'
AT = '<effectiveTime value="202405081430-0500"/>'


def _result(value: str, extra: str = "") -> Fact:
    return one_fact("30954-2", observation("2", GLUCOSE + AT + value + extra))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('<value xsi:type="PQ" value="7.00" unit="mmol/L"/>', ("7.00", "mmol/L", None)),
        ('<value xsi:type="PQ" value="12"/>', ("12", None, None)),
        ('<value value="3" unit="kg"/>', ("3", "kg", None)),
        (
            (
                '<value xsi:type="PQ" nullFlavor="OTH"><translation value="152" nullFlavor="OTH">'
                "<originalText>THOUS/MCL</originalText></translation></value>"
            ),
            ("152", "THOUS/MCL", None),
        ),
        (
            (
                '<value xsi:type="IVL_PQ"><low value="500" unit="mg/dL" inclusive="false"/>'
                '<high nullFlavor="PINF"/></value>'
            ),
            ("500", "mg/dL", ">"),
        ),
        ('<value xsi:type="IVL_PQ"><low value="92" unit="%"/></value>', ("92", "%", ">=")),
        ('<value xsi:type="IVL_PQ"><high value="5" unit="g"/></value>', ("5", "g", "<=")),
        (
            '<value xsi:type="IVL_PQ"><high value="5" unit="g" inclusive="false"/></value>',
            ("5", "g", "<"),
        ),
        (
            '<value xsi:type="IVL_PQ"><low value="1" unit="g"/><high value="2" unit="g"/></value>',
            ("1 - 2", "g", None),
        ),
        (
            '<value xsi:type="IVL_PQ"><low value="1" unit="g"/><high value="2" unit="kg"/></value>',
            ("1 g - 2 kg", None, None),
        ),
        (
            '<value xsi:type="RTO_INT_INT"><numerator value="1"/><denominator value="80"/></value>',
            ("1:80", None, None),
        ),
        (
            (
                '<value xsi:type="RTO_PQ_PQ"><numerator value="5" unit="mg"/>'
                '<denominator value="1" unit="mL"/></value>'
            ),
            ("5/1", "mg/mL", None),
        ),
        ('<value xsi:type="INT" value="9"/>', ("9", None, None)),
        ('<value xsi:type="REAL" value="0.50"/>', ("0.50", None, None)),
        ('<value xsi:type="BL" value="true"/>', ("true", None, None)),
        ('<value xsi:type="TS" value="20200919"/>', ("2020-09-19", None, None)),
        (
            '<value xsi:type="IVL_TS"><low value="2019"/><high value="202003"/></value>',
            ("2019 - 2020-03", None, None),
        ),
        ('<value xsi:type="ST"> Amber\n coloured </value>', ("Amber coloured", None, None)),
        ('<value xsi:type="ST">&lt; 0.01</value>', ("0.01", None, "<")),
        ('<value xsi:type="ST">&lt;1:40</value>', ("<1:40", None, None)),
        ('<value xsi:type="ED">long text</value>', ("long text", None, None)),
        ("<value>untyped</value>", ("untyped", None, None)),
        (
            '<value xsi:type="CD" code="A" codeSystem="1.2" displayName="Detected"/>',
            ("Detected", None, None),
        ),
    ],
)
def test_every_data_type_is_text_as_written(value: str, expected: tuple[object, ...]) -> None:
    fact = _result(value)
    assert (fact.value, fact.unit, fact.comparator) == expected
    assert (fact.type, fact.text, fact.category) == ("Observation", "Glucose", "laboratory")
    assert (str(fact.date), fact.time, fact.absent_reason) == ("2024-05-08", "14:30", None)


@given(st.decimals(min_value=0, max_value=10**6, allow_nan=False, places=4))
def test_numbers_keep_every_digit(number: object) -> None:
    assert _result(f'<value xsi:type="PQ" value="{number}" unit="g"/>').value == str(number)


def test_coded_values_keep_their_codes() -> None:
    fact = _result(snomed("value", "260373001", "Detected"))
    assert [(coding.system, coding.code) for coding in fact.value_codings] == [
        ("http://snomed.info/sct", "260373001")
    ]


def test_a_score_with_its_meaning_keeps_both() -> None:
    meaning = (
        '<value xsi:type="CO" code="LA6555-2" codeSystem="2.16.840.1.113883.6.1" displayName="To '
        'voice"/>'
    )
    fact = _result('<value xsi:type="INT" value="3"/>' + meaning)
    assert (fact.value, fact.value_codings[0].display) == ("3", "To voice")


@pytest.mark.parametrize(
    ("value", "status", "reason"),
    [
        ('<value xsi:type="PQ" nullFlavor="NA"/>', "active", "not-applicable"),
        ('<value xsi:type="PQ" nullFlavor="UNK"/>', "completed", "unknown"),
        ('<value xsi:type="PQ" nullFlavor="NI"/>', "cancelled", "not-performed"),
        ("", "aborted", "not-performed"),
    ],
)
def test_missing_values_say_why(value: str, status: str, reason: str) -> None:
    fact = _result(value, f'<statusCode code="{status}"/>')
    assert (fact.value, fact.absent_reason) == (None, reason)
    assert fact.clinical_status == ("" if status == "completed" else status)


def test_a_null_observation_says_nothing_of_its_value() -> None:
    code = '<code code="ASSERTION" codeSystem="2.16.840.1.113883.5.4"/>'
    pregnancy = code + snomed("value", "77386006", "Pregnancy")
    unknown = one_fact("29762-2", observation("38", pregnancy, attributes='nullFlavor="UNK"'))
    assert (unknown.text, unknown.value, unknown.absent_reason) == ("Pregnancy", None, "unknown")
    denied = one_fact("29762-2", observation("38", pregnancy, attributes='negationInd="true"'))
    assert (denied.text, denied.certainty, denied.absent_reason) == ("Pregnancy", "negated", None)


def test_intervals_and_flags_are_as_written() -> None:
    ranges = (
        '<interpretationCode code="H" codeSystem="2.16.840.1.113883.5.83"/>'
        "<referenceRange><observationRange><value xsi:type='IVL_PQ'>"
        "<low value='3.90' unit='mmol/L'/><high value='5.60' unit='mmol/L'/></value>"
        "</observationRange></referenceRange>"
    )
    fact = _result('<value xsi:type="PQ" value="9" unit="mmol/L"/>', ranges)
    assert (fact.interval, fact.flag) == ("3.90 - 5.60 mmol/L", "H")


def test_several_intervals_are_all_told_apart() -> None:
    ranges = "".join(
        f"<referenceRange><observationRange><text>{text}</text>"
        f'<interpretationCode code="{code}"/></observationRange></referenceRange>'
        for text, code in (("below 1:80", "N"), ("1:80", "A"))
    )
    assert (
        _result('<value xsi:type="ST">1:80</value>', ranges).interval == "below 1:80 (N); 1:80 (A)"
    )


def test_an_open_interval_keeps_its_direction() -> None:
    ranges = (
        "<referenceRange><observationRange><value xsi:type='IVL_PQ'>"
        "<high value='150' unit='mg/dL' inclusive='false'/></value></observationRange>"
        "</referenceRange>"
    )
    assert _result('<value xsi:type="PQ" value="9" unit="mg/dL"/>', ranges).interval == "<150 mg/dL"


def _panel(*components: str, inner: str = "") -> str:
    held = "".join(f"<component>{component}</component>" for component in components)
    return (
        f'<organizer classCode="BATTERY" moodCode="EVN">{template("1")}'
        '<code code="24331-1" codeSystem="2.16.840.1.113883.6.1" displayName="Lipid panel"/>'
        f'<statusCode code="completed"/>{inner}{held}</organizer>'
    )


def test_a_panel_is_a_report_and_dates_its_results() -> None:
    specimen = (
        "<specimen><specimenRole><specimenPlayingEntity>"
        + snomed("code", "119364003", "Serum")
        + "</specimenPlayingEntity></specimenRole></specimen>"
    )
    component = observation("2", GLUCOSE + '<value xsi:type="PQ" value="9" unit="g"/>')
    report, result = facts_in(section("30954-2", _panel(component, inner=AT + specimen)))
    assert (report.type, report.text, report.clinical_status) == (
        "DiagnosticReport",
        "Lipid panel",
        "completed",
    )
    assert report.specimen == result.specimen == "Serum"
    assert report.date == result.date
    assert (str(result.date), result.time) == ("2024-05-08", "14:30")


def test_a_panel_without_time_takes_that_of_its_results_only_where_they_agree() -> None:
    same = observation("2", GLUCOSE + AT + '<value xsi:type="INT" value="9"/>')
    later = same.replace("20240508", "20240509")
    assert str(facts_in(section("30954-2", _panel(same, same)))[0].date) == "2024-05-08"
    assert facts_in(section("30954-2", _panel(same, later)))[0].date is None


def test_imaging_among_results_is_told_apart() -> None:
    chest = '<code code="71020" codeSystem="2.16.840.1.113883.6.12" displayName="Chest 2 views"/>'
    fact = one_fact("30954-2", observation("2", chest + '<value xsi:type="ST">clear</value>'))
    assert fact.category == "imaging"


def test_vital_signs_become_facts_and_their_organizer_does_not() -> None:
    weight = (
        '<code code="29463-7" codeSystem="2.16.840.1.113883.6.1" displayName="Body weight"/>'
        '<value xsi:type="PQ" value="86" unit="kg"/>'
    )
    organizer = (
        f'<organizer classCode="CLUSTER" moodCode="EVN">{template("26")}'
        + snomed("code", "46680005", "Vital signs")
        + f'<effectiveTime value="20240508"/><component>{observation("27", weight)}</component>'
        "</organizer>"
    )
    fact = one_fact("8716-3", organizer)
    assert (fact.category, fact.value, fact.unit) == ("vital-signs", "86", "kg")
    assert str(fact.date) == "2024-05-08"


def test_the_senders_own_unit_is_kept_beside_the_coded_one() -> None:
    unit = snomed("code", "246514001", "units") + (
        '<value xsi:type="CD" code="10*3/uL" codeSystem="2.16.840.1.113883.6.8">'
        "<originalText>THOUS/MCL</originalText></value>"
    )
    fact = _result(
        '<value xsi:type="PQ" value="152" unit="10*3/uL"/>', related(observation("", unit))
    )
    assert (fact.unit, fact.note) == ("10*3/uL", "Original unit: THOUS/MCL")


@pytest.mark.parametrize(
    ("row", "unit", "deviation"),
    [
        ("Glucose | 185 mg/dL", "mmol/L", "unit_differs_from_narrative"),
        ("Glucose | 185 mg/dL", "mg/dL", ""),
        ("Weight | 86 kg", "kg", "value_not_in_narrative"),
        ("Glucose | 185.0", "mg/dL", ""),
        ("Glucose | 1,850", "mg/dL", "value_not_in_narrative"),
        ("Glucose | high", "mg/dL", ""),
        ("see report of 8/15/2012", "mg/dL", ""),
    ],
)
def test_a_row_that_says_another_number_or_unit_is_reported(
    row: str, unit: str, deviation: str
) -> None:
    text = '<text><reference value="#r"/></text>'
    entry = observation("2", GLUCOSE + text + f'<value xsi:type="PQ" value="185" unit="{unit}"/>')
    data = document(section("30954-2", entry, text=f'<paragraph ID="r">{row}</paragraph>'))
    reading, _ = read_document(data)
    assert [one.split(":")[0] for one in reading.deviations] == ([deviation] if deviation else [])
    assert reading.facts[0].value == "185"
    assert ("Narrative differs" in reading.facts[0].note) == bool(deviation)


def test_smoking_status_and_assessments() -> None:
    smoking = (
        '<code code="72166-2" codeSystem="2.16.840.1.113883.6.1" displayName="Smoking"/>'
        + snomed("value", "8517006", "Ex-smoker")
    )
    fact = one_fact("29762-2", observation("78", smoking))
    assert (fact.category, fact.value) == ("social-history", "Ex-smoker")
    item = (
        '<code code="9267-6" codeSystem="2.16.840.1.113883.6.1" displayName="Eyes"/>'
        '<value xsi:type="INT" value="3"/>'
    )
    scale = (
        '<code code="35088-4" codeSystem="2.16.840.1.113883.6.1" displayName="Coma scale"/>'
        '<effectiveTime value="20240508"/><value xsi:type="INT" value="9"/>'
        + related(observation("86", item), "COMP")
    )
    whole, part = facts_in(section("47420-5", observation("69", scale)))
    assert (whole.value, part.value, part.category) == ("9", "3", "survey")
    assert part.date == whole.date
