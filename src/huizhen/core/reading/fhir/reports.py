"""DiagnosticReport, ImagingStudy, DocumentReference, Media, ClinicalImpression and their like."""

from __future__ import annotations

from collections.abc import Iterator

from huizhen.core.reading.coded.vocabulary import laterality
from huizhen.core.reading.fhir.concepts import Concept, concept_of, label_of
from huizhen.core.reading.fhir.drafts import (
    Draft,
    Export,
    category_of,
    draft,
    institution_of,
    notes_of,
    reasons_of,
    referred_labels,
)
from huizhen.core.reading.fhir.elements import (
    items,
    joined,
    labelled,
    line,
    number,
    object_of,
    objects,
    token,
    words,
)
from huizhen.core.reading.fhir.observations import status_note
from huizhen.core.reading.fhir.resources import Placed
from huizhen.core.reading.fhir.sites import site_of
from huizhen.core.reading.fhir.times import when_of
from huizhen.core.reading.fhir.values import LONGEST_VALUE
from huizhen.core.records.fact import Side

_CATEGORIES = ("laboratory", "imaging", "pathology", "cardiology", "genetics")


def diagnostic_report(placed: Placed, export: Export) -> Iterator[Draft]:
    """One fact for a report: its conclusion is the value, and stands on a page of its own."""
    resource = placed.resource
    when = when_of(resource, placed.path, export.deviations, "effective")
    conclusion = words(resource.get("conclusion"))
    codes = concept_of([*_listed(resource, "conclusionCode"), *_listed(resource, "codedDiagnosis")])
    for index, reference in enumerate(objects(resource.get("result"))):
        export.references.resolve(reference, placed, f"result[{index}]")
    yield draft(
        "DiagnosticReport", placed, export, concept_of(resource.get("code")),
        category=category_of(resource, *_CATEGORIES),
        value=(conclusion or codes.label)[:LONGEST_VALUE],
        value_codings=codes.codings,
        performer=institution_of(placed, export, "performer", "resultsInterpreter"),
        specimen=", ".join(dict.fromkeys(referred_labels(placed, export, "specimen", "type"))),
        report=conclusion,
        note=joined(
            status_note(placed), labelled("When", when.words),
            labelled("Issued", line(resource.get("issued"))[:10] if when.is_empty else ""),
            labelled("Conclusion codes", codes.label if conclusion else ""), notes_of(resource),
        ),
        **_cancelled(placed, conclusion),
        **when.fields(),
    )  # fmt: skip


def _listed(resource: dict[str, object], name: str) -> list[object]:
    return items(resource.get(name))


def _cancelled(placed: Placed, conclusion: str) -> dict[str, str]:
    cancelled = token(placed.resource.get("status")) == "cancelled" and not conclusion
    return {"absent_reason": "not-performed"} if cancelled else {}


def imaging_study(placed: Placed, export: Export) -> Iterator[Draft]:
    """One fact for a study: what was done, of which part, in how many series."""
    resource = placed.resource
    series = objects(resource.get("series"))
    modalities = concept_of(
        [*_listed(resource, "modality"), *_listed(resource, "modalityList"),
         *(one for held in series for one in items(held.get("modality")))]
    )  # fmt: skip
    procedure = concept_of(resource.get("procedureCode") or resource.get("procedure"))
    text = line(resource.get("description")) or procedure.label or modalities.label
    site = _series_site(series) or site_of(placed, export)
    when = when_of(resource, placed.path, export.deviations, "started")
    yield draft(
        "ImagingStudy", placed, export,
        Concept(label=text[:400], code=procedure.code, codings=procedure.codings),
        category="imaging",
        performer=institution_of(placed, export),
        note=joined(
            labelled("Modality", modalities.label),
            labelled("Series", number(resource.get("numberOfSeries"))),
            labelled("Instances", number(resource.get("numberOfInstances"))),
            labelled("Series descriptions", ", ".join(dict.fromkeys(
                text for held in series if (text := line(held.get("description")))))),
            reasons_of(resource), notes_of(resource),
        ),
        **site, **when.fields(),
    )  # fmt: skip


def _series_site(series: list[dict[str, object]]) -> dict[str, object]:
    sites = [label_of(held.get("bodySite")) for held in series]
    sides: set[Side] = set()
    for held in series:
        for coding in concept_of(held.get("laterality")).codings:
            side = laterality(coding)
            if side is not None:
                sides.add(side)
    named = ", ".join(dict.fromkeys(site for site in sites if site))
    if not named and not sides:
        return {}
    return {"body_site": named, "side": sides.pop() if len(sides) == 1 else None}


def document_reference(placed: Placed, export: Export) -> Iterator[Draft]:
    """One fact for a document that the record names; its content is a page or a member."""
    resource = placed.resource
    contents = [object_of(one.get("attachment")) for one in objects(resource.get("content"))]
    contents += objects(resource.get("content")) if placed.type == "Media" else []
    titles = [line(one.get("title")) for one in contents]
    kind = concept_of(resource.get("type"))
    title = line(resource.get("description")) or next((t for t in titles if t), "")
    label = title or kind.label or "Document"
    context = object_of(resource.get("context"))
    when = when_of(context, f"{placed.path}.context", export.deviations, "period")
    if when.is_empty:
        names = ("period", "date", "created", "indexed")
        when = when_of(resource, placed.path, export.deviations, *names)
    status = token(resource.get("status"))
    fields = {"record_status": "withdrawn"} if _is_taken_back(placed) else {}
    yield draft(
        "DocumentReference", placed, export,
        Concept(label=label[:400], code=kind.code, codings=kind.codings),
        category=category_of(resource),
        clinical_status="superseded" if status == "superseded" else "",
        performer=institution_of(placed, export, "custodian", "author"),
        note=joined(
            labelled("Type", kind.label if kind.label != label else ""),
            labelled("Status", token(resource.get("docStatus"))),
            labelled("Titles", ", ".join(dict.fromkeys(t for t in titles if t and t != label))),
            notes_of(resource),
        ),
        **fields, **when.fields(),
    )  # fmt: skip


def _is_taken_back(placed: Placed) -> bool:
    return token(placed.resource.get("docStatus")) == "entered-in-error"


def impression(placed: Placed, export: Export) -> Iterator[Draft]:
    """ClinicalImpression, RiskAssessment, DetectedIssue: a judgement, with its summary."""
    resource = placed.resource
    names = ("effective", "occurrence", "identified", "date")
    when = when_of(resource, placed.path, export.deviations, *names)
    concept = concept_of(resource.get("code")) or concept_of(resource.get("method"))
    summary = words(resource.get("summary")) or words(resource.get("detail"))
    label = concept.label or line(resource.get("description")) or " ".join(summary.split())[:400]
    findings = [
        label_of(one.get("itemCodeableConcept") or one.get("item") or one.get("outcome"))
        for name in ("finding", "prediction") for one in objects(resource.get(name))
    ]  # fmt: skip
    yield draft(
        "ClinicalImpression", placed, export,
        Concept(label=label, code=concept.code, codings=concept.codings, absent=concept.absent),
        value=summary[:LONGEST_VALUE] if summary and " ".join(summary.split()) != label else None,
        category={"RiskAssessment": "risk", "DetectedIssue": "issue"}.get(placed.type, ""),
        certainty="hypothetical" if placed.type == "RiskAssessment" else None,
        performer=institution_of(placed, export),
        report=summary,
        note=joined(
            labelled("Findings", ", ".join(text for text in findings if text)),
            labelled("Severity", label_of(resource.get("severity"))),
            labelled("Mitigation", words(resource.get("mitigation"))
                     if isinstance(resource.get("mitigation"), str) else ""),
            reasons_of(resource), notes_of(resource),
        ),
        **when.fields(),
    )  # fmt: skip
