"""Codes with a meaning of their own for the reader: absence, certainty, status."""

from __future__ import annotations

import re
from typing import Any

from huizhen.core.reading.ccda import vocabulary as shared
from huizhen.core.records.fact import AbsentReason, Certainty, Coding

_NO_INFORMATION = re.compile(r"no-[a-z]+(?:-[a-z]+)?-info")
_NO_KNOWN = frozenset(("787480003", "1003774007"))
_V3_NULL = "http://terminology.hl7.org/CodeSystem/v3-NullFlavor"
_DATA_ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"

_ABSENT: dict[str, AbsentReason] = {
    "unknown": "unknown", "asked-unknown": "asked-unknown", "asked-declined": "asked-unknown",
    "temp-unknown": "temp-unknown", "not-asked": "not-asked", "masked": "masked",
    "not-applicable": "not-applicable", "not-performed": "not-performed",
    "not-permitted": "masked",
}  # fmt: skip
_EMPTY: dict[str, AbsentReason] = {
    "nilknown": "no-known", "notasked": "not-asked", "unavailable": "no-information",
    "withheld": "masked",
}  # fmt: skip
"""Why a list is empty (http://terminology.hl7.org/CodeSystem/list-empty-reason)."""

_VERIFICATION: dict[str, Certainty] = {
    "refuted": "negated", "unconfirmed": "suspected", "provisional": "suspected",
    "differential": "suspected",
}  # fmt: skip
CLINICAL_STATUS = {
    "active": "active", "recurrence": "recurrence", "relapse": "recurrence",
    "inactive": "inactive", "remission": "remission", "resolved": "resolved",
}  # fmt: skip
WITHDRAWN = frozenset(("entered-in-error", "nullified"))


def absent_of_code(code: str) -> AbsentReason | None:
    """A data-absent-reason code; None for ''."""
    return _ABSENT.get(code.lower(), "other") if code else None


def empty_reason(code: str) -> AbsentReason:
    """Why a list or section is empty."""
    return _EMPTY.get(code.lower(), "unknown")


def absence(codings: tuple[Coding, ...], label: str) -> dict[str, Any]:
    """Certainty and absent reason that a code states by itself; empty for an ordinary one."""
    if any(_NO_INFORMATION.fullmatch(coding.code) for coding in codings):
        return {"absent_reason": "no-information"}
    worded = (*codings, Coding(system="", code="", display=label))
    if any(coding.code in _NO_KNOWN for coding in codings) or shared.is_no_known(worded):
        return {"certainty": "negated", "absent_reason": "no-known"}
    if len(codings) == 1 and codings[0].system == _DATA_ABSENT:
        return {"absent_reason": absent_of_code(codings[0].code)}
    if len(codings) == 1 and codings[0].system.lower() == _V3_NULL.lower():
        return {"absent_reason": shared.absent_reason(codings[0].code)}
    return {}


def verification(codes: list[str]) -> dict[str, Any]:
    """What a verification status says: certainty, or that the record was taken back."""
    fields: dict[str, Any] = {}
    for code in codes:
        if code in WITHDRAWN:
            fields["record_status"] = "withdrawn"
        elif code in _VERIFICATION:
            fields["certainty"] = _VERIFICATION[code]
    return fields
