"""Bytes to CDA elements: whole documents, and fragments that no parser would take alone."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from huizhen.core.errors import BrokenRecord
from huizhen.core.reading.coded.elements import local_name
from huizhen.core.reading.xml import Element, decode_xml, parse_xml_text, refuse_doctype

_KNOWN_PREFIXES = {
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "sdtc": "urn:hl7-org:sdtc",
    "voc": "urn:hl7-org:v3/voc",
    "pharm": "urn:hl7-org:pharm",
    "cda": "urn:hl7-org:v3",
    "hl7": "urn:hl7-org:v3",
    "n1": "urn:hl7-org:v3",
    "mif": "urn:hl7-org:v3/mif",
}
_PREFIX = re.compile(r"(?:</?|\s)([A-Za-z_][\w.-]{0,40}):[A-Za-z_][\w.-]*(?=[\s=/>])", re.ASCII)
_DECLARATION = re.compile(r"<\?xml\s[^>]*\?>")
_LONG_TEXT = 4_000_000
_LONG_BASE64 = re.compile(r">([A-Za-z0-9+/=\s]{1000000,})<")
_SET_ASIDE = "huizhen-set-aside-{}"


@dataclass(frozen=True, slots=True)
class CdaSource:
    """The elements of one file, as far as its form goes."""

    tops: tuple[Element, ...]
    """The document element, or the top elements of a fragment."""
    set_aside: dict[str, str] = field(default_factory=dict)
    """Long base64 texts by the marker that stands in their place: no tree has to hold them."""
    deviations: tuple[str, ...] = ()

    @property
    def header(self) -> Element | None:
        """The ClinicalDocument element; None in a fragment."""
        first = self.tops[0]
        return first if local_name(first) == "ClinicalDocument" else None

    @property
    def top_paths(self) -> list[tuple[Element, str]]:
        """Each top element with its path; an index only where there are several."""
        if len(self.tops) == 1:
            return [(self.tops[0], f"/{local_name(self.tops[0])}")]
        counts: dict[str, int] = {}
        paths = []
        for top in self.tops:
            name = local_name(top)
            counts[name] = counts.get(name, 0) + 1
            paths.append((top, f"/{name}[{counts[name]}]"))
        return paths


def read_source(data: bytes) -> CdaSource:
    """The elements of a CDA file; raises what `parse_xml` raises."""
    text, odd_encoding = decode_xml(data)
    refuse_doctype(text)
    text, set_aside = _without_long_base64(text)
    deviations = [odd_encoding] if odd_encoding else []
    try:
        root = parse_xml_text(text)
        tops: tuple[Element, ...] = (root,)
    except BrokenRecord:
        tops = _fragment_tops(text)
        is_whole = local_name(tops[0]) == "ClinicalDocument"
        deviations.append("namespaces_not_declared" if is_whole else "fragment_without_namespaces")
    return CdaSource(tops=tops, set_aside=set_aside, deviations=tuple(deviations))


def _fragment_tops(text: str) -> tuple[Element, ...]:
    """Top elements of a text that has several, or uses prefixes that it does not declare."""
    prefixes = sorted({found.group(1) for found in _PREFIX.finditer(text)} - {"xml", "xmlns"})
    declared = " ".join(
        f'xmlns:{prefix}="{_KNOWN_PREFIXES.get(prefix, "urn:undeclared:" + prefix)}"'
        for prefix in prefixes[:60]
        if not prefix.lower().startswith("xml")
    )
    body = _DECLARATION.sub("", text)
    root = parse_xml_text(f'<fragment xmlns="urn:hl7-org:v3" {declared}>{body}</fragment>')
    tops = tuple(root.iterchildren("*"))
    if not tops:
        raise BrokenRecord(
            "xml_broken",
            "The file holds no XML element.",
            "Ask for the file again, or for a PDF of the same document.",
        )
    return tops


def _without_long_base64(text: str) -> tuple[str, dict[str, str]]:
    """Embedded files above a megabyte leave the text before a tree is built of it."""
    if len(text) < _LONG_TEXT:
        return text, {}
    set_aside: dict[str, str] = {}

    def _marker(match: re.Match[str]) -> str:
        marker = _SET_ASIDE.format(len(set_aside) + 1)
        set_aside[marker] = match.group(1)
        return f">{marker}<"

    return _LONG_BASE64.sub(_marker, text), set_aside
