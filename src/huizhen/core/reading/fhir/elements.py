"""Tolerant access to JSON elements: whatever is there in place of what should be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from huizhen.core.reading.fhir.json_source import Json, JsonNumber

_UNSHOWN = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
DATA_ABSENT = "/data-absent-reason"


def items(value: Any) -> list[Any]:
    """A list as it is, nothing for null, anything else as a list of one."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def objects(value: Any) -> list[Json]:
    """The objects among `items`."""
    return [item for item in items(value) if isinstance(item, dict)]


def object_of(value: Any) -> Json:
    """The first object, or an empty one."""
    found = objects(value)
    return found[0] if found else {}


def words(value: Any) -> str:
    """A text or number as shown, blanks around it and characters without a glyph taken away."""
    if isinstance(value, bool) or not isinstance(value, str):
        return ""
    text = value.strip()
    return _UNSHOWN.sub("\ufffd", text) if _UNSHOWN.search(text) else text


def line(value: Any) -> str:
    """`words` as a single line."""
    return " ".join(words(value).split())


def token(value: Any) -> str:
    """A code as the standard writes it; of a concept its first code (older and newer versions
    have a concept where R4 has a code, and the other way round)."""
    if isinstance(value, list):
        return token(value[0]) if value else ""
    if isinstance(value, dict):
        codes = [words(coding.get("code")) for coding in objects(value.get("coding"))]
        return next((code for code in codes if code), words(value.get("code"))).lower()
    return words(value).lower()


def number(value: Any) -> str:
    """A number's text; a number in quotes counts too (see `is_quoted_number`)."""
    return words(value)


def is_quoted_number(value: Any) -> bool:
    """Whether a text stands where the standard wants a number."""
    return isinstance(value, str) and not isinstance(value, JsonNumber)


def is_true(value: Any) -> bool:
    """Whether a boolean says yes, also as a text."""
    return value is True or (isinstance(value, str) and value.strip().lower() == "true")


def extensions(element: Json, ending: str) -> Iterator[Json]:
    """The extensions of an element whose url ends so."""
    for extension in objects(element.get("extension")):
        if words(extension.get("url")).endswith(ending):
            yield extension


def extension_value(extension: Json) -> Any:
    """The value of an extension, whatever its type."""
    return next((value for name, value in extension.items() if name.startswith("value")), None)


def absent_code(element: Json, name: str = "") -> str:
    """The data-absent-reason of an element, or of its primitive child `name`; '' for none."""
    holder = object_of(element.get(f"_{name}")) if name else element
    for extension in extensions(holder, DATA_ABSENT):
        return token(extension_value(extension))
    return ""


def chosen(resource: Json, prefix: str) -> list[tuple[str, Any]]:
    """The variants of a choice element: (type, value) for `prefix` followed by a type name.

    The bare name counts as a variant of its own (R5 has some without choice), with type ''.
    """
    found = [
        (name[len(prefix) :], value)
        for name, value in resource.items()
        if name.startswith(prefix) and name[len(prefix) : len(prefix) + 1].isupper()
    ]
    if prefix in resource:
        found.append(("", resource[prefix]))
    return [(kind, value) for kind, value in found if value is not None]


def joined(*notes: str) -> str:
    """Notes one after the other, each once."""
    return "; ".join(dict.fromkeys(note for note in notes if note))


def labelled(label: str, said: str) -> str:
    """'Label: said', or nothing."""
    return f"{label}: {said}" if said else ""
