"""HL7 v2 messages: separators, framing, character sets, facts with paths."""

from __future__ import annotations

import base64

import pytest
from hl7v2_messages import MSH, facts_of, message, only, path, read_message, score
from hypothesis import given
from hypothesis import strategies as st
from reading_bench import KeptFiles, MemorySource

from huizhen.core.errors import BrokenRecord
from huizhen.core.reading.hl7v2 import Hl7v2Reader
from huizhen.core.reading.hl7v2.segments import Delimiters, unescape
from huizhen.core.records.fact import Fact


@pytest.mark.parametrize(
    "head",
    [
        b"MSH|^~\\&|A|B", b"FHS|^~\\&|A", b"BHS|^~\\&|A", b"\xef\xbb\xbfMSH|^~\\&|", b"MSH#$%&@#A",
        b"\x0bMSH|^~\\&|", b"\r\n  MSH|^~\\&|A", "MSH|^~\\&|A".encode("utf-16"), b"MSH||||",
    ],
)  # fmt: skip
def test_messages_are_told_by_their_header(head: bytes) -> None:
    assert score(head) == 0.98


@pytest.mark.parametrize("head", [b"", b"MSH", b"MSHA|^", b"MSH report", b"PID|1", b"MSH-6 found"])
def test_other_text_is_left_to_others(head: bytes) -> None:
    assert score(head) == 0.0


@pytest.mark.parametrize("ends", ["\r", "\n", "\r\n"])
@pytest.mark.parametrize(("before", "after"), [("", ""), ("\x0b", "\x1c\r"), ("\ufeff", "")])
def test_line_ends_and_framing_do_not_matter(ends: str, before: str, after: str) -> None:
    text = message("OBX|1|NM|2345-7^Glucose^LN||182|mg/dl|70-105|H|||F").replace("\r", ends)
    reading = read_message(before + text + after)
    assert reading.status == "read"
    assert reading.deviations == ()
    assert reading.document_date == "2024-03-05"
    assert [page.text for page in reading.pages] == [
        "Message ORU^R01, 2024-03-05, Lab A\nGlucose: 182 mg/dl [70-105] H"
    ]


def test_other_separators_are_followed() -> None:
    text = "MSH#$%&@#LIS#Lab$1.2$ISO###20240305##ORU$R01\rOBX#1#NM#a$b^c|d$L##5\r"
    (fact,) = read_message(text).facts
    assert (fact.text, fact.value, fact.performer) == ("b^c|d", "5", "Lab")


@pytest.mark.parametrize("marks", ["^~", "^~\\", "^~\\&#"])
def test_fewer_or_more_encoding_characters_are_valid(marks: str) -> None:
    assert read_message(f"MSH|{marks}|A|B\rOBX|1|ST|c^Label^L||x").facts[0].text == "Label"


@pytest.mark.parametrize(
    "header", ["MSH", "MSH||A|B", "MSH|^|A", "MSH|^^~&|A", "MSH|abc|A", "FHS|^~"]
)
def test_unusable_separators_break_the_file(header: str) -> None:
    with pytest.raises(BrokenRecord) as refused:
        read_message(header + "\rOBX|1|NM|a||5")
    assert refused.value.code == "hl7v2_broken"
    assert refused.value.remedy


def test_one_broken_message_does_not_lose_the_others() -> None:
    reading = read_message("MSH|abc|A\rOBX|1|NM|a||5\r" + message("OBX|1|NM|a^b^L||6"))
    assert (reading.status, reading.code) == ("part", "hl7v2_broken")
    assert {path: fact.value for path, fact in facts_of(reading).items()} == {"MSG[2].OBX[1]": "6"}


def test_a_header_alone_is_empty() -> None:
    reading = read_message(MSH.format("ORU^R01"))
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
    reading = read_message(text.encode(codec))
    assert (reading.facts[0].text, reading.facts[0].value) == (word, word)
    assert reading.deviations == ()


def test_messages_with_charsets_of_their_own_are_decoded_one_by_one() -> None:
    head = MSH.format("ORU^R01") + "||||||{}\rOBX|1|ST|a^A^L||{}\r"
    data = head.format("8859/5", "Кровь").encode("iso8859-5") + head.format(
        "GB 18030-2000", "血糖"
    ).encode("gb18030")
    assert [fact.value for fact in read_message(data).facts] == ["Кровь", "血糖"]


def test_an_undeclared_old_charset_is_read_and_said() -> None:
    reading = read_message(message("OBX|1|ST|a^Größe^L||mäßig groß").encode("cp1252"))
    assert reading.facts[0].value == "mäßig groß"
    assert reading.deviations


def _obx(kind: str, value: str) -> Fact:
    return only(f"OBX|1|{kind}|1-8^Q^LN||{value}|u|||||F")


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
    reading = read_message(
        message(
            "ORC|RE",
            "OBR|1|||24323-8^Panel^LN|||20240301||||||||B&Blood&HL70070",
            "OBX|1|NM|718-7^Hemoglobin^LN^HB^Hb^L||13.5|g/dL^^UCUM|12-16|N|||C|||20240302083015+0100"
            "|||Photometry||||||Reference Lab^^^",
            "NTE|1||checked twice",
            "NTE|2||and again",
        )
    )
    fact = facts_of(reading)["MSG[1].OBX[1]"]
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
    assert only("|".join(fields)).performer == "Reference Lab"
    assert only("OBX|1|NM|a^b^L||1").performer == "Lab A"


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
    fact = only(f"OBX|1|NM|a^b^L||5|u|||||{status}")
    assert (fact.record_status, fact.absent_reason, fact.note) == (record, absent, note)
    assert fact.value == (None if absent else "5")


@pytest.mark.parametrize(("status", "reason"), [("F", "no-information"), ("I", "temp-unknown")])
def test_a_result_without_a_value_says_so(status: str, reason: str) -> None:
    for value in ("", '""'):
        fact = only(f"OBX|1|NM|a^b^L||{value}||||||{status}")
        assert (fact.value, fact.absent_reason, fact.unit) == (None, reason, None)


def test_dates_stay_partial_and_wrong_ones_are_said() -> None:
    assert str(only("OBX|1|NM|a^b^L||5||||||F|||202403").date) == "2024-03"
    reading = read_message(message("OBX|1|NM|a^b^L||5||||||F|||20241345"))
    assert reading.facts[0].date is None
    assert reading.deviations == ("date_not_valid: MSG[1].OBX[1]",)


def test_text_lines_make_one_report_and_keep_their_own_facts() -> None:
    reading = read_message(
        message(
            "OBR|1|||24627-2^Chest CT^LN|||20240301|||||||||||||||||RAD|F",
            "OBX|1|TX|F^Findings^L||Nodule left.",
            "OBX|2|TX|F^Findings^L||",
            "OBX|3|TX|F^Findings^L||No effusion.",
            "OBX|4|FT|I^Impression^L||Follow up.",
        )
    )
    facts = facts_of(reading)
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
    reading = read_message(
        message(
            "TXA|1|DS|TX|20240301||||||||D-1|||||IP",
            "OBX|1|TX|t^Text^L||First.",
            "OBX|2|TX|t^Text^L||Second.",
            kind="MDM^T02",
        )
    )
    fact = facts_of(reading)["MSG[1].TXA[1]"]
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
    text = message(f"OBX|1|ED|11502-2^Report^LN||^AP^{subtype}^Base64^{encoded}||||||F")
    kept = KeptFiles()
    source = MemorySource(text.encode())
    reading = Hl7v2Reader().read(source, kept)
    source.close()
    assert [member.name for member in reading.members] == [f"embedded-1.{extension}"]
    assert kept.files[reading.members[0].source_id] == payload
    assert [(fact.type, path(fact)) for fact in reading.facts] == [
        ("DocumentReference", "MSG[1].OBX[1]")
    ]


def test_a_damaged_file_makes_the_reading_a_part() -> None:
    reading = read_message(message("OBX|1|ED|a^b^L||^AP^pdf^Base64^!!!", "OBX|2|NM|a^b^L||5"))
    assert (reading.status, reading.code) == ("part", "embedded_file_damaged")
    assert [fact.value for fact in reading.facts] == [None, "5"]
