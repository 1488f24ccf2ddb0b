"""References (FHIR 2.3): what they name within the file, else their own display."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from huizhen.core.reading.coded.deviations import Deviations
from huizhen.core.reading.fhir.elements import line, object_of, objects, words
from huizhen.core.reading.fhir.json_source import Json
from huizhen.core.reading.fhir.resources import Placed


class References:
    """Resolves by full URL, by type and id, by id of a URN, within a container."""

    def __init__(self, placed: Iterable[Placed], deviations: Deviations) -> None:
        self._deviations = deviations
        self._by_url: dict[str, Placed] = {}
        self._by_type: dict[str, Placed] = {}
        self._by_id: dict[str, Placed] = {}
        self._contained: dict[tuple[int, str], Placed] = {}
        self._by_identifier: dict[tuple[str, str, str], Placed] = {}
        for one in placed:
            self._enter(one)

    def _enter(self, placed: Placed) -> None:
        if placed.container is not None:
            self._contained.setdefault((id(placed.container), placed.id.lstrip("#")), placed)
            return
        if placed.full_url:
            self._by_url.setdefault(placed.full_url, placed)
            tail = _tail(placed.full_url)
            if tail:
                self._by_type.setdefault(tail, placed)
            self._by_id.setdefault(_urn_id(placed.full_url), placed)
        if placed.id:
            self._by_type.setdefault(f"{placed.type}/{placed.id}", placed)
            self._by_id.setdefault(placed.id, placed)
        for identifier in objects(placed.resource.get("identifier")):
            value = words(identifier.get("value"))
            if value:
                key = (placed.type, words(identifier.get("system")), value)
                self._by_identifier.setdefault(key, placed)

    def resolve(self, reference: Any, holder: Placed, path: str = "") -> Placed | None:
        """The resource that a Reference names; None, with a deviation, when it is not here.

        `path` is the element below the holder, for the deviation; '' reports nothing.
        """
        element = reference if isinstance(reference, dict) else {"reference": reference}
        target = self._target(element, holder)
        if target is None and path and words(element.get("reference")):
            self._deviations.add("reference_not_resolved", f"{holder.path}.{path}")
        return target

    def _target(self, element: Json, holder: Placed) -> Placed | None:
        written = words(element.get("reference")).split("/_history/")[0]
        if not written:
            return self._logical(element)
        if written.startswith("#"):
            return self._within(written[1:], holder)
        known = self._by_url.get(written)
        if known is not None:
            return known
        tail = _tail(written)
        if tail:
            found = self._by_type.get(tail)
            if found is None:
                kind, _, identifier = tail.partition("/")
                found = self._by_id.get(identifier)
                found = found if found is not None and found.type == kind else None
            if found is not None and "://" in written and "://" in found.full_url:
                self._deviations.add("reference_to_other_server", holder.path)
            return found
        return self._by_id.get(_urn_id(written))

    def _within(self, identifier: str, holder: Placed) -> Placed | None:
        container = holder.container or holder
        if not identifier:
            return container
        return self._contained.get((id(container), identifier))

    def _logical(self, element: Json) -> Placed | None:
        identifier = object_of(element.get("identifier"))
        value, kind = words(identifier.get("value")), words(element.get("type"))
        if not value or not kind:
            return None
        return self._by_identifier.get((kind, words(identifier.get("system")), value))


def _tail(url: str) -> str:
    """'Type/id' at the end of a URL or relative reference; '' for anything else."""
    plain = url.partition("/_history/")[0].partition("?")[0]
    parts = plain.rsplit("/", 2)
    if len(parts) < 2 or url.startswith("urn:"):
        return ""
    kind, identifier = parts[-2], parts[-1]
    return f"{kind}/{identifier}" if kind[:1].isupper() and kind.isalpha() and identifier else ""


def _urn_id(url: str) -> str:
    return url.removeprefix("urn:uuid:").removeprefix("urn:oid:")


def display_of(reference: Any) -> str:
    """The words of a Reference itself."""
    element = object_of(reference)
    identifier = object_of(element.get("identifier"))
    return line(element.get("display")) or line(identifier.get("value"))


def named_type(reference: Any) -> str:
    """The type of resource that a Reference says it names; '' where it does not say."""
    element = object_of(reference)
    kind = words(element.get("type"))
    return kind or _tail(words(element.get("reference"))).partition("/")[0]
