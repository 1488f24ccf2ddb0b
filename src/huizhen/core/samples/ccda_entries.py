"""Entries of C-CDA R2.1 sections; each builder gives an entry whose words stand in the narrative
under the identifier it is given."""

from __future__ import annotations

from typing import Any

from huizhen.core.samples.ccda_xml import (
    Element,
    coded,
    moment,
    node,
    period,
    plain_code,
    referring,
    template,
)
from huizhen.core.samples.making import Making

Item = dict[str, Any]
V2014, V2015 = "2014-06-09", "2015-08-01"


def _id(making: Making, *parts: object) -> Element:
    return node("id", root=str(making.uuid("ccda", *parts)))


def _status(code: str) -> Element:
    return node("statusCode", code=code)


def problem(making: Making, item: Item, identifier: str) -> Element:
    """Problem Concern Act with its Problem Observation."""
    ended = item.get("ended", "")
    observation = node(
        "observation",
        template("4.4", V2015),
        _id(making, identifier, "observation"),
        _condition_code(),
        node("text", referring(f"{identifier}-row")),
        _status("completed"),
        period(item["onset"], ended),
        coded("value", item.get("coding"), reference=identifier, type_="CD"),
        classCode="OBS",
        moodCode="EVN",
    )
    return node(
        "act",
        template("4.3", V2015),
        _id(making, identifier),
        plain_code("code", "act", "CONC", "Concern"),
        _status("completed" if ended else "active"),
        period(item["onset"], ended),
        node("entryRelationship", observation, typeCode="SUBJ"),
        classCode="ACT",
        moodCode="EVN",
    )


def _condition_code() -> Element:
    code = plain_code("code", "snomed", "64572001", "Condition")
    code.append(plain_code("translation", "loinc", "75323-6", "Condition"))
    return code


def allergy(making: Making, item: Item, identifier: str) -> Element:
    """Allergy Concern Act with substance, reaction and severity."""
    substance = node(
        "playingEntity", coded("code", item["substance"], reference=identifier), classCode="MMAT"
    )
    observation = node(
        "observation",
        template("4.7", V2014),
        _id(making, identifier, "observation"),
        plain_code("code", "act_code", "ASSERTION", "Assertion"),
        _status("completed"),
        period(item["onset"]),
        coded("value", item["kind"], type_="CD"),
        node(
            "participant",
            node("participantRole", substance, classCode="MANU"),
            typeCode="CSM",
        ),
        _reaction(making, item, identifier),
        classCode="OBS",
        moodCode="EVN",
    )
    return node(
        "act",
        template("4.30", V2015),
        _id(making, identifier),
        plain_code("code", "act", "CONC", "Concern"),
        _status("active"),
        period(item["onset"]),
        node("entryRelationship", observation, typeCode="SUBJ"),
        classCode="ACT",
        moodCode="EVN",
    )


def _reaction(making: Making, item: Item, identifier: str) -> Element:
    severity = node(
        "observation",
        template("4.8", V2014),
        plain_code("code", "act_code", "SEV", "Severity"),
        _status("completed"),
        coded("value", item["severity"], type_="CD"),
        classCode="OBS",
        moodCode="EVN",
    )
    reaction = node(
        "observation",
        template("4.9", V2014),
        _id(making, identifier, "reaction"),
        plain_code("code", "act_code", "ASSERTION", "Assertion"),
        node("text", referring(f"{identifier}-reaction")),
        _status("completed"),
        coded("value", item["reaction"], type_="CD"),
        node("entryRelationship", severity, typeCode="SUBJ", inversionInd="true"),
        classCode="OBS",
        moodCode="EVN",
    )
    return node("entryRelationship", reaction, typeCode="MFST", inversionInd="true")


def medication(making: Making, item: Item, identifier: str) -> Element:
    """Medication Activity: period, interval, route, dose, product."""
    product = coded("code", item.get("coding"), reference=identifier)
    if "atc" in item:
        product.append(plain_code("translation", "atc", item["atc"], item["name"]))
    ended = item.get("ended", "")
    return node(
        "substanceAdministration",
        template("4.16", V2014),
        _id(making, identifier),
        node("text", referring(f"{identifier}-row")),
        _status("completed" if ended else "active"),
        period(item["started"], ended, type_="IVL_TS"),
        _interval(item["every_hours"]),
        plain_code("routeCode", "nci", "C38288", "Oral Route of Administration"),
        node("doseQuantity", value=item["dose"], unit=item["unit"]),
        node(
            "consumable",
            node(
                "manufacturedProduct",
                template("4.23", V2014),
                node("manufacturedMaterial", product),
                classCode="MANU",
            ),
        ),
        _as_needed() if item.get("as_needed") else None,
        classCode="SBADM",
        moodCode="EVN",
    )


def _as_needed() -> Element:
    """Precondition for Substance Administration: only when needed."""
    criterion = node(
        "criterion",
        plain_code("code", "act_code", "ASSERTION", "Assertion"),
        node("value", type_="CD", nullFlavor="NI"),
    )
    return node("precondition", template("4.25", V2014), criterion, typeCode="PRCN")


def _interval(hours: int) -> Element:
    return node(
        "effectiveTime",
        node("period", value=str(hours), unit="h"),
        type_="PIVL_TS",
        institutionSpecified="true",
        operator="A",
    )


def procedure(making: Making, item: Item, identifier: str) -> Element:
    """Procedure Activity Procedure; Planned Procedure when `planned`."""
    planned = item.get("planned", False)
    return node(
        "procedure",
        template("4.41" if planned else "4.14", V2014),
        _id(making, identifier),
        coded("code", item.get("coding"), reference=identifier),
        node("text", referring(f"{identifier}-row")),
        _status("active" if planned else "completed"),
        moment("effectiveTime", item.get("on", "")),
        classCode="PROC",
        moodCode="RQO" if planned else "EVN",
    )


def quantity(
    making: Making, item: Item, identifier: str, template_id: str, version: str
) -> Element:
    """A result or vital sign: PQ with unit, or ST; interval and flag where given."""
    if item["unit"] and item["value"].replace(".", "", 1).isdigit():
        value = node("value", type_="PQ", value=item["value"], unit=item["unit"])
    else:
        value = node("value", item["value"], type_="ST")
    meaning = None
    if "flag" in item:
        letter = item["flag"] or "N"
        meaning = plain_code("interpretationCode", "interpretation", letter, item["meaning"])
    interval = (
        node("observationRange", node("text", item["interval"])) if item.get("interval") else None
    )
    return node(
        "observation",
        template(template_id, version),
        _id(making, identifier),
        coded("code", item.get("coding"), reference=identifier),
        node("text", referring(f"{identifier}-row")),
        _status("completed"),
        moment("effectiveTime", item["at"]),
        value,
        meaning,
        node("referenceRange", interval) if interval is not None else None,
        classCode="OBS",
        moodCode="EVN",
    )


def organizer(
    making: Making, at: str, code: Element, components: list[Element], *, is_vital_signs: bool
) -> Element:
    """Result Organizer (a battery) or Vital Signs Organizer (a cluster)."""
    return node(
        "organizer",
        template("4.26" if is_vital_signs else "4.1", V2015),
        _id(making, "organizer", at, is_vital_signs),
        code,
        _status("completed"),
        node("effectiveTime", moment("low", at), moment("high", at)),
        *(node("component", component) for component in components),
        classCode="CLUSTER" if is_vital_signs else "BATTERY",
        moodCode="EVN",
    )


def social(making: Making, item: Item, identifier: str) -> Element:
    """Smoking Status or Social History Observation."""
    root, version = ("4.78", V2014) if item.get("smoking") else ("4.38", V2015)
    if "answer" in item:
        value = coded("value", item["answer"], reference=identifier, type_="CD")
    else:
        value = node("value", item["text"], type_="ST")
    on = item["on"]
    return node(
        "observation",
        template(root, version),
        _id(making, identifier),
        coded("code", item.get("coding"), text="" if "coding" in item else item["topic"]),
        node("text", referring(f"{identifier}-row")),
        _status("completed"),
        moment("effectiveTime", on) if item.get("smoking") else period(on),
        value,
        classCode="OBS",
        moodCode="EVN",
    )


def relative(making: Making, item: Item, identifier: str) -> Element:
    """Family History Organizer with one observation."""
    observation = node(
        "observation",
        template("4.46", V2015),
        _id(making, identifier, "observation"),
        _condition_code(),
        node("text", referring(f"{identifier}-row")),
        _status("completed"),
        node("effectiveTime", nullFlavor="UNK"),
        coded("value", item.get("coding"), reference=identifier, type_="CD"),
        classCode="OBS",
        moodCode="EVN",
    )
    subject = node("relatedSubject", coded("code", item["relation"]), classCode="PRS")
    return node(
        "organizer",
        template("4.45", V2015),
        _id(making, identifier),
        _status("completed"),
        node("subject", subject),
        node("component", observation),
        classCode="CLUSTER",
        moodCode="EVN",
    )


def immunization(making: Making, item: Item, identifier: str) -> Element:
    """Immunization Activity."""
    material = node("manufacturedMaterial", coded("code", item.get("coding"), reference=identifier))
    return node(
        "substanceAdministration",
        template("4.52", V2015),
        _id(making, identifier),
        node("text", referring(f"{identifier}-row")),
        _status("completed"),
        moment("effectiveTime", item["on"]),
        node(
            "consumable",
            node("manufacturedProduct", template("4.54", V2014), material, classCode="MANU"),
        ),
        classCode="SBADM",
        moodCode="EVN",
        negationInd="false",
    )


def scale(making: Making, item: Item, identifier: str) -> Element:
    """Assessment Scale Observation."""
    return node(
        "observation",
        template("4.69"),
        _id(making, identifier),
        coded("code", item.get("coding"), reference=identifier),
        node("text", referring(f"{identifier}-row")),
        _status("completed"),
        moment("effectiveTime", item["on"]),
        node("value", type_="INT", value=item["value"]),
        classCode="OBS",
        moodCode="EVN",
    )
