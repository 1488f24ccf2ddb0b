"""Elements of a C-CDA document (CDA R2): codes, times, template ids, narrative."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from lxml import etree

HL7 = "urn:hl7-org:v3"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
Element: TypeAlias = etree._Element
Child: TypeAlias = "Element | str | None"

SYSTEMS = {
    "snomed": ("2.16.840.1.113883.6.96", "SNOMED CT"),
    "loinc": ("2.16.840.1.113883.6.1", "LOINC"),
    "rxnorm": ("2.16.840.1.113883.6.88", "RxNorm"),
    "atc": ("2.16.840.1.113883.6.73", "ATC"),
    "cvx": ("2.16.840.1.113883.12.292", "CVX"),
    "nci": ("2.16.840.1.113883.3.26.1.1", "NCI Thesaurus"),
    "role": ("2.16.840.1.113883.5.111", "RoleCode"),
    "act": ("2.16.840.1.113883.5.6", "HL7ActClass"),
    "act_code": ("2.16.840.1.113883.5.4", "ActCode"),
    "confidentiality": ("2.16.840.1.113883.5.25", "Confidentiality"),
    "gender": ("2.16.840.1.113883.5.1", "AdministrativeGender"),
    "interpretation": ("2.16.840.1.113883.5.83", "ObservationInterpretation"),
}


def node(tag: str, /, *children: Child, **attributes: str) -> Element:
    """An element of the HL7 namespace; `type_` becomes xsi:type."""
    # The stubs do not know the default namespace's prefix None.
    made = etree.Element(f"{{{HL7}}}{tag}", nsmap={None: HL7, "xsi": XSI})  # type: ignore[dict-item]
    for name, value in attributes.items():
        made.set(f"{{{XSI}}}type" if name == "type_" else name.rstrip("_"), value)
    for child in children:
        if isinstance(child, str):
            _append_text(made, child)
        elif child is not None:
            made.append(child)
    return made


def _append_text(parent: Element, text: str) -> None:
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def template(root: str, extension: str = "") -> Element:
    """A templateId; `root` without the C-CDA arc stands under 2.16.840.1.113883.10.20.22."""
    full = root if root.startswith("2.16") else f"2.16.840.1.113883.10.20.22.{root}"
    return node("templateId", root=full, **({"extension": extension} if extension else {}))


def coded(
    tag: str,
    coding: Mapping[str, Any] | None,
    *,
    reference: str = "",
    text: str = "",
    type_: str = "",
) -> Element:
    """A code from {system, code, display}, or nullFlavor OTH; the words it stands for are
    referenced in the narrative or given as originalText."""
    attributes = {"type_": type_} if type_ else {}
    if coding:
        oid, name = SYSTEMS[coding["system"]]
        attributes |= {
            "code": coding["code"],
            "codeSystem": oid,
            "codeSystemName": name,
            "displayName": coding["display"],
        }
    else:
        attributes["nullFlavor"] = "OTH"
    original = None
    if reference or text:
        original = node("originalText", referring(reference) if reference else text)
    return node(tag, original, **attributes)


def plain_code(tag: str, system: str, code: str, display: str) -> Element:
    """A code that the standard itself fixes."""
    return coded(tag, {"system": system, "code": code, "display": display})


def referring(identifier: str) -> Element:
    """A reference to an element of the narrative."""
    return node("reference", value=f"#{identifier}")


def moment(tag: str, text: str) -> Element:
    """A time from an ISO date, date and time with or without zone, or part of a date; unknown
    when ''."""
    if not text:
        return node(tag, nullFlavor="UNK")
    return node(tag, value=text.replace("-", "").replace(":", "").replace("T", ""))


def period(low: str, high: str = "", type_: str = "") -> Element:
    """effectiveTime with low, and high when it is over."""
    attributes = {"type_": type_} if type_ else {}
    ended = moment("high", high) if high else None
    return node("effectiveTime", moment("low", low), ended, **attributes)


def table(header: Iterable[str], rows: Iterable[tuple[str, Iterable[str]]]) -> Element:
    """A narrative table; each row is (identifier, cells): the identifier names the words of the
    first cell, and with '-row' behind it the whole row."""
    body = node("tbody")
    for identifier, cells in rows:
        first, *others = cells
        line = node("tr", node("td", node("content", first, ID=identifier)), ID=f"{identifier}-row")
        line.extend(node("td", cell) for cell in others)
        body.append(line)
    head = node("thead", node("tr", *(node("th", cell) for cell in header)))
    return node("table", head, body, border="1")
