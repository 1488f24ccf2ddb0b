"""Statements that are parts of another fact: status, severity, reason, comment, sig ..."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from huizhen.core.reading.ccda.concepts import Concept, concept_of
from huizhen.core.reading.ccda.context import Document, Statement
from huizhen.core.reading.ccda.elements import nested_statements
from huizhen.core.reading.ccda.templates import Role, role_of_nested
from huizhen.core.reading.ccda.values import measured_of
from huizhen.core.reading.coded.elements import child, children, local_name, text_of
from huizhen.core.reading.coded.vocabulary import certainty_of_coding
from huizhen.core.reading.xml import Element
from huizhen.core.records.fact import Certainty

_LABELS = {
    "reason": "Reason", "comment": "Comment", "priority": "Priority", "coverage": "Coverage",
    "rank": "Rank", "sig": "Instruction", "dose_number": "Dose", "status": "Status",
    "severity": "Severity", "reaction": "Reaction", "criticality": "Criticality",
    "diagnosed": "Date of diagnosis", "units": "Units",
}  # fmt: skip
_DRUG_ELEMENTS = ("substanceAdministration", "supply")


@dataclass(frozen=True, slots=True)
class Part:
    """One part with what it is."""

    name: str
    element: Element


def is_part(role: Role | None, enclosing: Element | None) -> bool:
    """Whether a statement of this role is a part of the fact around it."""
    if role is None or enclosing is None or not role.folds:
        return False
    return role.folds == "always" or local_name(enclosing) in _DRUG_ELEMENTS


def parts_of(statement: Statement) -> list[Part]:
    """The parts of a statement: those inside it, then those beside it in its concern act."""
    inside = [
        Part(role.part if role else "", element)
        for element, role in _inner_roles(statement.element)
        if is_part(role, statement.element)
    ]
    beside = [
        Part(role.part if (role := role_of_nested(element, "MFST")) else "", element)
        for element in statement.setting.beside
    ]
    return inside + beside


def _inner_roles(element: Element) -> Iterator[tuple[Element, Role | None]]:
    for inner, _path, link in nested_statements(element, ""):
        yield inner, role_of_nested(inner, link)


def named(parts: list[Part], name: str) -> list[Element]:
    """The elements of all parts of one name."""
    return [part.element for part in parts if part.name == name]


def note_of(parts: list[Part], statement: Statement, told: tuple[str, ...] = ()) -> str:
    """All parts that have no field of their own (`told`), one after the other."""
    lines = [
        described(part, statement.document, statement.ordinal)
        for part in parts
        if part.name not in told and part.name != "reference"
    ]
    return "; ".join(dict.fromkeys(line for line in lines if line))


def described(part: Part, document: Document, ordinal: int) -> str:
    """A part in words: 'Reason: Procedure declined by patient'."""
    element = part.element
    code = concept_of(child(element, "code"), document, ordinal)
    said = measured_of(element, document, ordinal).text or stated_text(element, document, ordinal)
    if part.name == "coverage":
        inner = (concept_of(child(held, "code"), document, ordinal).label
                 for held, _path, _link in nested_statements(element, ""))  # fmt: skip
        said = said or ", ".join(label for label in inner if label)
    label = _LABELS.get(part.name) or ("" if code.is_assertion else code.label)
    if not said and part.name in _LABELS and code.label != label:
        said = code.label
    return f"{label}: {said}" if label and said else label if part.name == "" else said


def stated_text(element: Element, document: Document, ordinal: int) -> str:
    """What a statement's `text` says: its own words, or the narrative that it refers to."""
    texts = children(element, "text")
    if not texts:
        return ""
    own = "" if texts[0].get("representation") == "B64" else text_of(texts[0])
    return own or document.referenced_text(texts[0], ordinal)


def certainty_in(parts: list[Part], document: Document, ordinal: int) -> list[Certainty | None]:
    """What status and verification observations say of certainty."""
    return [
        certainty_of_coding(coding)
        for element in named(parts, "status")
        for coding in value_concept(element, document, ordinal).codings
    ]


def value_concept(element: Element, document: Document, ordinal: int) -> Concept:
    """The coded value of a part."""
    return concept_of(child(element, "value"), document, ordinal)
