"""Requests and reports: OBR segments (HL7 v2.x, 4.5.3 and 7.4.1)."""

from __future__ import annotations

from huizhen.core.reading.hl7v2.categories import section_category
from huizhen.core.reading.hl7v2.datatypes import Coded, coded_field, joined, labels, noted
from huizhen.core.reading.hl7v2.groups import Group
from huizhen.core.reading.hl7v2.segments import Segment
from huizhen.core.reading.hl7v2.setting import ORDERS, Setting
from huizhen.core.reading.hl7v2.values import measured_of
from huizhen.core.reading.lines import one_line
from huizhen.core.records.fact import FactType

_STATUS = {
    "O": "ordered", "S": "scheduled", "I": "pending", "A": "partial", "P": "preliminary",
    "C": "corrected", "R": "preliminary", "F": "final", "X": "cancelled", "Y": "cancelled",
    "Z": "cancelled", "M": "corrected", "N": "in progress",
}  # fmt: skip
"""HL7 table 0123, result status."""
_ORDER_STATUS = {
    "NW": "active", "CA": "cancelled", "OC": "cancelled", "DC": "stopped", "OD": "stopped",
    "HD": "on-hold", "CR": "cancelled", "DR": "stopped",
}  # fmt: skip
"""HL7 table 0119, order control."""
_PROGRESS = {"CM": "completed", "CA": "cancelled", "DC": "stopped", "HD": "on-hold",
             "IP": "active", "SC": "active", "ER": "cancelled"}  # fmt: skip
"""HL7 table 0038, order status."""


def order_status(order: Segment | None) -> str:
    """The status of an order, ORC-5 or ORC-1."""
    if order is None:
        return ""
    control = order.text(1).upper()
    if control in _ORDER_STATUS and control != "NW":
        return _ORDER_STATUS[control]
    return _PROGRESS.get(order.text(5).upper(), "") or _ORDER_STATUS.get(control, "")


def request(segment: Segment, setting: Setting) -> None:
    """A report with its text, or an order that has no results yet."""
    group = setting.group(segment)
    concept = coded_field(segment, 4) or coded_field(segment, 44)
    label = concept.label or "Report"
    is_order = _is_order(group, setting)
    type_: FactType = "CarePlan" if is_order else "DiagnosticReport"
    own = _STATUS.get(segment.text(25).upper(), "")
    status = order_status(group.order) if is_order else own
    fields = (6, 27, 7, 36) if is_order else (7, 22)
    when = setting.moment(segment, *fields)
    if when.date is None and is_order and group.order is not None:
        when = setting.moment(group.order, 15, 9)
    said = f"{'Order' if is_order else 'Report'}: {label}"
    setting.put(
        type_,
        segment,
        said + (f" ({status})" if status else ""),
        text=label,
        code=concept.code,
        codings=concept.codings,
        category="planned" if is_order else section_category(segment, setting),
        date=when.date,
        time=when.time,
        clinical_status=status,
        value=None if is_order else _report_text(group, concept) or None,
        absent_reason="not-performed" if own == "cancelled" and not group.results else None,
        specimen=group.specimen(),
        note=joined(
            noted("Original text", concept.original),
            noted("Clinical information", one_line(segment.cell(13).whole)),
            noted("Reason", ", ".join(labels(segment, 31))),
            noted("Quantity", one_line(segment.text(27))) if is_order else "",
        ),
    )


def _is_order(group: Group, setting: Setting) -> bool:
    return setting.message.code in ORDERS and not group.results


def _report_text(group: Group, concept: Coded) -> str:
    """The text lines of the report's results, each run under the name of its question."""
    lines: list[str] = []
    heading = concept.label
    for result in group.texts:
        label = coded_field(result, 3).label
        if label != heading:
            lines.append(f"{label}:")
            heading = label
        lines.append(measured_of(result).value or "")
    return "\n".join(lines).strip()
