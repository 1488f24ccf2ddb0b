"""XML from strangers: decoded, refused when it brings a DOCTYPE, parsed without any reach."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from lxml import etree

from huizhen.core.errors import BrokenRecord, HostileRecord, TooLargeRecord

Element = etree._Element

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_UNMARKED = (
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,120}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_DECLARATION = re.compile(r"^\s*<\?xml\s[^>]*\?>")
_BLANKS = re.compile("[\\s\\ufeff]+")
_LATIN_1 = "iso8859-1"

_REMEDY = "Ask for the file again, or for a PDF of the same document."


class XmlText(NamedTuple):
    """Decoded XML without its declaration, and what was odd about the encoding ('' if nothing)."""

    text: str
    deviation: str = ""


def parse_xml(data: bytes) -> Element:
    """The root element of a document in UTF-8, UTF-16, UTF-32 or its declared encoding.

    Comments and processing instructions are left out. Raises HostileRecord for a DOCTYPE or
    elements nested more than 256 deep, TooLargeRecord for a single text above 10 MB, BrokenRecord
    for what is not well-formed.
    """
    return parse_xml_text(decode_xml(data).text)


def decode_xml(data: bytes) -> XmlText:
    """The text of XML bytes (XML 1.0, appendix F), without mark and declaration."""
    encoding, skipped = _encoding_by_bytes(data)
    if encoding:
        return XmlText(_without_declaration(_decoded(data[skipped:], encoding)))
    match = _DECLARED.match(data[:200])
    named = match.group(1).decode("ascii") if match else "utf-8"
    try:
        encoding = codecs.lookup(named).name
    except LookupError:
        return _guarded_utf8(data, "encoding_unknown")
    if encoding == _LATIN_1:
        return XmlText(_without_declaration(_latin(data)))
    if encoding in ("utf-8", "ascii") or encoding.startswith(("utf-16", "utf-32")):
        # the declaration was readable byte by byte: two-byte encodings are declared in error
        wrong = "" if encoding in ("utf-8", "ascii") else "encoding_not_as_declared"
        return _guarded_utf8(data, wrong)
    return XmlText(_without_declaration(_decoded(data, encoding)))


def refuse_doctype(text: str) -> None:
    """Raises HostileRecord when a DOCTYPE stands before the first element."""
    if text[after_prolog(text) :][:9].upper() == "<!DOCTYPE":
        raise HostileRecord(
            "xml_doctype",
            "The XML file brings its own DOCTYPE, which no medical document needs.",
            "Ask for the document again as its system exports it, or as a PDF.",
        )


def after_prolog(text: str) -> int:
    """Where the first element or declaration begins, after blanks, comments and instructions."""
    at = 0
    while True:
        blanks = _BLANKS.match(text, at)
        at = blanks.end() if blanks is not None else at
        if text.startswith("<!--", at):
            end = text.find("-->", at + 4) + 3
        elif text.startswith("<?", at):
            end = text.find("?>", at + 2) + 2
        else:
            return at
        if end <= at:
            return at
        at = end


def parse_xml_text(text: str) -> Element:
    """`parse_xml` for decoded text without declaration."""
    refuse_doctype(text)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise _refusal(str(error)) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise HostileRecord("xml_doctype", "The XML file brings its own DOCTYPE.", _REMEDY)
    return root


def _refusal(message: str) -> BrokenRecord | HostileRecord | TooLargeRecord:
    if "depth" in message:
        return HostileRecord(
            "xml_too_deep", "The elements of the XML file are nested too deep.", _REMEDY
        )
    if "too long" in message or "esource limit" in message:
        return TooLargeRecord(
            "xml_text_too_long",
            "A single text in the XML file has more than 10 MB.",
            "Ask for the embedded document as a file of its own.",
        )
    return BrokenRecord(
        "xml_broken", "The XML file is damaged or incomplete (not well-formed).", _REMEDY
    )


def _encoding_by_bytes(data: bytes) -> tuple[str, int]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding, len(mark)
    for start, encoding in _UNMARKED:
        if data.startswith(start):
            return encoding, 0
    return "", 0


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError):
        raise BrokenRecord(
            "xml_broken", "The XML file does not follow the encoding that it declares.", _REMEDY
        ) from None


def _guarded_utf8(data: bytes, deviation: str) -> XmlText:
    """UTF-8; bytes that cannot be UTF-8 are read as Windows-1252, and that is said."""
    try:
        return XmlText(_without_declaration(data.decode("utf-8")), deviation)
    except UnicodeDecodeError:
        return XmlText(_without_declaration(_decoded(data, "cp1252")), "encoding_not_as_declared")


def _latin(data: bytes) -> str:
    """ISO 8859-1 as it is used: the bytes 80-9F are those of Windows-1252 where it has them."""
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _without_declaration(text: str) -> str:
    return _DECLARATION.sub("", text.removeprefix("\ufeff"), count=1)
