"""What CDA says of its elements: negation, absence, data types, templates, nested statements."""

from __future__ import annotations

from collections.abc import Iterator

from huizhen.core.reading.coded.elements import attribute, children, is_true, local_name, steps
from huizhen.core.reading.xml import Element

_XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
STATEMENTS = frozenset(
    ("observation", "act", "substanceAdministration", "procedure", "encounter", "supply",
     "organizer")
)  # fmt: skip
"""Clinical statement classes (CDA R2, 4.3.6) that can carry a code of their own."""
_LINKS = frozenset(("entry", "entryRelationship", "component"))
_NEGATIONS = ("negationInd", "actionNegationInd", "valueNegationInd")


def is_negated(element: Element) -> bool:
    """`negationInd`, in CDA R2 or as its successors split it."""
    if any(is_true(element, name) for name in _NEGATIONS):
        return True
    return any(
        str(key).endswith("egationInd") and value.strip() in ("true", "1")
        for key, value in element.attrib.items()
    )


def null_flavor(element: Element | None) -> str:
    """The nullFlavor code; '' where the element says something."""
    return attribute(element, "nullFlavor")


def data_type(element: Element) -> str:
    """The `xsi:type` without prefix; '' where the sender left it out."""
    declared = element.get(_XSI_TYPE) or element.get("type") or ""
    return declared.strip().rpartition(":")[2]


def nested_statements(element: Element, path: str) -> Iterator[tuple[Element, str, str]]:
    """Clinical statements one level below, with their paths and the link's typeCode."""
    for inner, step in steps(element):
        name = local_name(inner)
        if name in STATEMENTS:
            yield inner, f"{path}/{step}", ""
        elif name in _LINKS:
            for statement, last in steps(inner):
                if local_name(statement) in STATEMENTS:
                    yield statement, f"{path}/{step}/{last}", attribute(inner, "typeCode")


def template_roots(element: Element) -> list[str]:
    """The roots of the templates that an element claims, any extension."""
    return [attribute(template, "root") for template in children(element, "templateId")]
