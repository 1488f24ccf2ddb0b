"""Access to XML elements by local name: senders mix and forget namespaces."""

from __future__ import annotations

from collections.abc import Iterator

from huizhen.core.reading.xml import Element


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
