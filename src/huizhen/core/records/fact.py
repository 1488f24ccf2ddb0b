"""Facts: one clinical assertion each, typed by FHIR resource name, with at least one evidence."""

from __future__ import annotations

from typing import Any, Literal, NewType

from pydantic import Field

from huizhen.core.records.dates import PartialDate
from huizhen.core.records.evidence import Evidence
from huizhen.core.records.value import Value, content_hash

FactKey = NewType("FactKey", str)

FactType = Literal[
    "Condition", "Observation", "MedicationStatement", "Procedure", "AllergyIntolerance",
    "FamilyMemberHistory", "Immunization", "DiagnosticReport", "ImagingStudy", "Specimen",
    "CarePlan", "Encounter", "Device", "ClinicalImpression", "DocumentReference", "Consent",
]  # fmt: skip

Certainty = Literal[
    "affirmed", "negated", "suspected", "to_exclude", "historical", "family", "hypothetical"
]

AbsentReason = Literal[
    "no-known", "no-information", "unknown", "asked-unknown", "temp-unknown", "not-asked",
    "masked", "not-applicable", "not-performed", "other",
]  # fmt: skip
"""Why there is no content. 'no-known' is an asserted absence of a whole class ('no known
allergies'; its certainty is negated); the others say that nothing can be said."""

OF_DOCUMENT = "date_of_document"
"""The doubt of a fact whose date is its document's: nearer words gave it none."""

Side = Literal["left", "right", "bilateral"]
FactStatus = Literal["proposed", "confirmed", "corrected", "rejected"]


class Coding(Value):
    """A code of a code system; `system` is a FHIR URI where one is known, else `urn:oid:...`."""

    system: str
    code: str
    display: str = ""


class Dosage(Value):
    """How a drug is given, as written in the source; nothing is computed."""

    text: str = ""
    dose: str = ""
    """The amount with its unit as written, e.g. '850 mg', '1-2 tablets'."""
    dose_value: str = ""
    dose_unit: str = ""
    route: str = ""
    frequency: str = ""
    """The source's own words or its structured interval: 'every 12 h', 'bid', '1 per 1 d'."""
    form: str = ""
    as_needed: bool = False


class Fact(Value):
    """One clinical assertion. Values stay exactly as the source has them, as text."""

    fact_key: FactKey
    type: FactType
    text: str = ""
    """The label in the source's own words."""
    code: Coding | None = None
    codings: tuple[Coding, ...] = ()
    category: str = ""
    """'laboratory', 'vital-signs', 'social-history', 'survey', 'imaging', 'history', 'goal' ..."""
    value: str | None = None
    unit: str | None = None
    """UCUM or the source's own unit; None when the source gives none: then nothing converts it."""
    comparator: Literal["<", "<=", ">=", ">"] | None = None
    value_codings: tuple[Coding, ...] = ()
    interval: str = ""
    """Reference interval as written."""
    flag: str = ""
    """Interpretation as written (H, L, A, N, HH ...)."""
    body_site: str = ""
    side: Side | None = None
    date: PartialDate | None = None
    """Clinical date: onset, performed, specimen taken, drug start."""
    time: str = ""
    """Local time of day of `date` as 'HH:MM' or 'HH:MM:SS'; tells two values of one day apart."""
    end_date: PartialDate | None = None
    document_date: PartialDate | None = None
    certainty: Certainty = "affirmed"
    clinical_status: str = ""
    """active, inactive, resolved, recurrence, remission; drugs: active, completed, stopped,
    on-hold, not-taken; '' when the source does not say."""
    record_status: Literal["current", "withdrawn"] = "current"
    absent_reason: AbsentReason | None = None
    dosage: Dosage | None = None
    reaction: str = ""
    criticality: str = ""
    relation: str = ""
    """FamilyMemberHistory: who, as coded or written."""
    performer: str = ""
    """The institution that made the result or report."""
    specimen: str = ""
    note: str = ""
    concept: str = ""
    """The lexicon's key of what this is about ('TBIL', 'entecavir', 'TNM'); '' when it has none."""
    method: str = ""
    """Modality, technique, edition or criterion as written: 'CT', 'AJCC 8', 'RECIST 1.1'."""
    count: str = ""
    """How many: lesions of an imaging statement, cycles of a regimen; as written, in figures."""
    response: str = ""
    """Best response of a treatment as written ('PR', 'complete metabolic response')."""
    reason: str = ""
    """Why a treatment was stopped or changed, as written."""
    doubts: tuple[str, ...] = ()
    """What a person has to settle: 'ambiguous_date', 'ambiguous_number', 'unit_missing',
    'ocr_number', 'ambiguous_side', 'date_of_document'."""
    status: FactStatus = "proposed"
    subject: str = ""
    """Which patient mention of the reading this belongs to; '' is the only one."""
    extractor: str = ""
    evidence: tuple[Evidence, ...] = Field(min_length=1)


def fact_key(
    type_: str,
    label: str,
    code: Coding | None = None,
    body_site: str = "",
    side: str | None = None,
    date: PartialDate | str | None = None,
    time: str = "",
) -> FactKey:
    """SHA-256 (first 24 hex digits) over type, code or normalised label, site with side, date and
    time of day."""
    name = f"{code.system}|{code.code}" if code else " ".join(label.casefold().split())
    site = " ".join(body_site.casefold().split())
    return FactKey(content_hash([type_, name, site, side or "", str(date or ""), time])[:24])


def make_fact(type_: FactType, **fields: Any) -> Fact:
    """A proposed fact with its key computed from its own fields."""
    key = fact_key(
        type_,
        fields.get("text", ""),
        fields.get("code"),
        fields.get("body_site", ""),
        fields.get("side"),
        fields.get("date"),
        fields.get("time", ""),
    )
    return Fact(fact_key=key, type=type_, **fields)
