"""XLIFF 1.2 (also as translation tools extend it) and XLIFF 2.x."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from huizhen.core.errors import BrokenRecord
from huizhen.core.language.bilingual.unit import Languages, Unit
from huizhen.core.language.bilingual.xml_stream import Element, elements, local_name, plain_text

_CODES = frozenset({"bpt", "ept", "it", "ph", "bx", "ex", "x", "sc", "ec", "cp", "sm", "em"})
_BREAKS = frozenset({"lb", "x-lb", "xlf:lb"})


def xliff_units(stream: IO[bytes], wanted: Languages) -> Iterator[Unit]:
    """Every segment that is to be translated, with its translation or an empty one."""
    is_xliff, files, declared, prefix = False, 0, Languages(), ""
    for event, element in elements(stream, ("xliff", "file"), ("trans-unit", "unit")):
        name = local_name(element)
        if name == "xliff":
            is_xliff = True
            declared = Languages(element.get("srcLang", ""), element.get("trgLang", ""))
        elif name == "file":
            files += 1
            prefix = f"{element.get('original') or element.get('id') or files}/" * (files > 1)
            declared = Languages(
                element.get("source-language") or declared.source,
                element.get("target-language") or declared.target,
            )
        elif event == "end" and is_xliff and _is_for_translation(element):
            segments = _of_version_1 if name == "trans-unit" else _of_version_2
            for key, source, target in segments(element):
                used = wanted.over(declared.source, declared.target).told_by(source, target)
                yield Unit(prefix + key, source, target, used.source, used.target)
    if not is_xliff:
        raise BrokenRecord(
            "xliff_none",
            "The file is XML, but no XLIFF. 文件不是XLIFF。",
            "Export it as XLIFF 1.2 or 2.x, or as TMX. 请导出为 XLIFF 1.2、2.x 或 TMX。",
        )


def _is_for_translation(unit: Element) -> bool:
    """The nearest word on it decides: the unit's, its groups', its file's."""
    place: Element | None = unit
    while place is not None:
        said = place.get("translate")
        if said is not None:
            return said != "no"
        place = place.getparent()
    return True


def _child(element: Element, name: str) -> Element | None:
    return next((one for one in element if local_name(one) == name), None)


def _text(element: Element | None) -> str:
    return plain_text(element, _CODES, _breaks)


def _breaks(element: Element) -> bool:
    kind = element.get("ctype") or element.get("subType") or ""
    return kind in _BREAKS and local_name(element) in _CODES


def _of_version_1(unit: Element) -> Iterator[tuple[str, str, str]]:
    """The segments that a tool marked on both sides; the whole unit where it marked none."""
    key = unit.get("id") or unit.get("resname") or ""
    source, target = _child(unit, "source"), _child(unit, "target")
    marked = _marked(_child(unit, "seg-source"))
    answers = _marked(target)
    if len(marked) > 1 and set(marked) == set(answers):
        for mid, segment in marked.items():
            yield f"{key}#{mid}", _text(segment), _text(answers[mid])
        return
    yield key, _text(source), _text(target)


def _marked(element: Element | None) -> dict[str, Element]:
    if element is None:
        return {}
    marks = (one for one in element.iter() if local_name(one) == "mrk")
    return {one.get("mid", ""): one for one in marks if one.get("mtype") == "seg"}


def _of_version_2(unit: Element) -> Iterator[tuple[str, str, str]]:
    key = unit.get("id") or ""
    segments = [one for one in unit if local_name(one) == "segment"]
    for number, segment in enumerate(segments, start=1):
        own = segment.get("id") or str(number)
        name = key if len(segments) == 1 else f"{key}#{own}"
        yield name, _text(_child(segment, "source")), _text(_child(segment, "target"))
