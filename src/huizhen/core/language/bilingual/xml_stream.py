"""XML of any size from strangers, element by element, without any reach."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from html.entities import name2codepoint
from typing import IO, Any

from lxml import etree

from huizhen.core.errors import BrokenRecord, HostileRecord

Element = etree._Element


def local_name(element: Element) -> str:
    """The name without its namespace; '' for comments and instructions."""
    tag: Any = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def elements(
    stream: IO[bytes], starts: Collection[str], ends: Collection[str]
) -> Iterator[tuple[str, Element]]:
    """('start' | 'end', element) of the named elements; what has ended is forgotten after use.

    A DOCTYPE is let pass (TMX files have one) and never fetched; one that declares entities is
    refused. Raises BrokenRecord for what is not well-formed.
    """
    tags = [f"{{*}}{name}" for name in {*starts, *ends}]
    try:
        events = etree.iterparse(
            stream, events=("start", "end"), tag=tags, resolve_entities=False, no_network=True,
            load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True,
        )  # fmt: skip
        is_first = True
        for event, element in events:
            if is_first:
                _refuse_entities(element)
                is_first = False
            name = local_name(element)
            if event == "start" and name in starts:
                yield event, element
            elif event == "end" and name in ends:
                yield event, element
                _forget(element)
    except etree.XMLSyntaxError as error:
        raise BrokenRecord(
            "xml_broken",
            f"The XML is damaged at line {error.lineno or 1}. XML 在第{error.lineno or 1}行损坏。",
            "Export the file again from the translation tool. 请从翻译工具重新导出。",
        ) from None


def _refuse_entities(element: Element) -> None:
    declared: Any = element.getroottree().docinfo.internalDTD
    if declared is not None and declared.entities():
        raise HostileRecord(
            "xml_entities",
            "The file declares entities of its own. 文件自行声明了XML实体。",
            "Export it again without them. 请重新导出，不带实体声明。",
        )


def _forget(element: Element) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def plain_text(
    element: Element | None, codes: Collection[str], breaks: Callable[[Element], bool]
) -> str:
    """The text that a reader sees: native codes left out, a line break where a code is one."""
    return "" if element is None else "".join(_pieces(element, codes, breaks))


def _pieces(
    element: Element, codes: Collection[str], breaks: Callable[[Element], bool]
) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        name = local_name(child)
        if not name:
            yield _entity(child)
        elif breaks(child):
            yield "\n"
        elif name not in codes:
            yield from _pieces(child, codes, breaks)
        else:
            for inner in child:
                if local_name(inner) == "sub":
                    yield from (" ", *_pieces(inner, codes, breaks), " ")
        yield child.tail or ""


def _entity(node: Element) -> str:
    """What an undeclared entity means in HTML, else its name as it stands."""
    text = node.text or ""
    point = name2codepoint.get(text.strip("&;"))
    return chr(point) if point is not None else text
