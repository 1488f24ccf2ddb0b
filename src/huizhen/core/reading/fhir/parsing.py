"""Bytes to JSON resources: bounded depth, numbers as written, NDJSON line by line."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from huizhen.core.errors import BrokenRecord, UnsupportedRecord
from huizhen.core.reading.encoding import decode_text
from huizhen.core.reading.fhir.nodes import Deviations
from huizhen.core.reading.registry import Probe

MAX_DEPTH = 100
_MOST_SEARCHED = 100_000
_TOKENS = re.compile(r'"(?:[^"\\]++|\\.)*+(?:"|\Z)|[\[\]{}]', re.DOTALL)
_RESOURCE_TYPE = re.compile(r'"resourceType"\s*:\s*"[A-Z]')
_XML_ROOT = re.compile(
    r"""^\s*(?:<\?xml[^>]{0,300}\?>\s*)?(?:<!--.{0,4000}?-->\s*)*
    <(?:[\w.-]+:)?[A-Z]\w*\s[^>]*\bxmlns(?::[\w.-]+)?\s*=\s*["']http://hl7\.org/fhir["']""",
    re.DOTALL | re.VERBOSE,
)
_REMEDY = "Ask the sender to export the record again as FHIR JSON."


def fhir_score(probe: Probe) -> float:
    """0.95 for JSON that speaks of a resource type, 0.9 for FHIR XML, else 0."""
    head = _head_text(probe.head)
    if head.lstrip()[:1] in ("{", "["):
        return 0.95 if _RESOURCE_TYPE.search(head) else 0.0
    return 0.9 if is_fhir_xml(head) else 0.0


def _head_text(head: bytes) -> str:
    for mark, codec in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if head.startswith(mark):
            return head[2:].decode(codec, "replace")
    return head.decode("utf-8", "replace").lstrip("\ufeff")


def is_fhir_xml(text: str) -> bool:
    """Whether a text begins with an element of the FHIR namespace."""
    return text.lstrip()[:1] == "<" and _XML_ROOT.match(text[:65_536]) is not None


def resources_of(data: bytes, deviations: Deviations) -> list[tuple[dict[str, Any], str]]:
    """The top-level resources, each with its path.

    A file that is one resource gives its type as path; a line of NDJSON 'line[i].Type'.
    """
    text, _, doubt = decode_text(data)
    if doubt:
        deviations.add("", f"encoding: {doubt}")
    text = text.lstrip("\ufeff")
    if is_fhir_xml(text):
        raise UnsupportedRecord(
            "fhir_xml", "The record is FHIR in XML, which is not read yet.", _REMEDY
        )
    _refuse_depth(text)
    values = _values(text, deviations)
    found = [pair for value, path in values for pair in _resources(value, path, deviations)]
    if not found:
        raise BrokenRecord("fhir_no_resource", "The JSON file holds no FHIR resource.", _REMEDY)
    return found


def _refuse_depth(text: str) -> None:
    depth = 0
    for token in _TOKENS.finditer(text):
        char = text[token.start()]
        if char in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise BrokenRecord(
                    "json_too_deep", "The JSON is nested deeper than any record is.", _REMEDY
                )
        elif char in "]}":
            depth -= 1


def _values(text: str, deviations: Deviations) -> list[tuple[Any, str]]:
    """The whole text as one value, else one value a line."""
    try:
        return [(_parsed(text, deviations), "")]
    except ValueError:
        pass
    values: list[tuple[Any, str]] = []
    broken = 0
    for index, line in enumerate(line for line in text.split("\n") if line.strip()):
        try:
            values.append((_parsed(line, deviations), f"line[{index}]"))
        except ValueError:
            broken += 1
            deviations.add(f"line[{index}]", "not JSON; left out")
            if broken > len(values) + 3:
                break
    if broken > len(values) or not any(isinstance(value, dict) for value, _ in values):
        raise BrokenRecord("json_broken", "The file is not valid JSON.", _REMEDY)
    return values


def _parsed(text: str, deviations: Deviations) -> Any:
    def kept(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) != len(pairs):
            seen: dict[str, Any] = {}
            for name, value in pairs:
                if name in seen and seen[name] != value:
                    deviations.add("", f"an object has the field '{name[:40]}' twice; first kept")
                seen.setdefault(name, value)
            return seen
        return made

    return json.loads(
        text,
        parse_float=str,
        parse_int=str,
        parse_constant=_refuse_constant,
        object_pairs_hook=kept,
        strict=False,
    )


def _refuse_constant(_name: str) -> NoReturn:
    raise ValueError("not a JSON number")


def _resources(value: Any, path: str, deviations: Deviations) -> list[tuple[dict[str, Any], str]]:
    """A value that is a resource; else those that a wrapper or list of no standard holds."""
    if isinstance(value, dict) and isinstance(value.get("resourceType"), str):
        return [(value, f"{path}.{value['resourceType']}" if path else value["resourceType"])]
    if path:
        deviations.add(path, "not a resource; left out")
        return []
    found: list[tuple[dict[str, Any], str]] = []
    pending: list[tuple[Any, str]] = [(value, "$")]
    for _ in range(_MOST_SEARCHED):
        if not pending:
            break
        item, here = pending.pop()
        if isinstance(item, dict) and isinstance(item.get("resourceType"), str):
            found.append((item, here))
        elif isinstance(item, dict):
            pending += [(inner, f"{here}.{name}") for name, inner in reversed(item.items())]
        elif isinstance(item, list):
            inside = [(inner, f"{here}[{index}]") for index, inner in enumerate(item)]
            pending += reversed(inside)
    if found:
        deviations.add("", "resources inside JSON that is no resource")
    return found
