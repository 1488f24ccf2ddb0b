"""Dates, times of day and periods: partial and local as written."""

from __future__ import annotations

import re
from typing import Any

from huizhen.core.reading.fhir.nodes import Node
from huizhen.core.reading.fhir.values import quantity_text, range_text
from huizhen.core.records.dates import PartialDate, parse_partial_date

_TIME = re.compile(r"T([01]\d|2[0-3]):([0-5]\d)")
_POINTS = ("DateTime", "Date", "Instant", "")


def date_of(node: Node, name: str) -> PartialDate | None:
    """A date field; what is no date is reported."""
    raw = node.text(name)
    date = parse_partial_date(raw) if raw else None
    if raw and date is None:
        node.deviates("not a date", name)
    return date


def when(node: Node, *names: str) -> dict[str, Any]:
    """`date`, `time` and `end_date` from the first of some fields (choices of types) that is
    filled, as fields of a fact."""
    for name in names:
        found = _moment(node, name)
        if found:
            return found
    return {}


def _moment(node: Node, name: str) -> dict[str, Any]:
    for suffix in _POINTS:
        if isinstance(node.data.get(name + suffix), str):
            return _point(node, name + suffix)
    for period in (f"{name}Period", name):
        if isinstance(node.data.get(period), dict):
            inner = node.node(period)
            if inner is not None:
                return span(inner)
    timing = node.node(f"{name}Timing") if f"{name}Timing" in node else None
    if timing is not None:
        for raw in timing.texts("event"):
            date = parse_partial_date(raw)
            return {"date": date, "time": _time(raw)} if date else {}
    return {}


def _point(node: Node, name: str) -> dict[str, Any]:
    date = date_of(node, name)
    return {"date": date, "time": _time(node.text(name))} if date else {}


def span(period: Node) -> dict[str, Any]:
    """A period's ends as fields of a fact."""
    fields = _point(period, "start") if "start" in period else {}
    end = date_of(period, "end") if "end" in period else None
    return {**fields, "end_date": end} if end else fields


def _time(raw: str) -> str:
    match = _TIME.search(raw)
    return f"{match.group(1)}:{match.group(2)}" if match else ""


def in_words(node: Node, name: str) -> str:
    """A choice of types that is no date: an age, a range or words."""
    if f"{name}String" in node:
        return node.text(f"{name}String")
    for kind in ("Age", "Quantity", "Duration"):
        if f"{name}{kind}" in node:
            return quantity_text(node.node(f"{name}{kind}"))
    if f"{name}Range" in node:
        return range_text(node.node(f"{name}Range"))
    return ""
