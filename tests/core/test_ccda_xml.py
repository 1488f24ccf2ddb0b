"""The shared XML parser: encodings, and what it refuses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huizhen.core.errors import BrokenRecord, HostileRecord, TooLargeRecord
from huizhen.core.reading.xml import decode_xml, parse_xml

TEXT = "Größe 王 µg"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"]
)
def test_unicode_encodings_are_told_by_their_bytes(encoding: str) -> None:
    assert parse_xml(f"<a>{TEXT}</a>".encode(encoding)).text == TEXT


@pytest.mark.parametrize("encoding", ["iso-8859-1", "windows-1252", "ISO-8859-15", "cp1251"])
def test_declared_encodings_are_followed(encoding: str) -> None:
    text = "Привет" if encoding == "cp1251" else "Größe"
    data = f'<?xml version="1.0" encoding="{encoding}"?><a>{text}</a>'.encode(encoding)
    assert parse_xml(data).text == text


def test_bytes_that_are_not_the_declared_utf8_are_read_as_windows_and_said() -> None:
    decoded = decode_xml(b'<?xml version="1.0" encoding="UTF-8"?><a>Gr\xf6\xdfe</a>')
    assert decoded.text == "<a>Größe</a>"
    assert decoded.deviation == "encoding_not_as_declared"


def test_a_declared_utf16_over_single_bytes_is_utf8_and_said() -> None:
    decoded = decode_xml('<?xml version="1.0" encoding="UTF-16"?><a>ö</a>'.encode())
    assert decoded == ("<a>ö</a>", "encoding_not_as_declared")


def test_an_unknown_encoding_name_is_said() -> None:
    decoded = decode_xml(b'<?xml version="1.0" encoding="x-none"?><a>b</a>')
    assert decoded == ("<a>b</a>", "encoding_unknown")


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE a><a/>",
        b'<?xml version="1.0"?>\n<!-- c --><!DOCTYPE a SYSTEM "http://example.org/a.dtd"><a/>',
        b'<!DOCTYPE a [<!ENTITY b "cc"><!ENTITY d "&b;&b;">]><a>&d;</a>',
        b"<!doctype html><html></html>",
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'.encode("utf-16"),
    ],
)
def test_a_doctype_is_refused(data: bytes) -> None:
    with pytest.raises(HostileRecord) as refused:
        parse_xml(data)
    assert refused.value.code == "xml_doctype"
    assert refused.value.remedy


def test_the_word_doctype_inside_comments_and_text_is_no_doctype() -> None:
    root = parse_xml(b"<!-- <!DOCTYPE x> --><a><![CDATA[<!DOCTYPE y>]]></a>")
    assert root.text == "<!DOCTYPE y>"


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(HostileRecord) as refused:
        parse_xml(b"<a>" * 5000 + b"</a>" * 5000)
    assert refused.value.code == "xml_too_deep"


def test_a_single_huge_text_is_refused_as_too_large() -> None:
    with pytest.raises(TooLargeRecord):
        parse_xml(b"<a>" + b"x" * 10_100_000 + b"</a>")


@pytest.mark.parametrize(
    "data", [b"", b"  ", b"text", b"<a>", b"<a></b>", b"<a>&nbsp;</a>", b"\x00"]
)
def test_what_is_not_well_formed_is_broken(data: bytes) -> None:
    with pytest.raises(BrokenRecord) as refused:
        parse_xml(data)
    assert refused.value.code == "xml_broken"


def test_comments_and_instructions_leave_text_whole() -> None:
    assert parse_xml(b"<a>one<!-- c --> two<?p q?> three</a>").text == "one two three"


@given(st.binary(max_size=200))
def test_any_bytes_give_an_element_or_a_record_error(data: bytes) -> None:
    try:
        root = parse_xml(data)
    except (BrokenRecord, HostileRecord, TooLargeRecord):
        return
    assert b"<" in data.replace(b"\x00", b"")
    assert root.tag
