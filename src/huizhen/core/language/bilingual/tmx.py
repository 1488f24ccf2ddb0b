"""Translation memories: TMX 1.1 to 1.4b."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from huizhen.core.language.bilingual.unit import Languages, Unit, closest_tag, language_unknown
from huizhen.core.language.bilingual.xml_stream import Element, elements, local_name, plain_text

_CODES = frozenset({"bpt", "ept", "it", "ph", "ut"})
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def tmx_units(stream: IO[bytes], wanted: Languages) -> Iterator[Unit]:
    """Every unit that has both languages; a unit that lacks one is passed over."""
    declared, seen, number, given = "", set[str](), 0, 0
    for event, element in elements(stream, ("header",), ("tu",)):
        if event == "start":
            declared = element.get("srclang", "").replace("*all*", "")
            continue
        number += 1
        variants = _variants(element)
        seen.update(variants)
        chosen = _chosen(list(variants), wanted, element.get("srclang", "") or declared)
        if chosen:
            given += 1
            source, target = chosen
            yield Unit(
                element.get("tuid") or str(number), variants[source], variants[target],
                wanted.source or source, wanted.target or target,
            )  # fmt: skip
    if number and not given:
        raise language_unknown(sorted(seen))


def _variants(unit: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for variant in unit:
        if local_name(variant) != "tuv":
            continue
        tag = variant.get(_XML_LANG) or variant.get("lang") or ""
        segment = next((one for one in variant if local_name(one) == "seg"), None)
        found.setdefault(tag, plain_text(segment, _CODES, _breaks))
    return found


def _breaks(element: Element) -> bool:
    return element.get("type") in ("lb", "x-lb") and local_name(element) in ("ph", "it")


def _chosen(tags: list[str], wanted: Languages, declared: str) -> tuple[str, str] | None:
    """The tags of source and target; None when the unit has not both or does not tell."""
    if len(tags) < 2:
        return None
    source = closest_tag(wanted.source or declared, tags) if wanted.source or declared else ""
    if wanted.target:
        target = closest_tag(wanted.target, [tag for tag in tags if tag != source])
        source = source or (_other(tags, target) if not wanted.source else "")
    else:
        source = source or ("" if wanted.source or len(tags) > 2 else tags[0])
        target = _other(tags, source)
    return (source, target) if source and target else None


def _other(tags: list[str], one: str) -> str:
    """The language that is left; of several the Chinese one, or English beside Chinese."""
    rest = [tag for tag in tags if tag != one]
    if not one or len(rest) == 1:
        return rest[0] if one else ""
    return closest_tag("zh-CN", rest) or closest_tag("en", rest)
