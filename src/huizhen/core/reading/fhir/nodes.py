"""JSON objects of unknown quality: any field may be missing or have a wrong type."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_MOST = 400
_DATA_ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"


class Deviations:
    """What departs from the standard, each once as 'path: what'; the number is bounded."""

    def __init__(self) -> None:
        self._seen: dict[str, None] = {}
        self._left_out = 0
        self.older_at = ""
        """Where a form of DSTU2 or STU3 was first seen."""

    def add(self, path: str, what: str) -> None:
        """Report one."""
        said = f"{path}: {what}" if path else what
        if said in self._seen:
            return
        if len(self._seen) < _MOST:
            self._seen[said] = None
        else:
            self._left_out += 1

    def older(self, path: str, what: str) -> None:
        """Report a form that only an older version of FHIR has."""
        self.older_at = self.older_at or path
        self.add(path, f"{what} is a form of an older FHIR version")

    def listed(self) -> tuple[str, ...]:
        """All, in the order of reading."""
        more = (f"{self._left_out} more deviations",) if self._left_out else ()
        return (*self._seen, *more)


class Node:
    """One JSON object with its path; accessors give what has the right type and report the rest."""

    __slots__ = ("data", "deviations", "path", "root")

    def __init__(
        self, data: dict[str, Any], path: str, deviations: Deviations, root: Node | None = None
    ) -> None:
        self.data = data
        self.path = path
        self.deviations = deviations
        self.root: Node = root if root is not None else self
        """The resource whose `contained` local references mean."""

    def __contains__(self, name: str) -> bool:
        return self.data.get(name) is not None

    def deviates(self, what: str, name: str = "") -> None:
        """Report a deviation of this object or of one of its fields."""
        self.deviations.add(f"{self.path}.{name}" if name else self.path, what)

    @property
    def type(self) -> str:
        """The resource type; '' for an element."""
        found = self.data.get("resourceType")
        return found if isinstance(found, str) else ""

    def text(self, name: str) -> str:
        """A primitive as written; booleans are 'true' and 'false'."""
        found = self.data.get(name)
        if isinstance(found, list) and found:
            self.deviates("a list where one value is expected", name)
            found = found[0]
        if isinstance(found, bool):
            return "true" if found else "false"
        if isinstance(found, str):
            return found.strip()
        if found is not None and found != []:
            self.deviates("not a plain value", name)
        return ""

    def texts(self, name: str) -> list[str]:
        """All primitives of a list."""
        found = self.data.get(name)
        if not isinstance(found, list):
            one = self.text(name)
            return [one] if one else []
        said = [item.strip() for item in found if isinstance(item, str)]
        return [item for item in said if item]

    def flag(self, name: str) -> bool | None:
        """A boolean; its words are tolerated."""
        found = self.data.get(name)
        if isinstance(found, bool):
            return found
        if isinstance(found, str) and found.strip().lower() in ("true", "false"):
            self.deviates("a boolean written as text", name)
            return found.strip().lower() == "true"
        return None

    def node(self, name: str) -> Node | None:
        """One object; the first of a list is taken and reported."""
        found = self.data.get(name)
        if isinstance(found, dict):
            return self._inner(found, f"{self.path}.{name}")
        if isinstance(found, list):
            several = self.nodes(name)
            self.deviates("a list where one object is expected", name)
            return several[0] if several else None
        if found is not None:
            self.deviates("not an object", name)
        return None

    def nodes(self, name: str) -> list[Node]:
        """All objects of a list; a lone object is taken and reported."""
        found = self.data.get(name)
        if isinstance(found, dict):
            self.deviates("one object where a list is expected", name)
            return [self._inner(found, f"{self.path}.{name}")]
        if found is not None and not isinstance(found, list):
            self.deviates("not a list", name)
        return list(self._of_list(found, name)) if isinstance(found, list) else []

    def _of_list(self, found: list[Any], name: str) -> Iterator[Node]:
        for index, item in enumerate(found):
            path = f"{self.path}.{name}[{index}]"
            if isinstance(item, dict):
                yield self._inner(item, path)
            elif item is not None:
                self.deviations.add(path, "not an object")

    def _inner(self, data: dict[str, Any], path: str) -> Node:
        return Node(data, path, self.deviations, self.root)

    def wrapped(self, name: str, kind: str) -> list[Node]:
        """Objects of a list; a plain string becomes an object whose field `kind` it is."""
        found = self.data.get(name)
        items = found if isinstance(found, list) else [found]
        made: list[Node] = []
        for index, item in enumerate(items):
            path = f"{self.path}.{name}" + (f"[{index}]" if isinstance(found, list) else "")
            if isinstance(item, str) and item.strip():
                made.append(self._inner({kind: item.strip()}, path))
            elif isinstance(item, dict):
                made.append(self._inner(item, path))
            elif item is not None:
                self.deviations.add(path, "not an object")
        return made

    def choice(self, prefix: str) -> str:
        """The name of the field that a choice of types (`value[x]`) uses; '' for none."""
        used = [
            name
            for name, found in self.data.items()
            if name.startswith(prefix)
            and found is not None
            and (len(name) == len(prefix) or name[len(prefix)].isupper())
        ]
        if len(used) > 1:
            self.deviates("several values where one is allowed", f"{prefix}[x]")
        return used[0] if used else ""

    def absent_code(self, name: str = "") -> str:
        """The code of a data-absent-reason extension of this object, or of one primitive."""
        holder = self
        if name:
            companion = self.data.get(f"_{name}")
            if not isinstance(companion, dict):
                return ""
            holder = self._inner(companion, f"{self.path}._{name}")
        for extension in holder.nodes("extension") if "extension" in holder else []:
            if extension.text("url") == _DATA_ABSENT:
                return extension.text("valueCode") or "unknown"
        return ""
