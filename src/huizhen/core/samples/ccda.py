"""C-CDA R2.1: a Continuity of Care Document, narrative first, each entry pointing into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from huizhen.core.samples import ccda_entries as entries
from huizhen.core.samples.ccda_header import header
from huizhen.core.samples.ccda_xml import (
    HL7,
    Element,
    coded,
    node,
    plain_code,
    table,
    template,
)
from huizhen.core.samples.laboratory import flag, interval_text, load_laboratory, unit_text
from huizhen.core.samples.making import Making

Item = dict[str, Any]
_MEANINGS = {"H": "High", "L": "Low", "A": "Abnormal", "N": "Normal"}


@dataclass(frozen=True, slots=True)
class Section:
    """One list section: where it stands in the definition, what it prints, what it codes."""

    key: str
    template: tuple[str, str]
    loinc: tuple[str, str]
    title: str
    columns: tuple[tuple[str, str], ...]
    """(heading, field) for each column of the narrative."""
    entry: Callable[[Making, Item, str], Element]


SECTIONS = (
    Section("allergies", ("2.6.1", "2015-08-01"), ("48765-2", "Allergies and adverse reactions"),
            "Allergies", (("Substance", "text"), ("Reaction", "reaction_text"),
                          ("Severity", "severity_text"), ("Since", "onset")), entries.allergy),
    Section("medications", ("2.1.1", "2014-06-09"), ("10160-0", "History of medication use"),
            "Medications", (("Medication", "text"), ("Directions", "directions"),
                            ("Started", "started"), ("Ended", "ended")), entries.medication),
    Section("problems", ("2.5.1", "2015-08-01"), ("11450-4", "Problem list"), "Problems",
            (("Problem", "text"), ("Onset", "onset"), ("Resolved", "ended")), entries.problem),
    Section("procedures", ("2.7.1", "2014-06-09"), ("47519-4", "History of procedures"),
            "Procedures", (("Procedure", "text"), ("Date", "on"), ("Result", "result")),
            entries.procedure),
    Section("family", ("2.15", "2015-08-01"), ("10157-6", "Family history"), "Family History",
            (("Finding", "text"), ("Relative", "relative")), entries.relative),
    Section("social", ("2.17", "2015-08-01"), ("29762-2", "Social history"), "Social History",
            (("Finding", "text"), ("Topic", "topic"), ("Date", "on")), entries.social),
    Section("immunizations", ("2.2.1", "2015-08-01"), ("11369-6", "Immunization"),
            "Immunizations", (("Vaccine", "text"), ("Date", "on")), entries.immunization),
    Section("functional", ("2.14", "2014-06-09"), ("47420-5", "Functional status"),
            "Functional Status", (("Assessment", "text"), ("Date", "on")), entries.scale),
    Section("plan", ("2.10", "2014-06-09"), ("18776-5", "Plan of care note"),
            "Plan of Treatment", (("Planned", "text"), ("Date", "on")), entries.procedure),
)  # fmt: skip


def make_summary(making: Making) -> Iterator[tuple[str, bytes]]:
    """The document of a summary definition."""
    data = making.load(making.spec.source)
    body = node("structuredBody")
    for section in SECTIONS:
        body.append(_section(making, section, data))
    body.append(_results(making, data))
    body.append(_vital_signs(making, data))
    document = node("ClinicalDocument", *header(making, data), node("component", body))
    etree.cleanup_namespaces(document)
    yield (
        making.spec.path,
        etree.tostring(document, xml_declaration=True, encoding="UTF-8", pretty_print=True),
    )


def _section(making: Making, section: Section, data: Item) -> Element:
    items = [(f"{section.key}-{n}", item) for n, item in enumerate(data[section.key], 1)]
    rows = [
        (identifier, [str(item.get(field, "")) for _, field in section.columns])
        for identifier, item in items
    ]
    made = _titled(section.template, section.loinc, section.title)
    narrative = table([heading for heading, _ in section.columns], rows)
    if section.key == "allergies":
        for line in narrative.iterfind(f".//{{{HL7}}}tbody/{{{HL7}}}tr"):
            _name_reaction(line)
    made.append(node("text", narrative))
    for identifier, item in items:
        made.append(node("entry", section.entry(making, item, identifier), typeCode="DRIV"))
    return node("component", made)


def _name_reaction(line: Element) -> None:
    """Put the reaction's cell under an identifier too: the reaction's entry points there."""
    cell = line[1]
    words, cell.text = cell.text or "", None
    cell.append(node("content", words, ID=f"{line[0][0].get('ID')}-reaction"))


def _titled(template_id: tuple[str, str], loinc: tuple[str, str], title: str) -> Element:
    return node(
        "section",
        template(*template_id),
        plain_code("code", "loinc", *loinc),
        node("title", title),
    )


def _results(making: Making, data: Item) -> Element:
    """Results section: one organizer for each blood draw."""
    made = _titled(("2.3.1", "2015-08-01"), ("30954-2", "Relevant diagnostic tests"), "Results")
    rows: list[tuple[str, list[str]]] = []
    organizers: list[Element] = []
    for at, items in _drawn(making, data):
        components = []
        for item in items:
            identifier = f"result-{len(rows) + 1}"
            rows.append((identifier, [
                item["name"], item["value"], item["unit"], item["interval"], item["flag"],
                at.replace("T", " "),
            ]))  # fmt: skip
            components.append(entries.quantity(making, item, identifier, "4.2", "2015-08-01"))
        code = coded("code", None, text="Laboratory panel")
        organizers.append(entries.organizer(making, at, code, components, is_vital_signs=False))
    headings = ("Test", "Result", "Unit", "Reference interval", "Flag", "Collected")
    made.append(node("text", table(headings, rows)))
    made.extend(node("entry", organizer, typeCode="DRIV") for organizer in organizers)
    return node("component", made)


def _drawn(making: Making, data: Item) -> Iterator[tuple[str, list[Item]]]:
    """For each draw its time and its results as items of `entries.quantity`."""
    laboratory = load_laboratory(making, data["laboratory"])
    for draw in laboratory.draws:
        at = f"{draw.on.isoformat()}T{draw.time}"
        items: list[Item] = []
        for key, text in draw.values.items():
            analyte = laboratory.analyte(key)
            name = analyte.names["en"]
            letter = flag(analyte, text)
            items.append({
                "name": name, "value": text, "unit": unit_text(analyte, "en"), "at": at,
                "interval": interval_text(analyte, "en"), "flag": letter,
                "meaning": _MEANINGS[letter or "N"],
                "coding": {"system": "loinc", "code": analyte.loinc, "display": name}
                if analyte.loinc else None,
            })  # fmt: skip
        yield at, items


def _vital_signs(making: Making, data: Item) -> Element:
    """Vital Signs section: one organizer for each time of measurement."""
    made = _titled(("2.4.1", "2015-08-01"), ("8716-3", "Vital signs"), "Vital Signs")
    rows, organizers, number = [], [], 0
    for taken in data["vital_signs"]:
        components = []
        for sign in taken["signs"]:
            number += 1
            item = {**sign, "at": taken["at"]}
            rows.append(
                (f"vital-{number}", [sign["name"], sign["value"], sign["unit"], taken["at"]])
            )
            components.append(
                entries.quantity(making, item, f"vital-{number}", "4.27", "2014-06-09")
            )
        code = plain_code("code", "snomed", "46680005", "Vital signs")
        code.append(plain_code("translation", "loinc", "74728-7", "Vital signs panel"))
        organizers.append(
            entries.organizer(making, taken["at"], code, components, is_vital_signs=True)
        )
    made.append(node("text", table(("Sign", "Value", "Unit", "Taken"), rows)))
    made.extend(node("entry", organizer, typeCode="DRIV") for organizer in organizers)
    return node("component", made)
