"""Coded concepts (CodeableConcept, Coding, plain strings of older versions) and body sites."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from huizhen.core.reading.ccda.code_systems import LOINC, RXNORM, SNOMED_CT
from huizhen.core.reading.ccda.vocabulary import laterality, side_in_site
from huizhen.core.reading.fhir.nodes import Node
from huizhen.core.reading.fhir.vocabulary import absent_of_code
from huizhen.core.records.fact import AbsentReason, Coding, Side

_PREFERRED = (SNOMED_CT, LOINC, RXNORM)


@dataclass(frozen=True, slots=True)
class Concept:
    """One coded thing as the source states it."""

    label: str = ""
    code: Coding | None = None
    codings: tuple[Coding, ...] = ()
    absent: AbsentReason | None = None
    """Why there is neither code nor label."""

    def __bool__(self) -> bool:
        return bool(self.label or self.codings)

    @property
    def coded(self) -> dict[str, Any]:
        """`code` and `codings` as a fact has them."""
        return {"code": self.code, "codings": self.codings}


def concept(holder: Node | None, name: str) -> Concept:
    """The concept of a field; the first where the field is a list."""
    found = concepts(holder, name)
    return found[0] if found else Concept()


def concepts(holder: Node | None, name: str) -> list[Concept]:
    """The concepts of a field, also one of plain strings."""
    if holder is None or name not in holder:
        code = holder.absent_code(name) if holder is not None else ""
        return [Concept(absent=absent_of_code(code))] if code else []
    return [concept_of(node) for node in holder.wrapped(name, "text")]


def concept_of(node: Node) -> Concept:
    """The concept of one object: its text, else a display, else a code."""
    holders = node.nodes("coding") if "coding" in node else []
    if not holders and ("code" in node or "display" in node):
        holders = [node]
    codings = tuple(dict.fromkeys(coding for one in holders if (coding := coding_of(one))))
    words = [one.text("display") for one in holders]
    inner = node.node("concept") if "concept" in node else None
    if inner is not None:  # CodeableReference of R5
        node.deviations.older_at = node.deviations.older_at or ""
        return concept_of(inner)
    label = node.text("text") or next((word for word in words if word), "")
    label = label or (codings[0].code if codings else "")
    best = next((one for one in codings if one.system in _PREFERRED), None)
    return Concept(
        label=" ".join(label.split()),
        code=best or (codings[0] if codings else None),
        codings=codings,
        absent=None if label else absent_of_code(node.absent_code() or node.absent_code("text")),
    )


def coding_of(node: Node) -> Coding | None:
    """One coding; None without a code."""
    code = node.text("code")
    if not code:
        return None
    display = " ".join(node.text("display").split())
    return Coding(system=node.text("system"), code=code, display=display)


def codes(holder: Node, name: str) -> list[str]:
    """The codes of a field in lower case; a plain string is one."""
    return [
        word.lower()
        for one in concepts(holder, name)
        for word in ([coding.code for coding in one.codings] or [one.label])
        if word
    ]


def labels(holder: Node | None, name: str) -> list[str]:
    """The labels of a field's concepts, each once."""
    return list(dict.fromkeys(one.label for one in concepts(holder, name) if one.label))


def site(holder: Node, name: str = "bodySite") -> dict[str, Any]:
    """`body_site` and `side` of a field; the side from codes, from qualifiers or from its name."""
    sites: list[str] = []
    sides: set[Side] = set()
    for node in holder.wrapped(name, "text"):
        found = concept_of(node)
        named = {side for coding in found.codings if (side := laterality(coding))}
        sides |= named | _qualified(node)
        if found.label:
            sites.append(found.label)
    body_site = ", ".join(dict.fromkeys(sites))
    if not sides and body_site:
        said = side_in_site(body_site)
        sides |= {said} if said else set()
    return {"body_site": body_site, "side": sides.pop() if len(sides) == 1 else None}


def _qualified(node: Node) -> set[Side]:
    """Sides that extensions of a body site state (mCODE laterality qualifier)."""
    found: set[Side] = set()
    for extension in node.nodes("extension") if "extension" in node else []:
        if "lateral" in extension.text("url").lower():
            for coding in concept(extension, "valueCodeableConcept").codings:
                side = laterality(coding)
                found |= {side} if side else set()
    return found
