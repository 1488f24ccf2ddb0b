"""Access to CDA elements by local name: senders mix and forget namespaces."""

from __future__ import annotations

from collections.abc import Iterator

from huizhen.core.reading.xml import Element

_XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
STATEMENTS = frozenset(
    ("observation", "act", "substanceAdministration", "procedure", "encounter", "supply",
     "organizer")
)  # fmt: skip
"""Clinical statement classes (CDA R2, 4.3.6) that can carry a code of their own."""
_LINKS = frozenset(("entry", "entryRelationship", "component"))
_NEGATIONS = ("negationInd", "actionNegationInd", "valueNegationInd")


def local_name(element: Element) -> str:
    """The tag without its namespace."""
    return str(element.tag).rpartition("}")[2]


def children(element: Element | None, name: str) -> list[Element]:
    """Child elements of a local name; none of nothing."""
    return [] if element is None else list(element.iterchildren("{*}" + name))


def child(element: Element | None, *names: str) -> Element | None:
    """The first child along a path of local names."""
    for name in names:
        if element is None:
            return None
        element = next(element.iterchildren("{*}" + name), None)
    return element


def attribute(element: Element | None, name: str) -> str:
    """An attribute's value without blanks around it; '' where there is none."""
    return "" if element is None else (element.get(name) or "").strip()


def is_true(element: Element | None, name: str) -> bool:
    """Whether a boolean attribute says yes."""
    return attribute(element, name) in ("true", "1")


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


def text_of(element: Element | None) -> str:
    """All text inside, blanks folded."""
    if element is None:
        return ""
    return " ".join("".join(str(part) for part in element.itertext()).split())


def steps(element: Element) -> Iterator[tuple[Element, str]]:
    """Child elements with their path step, `name[index]`, counted among same-named siblings."""
    counts: dict[str, int] = {}
    for inner in element.iterchildren("*"):
        name = local_name(inner)
        counts[name] = counts.get(name, 0) + 1
        yield inner, f"{name}[{counts[name]}]"


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
