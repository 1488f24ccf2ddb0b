"""`form.json`: the request form's fields as they were composed, and what the request gave for them.

So a package tells by itself what its request form says; nobody needs the request again to trace it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from huizhen.core.preparation.form_text import FIELD
from huizhen.core.preparation.paper import Paper

SCHEMA: Final = "huizhen.form/1"


def form_document(paper: Paper, given: Mapping[str, str]) -> dict[str, Any]:
    """F01 to F17 with their statements, as the paper has them."""
    return {
        "schema": SCHEMA,
        "given": dict(sorted(given.items())),
        "fields": [
            {
                "key": section.key,
                "title": section.title,
                "statements": [s.model_dump(mode="json") for s in section.statements],
            }
            for section in paper.sections
            if FIELD.fullmatch(section.key)
        ],
    }


def given_in(document: Mapping[str, Any]) -> dict[str, str]:
    """What the request gave; empty where the file is none of ours."""
    given = document.get("given")
    if document.get("schema") != SCHEMA or not isinstance(given, Mapping):
        return {}
    return {str(key): str(value) for key, value in given.items()}


def fields_that_differ(document: Mapping[str, Any], again: Mapping[str, Any]) -> tuple[str, ...]:
    """Keys of fields that the file has otherwise than the dossier and the request give them."""
    have, made = _by_key(document), _by_key(again)
    keys = dict.fromkeys((*have, *made))
    return tuple(key for key in keys if have.get(key) != made.get(key))


def _by_key(document: Mapping[str, Any]) -> dict[str, Any]:
    fields = document.get("fields")
    listed = fields if isinstance(fields, list) else []
    return {str(one.get("key", "")): one for one in listed if isinstance(one, Mapping)}
