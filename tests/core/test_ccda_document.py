"""Whole CDA documents, fragments, unstructured bodies: detection, pages, members, patient."""

from __future__ import annotations

import base64
import gzip
import time
import zlib

import pytest
from ccda_documents import (
    CUSTODIAN,
    NAMESPACES,
    PATIENT,
    concern,
    document,
    observation,
    problem,
    read_document,
    section,
    snomed,
    template,
)
from reading_bench import read_bytes, score_of

from huizhen.core.errors import BrokenRecord, HostileRecord
from huizhen.core.reading.ccda import CcdaReader
from huizhen.core.reading.limits import Limits

PDF = b"%PDF-1.4 synthetic " * 40


def _score(data: bytes) -> float:
    return score_of(CcdaReader(), data)


def test_a_document_is_certain_in_any_encoding_and_with_any_prefix() -> None:
    assert _score(document()) == 1.0
    assert _score(document().decode().replace("UTF-8", "UTF-16").encode("utf-16")) == 1.0
    assert _score(b'<n1:ClinicalDocument xmlns:n1="urn:hl7-org:v3"/>') == 1.0
    assert _score(b"<!-- c -->\n<?xml-stylesheet href='a.xsl'?><ClinicalDocument/>") == 1.0


@pytest.mark.parametrize(
    "fragment",
    [
        f'<observation classCode="OBS" moodCode="EVN">{template("4")}</observation>',
        "<substanceAdministration><consumable/></substanceAdministration>",
        '<section xmlns="urn:hl7-org:v3"><title>x</title></section>',
        '<!-- note -->\n<entry typeCode="DRIV"><act moodCode="EVN"/></entry>',
        '<author><assignedAuthor><id nullFlavor="NI"/></assignedAuthor></author>',
        '<cda:organizer classCode="CLUSTER"/>',
    ],
)
def test_fragments_are_taken(fragment: str) -> None:
    assert _score(fragment.encode()) >= 0.9


@pytest.mark.parametrize(
    "other",
    [
        b"<html><section><p>text</p></section></html>",
        b"<section><p>text</p></section>",
        b'<observation xmlns="http://hl7.org/fhir"><code/></observation>',
        b'<Patient xmlns="http://hl7.org/fhir"/>',
        b'<feed xmlns="http://www.w3.org/2005/Atom"><author/></feed>',
        b"<!DOCTYPE html><html/>",
        b"plain text",
        b"",
        b"\x89PNG\r\n\x1a\n",
    ],
)
def test_other_files_are_not_taken(other: bytes) -> None:
    assert _score(other) == 0.0


def test_pages_are_the_header_and_each_narrative_in_order() -> None:
    inner = section("8648-8", text="Inner words", title="Inner")
    nested = section("11348-0", text="Outer words", title="Outer").replace(
        "</section>", f"<component>{inner}</component></section>"
    )
    reading, _ = read_document(document(nested, section("10164-2", text="Last", title="HPI")))
    assert [(page.ordinal, page.title, page.origin) for page in reading.pages] == [
        (1, "Synthetic summary", "native"),
        (2, "Outer", "narrative"),
        (3, "Inner", "narrative"),
        (4, "HPI", "narrative"),
    ]
    assert reading.pages[1].page_id.endswith(":2")
    assert reading.pages[0].text.splitlines()[:4] == [
        "Synthetic summary",
        "Document: Summary",
        "Date: 2024-05-10",
        "Patient: Test Q. Sample",
    ]
    assert reading.pages[0].language == "en"
    assert (reading.title, reading.document_date) == ("Synthetic summary", "2024-05-10")
    assert (reading.kind, reading.reader, reading.status) == ("ccda", "ccda/1", "read")


def test_the_patient_is_read_as_printed() -> None:
    reading, _ = read_document(document())
    (mention,) = reading.patients
    assert mention.where == "/ClinicalDocument/recordTarget[1]"
    assert mention.key == ""
    identity = mention.identity
    (name,) = identity.names
    assert (name.text, name.family, name.given) == ("Test Q. Sample", "Sample", "Test Q.")
    assert str(identity.birth_date) == "1970-02-03"
    assert identity.sex == "female"
    assert [(one.value, one.issuer) for one in identity.identifiers] == [("MRN-1", "Test Hospital")]


def test_names_in_several_scripts_null_ids_and_partial_dates_stay_as_they_are() -> None:
    target = """<recordTarget><patientRole><id nullFlavor="NI"/><id root="2.999.7"/>
    <id root="2.999.8" extension=" 77 "/><patient>
    <name use="IDE"><family>样</family><given>本</given></name>
    <name use="ABC"><family>Yang</family><given>Ben</given></name>
    <name nullFlavor="UNK"/><name>Yang Ben</name>
    <administrativeGenderCode nullFlavor="UNK"/><birthTime value="1970"/>
    </patient></patientRole></recordTarget>"""
    identity = read_document(document(header=target))[0].patients[0].identity
    assert [(name.text, name.family) for name in identity.names] == [
        ("样 本", "样"),
        ("Yang Ben", "Yang"),
        ("Yang Ben", ""),
    ]
    assert str(identity.birth_date) == "1970"
    assert identity.sex == "unknown"
    assert [(one.value, one.issuer) for one in identity.identifiers] == [
        ("2.999.7", ""),
        ("77", "2.999.8"),
    ]


def test_several_record_targets_are_several_mentions() -> None:
    other = PATIENT.replace("Sample", "Other").replace("MRN-1", "MRN-2")
    reading, _ = read_document(document(header=PATIENT + other))
    assert [mention.key for mention in reading.patients] == [
        "",
        "/ClinicalDocument/recordTarget[2]",
    ]
    assert "several_patients: /ClinicalDocument/recordTarget[2]" in reading.deviations


def test_a_document_without_patient_says_so() -> None:
    reading, _ = read_document(document(header=""))
    assert reading.patients == ()
    assert "record_target_missing: /ClinicalDocument" in reading.deviations


def test_paths_count_same_named_siblings_from_one() -> None:
    first, second = (problem(snomed("value", code, code)) for code in ("195967001", "38341003"))
    both = concern("3", first).replace(
        "</act>", f"<entryRelationship>{second}</entryRelationship></act>"
    )
    reading, _ = read_document(document(section("1-8"), section("11450-4", both)))
    assert [fact.evidence[0].model_dump()["path"] for fact in reading.facts] == [
        "/ClinicalDocument/component[1]/structuredBody[1]/component[2]/section[1]/entry[1]"
        f"/act[1]/entryRelationship[{index}]/observation[1]"
        for index in (1, 2)
    ]


@pytest.mark.parametrize(
    ("fragment", "paths"),
    [
        (problem(snomed("value", "1", "x")), ["/observation"]),
        (f"<entry>{problem(snomed('value', '1', 'x'))}</entry>", ["/entry/observation[1]"]),
        (
            (
                f"<!-- c -->\n<?xml version='1.0'?>{problem(snomed('value', '1', 'x'))}\n"
                f"<!-- d -->{problem(snomed('value', '2', 'y'))}"
            ),
            ["/observation[1]", "/observation[2]"],
        ),
        (
            section("11450-4", concern("3", problem(snomed("value", "1", "x")))),
            ["/section/entry[1]/act[1]/entryRelationship[1]/observation[1]"],
        ),
    ],
)
def test_fragments_start_at_their_own_top_element(fragment: str, paths: list[str]) -> None:
    reading, _ = read_document(fragment.encode())
    assert [fact.evidence[0].model_dump()["path"] for fact in reading.facts] == paths
    assert reading.patients == ()
    assert reading.pages
    assert reading.deviations[0] == "fragment_without_namespaces"


def test_a_fragment_without_narrative_has_a_page_of_what_it_states() -> None:
    reading, _ = read_document(problem(snomed("value", "195967001", "Asthma")).encode())
    (page,) = reading.pages
    assert "value: Asthma" in page.text
    evidence = reading.facts[0].evidence[0].model_dump()
    assert page.text[evidence["start"] : evidence["end"]] == evidence["quote"] == "Asthma"


def test_a_header_fragment_names_its_patient() -> None:
    reading, _ = read_document(PATIENT.encode())
    assert reading.patients[0].identity.names[0].family == "Sample"
    assert reading.patients[0].where == "/recordTarget"


def test_undeclared_prefixes_of_a_whole_document_are_supplied_and_said() -> None:
    data = document(section("11450-4", concern("3", problem(snomed("value", "1", "x")))))
    bare = data.replace(f" {NAMESPACES}".encode(), b"")
    reading, _ = read_document(bare)
    assert len(reading.facts) == 1
    assert "namespaces_not_declared" in reading.deviations
    assert reading.patients[0].where == "/ClinicalDocument/recordTarget[1]"


def test_broken_and_hostile_files_are_refused() -> None:
    with pytest.raises(BrokenRecord) as broken:
        read_document(document()[:-30])
    assert broken.value.code == "xml_broken"
    with pytest.raises(HostileRecord) as hostile:
        read_document(b"<!DOCTYPE ClinicalDocument []>" + document().split(b"?>", 1)[1])
    assert hostile.value.code == "xml_doctype"


def _body(text: bytes, attributes: str) -> bytes:
    body = f"<nonXMLBody><text {attributes}>{text.decode()}</text></nonXMLBody>"
    return document(body=body)


def test_an_embedded_pdf_is_kept() -> None:
    encoded = base64.encodebytes(PDF)
    reading, kept = read_document(
        _body(encoded, 'mediaType="application/pdf" representation="B64"')
    )
    assert kept.named(reading) == {"embedded-1.pdf": PDF}
    assert reading.status == "read"
    assert reading.patients


@pytest.mark.parametrize(
    ("compression", "packed"),
    [
        ("DF", zlib.compress(PDF)[2:-4]),
        ("ZL", zlib.compress(PDF)),
        ("GZ", gzip.compress(PDF, mtime=0)),
    ],
)
def test_compressed_bodies_are_unpacked(compression: str, packed: bytes) -> None:
    attributes = f'mediaType="text/rtf" representation="B64" compression="{compression}"'
    reading, kept = read_document(_body(base64.b64encode(packed), attributes))
    assert kept.named(reading) == {"embedded-1.rtf": PDF}


@pytest.mark.parametrize("encoded", [b"%%%not base64%%%", base64.b64encode(b"no zlib")])
def test_a_damaged_body_is_said(encoded: bytes) -> None:
    attributes = 'mediaType="application/pdf" representation="B64" compression="ZL"'
    reading, _ = read_document(_body(encoded, attributes))
    assert (reading.status, reading.code) == ("part", "embedded_file_damaged")
    assert reading.remedy
    assert reading.members == ()


def test_a_body_in_another_file_is_asked_for() -> None:
    text = '<text mediaType="application/pdf"><reference value="a.pdf"/></text>'
    body = f"<nonXMLBody>{text}</nonXMLBody>"
    reading, _ = read_document(document(body=body))
    assert (reading.status, reading.code) == ("part", "body_in_other_file")
    assert "a.pdf" not in reading.message


def test_inline_plain_text_becomes_a_page() -> None:
    reading, _ = read_document(_body(b"First line\n  second   line", 'mediaType="text/plain"'))
    assert reading.pages[1].text == "First line\nsecond line"
    assert reading.pages[1].origin == "native"


def test_an_embedded_file_above_ten_megabytes_is_kept() -> None:
    data = bytes(range(256)) * 36_000
    encoded = base64.b64encode(data)
    reading, kept = read_document(_body(encoded, 'mediaType="image/tiff" representation="B64"'))
    assert kept.named(reading) == {"embedded-1.tif": data}


def test_pictures_and_notes_in_entries_are_kept() -> None:
    encoded = base64.b64encode(b"{\\rtf1 synthetic}").decode()
    note = observation(
        "202",
        f'<code code="34109-9" codeSystem="2.16.840.1.113883.6.1"/>'
        f'<text mediaType="text/rtf" representation="B64">{encoded}<reference value="#n"/></text>',
        name="act",
    )
    picture = (
        '<observationMedia classCode="OBS" moodCode="EVN">'
        f'<value mediaType="image/png" representation="B64">{encoded}</value></observationMedia>'
    )
    reading, kept = read_document(
        document(section("11488-4", note, picture, text='<content ID="n">Words</content>'))
    )
    assert sorted(kept.named(reading)) == ["embedded-1.rtf", "embedded-2.png"]
    (fact,) = reading.facts
    assert (fact.type, fact.evidence[0].model_dump()["quote"]) == ("DocumentReference", "Words")


def test_more_sections_than_the_limit_are_said() -> None:
    data = document(*(section("1-8", text=f"Words {index}") for index in range(5)))
    reading, _ = read_bytes(CcdaReader(), data, limits=Limits(max_pages_per_file=3))
    assert len(reading.pages) == 3
    assert (reading.status, reading.code) == ("part", "too_many_pages")


def test_a_plain_foreign_letter_gives_identity_and_narratives() -> None:
    german = document(
        section("29548-5", text="<paragraph>Verdacht auf Pneumonie</paragraph>", title="Diagnosen"),
        section("48767-8", text="Mit freundlichen Grüßen", title="Schlusstext"),
    ).replace(b"en-US", b"de-DE")
    reading, _ = read_document(german)
    assert [page.title for page in reading.pages[1:]] == ["Diagnosen", "Schlusstext"]
    assert {page.language for page in reading.pages} == {"de"}
    assert reading.patients[0].identity.identifiers


def test_the_custodian_and_the_header_date_stand_in_every_fact() -> None:
    entry = concern("3", problem(snomed("value", "195967001", "Asthma")))
    (fact,) = read_document(document(section("11450-4", entry)))[0].facts
    assert fact.performer == "Test Clinic"
    assert str(fact.document_date) == "2024-05-10"
    assert fact.extractor == "ccda/1"


def test_the_encounter_around_the_document_is_a_fact() -> None:
    contact = """<componentOf><encompassingEncounter>
    <code code="IMP" codeSystem="2.16.840.1.113883.5.4" displayName="Inpatient"/>
    <effectiveTime><low value="20240501"/><high value="20240509"/></effectiveTime>
    <location><healthCareFacility><location><name>Ward 3</name></location></healthCareFacility>
    </location></encompassingEncounter></componentOf>"""
    (fact,) = read_document(document(header=PATIENT + CUSTODIAN + contact))[0].facts
    assert (fact.type, fact.text, str(fact.date), str(fact.end_date), fact.performer) == (
        "Encounter",
        "Inpatient",
        "2024-05-01",
        "2024-05-09",
        "Ward 3",
    )


def test_many_entries_are_read_in_linear_time() -> None:
    entry = concern("3", problem(snomed("value", "195967001", "Asthma")))

    def _seconds(number: int) -> float:
        data = document(section("11450-4", *([entry] * number), text="Asthma " * 100))
        start = time.thread_time()
        assert len(read_document(data)[0].facts) == number
        return time.thread_time() - start

    _seconds(50)
    # the least of several: a busy machine makes single runs slow, never fast
    small, large = (min(_seconds(number) for _ in range(4)) for number in (250, 2_000))
    assert large < 8 * small * 3
