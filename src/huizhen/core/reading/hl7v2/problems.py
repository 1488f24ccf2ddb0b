"""Diagnoses and problems (DG1, PRB), allergies (AL1, IAM)."""

from __future__ import annotations

import re
from typing import Any

from huizhen.core.reading.coded.vocabulary import certainty_of_words, is_no_known
from huizhen.core.reading.hl7v2.datatypes import Coded, coded_field, joined, noted
from huizhen.core.reading.hl7v2.segments import Segment
from huizhen.core.reading.hl7v2.setting import Setting
from huizhen.core.reading.lines import one_line
from huizhen.core.records.fact import Certainty

_DIAGNOSIS_TYPES = {"A": "Admitting diagnosis", "W": "Working diagnosis", "F": "Final diagnosis"}
_ALLERGY_KINDS = {
    "DA": "allergy/drug", "FA": "allergy/food", "EA": "allergy/environment",
    "AA": "allergy/environment", "PA": "allergy/environment", "LA": "allergy/environment",
    "MA": "allergy", "MC": "intolerance/drug",
}  # fmt: skip
"""HL7 table 0127."""
_SEVERITIES = {"SV": "severe", "MO": "moderate", "MI": "mild"}
"""HL7 table 0128; U (unknown) says nothing."""
_NO_KNOWN = re.compile(r"nk[a-z]*a|no known .*|none known|no allergies", re.IGNORECASE)
_UNSURE = ("U", "P", "S", "D")
"""HL7 table 0438: unverified, pending, suspect, doubt raised."""


def diagnosis(segment: Segment, setting: Setting) -> None:
    """A diagnosis (DG1); admitting and working ones are suspected."""
    concept = coded_field(segment, 3)
    description = one_line(segment.cell(4).part(1)) or one_line(segment.cell(4).whole)
    label = concept.label or description
    if concept.code is not None and label == concept.code.code and description:
        label = description
    kind = segment.text(6).upper()
    when = setting.moment(segment, 5)
    setting.put(
        "Condition",
        segment,
        f"Diagnosis: {label}" + (f" ({_DIAGNOSIS_TYPES[kind]})" if kind in _DIAGNOSIS_TYPES else "")
        + (f" {when.date}" if when.date else ""),
        text=label,
        code=concept.code,
        codings=concept.codings,
        category="encounter-diagnosis",
        date=when.date,
        certainty="suspected" if kind in ("A", "W") else certainty_of_words(label) or "affirmed",
        record_status=_withdrawn(segment, 21),
        note=joined(
            _DIAGNOSIS_TYPES.get(kind, ""),
            noted("Description", description if description != label else ""),
            noted("Original text", concept.original),
        ),
    )  # fmt: skip


def problem(segment: Segment, setting: Setting) -> None:
    """An entry of a problem list (PRB)."""
    concept = coded_field(segment, 3)
    onset, recorded = setting.moment(segment, 16), setting.moment(segment, 7, 2)
    ended = setting.moment(segment, 9)
    setting.put(
        "Condition",
        segment,
        f"Problem: {concept.label}",
        text=concept.label,
        code=concept.code,
        codings=concept.codings,
        category="problem-list-item",
        date=onset.date or recorded.date,
        end_date=ended.date,
        clinical_status="resolved" if ended.date is not None else "",
        certainty=certainty_of_words(coded_field(segment, 13).label) or "affirmed",
        record_status="withdrawn" if segment.text(1).upper() in ("DE", "D") else "current",
        note=joined(
            noted("Status", coded_field(segment, 14).label),
            noted("Original text", concept.original),
        ),
    )


def allergy(segment: Segment, setting: Setting) -> None:
    """An allergy or adverse reaction of the patient (AL1)."""
    _put_allergy(segment, setting, setting.moment(segment, 6).date)


def adverse_reaction(segment: Segment, setting: Setting) -> None:
    """An allergy with an action of its own (IAM): D takes it back."""
    status = segment.text(17).upper()
    certainty: Certainty = "suspected" if status in _UNSURE else "affirmed"
    is_withdrawn = status == "E" or _withdrawn(segment, 6) == "withdrawn"
    _put_allergy(
        segment,
        setting,
        setting.moment(segment, 11, 13).date,
        certainty=certainty,
        clinical_status="inactive" if status == "I" else "",
        record_status="withdrawn" if is_withdrawn else "current",
    )


def _put_allergy(segment: Segment, setting: Setting, date: object, **fields: Any) -> None:
    kind, agent = coded_field(segment, 2), coded_field(segment, 3)
    label = agent.label or kind.label or "Allergy"
    severity = coded_field(segment, 4)
    stated = _SEVERITIES.get(severity.label.upper(), severity.label)
    stated = "" if stated.upper() == "U" else stated
    reaction = ", ".join(
        text for cell in segment.cells(5) if (text := one_line(cell.part(2) or cell.part(1)))
    )
    if _is_none_known(agent):
        fields |= {"certainty": "negated", "absent_reason": "no-known"}
    elif not agent:
        fields["absent_reason"] = "no-information"
    said = "; ".join(part for part in (stated, reaction) if part)
    setting.put(
        "AllergyIntolerance",
        segment,
        f"Allergy: {label}" + (f" ({said})" if said else ""),
        text=label,
        code=agent.code,
        codings=agent.codings,
        category=_ALLERGY_KINDS.get(segment.cell(2).sub(1).upper(), kind.label.lower()),
        criticality=stated,
        reaction=reaction,
        date=date,
        note=joined(noted("Original text", agent.original)),
        **fields,
    )


def _is_none_known(agent: Coded) -> bool:
    return is_no_known(agent.codings) or bool(_NO_KNOWN.fullmatch(agent.label))


def _withdrawn(segment: Segment, action: int) -> str:
    """What an action code (table 0206 or 0323) makes of a record: D deletes it."""
    return "withdrawn" if segment.text(action).upper() == "D" else "current"
