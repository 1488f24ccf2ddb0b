"""HL7 v2 files: several patients and messages, documents, damage, the shared messages."""

from __future__ import annotations

import re
import time
from collections import Counter

import pytest
from hl7v2_messages import MSH, PID, SHARED, facts_of, message, only, path, read_message
from hypothesis import given
from hypothesis import strategies as st

from huizhen.core.errors import TooLargeRecord
from huizhen.core.reading.limits import Limits
from huizhen.core.records.evidence import ElementPath
from huizhen.core.records.fact import Fact


def test_orders_without_results_are_plans() -> None:
    reading = read_message(message("ORC|NW", "OBR|1|||57698-3^Lipids^LN||20240310", kind="OML^O21"))
    fact = facts_of(reading)["MSG[1].OBR[1]"]
    assert (fact.type, fact.category, fact.clinical_status) == ("CarePlan", "planned", "active")
    assert str(fact.date) == "2024-03-10"
    cancelled = read_message(message("ORC|CA", "OBR|1|||a^Lipids^L", kind="ORM^O01")).facts[0]
    assert cancelled.clinical_status == "cancelled"


def test_specimens_stand_behind_their_request_or_before_it() -> None:
    behind = read_message(
        message("OBR|1|||a^A^L", "OBX|1|ST|a^A^L||x", "SPM|1|||BLS^Serum^HL70487")
    )
    before = read_message(
        message(
            "SPM|1|||BLS^Serum^L", "OBR|1|||a^A^L", "ORC|RE", "OBX|1|ST|a^A^L||x",
            "SPM|2|||URN^Urine^L", "OBR|2|||a^A^L", "OBX|2|ST|a^A^L||x",
            kind="OUL^R22",
        )
    )  # fmt: skip
    assert facts_of(behind)["MSG[1].OBX[1]"].specimen == "Serum"
    assert facts_of(before)["MSG[1].OBX[1]"].specimen == "Serum"
    assert facts_of(before)["MSG[1].OBX[2]"].specimen == "Urine"


def test_allergies() -> None:
    fact = only("AL1|1|DA|7980^Penicillin^RXNORM|SV|Rash~Hives|20200105", "ADT^A01")
    assert (fact.type, fact.text, fact.category) == (
        "AllergyIntolerance", "Penicillin", "allergy/drug",
    )  # fmt: skip
    assert (fact.criticality, fact.reaction, str(fact.date)) == (
        "severe", "Rash, Hives", "2020-01-05",
    )  # fmt: skip
    assert fact.certainty == "affirmed"


@pytest.mark.parametrize("words", ["NKDA", "NKA", "No known allergies", "716186003^None^SCT"])
def test_no_known_allergies_are_denied(words: str) -> None:
    agent = words if "^" in words else f"^{words}"
    fact = only(f"AL1|1||{agent}", "ADT^A01")
    assert (fact.certainty, fact.absent_reason) == ("negated", "no-known")


def test_a_deleted_adverse_reaction_is_withdrawn() -> None:
    assert only("IAM|1|DA|^Latex|MO|Rash|D", "ADT^A60").record_status == "withdrawn"
    assert only("IAM|1|DA|^Latex|MO|Rash|A", "ADT^A60").record_status == "current"


@pytest.mark.parametrize(
    ("kind", "certainty"),
    [("A", "suspected"), ("W", "suspected"), ("F", "affirmed"), ("", "affirmed")],
)
def test_diagnoses(kind: str, certainty: str) -> None:
    fact = only(f"DG1|1||C34.1^Lung cancer^I10|Tumour|20240101|{kind}", "ADT^A01")
    assert (fact.type, fact.text, fact.certainty) == ("Condition", "Lung cancer", certainty)
    assert fact.code is not None
    assert fact.code.system == "http://hl7.org/fhir/sid/icd-10"
    assert "Description: Tumour" in fact.note


def test_procedures_and_charges() -> None:
    procedure = only("PR1|1||76164006^Biopsy of left colon^SCT|Biopsy|20050125114000", "ADT^A01")
    assert (procedure.type, str(procedure.date), procedure.time) == (
        "Procedure", "2005-01-25", "11:40:00",
    )  # fmt: skip
    charge = only(
        "FT1|1|||20191122||CG|71045^Chest x-ray^C4" + "|" * 12 + "29857009^Chest pain^SCT"
    )
    assert (charge.type, charge.category, charge.note) == (
        "Procedure", "charge", "Diagnosis: Chest pain",
    )  # fmt: skip
    assert read_message(message("FT1|1|||20191122||CG|999^Room^L")).facts == ()


def _rxa(completion: str, code: str = "88^influenza^CVX", action: str = "A") -> Fact:
    fields = ["RXA", "0", "1", "20131112", "", code, "0.5", "mL^mL^UCUM"]
    fields += [""] * 7 + ["L-17"] + [""] * 4 + [completion, action]
    reading = read_message(
        message("|".join(fields), "RXR|IM^Intramuscular|LD^Left Deltoid", kind="VXU^V04")
    )
    return reading.facts[0]


def test_vaccines_given_and_not_given() -> None:
    given_one = _rxa("CP")
    assert (given_one.type, given_one.clinical_status, given_one.certainty) == (
        "Immunization", "completed", "affirmed",
    )  # fmt: skip
    assert given_one.dosage is not None
    assert (given_one.dosage.dose, given_one.dosage.route) == ("0.5 mL", "Intramuscular")
    assert (given_one.side, given_one.note) == ("left", "Lot: L-17")
    for refused in (_rxa("RE"), _rxa("NA"), _rxa("CP", "998^no vaccine administered^CVX")):
        assert (refused.certainty, refused.clinical_status) == ("negated", "not-done")
    assert _rxa("CP", action="D").record_status == "withdrawn"


def test_medications_have_a_dose_a_route_and_a_frequency() -> None:
    reading = read_message(
        message(
            "ORC|NW", "RXE||860975^Metformin 500 mg^RXNORM|1|2|TAB^tablet^L|PO^Tablet^L|^with food",
            "TQ1|1||BID&twice daily&L||||20240301|20240331", "RXR|PO^Oral",
            "ORC|DC", "RXE|^Q6H&0600,1200^^20240401|161^Paracetamol^RXNORM|500||mg",
            kind="RDE^O11",
        )
    )  # fmt: skip
    first, second = reading.facts
    assert first.dosage is not None
    assert second.dosage is not None
    assert first.dosage.model_dump(exclude_defaults=True) == {
        "text": "with food", "dose": "1-2 TAB", "dose_value": "1-2", "dose_unit": "TAB",
        "route": "Oral", "frequency": "twice daily", "form": "Tablet",
    }  # fmt: skip
    assert (str(first.date), str(first.end_date), first.clinical_status) == (
        "2024-03-01", "2024-03-31", "active",
    )  # fmt: skip
    assert (second.dosage.dose, second.dosage.frequency) == ("500 mg", "Q6H, at 0600,1200")
    assert (second.clinical_status, str(second.date)) == ("stopped", "2024-04-01")


def test_a_dispensed_amount_is_no_dose() -> None:
    fact = only("RXD|1|161^Paracetamol^RXNORM|20240301|20|TAB", "RDS^O13")
    assert fact.dosage is not None
    assert (fact.dosage.dose, str(fact.date)) == ("", "2024-03-01")
    assert "Quantity dispensed: 20 TAB" in fact.note


def test_stays_and_appointments() -> None:
    fields = ["PV1", "1", "I", "Ward^1"] + [""] * 40 + ["202402281000", "20240303"]
    reading = read_message(message("|".join(fields), "PV2|||^Chest pain", kind="ADT^A03"))
    (stay,) = reading.facts
    assert (stay.text, str(stay.date), str(stay.end_date), stay.note) == (
        "Inpatient", "2024-02-28", "2024-03-03", "Reason: Chest pain",
    )  # fmt: skip
    visit = only("SCH|1||||||^Follow-up|||||^^^202405061030", "SIU^S12")
    assert (visit.type, visit.category) == ("CarePlan", "appointment")


def test_the_patient_is_as_printed() -> None:
    reading = read_message(message("OBX|1|NM|a^b^L||5"))
    (mention,) = reading.patients
    assert (mention.key, mention.where, mention.ordinals) == ("", "MSG[1].PID[1]", (1,))
    assert [(name.family, name.given) for name in mention.identity.names] == [
        ("Testfall", "Anna B"), ("Probe", "Anna"),
    ]  # fmt: skip
    assert [(one.value, one.issuer) for one in mention.identity.identifiers] == [
        ("1001", "Hospital")
    ]
    assert (str(mention.identity.birth_date), mention.identity.sex) == ("1970-01-02", "female")
    assert "Testfall" not in reading.pages[0].text


def test_facts_of_several_patients_are_kept_apart() -> None:
    result = "OBX|1|NM|a^b^L||{}"
    parts = [message(result.format(at), patient=who) for at, who in enumerate(["7", "8", "7"])]
    envelope = "FHS|^~\\&\rBHS|^~\\&\r" + "".join(parts) + "BTS|3\rFTS|1\r"
    reading = read_message(envelope)
    assert [(one.key, one.ordinals) for one in reading.patients] == [
        ("MSG[1]", (1, 3)),
        ("MSG[2]", (2,)),
    ]
    assert [fact.subject for fact in reading.facts] == ["MSG[1]", "MSG[2]", "MSG[1]"]
    assert [page.ordinal for page in reading.pages] == [1, 2, 3]
    assert reading.deviations == ()


def test_a_message_about_two_patients_falls_apart() -> None:
    reading = read_message(message("OBX|1|NM|a^b^L||1", PID.format("2002"), "OBX|1|NM|a^b^L||2"))
    facts = facts_of(reading)
    assert facts["MSG[1].OBX[1]"].subject == "MSG[1]"
    assert facts["MSG[1].OBX[2]"].subject == "MSG[1].PID[2]"
    assert [(one.key, one.ordinals) for one in reading.patients] == [
        ("MSG[1]", (1,)),
        ("MSG[1].PID[2]", (2,)),
    ]


def test_a_message_without_a_patient_is_nobodys_beside_one_with() -> None:
    nobody = MSH.format("ORU^R01") + "\rOBX|1|NM|a^b^L||2\r"
    reading = read_message(message("OBX|1|NM|a^b^L||1") + nobody)
    assert [fact.subject for fact in reading.facts] == ["MSG[1]", "MSG[2]"]
    assert [one.identity.is_empty for one in reading.patients] == [False, True]
    assert read_message(nobody).patients == ()


def test_what_is_not_read_is_said_once() -> None:
    reading = read_message(message("ZPD|1|x", "ZPD|2|y", "XYZ|1|z", "NK1|1|x", "OBX|1|NM|a^b^L||5"))
    assert reading.deviations == (
        "segment_not_read: MSG[1].ZPD[1]",
        "segment_not_read: MSG[1].XYZ[1]",
    )


def test_a_line_end_within_a_field_is_joined_and_said() -> None:
    reading = read_message(message("OBX|1|TX|a^A^L||first", "second line", "OBX|2|NM|a^b^L||5"))
    assert facts_of(reading)["MSG[1].OBX[1]"].value == "first\nsecond line"
    assert reading.deviations == ("line_end_within_segment: MSG[1].OBX[1]",)


def test_a_batch_that_lacks_messages_is_said() -> None:
    reading = read_message("BHS|^~\\&\r" + message("OBX|1|NM|a^b^L||5") + "BTS|2\r")
    assert reading.deviations == ("batch_count_differs",)


def test_limits_are_kept_and_said() -> None:
    with pytest.raises(TooLargeRecord):
        read_message(message("OBX|1|NM|a^b^L||5"), Limits(max_text_bytes=20))
    two = message("OBX|1|NM|a^b^L||5") * 2
    reading = read_message(two, Limits(max_pages_per_file=1))
    assert (reading.status, reading.code, len(reading.pages)) == ("part", "too_many_pages", 1)


def test_too_many_facts_are_cut_and_stay_in_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huizhen.core.reading.hl7v2.book.MAX_FACTS", 2)
    reading = read_message(message(*(f"OBX|{at}|NM|a^b^L||{at}" for at in range(1, 5))))
    assert (reading.status, reading.code) == ("part", "hl7v2_too_many_facts")
    assert len(reading.facts) == 2
    assert reading.pages[0].text.endswith("b: 4")


def test_too_many_segments_are_cut() -> None:
    reading = read_message(message("NK1|1\r" * 200_100, "OBX|1|NM|a^b^L||5"))
    assert (reading.status, reading.code) == ("part", "hl7v2_too_many_segments")


@pytest.mark.parametrize(
    "segments",
    ["PV1|1|I\rPV2|1\r", "TQ1|1\r", "SPM|1\rOBX|1|NM|a^b^L||5\r", "PID|1||7\r", "OBX|1|TX|a||x\r"],
)
def test_the_work_grows_with_the_size_alone(segments: str) -> None:
    started = time.thread_time()
    assert read_message(message(segments * 3_000)).pages
    assert read_message(message("OBX|1|NM|a" + "|" * 500_000 + "~" * 500_000 + "^" * 500_000)).pages
    assert time.thread_time() - started < 20


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["OBX", "OBR", "AL1", "DG1", "PR1", "RXA", "RXE", "RXO", "TXA", "NTE",
                             "SPM", "ORC", "TQ1", "RXR", "PV1", "PID", "FT1", "SCH", "IAM"]),
            st.lists(
                st.text(alphabet="ab1<~^&\\.|XEF0\r \x0b王", max_size=12),
                max_size=12,
            ),
        ),
        max_size=12,
    )
)  # fmt: skip
def test_any_segments_give_facts_whose_quotes_stand_on_their_pages(
    segments: list[tuple[str, list[str]]],
) -> None:
    reading = read_message(message(*("|".join((name, *fields)) for name, fields in segments)))
    pages = {page.page_id: page for page in reading.pages}
    for fact in reading.facts:
        place = fact.evidence[0]
        assert isinstance(place, ElementPath)
        if place.start is not None:
            assert place.quote == pages[place.page_id].text[place.start : place.end]
    subjects = {mention.key for mention in reading.patients}
    assert {fact.subject for fact in reading.facts} <= subjects
    assert len({path(fact) for fact in reading.facts}) == len(reading.facts)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared records are not here")
def test_every_clinical_segment_of_the_shared_messages_has_its_fact() -> None:
    counted: Counter[str] = Counter()
    names = ("OBX", "OBR", "AL1", "DG1", "PR1", "RXA", "RXE", "RXO")
    files = sorted(SHARED.glob("*.hl7"))
    for file in files:
        data = file.read_bytes()
        reading = read_message(data)
        assert (reading.status, len(reading.pages), len(reading.patients)) == ("read", 1, 1)
        assert reading.deviations == ()
        found = Counter(re.findall(r"^(\w{3})\|", data.decode("utf-8-sig"), re.MULTILINE))
        expected = {f"MSG[1].{name}[{at}]" for name in names for at in range(1, found[name] + 1)}
        assert expected <= set(facts_of(reading))
        counted.update({name: found[name] for name in names})
    assert len(files) == 17
    assert counted == {
        "OBX": 64, "OBR": 18, "AL1": 7, "DG1": 6, "PR1": 3, "RXA": 3, "RXE": 4, "RXO": 4,
    }  # fmt: skip
