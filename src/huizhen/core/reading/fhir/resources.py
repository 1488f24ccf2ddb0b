"""The resources of a file with their FHIRPaths: bundles, parameters, contained ones, bare ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from huizhen.core.reading.coded.deviations import Deviations
from huizhen.core.reading.fhir.elements import items, object_of, objects, token, words
from huizhen.core.reading.fhir.json_source import Json

_TYPE = re.compile(r"[A-Z][A-Za-z]{2,60}")
_MAX_WRAPPERS = 3


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """A resource and where it stands."""

    resource: Json
    path: str
    type: str
    full_url: str = ""
    container: Placed | None = None
    """The resource that contains this one."""
    bundle: Placed | None = None
    is_withdrawn: bool = False
    """A deleted resource, or an older version in a history."""

    @property
    def id(self) -> str:
        """The logical id; '' where it has none."""
        return words(self.resource.get("id"))


@dataclass(slots=True)
class Resources:
    """Everything of one file in the order of the file."""

    placed: list[Placed] = field(default_factory=list)
    bundles: list[Placed] = field(default_factory=list)


def find_resources(values: tuple[tuple[str, Any], ...], deviations: Deviations) -> Resources:
    """The resources of the given documents, each with its absolute path (0-based indexes)."""
    found = Resources()
    waiting: list[Placed] = []
    for prefix, value in reversed(values):
        top = _top(value, prefix, deviations)
        if top is not None:
            waiting.append(top)
    while waiting:
        placed = waiting.pop()
        inner = list(_inside(placed, found, deviations))
        waiting.extend(reversed(inner))
    return found


def _top(value: Any, prefix: str, deviations: Deviations) -> Placed | None:
    """The resource of a document; also one that something that is not FHIR wraps."""
    path = prefix
    for _ in range(_MAX_WRAPPERS):
        if not isinstance(value, dict):
            break
        kind = _type_of(value)
        if not kind and "entry" in value and "resourceType" not in value:
            deviations.add("resource_type_missing", f"{path}Bundle")
            kind = "Bundle"
        if kind:
            return Placed(resource=value, path=f"{path}{kind}", type=kind)
        wrapped = [(k, v) for k, v in value.items() if isinstance(v, dict) and _looks_wrapped(v)]
        if not wrapped:
            break
        deviations.add("resource_wrapped", path or "document")
        path, value = f"{path}{_name(wrapped[0][0])}.", wrapped[0][1]
    deviations.add("not_a_resource", prefix.rstrip(".") or "document")
    return None


def _looks_wrapped(value: Json) -> bool:
    return "resourceType" in value or any(
        isinstance(inner, dict) and "resourceType" in inner for inner in value.values()
    )


def _name(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,40}", name) else "?"


def _type_of(resource: Json) -> str:
    kind = words(resource.get("resourceType"))
    return kind if _TYPE.fullmatch(kind) else ""


def _inside(placed: Placed, found: Resources, deviations: Deviations) -> Iterator[Placed]:
    if placed.type == "Bundle":
        found.bundles.append(placed)
        yield from _entries(placed, deviations)
        return
    if placed.type == "Parameters":
        yield from _parameters(placed, deviations)
        return
    found.placed.append(placed)
    for index, resource in enumerate(items(placed.resource.get("contained"))):
        path = f"{placed.path}.contained[{index}]"
        kind = _type_of(resource) if isinstance(resource, dict) else ""
        if not kind:
            deviations.add("resource_type_missing", path)
            continue
        yield Placed(
            resource=resource, path=path, type=kind, container=placed, bundle=placed.bundle,
            is_withdrawn=placed.is_withdrawn,
        )  # fmt: skip


def _entries(bundle: Placed, deviations: Deviations) -> Iterator[Placed]:
    is_history = token(bundle.resource.get("type")) == "history"
    seen: set[str] = set()
    for index, entry in enumerate(items(bundle.resource.get("entry"))):
        path = f"{bundle.path}.entry[{index}]"
        if not isinstance(entry, dict):
            deviations.add("entry_not_an_object", path)
            continue
        request = object_of(entry.get("request"))
        is_deleted = token(request.get("method")) == "delete"
        resource, path = _entry_resource(entry, path, deviations)
        if is_deleted:
            deviations.add("entry_deleted", path)
            seen.add(words(request.get("url")).split("/_history")[0])
        if resource is None:
            continue
        identity = f"{_type_of(resource)}/{words(resource.get('id'))}"
        is_older = is_history and identity in seen
        if is_history and not identity.endswith("/"):
            seen.add(identity)
        if is_older:
            deviations.add("older_version", path)
        yield Placed(
            resource=resource, path=path, type=_type_of(resource),
            full_url=words(entry.get("fullUrl")), bundle=bundle,
            is_withdrawn=bundle.is_withdrawn or is_deleted or is_older,
        )  # fmt: skip


def _entry_resource(entry: Json, path: str, deviations: Deviations) -> tuple[Json | None, str]:
    resource = entry.get("resource")
    if isinstance(resource, dict):
        path = f"{path}.resource"
    elif _type_of(entry):
        deviations.add("entry_without_resource_element", path)
        resource = entry
    else:
        if "fullUrl" in entry or "resource" in entry:
            deviations.add("entry_without_resource", path)
        return None, path
    if not _type_of(resource):
        deviations.add("resource_type_missing", path)
        return None, path
    return resource, path


def _parameters(placed: Placed, deviations: Deviations) -> Iterator[Placed]:
    """Resources among an operation's results, in their order."""
    waiting = [(f"{placed.path}.parameter", placed.resource.get("parameter"))]
    while waiting:
        path, value = waiting.pop()
        for index, parameter in enumerate(objects(value)):
            here = f"{path}[{index}]"
            resource = parameter.get("resource")
            if isinstance(resource, dict):
                kind = _type_of(resource)
                if kind:
                    yield Placed(
                        resource=resource, path=f"{here}.resource", type=kind,
                        bundle=placed.bundle or placed, is_withdrawn=placed.is_withdrawn,
                    )  # fmt: skip
                else:
                    deviations.add("resource_type_missing", here)
            if parameter.get("part") is not None:
                waiting.append((f"{here}.part", parameter.get("part")))
