"""Synthetic facts for tests of what comes after reading."""

from __future__ import annotations

from typing import Any

from huizhen.core.records.evidence import ElementPath
from huizhen.core.records.fact import Coding, Fact, FactType, make_fact
from huizhen.core.records.page import page_id

LOINC = "http://loinc.org"


def fact(type_: FactType, text: str, source: str = "a" * 64, **fields: Any) -> Fact:
    """A fact that stands at one element of a source."""
    place = ElementPath(page_id=page_id(source, 1), path=f"/x/{text}", quote=text)
    return make_fact(type_, text=text, evidence=(place,), **fields)


def lab(text: str, value: str, unit: str | None, loinc: str = "", **fields: Any) -> Fact:
    """A laboratory result."""
    code = Coding(system=LOINC, code=loinc) if loinc else None
    return fact(
        "Observation", text, value=value, unit=unit, code=code, category="laboratory", **fields
    )
