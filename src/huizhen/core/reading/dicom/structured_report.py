"""The text and measurements of a structured report's content tree (PS3.3 C.17.3)."""

from __future__ import annotations

from collections.abc import Iterator

from pydicom.dataset import Dataset

from huizhen.core.records.dates import PartialDate
from huizhen.core.records.evidence import ElementPath
from huizhen.core.records.fact import Coding, Fact, make_fact
from huizhen.core.records.page import PageId

_MAX_ITEMS = 20_000
_SYSTEMS = {
    "SCT": "http://snomed.info/sct",
    "LN": "http://loinc.org",
    "DCM": "http://dicom.nema.org/resources/ontology/DCM",
    "UCUM": "http://unitsofmeasure.org",
}


def content_items(dataset: Dataset) -> Iterator[tuple[str, int, Dataset]]:
    """Path, depth and item of the content tree in reading order; bounded, without recursion."""
    stack = [("ContentSequence", 0, dataset)]
    produced = 0
    while stack and produced < _MAX_ITEMS:
        path, depth, node = stack.pop()
        if depth:
            produced += 1
            yield path, depth, node
        children = node.get("ContentSequence") or []
        base = f"{path}.ContentSequence" if depth else path
        for index in range(len(children), 0, -1):
            stack.append((f"{base}[{index}]", depth + 1, children[index - 1]))


def concept(item: Dataset, keyword: str = "ConceptNameCodeSequence") -> Coding | None:
    """The first coded entry of a code sequence (PS3.3 8.8)."""
    sequence = item.get(keyword)
    if not sequence:
        return None
    entry = sequence[0]
    scheme = str(entry.get("CodingSchemeDesignator", "")).strip()
    return Coding(
        system=_SYSTEMS.get(scheme, f"urn:dicom:{scheme}"),
        code=str(entry.get("CodeValue", "") or entry.get("LongCodeValue", "")).strip(),
        display=str(entry.get("CodeMeaning", "")).strip(),
    )


def item_line(item: Dataset) -> str:
    """One line of readable text for a content item, '' when it has nothing to say."""
    name = concept(item)
    label = name.display if name else ""
    value = _item_value(item)
    if label and value:
        return f"{label}: {value}"
    return label or value


def _item_value(item: Dataset) -> str:
    kind = str(item.get("ValueType", ""))
    if kind == "NUM":
        value, unit = measured(item)
        return f"{value} {unit}".strip()
    if kind == "CODE":
        coded = concept(item, "ConceptCodeSequence")
        return coded.display if coded else ""
    keyword = {
        "TEXT": "TextValue",
        "PNAME": "PersonName",
        "DATE": "Date",
        "TIME": "Time",
        "DATETIME": "DateTime",
        "UIDREF": "UID",
    }.get(kind)
    return str(item.get(keyword, "") or "").strip() if keyword else ""


def measured(item: Dataset) -> tuple[str, str]:
    """Numeric value and unit (UCUM code) of a NUM item as text; '' where absent."""
    sequence = item.get("MeasuredValueSequence")
    if not sequence:
        return "", ""
    unit = concept(sequence[0], "MeasurementUnitsCodeSequence")
    number = sequence[0].get("NumericValue")
    return ("" if number is None else str(number).strip()), (unit.code if unit else "")


def measurements(dataset: Dataset, page: PageId, on: PartialDate | None) -> tuple[Fact, ...]:
    """One Observation for each NUM item that has a concept and a value."""
    facts = []
    for path, _, item in content_items(dataset):
        name = concept(item)
        if str(item.get("ValueType", "")) != "NUM" or name is None:
            continue
        value, unit = measured(item)
        facts.append(
            make_fact(
                "Observation",
                text=name.display,
                code=name if name.code else None,
                category="imaging",
                value=value or None,
                unit=unit or None,
                absent_reason=None if value else "unknown",
                date=on,
                extractor="dicom/1",
                evidence=(ElementPath(page_id=page, path=path, quote=item_line(item)),),
            )
        )
    return tuple(facts)
