#!/usr/bin/env python3
"""Independent counter for the structured records in the data folder.

It shares no code with the product: C-CDA is counted with lxml and XPath on
templateId roots, FHIR with json, HL7 v2 with plain string splitting.

    python count_structured.py DATA_DIR [--part ccda|fhir|hl7v2]

prints one JSON object.  Paths in the output are relative to DATA_DIR.
"""

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from lxml import etree

Element = Any

# --------------------------------------------------------------------------
# C-CDA
# --------------------------------------------------------------------------

TEMPLATE_PREFIX = "2.16.840.1.113883.10.20.22.4."
CCDA_KINDS = {
    "problem_observation": ["4"],
    "medication_activity": ["16"],
    "allergy_observation": ["7"],
    "result_observation": ["2"],
    "procedure": ["12", "13", "14"],
}
CCDA_EXPECTED_TOTALS = {
    "problem_observation": 27,
    "medication_activity": 16,
    "allergy_observation": 16,
    "result_observation": 28,
    "procedure": 21,
}


def local_name(element: Element) -> str:
    return str(etree.QName(element).localname)


def positional_xpath(element: Element) -> str:
    """Absolute path of local names; every step but the root carries its
    1-based index among the siblings of the same local name."""
    steps: list[str] = []
    while element is not None:
        parent = element.getparent()
        name = local_name(element)
        if parent is None:
            steps.append(name)
        else:
            same = [
                child
                for child in parent
                if isinstance(child.tag, str) and local_name(child) == name
            ]
            steps.append(f"{name}[{same.index(element) + 1}]")
        element = parent
    return "/" + "/".join(reversed(steps))


def count_ccda(data_dir: str | Path) -> dict[str, Any]:
    base = Path(data_dir)
    files = {}
    totals: Counter[str] = Counter()
    parser = etree.XMLParser(huge_tree=True, resolve_entities=False, no_network=True)
    for path in sorted((base / "ccda" / "documents").glob("*.ccda")):
        tree: Any = etree.parse(str(path), parser)
        entry: dict[str, Any] = {"counts": {}, "hits": {}}
        for kind, suffixes in CCDA_KINDS.items():
            seen = []
            # document order, one hit per element however many templateIds it has
            for element in tree.xpath("//*[*[local-name()='templateId']]"):
                roots = [
                    child.get("root")
                    for child in element
                    if isinstance(child.tag, str) and local_name(child) == "templateId"
                ]
                matched = [s for s in suffixes if TEMPLATE_PREFIX + s in roots]
                if matched:
                    seen.append(
                        {
                            "xpath": positional_xpath(element),
                            "template": TEMPLATE_PREFIX + matched[0],
                            "element": local_name(element),
                            "moodCode": element.get("moodCode"),
                            "negationInd": element.get("negationInd"),
                            "nullFlavor": element.get("nullFlavor"),
                            "statusCode": (
                                element.xpath("string(*[local-name()='statusCode'][1]/@code)")
                                or None
                            ),
                        }
                    )
            entry["counts"][kind] = len(seen)
            entry["hits"][kind] = seen
            totals[kind] += len(seen)
        files[path.relative_to(base).as_posix()] = entry
    return {
        "files": files,
        "totals": {kind: totals[kind] for kind in CCDA_KINDS},
        "expected_totals": CCDA_EXPECTED_TOTALS,
        "totals_agree": all(totals[k] == n for k, n in CCDA_EXPECTED_TOTALS.items()),
    }


# --------------------------------------------------------------------------
# FHIR
# --------------------------------------------------------------------------

# Resources that say nothing clinical about the patient: who, where, and the
# document around the content.  Every other type is listed with its path.
FHIR_NOT_CLINICAL = {
    "Patient",
    "Practitioner",
    "PractitionerRole",
    "Organization",
    "Location",
    "RelatedPerson",
    "Composition",
    "Provenance",
    "Claim",
    "ExplanationOfBenefit",
    "Coverage",
    "Binary",
    "Bundle",
    "AuditEvent",
    "OperationOutcome",
}


def count_fhir_file(path: Path) -> dict[str, Any]:
    bundle = json.loads(path.read_text(encoding="utf-8-sig"))
    counts: Counter[str] = Counter()
    clinical: dict[str, list[str]] = {}
    for index, entry in enumerate(bundle.get("entry", [])):
        resource = entry.get("resource")
        if not isinstance(resource, dict):
            counts["(entry without resource)"] += 1
            continue
        kind = resource.get("resourceType", "(no resourceType)")
        counts[kind] += 1
        if kind not in FHIR_NOT_CLINICAL:
            clinical.setdefault(kind, []).append(f"Bundle.entry[{index}].resource")
    return {
        "resourceType": bundle.get("resourceType"),
        "bundle_type": bundle.get("type"),
        "entries": len(bundle.get("entry", [])),
        "counts": dict(sorted(counts.items())),
        "clinical": dict(sorted(clinical.items())),
    }


def count_fhir(data_dir: str | Path) -> dict[str, Any]:
    base = Path(data_dir)
    files = {}
    totals = {}
    for group in ("ips", "synthea"):
        group_total: Counter[str] = Counter()
        for path in sorted((base / "fhir" / group).glob("*.json")):
            result = count_fhir_file(path)
            files[path.relative_to(base).as_posix()] = result
            group_total.update(result["counts"])
        totals[group] = dict(sorted(group_total.items()))
    return {"files": files, "totals": totals}


# --------------------------------------------------------------------------
# HL7 v2
# --------------------------------------------------------------------------

# Fields written out for each segment of clinical content (1-based field
# numbers).  Fields that name persons, addresses or birth dates are left out.
HL7_FIELDS = {
    "OBX": {
        "value_type": 2,
        "identifier": 3,
        "value": 5,
        "unit": 6,
        "interval": 7,
        "flag": 8,
        "result_status": 11,
    },
    "AL1": {"type": 2, "code": 3, "severity": 4, "reaction": 5},
    "IAM": {"type": 2, "code": 3, "severity": 4, "reaction": 5, "action": 6},
    "DG1": {"coding_method": 2, "code": 3, "description": 4, "diagnosis_type": 6, "action": 21},
    "PRB": {"action": 1, "code": 3},
    "PR1": {"coding_method": 2, "code": 3, "description": 4, "action": 20},
    "RXA": {
        "code": 5,
        "amount": 6,
        "unit": 7,
        "notes": 9,
        "completion_status": 20,
        "action": 21,
        "refusal_reason": 18,
    },
    "RXE": {"code": 2, "amount_min": 3, "amount_max": 4, "unit": 5, "dosage_form": 6},
    "RXO": {"code": 1, "amount_min": 2, "amount_max": 3, "unit": 4, "dosage_form": 5},
    "RXD": {"code": 2, "amount": 4, "unit": 5},
    "RXG": {"code": 4, "amount_min": 5, "amount_max": 6, "unit": 7},
    "RXR": {"route": 1, "site": 2},
    "RXC": {"component_type": 1, "code": 2, "amount": 3, "unit": 4},
    "FT1": {"transaction_type": 6, "transaction_code": 7, "diagnosis": 19, "procedure": 25},
    "NTE": {"source": 2, "comment": 3},
    "OBR": {"code": 4, "result_status": 25},
    "ORC": {"control": 1, "order_status": 5},
    "SPM": {"specimen_type": 4},
    "TXA": {"document_type": 2, "content_presentation": 3, "completion_status": 17},
}


def split_segments(text: str) -> list[str]:
    return [
        line for line in text.replace("\r\n", "\r").replace("\n", "\r").split("\r") if line.strip()
    ]


def field(parts: list[str], number: int) -> str | None:
    value = parts[number] if number < len(parts) else ""
    return value if value != "" else None


def read_hl7_text(path: Path) -> tuple[str, bool]:
    raw = path.read_bytes()
    had_bom = raw.startswith(b"\xef\xbb\xbf")
    if had_bom:
        raw = raw[3:]
    return raw.decode("utf-8"), had_bom


def split_messages(path: Path, text: str) -> list[list[str]]:
    messages: list[list[str]] = []
    for line in split_segments(text):
        if line[:3] == "MSH":
            messages.append([])
        if not messages:
            raise ValueError(f"{path}: segment before MSH: {line[:3]!r}")
        messages[-1].append(line)
    return messages


def count_message(lines: list[str]) -> dict[str, Any]:
    separator = lines[0][3]
    segments: Counter[str] = Counter()
    content: list[dict[str, Any]] = []
    previous: str | None = None
    for number, line in enumerate(lines, start=1):
        parts = line.split(separator)
        name = parts[0].strip()
        segments[name] += 1
        here = f"{name}[{segments[name]}]"
        if name in HL7_FIELDS:
            row: dict[str, Any] = {"path": here, "line": number}
            if name == "OBX":
                row["under"] = f"OBR[{segments['OBR']}]" if segments["OBR"] else None
                row["set_id"] = field(parts, 1)
            row.update({key: field(parts, at) for key, at in HL7_FIELDS[name].items()})
            if name == "NTE":
                row["after"] = previous
            content.append(row)
        if name != "NTE":
            previous = here
    # MSH-1 is the separator itself, so MSH-9 is at position 8 of the split
    msh = lines[0].split(separator)
    return {
        "type": field(msh, 8),
        "version": field(msh, 11),
        "segments": {name: n for name, n in sorted(segments.items()) if n},
        "content": content,
    }


def count_hl7_file(path: Path) -> dict[str, Any]:
    text, had_bom = read_hl7_text(path)
    messages = [count_message(lines) for lines in split_messages(path, text)]
    return {"bom": had_bom, "messages": messages}


def count_hl7(data_dir: str | Path) -> dict[str, Any]:
    base = Path(data_dir)
    files = {}
    totals: Counter[str] = Counter()
    count = 0
    for path in sorted((base / "hl7v2").glob("*.hl7")):
        result = count_hl7_file(path)
        files[path.relative_to(base).as_posix()] = result
        for message in result["messages"]:
            count += 1
            totals.update(message["segments"])
    return {
        "files": files,
        "messages": count,
        "with_bom": sorted(name for name, r in files.items() if r["bom"]),
        "totals": dict(sorted(totals.items())),
    }


# --------------------------------------------------------------------------

PARTS = {"ccda": count_ccda, "fhir": count_fhir, "hl7v2": count_hl7}


def main(data_dir: str | Path) -> dict[str, Any]:
    return {name: count(data_dir) for name, count in PARTS.items()}


def cli(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("data_dir")
    parser.add_argument("--part", choices=sorted(PARTS))
    args = parser.parse_args(argv)
    result = main(args.data_dir) if args.part is None else PARTS[args.part](args.data_dir)
    json.dump(result, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    cli()
