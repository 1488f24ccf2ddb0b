"""Clinical statements to facts: each becomes one fact, a part of one, or a wrapper around some."""

from __future__ import annotations

from collections.abc import Callable

from huizhen.core.reading.ccda.allergies import allergy
from huizhen.core.reading.ccda.assembly import status_code
from huizhen.core.reading.ccda.context import Document, Section, Setting, Statement
from huizhen.core.reading.ccda.devices import device, devices_of_procedure
from huizhen.core.reading.ccda.elements import is_negated, nested_statements, null_flavor
from huizhen.core.reading.ccda.family import family_history
from huizhen.core.reading.ccda.immunizations import immunization
from huizhen.core.reading.ccda.medications import medication, supply
from huizhen.core.reading.ccda.observations import observation, report
from huizhen.core.reading.ccda.others import (
    alone,
    consent,
    coverage,
    imaging,
    impression,
    note,
    other,
)
from huizhen.core.reading.ccda.parts import is_part
from huizhen.core.reading.ccda.plans import plan
from huizhen.core.reading.ccda.problems import indication, problem
from huizhen.core.reading.ccda.procedures import encounter, procedure
from huizhen.core.reading.ccda.templates import Kind, Role, role_of_nested
from huizhen.core.reading.coded.elements import attribute, child, children, local_name, text_of
from huizhen.core.reading.coded.vocabulary import ENTERED_IN_ERROR
from huizhen.core.reading.xml import Element
from huizhen.core.records.fact import Fact

_BUILDERS: dict[Kind, Callable[[Statement], Fact]] = {
    "problem": problem, "allergy": allergy, "medication": medication,
    "immunization": immunization, "observation": observation, "procedure": procedure,
    "family": family_history, "encounter": encounter, "plan": plan, "report": report,
    "consent": consent, "device": device, "note": note, "impression": impression,
    "imaging": imaging, "coverage": coverage, "supply": supply, "indication": indication,
    "other": other,
}  # fmt: skip
_CONCERN_CODES = frozenset(("CONC", "48765-2", "11450-4", "75310-3", "29308-4"))
_PROBLEM_TYPES = frozenset(
    ("282291009", "29308-4", "55607006", "75326-9", "64572001", "75323-6", "418799008",
     "75325-1", "409586006", "75322-8")
)  # fmt: skip
"""Problem types (value set 2.16.840.1.113883.3.88.12.3221.7.2) that make an observation one."""
_KIND_IN_SECTION: dict[str, Kind] = {
    "problems": "problem", "allergies": "allergy", "family": "family", "directives": "consent",
    "devices": "device", "payers": "coverage",
}  # fmt: skip
_PANEL_CATEGORIES = ("survey", "exam")


def facts_of_statement(
    element: Element,
    path: str,
    setting: Setting,
    document: Document,
    link: str = "",
    in_part: bool = False,
) -> list[Fact]:
    """All facts of a statement and of what it holds, in document order.

    `link` is the typeCode of the relationship to the statement around; within a part of a fact
    only what has a template of its own becomes one.
    """
    role = role_of_nested(element, link if setting.enclosing is not None else "")
    is_inner_part = in_part and role is not None and role.folds == "always"
    if is_inner_part or is_part(role, setting.enclosing) or element in setting.beside:
        return _facts_inside(element, path, setting, document, in_part=True)
    if role is None and not in_part:
        role = _role_by_class(element, setting)
    if role is None:
        return _facts_inside(element, path, setting, document, in_part)
    if role.kind == "wrapper":
        return _wrapped(element, path, setting, document, role)
    statement = Statement(element, path, setting, document, role.category, role.kind)
    facts = [_BUILDERS[role.kind](statement)]
    if local_name(element) == "procedure":
        facts += devices_of_procedure(statement)
    is_panel = local_name(element) == "organizer" or role.category in _PANEL_CATEGORIES
    inner = setting.within(
        enclosing=element, concern=None, beside=(), category="",
        organizer=element if is_panel else None,
    )  # fmt: skip
    return facts + _facts_inside(element, path, inner, document)


def _facts_inside(
    element: Element, path: str, setting: Setting, document: Document, in_part: bool = False
) -> list[Fact]:
    facts: list[Fact] = []
    for inner, inner_path, link in nested_statements(element, path):
        facts += facts_of_statement(inner, inner_path, setting, document, link, in_part)
    return facts


def _wrapped(
    element: Element, path: str, setting: Setting, document: Document, role: Role
) -> list[Fact]:
    """The facts inside a concern, diagnosis act or organizer; without any, what it says itself."""
    is_organizer = local_name(element) == "organizer"
    inner = setting.within(
        category=role.category or setting.category,
        concern=None if is_organizer else element,
        organizer=element if is_organizer else setting.organizer,
        beside=_parts_beside(element),
        is_hypothetical=setting.is_hypothetical or role.category == "risk",
        is_withdrawn=setting.is_withdrawn or status_code(element) in ENTERED_IN_ERROR,
    )
    facts = _facts_inside(element, path, inner, document)
    if facts or role.alone is None or not _says_something(element):
        return facts
    statement = Statement(element, path, setting, document, role.category, role.kind)
    return [alone(statement, role.alone)]


def _parts_beside(element: Element) -> tuple[Element, ...]:
    """Severity or reaction beside the one statement that it can only belong to."""
    roles = [
        (inner, role_of_nested(inner, link)) for inner, _, link in nested_statements(element, "")
    ]
    parts = tuple(inner for inner, role in roles if role is not None and role.folds == "always")
    return parts if len(roles) - len(parts) == 1 else ()


def _says_something(element: Element) -> bool:
    """Whether a wrapper without entries has words, a denial, or a code of its own."""
    if is_negated(element) or text_of(child(element, "text")) or _refers(child(element, "text")):
        return True
    code = child(element, "code")
    if code is None or local_name(element) == "act":
        return False
    return bool(attribute(code, "code")) and attribute(code, "code") not in _CONCERN_CODES


def _refers(text: Element | None) -> bool:
    return bool(attribute(child(text, "reference"), "value"))


def has_content(element: Element) -> bool:
    """Whether a statement has a code, value, product, participant or words of its own."""
    if _is_coded(child(element, "code")) or child(element, "value") is not None:
        return True
    text = child(element, "text")
    if text_of(text) or _refers(text):
        return True
    for link in ("consumable", "product"):
        material = child(element, link, "manufacturedProduct", "manufacturedMaterial")
        if _is_coded(child(material, "code")) or text_of(child(material, "name")):
            return True
    return any(
        _is_coded(child(participant, "participantRole", "playingDevice", "code"))
        for participant in children(element, "participant")
    )


def _is_coded(code: Element | None) -> bool:
    if code is None:
        return False
    return bool(
        attribute(code, "code")
        or attribute(code, "displayName")
        or child(code, "originalText") is not None
        or child(code, "translation") is not None
    )


def _role_by_class(element: Element, setting: Setting) -> Role | None:
    """The role of a statement without a known template, by its class and section."""
    name, section = local_name(element), setting.section
    if name == "organizer":
        return _organizer_role(element, section)
    if not has_content(element):
        return None
    if name == "observation":
        if setting.enclosing is not None and section.kind in _KIND_IN_SECTION:
            return Role("observation", "other")  # it qualifies the problem or allergy around it
        return _observation_role(element, section)
    if name == "act":
        return _act_role(element, section)
    if name == "substanceAdministration":
        return Role("immunization" if section.kind == "immunizations" else "medication")
    if name == "procedure":
        return Role("procedure", "" if section.kind == "procedures" else "other")
    if name == "encounter":
        return Role("encounter", "" if section.kind == "encounters" else "other")
    has_drug = child(element, "product") is not None
    return Role("supply", "supply") if has_drug else Role("device", "other")


def _organizer_role(element: Element, section: Section) -> Role:
    """Coded batteries outside vital signs and function are reports; others only group."""
    is_report = section.kind in ("results", "imaging") or (
        attribute(element, "classCode") == "BATTERY" and section.kind == ""
    )
    if is_report and _is_coded(child(element, "code")):
        return Role("report", "laboratory")
    return Role("wrapper")


def _observation_role(element: Element, section: Section) -> Role:
    kind = _KIND_IN_SECTION.get(section.kind)
    if kind is not None:
        # history and diagnosis sections name their category, other kinds find their own
        return Role(kind, "" if kind in ("problem", "allergy", "family", "consent") else "other")
    if section.kind == "plan":
        return Role("plan", section.category)
    if section.kind == "assessment":
        return Role("impression", "other")
    if section.category:
        return Role("observation", section.category)
    code = attribute(child(element, "code"), "code")
    return Role("problem" if code in _PROBLEM_TYPES else "observation", "other")


def _act_role(element: Element, section: Section) -> Role:
    code = child(element, "code")
    is_concern = attribute(code, "code") in _CONCERN_CODES or bool(null_flavor(code))
    if is_concern and next(nested_statements(element, ""), None) is not None:
        return Role("wrapper", alone="Condition")
    if section.kind == "notes":
        return Role("note", "other")
    if section.kind == "plan":
        return Role("plan", section.category)
    return Role("procedure", "" if section.kind == "procedures" else "other")
