"""HL7 v2 messages: separators, framing, character sets, facts with paths, patients, files."""

from __future__ import annotations

import base64
import os
import re
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading_bench import KeptFiles, MemorySource, read_bytes, score_of

from huizhen.core.errors import BrokenRecord, TooLargeRecord
from huizhen.core.reading.hl7v2 import Hl7v2Reader
from huizhen.core.reading.hl7v2.segments import Delimiters, unescape
from huizhen.core.reading.limits import Limits
from huizhen.core.records.evidence import ElementPath
from huizhen.core.records.fact import Fact
from huizhen.core.records.reading import Reading

SHARED = (
    Path(os.environ.get("HUIZHEN_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))
    / "hl7v2"
)
MSH = "MSH|^~\\&|LIS|Lab A|EMR|Clinic|20240305101500+0100||{}|1|P|2.5"
PID = "PID|1||{}^^^Hospital&1.2.3&ISO^MR||Testfall^Anna^B~Probe^Anna||19700102|F"


def _message(*segments: str, kind: str = "ORU^R01", patient: str = "1001") -> str:
    return "\r".join((MSH.format(kind), PID.format(patient), *segments)) + "\r"


def _read(text: str | bytes, limits: Limits | None = None) -> Reading:
    data = text.encode() if isinstance(text, str) else text
    return read_bytes(Hl7v2Reader(), data, limits=limits)[0]


def _facts(reading: Reading) -> dict[str, Fact]:
    return {_path(fact): fact for fact in reading.facts}


def _path(fact: Fact) -> str:
    place = fact.evidence[0]
    assert isinstance(place, ElementPath)
    return place.path


def _only(segment: str, kind: str = "ORU^R01") -> Fact:
    (fact,) = _read(_message(segment, kind=kind)).facts
    return fact


def _score(data: bytes) -> float:
    return score_of(Hl7v2Reader(), data)


@pytest.mark.parametrize(
    "head",
    [
        b"MSH|^~\\&|A|B", b"FHS|^~\\&|A", b"BHS|^~\\&|A", b"\xef\xbb\xbfMSH|^~\\&|", b"MSH#$%&@#A",
        b"\x0bMSH|^~\\&|", b"\r\n  MSH|^~\\&|A", "MSH|^~\\&|A".encode("utf-16"), b"MSH||||",
    ],
)  # fmt: skip
def test_messages_are_told_by_their_header(head: bytes) -> None:
    assert _score(head) == 0.98


@pytest.mark.parametrize("head", [b"", b"MSH", b"MSHA|^", b"MSH report", b"PID|1", b"MSH-6 found"])
def test_other_text_is_left_to_others(head: bytes) -> None:
    assert _score(head) == 0.0


@pytest.mark.parametrize("ends", ["\r", "\n", "\r\n"])
@pytest.mark.parametrize(("before", "after"), [("", ""), ("\x0b", "\x1c\r"), ("\ufeff", "")])
def test_line_ends_and_framing_do_not_matter(ends: str, before: str, after: str) -> None:
    text = _message("OBX|1|NM|2345-7^Glucose^LN||182|mg/dl|70-105|H|||F").replace("\r", ends)
    reading = _read(before + text + after)
    assert reading.status == "read"
    assert reading.deviations == ()
    assert reading.document_date == "2024-03-05"
    assert [page.text for page in reading.pages] == [
        "Message ORU^R01, 2024-03-05, Lab A\nGlucose: 182 mg/dl [70-105] H"
    ]


def test_other_separators_are_followed() -> None:
    text = "MSH#$%&@#LIS#Lab$1.2$ISO###20240305##ORU$R01\rOBX#1#NM#a$b^c|d$L##5\r"
    (fact,) = _read(text).facts
    assert (fact.text, fact.value, fact.performer) == ("b^c|d", "5", "Lab")


@pytest.mark.parametrize("marks", ["^~", "^~\\", "^~\\&#"])
def test_fewer_or_more_encoding_characters_are_valid(marks: str) -> None:
    assert _read(f"MSH|{marks}|A|B\rOBX|1|ST|c^Label^L||x").facts[0].text == "Label"


@pytest.mark.parametrize(
    "header", ["MSH", "MSH||A|B", "MSH|^|A", "MSH|^^~&|A", "MSH|abc|A", "FHS|^~"]
)
def test_unusable_separators_break_the_file(header: str) -> None:
    with pytest.raises(BrokenRecord) as refused:
        _read(header + "\rOBX|1|NM|a||5")
    assert refused.value.code == "hl7v2_broken"
    assert refused.value.remedy


def test_one_broken_message_does_not_lose_the_others() -> None:
    reading = _read("MSH|abc|A\rOBX|1|NM|a||5\r" + _message("OBX|1|NM|a^b^L||6"))
    assert (reading.status, reading.code) == ("part", "hl7v2_broken")
    assert {path: fact.value for path, fact in _facts(reading).items()} == {"MSG[2].OBX[1]": "6"}


def test_a_header_alone_is_empty() -> None:
    reading = _read(MSH.format("ORU^R01"))
    assert (reading.status, reading.code) == ("part", "hl7v2_empty")
    assert reading.remedy


DELIMITERS = Delimiters("|", "^", "~", "\\", "&", "#", "cp1252")


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (r"a\F\b\S\c\T\d\R\e\E\f\P\g", "a|b^c&d~e\\f#g"), (r"one\.br\two", "one\ntwo"),
        (r"\H\loud\N\ soft", "loud soft"), (r"\X4142\C", "ABC"), (r"\XE4\rzte", "ärzte"),
        (r"C:\new\folder", r"C:\new\folder"), (r"\Zlocal\x", r"\Zlocal\x"),
        (r"\C2842\x", r"\C2842\x"), (r"half \ open", r"half \ open"), (r"a\.sp2\b", "a\n\nb"),
        (r"\X0D0A\next", "\nnext"), (r"\X00\x", "\ufffdx"),
    ],
)  # fmt: skip
def test_escapes(raw: str, text: str) -> None:
    assert unescape(raw, DELIMITERS) == text


@given(st.text(alphabet=st.characters(codec="ascii", categories=("L", "N", "P", "S", "Zs"))))
def test_escaped_text_comes_back(text: str) -> None:
    escaped = "".join(
        {"|": r"\F\ "[:3], "^": r"\S\ "[:3], "&": r"\T\ "[:3], "~": r"\R\ "[:3], "\\": r"\E\ "[:3]}
        .get(char, char) for char in text
    )  # fmt: skip
    assert unescape(escaped, DELIMITERS) == text


@pytest.mark.parametrize(
    ("charset", "codec", "word"),
    [
        ("UNICODE UTF-8", "utf-8", "Größe 王"), ("8859/1", "latin-1", "Größe"),
        ("8859/2", "iso8859-2", "Łódź"), ("8859/5", "iso8859-5", "Кровь"),
        ("8859/15", "iso8859-15", "Größe"), ("GB 18030-2000", "gb18030", "血糖"),
        ("BIG-5", "big5", "血糖"), ("ISO IR87", "iso2022_jp", "血糖"), ("", "utf-8", "血糖"),
        ("KS X 1001", "euc_kr", "혈당"), ("UNICODE UTF-16", "utf-16", "血糖"),
    ],
)  # fmt: skip
def test_declared_charsets_are_followed(charset: str, codec: str, word: str) -> None:
    text = MSH.format("ORU^R01") + f"||||||{charset}\rOBX|1|ST|a^{word}^L||{word}\r"
    reading = _read(text.encode(codec))
    assert (reading.facts[0].text, reading.facts[0].value) == (word, word)
    assert reading.deviations == ()


def test_messages_with_charsets_of_their_own_are_decoded_one_by_one() -> None:
    head = MSH.format("ORU^R01") + "||||||{}\rOBX|1|ST|a^A^L||{}\r"
    data = head.format("8859/5", "Кровь").encode("iso8859-5") + head.format(
        "GB 18030-2000", "血糖"
    ).encode("gb18030")
    assert [fact.value for fact in _read(data).facts] == ["Кровь", "血糖"]


def test_an_undeclared_old_charset_is_read_and_said() -> None:
    reading = _read(_message("OBX|1|ST|a^Größe^L||mäßig groß").encode("cp1252"))
    assert reading.facts[0].value == "mäßig groß"
    assert reading.deviations


def _obx(kind: str, value: str) -> Fact:
    return _only(f"OBX|1|{kind}|1-8^Q^LN||{value}|u|||||F")


@pytest.mark.parametrize(
    ("kind", "raw", "comparator", "value"),
    [
        ("NM", "182", None, "182"), ("NM", "<0.5", "<", "0.5"), ("NM", "60~120", None, "60; 120"),
        ("SN", "^182", None, "182"), ("SN", ">=^10", ">=", "10"), ("SN", "=^3", None, "3"),
        ("SN", "^1^:^128", None, "1:128"), ("SN", "^5^-^10", None, "5-10"),
        ("SN", "<>^5", None, "<>5"), ("ST", "R & D^x", None, "R & D^x"),
        ("CWE", "A^Text^L", None, "Text"), ("CE", "A", None, "A"), ("DT", "202403", None, "202403"),
        ("HD", "ns^1.2^ISO", None, "ns 1.2 ISO"), ("NR", "1^2", None, "1-2"),
        ("TX", "one~two", None, "one\ntwo"), ("FT", r"one\.br\two", None, "one\ntwo"),
        ("", "free", None, "free"), ("RP", "http://x^^IM^DICOM", None, "http://x"),
    ],
)  # fmt: skip
def test_values_by_their_type(kind: str, raw: str, comparator: str | None, value: str) -> None:
    fact = _obx(kind, raw)
    assert (fact.comparator, fact.value, fact.unit) == (comparator, value, "u")


def test_a_coded_value_keeps_its_codes_and_words() -> None:
    fact = _obx("CWE", "27268008^Salmonella^SCT^S1^Salm^L^^^Salmonella species")
    assert [(one.system, one.code) for one in fact.value_codings] == [
        ("http://snomed.info/sct", "27268008"),
        ("urn:hl7v2:L", "S1"),
    ]
    assert fact.note == "Original text: Salmonella species"


def test_a_result_says_everything_about_itself() -> None:
    reading = _read(
        _message(
            "ORC|RE",
            "OBR|1|||24323-8^Panel^LN|||20240301||||||||B&Blood&HL70070",
            "OBX|1|NM|718-7^Hemoglobin^LN^HB^Hb^L||13.5|g/dL^^UCUM|12-16|N|||C|||20240302083015+0100"
            "|||Photometry||||||Reference Lab^^^",
            "NTE|1||checked twice",
            "NTE|2||and again",
        )
    )
    fact = _facts(reading)["MSG[1].OBX[1]"]
    assert fact.model_dump(
        exclude_defaults=True, exclude={"fact_key", "evidence", "codings"}, mode="json"
    ) == {
        "type": "Observation",
        "text": "Hemoglobin",
        "code": {"system": "http://loinc.org", "code": "718-7", "display": "Hemoglobin"},
        "category": "laboratory",
        "value": "13.5",
        "unit": "g/dL",
        "interval": "12-16",
        "flag": "N",
        "date": "2024-03-02",
        "time": "08:30:15",
        "document_date": "2024-03-05",
        "performer": "Reference Lab",
        "specimen": "Blood",
        "note": "corrected; Method: Photometry; checked twice\nand again",
        "extractor": "hl7v2/1",
    }
    assert [coding.system for coding in fact.codings] == ["http://loinc.org", "urn:hl7v2:L"]


def test_the_performer_is_that_of_the_result_before_the_senders() -> None:
    fields = ["OBX", "1", "NM", "a^b^L", "", "1"] + [""] * 17 + ["Reference Lab^L"]
    assert _only("|".join(fields)).performer == "Reference Lab"
    assert _only("OBX|1|NM|a^b^L||1").performer == "Lab A"


@pytest.mark.parametrize(
    ("status", "record", "absent", "note"),
    [
        ("F", "current", None, ""), ("D", "withdrawn", None, "deleted"),
        ("W", "withdrawn", None, "wrong"), ("P", "current", None, "preliminary"),
        ("R", "current", None, "preliminary, not verified"), ("C", "current", None, "corrected"),
        ("X", "current", "not-performed", "result cannot be obtained; 5"),
        ("N", "current", "not-asked", "not asked; 5"),
    ],
)  # fmt: skip
def test_result_status(status: str, record: str, absent: str | None, note: str) -> None:
    fact = _only(f"OBX|1|NM|a^b^L||5|u|||||{status}")
    assert (fact.record_status, fact.absent_reason, fact.note) == (record, absent, note)
    assert fact.value == (None if absent else "5")


@pytest.mark.parametrize(("status", "reason"), [("F", "no-information"), ("I", "temp-unknown")])
def test_a_result_without_a_value_says_so(status: str, reason: str) -> None:
    for value in ("", '""'):
        fact = _only(f"OBX|1|NM|a^b^L||{value}||||||{status}")
        assert (fact.value, fact.absent_reason, fact.unit) == (None, reason, None)


def test_dates_stay_partial_and_wrong_ones_are_said() -> None:
    assert str(_only("OBX|1|NM|a^b^L||5||||||F|||202403").date) == "2024-03"
    reading = _read(_message("OBX|1|NM|a^b^L||5||||||F|||20241345"))
    assert reading.facts[0].date is None
    assert reading.deviations == ("date_not_valid: MSG[1].OBX[1]",)


def test_text_lines_make_one_report_and_keep_their_own_facts() -> None:
    reading = _read(
        _message(
            "OBR|1|||24627-2^Chest CT^LN|||20240301|||||||||||||||||RAD|F",
            "OBX|1|TX|F^Findings^L||Nodule left.",
            "OBX|2|TX|F^Findings^L||",
            "OBX|3|TX|F^Findings^L||No effusion.",
            "OBX|4|FT|I^Impression^L||Follow up.",
        )
    )
    facts = _facts(reading)
    assert facts["MSG[1].OBR[1]"].type == "DiagnosticReport"
    assert facts["MSG[1].OBR[1]"].category == "imaging"
    assert facts["MSG[1].OBR[1]"].clinical_status == "final"
    assert facts["MSG[1].OBR[1]"].value == (
        "Findings:\nNodule left.\n\nNo effusion.\nImpression:\nFollow up."
    )
    lines = [facts[f"MSG[1].OBX[{at}]"] for at in range(1, 5)]
    assert [fact.value for fact in lines] == ["Nodule left.", None, "No effusion.", "Follow up."]
    assert all(fact.absent_reason is None for fact in lines)
    assert reading.pages[0].text.splitlines()[2:] == [
        "Findings:", "Nodule left.", "No effusion.", "Impression: Follow up.",
    ]  # fmt: skip


def test_the_text_of_a_document_message_belongs_to_the_document() -> None:
    reading = _read(
        _message(
            "TXA|1|DS|TX|20240301||||||||D-1|||||IP",
            "OBX|1|TX|t^Text^L||First.",
            "OBX|2|TX|t^Text^L||Second.",
            kind="MDM^T02",
        )
    )
    fact = _facts(reading)["MSG[1].TXA[1]"]
    assert (fact.type, fact.text, fact.value) == (
        "DocumentReference", "Discharge summary", "First.\nSecond.",
    )  # fmt: skip
    assert (fact.clinical_status, str(fact.date)) == ("in progress", "2024-03-01")


@pytest.mark.parametrize(
    ("subtype", "extension"),
    [("pdf", "pdf"), ("PNG", "png"), ("JPEG", "jpg"), ("RTF", "rtf"), ("xml", "xml"), ("q", "bin")],
)
def test_embedded_files_are_kept(subtype: str, extension: str) -> None:
    payload = b"%PDF-1.4 synthetic"
    encoded = base64.b64encode(payload).decode()
    text = _message(f"OBX|1|ED|11502-2^Report^LN||^AP^{subtype}^Base64^{encoded}||||||F")
    kept = KeptFiles()
    source = MemorySource(text.encode())
    reading = Hl7v2Reader().read(source, kept)
    source.close()
    assert [member.name for member in reading.members] == [f"embedded-1.{extension}"]
    assert kept.files[reading.members[0].source_id] == payload
    assert [(fact.type, _path(fact)) for fact in reading.facts] == [
        ("DocumentReference", "MSG[1].OBX[1]")
    ]


def test_a_damaged_file_makes_the_reading_a_part() -> None:
    reading = _read(_message("OBX|1|ED|a^b^L||^AP^pdf^Base64^!!!", "OBX|2|NM|a^b^L||5"))
    assert (reading.status, reading.code) == ("part", "embedded_file_damaged")
    assert [fact.value for fact in reading.facts] == [None, "5"]


def test_orders_without_results_are_plans() -> None:
    reading = _read(_message("ORC|NW", "OBR|1|||57698-3^Lipids^LN||20240310", kind="OML^O21"))
    fact = _facts(reading)["MSG[1].OBR[1]"]
    assert (fact.type, fact.category, fact.clinical_status) == ("CarePlan", "planned", "active")
    assert str(fact.date) == "2024-03-10"
    cancelled = _read(_message("ORC|CA", "OBR|1|||a^Lipids^L", kind="ORM^O01")).facts[0]
    assert cancelled.clinical_status == "cancelled"


def test_specimens_stand_behind_their_request_or_before_it() -> None:
    behind = _read(_message("OBR|1|||a^A^L", "OBX|1|ST|a^A^L||x", "SPM|1|||BLS^Serum^HL70487"))
    before = _read(
        _message(
            "SPM|1|||BLS^Serum^L", "OBR|1|||a^A^L", "ORC|RE", "OBX|1|ST|a^A^L||x",
            "SPM|2|||URN^Urine^L", "OBR|2|||a^A^L", "OBX|2|ST|a^A^L||x",
            kind="OUL^R22",
        )
    )  # fmt: skip
    assert _facts(behind)["MSG[1].OBX[1]"].specimen == "Serum"
    assert _facts(before)["MSG[1].OBX[1]"].specimen == "Serum"
    assert _facts(before)["MSG[1].OBX[2]"].specimen == "Urine"


def test_allergies() -> None:
    fact = _only("AL1|1|DA|7980^Penicillin^RXNORM|SV|Rash~Hives|20200105", "ADT^A01")
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
    fact = _only(f"AL1|1||{agent}", "ADT^A01")
    assert (fact.certainty, fact.absent_reason) == ("negated", "no-known")


def test_a_deleted_adverse_reaction_is_withdrawn() -> None:
    assert _only("IAM|1|DA|^Latex|MO|Rash|D", "ADT^A60").record_status == "withdrawn"
    assert _only("IAM|1|DA|^Latex|MO|Rash|A", "ADT^A60").record_status == "current"


@pytest.mark.parametrize(
    ("kind", "certainty"),
    [("A", "suspected"), ("W", "suspected"), ("F", "affirmed"), ("", "affirmed")],
)
def test_diagnoses(kind: str, certainty: str) -> None:
    fact = _only(f"DG1|1||C34.1^Lung cancer^I10|Tumour|20240101|{kind}", "ADT^A01")
    assert (fact.type, fact.text, fact.certainty) == ("Condition", "Lung cancer", certainty)
    assert fact.code is not None
    assert fact.code.system == "http://hl7.org/fhir/sid/icd-10"
    assert "Description: Tumour" in fact.note


def test_procedures_and_charges() -> None:
    procedure = _only("PR1|1||76164006^Biopsy of left colon^SCT|Biopsy|20050125114000", "ADT^A01")
    assert (procedure.type, str(procedure.date), procedure.time) == (
        "Procedure", "2005-01-25", "11:40:00",
    )  # fmt: skip
    charge = _only(
        "FT1|1|||20191122||CG|71045^Chest x-ray^C4" + "|" * 12 + "29857009^Chest pain^SCT"
    )
    assert (charge.type, charge.category, charge.note) == (
        "Procedure", "charge", "Diagnosis: Chest pain",
    )  # fmt: skip
    assert _read(_message("FT1|1|||20191122||CG|999^Room^L")).facts == ()


def _rxa(completion: str, code: str = "88^influenza^CVX", action: str = "A") -> Fact:
    fields = ["RXA", "0", "1", "20131112", "", code, "0.5", "mL^mL^UCUM"]
    fields += [""] * 7 + ["L-17"] + [""] * 4 + [completion, action]
    reading = _read(
        _message("|".join(fields), "RXR|IM^Intramuscular|LD^Left Deltoid", kind="VXU^V04")
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
    reading = _read(
        _message(
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
    fact = _only("RXD|1|161^Paracetamol^RXNORM|20240301|20|TAB", "RDS^O13")
    assert fact.dosage is not None
    assert (fact.dosage.dose, str(fact.date)) == ("", "2024-03-01")
    assert "Quantity dispensed: 20 TAB" in fact.note


def test_stays_and_appointments() -> None:
    fields = ["PV1", "1", "I", "Ward^1"] + [""] * 40 + ["202402281000", "20240303"]
    reading = _read(_message("|".join(fields), "PV2|||^Chest pain", kind="ADT^A03"))
    (stay,) = reading.facts
    assert (stay.text, str(stay.date), str(stay.end_date), stay.note) == (
        "Inpatient", "2024-02-28", "2024-03-03", "Reason: Chest pain",
    )  # fmt: skip
    visit = _only("SCH|1||||||^Follow-up|||||^^^202405061030", "SIU^S12")
    assert (visit.type, visit.category) == ("CarePlan", "appointment")


def test_the_patient_is_as_printed() -> None:
    reading = _read(_message("OBX|1|NM|a^b^L||5"))
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
    parts = [_message(result.format(at), patient=who) for at, who in enumerate(["7", "8", "7"])]
    envelope = "FHS|^~\\&\rBHS|^~\\&\r" + "".join(parts) + "BTS|3\rFTS|1\r"
    reading = _read(envelope)
    assert [(one.key, one.ordinals) for one in reading.patients] == [
        ("MSG[1]", (1, 3)),
        ("MSG[2]", (2,)),
    ]
    assert [fact.subject for fact in reading.facts] == ["MSG[1]", "MSG[2]", "MSG[1]"]
    assert [page.ordinal for page in reading.pages] == [1, 2, 3]
    assert reading.deviations == ()


def test_a_message_about_two_patients_falls_apart() -> None:
    reading = _read(_message("OBX|1|NM|a^b^L||1", PID.format("2002"), "OBX|1|NM|a^b^L||2"))
    facts = _facts(reading)
    assert facts["MSG[1].OBX[1]"].subject == "MSG[1]"
    assert facts["MSG[1].OBX[2]"].subject == "MSG[1].PID[2]"
    assert [(one.key, one.ordinals) for one in reading.patients] == [
        ("MSG[1]", (1,)),
        ("MSG[1].PID[2]", (2,)),
    ]


def test_a_message_without_a_patient_is_nobodys_beside_one_with() -> None:
    nobody = MSH.format("ORU^R01") + "\rOBX|1|NM|a^b^L||2\r"
    reading = _read(_message("OBX|1|NM|a^b^L||1") + nobody)
    assert [fact.subject for fact in reading.facts] == ["MSG[1]", "MSG[2]"]
    assert [one.identity.is_empty for one in reading.patients] == [False, True]
    assert _read(nobody).patients == ()


def test_what_is_not_read_is_said_once() -> None:
    reading = _read(_message("ZPD|1|x", "ZPD|2|y", "XYZ|1|z", "NK1|1|x", "OBX|1|NM|a^b^L||5"))
    assert reading.deviations == (
        "segment_not_read: MSG[1].ZPD[1]",
        "segment_not_read: MSG[1].XYZ[1]",
    )


def test_a_line_end_within_a_field_is_joined_and_said() -> None:
    reading = _read(_message("OBX|1|TX|a^A^L||first", "second line", "OBX|2|NM|a^b^L||5"))
    assert _facts(reading)["MSG[1].OBX[1]"].value == "first\nsecond line"
    assert reading.deviations == ("line_end_within_segment: MSG[1].OBX[1]",)


def test_a_batch_that_lacks_messages_is_said() -> None:
    reading = _read("BHS|^~\\&\r" + _message("OBX|1|NM|a^b^L||5") + "BTS|2\r")
    assert reading.deviations == ("batch_count_differs",)


def test_limits_are_kept_and_said() -> None:
    with pytest.raises(TooLargeRecord):
        _read(_message("OBX|1|NM|a^b^L||5"), Limits(max_text_bytes=20))
    two = _message("OBX|1|NM|a^b^L||5") * 2
    reading = _read(two, Limits(max_pages_per_file=1))
    assert (reading.status, reading.code, len(reading.pages)) == ("part", "too_many_pages", 1)


def test_too_many_facts_are_cut_and_stay_in_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huizhen.core.reading.hl7v2.book.MAX_FACTS", 2)
    reading = _read(_message(*(f"OBX|{at}|NM|a^b^L||{at}" for at in range(1, 5))))
    assert (reading.status, reading.code) == ("part", "hl7v2_too_many_facts")
    assert len(reading.facts) == 2
    assert reading.pages[0].text.endswith("b: 4")


def test_too_many_segments_are_cut() -> None:
    reading = _read(_message("NK1|1\r" * 200_100, "OBX|1|NM|a^b^L||5"))
    assert (reading.status, reading.code) == ("part", "hl7v2_too_many_segments")


@pytest.mark.parametrize(
    "segments",
    ["PV1|1|I\rPV2|1\r", "TQ1|1\r", "SPM|1\rOBX|1|NM|a^b^L||5\r", "PID|1||7\r", "OBX|1|TX|a||x\r"],
)
def test_the_work_grows_with_the_size_alone(segments: str) -> None:
    started = time.perf_counter()
    assert _read(_message(segments * 3_000)).pages
    assert _read(_message("OBX|1|NM|a" + "|" * 500_000 + "~" * 500_000 + "^" * 500_000)).pages
    assert time.perf_counter() - started < 20


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
    reading = _read(_message(*("|".join((name, *fields)) for name, fields in segments)))
    pages = {page.page_id: page for page in reading.pages}
    for fact in reading.facts:
        place = fact.evidence[0]
        assert isinstance(place, ElementPath)
        if place.start is not None:
            assert place.quote == pages[place.page_id].text[place.start : place.end]
    subjects = {mention.key for mention in reading.patients}
    assert {fact.subject for fact in reading.facts} <= subjects
    assert len({_path(fact) for fact in reading.facts}) == len(reading.facts)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared records are not here")
def test_every_clinical_segment_of_the_shared_messages_has_its_fact() -> None:
    counted: Counter[str] = Counter()
    names = ("OBX", "OBR", "AL1", "DG1", "PR1", "RXA", "RXE", "RXO")
    files = sorted(SHARED.glob("*.hl7"))
    for file in files:
        data = file.read_bytes()
        reading = _read(data)
        assert (reading.status, len(reading.pages), len(reading.patients)) == ("read", 1, 1)
        assert reading.deviations == ()
        found = Counter(re.findall(r"^(\w{3})\|", data.decode("utf-8-sig"), re.MULTILINE))
        expected = {f"MSG[1].{name}[{at}]" for name in names for at in range(1, found[name] + 1)}
        assert expected <= set(_facts(reading))
        counted.update({name: found[name] for name in names})
    assert len(files) == 17
    assert counted == {
        "OBX": 64, "OBR": 18, "AL1": 7, "DG1": 6, "PR1": 3, "RXA": 3, "RXE": 4, "RXO": 4,
    }  # fmt: skip
