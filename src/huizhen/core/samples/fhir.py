"""FHIR R4 documents: an International Patient Summary bundle."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from typing import Any

from huizhen.core.samples.laboratory import Analyte, Draw, flag, load_laboratory
from huizhen.core.samples.making import Making

Resource = dict[str, Any]
LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/"


def make_bundle(making: Making) -> Iterator[tuple[str, bytes]]:
    """A document bundle of a summary definition: `sections` (title, LOINC code, notes) hold
    `resources`, which are FHIR JSON less what every one of them has (id, subject, narrative)."""
    data = making.load(making.spec.source)
    sections: list[Resource] = []
    held: list[Resource] = []
    for defined in data["sections"]:
        resources = [
            _completed(making, f"{defined['code']}-{number}", resource)
            for number, resource in enumerate(defined.get("resources", []), 1)
        ]
        if "laboratory" in defined:
            resources += _laboratory(making, defined)
        sections.append(_section(defined, resources))
        held += resources
    instant = f"{making.spec.on.isoformat()}T09:00:00+03:00"
    resources = [
        _composition(making, data, sections, instant),
        _patient(making),
        *_makers(making, data),
    ]
    bundle = {
        "resourceType": "Bundle",
        "id": str(making.uuid("bundle")),
        "identifier": {"system": "urn:ietf:rfc:3986", "value": _urn(making, "bundle")},
        "type": "document",
        "timestamp": instant,
        "entry": [
            {"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource}
            for resource in [*resources, *held]
        ],
    }
    yield making.spec.path, (json.dumps(bundle, ensure_ascii=False, indent=1) + "\n").encode()


def _urn(making: Making, *parts: object) -> str:
    return f"urn:uuid:{making.uuid(*parts)}"


def _narrative(lines: list[str]) -> Resource:
    paragraphs = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
    return {
        "status": "generated",
        "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{paragraphs}</div>',
    }


def _composition(
    making: Making, data: Resource, sections: list[Resource], instant: str
) -> Resource:
    code = {"system": LOINC, "code": "60591-5", "display": "Patient summary Document"}
    return {
        "resourceType": "Composition",
        "id": str(making.uuid("composition")),
        "text": _narrative([data["title"], data["notice"]]),
        "status": "final",
        "type": {"coding": [code]},
        "subject": {"reference": _urn(making, "patient")},
        "date": instant,
        "author": [{"reference": _urn(making, "practitioner")}],
        "title": data["title"],
        "custodian": {"reference": _urn(making, "organization")},
        "section": sections,
    }


def _patient(making: Making) -> Resource:
    patient = making.patient
    names = [{"use": "official", "family": patient.family, "given": patient.given.split()}]
    if patient.native_family:
        names.append(
            {"family": patient.native_family, "given": patient.native_given.split()},
        )
    return {
        "resourceType": "Patient",
        "id": str(making.uuid("patient")),
        "text": _narrative([patient.lines["en"]]),
        "identifier": [
            {
                "type": {"coding": [{"system": f"{TERMINOLOGY}v2-0203", "code": "MR"}]},
                "system": f"urn:oid:{making.uid('identifiers')}",
                "value": patient.identifier,
                "assigner": {"display": patient.issuer},
            }
        ],
        "active": True,
        "name": names,
        "gender": patient.sex,
        "birthDate": patient.birth_date.isoformat(),
    }


def _makers(making: Making, data: Resource) -> list[Resource]:
    """The author and the institution."""
    author = data["author"]
    return [
        {
            "resourceType": "Practitioner",
            "id": str(making.uuid("practitioner")),
            "text": _narrative([f"{author['given']} {author['family']}"]),
            "name": [{"family": author["family"], "given": [author["given"]]}],
        },
        {
            "resourceType": "Organization",
            "id": str(making.uuid("organization")),
            "text": _narrative([data["institution"]]),
            "name": data["institution"],
        },
    ]


def _section(defined: Resource, resources: list[Resource]) -> Resource:
    section: Resource = {
        "title": defined["title"],
        "code": {"coding": [{"system": LOINC, "code": defined["code"]}]},
        "text": _narrative(defined["narrative"]),
    }
    if resources:
        section["entry"] = [{"reference": f"urn:uuid:{resource['id']}"} for resource in resources]
    return section


def _completed(making: Making, key: str, resource: Resource) -> Resource:
    """The defined resource with id and its reference to the patient."""
    subject = "patient" if resource["resourceType"] == "AllergyIntolerance" else "subject"
    return {
        "resourceType": resource["resourceType"],
        "id": str(making.uuid("resource", key)),
        **{name: value for name, value in resource.items() if name != "resourceType"},
        subject: {"reference": _urn(making, "patient")},
    }


def _laboratory(making: Making, defined: Resource) -> list[Resource]:
    """An Observation for each result of the chosen analytes."""
    laboratory = load_laboratory(making, defined["laboratory"])
    return [
        _observation(making, laboratory.analyte(key), draw)
        for draw in laboratory.draws
        for key in draw.values
        if key in defined["analytes"]
    ]


def _observation(making: Making, analyte: Analyte, draw: Draw) -> Resource:
    text = draw.values[analyte.key]
    name = analyte.names["en"]
    code: Resource = {"text": name}
    if analyte.loinc:
        code["coding"] = [{"system": LOINC, "code": analyte.loinc, "display": name}]
    observation: Resource = {
        "resourceType": "Observation",
        "id": str(making.uuid("observation", analyte.key, draw.on)),
        "status": "final",
        "category": [
            {"coding": [{"system": f"{TERMINOLOGY}observation-category", "code": "laboratory"}]}
        ],
        "code": code,
        "subject": {"reference": _urn(making, "patient")},
        "effectiveDateTime": f"{draw.on.isoformat()}T{draw.time}:00+03:00",
        "performer": [{"reference": _urn(making, "organization")}],
    }
    if text.replace(".", "", 1).isdigit():
        observation["valueQuantity"] = {
            "value": float(text) if "." in text else int(text),
            "unit": analyte.unit,
            "system": UCUM,
            "code": analyte.unit,
        }
        limits = _limits(analyte)
        if limits:
            observation["referenceRange"] = [limits]
    else:
        observation["valueString"] = text
    letter = flag(analyte, text)
    if letter:
        coding = {"system": f"{TERMINOLOGY}v3-ObservationInterpretation", "code": letter}
        observation["interpretation"] = [{"coding": [coding]}]
    return observation


def _limits(analyte: Analyte) -> Resource:
    limits: Resource = {}
    for name, limit in (("low", analyte.low), ("high", analyte.high)):
        if limit is not None:
            limits[name] = {"value": float(limit), "unit": analyte.unit}
    return limits
